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

/// The doers that a pronoun names beside `trigger`: who speaks, where it stands in what somebody says; else the subject that the sentence last named.
pub(crate) fn doers(view: &View, statements: &[Draft], trigger: &Range<usize>) -> Vec<Range<usize>> {
    let Some(pronoun) = pronoun(view, view.head_of(trigger)) else { return Vec::new() };
    let own = view.parse.sentences[view.sentence(pronoun)].clone();
    let speaker = within(statements, pronoun).and_then(|n| statements[n].source.clone());
    let subject = |n: &usize| {
        matches!(&*view.word(*n).deprel, "nsubj" | "nsubj:pass")
            && matches!(view.word(*n).upos, Upos::Noun | Upos::Propn)
    };
    let before = || (own.start..pronoun).rev().find(subject).map(|n| view.subtree(n));
    let found = speaker.filter(|s| own.contains(&s.start)).or_else(before);
    let named = found.into_iter().flat_map(|w| party::each(view, &w));
    named.filter(|w| !w.contains(&pronoun) && doer::names_party(view, w)).collect()
}

/// The pronoun that is the subject of a verb, of the first of verbs that are joined, or that says whose a noun is.
fn pronoun(view: &View, head: usize) -> Option<usize> {
    let stands = |n: usize| {
        view.word(n).upos == Upos::Pron
            && matches!(view.form(n).to_lowercase().as_str(), "it" | "they" | "its" | "their")
    };
    let of = |at: usize, relation: &str| view.dependents(at).find(|&d| &*view.word(d).deprel == relation);
    let mut at = head;
    for _ in 0..3 {
        if of(at, "nsubj:pass").is_some() {
            return None;
        }
        if let Some(n) = of(at, "nsubj").or_else(|| of(at, "nmod:poss")) {
            return Some(n).filter(|&n| stands(n));
        }
        at = view.word(at).head.filter(|_| view.word(at).relation() == "conj")?;
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::testing::parsed;

    #[test]
    fn the_subject_that_the_sentence_last_named_does_it() {
        let tree = "Before|mark|4 the|det|3 rebels|nsubj|4 left|advcl|6 they|nsubj|6 shelled|root|0 Sarnem|obj|6";
        parsed(tree, |view| {
            let mut parse = view.parse.clone();
            parse.words[4].upos = truceline_parse::Upos::Pron;
            parse.words[2].lemma = "rebel".into();
            let view = crate::view::View::new(view.text, &parse, view.lexicon);
            assert_eq!(super::doers(&view, &[], &(5..6)), [1..3]);
            assert!(super::doers(&view, &[], &(3..4)).is_empty(), "a subject that is no pronoun");
        });
    }
}
