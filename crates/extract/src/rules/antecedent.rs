//! Whom a pronoun that does what a trigger names stands for.
//!
//! Why: "it", "they" and "its" are how most reports name the doer the second time, and a pronoun alone is no party.
//! Example: *The army said it shelled Sarnem* → `The army`. *Before the rebels left they shelled Sarnem* → `the rebels`.

use std::ops::Range;

use truceline_parse::Upos;

use crate::events::within;
use crate::rules::{doer, party};
use crate::statements::Draft;
use crate::view::View;

/// The doers that a pronoun names beside `trigger`: who says of "it" what it did, but for those who only watch; else the subject that was last
/// named in the sentence, and in what is said there: whoever says that "they" did it does not mean themselves.
pub(crate) fn doers(view: &View, statements: &[Draft], trigger: &Range<usize>) -> Vec<Range<usize>> {
    let Some(pronoun) = pronoun(view, view.head_of(trigger)) else { return Vec::new() };
    let own = view.parse.sentences[view.sentence(pronoun)].clone();
    let said = within(statements, pronoun).map(|n| &statements[n]);
    let one = matches!(view.low_form(pronoun), "it" | "its");
    let watches = |s: &Range<usize>| s.clone().any(|n| view.is_one_of(n, &view.lexicon.speakers.monitor));
    let speaker = said.filter(|_| one).and_then(|s| s.source.clone());
    let speaker = speaker.filter(|s| own.contains(&s.start) && !watches(s));
    let subject = |n: &usize| {
        matches!(&*view.word(*n).deprel, "nsubj" | "nsubj:pass")
            && matches!(view.word(*n).upos, Upos::Noun | Upos::Propn)
            && said.is_none_or(|s| s.says(*n))
    };
    let before = || (own.start..pronoun).rev().find(subject).map(|n| view.subtree(n));
    let named = speaker.or_else(before).into_iter().flat_map(|w| party::each(view, &w));
    named.filter(|w| !w.contains(&pronoun) && doer::names_party(view, w)).collect()
}

/// The pronoun that is the subject of an active verb, or that says whose a noun is.
pub(crate) fn pronoun(view: &View, head: usize) -> Option<usize> {
    let stands =
        |n: &usize| view.word(*n).upos == Upos::Pron && matches!(view.low_form(*n), "it" | "they" | "its" | "their");
    let owner = || view.dependents(head).find(|&d| &*view.word(d).deprel == "nmod:poss");
    let subject = Some(head).filter(|&h| !doer::passive(view, h)).and_then(|h| doer::subject(view, h));
    subject.or_else(owner).filter(stands)
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use truceline_parse::{Attribution, Upos};
    use truceline_record::{Act, Quote};

    use crate::statements::statements;
    use crate::testing::{check_parse, with_tree};

    /// Who did what the word `trigger` says, the word `pronoun` being one; `said`: the words of a source, its cue and its content.
    fn found(tree: &str, pronoun: usize, trigger: usize, said: Option<[Range<usize>; 3]>) -> Vec<Range<usize>> {
        let (text, mut parse) = with_tree(tree);
        parse.words[pronoun].upos = Upos::Pron;
        parse.attributions.extend(said.map(|[source, cue, content]| Attribution {
            cue,
            source: Some(source),
            content: vec![content],
            act: Act::Assert,
            quote: Quote::Indirect,
        }));
        let out = std::cell::RefCell::new(Vec::new());
        check_parse(&(text, parse), |view| {
            *out.borrow_mut() = super::doers(view, &statements(view), &(trigger..trigger + 1));
        });
        out.into_inner()
    }

    #[test]
    fn the_subject_that_the_sentence_last_named_does_it() {
        let tree = "Before|mark|4 the|det|3 army|nsubj|4 left|advcl|6 they|nsubj|6 shelled|root|0 Sarnem|obj|6";
        assert_eq!(found(tree, 4, 5, None), [1..3]);
        assert!(found(tree, 4, 3, None).is_empty(), "a subject that is no pronoun");
    }

    #[test]
    fn who_says_that_it_did_it_does_and_who_watches_or_says_that_they_did_does_not() {
        let tree = |who: &str, pronoun: &str| {
            format!("The|det|2 {who}|nsubj|3 said|root|0 {pronoun}|nsubj|5 shelled|ccomp|3 Sarnem|obj|5")
        };
        let said = || Some([0..2, 2..3, 3..6]);
        assert_eq!(found(&tree("army", "it"), 3, 4, said()), [0..2]);
        assert!(found(&tree("observatory", "it"), 3, 4, said()).is_empty());
        assert!(found(&tree("army", "they"), 3, 4, said()).is_empty());
    }
}
