//! Each source's word on an incident: that it happened, who did it, or that it was otherwise.

use truceline_extract::{Claimed, Counted, Event};
use truceline_record::{Act, Claim, ClaimSays, Incident, IncidentType, Reality, Statement};

use crate::incident::{doers, name};
use crate::{View, denials, reciprocal, tolls::source};

/// Log odds from which a statement makes a claim. Chosen on the dev splits.
pub(crate) const SAYS: f32 = 0.5;

/// The same for the likeliest claim of the statement that the event stands in.
const OWN: f32 = -1.0;

/// What claims that an act makes plain weigh, as log odds.
pub(crate) const PLAIN: f32 = 3.0;

/// The claims of each source, the narrator among them: one of a kind a source.
pub(crate) fn claims(view: &View, events: &[&Event]) -> Vec<Claim> {
    let party = |e: &Event| doers(view, e).next().map(|s| name(view, s));
    // whom a statement names that says it is not known, others do not blame by it
    let sure = |e: &&&Event| e.by.and_then(|n| view.extracted.statements.get(n)).is_none_or(|s| s.act != Act::Doubt);
    let fallback = events.iter().filter(sure).find_map(|e| party(e));
    let mut found: Vec<(f32, usize, Claim)> = Vec::new();
    for e in events {
        let statement = e.by.and_then(|n| Some((n, view.extracted.statements.get(n)?)));
        let seen = |n: usize| e.claims.iter().any(|c| c.statement == n && c.odds > OWN);
        let by_act = match statement {
            None => narrated(e, party(e)),
            // acts that say what is claimed, and statements of which the encoder holds no claim likely
            Some((n, s)) if plain(s.act) || !seen(n) => stated(view, s, e, fallback.clone()),
            Some(_) => None,
        };
        let settled = by_act.as_ref().and(statement).map(|(n, _)| n);
        found.extend(by_act.map(|c| (PLAIN, statement.map_or(0, |(n, _)| n + 1), c)));
        // whoever speaks of an event as a fact claims something of it: the likeliest, where nothing is likely by itself
        let own = e.by.filter(|_| e.reality == Reality::Actual);
        let likeliest = e.claims.iter().filter(|c| Some(c.statement) == own).max_by(|a, b| a.odds.total_cmp(&b.odds));
        let likeliest = likeliest.filter(|c| c.odds > OWN).map(|c| (c.statement, c.says));
        let says = |c: &&Claimed| c.odds > SAYS || Some((c.statement, c.says)) == likeliest;
        for c in e.claims.iter().filter(says).filter(|c| Some(c.statement) != settled) {
            let Some(s) = view.extracted.statements.get(c.statement) else { continue };
            if points_back(view, s, e, c.says) {
                continue;
            }
            let own = blamed(view, s, e);
            let foreign = |p: &String| !denials::fits(denials::denier(view, s).as_deref(), p);
            if c.says == ClaimSays::NotResponsible && own.is_none() && fallback.as_ref().is_some_and(foreign) {
                continue;
            }
            let party = match c.says {
                ClaimSays::Responsible => own.or_else(|| accused(view, s)).or(fallback.clone()),
                ClaimSays::NotResponsible => denials::party(view, s, own, fallback.clone()),
                ClaimSays::ClaimsResponsibility => {
                    owner(view, s, own).or(fallback.clone()).or_else(|| s.speaker_name.clone())
                }
                ClaimSays::Unconfirmed => own,
                _ => None,
            };
            found.push((c.odds, c.statement + 1, Claim { by: Some(s.id.clone()), says: c.says, party }));
        }
    }
    for blame in reciprocal::blame(view, events) {
        found.retain(|(_, at, _)| *at != blame.statement + 1);
        found.push((PLAIN + 1.0, blame.statement + 1, blame.claim));
    }
    for (_, _, claim) in &mut found {
        *claim = whole(view, claim.clone());
    }
    // of each source's claims of one kind, the surest; of the narrator's, the one that says most
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.party.is_none().cmp(&b.2.party.is_none())).then(a.1.cmp(&b.1)));
    let mut out: Vec<(usize, Claim)> = Vec::new();
    for (_, at, claim) in found {
        let whose = |c: &Claim| source(view, c.by.as_deref());
        let same = |c: &Claim| whose(c) == whose(&claim) && (c.says == claim.says || claim.by.is_none());
        match out.iter_mut().find(|(_, c)| same(c)) {
            // a less sure claim may name whom the surest leaves open
            Some((_, known)) if known.says == claim.says => known.party = known.party.take().or(claim.party),
            Some(_) => {}
            None => out.push((at, claim)),
        }
    }
    out.sort_by_key(|(at, c)| (*at, c.says));
    out.into_iter().map(|(_, c)| c).collect()
}

