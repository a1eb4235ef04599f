//! Times: where a report speaks of them, and which days they are.
//!
//! [`times`] reads a text from left to right. At each place every rule of `rules/` is tried; the longest that fits wins and gives a
//! *meaning* ("the Friday before the report"), which `resolve.rs` turns into a value and days with the report's own date
//! (`anchor.rs`), the tense of the verb (`tense.rs`) and the time that the text spoke of last. Without a date of its own a report's
//! relative times stay relative: they have a value with `X` where it is not known, and no days.

mod amount;
mod anchor;
mod bound;
mod calendar;
mod cursor;
mod meaning;
mod modifier;
mod resolve;
mod rules;
mod tense;
#[cfg(test)]
mod testing;
mod time;
mod tokens;
mod value;

use calendar::Narrowing;
pub use calendar::{Calendar, CalendarError};
use cursor::Cursor;
use jiff::civil::Date;
use meaning::Found;
use resolve::Resolver;
pub use time::{Bound, Precision, Time, Times};
use tokens::View;
use truceline_parse::Parse;
use truceline_record::{Report, Span};

/// The times of `report`, whose text `parse` annotates.
pub fn times(report: &Report, parse: &Parse, calendar: &Calendar) -> Times {
    let view = View::new(&report.text, parse, calendar);
    let anchor = anchor::anchor(&view, report.published.as_deref());
    Times { anchor, list: list(&view, anchor) }
}

fn list(view: &View, anchor: Option<Date>) -> Vec<Time> {
    let mut resolver = Resolver::new(view, anchor);
    let mut out = Vec::new();
    let mut at = 0;
    while at < view.tokens.len() {
        let Some(mut found) = rules::longest(Cursor::new(view, at)) else {
            at += 1;
            continue;
        };
        let mut second = joined(view, found.end);
        if let Some((_, Some(second))) = &mut second {
            found.meaning.takes_year_of(&mut second.meaning);
        }
        let led = at.checked_sub(1).map_or("", |before| view.lower(before));
        let begins = matches!(
            (led, &second),
            ("between", Some(("and", Some(_)))) | ("from", Some(("to" | "until" | "till" | "through", Some(_))))
        );
        let words = at..found.end;
        let resolved = resolver.resolve(&words, &found);
        let bound = bound::bound(view, at);
        // what began "since mid-March" began in the middle of it
        let mid = found.narrowing == Some(Narrowing::Mid) && bound == Bound::Since;
        if let (Some(first), Some(last)) = (view.tokens.get(words.start), view.tokens.get(words.end - 1)) {
            out.push(Time {
                span: Span::new(first.span.start, last.span.end),
                kind: resolved.kind,
                value: resolved.value,
                from: resolved.days.map(|d| if mid { value::middle(d) } else { d.0 }),
                to: resolved.days.map(|d| d.1).or(resolved.until),
                precision: resolved.precision,
                bound,
                zone: resolved.zone,
                begins,
            });
        }
        at = found.end.max(at + 1);
    }
    out
}

/// What joins the time that ends before token `end` to another right behind it, and that one: "April and May 1989".
fn joined(view: &View, end: usize) -> Option<(&'static str, Option<Found>)> {
    let (joint, at) = Cursor::new(view, end).one_of(&["and", "or", "to", "until", "till", "through", "-", "–"])?;
    Some((joint, rules::longest(at)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use truceline_record::{CharIndex, TimeType};

    use super::*;
    use crate::times::testing::{parse, report};

    fn holds_together(text: &str, published: Option<&str>) {
        let report = report(text, published);
        let parse = parse(text);
        let calendar = Calendar::bundled().unwrap();
        let found = times(&report, &parse, &calendar);
        let end = CharIndex::new(text).len();
        let mut last = 0;
        for t in &found.list {
            assert!(last <= t.span.start && t.span.start < t.span.end && t.span.end <= end, "{t:?} in {text:?}");
            last = t.span.end;
            assert!(t.from.is_none() || t.from <= t.to, "{t:?} in {text:?}");
            assert!(well_formed(t.kind, &t.value), "{t:?} in {text:?}");
        }
        assert_eq!(found, times(&report, &parse, &calendar));
    }

    #[test]
    fn what_is_joined_shares_its_year_and_bounds_a_stretch() {
        let text =
            "It was shelled between December and January 2031, in April and May 2029, from June 2013 until March 2014.";
        let found = times(&report(text, Some("2035-01-01")), &parse(text), &Calendar::bundled().unwrap());
        let all: Vec<_> = found.list.iter().map(|t| (t.value.as_str(), t.begins)).collect();
        let expected = [
            ("2030-12", true),
            ("2031-01", false),
            ("2029-04", false),
            ("2029-05", false),
            ("2013-06", true),
            ("2014-03", false),
        ];
        assert_eq!(all, expected);
    }

    fn well_formed(kind: TimeType, value: &str) -> bool {
        let allowed = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase() || "-:._".contains(c);
        let starts = match kind {
            TimeType::Duration => value.starts_with('P'),
            TimeType::Set => value.starts_with(['P', 'X']),
            TimeType::Date | TimeType::Time => {
                ["PRESENT_REF", "PAST_REF", "FUTURE_REF"].contains(&value)
                    || value.chars().take(2).all(|c| c.is_ascii_digit() || c == 'X')
            }
        };
        starts && value.chars().all(allowed)
    }

    const PIECES: &[&str] = &[
        "the",
        "last",
        "next",
        "this",
        "two",
        "days",
        "ago",
        "year",
        "earlier",
        "March",
        "May",
        "31",
        "2031",
        "0",
        "-",
        "/",
        ".",
        ":",
        ",",
        "Friday",
        "Fri",
        "night",
        "at",
        "10",
        "p.m.",
        "GMT",
        "0914",
        "early",
        "mid",
        "of",
        "quarter",
        "third",
        "half",
        "decade",
        "1990s",
        "'80s",
        "s",
        "a",
        "and",
        "every",
        "each",
        "past",
        "24",
        "hours",
        "99999999999",
        "9999",
        "overnight",
        "summer",
        "century",
        "20th",
        "\n\n",
        "é",
        "since",
        "tomorrow",
        "weekend",
        "coming",
        "few",
        "years",
        "month",
        "following",
        "12",
        "02",
        "29",
        "30",
        "noon",
    ];

    proptest! {
        #[test]
        fn any_text_holds_together(text in "\\PC{0,80}", dated in any::<bool>()) {
            holds_together(&text, dated.then_some("2031-03-05"));
        }

        #[test]
        fn any_words_of_time_hold_together(
            pieces in proptest::collection::vec((proptest::sample::select(PIECES), any::<bool>()), 0..14),
            published in proptest::sample::select(&[None, Some("2031-03-05"), Some("0001-01-01"), Some("9999-12-31"), Some("soon")]),
        ) {
            let text: String = pieces.iter().flat_map(|(p, gap)| [*p, if *gap { " " } else { "" }]).collect();
            holds_together(&text, published);
        }
    }
}
