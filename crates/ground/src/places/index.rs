//! The index: places and their names in one block of bytes, read where it lies.
//!
//! ```text
//! "TLPLACE1"                    and the six counts below, u32 little-endian each
//! names       bytes             a length byte and UTF-8 a name, shown as they stand
//! records     18 bytes each     see `Index::record`
//! codes       8 bytes each      name of the code, record of the unit; in the order of the codes
//! postings    bytes             a u16 count and that many u32 records, for names that several places have
//! exact       fst               folded name to record * 2, or to the offset of its posting * 2 + 1
//! sounds      fst               the same for skeletons
//! ```
//!
//! Opening it reads only the header, so that a short report does not pay for a world of places.

use std::borrow::Cow;

use fst::{IntoStreamer, Map, Streamer};

use super::error::IndexError;

pub(super) const MAGIC: &[u8; 8] = b"TLPLACE1";
pub(super) const HEADER: usize = 8 + 6 * 4;
pub(super) const RECORD: usize = 18;
pub(super) const CODE: usize = 8;
/// In place of a record or latitude that is not there.
pub(super) const NONE: u32 = u32::MAX;
pub(super) const NOWHERE: u32 = 0xFF_FFFF;
/// Put before a demonym, which must not be found as a name.
pub(super) const DEMONYM: char = '~';
/// The bit of a feature's byte that says that the place is its country's capital.
pub(super) const CAPITAL: u8 = 0x80;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Feature {
    /// A state or dependency.
    Country,
    /// A first-order unit: governorate, state, oblast.
    Admin1,
    /// A second-order unit: district, county, raion.
    Admin2,
    /// A city, town or village.
    Settlement,
    /// A part of a settlement.
    Quarter,
    /// A region that is no unit: the Middle East, Eastern Ghouta.
    Area,
    /// A continent.
    Continent,
    /// A sea, lake or river.
    Water,
    /// A mountain, desert or island.
    Terrain,
    /// A facility: an airport, a bridge, a camp.
    Spot,
}

impl Feature {
    /// All of them, in the order of their bytes.
    pub(super) const ALL: [Self; 10] = [
        Self::Country,
        Self::Admin1,
        Self::Admin2,
        Self::Settlement,
        Self::Quarter,
        Self::Area,
        Self::Continent,
        Self::Water,
        Self::Terrain,
        Self::Spot,
    ];

    /// In a word or three, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Admin1 => "first-order unit",
            Self::Admin2 => "second-order unit",
            Self::Settlement => "settlement",
            Self::Quarter => "quarter",
            Self::Area => "area",
            Self::Continent => "continent",
            Self::Water => "water",
            Self::Terrain => "terrain",
            Self::Spot => "spot",
        }
    }
}

/// A place of an index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Record {
    /// Its id in GeoNames, 0 where it has none.
    pub(super) id: u32,
    pub(super) feature: Feature,
    pub(super) capital: bool,
    pub(super) point: Option<(f64, f64)>,
    pub(super) population: f64,
    pub(super) name: u32,
    pub(super) code: u16,
}

/// Places and their names.
pub(super) struct Index {
    names: Cow<'static, [u8]>,
    records: Cow<'static, [u8]>,
    codes: Cow<'static, [u8]>,
    postings: Cow<'static, [u8]>,
    exact: Map<Cow<'static, [u8]>>,
    sounds: Map<Cow<'static, [u8]>>,
}

impl Index {
    /// Open an index that the program holds.
    pub(super) fn open(bytes: &'static [u8]) -> Result<Self, IndexError> {
        Self::from_parts(parts(bytes)?.map(Cow::Borrowed))
    }

    /// Open an index that was read from a file.
    pub(super) fn open_owned(bytes: &[u8]) -> Result<Self, IndexError> {
        Self::from_parts(parts(bytes)?.map(|part| Cow::Owned(part.to_vec())))
    }

