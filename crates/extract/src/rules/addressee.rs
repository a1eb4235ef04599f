//! Whom a statement is said to.
//!
//! Why: a minister who tells a broadcaster is not the broadcaster's statement; and who was told matters for notice and warning.
//! Example: *Dosta told Northlight Radio that ...* → addressee `Northlight Radio`.

use std::ops::Range;

use truceline_parse::Upos;
use truceline_record::Span;

use crate::view::View;

/// Cues that take the one told as their object.
const TELLING: [&str; 9] = ["tell", "inform", "assure", "remind", "notify", "urge", "ask", "warn", "brief"];
/// Words by which "said to", "in an interview with" tell whom.
const TO: [&str; 1] = ["to"];

/// The words that name the one spoken to, if the cue governs any outside source and content.
pub(crate) fn addressee(
    view: &View,
    cue: &Range<usize>,
    source: Option<&Range<usize>>,
    content: &[Range<usize>],
) -> Vec<Span> {
    let verb = view.head_of(cue);
    if view.word(verb).upos != Upos::Verb {
        return Vec::new();
    }
    let lemma = view.word(verb).lemma.as_str();
    let tells = TELLING.contains(&lemma);
    let found = view.dependents(verb).find(|&d| {
        let w = view.word(d);
        let cased = view.dependents(d).any(|c| view.word(c).relation() == "case");
        let bare = matches!(w.relation(), "obj" | "iobj") || &*w.deprel == "obl" && !cased;
        let object = tells && bare && d > verb;
        let to = matches!(w.relation(), "obl")
            && d > verb
            && view
                .dependents(d)
                .any(|c| view.word(c).relation() == "case" && TO.contains(&view.word(c).lemma.as_str()))
            && matches!(lemma, "say" | "speak" | "talk" | "announce" | "confirm" | "appeal" | "explain");
        object || to
    });
    let Some(head) = found else { return Vec::new() };
    let mut words = view.subtree(head);
    // from the name itself, not the preposition; up to where source or content begins
    words.start = (words.start..=head)
        .find(|&n| view.word(n).relation() != "case" || view.word(n).head != Some(head) || n > head)
        .unwrap_or(head);
    // a long cue may hold the one told: "told Northlight Radio in an interview"
    let cue = Some(cue).filter(|c| !c.contains(&head));
    for other in content.iter().chain(source).chain(cue) {
        if other.contains(&head) {
            return Vec::new();
        }
        if other.start > head {
            words.end = words.end.min(other.start);
        }
        if other.end <= head {
            words.start = words.start.max(other.end);
        }
    }
    while words.end > head + 1 && matches!(view.word(words.end - 1).upos, Upos::Punct | Upos::Sconj) {
        words.end -= 1;
    }
    view.span(&words).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::parsed;

    #[test]
    fn the_one_told_is_the_addressee() {
        parsed("Dosta|nsubj|2 told|root|0 Northlight|compound|4 Radio|obj|2 talks|nsubj|6 failed|ccomp|2", |view| {
            let spans = super::addressee(view, &(1..2), Some(&(0..1)), std::slice::from_ref(&(4..6)));
            assert_eq!(spans.iter().map(|&s| view.slice(s)).collect::<Vec<_>>(), ["Northlight Radio"]);
        });
    }

    #[test]
    fn what_is_said_is_not_who_is_told() {
        parsed("Dosta|nsubj|2 urged|root|0 restraint|obj|2", |view| {
            assert!(super::addressee(view, &(1..2), Some(&(0..1)), std::slice::from_ref(&(2..3))).is_empty());
        });
    }
}
