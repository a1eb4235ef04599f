//! Which mentions of events are one incident.
//!
//! Agglomerative clustering with average link over the encoder's pairwise log odds, corrected by what types, days and places forbid.

use truceline_extract::Event;
use truceline_record::IncidentType;

/// Log odds from which two groups are one incident. Chosen on the dev splits.
const ONE: f32 = 0.0;
/// What a pair of types that do not go together costs.
const UNLIKE: f32 = 3.0;
/// What a pair of different types of one family costs.
const AKIN: f32 = 0.5;

/// Groups of events, each the mentions of one incident, by the number of the event; groups and events in the order of the text.
pub(crate) fn groups(events: &[Event], same: &[Vec<f32>]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = (0..events.len()).map(|n| vec![n]).collect();
    let score = |a: usize, b: usize| {
        let told = same.get(a).and_then(|row| row.get(b)).copied().unwrap_or(f32::NEG_INFINITY);
        told - unlike(events[a].kind, events[b].kind)
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
fn unlike(a: IncidentType, b: IncidentType) -> f32 {
    match () {
        () if a == b => 0.0,
        () if family(a) == family(b) => AKIN,
        () => UNLIKE,
    }
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
    use truceline_record::{Reality, Span};

    use super::*;

    fn event(kind: IncidentType) -> Event {
        Event {
            trigger: Span::new(0, 1),
            kind,
            reality: Reality::Actual,
            main: 0.0,
            by: None,
            actors: vec![],
            targets: vec![],
            places: vec![],
            dates: vec![],
            killed: vec![],
            injured: vec![],
            sentence: 0,
        }
    }

    #[test]
    fn mentions_that_the_encoder_joins_are_one_unless_types_forbid_it() {
        let events = [IncidentType::AirStrike, IncidentType::AirStrike, IncidentType::Talks].map(event);
        let same = vec![vec![9.0, 1.0, 2.0], vec![1.0, 9.0, 2.0], vec![2.0, 2.0, 9.0]];
        assert_eq!(groups(&events, &same), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn a_group_is_joined_by_its_average() {
        let events = [IncidentType::Shelling; 3].map(event);
        let same = vec![vec![0.0, 5.0, -9.0], vec![5.0, 0.0, 2.0], vec![-9.0, 2.0, 0.0]];
        assert_eq!(groups(&events, &same), [vec![0, 1], vec![2]]);
    }
}
