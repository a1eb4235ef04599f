//! What a report says has broken a truce: who says so, of whom, and how often.
//!
//! A breach is alleged where somebody is said to have violated, breached or broken a truce, where something is called a violation of one, where something
//! happened in spite of one that is there, and where somebody is said not to have done what was undertaken. Each is one file's rule below; what is denied, feared
//! or only possible is none.
//! Example: *The mission said the Assembly had breached the truce 14 times* is an allegation by the mission against the Assembly, and a count of 14.

use std::ops::Range;

use serde::Serialize;
use truceline_ground::actors::Role;
use truceline_record::{Act, Incident, IncidentType, Reality, Span};

use super::counted::{Count, counts};
use super::mentions::Named;
use super::party::{Parties, Party, may_be_one};
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

/// A place where a breach is spoken of.
struct Spot {
    words: Range<usize>,
    rule: Rule,
    names: Option<usize>,
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

struct Context<'a> {
    text: &'a Text<'a>,
    named: &'a [Named],
    sentence: Range<usize>,
    previous: Option<Range<usize>>,
}

impl Context<'_> {
    /// The name of a truce nearest to a word, in its sentence or the one before.
    fn nearest(&self, at: usize) -> Option<usize> {
        let here = self.in_words(&self.sentence).min_by_key(|&n| self.named[n].words.start.abs_diff(at));
        here.or_else(|| self.previous.as_ref().and_then(|previous| self.in_words(previous).last()))
    }

    /// The name of a truce that stands last before a word, wherever; else the first after it: a count of breaches is of the truce that the report is about.
    fn before(&self, at: usize) -> Option<usize> {
        (0..self.named.len())
            .rev()
            .find(|&n| self.named[n].words.start < at)
            .or_else(|| (!self.named.is_empty()).then_some(0))
    }

    fn in_words(&self, words: &Range<usize>) -> impl Iterator<Item = usize> {
        let words = words.clone();
        (0..self.named.len()).filter(move |&n| words.contains(&self.named[n].words.start))
    }

    /// A name that stands within `within`.
    fn name_in(&self, within: Range<usize>) -> Option<usize> {
        self.in_words(&within).next()
    }

    /// "breached the truce", "broke it", "the truce has been violated".
    fn verbs(&self) -> Vec<Spot> {
        let (text, list) = (self.text, self.text.lists.get("violation", "verb"));
        let mut spots = Vec::new();
        for at in self.sentence.clone() {
            if text.fits(at, self.sentence.end, list).is_none() || self.is_noun(at) {
                continue;
            }
            // "broke down", "broke out" are no breaking of it
            let down = matches!(text.lower(at + 1), "down") && self.name_in(at + 2..at + 6).is_some();
            if !down && matches!(text.lower(at + 1), "down" | "out" | "up" | "through" | "away" | "off" | "into") {
                continue;
            }
            let object = self
                .name_in(at + 1..(at + 9).min(self.sentence.end))
                .filter(|&n| !self.is_barred(at + 1..self.named[n].words.start));
            let it = matches!(text.lower(at + 1), "it" | "them").then(|| self.nearest(at)).flatten();
            let passive = || {
                let been = (at.saturating_sub(5).max(self.sentence.start)..at)
                    .find(|&n| matches!(text.lower(n), "been" | "was" | "were" | "is" | "are" | "be" | "being"))?;
                let name = self.in_words(&(self.sentence.start..been)).last()?;
                // what describes it may stand between, no other sentence
                let between = self.named[name].words.end.min(been)..been;
                let other = between.clone().any(|n| matches!(text.lower(n), ";" | "that" | "who" | "but"));
                (between.len() <= 6 || (between.len() <= 18 && !other)).then_some(name)
            };
            // "the deal failed because the army violated it": the sentence's own name
            if let Some(name) = object.or(it).or_else(passive) {
                spots.push(Spot { words: at..at + 1, rule: Rule::Broken, names: Some(name) });
            }
        }
        spots
    }

    /// Whether the words say of what else it is a violation.
    fn is_barred(&self, words: Range<usize>) -> bool {
        self.text.find(words, self.text.lists.get("violation", "other")).is_some()
    }

    fn is_noun(&self, at: usize) -> bool {
        let before = self.text.lower(at.wrapping_sub(1));
        let after = self.text.lower(at + 1);
        self.text.fits(at, self.sentence.end, self.text.lists.get("violation", "noun")).is_some()
            && (matches!(
                before,
                "the" | "of" | "all" | "latest" | "any" | "new" | "a" | "another" | "flagrant" | "said" | "recorded"
            ) || self.text.lists.number(before).is_some()
                || matches!(after, "of" | "in" | "by" | "to" | "."))
            && !self.named.iter().any(|name| name.words.start == at + 2 && matches!(after, "the" | "a" | "this"))
    }

    /// "a violation of the truce", "truce violations", "14 violations by the Assembly".
    fn nouns(&self) -> Vec<Spot> {
        let (text, list) = (self.text, self.text.lists.get("violation", "noun"));
        let mut spots: Vec<Spot> = Vec::new();
        for at in self.sentence.clone() {
            let Some(len) = text.fits(at, self.sentence.end, list) else { continue };
            if !self.is_noun(at) && self.name_in(at + 1..at + 3).is_some() {
                continue;
            }
            let end = (at + len + 8).min(self.sentence.end);
            let of = matches!(text.lower(at + len), "of" | "to" | "in");
            let object = of
                .then(|| self.name_in(at + len..end))
                .flatten()
                .filter(|&n| !self.is_barred(at + len..self.named[n].words.start));
            let before = self.in_words(&(at.saturating_sub(3).max(self.sentence.start)..at)).last();
            let counted = (at.saturating_sub(3).max(self.sentence.start)..at)
                .any(|n| text.lists.number(text.lower(n)).is_some())
                || matches!(text.lower(at + len), "by" | "recorded" | "on");
            let other =
                self.is_barred(at.saturating_sub(2).max(self.sentence.start)..(at + len + 5).min(self.sentence.end));
            let near = (!other
                && (counted
                    || matches!(
                        text.lower(at.wrapping_sub(1)),
                        "any" | "all" | "of" | "face" | "such" | "these" | "the" | "by"
                    ))
                && !of)
                .then(|| self.nearest(at).or_else(|| self.before(at)))
                .flatten();
            let Some(names) = object.or(before).or(near) else { continue };
            // "despite violations of the truce" and "in the face of breaches" say that they were
            spots.push(Spot { words: at..at + len, rule: Rule::Called, names: Some(names) });
        }
        spots
    }

    /// "despite a truce in place there": what happens in the same sentence happens in spite of one.
    fn spite(&self) -> Vec<Spot> {
        let (text, list) = (self.text, self.text.lists.get("violation", "spite"));
        let none = text.lists.get("violation", "none");
        let mut spots = Vec::new();
        for at in self.sentence.clone() {
            let Some(len) = text.fits(at, self.sentence.end, list) else { continue };
            let end = (at + len + 14).min(self.sentence.end);
            let Some(name) = self.name_in(at + len..end) else { continue };
            if (at + len..self.named[name].words.start).any(|n| self.text.words[n].mark && self.text.lower(n) != "\"") {
                continue;
            }
            if text.find(at + len..self.named[name].words.start, none).is_none() && self.has_incident() {
                spots.push(Spot { words: at..at + len, rule: Rule::Spite, names: Some(name) });
            }
        }
        spots
    }

    fn has_incident(&self) -> bool {
        let within = self.text.span(&self.sentence);
        self.text.find(self.sentence.clone(), self.text.lists.get("violation", "done")).is_some()
            || self
                .text
                .reading
                .incidents
                .iter()
                .any(|incident| is_harm(incident) && incident.triggers.iter().any(|t| within.contains(*t)))
    }
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
        provision: (spot.rule == Rule::Duty).then(|| duty::provision(text, sentence)).flatten(),
        rule: spot.rule,
        span,
        sentence: text.span(sentence),
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
    super::party::bare(name.strip_prefix("by ").unwrap_or(name))
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
        if old.accused.is_empty() {
            old.accused = before.accused;
        }
        return;
    }
    old.count = old.count.take().or(new.count);
    if old.accused.is_empty() {
        old.accused = new.accused;
    }
    if old.incidents.is_empty() {
        old.incidents = new.incidents;
    }
}

