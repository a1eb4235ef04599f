//! The names of the list, and where they stand in a surface.

use super::entry::{Actor, Alias, Country, Kind};
use super::fold::{Spellings, Word, words};
use super::{Context, Role};
use std::collections::{BTreeMap, BTreeSet};

/// How a name must be written, as a single word may be an ordinary one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Anyhow,
    /// "Amnesty".
    Initial,
    /// "Al-Monitor", "The Independent": without the article only a capital tells them, and no s may follow.
    Exactly,
    /// "WHO", "IS".
    Capitals,
}

/// One name of one actor, folded.
#[derive(Clone, Debug)]
struct Key {
    words: Vec<Word>,
    written: Written,
    person: bool,
    id: String,
    alias: Alias,
}

impl Key {
    /// Whether the name means its actor there and then.
    ///
    /// A body's name holds where the day is not known. A person's bound name is an office, which without a day is anyone's.
    fn holds(&self, context: &Context<'_>) -> bool {
        let Alias { from, to, countries, roles, .. } = &self.alias;
        let place = countries.is_empty() || context.country.is_some_and(|c| countries.iter().any(|k| k == c));
        let day = match context.date {
            Some(day) => from.is_none_or(|f| f <= day) && to.is_none_or(|t| day <= t),
            None => !self.person || (from.is_none() && to.is_none()),
        };
        place && day && (roles.is_empty() || roles.contains(&context.role))
    }
}

/// A name of the list within a surface.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// First word.
    pub(super) start: usize,
    /// Past the last word.
    pub(super) end: usize,
    /// It bears a possessive, with or without the apostrophe.
    pub(super) owner: bool,
    /// Id and name; none where the name may mean several actors.
    pub(super) actor: Option<(String, String)>,
}

/// All names, by their first word.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    keys: BTreeMap<String, Vec<Key>>,
}

impl Names {
    /// Every name and alias of the actors; names that begin with a country's adjective also with its other words.
    pub(super) fn new(
        actors: &BTreeMap<String, Actor>,
        countries: &BTreeMap<String, Country>,
        same: &Spellings,
    ) -> Self {
        let ways: Vec<&[Vec<Word>]> = countries.values().map(|c| c.folded.as_slice()).collect();
        let mut names = Self::default();
        for actor in actors.values() {
            let own = Alias { name: actor.name.clone(), ..Alias::default() };
            for alias in std::iter::once(&own).chain(&actor.aliases) {
                names.add(actor, alias, &ways, same);
            }
        }
        names
    }

    fn add(&mut self, actor: &Actor, alias: &Alias, countries: &[&[Vec<Word>]], same: &Spellings) {
        let folded = words(&alias.name, same);
        let letters = alias.name.chars().filter(|c| c.is_alphabetic());
        let written = match letters.clone().count() {
            _ if folded.len() != 1 || !letters.clone().any(char::is_uppercase) => Written::Anyhow,
            ..=3 if letters.clone().all(char::is_uppercase) => Written::Capitals,
            _ if alias.name.contains([' ', '-']) => Written::Exactly,
            _ => Written::Initial,
        };
        let mut forms = vec![folded.clone()];
        for ways in countries {
            let Some((adjective, others)) = ways.split_first() else { continue };
            let begins = folded.len() > adjective.len() && folded.iter().zip(adjective).all(|(a, b)| a.text == b.text);
            if begins {
                forms.extend(others.iter().map(|way| [way, &folded[adjective.len()..]].concat()));
            }
        }
        for form in forms {
            let Some(first) = form.first().map(|w| w.text.clone()) else { continue };
            let (person, id) = (actor.kind == Kind::Person, actor.id.clone());
            self.keys.entry(first).or_default().push(Key { words: form, written, person, id, alias: alias.clone() });
        }
    }

    /// Where names stand, from left to right, the longest at each place.
    pub(super) fn places(&self, words: &[Word], context: &Context<'_>) -> Vec<Place> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let place = self.at(words, at, context);
            at = place.as_ref().map_or(at + 1, |p| p.end);
            out.extend(place);
        }
        out
    }

    fn at(&self, words: &[Word], at: usize, context: &Context<'_>) -> Option<Place> {
        let first = words.get(at)?;
        let exact = self.keys.get(&first.text).into_iter().flatten();
        let stem = first.stem().and_then(|s| self.keys.get(s)).into_iter().flatten();
        let fits = |k: &&Key| {
            let Some(here) = words.get(at..at + k.words.len()) else { return false };
            k.holds(context)
                && here.iter().zip(&k.words).all(|(w, t)| w.is(&t.text))
                && here.iter().zip(&k.words).skip(1).all(|(w, t)| !w.gap || t.gap)
                && match k.written {
                    Written::Anyhow => true,
                    Written::Initial => first.initial,
                    Written::Exactly => first.initial && first.text == k.words[0].text,
                    Written::Capitals => first.capitals,
                }
        };
        let found: Vec<&Key> = exact.chain(stem).filter(fits).collect();
        let length = found.iter().map(|k| k.words.len()).max()?;
        let longest = || found.iter().filter(|k| k.words.len() == length);
        // A name bound to this country or time is more than one that means something anywhere.
        let bound = longest().any(|k| !k.alias.countries.is_empty());
        let best: Vec<&&Key> = longest().filter(|k| !bound || !k.alias.countries.is_empty()).collect();
        let ids: BTreeSet<&str> = best.iter().map(|k| k.id.as_str()).collect();
        let key = best.first().filter(|_| ids.len() == 1);
        let last = words.get(at + length - 1)?;
        let owner = last.possessive || best.iter().all(|k| k.words.last().is_none_or(|t| t.text != last.text));
        Some(Place { start: at, end: at + length, owner, actor: key.map(|k| (k.id.clone(), k.alias.name.clone())) })
    }
}

impl Role {
    /// Whether a spokesman's words are his body's: only a speaker speaks.
    pub(super) fn speaks(self) -> bool {
        self == Self::Speaker
    }
}
