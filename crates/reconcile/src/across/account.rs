//! One report's account of one incident: what it says, and who in it says so, by name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use truceline_record::{
    CharIndex, Claim, ClaimSays, DateRange, Incident, IncidentType, Place, Reading, Reality, Span, Statement, Toll,
    TollWho,
};

/// What a speaker is called who has no name in the report.
pub const UNNAMED: &str = "an unnamed source";

/// One report's account of one incident. Everything in it has spans of that report's text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Account {
    /// The incident's id in the reading.
    pub local: String,
    /// Whether the report is chiefly about it.
    pub main: bool,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: IncidentType,
    /// Whether it happened.
    pub reality: Reality,
    /// When.
    pub date: Option<DateRange>,
    /// Where.
    pub place: Option<Place>,
    /// The words that name it.
    pub triggers: Vec<Span>,
    /// Who did it, and who says so.
    pub actors: Vec<Party>,
    /// Who or what was hit.
    pub targets: Vec<Party>,
    /// Killed, a row a figure and source.
    pub killed: Vec<Count>,
    /// Injured, a row a figure and source.
    pub injured: Vec<Count>,
    /// Each source's word on it.
    pub claims: Vec<SourceWord>,
}

/// A party, by its resolved name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Party {
    /// Its name.
    pub name: String,
    /// The words that name it.
    pub spans: Vec<Span>,
    /// Who says so; the report itself where null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// A number of people, according to one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Count {
    /// Who is counted.
    pub who: TollWho,
    /// The least number.
    pub min: Option<u32>,
    /// The greatest number.
    pub max: Option<u32>,
    /// Whether the source hedges it.
    pub approximate: bool,
    /// The words that say so.
    pub spans: Vec<Span>,
    /// Who says so; the report itself where null.
    pub by: Option<String>,
}

/// One source's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SourceWord {
    /// What it says.
    pub says: ClaimSays,
    /// The party, where it is about responsibility.
    pub party: Option<String>,
    /// Who says so; the report itself where null.
    pub by: Option<String>,
    /// What is said, where a statement says it.
    pub spans: Vec<Span>,
}

/// The accounts that a reading gives, one an incident, in its order.
pub fn accounts(reading: &Reading) -> Vec<Account> {
    let speakers = Speakers::new(reading);
    reading.incidents.iter().map(|incident| account(incident, &speakers)).collect()
}

fn account(incident: &Incident, speakers: &Speakers<'_>) -> Account {
    let count = |toll: &Toll| Count {
        who: toll.who,
        min: toll.min,
        max: toll.max,
        approximate: toll.approximate,
        spans: toll.spans.clone(),
        by: speakers.name(toll.by.as_deref()),
    };
    let word = |claim: &Claim| SourceWord {
        says: claim.says,
        party: claim.party.clone(),
        by: speakers.name(claim.by.as_deref()),
        spans: speakers.content(claim.by.as_deref()),
    };
    Account {
        local: incident.id.clone(),
        main: incident.main,
        kind: incident.kind,
        reality: incident.reality,
        date: incident.date.clone(),
        place: incident.place.clone(),
        triggers: incident.triggers.clone(),
        actors: incident
            .actors
            .iter()
            .map(|actor| Party {
                name: actor.name.clone(),
                spans: actor.spans.clone(),
                by: speakers.name(actor.by.as_deref()),
            })
            .collect(),
        targets: incident
            .targets
            .iter()
            .map(|target| Party { name: target.name.clone(), spans: target.spans.clone(), by: None })
            .collect(),
        killed: incident.killed.iter().map(count).collect(),
        injured: incident.injured.iter().map(count).collect(),
        claims: incident.claims.iter().map(word).collect(),
    }
}

/// Who speaks in each statement of a report.
struct Speakers<'a>(BTreeMap<&'a str, (String, &'a Statement)>);

impl<'a> Speakers<'a> {
    fn new(reading: &'a Reading) -> Self {
        let text = CharIndex::new(&reading.report.text);
        let name = |statement: &Statement| {
            let words = || {
                let words: Vec<&str> =
                    statement.speaker.iter().map(|&span| text.slice(&reading.report.text, span)).collect();
                (!words.is_empty()).then(|| words.join(" "))
            };
            statement.speaker_name.clone().or_else(words).unwrap_or_else(|| UNNAMED.to_owned())
        };
        Self(reading.statements.iter().map(|statement| (statement.id.as_str(), (name(statement), statement))).collect())
    }

    fn name(&self, by: Option<&str>) -> Option<String> {
        by.and_then(|by| self.0.get(by)).map(|(name, _)| name.clone())
    }

    fn content(&self, by: Option<&str>) -> Vec<Span> {
        by.and_then(|by| self.0.get(by)).map(|(_, statement)| statement.content.clone()).unwrap_or_default()
    }
}
