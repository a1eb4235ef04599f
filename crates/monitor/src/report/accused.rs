//! Who is said to have broken a truce.
//!
//! Example: in *the mission said the Assembly had violated the truce* it is whoever stands nearest before the verb and does not speak; in *a violation by the army*, who follows
//! "by"; in *army guns shelled Halse in a violation of the truce*, who does it by the reading of that incident.

use std::ops::Range;

use truceline_ground::actors::Role;
use truceline_record::Span;

use super::Rule;
use super::party::{Parties, Party};
use super::spots::Spot;
use crate::words::Text;

/// Who is said to have done it.
pub(super) fn accused(parties: &Parties<'_>, spot: &Spot, sentence: &Range<usize>, incidents: &[String]) -> Vec<Party> {
    let text = parties.text;
    let within = |words: Range<usize>| parties.in_words(words, Role::Actor);
    let named = |party: &Party| !spot.names.is_some_and(|_| party.span.overlaps(text.span(&spot.words)));
    let after = || {
        let by = (spot.words.end..sentence.end.min(spot.words.end + 14)).find(|&n| text.lower(n) == "by")?;
        let found = list(text, within(by + 1..sentence.end.min(by + 14)), by + 1);
        (!found.is_empty()).then_some(found)
    };
    let before = || {
        let found: Vec<_> =
            within(sentence.start..spot.words.start).into_iter().filter(|(_, party)| named(party)).collect();
        // who says it is no accused, unless nobody else is named
        let span = text.span(&spot.words);
        let speaker: Vec<Span> =
            text.said_in(span).map(|said| said.speaker.iter().chain(&said.cue).copied().collect()).unwrap_or_default();
        let content = text.said_in(span).and_then(|said| said.content.iter().find(|c| c.contains(span)).copied());
        let fits = |(_, party): &&(Range<usize>, Party)| {
            !speaker.iter().any(|s| s.overlaps(party.span))
                && content.is_none_or(|content| content.contains(party.span))
        };
        // "the party that broke it": whom the clause is about stands right before it
        if matches!(text.lower(spot.words.start.wrapping_sub(1)), "that" | "who" | "which") {
            let end = spot.words.start - 1;
            return Some(
                found
                    .into_iter()
                    .filter(|(words, _)| words.end == end || words.end + 1 == end)
                    .map(|(_, party)| party)
                    .collect(),
            );
        }
        // who owes it is the subject, however long the sentence
        let mut fitting = found.iter().filter(fits);
        let last = if spot.rule == Rule::Duty { fitting.next() } else { fitting.next_back() }?.0.clone();
        // a list that ends there: "Russian and regime forces"
        let mut first = last.start;
        for (words, _) in found.iter().filter(fits).rev() {
            if words.end <= first
                && (words.end..first).all(|n| matches!(text.lower(n), "and" | "or" | "," | "the" | "its"))
            {
                first = words.start;
            }
        }
        Some(
            found
                .into_iter()
                .filter(|(words, _)| words.start >= first && words.end <= last.end)
                .map(|(_, party)| party)
                .collect::<Vec<_>>(),
        )
    };
    let did = || {
        let of = text.reading.incidents.iter().filter(|incident| incidents.contains(&incident.id));
        let mut parties: Vec<Party> = Vec::new();
        for actor in of.flat_map(|incident| &incident.actors) {
            if let Some(&span) = actor.spans.first()
                && !parties.iter().any(|party| party.name == actor.name)
            {
                parties.push(Party { name: actor.name.clone(), span });
            }
        }
        (!parties.is_empty()).then_some(parties)
    };
    let found = match spot.rule {
        Rule::Broken if is_passive(text, spot, sentence) => after(),
        Rule::Broken => before().or_else(did),
        Rule::Called => after().or_else(did).or_else(before),
        Rule::Spite => did(),
        Rule::Duty => before(),
    };
    let mut out: Vec<Party> = Vec::new();
    for party in found.unwrap_or_default() {
        if !out.iter().any(|known| known.name == party.name) {
            out.push(party);
        }
    }
    out
}

fn is_passive(text: &Text<'_>, spot: &Spot, sentence: &Range<usize>) -> bool {
    let before = spot.words.start.saturating_sub(5).max(sentence.start)..spot.words.start;
    before.into_iter().any(|n| matches!(text.lower(n), "been" | "was" | "were" | "is" | "are" | "be" | "being"))
}

/// The parties of a list that begins at `from`.
fn list(text: &Text<'_>, found: Vec<(Range<usize>, Party)>, from: usize) -> Vec<Party> {
    let mut end = from;
    let mut out = Vec::new();
    for (words, party) in found {
        let joined = (end..words.start).all(|n| {
            matches!(text.lower(n), "and" | "or" | "," | "the" | "its" | "both" | "armed" | "several" | "some")
        });
        if !joined && words.start > end {
            break;
        }
        end = end.max(words.end);
        out.push(party);
    }
    out
}
