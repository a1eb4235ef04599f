//! Which mentions of events are one incident.
//!
//! Agglomerative clustering with average link over the encoder's pairwise log odds, weighed with what types, days, places, tolls, doers, words
//! and distance speak for and against.

use truceline_extract::Event;
use truceline_record::{IncidentType, Place, Span, TollWho};

use crate::{View, incident::name};

// What the evidence weighs, in the encoder's log odds: a logistic regression over the pairs of mentions in the dev reports,
// then some of them anew for the present weights and places, one at a time.

/// Log odds from which two groups are one incident.
pub(crate) const ONE: f32 = -3.0;
/// Against a pair of types that do not go together.
const UNLIKE: f32 = 2.8;
/// Against a pair whose days differ.
const DAY: f32 = 1.6;
/// Against a pair whose places differ.
const SITE: f32 = 3.6;
/// For a pair whose places are one.
const MET: f32 = 0.5;
/// Against a pair whose tolls differ.
const TOLL: f32 = 3.9;
/// Against a pair whose doers differ.
const DOER: f32 = 2.0;
/// For a pair of one type and one doer, at most so many sentences apart, one of which tells no day, place or toll.
const SIDE: f32 = 2.4;
const CLOSE: usize = 2;
/// For a pair of one sentence.
const SENTENCE: f32 = 1.9;
/// Against a pair, for each sentence between them, five at most.
const GAP: f32 = 1.3;
/// For a pair both of which the report is chiefly about.
const MAIN: f32 = 2.1;
/// For a pair named by one word.
const WORD: f32 = 1.8;
/// Against a pair whose later mention is introduced anew: "an attack".
const ANEW: f32 = 0.4;
/// Against a pair of one sentence, one of which is told as the answer to the other.
const ANSWER: f32 = 9.0;

/// The mentions of each incident of a report, by the number of the event; groups and events in the order of the text.
pub(crate) fn of(view: &View) -> Vec<Vec<usize>> {
    let events = &view.extracted.events;
    let own: Vec<Own> = events.iter().map(|e| Own::new(view, e)).collect();
    groups(events, &view.extracted.same, &|a, b| own[a.min(b)].apart(&own[a.max(b)]))
}

/// What all but types speaks against two events, the earlier first, being of one incident; below zero where it speaks for it.
pub(crate) fn apart(view: &View, a: &Event, b: &Event) -> f32 {
    Own::new(view, a).apart(&Own::new(view, b))
}

/// What a mention says of its event.
struct Own<'a> {
    event: &'a Event,
    days: Vec<&'a str>,
    sites: Vec<&'a Place>,
    tolls: Vec<(TollWho, Option<u64>)>,
    doers: Vec<String>,
    words: Vec<String>,
    anew: bool,
}

impl<'a> Own<'a> {
    fn new(view: &'a View, event: &'a Event) -> Self {
        let before = Span::new(event.trigger.start.saturating_sub(BEFORE), event.trigger.start);
        let before = view.words(before).to_lowercase();
        let long = |w: &&str| w.chars().count() >= STEM;
        Self {
            event,
            days: days(view, event),
            sites: sites(view, event),
            tolls: event.killed.iter().filter(|c| !c.known).map(|c| (c.who, c.min.or(c.max))).collect(),
            doers: event.actors.iter().map(|s| name(view, *s)).collect(),
            words: view.words(event.trigger).to_lowercase().split(' ').filter(long).map(stem).collect(),
            anew: matches!(before.split(' ').next_back(), Some("a" | "an")),
        }
    }

    fn apart(&self, later: &Self) -> f32 {
        let mut out = 0.0;
        out += if differ(&self.days, &later.days) { DAY } else { 0.0 };
        out += if differ(&self.tolls, &later.tolls) { TOLL } else { 0.0 };
        out += if differ(&self.doers, &later.doers) { DOER } else { 0.0 };
        let met = self.sites.iter().any(|x| later.sites.iter().any(|y| x.name == y.name));
        let near = self.sites.iter().any(|x| later.sites.iter().any(|y| within(x, y) || within(y, x)));
        out += match () {
            () if self.sites.is_empty() || later.sites.is_empty() => 0.0,
            () if met => -MET,
            () if near => 0.0,
            () => SITE,
        };
        let gap = later.event.sentence.saturating_sub(self.event.sentence);
        let bare = |e: &Self| e.days.is_empty() && e.sites.is_empty() && e.tolls.is_empty();
        let plain = (bare(self) || bare(later)) && self.event.kind == later.event.kind && gap <= CLOSE;
        out -= if plain && self.doers.iter().any(|d| later.doers.contains(d)) { SIDE } else { 0.0 };
        out += if gap == 0 && self.event.answered != later.event.answered { ANSWER } else { 0.0 };
        out += if gap == 0 { -SENTENCE } else { GAP * gap.min(5) as f32 };
        out -= if self.event.main > 0.0 && later.event.main > 0.0 { MAIN } else { 0.0 };
        out -= if self.words.iter().any(|w| later.words.contains(w)) { WORD } else { 0.0 };
        out + if later.anew { ANEW } else { 0.0 }
    }
}

