//! Whom a surface means: which name in it is the one that it is about.
//!
//! A name counts only where it is the head: "the Islamist group X", "X fighters", "fighters of X", "X, a monitoring group", and for speakers
//! "a spokesman for X". In "an attack on X" or "X and Y" no name is.

use super::entry::{Actor, Kind};
use super::fold::{Word, words};
use super::generic;
use super::names::Place;
use super::{Actors, By, Context, Resolved};

/// Words of a surface that are looked at: no name or description is longer, and the work grows faster than the words.
const LONGEST: usize = 64;

/// A surface with the names that stand in it.
pub(super) struct Reading<'a, 'c> {
    pub(super) list: &'a Actors,
    pub(super) context: &'c Context<'c>,
    pub(super) words: Vec<Word>,
    pub(super) places: Vec<Place>,
}

impl Actors {
    /// Whom a surface means, if the list can tell.
    pub fn resolve(&self, surface: &str, context: &Context<'_>) -> Option<Resolved<'_>> {
        let mut words = words(surface, &self.same);
        words.truncate(LONGEST);
        let places = self.names.places(&words, context);
        let reading = Reading { list: self, context, words, places };
        let named = reading.named(0);
        if let Some((place, by)) = named {
            let (id, alias) = place.actor.as_ref()?;
            let actor = self.get(id)?;
            return Some(resolved(generic::acting(&reading, actor), by, alias.clone()));
        }
        generic::resolve(&reading)
    }
}

/// An entry as the answer.
pub(super) fn resolved<'a>(actor: &'a Actor, rule: By<'a>, alias: String) -> Resolved<'a> {
    Resolved { id: &actor.id, name: &actor.name, class: actor.class, country: &actor.country, rule, alias }
}

impl Reading<'_, '_> {
    /// Whether a word is in a list of `generic.toml`.
    pub(super) fn listed(&self, list: &str, at: usize) -> bool {
        let Some(word) = self.words.get(at) else { return false };
        self.list.words.get(list).is_some_and(|l| l.iter().any(|w| word.is(w)))
    }

    fn inside(&self, at: usize) -> Option<&Place> {
        self.places.iter().find(|p| (p.start..p.end).contains(&at))
    }

    /// Past the last word of the phrase whose head comes last: up to a preposition, a relative, a comma, an article.
    pub(super) fn head_end(&self, from: usize) -> usize {
        let ends = |i: &usize| {
            self.inside(*i).is_none_or(|p| p.start == *i)
                && (self.words[*i].gap
                    || self.words[*i].article
                    || (self.inside(*i).is_none() && !self.words[*i].hyphen && self.listed("ends", *i)))
        };
        (from + 1..self.words.len()).find(ends).unwrap_or(self.words.len())
    }

    /// Whether several actors are meant together: "X and Y". An explanation ("X, a group of A and B") ends the list.
    pub(super) fn joint(&self, from: usize) -> bool {
        let Some(and) = (from..self.words.len()).find(|i| self.inside(*i).is_none() && self.listed("joint", *i)) else {
            return false;
        };
        !(from + 1..and).any(|i| {
            (self.words[i].gap && self.words[i].article) || (self.inside(i).is_none() && self.listed("ends", i))
        })
    }

    /// The name that the phrase at `from` is about.
    pub(super) fn named(&self, from: usize) -> Option<(&Place, By<'static>)> {
        if from >= self.words.len() || self.joint(from) {
            return None;
        }
        let head = self.head_end(from);
        self.last(from, head)
            .or_else(|| self.titled(from, head))
            .or_else(|| self.members(from, head))
            .or_else(|| self.first(from))
            .or_else(|| self.explaining(from, head))
    }

    /// "the Islamist group X", "X fighters"; for speakers also "X spokesman".
    fn last(&self, from: usize, head: usize) -> Option<(&Place, By<'static>)> {
        let mut end = head;
        while end > from && self.inside(end - 1).is_none() && (self.belongs(end - 1) || self.listed("things", end - 1))
        {
            end -= 1;
        }
        let place = self.places.iter().find(|p| p.end == end && p.start >= from)?;
        let whole = place.start == from && end == head;
        // "Russian forces", "government soldiers" and "Assad's troops" are the business of the rules.
        if end < head && (!self.body(place) || (self.governs(place) && !self.listed("voices", end))) {
            return None;
        }
        // "Alva Dosta" is not Mirel Dosta.
        if self.namesake(from, place) {
            return None;
        }
        // "Joren Pask X spokesman" is Pask.
        if end < head && self.names_someone(from, place.start) {
            return None;
        }
        if place.start > from && self.listed("against", place.start - 1) {
            return None;
        }
        Some((place, if whole { By::Name } else { By::Head }))
    }

