//! From a group of mentions to one incident.

use std::collections::BTreeMap;

use truceline_extract::Event;
use truceline_record::{ActorRef, DateRange, Incident, IncidentType, Place, Reality, Span, TargetRef, Tolls, merged};

use crate::{View, claims, tolls};

/// Log odds from which an incident is what the report is chiefly about. Chosen on the dev splits.
const MAIN: f32 = 0.0;

/// The incident that the events `group` are mentions of.
pub(crate) fn incident(view: &View, group: &[usize]) -> Incident {
    let events: Vec<&Event> = group.iter().filter_map(|&n| view.extracted.events.get(n)).collect();
    let killed = tolls::rows(view, events.iter().flat_map(|e| &e.killed));
    let injured = tolls::rows(view, events.iter().flat_map(|e| &e.injured));
    Incident {
        id: String::new(),
        main: events.iter().map(|e| e.main).fold(f32::NEG_INFINITY, f32::max) > MAIN,
        kind: kind(&events),
        triggers: merged(events.iter().map(|e| e.trigger).collect()),
        reality: reality(&events),
        date: date(view, &events),
        place: place(view, &events),
        actors: actors(view, &events),
        targets: targets(view, &events),
        toll: Tolls { killed: tolls::range(&killed), injured: tolls::range(&injured) },
        killed,
        injured,
        claims: claims::claims(view, &events),
    }
}

/// Where no incident stands out, the one that the encoder holds likeliest is what the report is about.
pub(crate) fn mark_main(view: &View, incidents: &mut [Incident]) {
    if incidents.iter().any(|i| i.main) {
        return;
    }
    let weight = |i: &Incident| {
        let of = view.extracted.events.iter().filter(|e| i.triggers.iter().any(|t| t.contains(e.trigger)));
        of.map(|e| e.main).fold(f32::NEG_INFINITY, f32::max)
    };
    let top =
        (0..incidents.len()).max_by(|&a, &b| weight(&incidents[a]).total_cmp(&weight(&incidents[b])).then(b.cmp(&a)));
    if let Some(n) = top {
        incidents[n].main = true;
    }
}

/// The commonest type of the mentions, the first of equals; a type that says nothing gives way.
fn kind(events: &[&Event]) -> IncidentType {
    let mut count: BTreeMap<IncidentType, usize> = BTreeMap::new();
    for e in events {
        let weak = matches!(e.kind, IncidentType::Other | IncidentType::OtherViolence);
        *count.entry(e.kind).or_default() += if weak { 1 } else { 3 };
    }
    let first = |k: IncidentType| events.iter().position(|e| e.kind == k);
    let best = count.iter().max_by_key(|&(&k, &n)| (n, std::cmp::Reverse(first(k))));
    best.map_or(IncidentType::Other, |(&k, _)| k)
}

/// An incident that any mention tells as a fact is one.
fn reality(events: &[&Event]) -> Reality {
    if events.iter().any(|e| e.reality == Reality::Actual) {
        return Reality::Actual;
    }
    events.first().map_or(Reality::Actual, |e| e.reality)
}

fn date(view: &View, events: &[&Event]) -> Option<DateRange> {
    let spans = || events.iter().flat_map(|e| &e.dates);
    let known: Vec<&DateRange> = spans().filter_map(|s| view.grounded.dates.get(s)).collect();
    let exact = |d: &&&DateRange| d.start.is_some() && d.start == d.end;
    let best = known.iter().find(exact).or_else(|| known.iter().find(|d| d.start.is_some())).or_else(|| known.first());
    match best {
        Some(&d) => Some(d.clone()),
        None => {
            let spans: Vec<Span> = spans().copied().collect();
            (!spans.is_empty()).then(|| DateRange { start: None, end: None, precision: None, spans: merged(spans) })
        }
    }
}

fn place(view: &View, events: &[&Event]) -> Option<Place> {
    let spans: Vec<Span> = events.iter().flat_map(|e| &e.places).copied().collect();
    let known = spans.iter().filter_map(|s| view.grounded.places.get(s));
    // the most exact of those that were found
    let best = known.filter(|p| p.lat.is_some()).max_by_key(|p| p.name.as_ref().map_or(0, String::len));
    best.cloned().or_else(|| {
        // words without a name ("our positions") say no place
        let named =
            |s: &&Span| view.index.slice(view.text, **s).split_whitespace().any(|w| w.starts_with(char::is_uppercase));
        let first = *spans.iter().find(named)?;
        let name = name(view, first);
        Some(Place {
            name: Some(name),
            admin: None,
            country: None,
            lat: None,
            lon: None,
            precision: None,
            spans: vec![first],
        })
    })
}

/// What words are called: as the actor list has it, else as the text does.
pub(crate) fn name(view: &View, span: Span) -> String {
    let known = view.grounded.names.get(&span).cloned();
    known.unwrap_or_else(|| {
        let text = view.index.slice(view.text, span).split_whitespace().collect::<Vec<_>>().join(" ");
        for article in ["the ", "The ", "a ", "A ", "an ", "An "] {
            if let Some(rest) = text.strip_prefix(article) {
                return rest.to_owned();
            }
        }
        text
    })
}

/// Words that are called the same are one party.
fn parties(view: &View, spans: impl Iterator<Item = Span>) -> Vec<(String, Vec<Span>)> {
    let mut out: Vec<(String, Vec<Span>)> = Vec::new();
    for span in spans {
        let name = name(view, span);
        let same = |known: &str| {
            let (a, b) = (known.to_lowercase(), name.to_lowercase());
            a == b
                || a.split(' ').all(|w| b.split(' ').any(|v| v == w))
                || b.split(' ').all(|w| a.split(' ').any(|v| v == w))
        };
        match out.iter_mut().find(|(known, _)| same(known)) {
            Some((known, spans)) => {
                if name.len() > known.len() {
                    *known = name;
                }
                spans.push(span);
            }
            None => out.push((name, vec![span])),
        }
    }
    out.into_iter().map(|(name, spans)| (name, merged(spans))).collect()
}

fn actors(view: &View, events: &[&Event]) -> Vec<ActorRef> {
    let by = |span: Span| {
        let e = events.iter().find(|e| e.actors.contains(&span))?;
        view.extracted.statements.get(e.by?).map(|s| s.id.clone())
    };
    let all = parties(view, events.iter().flat_map(|e| &e.actors).copied());
    all.into_iter().map(|(name, spans)| ActorRef { by: spans.first().and_then(|&s| by(s)), name, spans }).collect()
}

fn targets(view: &View, events: &[&Event]) -> Vec<TargetRef> {
    let all = parties(view, events.iter().flat_map(|e| &e.targets).copied());
    all.into_iter().map(|(name, spans)| TargetRef { name, spans }).collect()
}
