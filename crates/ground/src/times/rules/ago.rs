//! "two days ago", "a year earlier", "three days later", "days ago".
//!
//! Why: "ago" counts from the report, "earlier" and "later" from the time that is spoken of.
//! Example: *two weeks ago* → the day two weeks before the report, in its week.

use crate::times::amount::amount;
use crate::times::cursor::Cursor;
use crate::times::meaning::{Amount, Found, Meaning, Of, Way};

pub(super) fn read(c: Cursor) -> Option<Found> {
    let units = &c.view.calendar.words.units;
    let (amount, at) = amount(c).or_else(|| c.lower().ends_with('s').then_some((Amount::Some, c)))?;
    let (unit, at) = at.entry(units)?;
    let at = at.maybe(|a| a.words(&["or", "so"])).maybe(|a| a.words(&["and", "a", "half"]));
    let (word, end) = at.one_of(&["ago", "earlier", "previously", "later"])?;
    let (way, of) = match word {
        "ago" => (Way::Back, Of::Report),
        "later" => (Way::Ahead, Of::Focus),
        _ => (Way::Back, Of::Focus),
    };
    Some(Found::new(end.at, Meaning::Shift { amount, unit, way, of }))
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn counted_from_the_report() {
        let cases = [
            ("two days ago", "2031-03-03 2031-03-03"),
            ("a month ago", "2031-02 2031-02-01..2031-02-28"),
            ("two weeks ago", "2031-W08 2031-02-19"),
            ("several years ago", "PAST_REF ..2031-03-04"),
            ("days ago", "PAST_REF ..2031-03-04"),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text, Some("2031-03-05")), [format!("{text}: {expected}")]);
        }
    }

    #[test]
    fn counted_from_the_time_spoken_of() {
        let text = "It began on 1 March 2031; two days later it was over.";
        assert_eq!(lines(text, None)[1], "two days later: 2031-03-03 2031-03-03");
    }
}
