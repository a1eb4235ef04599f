//! Places from a user's file: a GeoNames dump, CSV or GeoJSON, told by its content.

mod csv;
mod geojson;
mod geonames;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::build::Entry;
use super::gazetteer::Gazetteer;
use super::index::Feature;

/// Why a file of places cannot be imported.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file is not in UTF-8.
    #[error("{path}: not UTF-8 text; unpack archives first, and save spreadsheets as CSV in UTF-8")]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// It is none of the formats.
    #[error(
        "{path}: neither a GeoNames dump (19 columns with tabs between them), nor CSV with the columns name, lat and lon, nor GeoJSON; docs/places.md shows each"
    )]
    Unknown {
        /// The file.
        path: PathBuf,
    },
    /// A line cannot be used.
    #[error("{path}: line {line}: {what}")]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong and how to mend it.
        what: LineError,
    },
    /// A feature of GeoJSON cannot be used.
    #[error("{path}: feature {number}: {what}")]
    Feature {
        /// The file.
        path: PathBuf,
        /// The feature, from 1.
        number: usize,
        /// What is wrong and how to mend it.
        what: LineError,
    },
    /// The file is not JSON.
    #[error("{path}: broken JSON: {source}")]
    Json {
        /// The file.
        path: PathBuf,
        /// Where and how.
        source: serde_json::Error,
    },
    /// There is nothing in it.
    #[error("{path}: no places in it")]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

/// What is wrong with one place of a file.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LineError {
    /// A GeoNames line with another number of columns.
    #[error(
        "{0} columns in place of the 19 of a GeoNames dump; take the file of one country as it is at download.geonames.org/export/dump"
    )]
    Columns(usize),
    /// Without a name.
    #[error("no name; give one, or leave the line out")]
    NoName,
    /// Without a point.
    #[error("\"{0}\" is no {1} in degrees; write it as a decimal such as 35.1")]
    NotDegrees(String, &'static str),
    /// A code that is no country.
    #[error("\"{0}\" is no ISO 3166 code of a country such as SY; or import with --country SY")]
    NotCountry(String),
    /// No country given.
    #[error("no country; add a column \"country\" with ISO 3166 codes, or import with --country SY")]
    NoCountry,
    /// A quotation mark without its pair.
    #[error("a quotation mark without its pair; double it where it is part of a name")]
    Quote,
}

/// Read the places of `path`. `country` is the ISO 3166 code for those of CSV and GeoJSON that name none; units are named as in
/// `gazetteer`.
///
/// # Errors
///
/// At the first thing that cannot be used, so that nothing is left out unseen.
pub fn read(path: &Path, country: Option<&str>, gazetteer: &Gazetteer) -> Result<Vec<Entry>, ImportError> {
    let bytes = fs::read(path).map_err(|source| ImportError::Read { path: path.into(), source })?;
    let text = String::from_utf8(bytes).map_err(|_| ImportError::NotText { path: path.into() })?;
    let text = text.trim_start_matches('\u{feff}');
    let maker = Maker { gazetteer, country };
    let entries = if text.trim_start().starts_with('{') {
        geojson::read(path, text, &maker)?
    } else if geonames::is_one(text) {
        geonames::read(path, text)?
    } else if csv::is_one(text) {
        csv::read(path, text, &maker)?
    } else {
        return Err(ImportError::Unknown { path: path.into() });
    };
    if entries.is_empty() { Err(ImportError::Empty { path: path.into() }) } else { Ok(entries) }
}

/// What CSV and GeoJSON say of a place.
#[derive(Default)]
struct Row {
    name: String,
    lat: String,
    lon: String,
    country: String,
    admin1: String,
    feature: String,
    population: String,
    names: String,
    id: String,
}

/// Makes entries of rows.
struct Maker<'m> {
    gazetteer: &'m Gazetteer,
    country: Option<&'m str>,
}

impl Maker<'_> {
    fn entry(&self, row: &Row) -> Result<Entry, LineError> {
        if row.name.trim().is_empty() {
            return Err(LineError::NoName);
        }
        let point = (degrees(&row.lat, "latitude", 90.0)?, degrees(&row.lon, "longitude", 180.0)?);
        let country = if row.country.trim().is_empty() {
            self.country.ok_or(LineError::NoCountry)?.to_owned()
        } else {
            self.country_code(&row.country)?
        };
        if self.gazetteer.unit(&country).is_none() {
            return Err(LineError::NotCountry(country));
        }
        let code = self.unit(&country, &row.admin1).unwrap_or(country);
        Ok(Entry {
            id: row.id.trim().parse().ok(),
            feature: feature(&row.feature),
            code,
            name: row.name.trim().to_owned(),
            point: Some(point),
            population: row.population.trim().parse().unwrap_or(0),
            capital: false,
            demonyms: Vec::new(),
            names: row.names.split([';', '|']).map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned).collect(),
        })
    }

    fn country_code(&self, said: &str) -> Result<String, LineError> {
        let said = said.trim();
        let upper = said.to_uppercase();
        if self.gazetteer.unit(&upper).is_some_and(|e| e.feature == Feature::Country) {
            return Ok(upper);
        }
        let (_, named) = self.gazetteer.named(said);
        let found = named.into_iter().find(|e| e.feature == Feature::Country);
        found.map(|e| e.code.to_owned()).ok_or_else(|| LineError::NotCountry(said.to_owned()))
    }

    /// The code of the first-order unit that is called so in the country.
    fn unit(&self, country: &str, said: &str) -> Option<String> {
        let units = |name: &str| {
            let (_, named) = self.gazetteer.named(name);
            named
                .into_iter()
                .find(|e| e.feature == Feature::Admin1 && e.country() == country)
                .map(|e| e.code.to_owned())
        };
        let said = said.trim();
        if said.is_empty() {
            return None;
        }
        units(said).or_else(|| units(said.rsplit_once(' ')?.0))
    }
}

