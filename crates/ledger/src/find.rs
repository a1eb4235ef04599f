//! Finding incidents, by their words, days, places, parties and counts.

use std::collections::BTreeSet;

use serde::Serialize;
use truceline_reconcile::across::{day_number, kilometres};

use crate::LedgerError;
use crate::incidents::{self, Card};
use crate::ledger::Ledger;
use crate::store::{Dialect, Value};

/// What to look for. What is left out is not asked.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words that a report of it must hold, all of them.
    pub words: Option<String>,
    /// First day, ISO 8601.
    pub from: Option<String>,
    /// Last day, ISO 8601.
    pub to: Option<String>,
    /// Part of the name of its place, region or country.
    pub place: Option<String>,
    /// Within so many kilometres of a point.
    pub within: Option<Within>,
    /// Part of the name of somebody who did it according to anyone.
    pub actor: Option<String>,
    /// Part of the name of an outlet that tells of it.
    pub outlet: Option<String>,
    /// The type.
    pub kind: Option<String>,
    /// Only where sources differ.
    pub disputed: bool,
    /// Only where some source counts as many killed.
    pub min_killed: Option<u32>,
    /// The status.
    pub status: Option<String>,
    /// Only what some report is chiefly about.
    pub main: bool,
    /// At most so many; the latest first.
    pub most: Option<u32>,
}

impl Query {
    /// Whether it asks for nothing in particular.
    pub const fn is_all(&self) -> bool {
        let Self { words, from, to, place, within, actor, outlet, kind, disputed, min_killed, status, main, most } =
            self;
        words.is_none()
            && from.is_none()
            && to.is_none()
            && place.is_none()
            && within.is_none()
            && actor.is_none()
            && outlet.is_none()
            && kind.is_none()
            && !*disputed
            && min_killed.is_none()
            && status.is_none()
            && !*main
            && most.is_none()
    }

    /// The words that are asked for, if any.
    pub(crate) fn words(&self) -> Option<&str> {
        self.words.as_deref().filter(|words| !words.trim().is_empty())
    }
}

/// Around a point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Within {
    /// Degrees.
    pub lat: f64,
    /// Degrees.
    pub lon: f64,
    /// Kilometres.
    pub km: f64,
}

/// Kilometres of a degree of latitude.
const DEGREE: f64 = 111.2;

impl Within {
    /// South, north, west and east of a box that holds the circle.
    fn edges(self) -> [f64; 4] {
        let north = self.km / DEGREE;
        let east = north / self.lat.to_radians().cos().max(0.01);
        [self.lat - north, self.lat + north, self.lon - east, self.lon + east]
    }

    /// Whether a point lies within, by the great circle.
    fn holds(self, lat: f64, lon: f64) -> bool {
        kilometres((self.lat, self.lon), (lat, lon)) <= self.km
    }

    pub(crate) fn holds_maybe(self, point: Option<(f64, f64)>) -> bool {
        point.is_some_and(|(lat, lon)| self.holds(lat, lon))
    }
}

/// No more than this come at once.
pub(crate) const MOST: u32 = 100_000;

/// The order in which incidents are listed.
pub(crate) const LATEST: &str = "ORDER BY i.first_day DESC NULLS LAST, i.id";

/// A statement in the making: conditions and the values of their parameters.
pub(crate) struct Asked {
    pub(crate) conditions: Vec<String>,
    pub(crate) values: Vec<Value>,
}

impl Asked {
    /// Ask for a condition on a value, which stands where the condition has `{}`.
    fn that(&mut self, condition: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.values.push(value.into());
            self.conditions.push(condition.replace("{}", &format!("?{}", self.values.len())));
        }
    }

    fn also(&mut self, condition: &str) {
        self.conditions.push(condition.to_owned());
    }
}

