//! How much is reported, where, of what, by whom, day by day; and since when nothing.
//!
//! The numbers are of reports: how many reports there were stands beside how many incidents they tell, because silence of reports is not silence of guns.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use truceline_export::View;
use truceline_ledger::{Card, Query};
use truceline_record::{IncidentType, Reality, name_of};

use crate::MonitorError;
use crate::days::{Days, between};
use crate::violation::{days_of, in_days};

/// For how long back the last strike is looked for, in days.
const BACK: i64 = 90;

/// What lasts longer is no incident of some day.
const WEEK: i64 = 7;
/// From so many killed on, a toll is taken for a total over a longer time.
const LARGE: u32 = 1000;

/// A sum of tolls over incidents: the least and the most that sources give, each incident once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// The sum of the lowest figures.
    pub low: u32,
    /// The sum of the highest.
    pub high: u32,
    /// Whether some have no highest: "at least 25".
    pub open: bool,
}

/// What is reported of one day, area, type or party.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// How many incidents.
    pub incidents: u32,
    /// Killed.
    pub killed: Sum,
    /// Injured.
    pub injured: Sum,
}

/// How much is reported over some days.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Intensity {
    /// By day; every day of the period is there.
    pub by_day: BTreeMap<Date, (Row, u32)>,
    /// By region or, where none is known, country.
    pub by_area: BTreeMap<String, Row>,
    /// By type.
    pub by_type: BTreeMap<String, Row>,
    /// By who is said to have done it; an incident counts for each.
    pub by_party: BTreeMap<String, Row>,
    /// All together.
    pub all: Row,
    /// Incidents of more than a week or of a thousand killed and more: totals over a time, which are not added to those of days.
    pub long: u32,
    /// Of each area with a strike in the last 90 days: the last day of one, and how many days before the period's end that is.
    pub last_strike: BTreeMap<String, (Date, i32)>,
}

/// How much is reported over some days, and how many reports there are of each.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn intensity(view: &mut View<'_>, days: Days, query: &Query) -> Result<Intensity, MonitorError> {
    let asked = |days: Days| Query { from: in_days(days).from, to: in_days(days).to, ..query.clone() };
    let cards = view.search(&asked(days))?;
    let mut intensity = Intensity {
        by_day: BTreeMap::new(),
        by_area: BTreeMap::new(),
        by_type: BTreeMap::new(),
        by_party: BTreeMap::new(),
        all: Row::default(),
        long: 0,
        last_strike: BTreeMap::new(),
    };
    let mut day = days.from;
    while day <= days.to {
        intensity.by_day.insert(day, (Row::default(), 0));
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    let (reports, _) = view.reports_between(&days.from.to_string(), &days.to.to_string())?;
    for (day, _) in reports {
        if let Some((_, count)) = day.parse().ok().and_then(|day: Date| intensity.by_day.get_mut(&day)) {
            *count += 1;
        }
    }
    for card in cards.iter().filter(|card| is_violence(card)) {
        intensity.take(card, days);
    }
    let back = days.to.checked_sub(BACK.days()).unwrap_or(days.from).min(days.from);
    for card in view.search(&asked(Days { from: back, to: days.to }))?.iter().filter(|card| is_strike(card)) {
        let (Some(area), Some(when)) = (area(card), days_of(card)) else { continue };
        let last = when.to.min(days.to);
        // an incident of some week or month is of no day
        if when.count() > 3 {
            continue;
        }
        let since = (last, between(last, days.to));
        let known = intensity.last_strike.entry(area).or_insert(since);
        if known.0 < since.0 {
            *known = since;
        }
    }
    Ok(intensity)
}

impl Intensity {
    fn take(&mut self, card: &Card, days: Days) {
        let gathered = &card.gathered;
        if !is_of_days(card) {
            self.long += 1;
            return;
        }
        let area = area(card).unwrap_or_else(|| "place not told".to_owned());
        self.by_area.entry(area).or_default().take(card);
        self.by_type.entry(name_of(gathered.kind).replace('_', " ")).or_default().take(card);
        for actor in &gathered.actors {
            self.by_party.entry(actor.clone()).or_default().take(card);
        }
        if gathered.actors.is_empty() {
            self.by_party.entry("nobody named".to_owned()).or_default().take(card);
        }
        self.all.take(card);
        let first = days_of(card).map(|when| when.from.max(days.from));
        if let Some((row, _)) = first.and_then(|day| self.by_day.get_mut(&day)) {
            row.take(card);
        }
    }
}

impl Row {
    fn take(&mut self, card: &Card) {
        self.incidents += 1;
        self.killed.take(card.gathered.killed.min, card.gathered.killed.max);
        self.injured.take(card.gathered.injured.min, card.gathered.injured.max);
    }
}

impl Sum {
    fn take(&mut self, min: Option<u32>, max: Option<u32>) {
        self.low = self.low.saturating_add(min.or(max).unwrap_or_default());
        self.high = self.high.saturating_add(max.or(min).unwrap_or_default());
        self.open |= max.is_none() && min.is_some();
    }

    /// In words: "12 to 20", "at least 25", "none told".
    pub fn words(self) -> String {
        match (self.low, self.high, self.open) {
            (0, 0, _) => "none told".to_owned(),
            (low, high, true) if low == high => format!("at least {low}"),
            (low, high, true) => format!("{low} to at least {high}"),
            (low, high, false) if low == high => low.to_string(),
            (low, high, false) => format!("{low} to {high}"),
        }
    }
}

/// Whether an incident is one of some days, whose toll can be added to others': what lasts long, and what counts thousands, is nearly always the toll of a war or a year.
pub(crate) fn is_of_days(card: &Card) -> bool {
    let killed = card.gathered.killed;
    days_of(card).is_some_and(|when| when.count() <= WEEK)
        && killed.max.or(killed.min).is_none_or(|killed| killed < LARGE)
}

/// The region of an incident, else its country.
pub(crate) fn area(card: &Card) -> Option<String> {
    let place = card.gathered.place.as_ref()?;
    place.admin.clone().or_else(|| place.country.clone()).or_else(|| place.name.clone())
}

/// Whether an incident is violence that happened according to anyone.
pub(crate) fn is_violence(card: &Card) -> bool {
    card.gathered.reality == Reality::Actual && card.gathered.kind.is_violent()
}

fn is_strike(card: &Card) -> bool {
    use IncidentType::{AirStrike, ChemicalAttack, Shelling};
    card.gathered.reality == Reality::Actual && matches!(card.gathered.kind, AirStrike | Shelling | ChemicalAttack)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_told_as_ranges() {
        let mut sum = Sum::default();
        assert_eq!(sum.words(), "none told");
        sum.take(Some(6), Some(14));
        assert_eq!(sum.words(), "6 to 14");
        sum.take(Some(25), None);
        assert_eq!(sum.words(), "31 to at least 39");
    }
}
