//! What somebody talks about is not what they say.
//!
//! Why: "the ministers discussed the truce" and "a statement on the raid" name a topic, and nothing that anybody asserts; the encoder takes them for
//! attributions, since in other texts what follows such words is a content.
//! Example: *The ministers discussed the truce.* → no statement; *The ministers discussed whether the truce would hold.* → one.

use std::ops::Range;

use crate::rules::act::fits;
use crate::view::View;

/// Words after "seen by" among which "as" stands, if what follows is how it is seen.
const AS: usize = 8;

/// Whether the words after a cue are only what it is about.
pub(crate) fn names(view: &View, cue: &Range<usize>, content: &[Range<usize>]) -> bool {
    let topics = &view.lexicon.topics;
    let Some(first) = content.first().map(|c| c.start) else { return false };
    let clause = |n: usize| matches!(view.low_form(n), "that" | "whether" | "how" | "why" | "what" | "who");
    let quoted =
        content.iter().flat_map(Clone::clone).any(|n| view.form(n).starts_with(['"', '“', '”', '\'', '‘', '«']));
    if clause(first) || quoted {
        return false;
    }
    // "denied the mission passage" lets nobody pass
    let of_cue = |n: usize| view.word(n).head.is_some_and(|h| cue.contains(&h));
    let refused = content.iter().flat_map(Clone::clone).any(|n| of_cue(n) && view.is_one_of(n, &topics.refused));
    if refused && cue.clone().any(|n| view.is_one_of(n, &topics.refuses)) {
        return true;
    }
    // "a deal, seen by the agency" is what the agency has, and nothing that it says; "seen by many as a gift" is
    let end = view.parse.sentences[view.sentence(cue.start)].end;
    let with_by = (cue.start..end.min(cue.end + 1)).any(|n| view.low_form(n) == "by");
    let as_what = (cue.end..end.min(cue.end + AS)).any(|n| view.low_form(n) == "as");
    let shown = cue.clone().any(|n| view.is_one_of(n, &topics.shown));
    if shown && with_by && !as_what {
        return true;
    }
    // the word that binds a topic ends the cue or begins the content
    let with = cue.start..cue.end.max(if first == cue.end { first + 1 } else { cue.end });
    topics.plain.iter().any(|w| fits(view, cue, std::slice::from_ref(w)))
        || topics.bound.iter().any(|w| fits(view, &with, w))
}

#[cfg(test)]
mod tests {
    use crate::testing::parsed;

    #[test]
    fn a_topic_is_no_content() {
        let names = |words: &str, cue, content| {
            parsed(words, |v| assert!(super::names(v, &cue, std::slice::from_ref(&content)), "{words}"));
        };
        names("They|nsubj|2 discuss|root|0 the|det|4 truce|obj|2", 1..2, 2..4);
        names("Dosta|nsubj|2 comment|root|0 on|case|5 the|det|5 raid|obl|2", 1..2, 2..5);
        names("They|nsubj|2 deny|root|0 the|det|4 mission|iobj|2 passage|obj|2", 1..2, 2..5);
        names("a|det|2 deal|root|0 seen|acl|2 by|case|5 Northlight|obl|3", 2..4, 0..2);
        names("a|det|2 statement|root|0 on|case|4 Sarnem|nmod|2", 1..3, 3..4);
    }

    #[test]
    fn a_clause_or_other_cues_have_contents() {
        let keeps = |words: &str, cue, content| {
            parsed(words, |v| assert!(!super::names(v, &cue, std::slice::from_ref(&content)), "{words}"));
        };
        keeps("They|nsubj|2 discuss|root|0 whether|mark|5 it|nsubj|5 holds|ccomp|2", 1..2, 2..5);
        keeps("Dosta|nsubj|2 comment|root|0 it|nsubj|4 held|ccomp|2", 1..2, 2..4);
        keeps("Dosta|nsubj|2 condemn|root|0 the|det|4 raid|obj|2", 1..2, 2..4);
    }
}