    /// "fighters of X"; for speakers also "a spokesman for X".
    fn members(&self, from: usize, head: usize) -> Option<(&Place, By<'static>)> {
        if !self.belongs(head - 1) || !self.listed("of", head) || self.names_someone(from, head) {
            return None;
        }
        let inner = (head + 1..self.words.len()).find(|i| !self.listed("of", *i))?;
        let (place, _) = self.named(inner)?;
        let near = (inner..place.start)
            .all(|i| self.inside(i).is_none() && !self.listed("ends", i) && !self.listed("offices", i));
        (self.body(place) && near && from < head).then_some((place, By::Members))
    }

    /// A name at the front that the rest explains: "X, a monitoring group", "X who heads ...".
    fn first(&self, from: usize) -> Option<(&Place, By<'static>)> {
        let start = (from..self.words.len()).find(|i| !self.listed("titles", *i))?;
        let place = self.places.iter().find(|p| p.start == start)?;
        let next = self.words.get(place.end)?;
        let explained = next.gap || next.article || self.listed("relatives", place.end);
        let person = self.kind(place)? == Kind::Person && self.listed("offices", place.end);
        ((explained || person) && !place.owner).then_some((place, By::Explained))
    }

    /// A person at the end after an office with "of" in it: "Secretary of State John Kerry".
    fn titled(&self, from: usize, head: usize) -> Option<(&Place, By<'static>)> {
        let end = (from + 1..self.words.len()).find(|i| self.words[*i].gap).unwrap_or(self.words.len());
        let place = self.places.iter().find(|p| p.end == end && p.start > head + 1)?;
        let office = self.listed("offices", head - 1) && self.listed("ends", head);
        (office && self.kind(place)? == Kind::Person && !self.listed("ends", place.start - 1))
            .then_some((place, By::Head))
    }

    /// A description before the name: "the main opposition bloc, X".
    fn explaining(&self, from: usize, head: usize) -> Option<(&Place, By<'static>)> {
        let next = (head..self.words.len()).find(|i| !self.listed("naming", *i))?;
        let parted = next > head || self.words[next].gap || self.words[next].article;
        let place = self.places.iter().find(|p| p.start == next && p.end == self.head_end(next))?;
        (from == 0
            && parted
            && !self.names_someone(from, head)
            && self.inside(0).is_none()
            && self.kind(place)? != Kind::State)
            .then_some((place, By::Explained))
    }

    /// Whether a surname stands after another's first name: a capital that is neither a title nor a name of the person.
    fn namesake(&self, from: usize, place: &Place) -> bool {
        let Some((id, _)) = &place.actor else { return false };
        let Some(actor) = self.list.get(id).filter(|a| a.kind == Kind::Person && place.end == place.start + 1) else {
            return false;
        };
        let Some(before) = (from..place.start).rev().find(|i| self.words[*i].text.len() > 1) else { return false };
        let word = &self.words[before];
        let own = words(&actor.name, &self.list.same).iter().any(|w| w.text == word.text);
        let title = self.inside(before).is_some() || self.listed("titles", before) || self.listed("offices", before);
        word.initial && !own && !title
    }

    /// Whether a phrase holds a name that the list does not know: a capital after its first word. "Joren Pask spokesman for X" is not X.
    fn names_someone(&self, from: usize, head: usize) -> bool {
        (from + 1..head).any(|i| self.words[i].initial && self.inside(i).is_none() && !self.belongs(i))
    }

    /// Whether a word names people or things of a body, or, for a speaker, whoever speaks for it.
    fn belongs(&self, at: usize) -> bool {
        self.listed("members", at) || (self.context.role.speaks() && self.listed("voices", at))
    }

    /// Whether a name is that of a body or outlet.
    fn body(&self, place: &Place) -> bool {
        matches!(self.kind(place), Some(Kind::Organisation | Kind::Outlet))
    }

    /// Whether a name is that of a government: its soldiers are another entry's.
    pub(super) fn governs(&self, place: &Place) -> bool {
        place.actor.as_ref().and_then(|(id, _)| self.list.get(id)).is_some_and(|a| a.sector == "GOV")
    }

    pub(super) fn kind(&self, place: &Place) -> Option<Kind> {
        let (id, _) = place.actor.as_ref()?;
        self.list.get(id).map(|a| a.kind)
    }
}