/// A claim that says whom it blames: one that blames nobody, or the accusers themselves, says only that it happened, and who denies without a name denies it of themselves. In 1,200
/// claims of blame and denial that people annotated, a party is always named.
fn whole(view: &View, claim: Claim) -> Claim {
    match (claim.says, &claim.party) {
        (ClaimSays::Responsible, party) if party.as_ref().is_none_or(|p| accuses_itself(view, &claim, p)) => {
            Claim { says: ClaimSays::Happened, party: None, ..claim }
        }
        (ClaimSays::NotResponsible, None) => {
            let party = view.statement(claim.by.as_deref()).and_then(|s| denials::denier(view, s));
            Claim { party, ..claim }
        }
        _ => claim,
    }
}

/// Whether a statement of who did it, or did not, stands in a sentence before an event: it is of what was spoken of before.
fn points_back(view: &View, s: &Statement, e: &Event, says: ClaimSays) -> bool {
    use ClaimSays as S;
    let of_doer = matches!(says, S::Responsible | S::NotResponsible | S::ClaimsResponsibility);
    let end = s.content.iter().chain(&s.cue).map(|span| span.end).max();
    let sentence = end.and_then(|end| view.sentence_at(end.saturating_sub(1)));
    of_doer && sentence.is_some_and(|n| n < e.sentence)
}

/// Whether whom a claim blames is who makes it, and accuses somebody.
fn accuses_itself(view: &View, claim: &Claim, party: &String) -> bool {
    let statement = view.statement(claim.by.as_deref()).filter(|s| s.act == Act::Accuse);
    statement.is_some_and(|s| view.listed_speaker(s).or(s.speaker_name.as_ref()) == Some(party))
}

/// Who it was is the sources' word where a source says that it happened or who did it: a report tells in its own voice what it has from them.
pub(crate) fn attribute(incidents: &mut [Incident]) {
    use ClaimSays as S;
    let attributed =
        |c: &Claim| c.by.is_some() && matches!(c.says, S::Happened | S::Responsible | S::ClaimsResponsibility);
    for i in incidents.iter_mut().filter(|i| i.claims.iter().any(attributed)) {
        i.claims.retain(|c| c.by.is_some());
    }
}

/// Whether an act says by itself what is claimed.
pub(crate) fn plain(act: Act) -> bool {
    matches!(act, Act::Deny | Act::Accuse | Act::Admit | Act::ClaimResponsibility)
}

/// Who did it in the words of the statement itself.
fn blamed(view: &View, s: &Statement, e: &Event) -> Option<String> {
    let doer = doers(view, e).next()?;
    s.content.iter().any(|c| c.contains(doer)).then(|| name(view, doer))
}

/// Whom an accusation names.
fn accused(view: &View, s: &Statement) -> Option<String> {
    view.grounded.accused.get(&s.id).map(|(_, name)| name.clone())
}

/// Whose deed it is that a statement owns up to: the speaker where the list of actors has it, else who did it in the statement's words.
fn owner(view: &View, s: &Statement, own: Option<String>) -> Option<String> {
    view.listed_speaker(s).cloned().or(own)
}

/// The narrator's blame. That the narrator tells of an incident is what makes it actual, and no claim beside that.
fn narrated(e: &Event, party: Option<String>) -> Option<Claim> {
    let blamed = party.filter(|_| blames(e.kind) && e.reality == Reality::Actual)?;
    Some(Claim { by: None, says: ClaimSays::Responsible, party: Some(blamed) })
}

