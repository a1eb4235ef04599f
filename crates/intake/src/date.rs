//! Publication dates.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::{rfc2822, strtime};

/// A date that is not one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadDate {
    given: String,
}

impl fmt::Display for BadDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not a date: {:?}; write it as 2031-03-05, or with a time as 2031-03-05T18:30:00Z",
            self.given.chars().take(60).collect::<String>()
        )
    }
}

impl std::error::Error for BadDate {}

/// Whether `given` is an ISO 8601 date, or date and time with or without an offset. Names of time zones are not looked
/// up, because what they mean depends on the machine.
pub fn check_date(given: &str) -> Result<(), BadDate> {
    let fits = given.parse::<Date>().is_ok() || given.parse::<DateTime>().is_ok() || given.parse::<Timestamp>().is_ok();
    if fits { Ok(()) } else { Err(BadDate { given: given.to_owned() }) }
}

/// How pages write dates that are not ISO 8601. Day and month both as numbers are not understood: which is which?
const WRITTEN: &[&str] =
    &["%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%A, %d %B %Y", "%A, %B %d, %Y"];

/// The date, or date and time, that a page gives as `given`, in ISO 8601.
pub(crate) fn understood(given: &str) -> Option<String> {
    let given = given.trim();
    // What is longer than any way of writing a date is not one.
    if given.len() > 80 {
        return None;
    }
    if check_date(given).is_ok() {
        return Some(given.to_owned());
    }
    // A wrong name of the day beside a date is a slip of the writer, not another date.
    if let Ok(zoned) = rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_zoned(given) {
        return Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
    }
    let day = |text: &str| text.parse::<Date>().ok().or_else(|| WRITTEN.iter().find_map(|f| written(f, text)));
    // A time after the date in a form of its own does not make the date unknown.
    let parts = [Some(given), given.get(..10), given.split_once([' ', 'T']).map(|(d, _)| d)];
    parts.into_iter().flatten().find_map(|p| day(p.trim())).map(|d| d.to_string())
}

fn written(format: &str, text: &str) -> Option<Date> {
    strtime::parse(format, text).ok()?.to_date().ok()
}

/// The date in an address such as `https://example.org/2031/03/05/truce`.
pub(crate) fn in_address(address: &str) -> Option<String> {
    let parts: Vec<&str> = address.split('/').collect();
    parts.windows(3).find_map(|w| match w {
        [y, m, d] if y.len() == 4 && matches!(m.len(), 1 | 2) && matches!(d.len(), 1 | 2) => {
            Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?).ok().map(|d| d.to_string())
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_dates_and_times() {
        for good in ["2031-03-05", "2031-03-05T18:30", "2031-03-05T18:30:00Z", "2031-03-05 18:30:00+03:00"] {
            assert_eq!(check_date(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn names_what_is_not_a_date_and_how_to_write_one() {
        for bad in ["", "yesterday", "2031-02-30", "5 March 2031", "2031-13-01", "03/05/2031", "2031"] {
            let message = check_date(bad).unwrap_err().to_string();
            assert!(message.contains("2031-03-05"), "{message}");
            assert!(message.contains(bad), "{message}");
        }
    }

    #[test]
    fn understands_how_pages_write_dates() {
        let cases = [
            ("2031-03-05T18:30:00+03:00", Some("2031-03-05T18:30:00+03:00")),
            (" 2031-03-05 ", Some("2031-03-05")),
            ("2031/03/05", Some("2031-03-05")),
            ("2031-03-05 at half past six", Some("2031-03-05")),
            ("5 March 2031", Some("2031-03-05")),
            ("March 5, 2031", Some("2031-03-05")),
            ("Wed, 05 Mar 2031 18:30:00 +0000", Some("2031-03-05T18:30:00+00:00")),
            ("05/03/2031", None),
            ("soon", None),
            ("", None),
        ];
        for (given, expected) in cases {
            assert_eq!(understood(given).as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn finds_dates_in_addresses() {
        assert_eq!(in_address("https://ana.example/2031/03/05/truce").as_deref(), Some("2031-03-05"));
        assert_eq!(in_address("https://ana.example/2031/13/05/truce"), None);
        assert_eq!(in_address("https://ana.example/news/123456"), None);
    }
}
