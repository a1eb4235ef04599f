//! Builds the gazetteer's index: `build_index entries.tsv places.idx.z`. The list is made by `gazetteer/prepare.py`.

use std::error::Error;
use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use truceline_ground::places::{Entry, Feature, build};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(list), Some(index)) = (args.next(), args.next()) else {
        return Err("usage: build_index entries.tsv places.idx.z".into());
    };
    let text = fs::read_to_string(&list)?;
    let entries =
        text.lines().enumerate().map(|(n, line)| entry(line).ok_or(format!("{list}: line {}: not an entry", n + 1)));
    let entries: Vec<Entry> = entries.collect::<Result<_, _>>()?;
    let mut deflated = ZlibEncoder::new(fs::File::create(&index)?, Compression::best());
    deflated.write_all(&build(&entries)?)?;
    deflated.finish()?;
    Ok(())
}

fn entry(line: &str) -> Option<Entry> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [id, feature, code, name, lat, lon, population, capital, demonyms, names] = fields.as_slice() else {
        return None;
    };
    let list = |field: &str| field.split('|').filter(|n| !n.is_empty()).map(str::to_owned).collect();
    Some(Entry {
        id: id.parse().ok(),
        feature: match *feature {
            "country" => Feature::Country,
            "admin1" => Feature::Admin1,
            "admin2" => Feature::Admin2,
            "place" => Feature::Settlement,
            "area" => Feature::Area,
            "continent" => Feature::Continent,
            "water" => Feature::Water,
            "terrain" => Feature::Terrain,
            _ => return None,
        },
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        point: lat.parse().ok().zip(lon.parse().ok()),
        population: population.parse().ok()?,
        capital: *capital == "1",
        demonyms: list(demonyms),
        names: list(names),
    })
}
