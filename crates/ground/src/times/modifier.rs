//! Words before a time that narrow or hedge it: "early", "the end of", "nearly".

use super::calendar::Narrowing;
use super::cursor::Cursor;

/// A modifier, and where the time itself starts.
pub(super) fn modifier(c: Cursor) -> Option<(Narrowing, Cursor)> {
    let (narrowing, end) = c.phrase(&c.view.calendar.modifiers)?;
    Some((narrowing, end.hyphen()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::times::testing::{found, reading};

    #[test]
    fn the_longest_modifier_is_read() {
        assert_eq!(reading("the end of March", |c| modifier(c).map(|f| f.1.at)), Some(3));
        assert_eq!(reading("mid-March", |c| modifier(c).map(|f| f.0)), Some(Narrowing::Mid));
    }

    #[test]
    fn a_time_with_its_modifier_is_one_time() {
        let times = found("It began in late March 2031 and held for nearly two years.", None).list;
        let ends: Vec<(u32, u32)> = times.iter().map(|t| (t.span.start, t.span.end)).collect();
        assert_eq!(ends, [(12, 27), (41, 57)]);
        assert_eq!(times[0].from.unwrap().to_string(), "2031-03-21");
    }
}
