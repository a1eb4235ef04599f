//! What the words of one report's events mean.

use std::collections::BTreeMap;

use jiff::civil::Date;
use truceline_extract::Extracted;
use truceline_record::{CharIndex, DateRange, MentionKind, Place, Span};

use crate::actors::{Actors, Context, Kind, Role};
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

/// Ground the events of a report, of text `text`, in the times that it speaks of and in the list of actors.
pub fn ground(text: &str, extracted: &Extracted, times: &Times, actors: &Actors) -> Grounded {
    let index = CharIndex::new(text);
    let surface = |span: Span| index.slice(text, span);
    let mut out = Grounded::default();
    for span in extracted.events.iter().flat_map(|e| &e.dates) {
        // the most exact of the times that the words hold
        let held = times.list.iter().filter(|t| t.span.overlaps(*span));
        if let Some(time) = held.min_by_key(|t| (t.from.is_none(), t.precision, t.span.start)) {
            out.dates.insert(*span, range(time, *span, times.anchor));
        }
    }
    let country = country(extracted, &surface, actors, times.anchor);
    for e in &extracted.events {
        for (role, spans) in [(Role::Actor, &e.actors), (Role::Target, &e.targets)] {
            for &span in spans {
                let context = Context { date: times.anchor, country: country.as_deref(), role };
                if let Some(found) = actors.resolve(surface(span), &context) {
                    out.names.insert(span, found.name.to_owned());
                }
            }
        }
    }
    out
}

/// The country that most of the report's places and peoples belong to.
fn country<'t>(
    extracted: &Extracted,
    surface: &impl Fn(Span) -> &'t str,
    actors: &Actors,
    date: Option<Date>,
) -> Option<String> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for m in &extracted.mentions {
        let weight = match m.kind {
            MentionKind::Location | MentionKind::Nationality => 2,
            MentionKind::Organisation => 1,
            _ => continue,
        };
        let context = Context { date, country: None, role: Role::Speaker };
        if let Some(found) = actors.resolve(surface(m.span()), &context)
            && !found.country.is_empty()
            && actors.get(found.id).is_some_and(|a| a.kind != Kind::Outlet)
        {
            *count.entry(found.country).or_default() += weight;
        }
    }
    count.into_iter().max_by_key(|&(code, n)| (n, std::cmp::Reverse(code))).map(|(code, _)| code.to_owned())
}

/// The days of a time, as the date of an incident that the words `span` give.
fn range(time: &Time, span: Span, anchor: Option<Date>) -> DateRange {
    let (start, end) = time.interval(anchor);
    let day = |d: Option<Date>| d.map(|d| d.to_string());
    DateRange { start: day(start), end: day(end), precision: Some(time.precision.name().to_owned()), spans: vec![span] }
}
