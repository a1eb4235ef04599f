//! Blame and intent in statements that name no event of their own go to what was last spoken of.
//!
//! Why: "Officials blamed Orrel" and "the army called it unintentional" are each half of a dispute, and their words hold no event.
//! Example: *A convoy was hit. Officials blamed Orrel.* → of the hit, the officials say that Orrel did it.

use std::sync::LazyLock;

use serde::Deserialize;
use truceline_record::{Act, Claim, ClaimSays, Incident, Mention, Reality, Statement};

use crate::claims::blames;
use crate::denials::reached;
use crate::doubts::is_party;
use crate::incident::name;
use crate::{View, tolls::source};

/// Words after a name that may tell who that is: "Velmark, the Assembly's chief backer".
const TOLD: usize = 7;

/// Words of a content that only names somebody, or only says how something was done: a longer one speaks of something of its own.
const SHORT: usize = 5;

/// Code points of an article before a name, and the space after it.
pub(crate) const ARTICLE: u32 = 4;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    intentional: Vec<String>,
    unintentional: Vec<String>,
    not: Vec<String>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("../data/intent.toml")).unwrap_or_default());

/// Add to `incidents` the blame and intent of statements that hold no event.
pub(crate) fn attach(view: &View, incidents: &mut [Incident]) {
    for (n, s) in view.extracted.statements.iter().enumerate() {
        if view.extracted.events.iter().any(|e| e.by == Some(n)) {
            continue;
        }
        let claim = |says, party| Claim { by: Some(s.id.clone()), says, party };
        let Some(claim) = intent(view, s).map(|says| claim(says, None)).or_else(|| {
            let party = blamed(view, s)?;
            Some(claim(ClaimSays::Responsible, Some(party)))
        }) else {
            continue;
        };
        let far = claim.says == ClaimSays::Responsible;
        let Some(at) = spoken_of(view, s, incidents).or_else(|| only_main(s, incidents).filter(|_| far)) else {
            continue;
        };
        // what the encoder took it for of incidents further off
        for i in incidents.iter_mut() {
            i.claims.retain(|c| c.by != claim.by || c.says != claim.says);
        }
        let said = |c: &Claim| {
            let whose = |c: &Claim| source(view, c.by.as_deref());
            c.says == claim.says && whose(c) == whose(&claim)
        };
        if !incidents[at].claims.iter().any(said) {
            incidents[at].claims.push(claim);
        }
    }
}

/// The incident last named before a statement, of those that somebody can be blamed for.
pub(crate) fn spoken_of(view: &View, s: &Statement, incidents: &[Incident]) -> Option<usize> {
    let last = |i: &Incident| reached(view, s, i).filter(|_| blames(i.kind));
    incidents.iter().enumerate().filter_map(|(k, i)| Some((last(i)?, k))).max().map(|(_, k)| k)
}

/// The one incident that the report is chiefly about, if it was named before a statement and somebody can be blamed for it: blame that names nothing is of that, however
/// far back it was named.
pub(crate) fn only_main(s: &Statement, incidents: &[Incident]) -> Option<usize> {
    let mut main = incidents.iter().enumerate().filter(|(_, i)| i.main);
    let (at, only) = main.next().filter(|_| main.next().is_none())?;
    let before = s.cue.first().is_some_and(|cue| only.triggers.first().is_some_and(|t| t.end <= cue.start));
    (before && blames(only.kind) && only.reality == Reality::Actual).then_some(at)
}

/// Whom a statement blames that says no more than a name, or a name and who that is.
fn blamed(view: &View, s: &Statement) -> Option<String> {
    let &span = s.content.first().filter(|_| s.act == Act::Accuse && s.content.len() == 1)?;
    let words = view.words(span);
    let mut each = words.split(' ');
    let count = each.clone().count();
    let opens = each.clone().next().is_some_and(|w| w == "the" || w.starts_with(char::is_uppercase));
    if !opens || !words.chars().any(char::is_uppercase) || each.any(|w| matches!(w, "of" | "for")) {
        return None;
    }
    if count <= SHORT {
        return Some(name(view, span));
    }
    let begins = |m: &&Mention| m.start <= span.start + ARTICLE && span.start <= m.start && m.end <= span.end;
    let named = view.extracted.mentions.iter().filter(|m| is_party(m.kind)).find(begins)?;
    let named = named.span();
    (count <= view.words(named).split(' ').count() + TOLD).then(|| name(view, named))
}

