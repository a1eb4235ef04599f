//! What people say of the words of a report.
//!
//! A mark is known by its words: spans of the report's text, which stays as it is whatever reads it. So it holds over a new reading, and over what other people
//! mark. `applying.rs` puts it into a reading.

use serde::{Deserialize, Serialize};
use serde_json::json;
use truceline_record::{Act, ClaimSays, IncidentType, Quote, Reality, Span, TollWho, in_order};

use crate::claiming;
use crate::correction::{Correction, Field};

/// What stands on words of a report, as a person has it. What was read in the same words gives way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum Mark {
    /// An incident. Where one is named by these words already, its type and reality are the person's, and the rest stays.
    Incident {
        /// The words that name it.
        words: Vec<Span>,
        /// What happened.
        #[serde(rename = "type")]
        kind: IncidentType,
        /// Whether it happened.
        reality: Reality,
        /// Whether the report is chiefly about it.
        main: bool,
    },
    /// A statement, in the place of the one with the same content.
    Statement {
        /// What is said.
        words: Vec<Span>,
        /// Who says it, in the report's words.
        speaker: Vec<Span>,
        /// The speaker's name, where the words do not give it.
        speaker_name: Option<String>,
        /// The words that attribute.
        cue: Vec<Span>,
        /// Whether the words are the speaker's own.
        quote: Quote,
        /// What the speaker does by saying it.
        act: Act,
        /// The beginning of the content of the statement that it stands in the place of, where that is another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead: Option<Span>,
    },
    /// A value of an incident: a party, a place, days, or a number of killed or injured.
    Value {
        /// Words that name the incident.
        of: Span,
        /// Which value; not the type.
        field: Field,
        /// The words that say so.
        words: Vec<Span>,
        /// What it is, in the form that the field takes; of parties, one name.
        value: String,
        /// Who is counted, of a number of people; all where it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        counted: Option<TollWho>,
        /// Words of the statement that says so; the report itself where it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Span>,
    },
    /// What somebody says of an incident. What the same statement was read to say to the contrary gives way.
    Claim {
        /// Words that name the incident.
        of: Span,
        /// Words of the statement that says so; the report itself where it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Span>,
        /// What it says.
        says: ClaimSays,
        /// The party, of who did it or did not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        party: Option<String>,
    },
}

/// What a person says does not stand on words of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum Unmark {
    /// An incident.
    Incident {
        /// Words that name it.
        words: Span,
    },
    /// A statement. What only it tells is told by the report itself then, and its word on incidents is gone.
    Statement {
        /// The beginning of what is said.
        words: Span,
    },
    /// A value of an incident.
    Value {
        /// Words that name the incident.
        of: Span,
        /// Which value.
        field: Field,
        /// Words that were taken to say so.
        words: Span,
    },
    /// What somebody was taken to say of an incident.
    Claim {
        /// Words that name the incident.
        of: Span,
        /// The beginning of the statement that was taken to say so; the report itself where it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Span>,
        /// What it was taken to say.
        says: ClaimSays,
        /// Of which party; of whichever where it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        party: Option<String>,
    },
}

impl Mark {
    /// That it makes sense in a text of this many code points.
    pub(crate) fn check(&self, length: u32) -> Result<(), String> {
        let named;
        let (words, others) = match self {
            Self::Incident { words, .. } | Self::Value { words, .. } => (words, Vec::new()),
            Self::Statement { words, speaker, cue, .. } => (words, vec![speaker, cue]),
            Self::Claim { of, .. } => {
                named = vec![*of];
                (&named, Vec::new())
            }
        };
        if words.is_empty() {
            return Err("words of the report are needed: no value without a span".to_owned());
        }
        for spans in others.into_iter().chain([words]) {
            if !in_order(spans) || spans.last().is_some_and(|last| last.end > length) {
                return Err(format!(
                    "{} are no spans of this report: give words of it, in their order, of its {length} code points",
                    json!(spans)
                ));
            }
        }
        match self {
            Self::Statement { speaker, speaker_name: Some(name), .. }
                if speaker.is_empty() && !name.trim().is_empty() =>
            {
                Err("a speaker needs words of the report".to_owned())
            }
            Self::Value { field: Field::Type, .. } => {
                Err("mark the incident itself to say of which type it is".to_owned())
            }
            Self::Value { field, value, .. } => match Correction::parse(*field, value)? {
                Correction::Actors(names) | Correction::Targets(names) if names.len() != 1 => {
                    Err("one name is needed".to_owned())
                }
                _ => Ok(()),
            },
            Self::Claim { says, party, .. } => claiming::check(*says, party.as_deref()),
            Self::Incident { .. } | Self::Statement { .. } => Ok(()),
        }
    }

    /// Words that name the incident that it is about, if it is about one.
    pub(crate) fn incident(&self) -> Option<Span> {
        match self {
            Self::Incident { words, .. } => words.first().copied(),
            Self::Value { of, .. } | Self::Claim { of, .. } => Some(*of),
            Self::Statement { .. } => None,
        }
    }
}

impl Unmark {
    /// Words that name the incident that it is about, if it is about one.
    pub(crate) const fn incident(&self) -> Option<Span> {
        match self {
            Self::Incident { words } => Some(*words),
            Self::Value { of, .. } | Self::Claim { of, .. } => Some(*of),
            Self::Statement { .. } => None,
        }
    }
}
