//! Seasons: "last summer", "the spring of 2030", "this fall", "summer 2029".
//!
//! Why: offensives are named by them. "Spring" and "fall" are also verbs, so a season needs a year or a word of time before it.
//! Example: *the summer of 2029* → June to August.

use crate::times::cursor::Cursor;
use crate::times::meaning::{Found, Meaning, Period, Season, Year};

pub(super) fn read(c: Cursor) -> Option<Found> {
    let phrases: [(&[&str], Year); 6] = [
        (&["this", "past"], Year::Last),
        (&["this", "coming"], Year::Next),
        (&["last"], Year::Last),
        (&["next"], Year::Next),
        (&["this"], Year::This),
        (&["the"], Year::Open),
    ];
    let told = phrases.into_iter().find_map(|(p, year)| Some((year, c.words(p)?)));
    let start = told.map_or(c, |t| t.1);
    let start = start.maybe(|s| s.one_of(&["early", "late", "mid"]).map(|f| f.1)).hyphen();
    let (season, at) = start.entry(&c.view.calendar.words.seasons)?;
    let (year, end) = match told.map(|t| t.0) {
        Some(year) if year != Year::Open => (year, at),
        _ => super::date::year_after(at),
    };
    let verb = matches!(start.lower(), "fall" | "spring");
    let in_time = year != Year::Open
        || matches!(c.before(), "in" | "since" | "during" | "by" | "until") && (told.is_none() || !verb);
    let plain = told.is_some() && !verb && season != Season::Spring;
    (in_time || plain).then(|| Found::new(end.at, Meaning::Period(Period::Season { season, year })))
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn seasons() {
        let cases = [
            ("last summer", "2030-SU 2030-06-01..2030-08-31"),
            ("the spring of 2029", "2029-SP 2029-03-01..2029-05-31"),
            ("this fall", "2031-FA 2031-09-01..2031-11-30"),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text, Some("2031-03-05")), [format!("{text}: {expected}")]);
        }
    }

    #[test]
    fn verbs_are_no_seasons() {
        assert_eq!(lines("They saw the fall of Sarnem and spring a trap.", Some("2031-03-05")), [""; 0]);
    }
}
