//! Ceasefires, truces, deals and plans that a text names.

use std::ops::Range;

use truceline_parse::{Mentioned, PartKind, Upos};
use truceline_record::{Agreement, MentionKind, Span, bare_name};

use crate::lexicon::Agreements;
use crate::view::View;

/// The agreements of a text, in the order in which they are first named. Mentions of one kind are one agreement, unless one is a
/// specific name that differs.
pub(crate) fn agreements(view: &View) -> Vec<Agreement> {
    let lists = &view.lexicon.agreements;
    let mut out: Vec<(bool, Agreement)> = Vec::new(); // whether it is a new one, and the agreement
    for (words, kind) in mentions(view, lists) {
        // a lone article that is tagged names nothing
        if !words.clone().any(|n| matches!(view.word(n).upos, Upos::Noun | Upos::Propn | Upos::Verb))
            || of_body(view, lists, &words)
        {
            continue;
        }
        let Some(span) = view.span(&words) else { continue };
        let parties = parties(view, &words);
        let status = status(view, lists, &words);
        let own = fresh(view, &words);
        match out.iter_mut().find(|(is, a)| a.kind == kind && *is == own) {
            Some((_, known)) => {
                known.spans.push(span);
                for p in parties {
                    let named = |s: &Span| view.slice(*s).to_lowercase();
                    if !known.parties.iter().any(|k| named(k) == named(&p)) {
                        known.parties.push(p);
                    }
                }
                if known.status == "unclear" {
                    known.status = status;
                }
            }
            None => {
                let (name, kind) = (bare_name(view.slice(span)), kind.to_owned());
                out.push((own, Agreement { name, kind, parties, status, spans: vec![span] }));
            }
        }
    }
    out.into_iter().map(|(_, a)| a).collect()
}

/// Whether words name a body by what it watches: "the Lowland Truce Monitoring Mission".
fn of_body(view: &View, lists: &Agreements, words: &Range<usize>) -> bool {
    let nouns: Vec<usize> = words.clone().filter(|&n| matches!(view.word(n).upos, Upos::Noun | Upos::Propn)).collect();
    let Some(last) = nouns.last() else { return false };
    let agreement = words.clone().any(|n| named(view, lists, n).is_some_and(|(_, end)| end == last + 1));
    let body = |m: &Mentioned| m.kind == MentionKind::Organisation && nouns.iter().all(|n| m.words.contains(n));
    !agreement && view.parse.mentions.iter().any(body)
}

/// Whether words are of an agreement that is not there yet, beside those that are: "a new ceasefire", "another truce".
fn fresh(view: &View, words: &Range<usize>) -> bool {
    let start = words.start.saturating_sub(2);
    (start..words.end).any(|n| matches!(view.low_form(n), "new" | "fresh" | "another" | "second"))
}

/// Words that name agreements, with their kinds, in the order of the text: what the encoder tags, and ceasefires by name.
fn mentions<'a>(view: &View, lists: &'a Agreements) -> Vec<(Range<usize>, &'a str)> {
    let mut out: Vec<(Range<usize>, &str)> = Vec::new();
    for p in &view.parse.parts {
        let kind = match p.kind {
            PartKind::Ceasefire => "ceasefire",
            PartKind::EvacuationDeal => "evacuation_deal",
            PartKind::PeacePlan => "peace_plan",
            PartKind::OtherAgreement => "other",
            _ => continue,
        };
        let broken =
            p.words.clone().find_map(|n| Some(n..named(view, lists, n)?.1)).filter(|w| is_broken(view, lists, w.end));
        out.push((broken.unwrap_or_else(|| p.words.clone()), kind));
    }
    let mut at = 0;
    while at < view.parse.words.len() {
        let Some((name, end)) = named(view, lists, at) else {
            at += 1;
            continue;
        };
        let words = if is_broken(view, lists, end) { at..end } else { phrase(view, at, end) };
        let kind = kind(view, lists, name, &(words.start..words.end.max(view.subtree(at).end)));
        at = end.max(words.end);
        let known = out.iter().any(|(w, _)| w.start < words.end && words.start < w.end);
        // "a deal" may be about anything
        if !known && kind != "other" {
            out.push((words, kind));
        }
    }
    out.sort_by_key(|(w, _)| w.start);
    out
}

/// The entry whose words begin at word `at`, and where they end.
fn named<'a>(view: &View, lists: &'a Agreements, at: usize) -> Option<(&'a str, usize)> {
    lists.name.iter().find_map(|entry| {
        let end = at + entry.words.len();
        let fits = end <= view.parse.words.len()
            && entry.words.iter().enumerate().all(|(k, w)| view.is_one_of(at + k, std::slice::from_ref(w)))
            && match view.word(end - 1).upos {
                Upos::Noun | Upos::Propn => true,
                // "to cease fire"; but "according to" is no accord
                Upos::Verb => entry.kind != "other",
                _ => false,
            };
        fits.then_some((entry.kind.as_str(), end))
    })
}

