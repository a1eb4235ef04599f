//! Who does something after an event, or despite it, need not have done that too.
//!
//! Why: "the army attacked after the truce collapsed" names the army beside the truce, and says only what it did itself.
//! Example: in *The Assembly advanced after a truce of Velmark's collapsed*, `The Assembly` is no doer of the truce by the grammar.

use std::ops::Range;

use crate::view::View;

/// Whether the words `trigger` stand in a clause of time or ground that has a subject of its own, or in a phrase of that kind, and the words `who` outside it.
pub(crate) fn elsewhere(view: &View, trigger: &Range<usize>, who: &Range<usize>) -> bool {
    let outside = |n: usize| view.subtree(n).start > who.start || view.subtree(n).end < who.end;
    above(view, trigger).any(|n| parts(view, n) && outside(n))
}

/// Whether the words `trigger` tell what something else was done in answer to.
pub(crate) fn is_answered(view: &View, trigger: &Range<usize>) -> bool {
    above(view, trigger).any(|n| answered(view, n))
}

/// The head of `trigger`, and what it hangs on, step by step.
fn above<'a>(view: &'a View, trigger: &Range<usize>) -> impl Iterator<Item = usize> + 'a {
    let up = std::iter::successors(Some(view.head_of(trigger)), |&n| view.word(n).head);
    up.take(view.parse.words.len())
}

/// Whether word `n` is what an answer is to.
fn answered(view: &View, n: usize) -> bool {
    let to = view.word(n).head.filter(|_| view.word(n).relation() == "nmod");
    to.is_some_and(|h| view.is_one_of(h, &view.lexicon.harm.answers))
}

/// Whether what hangs on word `n` is such a clause or phrase.
fn parts(view: &View, n: usize) -> bool {
    let led = |relation: &str| {
        let mut leads = view.dependents(n).filter(|&d| view.word(d).relation() == relation);
        leads.any(|d| view.is_one_of(d, &view.lexicon.harm.apart))
    };
    match view.word(n).relation() {
        "advcl" => led("mark") && view.dependents(n).any(|d| view.word(d).relation() == "nsubj"),
        "obl" => led("case"),
        _ => answered(view, n),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::parsed;

    #[test]
    fn who_is_outside_the_clause_did_something_else() {
        let tree = "rebels|nsubj|2 fled|root|0 after|mark|5 truces|nsubj|5 collapsed|advcl|2";
        parsed(tree, |view| {
            assert!(super::elsewhere(view, &(3..4), &(0..1)));
            assert!(!super::elsewhere(view, &(4..5), &(3..4)));
            assert!(!super::elsewhere(view, &(1..2), &(0..1)));
        });
        let tree = "rebels|nsubj|2 fled|root|0 before|mark|4 shelling|advcl|2 Sarnem|obj|4";
        parsed(tree, |view| assert!(!super::elsewhere(view, &(3..4), &(0..1)), "their own"));
        let tree = "rebels|nsubj|2 fled|root|0 after|case|4 raids|obl|2";
        parsed(tree, |view| assert!(super::elsewhere(view, &(3..4), &(0..1))));
    }

    #[test]
    fn who_answers_fire_did_not_open_it() {
        let tree = "soldiers|nsubj|2 fired|root|0 in|case|4 retaliation|obl|2 for|case|6 raids|nmod|4";
        parsed(tree, |view| {
            assert!(super::elsewhere(view, &(5..6), &(0..1)));
            assert!(super::is_answered(view, &(5..6)) && !super::is_answered(view, &(1..2)));
        });
    }
}
