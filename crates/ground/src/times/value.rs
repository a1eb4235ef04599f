//! TIMEX3 values, and calendar arithmetic that never fails loudly: what leaves the calendar is not known.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::meaning::{Amount, Part, Season, Unit, Way};

/// First and last day.
pub(super) type Days = (Date, Date);

/// A year in four digits, `XXXX` where it is not known.
pub(super) fn year(year: Option<i16>) -> String {
    year.map_or_else(|| "XXXX".to_owned(), |y| format!("{y:04}"))
}

/// An ISO week: `2031-W10`.
pub(super) fn week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

pub(super) fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

pub(super) fn quarter_of(month: i8) -> i8 {
    (month - 1) / 3 + 1
}

impl Season {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Spring => "SP",
            Self::Summer => "SU",
            Self::Autumn => "FA",
            Self::Winter => "WI",
        }
    }

    /// Its first month in the north; winter goes on into the next year.
    pub(super) const fn starts(self) -> i8 {
        match self {
            Self::Spring => 3,
            Self::Summer => 6,
            Self::Autumn => 9,
            Self::Winter => 12,
        }
    }
}

impl Part {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Morning => "MO",
            Self::Afternoon => "AF",
            Self::Evening => "EV",
            Self::Night => "NI",
        }
    }
}

/// The value of a duration: `P2Y6M`, `PT24H`, `PXD`.
pub(super) fn duration(amount: Amount, unit: Unit) -> String {
    let (time, code, factor) = match unit {
        Unit::Second => ("T", 'S', 1),
        Unit::Minute => ("T", 'M', 1),
        Unit::Hour => ("T", 'H', 1),
        Unit::Day => ("", 'D', 1),
        Unit::Week => ("", 'W', 1),
        Unit::Month => ("", 'M', 1),
        Unit::Quarter => ("", 'Q', 1),
        Unit::Year => ("", 'Y', 1),
        Unit::Decade => ("", 'Y', 10),
        Unit::Century => ("", 'Y', 100),
    };
    let Amount::Exact { whole, half } = amount else {
        return match unit {
            Unit::Decade => "PXDE".to_owned(),
            Unit::Century => "PXCE".to_owned(),
            _ => format!("P{time}X{code}"),
        };
    };
    let whole_part = if whole == 0 { String::new() } else { format!("{}{code}", u64::from(whole) * factor) };
    let half_part = match (half, unit) {
        (false, _) => "",
        (true, Unit::Minute) => "30S",
        (true, Unit::Hour) => "30M",
        (true, Unit::Day) => "T12H",
        (true, Unit::Year) => "6M",
        (true, Unit::Decade) => return format!("P{}Y", u64::from(whole) * 10 + 5),
        (true, Unit::Century) => return format!("P{}Y", u64::from(whole) * 100 + 50),
        (true, _) => return format!("P{time}{whole}.5{code}"),
    };
    if whole == 0 && !half {
        return format!("P{time}0{code}");
    }
    format!("P{time}{whole_part}{half_part}")
}

/// `day` with `count` units added or taken away.
pub(super) fn shifted(day: Date, count: u32, unit: Unit, way: Way) -> Option<Date> {
    let signed = i64::from(count) * if way == Way::Back { -1 } else { 1 };
    let span = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => return Some(day),
        Unit::Day => jiff::Span::new().try_days(signed),
        Unit::Week => jiff::Span::new().try_weeks(signed),
        Unit::Month => jiff::Span::new().try_months(signed),
        Unit::Quarter => jiff::Span::new().try_months(signed * 3),
        Unit::Year => jiff::Span::new().try_years(signed),
        Unit::Decade => jiff::Span::new().try_years(signed * 10),
        Unit::Century => jiff::Span::new().try_years(signed * 100),
    };
    day.checked_add(span.ok()?).ok().filter(|d| known(d.year()))
}

/// Days after `day`, or before where negative.
pub(super) fn days_after(day: Date, days: i32) -> Option<Date> {
    shifted(day, days.unsigned_abs(), Unit::Day, if days < 0 { Way::Back } else { Way::Ahead })
}

/// The day in the middle of some, the earlier of two.
pub(super) fn middle((first, last): Days) -> Date {
    let between = first.until(last).map_or(0, |span| span.get_days());
    days_after(first, between / 2).unwrap_or(first)
}

/// Years that have four digits.
pub(super) fn known(year: i16) -> bool {
    (1..=9999).contains(&year)
}

pub(super) fn month_days(year: i16, month: i8) -> Option<Days> {
    let first = Date::new(year, month, 1).ok().filter(|_| known(year))?;
    Some((first, first.last_of_month()))
}

/// From the first day of one month to the last of another one of the same year.
pub(super) fn months(year: i16, first: i8, last: i8) -> Option<Days> {
    Some((month_days(year, first)?.0, month_days(year, last)?.1))
}

pub(super) fn years(first: i16, last: i16) -> Option<Days> {
    Some((month_days(first, 1)?.0, month_days(last, 12)?.1))
}

pub(super) fn season_days(season: Season, year: i16) -> Option<Days> {
    let first = month_days(year, season.starts())?.0;
    let last = first.checked_add(2.months()).ok().filter(|d| known(d.year()))?;
    Some((first, last.last_of_month()))
}

/// Monday to Sunday of the week that a day is in.
pub(super) fn week_days(day: Date) -> Option<Days> {
    let week = day.iso_week_date();
    let of = |weekday| {
        ISOWeekDate::new(week.year(), week.week(), weekday).ok().map(|d| d.date()).filter(|d| known(d.year()))
    };
    Some((of(Weekday::Monday)?, of(Weekday::Sunday)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let exact = |whole, half| Amount::Exact { whole, half };
        assert_eq!(duration(exact(2, true), Unit::Year), "P2Y6M");
        assert_eq!(duration(exact(24, false), Unit::Hour), "PT24H");
        assert_eq!(duration(exact(0, true), Unit::Hour), "PT30M");
        assert_eq!(duration(exact(2, false), Unit::Decade), "P20Y");
        assert_eq!(duration(exact(1, true), Unit::Month), "P1.5M");
        assert_eq!(duration(Amount::Some, Unit::Day), "PXD");
    }

    #[test]
    fn what_leaves_the_calendar_is_not_known() {
        let day = Date::constant(2031, 3, 5);
        assert_eq!(shifted(day, 3000, Unit::Year, Way::Back), None);
        assert_eq!(shifted(day, u32::MAX, Unit::Century, Way::Ahead), None);
        assert_eq!(shifted(day, 2, Unit::Week, Way::Back), Some(Date::constant(2031, 2, 19)));
    }

    #[test]
    fn weeks_start_on_monday() {
        let (monday, sunday) = week_days(Date::constant(2031, 3, 5)).unwrap();
        assert_eq!((monday, sunday), (Date::constant(2031, 3, 3), Date::constant(2031, 3, 9)));
        assert_eq!(week(monday), "2031-W10");
    }
}
