//! Months, quarters, seasons, years, and "this", "last", "next" of them.

use jiff::civil::{Date, Weekday};

use super::{Resolved, Resolver, unit_precision};
use crate::times::meaning::{Period, Season, Unit, Way, Year};
use crate::times::tense::Tense;
use crate::times::time::Precision;
use crate::times::value::{self, Days};

/// How much farther a day is that the tense speaks against.
const AGAINST: i32 = 2;
const CLEARLY_AGAINST: i32 = 5;

impl Resolver<'_> {
    pub(super) fn period(&self, period: &Period) -> Resolved {
        match period {
            Period::Month { month, year } => {
                let known = self.year(*year, |y| value::month_days(y, *month));
                let days = known.and_then(|y| value::month_days(y, *month));
                Resolved::date(format!("{}-{month:02}", value::year(known)), days, Precision::Month)
            }
            Period::Quarter { quarter, year } => {
                let of = |y| value::months(y, quarter * 3 - 2, quarter * 3);
                let known = self.business_year(*year, of);
                Resolved::date(format!("{}-Q{quarter}", value::year(known)), known.and_then(of), Precision::Season)
            }
            Period::Half { half, year } => {
                let of = |y| value::months(y, half * 6 - 5, half * 6);
                let known = self.business_year(*year, of);
                Resolved::date(format!("{}-H{half}", value::year(known)), known.and_then(of), Precision::Season)
            }
            Period::Season { season, year } => self.season(*season, *year),
            Period::Year(year) => Resolved::date(value::year(Some(*year)), value::years(*year, *year), Precision::Year),
            Period::Decade(first) => Resolved::date(
                format!("{:03}", first / 10),
                value::years(*first, first.saturating_add(9)),
                Precision::Decade,
            ),
            Period::Century(digits) => {
                let first = digits.saturating_mul(100);
                Resolved::date(
                    format!("{digits:02}"),
                    value::years(first.max(1), first.saturating_add(99)),
                    Precision::Decade,
                )
            }
            Period::FromReport { unit, offset } => {
                let resolved = self.unit(self.anchor, *unit, *offset);
                // What happened this week had happened by the day of the report.
                let so_far = |days: Days| match self.anchor {
                    Some(a) if *offset == 0 && self.tense != Tense::Future => (days.0, days.1.min(a)),
                    _ => days,
                };
                Resolved { days: resolved.days.map(so_far), ..resolved }
            }
            Period::FromFocus { unit, offset } => {
                let near = self.focus.map(|f| if *offset < 0 { f.days.0 } else { f.days.1 });
                self.unit(near.or(self.anchor), *unit, *offset)
            }
            Period::Weekend(offset) => self.weekend(*offset),
            Period::Latest(unit) => self.latest(*unit),
            Period::SameQuarter(year) => match self.quarter {
                Some((first, _)) => {
                    let quarter = value::quarter_of(first.month());
                    self.period(&Period::Quarter { quarter, year: Year::Given(*year) })
                }
                None => self.period(&Period::Year(*year)),
            },
            Period::YearAgo { quarter } => self.year_ago(*quarter),
        }
    }

    /// The unit that `near` is in, or one that many units after it.
    fn unit(&self, near: Option<Date>, unit: Unit, offset: i32) -> Resolved {
        let way = if offset < 0 { Way::Back } else { Way::Ahead };
        let Some(day) = near.and_then(|d| value::shifted(d, offset.unsigned_abs(), unit, way)) else {
            return self.unknown(unit);
        };
        let (value, days) = match unit {
            Unit::Second | Unit::Minute | Unit::Hour => return self.time(format!("{day}TXX"), Some((day, day))),
            Unit::Day => (day.to_string(), Some((day, day))),
            Unit::Week => (value::week(day), value::week_days(day)),
            Unit::Month => (value::month(day), value::month_days(day.year(), day.month())),
            Unit::Quarter => return self.quarter_at(Some(day)),
            Unit::Year => (value::year(Some(day.year())), value::years(day.year(), day.year())),
            Unit::Decade => return self.period(&Period::Decade(day.year() / 10 * 10)),
            Unit::Century => return self.period(&Period::Century(day.year() / 100)),
        };
        Resolved::date(value, days, unit_precision(unit))
    }

    /// The quarter that a day is in.
    pub(super) fn quarter_at(&self, day: Option<Date>) -> Resolved {
        let Some(day) = day else { return self.unknown(Unit::Quarter) };
        let quarter = value::quarter_of(day.month());
        let days = value::months(day.year(), quarter * 3 - 2, quarter * 3);
        Resolved::date(format!("{}-Q{quarter}", value::year(Some(day.year()))), days, Precision::Season)
    }

    /// The one spoken of, else the last one that is over.
    fn latest(&self, unit: Unit) -> Resolved {
        match (unit, self.quarter) {
            (Unit::Quarter, Some((first, _))) => self.quarter_at(Some(first)),
            _ => self.unit(self.anchor, unit, -1),
        }
    }

    fn year_ago(&self, quarter: Option<i8>) -> Resolved {
        let back = |d: Date| value::shifted(d, 1, Unit::Year, Way::Back);
        match (quarter, self.quarter) {
            (Some(quarter), spoken_of) => {
                let near = spoken_of.map(|q| q.0).or(self.anchor).and_then(back);
                near.map_or_else(
                    || self.unknown(Unit::Quarter),
                    |d| self.period(&Period::Quarter { quarter, year: Year::Given(d.year()) }),
                )
            }
            (None, Some((first, _))) => self.quarter_at(back(first)),
            (None, None) => self.unit(self.anchor, Unit::Year, -1),
        }
    }

    fn season(&self, season: Season, year: Year) -> Resolved {
        let of = |y| value::season_days(season, y);
        let known = self.year(year, of);
        let value = format!("{}-{}", value::year(known), season.name());
        Resolved::date(value, known.and_then(of), Precision::Season)
    }

    fn weekend(&self, offset: i32) -> Resolved {
        // On Saturday and Sunday themselves the weekend is this one; before, what is past is the last one.
        let back = self.tense != Tense::Future && self.anchor.is_some_and(|a| a.weekday().to_monday_one_offset() < 6);
        let weeks = if offset == 0 && back { -1 } else { offset };
        let saturday = self
            .anchor
            .and_then(value::week_days)
            .and_then(|week| value::days_after(week.1, weeks.saturating_mul(7).saturating_sub(1)));
        let Some(saturday) = saturday else {
            return Resolved::date("XXXX-WXX-WE".to_owned(), None, Precision::Week);
        };
        let days = value::days_after(saturday, 1).map(|sunday| (saturday, sunday));
        Resolved::date(format!("{}-WE", value::week(saturday)), days, Precision::Week)
    }

    /// The year of a day of the month.
    pub(super) fn year_of_day(&self, year: Year, month: i8, day: i8, weekday: Option<Weekday>) -> Option<i16> {
        let of = |y| Date::new(y, month, day).ok();
        let told = |y: i16| of(y).filter(|d| weekday.is_none_or(|w| w == d.weekday())).map(|d| (d, d));
        let fits = self.year(year, told).filter(|y| year != Year::Open || told(*y).is_some());
        fits.or_else(|| self.year(year, |y| of(y).map(|d| (d, d))))
    }

    /// The year in which something of the year that `of` gives falls.
    pub(super) fn year(&self, year: Year, of: impl Fn(i16) -> Option<Days>) -> Option<i16> {
        let anchor = self.anchor;
        let over = |days: &Days, a: Date| days.1 < a;
        match year {
            Year::Given(year) => Some(year),
            Year::FromReport(offset) => anchor?.year().checked_add(offset).filter(|y| value::known(*y)),
            Year::This => anchor.map(|a| a.year()),
            Year::Last => self.pick(|days, a| over(days, a), true, &of),
            Year::Next => self.pick(|days, a| days.0 > a, false, &of),
            Year::Open => self.nearest_year(of),
        }
    }

    /// The nearest year, where what the tense speaks against counts as farther: "in April" of a report in March may be last year's.
    pub(super) fn nearest_year(&self, of: impl Fn(i16) -> Option<Days>) -> Option<i16> {
        let anchor = self.anchor?;
        let far = |y: &i16| {
            let Some((first, last)) = of(*y) else { return i32::MAX };
            match (distance(anchor, first, last), self.tense) {
                (days, Tense::Past) if first > anchor => days.saturating_mul(CLEARLY_AGAINST),
                (days, Tense::LikelyPast) if first > anchor => days.saturating_mul(AGAINST),
                (days, Tense::Future) if last < anchor => days.saturating_mul(AGAINST),
                (days, _) => days,
            }
        };
        self.near()?.min_by_key(far)
    }

    /// The year of quarters and halves: those of the report's year that have begun, else the tense tells.
    fn business_year(&self, year: Year, of: impl Fn(i16) -> Option<Days>) -> Option<i16> {
        match (year, self.anchor) {
            (Year::Open, Some(a)) => {
                let begun = of(a.year()).is_some_and(|days| days.0 <= a);
                Some(if begun || self.tense == Tense::Future { a.year() } else { a.year() - 1 })
                    .filter(|y| value::known(*y))
            }
            _ => self.year(year, of),
        }
    }

    /// Last year, this year and next year.
    fn near(&self) -> Option<impl DoubleEndedIterator<Item = i16> + use<>> {
        let year = self.anchor?.year();
        Some((year.saturating_sub(1)..=year.saturating_add(1)).filter(|y| value::known(*y)))
    }

    fn pick(&self, fits: impl Fn(&Days, Date) -> bool, latest: bool, of: impl Fn(i16) -> Option<Days>) -> Option<i16> {
        let anchor = self.anchor?;
        let good = |y: &i16| of(*y).is_some_and(|days| fits(&days, anchor));
        let mut years = self.near()?;
        if latest { years.rfind(good) } else { years.find(good) }
    }
}

