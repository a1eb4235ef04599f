//! GeoJSON (RFC 7946): a feature an incident, with how exact its place is.

use std::io::Write;

use serde_json::{Map, Value, json};
use truceline_ledger::{Ledger, Query};

use crate::ExportError;
use crate::book::Book;
use crate::cell::Cell;
use crate::fields::required;
use crate::guard::Guard;
use crate::item::{Item, Seen, each};

pub(crate) const BOOK: &str = include_str!("../data/geojson.toml");

pub(crate) fn write(
    ledger: &mut Ledger,
    guard: &Guard,
    query: &Query,
    book: &Book,
    mut to: impl Write,
) -> Result<Seen, ExportError> {
    to.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    let mut before = "\n";
    let seen = each(ledger, guard, query, |_, item| {
        write!(to, "{before}{}", feature(item, book)?)?;
        before = ",\n";
        Ok(())
    })?;
    to.write_all(b"\n]}\n")?;
    to.flush()?;
    Ok(seen)
}

fn feature(item: &Item, book: &Book) -> Result<Value, ExportError> {
    let known = &item.card.gathered;
    let point = known.place.as_ref().and_then(|place| Some([place.lon?, place.lat?]));
    let mut properties = Map::new();
    for column in &book.columns {
        let holds = column.holds.as_deref().unwrap_or_default();
        let cell = required(item, None, holds)?;
        properties.insert(column.name.clone(), value(cell));
    }
    properties.insert("blame".to_owned(), serde_json::to_value(&known.blame)?);
    properties.insert("disputes".to_owned(), serde_json::to_value(&known.disputes)?);
    let geometry = point.map(|point| json!({ "type": "Point", "coordinates": point }));
    Ok(json!({ "type": "Feature", "id": item.card.id, "geometry": geometry, "properties": properties }))
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => text.into(),
        Cell::Whole(number) => number.into(),
        Cell::Real(number) => number.into(),
    }
}
