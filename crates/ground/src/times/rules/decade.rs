//! Decades and centuries: "the 1990s", "the '80s", "the nineties", "the 20th century".
//!
//! Why: how long a conflict goes back. Two digits are of the twentieth century, as long as nobody writes of the thirties to come.
//! Example: *the 1990s* → 1990 to 1999.

use super::free;
use crate::times::amount::ordinal;
use crate::times::cursor::Cursor;
use crate::times::meaning::{Found, Meaning, Period};

pub(super) fn read(c: Cursor) -> Option<Found> {
    let start = c.maybe(|c| c.word("the")).maybe(|c| c.one_of(&["early", "late", "mid"]).map(|f| f.1)).hyphen();
    let (period, end) = century(start).or_else(|| in_words(start)).or_else(|| in_digits(start))?;
    Some(Found::new(end.at, Meaning::Period(period)))
}

fn century(c: Cursor) -> Option<(Period, Cursor)> {
    let (n, at) = ordinal(c).filter(|_| free(c))?;
    let end = at.hyphen().word("century")?;
    let digits = i16::try_from(n).ok().filter(|n| (1..=30).contains(n))? - 1;
    Some((Period::Century(digits), end))
}

fn in_words(c: Cursor) -> Option<(Period, Cursor)> {
    let (tens, end) = c.entry(&c.view.calendar.words.decades)?;
    // "in his seventies" is an age.
    matches!(c.before(), "the" | "early" | "late" | "mid" | "-").then_some((Period::Decade(1900 + tens), end))
}

fn in_digits(c: Cursor) -> Option<(Period, Cursor)> {
    let short = c.word("'");
    let at = short.unwrap_or(c);
    let (value, len, end) = at.digits().filter(|_| free(at) || short.is_some())?;
    let end = end.word("s").filter(|_| end.glued()).or_else(|| end.word("'").filter(|e| e.glued())?.word("s"))?;
    let first = match (len, i16::try_from(value).ok()?) {
        (4, year) if (1000..2200).contains(&year) => year,
        (2, year) if short.is_some() || c.before() == "the" => 1900 + year,
        _ => return None,
    };
    (first % 10 == 0).then_some((Period::Decade(first), end))
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn decades_and_centuries() {
        let cases = [
            ("the 1990s", "199 1990-01-01..1999-12-31"),
            ("the late 1970s", "197 1970-01-01..1979-12-31"),
            ("the '80s", "198 1980-01-01..1989-12-31"),
            ("the nineties", "199 1990-01-01..1999-12-31"),
            ("the 20th century", "19 1900-01-01..1999-12-31"),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text, None), [format!("{text}: {expected}")]);
        }
        assert_eq!(lines("a man in his seventies", None), [""; 0]);
    }
}
