//! Each source's word on an incident: that it happened, who did it, or that it was otherwise.

use truceline_extract::Event;
use truceline_record::{Act, Claim, ClaimSays, IncidentType, Span, Statement};

use crate::{View, incident::name, tolls::source};

/// One claim a source, the narrator among them.
pub(crate) fn claims(view: &View, events: &[&Event]) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    let party = |e: &Event| e.actors.first().map(|&s| name(view, s));
    let fallback = events.iter().find_map(|e| party(e));
    for e in events {
        let statement = e.by.and_then(|n| view.extracted.statements.get(n));
        let claim = match statement {
            None => narrated(e, party(e)),
            Some(s) => stated(s, e, party(e), fallback.clone()),
        };
        let Some(claim) = claim else { continue };
        let whose = |c: &Claim| (source(view, c.by.as_deref()), c.says);
        match out.iter_mut().find(|c| source(view, c.by.as_deref()) == source(view, claim.by.as_deref())) {
            // who did it says more than that it happened
            Some(known) if known.says == ClaimSays::Happened && claim.says == ClaimSays::Responsible => *known = claim,
            Some(known) if whose(known) == whose(&claim) || claim.says == ClaimSays::Happened => {}
            _ => out.push(claim),
        }
    }
    out
}

fn narrated(e: &Event, party: Option<String>) -> Option<Claim> {
    let says = if party.is_some() && blames(e.kind) { ClaimSays::Responsible } else { ClaimSays::Happened };
    Some(Claim { by: None, says, party: party.filter(|_| says == ClaimSays::Responsible) })
}

fn stated(s: &Statement, e: &Event, own: Option<String>, fallback: Option<String>) -> Option<Claim> {
    let inside = |span: &Span| s.content.iter().any(|c| c.contains(*span));
    let own = own.filter(|_| e.actors.first().is_some_and(inside));
    let (says, party) = match s.act {
        Act::Deny => match own.or(fallback) {
            Some(party) => (ClaimSays::NotResponsible, Some(party)),
            None => (ClaimSays::DidNotHappen, None),
        },
        Act::ClaimResponsibility | Act::Admit => (ClaimSays::ClaimsResponsibility, s.speaker_name.clone().or(own)),
        Act::Accuse => (ClaimSays::Responsible, own.or(fallback)),
        Act::Doubt => (ClaimSays::Unconfirmed, None),
        Act::Demand
        | Act::Propose
        | Act::Commit
        | Act::Threaten
        | Act::Predict
        | Act::Decline
        | Act::Oppose
        | Act::Other => {
            return None;
        }
        Act::Assert | Act::Regret | Act::Condemn | Act::Support => match own {
            Some(party) if blames(e.kind) => (ClaimSays::Responsible, Some(party)),
            _ => (ClaimSays::Happened, None),
        },
    };
    Some(Claim { by: Some(s.id.clone()), says, party })
}

/// Whether to name the actor of such an incident is to hold them responsible: what one side does to another, not what sides do together.
fn blames(kind: IncidentType) -> bool {
    use IncidentType as T;
    !matches!(
        kind,
        T::ArmedClash
            | T::TerritoryTaken
            | T::SuicideBombing
            | T::RemoteExplosive
            | T::Talks
            | T::Agreement
            | T::Ceasefire
            | T::Deployment
            | T::Evacuation
            | T::AidDelivery
            | T::Release
            | T::Disarmament
            | T::Protest
            | T::Other
    )
}
