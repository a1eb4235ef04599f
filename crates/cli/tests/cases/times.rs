//! The `times` block of a case: a line a time, `words => value days`.

use truceline_record::{CharIndex, Reading, Span, Time};

use crate::file::Flaw;
use crate::text::{Flat, NotFound, Phrase};

/// A `times` block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times {
    wanted: Vec<Wanted>,
    /// `others: allowed`.
    others: bool,
}

/// What one time must be.
#[derive(Clone, Debug)]
struct Wanted {
    /// Its line in the file.
    line: usize,
    words: Phrase,
    value: String,
    /// `2031-03-01..2031-03-05`, one day, `-` for none; not looked at where left out.
    days: Option<String>,
}

/// Reads a `times` block. `lines` come with their numbers in the file.
pub(crate) fn times(file: &str, lines: &[(usize, &str)], report: &str) -> Result<Times, Flaw> {
    let (flat, mut out) = (Flat::new(report), Times::default());
    for &(line, text) in lines.iter().filter(|(_, l)| !l.trim().is_empty()) {
        let flaw = |what: String| Flaw::new(file, line, what);
        if text.trim() == "others: allowed" {
            out.others = true;
            continue;
        }
        let Some((words, rest)) = text.split_once("=>") else {
            return Err(flaw(format!("`{}` is no `words => value days`", text.trim())));
        };
        let words = Phrase::new(words);
        match words.places(&flat) {
            Err(NotFound::Absent) => return Err(flaw(format!("the report does not have `{}`", words.words()))),
            Err(NotFound::TooFew(n)) => return Err(flaw(format!("the report has `{}` only {n} times", words.words()))),
            Ok(places) if places.len() > 1 => {
                return Err(flaw(format!(
                    "the report has `{}` {} times; say which: `#2`",
                    words.words(),
                    places.len()
                )));
            }
            Ok(_) => {}
        }
        let mut rest = rest.split_whitespace();
        let (Some(value), days, None) = (rest.next(), rest.next(), rest.next()) else {
            return Err(flaw("after `=>` stand a value and, if they matter, days".into()));
        };
        out.wanted.push(Wanted { line, words, value: value.to_owned(), days: days.map(str::to_owned) });
    }
    Ok(out)
}

/// What is wrong with the times of `reading`, one line each.
pub(crate) fn differences(times: &Times, reading: &Reading) -> Vec<String> {
    let (text, mut out, mut used) = (&reading.report.text, Vec::new(), Vec::new());
    let (flat, index) = (Flat::new(text), CharIndex::new(text));
    for w in &times.wanted {
        let label = format!("time (line {}): “{}”", w.line, w.words.words());
        let place = w.words.places(&flat).unwrap_or_default();
        let Some(t) = reading.times.iter().find(|t| place.contains(&Span::new(t.start, t.end))) else {
            out.push(format!("{label}: not found"));
            continue;
        };
        used.push(t.start);
        if t.value != w.value {
            out.push(format!("{label}: value: expected {}, is {}", w.value, t.value));
        }
        if let Some(wanted) = &w.days
            && *wanted != days(t)
        {
            out.push(format!("{label}: days: expected {wanted}, is {}", days(t)));
        }
    }
    let further = reading.times.iter().filter(|t| !times.others && !used.contains(&t.start));
    out.extend(further.map(|t| format!("further time: “{}”", index.slice(text, Span::new(t.start, t.end)))));
    out
}

fn days(t: &Time) -> String {
    crate::value::show_days(t.from.as_deref(), t.to.as_deref())
}
