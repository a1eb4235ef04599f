//! What a time expression means before it is known when it was written.

use jiff::civil::Weekday;
use serde::Deserialize;

use super::calendar::Narrowing;

/// A match of a rule.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// One past its last token.
    pub(super) end: usize,
    pub(super) meaning: Meaning,
    /// "early", "the end of", ...
    pub(super) narrowing: Option<Narrowing>,
}

/// What a time expression means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    Day(Day),
    Period(Period),
    /// A part of a day; without a day, of the day that is spoken of.
    Part {
        day: Option<Day>,
        part: Part,
    },
    /// The night before a day; without a day, before that of the report.
    Overnight(Option<Day>),
    /// A time of day.
    Clock {
        day: Option<Day>,
        hour: i8,
        minute: Option<i8>,
        zone: Option<i16>,
    },
    /// "two days ago", "a year earlier", "three days later".
    Shift {
        amount: Amount,
        unit: Unit,
        way: Way,
        of: Of,
    },
    /// "the past 24 hours", "the next two weeks".
    Window {
        amount: Amount,
        unit: Unit,
        way: Way,
    },
    Duration {
        amount: Amount,
        unit: Unit,
    },
    /// What happens again and again, with its TIMEX3 value.
    Set(String),
    Vague(Vague),
}

impl Meaning {
    /// Month and year of a written day or month.
    fn dated(&mut self) -> Option<(i8, &mut Year)> {
        match self {
            Self::Day(Day::Written { year, month, .. }) | Self::Period(Period::Month { month, year }) => {
                Some((*month, year))
            }
            _ => None,
        }
    }

    /// Take the year of `next`, which something joins to this: "April and May 2031", "December to January 2031".
    pub(super) fn takes_year_of(&mut self, next: &mut Self) {
        if let (Some((month, year @ Year::Open)), Some((later, Year::Given(given)))) = (self.dated(), next.dated()) {
            *year = Year::Given(*given - i16::from(month > later));
        }
    }
}

/// A day.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Day {
    /// With its month, the year perhaps left out. `until`: the last day of "May 3-4".
    Written {
        year: Year,
        month: i8,
        day: i8,
        until: Option<i8>,
        weekday: Option<Weekday>,
    },
    Weekday {
        weekday: Weekday,
        which: Which,
    },
    /// Days after that of the report: 0 is "today".
    FromReport(i32),
    /// Days after the one spoken of last: 0 is "that day".
    FromFocus(i32),
    /// The n-th weekday of a month, from the end where negative.
    Nth {
        month: i8,
        weekday: Weekday,
        n: i8,
    },
}

/// A stretch of the calendar.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Period {
    Month {
        month: i8,
        year: Year,
    },
    Quarter {
        quarter: i8,
        year: Year,
    },
    Half {
        half: i8,
        year: Year,
    },
    Season {
        season: Season,
        year: Year,
    },
    Year(i16),
    /// Its first year.
    Decade(i16),
    /// Its first two digits.
    Century(i16),
    /// This, last or next of a unit, as counted from the report.
    FromReport {
        unit: Unit,
        offset: i32,
    },
    /// The same, as counted from the time spoken of last.
    FromFocus {
        unit: Unit,
        offset: i32,
    },
    /// A weekend, weeks after that of the report.
    Weekend(i32),
    /// "the quarter", "the latest quarter": the one spoken of, else the last one that is over.
    Latest(Unit),
    /// "the 2030 quarter": the one spoken of, in another year.
    SameQuarter(i16),
    /// "the year-ago quarter": a year before the one spoken of.
    YearAgo {
        quarter: Option<i8>,
    },
}

/// Which year a month, day, quarter or season is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    Given(i16),
    /// Years after that of the report: "last year" is -1.
    FromReport(i16),
    /// Told by the tense and what is near.
    Open,
    /// The last one that is over: "last March".
    Last,
    /// The next one to come: "next March".
    Next,
    /// "this March".
    This,
}

/// Which of all Fridays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Told by the tense.
    Open,
    Last,
    This,
    Next,
}

/// How many of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    Exact {
        whole: u32,
        half: bool,
    },
    /// "several", "a few", a bare plural.
    Some,
}

/// Into the past or the future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Back,
    Ahead,
}

/// What a shift is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Report,
    Focus,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Part {
    Morning,
    Afternoon,
    Evening,
    Night,
}

/// A season.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// The present, the past or the future as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vague {
    Present,
    Past,
    /// Not long ago: "recent days".
    Lately,
    Future,
}

impl Found {
    pub(super) fn new(end: usize, meaning: Meaning) -> Self {
        Self { end, meaning, narrowing: None }
    }
}
