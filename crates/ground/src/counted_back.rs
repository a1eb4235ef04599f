//! The day of what something came "a day after".
//!
//! Why: reports date an event by the one that it followed, and the day of the sentence is that of the later one: taken for both, it is wrong for the earlier.
//! Example: *Rebels shelled Aleppo on Thursday, two days after air strikes hit a school* → the air strikes were on `Tuesday`.

use jiff::{ToSpan, civil::Date};
use truceline_extract::{Event, Extracted};
use truceline_record::{CharIndex, DateRange, Span, TimeType};

use crate::times::{Precision, Time, Times};

/// Code points behind "after" within which the event's words begin.
const REACH: u32 = 80;

/// The day of `event`, if its sentence counts it back from another: by the words that count.
pub(crate) fn day(
    text: &str,
    index: &CharIndex,
    extracted: &Extracted,
    times: &Times,
    event: &Event,
) -> Option<DateRange> {
    let sentence = *extracted.sentences.get(event.sentence)?;
    let inside = |t: &&Time| sentence.contains(t.span) && t.span.end < event.trigger.start;
    let (time, days) = times.list.iter().filter(inside).filter_map(|t| Some((t, days(t)?))).next_back()?;
    let after = after(text, index, time.span)?;
    // what begins first behind "after" is what it counts to
    let first = extracted.events.iter().map(|e| e.trigger).filter(|t| t.start >= after).min()?;
    if first != event.trigger || event.trigger.start > after + REACH {
        return None;
    }
    let exact = |t: &&Time| t.precision <= Precision::Day && t.from.is_some() && t.from == t.to;
    // "in four days after a jet on Saturday hit it" has a day of its own
    let mut behind = times.list.iter().filter(|t| sentence.contains(t.span) && t.span.start >= after);
    if behind.any(|t| exact(&t)) {
        return None;
    }
    let told = times.list.iter().filter(|t| sentence.contains(t.span) && t.span.end <= time.span.start).rfind(exact);
    // the report's own day will not do: what it tells of may be of the day before
    let from: Date = told?.from?;
    let day = from.checked_sub(days.days()).ok()?.to_string();
    let precision = Some(Precision::Day.name().to_owned());
    Some(DateRange {
        start: Some(day.clone()),
        end: Some(day),
        precision,
        spans: vec![Span::new(time.span.start, after)],
    })
}

/// How many days a duration has, where it is one of days or weeks.
fn days(time: &Time) -> Option<i64> {
    let value = time.value.strip_prefix('P').filter(|_| time.kind == TimeType::Duration)?;
    let number = |unit: char| value.strip_suffix(unit)?.parse::<i64>().ok();
    number('D').or_else(|| number('W').map(|n| 7 * n)).filter(|n| (1..=MOST).contains(n))
}

/// The most days that are counted so: "a year after" names no day.
const MOST: i64 = 28;

/// Where "after" ends, if it comes right behind a time.
fn after(text: &str, index: &CharIndex, time: Span) -> Option<u32> {
    let word = Span::new(time.end, time.end + AFTER.len() as u32);
    (index.slice(text, word) == AFTER).then_some(word.end)
}

const AFTER: &str = " after";
