//! Denials that name no event of their own go to what was last spoken of.
//!
//! Why: "The ministry has denied responsibility" is half of a dispute, and its words hold no event.
//! Example: *Orrel blamed the army for the shelling. The army denied involvement.* → of the shelling, the army says that it did not do it.

use truceline_record::{Act, Claim, ClaimSays, Incident, Span, Statement};

use crate::View;

/// Sentences back that a denial reaches, its own included.
const REACH: usize = 3;

/// Add to `incidents` the denials that hold no event.
pub(crate) fn attach(view: &View, incidents: &mut [Incident]) {
    let extracted = view.extracted;
    for (n, s) in extracted.statements.iter().enumerate() {
        if s.act != Act::Deny || extracted.events.iter().any(|e| e.by == Some(n)) {
            continue;
        }
        let Some(incident) = last_spoken_of(view, s, incidents) else { continue };
        let known = |c: &Claim| c.by.as_deref() == Some(s.id.as_str());
        if incident.claims.iter().any(known) {
            continue;
        }
        let blamed = incident.claims.iter().find(|c| c.says == ClaimSays::Responsible).and_then(|c| c.party.clone());
        let party =
            blamed.or_else(|| incident.actors.first().map(|a| a.name.clone())).or_else(|| s.speaker_name.clone());
        incident.claims.push(Claim { by: Some(s.id.clone()), says: ClaimSays::NotResponsible, party });
    }
}

/// The incident last named before the statement's cue, those that somebody is blamed for before others.
fn last_spoken_of<'a>(view: &View, s: &Statement, incidents: &'a mut [Incident]) -> Option<&'a mut Incident> {
    let reached = |i: &Incident| {
        let before = reached(view, s, i);
        let blamed =
            i.claims.iter().any(|c| c.says == ClaimSays::Responsible && c.by.as_deref() != Some(s.id.as_str()));
        before.map(|t| (blamed, t))
    };
    let best = (0..incidents.len()).filter_map(|n| Some((reached(&incidents[n])?, n))).max()?.1;
    incidents.get_mut(best)
}

/// Where an incident is last named before a statement's cue, within reach.
pub(crate) fn reached(view: &View, s: &Statement, i: &Incident) -> Option<u32> {
    let cue = s.cue.first()?.start;
    let sentence = |at: u32| view.extracted.sentences.iter().position(|x| at < x.end);
    let own = sentence(cue)?;
    let near = |t: &&Span| t.end <= cue && sentence(t.start).is_some_and(|n| n + REACH > own);
    i.triggers.iter().filter(near).map(|t| t.start).max()
}

#[cfg(test)]
mod tests {
    use truceline_record::{Act, ClaimSays as C, DisputeAspect, IncidentType as T};

    use crate::testing::Told;

    #[test]
    fn a_denial_of_responsibility_is_of_what_somebody_was_blamed_for() {
        let told =
            Told::new("Orrel blamed the army for the shelling. A truce was talked of. The army denied involvement.");
        let told =
            told.says("Orrel", Act::Accuse, "the army for the shelling").says("The army", Act::Deny, "involvement");
        let read = told.event("shelling", T::Shelling).actor("the army").event("truce", T::Ceasefire).read(&[]);
        let claims: Vec<_> = read.incidents[0].claims.iter().map(|c| (c.by.as_deref(), c.says)).collect();
        assert_eq!(claims, [(Some("s1"), C::Responsible), (Some("s2"), C::NotResponsible)]);
        assert_eq!(read.disputes[0].aspect, DisputeAspect::Responsibility);
    }
}
