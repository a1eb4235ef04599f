//! Doubt about who did something names whom it is about; in statements that name no event of their own, it goes to what was last spoken of.
//!
//! Why: "could not determine whether Velmark or Orrel was behind it" is a word on who did it, which others differ from, and its words hold no event.
//! Example: *A raid hit Sarnem. Observers said it was not clear whether Velmark or Orrel was behind it.* → of the raid, the observers say that it is not known whether
//! `Velmark or Orrel` did it.

use std::sync::LazyLock;

use serde::Deserialize;
use truceline_record::{Act, Claim, ClaimSays, Incident, Mention, MentionKind, Span, Statement};

use crate::View;
use crate::followed::{only_main, spoken_of};
use crate::incident::name;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    who: Vec<String>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("../data/doubts.toml")).unwrap_or_default());

/// Add to `incidents` the doubts that hold no event; in those that do, say who is meant.
pub(crate) fn attach(view: &View, incidents: &mut [Incident]) {
    for (n, s) in view.extracted.statements.iter().enumerate().filter(|(_, s)| s.act == Act::Doubt) {
        let Some(party) = doubted(view, s) else { continue };
        let claim = Claim { by: Some(s.id.clone()), says: ClaimSays::Unconfirmed, party: Some(party) };
        let same = |c: &Claim| c.by == claim.by && c.says == claim.says;
        if view.extracted.events.iter().any(|e| e.by == Some(n)) {
            let all = incidents.iter_mut().flat_map(|i| &mut i.claims);
            all.filter(|c| same(c) && c.party.is_none()).for_each(|c| c.party.clone_from(&claim.party));
            continue;
        }
        let Some(at) = spoken_of(view, s, incidents).or_else(|| only_main(s, incidents)) else { continue };
        // what the encoder took it for, of incidents further off as well, names nobody
        for i in incidents.iter_mut() {
            i.claims.retain(|c| !same(c));
        }
        if let Some(incident) = incidents.get_mut(at) {
            incident.claims.push(claim);
        }
    }
}

/// Whom a statement names of whom it is not known whether they did it: the first party, with those that stand after "or".
fn doubted(view: &View, s: &Statement) -> Option<String> {
    let &content = s.content.first()?;
    if !view.plain_words(content).iter().any(|w| WORDS.who.contains(w)) {
        return None;
    }
    let inside = |m: &&Mention| content.contains(m.span()) && is_party(m.kind);
    let mut parties = view.extracted.mentions.iter().filter(inside);
    let first = parties.next()?;
    let mut all = first.span();
    for next in parties {
        let between = view.words(Span::new(all.end, next.start));
        if next.start > all.end && between.split(' ').next() == Some("or") {
            all.end = next.end;
        }
    }
    Some(name(view, all))
}

/// Whether a mention of this kind may name who did something.
pub(crate) const fn is_party(kind: MentionKind) -> bool {
    matches!(kind, MentionKind::Organisation | MentionKind::Person | MentionKind::Nationality | MentionKind::Location)
}

#[cfg(test)]
mod tests {
    use truceline_record::{Act, ClaimSays as C, IncidentType as T, MentionKind};

    use crate::testing::Told;

    #[test]
    fn doubt_about_who_did_it_is_of_what_was_last_spoken_of() {
        let told =
            Told::new("A raid hit Sarnem. Observers could not tell whether Velmark or the Orrel army was behind it.");
        let told = told.says("Observers", Act::Doubt, "whether Velmark or the Orrel army was behind it");
        let read = told
            .mention("Velmark", MentionKind::Organisation)
            .mention("Orrel army", MentionKind::Organisation)
            .event("raid", T::AirStrike)
            .read(&[]);
        let claims: Vec<_> = read.incidents[0].claims.iter().map(|c| (c.says, c.party.as_deref())).collect();
        assert_eq!(claims, [(C::Unconfirmed, Some("Velmark or the Orrel army"))]);
    }

    #[test]
    fn doubt_about_something_else_is_not() {
        let told = Told::new("A raid hit Sarnem. Observers doubt that Velmark wants a truce.");
        let told = told.says("Observers", Act::Doubt, "that Velmark wants a truce");
        let read = told.mention("Velmark", MentionKind::Organisation).event("raid", T::AirStrike).read(&[]);
        assert_eq!(read.incidents[0].claims, []);
    }
}
