//! The gazetteer: the places that the program holds, and a user's own beside them.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::LazyLock;

use flate2::read::ZlibDecoder;

use super::build::{Entry, build, entries};
use super::error::GazetteerError;
use super::fold::{bare, fold, likeness, skeleton};
use super::index::{DEMONYM, Feature, Index, Record};

/// The index, deflated: it is a fifth of the program otherwise.
static DEFLATED: &[u8] = include_bytes!("../../data/places.idx.z");

/// The index, inflated when it is first asked for.
static BUNDLED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut index = Vec::new();
    // an index that does not inflate is told as damaged where it is opened
    let _ = ZlibDecoder::new(DEFLATED).read_to_end(&mut index);
    index
});

/// Where the places come from and on what terms, to be shown to whoever asks.
pub const ATTRIBUTION: &str = include_str!("../../data/ATTRIBUTION.md");

/// A place of a [`Gazetteer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceId {
    own: bool,
    record: u32,
}

/// A place as the gazetteer has it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceEntry<'g> {
    /// Which it is.
    pub id: PlaceId,
    /// Its name.
    pub name: &'g str,
    /// What it is.
    pub feature: Feature,
    /// The chain of units that it lies in, or that it is: `SY.09.167355`.
    pub code: &'g str,
    /// Latitude and longitude in degrees.
    pub point: Option<(f64, f64)>,
    /// About how many live there, 0 where unknown.
    pub population: f64,
    /// Whether it is its country's capital.
    pub capital: bool,
    geonames: u32,
}

impl<'g> PlaceEntry<'g> {
    /// The ISO 3166 code of its country, empty where it is in none.
    pub fn country(&self) -> &'g str {
        self.code.split('.').next().unwrap_or_default()
    }

    /// The code of its first-order unit, where it is in one or is one.
    pub fn admin1(&self) -> Option<&'g str> {
        let dot = self.code.find('.')?;
        let end = self.code[dot + 1..].find('.').map_or(self.code.len(), |n| dot + 1 + n);
        Some(&self.code[..end])
    }

    /// Its id in the record: `geonames:163345`, or `own:12` for a user's place without one.
    pub fn gazetteer_id(&self) -> String {
        match self.geonames {
            0 if self.id.own => format!("own:{}", self.id.record),
            0 => format!("truceline:{}", self.id.record),
            id => format!("geonames:{id}"),
        }
    }

    /// Whether it is a unit or region that `code` lies in.
    pub fn holds(&self, code: &str) -> bool {
        matches!(self.feature, Feature::Country | Feature::Admin1 | Feature::Admin2) && within(code, self.code)
    }
}

/// Whether the chain of units `code` runs through `unit`.
pub(super) fn within(code: &str, unit: &str) -> bool {
    !unit.is_empty() && code.strip_prefix(unit).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// How a name was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Match {
    /// Letter for letter, but for case, diacritics and the like.
    Exact,
    /// Once the Arabic article is left out.
    Bare,
    /// By its consonants; how alike the spellings are, 0 to 1.
    Sounds(f64),
}

/// How many hexadecimal digits of a digest tell one gazetteer from another.
const DIGEST: usize = 16;
/// The least likeness of two spellings of one name.
const LEAST_ALIKE: f64 = 0.72;

/// Places that names are resolved against.
pub struct Gazetteer {
    bundled: Index,
    own: Option<Index>,
    digest: Option<String>,
}

impl Gazetteer {
    /// The places that the program holds.
    ///
    /// # Errors
    ///
    /// When the program's own gazetteer is damaged.
    pub fn bundled() -> Result<Self, GazetteerError> {
        let bundled = Index::open(&BUNDLED)
            .map_err(|source| GazetteerError::Index { path: "(in the program)".into(), source })?;
        Ok(Self { bundled, own: None, digest: None })
    }

    /// The same with a user's places, which are in the file `own`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or is no gazetteer.
    pub fn with_own(self, own: &Path) -> Result<Self, GazetteerError> {
        let bytes = fs::read(own).map_err(|source| GazetteerError::Read { path: own.into(), source })?;
        let index = Index::open_owned(&bytes).map_err(|source| GazetteerError::Index { path: own.into(), source })?;
        let digest = blake3::hash(&bytes).to_hex()[..DIGEST].to_owned();
        Ok(Self { own: Some(index), digest: Some(digest), ..self })
    }

    /// What tells the user's places from others, where there are any.
    pub fn own_digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// How many places the program holds, and how many the user adds.
    pub fn counts(&self) -> (u32, u32) {
        (self.bundled.len(), self.own.as_ref().map_or(0, Index::len))
    }

