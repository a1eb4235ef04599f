//! Days as logs write them.

use jiff::civil::Date;

use super::mapping::Order;
use super::words::words;

/// One or more days, and how exact that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) precision: &'static str,
}

/// Why a cell is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoDay {
    /// It may be one of two.
    Ambiguous,
    /// Its year has no century.
    ShortYear,
    /// It is none.
    Other,
}

impl NoDay {
    /// What to do about it.
    pub(super) const fn remedy(self) -> &'static str {
        match self {
            Self::Ambiguous => {
                "may be one of two days; say dates = \"day-month-year\" or \"month-day-year\" in the mapping"
            }
            Self::ShortYear => "has a year of two digits; write it with four",
            Self::Other => "is no day; write it as 2031-03-05, 5 March 2031, or two of them with .. between",
        }
    }
}

/// The longest way in which two days are written.
const LONGEST: usize = 80;

/// The days that `text` names.
pub(super) fn days(text: &str, order: Option<Order>) -> Result<Days, NoDay> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(NoDay::Other);
    }
    match one(text, order) {
        Err(NoDay::Other) => {}
        found => return found,
    }
    let between = ["..", " to ", " – ", " - ", "–", "/"];
    for parts in between.iter().filter_map(|sign| text.split_once(sign)) {
        match (one(parts.0.trim(), order), one(parts.1.trim(), order)) {
            (Ok(a), Ok(b)) if a.first <= b.last => {
                let precision = if a.first == b.last { "day" } else { "range" };
                return Ok(Days { first: a.first, last: b.last, precision });
            }
            (Err(why @ (NoDay::Ambiguous | NoDay::ShortYear)), _)
            | (_, Err(why @ (NoDay::Ambiguous | NoDay::ShortYear))) => {
                return Err(why);
            }
            _ => {}
        }
    }
    Err(NoDay::Other)
}

fn one(text: &str, order: Option<Order>) -> Result<Days, NoDay> {
    let text = without_time(text);
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ', ',']).filter(|part| !part.is_empty()).collect();
    let parts: Vec<Part> = parts.into_iter().map(Part::of).collect();
    use Part::{Month, Number, Year};
    match parts.as_slice() {
        [Year(y), Number(m), Number(d)] => day(*y, *m, *d),
        [Number(a), Number(b), Year(y)] => either(*a, *b, *y, order),
        [Number(d), Month(m), Year(y)] | [Month(m), Number(d), Year(y)] | [Year(y), Month(m), Number(d)] => {
            day(*y, *m, *d)
        }
        [Number(_), Number(_) | Month(_), Number(_)] | [Month(_), Number(_), Number(_)] => Err(NoDay::ShortYear),
        [Year(y), Number(m) | Month(m)] | [Number(m) | Month(m), Year(y)] => month(*y, *m),
        [Year(y)] => span(day(*y, 1, 1)?.first, day(*y, 12, 31)?.first, "year"),
        _ => Err(NoDay::Other),
    }
}

/// A date without the time of day behind it, which the record has no room for.
fn without_time(text: &str) -> &str {
    let is_time = |rest: &str| {
        let clock = rest.split([':', '.']).next().unwrap_or_default();
        rest.contains(':') && (1..=2).contains(&clock.len()) && clock.bytes().all(|byte| byte.is_ascii_digit())
    };
    let cut = text.find(['T', ' ']).into_iter().chain(text.rfind(' ')).find(|&at| {
        let before = text.get(..at).unwrap_or_default();
        before.ends_with(|c: char| c.is_ascii_digit() || c == ',')
            && text.get(at + 1..).is_some_and(|rest| is_time(rest.trim()))
    });
    // a clock of twelve hours is parted once more: "5:30 PM"
    let cut = cut.or_else(|| {
        let (before, half) = text.rsplit_once(' ')?;
        let at = before.rfind(' ')?;
        let twelve = matches!(half.to_ascii_lowercase().as_str(), "am" | "pm");
        (twelve && is_time(before.get(at + 1..)?)).then_some(at)
    });
    cut.and_then(|at| text.get(..at)).unwrap_or(text).trim().trim_end_matches(',')
}

/// One part of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Year(i16),
    Number(i8),
    Month(i8),
    Other,
}

impl Part {
    fn of(text: &str) -> Self {
        let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ordinal = matches!(text.get(number.len()..), Some("" | "st" | "nd" | "rd" | "th"));
        if ordinal && number.bytes().all(|byte| byte.is_ascii_digit()) {
            let year = || (number == text && text.len() == 4).then(|| text.parse().ok().map(Self::Year)).flatten();
            let short = || (number.len() <= 2).then(|| number.parse().ok().map(Self::Number)).flatten();
            return year().or_else(short).unwrap_or(Self::Other);
        }
        words().month(text).map_or(Self::Other, Self::Month)
    }
}

