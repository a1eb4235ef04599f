//! Blame and intent in statements that name no event of their own go to what was last spoken of.
//!
//! Why: "Officials blamed Orrel" and "the army called it unintentional" are each half of a dispute, and their words hold no event.
//! Example: *A convoy was hit. Officials blamed Orrel.* → of the hit, the officials say that Orrel did it.

use std::sync::LazyLock;

use serde::Deserialize;
use truceline_record::{Act, Claim, ClaimSays, Incident, Statement};

use crate::claims::blames;
use crate::denials::reached;
use crate::incident::name;
use crate::{View, tolls::source};

/// Words of a content that only names somebody, or only says how something was done: a longer one speaks of something of its own.
const SHORT: usize = 5;

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
        let last = |i: &Incident| reached(view, s, i).filter(|_| blames(i.kind));
        let Some(at) = (0..incidents.len()).filter_map(|k| Some((last(&incidents[k])?, k))).max().map(|(_, k)| k)
        else {
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

/// Whom a statement blames that says no more than a name.
fn blamed(view: &View, s: &Statement) -> Option<String> {
    let &span = s.content.first().filter(|_| s.act == Act::Accuse && s.content.len() == 1)?;
    let words = view.words(span);
    let mut each = words.split(' ');
    let named = each.clone().count() <= SHORT && words.chars().any(char::is_uppercase);
    let opens = each.clone().next().is_some_and(|w| w == "the" || w.starts_with(char::is_uppercase));
    (named && opens && !each.any(|w| matches!(w, "of" | "for"))).then(|| name(view, span))
}

/// Whether a statement says that something was meant, or that it was not.
fn intent(view: &View, s: &Statement) -> Option<ClaimSays> {
    let plain = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let words: Vec<String> =
        s.content.iter().flat_map(|&c| view.words(c).split(' ').map(plain).collect::<Vec<_>>()).collect();
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
    use truceline_record::{Act, ClaimSays as C, DisputeAspect, IncidentType as T};

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
    fn intent_without_an_event_is_of_what_was_last_spoken_of() {
        let told = Told::new("A strike by Velmark hit Sarnem. The army called it unintentional.");
        let told = told.says("The army", Act::Assert, "unintentional").event("strike", T::AirStrike).actor("Velmark");
        let read = told.read(&[]);
        assert_eq!(read.disputes[0].aspect, DisputeAspect::Intent);
    }
}
