//! What is found: a time, its value and its days.

use jiff::civil::Date;
use truceline_record::{Span, TimeType};

/// The times of one report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// The day of the report itself, where it is known: what "yesterday" is counted from.
    pub anchor: Option<Date>,
    /// The times, in the order of the text.
    pub list: Vec<Time>,
}

/// A time that a report speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// Its words.
    pub span: Span,
    /// TIMEX3 type.
    pub kind: TimeType,
    /// TIMEX3 value.
    pub value: String,
    /// Its first day, where it can be resolved; "recent weeks" have only a last one.
    pub from: Option<Date>,
    /// Its last day, where it can be resolved.
    pub to: Option<Date>,
    /// How exact the words are.
    pub precision: Precision,
    /// What the word before it makes of it: "since Friday".
    pub bound: Bound,
    /// Its zone in minutes east of Greenwich, where a time of day names one.
    pub zone: Option<i16>,
    /// Whether it is the first of the two ends of a stretch, and the next time is the other: "between April and May".
    pub begins: bool,
}

/// How exact the words of a time are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// A time or part of the day.
    Hour,
    /// A day.
    Day,
    /// A week or weekend, or some days.
    Week,
    /// A month.
    Month,
    /// A quarter, a season or half a year.
    Season,
    /// A year.
    Year,
    /// Some years.
    Decade,
    /// Not said: "recently".
    Vague,
}

impl Precision {
    /// Its name, as the record uses it for the date of an incident.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Season => "season",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Vague => "vague",
        }
    }
}

/// How a time bounds what it is said of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Bound {
    /// It happened then: "on Friday".
    #[default]
    Within,
    /// It began then: "since Friday".
    Since,
    /// It began then, and how long it lasts is not said: "began on Friday".
    From,
    /// It ended then, or will: "until Friday".
    Until,
    /// It happened earlier: "before Friday".
    Before,
    /// It happened later: "after Friday".
    After,
}

impl Time {
    /// First and last day of what happened at this time, in a report of the day `anchor`: "since Friday" lasts until the report.
    pub fn interval(&self, anchor: Option<Date>) -> (Option<Date>, Option<Date>) {
        match self.bound {
            Bound::Within => (self.from, self.to),
            // "shortly after midnight" is of that day
            Bound::After | Bound::Before if self.precision == Precision::Hour => (self.from, self.to),
            Bound::Since => (self.from, anchor.filter(|a| self.from.is_none_or(|f| f <= *a))),
            Bound::Until | Bound::Before => (None, self.to),
            Bound::From | Bound::After => (self.from, None),
        }
    }
}

impl From<Time> for truceline_record::Time {
    fn from(time: Time) -> Self {
        Self {
            start: time.span.start,
            end: time.span.end,
            kind: time.kind,
            value: time.value,
            from: time.from.map(|d| d.to_string()),
            to: time.to.map(|d| d.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::times::testing::found;

    #[test]
    fn since_a_day_lasts_until_the_report() {
        let times = found("Shells have fallen on Sarnem since Monday.", Some("2031-03-06"));
        let (from, to) = times.list[0].interval(times.anchor);
        assert_eq!((from.unwrap().to_string(), to.unwrap().to_string()), ("2031-03-03".into(), "2031-03-06".into()));
    }

    #[test]
    fn since_the_middle_of_a_month_begins_there() {
        let times = found("Shells have fallen on Sarnem since mid-February.", Some("2031-03-06"));
        let from = times.list[0].interval(times.anchor).0.map(|d| d.to_string());
        assert_eq!(from.as_deref(), Some("2031-02-15"));
    }

    #[test]
    fn a_record_time_has_iso_dates() {
        let time = found("The bridge fell on 2 March 2031.", None).list.remove(0);
        let time = truceline_record::Time::from(time);
        assert_eq!(time.from.as_deref(), Some("2031-03-02"));
        assert_eq!(time.to, time.from);
    }
}