/// Whether a statement says that something was meant, or that it was not.
fn intent(view: &View, s: &Statement) -> Option<ClaimSays> {
    let words: Vec<String> = s.content.iter().flat_map(|&c| view.plain_words(c)).collect();
    let is = |list: &[String]| words.iter().position(|w| list.contains(w));
    if words.len() > SHORT {
        return None;
    }
    let not = |at: usize| words[at.saturating_sub(3)..at].iter().any(|w| WORDS.not.contains(w));
    let of = |at: usize, says, other| if not(at) { other } else { says };
    let meant = is(&WORDS.intentional).map(|at| of(at, ClaimSays::Intentional, ClaimSays::Unintentional));
    meant.or_else(|| is(&WORDS.unintentional).map(|at| of(at, ClaimSays::Unintentional, ClaimSays::Intentional)))
}

#[cfg(test)]
mod tests {
    use truceline_record::{Act, ClaimSays as C, DisputeAspect, IncidentType as T, MentionKind};

    use crate::testing::Told;

    #[test]
    fn blame_without_an_event_is_of_what_was_last_spoken_of() {
        let told = Told::new("A strike hit Sarnem. A convoy was hit. Officials blamed Velmark. Orrel denied it.");
        let told = told.says("Officials", Act::Accuse, "Velmark").says("Orrel", Act::Deny, "it");
        let read = told.event("strike", T::AirStrike).event("was hit", T::Shelling).read(&[]);
        assert_eq!(read.incidents[0].claims, []);
        let claims: Vec<_> = read.incidents[1].claims.iter().map(|c| (c.by.as_deref(), c.says)).collect();
        assert_eq!(claims, [(Some("s1"), C::Responsible), (Some("s2"), C::NotResponsible)]);
        assert_eq!(read.disputes[0].aspect, DisputeAspect::Responsibility);
    }

    #[test]
    fn blame_may_tell_who_is_blamed() {
        let told =
            Told::new("A convoy was hit at Sarnem. Officials blamed Velmark the chief backer that the Assembly has.");
        let told = told.says("Officials", Act::Accuse, "Velmark the chief backer that the Assembly has");
        let read = told.mention("Velmark", MentionKind::Organisation).event("was hit", T::Shelling).read(&[]);
        let claims: Vec<_> = read.incidents[0].claims.iter().map(|c| (c.says, c.party.as_deref())).collect();
        assert_eq!(claims, [(C::Responsible, Some("Velmark"))]);
    }

    #[test]
    fn blame_far_from_any_incident_is_of_what_the_report_is_about() {
        let text = "A raid hit Sarnem. It rained. It snowed. It rained. Officials blamed Velmark.";
        let told = || Told::new(text).says("Officials", Act::Accuse, "Velmark").event("raid", T::AirStrike).main(2.0);
        assert_eq!(told().read(&[]).incidents[0].claims.len(), 1);
        let two = told().event("It snowed", T::Shelling).main(2.0).read(&[]);
        assert!(two.incidents[0].claims.is_empty(), "which of two is meant is not known");
    }

    #[test]
    fn intent_without_an_event_is_of_what_was_last_spoken_of() {
        let told = Told::new("A strike by Velmark hit Sarnem. The army called it unintentional.");
        let told = told.says("The army", Act::Assert, "unintentional").event("strike", T::AirStrike).actor("Velmark");
        let read = told.read(&[]);
        assert_eq!(read.disputes[0].aspect, DisputeAspect::Intent);
    }
}
