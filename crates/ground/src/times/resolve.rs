//! From what a time expression means to its value and days.

use std::ops::Range;

use jiff::civil::{Date, Weekday};
use truceline_record::TimeType;

use super::calendar::Narrowing;
use super::meaning::{Amount, Day, Found, Meaning, Of, Period, Unit, Vague, Way, Which};
use super::tense::{Tense, goes_on, of_deeds, tense};
use super::time::Precision;
use super::tokens::View;
use super::value::{self, Days};

mod period;

/// A resolved time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resolved {
    pub(super) kind: TimeType,
    pub(super) value: String,
    pub(super) days: Option<Days>,
    /// The last day, where the first is not known: "recent weeks", "has lasted for months".
    pub(super) until: Option<Date>,
    pub(super) precision: Precision,
    pub(super) zone: Option<i16>,
}

impl Resolved {
    fn date(value: String, days: Option<Days>, precision: Precision) -> Self {
        Self { kind: TimeType::Date, value, days, until: None, precision, zone: None }
    }
}

/// Tokens back to the day on which something was said that is still being told.
const SAID: usize = 80;

/// The time that a text spoke of last.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Focus {
    days: Days,
    precision: Precision,
}

/// Resolves the times of one text, in order.
pub(super) struct Resolver<'a> {
    view: &'a View<'a>,
    anchor: Option<Date>,
    focus: Option<Focus>,
    /// The last day that was spoken of.
    day: Option<Date>,
    /// Where that ends, in tokens.
    day_end: usize,
    /// Where the time at hand begins, in tokens.
    at: usize,
    /// The last quarter that was spoken of.
    quarter: Option<Days>,
    /// The tense of the time at hand.
    tense: Tense,
}

impl<'a> Resolver<'a> {
    /// For a text of a report of the day `anchor`.
    pub(super) fn new(view: &'a View<'a>, anchor: Option<Date>) -> Self {
        Self { view, anchor, focus: None, day: None, day_end: 0, at: 0, quarter: None, tense: Tense::Open }
    }

    /// The value and days of what was found at `tokens`.
    pub(super) fn resolve(&mut self, tokens: &Range<usize>, found: &Found) -> Resolved {
        self.tense = tense(self.view, tokens.start, tokens.end.saturating_sub(1));
        self.at = tokens.start;
        let mut resolved = self.meaning(&found.meaning);
        if matches!(found.meaning, Meaning::Duration { .. })
            && goes_on(self.view, tokens.start, tokens.end.saturating_sub(1))
        {
            resolved.until = self.anchor;
        }
        if let Meaning::Duration { amount, unit } = found.meaning
            && of_deeds(self.view, tokens)
        {
            resolved.days = self.lasting(amount, unit);
        }
        let quarter = resolved.value.get(4..6) == Some("-Q");
        if let Some(days) = resolved.days.filter(|_| moves_focus(&found.meaning)) {
            if resolved.precision <= Precision::Day {
                self.day = Some(days.1);
                self.day_end = tokens.end;
            }
            self.focus = Some(Focus { days, precision: resolved.precision });
            // What a quarter is compared with is not the one that the text is about.
            if quarter && !matches!(found.meaning, Meaning::Shift { .. } | Meaning::Period(Period::YearAgo { .. })) {
                self.quarter = Some(days);
            }
        }
        if let Some(n) = found.narrowing {
            resolved.days = resolved.days.map(|d| narrowed(d, n, resolved.precision, self.anchor));
        }
        resolved
    }

