//! Who holds a place does not do what is done in it.
//!
//! Why: "raids on Sarnem, held by the Assembly" names two parties, and the one next to the place is the one that was hit.
//! Example: in *Raids hit Sarnem, held by the Assembly*, `the Assembly` is no doer of the raids.

use std::ops::Range;

use truceline_parse::Upos;

use crate::view::View;

/// Words before a tagged part of a name among which "by" stands.
const REACH: usize = 4;

/// Whether the words `words` name who holds what stands before them, and that is not what the words `trigger` tell of.
pub(crate) fn holds(view: &View, trigger: &Range<usize>, words: &Range<usize>) -> bool {
    let leads = |n: usize| matches!(view.word(n).upos, Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num);
    let near = words.start.saturating_sub(REACH)..words.end;
    let by = near.rev().find(|&n| view.form(n).eq_ignore_ascii_case("by"));
    let verb = by.filter(|&n| (n + 1..words.start).all(leads)).and_then(|n| n.checked_sub(1));
    verb.is_some_and(|n| !trigger.contains(&n) && view.is_one_of(n, &view.lexicon.harm.holds))
}

#[cfg(test)]
mod tests {
    use crate::testing::parsed;

    #[test]
    fn who_holds_a_place_does_not_do_what_is_done_in_it() {
        let tree = "Raids|nsubj|2 hit|root|0 Sarnem|obj|2 held|acl|3 by|case|7 the|det|7 Assembly|obl|4";
        parsed(tree, |view| {
            assert!(super::holds(view, &(0..1), &(6..7)) && super::holds(view, &(0..1), &(5..7)));
            assert!(super::holds(view, &(0..1), &(3..7)), "tagged with the verb");
            assert!(!super::holds(view, &(0..1), &(2..3)));
            assert!(!super::holds(view, &(3..4), &(6..7)), "who holds somebody does that");
        });
        parsed("Sarnem|nsubj|2 shelled|root|0 by|case|5 the|det|5 Assembly|obl|2", |view| {
            assert!(!super::holds(view, &(1..2), &(3..5)));
        });
    }
}
