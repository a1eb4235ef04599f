//! Who does what a trigger names, by the grammar of its sentence, where the encoder says nothing.
//!
//! Why: the subject of "shelled", the "by" of "was shelled by" and the first word of "army raids" do it, however rare their name.
//! Example: *The Assembly's guns shelled Sarnem.* → `The Assembly's guns`.

use std::ops::Range;

use truceline_parse::Upos;

use crate::rules::party;
use crate::view::View;

/// The doers of the event that the words `trigger` name.
pub(crate) fn doers(view: &View, trigger: &Range<usize>) -> Vec<Range<usize>> {
    let head = view.head_of(trigger);
    let mut found = Vec::new();
    if view.word(head).upos == Upos::Verb {
        found.extend(of_verb(view, head));
    } else {
        found.extend(by(view, head));
        found.extend(modifiers(view, head));
        if found.is_empty() {
            found.extend(before(view, trigger));
        }
        // "strikes carried out by the army"
        let clauses = view.dependents(head).filter(|&d| view.word(d).relation() == "acl");
        found.extend(clauses.filter(|&d| view.is_one_of(d, &view.lexicon.harm.light)).filter_map(|d| by(view, d)));
        // "the army killed 12 people in an attack": whoever kills in it does it
        let kills = view.word(head).head.filter(|_| view.word(head).relation() == "obl");
        let kills = kills.filter(|&v| view.is_one_of(v, &view.lexicon.harm.deeds.killed) && !passive(view, v));
        let kills = kills.filter(|&v| view.dependents(v).any(|d| view.word(d).relation() == "obj"));
        found.extend(kills.and_then(|v| of_verb(view, v)));
        // "launched raids": whoever launches them does them
        let verb = view.word(head).head.filter(|_| view.word(head).relation() == "obj");
        found.extend(verb.filter(|&v| view.is_one_of(v, &view.lexicon.harm.light)).and_then(|v| of_verb(view, v)));
    }
    found.into_iter().filter(|w| names_party(view, w)).collect()
}

/// The subject of an active verb, or the "by" of a passive one; of verbs joined by "and", the subject of the first.
fn of_verb(view: &View, verb: usize) -> Option<Range<usize>> {
    if passive(view, verb) {
        return by(view, verb);
    }
    subject(view, verb).map(|n| phrase(view, n))
}

/// The subject of an active verb; of verbs joined by "and", that of the first.
pub(crate) fn subject(view: &View, verb: usize) -> Option<usize> {
    let mut at = verb;
    for _ in 0..3 {
        if let Some(subject) = view.dependents(at).find(|&d| &*view.word(d).deprel == "nsubj" && d < at) {
            return Some(subject);
        }
        at = view.word(at).head.filter(|&h| view.word(at).relation() == "conj" && !passive(view, h))?;
    }
    None
}

/// Whether a verb is passive.
pub(crate) fn passive(view: &View, verb: usize) -> bool {
    view.dependents(verb).any(|d| matches!(&*view.word(d).deprel, "nsubj:pass" | "aux:pass"))
}

/// The phrase after "by".
fn by(view: &View, head: usize) -> Option<Range<usize>> {
    let with_by = |d: &usize| {
        matches!(view.word(*d).relation(), "obl" | "nmod")
            && view.dependents(*d).any(|c| view.word(c).relation() == "case" && view.form(c).eq_ignore_ascii_case("by"))
    };
    view.dependents(head).find(with_by).map(|d| {
        let words = phrase(view, d);
        words.clone().find(|&n| view.form(n).eq_ignore_ascii_case("by")).map_or(words.clone(), |b| b + 1..words.end)
    })
}

/// What stands before a noun and says whose it is: "army raids", "the Assembly's raids".
fn modifiers(view: &View, head: usize) -> impl Iterator<Item = Range<usize>> {
    let before = move |d: &usize| *d < head && matches!(view.word(*d).relation(), "compound" | "amod" | "nmod");
    view.dependents(head).filter(before).map(|d| phrase(view, d))
}

/// Words before a noun, or at the head of its trigger, that name those under arms: "rebel rocket attacks", "terrorist mortar fire".
fn before(view: &View, trigger: &Range<usize>) -> Option<Range<usize>> {
    let start = view.parse.sentences[view.sentence(trigger.start)].start.max(trigger.start.saturating_sub(MODIFIERS));
    let tells = |n: usize| matches!(view.word(n).upos, Upos::Noun | Upos::Propn | Upos::Adj);
    let run = (start..trigger.end).rev().take_while(|&n| tells(n));
    let first = run.filter(|&n| view.lexicon.harm.under_arms(view, n)).last()?;
    Some(first..first + 1)
}

/// Words before a trigger among which it is named whose it is.
const MODIFIERS: usize = 3;

/// A word with what hangs on it, as far as a comma or a relative clause.
fn phrase(view: &View, head: usize) -> Range<usize> {
    let mut words = view.subtree(head);
    let stops = |n: usize| matches!(view.form(n), "," | "who" | "which" | "that" | "-" | "–" | "(");
    words.start = words.clone().take_while(|&n| n < head).filter(|&n| stops(n)).last().map_or(words.start, |n| n + 1);
    words.end = (head + 1..words.end).find(|&n| stops(n)).unwrap_or(words.end);
    words
}

/// Whether words name somebody who may do such a thing: a body or people named, or those under arms.
pub(crate) fn names_party(view: &View, words: &Range<usize>) -> bool {
    let lists = &view.lexicon.harm;
    let named = |n: usize| view.parse.mentions.iter().any(|m| party::of_party(m) && m.words.contains(&n));
    words.clone().any(|n| {
        named(n) || view.is_one_of(n, &lists.armed) || view.is_one_of(n, &lists.doer) || lists.under_arms(view, n)
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::parsed;

    fn found(tree: &str, trigger: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
        let out = std::cell::RefCell::new(Vec::new());
        parsed(tree, |view| *out.borrow_mut() = super::doers(view, &trigger));
        out.into_inner()
    }

    #[test]
    fn a_subject_does_what_an_active_verb_says() {
        assert_eq!(found("The|det|2 army|nsubj|3 shelled|root|0 Sarnem|obj|3", 2..3), [0..2]);
    }

    #[test]
    fn the_by_of_a_passive_does() {
        assert_eq!(
            found("Sarnem|nsubj:pass|3 was|aux:pass|3 shelled|root|0 by|case|6 the|det|6 army|obl|3", 2..3),
            [4..6]
        );
    }

    #[test]
    fn who_kills_in_an_attack_does_it_and_who_dies_in_one_does_not() {
        let attack = |verb: &str, object: &str| {
            format!("The|det|2 army|nsubj|3 {verb}|root|0 {object}|obj|3 in|case|7 an|det|7 attack|obl|3")
        };
        assert_eq!(found(&attack("killed", "nine"), 6..7), [0..2]);
        assert!(found("The|det|2 army|nsubj|3 died|root|0 in|case|6 an|det|6 attack|obl|3", 5..6).is_empty());
    }

    #[test]
    fn what_stands_before_a_noun_does_if_it_can() {
        assert_eq!(found("army|compound|2 raids|nsubj|3 went|root|0", 1..2), [0..1]);
        assert!(found("night|compound|2 raids|nsubj|3 went|root|0", 1..2).is_empty());
    }
}
