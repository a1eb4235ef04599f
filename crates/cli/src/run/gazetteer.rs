//! `truceline gazetteer`: what places there are, and a user's own.

use std::env;
use std::fmt::Write;
use std::path::PathBuf;

use truceline_ground::places::{ATTRIBUTION, Feature, Gazetteer, PlaceEntry, extend, import};

use super::{Failure, Outcome, print};
use crate::args::{GazetteerCommand, GazetteerFile};

pub(super) fn gazetteer(command: &GazetteerCommand) -> Result<Outcome, Failure> {
    match command {
        GazetteerCommand::About { file } => about(&open(file)?),
        GazetteerCommand::Find { name, file } => find(&open(file)?, name),
        GazetteerCommand::Import { file, country, to } => {
            let path = to.path.clone().or_else(default_path).ok_or(Failure::NoDataFolder)?;
            let country = country.as_ref().map(|c| c.to_uppercase());
            let entries = import::read(file, country.as_deref(), &Gazetteer::bundled()?)?;
            let (new, all) = (entries.len(), extend(&path, entries)?);
            print(format!("{new} places imported; {} holds {all}\n", path.display()).as_bytes())
        }
    }
}

/// The file of the user's own places, where there is one. A file that is named must be there; the usual one need not.
pub(super) fn own(file: &GazetteerFile) -> Option<PathBuf> {
    file.path.clone().or_else(|| default_path().filter(|path| path.exists()))
}

fn open(file: &GazetteerFile) -> Result<Gazetteer, Failure> {
    let gazetteer = Gazetteer::bundled()?;
    Ok(match own(file) {
        Some(path) => gazetteer.with_own(&path)?,
        None => gazetteer,
    })
}

fn default_path() -> Option<PathBuf> {
    Some(data_folder()?.join("gazetteer.idx"))
}

/// The folder of what a user keeps for the program.
pub(super) fn data_folder() -> Option<PathBuf> {
    let folder = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = folder("XDG_DATA_HOME").or_else(|| Some(folder("HOME")?.join(".local").join("share")))?;
    Some(data.join("truceline"))
}

fn about(gazetteer: &Gazetteer) -> Result<Outcome, Failure> {
    let (bundled, own) = gazetteer.counts();
    print(format!("{ATTRIBUTION}\n{bundled} places in the program, {own} of your own\n").as_bytes())
}

/// One line a place: name, what it is, the units that it lies in, coordinates, people, id.
fn find(gazetteer: &Gazetteer, name: &str) -> Result<Outcome, Failure> {
    let (_, mut places) = gazetteer.named(name);
    places.sort_by(|a, b| a.feature.cmp(&b.feature).then(b.population.total_cmp(&a.population)).then(a.id.cmp(&b.id)));
    places.extend(gazetteer.people(name));
    if places.is_empty() {
        places = gazetteer.sounding(name).into_iter().map(|(_, place)| place).collect();
    }
    if places.is_empty() {
        print(format!("no place is called {name}; docs/places.md says how to bring your own\n").as_bytes())?;
        return Ok(Outcome::Problems);
    }
    let lines: String = places.iter().map(|place| line(gazetteer, place)).collect();
    print(lines.as_bytes())
}

fn line(gazetteer: &Gazetteer, place: &PlaceEntry) -> String {
    let mut line = format!("{}\t{}\t", place.name, place.feature.words());
    let mut units = Vec::new();
    let mut code = place.code;
    loop {
        let unit = gazetteer.unit(code).filter(|unit| unit.id != place.id);
        units.extend(unit.map(|unit| unit.name));
        match code.rfind('.') {
            Some(dot) => code = &code[..dot],
            None => break,
        }
    }
    line.push_str(&units.join(", "));
    // writing to a string does not fail
    let _ = match place.point {
        Some((lat, lon)) => write!(line, "\t{lat:.4}, {lon:.4}"),
        None => write!(line, "\t"),
    };
    let people = if place.population > 0.0 && place.feature != Feature::Country {
        format!("about {:.0} people", rounded(place.population))
    } else {
        String::new()
    };
    let _ = writeln!(line, "\t{people}\t{}", place.gazetteer_id());
    line
}

/// To three figures, which is what the gazetteer keeps.
fn rounded(people: f64) -> f64 {
    let unit = 10_f64.powf((people.log10().floor() - 2.0).max(0.0));
    (people / unit).round() * unit
}
