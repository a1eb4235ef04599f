//! What the words of one report's events mean.

use std::collections::BTreeMap;

use jiff::civil::Date;
use truceline_extract::Extracted;
use truceline_record::{DateRange, Place, Span};

use crate::times::{Time, Times};

/// What the words of one report mean, by the span that says so. A span that is not here means nothing that is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grounded {
    /// Days.
    pub dates: BTreeMap<Span, DateRange>,
    /// Places.
    pub places: BTreeMap<Span, Place>,
    /// Names of actors and targets.
    pub names: BTreeMap<Span, String>,
}

/// Ground the events of a report in the times that it speaks of.
pub fn ground(extracted: &Extracted, times: &Times) -> Grounded {
    let mut out = Grounded::default();
    for span in extracted.events.iter().flat_map(|e| &e.dates) {
        // the most exact of the times that the words hold
        let held = times.list.iter().filter(|t| t.span.overlaps(*span));
        if let Some(time) = held.min_by_key(|t| (t.from.is_none(), t.precision, t.span.start)) {
            out.dates.insert(*span, range(time, *span, times.anchor));
        }
    }
    out
}

/// The days of a time, as the date of an incident that the words `span` give.
pub(crate) fn range(time: &Time, span: Span, anchor: Option<Date>) -> DateRange {
    let (start, end) = time.interval(anchor);
    let day = |d: Option<Date>| d.map(|d| d.to_string());
    DateRange { start: day(start), end: day(end), precision: Some(time.precision.name().to_owned()), spans: vec![span] }
}
