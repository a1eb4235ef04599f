//! What a speaker does by a statement.
//!
//! Why: "denied shelling the town" and "admitted shelling the town" share every word but the cue. A cue of the lexicon decides, with
//! its negation and what its content begins with; cues that fit any act ("said", a colon) leave it to the encoder.
//! Where the encoder sees no more than an assertion, words of the content that leave it open ("it was unclear", "could rise") make it a
//! doubt or a prediction.
//! Example: *The army did not deny the strike.* → admit.

use std::ops::Range;

use truceline_parse::Word;
use truceline_record::Act;

use crate::lexicon::CueEntry;
use crate::view::View;

/// How many words of the content a complement may hide behind.
const REACH: usize = 6;

/// The act of a cue with its content; `judged` is the encoder's opinion.
pub(crate) fn act(view: &View, cue: &Range<usize>, content: &[Range<usize>], judged: Act) -> Act {
    let entry = view.lexicon.cues.iter().find(|c| fits(view, cue, &c.words));
    let told = entry.and_then(|e| if negated(view, cue) { e.negated } else { complement(view, e, content).or(e.act) });
    match told {
        Some(act) => act,
        None if judged == Act::Assert => outlook(view, content).unwrap_or(judged),
        None => judged,
    }
}

/// Whether the lemmas of an entry stand in the cue, in order.
pub(crate) fn fits(view: &View, cue: &Range<usize>, words: &[String]) -> bool {
    let mut at = cue.clone();
    words.iter().all(|w| at.any(|n| is_form_of(view.word(n), w)))
}

/// Whether a word is a form of a lemma: by its own lemma, or by its ending where the encoder's lemma is off.
fn is_form_of(word: &Word, lemma: &str) -> bool {
    let form = word.form.to_lowercase();
    if word.lemma.to_lowercase() == *lemma || form == *lemma {
        return true;
    }
    let doubled = |stem: &str| stem.strip_prefix(lemma).is_some_and(|x| x.len() == 1 && lemma.ends_with(x));
    let from = |stem: &str| {
        stem == lemma
            || lemma.strip_suffix('e') == Some(stem)
            || lemma.strip_suffix('y').is_some_and(|l| stem.strip_suffix('i') == Some(l))
            || doubled(stem)
    };
    ["s", "es", "ed", "ing"].iter().filter_map(|ending| form.strip_suffix(ending)).any(from)
}

/// Whether word `n` negates.
fn negates(view: &View, n: usize) -> bool {
    matches!(view.low_form(n), "not" | "n't" | "n’t" | "never" | "nor" | "without")
}

/// Whether the cue holds a negation, or its verb governs one.
fn negated(view: &View, cue: &Range<usize>) -> bool {
    let verb = view.head_of(cue);
    cue.clone().any(|n| negates(view, n)) || view.dependents(verb).any(|d| d < verb && negates(view, d))
}

/// What a content that is merely said says of its own certainty: that something is not known, or what may come.
fn outlook(view: &View, content: &[Range<usize>]) -> Option<Act> {
    let first = content.first()?;
    let lists = &view.lexicon.outlook;
    let head: Vec<usize> = first.clone().take(REACH + 2).collect();
    let starts = |phrase: &Vec<String>| {
        let mut at = head.iter();
        phrase.iter().all(|w| at.any(|&n| view.is_one_of(n, std::slice::from_ref(w))))
    };
    if lists.unknown.iter().any(starts) {
        return Some(Act::Doubt);
    }
    let root = view.head_of(first);
    let coming = |n: usize| view.is_one_of(n, &lists.coming);
    let ahead = coming(root) || view.dependents(root).any(|d| d < root && coming(d));
    let negated = view.dependents(root).any(|d| negates(view, d));
    (ahead && !negated).then_some(Act::Predict)
}

/// The act that the content's first words call for.
fn complement(view: &View, entry: &CueEntry, content: &[Range<usize>]) -> Option<Act> {
    let first = content.first()?;
    let head = first.clone().take(REACH);
    let words: Vec<usize> = head.collect();
    entry.content.iter().find(|c| words.iter().any(|&n| view.is_one_of(n, &c.words))).map(|c| c.act)
}

#[cfg(test)]
mod tests {
    use truceline_record::Act;

    use crate::testing::parsed;

    #[test]
    fn the_lexicon_decides_with_negation_and_complement() {
        parsed("army|nsubj|4 did|aux|4 not|advmod|4 deny|root|0 the|det|6 strike|obj|4", |v| {
            assert_eq!(super::act(v, &(3..4), std::slice::from_ref(&(4..6)), Act::Assert), Act::Admit);
        });
        parsed("Assembly|nsubj|2 reject|root|0 the|det|4 claim|obj|2", |v| {
            assert_eq!(super::act(v, &(1..2), std::slice::from_ref(&(2..4)), Act::Assert), Act::Deny);
        });
        parsed("Assembly|nsubj|2 reject|root|0 the|det|4 plan|obj|2", |v| {
            assert_eq!(super::act(v, &(1..2), std::slice::from_ref(&(2..4)), Act::Assert), Act::Oppose);
        });
    }

    #[test]
    fn a_lemma_that_is_off_does_not_hide_a_cue() {
        parsed("army|nsubj|2 denied|root|0 it|obj|2", |v| {
            assert_eq!(super::act(v, &(1..2), std::slice::from_ref(&(2..3)), Act::Assert), Act::Deny);
        });
    }

    #[test]
    fn what_may_come_is_a_prediction() {
        parsed("Dosta|nsubj|2 say|root|0 toll|nsubj|5 could|aux|5 rise|ccomp|2", |v| {
            assert_eq!(super::act(v, &(1..2), std::slice::from_ref(&(2..5)), Act::Assert), Act::Predict);
        });
        parsed("Dosta|nsubj|2 say|root|0 it|nsubj|5 was|cop|5 unclear|ccomp|2 who|nsubj|7 fired|csubj|5", |v| {
            assert_eq!(super::act(v, &(1..2), std::slice::from_ref(&(2..7)), Act::Assert), Act::Doubt);
        });
    }

    #[test]
    fn an_open_cue_leaves_it_to_the_encoder() {
        parsed("Dosta|nsubj|2 say|root|0 talks|nsubj|4 failed|ccomp|2", |v| {
            assert_eq!(super::act(v, &(1..2), std::slice::from_ref(&(2..4)), Act::Accuse), Act::Accuse);
        });
    }
}
