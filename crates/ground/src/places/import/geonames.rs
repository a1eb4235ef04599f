//! The dump of GeoNames: 19 columns with tabs between them, as described in its readme.

use std::path::Path;

use super::{ImportError, LineError};
use crate::places::build::Entry;
use crate::places::index::Feature;

const COLUMNS: usize = 19;

pub(super) fn is_one(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.split('\t').count() == COLUMNS)
}

pub(super) fn read(path: &Path, text: &str) -> Result<Vec<Entry>, ImportError> {
    let mut entries = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
        let fault = |what| ImportError::Line { path: path.into(), line: n + 1, what };
        entries.extend(entry(line).map_err(fault)?);
    }
    Ok(entries)
}

/// The entry of a line; none for what no report names a place by: its roads and undersea features, and what is no more.
fn entry(line: &str) -> Result<Option<Entry>, LineError> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [id, name, _, names, lat, lon, class, kind, country, _, admin1, admin2, _, _, population, _, _, _, _] =
        fields.as_slice()
    else {
        return Err(LineError::Columns(fields.len()));
    };
    if name.is_empty() {
        return Err(LineError::NoName);
    }
    let Some(feature) = feature(class, kind) else { return Ok(None) };
    let point = (super::degrees(lat, "latitude", 90.0)?, super::degrees(lon, "longitude", 180.0)?);
    // "00" stands for no unit
    let mut code = (*country).to_owned();
    for unit in [admin1, admin2].into_iter().take_while(|u| !u.is_empty() && **u != "00") {
        code.push('.');
        code.push_str(unit);
    }
    Ok(Some(Entry {
        id: id.parse().ok(),
        feature,
        code,
        name: (*name).to_owned(),
        point: Some(point),
        population: population.parse().unwrap_or(0),
        capital: *kind == "PPLC",
        demonyms: Vec::new(),
        names: names.split(',').filter(|n| !n.is_empty()).map(str::to_owned).collect(),
    }))
}

fn feature(class: &str, kind: &str) -> Option<Feature> {
    match (class, kind) {
        (_, kind) if kind.ends_with('H') && ["ADM", "PPL"].iter().any(|k| kind.starts_with(k)) => None,
        ("P", "PPLX") => Some(Feature::Quarter),
        ("P", _) => Some(Feature::Settlement),
        ("A", "ADM1") => Some(Feature::Admin1),
        ("A", "ADM2") => Some(Feature::Admin2),
        ("A", kind) if kind.starts_with("PCL") => Some(Feature::Country),
        ("A" | "L", _) => Some(Feature::Area),
        ("H", _) => Some(Feature::Water),
        ("T" | "V", _) => Some(Feature::Terrain),
        ("S", _) => Some(Feature::Spot),
        _ => None,
    }
}