fn degrees(said: &str, which: &'static str, most: f64) -> Result<f64, LineError> {
    let degrees = said.trim().parse().ok().filter(|d: &f64| d.abs() <= most);
    degrees.ok_or_else(|| LineError::NotDegrees(said.trim().to_owned(), which))
}

/// A feature from GeoNames' class, or from a common word.
fn feature(said: &str) -> Feature {
    match said.trim().to_lowercase().as_str() {
        "ppl" | "p" | "" => Feature::Settlement,
        "ppx" | "pplx" | "quarter" | "neighbourhood" | "neighborhood" | "suburb" | "district" => Feature::Quarter,
        "l" | "area" | "region" => Feature::Area,
        "h" | "water" | "river" | "lake" => Feature::Water,
        "t" | "v" | "u" | "mountain" | "hill" | "island" => Feature::Terrain,
        "s" | "r" | "facility" | "airport" | "airbase" | "hospital" | "camp" | "bridge" | "checkpoint" | "school" => {
            Feature::Spot
        }
        _ => Feature::Settlement,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    fn import(content: &[u8], country: Option<&str>) -> Result<Vec<Entry>, ImportError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        read(file.path(), country, &Gazetteer::bundled().unwrap())
    }

    fn refusal(content: &str, country: Option<&str>) -> String {
        let message = import(content.as_bytes(), country).unwrap_err().to_string();
        message.split_once(": ").unwrap().1.to_owned()
    }

    #[test]
    fn csv_is_read_by_the_names_of_its_columns() {
        let entries = import(
            "name,lat,lon,country,admin1,type,names\n\"Tell Sarnem, upper\",35.5,37.1,Syria,Aleppo Governorate,quarter,Upper Sarnem;Sarnim\n"
                .as_bytes(),
            None,
        )
        .unwrap();
        assert_eq!(entries[0].name, "Tell Sarnem, upper");
        assert_eq!((entries[0].code.as_str(), entries[0].feature), ("SY.09", Feature::Quarter));
        assert_eq!(entries[0].names, ["Upper Sarnem", "Sarnim"]);
    }

    #[test]
    fn geojson_and_geonames_are_read() {
        let json = r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [37.1, 35.5]},
            "properties": {"name": "Sarnem", "country": "SY"}}]}"#;
        assert_eq!(import(json.as_bytes(), None).unwrap()[0].point, Some((35.5, 37.1)));
        let line = "9000001\tSarnem\tSarnem\tSarnim,Tell Sarnem\t35.5\t37.1\tP\tPPL\tSY\t\t09\t167355\t\t\t1200\t\t400\tAsia/Damascus\t2031-03-01\n";
        let entries = import(line.as_bytes(), None).unwrap();
        assert_eq!(
            (entries[0].id, entries[0].code.as_str(), entries[0].population),
            (Some(9_000_001), "SY.09.167355", 1200)
        );
    }

    #[test]
    fn what_cannot_be_used_is_named_with_its_line_and_remedy() {
        assert!(refusal("name,lat,lon\nSarnem,35.5,37.1\n", None).starts_with("line 2: no country; add a column"));
        assert!(
            refusal("name,lat,lon\nSarnem,north,37.1\n", Some("SY"))
                .starts_with("line 2: \"north\" is no latitude in degrees")
        );
        assert!(refusal("name,lat,lon\n,35.5,37.1\n", Some("SY")).starts_with("line 2: no name"));
        assert!(
            refusal("name,lat,lon\nSarnem,35.5,37.1\n", Some("QX")).starts_with("line 2: \"QX\" is no ISO 3166 code")
        );
        assert!(
            refusal("9\tSarnem\tSarnem\t\t35.5\t37.1\tP\tPPL\tSY\t\t09\t\t\t\t1\t\t4\tx\ty\nshort\tline\n", None)
                .starts_with("line 2: 2 columns")
        );
        assert!(refusal("some words\n", None).starts_with("neither a GeoNames dump"));
        assert!(refusal("{\"type\": ", None).starts_with("broken JSON"));
        assert!(refusal("name,lat,lon\n\"Sarnem,1,2\n", None).starts_with("line 2: a quotation mark without its pair"));
    }

    proptest! {
        #[test]
        fn any_file_is_read_or_refused(content in "\\PC{0,60}(\n\\PC{0,60}){0,3}") {
            let _ = import(content.as_bytes(), Some("SY"));
            let _ = import(format!("name,lat,lon\n{content}").as_bytes(), Some("SY"));
            let _ = import(format!("{{\"features\": [{content}]}}").as_bytes(), None);
        }
    }
}