    fn meaning(&self, meaning: &Meaning) -> Resolved {
        match meaning {
            Meaning::Day(day) => {
                let (value, days) = self.day(day);
                Resolved::date(value, days, Precision::Day)
            }
            Meaning::Period(period) => self.period(period),
            Meaning::Part { day, part } => {
                let (value, days) = day.as_ref().map_or_else(|| self.spoken_of(), |d| self.day(d));
                self.time(format!("{value}T{}", part.name()), days)
            }
            Meaning::Overnight(day) => {
                let last = day.as_ref().map_or_else(|| self.anchor, |d| self.day(d).1.map(|d| d.1));
                let first = last.and_then(|d| value::days_after(d, -1));
                let value = first.map_or_else(|| "XXXX-XX-XX".to_owned(), |d| d.to_string());
                // The night on which something happened is that of the day named; without one it ended today.
                let days = if day.is_some() { last.map(|d| (d, d)) } else { first.zip(last) };
                let value = if day.is_some() { last.map_or(value, |d| d.to_string()) } else { value };
                self.time(format!("{value}TNI"), days)
            }
            Meaning::Clock { day, hour, minute, zone } => {
                let (value, days) = day.as_ref().map_or_else(|| self.spoken_of(), |d| self.day(d));
                let minute = minute.map(|m| format!(":{m:02}")).unwrap_or_default();
                let utc = if *zone == Some(0) { "Z" } else { "" };
                Resolved { zone: *zone, ..self.time(format!("{value}T{hour:02}{minute}{utc}"), days) }
            }
            Meaning::Shift { amount, unit, way, of } => self.shift(*amount, *unit, *way, *of),
            Meaning::Window { amount, unit, way } => self.window(*amount, *unit, *way),
            Meaning::Duration { amount, unit } => Resolved {
                kind: TimeType::Duration,
                ..Resolved::date(value::duration(*amount, *unit), None, unit_precision(*unit))
            },
            Meaning::Set(value) => {
                Resolved { kind: TimeType::Set, ..Resolved::date(value.clone(), None, Precision::Vague) }
            }
            Meaning::Vague(vague) => {
                let until = self.anchor.filter(|_| *vague == Vague::Lately);
                Resolved { until, ..Resolved::date(reference(*vague).to_owned(), None, Precision::Vague) }
            }
        }
    }

    fn time(&self, value: String, days: Option<Days>) -> Resolved {
        Resolved { kind: TimeType::Time, ..Resolved::date(value, days, Precision::Hour) }
    }

    /// The day that is spoken of: the last one named, else that of the report.
    fn spoken_of(&self) -> (String, Option<Days>) {
        exactly(self.day.or(self.anchor))
    }

    fn day(&self, day: &Day) -> (String, Option<Days>) {
        match day {
            Day::Written { year, month, day, until, weekday } => {
                let known = self.year_of_day(*year, *month, *day, *weekday);
                let date = known.and_then(|y| Date::new(y, *month, *day).ok());
                let last = until.and_then(|u| Date::new(known?, *month, u).ok()).or(date);
                let value = format!("{}-{month:02}-{day:02}", value::year(known));
                (value, date.zip(last).filter(|(a, b)| a <= b))
            }
            Day::Weekday { weekday, which } => match self.anchor.and_then(|a| self.weekday(a, *weekday, *which)) {
                Some(day) => exactly(Some(day)),
                None => (format!("XXXX-WXX-{}", weekday.to_monday_one_offset()), None),
            },
            Day::FromReport(n) => exactly(self.anchor.and_then(|a| value::days_after(a, *n))),
            Day::FromFocus(n) => exactly(self.day.or(self.anchor).and_then(|d| value::days_after(d, *n))),
            Day::Nth { month, weekday, n } => {
                let year = self.nearest_year(|y| value::month_days(y, *month));
                let date = year.and_then(|y| Date::new(y, *month, 1).ok()?.nth_weekday_of_month(*n, *weekday).ok());
                match date {
                    Some(date) => exactly(Some(date)),
                    None => (format!("XXXX-{month:02}-XX"), None),
                }
            }
        }
    }

    fn weekday(&self, anchor: Date, weekday: Weekday, which: Which) -> Option<Date> {
        let back = i32::from(anchor.weekday().since(weekday));
        let ahead = i32::from(weekday.since(anchor.weekday()));
        let full = |days| if days == 0 { 7 } else { days };
        value::days_after(
            anchor,
            match (which, self.tense) {
                (Which::Last, _) => -full(back),
                (Which::Next, _) => full(ahead),
                (Which::This, t) if t.is_past() => -back,
                (Which::This, _) => ahead,
                (Which::Open, Tense::Future) => return self.ahead_of(anchor, weekday),
                (Which::Open, _) => -back,
            },
        )
    }

