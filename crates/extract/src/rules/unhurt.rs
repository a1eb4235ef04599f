//! That nobody was killed, or nobody hurt, is a toll of none.
//!
//! Why: "there were no deaths" by one source against another's 14 is what a monitor must see, and "no injuries" is a finding, not a gap.
//! Example: *Shells hit the mill in Sarnem. There were no injuries.* → injured by the shells: none.

use std::ops::Range;

use truceline_record::TollWho;

use crate::rules::deed::{self, Deed};
use crate::rules::who;
use crate::view::View;

/// Words after "no" among which the harm, or those who were not harmed and then the harm, stand.
const REACH: usize = 7;

/// A toll of none: its words, whom it counts, and what was not done to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unhurt {
    pub(crate) words: Range<usize>,
    pub(crate) who: TollWho,
    pub(crate) deeds: Vec<Deed>,
}

/// The tolls of none in a sentence.
pub(crate) fn none(view: &View, sentence: &Range<usize>) -> Vec<Unhurt> {
    let unsure = |n: usize| matches!(view.low_form(n), "if" | "whether" | "hope" | "hopes" | "hoped");
    if sentence.clone().any(unsure) {
        return Vec::new();
    }
    sentence.clone().filter_map(|n| at(view, n, sentence.end)).collect()
}

/// The toll of none that begins at word `n`.
fn at(view: &View, n: usize, end: usize) -> Option<Unhurt> {
    let form = |n: usize| if n < end { view.low_form(n) } else { "" };
    let (first, second) = (form(n), form(n + 1));
    let person = matches!((first, second), ("no", "one")) || matches!(first, "nobody" | "no-one");
    let from = n + if first == "no" && second == "one" { 2 } else { 1 };
    if person {
        return done(view, from, end).map(|(last, deed)| Unhurt {
            words: n..last,
            who: TollWho::Total,
            deeds: vec![deed],
        });
    }
    if !matches!(first, "no" | "without") {
        return None;
    }
    let from = from + usize::from(form(from) == "any");
    // "no casualties", "no human casualties"; "no reports of casualties" says nothing
    let noun = (from..end.min(from + 2)).find(|&n| !harms(view, n).is_empty());
    if let Some(at) = noun.filter(|&at| (from..at).all(|n| describes(view, n))) {
        // "no deaths were reported" is of what is known so far
        let so_far = matches!(form(at + 1), "were" | "was" | "have" | "had") && form(at + 2).starts_with("report");
        return (!so_far).then(|| Unhurt { words: n..at + 1, who: TollWho::Total, deeds: harms(view, at) });
    }
    let counted = who::counted(view, from..end.min(from + 3)).filter(|_| first == "no")?;
    let people = (from..end.min(from + 3)).find(|&n| who::counted(view, n..n + 1).is_some())?;
    done(view, people + 1, end).map(|(last, deed)| Unhurt { words: n..last, who: counted, deeds: vec![deed] })
}

/// The end of "died" or "was killed" that begins with word `from`, and which harm that is.
fn done(view: &View, from: usize, end: usize) -> Option<(usize, Deed)> {
    let passive = (from..end.min(from + REACH)).find(|&n| deed::of(view, n).is_some())?;
    let between = (from..passive)
        .all(|n| matches!(view.low_form(n), "was" | "were" | "has" | "have" | "had" | "been" | "seriously"));
    let deed = deed::of(view, passive).filter(|d| matches!(d, Deed::Killed | Deed::Injured))?;
    let dies = ["die", "died", "dies", "perish"].iter().any(|d| view.word(passive).lemma.eq_ignore_ascii_case(d));
    (between && (dies || passive > from)).then_some((passive + 1, deed))
}

/// What a noun of harm says was done: of casualties, both.
fn harms(view: &View, n: usize) -> Vec<Deed> {
    match view.word(n).lemma.to_lowercase().as_str() {
        "death" | "fatality" => vec![Deed::Killed],
        "injury" => vec![Deed::Injured],
        "casualty" => vec![Deed::Killed, Deed::Injured],
        _ => Vec::new(),
    }
}

/// Whether a word only describes casualties.
fn describes(view: &View, n: usize) -> bool {
    matches!(view.low_form(n), "human" | "serious" | "further")
}

#[cfg(test)]
mod tests {
    use truceline_record::TollWho;

    use super::{Deed, none};
    use crate::testing::glued;

    #[test]
    fn that_nobody_was_harmed_is_a_toll_of_none() {
        use Deed::{Injured, Killed};
        let total = TollWho::Total;
        for (text, expected) in [
            ("there were no death", Some((total, vec![Killed]))),
            ("it caused no human casualty", Some((total, vec![Killed, Injured]))),
            ("no one was injured", Some((total, vec![Injured]))),
            ("no soldier died as a result", Some((TollWho::Combatant, vec![Killed]))),
            ("no soldier was hurt", Some((TollWho::Combatant, vec![Injured]))),
            ("there were no reports of casualty", None),
            ("no death were reported", None),
            ("no soldier came", None),
            ("he asked if no one was injured", None),
            ("no one who was injured", None),
        ] {
            glued(text, |view| {
                let found = none(view, &(0..view.parse.words.len()));
                let found = found.into_iter().next().map(|t| (t.who, t.deeds));
                assert_eq!(found, expected, "{text}");
            });
        }
    }
}
