//! Where sources differ: on a toll, on who did it, on whether it happened.

use truceline_record::{ClaimSays, Dispute, DisputeAspect, DisputeSide, Incident, Toll, TollWho};

use crate::{View, tolls::source};

/// The disputes of a report, incident by incident.
pub(crate) fn disputes(view: &View, incidents: &[Incident]) -> Vec<Dispute> {
    let mut out = Vec::new();
    for i in incidents {
        for (aspect, rows) in [(DisputeAspect::Killed, &i.killed), (DisputeAspect::Injured, &i.injured)] {
            let sides = differing(view, rows);
            if sides.len() > 1 {
                out.push(Dispute { incident: Some(i.id.clone()), aspect, sides });
            }
        }
        out.extend(contested(i));
    }
    out
}

/// The totals that sources put differently; an update of one source's own is no dispute.
fn differing(view: &View, rows: &[Toll]) -> Vec<DisputeSide> {
    let totals: Vec<&Toll> = rows.iter().filter(|r| matches!(r.who, TollWho::Total | TollWho::Civilian)).collect();
    let mut sides: Vec<&Toll> = Vec::new();
    for r in totals {
        let other = sides.iter().all(|s| source(view, s.by.as_deref()) != source(view, r.by.as_deref()));
        let differs = sides.is_empty() || sides.iter().any(|s| s.who == r.who && apart(s, r));
        if other && differs {
            sides.push(r);
        }
    }
    let says = |r: &Toll| r.spans.first().map_or(String::new(), |&s| view.index.slice(view.text, s).to_owned());
    sides.iter().map(|r| DisputeSide { by: r.by.clone(), says: says(r) }).collect()
}

/// Whether two figures cannot both hold: "at least 20" and "25" can.
fn apart(a: &Toll, b: &Toll) -> bool {
    let above = |a: &Toll, b: &Toll| a.min.zip(b.max).is_some_and(|(min, max)| min > max);
    above(a, b) || above(b, a)
}

/// Blame against denial, and assertion against denial.
fn contested(i: &Incident) -> Vec<Dispute> {
    let side = |says: &[ClaimSays]| i.claims.iter().find(|c| says.contains(&c.says));
    let mut out = Vec::new();
    let mut add = |aspect, a: &[ClaimSays], b: &[ClaimSays]| {
        if let (Some(a), Some(b)) = (side(a), side(b))
            && a.by != b.by
        {
            let words = |c: &truceline_record::Claim| match (&c.party, c.says) {
                (Some(p), ClaimSays::Responsible | ClaimSays::ClaimsResponsibility) => format!("{p} did it"),
                (Some(p), ClaimSays::NotResponsible) => format!("{p} did not do it"),
                (_, ClaimSays::DidNotHappen) => "it did not happen".to_owned(),
                (_, ClaimSays::Unconfirmed) => "it is not confirmed".to_owned(),
                (_, ClaimSays::Intentional) => "it was meant".to_owned(),
                (_, ClaimSays::Unintentional) => "it was not meant".to_owned(),
                _ => "it happened".to_owned(),
            };
            let sides = [a, b].map(|c| DisputeSide { by: c.by.clone(), says: words(c) }).to_vec();
            out.push(Dispute { incident: Some(i.id.clone()), aspect, sides });
        }
    };
    add(
        DisputeAspect::Responsibility,
        &[ClaimSays::Responsible, ClaimSays::ClaimsResponsibility],
        &[ClaimSays::NotResponsible],
    );
    add(DisputeAspect::Occurrence, &[ClaimSays::Happened, ClaimSays::Responsible], &[ClaimSays::DidNotHappen]);
    add(DisputeAspect::Intent, &[ClaimSays::Intentional], &[ClaimSays::Unintentional]);
    out
}
