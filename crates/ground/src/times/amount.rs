//! How many: "two", "a couple of", "several", "2 1/2", "twenty-four".

use super::cursor::Cursor;
use super::meaning::Amount;
use super::tokens::Kind;

/// A number in digits or words.
pub(super) fn number(c: Cursor) -> Option<(u32, Cursor)> {
    digits(c).or_else(|| words(c))
}

/// "24", "1,500".
fn digits(c: Cursor) -> Option<(u32, Cursor)> {
    let (mut value, _, mut at) = c.digits()?;
    while let Some((next, len, end)) =
        at.word(",").filter(|_| at.glued()).filter(|n| n.glued()).and_then(Cursor::digits)
    {
        if len != 3 {
            break;
        }
        value = value.checked_mul(1000)?.checked_add(next)?;
        at = end;
    }
    Some((value, at))
}

/// "twenty-four", "a hundred and ten", "two thousand".
fn words(c: Cursor) -> Option<(u32, Cursor)> {
    let list = &c.view.calendar.words.numbers;
    let (mut total, mut part, mut at) = (0u32, 0u32, c);
    let mut read = false;
    for _ in 0..8 {
        let next = if read { at.hyphen() } else { at };
        let next = if read { next.maybe(|n| n.word("and")) } else { next };
        if let Some((value, end)) = next.entry(list) {
            // "twenty" takes "four", "four" takes nothing: "four five" are two numbers.
            if part % 100 != 0 && !(part % 100 >= 20 && part % 10 == 0 && value < 10) {
                break;
            }
            (part, at, read) = (part.checked_add(value)?, end, true);
            continue;
        }
        let scale = next.one_of(&["hundred", "thousand", "dozen"]);
        match scale {
            Some(("hundred", end)) if read => (part, at) = (part.checked_mul(100)?, end),
            Some(("thousand", end)) if read => (total, part, at) = (part.checked_mul(1000)?, 0, end),
            Some(("dozen", end)) if read => (part, at) = (part.checked_mul(12)?, end),
            _ => break,
        }
    }
    read.then_some((total.checked_add(part)?, at))
}

/// "third", "21st", "24th".
pub(super) fn ordinal(c: Cursor) -> Option<(u32, Cursor)> {
    if let Some(found) = c.entry(&c.view.calendar.words.ordinals) {
        return Some(found);
    }
    if let Some((20 | 30, end)) = c.entry(&c.view.calendar.words.numbers) {
        let (tens, _) = c.entry(&c.view.calendar.words.numbers)?;
        let (one, end) = end.hyphen().entry(&c.view.calendar.words.ordinals)?;
        return (one < 10).then_some((tens + one, end));
    }
    let (value, _, end) = c.digits()?;
    let (_, end) = end.one_of(&["st", "nd", "rd", "th"]).filter(|_| end.glued())?;
    Some((value, end))
}

/// An amount before a unit of time.
pub(super) fn amount(c: Cursor) -> Option<(Amount, Cursor)> {
    if let Some((whole, at)) = number(c) {
        let half = half_after(at);
        let at = half.unwrap_or(at);
        let at = at.maybe(|a| number(a.one_of(&["to", "or"])?.1).map(|f| f.1)).maybe(|a| {
            // "12-18 months", but "10-year" is no range.
            a.word("-").filter(|_| a.glued())?.digits().map(|f| f.2)
        });
        return Some((Amount::Exact { whole, half: half.is_some() }, at));
    }
    let once = |whole| Amount::Exact { whole, half: false };
    if let Some(at) = c.word("half").and_then(|h| h.one_of(&["a", "an"])).map(|f| f.1) {
        return Some((Amount::Exact { whole: 0, half: true }, at));
    }
    let counted: [(&[&str], Amount); 15] = [
        (&["a", "couple", "of"], once(2)),
        (&["couple", "of"], once(2)),
        (&["a", "couple"], once(2)),
        (&["a", "few"], Amount::Some),
        (&["a", "number", "of"], Amount::Some),
        (&["the", "few"], Amount::Some),
        (&["few"], Amount::Some),
        (&["several"], Amount::Some),
        (&["many"], Amount::Some),
        (&["some"], Amount::Some),
        (&["a", "hundred"], once(100)),
        (&["a", "dozen"], once(12)),
        (&["a"], once(1)),
        (&["an"], once(1)),
        (&["both"], once(2)),
    ];
    counted.into_iter().find_map(|(phrase, amount)| Some((amount, c.words(phrase)?)))
}

/// "1/2" or "and a half".
fn half_after(c: Cursor) -> Option<Cursor> {
    c.words(&["and", "a", "half"]).or_else(|| c.hyphen().words(&["1", "/", "2"])).or_else(|| c.word("½"))
}

/// Whether the digits here are part of a longer number or code: "$1,990", "3.1990", "F-16".
pub(super) fn within_number(c: Cursor) -> bool {
    let Some(last) = c.at.checked_sub(1).and_then(|at| c.view.tokens.get(at)) else {
        return false;
    };
    let digits_before =
        c.at.checked_sub(2).and_then(|at| c.view.tokens.get(at)).is_some_and(|t| t.kind == Kind::Digits);
    match last.lower.as_str() {
        "$" | "£" | "€" | "#" => true,
        "." | "," | "/" | ":" => c.glued() && last.glued && digits_before,
        "-" | "–" => c.glued() && last.glued,
        _ => c.glued() && last.kind != Kind::Mark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::times::testing::reading;

    fn amount_of(text: &str) -> Option<(Amount, usize)> {
        reading(text, |c| amount(c).map(|(a, end)| (a, end.at)))
    }

    #[test]
    fn numbers_in_words_and_digits() {
        let exact = |whole| Amount::Exact { whole, half: false };
        for (text, whole) in [
            ("twenty-four hours", 24),
            ("one hundred and ten days", 110),
            ("two thousand years", 2000),
            ("1,500 days", 1500),
            ("a couple of weeks", 2),
            ("an hour", 1),
            ("two or three days", 2),
        ] {
            assert_eq!(amount_of(text).unwrap().0, exact(whole), "{text}");
        }
        assert_eq!(amount_of("2 1/2 years").unwrap().0, Amount::Exact { whole: 2, half: true });
        assert_eq!(amount_of("several weeks").unwrap().0, Amount::Some);
        assert_eq!(amount_of("weeks"), None);
    }

    #[test]
    fn ordinals() {
        for (text, n) in [("third", 3), ("24th", 24), ("twenty-first", 21)] {
            assert_eq!(reading(text, |c| ordinal(c).map(|f| f.0)), Some(n), "{text}");
        }
    }
}
