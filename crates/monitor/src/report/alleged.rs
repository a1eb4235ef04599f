//! What a report says has broken a truce: who says so, of whom, and how often.
//!
//! A breach is alleged where somebody is said to have violated, breached or broken a truce, where something is called a violation of one, where something
//! happened in spite of one that is there, and where somebody is said not to have done what was undertaken. Each is one file's rule below; what is denied, feared
//! or only possible is none.
//! Example: *The mission said the Assembly had breached the truce 14 times* is an allegation by the mission against the Assembly, and a count of 14.

use std::ops::Range;

use serde::Serialize;
use truceline_ground::actors::Role;
use truceline_record::{Act, Span};

use super::accused::accused;
use super::counted::{Count, counts};
use super::meant::{main_too, meant};
use super::mentions::Named;
use super::party::{Parties, Party, may_be_one};
use super::spots::{Context, Spot};
use super::{Rule, duty};
use crate::words::Text;

/// What one report says has broken an agreement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alleged {
    /// Its number in the report, from 1.
    pub number: usize,
    /// Who says so; the report itself where null.
    pub by: Option<String>,
    /// The statement that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// Who is said to have done it.
    pub accused: Vec<Party>,
    /// By which rule it is one.
    pub rule: Rule,
    /// The words that say so.
    pub span: Span,
    /// The sentence that they stand in.
    pub sentence: Span,
    /// Other sentences of the report that say the same: a headline, a repetition.
    pub restated: Vec<Span>,
    /// Which of the report's names of truces it is of.
    pub names: Option<usize>,
    /// The incidents of the report that it means, by their ids.
    pub incidents: Vec<String>,
    /// How often, where it is a count: never added to what is told one by one.
    pub count: Option<Count>,
    /// The kind of term that it breaks, where the words say.
    pub provision: Option<String>,
}

/// Who says that something broke no agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Denied {
    /// Who.
    pub by: Option<String>,
    /// The words.
    pub span: Span,
}

/// What is said to have broken a truce, and what is said not to have.
pub(crate) fn alleged(parties: &Parties<'_>, named: &[Named]) -> (Vec<Alleged>, Vec<Denied>) {
    let text = parties.text;
    let mut spots = Vec::new();
    for (n, sentence) in text.sentences.iter().enumerate() {
        let previous = n.checked_sub(1).map(|n| text.sentences[n].clone());
        let context = Context { text, named, sentence: sentence.clone(), previous };
        spots.extend(context.verbs());
        spots.extend(context.nouns());
        spots.extend(context.spite());
        spots.extend(duty::spots(text, sentence, |at| context.nearest(at)).into_iter().map(|(words, names)| Spot {
            words,
            rule: Rule::Duty,
            names,
        }));
    }
    spots.sort_by_key(|spot| spot.words.start);
    let (mut found, mut denied) = (Vec::<Alleged>::new(), Vec::new());
    for spot in spots {
        let Some(sentence) = text.sentence_of(spot.words.start).map(|s| text.sentences[s].clone()) else { continue };
        match word(text, &spot, &sentence) {
            Word::Unreal => {}
            Word::Denied => {
                let span = text.span(&sentence);
                let by = text.said_in(text.span(&spot.words)).and_then(|said| said.speaker_name.clone());
                denied.push(Denied { by, span });
            }
            Word::Said => take(text, &mut found, one(parties, spot, &sentence)),
        }
    }
    for (n, alleged) in found.iter_mut().enumerate() {
        alleged.number = n + 1;
    }
    (found, denied)
}

/// What the words around make of it.
enum Word {
    Said,
    Denied,
    Unreal,
}

fn word(text: &Text<'_>, spot: &Spot, sentence: &Range<usize>) -> Word {
    if matches!(spot.rule, Rule::Spite | Rule::Duty) {
        return Word::Said;
    }
    let near = spot.words.start.saturating_sub(6).max(sentence.start)..spot.words.start;
    let said = text.said_in(text.span(&spot.words));
    if said.is_some_and(|said| said.act == Act::Deny)
        || text.find(near.clone(), text.lists.get("violation", "refuted")).is_some()
    {
        return Word::Denied;
    }
    let close = spot.words.start.saturating_sub(4).max(sentence.start)..spot.words.start;
    let unreal = text.find(close, text.lists.get("violation", "unreal"));
    if unreal.is_some() { Word::Unreal } else { Word::Said }
}

