//! What a denial is about: that its speaker did it, or that it happened at all; and which incident, where its words name none.
//!
//! Why: "The ministry has denied responsibility" is half of a dispute, and its words hold no event. Who denies speaks for itself: of a raid that somebody
//! else is blamed for, a third party's "no" is no word on who did it. "Denied the reports" is a word on whether it happened.
//! Example: *Orrel blamed the army for the shelling. The army denied involvement.* → of the shelling, the army says that it did not do it.

use std::sync::LazyLock;

use serde::Deserialize;
use truceline_record::{Act, Claim, ClaimSays, Incident, Mention, MentionKind, Span, Statement};

use crate::View;
use crate::across::are_apart;
use crate::followed::ARTICLE;
use crate::incident::name;

/// Sentences back that a denial reaches, its own included.
pub(crate) const REACH: usize = 3;

/// Words of a denial that only points to what others said: a longer one speaks of something of its own.
const SHORT: usize = 6;

/// Words of a denial that only says who did not do it: "that Velmark or its allies were responsible".
const CLAUSE: usize = 12;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    doing: Vec<String>,
    said: Vec<String>,
    it: Vec<String>,
    told: Vec<String>,
    others: Vec<String>,
    own: Vec<String>,
    first_person: Vec<String>,
    speaks_for: Vec<String>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("../data/denials.toml")).unwrap_or_default());

/// A denial's words in lower case, without marks.
pub(crate) struct Denial(Vec<String>);

impl Denial {
    pub(crate) fn of(view: &View, s: &Statement) -> Self {
        Self(s.content.iter().flat_map(|&c| view.plain_words(c)).filter(|w| !w.is_empty()).collect())
    }

    fn has(&self, list: &[String]) -> bool {
        self.0.iter().any(|w| list.contains(w))
    }

    /// Whether it says that the speaker did not do something: "denied any role", "denied bombing the town".
    fn is_of_doing(&self) -> bool {
        self.has(&WORDS.doing) || self.0.first().is_some_and(|w| w.len() > 4 && w.ends_with("ing"))
    }

    /// Whether it is of what others said: "those accusations".
    pub(crate) fn is_of_accusations(&self) -> bool {
        self.has(&WORDS.said) && !self.has(&WORDS.others)
    }

    /// What it says of an incident that its words do not name.
    fn of_others_words(&self) -> Option<ClaimSays> {
        let points = self.0.len() <= SHORT && !self.has(&WORDS.others);
        if points && self.has(&WORDS.told) {
            return Some(ClaimSays::DidNotHappen);
        }
        let does = self.0.len() <= CLAUSE && !self.has(&WORDS.others) && self.has(&WORDS.doing);
        let said = self.0.is_empty() || self.is_of_accusations() || points && self.has(&WORDS.it);
        let of_itself = self.0.first().is_some_and(|w| WORDS.own.contains(w));
        (does || said || of_itself).then_some(ClaimSays::NotResponsible)
    }
}

/// What a denial says of an event in its words, and of whom: `own` is who did it by the denial's own words, `others` who did it by anybody's.
pub(crate) fn of_event(
    view: &View,
    s: &Statement,
    own: Option<String>,
    others: Option<String>,
) -> (ClaimSays, Option<String>) {
    let denial = Denial::of(view, s);
    let of_deed = own.is_some() || denial.is_of_doing();
    let party = party(view, s, own, others);
    // who denies an event that itself is blamed for, and no deed, says that there was none
    let of_another = party.is_some() && party != denier(view, s) && !denial.has(&WORDS.told);
    if of_deed || of_another { (ClaimSays::NotResponsible, party) } else { (ClaimSays::DidNotHappen, None) }
}

/// Of whom a denial says that they did not do it: whom its own words name, else whom others name if its speaker may speak for them, else its speaker. Vehicles and words for
/// people of any side give way to a speaker in the list of actors.
pub(crate) fn party(view: &View, s: &Statement, own: Option<String>, others: Option<String>) -> Option<String> {
    let denier = denier(view, s).or_else(|| own_side(view, s));
    let agreed = own.or_else(|| others.filter(|o| fits(denier.as_deref(), o)));
    let listed = |name: &String| view.grounded.names.values().any(|known| known == name);
    let (known, unknown) = (agreed.clone().filter(listed), agreed);
    known.or(denier).or(unknown)
}

/// Whether who denies may speak for whom others blame.
pub(crate) fn fits(denier: Option<&str>, blamed: &str) -> bool {
    denier.is_none_or(|d| !are_apart(d, blamed))
}

