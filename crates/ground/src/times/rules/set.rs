//! What happens again and again: "daily", "every day", "each Thursday", "twice a week", "on Mondays".
//!
//! Why: a ceasefire is broken "daily", aid comes "each Thursday"; neither is a day.
//! Example: *every two days* → P2D.

use truceline_parse::Upos;

use super::weekday;
use crate::times::amount::amount;
use crate::times::cursor::Cursor;
use crate::times::meaning::{Amount, Found, Meaning};
use crate::times::value;

pub(super) fn read(c: Cursor) -> Option<Found> {
    adverb(c).or_else(|| every(c)).or_else(|| rate(c)).or_else(|| weekdays(c))
}

/// "daily", "annually".
fn adverb(c: Cursor) -> Option<Found> {
    let value = c.view.calendar.words.sets.get(c.lower()).filter(|_| !c.capital() || c.at == 0 || c.before() == ".")?;
    // "the party daily Vanguard" is a newspaper.
    if c.upos() == Some(Upos::Noun) && c.step().capital() {
        return None;
    }
    Some(Found::new(c.at + 1, Meaning::Set(value.clone())))
}

/// "every day", "each Thursday", "every two weeks", "each July".
fn every(c: Cursor) -> Option<Found> {
    let words = &c.view.calendar.words;
    let (_, at) = c.one_of(&["every", "each"])?;
    if let Some((day, end)) = weekday::full_name(at) {
        return Some(Found::new(end.at, Meaning::Set(format!("XXXX-WXX-{}", day.to_monday_one_offset()))));
    }
    if let Some((month, end)) = at.entry(&words.months).filter(|_| at.capital()) {
        return Some(Found::new(end.at, Meaning::Set(format!("XXXX-{month:02}"))));
    }
    if let Some((part, end)) = at.entry(&words.parts) {
        return Some(Found::new(end.at, Meaning::Set(format!("XXXX-XX-XXT{}", part.name()))));
    }
    if let Some((season, end)) = at.entry(&words.seasons) {
        return Some(Found::new(end.at, Meaning::Set(format!("XXXX-{}", season.name()))));
    }
    let (amount, at) = amount(at).unwrap_or((Amount::Exact { whole: 1, half: false }, at));
    let (unit, end) = at.entry(&words.units)?;
    Some(Found::new(end.at, Meaning::Set(value::duration(amount, unit))))
}

/// "twice a week", "three times a day", "once a month".
fn rate(c: Cursor) -> Option<Found> {
    let at = match c.one_of(&["once", "twice"]) {
        Some((_, at)) => at,
        None => amount(c)?.1.word("times")?,
    };
    let (_, at) = at.one_of(&["a", "an", "per", "each", "every"])?;
    let (unit, end) = at.entry(&c.view.calendar.words.units)?;
    Some(Found::new(end.at, Meaning::Set(value::duration(Amount::Exact { whole: 1, half: false }, unit))))
}

/// "on Mondays", "Tuesday nights". Elsewhere the s is a possessive that lost its apostrophe.
fn weekdays(c: Cursor) -> Option<Found> {
    let (day, at) = weekday::full_name(c)?;
    let value = format!("XXXX-WXX-{}", day.to_monday_one_offset());
    if let Some((part, end)) = at.entry(&c.view.calendar.words.parts).filter(|_| at.lower().ends_with('s')) {
        return Some(Found::new(end.at, Meaning::Set(format!("{value}T{}", part.name()))));
    }
    let plural = c.lower().ends_with("days") && c.before() == "on";
    plural.then(|| Found::new(at.at, Meaning::Set(value)))
}

#[cfg(test)]
mod tests {
    use crate::times::testing::lines;

    #[test]
    fn again_and_again() {
        let cases = [
            ("daily", "P1D"),
            ("every two days", "P2D"),
            ("each Thursday", "XXXX-WXX-4"),
            ("twice a week", "P1W"),
            ("Tuesday nights", "XXXX-WXX-2TNI"),
            ("each July", "XXXX-07"),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text, Some("2031-03-05")), [format!("{text}: {expected}")]);
        }
        assert_eq!(lines("They talk on Mondays.", None), ["Mondays: XXXX-WXX-1"]);
    }
}
