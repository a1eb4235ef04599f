//! Writes an index. The same code makes the one in the program and a user's own, so that both fold names alike.

use std::collections::{BTreeMap, BTreeSet};

use fst::MapBuilder;

use super::error::IndexError;
use super::fold::{bare, fold, is_transliterated, skeleton};
use super::index::{CAPITAL, DEMONYM, Feature, Index, MAGIC, NONE, NOWHERE, POPULATION_SCALE};

/// A place as it goes into an index.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id in GeoNames.
    pub id: Option<u32>,
    /// What it is.
    pub feature: Feature,
    /// The chain of units that it lies in, or that it is: `SY.09.167355`.
    pub code: String,
    /// The name that is shown.
    pub name: String,
    /// Latitude and longitude in degrees.
    pub point: Option<(f64, f64)>,
    /// How many live there, 0 where unknown.
    pub population: u32,
    /// Whether it is its country's capital.
    pub capital: bool,
    /// What its people are called.
    pub demonyms: Vec<String>,
    /// Its other names.
    pub names: Vec<String>,
}

impl Entry {
    /// The ISO 3166 code of its country, empty where it is in none.
    pub fn country(&self) -> &str {
        self.code.split('.').next().unwrap_or_default()
    }
}

/// Names are up to this many bytes; longer ones are cut at a character.
const LONGEST: usize = 255;

/// The bytes of an index with `entries`.
///
/// # Errors
///
/// When there are more entries, codes or names than the index can point at.
pub fn build(entries: &[Entry]) -> Result<Vec<u8>, IndexError> {
    let mut names = Names::default();
    let codes: BTreeSet<&str> = entries.iter().map(|e| e.code.as_str()).collect();
    let numbers: BTreeMap<&str, u16> = codes
        .iter()
        .enumerate()
        .map(|(n, code)| u16::try_from(n).map(|n| (*code, n)).map_err(|_| IndexError::TooMany("units")))
        .collect::<Result<_, _>>()?;

    let mut records = Vec::new();
    let mut units: BTreeMap<&str, u32> = BTreeMap::new();
    let mut exact: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut sounds: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (number, e) in entries.iter().enumerate() {
        let number = u32::try_from(number).map_err(|_| IndexError::TooMany("places"))?;
        records.extend_from_slice(&e.id.unwrap_or(0).to_le_bytes());
        records.extend_from_slice(&small(names.add(&e.name)?));
        let (lat, lon) = e.point.map_or((NOWHERE, NOWHERE), |(lat, lon)| (stored(lat, 90.0), stored(lon, 180.0)));
        records.extend_from_slice(&small(lat));
        records.extend_from_slice(&small(lon));
        records.extend_from_slice(&numbers.get(e.code.as_str()).copied().unwrap_or(0).to_le_bytes());
        records.extend_from_slice(&logarithm(e.population).to_le_bytes());
        records.push(e.feature as u8 | if e.capital { CAPITAL } else { 0 });
        if matches!(e.feature, Feature::Country | Feature::Admin1 | Feature::Admin2) {
            units.entry(e.code.as_str()).or_insert(number);
        }

        let mut keys = BTreeSet::new();
        for name in std::iter::once(&e.name).chain(&e.names) {
            let folded = fold(name);
            if is_transliterated(e.country()) {
                keys.extend(bare(&folded));
                let skeleton = skeleton(&folded);
                if !skeleton.is_empty() {
                    add(&mut sounds, skeleton, number);
                }
            }
            keys.insert(folded);
        }
        keys.extend(e.demonyms.iter().map(|d| format!("{DEMONYM}{}", fold(d))));
        for key in keys.into_iter().filter(|k| !k.is_empty()) {
            add(&mut exact, key, number);
        }
    }

    let mut rows = Vec::new();
    for code in &codes {
        rows.extend_from_slice(&names.add(code)?.to_le_bytes());
        rows.extend_from_slice(&units.get(code).copied().unwrap_or(NONE).to_le_bytes());
    }
    let mut postings = Vec::new();
    let exact = map(&exact, &mut postings)?;
    let sounds = map(&sounds, &mut postings)?;

    let parts = [names.bytes, records, rows, postings, exact, sounds];
    let mut bytes = MAGIC.to_vec();
    for part in &parts {
        let length = u32::try_from(part.len()).map_err(|_| IndexError::TooMany("places"))?;
        bytes.extend_from_slice(&length.to_le_bytes());
    }
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    Ok(bytes)
}

/// The entries that an index was made of; their other names come back folded.
pub(super) fn entries(index: &Index) -> Vec<Entry> {
    let mut entries: Vec<Entry> = (0..index.len())
        .filter_map(|number| index.record(number))
        .map(|r| Entry {
            id: (r.id != 0).then_some(r.id),
            feature: r.feature,
            code: index.code(r.code).to_owned(),
            name: index.name(r.name).to_owned(),
            point: r.point,
            // a count of people fits, and the cast saturates
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            population: r.population.round() as u32,
            capital: r.capital,
            demonyms: Vec::new(),
            names: Vec::new(),
        })
        .collect();
    for (name, numbers) in index.all_names() {
        for number in numbers {
            let Some(entry) = usize::try_from(number).ok().and_then(|n| entries.get_mut(n)) else { continue };
            match name.strip_prefix(DEMONYM) {
                Some(demonym) => entry.demonyms.push(demonym.to_owned()),
                None => entry.names.push(name.clone()),
            }
        }
    }
    entries
}

