//! Mentions of a report to places of the gazetteer.
//!
//! A name is looked up (`candidates.rs`), each candidate is scored by what it is and by what the report says around the name, and then by
//! the report's other places (`context.rs`): the places of a report lie together, in few countries. A name that is not found, or whose
//! candidates do not fit, stays a name.

use std::collections::BTreeMap;

use truceline_record::Span;

use super::candidates::{Candidate, Group, groups};
use super::context::settle;
use super::description::describe;
use super::gazetteer::{Gazetteer, PlaceEntry, PlaceId};
use super::index::Feature;
use super::phrase::Offset;
use super::words::Words;

/// What is known of a report beside its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'c> {
    /// The outlet.
    pub source: Option<&'c str>,
    /// Where it was published.
    pub url: Option<&'c str>,
    /// The country of the outlet, where it is known: two letters.
    pub home: Option<&'c str>,
}

/// How exact a place is; the order and numbers are those of UCDP's `where_prec`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// The place itself.
    Exact,
    /// Near it, or in a part of it.
    Near,
    /// In its second-order unit.
    Admin2,
    /// In its first-order unit.
    Admin1,
    /// In a larger area, or along a line.
    Area,
    /// Somewhere in the country.
    Country,
    /// At sea or in the air.
    SeaOrAir,
}

impl Precision {
    /// The number in UCDP's `where_prec`.
    pub const fn where_prec(self) -> u8 {
        self as u8 + 1
    }

    /// In a word, as the record has it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
            Self::Admin2 => "admin2",
            Self::Admin1 => "admin1",
            Self::Area => "area",
            Self::Country => "country",
            Self::SeaOrAir => "sea_or_air",
        }
    }
}

/// What a mention was resolved to.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// The mention.
    pub span: Span,
    /// The name in it, without "the town of" and the like.
    pub name: String,
    /// The place, where the name was found and fits.
    pub place: Option<PlaceId>,
    /// The place that the report says it lies in, for a name that was not found.
    pub within: Option<PlaceId>,
    /// For a mention that neither settles: the place that the report spoke of last, or speaks of next. What happened there may well have
    /// happened around it, but the report does not say so.
    pub setting: Option<PlaceId>,
    /// How exact `place`, or else `within`, says where it is.
    pub precision: Option<Precision>,
    /// Where it is from the place named.
    pub offset: Offset,
    /// Whether the mention names a people, not the place.
    pub people: bool,
    /// Why, best first.
    pub why: Vec<Reason>,
}

/// A candidate and what spoke for and against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The candidate.
    pub place: PlaceId,
    /// All of the parts together.
    pub score: f64,
    /// In words and points.
    pub parts: Vec<(&'static str, f64)>,
}

/// How many candidates a resolution tells of.
const TOLD: usize = 3;
/// A candidate with less than this is none.
const LEAST: f64 = 3.0;

/// Resolves mentions of places. One is enough for all threads.
pub struct Resolver {
    gazetteer: Gazetteer,
    words: Words,
}

impl Resolver {
    /// A resolver against this gazetteer.
    pub fn new(gazetteer: Gazetteer) -> Self {
        Self { gazetteer, words: Words::bundled() }
    }

    /// The gazetteer.
    pub const fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Resolve the mentions of places in `text`; one resolution a mention, in the order given.
    pub fn resolve(&self, text: &str, mentions: &[Span], context: Context) -> Vec<Resolution> {
        let mut groups = groups(&self.gazetteer, &self.words, text, mentions, context);
        settle(&self.gazetteer, &mut groups);
        let mut by_mention = BTreeMap::new();
        for group in &groups {
            for mention in &group.mentions {
                by_mention.insert(mention.number, (group, mention.offset));
            }
        }
        let named = |(n, span): (usize, &Span)| match by_mention.get(&n) {
            Some((group, offset)) => self.resolution(*span, group, *offset),
            None => unnamed(*span),
        };
        let mut found: Vec<Resolution> = mentions.iter().enumerate().map(named).collect();
        describe(&self.gazetteer, &self.words, text, &mut found);
        found
    }

    fn resolution(&self, span: Span, group: &Group, offset: Offset) -> Resolution {
        let best = group.candidates.first().filter(|c| fits(c));
        let within = best.is_none().then(|| group.within()).flatten();
        let place = best.map(|c| c.entry.id);
        let precision = match (best, within) {
            (Some(c), _) => Some(precision(&c.entry, offset)),
            (None, Some(id)) => self.gazetteer.entry(id).map(|e| precision(&e, Offset::Part)),
            (None, None) => None,
        };
        let why = group.candidates.iter().take(TOLD).map(reason).collect();
        Resolution {
            span,
            name: group.whole.as_ref().filter(|_| place.is_none()).unwrap_or(&group.name).clone(),
            place,
            within,
            setting: None,
            precision,
            offset,
            people: group.people,
            why,
        }
    }
}

/// A mention without a name.
const fn unnamed(span: Span) -> Resolution {
    Resolution {
        span,
        name: String::new(),
        place: None,
        within: None,
        setting: None,
        precision: None,
        offset: Offset::At,
        people: false,
        why: Vec::new(),
    }
}

fn reason(c: &Candidate) -> Reason {
    Reason { place: c.entry.id, score: c.score(), parts: c.parts() }
}

/// Whether the best candidate of a group is good enough to be the place.
fn fits(best: &Candidate) -> bool {
    best.score() >= LEAST && !best.outside
}

fn precision(place: &PlaceEntry, offset: Offset) -> Precision {
    let exact = match place.feature {
        Feature::Country | Feature::Continent => Precision::Country,
        Feature::Admin1 => Precision::Admin1,
        Feature::Admin2 => Precision::Admin2,
        Feature::Settlement | Feature::Quarter | Feature::Spot => Precision::Exact,
        Feature::Area | Feature::Terrain => Precision::Area,
        Feature::Water => Precision::SeaOrAir,
    };
    match (exact, offset) {
        (Precision::Exact, Offset::Part | Offset::Near | Offset::Away(None)) => Precision::Near,
        (Precision::Exact, Offset::Away(Some(km))) if km <= 25.0 => Precision::Near,
        (Precision::Exact, Offset::Around | Offset::Away(_)) => Precision::Admin2,
        (Precision::Country, Offset::Part) => Precision::Area,
        (exact, _) => exact,
    }
}
