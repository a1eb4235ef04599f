//! What linking needs to know of an incident.

use serde::{Deserialize, Serialize};
use truceline_ground::places::{bare, fold, skeleton};
use truceline_record::{
    CharIndex, Incident, IncidentType, Mention, MentionKind, Place, Reading, Reality, Span, Time, Toll, TollRange,
};

use super::words::{Words, rarest};
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
    /// The rarest words of the sentences that tell of it, in an order of their own.
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
    /// Whether its region is called after it, so that its name may stand for the region.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub seat: bool,
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
        let text = Text::new(reading, &self.words);
        reading.incidents.iter().map(|i| version(&text, i)).collect()
    }
}

fn version(text: &Text<'_>, i: &Incident) -> Version {
    let within = text.sentences(i);
    let figure = |t: &Toll| t.min.or(t.max);
    let mut figures: Vec<u32> = i.killed.iter().filter_map(figure).collect();
    figures.sort_unstable();
    figures.dedup();
    figures.truncate(MOST);
    let days = i.date.as_ref().and_then(|d| {
        let day = |d: &Option<String>| d.as_deref().and_then(days::number);
        let (first, last) = (day(&d.start), day(&d.end));
        Some(Days::from((first.or(last)?, last.or(first)?)))
    });
    Version {
        incident: i.id.clone(),
        main: i.main,
        kind: i.kind,
        reality: i.reality,
        days,
        told: text.told,
        place: i.place.as_ref().and_then(site),
        actors: folded(i.actors.iter().map(|a| a.name.as_str())),
        targets: folded(i.targets.iter().map(|t| t.name.as_str())),
        killed: i.toll.killed,
        injured: i.toll.injured,
        figures,
        words: rarest(within.iter().flat_map(|&n| &text.words[n]), if i.main { WORDS.0 } else { WORDS.1 }),
        names: if i.main { text.names_anywhere.clone() } else { text.names(&within) },
        title: if i.main { text.title.clone() } else { Vec::new() },
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
    let seat = !key.is_empty() && skeleton(&admin) == key;
    let out = Site { key, name, admin, seat, country, at };
    (out != Site::default()).then_some(out)
}

/// A report's text, with the words of its sentences and names made comparable once for all its incidents.
struct Text<'a> {
    sentences: &'a [Span],
    words: Vec<Vec<Word>>,
    names: Vec<(Span, Vec<Word>)>,
    names_anywhere: Vec<Word>,
    title: Vec<Word>,
    told: Option<i32>,
}

impl<'a> Text<'a> {
    fn new(reading: &'a Reading, words: &Words) -> Self {
        use MentionKind as K;
        let index = CharIndex::new(&reading.report.text);
        let told = reading.incidents.iter().any(|i| i.main);
        let triggers = || reading.incidents.iter().flat_map(|i| &i.triggers);
        let of_sentence = |(n, s): (usize, &Span)| {
            let needed = told && n < HEAD || triggers().any(|t| t.overlaps(*s));
            if needed { words.of(index.slice(&reading.report.text, *s)) } else { Vec::new() }
        };
        let named = |m: &&Mention| matches!(m.kind, K::Person | K::Organisation | K::Location | K::Facility);
        let of_mention = |m: &Mention| {
            let name = index.slice(&reading.report.text, m.span());
            truceline_ground::places::named(name).then(|| (m.span(), words.of_name(name)))
        };
        let names: Vec<(Span, Vec<Word>)> = reading.mentions.iter().filter(named).filter_map(of_mention).collect();
        let title = reading.report.title.as_deref().map(|t| words.of(t)).unwrap_or_default();
        Self {
            sentences: &reading.sentences,
            words: reading.sentences.iter().enumerate().map(of_sentence).collect(),
            names_anywhere: rarest(names.iter().flat_map(|(_, words)| words), NAMES.0),
            names,
            title: rarest(title.iter(), TITLE),
            told: own_day(reading),
        }
    }

    /// The sentences, by number, that an incident's triggers stand in, with the head of the report where it is chiefly about it.
    fn sentences(&self, i: &Incident) -> Vec<usize> {
        let holds = |s: &Span| i.triggers.iter().any(|t| s.overlaps(*t));
        let all = self.sentences.iter().enumerate();
        all.filter(|(n, s)| i.main && *n < HEAD || holds(s)).map(|(n, _)| n).collect()
    }

    /// The rarest words of names that stand in some sentences.
    fn names(&self, within: &[usize]) -> Vec<Word> {
        let here = |s: &Span| within.iter().any(|&n| self.sentences[n].contains(*s));
        rarest(self.names.iter().filter(|(s, _)| here(s)).flat_map(|(_, words)| words), NAMES.1)
    }
}

/// The day of a report.
fn own_day(reading: &Reading) -> Option<i32> {
    let head = || {
        let one = |t: &&Time| t.end <= DATELINE && t.from.is_some() && t.from == t.to;
        reading.times.iter().find(one).and_then(|t| days::number(t.from.as_deref()?))
    };
    reading.report.published.as_deref().and_then(days::number).or_else(head)
}
