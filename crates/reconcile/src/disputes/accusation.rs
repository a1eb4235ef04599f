//! An accusation that is of no incident, and its denial.
//!
//! Why: "accused Velmark of arming the group" and "Velmark denied those accusations" contradict each other on something that did not happen on one day in one place.
//! Example: *Orrel accused Velmark of backing the Front. Velmark denied those accusations.* → a dispute about no incident, with Orrel's words and Velmark's denial.

use truceline_record::{Act, Dispute, DisputeAspect, DisputeSide, Incident, Span, Statement};

use crate::denials::{Denial, REACH};
use crate::{View, tolls::source};

/// Letters from which a word of a name tells who is meant.
const NAMED: usize = 4;

/// Accusations and denials of `view` that no claim on any of `incidents` holds.
pub(crate) fn of_no_incident(view: &View, incidents: &[Incident]) -> Vec<Dispute> {
    let claimed =
        |s: &Statement| incidents.iter().flat_map(|i| &i.claims).any(|c| c.by.as_deref() == Some(s.id.as_str()));
    let free = |act: Act| view.extracted.statements.iter().filter(move |s| s.act == act).filter(|s| !claimed(s));
    let mut out = Vec::new();
    for denial in free(Act::Deny).filter(|s| Denial::of(view, s).is_of_accusations()) {
        let whose = |s: &Statement| source(view, Some(&s.id));
        let before = |s: &&Statement| precedes(view, s, denial) && whose(s) != whose(denial) && names(view, s, denial);
        let Some(accusation) = free(Act::Accuse).rfind(before) else { continue };
        let says = accusation.content.iter().map(|&c| view.words(c)).collect::<Vec<_>>().join(" ");
        let side = |s: &Statement, says| DisputeSide { by: Some(s.id.clone()), says };
        let sides = vec![side(accusation, says), side(denial, "denies it".to_owned())];
        out.push(Dispute { incident: None, aspect: DisputeAspect::Other, sides });
    }
    out
}

/// Whether a statement stands before another, within its reach.
fn precedes(view: &View, s: &Statement, later: &Statement) -> bool {
    let (Some(end), Some(cue)) = (s.content.last(), later.cue.first()) else { return false };
    end.end <= cue.start
        && view.sentence_at(end.start).zip(view.sentence_at(cue.start)).is_some_and(|(a, b)| a + REACH > b)
}

/// Whether an accusation names who denies it.
fn names(view: &View, s: &Statement, denial: &Statement) -> bool {
    let words = |span: Span| view.words(span);
    let accused: Vec<String> = s.content.iter().map(|&c| words(c)).collect();
    let named = |w: &str| w.chars().count() >= NAMED && w.starts_with(char::is_uppercase);
    let speaker = denial.speaker.iter().map(|&x| words(x)).chain(denial.speaker_name.clone()).collect::<Vec<_>>();
    let of = |w: &&str| named(w) && accused.iter().any(|a| a.split(' ').any(|x| x.trim_end_matches("'s") == *w));
    speaker.iter().flat_map(|x| x.split(' ')).any(|w| of(&w))
}

#[cfg(test)]
mod tests {
    use truceline_record::{Act, DisputeAspect as A};

    use crate::testing::Told;

    fn disputes(denier: &'static str, text: &'static str) -> Vec<(A, Vec<String>)> {
        let told = Told::new(text).says("Orrel", Act::Accuse, "Velmark of backing the Front");
        let read = told.says(denier, Act::Deny, "those accusations").read(&[]);
        read.disputes.into_iter().map(|d| (d.aspect, d.sides.into_iter().map(|s| s.says).collect())).collect()
    }

    #[test]
    fn who_is_accused_and_denies_it_differs_from_the_accuser() {
        let found = disputes(
            "The Velmark army",
            "Orrel accused Velmark of backing the Front. The Velmark army denied those accusations.",
        );
        assert_eq!(found, [(A::Other, vec!["Velmark of backing the Front".to_owned(), "denies it".to_owned()])]);
    }

    #[test]
    fn who_is_not_accused_denies_something_else() {
        let found =
            disputes("Kestova", "Orrel accused Velmark of backing the Front. Kestova denied those accusations.");
        assert_eq!(found, []);
    }
}
