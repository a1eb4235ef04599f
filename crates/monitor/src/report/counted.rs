//! Counts of breaches: "breached the truce 3 times in the past 24 hours", "14 violations by the Assembly and 19 by the army".
//!
//! A count is kept as such. What it counts may be told one by one beside it, and is never added to it.

use std::ops::Range;

use serde::Serialize;
use truceline_record::{Span, TimeType};

use crate::days::Days;
use crate::words::Text;

/// How often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "ViolationCount"))]
pub struct Count {
    /// At least.
    pub min: Option<u32>,
    /// At most.
    pub max: Option<u32>,
    /// The words.
    pub span: Span,
    /// In which days, where the text says.
    pub within: Option<Days>,
    /// Whether it is one over all the time of the truce.
    pub total: bool,
    /// The shares of single parties, where it is given by parties: the party's words and how often.
    pub shares: Vec<(String, u32)>,
}

/// The count that goes with the words of a breach.
pub(crate) fn counts(text: &Text<'_>, words: Range<usize>, sentence: &Range<usize>) -> Option<Count> {
    let after = words.end..sentence.end.min(words.end + 14);
    let before = words.start.saturating_sub(6).max(sentence.start)..words.start;
    let times = text.lists.get("violation", "times");
    // "3 times", "more than a dozen times", "twice"
    let often = after.clone().find_map(|n| {
        let word = text.lower(n);
        let number = text.lists.number(word)?;
        let next = text.fits(n + 1, sentence.end, times).is_some();
        (next || matches!(word, "once" | "twice")).then_some((n, number))
    });
    let is_day = |n: usize| {
        text.lower(n + 1).starts_with("hour")
            || text.lower(n + 1).starts_with("day")
            || text.lower(n + 1).contains("hour")
    };
    // "14 violations", "573 ceasefire violations": the number right before
    let ahead = || {
        before.clone().rev().take(4).find_map(|n| {
            text.lists.number(text.lower(n)).filter(|_| !is_day(n) && !is_date(text, n)).map(|number| (n, number))
        })
    };
    // "the total number of breaches ... to 465", "Breaches recorded included: 20 by"
    let shares = shares(text, words.end..sentence.end);
    let behind = || {
        let listed = text.find(before.clone(), text.lists.get("violation", "total")).is_some()
            && text.lower(words.start.wrapping_sub(1)) == "of";
        let found = (words.end..sentence.end).find(|&n| {
            text.lower(n) == "to" && text.lists.number(text.lower(n + 1)).is_some() && !is_date(text, n + 1)
        });
        let n = found.filter(|_| listed)? + 1;
        Some((n, text.lists.number(text.lower(n))?))
    };
    // "14 violations by the Assembly and 19 by the army"
    if let Some((_, number)) = ahead()
        && text.lower(words.end) == "by"
        && !shares.is_empty()
    {
        let stop =
            |n: &usize| text.words[*n].mark || text.lower(*n) == "and" || text.lists.number(text.lower(*n)).is_some();
        let end = (words.end + 1..sentence.end).find(stop).unwrap_or(sentence.end);
        let first = (truceline_record::bare_name(&text.slice(text.span(&(words.end + 1..end)))), number);
        let shares: Vec<(String, u32)> = std::iter::once(first).chain(shares).collect();
        let sum = shares.iter().map(|(_, number)| number).fold(0, |sum: u32, number| sum.saturating_add(*number));
        return Some(Count {
            min: Some(sum),
            max: Some(sum),
            span: text.span(sentence),
            within: within(text, sentence),
            total: false,
            shares,
        });
    }
    let (at, number) = match often.or_else(ahead).or_else(behind) {
        Some(found) => found,
        None if shares.len() > 1 => {
            let sum = shares.iter().map(|(_, number)| number).fold(0, |sum: u32, number| sum.saturating_add(*number));
            let within = within(text, sentence);
            return Some(Count {
                min: Some(sum),
                max: Some(sum),
                span: text.span(sentence),
                within,
                total: false,
                shares,
            });
        }
        None => return None,
    };
    let (min, max) = bounds(text, at, number, sentence);
    let span = text.span(&(at..at + 1)).union(text.span(&words));
    let total = text.find(sentence.clone(), text.lists.get("violation", "total")).is_some();
    // of a count since the truce began, the day in the sentence is the truce's
    let within = if total { None } else { within(text, sentence) };
    Some(Count { min, max, span, within, total, shares })
}

/// Whether a number is of a day or a year.
fn is_date(text: &Text<'_>, at: usize) -> bool {
    let span = text.span(&(at..at + 1));
    text.reading.times.iter().any(|time| time.kind == TimeType::Date && Span::new(time.start, time.end).contains(span))
}

/// "at least 14" has no most, "up to 14" no least.
fn bounds(text: &Text<'_>, at: usize, number: u32, sentence: &Range<usize>) -> (Option<u32>, Option<u32>) {
    let hedged = |list| {
        let list = text.lists.get("hedges", list);
        (at.saturating_sub(4).max(sentence.start)..at).any(|n| {
            text.fits(n, at, list).is_some_and(|len| (n + len..at).all(|n| matches!(text.lower(n), "a" | "an" | "the")))
        })
    };
    if hedged("least") {
        (Some(number), None)
    } else if hedged("most") {
        (None, Some(number))
    } else {
        (Some(number), Some(number))
    }
}

/// "20 by Russian forces 13 by regime forces": the share of each.
fn shares(text: &Text<'_>, within: Range<usize>) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    let starts: Vec<(usize, u32)> = within
        .clone()
        .filter_map(|n| {
            let number = text.lists.number(text.lower(n))?;
            let by = (n + 1..(n + 4).min(within.end)).find(|&m| text.lower(m) == "by")?;
            Some((by + 1, number))
        })
        .collect();
    for &(from, number) in &starts {
        let end = (from..within.end)
            .find(|&n| text.words[n].mark || text.lists.number(text.lower(n)).is_some() || text.lower(n) == "and")
            .unwrap_or(within.end);
        if from < end {
            found.push((truceline_record::bare_name(&text.slice(text.span(&(from..end)))), number));
        }
    }
    found
}

/// The first days that a sentence names.
pub(super) fn within(text: &Text<'_>, sentence: &Range<usize>) -> Option<Days> {
    let span = text.span(sentence);
    let times = text.reading.times.iter().filter(|time| span.contains(Span::new(time.start, time.end)));
    times.filter_map(|time| Days::new(time.from.as_deref(), time.to.as_deref())).find(|days| days.is_near())
}
