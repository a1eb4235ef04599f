//! The name within the words that name somebody.
//!
//! Why: "Kestovan Foreign Minister Mirel Dosta, who ..." and "Dosta" are one person; a record that groups by speaker needs the name, not
//! the description.
//! Example: *Foreign Minister Mirel Dosta* → `Mirel Dosta`; *the Lowland Truce Monitoring Mission, which ...* → without the article
//! and what follows the comma.

use std::ops::Range;

use truceline_parse::{Mentioned, Upos};
use truceline_record::MentionKind;

use crate::view::{View, is_article};

/// What a source is called, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// The words that carry the name.
    pub(crate) words: Range<usize>,
    /// The name.
    pub(crate) text: String,
    /// Whether it is a name rather than a description or a pronoun.
    pub(crate) proper: bool,
    /// A person, several, or a body.
    pub(crate) person: bool,
}

/// The name in a source; none for nothing but punctuation.
pub(crate) fn name(view: &View, source: &Range<usize>) -> Option<Name> {
    if let Some(person) = person(view, source) {
        return Some(person);
    }
    let words = core(view, source);
    let text = joined(view, &words)?;
    let head = view.head_of(&words);
    let proper =
        words.clone().any(|n| view.word(n).upos == Upos::Propn) && !view.is_one_of(head, &view.lexicon.speakers.person);
    let person = view.is_one_of(head, &view.lexicon.speakers.person);
    Some(Name { words, text, proper, person })
}

/// The personal name within a source, if the source is a person with one: its title and what follows left out.
fn person(view: &View, source: &Range<usize>) -> Option<Name> {
    let mentions = view
        .parse
        .mentions
        .iter()
        .filter(|m| m.kind == MentionKind::Person && m.words.start < source.end && source.start < m.words.end);
    for m in mentions {
        let inside = m.words.start.max(source.start)..m.words.end.min(source.end);
        // "the Observatory's head Ravi Tamm": a person who only owns the head is not the speaker
        if inside.clone().any(|n| matches!(view.form(n), "'s" | "’s")) && inside.end < source.end {
            continue;
        }
        let titles = &view.lexicon.speakers.title;
        let part = |n: usize| {
            let w = view.word(n);
            let title = view.is_one_of(n, titles) || view.is_one_of(n, &view.lexicon.speakers.person);
            (w.upos == Upos::Propn || w.form == "-" || w.form.contains('.')) && !title
        };
        let mut best: Option<Range<usize>> = None;
        let mut at = inside.start;
        while at < inside.end {
            if part(at) && view.word(at).upos == Upos::Propn {
                let end = (at..inside.end).find(|&n| !part(n)).unwrap_or(inside.end);
                // "Dolvik governor": the place before an office is no name
                let governed = end < source.end && view.word(view.head_of(&(at..end))).head == Some(end);
                let office = governed && view.is_one_of(end, &view.lexicon.speakers.person);
                // "Minister for Asia": what a preposition brings is no name of the minister's
                let brought = brought(view, source, &(at..end));
                // "the retired Air Force general": a body within the description is no name
                let inner = |m: &Mentioned| m.words.start <= at && end <= m.words.end && m.words != inside;
                let body = view.parse.mentions.iter().any(|m| m.kind == MentionKind::Organisation && inner(m));
                // "Quay Hall press secretary Joren Pask": the name stands behind the office, not before it
                let held = at > inside.start && part_of_office(view, at - 1);
                if !office && !brought && !body && best.as_ref().is_none_or(|b| held || end - at > b.len()) {
                    best = Some(at..end);
                }
                at = end;
            } else {
                at += 1;
            }
        }
        if let Some(words) = best {
            let text = joined(view, &words)?;
            return Some(Name { words, text, proper: true, person: true });
        }
    }
    None
}

/// Whether a word is what somebody is by office: "secretary", "columnist", and no part of a name.
fn part_of_office(view: &View, n: usize) -> bool {
    let lists = &view.lexicon.speakers;
    let listed = view.is_one_of(n, &lists.title) || view.is_one_of(n, &lists.person);
    listed || view.word(n).upos == Upos::Noun && view.form(n).starts_with(char::is_lowercase)
}

/// Whether a preposition within the source brings these words, or what they stand beside: "official in the opposition group Sarnem First".
fn brought(view: &View, source: &Range<usize>, words: &Range<usize>) -> bool {
    let mut at = view.head_of(words);
    for _ in source.clone() {
        let brings = |d: usize| source.start < d && d < words.start && view.word(d).relation() == "case";
        if view.dependents(at).any(|d| brings(d) && !matches!(view.form(d), "'s" | "’s" | "'")) {
            return true;
        }
        match view.word(at).head {
            // what a comma sets apart stands beside the whole: "the head of the hospital, Ilse Morn"
            Some(head) if source.contains(&head) && !(head..at).any(|n| view.form(n) == ",") => at = head,
            _ => break,
        }
    }
    false
}