/// Names one after the other, each kept once.
#[derive(Default)]
struct Names {
    bytes: Vec<u8>,
    known: BTreeMap<String, u32>,
}

impl Names {
    fn add(&mut self, name: &str) -> Result<u32, IndexError> {
        if let Some(at) = self.known.get(name) {
            return Ok(*at);
        }
        let at = u32::try_from(self.bytes.len()).ok().filter(|at| *at < NOWHERE).ok_or(IndexError::TooMany("names"))?;
        let mut end = name.len().min(LONGEST);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        self.bytes.push(u8::try_from(end).unwrap_or(u8::MAX));
        self.bytes.extend_from_slice(&name.as_bytes()[..end]);
        self.known.insert(name.to_owned(), at);
        Ok(at)
    }
}

fn add(map: &mut BTreeMap<String, Vec<u32>>, key: String, number: u32) {
    let numbers = map.entry(key).or_default();
    if numbers.last() != Some(&number) {
        numbers.push(number);
    }
}

/// An fst from each key to its places; lists of places go to `postings`.
fn map(keys: &BTreeMap<String, Vec<u32>>, postings: &mut Vec<u8>) -> Result<Vec<u8>, IndexError> {
    let mut builder = MapBuilder::memory();
    for (key, numbers) in keys {
        let value = if let [number] = numbers.as_slice() {
            u64::from(*number) << 1
        } else {
            let at = postings.len() as u64;
            // a name that more places share than fit is no name to resolve anything by
            let count = u16::try_from(numbers.len()).unwrap_or(u16::MAX);
            postings.extend_from_slice(&count.to_le_bytes());
            numbers.iter().take(usize::from(count)).for_each(|n| postings.extend_from_slice(&n.to_le_bytes()));
            at << 1 | 1
        };
        builder.insert(key, value).map_err(|_| IndexError::TooMany("names"))?;
    }
    builder.into_inner().map_err(|_| IndexError::TooMany("names"))
}

const fn small(value: u32) -> [u8; 3] {
    let [a, b, c, _] = value.to_le_bytes();
    [a, b, c]
}

/// Degrees in 24 bits: to a few metres.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // within 0..NOWHERE by the clamp
fn stored(degrees: f64, half: f64) -> u32 {
    ((degrees.clamp(-half, half) + half) / (2.0 * half) * f64::from(NOWHERE - 1)).round() as u32
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the logarithm of a u32 is at most 22.2
fn logarithm(population: u32) -> u16 {
    (f64::from(population).ln_1p() * POPULATION_SCALE).round() as u16
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(name: &str, code: &str, point: (f64, f64)) -> Entry {
        Entry {
            id: Some(7),
            feature: Feature::Settlement,
            code: code.to_owned(),
            name: name.to_owned(),
            point: Some(point),
            population: 1_200,
            capital: false,
            demonyms: Vec::new(),
            names: vec!["Sarnem".to_owned()],
        }
    }

    #[test]
    fn what_goes_in_comes_out() {
        let entries = [entry("Şarnem", "KE.01", (35.1234, 38.5)), entry("Sarnem", "KE.02", (-35.0, -138.5))];
        let index = Index::open_owned(&build(&entries).unwrap()).unwrap();
        assert_eq!(index.exact("sarnem"), [0, 1]);
        let first = index.record(0).unwrap();
        assert_eq!((index.name(first.name), index.code(first.code)), ("Şarnem", "KE.01"));
        assert_eq!(first.point, Some((35.1234, 38.5)));
        assert!((first.population - 1_200.0).abs() < 2.0);
        assert!(index.record(2).is_none());
        let back = super::entries(&index);
        assert_eq!(build(&back).unwrap(), build(&back).unwrap());
        assert_eq!(back[1].names, ["sarnem"]);
    }

    #[test]
    fn units_are_found_by_their_code() {
        let mut unit = entry("Lowland", "KE.01", (1.0, 1.0));
        unit.feature = Feature::Admin1;
        let index = Index::open_owned(&build(&[entry("Sarnem", "KE.01.9", (1.0, 1.0)), unit]).unwrap()).unwrap();
        assert_eq!(index.unit("KE.01"), Some(1));
        assert_eq!(index.unit("KE.01.9"), None);
        assert_eq!(index.unit("KE"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_open_or_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..400) {
            let _ = Index::open_owned(&bytes);
            let whole = build(&[entry("Sarnem", "KE.01", (1.0, 2.0))]).unwrap();
            let cut = cut.min(whole.len());
            if cut < whole.len() {
                prop_assert!(Index::open_owned(&whole[..cut]).is_err());
            }
        }

        #[test]
        fn points_keep_four_decimals(lat in -90.0_f64..=90.0, lon in -180.0_f64..=180.0) {
            let index = Index::open_owned(&build(&[entry("x", "KE", (lat, lon))]).unwrap()).unwrap();
            let (a, b) = index.record(0).unwrap().point.unwrap();
            prop_assert!((a - lat).abs() < 1e-4 && (b - lon).abs() < 1e-4);
        }
    }
}
