//! CSV with a line of column names, parted by commas, semicolons or tabs, with quotation marks as in RFC 4180.

use std::path::Path;

use super::{ImportError, LineError, Maker, Row};
use crate::places::build::Entry;

/// What columns may be called.
const COLUMNS: [(&str, &[&str]); 9] = [
    ("name", &["name", "place", "placename", "location"]),
    ("lat", &["lat", "latitude", "y"]),
    ("lon", &["lon", "lng", "long", "longitude", "x"]),
    ("country", &["country", "country_code", "iso", "iso2"]),
    ("admin1", &["admin1", "governorate", "province", "state", "region", "oblast", "adm1_en"]),
    ("feature", &["type", "feature", "kind", "feature_class", "feature_code"]),
    ("population", &["population", "pop"]),
    ("names", &["names", "alternatenames", "alternates", "other_names", "aliases"]),
    ("id", &["id", "geonameid", "geonames_id"]),
];

fn mark(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    [',', ';', '\t'].into_iter().max_by_key(|c| first.matches(*c).count()).unwrap_or(',')
}

fn header(text: &str) -> Vec<Option<&'static str>> {
    let column = |said: &str| {
        let said = said.trim().trim_matches('"').to_lowercase();
        COLUMNS.iter().find(|(_, names)| names.contains(&said.as_str())).map(|(column, _)| *column)
    };
    text.lines().next().unwrap_or_default().split(mark(text)).map(column).collect()
}

pub(super) fn is_one(text: &str) -> bool {
    let header = header(text);
    ["name", "lat", "lon"].iter().all(|column| header.contains(&Some(*column)))
}

pub(super) fn read(path: &Path, text: &str, maker: &Maker) -> Result<Vec<Entry>, ImportError> {
    let header = header(text);
    let fault = |line, what| ImportError::Line { path: path.into(), line, what };
    let mut entries = Vec::new();
    for (line, fields) in rows(text, mark(text)).map_err(|line| fault(line, LineError::Quote))?.into_iter().skip(1) {
        if fields.iter().all(|f| f.trim().is_empty()) {
            continue;
        }
        let mut row = Row::default();
        for (column, field) in header.iter().zip(fields) {
            row.set(column.unwrap_or_default(), field);
        }
        entries.push(maker.entry(&row).map_err(|what| fault(line, what))?);
    }
    Ok(entries)
}

impl Row {
    /// Put a value in the column called `column`, one of [`COLUMNS`].
    pub(super) fn set(&mut self, column: &str, value: String) {
        match column {
            "name" => self.name = value,
            "lat" => self.lat = value,
            "lon" => self.lon = value,
            "country" => self.country = value,
            "admin1" => self.admin1 = value,
            "feature" => self.feature = value,
            "population" => self.population = value,
            "names" => self.names = value,
            "id" => self.id = value,
            _ => {}
        }
    }

    /// The column that a property of GeoJSON goes into.
    pub(super) fn column(property: &str) -> &'static str {
        let lower = property.to_lowercase();
        COLUMNS.iter().find(|(_, names)| names.contains(&lower.as_str())).map_or("", |(column, _)| column)
    }
}

/// Each row's first line and fields; the line on which a quotation mark has no pair.
fn rows(text: &str, mark: char) -> Result<Vec<(usize, Vec<String>)>, usize> {
    let mut rows = Vec::new();
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let (mut line, mut first) = (1, 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.trim().is_empty() => {
                field.clear();
                quoted = true;
            }
            '\n' => {
                line += 1;
                if quoted {
                    field.push(c);
                } else {
                    fields.push(std::mem::take(&mut field));
                    rows.push((first, std::mem::take(&mut fields)));
                    first = line;
                }
            }
            '\r' => {}
            c if c == mark && !quoted => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    if quoted {
        return Err(first);
    }
    if !field.is_empty() || !fields.is_empty() {
        fields.push(field);
        rows.push((first, fields));
    }
    Ok(rows)
}
