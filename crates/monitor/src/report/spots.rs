//! Where a sentence speaks of a breach: by a verb, by a noun, or as something done in spite of a truce.

use std::ops::Range;

use super::Rule;
use super::meant::is_harm;
use super::mentions::Named;
use crate::words::Text;

/// A place where a breach is spoken of.
pub(super) struct Spot {
    pub(super) words: Range<usize>,
    pub(super) rule: Rule,
    pub(super) names: Option<usize>,
}

/// A sentence, with the names of truces around it.
pub(super) struct Context<'a> {
    pub(super) text: &'a Text<'a>,
    pub(super) named: &'a [Named],
    pub(super) sentence: Range<usize>,
    /// The sentence before.
    pub(super) previous: Option<Range<usize>>,
}

impl Context<'_> {
    /// The name of a truce nearest to a word, in its sentence or the one before.
    pub(super) fn nearest(&self, at: usize) -> Option<usize> {
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
    pub(super) fn verbs(&self) -> Vec<Spot> {
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
    pub(super) fn nouns(&self) -> Vec<Spot> {
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

    /// "despite a truce in place there", "hours after a truce was announced", "a truce that has had little impact": what happens in the same sentence happens in spite of one.
    pub(super) fn spite(&self) -> Vec<Spot> {
        let (text, list) = (self.text, |name| self.text.lists.get("violation", name));
        let mut spots = Vec::new();
        for at in self.sentence.clone() {
            let found = [("spite", 14), ("beside", 5), ("soon", 12)].into_iter().find_map(|(name, reach)| {
                let len = text.fits(at, self.sentence.end, list(name))?;
                let named = self.name_in(at + len..(at + len + reach).min(self.sentence.end))?;
                let between = at + len..self.named[named].words.start;
                let after = self.named[named].words.end..(self.named[named].words.end + 8).min(self.sentence.end);
                let fits = match name {
                    "beside" => text.find(after, list("there")).is_some(),
                    "soon" => text.find(between.start..after.end, list("made")).is_some(),
                    _ => text.find(between.clone(), list("none")).is_none(),
                };
                let parted = between.clone().any(|n| text.words[n].mark && text.lower(n) != "\"");
                // "although the truce does not apply to them": whom it does not bind breaks nothing
                let bound = text
                    .find(self.named[named].words.end..self.sentence.end, text.lists.get("party", "excluded"))
                    .is_none();
                (fits && bound && !parted).then_some((len, named))
            });
            let Some((len, named)) = found else { continue };
            if self.has_incident(text.lower(at) == "during") {
                spots.push(Spot { words: at..at + len, rule: Rule::Spite, names: Some(named) });
            }
        }
        if spots.is_empty()
            && let Some((at, len)) = text.find(self.sentence.clone(), list("unkept"))
            && let Some(named) = self.in_words(&(self.sentence.start..at)).last()
        {
            spots.push(Spot { words: at..at + len, rule: Rule::Spite, names: Some(named) });
        }
        spots
    }

    /// Whether the sentence tells of violence: an incident, or, unless only that will do, a word for it.
    fn has_incident(&self, read: bool) -> bool {
        let within = self.text.span(&self.sentence);
        let word = !read && self.text.find(self.sentence.clone(), self.text.lists.get("violation", "done")).is_some();
        word || self
            .text
            .reading
            .incidents
            .iter()
            .any(|incident| is_harm(incident) && incident.triggers.iter().any(|t| within.contains(*t)))
    }
}
