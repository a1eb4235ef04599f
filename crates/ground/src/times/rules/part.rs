//! Parts of the day: "Friday morning", "last night", "the evening of 12 September", "overnight", "at dawn".
//!
//! Why: raids and truces start by them. A part without a day is of the day that is spoken of; a night that lies behind began on the
//! day before.
//! Example: *last night* → the night of the day before the report.

use super::any_day;
use crate::times::cursor::Cursor;
use crate::times::meaning::{Day, Found, Meaning, Part};

pub(super) fn read(c: Cursor) -> Option<Found> {
    overnight(c).or_else(|| relative(c)).or_else(|| day_first(c)).or_else(|| part_first(c))
}

/// "overnight", "overnight on Friday".
fn overnight(c: Cursor) -> Option<Found> {
    let at = c.word("overnight")?;
    let day = any_day(at.maybe(|a| a.one_of(&["on", "to", "into"]).map(|f| f.1)));
    let end = day.as_ref().map_or(at, |d| d.1);
    Some(Found::new(end.at, Meaning::Overnight(day.map(|d| d.0))))
}

/// "this morning", "last night", "tonight", "the next morning", "that evening".
fn relative(c: Cursor) -> Option<Found> {
    if let Some(end) = c.word("tonight") {
        return Some(part(Some(Day::FromReport(0)), Part::Night, end));
    }
    let phrases: [(&[&str], Day); 9] = [
        (&["the", "previous"], Day::FromFocus(-1)),
        (&["the", "following"], Day::FromFocus(1)),
        (&["the", "next"], Day::FromFocus(1)),
        (&["that", "same"], Day::FromFocus(0)),
        (&["the", "same"], Day::FromFocus(0)),
        (&["later", "this"], Day::FromReport(0)),
        (&["this"], Day::FromReport(0)),
        (&["last"], Day::FromReport(-1)),
        (&["that"], Day::FromFocus(0)),
    ];
    let (day, at) = phrases.into_iter().find_map(|(p, day)| Some((day, c.words(p)?)))?;
    let (name, end) = name(at)?;
    Some(part(Some(day), name, end))
}

/// "Friday morning", "yesterday at dawn", "12 September in the evening".
fn day_first(c: Cursor) -> Option<Found> {
    let (day, at) = any_day(c)?;
    let at = at.maybe(|a| a.words(&["in", "the"])).maybe(|a| a.one_of(&["at", "before"]).map(|f| f.1));
    let at = at.maybe(|a| a.one_of(&["early", "late", "mid"]).map(|f| f.1)).hyphen();
    if at.lower().ends_with('s') && at.lower() != "s" {
        return None;
    }
    let (name, end) = name(at)?;
    Some(part(Some(day), name, end))
}

/// "the evening of 12 September", "at dawn yesterday", "the morning", "dawn".
fn part_first(c: Cursor) -> Option<Found> {
    let start = c.maybe(|c| c.word("the")).maybe(|c| c.word("early").filter(|e| name(*e).is_some()));
    let small =
        || of_hours(start).or_else(|| of_hours(start.one_of(&["early", "wee"])?.1)).map(|at| (Part::Morning, at));
    let named = || name(start).and_then(|(part, at)| Some((part, of_hours(at)?)));
    if let Some((kind, (day, end))) = small().or_else(named).and_then(|(kind, at)| Some((kind, any_day(at)?))) {
        let end = name(end).map_or(end, |n| n.1);
        return Some(part(Some(day), kind, end));
    }
    let (name, at) = name(start).filter(|_| !start.lower().ends_with('s'))?;
    // "the night before" an event is of another day than "the night before." is.
    let eve = at.word("before").filter(|e| e.lower().is_empty() || e.lower().starts_with([',', '.', ';', '"', '”']));
    if let Some(end) = eve {
        return Some(part(Some(Day::FromFocus(-1)), name, end));
    }
    let day = any_day(at.maybe(|a| a.one_of(&["of", "on"]).map(|f| f.1)));
    let alone = c.at < start.at || start.before() == "mid" || c.before() == "-" || is_hour(start.lower()) && led(c);
    match day {
        Some((day, end)) => Some(part(Some(day), name, end)),
        None if alone => Some(part(None, name, at)),
        None => None,
    }
}

fn of_hours(c: Cursor<'_>) -> Option<Cursor<'_>> {
    c.words(&["hours", "of"])
}

/// Parts that are no stretch but a moment: these need no article.
fn is_hour(word: &str) -> bool {
    matches!(word, "dawn" | "daybreak" | "sunrise" | "dusk" | "sunset" | "nightfall")
}

fn led(c: Cursor) -> bool {
    matches!(c.before(), "at" | "before" | "after" | "since" | "until" | "by")
}

fn name(c: Cursor) -> Option<(Part, Cursor)> {
    c.entry(&c.view.calendar.words.parts)
}

fn part(day: Option<Day>, part: Part, end: Cursor) -> Found {
    Found::new(end.at, Meaning::Part { day, part })
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn parts_of_the_day() {
        let cases = [
            ("last night", "2031-03-04TNI 2031-03-04"),
            ("this morning", "2031-03-05TMO 2031-03-05"),
            ("Monday evening", "2031-03-03TEV 2031-03-03"),
            ("the evening of 12 September 2030", "2030-09-12TEV 2030-09-12"),
            ("the early hours of Sunday morning", "2031-03-02TMO 2031-03-02"),
            ("the early morning hours of 3 March", "2031-03-03TMO 2031-03-03"),
            ("overnight", "2031-03-04TNI 2031-03-04..2031-03-05"),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text, Some("2031-03-05")), [format!("{text}: {expected}")]);
        }
    }

    #[test]
    fn a_part_alone_is_of_the_day_spoken_of() {
        assert_eq!(
            lines("They met on 3 May 2030. They fired in the morning.", None)[1],
            "the morning: 2030-05-03TMO 2030-05-03"
        );
        let before = "They met on 3 May 2030. Guns had fallen silent the evening before.";
        assert_eq!(lines(before, None)[1], "the evening before: 2030-05-02TEV 2030-05-02");
        assert_eq!(lines("It was a night of morning dew.", None), [""; 0]);
    }
}
