//! From the words of a report to the days, places and actors that they mean.

use std::collections::BTreeMap;

use truceline_record::{DateRange, Place, Span};

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
