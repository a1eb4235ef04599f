//! Keys under which versions that may be one meet.
//!
//! A key joins a few days with one thing that an incident is known by: a region with a kind of incident, a place, a rare word or name, a number of killed.
//! What has no day meets others by two such things at once. So no key is shared by more than what is reported of one thing in some days, and a
//! look-up stays small however many years a ledger holds.

use std::collections::BTreeMap;
use std::convert::Infallible;

use truceline_record::IncidentType;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{Days, Linker, Shelf, Version, Word};

/// Days to one bucket, for what is selective by itself.
const BUCKET: i32 = 4;
/// Days under which two things at once lie together.
const PERIOD: i32 = 16;
/// Days by which the dates of one incident may differ between reports and the two still meet.
const SLACK: i32 = 1;
/// Days over which an interval says too little to meet others by.
const LONG: i32 = 10;
/// Weight from which a word or name is rare.
const RARE: f32 = 4.0;
/// Rare words, and rare names, by which an incident is found within some days, that its report is chiefly about.
const FEW: usize = 4;
/// Weight that two words must have together to find an incident without a day: one report in two thousand holds such a pair.
const RARE_PAIR: f32 = 7.5;
/// Words, names, and words of the title of which such pairs are made.
const PAIRED: [usize; 3] = [6, 4, 3];
/// Least number of killed that tells incidents from each other.
const MANY: u32 = 3;

/// Where a version is filed, and where others that may be one with it are filed.
///
/// `a.file` and what `b` seeks share a key if and only if `b.file` and what `a` seeks do. Keys are stable: the same in every ledger and version of the program
/// that keeps [`BLOCKS`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// To be stored with the version, sorted.
    pub file: Vec<u64>,
    /// What it looks for among the keys stored with other versions, sorted.
    seek: Vec<u64>,
    /// What a version without a day looks for on all days, sorted.
    whenever: Vec<u64>,
}

impl Blocks {
    /// All keys to be looked up, where `least` gives the least key stored that is not less than the one given.
    ///
    /// # Errors
    ///
    /// Those of `least`.
    pub fn sought<E>(&self, least: impl FnMut(u64) -> Result<Option<u64>, E>) -> Result<Vec<u64>, E> {
        let mut keys = self.seek.clone();
        keys.extend(PAIRS.whenever(&self.whenever, least)?);
        Ok(keys)
    }

    /// The same, over the keys of a map.
    pub fn sought_in<V>(&self, filed: &BTreeMap<u64, V>) -> Vec<u64> {
        let least = |from: u64| Ok::<_, Infallible>(filed.range(from..).next().map(|(key, _)| *key));
        self.sought(least).unwrap_or_default()
    }
}

/// Where versions are filed by two things at once.
const PAIRS: Shelf = Shelf::SECOND;

/// Counts up whenever versions or keys are made in another way, so that a ledger knows to make them anew from its readings.
pub const BLOCKS: u32 = 2;

/// What a key is of, beside what follows.
#[derive(Clone, Copy)]
enum Of {
    Region,
    Thing,
    Placed,
    Wide,
    Anywhere,
    Pair,
}

fn hash(of: Of, text: &str) -> u64 {
    xxh3_64_with_seed(text.as_bytes(), of as u64)
}

/// The key of some text on a day.
fn key(of: Of, day: i32, text: &str) -> u64 {
    Shelf::FIRST.key(day, hash(of, text))
}

#[derive(Default)]
struct Keys(Blocks);

impl Keys {
    /// File under the keys of some days, and look a little before and after.
    fn meet(&mut self, days: Days, key: impl Fn(i32) -> u64) {
        self.0.file.extend((days.first..=days.last).map(&key));
        self.0.seek.extend((days.first - SLACK..=days.last + SLACK).map(key));
    }

    /// File and look under the same keys.
    fn both(&mut self, of: impl Iterator<Item = u64> + Clone) {
        self.0.file.extend(of.clone());
        self.0.seek.extend(of);
    }

