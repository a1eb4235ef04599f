//! Whom the words of an event kill or hurt, by the grammar, where the encoder tags no toll.
//!
//! Why: where one person is shot no number is told, and a record that counts nobody says that nobody was.
//! Example: *A child was shot in Sarnem* → one child injured; *Dosta Pell, 17, was shot and killed* → one killed.

use std::ops::Range;

use truceline_parse::Upos;

use crate::rules::deed::{self, Deed};
use crate::rules::toll::{self, Figure};
use crate::view::View;

/// Those whom the words `trigger` kill or hurt, with the words that name them.
pub(crate) fn counted(view: &View, trigger: &Range<usize>) -> Vec<(Range<usize>, Figure)> {
    let says = trigger.clone().filter(|&n| matches!(view.word(n).upos, Upos::Verb | Upos::Noun));
    let each = says.filter_map(|v| Some((v, deed::of(view, v).filter(|d| *d != Deed::Other)?)));
    let told = each.flat_map(|(v, deed)| {
        let sufferer = if view.word(v).upos == Upos::Verb { sufferer(view, v) } else { of(view, v) };
        let words = sufferer.map(|n| named(view, n))?;
        let figures = toll::figures(view, &words).into_iter().filter(move |f| f.deed.is_none_or(|d| d == deed));
        Some(figures.map(|f| (words.clone(), Figure { deed: Some(deed), ..f })).collect::<Vec<_>>())
    });
    told.flatten().collect()
}

/// The word for whoever a verb of harm is done to: the subject of a passive or of "die", the object of another; of verbs joined by "and", what
/// is said of the first.
fn sufferer(view: &View, verb: usize) -> Option<usize> {
    let of = |v: usize, relation: &str| view.dependents(v).find(|&d| &*view.word(d).deprel == relation);
    let mut at = verb;
    for _ in 0..3 {
        let dies =
            view.word(at).lemma.eq_ignore_ascii_case("die") || view.word(at).lemma.eq_ignore_ascii_case("perish");
        let found = of(at, "nsubj:pass").or_else(|| of(at, "obj")).or_else(|| of(at, "nsubj").filter(|_| dies));
        if found.is_some() {
            return found;
        }
        at = view.word(at).head.filter(|_| view.word(at).relation() == "conj")?;
    }
    None
}

/// Whose death a noun tells: "the killing of a boy".
fn of(view: &View, noun: usize) -> Option<usize> {
    let with_of = |d: &usize| {
        view.word(*d).relation() == "nmod"
            && view.dependents(*d).any(|c| view.word(c).relation() == "case" && view.form(c).eq_ignore_ascii_case("of"))
    };
    view.dependents(noun).find(with_of)
}

/// A word with what stands before it and belongs to it, and the rest of a name.
fn named(view: &View, head: usize) -> Range<usize> {
    let under = view.subtree(head);
    let stops = |n: usize| matches!(view.form(n), "," | "who" | "which" | "that" | "-" | "–" | "(" | "of");
    let start = (under.start..head).rev().take_while(|&n| !stops(n)).last().unwrap_or(head);
    let flat = |n: &usize| view.word(*n).relation() == "flat" && view.word(*n).head == Some(head);
    let end = (head + 1..under.end).take_while(flat).last().map_or(head + 1, |n| n + 1);
    start..end
}

#[cfg(test)]
mod tests {
    use truceline_parse::{Parse, Upos};
    use truceline_record::TollWho::{self, Child, Man, Total};

    use crate::rules::deed::Deed::{self, Injured, Killed};
    use crate::testing::{check_parse, with_tree};

    fn found(tree: &str, trigger: std::ops::Range<usize>) -> Vec<(TollWho, Option<u64>, Option<Deed>)> {
        of(with_tree(tree), trigger, Upos::Verb)
    }

    fn of(
        (text, mut parse): (String, Parse),
        trigger: std::ops::Range<usize>,
        upos: Upos,
    ) -> Vec<(TollWho, Option<u64>, Option<Deed>)> {
        parse.words[trigger.start].upos = upos;
        let out = std::cell::RefCell::new(Vec::new());
        check_parse(&(text, parse), |v| {
            *out.borrow_mut() = super::counted(v, &trigger).into_iter().map(|(_, f)| (f.who, f.min, f.deed)).collect();
        });
        out.into_inner()
    }

    #[test]
    fn one_person_is_counted() {
        assert_eq!(
            found("A|det|2 child|nsubj:pass|4 was|aux:pass|4 shot|root|0", 3..4),
            [(Child, Some(1), Some(Injured))]
        );
        let tree = "They|nsubj|2 killed|root|0 his|nmod|4 brother|obj|2 on|case|6 Friday|obl|2";
        assert_eq!(found(tree, 1..2), [(Man, Some(1), Some(Killed))]);
        let tree = "A|det|2 man|nsubj:pass|4 was|aux:pass|4 shot|root|0 and|cc|6 killed|conj|4";
        assert_eq!(found(tree, 5..6), [(Man, Some(1), Some(Killed))]);
    }

    #[test]
    fn who_does_it_and_what_is_named_already_are_not() {
        assert!(found("A|det|2 child|nsubj|3 shot|root|0", 2..3).is_empty());
        assert!(found("The|det|2 boy|nsubj:pass|4 was|aux:pass|4 shot|root|0", 3..4).is_empty());
    }

    #[test]
    fn a_death_is_somebodys() {
        let tree = "The|det|2 killing|nsubj|6 of|case|5 a|det|5 boy|nmod|2 shocked|root|0 Sarnem|obj|6";
        assert_eq!(of(with_tree(tree), 1..2, Upos::Noun), [(Child, Some(1), Some(Killed))]);
    }

    #[test]
    fn numbers_count_too() {
        let tree = "Six|nummod|2 people|nsubj:pass|4 were|aux:pass|4 killed|root|0";
        assert_eq!(found(tree, 3..4), [(Total, Some(6), Some(Killed))]);
    }
}
