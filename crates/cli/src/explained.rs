//! What stands behind the incidents of one report: the rooms' own results, led back from the record to where each value came from.
//!
//! Nothing is read anew. What a room keeps to itself (which place of the gazetteer won, by which name the list knows an actor) is asked of the
//! room again, and told only where its answer is the one in the record.

use std::collections::BTreeMap;

use truceline_ground::actors::{By, Context, Role};
use truceline_ground::places::{Gazetteer, Offset, PlaceEntry, PlaceId, Resolution};
use truceline_intake::Intake;
use truceline_reconcile::{Why, why};
use truceline_record::{Codes, CodesError, Incident, MentionKind, Reading, Reality, Span};

use crate::reader::{Reader, Rooms};

/// The incidents of one report with what stands behind them.
pub struct Explained {
    /// The reading.
    pub reading: Reading,
    /// What each room made of the report.
    pub rooms: Rooms,
    /// The code books.
    pub codes: Codes,
    /// For each incident, what it was made of.
    pub whys: Vec<Why>,
    /// For each event, the reality that the encoder gave it, which the grammar may have overruled.
    pub judged: Vec<Option<Reality>>,
    /// For each incident, how its place was found in the gazetteer, where it was.
    pub places: Vec<Option<Found>>,
    /// By the words of actors and targets: how the list of actors knows them.
    pub names: BTreeMap<Span, Known>,
}

/// What the gazetteer had to say of an incident's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The name that was looked up.
    pub looked_up: String,
    /// What the place in the record is to the gazetteer.
    pub standing: Standing,
    /// Where the incident is, from the place.
    pub offset: Offset,
    /// The places of that name, best first.
    pub candidates: Vec<Candidate>,
}

/// What a place in the record is to the gazetteer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The first of the candidates.
    First,
    /// The words describe this place, which the report spoke of before: "the town".
    Meant(String),
    /// No candidate fits; the report says that it lies in this place.
    Within(String),
    /// No candidate fits; this is the place that the report spoke of last, or next.
    Setting(String),
}

/// A place that a name may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its name in the gazetteer.
    pub name: String,
    /// What it is.
    pub feature: &'static str,
    /// The units that it lies in.
    pub within: Vec<String>,
    /// Its id in the gazetteer.
    pub id: String,
    /// What speaks for it, all in all.
    pub score: f64,
    /// In words and points.
    pub parts: Vec<(&'static str, f64)>,
}

/// How the list of actors knows some words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The entry.
    pub id: String,
    /// The name of the list that stands in the words.
    pub alias: String,
    /// What the name is to the words.
    pub how: &'static str,
}

/// Read one report and lead its incidents back to where they came from.
///
/// # Errors
///
/// When the code books that the program holds are damaged.
pub fn explained(reader: &Reader, intake: Intake) -> Result<Explained, CodesError> {
    let codes = Codes::bundled()?;
    let rooms = reader.rooms(intake);
    let reading = reader.reading(rooms.clone());
    let whys = why(&rooms.report.text, &rooms.extracted, &rooms.grounded, &reading.incidents);
    let judged = judged(&rooms);
    let resolutions = resolutions(reader, &rooms);
    let places = reading.incidents.iter().map(|i| found(reader, &resolutions, i)).collect();
    let names = names(reader, &rooms);
    Ok(Explained { reading, rooms, codes, whys, judged, places, names })
}

/// What the encoder said of each event's reality.
fn judged(rooms: &Rooms) -> Vec<Option<Reality>> {
    let starts = |n: usize| rooms.parse.words.get(n).map(|w| w.span.start);
    let of = |at: u32| rooms.parse.triggers.iter().find(|t| starts(t.words.start) == Some(at)).map(|t| t.reality);
    rooms.extracted.events.iter().map(|e| of(e.trigger.start)).collect()
}

