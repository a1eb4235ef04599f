//! Numbers as reports give them, with what bounds them: "at least two dozen", "between 20 and 30", "a couple of thousand".
//!
//! What a vague number counts as is data (`data/numbers.toml`); this file is the grammar.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use crate::rules::{age, designation};
use crate::view::View;

/// Number words; see the head of `data/numbers.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberWords {
    units: BTreeMap<String, u64>,
    multipliers: BTreeMap<String, u64>,
    plurals: BTreeMap<String, u64>,
    vague: BTreeMap<String, u64>,
    exact: BTreeMap<String, u64>,
    fractions: BTreeMap<String, u64>,
    changes: Vec<String>,
    months: Vec<String>,
    bounds: Bounds,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    at_least: Vec<String>,
    at_most: Vec<String>,
    about: Vec<String>,
    at_least_after: Vec<String>,
    at_most_after: Vec<String>,
    about_after: Vec<String>,
}

/// A number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    /// Its words, those that bound it included.
    pub(crate) words: Range<usize>,
    /// The numeral itself.
    pub(crate) numeral: Range<usize>,
    /// The least it may be.
    pub(crate) min: Option<u64>,
    /// The most.
    pub(crate) max: Option<u64>,
    /// Whether the text says that it is not exact, other than by a bound.
    pub(crate) approximate: bool,
}

/// A numeral without its bounds: where it ends, what it counts, and whether that is only the least it means.
struct Numeral {
    end: usize,
    value: u64,
    vague: bool,
}

/// The numbers in a range of words, in order.
pub(crate) fn amounts(view: &View, range: Range<usize>) -> Vec<Amount> {
    let mut out: Vec<Amount> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        // what bounds a number does not reach into the one before
        let free = out.last().map_or(range.start, |a| a.words.end)..range.end;
        match amount(view, &free, at) {
            Some(found) => {
                at = found.words.end;
                out.push(found);
            }
            None => at += 1,
        }
    }
    out
}

/// Whether a numeral looks like a year.
pub(crate) fn year(view: &View, a: &Amount) -> bool {
    let form = view.form(a.numeral.start);
    let century = form.starts_with("19") || form.starts_with("20");
    a.numeral.len() == 1 && form.len() == 4 && century && form.bytes().all(|b| b.is_ascii_digit())
}

/// The number whose numeral begins at word `at`.
fn amount(view: &View, range: &Range<usize>, at: usize) -> Option<Amount> {
    let b = &view.lexicon.numbers.bounds;
    let first = numeral(view, at, range.end)
        .filter(|n| !age::is_one(view, at, n.end) && !day(view, at, n) && !designation::ends(view, at))?;
    let numeral_words = at..first.end;
    let before = |list: &[String]| preceding(view, range.start, at, list);
    let after = |list: &[String]| following(view, first.end, range.end, list);

    // "between 20 and 30", "20 to 30", "20-30"
    if let Some((to, second)) = second_end(view, first.end, range.end)
        && second.value > first.value
        && !first.vague
    {
        let start = preceding(view, range.start, at, &["between".into(), "from".into()]).unwrap_or(at);
        let joined = view.form(to) != "and" || start < at;
        // "rose from 11 to 17" gives what it is now
        let changed = start < at && view.form(to) == "to" && changes(view, range.start, start);
        if joined && changed {
            let (value, words) = (Some(second.value), to + 1..second.end);
            let max = value.filter(|_| !second.vague);
            return Some(Amount { numeral: words.clone(), words, min: value, max, approximate: false });
        }
        if joined {
            let (min, max) = (Some(first.value), (!second.vague).then_some(second.value));
            return Some(Amount { words: start..second.end, numeral: at..second.end, min, max, approximate: false });
        }
    }
    let made = |start: usize, end: usize, min: Option<u64>, max: Option<u64>, approximate: bool| {
        Some(Amount { words: start..end, numeral: numeral_words.clone(), min, max, approximate })
    };
    let value = Some(first.value);
    // "no more than" ends in "more than": the longer phrase counts
    let (least, most) = (before(&b.at_least), before(&b.at_most));
    if let Some(start) = least.filter(|start| most.is_none_or(|m| *start < m)) {
        return made(start, first.end, value, None, false);
    }
    if let Some(end) = after(&b.at_least_after) {
        return made(at, end, value, None, false);
    }
    // "up to dozens" bounds nothing
    if let Some(start) = most.filter(|_| !first.vague) {
        return made(start, first.end, None, value, false);
    }
    if let Some(end) = after(&b.at_most_after).filter(|_| !first.vague) {
        return made(at, end, None, value, false);
    }
    if first.vague {
        let start = before(&b.about).unwrap_or(at);
        return made(start, first.end, value, None, false);
    }
    if let Some(start) = before(&b.about) {
        return made(start, first.end, value, value, true);
    }
    if let Some(end) = after(&b.about_after) {
        return made(at, end, value, value, true);
    }
    made(at, first.end, value, value, false)
}