    /// The weekday that lies ahead: of the report, or of an earlier day that the sentence speaks of ("on Wednesday it declared a truce that is
    /// to begin on Thursday").
    fn ahead_of(&self, anchor: Date, weekday: Weekday) -> Option<Date> {
        let sentence = (self.day_end..self.at).all(|n| self.view.lower(n) != ".");
        let earlier =
            self.day.filter(|d| sentence && *d < anchor && value::days_after(*d, 7).is_some_and(|far| far > anchor));
        let from = earlier.unwrap_or(anchor);
        value::days_after(from, i32::from(weekday.since(from.weekday())))
    }

    /// "two days ago", "a year earlier".
    fn shift(&self, amount: Amount, unit: Unit, way: Way, of: Of) -> Resolved {
        let Amount::Exact { whole, half } = amount else {
            let vague = if way == Way::Back { Vague::Past } else { Vague::Future };
            let until = self.anchor.filter(|_| of == Of::Report && way == Way::Back && unit > Unit::Hour);
            let until = until.and_then(|a| value::days_after(a, -1));
            return Resolved { until, ..Resolved::date(reference(vague).to_owned(), None, Precision::Vague) };
        };
        let focus = self.focus.filter(|_| of == Of::Focus);
        // Where quarters are compared, "a year ago" is the quarter a year ago.
        let quarter = self.quarter.filter(|_| unit == Unit::Year && way == Way::Back && whole == 1);
        if let Some((first, _)) = quarter {
            return self.quarter_at(value::shifted(first, 1, Unit::Year, Way::Back));
        }
        let start = focus.map(|f| f.days.0).or(self.anchor);
        let whole = if half { whole.saturating_add(1) } else { whole };
        let Some(day) = start.and_then(|d| value::shifted(d, whole, unit, way)) else {
            return self.unknown(unit);
        };
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour => self.time(format!("{day}TXX"), Some((day, day))),
            Unit::Day => Resolved::date(day.to_string(), Some((day, day)), Precision::Day),
            Unit::Week => Resolved::date(value::week(day), Some((day, day)), Precision::Week),
            Unit::Month => {
                Resolved::date(value::month(day), value::month_days(day.year(), day.month()), Precision::Month)
            }
            Unit::Quarter => self.quarter_at(Some(day)),
            Unit::Year => {
                Resolved::date(value::year(Some(day.year())), value::years(day.year(), day.year()), Precision::Year)
            }
            Unit::Decade | Unit::Century => {
                Resolved::date(value::year(Some(day.year())), value::years(day.year(), day.year()), Precision::Decade)
            }
        }
    }

    /// "the past 24 hours", "the next two weeks".
    fn window(&self, amount: Amount, unit: Unit, way: Way) -> Resolved {
        let mut until = None;
        let anchor = if way == Way::Back { self.said_on().or(self.anchor) } else { self.anchor };
        let days = match (amount, anchor) {
            (Amount::Some, Some(anchor)) if unit <= Unit::Hour => Some((anchor, anchor)),
            (Amount::Some, _) if way == Way::Back => {
                until = self.anchor;
                None
            }
            (Amount::Exact { whole, half: false }, Some(anchor)) => {
                let far = match unit {
                    Unit::Second | Unit::Minute => Some(anchor),
                    Unit::Hour => value::shifted(anchor, whole.div_ceil(24), Unit::Day, way),
                    _ => value::shifted(anchor, whole, unit, way),
                };
                far.map(|far| (far.min(anchor), far.max(anchor)))
            }
            _ => None,
        };
        let value = value::duration(amount, unit);
        Resolved { kind: TimeType::Duration, until, ..Resolved::date(value, days, unit_precision(unit)) }
    }

    /// The days of what lasted so many days or hours and was still going on when it was told: "killed in 24 hours of bombing", "seven days of raids".
    fn lasting(&self, amount: Amount, unit: Unit) -> Option<Days> {
        let last = self.said_on().or(self.anchor)?;
        let Amount::Exact { whole, half: false } = amount else { return None };
        let days = match unit {
            Unit::Hour => whole.div_ceil(24),
            Unit::Day => whole.checked_sub(1)?,
            _ => return None,
        };
        value::shifted(last, days, Unit::Day, Way::Back).map(|first| (first, last))
    }

    /// The weekday on which the sentence is said, or the last one before it: what an army "said on Friday" of "the past 48 hours" is of those before Friday.
    fn said_on(&self) -> Option<Date> {
        let anchor = self.anchor?;
        let words = &self.view.calendar.words;
        let ends = |at: usize| at >= self.view.tokens.len() || self.view.lower(at) == ".";
        let of = |at: usize| {
            let on = |back: usize| at.checked_sub(back).map_or("", |n| self.view.lower(n));
            let verb = if on(1) == "on" { on(2) } else { on(1) };
            words.saying.verbs.iter().any(|v| v == verb).then_some(())?;
            Weekday::from_monday_one_offset(*words.weekdays.get(self.view.lower(at))?).ok()
        };
        let own = (self.at..).take_while(|&at| !ends(at)).find_map(of);
        let day = own.or_else(|| (self.at.saturating_sub(SAID)..self.at).rev().find_map(of))?;
        value::days_after(anchor, -i32::from(anchor.weekday().since(day)))
    }

    /// A time of which no day is known: TIMEX3 writes an X for each figure that a value lacks.
    fn unknown(&self, unit: Unit) -> Resolved {
        let value = match unit {
            Unit::Second | Unit::Minute | Unit::Hour => return self.time("XXXX-XX-XXTXX".to_owned(), None),
            Unit::Day => "XXXX-XX-XX",
            Unit::Week => "XXXX-WXX",
            Unit::Month => "XXXX-XX",
            Unit::Quarter => "XXXX-QX",
            Unit::Year | Unit::Decade | Unit::Century => "XXXX",
        };
        Resolved::date(value.to_owned(), None, unit_precision(unit))
    }
}

