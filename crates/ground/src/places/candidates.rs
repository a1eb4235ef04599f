//! The places that a report's names may mean, scored by the names and the words around them.

use std::collections::BTreeMap;

use truceline_record::Span;

use super::fold::{fold, is_transliterated};
use super::gazetteer::{Gazetteer, Match, PlaceEntry, PlaceId, within};
use super::index::Feature;
use super::outlet;
use super::phrase::{Link, Offset};
use super::resolve::Context;
use super::said::{Said, said};
use super::words::Words;

/// A place that a name may mean. Each part of its score is in points; two points more are a good reason.
#[derive(Clone, Debug)]
pub(super) struct Candidate<'g> {
    pub(super) entry: PlaceEntry<'g>,
    /// What it is and how many live there.
    pub(super) weight: f64,
    /// How its name meets the report's.
    pub(super) name: f64,
    /// Whether it is what the report calls it.
    pub(super) noun: f64,
    /// Whether it lies where the report says.
    pub(super) held: f64,
    /// Whether it lies outside of what the report plainly says it lies in.
    pub(super) outside: bool,
    /// How near it is to the report's other places.
    pub(super) company: f64,
    /// Whether it is alone in a country that the report does not speak of.
    pub(super) alone: f64,
    /// Whether it is far from all the towns that the report surely speaks of.
    pub(super) astray: f64,
    /// Its share among its group's candidates, 0 to 1.
    pub(super) share: f64,
}

impl Candidate<'_> {
    pub(super) fn score(&self) -> f64 {
        self.weight + self.name + self.noun + self.held + self.company + self.alone + self.astray
    }

    pub(super) fn parts(&self) -> Vec<(&'static str, f64)> {
        let all = [
            ("what it is and how large", self.weight),
            ("how its name is spelt", self.name),
            ("what the report calls it", self.noun),
            ("what the report says it lies in", self.held),
            ("the report's other places", self.company),
            ("in a country that the report does not speak of", self.alone),
            ("far from where the report is", self.astray),
        ];
        all.into_iter().filter(|(_, points)| *points != 0.0).collect()
    }
}

/// A mention of a group.
pub(super) struct Member {
    pub(super) number: usize,
    pub(super) offset: Offset,
}

/// A place that a name is said to lie in.
pub(super) struct Container<'g> {
    link: Link,
    places: Vec<PlaceEntry<'g>>,
}

/// Mentions that are taken to be of the same place.
pub(super) struct Group<'g> {
    pub(super) name: String,
    pub(super) folded: String,
    pub(super) people: bool,
    /// The longer name that it is a part of.
    pub(super) whole: Option<String>,
    /// Whether the report speaks of a quarter.
    pub(super) quarter: bool,
    /// Whether it is a facility's name, which holds the name of a place or of anything else.
    pub(super) facility: bool,
    pub(super) mentions: Vec<Member>,
    pub(super) containers: Vec<Container<'g>>,
    pub(super) candidates: Vec<Candidate<'g>>,
    /// How much it counts for other groups.
    pub(super) count: f64,
}

impl Group<'_> {
    /// Whether the report's words only hold a town's name, or speak of a quarter, which may bear any.
    pub(super) const fn only_holds(&self) -> bool {
        self.whole.is_some() || self.quarter
    }

    /// The least of the places that it is said to lie in.
    pub(super) fn within(&self) -> Option<PlaceId> {
        let each = self.containers.iter().filter_map(|c| c.places.first());
        let least = |e: &&PlaceEntry| (e.feature == Feature::Settlement, e.code.split('.').count());
        each.rev().max_by_key(least).map(|e| e.id)
    }
}

/// People of a town after which, spelt otherwise, an airport or a bridge may well be called.
const LENDS: f64 = 100_000.0;
/// What a town loses where the report speaks of a quarter.
const CITY: f64 = -3.0;
/// Characters before and after a mention that may say something of it.
const AROUND: usize = 70;

