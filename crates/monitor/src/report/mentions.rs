//! Where a report names a truce, and what it says of it there: who brought it about, where it holds, from when, how far it has come.
//!
//! A name is found by the words that head it ("ceasefire", "cessation of hostilities", "de-escalation zone") with what stands before them
//! ("the US-brokered 48-hour"). What the sentence says belongs to the name that is nearest before it.
//! Example: *The Velmark-brokered ceasefire, which took effect on 3 March, does not apply to the Black Heron Brigade.*

use std::ops::Range;

use serde::Serialize;
use truceline_ground::actors::Role;
use truceline_record::{MentionKind, Span, TimeType};

use super::party::{Parties, Party, bare};
use crate::days::Days;
use crate::words::Text;

/// What sort of agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// A ceasefire, truce or cessation of hostilities.
    Truce,
    /// Zones in which arms are to be silent.
    Zone,
}

/// How far an agreement has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names say it
pub enum Stage {
    Proposed,
    Negotiated,
    Rejected,
    Agreed,
    Due,
    TookEffect,
    InForce,
    Extended,
    Suspended,
    Collapsed,
    Unclear,
}

impl Stage {
    fn named(name: &str) -> Self {
        match name {
            "proposed" => Self::Proposed,
            "negotiated" => Self::Negotiated,
            "rejected" => Self::Rejected,
            "agreed" => Self::Agreed,
            "due" => Self::Due,
            "took_effect" => Self::TookEffect,
            "in_force" => Self::InForce,
            "extended" => Self::Extended,
            "suspended" => Self::Suspended,
            "collapsed" => Self::Collapsed,
            _ => Self::Unclear,
        }
    }

    /// Its name, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Negotiated => "negotiated",
            Self::Rejected => "rejected",
            Self::Agreed => "agreed",
            Self::Due => "due to begin",
            Self::TookEffect => "took effect",
            Self::InForce => "in force",
            Self::Extended => "extended",
            Self::Suspended => "suspended",
            Self::Collapsed => "collapsed",
            Self::Unclear => "unclear",
        }
    }

    /// Whether it is there, or was: nobody can break what is only proposed.
    pub const fn is_made(self) -> bool {
        matches!(
            self,
            Self::Agreed
                | Self::Due
                | Self::TookEffect
                | Self::InForce
                | Self::Extended
                | Self::Suspended
                | Self::Collapsed
        )
    }
}

/// A place in a text where an agreement is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The words of its name.
    pub span: Span,
    /// Its name, without an article.
    pub name: String,
    /// What sort it is.
    pub sort: Sort,
    /// Whether it is told from those named before: "a new truce".
    pub fresh: bool,
    /// Whether it is named by a general word: "the deal".
    pub general: bool,
    /// How far it has come.
    pub stage: Stage,
    /// The days that go with that.
    pub when: Option<Days>,
    /// The words that say so.
    pub stage_spans: Vec<Span>,
    /// The days that its name has in it: "the February ceasefire".
    pub since: Option<Days>,
    /// Who brought it about.
    pub parties: Vec<Party>,
    /// Whom it does not bind.
    pub excluded: Vec<Party>,
    /// Where it holds; none where the text does not say, the country where it is called national.
    pub area: Option<String>,
    /// How many hours it is to last.
    pub hours: Option<u32>,
    #[serde(skip)]
    pub(crate) words: Range<usize>,
}

/// All names of truces in a report, in their order.
pub(crate) fn named(parties: &Parties<'_>) -> Vec<Named> {
    let text = parties.text;
    let heads = heads(text);
    let mut named: Vec<Named> = Vec::with_capacity(heads.len());
    for (n, head) in heads.iter().enumerate() {
        let Some(sentence) = text.sentence_of(head.words.start).map(|s| text.sentences[s].clone()) else { continue };
        // what the sentence says goes with the nearest name before it
        let after = heads.get(n + 1).map_or(sentence.end, |next| next.phrase.start.clamp(head.words.end, sentence.end));
        let before =
            if n == 0 { sentence.start } else { heads[n - 1].words.end.clamp(sentence.start, head.phrase.start) };
        named.push(one(parties, head, &sentence, before..after));
    }
    joined(text, named)
}

struct Head {
    words: Range<usize>,
    phrase: Range<usize>,
    sort: Sort,
    general: bool,
}