fn exactly(day: Option<Date>) -> (String, Option<Days>) {
    (day.map_or_else(|| "XXXX-XX-XX".to_owned(), |d| d.to_string()), day.map(|d| (d, d)))
}

const fn reference(vague: Vague) -> &'static str {
    match vague {
        Vague::Present => "PRESENT_REF",
        Vague::Past | Vague::Lately => "PAST_REF",
        Vague::Future => "FUTURE_REF",
    }
}

const fn unit_precision(unit: Unit) -> Precision {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour => Precision::Hour,
        Unit::Day => Precision::Day,
        Unit::Week => Precision::Week,
        Unit::Month => Precision::Month,
        Unit::Quarter => Precision::Season,
        Unit::Year => Precision::Year,
        Unit::Decade | Unit::Century => Precision::Decade,
    }
}

/// Whether the text then speaks of this time: "two weeks ago" does, "the past 24 hours" does not.
fn moves_focus(meaning: &Meaning) -> bool {
    !matches!(meaning, Meaning::Window { .. } | Meaning::Duration { .. } | Meaning::Set(_) | Meaning::Vague(_))
}

/// The part of some days that "early", "the end of", ... leave.
fn narrowed(days: Days, narrowing: Narrowing, precision: Precision, anchor: Option<Date>) -> Days {
    let (first, last) = days;
    let part = |months: (i8, i8), days: (i8, i8)| match precision {
        Precision::Year => value::months(first.year(), months.0, months.1),
        Precision::Month => Date::new(first.year(), first.month(), days.0)
            .ok()
            .zip(Date::new(first.year(), first.month(), days.1.min(last.day())).ok()),
        _ => None,
    };
    let narrow = match narrowing {
        Narrowing::Early => part((1, 3), (1, 10)),
        Narrowing::Mid => part((6, 8), (11, 20)),
        Narrowing::Late => part((10, 12), (21, 31)),
        Narrowing::Earlier => anchor.filter(|a| first <= *a && *a <= last).map(|a| (first, a)),
        Narrowing::Later => anchor.filter(|a| first <= *a && *a <= last).map(|a| (a, last)),
        Narrowing::Hedge => None,
    };
    narrow.unwrap_or(days)
}

