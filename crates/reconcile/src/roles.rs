//! A party either did it or suffered it.
//!
//! Why: mentions of one clash tell each side once as who attacks and once as who is hit; of 1,400 incidents that people annotated, two name a party as both.
//! Example: *The Assembly attacked the army in Sarnem. The army lost ten men in the attack, led by its own units.* → the Assembly → the army.

use std::collections::BTreeMap;

use truceline_record::{ActorRef, Incident, IncidentType};

/// Leave each party of `incidents` one role: the one that more of its words tell; of as many, that of who did it where a claim speaks of that, nobody else
/// did, or both sides of a clash do, else that of whom it hit.
pub(crate) fn settle(incidents: &mut [Incident]) {
    for i in incidents {
        let hit: BTreeMap<String, usize> = i.targets.iter().map(|t| (t.name.clone(), t.spans.len())).collect();
        let others = i.actors.iter().any(|a| !hit.contains_key(&a.name));
        let claimed: Vec<&str> = i.claims.iter().filter_map(|c| c.party.as_deref()).collect();
        let clash = i.kind == IncidentType::ArmedClash;
        let did_it = |a: &ActorRef| match hit.get(&a.name) {
            None => true,
            Some(_) if !others || claimed.contains(&a.name.as_str()) => true,
            Some(&n) => a.spans.len() > n || a.spans.len() == n && clash,
        };
        i.actors.retain(did_it);
        i.targets.retain(|t| i.actors.iter().all(|a| a.name != t.name));
    }
}

#[cfg(test)]
mod tests {
    use truceline_record::{Act, ClaimSays, IncidentType as T};

    use crate::testing::Told;

    fn roles(told: Told) -> (Vec<String>, Vec<String>) {
        let incident = told.read(&[(0, 1)]).incidents.remove(0);
        let actors = incident.actors.into_iter().map(|a| a.name).collect();
        (actors, incident.targets.into_iter().map(|t| t.name).collect())
    }

    #[test]
    fn who_is_told_as_both_was_hit_where_another_did_it() {
        let of = |kind| {
            let told = Told::new("Orrel raided the army in Sarnem. The raid was the army's, a witness said.");
            let told = told.event("raided", kind).actor("Orrel").target("the army");
            roles(told.event("The raid", kind).sentence(1).actor("the army"))
        };
        assert_eq!(of(T::Shelling), (vec!["Orrel".to_owned()], vec!["army".to_owned()]));
        assert_eq!(of(T::ArmedClash).1, Vec::<String>::new(), "both sides of a clash fight");
    }

    #[test]
    fn who_is_told_as_both_did_it_where_nobody_else_did_or_somebody_says_so() {
        let alone = Told::new("No plane of the army was up in the raid. The raid was heard.");
        let alone = alone.event("raid", T::AirStrike).actor("the army").target("the army");
        assert_eq!(roles(alone.event("The raid", T::AirStrike).sentence(1)), (vec!["army".to_owned()], vec![]));
        let told = Told::new("Orrel blamed the army for the shelling. The shelling went on.");
        let told = told.says("Orrel", Act::Accuse, "the army for the shelling").event("shelling", T::Shelling);
        let told = told.actor("the army").target("the army").claim(1, ClaimSays::Responsible, 3.0);
        let told = told.event("The shelling", T::Shelling).sentence(1).actor("Orrel");
        assert_eq!(roles(told).1, Vec::<String>::new());
    }
}
