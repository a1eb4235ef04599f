//! The list of actors, and whom a name or description means.
//!
//! [`Actors::bundled`] is the list that comes with the program (`data/actors/`), [`Actors::with_file`] adds a user's own; `docs/actors.md` describes
//! the files. [`Actors::resolve`] is pure: the same surface and context give the same actor. A description without a country that the report
//! tells stays unresolved: nothing is guessed.

mod defined;
mod entry;
mod error;
mod file;
mod fold;
mod generic;
mod names;
mod resolve;

pub use defined::defined_in;
pub use entry::{Actor, Alias, Class, Kind};
pub use error::ActorsError;

use entry::{Country, Rule};
use fold::Spellings;
use jiff::civil::Date;
use names::Names;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The files that come with the program.
const FILES: [&str; 12] = [
    include_str!("../../data/actors/generic.toml"),
    include_str!("../../data/actors/states.toml"),
    include_str!("../../data/actors/international.toml"),
    include_str!("../../data/actors/outlets.toml"),
    include_str!("../../data/actors/people.toml"),
    include_str!("../../data/actors/syria.toml"),
    include_str!("../../data/actors/iraq.toml"),
    include_str!("../../data/actors/ukraine.toml"),
    include_str!("../../data/actors/gaza.toml"),
    include_str!("../../data/actors/sudan.toml"),
    include_str!("../../data/actors/yemen.toml"),
    include_str!("../../data/actors/libya.toml"),
];

/// What an actor does where it is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Says something.
    #[default]
    Speaker,
    /// Does something.
    Actor,
    /// Is who or what it is done to.
    Target,
}

/// What is known around a name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The day that the report speaks of, or its own.
    pub date: Option<Date>,
    /// The country that the report is about, as two letters.
    pub country: Option<&'a str>,
    /// What the actor does there.
    pub role: Role,
}

/// By what a surface was resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By<'a> {
    /// The surface is a name of the list and nothing more.
    Name,
    /// A name is what the surface is about: "the Islamist group X", "X fighters".
    Head,
    /// The surface names people of a body: "fighters of X", "a spokesman for X".
    Members,
    /// A name that the rest explains: "X, a monitoring group".
    Explained,
    /// A rule of `generic.toml`, by its id.
    Rule(&'a str),
}

/// Whom a surface means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved<'a> {
    /// The entry's id.
    pub id: &'a str,
    /// The entry's name.
    pub name: &'a str,
    /// Its class.
    pub class: Class,
    /// Its country as two letters, empty where it has none.
    pub country: &'a str,
    /// By what it was found.
    pub rule: By<'a>,
    /// The name of the list, or the rule's head, that stands in the surface.
    pub alias: String,
}

/// The list of actors.
#[derive(Clone, Debug, Default)]
pub struct Actors {
    actors: BTreeMap<String, Actor>,
    countries: BTreeMap<String, Country>,
    rules: Vec<Rule>,
    words: BTreeMap<String, Vec<String>>,
    same: Spellings,
    names: Names,
}

/// Where entries stand in their files, for errors that show only when all are read.
#[derive(Debug, Default)]
struct Lines {
    actors: Vec<(usize, String)>,
    countries: Vec<(usize, String)>,
}

impl Actors {
    /// The list that comes with the program.
    pub fn bundled() -> Result<Self, ActorsError> {
        let mut list = Self::default();
        let mut lines = Lines::default();
        for text in FILES {
            list.take(text, &mut lines)?;
        }
        list.close(&lines)?;
        Ok(list)
    }

    /// This list with a file over it: an entry or rule whose id is there already takes its place, a country's words and actors are added.
    pub fn with_file(mut self, text: &str) -> Result<Self, ActorsError> {
        let mut lines = Lines::default();
        self.take(text, &mut lines)?;
        self.close(&lines)?;
        Ok(self)
    }

    /// A digest of the files that come with the program, for the record's `made_by`.
    pub fn digest() -> String {
        let mut hash = blake3::Hasher::new();
        for text in FILES {
            hash.update(text.as_bytes());
        }
        hash.finalize().to_hex()[..16].into()
    }

    /// The entry of an id.
    pub fn get(&self, id: &str) -> Option<&Actor> {
        self.actors.get(id)
    }

    /// All entries, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Actor> {
        self.actors.values()
    }

    fn take(&mut self, text: &str, lines: &mut Lines) -> Result<(), ActorsError> {
        let file = file::read(text)?;
        lines.countries.extend(file.countries);
        for (line, actor) in file.actors {
            lines.actors.push((line, actor.id.clone()));
            self.actors.insert(actor.id.clone(), actor);
        }
        for (code, country) in file.rest.country {
            let mine = self.countries.entry(code).or_default();
            mine.words.extend(country.words);
            mine.actors.extend(country.actors);
        }
        for rule in file.rest.rule {
            match self.rules.iter_mut().find(|r| r.id == rule.id) {
                Some(old) => *old = rule,
                None => self.rules.push(rule),
            }
        }
        for (list, words) in file.rest.words {
            self.words.entry(list).or_default().extend(words);
        }
        for (word, spellings) in file.rest.spellings {
            self.same.extend(spellings.into_iter().map(|s| (s, word.clone())));
        }
        Ok(())
    }

    /// Checks what entries say of one another, and makes the index of names.
    fn close(&mut self, lines: &Lines) -> Result<(), ActorsError> {
        for (line, id) in &lines.actors {
            let named = self.actors.get(id).into_iter().flat_map(|a| a.parent.iter().chain(&a.acts_as));
            if let Some(other) = named.into_iter().find(|other| !self.actors.contains_key(*other)) {
                return Err(ActorsError::Missing { entry: id.clone(), line: *line, other: other.clone() });
            }
        }
        for (line, code) in &lines.countries {
            let named = self.countries.get(code).into_iter().flat_map(|c| c.actors.values());
            if let Some(other) = named.into_iter().find(|id| !self.actors.contains_key(*id)) {
                return Err(ActorsError::Missing { entry: code.clone(), line: *line, other: other.clone() });
            }
        }
        for rule in &mut self.rules {
            rule.folded = rule.heads.iter().map(|h| fold::words(h, &self.same)).collect();
        }
        for country in self.countries.values_mut() {
            country.folded = country.words.iter().map(|w| fold::words(w, &self.same)).collect();
        }
        self.names = Names::new(&self.actors, &self.countries, &self.same);
        Ok(())
    }
}
