//! Weekdays: "Friday", "last Friday", "this coming Sunday", "Fridays attack" with its apostrophe lost.
//!
//! Why: most incidents are dated so; the tense of the verb tells which Friday (`resolve.rs`). Short names count only before a date
//! (`date.rs`), because "Sun" and "Sat" are words.
//! Example: *last Friday* → the one before the day of the report.

use jiff::civil::Weekday;

use crate::times::cursor::Cursor;
use crate::times::meaning::{Day, Found, Meaning, Which};

pub(super) fn read(c: Cursor) -> Option<Found> {
    let (day, end) = day(c)?;
    Some(Found::new(end.at, Meaning::Day(day)))
}

pub(super) fn day(c: Cursor) -> Option<(Day, Cursor)> {
    let (which, at) = which(c);
    let (weekday, end) = full_name(at)?;
    Some((Day::Weekday { weekday, which }, end))
}

fn which(c: Cursor) -> (Which, Cursor) {
    let phrases: [(&[&str], Which); 9] = [
        (&["this", "coming"], Which::Next),
        (&["this", "past"], Which::Last),
        (&["the", "previous"], Which::Last),
        (&["the", "following"], Which::Next),
        (&["the", "coming"], Which::Next),
        (&["last"], Which::Last),
        (&["next"], Which::Next),
        (&["this"], Which::This),
        (&["coming"], Which::Next),
    ];
    phrases.into_iter().find_map(|(phrase, which)| Some((which, c.words(phrase)?))).unwrap_or((Which::Open, c))
}

/// A weekday's whole name, perhaps as a possessive; chats write it without a capital.
pub(super) fn full_name(c: Cursor) -> Option<(Weekday, Cursor)> {
    let list = &c.view.calendar.words.weekdays;
    let n = list.get(c.lower()).or_else(|| list.get(c.lower().strip_suffix('s')?))?;
    Some((Weekday::from_monday_one_offset(*n).ok()?, c.step()))
}

/// A weekday's name before a date, whole or short.
pub(super) fn name(c: Cursor) -> Option<(Weekday, Cursor)> {
    full_name(c).or_else(|| {
        let (n, end) = c.entry(&c.view.calendar.words.short_weekdays).filter(|_| c.capital())?;
        Some((Weekday::from_monday_one_offset(n).ok()?, end.stop()))
    })
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn weekdays() {
        let cases = [
            ("last Friday", "2031-02-28"),
            ("Friday", "2031-02-28"),
            ("this coming Sunday", "2031-03-09"),
            ("Wednesdays", "2031-03-05"),
            ("last Wednesday", "2031-02-26"),
        ];
        for (text, day) in cases {
            assert_eq!(lines(text, Some("2031-03-05")), [format!("{text}: {day} {day}")]);
        }
    }

    #[test]
    fn short_names_alone_are_words() {
        assert_eq!(lines("The Sun rose and Mon sat.", None), [""; 0]);
    }
}
