//! Numbers of people as logs write them: exact, as ranges, with bounds, or in words.

use super::mapping::{Decimal, folded};
use super::words::words;

/// A number of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) min: Option<u32>,
    pub(super) max: Option<u32>,
    pub(super) approximate: bool,
}

/// What to do about a cell that is none.
pub(super) const REMEDY: &str =
    "is no number of people; write it as 25, 20-30, 25+, at least 25, up to 10, or about 20";

impl Count {
    const fn exactly(number: u32) -> Self {
        Self { min: Some(number), max: Some(number), approximate: false }
    }
}

/// The number that `text` gives; none where it is no number of people.
pub(super) fn count(text: &str, decimal: Decimal) -> Option<Count> {
    let words = words();
    let text = folded(text);
    let text = text.as_str();
    if let Some(found) = number(text, decimal).map(Count::exactly).or_else(|| vague(text)) {
        return Some(found);
    }
    let before = |signs: &[String]| longest(signs, |sign| text.strip_prefix(sign.as_str())).map(str::trim);
    let after = |signs: &[String]| longest(signs, |sign| text.strip_suffix(sign.as_str())).map(str::trim);
    if let Some(found) =
        before(&words.at_least).or_else(|| after(&words.at_least_after)).and_then(|n| bound(n, decimal))
    {
        return Some(Count { min: Some(found), max: None, approximate: false });
    }
    if let Some(found) = before(&words.at_most).or_else(|| after(&words.at_most_after)).and_then(|n| bound(n, decimal))
    {
        return Some(Count { min: None, max: Some(found), approximate: false });
    }
    if let Some(found) = before(&words.more).and_then(|n| bound(n, decimal)) {
        return Some(Count { min: Some(found.checked_add(1)?), max: None, approximate: false });
    }
    if let Some(found) = before(&words.fewer).and_then(|n| bound(n, decimal)) {
        return Some(Count { min: None, max: Some(found.checked_sub(1)?), approximate: false });
    }
    if let Some(rest) = before(&words.about) {
        let inner = number(rest, decimal).map(Count::exactly).or_else(|| range(rest, decimal))?;
        return Some(Count { approximate: true, ..inner });
    }
    range(text, decimal)
}

/// What is left of a text by the longest sign that it has.
fn longest<'t>(signs: &[String], strip: impl Fn(&String) -> Option<&'t str>) -> Option<&'t str> {
    signs
        .iter()
        .filter_map(|sign| strip(sign).map(|rest| (sign.len(), rest)))
        .max_by_key(|(len, _)| *len)
        .map(|(_, rest)| rest)
}

/// "between 20 and 30", "20-30".
fn range(text: &str, decimal: Decimal) -> Option<Count> {
    let between = text.strip_prefix("between ").and_then(|rest| rest.split_once(" and "));
    let pair = |(min, max): (&str, &str)| {
        let (min, max) = (bound(min.trim(), decimal)?, bound(max.trim(), decimal)?);
        (min <= max).then_some(Count { min: Some(min), max: Some(max), approximate: false })
    };
    between
        .and_then(pair)
        .or_else(|| words().to.iter().filter_map(|sign| text.split_once(sign.as_str())).find_map(pair))
}

/// A number at the end of a range: a word that has no upper bound itself stands for the least that it may mean.
fn bound(text: &str, decimal: Decimal) -> Option<u32> {
    number(text, decimal).or_else(|| words().from.get(text).copied())
}

fn vague(text: &str) -> Option<Count> {
    let least = words().from.get(text).copied()?;
    Some(Count { min: Some(least), max: None, approximate: false })
}

/// A whole number in digits, with signs between thousands or not, or as a word.
fn number(text: &str, decimal: Decimal) -> Option<u32> {
    if let Some(&number) = words().words.get(text) {
        return Some(number);
    }
    let (fraction, thousand) = match decimal {
        Decimal::Point => ('.', ','),
        Decimal::Comma => (',', '.'),
    };
    // spreadsheets give a whole number as 25.0
    let (whole, rest) = text.split_once(fraction).unwrap_or((text, ""));
    if !rest.bytes().all(|byte| byte == b'0') {
        return None;
    }
    let mut groups = whole.split([thousand, ' ', '\u{A0}', '\u{202F}', '\'', '’']);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<(Option<u32>, Option<u32>, bool)> {
        count(text, Decimal::Point).map(|c| (c.min, c.max, c.approximate))
    }

    #[test]
    fn numbers_are_read_with_their_bounds() {
        for (text, expected) in [
            ("25", (Some(25), Some(25), false)),
            ("25.0", (Some(25), Some(25), false)),
            ("1,200", (Some(1200), Some(1200), false)),
            ("1 200", (Some(1200), Some(1200), false)),
            ("0", (Some(0), Some(0), false)),
            ("twelve", (Some(12), Some(12), false)),
            ("20-30", (Some(20), Some(30), false)),
            ("20 – 30", (Some(20), Some(30), false)),
            ("20 to 30", (Some(20), Some(30), false)),
            ("between 20 and 30", (Some(20), Some(30), false)),
            ("25+", (Some(25), None, false)),
            ("At least 25", (Some(25), None, false)),
            (">=25", (Some(25), None, false)),
            ("25 or more", (Some(25), None, false)),
            (">25", (Some(26), None, false)),
            ("more than 25", (Some(26), None, false)),
            ("up to 10", (None, Some(10), false)),
            ("<10", (None, Some(9), false)),
            ("≤ 10", (None, Some(10), false)),
            ("about 20", (Some(20), Some(20), true)),
            ("~20", (Some(20), Some(20), true)),
            ("approx. 20-30", (Some(20), Some(30), true)),
            ("dozens", (Some(24), None, false)),
            ("at least several", (Some(3), None, false)),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
        assert_eq!(count("1.200", Decimal::Comma).and_then(|c| c.min), Some(1200));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in
            ["", "many", "30-20", "12.5", "1,2", "-10", "12 killed", "99999999999", "<0", "1234,567", "3/4", "٣"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("1.200"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_a_number_or_none(text in "\\PC{0,30}|[0-9+<>~=., a-z-]{0,20}") {
            if let Some(Count { min: Some(min), max: Some(max), .. }) = count(&text, Decimal::Point) {
                prop_assert!(min <= max);
            }
        }

        #[test]
        fn every_number_is_read_as_it_is_written(a in any::<u32>(), b in any::<u32>()) {
            let (min, max) = (a.min(b), a.max(b));
            prop_assert_eq!(count(&format!("{min}-{max}"), Decimal::Comma), Some(Count { min: Some(min), max: Some(max), approximate: false }));
            prop_assert_eq!(count(&format!("{min}+"), Decimal::Point), Some(Count { min: Some(min), max: None, approximate: false }));
        }
    }
}