/// Whether a numeral is part of a date or a time of day: "Sept. 11", "at 7 p.m.".
fn day(view: &View, at: usize, n: &Numeral) -> bool {
    let form = |n: usize| view.parse.words.get(n).map_or("", |w| w.form.as_str()).to_lowercase();
    let written = view.form(at).starts_with(|c: char| c.is_ascii_digit());
    let before = at.checked_sub(1).is_some_and(|b| month(view, b));
    let after = n.end < view.parse.words.len() && month(view, n.end);
    let clock = matches!(form(n.end).as_str(), "a.m." | "p.m." | "am" | "pm" | "a.m" | "p.m" | "o'clock");
    written && n.value < 32 && (before || after) || clock
}

/// Whether a word is the name of a month, in full or cut short.
fn month(view: &View, at: usize) -> bool {
    let form = view.form(at);
    let word = form.to_lowercase();
    form.starts_with(char::is_uppercase) && view.lexicon.numbers.months.iter().any(|m| m == word.trim_end_matches('.'))
}

/// Words before a range among which one says that a number changes.
const CHANGE: usize = 6;

fn changes(view: &View, from: usize, start: usize) -> bool {
    let list = &view.lexicon.numbers.changes;
    (start.saturating_sub(CHANGE).max(view.parse.sentences[view.sentence(start)].start.min(from))..start)
        .any(|n| view.is_one_of(n, list))
}

/// The upper end of a range whose lower one ends at `end`: where the joining word stands, and the numeral.
fn second_end(view: &View, end: usize, stop: usize) -> Option<(usize, Numeral)> {
    let joins = end < stop && matches!(view.low_form(end), "to" | "and" | "-" | "–" | "—" | "or");
    if !joins {
        return None;
    }
    numeral(view, end + 1, stop).map(|n| (end, n))
}

/// Where a phrase of `list` that ends just before word `at` begins; the longest.
fn preceding(view: &View, from: usize, at: usize, list: &[String]) -> Option<usize> {
    let starts = list.iter().filter_map(|phrase| {
        let start = at.checked_sub(phrase.split(' ').count())?;
        (start >= from && says(view, start, phrase)).then_some(start)
    });
    starts.min()
}

/// Where a phrase of `list` that begins at word `at` ends; the longest.
fn following(view: &View, at: usize, stop: usize, list: &[String]) -> Option<usize> {
    let ends = list.iter().filter_map(|phrase| {
        let end = at + phrase.split(' ').count();
        // "in 2030 at least 12" and "32 and more than 40": what follows is of the next number
        let of_next = || end < stop && (numeral(view, end, stop).is_some() || view.form(end) == "than");
        (end <= stop && says(view, at, phrase) && !of_next()).then_some(end)
    });
    ends.max()
}

/// Whether the words from `start` on are those of a phrase.
fn says(view: &View, start: usize, phrase: &str) -> bool {
    phrase
        .split(' ')
        .enumerate()
        .all(|(k, w)| view.parse.words.get(start + k).is_some_and(|x| x.form.eq_ignore_ascii_case(w)))
}

