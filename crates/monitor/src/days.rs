//! Days, from one to another.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// From a day to a day, both within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Days {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
}

impl Days {
    /// All days that a ledger may speak of.
    pub const ALWAYS: Self = Self { from: jiff::civil::date(1, 1, 1), to: jiff::civil::date(9999, 12, 31) };

    /// From ISO 8601 dates; where only one is given, that day.
    pub fn new(from: Option<&str>, to: Option<&str>) -> Option<Self> {
        let day = |text: Option<&str>| text.and_then(|text| text.get(..10)).and_then(|text| text.parse::<Date>().ok());
        let (from, to) = (day(from), day(to));
        let (from, to) = (from.or(to)?, to.or(from)?);
        (from <= to).then_some(Self { from, to })
    }

    /// How many days there are.
    pub fn count(self) -> i64 {
        i64::from(between(self.from, self.to)) + 1
    }

    /// Whether they are exact enough to tell one agreement from another: no longer than a quarter.
    pub fn is_near(self) -> bool {
        self.count() <= 92
    }

    /// How many days lie between the two; none where they touch.
    pub fn gap(self, other: Self) -> i64 {
        let apart = if self.to < other.from {
            between(self.to, other.from)
        } else if other.to < self.from {
            between(other.to, self.from)
        } else {
            0
        };
        i64::from(apart)
    }

    /// Whether a day lies within.
    pub fn holds(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// The days from one to a later one.
pub(crate) fn between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_with_both_ends() {
        let days = Days::new(Some("2031-02-27"), Some("2031-03-02")).unwrap();
        assert_eq!(days.count(), 4);
        assert_eq!(days.gap(Days::new(Some("2031-03-05"), None).unwrap()), 3);
        assert_eq!(Days::new(Some("2031-03-05"), Some("2031-03-01")), None);
        assert_eq!(Days::new(None, Some("2031-03-01T10:00")).map(Days::count), Some(1));
    }
}
