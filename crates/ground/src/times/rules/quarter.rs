//! Quarters and halves: "the third quarter", "third-quarter", "the first half of 2030", "next year's first quarter", "the year-ago quarter".
//!
//! Why: budgets, harvests and casualty statistics are counted so.
//! Example: *the third quarter of 2030* → July to September.

use super::{date, free, year};
use crate::times::amount::ordinal;
use crate::times::cursor::Cursor;
use crate::times::meaning::{Found, Meaning, Period, Unit, Year};

pub(super) fn read(c: Cursor) -> Option<Found> {
    if !free(c) {
        return None;
    }
    year_ago(c).or_else(|| latest(c)).or_else(|| of_year(c)).or_else(|| named(c))
}

/// "the third quarter of 2030", "this year's third quarter", "the 2030 third quarter".
fn named(c: Cursor) -> Option<Found> {
    let start = c.maybe(|c| c.one_of(&["the", "its", "a", "their"]).map(|f| f.1));
    let (before, at) = year_before(start);
    let at = at.maybe(|a| a.word("fiscal")).hyphen();
    let (n, at) = ordinal(at).or_else(|| at.word("last").map(|end| (0, end)))?;
    let (unit, end) = at.hyphen().one_of(&["quarter", "half", "quarters", "halves"])?;
    let (year, end) = match before {
        Some(year) => (year, end),
        None => date::year_after(end),
    };
    let period = match (unit, i8::try_from(n).ok()?) {
        ("quarter" | "quarters", quarter @ 1..=4) => Period::Quarter { quarter, year },
        // "the first half" alone is more often of a match or a story.
        ("half" | "halves", half @ 1..=2) if year != Year::Open => Period::Half { half, year },
        ("half" | "halves", 0) if year != Year::Open => Period::Half { half: 2, year },
        _ => return None,
    };
    Some(Found::new(end.at, Meaning::Period(period)))
}

/// A year before the quarter: "last year's", "the 2030".
fn year_before(c: Cursor) -> (Option<Year>, Cursor) {
    if let Some((year, end)) = year::number(c) {
        return (Some(Year::Given(year)), end.possessive());
    }
    let relative = c
        .one_of(&["last", "this", "next"])
        .and_then(|(w, at)| Some((w, at.word("year").or_else(|| at.word("years"))?)));
    match relative {
        Some(("last", end)) => (Some(Year::FromReport(-1)), end.possessive()),
        Some(("this", end)) => (Some(Year::FromReport(0)), end.possessive()),
        Some((_, end)) => (Some(Year::FromReport(1)), end.possessive()),
        None => (None, c),
    }
}

/// "the latest quarter", "the most recent quarter".
fn latest(c: Cursor) -> Option<Found> {
    let start = c.maybe(|c| c.word("the"));
    let at = start.word("latest").or_else(|| start.words(&["most", "recent"]))?;
    let (_, end) = at.one_of(&["quarter", "period"])?;
    Some(Found::new(end.at, Meaning::Period(Period::Latest(Unit::Quarter))))
}

/// "the 2030 quarter": the one spoken of, in that year.
fn of_year(c: Cursor) -> Option<Found> {
    let (year, at) = year::number(c.maybe(|c| c.word("the")))?;
    let (_, end) = at.one_of(&["quarter", "period"])?;
    Some(Found::new(end.at, Meaning::Period(Period::SameQuarter(year))))
}

/// "the year-ago quarter", "year-earlier", "the year-earlier third quarter".
fn year_ago(c: Cursor) -> Option<Found> {
    let start = c
        .maybe(|c| c.one_of(&["the", "a"]).map(|f| f.1))
        .maybe(|c| c.one_of(&["comparable", "corresponding"]).map(|f| f.1));
    let at = start.word("year")?.hyphen();
    let (_, at) = at.one_of(&["ago", "earlier"]).filter(|_| at.before() == "-")?;
    let numbered = ordinal(at).and_then(|(n, end)| Some((i8::try_from(n).ok()?, end.word("quarter")?)));
    let (quarter, end) = match numbered {
        Some((n @ 1..=4, end)) => (Some(n), end),
        _ => (None, at.maybe(|a| a.one_of(&["quarter", "period"]).map(|f| f.1))),
    };
    Some(Found::new(end.at, Meaning::Period(Period::YearAgo { quarter })))
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn quarters_and_halves() {
        let cases = [
            ("the third quarter of 2030", "2030-Q3 2030-07-01..2030-09-30"),
            ("fourth-quarter", "2030-Q4 2030-10-01..2030-12-31"),
            ("next year's first quarter", "2032-Q1 2032-01-01..2032-03-31"),
            ("the first half of 2030", "2030-H1 2030-01-01..2030-06-30"),
            ("the year-ago third quarter", "2030-Q3 2030-07-01..2030-09-30"),
            ("the latest quarter", "2030-Q4 2030-10-01..2030-12-31"),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text, Some("2031-03-05")), [format!("{text}: {expected}")]);
        }
        assert_eq!(lines("the first half", Some("2031-03-05")), [""; 0]);
    }
}
