//! Several speakers of one content are told apart.
//!
//! Why: a toll or a denial belongs to one speaker; "the ministry and the monitors said" is two sources that agree, and counts as two.
//! Example: *Kestova and Velmark said the truce held.* → one statement of `Kestova`, one of `Velmark`, with the same content.

use std::ops::Range;

use truceline_parse::{Attribution, Mentioned, Upos};
use truceline_record::MentionKind;

use crate::rules::reciprocal;
use crate::view::View;

/// An attribution a speaker; the attribution itself where there is one speaker or none.
pub(crate) fn apart(view: &View, found: &Attribution) -> Vec<Attribution> {
    let Some(source) = &found.source else { return vec![found.clone()] };
    let source = reciprocal::whole(view, source, &found.cue);
    let parts = speakers(view, &with_the_last(view, &source, &found.cue));
    if parts.len() < 2 {
        return vec![found.clone()];
    }
    parts.into_iter().map(|part| Attribution { source: Some(part), ..found.clone() }).collect()
}

/// A source right behind its cue with the body or person that "and" joins to it: "according to the Observatory and [the Rescue Service]".
fn with_the_last(view: &View, source: &Range<usize>, cue: &Range<usize>) -> Range<usize> {
    let named = |n: usize| view.parse.mentions.iter().any(|m| speaks(m) && m.words.contains(&n));
    let joined = |&d: &usize| {
        let part = view.subtree(d);
        view.word(d).relation() == "conj"
            && part.start == source.end
            && view.form(part.start).eq_ignore_ascii_case("and")
            && named(d)
    };
    let last = view.dependents(view.head_of(source)).find(joined).filter(|_| cue.end == source.start);
    last.map_or_else(|| source.clone(), |d| source.start..view.subtree(d).end)
}

/// Whether a mention is of a kind that speaks.
fn speaks(m: &Mentioned) -> bool {
    matches!(m.kind, MentionKind::Organisation | MentionKind::Person)
}