    fn from_parts(parts: [Cow<'static, [u8]>; 6]) -> Result<Self, IndexError> {
        let [names, records, codes, postings, exact, sounds] = parts;
        let map = |part| Map::new(part).map_err(|_| IndexError::Damaged);
        Ok(Self { names, records, codes, postings, exact: map(exact)?, sounds: map(sounds)? })
    }

    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.records.len() / RECORD).unwrap_or(NONE)
    }

    /// The record with this number, if the index is sound and holds it.
    pub(super) fn record(&self, number: u32) -> Option<Record> {
        let at = usize::try_from(number).ok()?.checked_mul(RECORD)?;
        let bytes = self.records.get(at..at.checked_add(RECORD)?)?;
        let lat = small(bytes.get(7..10)?)?;
        let lon = small(bytes.get(10..13)?)?;
        let population = u16::from_le_bytes(bytes.get(15..17)?.try_into().ok()?);
        let feature = *bytes.get(17)?;
        Some(Record {
            id: u32::from_le_bytes(bytes.get(0..4)?.try_into().ok()?),
            name: small(bytes.get(4..7)?)?,
            point: (lat != NOWHERE).then(|| (degrees(lat, 90.0), degrees(lon, 180.0))),
            code: u16::from_le_bytes(bytes.get(13..15)?.try_into().ok()?),
            population: (f64::from(population) / POPULATION_SCALE).exp_m1(),
            feature: *Feature::ALL.get(usize::from(feature & !CAPITAL))?,
            capital: feature & CAPITAL != 0,
        })
    }

    /// The name that starts at `offset`.
    pub(super) fn name(&self, offset: u32) -> &str {
        let text = || {
            let at = usize::try_from(offset).ok()?;
            let length = usize::from(*self.names.get(at)?);
            std::str::from_utf8(self.names.get(at + 1..at + 1 + length)?).ok()
        };
        text().unwrap_or_default()
    }

    fn code_row(&self, number: usize) -> Option<(u32, u32)> {
        let at = number.checked_mul(CODE)?;
        let row = self.codes.get(at..at.checked_add(CODE)?)?;
        Some((u32::from_le_bytes(row.get(0..4)?.try_into().ok()?), u32::from_le_bytes(row.get(4..8)?.try_into().ok()?)))
    }

    /// The code with this number: `SY`, `SY.09`, `SY.09.167355`.
    pub(super) fn code(&self, number: u16) -> &str {
        self.code_row(usize::from(number)).map_or("", |(name, _)| self.name(name))
    }

    /// The unit that has this code.
    pub(super) fn unit(&self, code: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.codes.len() / CODE);
        while low < high {
            let middle = low.midpoint(high);
            let (name, record) = self.code_row(middle)?;
            match self.name(name).cmp(code) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return (record != NONE).then_some(record),
            }
        }
        None
    }

    /// The places that have this folded name.
    pub(super) fn exact(&self, folded: &str) -> Vec<u32> {
        self.exact.get(folded).map_or_else(Vec::new, |value| self.posting(value))
    }

    /// The places with a name of this skeleton.
    pub(super) fn sounds(&self, skeleton: &str) -> Vec<u32> {
        self.sounds.get(skeleton).map_or_else(Vec::new, |value| self.posting(value))
    }

    fn posting(&self, value: u64) -> Vec<u32> {
        let Ok(at) = usize::try_from(value >> 1) else { return Vec::new() };
        if value & 1 == 0 {
            return u32::try_from(at).map(|record| vec![record]).unwrap_or_default();
        }
        let count = self.postings.get(at..at + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes);
        let rows = self.postings.get(at + 2..at + 2 + usize::from(count) * 4).unwrap_or_default();
        rows.chunks_exact(4).filter_map(|b| b.try_into().ok()).map(u32::from_le_bytes).collect()
    }

    /// Every folded name with the places that have it, demonyms marked by [`DEMONYM`].
    pub(super) fn all_names(&self) -> Vec<(String, Vec<u32>)> {
        let mut stream = self.exact.into_stream();
        let mut names = Vec::new();
        while let Some((name, value)) = stream.next() {
            names.push((String::from_utf8_lossy(name).into_owned(), self.posting(value)));
        }
        names
    }
}

/// Populations are kept as logarithms, to three figures.
pub(super) const POPULATION_SCALE: f64 = 2_800.0;

fn small(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [a, b, c] => Some(u32::from_le_bytes([*a, *b, *c, 0])),
        _ => None,
    }
}

fn degrees(stored: u32, half: f64) -> f64 {
    let degrees = f64::from(stored) / f64::from(NOWHERE - 1) * 2.0 * half - half;
    (degrees * 1e4).round() / 1e4
}

fn parts(bytes: &[u8]) -> Result<[&[u8]; 6], IndexError> {
    let header = bytes.get(..HEADER).ok_or(IndexError::NotOne)?;
    if header.get(..8) != Some(MAGIC.as_slice()) {
        return Err(IndexError::NotOne);
    }
    let mut at = HEADER;
    let mut parts = [bytes; 6];
    for (n, part) in parts.iter_mut().enumerate() {
        let length = header.get(8 + n * 4..12 + n * 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes);
        let end = usize::try_from(length).ok().and_then(|l| at.checked_add(l)).ok_or(IndexError::Damaged)?;
        *part = bytes.get(at..end).ok_or(IndexError::Damaged)?;
        at = end;
    }
    Ok(parts)
}