fn stated(view: &View, s: &Statement, e: &Event, fallback: Option<String>) -> Option<Claim> {
    let own = blamed(view, s, e);
    // that nobody died in it denies no raid
    let none = |c: &Counted| c.max == Some(0) && c.by.and_then(|n| view.extracted.statements.get(n)) == Some(s);
    if s.act == Act::Deny && e.killed.iter().chain(&e.injured).any(none) {
        return Some(Claim { by: Some(s.id.clone()), says: ClaimSays::Happened, party: None });
    }
    let (says, party) = match s.act {
        Act::Deny => denials::of_event(view, s, own, fallback),
        // who struck back does not own up to what it answered
        Act::ClaimResponsibility | Act::Admit if e.answered => (ClaimSays::Happened, None),
        Act::ClaimResponsibility | Act::Admit => {
            (ClaimSays::ClaimsResponsibility, owner(view, s, own).or(fallback).or_else(|| s.speaker_name.clone()))
        }
        Act::Accuse => (ClaimSays::Responsible, own.or_else(|| accused(view, s)).or(fallback)),
        Act::Doubt => (ClaimSays::Unconfirmed, own),
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
pub(crate) fn blames(kind: IncidentType) -> bool {
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

#[cfg(test)]
mod tests {
    use truceline_record::{Act, ClaimSays as C, Incident, IncidentType as T};

    use crate::testing::Told;

    fn of(i: &Incident) -> Vec<(Option<&str>, C, Option<&str>)> {
        i.claims.iter().map(|c| (c.by.as_deref(), c.says, c.party.as_deref())).collect()
    }

    #[test]
    fn the_narrator_blames_by_naming_who_did_it() {
        let told = Told::new("Velmark jets raided Sarnem. Clashes between Orrel's men and the Assembly went on.");
        let read = told
            .event("raided", T::AirStrike)
            .actor("Velmark")
            .event("Clashes", T::ArmedClash)
            .actor("Orrel")
            .read(&[]);
        assert_eq!(of(&read.incidents[0]), [(None, C::Responsible, Some("Velmark"))]);
        assert_eq!(of(&read.incidents[1]), [], "a clash has two sides, and that it is told of is no claim");
    }

    #[test]
    fn whom_the_narrator_names_too_is_the_sources_word() {
        let told = Told::new("Velmark jets raided Sarnem. Velmark jets raided Sarnem, Dosta said.");
        let told = told.says("Dosta", Act::Assert, "Velmark jets raided Sarnem, D").event("raided", T::AirStrike);
        let read = told.actor("Velmark").claim(1, C::Happened, 3.0).read(&[]);
        assert_eq!(of(&read.incidents[0]), [(Some("s1"), C::Happened, None)]);
        let told = Told::new("Velmark jets raided Sarnem. Velmark denied it.");
        let told = told.says("Velmark", Act::Deny, "it").event("raided", T::AirStrike);
        let read = told.actor("Velmark").claim(1, C::NotResponsible, 3.0).read(&[]);
        assert!(of(&read.incidents[0]).contains(&(None, C::Responsible, Some("Velmark"))), "a denial leaves the blame");
    }

    #[test]
    fn who_owns_up_to_an_answer_does_not_own_up_to_what_it_answers() {
        let told = Told::new("The army said it shelled Orrel in retaliation for mortar fire.");
        let told = told.says("The army", Act::ClaimResponsibility, "it shelled Orrel in retaliation for mortar fire");
        let read =
            told.event("shelled", T::Shelling).actor("The army").event("mortar fire", T::Shelling).answered().read(&[]);
        assert_eq!(read.incidents.len(), 2, "nor are they one");
        assert_eq!(of(&read.incidents[0]), [(Some("s1"), C::ClaimsResponsibility, Some("army"))]);
        assert_eq!(of(&read.incidents[1]), [(Some("s1"), C::Happened, None)]);
        assert!(read.incidents[1].actors.is_empty());
    }

    #[test]
    fn an_outlet_whose_name_opens_the_report_did_nothing() {
        let told = Told::new("Sarnem, OWN - Shelling hit the mill.");
        let read = told.event("Shelling", T::Shelling).outlet("OWN").read(&[]);
        assert_eq!(of(&read.incidents[0]), []);
        assert!(read.incidents[0].actors.is_empty());
    }

    #[test]
    fn each_source_makes_each_claim_once_by_its_surest_statement() {
        let told = Told::new("Dosta said the raid happened. Dosta repeated that a raid happened.");
        let told = told.says("Dosta", Act::Assert, "the raid happened").says("Dosta", Act::Assert, "a raid happened");
        let told = told.event("the raid", T::AirStrike).claim(1, C::Happened, 0.5).claim(1, C::Responsible, -2.0);
        let read = told.event("a raid", T::AirStrike).claim(2, C::Happened, 2.0).read(&[(0, 1)]);
        assert_eq!(of(&read.incidents[0]), [(Some("s2"), C::Happened, None)]);
    }

    #[test]
    fn whom_a_doubt_names_nobody_else_blames() {
        let told =
            Told::new("Dosta said a raid hit Sarnem. Orrel said it was unclear whether the bombing was by Velmark.");
        let told = told.says("Dosta", Act::Assert, "a raid hit Sarnem").says(
            "Orrel",
            Act::Doubt,
            "the bombing was by Velmark",
        );
        let told = told.event("raid", T::AirStrike).claim(1, C::Responsible, 2.0);
        let read = told.event("bombing", T::AirStrike).actor("Velmark").read(&[(0, 1)]);
        let expected = [(Some("s1"), C::Happened, None), (Some("s2"), C::Unconfirmed, Some("Velmark"))];
        assert_eq!(of(&read.incidents[0]), expected, "who blames nobody says that it happened");
    }

    #[test]
    fn a_denial_that_the_encoder_has_not_seen_is_read_by_its_act() {
        let told =
            Told::new("Velmark denied: its jets raided Sarnem.").says("Velmark", Act::Deny, "its jets raided Sarnem");
        let read = told.event("raided", T::AirStrike).actor("its jets").read(&[]);
        assert_eq!(of(&read.incidents[0]), [(Some("s1"), C::NotResponsible, Some("its jets"))]);
    }
}
