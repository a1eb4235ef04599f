//! Readings made elsewhere: JSON Lines of what `truceline read --format jsonl` prints.
//!
//! Who keeps readings takes them as they are with [`reading`]; who reads anew takes their reports with
//! [`take`](crate::take), which keeps what the first intake found out and the text does not tell: the digest of the
//! original, its pages, when it was captured, and what was wrong with it.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use truceline_record::{Page, Problem, ProblemCode, Reading};

use crate::jsonl::{self, At};
use crate::spans::reach_past;
use crate::{Intake, Options};

/// A line that is not a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadReading {
    why: String,
}

impl fmt::Display for BadReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a reading: {}; write it anew with `truceline read --format jsonl`", self.why)
    }
}

impl std::error::Error for BadReading {}

/// The reading that `line` is.
///
/// # Errors
///
/// If `line` is not the JSON of a reading, if its report has no id, or if a span reaches past the end of its text: such
/// a reading was made of another text.
pub fn reading(line: &str) -> Result<Reading, BadReading> {
    let bad = |why: String| BadReading { why };
    let reading: Reading = serde_json::from_str(line).map_err(|e| bad(e.to_string()))?;
    if reading.report.id.trim().is_empty() {
        return Err(bad("its report has no id".to_owned()));
    }
    let chars = reading.report.text.chars().count() as u64;
    if !reach_past(line, chars) {
        return Ok(reading);
    }
    // one does: a slower look tells which
    let value: Value = serde_json::from_str(line).map_err(|e| bad(e.to_string()))?;
    match past(&value, chars, "") {
        Some(path) => Err(bad(format!("{path} reaches past the end of the text, which has {chars} characters"))),
        None => Ok(reading),
    }
}

/// The path to a span in `value` that reaches past `chars` or ends before it starts.
fn past(value: &Value, chars: u64, path: &str) -> Option<String> {
    let wrong =
        |start: &Value, end: &Value| matches!((start.as_u64(), end.as_u64()), (Some(s), Some(e)) if s > e || e > chars);
    match value {
        Value::Array(items) => match items.as_slice() {
            [start, end] if wrong(start, end) => Some(path.to_owned()),
            _ => items.iter().enumerate().find_map(|(n, item)| past(item, chars, &format!("{path}/{n}"))),
        },
        Value::Object(fields) => match (fields.get("start"), fields.get("end")) {
            (Some(start), Some(end)) if wrong(start, end) => Some(path.to_owned()),
            _ => fields.iter().find_map(|(key, field)| past(field, chars, &format!("{path}/{key}"))),
        },
        _ => None,
    }
}

/// What a reading tells of its report beyond what a line of JSON Lines does.
#[derive(Default, Deserialize)]
struct Kept {
    #[serde(default)]
    report: KeptReport,
    #[serde(default)]
    problems: Vec<Problem>,
}

#[derive(Default, Deserialize)]
struct KeptReport {
    digest: Option<String>,
    captured: Option<String>,
    #[serde(default)]
    pages: Vec<Page>,
}

/// One intake a line that is not blank, for the report of its reading.
pub(crate) fn take(name: &str, bytes: &[u8], options: &Options) -> Vec<Intake> {
    let mut taken = jsonl::take(name, bytes, options);
    let lines = bytes.split(|&b| b == b'\n').filter(|l| !l.trim_ascii().is_empty());
    for (intake, line) in taken.iter_mut().zip(lines) {
        tell_more(intake, line);
    }
    taken
}

/// The intake of one line, without its end; nothing where it is blank.
pub(crate) fn take_line(name: &str, line: &[u8], at: At, options: &Options) -> Option<Intake> {
    let mut intake = jsonl::take_line(name, line, at, options)?;
    tell_more(&mut intake, line);
    Some(intake)
}

fn tell_more(intake: &mut Intake, line: &[u8]) {
    let Ok(kept) = serde_json::from_slice::<Kept>(line) else { return };
    let report = &mut intake.report;
    report.digest = kept.report.digest.or_else(|| report.digest.take());
    report.captured = kept.report.captured;
    let chars = intake.origin.len();
    report.pages = kept.report.pages.into_iter().filter(|p| p.start < p.end && p.end <= chars).collect();
    // What the reading met anew will be met again.
    let made = [ProblemCode::LanguageNotSupported, ProblemCode::NotAnnotated, ProblemCode::Empty];
    intake.problems.extend(kept.problems.into_iter().filter(|p| !made.contains(&p.code)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, sniff, take as take_any};

    const LINE: &str = r#"{"report": {"id": "a", "text": "The army denied it.", "digest": "00ff", "captured": "2031-03-05T10:00:00Z"}, "sentences": [[0, 19]], "problems": [{"code": "digest_mismatch", "message": "a: changed"}, {"code": "not_annotated", "message": "a: no"}], "made_by": {"version": "0", "model": "m", "lexicon": "l"}}"#;

    #[test]
    fn a_reading_is_told_from_a_report_and_can_be_read_anew() {
        assert_eq!(sniff("a.jsonl", LINE.as_bytes()), Format::Readings);
        assert_eq!(sniff("-", LINE.as_bytes()), Format::Readings);
        assert_eq!(sniff("a.jsonl", b"{\"report\": {\"id\": \"a\", \"text\": \"x\"}}"), Format::JsonLines);
        let taken = take_any("a.jsonl", format!("{LINE}\n\n{{]\n").as_bytes(), &Options::default());
        assert_eq!(taken.len(), 2);
        let report = &taken[0].report;
        assert_eq!((report.text.as_str(), report.digest.as_deref()), ("The army denied it.", Some("00ff")));
        assert_eq!(report.captured.as_deref(), Some("2031-03-05T10:00:00Z"));
        let codes: Vec<ProblemCode> = taken[0].problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, [ProblemCode::DigestMismatch]);
        assert_eq!(taken[1].problems[0].code, ProblemCode::BrokenLine);
    }

    #[test]
    fn a_reading_of_another_text_is_refused() {
        assert_eq!(reading(LINE).unwrap().report.id, "a");
        let long = reading(&LINE.replace("[0, 19]", "[0, 20]")).unwrap_err().to_string();
        assert!(long.contains("/sentences/0 reaches past the end of the text, which has 19"), "{long}");
        assert!(reading("{}").unwrap_err().to_string().starts_with("not a reading: missing field `report`"));
        assert!(
            reading(&LINE.replace("\"a\", \"text\"", "\" \", \"text\"")).unwrap_err().to_string().contains("no id")
        );
    }
}
