//! Days written with the name of their month: "5 March 2031", "March 5", "Wed 05 Apr 2031", "the 5th of March".
//!
//! Why: the commonest way. Scraped texts glue day and year ("Apr 092031"), and two days may share a month ("May 3-4").
//! Example: *Friday, March 7* → that day of the nearest year in which it is a Friday.

use jiff::civil::Date;

use super::{free, weekday, year};
use crate::times::amount::ordinal;
use crate::times::cursor::Cursor;
use crate::times::meaning::{Day, Found, Meaning, Year};

pub(super) fn read(c: Cursor) -> Option<Found> {
    let (day, end) = day(c)?;
    Some(Found::new(end.at, Meaning::Day(day)))
}

/// A written day, with the weekday before it where there is one.
pub(super) fn day(c: Cursor) -> Option<(Day, Cursor)> {
    if let Some((Day::Written { month, day, until, weekday, .. }, end)) = c.word("last").and_then(month_first) {
        return Some((Day::Written { year: Year::Last, month, day, until, weekday }, end));
    }
    let named = weekday::name(c);
    let start = named.map_or(c, |(_, end)| end.comma().maybe(|e| e.one_of(&["the", "on"]).map(|f| f.1)));
    let (written, end) = day_first(start).or_else(|| month_first(start))?;
    let Day::Written { year, month, day, until, .. } = written else { return None };
    Some((Day::Written { year, month, day, until, weekday: named.map(|n| n.0) }, end))
}

/// "5 March 2031", "the 5th of March", "3-4 May", "from 3 to 5 May".
fn day_first(c: Cursor) -> Option<(Day, Cursor)> {
    let led = c.before();
    let c = c.maybe(|c| c.word("the"));
    let (day, at) = day_number(c)?;
    let last = days_joined(at).or_else(|| {
        let (joint, other) = at.one_of(&["to", "until", "and"])?;
        let fits = matches!((led, joint), ("from", "to" | "until") | ("between", "and"));
        fits.then(|| day_number(other.maybe(|o| o.word("the")))).flatten()
    });
    let (until, at) = last.filter(|(last, _)| *last > day).map_or((None, at), |(last, end)| (Some(last), end));
    let at = at.maybe(|a| a.word("of"));
    let (month, at) = month_name(at)?;
    let (year, end) = year_after(at);
    whole(year, month, day, until, end)
}

/// The second of two days that a mark joins: "3-4".
fn days_joined(c: Cursor) -> Option<(i8, Cursor)> {
    c.one_of(&["-", "–"]).filter(|f| c.glued() && f.1.glued()).and_then(|f| day_number(f.1))
}

/// "March 5, 2031", "March 5th", "May 3-4".
fn month_first(c: Cursor) -> Option<(Day, Cursor)> {
    let (month, at) = month_name(c)?;
    let at = at.maybe(|a| a.word("the"));
    if let Some((glued, 6, end)) = at.digits() {
        let (day, year) = (glued / 10_000, glued % 10_000);
        return whole(Year::Given(i16::try_from(year).ok()?), month, i8::try_from(day).ok()?, None, end);
    }
    let (day, at) = day_number(at)?;
    let (until, at) = days_joined(at).map_or((None, at), |(until, end)| (Some(until), end));
    let (year, end) = year_after(at);
    whole(year, month, day, until, end)
}

/// The day, if the calendar has it.
fn whole(year: Year, month: i8, day: i8, until: Option<i8>, end: Cursor) -> Option<(Day, Cursor)> {
    let known = if let Year::Given(year) = year { year } else { 2000 };
    Date::new(known, month, day).ok()?;
    Some((Day::Written { year, month, day, until, weekday: None }, end))
}

/// A name of a month, whole or short.
pub(super) fn month_name(c: Cursor) -> Option<(i8, Cursor)> {
    let words = &c.view.calendar.words;
    c.entry(&words.months)
        .or_else(|| c.entry(&words.short_months).map(|(m, end)| (m, end.stop())))
        .filter(|(_, end)| c.capital() || small(c, *end))
}