    fn done(self) -> Blocks {
        let sorted = |mut keys: Vec<u64>| {
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        let Blocks { file, seek, whenever } = self.0;
        Blocks { file: sorted(file), seek: sorted(seek), whenever: sorted(whenever) }
    }
}

impl Linker {
    /// The keys of a version; none for one that is not [`linkable`](Version::linkable).
    pub fn blocks(&self, v: &Version) -> Blocks {
        let mut keys = Keys::default();
        if v.linkable() {
            let days = known_days(v);
            let things = selective(v);
            for &d in &days {
                by_region(v, d, &mut keys);
                if v.main {
                    without_region(v, d, &mut keys);
                }
                // buckets of the days and the one after: those of two days that differ by one share one
                let buckets = d.first.div_euclid(BUCKET)..=(d.last + SLACK).div_euclid(BUCKET);
                for thing in &things {
                    keys.both(buckets.clone().map(|bucket| key(Of::Thing, bucket * BUCKET, thing)));
                }
            }
            without_day(v, days.first().copied(), &mut keys);
        }
        keys.done()
    }
}

/// A region, a day and a kind of incident.
fn by_region(v: &Version, days: Days, keys: &mut Keys) {
    let Some(region) = v.place.as_ref().map(|p| &p.admin).filter(|r| !r.is_empty()) else { return };
    let own = format!("{region}\t{}", family(v.kind));
    keys.meet(days, |d| key(Of::Region, d, &own));
    if v.main {
        let wider = format!("{region}\t{}", broad(v.kind));
        keys.meet(days, |d| key(Of::Region, d, &wider));
    }
}

/// What has no region is found by what has one, and finds it, but does not bring others together.
fn without_region(v: &Version, days: Days, keys: &mut Keys) {
    let country = v.place.as_ref().map_or("", |p| p.country.as_str());
    let placed = v.place.as_ref().is_some_and(|p| !p.admin.is_empty());
    let here = format!("{country}\t{}", broad(v.kind));
    let anywhere = format!("\t{}", broad(v.kind));
    for d in days.first..=days.last {
        keys.0.file.push(key(if placed { Of::Placed } else { Of::Wide }, d, &here));
        keys.0.file.push(key(Of::Anywhere, d, &anywhere));
    }
    for d in days.first - SLACK..=days.last + SLACK {
        keys.0.seek.extend([key(Of::Wide, d, &here), key(Of::Wide, d, &anywhere)]);
        match (placed, country) {
            (true, _) => {}
            (false, "") => keys.0.seek.push(key(Of::Anywhere, d, &anywhere)),
            (false, _) => keys.0.seek.push(key(Of::Placed, d, &here)),
        }
    }
}

/// Two things at once, for what has no day: that with a day is found by it, and finds it, but does not bring others together.
fn without_day(v: &Version, first: Option<Days>, keys: &mut Keys) {
    for pair in pairs(v) {
        let hash = hash(Of::Pair, &pair);
        keys.0.seek.push(PAIRS.undated(hash));
        match first {
            Some(days) => keys.0.file.push(PAIRS.key(days.first.div_euclid(PERIOD), hash)),
            None => {
                keys.0.file.push(PAIRS.undated(hash));
                keys.0.whenever.push(hash);
            }
        }
    }
}

/// The days on which an incident may meet others: its own where they are few, and the report's own where the report is chiefly about it.
fn known_days(v: &Version) -> Vec<Days> {
    let own = v.days.filter(|d| d.last - d.first < LONG);
    let told = v.told.filter(|_| v.main).map(|t| Days { first: t - 1, last: t });
    match (own, told) {
        (Some(a), Some(b)) if a.first <= b.last + 1 && b.first <= a.last + 1 => {
            vec![Days { first: a.first.min(b.first), last: a.last.max(b.last) }]
        }
        _ => own.into_iter().chain(told).collect(),
    }
}

/// What, within some days, few incidents share.
fn selective(v: &Version) -> Vec<String> {
    let place = v.place.iter().filter(|p| !p.key.is_empty()).map(|p| format!("place {}", p.key));
    let figure = |n: &u32| format!("killed {n} {}", family(v.kind));
    let killed = v.figures.iter().filter(|n| **n >= MANY).take(2).map(figure);
    let few = if v.main { FEW } else { 0 };
    let words = rare(&v.words, RARE, few).into_iter().map(|w| format!("word {:x}", w.hash()));
    let names = rare(&v.names, RARE, few).into_iter().map(|w| format!("name {:x}", w.hash()));
    place.chain(killed).chain(words).chain(names).collect()
}

/// What few incidents share even over years: two things at once.
fn pairs(v: &Version) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(p) = v.place.as_ref().filter(|p| !p.key.is_empty()) {
        let killed = v.figures.iter().filter(|n| **n >= MANY).take(2);
        out.extend(killed.map(|n| format!("{} {n} {}", p.key, family(v.kind))));
    }
    if v.main {
        for (of, most) in [&v.words, &v.names, &v.title].into_iter().zip(PAIRED) {
            let of = rare(of, 0.0, most);
            for (n, a) in of.iter().enumerate() {
                let with = of.iter().skip(n + 1).filter(|b| a.weight() + b.weight() >= RARE_PAIR);
                out.extend(with.map(|b| format!("{:x} {:x}", a.hash().min(b.hash()), a.hash().max(b.hash()))));
            }
        }
    }
    out
}

/// The rarest of some words.
fn rare(words: &[Word], least: f32, most: usize) -> Vec<&Word> {
    let mut out: Vec<&Word> = words.iter().filter(|w| w.weight() >= least).collect();
    out.sort_by(|a, b| b.weight().total_cmp(&a.weight()).then_with(|| a.hash().cmp(&b.hash())));
    out.truncate(most);
    out
}

/// Types that reports of one incident may use for it.
pub(super) const fn family(kind: IncidentType) -> &'static str {
    use IncidentType as T;
    match kind {
        T::AirStrike | T::Shelling | T::ChemicalAttack | T::Destruction => "from afar",
        T::SuicideBombing | T::RemoteExplosive => "bomb",
        T::ArmedClash | T::TerritoryTaken | T::Deployment => "battle",
        T::Shooting | T::Execution | T::OtherViolence => "at hand",
        T::Abduction | T::Arrest | T::Torture | T::Release | T::SexualViolence => "custody",
        T::Displacement | T::Evacuation => "flight",
        T::AidDelivery | T::AidObstructed | T::Siege => "aid",
        T::Talks | T::Agreement | T::Ceasefire | T::CeasefireViolation | T::Disarmament => "talks",
        T::Protest => "protest",
        T::Other => "other",
    }
}

/// The same, wider: what a report is chiefly about may be another type of harm in another report.
fn broad(kind: IncidentType) -> &'static str {
    if violent(kind) { "harm" } else { family(kind) }
}

/// Whether incidents of a type do harm at one time and place.
pub(super) fn violent(kind: IncidentType) -> bool {
    matches!(family(kind), "from afar" | "bomb" | "battle" | "at hand")
}