/// Who is said to have done it.
fn accused(parties: &Parties<'_>, spot: &Spot, sentence: &Range<usize>, incidents: &[String]) -> Vec<Party> {
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

/// The incidents that are meant: those of the sentence; of what is called "the attack", the one before.
fn meant(text: &Text<'_>, spot: &Spot, sentence: &Range<usize>, statement: Option<&str>, counted: bool) -> Vec<String> {
    let within = text.span(sentence);
    let harm = || text.reading.incidents.iter().filter(|incident| is_harm(incident));
    let here: Vec<String> = harm()
        .filter(|incident| incident.triggers.iter().any(|t| within.contains(*t)))
        .map(|incident| incident.id.clone())
        .collect();
    if !here.is_empty() || spot.rule == Rule::Spite || !counted {
        return here;
    }
    // in a count, what the same speaker tells one by one belongs to it
    let by = statement
        .and_then(|id| text.reading.statements.iter().find(|said| said.id == id))
        .and_then(|said| said.speaker_name.clone());
    let same = |id: Option<&str>| {
        let said = id.and_then(|id| text.reading.statements.iter().find(|said| said.id == id));
        let name = said.and_then(|said| said.speaker_name.as_deref());
        name.is_some_and(|name| {
            by.as_deref()
                .is_some_and(|by| name == by || by.to_lowercase().contains(&super::party::bare(name).to_lowercase()))
        })
    };
    let told = |incident: &&Incident| {
        let blamed = incident.actors.iter().map(|actor| &actor.by).chain(incident.claims.iter().map(|claim| &claim.by));
        blamed.flatten().any(|by| same(Some(by)))
    };
    harm().filter(told).map(|incident| incident.id.clone()).collect()
}

/// "The air strikes are another violation": what nobody is said to have done in that sentence is what the report is chiefly about, where that is of its type.
fn main_too(text: &Text<'_>, spot: &Spot, sentence: &Range<usize>, incidents: &mut Vec<String>) {
    let all = &text.reading.incidents;
    let of = |id: &String| all.iter().find(|incident| incident.id == *id);
    let definite = text.lower(sentence.start) == "the";
    if !matches!(spot.rule, Rule::Called | Rule::Spite)
        || !definite
        || incidents.iter().filter_map(of).any(|incident| !incident.actors.is_empty())
    {
        return;
    }
    let kinds: Vec<IncidentType> = incidents.iter().filter_map(of).map(|incident| incident.kind).collect();
    let fits = |incident: &&Incident| {
        incident.main && is_harm(incident) && (kinds.is_empty() || kinds.contains(&incident.kind))
    };
    if let Some(main) = all.iter().find(fits) {
        *incidents = vec![main.id.clone()];
    }
}

/// Whether an incident is one that a truce forbids.
pub(crate) fn is_harm(incident: &Incident) -> bool {
    use IncidentType::{
        Abduction, AirStrike, ArmedClash, ChemicalAttack, Destruction, Execution, OtherViolence, RemoteExplosive,
        Shelling, Shooting, SuicideBombing, TerritoryTaken,
    };
    incident.reality == Reality::Actual
        && matches!(
            incident.kind,
            AirStrike
                | Shelling
                | ArmedClash
                | SuicideBombing
                | RemoteExplosive
                | ChemicalAttack
                | Shooting
                | Execution
                | Abduction
                | TerritoryTaken
                | OtherViolence
                | Destruction
        )
}
