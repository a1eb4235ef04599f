//! Keys under which versions that may be one meet.
//!
//! A key joins a few days with one thing that an incident is known by: a region with a kind of incident, a place, a rare word or name, a number of killed.
//! What has no day meets others by two such things at once. So no key is shared by more than what is reported of one thing in some days, and a
//! look-up stays small however many years a ledger holds.

use truceline_record::IncidentType;
use xxhash_rust::xxh3::xxh3_64;

use super::{Days, Linker, Version, Word};

/// Days to one bucket, for what is selective by itself.
const BUCKET: i32 = 4;
/// Days by which the dates of one incident may differ between reports and the two still meet.
const SLACK: i32 = 1;
/// Days over which an interval says too little to meet others by.
const LONG: i32 = 10;
/// Weight from which a word or name is rare.
const RARE: f32 = 4.0;
/// Rare words, and rare names, by which an incident is found that its report is chiefly about.
const FEW: usize = 4;
/// Rare words, and rare names, two of which have to be shared where a day is not known.
const PAIRED: usize = 6;
/// Least number of killed that tells incidents from each other.
const MANY: u32 = 3;

/// Where a version is filed, and where others that may be one with it are filed.
///
/// `a.file` and `b.seek` share a key if and only if `b.file` and `a.seek` do. Keys are stable: the same in every ledger and version of the program that keeps
/// [`BLOCKS`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// To be stored with the version, sorted.
    pub file: Vec<u64>,
    /// To be looked up among the keys stored with other versions, sorted.
    pub seek: Vec<u64>,
}

/// Counts up whenever keys are made in another way, so that a ledger knows to make them anew.
pub const BLOCKS: u32 = 1;

/// What a key is of.
struct Keys(Vec<u64>);

impl Keys {
    fn add(&mut self, parts: &[&str]) {
        self.0.push(xxh3_64(parts.join("\t").as_bytes()));
    }

    fn sorted(mut self) -> Vec<u64> {
        self.0.sort_unstable();
        self.0.dedup();
        self.0
    }
}

impl Linker {
    /// The keys of a version; none for one that is not [`linkable`](Version::linkable).
    pub fn blocks(&self, v: &Version) -> Blocks {
        let (mut file, mut seek) = (Keys(Vec::new()), Keys(Vec::new()));
        if !v.linkable() {
            return Blocks::default();
        }
        let days = known_days(v);
        let kind = family(v.kind);
        if let Some(p) = &v.place {
            let region = if p.admin.is_empty() { &p.country } else { &p.admin };
            if !region.is_empty() {
                for d in &days {
                    (d.first..=d.last).for_each(|d| file.add(&["region", &d.to_string(), region, kind]));
                    (d.first - SLACK..=d.last + SLACK)
                        .for_each(|d| seek.add(&["region", &d.to_string(), region, kind]));
                }
            }
        }
        for thing in selective(v) {
            let bucket = |d: i32| d.div_euclid(BUCKET).to_string();
            for d in &days {
                (d.first..=d.last).for_each(|d| file.add(&["thing", &bucket(d), &thing]));
                (d.first - SLACK..=d.last + SLACK).for_each(|d| seek.add(&["thing", &bucket(d), &thing]));
            }
        }
        // those with a day are found by those without, not by each other
        for pair in pairs(v) {
            file.add(&[if days.is_empty() { "undated" } else { "dated" }, &pair]);
            seek.add(&["undated", &pair]);
            if days.is_empty() {
                seek.add(&["dated", &pair]);
            }
        }
        Blocks { file: file.sorted(), seek: seek.sorted() }
    }
}

/// The days on which an incident may meet others: its own where they are few, and the report's own where the report is chiefly about it.
fn known_days(v: &Version) -> Vec<Days> {
    let own = v.days.filter(|d| d.last - d.first < LONG);
    let told = v.told.filter(|_| v.main).map(|t| Days { first: t - 1, last: t });
    own.into_iter().chain(told).collect()
}

/// What, within some days, few incidents share.
fn selective(v: &Version) -> Vec<String> {
    let place = v.place.iter().filter(|p| !p.key.is_empty()).map(|p| format!("place {}", p.key));
    let figure = |n: &u32| format!("killed {n} {}", family(v.kind));
    let killed = v.figures.iter().filter(|n| **n >= MANY).take(2).map(figure);
    let few = if v.main { FEW } else { 0 };
    let words = rare(&v.words, few).into_iter().map(|w| format!("word {}", w.key));
    let names = rare(&v.names, few).into_iter().map(|w| format!("name {}", w.key));
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
        for of in [rare(&v.names, PAIRED), rare(&v.words, PAIRED), rare(&v.title, FEW)] {
            let mut keys: Vec<&str> = of.iter().map(|w| w.key.as_str()).collect();
            keys.sort_unstable();
            let with = |(n, a): (usize, &&str)| keys.iter().skip(n + 1).map(|b| format!("{a} {b}")).collect::<Vec<_>>();
            out.extend(keys.iter().enumerate().flat_map(with));
        }
    }
    out
}

fn rare(words: &[Word], most: usize) -> Vec<&Word> {
    let mut out: Vec<&Word> = words.iter().filter(|w| w.weight >= RARE).collect();
    out.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.key.cmp(&b.key)));
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

/// Whether incidents of a type do harm at one time and place.
pub(super) fn violent(kind: IncidentType) -> bool {
    matches!(family(kind), "from afar" | "bomb" | "battle" | "at hand")
}
