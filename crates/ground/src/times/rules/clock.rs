//! Times of day: "10 p.m. Wednesday", "5 p.m. EST Nov. 9", "14:28", "1600 GMT", "noon Saturday", "Friday at 0914".
//!
//! Why: a truce starts at a minute. Four digits are a time only with a zone after them or "at" between a day and them.
//! Example: *1600 GMT* → 16:00 of the day that is spoken of.

use super::{any_day, free};
use crate::times::amount::number;
use crate::times::cursor::Cursor;
use crate::times::meaning::{Day, Found, Meaning, Part};

/// Hour, minute if given, minutes east of Greenwich if given.
type Clock = (i8, Option<i8>, Option<i16>);

pub(super) fn read(c: Cursor) -> Option<Found> {
    let found =
        |(hour, minute, zone): Clock, day, end: Cursor| Found::new(end.at, Meaning::Clock { day, hour, minute, zone });
    if let Some((clock, at)) = clock(c) {
        let day = any_day(at.maybe(elsewhere).comma().maybe(|a| a.word("on")));
        let end = day.as_ref().map_or(at, |d| d.1);
        return Some(found(clock, day.map(|d| d.0), end));
    }
    let (day, at) = any_day(c)?;
    let after = at.comma();
    let led = after.one_of(&["at", "around"]).map(|f| f.1);
    let led = led.map(|l| l.maybe(|l| l.one_of(&["around", "about"]).map(|f| f.1)));
    let given = matches!(day, Day::Written { .. }).then_some(at);
    let (clock, end) = led.and_then(|l| clock(l).or_else(|| military(l))).or_else(|| given.and_then(hours_minutes))?;
    Some(found(clock, Some(day), end))
}

/// The same time in another zone, in brackets: "7 p.m. (1600 GMT) on Monday".
fn elsewhere(c: Cursor) -> Option<Cursor> {
    let (_, at) = clock(c.one_of(&["(", "["])?.1)?;
    at.one_of(&[")", "]"]).map(|f| f.1)
}

fn clock(c: Cursor) -> Option<(Clock, Cursor)> {
    if !free(c) {
        return None;
    }
    let fixed: [(&str, i8); 3] = [("noon", 12), ("midday", 12), ("midnight", 24)];
    if let Some((hour, end)) = fixed.into_iter().find_map(|(word, hour)| Some((hour, c.word(word)?))) {
        return Some(((hour, Some(0), None), end));
    }
    half_day(c).or_else(|| hours_minutes(c)).or_else(|| {
        let ((hour, minute, _), at) = military(c)?;
        let (zone, end) = zone(at)?;
        Some(((hour, minute, zone), end))
    })
}

/// "10 p.m.", "7:15 a.m. EST", "4 in the morning", "six o'clock", "1130 am" with its colon lost.
fn half_day(c: Cursor) -> Option<(Clock, Cursor)> {
    let (hour, at) = number(c)?;
    let (minute, at) = minute(at).map_or((None, at), |(m, end)| (Some(m), end));
    let glued = i8::try_from(hour % 100).ok().filter(|m| hour >= 100 && *m < 60 && minute.is_none());
    let (hour, minute) = if glued.is_some() { (hour / 100, glued) } else { (hour, minute) };
    if !(1..=12).contains(&hour) {
        return None;
    }
    let at = at.maybe(|a| a.words(&["o", "'", "clock"]));
    let (afternoon, end) = match at.one_of(&["a", "p", "am", "pm"]) {
        Some(("a", end)) => (false, meridiem(end)?),
        Some(("p", end)) => (true, meridiem(end)?),
        Some((word, end)) => (word == "pm", end),
        None => {
            let (part, end) = at.words(&["in", "the"])?.entry(&c.view.calendar.words.parts)?;
            (part != Part::Morning, end)
        }
    };
    let hour = i8::try_from(hour).ok()? % 12 + if afternoon { 12 } else { 0 };
    let (zone, end) = zone(end).unwrap_or((None, end));
    Some(((hour, minute.or(Some(0)), zone), end))
}

/// ".m." after "a" or "p".
fn meridiem(c: Cursor) -> Option<Cursor> {
    Some(c.word(".").filter(|_| c.glued())?.word("m")?.stop())
}

/// ":15".
fn minute(c: Cursor) -> Option<(i8, Cursor)> {
    let at = c.one_of(&[":", "."]).filter(|f| c.glued() && f.1.glued())?.1;
    let (minute, 2, end) = at.digits()? else { return None };
    i8::try_from(minute).ok().filter(|m| *m < 60).map(|m| (m, end))
}

/// "14:28", "19:14:05 GMT".
fn hours_minutes(c: Cursor) -> Option<(Clock, Cursor)> {
    let (hour, 1..=2, at) = c.digits()? else { return None };
    let hour = i8::try_from(hour).ok().filter(|h| *h < 25 && at.lower() == ":")?;
    let (past, at) = minute(at)?;
    // Seconds are read and not kept.
    let at = at.maybe(|a| minute(a).map(|f| f.1));
    let (zone, end) = zone(at).unwrap_or((None, at));
    Some(((hour, Some(past), zone), end))
}

/// "0914".
fn military(c: Cursor) -> Option<(Clock, Cursor)> {
    let (value, 4, end) = c.digits()? else { return None };
    let (hour, minute) = (i8::try_from(value / 100).ok()?, i8::try_from(value % 100).ok()?);
    (hour < 25 && minute < 60).then_some(((hour, Some(minute), None), end))
}

/// "GMT", "EST", "local time" (whose distance is not known), in brackets or not.
fn zone(c: Cursor) -> Option<(Option<i16>, Cursor)> {
    if let Some(end) = c.words(&["local", "time"]) {
        return Some((None, end));
    }
    let (zone, end) = c.entry(&c.view.calendar.words.zones).filter(|_| c.capital())?;
    Some((Some(zone), end))
}

#[cfg(test)]
mod tests {
    use crate::times::testing::{found, lines};

    #[test]
    fn times_of_day() {
        let cases = [
            ("10 p.m. Wednesday", "2031-03-05T22:00 2031-03-05"),
            ("5 p.m. EST Feb. 9", "2031-02-09T17:00 2031-02-09"),
            ("14:28", "2031-03-05T14:28 2031-03-05"),
            ("1600 GMT", "2031-03-05T16:00Z 2031-03-05"),
            ("noon Saturday", "2031-03-01T12:00 2031-03-01"),
            ("Tue 04 Mar 2031 at 0914", "2031-03-04T09:14 2031-03-04"),
            ("4 in the morning", "2031-03-05T04:00 2031-03-05"),
            ("7:15 am", "2031-03-05T07:15 2031-03-05"),
            ("1130 am", "2031-03-05T11:30 2031-03-05"),
            ("7 p.m. (1600 GMT) on Monday", "2031-03-03T19:00 2031-03-03"),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text, Some("2031-03-05")), [format!("{text}: {expected}")]);
        }
    }

    #[test]
    fn zones_are_kept() {
        assert_eq!(found("5 p.m. EST", None).list[0].zone, Some(-300));
        assert_eq!(found("16:00 GMT", None).list[0].zone, Some(0));
    }

    #[test]
    fn counts_are_no_times() {
        assert_eq!(lines("It lost 2 to 3, with 1600 hurt.", None), [""; 0]);
    }
}
