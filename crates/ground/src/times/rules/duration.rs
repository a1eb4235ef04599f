//! How long: "two years", "10-day", "several weeks", "half an hour", "for months".
//!
//! Why: sieges and lulls are told by length. A bare plural ("months") counts only after a word of duration, and a singular with "a" only
//! where it is no rate ("$3 a year").
//! Example: *a two-year siege* → P2Y.

use super::free;
use crate::times::amount::amount;
use crate::times::cursor::Cursor;
use crate::times::meaning::{Amount, Found, Meaning, Unit};
use crate::times::value;

pub(super) fn read(c: Cursor) -> Option<Found> {
    if !free(c) {
        return None;
    }
    counted(c).or_else(|| bare(c))
}

/// "two years", "the nine months", "10-day", "a year and a half".
fn counted(c: Cursor) -> Option<Found> {
    let start = c.maybe(|c| c.one_of(&["the", "these", "those"]).map(|f| f.1));
    let (amount, at) = amount(start)?;
    // "the 1988 quarter" is of a year.
    if matches!(amount, Amount::Exact { whole: 1900..=2050, .. }) {
        return None;
    }
    let article = matches!(start.lower(), "a" | "an") && at.at == start.at + 1;
    let hyphen = at.hyphen();
    let joined = hyphen.at > at.at;
    let fillers = [
        "more",
        "additional",
        "consecutive",
        "straight",
        "full",
        "trading",
        "whole",
        "long",
        "further",
        "other",
        "extra",
        "working",
    ];
    let at = if joined { hyphen } else { at.maybe(|a| a.one_of(&fillers).map(|f| f.1)) };
    let (unit, end) = at.entry(&c.view.calendar.words.units)?;
    if let Some((per, end)) = end.one_of(&["a", "per"]).and_then(|f| f.1.entry(&c.view.calendar.words.units)) {
        // "24 hours a day"
        return Some(Found::new(end.at, Meaning::Set(value::duration(Amount::Exact { whole: 1, half: false }, per))));
    }
    let singular = !at.lower().ends_with('s');
    let one = matches!(amount, Amount::Exact { whole: 0 | 1, .. });
    if at.capital() && c.at > 0 && !start.capital()
        || unit == Unit::Second && singular
        || article && rate(c)
        || singular && !one && !joined && amount == Amount::Some
    {
        return None;
    }
    // "a quarter of a million" is a count.
    if unit == Unit::Quarter && (joined || end.lower() == "of") {
        return None;
    }
    // "a 44-year-old" is a person.
    if unit == Unit::Year && end.hyphen().word("old").is_some() {
        return None;
    }
    let end = end.maybe(|e| e.hyphen().one_of(&["long", "old"]).map(|f| f.1).filter(|_| joined));
    let (amount, end) = match (end.words(&["and", "a", "half"]), amount) {
        (Some(end), Amount::Exact { whole, .. }) => (Amount::Exact { whole, half: true }, end),
        _ => (amount, end.maybe(|e| e.words(&["or", "so"]))),
    };
    Some(Found::new(end.at, Meaning::Duration { amount, unit }))
}

/// Whether "a year" here is a rate: "$3 a year".
fn rate(c: Cursor) -> bool {
    let before = c.before();
    before.starts_with(|l: char| l.is_ascii_digit())
        || matches!(
            before,
            "%" | "times"
                | "percent"
                | "barrels"
                | "million"
                | "billion"
                | "tons"
                | "tonnes"
                | "dollars"
                | "cents"
                | "share"
        )
}

/// "for months", "weeks of shelling", "decades-long", "month-long".
fn bare(c: Cursor) -> Option<Found> {
    let start = c.maybe(|c| c.one_of(&["the", "a"]).map(|f| f.1));
    let single = start.entry(&c.view.calendar.words.units).filter(|_| !start.lower().ends_with('s'));
    if let Some((unit, end)) =
        single.and_then(|(unit, at)| Some((unit, at.word("-").filter(|_| at.glued())?.word("long")?)))
    {
        let amount = Amount::Exact { whole: 1, half: false };
        return Some(Found::new(end.at, Meaning::Duration { amount, unit }));
    }
    let (unit, end) = c.entry(&c.view.calendar.words.units).filter(|_| c.lower().ends_with('s'))?;
    if c.lower() == "seconds" || c.lower() == "mins" || c.lower() == "secs" {
        return None;
    }
    let led =
        matches!(c.before(), "for" | "in" | "within" | "over" | "of" | "after" | "than" | "took" | "takes" | "through");
    let followed = end.one_of(&["of", "after", "before", "later"]).is_some() || end.hyphen().word("long").is_some();
    let end = end.maybe(|e| e.word("or")?.entry(&c.view.calendar.words.units).map(|f| f.1));
    let end = end.maybe(|e| e.hyphen().word("long"));
    (led || followed).then(|| Found::new(end.at, Meaning::Duration { amount: Amount::Some, unit }))
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn how_long() {
        let cases = [
            ("two years", "P2Y"),
            ("a two-year siege", "P2Y"),
            ("several weeks", "PXW"),
            ("half an hour", "PT30M"),
            ("a year and a half", "P1Y6M"),
            ("48-hour truce", "PT48H"),
            ("two decades", "P20Y"),
            ("month-long campaign", "P1M"),
        ];
        for (text, expected) in cases {
            let found = lines(text, Some("2031-03-05")).remove(0);
            assert_eq!(found.split(": ").nth(1), Some(expected), "{text}: {found}");
        }
        assert_eq!(lines("They fought for months.", None), ["months: PXM"]);
    }

    #[test]
    fn rates_are_no_durations() {
        assert_eq!(lines("It costs 3 dollars a year.", None), [""; 0]);
    }
}