/// The numeral that begins at word `at`.
fn numeral(view: &View, at: usize, stop: usize) -> Option<Numeral> {
    if at >= stop {
        return None;
    }
    let lists = &view.lexicon.numbers;
    let form = view.low_form(at);
    if let Some(&least) = lists.plurals.get(form) {
        return Some(of_plurals(view, at, stop, least));
    }
    let phrase = |list: &BTreeMap<String, u64>| {
        let fits = list.iter().filter(|(p, _)| at + p.split(' ').count() <= stop && says(view, at, p));
        fits.max_by_key(|(p, _)| p.len()).map(|(p, &v)| (at + p.split(' ').count(), v))
    };
    if let Some((end, least)) = phrase(&lists.vague) {
        let times = multiplier(view, end, stop);
        return Some(Numeral {
            end: times.map_or(end, |t| t.0),
            value: least.checked_mul(times.map_or(1, |t| t.1))?,
            vague: true,
        });
    }
    if let Some((end, by)) = phrase(&lists.fractions) {
        let (end, times) = multiplier(view, end, stop)?;
        return Some(Numeral { end, value: times / by, vague: false });
    }
    if let Some((end, value)) = phrase(&lists.exact) {
        let article = matches!(form, "a" | "an") && end == at + 1;
        return match multiplier(view, end, stop) {
            Some((end, by)) => {
                spelled(view, at, stop).or(Some(Numeral { end, value: value.checked_mul(by)?, vague: false }))
            }
            None if article => None,
            None => Some(Numeral { end, value, vague: false }),
        };
    }
    spelled(view, at, stop)
}

/// "dozens", "tens of thousands", "hundreds of millions".
fn of_plurals(view: &View, at: usize, stop: usize, least: u64) -> Numeral {
    let next = if at + 2 < stop && view.form(at + 1).eq_ignore_ascii_case("of") {
        let form = view.low_form(at + 2);
        let single = form.strip_suffix('s').unwrap_or(form);
        view.lexicon.numbers.multipliers.get(single).copied().filter(|_| form.ends_with('s'))
    } else {
        None
    };
    match next.and_then(|by| least.checked_mul(by)) {
        Some(value) => Numeral { end: at + 3, value, vague: true },
        None => Numeral { end: at + 1, value: least, vague: true },
    }
}

fn multiplier(view: &View, at: usize, stop: usize) -> Option<(usize, u64)> {
    // "22-million"
    let hyphen = at + 1 < stop && view.form(at) == "-" && view.form(at + 1).len() > 2;
    let at = if hyphen && view.touches(at) && view.touches(at + 1) { at + 1 } else { at };
    let form = (at < stop).then(|| view.low_form(at))?;
    let by = *view.lexicon.numbers.multipliers.get(form)?;
    stands_for(view, at, form).then_some((at + 1, by))
}

/// Whether a multiplier is one where it stands: a single letter only where digits touch it ("90k", not "three M-19 men") or money is counted ("$9 m").
fn stands_for(view: &View, at: usize, form: &str) -> bool {
    let money = || at >= 2 && matches!(view.form(at - 2), "$" | "€" | "£");
    form.len() > 1 || view.touches(at) && digits(view.form(at - 1)).is_some() || money()
}

