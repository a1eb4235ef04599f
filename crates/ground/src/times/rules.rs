//! The rules: each file says what it reads, why, and gives an example that is its test.

mod ago;
mod clock;
mod date;
mod decade;
mod duration;
mod holiday;
mod iso;
mod month;
mod part;
mod period;
mod quarter;
mod reference;
mod relative;
mod season;
mod set;
mod weekday;
mod year;

use super::amount;
use super::calendar::Narrowing;
use super::cursor::Cursor;
use super::meaning::{Day, Found, Meaning};
use super::modifier::modifier;

/// A rule reads an expression that starts at a place.
type Rule = fn(Cursor) -> Option<Found>;

const RULES: [Rule; 17] = [
    clock::read,
    part::read,
    set::read,
    iso::read,
    date::read,
    weekday::read,
    relative::read,
    holiday::read,
    ago::read,
    quarter::read,
    season::read,
    month::read,
    period::read,
    decade::read,
    year::read,
    duration::read,
    reference::read,
];

/// The longest expression that starts at a place; of two as long, that of the earlier rule.
pub(super) fn longest(c: Cursor) -> Option<Found> {
    let plain = longest_of(c);
    let modified = modifier(c).and_then(|(narrowing, end)| {
        let found = longest_of(end)?;
        // "over the past week" is when, not how much.
        let window = matches!(found.meaning, Meaning::Window { .. }) && narrowing == Narrowing::Hedge;
        (!window).then_some(())?;
        Some(Found { narrowing: Some(narrowing), ..found })
    });
    match (plain, modified) {
        (Some(p), Some(m)) if m.end > p.end => Some(m),
        (None, m) => m,
        (p, _) => p,
    }
}

fn longest_of(c: Cursor) -> Option<Found> {
    let mut best: Option<Found> = None;
    for rule in RULES {
        if let Some(found) = rule(c).filter(|f| f.end > c.at && best.as_ref().is_none_or(|b| f.end > b.end)) {
            best = Some(found);
        }
    }
    best
}

/// A day written with day and month.
pub(super) fn written_day(c: Cursor) -> Option<(Day, Cursor)> {
    iso::day(c).or_else(|| date::day(c))
}

/// A day in any way of naming one.
fn any_day(c: Cursor) -> Option<(Day, Cursor)> {
    written_day(c).or_else(|| weekday::day(c)).or_else(|| relative::day(c)).or_else(|| holiday::day(c))
}

/// Whether an expression may start here: not within a longer word or number.
fn free(c: Cursor) -> bool {
    !amount::within_number(c)
}
