//! What a sentence says of the truce that it names: how far it has come and since when, who brought it about, whom it does not bind, where and how long it holds.

use std::ops::Range;

use truceline_ground::actors::Role;
use truceline_record::{MentionKind, Span, TimeType, bare_name};

use super::mentions::{Head, Stage};
use super::party::{Parties, Party};
use crate::days::Days;
use crate::words::Text;

/// How far it has come by the words near it: those after it first, for they say what becomes of it.
pub(super) fn stage(
    text: &Text<'_>,
    head: &Head,
    sentence: &Range<usize>,
    around: &Range<usize>,
) -> (Stage, Option<Range<usize>>) {
    let after = head.words.end..around.end.min(head.words.end + 12);
    let before = around.start.max(head.phrase.start.saturating_sub(8))..head.words.start;
    let verbs = |within: &Range<usize>| {
        let fits = |name: &String| {
            text.find(within.clone(), text.lists.get("stage", name)).map(|(at, len)| (Stage::named(name), at..at + len))
        };
        // "brokered by Velmark, which collapsed": what becomes of it says more than how it came about
        let plain = |stage: Stage| {
            matches!(stage, Stage::Agreed | Stage::InForce | Stage::Proposed | Stage::Negotiated | Stage::Rejected)
        };
        text.lists
            .stages
            .iter()
            .filter_map(fits)
            .min_by_key(|(stage, words)| (plain(*stage), words.start.abs_diff(head.words.start)))
    };
    let held_off = |found: &(Stage, Range<usize>)| {
        // "is not over", "no word of": what is denied is not so
        !(found.1.start > sentence.start && matches!(text.lower(found.1.start - 1), "not" | "never" | "yet"))
    };
    let found = [verbs(&before), verbs(&after)];
    let [before, after] = found.map(|found| found.filter(held_off));
    // "since a ceasefire collapsed": what follows says more than "since"
    let weak = |stage: Stage| matches!(stage, Stage::InForce | Stage::TookEffect | Stage::Agreed | Stage::Proposed);
    match (before, after) {
        (Some(before), Some(after)) if weak(before.0) && !(before.0 == Stage::Proposed && weak(after.0)) => {
            (after.0, Some(after.1))
        }
        (Some(found), _) | (None, Some(found)) => (found.0, Some(found.1)),
        (None, None) => (Stage::Unclear, None),
    }
}

/// The days that the sentence gives nearest to the words at `at`.
pub(super) fn when(text: &Text<'_>, sentence: &Range<usize>, at: usize, head: &Head) -> Option<(Days, Span)> {
    let within = text.span(sentence);
    let far = |span: Span| {
        let words = text.words_of(span);
        if words.start >= at { words.start - at } else { (at - words.end.min(at)) + 2 }
    };
    let dated = dates(text).filter(|(_, span)| within.contains(*span));
    // "in September", "on Monday" close by; a date at the other end of the sentence is of something else
    let reach = 9 + head.words.len();
    dated
        .map(|(days, span)| (far(span), days, span))
        .filter(|&(far, ..)| far <= reach)
        .min_by_key(|&(far, _, span)| (far, span.start))
        .map(|(_, days, span)| (days, span))
}

/// The dates that a report gives, exact enough to tell one agreement from another; without that of its own dateline.
pub(super) fn dates<'t>(text: &'t Text<'_>) -> impl Iterator<Item = (Days, Span)> + 't {
    let day = text.reading.day.as_deref();
    text.reading.times.iter().filter(|time| time.kind == TimeType::Date).filter_map(move |time| {
        let span = Span::new(time.start, time.end);
        let dateline = text.words_of(span).start < 14 && time.from.as_deref() == day && time.to.as_deref() == day;
        let days = Days::new(time.from.as_deref(), time.to.as_deref())?;
        (days.is_near() && !dateline).then_some((days, span))
    })
}

/// Who brought it about: named in its name, or after "brokered by".
pub(super) fn brokers(parties: &Parties<'_>, head: &Head, end: usize) -> Vec<Party> {
    let text = parties.text;
    let mut found = Vec::new();
    let bodies = |words: Range<usize>| {
        parties.in_words(words, Role::Speaker).into_iter().map(|(_, party)| parties.state_of(party))
    };
    // "the Kestova ceasefire" says where, not who
    found.extend(
        bodies(head.phrase.start..head.words.start).filter(|party| parties.country() != Some(party.name.as_str())),
    );
    let by = text.lists.get("party", "by");
    let mut at = head.words.end;
    while let Some((begin, len)) = text.find(at..end.min(head.words.end + 16), by) {
        let from = begin + len;
        let stop = (from..end).find(|&n| is_clause_end(text, n)).unwrap_or(end).min(from + 12);
        found.extend(bodies(from..stop));
        at = from.max(begin + 1);
    }
    let mut known: Vec<Party> = Vec::new();
    for party in found {
        if is_body(&party.name) && !known.iter().any(|k| k.name == party.name) {
            known.push(party);
        }
    }
    known
}

/// Whether a name is that of a body that can make an agreement, and no piece of one.
fn is_body(name: &str) -> bool {
    let first = name.chars().next();
    let cut = ["and", "the", "of", "reserve"].iter().any(|end| name.split_whitespace().next_back() == Some(end));
    !cut && name.len() > 1 && first.is_some_and(char::is_uppercase)
}

