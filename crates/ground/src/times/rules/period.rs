//! "last week", "this year", "the past 24 hours", "recent days", "the following month", "the weekend", "fiscal 2031".
//!
//! Why: stretches of the calendar are counted from the report ("last week"), or from the time spoken of ("the following week"); with a
//! number they are windows that end or start with the report ("the last three days").
//! Example: *last week* → Monday to Sunday of the week before the report's.

use super::{free, year};
use crate::times::amount::amount;
use crate::times::cursor::Cursor;
use crate::times::meaning::{Amount, Found, Meaning, Period, Unit, Vague, Way};

const SHORT: [Unit; 3] = [Unit::Second, Unit::Minute, Unit::Hour];

pub(super) fn read(c: Cursor) -> Option<Found> {
    if !free(c) {
        return None;
    }
    fiscal(c).or_else(|| weekend(c)).or_else(|| window(c)).or_else(|| unit(c)).or_else(|| vague(c))
}

/// "last week", "the following month", "that year", "the year".
fn unit(c: Cursor) -> Option<Found> {
    let after = c.maybe(|c| c.word("the"));
    let the = after.at > c.at;
    let phrases: [(&[&str], Option<i32>, Option<i32>); 13] = [
        (&["this", "past"], Some(-1), None),
        (&["this", "coming"], Some(1), None),
        (&["this", "same"], Some(0), None),
        (&["that", "same"], None, Some(0)),
        (&["current"], Some(0), None),
        (&["this"], Some(0), None),
        (&["last"], Some(-1), None),
        (&["next"], Some(1), None),
        (&["coming"], Some(1), None),
        (&["following"], None, Some(1)),
        (&["previous"], None, Some(-1)),
        (&["same"], None, Some(0)),
        (&["that"], None, Some(0)),
    ];
    let (report, focus, at) =
        phrases.into_iter().find_map(|(p, r, f)| Some((r, f, after.words(p)?))).or_else(|| {
            // "the year" is the one spoken of; bare "year" is none.
            the.then_some((Some(0), None, after))
        })?;
    let at = at.maybe(|a| a.word("calendar")).maybe(|a| a.word("fiscal")).maybe(|a| a.word("full"));
    let (unit, end) = at.entry(&c.view.calendar.words.units).filter(|(u, _)| !SHORT.contains(u))?;
    // "last weeks attack" lost its apostrophe; "the last weeks" is more than one.
    let plural = end.before().ends_with('s') && (the || !matches!(after.lower(), "last" | "this" | "next"));
    let long = end.glued() && end.lower() == "-";
    if unit == Unit::Day || plural || long || matches!(unit, Unit::Decade | Unit::Century) && at.at == after.at {
        return None;
    }
    let before = end.word("before").filter(|e| the && at.at == after.at && e.lower() != "last");
    let period = match (report, focus) {
        _ if before.is_some() => Period::FromFocus { unit, offset: -1 },
        _ if at.at == after.at && unit == Unit::Quarter => Period::Latest(unit),
        (Some(offset), _) => Period::FromReport { unit, offset },
        (None, Some(offset)) => Period::FromFocus { unit, offset },
        (None, None) => return None,
    };
    Some(Found::new(before.unwrap_or(end).at, Meaning::Period(period)))
}

/// "the past 24 hours", "the last few days", "the next two weeks", "the past year".
fn window(c: Cursor) -> Option<Found> {
    let after = c.maybe(|c| c.one_of(&["the", "these"]).map(|f| f.1));
    let (word, at) = after.one_of(&["past", "last", "previous", "next", "coming", "first", "latest"])?;
    let way = if matches!(word, "next" | "coming") { Way::Ahead } else { Way::Back };
    let one = (Amount::Exact { whole: 1, half: false }, at);
    let plural = at.lower().ends_with('s');
    let (amount, at) = amount(at).or_else(|| (word == "past" && !plural).then_some(one))?;
    let at = at.maybe(|a| a.one_of(&["full", "consecutive", "straight", "fiscal", "trading"]).map(|f| f.1));
    let (unit, end) = at.entry(&c.view.calendar.words.units)?;
    let end = end.maybe(|e| e.words(&["or", "so"]));
    let meaning =
        if word == "first" { Meaning::Duration { amount, unit } } else { Meaning::Window { amount, unit, way } };
    Some(Found::new(end.at, meaning))
}

/// "recent days", "the last days", "the coming weeks", "in future years".
fn vague(c: Cursor) -> Option<Found> {
    let after = c.maybe(|c| c.word("the"));
    let (word, at) = after.one_of(&["recent", "past", "last", "coming", "next", "future"])?;
    if after.at == c.at && matches!(word, "last" | "next") {
        return None;
    }
    let (unit, end) = at.entry(&c.view.calendar.words.units).filter(|_| at.lower().ends_with('s'))?;
    let end = end.maybe(|e| e.word("and")?.entry(&c.view.calendar.words.units).map(|f| f.1));
    let meaning = match word {
        "past" | "last" => Meaning::Window { amount: Amount::Some, unit, way: Way::Back },
        "recent" => Meaning::Vague(Vague::Lately),
        _ => Meaning::Vague(Vague::Future),
    };
    Some(Found::new(end.at, meaning))
}

/// "the weekend", "last weekend".
fn weekend(c: Cursor) -> Option<Found> {
    let after = c.maybe(|c| c.word("the"));
    let (offset, at) = match after.one_of(&["last", "past", "this", "next", "coming"]) {
        Some(("last" | "past", at)) => (-1, at),
        Some(("this", at)) => (0, at),
        Some((_, at)) => (1, at),
        None if after.at > c.at => (0, after),
        None => return None,
    };
    Some(Found::new(at.word("weekend")?.at, Meaning::Period(Period::Weekend(offset))))
}

/// "fiscal 2031", "fiscal year 2031", "the fiscal year".
fn fiscal(c: Cursor) -> Option<Found> {
    let start = c.maybe(|c| c.word("the"));
    let at = start.word("fiscal")?;
    let at = at.maybe(|a| a.word("year"));
    let (year, end) = year::number(at)?;
    Some(Found::new(end.at, Meaning::Period(Period::Year(year))))
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn stretches_of_the_calendar() {
        let cases = [
            ("last week", "2031-W09 2031-02-24..2031-03-02"),
            ("next month", "2031-04 2031-04-01..2031-04-30"),
            ("this past year", "2030 2030-01-01..2030-12-31"),
            ("the last decade", "202 2020-01-01..2029-12-31"),
            ("fiscal 2030", "2030 2030-01-01..2030-12-31"),
            ("recent days", "PAST_REF ..2031-03-05"),
            ("the past three weeks", "P3W 2031-02-12..2031-03-05"),
            ("the next few days", "PXD"),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text, Some("2031-03-05")), [format!("{text}: {expected}")]);
        }
    }

    #[test]
    fn counted_from_the_time_spoken_of() {
        let text = "It began in May 2030; the following month it was over.";
        assert_eq!(lines(text, None)[1], "the following month: 2030-06 2030-06-01..2030-06-30");
    }
}
