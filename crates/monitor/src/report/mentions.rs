//! Where a report names a truce, and what it says of it there: who brought it about, where it holds, from when, how far it has come.
//!
//! A name is found by the words that head it ("ceasefire", "cessation of hostilities", "de-escalation zone") with what stands before them
//! ("the US-brokered 48-hour"). What the sentence says belongs to the name that is nearest before it.
//! Example: *The Velmark-brokered ceasefire, which took effect on 3 March, does not apply to the Black Heron Brigade.*

use std::ops::Range;

use serde::{Deserialize, Serialize};
use truceline_record::{Span, bare_name};

use super::party::{Parties, Party};
use super::told::{area, brokers, dates, excluded, hours, stage, when};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    pub(super) fn named(name: &str) -> Self {
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

/// Words that head the name of a truce.
pub(super) struct Head {
    pub(super) words: Range<usize>,
    /// With what stands before them and belongs to the name.
    pub(super) phrase: Range<usize>,
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
        name: bare_name(&text.slice(span)),
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