#[cfg(test)]
mod tests {
    use truceline_parse::Trigger;
    use truceline_record::{IncidentType, Reality};

    use crate::times::Calendar;
    use crate::times::testing::{lines, parse, report};

    #[test]
    fn weekdays_follow_the_tense() {
        assert_eq!(lines("They fired on Friday.", Some("2031-03-05")), ["Friday: 2031-02-28 2031-02-28"]);
        assert_eq!(lines("They will meet on Friday.", Some("2031-03-05")), ["Friday: 2031-03-07 2031-03-07"]);
        assert_eq!(lines("They fired on Friday.", None), ["Friday: XXXX-WXX-5"]);
        let truce = "On Monday they declared a truce set to begin on Tuesday.";
        let days = ["Monday: 2031-03-03 2031-03-03", "Tuesday: 2031-03-04 2031-03-04"];
        assert_eq!(lines(truce, Some("2031-03-05")), days);
    }

    #[test]
    fn narrowed_times() {
        let cases = [
            ("It began in early September 2030.", "early September 2030: 2030-09 2030-09-01..2030-09-10"),
            ("It began at the end of last year.", "the end of last year: 2030 2030-10-01..2030-12-31"),
            ("It began in mid-2030.", "mid-2030: 2030 2030-06-01..2030-08-31"),
            ("It collapsed earlier this week.", "earlier this week: 2031-W10 2031-03-03..2031-03-05"),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text, Some("2031-03-05")), [expected], "{text}");
        }
    }

    #[test]
    fn the_focus_runs_through_the_text() {
        let text = "They signed on 3 March 2030. The next day they fired, and a year later they talked.";
        let expected = [
            "3 March 2030: 2030-03-03 2030-03-03",
            "The next day: 2030-03-04 2030-03-04",
            "a year later: 2031 2031-01-01..2031-12-31",
        ];
        assert_eq!(lines(text, None), expected);
    }

    #[test]
    fn windows_end_or_start_with_the_report() {
        let text = "Shells killed ten in the past 24 hours.";
        assert_eq!(lines(text, Some("2031-03-05")), ["the past 24 hours: PT24H 2031-03-04..2031-03-05"]);
        assert_eq!(lines(text, None), ["the past 24 hours: PT24H"]);
        let said = "Shells killed ten in the past 24 hours, the army said on Tuesday.";
        assert_eq!(lines(said, Some("2031-03-05"))[0], "the past 24 hours: PT24H 2031-03-03..2031-03-04");
    }

    #[test]
    fn what_lasted_for_days_lasted_until_the_report() {
        let deed = Trigger {
            words: 0..0,
            odds: 1.0,
            kinds: vec![IncidentType::Shelling],
            reality: Reality::Actual,
            main: 0.0,
            roles: Vec::new(),
            told: Vec::new(),
        };
        let days = |text: &str| {
            let mut parse = parse(text);
            let shelling = parse.words.iter().position(|w| w.form == "shelling").unwrap();
            parse.triggers = vec![Trigger { words: shelling..shelling + 1, ..deed.clone() }];
            let all = crate::times::times(&report(text, Some("2031-03-05")), &parse, &Calendar::bundled().unwrap());
            all.list[0].from.zip(all.list[0].to).map(|(from, to)| format!("{from}..{to}"))
        };
        assert_eq!(days("Ten died in 24 hours of fierce shelling.").as_deref(), Some("2031-03-04..2031-03-05"));
        assert_eq!(days("Seven days of shelling killed ten.").as_deref(), Some("2031-02-27..2031-03-05"));
        assert_eq!(days("It fell after two days of shelling."), None, "what came after it is of the last of them");
    }

    #[test]
    fn a_truce_starts_on_the_weekday_ahead() {
        let text = "Orrel announced a halt starting on Thursday.";
        assert_eq!(lines(text, Some("2031-03-05")), ["Thursday: 2031-03-06 2031-03-06"]);
    }
}
