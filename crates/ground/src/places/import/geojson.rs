//! GeoJSON: features with a point, or with a shape whose middle stands for it.

use std::path::Path;

use serde_json::Value;

use super::{ImportError, Maker, Row};
use crate::places::build::Entry;

pub(super) fn read(path: &Path, text: &str, maker: &Maker) -> Result<Vec<Entry>, ImportError> {
    let json: Value = serde_json::from_str(text).map_err(|source| ImportError::Json { path: path.into(), source })?;
    let one = [json.clone()];
    let features = match json.get("features").and_then(Value::as_array) {
        Some(features) => features.as_slice(),
        None if json.get("geometry").is_some() => one.as_slice(),
        None => return Err(ImportError::Unknown { path: path.into() }),
    };
    let entry = |(n, feature): (usize, &Value)| {
        maker.entry(&row(feature)).map_err(|what| ImportError::Feature { path: path.into(), number: n + 1, what })
    };
    features.iter().enumerate().map(entry).collect()
}

fn row(feature: &Value) -> Row {
    let mut row = Row::default();
    for (property, value) in feature.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";"),
            Value::Number(number) => number.to_string(),
            _ => continue,
        };
        row.set(Row::column(property), value);
    }
    let mut points = Vec::new();
    if let Some(coordinates) = feature.pointer("/geometry/coordinates") {
        collect(coordinates, &mut points);
    }
    if !points.is_empty() {
        let n = points.len() as f64;
        row.lon = (points.iter().map(|p| p.0).sum::<f64>() / n).to_string();
        row.lat = (points.iter().map(|p| p.1).sum::<f64>() / n).to_string();
    }
    row
}

/// The points of a geometry, whatever its nesting.
fn collect(coordinates: &Value, points: &mut Vec<(f64, f64)>) {
    let Some(items) = coordinates.as_array() else { return };
    match items.as_slice() {
        [lon, lat, ..] if lon.is_number() => points.extend(lon.as_f64().zip(lat.as_f64())),
        items => items.iter().for_each(|item| collect(item, points)),
    }
}
