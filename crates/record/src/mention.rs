use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Span;

/// A place in the text that names or describes somebody or something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// What is mentioned.
    pub kind: MentionKind,
    /// The entity's id, where the mention was resolved to one.
    pub entity: Option<String>,
}

impl Mention {
    /// Where it stands.
    pub const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// What a mention is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names say it
pub enum MentionKind {
    Person,
    Organisation,
    Nationality,
    Location,
    Facility,
    Weapon,
    Vehicle,
    Platform,
    Event,
    Quantity,
    Money,
    Temporal,
    Document,
    Url,
}

/// Somebody or something that one or more mentions of a report are of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entity {
    /// `e1`, `e2`, ... in the order of their first mention.
    pub id: String,
    /// What it is.
    pub kind: MentionKind,
    /// The fullest name that the report gives it.
    pub name: String,
    /// Other names that the report gives it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// ISO 3166 code of its country.
    #[serde(default)]
    pub country: Option<String>,
    /// Latitude in degrees.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Longitude in degrees.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Its id in the gazetteer.
    #[serde(default)]
    pub gazetteer_id: Option<String>,
    /// Its code in the actor list.
    #[serde(default)]
    pub actor_code: Option<String>,
}

/// A time expression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Time {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// TIMEX3 type.
    #[serde(rename = "type")]
    pub kind: TimeType,
    /// TIMEX3 value.
    pub value: String,
    /// First day, an ISO 8601 date, where it can be resolved.
    #[serde(default)]
    pub from: Option<String>,
    /// Last day, an ISO 8601 date, where it can be resolved.
    #[serde(default)]
    pub to: Option<String>,
}

/// The types of TIMEX3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)] // TIMEX3 defines them
pub enum TimeType {
    Date,
    Time,
    Duration,
    Set,
}
