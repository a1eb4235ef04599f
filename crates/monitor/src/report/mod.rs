//! What one report says of truces: a pure function of its reading.

mod accused;
mod alleged;
mod calm;
mod counted;
mod duty;
mod meant;
mod mentions;
mod party;
mod spots;
mod talks;
#[cfg(test)]
mod tests;
mod told;

use jiff::civil::Date;
use serde::Serialize;
use truceline_ground::actors::Actors;
use truceline_record::Reading;

pub use alleged::{Alleged, Denied};
pub use calm::Calm;
pub use counted::Count;
pub use mentions::{Named, Sort, Stage};
pub use party::{Party, may_be_one};
pub use talks::{Participant, Proposal, Talks};

use crate::MonitorError;
use crate::terms::Kinds;
use crate::words::{Lists, Text};

/// By which rule something is an alleged violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Somebody is said to have broken it.
    Broken,
    /// Something is called a violation.
    Called,
    /// Something happened in spite of it.
    Spite,
    /// What was undertaken was not done.
    Duty,
}

impl Rule {
    /// Why, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Broken => "said to have broken the agreement",
            Self::Called => "called a violation",
            Self::Spite => "told as done in spite of the agreement",
            Self::Duty => "said not to have done what was undertaken",
        }
    }

    /// Whether two rules may have found the same.
    const fn is_like(self, other: Self) -> bool {
        matches!((self, other), (Self::Duty, Self::Duty)) || !matches!(self, Self::Duty) && !matches!(other, Self::Duty)
    }
}

/// What one report says of truces.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Notes {
    /// The day that the report counts from.
    pub day: Option<Date>,
    /// The country that it is about.
    pub country: Option<String>,
    /// Where it names a truce.
    pub named: Vec<Named>,
    /// What it says has broken one.
    pub alleged: Vec<Alleged>,
    /// Who says that nothing did.
    pub denied: Vec<Denied>,
    /// What it says of calm.
    pub calm: Vec<Calm>,
    /// Talks.
    pub talks: Vec<Talks>,
    /// Proposals.
    pub proposals: Vec<Proposal>,
}

/// Takes notes of readings. One is enough for all threads.
pub struct Notetaker {
    lists: Lists,
    actors: Actors,
    kinds: Kinds,
}

impl Notetaker {
    /// With the lists that the program holds.
    ///
    /// # Errors
    ///
    /// When one is damaged.
    pub fn new() -> Result<Self, MonitorError> {
        Ok(Self { lists: Lists::bundled()?, actors: Actors::bundled()?, kinds: Kinds::bundled()? })
    }

    /// The phrases by which a report that speaks of a truce is found.
    pub(crate) fn sought(&self) -> Vec<String> {
        ["truce", "zone"]
            .into_iter()
            .flat_map(|list| self.lists.get("agreement", list))
            .map(ToString::to_string)
            .collect()
    }

    /// What a report says of truces.
    pub fn notes(&self, reading: &Reading) -> Notes {
        let text = Text::new(reading, &self.lists);
        let parties = party::Parties::new(&text, &self.actors, &self.kinds);
        let named = mentions::named(&parties);
        let (alleged, denied) = alleged::alleged(&parties, &named);
        let day = reading.day.as_deref().or(reading.report.published.as_deref());
        Notes {
            day: day.and_then(|day| day.get(..10)).and_then(|day| day.parse().ok()),
            country: parties.country().map(str::to_owned),
            calm: calm::calm(&text),
            talks: talks::talks(&parties),
            proposals: talks::proposals(&parties),
            named,
            alleged,
            denied,
        }
    }
}