/// Days between a day and a stretch of days; 0 within it.
fn distance(day: Date, first: Date, last: Date) -> i32 {
    let days = |from: Date, to: Date| from.until(to).map_or(i32::MAX, |s| s.get_days());
    if day < first {
        days(day, first)
    } else if day > last {
        days(last, day)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    fn one(text: &str) -> String {
        lines(text, Some("2031-03-05")).remove(0)
    }

    #[test]
    fn the_year_is_the_nearest_that_the_tense_allows() {
        assert_eq!(one("They fired in July."), "July: 2030-07 2030-07-01..2030-07-31");
        assert_eq!(one("They will vote in July."), "July: 2031-07 2031-07-01..2031-07-31");
        assert_eq!(one("They vote on Thursday, April 3."), "Thursday, April 3: 2031-04-03 2031-04-03");
        assert_eq!(one("The truce of Dec. 3 is over."), "Dec. 3: 2030-12-03 2030-12-03");
        assert_eq!(one("They fired last April."), "last April: 2030-04 2030-04-01..2030-04-30");
    }

    #[test]
    fn weeks_weekends_and_seasons() {
        assert_eq!(one("They fired last week."), "last week: 2031-W09 2031-02-24..2031-03-02");
        assert_eq!(one("They fired at the weekend."), "the weekend: 2031-W09-WE 2031-03-01..2031-03-02");
        assert_eq!(one("They fired in the summer of 2029."), "the summer of 2029: 2029-SU 2029-06-01..2029-08-31");
        assert_eq!(one("They fired last winter."), "last winter: 2030-WI 2030-12-01..2031-02-28");
    }

    #[test]
    fn quarters() {
        let text = "Attacks doubled in the fourth quarter. They had halved a year earlier.";
        let expected =
            ["the fourth quarter: 2030-Q4 2030-10-01..2030-12-31", "a year earlier: 2029-Q4 2029-10-01..2029-12-31"];
        assert_eq!(lines(text, Some("2031-03-05")), expected);
    }

    #[test]
    fn without_an_anchor_nothing_is_guessed() {
        let text = "They fired last week, on 3 May, in the third quarter, last summer and the year before.";
        assert!(lines(text, None).iter().all(|l| l.contains(": XXXX") && !l.contains("..")), "{:?}", lines(text, None));
    }
}