/// The groups of a report's mentions, and one for its outlet that no mention is in.
pub(super) fn groups<'g>(
    gazetteer: &'g Gazetteer,
    words: &Words,
    text: &str,
    mentions: &[Span],
    context: Context,
) -> Vec<Group<'g>> {
    let chars: Vec<char> = text.chars().collect();
    let slice = |from: usize, to: usize| {
        chars.get(from.min(to)..to.min(chars.len())).unwrap_or_default().iter().collect::<String>()
    };
    let of = |(number, span): (usize, &Span)| {
        let (start, end) = (span.start as usize, span.end as usize);
        let (inside, before, after) =
            (slice(start, end), slice(start.saturating_sub(AROUND), start), slice(end, end + AROUND));
        said(gazetteer, words, &inside, &before, &after).map(|said| (number, said))
    };
    let mut all: Vec<(usize, Said)> = mentions.iter().enumerate().filter_map(of).collect();
    hold(gazetteer, &mut all);
    let mut groups: Vec<Group<'g>> = Vec::new();
    let mut known = BTreeMap::new();
    for (number, said) in all {
        let held: Vec<String> =
            said.containers.iter().map(|(link, name, _)| format!("{link:?} {}", fold(name))).collect();
        let key = (fold(&said.name), said.whole.as_deref().map(fold), said.noun, held);
        let member = Member { number, offset: said.offset };
        let at = *known.entry(key).or_insert_with(|| {
            groups.push(group(gazetteer, said));
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            group.mentions.push(member);
            group.count = 1.0 + (group.mentions.len() as f64).ln();
        }
    }
    groups.extend(outlet::group(gazetteer, context));
    groups
}

/// A name that the report says once what it lies in lies there wherever else it is named, unless it is said to lie in different places.
fn hold(gazetteer: &Gazetteer, all: &mut [(usize, Said)]) {
    // peoples and countries are where they are
    let local = |s: &Said| !s.people && gazetteer.named(&s.name).1.iter().all(|e| e.feature != Feature::Country);
    let mut told: BTreeMap<String, Vec<(Link, String, Option<Feature>)>> = BTreeMap::new();
    for (_, said) in all.iter().filter(|(_, s)| local(s)) {
        for one in said.containers.iter().filter(|(link, ..)| *link == Link::In) {
            let known = told.entry(fold(&said.name)).or_default();
            if known.iter().all(|k| fold(&k.1) != fold(&one.1)) {
                known.push(one.clone());
            }
        }
    }
    for (_, said) in all.iter_mut().filter(|(_, s)| s.containers.iter().all(|(link, ..)| *link != Link::In)) {
        if let Some([one]) = told.get(&fold(&said.name)).map(Vec::as_slice) {
            said.containers.push(one.clone());
        }
    }
}

fn group(gazetteer: &Gazetteer, said: Said) -> Group<'_> {
    let containers: Vec<Container> = said
        .containers
        .iter()
        .map(|(link, name, noun)| Container { link: *link, places: container_places(gazetteer, name, *noun) })
        .collect();
    let folded = fold(&said.name);
    let people = if said.people { gazetteer.people(&said.name) } else { None };
    let mut candidates: Vec<Candidate> = match people {
        Some(entry) => vec![candidate(entry, 0.0)],
        None => {
            let (how, named) = gazetteer.named(&said.name);
            let points = if how == Match::Exact { 0.0 } else { -0.5 };
            named.into_iter().map(|e| candidate(e.clone(), points + spelling(&e, &folded))).collect()
        }
    };
    // letters alone: "EU" is no town
    let initials = folded.len() <= 3 && said.name.chars().all(|c| c.is_uppercase() || c == '.');
    if initials {
        candidates.retain(|c| matches!(c.entry.feature, Feature::Country | Feature::Admin1));
    }
    // quarters and facilities are not in the gazetteer, and their names are like those of villages; large towns lend them theirs
    let part = matches!(said.noun, Some(Feature::Quarter | Feature::Spot));
    if candidates.is_empty() && !initials {
        let lends = |e: &PlaceEntry| e.feature == Feature::Settlement && e.population >= LENDS;
        let alike = gazetteer.sounding(&said.name).into_iter().filter(|(_, e)| !part || lends(e));
        candidates.extend(alike.map(|(alike, e)| candidate(e, (alike - 1.0) * 6.0 - 1.5)));
    }
    let towns: Vec<&str> = candidates.iter().filter(|c| is_town(c)).map(|c| c.entry.code).collect();
    for c in &mut candidates {
        c.noun = said.noun.map_or_else(|| unnamed(c, &towns), |noun| agreement(noun, c.entry.feature));
        // a quarter is no city of its own
        if said.noun == Some(Feature::Quarter) && is_town(c) {
            c.noun += CITY;
        }
        c.held = containers.iter().map(|container| held(container, &c.entry)).sum();
        let plain = |c: &&Container| c.link == Link::In && !c.places.is_empty();
        c.outside = containers.iter().filter(plain).any(|container| held(container, &c.entry) <= 0.0);
    }
    Group {
        name: said.name,
        whole: said.whole,
        quarter: said.noun == Some(Feature::Quarter) || is_side(&folded),
        folded,
        people: said.people,
        facility: said.noun == Some(Feature::Spot),
        mentions: Vec::new(),
        containers,
        candidates,
        count: 1.0,
    }
}