fn heads(text: &Text<'_>) -> Vec<Head> {
    let list = |name| text.lists.get("agreement", name);
    let (truce, zone, ending) = (list("truce"), list("zone"), list("ending"));
    let (general, leaving, within) = (list("general"), list("leaving"), list("within"));
    let mut heads: Vec<Head> = Vec::new();
    for sentence in &text.sentences {
        let mut at = sentence.start;
        while at < sentence.end {
            let found = [(truce, Sort::Truce, false), (zone, Sort::Zone, false), (general, Sort::Truce, true)]
                .into_iter()
                .find_map(|(list, sort, general)| Some((text.fits(at, sentence.end, list)?, sort, general)));
            let Some((len, sort, general)) = found else {
                at += 1;
                continue;
            };
            let mut end = at + len;
            while !general && text.fits(end, sentence.end, ending).is_some() {
                end += 1;
            }
            let leaves = text.fits(at.saturating_sub(1), sentence.end, leaving).is_some();
            // people cease fire, and that names nothing
            let verb = text.lower(at) == "cease" && text.lower(at.wrapping_sub(1)) == "to";
            let of_another = text.fits(end, sentence.end, within).is_some();
            if !leaves && !verb && !of_another {
                heads.push(Head { words: at..end, phrase: phrase(text, sentence, at)..end, sort, general });
            }
            at = end;
        }
    }
    // "the deal" is a truce only where the report names one, or a reading has these words as one
    let is_read = |head: &Head| {
        let span = text.span(&head.words);
        let ceasefire = text.reading.agreements.iter().filter(|agreement| agreement.kind == "ceasefire");
        ceasefire.flat_map(|agreement| &agreement.spans).any(|read| read.overlaps(span))
    };
    let first = heads.iter().position(|head| !head.general);
    // "the Dolvik accord", in a report that names a truce anywhere
    let proper = |head: &Head| (head.phrase.start..head.words.start).any(|n| text.words[n].capital);
    let is_kept = |(n, head): (usize, &Head)| {
        !head.general || is_read(head) || first.is_some_and(|first| proper(head) || (n > first && refers(text, head)))
    };
    let kept: Vec<bool> = heads.iter().enumerate().map(is_kept).collect();
    let mut kept = kept.into_iter();
    heads.retain(|_| kept.next().unwrap_or(false));
    heads
}

/// Whether a general word points back: "the deal", "that agreement".
fn refers(text: &Text<'_>, head: &Head) -> bool {
    matches!(text.lower(head.phrase.start.wrapping_sub(1)), "the" | "that" | "this") && head.phrase.len() <= 2
}

/// Where the words begin that describe the name at `at`.
fn phrase(text: &Text<'_>, sentence: &Range<usize>, at: usize) -> usize {
    let list = text.lists.get("agreement", "before");
    let mut from = at;
    let mut capitals = 0;
    while from > sentence.start && at - from < 7 {
        let n = from - 1;
        let word = &text.words[n];
        let listed = text.fits(n, from, list).is_some();
        // a capital at the start of a sentence is no name's
        let capital = word.capital && n > sentence.start && !is_small(&word.lower);
        let number = text.lists.number(&word.lower).is_some();
        let quote = word.mark && matches!(word.lower.as_str(), "\"" | "\u{201c}") && from == at;
        let and = word.lower == "and"
            && text.words.get(from).is_some_and(|next| next.capital)
            && n > sentence.start
            && text.words[n - 1].capital;
        if !(listed || capital || number || word.lower.contains('-') || quote || and) {
            break;
        }
        capitals += usize::from(capital && !listed && !word.lower.contains('-'));
        // so many names in a row are a list of key words
        if capitals > 3 {
            return at;
        }
        from = n;
    }
    while from < at && (text.words[from].mark || text.lower(from) == "and" || text.lower(from) == "called") {
        from += 1;
    }
    from
}

fn is_small(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "in"
            | "on"
            | "of"
            | "and"
            | "as"
            | "but"
            | "this"
            | "that"
            | "despite"
            | "with"
            | "for"
            | "by"
            | "when"
            | "while"
            | "if"
            | "after"
            | "under"
            | "since"
    )
}