fn either(a: i8, b: i8, year: i16, order: Option<Order>) -> Result<Days, NoDay> {
    let (first, second) = (day(year, b, a), day(year, a, b));
    match order {
        Some(Order::DayMonthYear) => first,
        Some(Order::MonthDayYear) => second,
        None => match (first, second) {
            (Ok(one), Ok(other)) if one != other => Err(NoDay::Ambiguous),
            (Ok(one), _) | (_, Ok(one)) => Ok(one),
            _ => Err(NoDay::Other),
        },
    }
}

fn day(year: i16, month: i8, day: i8) -> Result<Days, NoDay> {
    let date = Date::new(year, month, day).map_err(|_| NoDay::Other)?;
    span(date, date, "day")
}

fn month(year: i16, month: i8) -> Result<Days, NoDay> {
    let first = Date::new(year, month, 1).map_err(|_| NoDay::Other)?;
    span(first, first.last_of_month(), "month")
}

const fn span(first: Date, last: Date, precision: &'static str) -> Result<Days, NoDay> {
    Ok(Days { first, last, precision })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, order: Option<Order>) -> Result<String, NoDay> {
        days(text, order).map(|d| {
            if d.first == d.last { d.first.to_string() } else { format!("{}..{} {}", d.first, d.last, d.precision) }
        })
    }

    #[test]
    fn days_are_read_in_their_usual_forms() {
        for text in [
            "2031-03-05",
            "2031-3-5",
            "2031/03/05",
            "2031-03-05T14:30:00Z",
            "2031-03-05 14:30",
            "5 March 2031",
            "5th March 2031",
            "05-Mar-2031",
            "March 5, 2031",
            "Mar. 5 2031",
            "5 mars 2031",
            "5 March 2031, 14:30",
            "March 5, 2031 5:30 PM",
            "05.03.2031 14:30:10",
        ] {
            assert_eq!(read(text, Some(Order::DayMonthYear)), Ok("2031-03-05".to_owned()), "{text}");
        }
        assert_eq!(read("3/5/2031", Some(Order::MonthDayYear)), Ok("2031-03-05".to_owned()));
        assert_eq!(read("March 2031", None), Ok("2031-03-01..2031-03-31 month".to_owned()));
        assert_eq!(read("2031-02", None), Ok("2031-02-01..2031-02-28 month".to_owned()));
        assert_eq!(read("2031", None), Ok("2031-01-01..2031-12-31 year".to_owned()));
        assert_eq!(read("2031-03-05..2031-03-07", None), Ok("2031-03-05..2031-03-07 range".to_owned()));
        assert_eq!(read("5 March 2031 to 7 March 2031", None), Ok("2031-03-05..2031-03-07 range".to_owned()));
    }

    #[test]
    fn a_day_that_may_be_another_is_none() {
        assert_eq!(read("05/03/2031", None), Err(NoDay::Ambiguous));
        assert_eq!(read("13/03/2031", None), Ok("2031-03-13".to_owned()));
        assert_eq!(read("03/13/2031", None), Ok("2031-03-13".to_owned()));
        assert_eq!(read("05/05/2031", None), Ok("2031-05-05".to_owned()));
        assert_eq!(read("13/03/2031", Some(Order::MonthDayYear)), Err(NoDay::Other));
        assert_eq!(read("5/3/31", Some(Order::DayMonthYear)), Err(NoDay::ShortYear));
        assert_eq!(read("5 Mar 31", None), Err(NoDay::ShortYear));
        for text in
            ["", "soon", "2031-02-30", "2031-13-01", "48277", "2031-03-07..2031-03-05", "last Tuesday", "32 March 2031"]
        {
            assert_eq!(read(text, None), Err(NoDay::Other), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_day_or_none(text in "\\PC{0,30}|[0-9A-Za-z /.,:T-]{0,40}") {
            if let Ok(days) = days(&text, None) {
                prop_assert!(days.first <= days.last);
            }
        }

        #[test]
        fn every_day_is_read_as_it_is_written(year in 1000i16..=9999, ordinal in 0i64..365, short in any::<bool>()) {
            let date = Date::new(year, 1, 1).unwrap().checked_add(jiff::Span::new().days(ordinal)).unwrap();
            let form = if short { "%d.%m.%Y" } else { "%d %B %Y" };
            let read = days(&date.strftime(form).to_string(), Some(Order::DayMonthYear)).unwrap();
            prop_assert_eq!((read.first, read.last), (date, date));
        }
    }
}
