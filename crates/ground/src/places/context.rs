//! The report's places together: each counts for those of its country, its unit and its neighbourhood.

use std::collections::BTreeMap;

use super::candidates::{Candidate, Group};
use super::gazetteer::{Gazetteer, PlaceEntry, PlaceId};
use super::index::Feature;

/// Rounds of settling; after these hardly anything moves.
const ROUNDS: usize = 5;
/// How many candidates of a group count for others.
const COUNTED: usize = 5;
/// Points of company for each e-fold of what the other places give.
const COMPANY: f64 = 2.6;
/// Kilometres in which nearness falls to a third.
const NEIGHBOURHOOD: f64 = 60.0;
/// What a place that few know loses where no other place of the report is in its country.
const ALONE: f64 = -3.0;

/// What a town loses that is far from all the towns of the report, where the report's words only hold its name or speak of a quarter; and where they
/// name it and few live there.
const ASTRAY: (f64, f64) = (-12.0, -2.5);
/// People of a town that most know.
const KNOWN: f64 = 100_000.0;
/// Kilometres between places of one neighbourhood.
const FAR: f64 = 120.0;

/// How much of the report must be in other countries for that.
const ELSEWHERE: f64 = 0.8;
/// A name that is only like another has fewer points than this.
const SOUNDS: f64 = -1.0;

/// Score the candidates of all groups by each other, and put the best of each first.
pub(super) fn settle(gazetteer: &Gazetteer, groups: &mut [Group]) {
    for group in groups.iter_mut() {
        share(&mut group.candidates);
    }
    for _ in 0..ROUNDS {
        let strongest: Vec<Vec<Counted>> = groups.iter().map(counted).collect();
        let countries = countries(groups);
        for (n, group) in groups.iter_mut().enumerate() {
            let only_holds = group.only_holds();
            for c in &mut group.candidates {
                let given: f64 = strongest
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != n)
                    .map(|(_, counted)| {
                        counted.iter().map(|o| o.count * o.share * closeness(&c.entry, o, &group.folded)).sum::<f64>()
                    })
                    .sum();
                c.company = COMPANY * given.ln_1p();
                c.alone = alone(gazetteer, c, &countries, &group.folded, group.facility);
                let others = || strongest.iter().enumerate().filter(|(other, _)| *other != n).flat_map(|(_, o)| o);
                c.astray = if is_astray(c, others(), &group.folded) {
                    match (only_holds, c.entry.population < KNOWN) {
                        (true, _) => ASTRAY.0,
                        (false, true) => ASTRAY.1,
                        (false, false) => 0.0,
                    }
                } else {
                    0.0
                };
            }
            share(&mut group.candidates);
        }
    }
}

/// A candidate as others see it.
struct Counted {
    id: PlaceId,
    folded: String,
    code: String,
    feature: Feature,
    point: Option<(f64, f64)>,
    share: f64,
    count: f64,
    /// Whether the report's words name it, and do not only hold its name.
    named: bool,
}

fn counted(group: &Group) -> Vec<Counted> {
    let of = |c: &Candidate| Counted {
        id: c.entry.id,
        folded: group.folded.clone(),
        code: c.entry.code.to_owned(),
        feature: c.entry.feature,
        point: c.entry.point,
        share: c.share,
        count: group.count,
        named: !group.only_holds(),
    };
    group.candidates.iter().take(COUNTED).map(of).collect()
}

/// What another place gives to `entry`.
fn closeness(entry: &PlaceEntry, other: &Counted, folded: &str) -> f64 {
    if other.id == entry.id {
        return 1.0;
    }
    // two places of one name hardly stand in one report without a word on it
    if other.folded == folded && !folded.is_empty() {
        return if related(entry, other) { 3.0 } else { 0.0 };
    }
    let shared = shared_units(entry.code, &other.code);
    let country_only = matches!(other.feature, Feature::Country);
    let units = match shared {
        0 => 0.0,
        1 if country_only => 0.8,
        1 => 0.5,
        2 if other.feature == Feature::Admin1 => 2.5,
        2 => 1.5,
        _ => 2.0,
    };
    let is_point = |f: Feature| {
        !matches!(f, Feature::Country | Feature::Admin1 | Feature::Continent | Feature::Area | Feature::Water)
    };
    let nearness = match (entry.point, other.point) {
        (Some(a), Some(b)) if is_point(entry.feature) && is_point(other.feature) => {
            2.5 * (-distance(a, b) / NEIGHBOURHOOD).exp()
        }
        // small countries and their neighbours
        (Some(a), Some(b)) if is_point(entry.feature) && country_only => {
            (-distance(a, b) / (4.0 * NEIGHBOURHOOD)).exp()
        }
        _ => 0.0,
    };
    units + nearness
}

