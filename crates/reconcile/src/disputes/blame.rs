//! Blame against denial, and assertion against denial.

use truceline_record::{Act, Claim, ClaimSays, Dispute, DisputeAspect, DisputeSide, Incident};

use crate::View;
use crate::across::are_apart;
use crate::tolls::source;

/// The points of an incident other than its toll on which sources contradict each other.
pub(super) fn contested(view: &View, i: &Incident) -> Vec<Dispute> {
    use ClaimSays as S;
    let named = |c: &Claim| c.by.is_some();
    // the first two claims of different sources that say the one and the other
    let against = |a: &dyn Fn(&Claim) -> bool, b: &dyn Fn(&Claim) -> bool, fit: &dyn Fn(&Claim, &Claim) -> bool| {
        let other = |x: &Claim| i.claims.iter().find(|y| b(y) && !is_one_source(view, x, y) && fit(x, y));
        i.claims.iter().filter(|x| a(x)).find_map(|x| Some([x, other(x)?]))
    };
    let any = |_: &Claim, _: &Claim| true;
    let apart = |x: &Claim, y: &Claim| x.party.as_ref().zip(y.party.as_ref()).is_some_and(|(x, y)| are_apart(x, y));
    let blames = |c: &Claim| matches!(c.says, S::Responsible | S::ClaimsResponsibility);
    let happened = |c: &Claim| c.says == S::Happened;
    let denies = |c: &Claim| c.says == S::NotResponsible;
    let doubts = |c: &Claim| c.says == S::Unconfirmed && c.party.is_some();
    // who denies that they did it has been blamed, by whoever says that it happened where nobody is quoted with the blame
    let denied = || against(&blames, &denies, &|x, y| !apart(x, y)).or_else(|| against(&happened, &denies, &any));
    // two who witness give two parties; two who accuse contradict each other
    let witness = |c: &Claim| c.says == S::Responsible && named(c);
    let accuses = |c: &Claim| {
        witness(c) && view.statement(c.by.as_deref()).is_some_and(|s| matches!(s.act, Act::Accuse | Act::Condemn))
    };
    let responsibility =
        denied().or_else(|| against(&witness, &accuses, &apart)).or_else(|| against(&blames, &doubts, &any));
    let occurrence = against(&|c| happened(c) || c.says == S::Responsible, &|c| c.says == S::DidNotHappen, &any);
    // who did it by mistake did not do what they are blamed for
    let intent = against(&|c| matches!(c.says, S::Intentional | S::Responsible), &|c| c.says == S::Unintentional, &any);
    let dispute = |(aspect, sides): (DisputeAspect, Option<[&Claim; 2]>)| {
        let sides = sides?.map(|c| DisputeSide { by: c.by.clone(), says: words(c) }).to_vec();
        Some(Dispute { incident: Some(i.id.clone()), aspect, sides })
    };
    let all = [
        (DisputeAspect::Responsibility, responsibility),
        (DisputeAspect::Occurrence, occurrence),
        (DisputeAspect::Intent, intent),
    ];
    all.into_iter().filter_map(dispute).collect()
}

/// Whether two claims are of one source: "officials" and "officials at the base" may be.
fn is_one_source(view: &View, a: &Claim, b: &Claim) -> bool {
    let words = |c: &Claim| source(view, c.by.as_deref()).map(|n| n.split(' ').map(str::to_owned).collect::<Vec<_>>());
    match (words(a), words(b)) {
        (Some(a), Some(b)) => a.iter().all(|w| b.contains(w)) || b.iter().all(|w| a.contains(w)),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// A claim in words.
fn words(c: &Claim) -> String {
    match (&c.party, c.says) {
        (Some(p), ClaimSays::Responsible | ClaimSays::ClaimsResponsibility) => format!("{p} did it"),
        (Some(p), ClaimSays::NotResponsible) => format!("{p} did not do it"),
        (None, ClaimSays::NotResponsible) => "they did not do it".to_owned(),
        (_, ClaimSays::DidNotHappen) => "it did not happen".to_owned(),
        (Some(p), ClaimSays::Unconfirmed) => format!("whether {p} did it is not known"),
        (None, ClaimSays::Unconfirmed) => "it is not confirmed".to_owned(),
        (_, ClaimSays::Intentional) => "it was meant".to_owned(),
        (_, ClaimSays::Unintentional) => "it was not meant".to_owned(),
        _ => "it happened".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use truceline_record::{ClaimSays, DisputeAspect as A, IncidentType as T};

    use crate::testing::Told;

    #[test]
    fn blame_and_denial_are_a_dispute_on_who_did_it() {
        let told = Told::by_two_sources().event("raid", T::AirStrike).claim(1, ClaimSays::Responsible, 2.0);
        let read = told.claim(2, ClaimSays::NotResponsible, 2.0).read(&[]);
        assert_eq!(read.disputes[0].aspect, A::Responsibility);
        assert_eq!(read.disputes[0].incident.as_deref(), Some("i1"));
    }

    #[test]
    fn who_denies_that_they_did_it_differs_from_who_says_that_it_happened() {
        let told = Told::by_two_sources().event("raid", T::AirStrike).claim(1, ClaimSays::Happened, 2.0);
        let read = told.claim(2, ClaimSays::NotResponsible, 2.0).read(&[]);
        assert_eq!(read.disputes[0].aspect, A::Responsibility);
        assert_eq!(read.disputes[0].sides[0].says, "it happened");
    }
}