/// A numeral in digits or words: "1,250", "3.5 million", "two hundred and fifty-one".
fn spelled(view: &View, at: usize, stop: usize) -> Option<Numeral> {
    let lists = &view.lexicon.numbers;
    if let Some(numeral) = spaced(view, at, stop) {
        return Some(numeral);
    }
    if let Some(hundredths) = digits(view.form(at)) {
        let times = multiplier(view, at + 1, stop);
        let by = times.map_or(1, |t| t.1);
        let whole = hundredths.checked_mul(by)?;
        if !whole.is_multiple_of(100) {
            return None;
        }
        return Some(Numeral { end: times.map_or(at + 1, |t| t.0), value: whole / 100, vague: false });
    }
    if let Some(value) = shortened(view.form(at)) {
        return Some(Numeral { end: at + 1, value, vague: false });
    }
    let (mut total, mut group, mut end, mut any) = (0u64, 0u64, at, false);
    let mut n = at;
    let mut last = u64::MAX;
    while n < stop {
        let form = view.low_form(n);
        if let Some(&unit) = lists.units.get(form) {
            // "forty five" goes on, "five forty" does not
            if any && last < 100 && (last < 20 || unit >= 10) {
                break;
            }
            group = group.checked_add(unit)?;
            (any, last, n) = (true, unit, n + 1);
            end = n;
        } else if let Some(&by) = lists.multipliers.get(form).filter(|_| stands_for(view, n, form)) {
            if !any && n <= at && !matches!(form, "dozen" | "hundred" | "thousand" | "million" | "billion") {
                return None;
            }
            if n > at && !any {
                group = 1;
            }
            if by <= 100 {
                group = group.max(1).checked_mul(by)?;
            } else {
                total = total.checked_add(group.max(1).checked_mul(by)?)?;
                group = 0;
            }
            (any, last, n) = (true, by.max(100), n + 1);
            end = n;
        } else if n == at && matches!(form, "a" | "an")
            || any && matches!(form, "-" | "and") && goes_on(view, n, stop, last, form)
        {
            n += 1;
        } else {
            break;
        }
    }
    any.then_some(Numeral { end, value: total.checked_add(group)?, vague: false })
}

/// A numeral whose thousands are set apart by spaces: "200 000"; not the day of a month before a number ("on 12 March", "March 12 500 people fled").
fn spaced(view: &View, at: usize, stop: usize) -> Option<Numeral> {
    let plain = |n: usize| view.form(n).chars().all(|c| c.is_ascii_digit());
    let first = view.form(at);
    let day = at.checked_sub(1).is_some_and(|before| month(view, before));
    if !plain(at) || first.len() > 3 || first.starts_with('0') || day {
        return None;
    }
    let next = |n: &usize| *n < stop && plain(*n) && view.form(*n).len() == 3;
    let end = (at + 1..stop).take_while(next).last()? + 1;
    let whole: String = (at..end).map(|n| view.form(n)).collect();
    Some(Numeral { end, value: whole.parse().ok()?, vague: false })
}

/// Whether a hyphen ("twenty-five") or an "and" ("two hundred and five") goes on with the same numeral.
fn goes_on(view: &View, n: usize, stop: usize, last: u64, form: &str) -> bool {
    let unit = (n + 1 < stop).then(|| view.low_form(n + 1));
    let unit = unit.and_then(|u| view.lexicon.numbers.units.get(u).copied());
    match form {
        "-" => unit.is_some_and(|u| u < 10) && (20..100).contains(&last),
        _ => unit.is_some() && last >= 100,
    }
}

/// A numeral in digits, in hundredths: "1,250" and "3.5"; none where it is no plain number ("10:30", "2/3").
pub(crate) fn digits(form: &str) -> Option<u64> {
    let (whole, part) = form.split_once('.').unwrap_or((form, ""));
    let grouped = whole.split(',').enumerate().all(|(k, g)| !g.is_empty() && (k == 0 || g.len() == 3));
    let plain = whole.chars().all(|c| c.is_ascii_digit() || c == ',') && part.chars().all(|c| c.is_ascii_digit());
    let coded = whole.len() > 1 && whole.starts_with('0');
    if whole.is_empty() || !grouped || !plain || coded || part.len() > 2 || whole.len() > 15 {
        return None;
    }
    let whole: u64 = whole.replace(',', "").parse().ok()?;
    let part: u64 = format!("{part:0<2}").parse().ok()?;
    whole.checked_mul(100)?.checked_add(part)
}

