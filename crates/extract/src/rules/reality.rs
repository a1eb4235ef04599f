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
    if view.word(head).upos != Upos::Verb {
        return judged;
    }
    let form = |n: usize| view.form(n).to_lowercase();
    let (mut negated, mut possible, mut no_longer) = (false, false, false);
    for d in view.dependents(head).filter(|&d| d < head) {
        match (view.word(d).relation(), form(d).as_str()) {
            ("advmod", "not" | "n't" | "n’t" | "never") => negated = true,
            ("advmod", "longer") => no_longer = true,
            ("aux", "could" | "may" | "might" | "would") => possible = true,
            ("nsubj", _) if view.dependents(d).any(|c| matches!(form(c).as_str(), "no" | "neither")) => negated = true,
            _ => {}
        }
    }
    let conditional =
        view.dependents(head).any(|d| view.word(d).relation() == "mark" && matches!(form(d).as_str(), "if" | "unless"));
    match () {
        () if possible || conditional || asked(view, head) => Reality::Hypothetical,
        () if negated || no_longer => Reality::Denied,
        () => judged,
    }
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
