//! Days with names: "Christmas Eve", "Labor Day".
//!
//! Why: some are days of the calendar. Those that follow the moon are not in the list, because their day hangs on who sees it.
//! Example: *New Year's Eve* → 31 December of the nearest year.

use jiff::civil::Weekday;

use super::date;
use crate::times::cursor::Cursor;
use crate::times::meaning::{Day, Found, Meaning, Year};

pub(super) fn read(c: Cursor) -> Option<Found> {
    let (day, end) = day(c)?;
    Some(Found::new(end.at, Meaning::Day(day)))
}

pub(super) fn day(c: Cursor) -> Option<(Day, Cursor)> {
    let last = c.word("last").filter(|l| l.capital());
    let start = last.unwrap_or(c);
    let (listed, end) = start.phrase(&c.view.calendar.holidays).filter(|_| start.capital())?;
    match listed.as_slice() {
        [month, day] => {
            let (year, end) = if last.is_some() { (Year::Last, end) } else { date::year_after(end) };
            Some((Day::Written { year, month: *month, day: *day, until: None, weekday: None }, end))
        }
        [month, weekday, n] => {
            let weekday = Weekday::from_monday_one_offset(*weekday).ok()?;
            Some((Day::Nth { month: *month, weekday, n: *n }, end))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn days_with_names() {
        let cases =
            [("New Year's Eve", "2030-12-31"), ("Christmas Day 2029", "2029-12-25"), ("Thanksgiving", "2030-11-28")];
        for (text, day) in cases {
            assert_eq!(lines(text, Some("2031-01-05")), [format!("{text}: {day} {day}")]);
        }
    }
}
