//! Those who blame each other each blame the other.
//!
//! Why: "the army and the rebels traded blame" is the commonest dispute of a ceasefire, and its words name no accused beside the accusers.
//! Example: *The army and the rebels blamed each other for the shelling.* → of the shelling, the army says that the rebels did it, and they that the army did.

use std::sync::LazyLock;

use serde::Deserialize;
use truceline_extract::Event;
use truceline_record::{Act, ActorRef, Claim, ClaimSays, Statement};

use crate::View;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    both_ways: Vec<String>,
    blame: Vec<String>,
    each_other: Vec<[String; 2]>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("../data/reciprocal.toml")).unwrap_or_default());

/// Blame of one who is blamed back.
pub(crate) struct Blame {
    /// The place of the statement.
    pub(crate) statement: usize,
    /// What it says.
    pub(crate) claim: Claim,
    /// Whom it blames, by the words that name them.
    pub(crate) accused: ActorRef,
}

/// The blame of each of those who blame another for one of `events` and are blamed back.
pub(crate) fn blame(view: &View, events: &[&Event]) -> Vec<Blame> {
    let all = || view.extracted.statements.iter().enumerate();
    let of = |s: &Statement| s.content.iter().any(|c| events.iter().any(|e| c.contains(e.trigger)));
    let told = all().filter(|(_, s)| s.act == Act::Accuse && goes_both_ways(view, s) && of(s));
    let blames = told.filter_map(|(n, s)| {
        let other = all().map(|(_, o)| o).find(|o| o.id != s.id && o.act == s.act && o.content == s.content)?;
        let name = view.listed_speaker(other).cloned().or_else(|| other.speaker_name.clone())?;
        let by = Some(s.id.clone());
        let claim = Claim { by: by.clone(), says: ClaimSays::Responsible, party: Some(name.clone()) };
        Some(Blame { statement: n, claim, accused: ActorRef { name, spans: other.speaker.clone(), by } })
    });
    blames.collect()
}

/// Whether a statement's blame is told of several speakers against each other.
fn goes_both_ways(view: &View, s: &Statement) -> bool {
    let cue: Vec<String> = s.cue.iter().flat_map(|&c| view.plain_words(c)).collect();
    let has = |list: &[String]| cue.iter().any(|w| list.contains(w));
    let content = s.content.first().map(|&c| view.plain_words(c)).unwrap_or_default();
    has(&WORDS.both_ways) && has(&WORDS.blame) || WORDS.each_other.iter().any(|words| content.starts_with(words))
}

#[cfg(test)]
mod tests {
    use truceline_record::{Act, ClaimSays as C, IncidentType as T};

    use crate::testing::Told;

    #[test]
    fn each_blames_the_other() {
        let told = Told::new("Orrel and Dosta blamed each other for the raid.");
        let told = told.says("Orrel", Act::Accuse, "each other for the raid");
        let told = told.says("Dosta", Act::Accuse, "each other for the raid").event("raid", T::AirStrike);
        let read = told.actor("Orrel").read(&[]);
        let claims: Vec<_> =
            read.incidents[0].claims.iter().map(|c| (c.by.as_deref(), c.says, c.party.as_deref())).collect();
        let blames = [(Some("s1"), C::Responsible, Some("Dosta")), (Some("s2"), C::Responsible, Some("Orrel"))];
        assert_eq!(claims, blames);
        let doers: Vec<_> = read.incidents[0].actors.iter().map(|a| (a.name.as_str(), a.by.as_deref())).collect();
        assert_eq!(doers, [("Orrel", Some("s1")), ("Dosta", Some("s1"))]);
    }

    #[test]
    fn nobody_accuses_themselves() {
        let told = Told::new("Orrel spoke of guilt for the raid.");
        let told = told.says("Orrel", Act::Accuse, "guilt for the raid").event("raid", T::AirStrike);
        let read = told.actor("Orrel").read(&[]);
        assert!(read.incidents[0].claims.iter().all(|c| c.says != C::Responsible), "{:?}", read.incidents[0].claims);
    }
}