/// The party that denies: as the list of actors has it, else a body or country by the name that is all of the speaker's words.
pub(crate) fn denier(view: &View, s: &Statement) -> Option<String> {
    let &speaker = s.speaker.first()?;
    let body = |m: &&Mention| {
        let whole = m.end == speaker.end && m.start <= speaker.start + ARTICLE && speaker.start <= m.start;
        whole && matches!(m.kind, MentionKind::Organisation | MentionKind::Location | MentionKind::Nationality)
    };
    let named = || view.extracted.mentions.iter().find(body).map(|m| name(view, m.span()));
    view.listed_speaker(s).cloned().or_else(named)
}

/// For whom somebody denies in the first person: a spokesman for the body that was heard last before, anybody else for themselves.
fn own_side(view: &View, s: &Statement) -> Option<String> {
    if !Denial::of(view, s).has(&WORDS.first_person) {
        return None;
    }
    let speaks_for = s.speaker.iter().any(|&x| view.plain_words(x).iter().any(|w| WORDS.speaks_for.contains(w)));
    let before = |o: &&Statement| o.cue.first().is_some_and(|c| s.cue.first().is_some_and(|own| c.start < own.start));
    let sentence = |o: &Statement| o.cue.first().and_then(|c| view.sentence_at(c.start));
    let near = |o: &&Statement| sentence(o).zip(sentence(s)).is_some_and(|(a, b)| b - a <= REACH);
    let heard = view.extracted.statements.iter().filter(before).filter(near).rev().find_map(|o| denier(view, o));
    heard.filter(|_| speaks_for).or_else(|| s.speaker_name.clone())
}

/// Add to `incidents` the denials that hold no event.
pub(crate) fn attach(view: &View, incidents: &mut [Incident]) {
    let extracted = view.extracted;
    for (n, s) in extracted.statements.iter().enumerate() {
        if s.act != Act::Deny || extracted.events.iter().any(|e| e.by == Some(n)) {
            continue;
        }
        let Some(says) = Denial::of(view, s).of_others_words() else { continue };
        let Some(incident) = last_spoken_of(view, s, incidents) else { continue };
        let known = |c: &Claim| c.by.as_deref() == Some(s.id.as_str());
        if incident.claims.iter().any(known) {
            continue;
        }
        let actor = incident.actors.first().map(|a| a.name.clone());
        let told = party(view, s, None, blamed(s, incident).or(actor)).or_else(|| s.speaker_name.clone());
        let party = told.filter(|_| says == ClaimSays::NotResponsible);
        incident.claims.push(Claim { by: Some(s.id.clone()), says, party });
    }
}

/// Whom somebody other than the statement's speaker blames for an incident.
fn blamed(s: &Statement, i: &Incident) -> Option<String> {
    let blames = |c: &&Claim| c.says == ClaimSays::Responsible && c.by.as_deref() != Some(s.id.as_str());
    i.claims.iter().find(blames).and_then(|c| c.party.clone())
}

/// The incident last named before the statement's cue, those that somebody is blamed for before others, and none that others than the speaker did.
fn last_spoken_of<'a>(view: &View, s: &Statement, incidents: &'a mut [Incident]) -> Option<&'a mut Incident> {
    let denier = denier(view, s);
    let rank = |i: &Incident| {
        let before = reached(view, s, i)?;
        let blamed = blamed(s, i);
        let doer = blamed.clone().or_else(|| i.actors.first().map(|a| a.name.clone()));
        doer.is_none_or(|d| fits(denier.as_deref(), &d)).then_some((blamed.is_some(), before))
    };
    let best = (0..incidents.len()).filter_map(|n| Some((rank(&incidents[n])?, n))).max()?.1;
    incidents.get_mut(best)
}

/// Where an incident is last named before a statement's cue, within reach.
pub(crate) fn reached(view: &View, s: &Statement, i: &Incident) -> Option<u32> {
    let cue = s.cue.first()?.start;
    let own = view.sentence_at(cue)?;
    let near = |t: &&Span| t.end <= cue && view.sentence_at(t.start).is_some_and(|n| n + REACH > own);
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

    #[test]
    fn who_denies_in_the_first_person_denies_for_their_own_side() {
        let text = "A raid hit Sarnem. The army blamed Orrel. spokesman Dosta said: We did not raid it.";
        let told = Told::new(text).says("The army", Act::Accuse, "Orrel").event("raid", T::AirStrike).actor("Orrel");
        let told = told.mention("The army", truceline_record::MentionKind::Organisation);
        let told = told.says("spokesman Dosta", Act::Deny, "We did not raid it").event("raid it", T::AirStrike);
        let read = told.claim(2, C::NotResponsible, 3.0).read(&[(0, 1)]);
        let denied: Vec<_> = read.incidents[0].claims.iter().filter(|c| c.says == C::NotResponsible).collect();
        assert_eq!(denied.iter().map(|c| c.party.as_deref()).collect::<Vec<_>>(), [Some("army")]);
    }
}
