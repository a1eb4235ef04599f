//! The map and the charts.

use truceline_ground::places::Gazetteer;
use truceline_record::{IncidentType, Place};

use super::{Desk, empty, text};
use crate::MonitorError;
use crate::chart::{Day, Range, per_day, ranges};
use crate::intensity::is_of_days;
use crate::map::{City, Kind, Point, points};
use crate::page::{Block, Drawing, Section};
use crate::violation::days_of;

/// Incidents whose tolls are drawn.
const DRAWN: usize = 15;
/// Towns of so many people are named on the map.
const LARGE: f64 = 50_000.0;

pub(super) fn section(desk: &Desk<'_>) -> Result<Section, MonitorError> {
    let mut section = empty("map", "Map and charts");
    let placed: Vec<Point> =
        desk.cards.iter().filter_map(|card| point(card.gathered.place.as_ref()?, card.gathered.kind)).collect();
    let unplaced = desk.cards.len() - placed.len();
    let cities = cities(&placed)?;
    if let Some(svg) = points(&placed, &cities, "Incidents of violence") {
        let mut areas: Vec<(&String, u32)> =
            desk.intensity.by_area.iter().map(|(area, row)| (area, row.incidents)).collect();
        areas.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let words = areas.iter().take(8).map(|(area, count)| format!("{area} {count}")).collect::<Vec<_>>().join(", ");
        section.blocks.push(Block::Drawing(Drawing {
            caption: format!("Incidents of violence, each as an area as wide as its place is uncertain; {unplaced} more have no place that can be drawn"),
            alt: format!("Incidents by area: {words}."),
            svg,
        }));
    }
    let days: Vec<Day> = desk
        .intensity
        .by_day
        .iter()
        .map(|(&day, (row, reports))| Day { day, incidents: row.incidents, reports: *reports })
        .collect();
    let most = days.iter().max_by_key(|day| (day.incidents, std::cmp::Reverse(day.day)));
    let silent = days.iter().filter(|day| day.reports == 0).count();
    let alt = most.map_or(String::new(), |day| {
        format!("Most incidents on {}: {}. {silent} days have no report at all.", day.day, day.incidents)
    });
    section.blocks.push(Block::Drawing(Drawing {
        caption: "Incidents of violence by day, over the number of reports of that day".to_owned(),
        alt,
        svg: per_day(&days, "Incidents and reports by day"),
    }));
    let rows: Vec<(String, Range)> = desk
        .cards
        .iter()
        .filter(|card| is_of_days(card) && card.gathered.killed.min.or(card.gathered.killed.max).is_some())
        .take(DRAWN)
        .map(|card| {
            let day = days_of(card).map_or(String::new(), |days| format!("{} ", days.from));
            let label = format!("{day}{}", super::title(card));
            let killed = card.gathered.killed;
            (label.clone(), Range { label, low: killed.min, high: killed.max })
        })
        .collect();
    if !rows.is_empty() {
        let words = rows
            .iter()
            .map(|(label, range)| format!("{label}: {}", super::headlines::range(range.low, range.high)))
            .collect::<Vec<_>>()
            .join("; ");
        let rows: Vec<Range> = rows.into_iter().map(|(_, range)| range).collect();
        section.blocks.push(Block::Drawing(Drawing {
            caption: "Killed, from the lowest to the highest figure of any source".to_owned(),
            alt: words,
            svg: ranges(&rows, "Killed, lowest to highest figure"),
        }));
    }
    if section.blocks.is_empty() {
        section.blocks.push(Block::Paragraph(vec![text("There is nothing to draw.")]));
    }
    Ok(section)
}

/// A place on the map; none where only its country is known.
fn point(place: &Place, kind: IncidentType) -> Option<Point> {
    let (lat, lon) = place.lat.zip(place.lon)?;
    let precision = place.precision.as_deref().unwrap_or_default();
    let degrees = || precision.split_whitespace().find_map(|word| word.parse::<f64>().ok());
    let km = match precision {
        "country" => return None,
        "exact" => 2.0,
        "near" => 10.0,
        "admin2" => 25.0,
        "admin1" => 60.0,
        "area" | "sea_or_air" => 40.0,
        // what is blurred lies within the square that it was rounded in
        _ => degrees().map_or(5.0, |degrees| degrees * 111.0 / 2.0),
    };
    let kind = match kind {
        IncidentType::AirStrike | IncidentType::ChemicalAttack => Kind::Strike,
        IncidentType::Shelling => Kind::Shelling,
        IncidentType::ArmedClash | IncidentType::Shooting => Kind::Clash,
        _ => Kind::Other,
    };
    Some(Point { lat, lon, km, count: 1, kind, label: place.name.clone() })
}

fn cities(points: &[Point]) -> Result<Vec<City>, MonitorError> {
    if points.is_empty() {
        return Ok(Vec::new());
    }
    let edge =
        |value: fn(&Point) -> f64, start: f64, pick: fn(f64, f64) -> f64| points.iter().map(value).fold(start, pick);
    let south = edge(|p| p.lat, 90.0, f64::min) - 2.0;
    let north = edge(|p| p.lat, -90.0, f64::max) + 2.0;
    let west = edge(|p| p.lon, 180.0, f64::min) - 2.0;
    let east = edge(|p| p.lon, -180.0, f64::max) + 2.0;
    let gazetteer =
        Gazetteer::bundled().map_err(|error| MonitorError::Data { file: "places.idx.z", why: error.to_string() })?;
    let towns = gazetteer.towns([south, north, west, east], LARGE);
    let city = |town: truceline_ground::places::PlaceEntry<'_>| {
        town.point.map(|(lat, lon)| City { name: town.name.to_owned(), lat, lon, population: town.population })
    };
    Ok(towns.into_iter().filter_map(city).collect())
}
