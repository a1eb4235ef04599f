//! Talks and proposals: who is to take part, who proposes what, who backs or rejects it.
//!
//! Example: *The talks should include Kestova, Velmark and possibly Tarn* has three who take part, one of them possibly. *Velmark backs a proposal by
//! Joren Pask for fighters to leave the town* has its author, its backer and its terms.

use std::ops::Range;

use serde::Serialize;
use truceline_ground::actors::Role;
use truceline_record::{Act, MentionKind, Span};

use super::counted::within;
use super::party::{Parties, Party};
use crate::days::Days;
use crate::words::Text;

/// Talks that a report speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Talks {
    /// Who says so; the report itself where null.
    pub by: Option<String>,
    /// Who takes part or is to, and whether that is only possible.
    pub with: Vec<Participant>,
    /// The words.
    pub span: Span,
    /// Whether they are only wanted or planned.
    pub planned: bool,
    /// Where, where the sentence says.
    pub place: Option<String>,
    /// When, where the sentence says.
    pub when: Option<Days>,
}

/// Who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Participant {
    /// Who.
    #[serde(flatten)]
    pub party: Party,
    /// Whether it is only possible.
    pub possibly: bool,
}

/// Something that somebody proposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// Who proposes it.
    pub author: Option<String>,
    /// Who says so; the report itself where null.
    pub by: Option<String>,
    /// Who backs it.
    pub backed_by: Vec<String>,
    /// Who rejects it.
    pub rejected_by: Vec<String>,
    /// The words that say what is proposed.
    pub span: Span,
}

/// The talks of a report, in its order; those between the same are one.
pub(crate) fn talks(parties: &Parties<'_>) -> Vec<Talks> {
    let text = parties.text;
    let list = |name| text.lists.get("talks", name);
    let mut found: Vec<Talks> = Vec::new();
    for sentence in &text.sentences {
        let Some((at, len)) = text.find(sentence.clone(), list("words")) else { continue };
        let Some((include, length)) = text.find(at + len..sentence.end.min(at + len + 10), list("include")) else {
            continue;
        };
        let with = participants(parties, include + length..sentence.end);
        if with.len() < 2 {
            continue;
        }
        let last = with.iter().map(|p| p.party.span.end).max().unwrap_or_default();
        let span = Span::new(text.words[at].span.start, last.max(text.words[at].span.end));
        let planned = (at.saturating_sub(3).max(sentence.start)..include + length)
            .any(|n| matches!(text.lower(n), "should" | "would" | "will" | "to" | "could" | "new" | "planned"));
        let by = text.said_in(span).and_then(|said| said.speaker_name.clone());
        let names = |talks: &Talks| -> Vec<String> {
            let mut names: Vec<String> = talks.with.iter().map(|p| p.party.name.clone()).collect();
            names.sort();
            names
        };
        let place = place(text, sentence, &with);
        let new = Talks { by, with, span, planned, place, when: within(text, sentence) };
        if !found.iter().any(|known| names(known) == names(&new)) {
            found.push(new);
        }
    }
    found
}

/// The place of talks: the first that their sentence has behind "in" or "at" and that takes no part in them.
fn place(text: &Text<'_>, sentence: &Range<usize>, with: &[Participant]) -> Option<String> {
    let places = text.reading.mentions.iter().filter(|mention| {
        let words = text.words_of(Span::new(mention.start, mention.end));
        let before = text.lower(words.start.wrapping_sub(1));
        let before = if before == "the" { text.lower(words.start.wrapping_sub(2)) } else { before };
        matches!(mention.kind, MentionKind::Location | MentionKind::Facility)
            && sentence.contains(&words.start)
            && matches!(before, "in" | "at")
    });
    let names = places.map(|mention| text.slice(Span::new(mention.start, mention.end)).to_owned());
    names.into_iter().find(|name| !with.iter().any(|participant| participant.party.name.eq_ignore_ascii_case(name)))
}

fn participants(parties: &Parties<'_>, within: Range<usize>) -> Vec<Participant> {
    let text = parties.text;
    let possibly = text.lists.get("talks", "possibly");
    let mut end = within.start;
    // after "and" comes the last
    let mut last = false;
    let mut out: Vec<Participant> = Vec::new();
    for (words, party) in parties.in_words(within, Role::Speaker) {
        let between = end..words.start;
        let joins = |n: usize| {
            matches!(text.lower(n), "," | "and" | "or" | "the" | "as" | "well" | "with")
                || text.fits(n, words.start, possibly).is_some()
        };
        let and = between.clone().any(|n| matches!(text.lower(n), "and" | "or"));
        if !between.clone().all(joins) || (last && !and && !between.is_empty()) {
            break;
        }
        last = and;
        let unsure = text.find(between, possibly).is_some();
        end = end.max(words.end);
        if !out.iter().any(|known| known.party.name == party.name) {
            out.push(Participant { party, possibly: unsure });
        }
    }
    out
}

/// The proposals of a report, in its order.
pub(crate) fn proposals(parties: &Parties<'_>) -> Vec<Proposal> {
    let text = parties.text;
    let list = |name| text.lists.get("talks", name);
    let mut found: Vec<Proposal> = Vec::new();
    for sentence in &text.sentences {
        // "a proposal by X for fighters to leave"
        for at in sentence.clone() {
            let Some(len) = text.fits(at, sentence.end, list("proposal")) else { continue };
            let of = text.fits(at + len, sentence.end, list("by"));
            let author = of.and_then(|of| {
                parties.in_words(at + len + of..sentence.end.min(at + len + 10), Role::Speaker).into_iter().next()
            });
            let Some((words, author)) = author.filter(|(words, _)| words.start <= at + len + 3) else { continue };
            let side = |which| {
                let near = at.saturating_sub(5).max(sentence.start)..at;
                let (verb, _) = text.find_last(near, list(which))?;
                let who = parties.in_words(sentence.start..verb, Role::Speaker).pop()?;
                Some(who.1.name)
            };
            let span = text.span(&(at..sentence.end.min(words.end + 40)));
            let said = text.said_in(text.span(&(at..at + len)));
            let span = said
                .and_then(|said| said.content.iter().find(|c| c.start <= span.start && c.end > span.start))
                .map_or(span, |c| Span::new(span.start, c.end.max(span.start)));
            found.push(Proposal {
                author: Some(author.name),
                by: said.and_then(|said| said.speaker_name.clone()),
                backed_by: side("backs").into_iter().collect(),
                rejected_by: side("rejects").into_iter().collect(),
                span,
            });
        }
    }
    // what somebody proposes by saying so
    for said in text.reading.statements.iter().filter(|said| said.act == Act::Propose) {
        let Some(&content) = said.content.first() else { continue };
        if !found.iter().any(|known| known.span.overlaps(content)) {
            found.push(Proposal {
                author: said.speaker_name.clone(),
                by: said.speaker_name.clone(),
                backed_by: Vec::new(),
                rejected_by: Vec::new(),
                span: content,
            });
        }
    }
    let about = list("about");
    found.retain(|proposal| text.find(text.words_of(proposal.span), about).is_some());
    found.sort_by_key(|proposal| proposal.span.start);
    found
}
