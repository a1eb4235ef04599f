//! Places of the gazetteer into the record.

use truceline_record::{Entity, Mention, MentionKind, Report, Span};

use super::gazetteer::PlaceEntry;
use super::resolve::{Context, Resolution, Resolver};

/// Fill in the country, coordinates and gazetteer id of the entities that are places. Those that are not found stay names.
///
/// An entity that some of its mentions put elsewhere takes the place that most of them have.
pub fn ground(resolver: &Resolver, report: &Report, context: Context, mentions: &[Mention], entities: &mut [Entity]) {
    let kinds = [MentionKind::Location, MentionKind::Facility, MentionKind::Nationality];
    let places: Vec<&Mention> = mentions.iter().filter(|m| kinds.contains(&m.kind)).collect();
    let spans: Vec<Span> = places.iter().map(|m| m.span()).collect();
    let resolved = resolver.resolve(&report.text, &spans, context);
    for entity in entities.iter_mut() {
        let mine = places.iter().zip(&resolved).filter(|(m, _)| m.entity.as_ref() == Some(&entity.id)).map(|(_, r)| r);
        fill(resolver, entity, &mine.collect::<Vec<_>>());
    }
}

fn fill(resolver: &Resolver, entity: &mut Entity, mine: &[&Resolution]) {
    let count = |r: &&&Resolution| mine.iter().filter(|o| o.place == r.place).count();
    // of as many, the first
    let best = mine.iter().rev().filter(|r| r.place.is_some()).max_by_key(count);
    let entry = |id| resolver.gazetteer().entry(id);
    if let Some(place) = best.and_then(|r| r.place).and_then(entry) {
        entity.country = country(&place);
        entity.lat = place.point.map(|p| p.0);
        entity.lon = place.point.map(|p| p.1);
        entity.gazetteer_id = Some(place.gazetteer_id());
    } else if let Some(within) = mine.iter().find_map(|r| r.within).and_then(entry) {
        // the report says what it lies in; where in it, nobody knows
        entity.country = country(&within);
    }
}

fn country(entry: &PlaceEntry) -> Option<String> {
    Some(entry.country()).filter(|code| !code.is_empty()).map(str::to_owned)
}
