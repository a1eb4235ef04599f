//! Years: "2031", "the year 2031", "'31", "nineteen ninety-six".
//!
//! Why: four digits are as often a count. They are a year after a word that years stand after, or where no counted noun follows and
//! the number is near our time.
//! Example: *since 2026* → that year.

use truceline_parse::Upos;

use super::free;
use crate::times::amount;
use crate::times::cursor::Cursor;
use crate::times::meaning::{Found, Meaning, Period};

pub(super) fn read(c: Cursor) -> Option<Found> {
    let found = |year, end: Cursor| Some(Found::new(end.at, Meaning::Period(Period::Year(year))));
    if let Some((year, end)) = c.words(&["the", "year"]).and_then(|at| number(at).or_else(|| spoken(at))) {
        return found(year, end);
    }
    if let Some((year, end)) = spoken(c) {
        return found(year, end);
    }
    let (year, end) = number(c)?;
    plausible(c, year, end).then(|| found(year, end)).flatten()
}

/// Four digits that can be a year.
pub(super) fn number(c: Cursor) -> Option<(i16, Cursor)> {
    let (value, len, end) = c.digits().filter(|_| free(c) || c.before() == "-")?;
    let year = i16::try_from(value).ok().filter(|y| len == 4 && (1000..2200).contains(y))?;
    let goes_on =
        end.glued() && end.one_of(&[",", ".", ":", "/", "-"]).is_some_and(|f| f.1.glued() && f.1.digits().is_some());
    (!goes_on).then_some((year, end))
}

fn plausible(c: Cursor, year: i16, end: Cursor) -> bool {
    let words = &c.view.calendar.words;
    let before = c.before();
    let is = |list: &[String]| list.iter().any(|w| w == before);
    if is(&words.year.never_after)
        || end.one_of(&["%", "percent", "gmt", "utc", "hours", "meters", "metres", "km"]).is_some()
    {
        return false;
    }
    // "1990s" and "2031st" are other things.
    if end.glued() && end.lower().starts_with(|l: char| l.is_alphabetic()) {
        return false;
    }
    let counted =
        end.upos() == Some(Upos::Noun) && c.view.word(end.at).is_some_and(|w| w.feats.contains("Number=Plur"));
    let near = (1900..=2050).contains(&year);
    // "up to 1429", "the 1100 block of"; "from 1710 to 2250" and "after 1000" are times of day
    if !near && !matches!(before, "in" | "since" | "of" | "year") || before == "at" || within_a_day(c, end) {
        return false;
    }
    if is(&words.year.after) {
        return !counted || near && before != "of" && before != "to";
    }
    near && !counted
}

/// Whether four digits are one end of a stretch of a day whose other end is none of our years: "between 1950 and 2200".
fn within_a_day(c: Cursor, end: Cursor) -> bool {
    let led = matches!(c.before(), "between" | "from");
    let other = end.one_of(&["and", "to"]).and_then(|f| f.1.digits()).filter(|(_, len, _)| led && *len == 4);
    other.is_some_and(|(value, ..)| !(1900..=2050).contains(&value))
}

/// "nineteen ninety-six", "two thousand" after "the year".
pub(super) fn spoken(c: Cursor) -> Option<(i16, Cursor)> {
    let list = &c.view.calendar.words.numbers;
    if c.before() == "year" {
        let (year, end) = amount::number(c).filter(|(n, _)| (1000..2200).contains(n))?;
        return Some((i16::try_from(year).ok()?, end));
    }
    let (century, at) = c.entry(list).filter(|(n, _)| (17..=20).contains(n))?;
    let (rest, end) = amount::number(at)
        .filter(|(n, _)| (10..100).contains(n) && at.lower().starts_with(|l: char| l.is_alphabetic()))?;
    // "twenty twenty-four" may be two numbers, and "nineteen ten" is hardly said.
    (century < 20).then(|| i16::try_from(century * 100 + rest).ok().map(|y| (y, end))).flatten()
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn years() {
        let days = "1996 1996-01-01..1996-12-31";
        assert_eq!(lines("It began in 1996.", None), [format!("1996: {days}")]);
        assert_eq!(lines("It began in nineteen ninety-six.", None), [format!("nineteen ninety-six: {days}")]);
        assert_eq!(lines("the year two thousand", None), ["the year two thousand: 2000 2000-01-01..2000-12-31"]);
    }

    #[test]
    fn counts_are_no_years() {
        for text in [
            "resolution 2031",
            "at least 2000 fell",
            "It cost $1990.",
            "1,990 men",
            "3.1990",
            "the 1100 block of Pell",
            "after 1000",
            "at 1910",
            "between 1950 and 2200",
        ] {
            assert_eq!(lines(text, None), [""; 0], "{text}");
        }
    }
}