/// Whether a town is far from all the towns that the report surely speaks of.
fn is_astray<'c>(c: &Candidate, others: impl Iterator<Item = &'c Counted>, folded: &str) -> bool {
    let local = |f: Feature| matches!(f, Feature::Settlement | Feature::Quarter | Feature::Spot | Feature::Admin2);
    if !local(c.entry.feature) || c.held > 0.0 {
        return false;
    }
    let (mut here, mut elsewhere) = (0.0, 0.0);
    for o in others.filter(|o| o.named && o.folded != folded && local(o.feature)) {
        let unit = shared_units(c.entry.code, &o.code) >= 2;
        let close = c.entry.point.zip(o.point).is_some_and(|(a, b)| distance(a, b) <= FAR);
        *(if unit || close { &mut here } else { &mut elsewhere }) += o.count * o.share;
    }
    here < SOME && elsewhere >= ELSEWHERE
}

/// Less than this of a place is none.
const SOME: f64 = 0.3;

/// A town and its unit.
fn related(entry: &PlaceEntry, other: &Counted) -> bool {
    shared_units(entry.code, &other.code) >= 2
}

/// How many units two chains share from the top.
fn shared_units(a: &str, b: &str) -> usize {
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    a.split('.').zip(b.split('.')).take_while(|(a, b)| a == b).count()
}

/// How much of the report is in each country, by name.
type Countries = BTreeMap<String, BTreeMap<String, f64>>;

fn countries(groups: &[Group]) -> Countries {
    let mut countries = Countries::new();
    for group in groups {
        for c in &group.candidates {
            let names = countries.entry(c.entry.country().to_owned()).or_default();
            let share = names.entry(group.folded.clone()).or_insert(0.0);
            *share = share.max(c.share * group.count);
        }
    }
    countries
}

/// A place of a country that the report does not speak of hardly comes into it, unless it is known to everybody. Nor does one that is only
/// called so among other names, or whose name is only like the report's, or part of a facility's.
fn alone(gazetteer: &Gazetteer, c: &Candidate, countries: &Countries, folded: &str, facility: bool) -> f64 {
    let known = match c.entry.feature {
        Feature::Settlement => c.entry.capital || c.entry.population >= 1_000_000.0,
        Feature::Admin1 => c.noun > 0.0,
        Feature::Admin2 | Feature::Quarter | Feature::Spot => false,
        _ => true,
    };
    // other names of the report in a country
    let others = |names: &BTreeMap<String, f64>| {
        names.iter().filter(|(name, _)| *name != folded).map(|(_, share)| share).sum::<f64>()
    };
    let here = countries.get(c.entry.country()).map_or(0.0, others);
    let everywhere: f64 = countries.values().map(others).sum();
    let nowhere = c.held <= 0.0 && here < 0.3;
    if nowhere && (facility || c.name < SOUNDS) {
        return ALONE * 2.0;
    }
    if !nowhere || everywhere < ELSEWHERE || gazetteer.unit(c.entry.country()).is_none() {
        return 0.0;
    }
    match (known, c.entry.feature) {
        // even these, where the whole report is in another country
        (true, Feature::Settlement) if everywhere >= ELSEWHERE * 2.5 => ALONE / 2.0,
        (true, _) => 0.0,
        (false, _) if c.name > 0.0 => ALONE,
        (false, _) => ALONE * 2.0,
    }
}

/// Order candidates by their score and share one among them.
fn share(candidates: &mut [Candidate]) {
    candidates.sort_by(|a, b| b.score().total_cmp(&a.score()).then(a.entry.id.cmp(&b.entry.id)));
    let Some(best) = candidates.first().map(Candidate::score) else { return };
    let total: f64 = candidates.iter().map(|c| (c.score() - best).exp()).sum();
    for c in candidates {
        c.share = (c.score() - best).exp() / total;
    }
}

/// Kilometres between two points, closely enough over the distances that count here.
pub(super) fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let middle = f64::midpoint(a.0, b.0).to_radians();
    let mut east = (a.1 - b.1).abs();
    if east > 180.0 {
        east = 360.0 - east;
    }
    let (north, east) = ((a.0 - b.0) * 111.2, east * 111.2 * middle.cos());
    north.hypot(east)
}