/// The report's places, resolved together.
fn resolutions(reader: &Reader, rooms: &Rooms) -> Vec<Resolution> {
    let place = |k: MentionKind| matches!(k, MentionKind::Location | MentionKind::Facility);
    let named = rooms.extracted.mentions.iter().filter(|m| place(m.kind)).map(|m| m.span());
    let of_events = rooms.extracted.events.iter().flat_map(|e| &e.places).copied();
    let near = rooms.grounded.nearby.iter().filter_map(|n| n.place);
    let mut spans: Vec<Span> = of_events.chain(near).chain(named).collect();
    spans.sort_unstable();
    spans.dedup();
    let context = truceline_ground::context(&rooms.report, reader.actors());
    reader.resolver().resolve(&rooms.report.text, &spans, context)
}

fn found(reader: &Reader, resolutions: &[Resolution], i: &Incident) -> Option<Found> {
    let place = i.place.as_ref()?;
    let gazetteer = reader.resolver().gazetteer();
    let r = resolutions.iter().find(|r| place.spans.first() == Some(&r.span))?;
    let called = |id: PlaceId| gazetteer.entry(id).map(|e| described(&candidate(gazetteer, &e)));
    let point = r.place.and_then(|id| gazetteer.entry(id)).and_then(|e| e.point);
    // told only where it is what the record holds
    if point != place.lat.zip(place.lon) {
        return None;
    }
    let standing = match (r.place, r.within, r.setting) {
        (Some(id), ..) if r.why.first().is_some_and(|first| first.place == id) => Standing::First,
        (Some(id), ..) if r.why.is_empty() => Standing::Meant(called(id)?),
        (None, Some(id), _) => Standing::Within(called(id)?),
        (None, None, Some(id)) => Standing::Setting(called(id)?),
        _ => return None,
    };
    let scored = r.why.iter().filter_map(|reason| {
        let entry = gazetteer.entry(reason.place)?;
        Some(Candidate { score: reason.score, parts: reason.parts.clone(), ..candidate(gazetteer, &entry) })
    });
    Some(Found { looked_up: r.name.clone(), standing, offset: r.offset, candidates: scored.collect() })
}

fn candidate(gazetteer: &Gazetteer, entry: &PlaceEntry) -> Candidate {
    let mut within = Vec::new();
    let mut code = entry.code;
    loop {
        let unit = gazetteer.unit(code).filter(|unit| unit.id != entry.id);
        within.extend(unit.map(|unit| unit.name.to_owned()));
        let Some(dot) = code.rfind('.') else { break };
        code = &code[..dot];
    }
    let (name, feature, id) = (entry.name.to_owned(), entry.feature.words(), entry.gazetteer_id());
    Candidate { name, feature, within, id, score: 0.0, parts: Vec::new() }
}

/// "Homs, settlement in Homs, Syria (geonames:169577)".
pub(crate) fn described(c: &Candidate) -> String {
    let within = if c.within.is_empty() { String::new() } else { format!(" in {}", c.within.join(", ")) };
    format!("{}, {}{within} ({})", c.name, c.feature, c.id)
}

fn names(reader: &Reader, rooms: &Rooms) -> BTreeMap<Span, Known> {
    let text = &rooms.report.text;
    let index = truceline_record::CharIndex::new(text);
    let mut out = BTreeMap::new();
    for e in &rooms.extracted.events {
        for (role, spans) in [(Role::Actor, &e.actors), (Role::Target, &e.targets)] {
            for &span in spans {
                let context = Context { date: rooms.times.anchor, country: None, role };
                let Some(found) = reader.actors().resolve(index.slice(text, span), &context) else { continue };
                if rooms.grounded.names.get(&span).is_some_and(|name| name == found.name) {
                    let how = how(found.rule);
                    out.insert(span, Known { id: found.id.to_owned(), alias: found.alias.clone(), how });
                }
            }
        }
    }
    out
}

const fn how(rule: By<'_>) -> &'static str {
    match rule {
        By::Name => "the words are one of its names",
        By::Head => "the words are about that name",
        By::Members => "the words name people of it",
        By::Explained => "the words explain that name",
        By::Rule(_) => "the words describe it",
    }
}