/// Whether word `n`, after a name, is the noun for its being broken: of "147 ceasefire violations" only the ceasefire is an agreement.
fn is_broken(view: &View, lists: &Agreements, n: usize) -> bool {
    let noun = view.parse.words.get(n).is_some_and(|w| w.upos == Upos::Noun);
    noun && view.is_one_of(n, &lists.status.violated)
}

/// The phrase around a name: what describes it, as far as the next clause.
fn phrase(view: &View, from: usize, end: usize) -> Range<usize> {
    let mut head = from;
    for n in from..end {
        if view.word(n).head.is_none_or(|h| !(from..end).contains(&h)) {
            head = n;
        }
    }
    // "a ceasefire deal": the phrase hangs on the deal
    if let Some(h) = view.word(head).head
        && view.word(head).relation() == "compound"
        && h < end + 2
    {
        head = h;
    }
    let tree = view.subtree(head);
    let stop = |n: usize| matches!(view.word(n).relation(), "acl" | "punct") && n >= end;
    let last = (end..tree.end).find(|&n| stop(n)).unwrap_or(tree.end).max(end).max(head + 1);
    // from the name itself, not the preposition before it
    let joins = |n: usize| matches!(view.word(n).relation(), "case" | "punct" | "cc" | "mark");
    let first = (tree.start.min(from)..from).find(|&n| !joins(n)).unwrap_or(from);
    first..last
}

fn kind<'a>(view: &View, lists: &'a Agreements, named: &'a str, words: &Range<usize>) -> &'a str {
    if named != "other" {
        return named;
    }
    let near = lists.near.iter().find(|(_, list)| words.clone().any(|n| view.is_one_of(n, list)));
    near.map_or(named, |(kind, _)| kind)
}

/// Where it stands, by the words of its sentence.
fn status(view: &View, lists: &Agreements, words: &Range<usize>) -> String {
    let sentence = view.parse.sentences[view.sentence(words.start)].clone();
    let near = words.start.saturating_sub(12).max(sentence.start)..(words.end + 8).min(sentence.end);
    let found = lists.status.in_order().into_iter().find(|(_, list)| near.clone().any(|n| view.is_one_of(n, list)));
    found.map_or("unclear", |(status, _)| status).to_owned()
}

/// Bodies and people named within the phrase or just after it, and states where it says whose it is: "the truce between ... and ...". "The Sarnem truce" tells where.
fn parties(view: &View, words: &Range<usize>) -> Vec<Span> {
    let sentence = view.parse.sentences[view.sentence(words.start)].clone();
    let between = (words.end..words.end + 2).any(|n| n < sentence.end && matches!(view.form(n), "between" | "with"));
    let near = words.start..if between { (words.end + 10).min(sentence.end) } else { words.end };
    let named = |k: MentionKind| matches!(k, MentionKind::Organisation | MentionKind::Location | MentionKind::Person);
    let whose = |at: usize| (words.start..at).any(|n| matches!(view.form(n), "between" | "with" | "by"));
    let fits = view.parse.mentions.iter().filter(|m| {
        let party = m.kind != MentionKind::Location || whose(m.words.start);
        named(m.kind) && party && near.contains(&m.words.start) && m.words.len() <= 6
    });
    fits.filter(|m| m.words.clone().any(|n| view.word(n).upos == Upos::Propn))
        .filter_map(|m| view.span(&m.words))
        .collect()
}

#[cfg(test)]
mod tests {
    use truceline_parse::Mentioned;
    use truceline_record::MentionKind;

    use crate::testing::{check_parse, with_mention};

    fn found(tree: &str, words: std::ops::Range<usize>, kind: MentionKind) -> Vec<(String, usize)> {
        let parse = with_mention(tree, Mentioned { words, kind });
        let out = std::cell::RefCell::new(Vec::new());
        check_parse(&parse, |view| {
            let all = super::agreements(view);
            *out.borrow_mut() = all.into_iter().map(|a| (a.name, a.parties.len())).collect();
        });
        out.into_inner()
    }

    #[test]
    fn a_body_that_watches_a_truce_is_none() {
        let tree = "The|det|4 Truce|compound|4 Monitoring|compound|4 Mission|nsubj|5 waits|root|0";
        assert!(found(tree, 0..4, MentionKind::Organisation).is_empty());
    }

    #[test]
    fn a_place_in_its_name_is_no_party_and_one_that_it_is_between_is() {
        let tree = "The|det|3 Sarnem|compound|3 truce|nsubj|4 holds|root|0";
        assert_eq!(found(tree, 1..2, MentionKind::Location), [("Sarnem truce".to_owned(), 0)]);
        let tree = "The|det|2 truce|nsubj|7 between|case|4 Kestova|nmod|2 and|cc|6 Velmark|conj|4 holds|root|0";
        assert_eq!(found(tree, 3..4, MentionKind::Location)[0].1, 1);
    }
}