/// The coordinated speakers within a source; empty where they are not several.
pub(crate) fn speakers(view: &View, source: &Range<usize>) -> Vec<Range<usize>> {
    let head = view.head_of(source);
    let mut heads = vec![head];
    heads.extend(view.dependents(head).filter(|&d| source.contains(&d) && view.word(d).relation() == "conj"));
    let names = |n: &usize| matches!(view.word(*n).upos, Upos::Noun | Upos::Propn | Upos::Pron);
    if heads.len() < 2 || !heads.iter().all(names) || within_one_name(view, &heads) {
        return bodies(view, source);
    }
    let joins = |n: usize| view.word(n).upos == Upos::Cconj || matches!(view.form(n), "," | "&");
    // in a text that lost its commas, "Ravi Tamm head of the Mission" is one
    let last = heads.iter().copied().max().unwrap_or(head);
    if !(head..last).any(|n| joins(n) || view.word(n).relation() == "cc") {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (k, &h) in heads.iter().enumerate() {
        let end = match heads.get(k + 1) {
            Some(&next) => view.subtree(next).start.max(h + 1),
            None => source.end,
        };
        let start = if k == 0 { source.start } else { view.subtree(h).start.max(source.start) };
        let first = (start..end).find(|&n| !joins(n));
        let last = (start..end).rev().find(|&n| !joins(n));
        // "both", "neither" and their like stand before the first and name nobody
        let Some((first, last)) = first.zip(last) else { return Vec::new() };
        let first = (first..=last).find(|&n| view.word(n).relation() != "cc").unwrap_or(first);
        out.push(first..last + 1);
    }
    out
}

/// The bodies and people that a source consists of, with "and" before the last, whatever the tree makes of them; empty where it has other words.
fn bodies(view: &View, source: &Range<usize>) -> Vec<Range<usize>> {
    let is_and = |n: usize| view.form(n).eq_ignore_ascii_case("and");
    let mut out: Vec<Range<usize>> = Vec::new();
    let (mut at, mut and) = (source.start, false);
    while at < source.end {
        let fits = |m: &&Mentioned| speaks(m) && m.words.start == at && m.words.end <= source.end;
        let Some(body) = view.parse.mentions.iter().filter(fits).max_by_key(|m| m.words.end) else { return Vec::new() };
        out.push(body.words.clone());
        let end = body.words.end;
        let next = (end..source.end).find(|&n| !is_and(n) && view.form(n) != ",").unwrap_or(source.end);
        if next < source.end {
            and = (end..next).any(is_and);
            if next == end {
                return Vec::new();
            }
        }
        at = next;
    }
    if and { out } else { Vec::new() }
}

/// Whether one body's name holds all the heads, none of which is named apart within it: "the Ministry of Roads and Bridges". With an article of its own,
/// another body begins: "the Observatory for Human Rights and the Civil Defence".
fn within_one_name(view: &View, heads: &[usize]) -> bool {
    let article = |&h: &usize| {
        let mut before = view.subtree(h).start..h;
        let first = before.find(|&n| view.word(n).relation() != "cc" && view.form(n) != ",");
        first.is_some_and(|n| matches!(view.form(n), "the" | "a" | "an"))
    };
    if heads.iter().skip(1).any(article) {
        return false;
    }
    let mentions = &view.parse.mentions;
    mentions.iter().any(|m| {
        let whole = heads.iter().all(|h| m.words.contains(h) && view.word(*h).upos == Upos::Propn);
        let apart = mentions.iter().any(|part| {
            part.words.len() < m.words.len() && heads.iter().filter(|h| part.words.contains(h)).count() == 1
        });
        m.kind == MentionKind::Organisation && whole && !apart
    })
}

#[cfg(test)]
mod tests {
    use truceline_parse::Mentioned;
    use truceline_record::MentionKind;

    use crate::testing::{check_parse, mentioning, parsed, with_mention};

    #[test]
    fn two_speakers_are_two_sources() {
        parsed("The|det|2 ministry|nsubj|6 and|cc|5 the|det|5 monitors|conj|2 said|root|0", |view| {
            assert_eq!(super::speakers(view, &(0..5)), [0..2, 3..5]);
        });
    }

    #[test]
    fn what_nothing_joins_is_one() {
        let text = "Ravi|nsubj|7 Tamm|flat|1 head|conj|1 of|case|6 the|det|6 Mission|nmod|3 said|root|0";
        parsed(text, |view| assert!(super::speakers(view, &(0..6)).is_empty()));
    }

    #[test]
    fn an_article_begins_another_body() {
        let text =
            "the|det|2 Observatory|nsubj|8 for|case|4 Rights|nmod|2 and|cc|7 the|det|7 Defence|conj|2 said|root|0";
        mentioning(text, "organisation", 0..7, |view| assert_eq!(super::speakers(view, &(0..7)), [0..4, 5..7]));
    }

    #[test]
    fn who_is_joined_to_a_source_behind_its_cue_speaks_too() {
        let text = "said|root|0 Orrel|nsubj|1 and|cc|5 the|det|5 Mission|conj|2 left|conj|1";
        mentioning(text, "organisation", 3..5, |view| {
            assert_eq!(super::with_the_last(view, &(1..2), &(0..1)), 1..5);
            assert_eq!(super::with_the_last(view, &(1..2), &(5..6)), 1..2, "before its cue");
        });
    }

    #[test]
    fn two_bodies_are_two_whatever_the_tree_says() {
        let text = "Observatory|nsubj|6 for|case|3 Rights|nmod|1 and|cc|5 Defence|nmod|1 said|root|0";
        let (text, mut parse) = with_mention(text, Mentioned { words: 0..3, kind: MentionKind::Organisation });
        parse.mentions.push(Mentioned { words: 4..5, kind: MentionKind::Organisation });
        check_parse(&(text, parse), |view| assert_eq!(super::speakers(view, &(0..5)), [0..3, 4..5]));
    }

    #[test]
    fn a_name_with_and_in_it_is_one() {
        let text = "Ministry|nsubj|6 of|case|3 Roads|nmod|1 and|cc|5 Bridges|conj|1 said|root|0";
        mentioning(text, "organisation", 0..5, |view| assert!(super::speakers(view, &(0..5)).is_empty()));
    }
}