/// A source's words without its article and without what a comma, a relative clause or a bracket adds.
fn core(view: &View, source: &Range<usize>) -> Range<usize> {
    let start = source.clone().find(|&n| {
        let w = view.word(n);
        // "from the coalition": what brings a name is no part of it
        w.upos != Upos::Punct && !is_article(&w.form) && w.relation() != "case"
    });
    let start = start.unwrap_or(source.start);
    let stop = |n: usize| {
        let w = view.word(n);
        matches!(w.form.as_str(), "," | "(" | ";" | "--" | "—" | "–" | "who" | "which" | "whose" | "that")
            || w.relation() == "acl"
            // "the Command holds the leaders": what it does is no part of what it is called
            // (what a hyphen joins to the word before is no deed)
            || (w.upos == Upos::Verb && view.form(n - 1) != "-" && !matches!(w.relation(), "amod" | "compound" | "flat"))
    };
    let end = (start + 1..source.end).find(|&n| stop(n)).unwrap_or(source.end);
    // "London-based" says where a body sits, before its name
    let based = (start + 1..end.min(start + BASED)).find(|&n| view.form(n).eq_ignore_ascii_case("based"));
    let named = |n: usize| (n..end).any(|n| view.word(n).upos == Upos::Propn);
    based.map(|n| n + 1).filter(|&n| named(n)).unwrap_or(start)..end
}

/// Words at the head of a source within which it may be said where a body is based.
const BASED: usize = 5;

/// The characters of a range of words, white space made single; none where that leaves nothing.
fn joined(view: &View, words: &Range<usize>) -> Option<String> {
    let text = view.slice(view.span(words)?).split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_end_matches("'s").trim_end_matches("’s").to_owned();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use crate::testing::{mentioning, parsed};

    #[test]
    fn a_title_is_no_part_of_a_name() {
        mentioning(
            "Foreign|amod|2 Minister|compound|4 Mirel|compound|4 Dosta|nsubj|5 said|root|0",
            "person",
            0..4,
            |view| {
                let name = super::name(view, &(0..4)).unwrap();
                assert_eq!((name.text.as_str(), name.person), ("Mirel Dosta", true));
            },
        );
    }

    #[test]
    fn whose_office_it_is_is_no_name_of_the_holder() {
        let tree = "Quay|compound|2 Hall|compound|4 press|compound|4 secretary|compound|6 Joren|compound|6 Pask|nsubj|7 said|root|0";
        mentioning(tree, "person", 0..6, |view| {
            assert_eq!(super::name(view, &(0..6)).unwrap().text, "Joren Pask");
        });
    }

    #[test]
    fn where_a_body_is_based_is_no_part_of_its_name() {
        let tree = "The|det|6 Kestova|compound|4 -|punct|4 based|amod|6 Truce|compound|6 Watch|nsubj|7 said|root|0";
        parsed(tree, |view| assert_eq!(super::name(view, &(0..6)).unwrap().text, "Truce Watch"));
        let tree = "The|det|5 Kestova|compound|4 -|punct|4 based|amod|5 monitor|nsubj|6 said|root|0";
        parsed(tree, |view| {
            assert_eq!(super::name(view, &(0..5)).unwrap().text, "Kestova - based monitor", "a description stays whole")
        });
    }

    #[test]
    fn what_a_preposition_brings_is_not_who_speaks() {
        let text =
            "official|nsubj|7 in|case|5 the|det|5 opposition|compound|5 group|nmod|1 Harrowers|appos|5 said|root|0";
        mentioning(text, "person", 5..6, |view| {
            assert_ne!(super::name(view, &(0..6)).unwrap().text, "Harrowers");
        });
    }

    #[test]
    fn what_somebody_does_is_no_part_of_the_name() {
        parsed(
            "The|det|3 General|compound|3 Command|nsubj|4 holds|root|0 the|det|6 leaders|obj|4 responsible|xcomp|4",
            |view| {
                let name = super::name(view, &(0..6)).unwrap();
                assert_eq!(name.text, "General Command");
            },
        );
    }

    #[test]
    fn an_organisation_loses_its_article_and_its_clause() {
        parsed(
            "The|det|3 Truce|compound|3 Mission|nsubj|8 ,|punct|3 which|nsubj|6 patrols|acl:relcl|3 ,|punct|3 said|root|0",
            |view| {
                let name = super::name(view, &(0..7)).unwrap();
                assert_eq!((name.text.as_str(), name.person), ("Truce Mission", false));
            },
        );
    }
}