/// Code points before a trigger among which its article stands.
const BEFORE: u32 = 4;
/// Letters by which words of one stem are told.
const STEM: usize = 5;

fn stem(word: &str) -> String {
    word.chars().take(STEM).collect()
}

/// Whether both say something, and nothing that the other says.
fn differ<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    !a.is_empty() && !b.is_empty() && !a.iter().any(|x| b.contains(x))
}

/// The single days that an event's own words give.
fn days<'a>(view: &'a View, e: &Event) -> Vec<&'a str> {
    let known = e.dates.iter().filter_map(|s| view.grounded.dates.get(s));
    known.filter(|d| d.start == d.end).filter_map(|d| d.start.as_deref()).collect()
}

/// The places that an event's own words give.
fn sites<'a>(view: &'a View, e: &Event) -> Vec<&'a Place> {
    e.places.iter().filter_map(|s| view.grounded.places.get(s)).filter(|p| p.name.is_some()).collect()
}

/// Whether a place lies in another, as far as the record says.
fn within(a: &Place, b: &Place) -> bool {
    let unit = |u: &Option<String>| u.is_some() && *u == b.name;
    unit(&a.admin) || unit(&a.country)
}

/// Groups of events, each the mentions of one incident, by the number of the event; groups and events in the order of the text. `apart` is
/// what speaks against a pair beside their types.
fn groups(events: &[Event], same: &[Vec<f32>], apart: &dyn Fn(usize, usize) -> f32) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = (0..events.len()).map(|n| vec![n]).collect();
    let score = |a: usize, b: usize| {
        let told = same.get(a).and_then(|row| row.get(b)).copied().unwrap_or(f32::NEG_INFINITY);
        told - unlike(events[a].kind, events[b].kind) - apart(a, b)
    };
    loop {
        let mut best: Option<(f32, usize, usize)> = None;
        for i in 0..groups.len() {
            for j in i + 1..groups.len() {
                let pairs = groups[i].iter().flat_map(|&a| groups[j].iter().map(move |&b| (a, b)));
                let total: f32 = pairs.map(|(a, b)| score(a, b)).sum();
                let mean = total / (groups[i].len() * groups[j].len()) as f32;
                if mean > ONE && best.is_none_or(|(top, _, _)| mean > top) {
                    best = Some((mean, i, j));
                }
            }
        }
        let Some((_, i, j)) = best else { break };
        let more = groups.remove(j);
        groups[i].extend(more);
        groups[i].sort_unstable();
    }
    groups.sort_unstable_by_key(|g| g.first().copied());
    groups
}

/// How much two types speak against one incident.
pub(crate) fn unlike(a: IncidentType, b: IncidentType) -> f32 {
    if family(a) == family(b) { 0.0 } else { UNLIKE }
}

/// Types that different words of one report may use for one incident.
fn family(kind: IncidentType) -> u8 {
    use IncidentType as T;
    match kind {
        T::AirStrike | T::Shelling | T::ChemicalAttack | T::Destruction | T::OtherViolence => 0,
        T::SuicideBombing | T::RemoteExplosive => 1,
        T::ArmedClash | T::TerritoryTaken | T::Deployment => 2,
        T::Shooting | T::Execution => 3,
        T::Abduction | T::Arrest | T::Torture | T::Release | T::SexualViolence => 4,
        T::Displacement | T::Evacuation => 5,
        T::AidDelivery | T::AidObstructed | T::Siege => 6,
        T::Talks | T::Agreement | T::Ceasefire | T::CeasefireViolation | T::Disarmament => 7,
        T::Protest => 8,
        T::Other => 9,
    }
}

#[cfg(test)]
mod tests {
    use truceline_record::Span;

    use super::*;

    fn event(kind: IncidentType) -> Event {
        Event::new(Span::new(0, 1), kind)
    }

    #[test]
    fn mentions_that_the_encoder_joins_are_one_unless_types_forbid_it() {
        let events = [IncidentType::AirStrike, IncidentType::AirStrike, IncidentType::Talks].map(event);
        let same = vec![vec![9.0, 1.0, -1.0], vec![1.0, 9.0, -1.0], vec![-1.0, -1.0, 9.0]];
        assert_eq!(groups(&events, &same, &|_, _| 0.0), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn a_group_is_joined_by_its_average() {
        let events = [IncidentType::Shelling; 3].map(event);
        let same = vec![vec![0.0, 5.0, -14.0], vec![5.0, 0.0, 2.0], vec![-14.0, 2.0, 0.0]];
        assert_eq!(groups(&events, &same, &|_, _| 0.0), [vec![0, 1], vec![2]]);
    }
}