fn one(parties: &Parties<'_>, spot: Spot, sentence: &Range<usize>) -> Alleged {
    let text = parties.text;
    let span = text.span(&spot.words);
    let said = text.said_in(span);
    let count = counts(text, spot.words.clone(), sentence);
    let mut incidents = meant(
        text,
        &spot,
        sentence,
        said.map(|said| said.id.as_str()),
        count.as_ref().is_some_and(|count| !count.total),
    );
    main_too(text, &spot, sentence, &mut incidents);
    let accused = match &count {
        // each has a share
        Some(count) if count.shares.len() > 1 => {
            let mut accused: Vec<Party> = Vec::new();
            for (_, party) in parties.in_words(spot.words.end..sentence.end, Role::Actor) {
                if !accused.iter().any(|known| known.name == party.name) {
                    accused.push(party);
                }
            }
            accused
        }
        Some(_) => accused(parties, &spot, sentence, &[]),
        None => accused(parties, &spot, sentence, &incidents),
    };
    Alleged {
        number: 0,
        by: said.map(|said| {
            said.speaker_name.as_deref().map(speaker).unwrap_or_else(|| truceline_reconcile::across::UNNAMED.to_owned())
        }),
        statement: said.map(|said| said.id.clone()),
        accused,
        provision: (spot.rule == Rule::Duty).then(|| duty::provision(text, sentence, parties.kinds)).flatten(),
        rule: spot.rule,
        span,
        sentence: text.span(sentence),
        restated: Vec::new(),
        names: spot.names,
        incidents: if spot.rule == Rule::Duty || count.as_ref().is_some_and(|count| count.total) {
            Vec::new()
        } else {
            incidents
        },
        count,
    }
}

/// A speaker's name, without the word that leads to it.
fn speaker(name: &str) -> String {
    truceline_record::bare_name(name.strip_prefix("by ").unwrap_or(name))
}

/// Keep what is new: what one speaker says twice, in one sentence or in the same words, is said once, and so is a count that the headline has as well.
fn take(text: &Text<'_>, found: &mut Vec<Alleged>, mut new: Alleged) {
    let number = |alleged: &Alleged| alleged.count.as_ref().map(|count| (count.min, count.max));
    let words = text.slice(new.sentence);
    let same = |old: &&mut Alleged| {
        let counts = number(old).is_none() || number(&new).is_none() || number(old) == number(&new);
        let here = old.by == new.by && old.rule.is_like(new.rule) && counts && text.slice(old.sentence) == words;
        // "they broke the truce", said again without more
        let bare =
            |alleged: &Alleged| alleged.incidents.is_empty() && alleged.count.is_none() && alleged.rule != Rule::Duty;
        let side = |a: &[Party], b: &[Party]| {
            !a.is_empty() && a.iter().all(|a| b.iter().any(|b| may_be_one(&a.name, &b.name)))
        };
        let again = old.by == new.by && bare(old) && bare(&new) && side(&new.accused, &old.accused);
        here || again || (number(old).is_some() && number(old) == number(&new))
    };
    let Some(old) = found.iter_mut().find(same) else {
        if new.accused.is_empty() && new.count.is_some() {
            // a further count by the same speaker is of the same side
            new.accused = found.last().map(|last| last.accused.clone()).unwrap_or_default();
        }
        found.push(new);
        return;
    };
    // of a count, the sentence says more than the headline
    if old.sentence != new.sentence
        && number(old).is_some()
        && number(&new).is_some()
        && text.slice(old.sentence) != words
    {
        let before = std::mem::replace(old, new);
        old.restated.push(before.sentence);
        old.restated.extend(before.restated);
        if old.accused.is_empty() {
            old.accused = before.accused;
        }
        return;
    }
    if old.sentence != new.sentence {
        old.restated.push(new.sentence);
    }
    old.count = old.count.take().or(new.count);
    if old.accused.is_empty() {
        old.accused = new.accused;
    }
    if old.incidents.is_empty() {
        old.incidents = new.incidents;
    }
}