impl Ledger {
    /// The incidents that `query` asks for, the latest first, those without a day last.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn search(&mut self, query: &Query) -> Result<Vec<Card>, LedgerError> {
        if let Some(holding) = self.common(query)? {
            return self.through(query, &holding);
        }
        let mut asked = self.asked(query);
        let most = query.most.unwrap_or(MOST).min(MOST);
        // a box holds more than the circle in it, and outlets stand in the incidents alone: what comes first may be none of what is asked for, so nothing is cut
        // before that is looked at
        let limit = if query.within.is_none() && query.outlet.is_none() {
            asked.values.push(most.into());
            format!(" LIMIT ?{}", asked.values.len())
        } else {
            String::new()
        };
        let sql = format!(
            "SELECT i.body, i.lat, i.lon FROM (SELECT i.number FROM incidents i WHERE {} {LATEST}{limit}) f
             JOIN incidents i ON i.number = f.number {LATEST}",
            asked.conditions.join(" AND "),
        );
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let wanted = query.wanted();
        let mut cards = Vec::new();
        for mut row in self.store.query(&sql, &asked.values)? {
            let body = row.text()?;
            let point = row.maybe_real()?.zip(row.maybe_real()?);
            if cards.len() < most && query.within.is_none_or(|within| within.holds_maybe(point)) {
                cards.extend(Some(incidents::read(&body)?).filter(|card| wanted.holds_outlet(card)));
            }
        }
        Ok(cards)
    }

    /// The reports that hold all of these words, by the entries of the journal that brought them, in their order.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn reports_with(&mut self, words: &str) -> Result<Vec<i64>, LedgerError> {
        let (sql, words) = match self.store.dialect() {
            Dialect::Sqlite => ("SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid", quoted(words)),
            Dialect::Postgres => (
                "SELECT r.seq FROM words w JOIN reports r ON r.id = w.report
                 WHERE w.found @@ plainto_tsquery('simple', ?1) ORDER BY r.seq",
                words.to_owned(),
            ),
        };
        Ok(self.store.numbers(sql, &[words.into()])?)
    }

    /// The ids of the reports that hold any of `phrases`, the words of each side by side; up to the day `to`, where it is given.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn reports_with_any(&mut self, phrases: &[&str], to: Option<&str>) -> Result<BTreeSet<String>, LedgerError> {
        let asked = match self.store.dialect() {
            Dialect::Sqlite => phrases.iter().map(|words| phrase(words)).collect::<Vec<_>>().join(" OR "),
            Dialect::Postgres => phrases.iter().map(|words| format!("\"{words}\"")).collect::<Vec<_>>().join(" or "),
        };
        let found = match self.store.dialect() {
            Dialect::Sqlite => "words MATCH ?1",
            Dialect::Postgres => "found @@ websearch_to_tsquery('simple', ?1)",
        };
        let sql = format!(
            "SELECT w.report FROM words w JOIN reports r ON r.id = w.report WHERE {found} AND (?2 IS NULL OR r.day IS NULL OR r.day <= ?2)"
        );
        let rows = self.store.query(&sql, &[asked.into(), to.map(str::to_owned).into()])?;
        rows.into_iter().map(|mut row| row.text().map_err(LedgerError::from)).collect()
    }

    /// The ids of the reports whose day lies from `from` to `to`, with those days, in their order; rows of logs that were changed since are left out.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn reports_between(&mut self, from: &str, to: &str) -> Result<Vec<(String, String)>, LedgerError> {
        let rows = self.store.query(
            "SELECT r.day, r.id FROM reports r
             WHERE r.day >= ?1 AND r.day <= ?2 AND NOT EXISTS (SELECT n.report FROM rows n WHERE n.after = r.id) ORDER BY r.day, r.id",
            &[from.into(), to.into()],
        )?;
        rows.into_iter().map(|mut row| Ok((row.text()?, row.text()?))).collect()
    }

    /// The ids of all incidents that `query` asks for, in the order of [`Ledger::search`]; however many there are.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn found(&mut self, query: &Query) -> Result<Vec<String>, LedgerError> {
        let asked = self.asked(query);
        let sql =
            format!("SELECT i.id, i.lat, i.lon FROM incidents i WHERE {} {LATEST}", asked.conditions.join(" AND "));
        let wanted = query.wanted();
        let mut found = Vec::new();
        for mut row in self.store.query(&sql, &asked.values)? {
            let (id, lat, lon) = (row.text()?, row.maybe_real()?, row.maybe_real()?);
            if query.within.is_none_or(|within| within.holds_maybe(lat.zip(lon)))
                && (query.outlet.is_none() || self.card(&id)?.is_some_and(|card| wanted.holds_outlet(&card)))
            {
                found.push(id);
            }
        }
        found.truncate(query.most.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX)));
        Ok(found)
    }

    /// The conditions that `query` puts, and their values.
    pub(crate) fn asked(&self, query: &Query) -> Asked {
        // what stands for other letters in a pattern stands for itself in a name
        let plain = |text: &str| text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like =
            |text: &Option<String>| text.as_ref().map(|text| format!("%{}%", plain(&text.trim().to_lowercase())));
        let day = |text: &Option<String>| text.as_deref().and_then(day_number).map(i64::from);
        let mut asked = Asked { conditions: Vec::new(), values: Vec::new() };
        let words = query.words();
        match self.store.dialect() {
            Dialect::Sqlite => {
                asked.that(
                    "i.id IN (SELECT v.incident FROM words w CROSS JOIN reports r ON r.seq = w.rowid CROSS JOIN versions v ON v.report = r.id
                     WHERE words MATCH {})",
                    words.map(quoted),
                );
                // all four edges belong to one condition
                if let Some([south, north, west, east]) = query.within.map(Within::edges) {
                    asked.that("i.number IN (SELECT number FROM boxes WHERE south >= {}", Some(south));
                    for (edge, value) in [("north <= {}", north), ("west >= {}", west), ("east <= {})", east)] {
                        asked.that(edge, Some(value));
                    }
                }
            }
            Dialect::Postgres => {
                asked.that(
                    "i.id IN (SELECT v.incident FROM words w JOIN versions v ON v.report = w.report
                     WHERE w.found @@ plainto_tsquery('simple', {}))",
                    words,
                );
                if let Some([south, north, west, east]) = query.within.map(Within::edges) {
                    for (edge, value) in
                        [("i.lat >= {}", south), ("i.lat <= {}", north), ("i.lon >= {}", west), ("i.lon <= {}", east)]
                    {
                        asked.that(edge, Some(value));
                    }
                }
            }
        }
        asked.that("i.last_day >= {}", day(&query.from));
        asked.that("i.first_day <= {}", day(&query.to));
        asked.that("i.sought_place LIKE {} ESCAPE '\\'", like(&query.place));
        asked.that("i.sought_actors LIKE {} ESCAPE '\\'", like(&query.actor));
        asked.that("i.type = {}", query.kind.as_deref());
        asked.that("COALESCE(i.killed_max, i.killed_min) >= {}", query.min_killed);
        match query.status.as_deref() {
            Some(status) => asked.that("i.status = {}", Some(status)),
            None => asked.also("i.status <> 'rejected'"),
        }
        if query.disputed {
            asked.also("i.disputed <> ''");
        }
        if query.main {
            asked.also("i.main = 1");
        }
        asked
    }
}

/// Words as FTS5 takes them: each a phrase of its own, so that no character of theirs is an operator.
pub(crate) fn quoted(words: &str) -> String {
    words.split_whitespace().map(phrase).collect::<Vec<_>>().join(" ")
}

/// Words side by side, in the same way.
fn phrase(words: &str) -> String {
    format!("\"{}\"", words.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_operators() {
        assert_eq!(quoted("market OR \"bridge"), "\"market\" \"OR\" \"\"\"bridge\"");
    }

    #[test]
    fn a_circle_lies_within_its_box() {
        let within = Within { lat: 36.2, lon: 37.1, km: 20.0 };
        let [south, north, west, east] = within.edges();
        assert!(within.holds(36.2, 37.1));
        assert!(within.holds(36.3, 37.2));
        assert!(!within.holds(36.2, 37.4));
        assert!(!within.holds(south, west) && !within.holds(north, east));
    }
}
