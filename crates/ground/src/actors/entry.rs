//! The entries of the list, in the form in which files give them. `docs/actors.md` is about the same fields.

use super::fold::Word;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What sort of actor an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Someone with a name.
    Person,
    /// A body, force, party or movement.
    Organisation,
    /// A state.
    State,
    /// A newspaper, agency, channel or site.
    Outlet,
}

/// The classes of actors that ACLED tells apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Armed forces, police and other organs of a state, in its own country.
    StateForces,
    /// An armed group that fights a state for power or territory.
    RebelGroup,
    /// An armed group that works for political ends without aiming to replace the state.
    PoliticalMilitia,
    /// An armed group around a community, tribe or faith.
    IdentityMilitia,
    /// People who riot.
    Rioters,
    /// People who demonstrate.
    Protesters,
    /// People who are not armed.
    Civilians,
    /// Forces of another state, of a coalition or of an international body.
    ExternalForces,
    /// None of these.
    #[default]
    None,
}

/// Another name of an actor, and where and when it is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alias {
    /// The name.
    pub name: String,
    /// The first day on which it means this actor.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// The countries in whose reports it means this actor; everywhere when empty.
    pub countries: Vec<String>,
    /// The roles in which it means this actor; all when empty. A capital speaks and acts for its state, but who strikes it strikes a city.
    pub roles: Vec<super::Role>,
}

/// An actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// A slug that stays.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// What sort it is.
    pub kind: Kind,
    /// Its class in ACLED's terms.
    pub class: Class,
    /// Its sector as a PLOVER code, such as `GOV`, `MIL`, `REB`; empty where none fits.
    pub sector: String,
    /// The actor that it is part of.
    pub parent: Option<String>,
    /// The actor that it stands for where something is done by it or, unless it is a state, to it: a state's army for the state's forces.
    pub acts_as: Option<String>,
    /// Its country as an ISO 3166 code of two letters; empty where it has none.
    pub country: String,
    /// Its other names.
    pub aliases: Vec<Alias>,
    /// Where these facts are stated.
    pub source: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawFile {
    pub(super) actor: Vec<toml::Spanned<RawActor>>,
    pub(super) country: BTreeMap<String, Country>,
    pub(super) rule: Vec<Rule>,
    pub(super) words: BTreeMap<String, Vec<String>>,
    pub(super) spellings: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawActor {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) class: Class,
    #[serde(default)]
    pub(super) sector: String,
    pub(super) parent: Option<String>,
    pub(super) acts_as: Option<String>,
    #[serde(default)]
    pub(super) country: String,
    #[serde(default)]
    pub(super) aliases: Vec<RawAlias>,
    pub(super) source: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum RawAlias {
    Name(String),
    Bound(RawBound),
}

/// A name with what binds it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBound {
    pub(super) name: String,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    #[serde(default, rename = "in")]
    pub(super) countries: Vec<String>,
    #[serde(default)]
    pub(super) roles: Vec<super::Role>,
}

/// The words by which a country is meant, and the actors that its generic descriptions stand for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Country {
    /// Its name, adjective and other words, the adjective first.
    #[serde(default)]
    pub(super) words: Vec<String>,
    /// The same, folded.
    #[serde(skip)]
    pub(super) folded: Vec<Vec<Word>>,
    /// From a rule's `gives` to the id of an actor.
    #[serde(default)]
    pub(super) actors: BTreeMap<String, String>,
}

/// Who speaks or acts by a description.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) id: String,
    /// What the description ends with.
    pub(super) heads: Vec<String>,
    /// The same, folded.
    #[serde(skip)]
    pub(super) folded: Vec<Vec<Word>>,
    /// One of these stands in it too, ...
    #[serde(default)]
    pub(super) with: Vec<String>,
    /// ... or the country is named, ...
    #[serde(default)]
    pub(super) named: bool,
    /// ... and none of these.
    #[serde(default)]
    pub(super) without: Vec<String>,
    /// In these roles only; in all when empty.
    #[serde(default)]
    pub(super) roles: Vec<super::Role>,
    /// Whether towns have their own, which are not the country's: "Dolvik police".
    #[serde(default)]
    pub(super) local: bool,
    /// Key into the country's `actors`; the first that the country has is taken.
    pub(super) gives: Vec<String>,
}
