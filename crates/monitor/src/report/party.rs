//! Who is named in a stretch of a text: parties by their resolved names.

use std::ops::Range;

use serde::Serialize;
use truceline_ground::actors::{Actors, Class, Context, Kind, Role};
use truceline_reconcile::across::are_apart;
use truceline_record::{MentionKind, Span, bare_name};

use crate::terms::Kinds;
use crate::words::Text;

/// A party as a text names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Party {
    /// Its resolved name.
    pub name: String,
    /// The words that name it.
    pub span: Span,
}

/// Whether two names may be of one party or of one side's parts.
pub fn may_be_one(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || !are_apart(a, b)
}

/// Names parties in one report.
pub(crate) struct Parties<'a> {
    pub(crate) text: &'a Text<'a>,
    actors: &'a Actors,
    pub(crate) kinds: &'a Kinds,
    country: Option<String>,
}

impl<'a> Parties<'a> {
    pub(crate) fn new(text: &'a Text<'a>, actors: &'a Actors, kinds: &'a Kinds) -> Self {
        Self { text, actors, kinds, country: country(text) }
    }

    /// The country that the report is about, as it names it.
    pub(crate) fn country(&self) -> Option<&str> {
        let named = |i: &'a truceline_record::Incident| i.place.as_ref()?.country.as_deref();
        self.text.reading.incidents.iter().find_map(named)
    }

    /// The parties named in `within`, in the order of the text.
    pub(crate) fn in_words(&self, within: Range<usize>, role: Role) -> Vec<(Range<usize>, Party)> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for mention in &self.text.reading.mentions {
            let named = matches!(
                mention.kind,
                MentionKind::Organisation | MentionKind::Nationality | MentionKind::Location | MentionKind::Person
            );
            let people = self.text.lower(self.text.words_of(Span::new(mention.start, mention.end)).end) == "people";
            if named && !people {
                let words = self.text.words_of(Span::new(mention.start, mention.end));
                let before = self.text.lower(words.start.wrapping_sub(1));
                // a state acts, a place is where something is done
                if mention.kind == MentionKind::Location && role == Role::Actor && is_where(before) {
                    continue;
                }
                // "Russian jets" is who acts, "Russian" is not
                found.push(words.start..self.with_forces(words.end, within.end));
            }
        }
        for actor in self.text.reading.incidents.iter().flat_map(|incident| &incident.actors) {
            found.extend(actor.spans.iter().map(|&span| self.text.words_of(span)));
        }
        let unnamed = self.text.lists.get("party", "unnamed");
        found.extend(within.clone().filter_map(|at| self.text.fits(at, within.end, unnamed).map(|len| at..at + len)));
        for at in within.clone().filter(|&at| self.text.lower(at).contains('-')) {
            found.push(at..at + 1);
        }
        found.retain(|words| !words.is_empty() && words.start >= within.start && words.end <= within.end);
        found.sort_by_key(|words| (words.start, std::cmp::Reverse(words.end)));
        let mut parties: Vec<(Range<usize>, Party)> = Vec::new();
        for words in found {
            if parties.last().is_some_and(|(last, _)| words.start < last.end) {
                continue;
            }
            parties.extend(self.named(&words, role).into_iter().map(|party| (words.clone(), party)));
        }
        parties
    }

    fn with_forces(&self, from: usize, end: usize) -> usize {
        let forces = self.text.lists.get("party", "forces");
        (from..end.min(from + 3))
            .find(|&at| self.text.fits(at, end, forces).is_none())
            .unwrap_or(end.min(from + 3))
            .max(from)
    }

    /// Whom words name; several where a hyphen joins them.
    fn named(&self, words: &Range<usize>, role: Role) -> Vec<Party> {
        let span = self.text.span(words);
        let surface = self.text.slice(span);
        if words.len() == 1 && surface.contains('-') {
            let parts: Vec<String> = surface.split('-').filter_map(|part| self.part(part, role)).collect();
            if parts.len() > 1 {
                return parts.into_iter().map(|name| Party { name, span }).collect();
            }
        }
        if let Some(name) = self.resolved(&surface, role) {
            return vec![Party { name, span }];
        }
        if words.len() == 1 && surface.contains('-') {
            let parts: Vec<String> = surface.split('-').filter_map(|part| self.part(part, role)).collect();
            return parts.into_iter().map(|name| Party { name, span }).collect();
        }
        // a place that the report names as one is none of a body's own, wherever its name stands
        let is_place = self.text.reading.mentions.iter().any(|mention| {
            let own = Span::new(mention.start, mention.end);
            mention.kind == MentionKind::Location && (own.overlaps(span) || self.text.slice(own) == surface)
        });
        let unnamed =
            self.text.fits(words.start, words.end, self.text.lists.get("party", "unnamed")) == Some(words.len());
        let name = if unnamed { surface.clone() } else { bare_name(&surface) };
        let owned =
            ["its ", "their ", "his ", "her ", "our "].iter().any(|owner| name.to_lowercase().starts_with(owner));
        if is_place || owned || name.is_empty() { Vec::new() } else { vec![Party { name, span }] }
    }

    /// Whom a part of a word with a hyphen names: "Russian" in "Russian-American" is the state.
    fn part(&self, part: &str, role: Role) -> Option<String> {
        if !part.starts_with(char::is_uppercase) {
            return None;
        }
        self.resolved(part, role).or_else(|| {
            let context = Context { date: None, country: self.country.as_deref(), role: Role::Actor };
            let country = self.actors.resolve(part, &context)?.country;
            Some(self.state(country)?.to_owned())
        })
    }

    /// The state of a country.
    fn state(&self, country: &str) -> Option<&str> {
        let is_state = |actor: &&truceline_ground::actors::Actor| actor.kind == Kind::State && actor.country == country;
        (!country.is_empty()).then(|| self.actors.iter().find(is_state)).flatten().map(|actor| actor.name.as_str())
    }

    /// A party, or the state whose organ it is: who brokers a truce is a state, by whatever hand.
    pub(crate) fn state_of(&self, party: Party) -> Party {
        let context = Context { date: None, country: self.country.as_deref(), role: Role::Actor };
        let organ = self.actors.resolve(&party.name, &context).filter(|actor| actor.class == Class::StateForces);
        match organ.and_then(|actor| self.state(actor.country)) {
            Some(name) => Party { name: name.to_owned(), ..party },
            None => party,
        }
    }

    fn resolved(&self, surface: &str, role: Role) -> Option<String> {
        if surface.len() < 2 || surface.chars().all(char::is_lowercase) && surface.len() < 4 {
            return None;
        }
        let context = Context { date: None, country: self.country.as_deref(), role };
        Some(self.actors.resolve(surface, &context)?.name.to_owned())
    }
}

fn is_where(word: &str) -> bool {
    matches!(
        word,
        "in" | "near" | "at" | "around" | "outside" | "inside" | "across" | "on" | "over" | "from" | "towards" | "into"
    )
}

/// The country that most places of a report lie in, as two letters.
fn country(text: &Text<'_>) -> Option<String> {
    let mut counts = std::collections::BTreeMap::new();
    for entity in &text.reading.entities {
        if let Some(code) = &entity.country {
            *counts.entry(code).or_insert(0_usize) += 1;
        }
    }
    let most = counts.values().copied().max()?;
    counts.into_iter().find(|&(_, count)| count == most).map(|(code, _)| code.clone())
}