fn one(parties: &Parties<'_>, head: &Head, sentence: &Range<usize>, around: Range<usize>) -> Named {
    let text = parties.text;
    let span = text.span(&head.phrase);
    let (stage, stage_words) = stage(text, head, sentence, &around);
    let stage_at = stage_words.as_ref().map_or(head.words.start, |words| words.start);
    // that it holds or is wanted goes with no day: the day of the sentence is that of what happens
    let dated =
        !matches!(stage, Stage::InForce | Stage::Unclear | Stage::Proposed | Stage::Negotiated | Stage::Rejected);
    let when = dated.then(|| when(text, sentence, stage_at, head)).flatten();
    let since = dates(text).find(|(_, at)| span.contains(*at)).map(|(days, _)| days);
    let (when, when_span) = when.map_or((None, None), |(days, span)| (Some(days), Some(span)));
    let stage_spans = stage_words.iter().map(|words| text.span(words)).chain(when_span).collect();
    let fresh =
        text.find(head.phrase.start.saturating_sub(1)..head.words.end, text.lists.get("agreement", "fresh")).is_some();
    Named {
        name: bare(&text.slice(span)),
        span,
        sort: head.sort,
        fresh,
        general: head.general,
        stage,
        when,
        stage_spans,
        since,
        parties: brokers(parties, head, around.end),
        excluded: excluded(parties, head, sentence),
        area: area(parties, head),
        hours: hours(text, head, &around),
        words: head.phrase.clone(),
    }
}

/// How far it has come by the words near it: those after it first, for they say what becomes of it.
fn stage(
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
fn when(text: &Text<'_>, sentence: &Range<usize>, at: usize, head: &Head) -> Option<(Days, Span)> {
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
fn dates<'t>(text: &'t Text<'_>) -> impl Iterator<Item = (Days, Span)> + 't {
    let day = text.reading.day.as_deref();
    text.reading.times.iter().filter(|time| time.kind == TimeType::Date).filter_map(move |time| {
        let span = Span::new(time.start, time.end);
        let dateline = text.words_of(span).start < 14 && time.from.as_deref() == day && time.to.as_deref() == day;
        let days = Days::new(time.from.as_deref(), time.to.as_deref())?;
        (days.is_near() && !dateline).then_some((days, span))
    })
}

/// Who brought it about: named in its name, or after "brokered by".
fn brokers(parties: &Parties<'_>, head: &Head, end: usize) -> Vec<Party> {
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
fn excluded(parties: &Parties<'_>, head: &Head, sentence: &Range<usize>) -> Vec<Party> {
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
fn area(parties: &Parties<'_>, head: &Head) -> Option<String> {
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
    (!cut).then(|| bare(&named))
}

/// How long it is to last.
fn hours(text: &Text<'_>, head: &Head, around: &Range<usize>) -> Option<u32> {
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
        let count = if name == "long" { return Some(unit(count)?) } else { text.lists.number(count)? };
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

/// Names that stand side by side are of one agreement: "the Velmark deal, the ceasefire that collapsed last month".
fn joined(text: &Text<'_>, named: Vec<Named>) -> Vec<Named> {
    let mut out: Vec<Named> = Vec::new();
    for next in named {
        let between = |last: &Named| {
            (last.words.end..next.words.start)
                .all(|n| text.words[n].mark || matches!(text.lower(n), "the" | "a" | "an"))
        };
        match out.last_mut().filter(|last| between(last) && last.words.end < next.words.start && !next.fresh) {
            Some(last) => {
                last.general &= next.general;
                last.sort = last.sort.max(next.sort);
                if last.stage == Stage::Unclear || next.stage == Stage::Collapsed {
                    (last.stage, last.when) = (next.stage, next.when.or(last.when));
                    last.stage_spans.clone_from(&next.stage_spans);
                }
                last.area = last.area.take().or_else(|| next.area.clone());
                last.hours = last.hours.or(next.hours);
                last.parties.extend(
                    next.parties.iter().filter(|party| !last.parties.contains(party)).cloned().collect::<Vec<_>>(),
                );
                // both names are kept: the second stands by itself as another mention of the first
                let same = Named {
                    stage: Stage::Unclear,
                    when: None,
                    stage_spans: Vec::new(),
                    general: true,
                    parties: Vec::new(),
                    ..next
                };
                out.push(same);
            }
            None => out.push(next),
        }
    }
    out
}