    /// The towns of at least `least` people that the program holds between these degrees: south, north, west, east.
    pub fn towns(&self, [south, north, west, east]: [f64; 4], least: f64) -> Vec<PlaceEntry<'_>> {
        let records = (0..self.bundled.len()).filter(|&record| {
            let large = self
                .bundled
                .record(record)
                .filter(|record| record.population >= least && record.feature == Feature::Settlement);
            let within = |(lat, lon): (f64, f64)| south <= lat && lat <= north && west <= lon && lon <= east;
            large.and_then(|record| record.point).is_some_and(within)
        });
        records.filter_map(|record| self.entry(PlaceId { own: false, record })).collect()
    }

    fn index(&self, id: PlaceId) -> Option<&Index> {
        if id.own { self.own.as_ref() } else { Some(&self.bundled) }
    }

    /// The entry of a place.
    pub fn entry(&self, id: PlaceId) -> Option<PlaceEntry<'_>> {
        let index = self.index(id)?;
        let Record { id: geonames, feature, capital, point, population, name, code } = index.record(id.record)?;
        let (name, code) = (index.name(name), index.code(code));
        Some(PlaceEntry { id, name, feature, code, point, population, capital, geonames })
    }

    /// The unit with this code, the user's own before the program's.
    pub fn unit(&self, code: &str) -> Option<PlaceEntry<'_>> {
        let own = self.own.as_ref().and_then(|i| i.unit(code)).map(|record| PlaceId { own: true, record });
        let id = own.or_else(|| self.bundled.unit(code).map(|record| PlaceId { own: false, record }))?;
        self.entry(id)
    }

    /// The name of the country with this ISO 3166 code.
    pub fn country_name(&self, code: &str) -> Option<&str> {
        self.unit(code).map(|e| e.name)
    }

    /// The places called `name`, and how that was found: letter for letter or, where there are none, without its article.
    pub fn named(&self, name: &str) -> (Match, Vec<PlaceEntry<'_>>) {
        let folded = fold(name);
        let exact = self.look_up(|i| i.exact(&folded));
        if !exact.is_empty() {
            return (Match::Exact, exact);
        }
        let bare = bare(&folded).map_or_else(Vec::new, |bare| self.look_up(|i| i.exact(&bare)));
        (Match::Bare, bare)
    }

    /// The places with a name whose consonants are those of `name`, best first, each with how alike the spellings are.
    pub fn sounding(&self, name: &str) -> Vec<(f64, PlaceEntry<'_>)> {
        let folded = fold(name);
        let skeleton = skeleton(&folded);
        if skeleton.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<_> = self
            .look_up(|i| i.sounds(&skeleton))
            .into_iter()
            .map(|e| (likeness(&folded, &fold(e.name)), e))
            .filter(|(alike, _)| *alike >= LEAST_ALIKE)
            .collect();
        found.sort_by(|a, b| {
            b.0.total_cmp(&a.0).then(b.1.population.total_cmp(&a.1.population)).then(a.1.id.cmp(&b.1.id))
        });
        found
    }

    /// The country whose people are called `name`.
    pub fn people(&self, name: &str) -> Option<PlaceEntry<'_>> {
        let key = format!("{DEMONYM}{}", fold(name));
        self.look_up(|i| i.exact(&key)).into_iter().max_by(|a, b| a.population.total_cmp(&b.population))
    }

    fn look_up(&self, find: impl Fn(&Index) -> Vec<u32>) -> Vec<PlaceEntry<'_>> {
        let ids =
            |own, index: &Index| find(index).into_iter().map(move |record| PlaceId { own, record }).collect::<Vec<_>>();
        let own = self.own.as_ref().map_or_else(Vec::new, |index| ids(true, index));
        let mut found: Vec<_> = own.into_iter().filter_map(|id| self.entry(id)).collect();
        for entry in ids(false, &self.bundled).into_iter().filter_map(|id| self.entry(id)) {
            // a user's dump holds again what the program has
            if entry.geonames == 0 || found.iter().all(|e| e.geonames != entry.geonames) {
                found.push(entry);
            }
        }
        found
    }
}

/// Add `new` to the gazetteer in the file `path`, making it where it is not there. Places with an id that it holds are replaced. Returns
/// how many it holds then.
///
/// # Errors
///
/// When the file cannot be read or written, or is no gazetteer.
pub fn extend(path: &Path, new: Vec<Entry>) -> Result<usize, GazetteerError> {
    let index = |source| GazetteerError::Index { path: path.into(), source };
    let mut all = match fs::read(path) {
        Ok(bytes) => entries(&Index::open_owned(&bytes).map_err(index)?),
        Err(e) if e.kind() == ErrorKind::NotFound => Vec::new(),
        Err(source) => return Err(GazetteerError::Read { path: path.into(), source }),
    };
    let ids: std::collections::BTreeSet<u32> = new.iter().filter_map(|e| e.id).collect();
    let same = |a: &Entry, b: &Entry| a.name == b.name && a.code == b.code && a.point == b.point;
    all.retain(|e| e.id.is_none_or(|id| !ids.contains(&id)));
    for entry in new {
        if entry.id.is_some() || !all.iter().any(|e| e.id.is_none() && same(e, &entry)) {
            all.push(entry);
        }
    }
    let bytes = build(&all).map_err(index)?;
    let write = |source| GazetteerError::Write { path: path.into(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(write)?;
    }
    // written aside and moved, so that a full disk does not cost the user the places of before
    let aside = path.with_extension("part");
    fs::write(&aside, bytes).and_then(|()| fs::rename(&aside, path)).map_err(write)?;
    Ok(all.len())
}
