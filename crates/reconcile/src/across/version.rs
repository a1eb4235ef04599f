//! What linking needs to know of an incident.

use serde::{Deserialize, Serialize};
use truceline_ground::places::{bare, fold, skeleton};
use truceline_record::{CharIndex, Incident, IncidentType, MentionKind, Place, Reading, Reality, Span, TollRange};

use super::words::rarest;
use super::{Linker, Word, days};

/// Words that are kept of an incident that its report is chiefly about, and of another.
const WORDS: (usize, usize) = (48, 12);
/// Words of names that are kept, in the same way.
const NAMES: (usize, usize) = (24, 10);
/// Words of a title that are kept.
const TITLE: usize = 12;
/// Sentences at the head of a report that tell of what it is chiefly about.
const HEAD: usize = 3;
/// Code points at the head of a report in which its own day may stand.
const DATELINE: u32 = 200;
/// Parties, and figures, that are kept.
const MOST: usize = 8;

/// One report's word on one incident, as far as linking needs it.
///
/// Made by [`Linker::versions`]; for the ledger to store as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// The incident's id in its report's reading: `i1`, `i2`, ...
    pub incident: String,
    /// Whether the report is chiefly about it.
    pub main: bool,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: IncidentType,
    /// Whether it happened.
    pub reality: Reality,
    /// On which days; none where they are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Days>,
    /// The report's own day: when it was published, else the day that its head gives. Days from 1970-01-01.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<i32>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Site>,
    /// Who did it, as stated by anyone: folded names, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actors: Vec<String>,
    /// Who or what was hit: folded names, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// Killed, the widest range over the report's sources.
    #[serde(default)]
    pub killed: TollRange,
    /// Injured, in the same way.
    #[serde(default)]
    pub injured: TollRange,
    /// Every number of killed that the report gives, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<u32>,
    /// The rarest words of the sentences that tell of it, by key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Word>,
    /// The rarest words of names there; of an incident that the report is chiefly about, of the whole report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Word>,
    /// The words of the report's title, where the report is chiefly about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub title: Vec<Word>,
}

/// Days from 1970-01-01, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(i32, i32)", into = "(i32, i32)")]
pub struct Days {
    /// The first.
    pub first: i32,
    /// The last.
    pub last: i32,
}

impl From<(i32, i32)> for Days {
    fn from((first, last): (i32, i32)) -> Self {
        Self { first: first.min(last), last: last.max(first) }
    }
}

impl From<Days> for (i32, i32) {
    fn from(d: Days) -> Self {
        (d.first, d.last)
    }
}

/// A place as linking compares it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// What the spellings of its name have in common; empty where it has none, or is no more than its region or country.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// Its name, folded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The region that it lies in, folded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub admin: String,
    /// The country, folded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub country: String,
    /// Latitude and longitude in degrees, where it is a point and not an area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<(f64, f64)>,
}

impl Version {
    /// Whether it may be one with an incident of another report: it happened, and is known by its day, or its place, or both.
    pub fn linkable(&self) -> bool {
        let known = self.days.is_some() || self.place.is_some() || self.main;
        self.reality == Reality::Actual && known
    }
}

impl Linker {
    /// A version of every incident of a reading, in the order of the reading.
    pub fn versions(&self, reading: &Reading) -> Vec<Version> {
        let text = Text { reading, index: CharIndex::new(&reading.report.text) };
        let told = text.day();
        let title = reading.report.title.as_deref().map(|t| rarest(self.words.of(t), TITLE)).unwrap_or_default();
        reading.incidents.iter().map(|i| self.version(&text, i, told, &title)).collect()
    }

    fn version(&self, text: &Text<'_>, i: &Incident, told: Option<i32>, title: &[Word]) -> Version {
        let pick = |(main, other)| if i.main { main } else { other };
        let within = text.sentences(i);
        let words = self.words.of(&within.iter().map(|s| text.words(*s)).collect::<Vec<_>>().join("\n"));
        let names = self.words.of_names(text.names(i.main, &within).into_iter());
        let figure = |t: &truceline_record::Toll| t.min.or(t.max);
        let mut figures: Vec<u32> = i.killed.iter().filter_map(figure).collect();
        figures.sort_unstable();
        figures.dedup();
        figures.truncate(MOST);
        Version {
            incident: i.id.clone(),
            main: i.main,
            kind: i.kind,
            reality: i.reality,
            days: i.date.as_ref().and_then(|d| {
                let (first, last) =
                    (d.start.as_deref().and_then(days::number), d.end.as_deref().and_then(days::number));
                Some(Days::from((first.or(last)?, last.or(first)?)))
            }),
            told,
            place: i.place.as_ref().and_then(site),
            actors: folded(i.actors.iter().map(|a| a.name.as_str())),
            targets: folded(i.targets.iter().map(|t| t.name.as_str())),
            killed: i.toll.killed,
            injured: i.toll.injured,
            figures,
            words: rarest(words, pick(WORDS)),
            names: rarest(names, pick(NAMES)),
            title: if i.main { title.to_vec() } else { Vec::new() },
        }
    }
}

fn folded<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut out: Vec<String> = names.map(fold).filter(|n| !n.is_empty()).collect();
    out.sort_unstable();
    out.dedup();
    out.truncate(MOST);
    out
}

fn site(place: &Place) -> Option<Site> {
    let of = |n: &Option<String>| n.as_deref().map(fold).unwrap_or_default();
    let (name, admin, country) = (of(&place.name), of(&place.admin), of(&place.country));
    let wide = matches!(place.precision.as_deref(), Some("country" | "admin1"));
    let own = !name.is_empty() && !wide && name != country;
    let sound = skeleton(&name);
    let key = match () {
        () if !own => String::new(),
        () if sound.is_empty() => bare(&name).unwrap_or_else(|| name.clone()),
        () => sound,
    };
    let at = place.lat.zip(place.lon).filter(|_| !wide);
    let out = Site { key, name, admin, country, at };
    (out != Site::default()).then_some(out)
}

struct Text<'a> {
    reading: &'a Reading,
    index: CharIndex,
}

impl Text<'_> {
    fn words(&self, span: Span) -> &str {
        self.index.slice(&self.reading.report.text, span)
    }

    /// The report's own day.
    fn day(&self) -> Option<i32> {
        let r = self.reading;
        let head = || {
            let one = |t: &&truceline_record::Time| t.end <= DATELINE && t.from.is_some() && t.from == t.to;
            r.times.iter().find(one).and_then(|t| days::number(t.from.as_deref()?))
        };
        r.report.published.as_deref().and_then(days::number).or_else(head)
    }

    /// The sentences that an incident's triggers stand in, with the head of the report where it is chiefly about it.
    fn sentences(&self, i: &Incident) -> Vec<Span> {
        let holds = |s: &Span| i.triggers.iter().any(|t| s.overlaps(*t));
        let head = |n: usize| i.main && n < HEAD;
        let all = self.reading.sentences.iter().enumerate();
        all.filter(|(n, s)| head(*n) || holds(s)).map(|(_, s)| *s).collect()
    }

    /// The names that stand in some sentences, or anywhere.
    fn names(&self, anywhere: bool, within: &[Span]) -> Vec<&str> {
        use MentionKind as K;
        let named = |k| matches!(k, K::Person | K::Organisation | K::Location | K::Facility);
        let here = |s: Span| anywhere || within.iter().any(|w| w.contains(s));
        let all = self.reading.mentions.iter().filter(|m| named(m.kind) && here(m.span()));
        all.map(|m| self.words(m.span())).filter(|w| truceline_ground::places::named(w)).collect()
    }
}
