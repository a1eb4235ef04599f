//! The number that a death toll is said to have come to.
//!
//! Why: news of an update gives the number far from what happened, behind the words that say that it changed.
//! Example: *raised the death toll from a raid on Sarnem to 61* → the raid killed `61`.

use std::ops::Range;

use truceline_parse::{Role, Trigger, Upos};

use crate::numbers::amounts;
use crate::rules::deed::Deed;
use crate::rules::toll::{Figure, figures};
use crate::view::View;

/// Words after the toll among which its number stands.
const REACH: usize = 24;

/// The number of killed that the sentence of `t` tallies and its words, where no number there is said to be of them and no other event stands nearer to the toll.
pub(crate) fn killed(view: &View, t: &Trigger) -> Option<(Range<usize>, Vec<Figure>)> {
    let sentence = view.parse.sentences[view.sentence(t.words.start)].clone();
    let toll = sentence.clone().find(|&n| of_dead(view, n, sentence.start))?;
    let events = || view.parse.triggers.iter().filter(|o| sentence.contains(&o.words.start));
    let told = events().flat_map(|o| &o.roles).any(|b| b.role == Role::Killed && sentence.contains(&b.words.start));
    let gap = |o: &Trigger| (o.words.start.abs_diff(toll), o.words.start);
    if told || events().min_by_key(|o| gap(o)).is_none_or(|o| o.words != t.words) {
        return None;
    }
    let words = number(view, toll, sentence.end)?;
    let dead = figures(view, &words).into_iter().filter(|f| matches!(f.deed, None | Some(Deed::Killed)));
    Some((words, dead.collect()))
}

/// Whether a word is a toll, and not one of the injured.
fn of_dead(view: &View, n: usize, from: usize) -> bool {
    let of = |n: usize| !view.is_one_of(n, &view.lexicon.harm.deeds.injured);
    view.word(n).lemma.eq_ignore_ascii_case("toll") && view.word(n).upos == Upos::Noun && (n <= from || of(n - 1))
}

/// The words of the first number behind a toll that "to", "at", "of" or a form of "be" leads in.
fn number(view: &View, toll: usize, end: usize) -> Option<Range<usize>> {
    let leads = |n: usize| {
        let form = view.low_form(n);
        matches!(form, "to" | "at" | "is" | "was" | "reached" | "reaches" | "hit" | "of")
    };
    let behind = toll + 1..end.min(toll + 1 + REACH);
    amounts(view, behind).into_iter().map(|a| a.words).find(|w| leads(w.start - 1))
}

#[cfg(test)]
mod tests {
    use truceline_record::IncidentType;

    use crate::testing::{check_parse, plain, trigger};

    fn found(text: &str, at: usize) -> Vec<Option<u64>> {
        let (text, mut parse) = plain(text);
        parse.triggers.push(trigger(at..at + 1, IncidentType::AirStrike));
        let out = std::cell::RefCell::new(Vec::new());
        check_parse(&(text, parse), |view| {
            let killed = super::killed(view, &view.parse.triggers[0]);
            *out.borrow_mut() = killed.into_iter().flat_map(|(_, f)| f).map(|f| f.min).collect();
        });
        out.into_inner()
    }

    #[test]
    fn what_a_toll_came_to_is_killed() {
        assert_eq!(found("They raised the toll from the raid on Sarnem to 61 on Monday", 6), [Some(61)]);
        assert_eq!(found("The toll of the raid stands at at least 40", 4), [Some(40)]);
    }

    #[test]
    fn a_toll_of_the_wounded_and_a_number_of_something_else_are_not() {
        assert!(found("The wounded toll of the raid rose to 61", 5).is_empty());
        assert!(found("The toll of the raid rose to 61 wounded", 4).is_empty());
        assert!(found("The toll of the raid was high and 30 tents burnt", 4).is_empty());
    }
}