pub(super) fn candidate(entry: PlaceEntry<'_>, name: f64) -> Candidate<'_> {
    let size = entry.population.max(1.0).log10();
    let weight = match entry.feature {
        Feature::Country => 8.5,
        Feature::Admin1 => 3.0 + size / 2.0,
        Feature::Admin2 => 1.0 + size / 2.0,
        Feature::Continent => 8.0,
        Feature::Area | Feature::Water => 6.5,
        Feature::Terrain => 4.0,
        Feature::Quarter | Feature::Spot => 2.0,
        Feature::Settlement => size + if entry.capital { 1.0 } else { 0.0 },
    };
    Candidate {
        entry,
        weight,
        name,
        noun: 0.0,
        held: 0.0,
        outside: false,
        company: 0.0,
        alone: 0.0,
        astray: 0.0,
        share: 0.0,
    }
}

/// "East Side": many towns have one.
fn is_side(folded: &str) -> bool {
    let direction = |w: &str| matches!(w, "north" | "south" | "east" | "west");
    folded.split_once(' ').is_some_and(|(first, rest)| direction(first) && matches!(rest, "side" | "end"))
}

/// A name that is the place's first name, not one of its others.
fn spelling(entry: &PlaceEntry, folded: &str) -> f64 {
    if fold(entry.name) == *folded { 1.0 } else { 0.0 }
}

/// Whether a candidate is a town that most would think of before a unit of its name.
fn is_town(c: &Candidate) -> bool {
    c.entry.feature == Feature::Settlement && c.entry.population >= 20_000.0
}

/// A unit's name without the word for the unit is more often that of the town in it.
fn unnamed(c: &Candidate, towns: &[&str]) -> f64 {
    match c.entry.feature {
        Feature::Admin1 if towns.iter().any(|code| within(code, c.entry.code)) => -1.5,
        Feature::Admin2 => -1.5,
        _ => 0.0,
    }
}

fn agreement(noun: Feature, feature: Feature) -> f64 {
    match (noun, feature) {
        (a, b) if a == b => 2.5,
        (Feature::Admin1, Feature::Country | Feature::Area | Feature::Admin2) => 0.0,
        (Feature::Admin1, _) => -2.0,
        (Feature::Admin2, Feature::Quarter) => 1.0,
        (Feature::Admin2, Feature::Settlement) => 0.0,
        (Feature::Quarter, Feature::Settlement) => -0.5,
        (Feature::Settlement, Feature::Country | Feature::Admin1 | Feature::Area | Feature::Admin2) => -3.0,
        (Feature::Quarter | Feature::Spot, Feature::Country | Feature::Admin1) => -6.0,
        _ => 0.0,
    }
}

/// The places that a name after "in" or a comma may mean as what something lies in.
fn container_places<'g>(gazetteer: &'g Gazetteer, name: &str, noun: Option<Feature>) -> Vec<PlaceEntry<'g>> {
    let (_, mut named) = gazetteer.named(name);
    if named.is_empty() {
        named.extend(gazetteer.sounding(name).into_iter().map(|(_, e)| e));
    }
    // a village holds nothing that a report would name beside it
    let folded = fold(name);
    named.retain(|e| {
        e.feature != Feature::Settlement
            || e.population >= 5_000.0 && (is_transliterated(e.country()) || fold(e.name) == folded)
    });
    named.retain(|e| noun.is_none_or(|n| agreement(n, e.feature) >= 0.0));
    named.sort_by(|a, b| {
        candidate(b.clone(), 0.0).weight.total_cmp(&candidate(a.clone(), 0.0).weight).then(a.id.cmp(&b.id))
    });
    named
}

fn held(container: &Container, entry: &PlaceEntry) -> f64 {
    let holds = |c: &PlaceEntry| {
        let unit = c.id != entry.id && c.holds(entry.code) && c.code != entry.code
            || c.id != entry.id
                && c.holds(entry.code)
                && !matches!(entry.feature, Feature::Country | Feature::Admin1 | Feature::Admin2);
        let area = c.feature == Feature::Area && !c.code.is_empty() && within(entry.code, c.code);
        let town = c.feature == Feature::Settlement
            && c.id != entry.id
            && c.country() == entry.country()
            && near(c, entry, 40.0);
        unit || area || town
    };
    match container.places.iter().find(|c| holds(c)) {
        Some(c) if c.feature == Feature::Settlement => 3.0,
        Some(_) => 6.0,
        None => 0.0,
    }
}

fn near(a: &PlaceEntry, b: &PlaceEntry, km: f64) -> bool {
    a.point.zip(b.point).is_some_and(|(a, b)| super::context::distance(a, b) <= km)
}