/// A number with its multiplier in one word: "90k", "1.5bn"; not "20m", which may be metres.
fn shortened(form: &str) -> Option<u64> {
    let lower = form.to_lowercase();
    let (number, by) =
        lower.strip_suffix('k').map(|n| (n, 1000)).or_else(|| Some((lower.strip_suffix("bn")?, 1_000_000_000)))?;
    Some(digits(number)?.checked_mul(by)? / 100)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::testing::glued;

    /// (least, most, approximate) of the only number in a text.
    fn read(text: &str) -> (Option<u64>, Option<u64>, bool) {
        let mut out = None;
        let cell = std::cell::RefCell::new(&mut out);
        glued(text, |view| {
            let all = super::amounts(view, 0..view.parse.words.len());
            assert_eq!(all.len(), 1, "{text}: {all:?}");
            **cell.borrow_mut() = Some((all[0].min, all[0].max, all[0].approximate));
        });
        out.unwrap()
    }

    #[test]
    fn numerals_in_digits_and_words() {
        for (text, value) in [
            ("27 people died", 27),
            ("twenty-five people died", 25),
            ("two hundred and fifty-one people died", 251),
            ("a hundred people died", 100),
            ("two dozen fighters", 24),
            ("a dozen soldiers", 12),
            ("a couple of thousand fighters", 2000),
            ("three thousand five hundred families", 3500),
            ("one million refugees", 1_000_000),
            ("12 500 families", 12_500),
            ("22-million people", 22_000_000),
            ("90K people", 90_000),
            ("three M men", 3),
            ("1 200 000 people", 1_200_000),
            ("both soldiers died", 2),
            ("half a million people", 500_000),
            ("a quarter of a million lives", 250_000),
            ("the toll rose from 11 to 17", 17),
        ] {
            assert_eq!(read(text), (Some(value), Some(value), false), "{text}");
        }
    }

    #[test]
    fn bounds_and_vague_numbers() {
        for (text, expected) in [
            ("at least 25 people", (Some(25), None, false)),
            ("more than a dozen people", (Some(12), None, false)),
            ("no fewer than nine", (Some(9), None, false)),
            ("up to 10 people", (None, Some(10), false)),
            ("as many as forty people", (None, Some(40), false)),
            ("no more than 150 people", (None, Some(150), false)),
            ("about 20 people", (Some(20), Some(20), true)),
            ("dozens of troops", (Some(24), None, false)),
            ("several dozen troops", (Some(36), None, false)),
            ("several people", (Some(3), None, false)),
            ("several hundred people", (Some(300), None, false)),
            ("tens of thousands of people", (Some(20_000), None, false)),
            ("hundreds of people", (Some(200), None, false)),
            ("between 20 and 30 people", (Some(20), Some(30), false)),
            ("20 to 30 people", (Some(20), Some(30), false)),
            ("60 or more people", (Some(60), None, false)),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_day_and_a_time_count_nobody() {
        for text in ["on Sept 11", "at 7 pm", "0914 Orrel spoke"] {
            glued(text, |view| assert_eq!(super::amounts(view, 0..view.parse.words.len()), [], "{text}"));
        }
    }

    #[test]
    fn a_bound_goes_with_the_number_after_it() {
        glued("in 2031 at least 12 people and more than 40 houses", |view| {
            let all: Vec<_> = super::amounts(view, 0..view.parse.words.len()).iter().map(|a| (a.min, a.max)).collect();
            assert_eq!(all, [(Some(2031), Some(2031)), (Some(12), None), (Some(40), None)]);
        });
    }

    #[test]
    fn numbers_that_only_stand_side_by_side_stay_apart() {
        glued("killed 12 and 9 injured, a soldier among them", |view| {
            let all: Vec<_> = super::amounts(view, 0..view.parse.words.len()).iter().map(|a| a.min).collect();
            assert_eq!(all, [Some(12), Some(9)]);
        });
    }

    proptest! {
        #[test]
        fn any_words_are_read_without_panic(words in proptest::collection::vec("[a-z]{1,8}|[0-9,.]{1,18}|several|dozen|of|hundred|million|and|-|at|least|to|a", 0..12)) {
            glued(&words.join(" "), |view| {
                let mut last = 0;
                for a in super::amounts(view, 0..view.parse.words.len()) {
                    assert!(a.words.start >= last && a.words.end <= view.parse.words.len());
                    assert!(a.words.start <= a.numeral.start && a.numeral.end <= a.words.end);
                    last = a.words.end;
                }
            });
        }
    }
}
