//! Days in figures: "2031-03-05", "05.03.2031", "05/03/2031".
//!
//! Why: outlets date their reports so. Where the year comes last the day comes first, as in most of the world, unless only the other
//! order gives a day; with slashes both orders are usual, so a day that could be either is left out rather than guessed.
//! Example: *05.03.2031* → 5 March.

use jiff::civil::Date;

use super::free;
use crate::times::cursor::Cursor;
use crate::times::meaning::{Day, Found, Meaning, Year};

pub(super) fn read(c: Cursor) -> Option<Found> {
    let (day, end) = day(c)?;
    Some(Found::new(end.at, Meaning::Day(day)))
}

pub(super) fn day(c: Cursor) -> Option<(Day, Cursor)> {
    let (a, a_len, at) = c.digits().filter(|_| free(c))?;
    let (mark, at) = at.one_of(&["-", ".", "/"]).filter(|_| at.glued())?;
    let (b, b_len, at) = at.digits().filter(|_| at.glued())?;
    let at = at.word(mark).filter(|_| at.glued())?;
    let (last, last_len, end) = at.digits().filter(|_| at.glued())?;
    let short = |len| len == 1 || len == 2;
    let (year, month, day) = if a_len == 4 && short(b_len) && short(last_len) {
        (a, b, last)
    } else if last_len == 4 && short(a_len) && short(b_len) {
        match (mark, a > 12, b > 12) {
            ("/", false, false) if a != b => return None,
            (_, false, true) => (last, a, b),
            _ => (last, b, a),
        }
    } else {
        return None;
    };
    let (year, month, day) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok().filter(|_| (1000..2200).contains(&year))?;
    Some((Day::Written { year: Year::Given(year), month, day, until: None, weekday: None }, end))
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn days_in_figures() {
        for text in ["2031-03-05", "05.03.2031", "05-03-2031", "2031/03/05", "03/25/2031"] {
            let day = if text == "03/25/2031" { "2031-03-25" } else { "2031-03-05" };
            assert_eq!(lines(text, None), [format!("{text}: {day} {day}")]);
        }
    }

    #[test]
    fn what_could_be_either_is_left_out() {
        assert_eq!(lines("05/03/2031", None), [""; 0]);
        assert_eq!(lines("2031-13-45", None), [""; 0]);
    }
}
