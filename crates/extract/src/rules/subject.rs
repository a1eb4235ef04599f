//! A cue without a source of its own takes the subject of the clause that it hangs on.
//!
//! Why: "the army confirmed the strike, saying that ..." names its speaker once; without it the second content would have none.
//! Of a relative clause it takes what that is about: "a boy who told police that ..." speaks himself.
//! Example: *The army rejected the charge, saying its guns were silent.* → `The army` also says that its guns were silent.

use std::ops::Range;

use truceline_parse::{Attribution, Upos};

use crate::view::View;

/// Give sources to those attributions that have none and whose cue hangs on a clause with a subject.
pub(crate) fn inherit(view: &View, found: &mut [Attribution]) {
    for a in found.iter_mut().filter(|a| a.source.is_none()) {
        a.source = governor(view, a).or_else(|| antecedent(view, a)).filter(|s| apart(a, s));
    }
}

/// The subject of the nearest clause above the cue's verb, if the cue is a participle of it.
fn governor(view: &View, a: &Attribution) -> Option<Range<usize>> {
    let verb = view.head_of(&a.cue);
    let word = view.word(verb);
    let participle = word.upos == Upos::Verb && word.form.to_lowercase().ends_with("ing");
    if !participle || !matches!(word.relation(), "advcl" | "xcomp" | "conj" | "acl" | "parataxis") {
        return None;
    }
    let mut at = word.head?;
    for _ in 0..3 {
        let subject = view.dependents(at).find(|&d| view.word(d).relation() == "nsubj" && d < at);
        if let Some(subject) = subject {
            let mut words = view.subtree(subject);
            // what a relative clause or an apposition adds is no part of the source
            words.end = (words.start + 1..words.end)
                .find(|&n| matches!(view.form(n), "," | "who" | "which"))
                .unwrap_or(words.end);
            return Some(words).filter(|w| w.contains(&subject));
        }
        at = view.word(at).head.filter(|_| view.word(at).relation() == "conj")?;
    }
    None
}

/// What a relative clause is about, if the cue is its verb and "who", "which" or "that" its subject.
fn antecedent(view: &View, a: &Attribution) -> Option<Range<usize>> {
    let verb = view.head_of(&a.cue);
    let word = view.word(verb);
    if word.upos != Upos::Verb || word.relation() != "acl" {
        return None;
    }
    let about = word.head.filter(|&h| h < verb)?;
    let relative = |n: usize| matches!(view.low_form(n), "who" | "which" | "that");
    let pronoun = view.dependents(verb).find(|&d| view.word(d).relation() == "nsubj" && relative(d))?;
    let start = view.subtree(about).find(|&n| view.word(n).relation() != "case")?;
    let end = (start..pronoun).find(|&n| n > about && view.form(n) == ",").unwrap_or(pronoun);
    (start < end).then_some(start..end)
}

/// Whether a source stands outside the cue and the content.
fn apart(a: &Attribution, source: &Range<usize>) -> bool {
    let meets = |r: &Range<usize>| r.start < source.end && source.start < r.end;
    !meets(&a.cue) && !a.content.iter().any(meets)
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use truceline_parse::{Attribution, Upos};
    use truceline_record::{Act, Quote};

    use crate::testing::{check_parse, with_tree};

    /// The source that an attribution without one gets: its cue is word `cue`, its content the words from `content` on.
    fn inherited(words: &str, cue: usize, content: usize) -> Option<Range<usize>> {
        let mut parse = with_tree(words);
        parse.1.words[cue].upos = Upos::Verb;
        let out = std::cell::RefCell::new(None);
        check_parse(&parse, |view| {
            let mut found = vec![Attribution {
                cue: cue..cue + 1,
                source: None,
                content: std::iter::once(content..content + 2).collect(),
                act: Act::Assert,
                quote: Quote::Indirect,
            }];
            super::inherit(view, &mut found);
            *out.borrow_mut() = found.remove(0).source;
        });
        out.into_inner()
    }

    #[test]
    fn a_participle_speaks_for_the_subject_of_its_clause() {
        let words = "The|det|2 army|nsubj|3 rejected|root|0 it|obj|3 saying|advcl|3 guns|nsubj|7 rested|ccomp|5";
        assert_eq!(inherited(words, 4, 5), Some(0..2));
    }

    #[test]
    fn who_tells_is_what_the_relative_clause_is_about() {
        let words = "They|nsubj|2 charged|root|0 a|det|4 boy|obj|2 who|nsubj|6 told|acl:relcl|4 police|obj|6 guns|nsubj|9 rested|ccomp|6";
        assert_eq!(inherited(words, 5, 7), Some(2..4));
    }
}
