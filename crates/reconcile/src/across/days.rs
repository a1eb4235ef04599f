//! Days as numbers.

use jiff::civil::Date;

/// Days from 1970-01-01 to an ISO 8601 date, or date and time; none where it is not one.
pub fn number(date: &str) -> Option<i32> {
    let day: Date = date.get(..10)?.parse().ok()?;
    Some(day.since(Date::constant(1970, 1, 1)).ok()?.get_days())
}

/// The ISO 8601 date of a number of days.
pub(super) fn date(number: i32) -> String {
    let day = Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(number).unwrap_or_default());
    day.map_or_else(|_| number.to_string(), |d| d.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(number("1970-01-02"), Some(1));
        assert_eq!(number("2031-03-07T12:00:00Z"), Some(22_345));
        assert_eq!(date(22_345), "2031-03-07");
        assert_eq!(number("March"), None);
        assert_eq!(number("2031-02-30"), None);
        assert_eq!(date(number("1944-06-06").unwrap()), "1944-06-06");
    }
}
