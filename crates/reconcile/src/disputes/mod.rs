//! Where sources differ: on a toll, on who did it, on whether it happened, on a number.

mod accusation;
mod blame;
mod figures;
mod toll;

pub(crate) use accusation::of_no_incident;
pub(crate) use figures::of_figures;
use truceline_record::{Dispute, DisputeAspect, Incident};

use crate::View;

/// The disputes of a report, incident by incident.
pub(crate) fn disputes(view: &View, incidents: &[Incident]) -> Vec<Dispute> {
    let mut out = Vec::new();
    for i in incidents {
        for (aspect, rows) in [(DisputeAspect::Killed, &i.killed), (DisputeAspect::Injured, &i.injured)] {
            let sides = toll::differing(view, aspect, rows);
            if sides.len() > 1 {
                out.push(Dispute { incident: Some(i.id.clone()), aspect, sides });
            }
        }
        out.extend(blame::contested(view, i));
    }
    out
}