/// Whether a word begins something else.
fn is_clause_end(text: &Text<'_>, at: usize) -> bool {
    matches!(
        text.lower(at),
        "." | ";"
            | "that"
            | "which"
            | "who"
            | "has"
            | "had"
            | "have"
            | "was"
            | "were"
            | "is"
            | "in"
            | "on"
            | "last"
            | "to"
            | "as"
            | "but"
            | "while"
            | "after"
            | "before"
            | "for"
            | "came"
            | "collapsed"
            | "took"
            | "fell"
    )
}

/// Whom it does not bind.
pub(super) fn excluded(parties: &Parties<'_>, head: &Head, sentence: &Range<usize>) -> Vec<Party> {
    let text = parties.text;
    let bodies = |words: Range<usize>| -> Vec<(Range<usize>, Party)> {
        let found = parties.in_words(words, Role::Speaker).into_iter();
        found.filter(|(_, party)| is_body(&party.name)).collect()
    };
    if let Some((at, len)) = text.find(head.words.end..sentence.end, text.lists.get("party", "excluded")) {
        let from = at + len;
        let joins = |n: usize| {
            matches!(
                text.lower(n),
                "," | "and"
                    | "or"
                    | "both"
                    | "the"
                    | "group"
                    | "'s"
                    | "-"
                    | "al-qaeda"
                    | "affiliate"
                    | "its"
                    | "former"
            )
        };
        let mut end = from;
        let mut list = Vec::new();
        for (words, party) in bodies(from..sentence.end.min(from + 16)) {
            if !(end.min(words.start)..words.start).all(joins) {
                break;
            }
            end = words.end;
            list.push(party);
        }
        return list;
    }
    // "X, which was excluded from the truce"
    let near = head.words.start.saturating_sub(10).max(sentence.start)..head.words.start;
    if let Some((at, _)) = text.find(near, text.lists.get("party", "shut_out")) {
        let mut found = bodies(sentence.start..at);
        return found.pop().map(|(_, party)| party).into_iter().collect();
    }
    Vec::new()
}

/// Where it holds: "in Sarnem" right after the name, or the whole country.
pub(super) fn area(parties: &Parties<'_>, head: &Head) -> Option<String> {
    let text = parties.text;
    let words = head.phrase.start..head.words.end;
    let country =
        words.clone().any(|n| parties.country().is_some_and(|country| country.eq_ignore_ascii_case(text.lower(n))));
    if country || words.clone().any(|n| matches!(text.lower(n), "nationwide" | "national" | "countrywide")) {
        return parties.country().map(str::to_owned);
    }
    let place = |within: Range<usize>| {
        text.reading.mentions.iter().filter(|mention| mention.kind == MentionKind::Location).find_map(|mention| {
            let at = text.words_of(Span::new(mention.start, mention.end));
            if !at.clone().any(|n| text.words[n].capital) {
                return None;
            }
            let name =
                mention.entity.as_ref().and_then(|id| text.reading.entities.iter().find(|entity| entity.id == *id));
            (within.contains(&at.start))
                .then(|| name.map_or_else(|| text.slice(text.span(&at)), |entity| entity.name.clone()))
        })
    };
    // "the Dolvik accord" is called after where it was signed, "the Sarnem truce" may be either
    let after = text.lower(head.words.end);
    let reach =
        if matches!(after, "in" | "for" | "covering" | "around" | "across" | "within" | "at" | "with") { 7 } else { 0 };
    let stop = (head.words.end + 1..head.words.end + 1 + reach)
        .find(|&n| is_clause_end(text, n) || text.words.get(n).is_none_or(|w| w.mark));
    let named = place(head.words.end..stop.unwrap_or(head.words.end + reach))?;
    // a name that was cut off in the middle of a phrase is none
    let cut = named.split_whitespace().next_back().is_some_and(|last| matches!(last, "of" | "and" | "the" | "in"));
    (!cut).then(|| bare_name(&named))
}

/// How long it is to last.
pub(super) fn hours(text: &Text<'_>, head: &Head, around: &Range<usize>) -> Option<u32> {
    let unit = |word: &str| match word.trim_end_matches('s') {
        "hour" => Some(1),
        "day" => Some(24),
        "week" => Some(24 * 7),
        "month" => Some(24 * 30),
        "year" => Some(24 * 365),
        _ => None,
    };
    let joined = |n: usize| {
        let (count, name) = text.lower(n).split_once('-')?;
        let count = if name == "long" { return unit(count) } else { text.lists.number(count)? };
        count.checked_mul(unit(name.split('-').next()?)?)
    };
    let apart = |n: usize| text.lists.number(text.lower(n))?.checked_mul(unit(text.lower(n + 1))?);
    let for_long = |n: usize| (text.lower(n) == "for").then(|| apart(n + 1)).flatten();
    let within = head.phrase.start..head.words.start;
    within
        .clone()
        .find_map(joined)
        .or_else(|| within.clone().find_map(apart))
        .or_else(|| (head.words.end..around.end.min(head.words.end + 8)).find_map(for_long))
}
