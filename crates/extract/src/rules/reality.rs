//! Whether an event happened, as the words about it have it.
//!
//! Why: "could bomb", "never bombed" and "bombed" share their trigger; coders that look at the trigger alone report all three as fact. The
//! encoder's opinion stands unless the grammar around the trigger speaks plainly.
//! Example: *Kestova never invaded Velmark.* → denied; *Kestova could invade Velmark.* → hypothetical.

use std::ops::Range;

use truceline_parse::Upos;
use truceline_record::Reality;

use crate::view::View;

/// The reality of the event that `trigger` names; `judged` is the encoder's opinion.
pub(crate) fn of(view: &View, trigger: &Range<usize>, judged: Reality) -> Reality {
    let head = view.head_of(trigger);
    if let Some(governed) = governed(view, head) {
        return governed;
    }
    let form = |n: usize| view.low_form(n);
    if view.word(head).upos != Upos::Verb {
        // "responsible for any collapse of the truce"
        let any = view.dependents(head).any(|d| view.word(d).relation() == "det" && form(d) == "any");
        // "no aircraft was in the air"
        if view.dependents(head).any(|d| view.word(d).relation() == "nsubj" && d < head && nobody(view, d)) {
            return Reality::Denied;
        }
        return if any && judged == Reality::Actual { Reality::Hypothetical } else { judged };
    }
    let (mut negated, mut possible, mut no_longer, mut ahead) = (false, false, false, false);
    for d in view.dependents(head).filter(|&d| d < head) {
        match (view.word(d).relation(), form(d)) {
            ("advmod", "not" | "n't" | "n’t" | "never") => negated = true,
            ("advmod", "longer") => no_longer = true,
            ("aux", "could" | "may" | "might" | "would") => possible = true,
            ("aux", "will" | "shall" | "'ll" | "’ll") => ahead = true,
            ("nsubj", _) if nobody(view, d) => negated = true,
            _ => {}
        }
    }
    let conditional =
        view.dependents(head).any(|d| view.word(d).relation() == "mark" && matches!(form(d), "if" | "unless"));
    match () {
        () if possible || conditional || asked(view, head) => Reality::Hypothetical,
        () if negated || no_longer || neither(view, head) => Reality::Denied,
        () if ahead => Reality::Planned,
        () => judged,
    }
}

/// What the verb that governs the trigger makes of it: "denied attacking", "threatened to blow up", "planning an attack".
fn governed(view: &View, head: usize) -> Option<Reality> {
    let word = view.word(head);
    let relation = word.relation();
    let verb = word.head.filter(|&v| v < head && matches!(relation, "xcomp" | "obj"))?;
    let definite = view.dependents(head).any(|d| matches!(view.low_form(d), "the" | "this" | "that" | "its" | "their"));
    let lists = &view.lexicon.reality;
    let is = |list: &[String]| view.is_one_of(verb, list);
    let negated = view.dependents(verb).any(|d| matches!(view.low_form(d), "not" | "n't" | "n’t" | "never"));
    match () {
        () if negated => None,
        () if is(&lists.denied) => Some(Reality::Denied),
        () if is(&lists.planned) => Some(Reality::Planned),
        () if is(&lists.hypothetical) && !definite => Some(Reality::Hypothetical),
        () => None,
    }
}

/// Whether a subject is nobody: "no aircraft".
fn nobody(view: &View, subject: usize) -> bool {
    view.dependents(subject).any(|c| matches!(view.low_form(c), "no" | "neither"))
}

/// "Neither Kestova nor Velmark attacked": the subject's first word takes it back.
fn neither(view: &View, head: usize) -> bool {
    let subjects = view.dependents(head).filter(|&d| d < head && view.word(d).relation() == "nsubj");
    subjects.map(|d| view.subtree(d)).any(|s| view.form(s.start).eq_ignore_ascii_case("neither"))
}

/// Whether the sentence asks whether the event happened.
fn asked(view: &View, head: usize) -> bool {
    let sentence = view.parse.sentences[view.sentence(head)].clone();
    let last = sentence.end.checked_sub(1).filter(|&n| view.form(n) == "?");
    last.is_some()
        && view.word(head).head.is_none()
        && view.dependents(head).any(|d| d < head && view.word(d).relation() == "aux")
}

#[cfg(test)]
mod tests {
    use truceline_record::Reality;

    use crate::testing::parsed;

    #[test]
    fn the_governing_verb_tells() {
        let of = |tree: &str, trigger: std::ops::Range<usize>| {
            let out = std::cell::Cell::new(Reality::Actual);
            parsed(tree, |v| out.set(super::of(v, &trigger, Reality::Actual)));
            out.get()
        };
        assert_eq!(of("Velmark|nsubj|2 deny|root|0 attacking|xcomp|2 Kestova|obj|3", 2..3), Reality::Denied);
        assert_eq!(of("They|nsubj|2 plan|root|0 an|det|4 attack|obj|2", 3..4), Reality::Planned);
        assert_eq!(of("They|nsubj|2 fear|root|0 the|det|4 attack|obj|2", 3..4), Reality::Actual);
        assert_eq!(of("They|nsubj|2 oppose|root|0 any|det|4 raid|obj|2", 3..4), Reality::Hypothetical);
        assert_eq!(of("Guns|nsubj|3 will|aux|3 shell|root|0 Osk|obj|3", 2..3), Reality::Planned);
        let air = "No|det|2 aircraft|nsubj|6 was|cop|6 in|case|6 the|det|6 air|root|0";
        assert_eq!(of(air, 5..6), Reality::Denied);
        assert_eq!(of("Neither|cc|2 Osk|nsubj|3 attacked|root|0 it|obj|3", 2..3), Reality::Denied);
    }

    #[test]
    fn negation_and_modality_speak_plainly() {
        parsed("Kestova|nsubj|3 never|advmod|3 invaded|root|0 Velmark|obj|3", |v| {
            assert_eq!(super::of(v, &(2..3), Reality::Actual), Reality::Denied);
        });
        parsed("Kestova|nsubj|3 could|aux|3 invade|root|0 Velmark|obj|3", |v| {
            assert_eq!(super::of(v, &(2..3), Reality::Actual), Reality::Hypothetical);
        });
        parsed("Kestova|nsubj|2 invaded|root|0 Velmark|obj|2", |v| {
            assert_eq!(super::of(v, &(1..2), Reality::Actual), Reality::Actual);
        });
    }
}