/// Whether a word without a capital is a month, as chats and scraped texts write it: by itself, or, where it is a word of other use too, with a day
/// and a year, or between a word of time and a year ("24 march 1980", "in may 1989", not "12 may have died").
fn small(c: Cursor, end: Cursor) -> bool {
    if !c.view.calendar.words.months.contains_key(c.lower()) {
        return false;
    }
    let behind = c.before().chars().all(|d| d.is_ascii_digit()) && !c.before().is_empty();
    let of_time =
        matches!(c.before(), "in" | "since" | "until" | "of" | "by" | "from" | "and" | "during" | "early" | "late");
    let year = year::number(end.comma());
    // what somebody may do, nobody does in that many; "march 1980" is no walk
    let dated = (behind || of_time || c.lower() != "may") && year.is_some_and(|(year, _)| (1900..2050).contains(&year));
    let led = day_number(end).is_some_and(|(_, at)| year::number(at.comma()).is_some());
    !matches!(c.lower(), "may" | "march" | "august") || dated || led
}

/// A day of the month in figures or as an ordinal.
fn day_number(c: Cursor) -> Option<(i8, Cursor)> {
    if !free(c) && !c.before().starts_with(['-', '–']) {
        return None;
    }
    let (day, end) = ordinal(c).or_else(|| {
        let (day, len, end) = c.digits()?;
        // "March 5:30" and "March 5.3" are no days.
        let goes_on = end.glued() && end.one_of(&[":", "."]).is_some_and(|f| f.1.glued() && f.1.digits().is_some());
        (len <= 2 && !goes_on).then_some((day, end))
    })?;
    i8::try_from(day).ok().filter(|d| (1..=31).contains(d)).map(|d| (d, end))
}

/// The year after a day or month, if it is given.
pub(super) fn year_after(c: Cursor) -> (Year, Cursor) {
    let given = year::number(c.comma()).or_else(|| year::number(c.maybe(|a| a.word("of"))));
    let given = given.or_else(|| year::spoken(c.maybe(|a| a.word("of"))));
    if let Some((year, end)) = given {
        return (Year::Given(year), end);
    }
    let of = c.maybe(|a| a.word("of"));
    let relative = of.one_of(&["last", "this", "next"]).and_then(|(w, at)| Some((w, at.word("year")?)));
    match relative {
        Some(("last", end)) => (Year::FromReport(-1), end),
        Some(("this", end)) => (Year::FromReport(0), end),
        Some((_, end)) => (Year::FromReport(1), end),
        None => (Year::Open, c),
    }
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn days_with_the_name_of_their_month() {
        let cases = [
            ("5 March 2031", "2031-03-05"),
            ("March 5, 2031", "2031-03-05"),
            ("the 5th of March 2031", "2031-03-05"),
            ("24 march 1980", "1980-03-24"),
            ("may 5, 2030", "2030-05-05"),
            ("Wed 05 Mar 2031", "2031-03-05"),
            ("Mar. 5 of last year", "2029-03-05"),
            ("last Oct. 23", "2029-10-23"),
            ("Thursday, March 7", "2030-03-07"),
            ("Mar 052031", "2031-03-05"),
        ];
        for (text, day) in cases {
            assert_eq!(lines(text, Some("2030-03-06")), [format!("{text}: {day} {day}")]);
        }
        for text in ["May 3-4 2031", "3-4 May 2031"] {
            assert_eq!(lines(text, None), [format!("{text}: 2031-05-03 2031-05-03..2031-05-04")]);
        }
        assert_eq!(lines("from 3 to 5 May 2031", None), ["3 to 5 May 2031: 2031-05-03 2031-05-03..2031-05-05"]);
    }

    #[test]
    fn days_that_are_not_in_the_calendar_are_not_read() {
        assert_eq!(lines("Feb. 30 2031", None), ["2031: 2031 2031-01-01..2031-12-31"]);
    }
}
