//! Months: "March 2031", "last March", "March of last year", "March".
//!
//! Why: background is dated by month. "May" and "March" are also a verb and a noun, so a bare one counts only after a
//! word of time.
//! Example: *last March* → the last one that is over.

use truceline_parse::Upos;

use super::date::{month_name, year_after};
use crate::times::cursor::Cursor;
use crate::times::meaning::{Found, Meaning, Period, Year};

pub(super) fn read(c: Cursor) -> Option<Found> {
    let phrases: [(&[&str], Year); 8] = [
        (&["this", "past"], Year::Last),
        (&["this", "coming"], Year::Next),
        (&["the", "following"], Year::Next),
        (&["the", "previous"], Year::Last),
        (&["last"], Year::Last),
        (&["next"], Year::Next),
        (&["this"], Year::This),
        (&["this", "year"], Year::This),
    ];
    let told = phrases.into_iter().find_map(|(p, year)| Some((year, c.words(p)?)));
    let start = told.map_or(c, |t| t.1);
    let (month, at) = month_name(start)?;
    let whole = c.view.calendar.words.months.contains_key(start.lower());
    let (year, end) = match told {
        Some((year, _)) => (year, at),
        None => year_after(at),
    };
    let certain = year != Year::Open || whole && (!is_word(start.lower()) || named(start));
    certain.then(|| Found::new(end.at, Meaning::Period(Period::Month { month, year })))
}

/// Months that are also other words.
fn is_word(month: &str) -> bool {
    matches!(month, "may" | "march")
}

fn named(c: Cursor) -> bool {
    let of_time = [
        "in", "since", "until", "by", "of", "early", "late", "mid", "-", "last", "during", "and", "to", "through",
        "from", "before", "after", "the", "between", "at", "a", "on",
    ];
    of_time.contains(&c.before()) && c.upos() != Some(Upos::Aux)
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn months() {
        let cases = [
            ("September 2030", "2030-09 2030-09-01..2030-09-30"),
            ("last September", "2030-09 2030-09-01..2030-09-30"),
            ("September last year", "2030-09 2030-09-01..2030-09-30"),
            ("Sept. 2029", "2029-09 2029-09-01..2029-09-30"),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text, Some("2031-03-05")), [format!("{text}: {expected}")]);
        }
    }

    #[test]
    fn verbs_are_no_months() {
        assert_eq!(lines("May they hold. March on!", Some("2031-03-05")), [""; 0]);
        assert_eq!(lines("It fell in May.", None), ["May: XXXX-05"]);
    }
}
