//! "No group claimed responsibility" is the narrator's word, not a statement by "no group".
//!
//! Why: a speaker must be somebody; counting "nobody" as one would put words into the record that no one said.
//! Example: *No faction claimed the attack.* → no statement.

use std::ops::Range;

use crate::view::View;

/// Whether a source is nobody: "no one", and the "it" of "it turned out".
pub(crate) fn speaks(view: &View, source: &Range<usize>) -> bool {
    let speakers = &view.lexicon.speakers;
    let word = view.word(source.start);
    let it = source.len() == 1 && word.form.eq_ignore_ascii_case("it");
    let idle = || word.relation() == "expl" || word.head.is_some_and(|h| view.is_one_of(h, &speakers.seems));
    view.is_one_of(source.start, &speakers.nobody) || it && idle()
}

/// Whether a cue without a source is nobody's: "it was unclear whether ...".
pub(crate) fn impersonal(view: &View, cue: &Range<usize>) -> bool {
    let head = view.head_of(cue);
    let it = |n: usize| matches!(view.word(n).relation(), "expl" | "nsubj") && view.form(n).eq_ignore_ascii_case("it");
    view.dependents(head).any(it)
}

#[cfg(test)]
mod tests {
    use crate::testing::parsed;

    #[test]
    fn nobody_is_no_source() {
        parsed("No|det|2 faction|nsubj|3 claimed|root|0 the|det|5 attack|obj|3", |view| {
            assert!(super::speaks(view, &(0..2)));
            assert!(!super::speaks(view, &(3..5)));
        });
    }

    #[test]
    fn it_turned_out_is_nobodys_word() {
        parsed("It|nsubj|2 turn|root|0 out|advmod|2 that|mark|6 it|nsubj|6 denied|ccomp|2 it|obj|6", |view| {
            assert!(super::speaks(view, &(0..1)));
            assert!(!super::speaks(view, &(4..5)));
        });
    }

    #[test]
    fn it_was_unclear_is_nobodys_word() {
        parsed("It|expl|3 was|cop|3 unclear|root|0 who|nsubj|5 fired|csubj|3", |view| {
            assert!(super::impersonal(view, &(2..3)));
            assert!(!super::impersonal(view, &(4..5)));
        });
    }
}
