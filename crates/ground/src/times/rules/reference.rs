//! The present, the past and the future as such: "now", "recently", "the future".
//!
//! Why: TIMEX3 marks them, and they tell an incident of the day from background.
//! Example: *recently* → PAST_REF.

use crate::times::cursor::Cursor;
use crate::times::meaning::{Found, Meaning};

pub(super) fn read(c: Cursor) -> Option<Found> {
    let (vague, end) = c.phrase(&c.view.calendar.references)?;
    Some(Found::new(end.at, Meaning::Vague(vague)))
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn references() {
        let text = "Now it holds; recently it did not; the future is open.";
        assert_eq!(
            lines(text, Some("2031-03-05")),
            ["Now: PRESENT_REF", "recently: PAST_REF", "the future: FUTURE_REF"]
        );
    }
}
