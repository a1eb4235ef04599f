//! Days counted from the report or from the day spoken of: "yesterday", "the day before yesterday", "the next day", "that day".
//!
//! Why: agencies write "yesterday", and chronicles go on from the day that they are at.
//! Example: *the day before yesterday* → two days before the report.

use super::weekday;
use crate::times::cursor::Cursor;
use crate::times::meaning::{Day, Found, Meaning};

pub(super) fn read(c: Cursor) -> Option<Found> {
    let (day, end) = day(c)?;
    Some(Found::new(end.at, Meaning::Day(day)))
}

pub(super) fn day(c: Cursor) -> Option<(Day, Cursor)> {
    // "during the day on Monday" is that Monday.
    let of = c.words(&["the", "day"]).and_then(|at| weekday::day(at.maybe(|a| a.word("on"))));
    if of.is_some() {
        return of;
    }
    let phrases: [(&[&str], Day); 19] = [
        (&["the", "day", "before", "yesterday"], Day::FromReport(-2)),
        (&["the", "day", "after", "tomorrow"], Day::FromReport(2)),
        (&["the", "very", "same", "day"], Day::FromFocus(0)),
        (&["that", "same", "day"], Day::FromFocus(0)),
        (&["the", "same", "day"], Day::FromFocus(0)),
        (&["the", "next", "day"], Day::FromFocus(1)),
        (&["the", "following", "day"], Day::FromFocus(1)),
        (&["the", "day", "after"], Day::FromFocus(1)),
        (&["the", "previous", "day"], Day::FromFocus(-1)),
        (&["the", "day", "before"], Day::FromFocus(-1)),
        (&["the", "day"], Day::FromFocus(0)),
        (&["that", "day"], Day::FromFocus(0)),
        (&["same", "day"], Day::FromFocus(0)),
        (&["today"], Day::FromReport(0)),
        (&["yesterday"], Day::FromReport(-1)),
        (&["yesterdays"], Day::FromReport(-1)),
        (&["tomorrow"], Day::FromReport(1)),
        (&["tomorrows"], Day::FromReport(1)),
        (&["todays"], Day::FromReport(0)),
    ];
    phrases.into_iter().find_map(|(phrase, day)| Some((day, c.words(phrase)?)))
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn days_counted_from_the_report() {
        for (text, day) in
            [("yesterday", "2031-03-04"), ("the day before yesterday", "2031-03-03"), ("today", "2031-03-05")]
        {
            assert_eq!(lines(text, Some("2031-03-05")), [format!("{text}: {day} {day}")]);
        }
    }

    #[test]
    fn days_counted_from_the_day_spoken_of() {
        let text = "It began on 1 March 2031; the next day it was over.";
        assert_eq!(lines(text, None)[1], "the next day: 2031-03-02 2031-03-02");
    }
}
