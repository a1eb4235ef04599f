//! JSON Lines: one `{"report": {"id", "text", and any of title, source, url, published}}` a line.
//!
//! The text is kept as given, code point for code point, so that spans can be compared with annotations made on it.

use serde::Deserialize;
use serde_json::value::RawValue;
use truceline_record::{Problem, ProblemCode, Report, Span};

use crate::origin::{Canonical, Origin};
use crate::{Intake, Options, check_date, digest, language, limits};

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    report: Option<Fields<'a>>,
}

#[derive(Deserialize)]
struct Fields<'a> {
    id: Option<Id>,
    #[serde(borrow)]
    text: Option<&'a RawValue>,
    title: Option<String>,
    source: Option<String>,
    url: Option<String>,
    published: Option<String>,
}

/// Ids that a spreadsheet wrote as numbers are taken as they are written.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(i64),
}

/// One intake a line that is not blank.
pub(crate) fn take(name: &str, bytes: &[u8], options: &Options) -> Vec<Intake> {
    let mut taken = Vec::new();
    let mut start = 0;
    for (n, line) in bytes.split(|&b| b == b'\n').enumerate() {
        taken.extend(take_line(name, line, At { line: n, byte: start }, options));
        start += line.len() + 1;
    }
    if taken.is_empty() {
        let mut empty = Intake::unread(name, ProblemCode::Empty, format!("{name}: there is no report in it"));
        empty.report.digest = Some(digest(bytes));
        taken.push(empty);
    }
    taken
}

/// Where a line stands in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The lines before it.
    pub line: usize,
    /// The bytes before it.
    pub byte: usize,
}

/// The intake of one line, without its end; nothing where it is blank.
pub(crate) fn take_line(name: &str, line: &[u8], at: At, options: &Options) -> Option<Intake> {
    let mark = if at.line == 0 && line.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let body = line.get(mark..).unwrap_or(&[]);
    let body = body.strip_suffix(b"\r").unwrap_or(body);
    if body.trim_ascii().is_empty() {
        return None;
    }
    let place = format!("{name}:{}", at.line + 1);
    Some(read(&place, body, at.byte + mark, options).unwrap_or_else(|(code, why)| {
        let mut broken = Intake::unread(&place, code, format!("{place}: {why}"));
        broken.report.digest = Some(digest(body));
        broken
    }))
}

/// The report on the line at `place`, which starts at byte `start`; or why there is none.
fn read(place: &str, line: &[u8], start: usize, options: &Options) -> Result<Intake, (ProblemCode, String)> {
    let broken = |why: String| (ProblemCode::BrokenLine, format!("{why}; the line is left out, the others are read"));
    if let Some(message) = options.limits.too_large("the line", line.len() as u64) {
        return Err((ProblemCode::TooLarge, message));
    }
    let source = std::str::from_utf8(line)
        .map_err(|e| broken(format!("not UTF-8 at byte {} of the line", e.valid_up_to() + 1)))?;
    if !source.trim_start().starts_with('{') {
        return Err(broken("not a report: not a JSON object".to_owned()));
    }
    let parsed: Line<'_> = serde_json::from_str(source).map_err(|e| broken(reason(&e)))?;
    let fields = parsed.report.ok_or_else(|| broken("not a report: it has no \"report\"".to_owned()))?;
    let id = match fields.id {
        Some(Id::Text(id)) if !id.trim().is_empty() => id,
        Some(Id::Number(id)) => id.to_string(),
        _ => return Err(broken("the report has no \"id\"".to_owned())),
    };
    let raw = fields.text.ok_or_else(|| broken("the report has no \"text\"".to_owned()))?;
    let text: String =
        serde_json::from_str(raw.get()).map_err(|_| broken("the report's \"text\" is not a string".to_owned()))?;
    let raw_start = start + (raw.get().as_ptr() as usize).saturating_sub(source.as_ptr() as usize);

    let mut problems = Vec::new();
    let published = match fields.published.filter(|p| !p.trim().is_empty()) {
        None => options.published.clone(),
        Some(own) => match check_date(&own) {
            Ok(()) => Some(own),
            Err(e) => {
                problems.push(Problem::new(ProblemCode::BadDate, format!("{place}: {e}")));
                None
            }
        },
    };
    let mut report = Report {
        id,
        title: given(fields.title),
        source: given(fields.source).or_else(|| options.source.clone()),
        url: given(fields.url),
        published,
        text,
        digest: Some(digest(line)),
        ..Report::default()
    };
    let mut origin = origin_of(raw.get(), raw_start);
    if origin.len() as usize > options.limits.max_chars {
        report.text.truncate(limits::cut(&report.text, options.limits.max_chars));
        let end = origin.bytes(Span::new(0, origin.len())).map_or(0, |r| r.end);
        origin.truncate(report.text.chars().count() as u32);
        let kept = origin.bytes(Span::new(0, origin.len())).map_or(0, |r| r.end);
        let message = limits::truncated(place, origin.len() as usize, end.saturating_sub(kept));
        problems.push(Problem::new(ProblemCode::Truncated, message));
    }
    if report.text.trim().is_empty() {
        problems.push(Problem::new(ProblemCode::Empty, format!("{place}: the report's text is empty")));
    }
    report.language = language::of(&report.text).map(str::to_owned);
    Ok(Intake { report, problems, origin, original: Some(line.to_vec()) })
}

/// What a field holds, where it holds anything.
fn given(field: Option<String>) -> Option<String> {
    field.filter(|f| !f.trim().is_empty())
}

/// Why serde would not have it, without its own line number, which is always 1 here.
fn reason(error: &serde_json::Error) -> String {
    let told = error.to_string();
    let what = told.split(" at line ").next().unwrap_or(&told);
    format!("not a report: {what}, at byte {} of the line", error.column())
}

/// Where the characters of the JSON string `raw` stand, the first byte of which is at `start`.
pub(crate) fn origin_of(raw: &str, start: usize) -> Origin {
    let mut origin = Origin::new(Canonical::AsGiven);
    let mut rest = raw.char_indices().peekable();
    rest.next(); // the opening quotation mark
    while let Some((at, c)) = rest.next() {
        if c == '"' {
            break;
        }
        if c == '\\' {
            let escaped = rest.next().map_or('\0', |(_, e)| e);
            if escaped == 'u' && is_high_surrogate(raw, at) {
                skip(&mut rest, 10);
            } else if escaped == 'u' {
                skip(&mut rest, 4);
            }
        }
        let end = rest.peek().map_or(raw.len(), |&(next, _)| next);
        origin.push(start + at..start + end);
    }
    origin
}

/// Whether the escape `\uXXXX` at byte `at` of `raw` is the first of a pair that makes one character.
fn is_high_surrogate(raw: &str, at: usize) -> bool {
    raw.get(at + 2..at + 6)
        .and_then(|hex| u16::from_str_radix(hex, 16).ok())
        .is_some_and(|u| (0xD800..0xDC00).contains(&u))
}

fn skip(rest: &mut impl Iterator, n: usize) {
    for _ in 0..n {
        rest.next();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str) -> Vec<Intake> {
        take("batch.jsonl", text.as_bytes(), &Options::default())
    }

    #[test]
    fn broken_lines_are_named_and_the_others_are_read() {
        let taken = lines(concat!(
            "{\"report\": {\"id\": \"a\", \"text\": \"The army denied it.\", \"extra\": [1]}, \"more\": {}}\n",
            "{\"report\": {\"id\": \"b\", \"text\": \n",
            "\n",
            "{\"report\": {\"text\": \"no id\"}}\r\n",
            "{\"report\": {\"id\": \"c\"}}\n",
            "{\"report\": {\"id\": \"d\", \"text\": 7}}\n",
            "{\"text\": \"bare\"}\n",
            "[]\n",
            "{\"report\": {\"id\": 12, \"text\": \"The Assembly said so.\", \"title\": \"\"}}",
        ));
        let told: Vec<(&str, &str)> = taken
            .iter()
            .map(|i| (i.report.id.as_str(), i.problems.first().map_or("", |p| p.message.as_str())))
            .collect();
        let rest = "; the line is left out, the others are read";
        let expected = [
            ("a", String::new()),
            ("batch.jsonl:2", "batch.jsonl:2: not a report: EOF while parsing a value, at byte 31 of the line".into()),
            ("batch.jsonl:4", "batch.jsonl:4: the report has no \"id\"".into()),
            ("batch.jsonl:5", "batch.jsonl:5: the report has no \"text\"".into()),
            ("batch.jsonl:6", "batch.jsonl:6: the report's \"text\" is not a string".into()),
            ("batch.jsonl:7", "batch.jsonl:7: not a report: it has no \"report\"".into()),
            ("batch.jsonl:8", "batch.jsonl:8: not a report: not a JSON object".into()),
            ("12", String::new()),
        ];
        assert_eq!(told.len(), expected.len());
        for ((id, message), (want_id, want)) in told.iter().zip(&expected) {
            assert_eq!(id, want_id);
            if want.is_empty() {
                assert_eq!(message, want);
            } else {
                assert_eq!(message, &format!("{want}{rest}"));
            }
        }
        assert!(taken[1].problems.iter().all(|p| p.code == ProblemCode::BrokenLine));
        assert_eq!(taken[7].report.title, None);
    }

    #[test]
    fn own_values_win_over_the_options() {
        let options =
            Options { source: Some("ANA".into()), published: Some("2031-03-09".into()), ..Options::default() };
        let text = concat!(
            "{\"report\": {\"id\": \"a\", \"text\": \"x\", \"source\": \"VB\", \"published\": \"2031-03-04T10:00:00Z\"}}\n",
            "{\"report\": {\"id\": \"b\", \"text\": \"x\", \"source\": null}}\n",
            "{\"report\": {\"id\": \"c\", \"text\": \"x\", \"published\": \"last week\"}}\n",
        );
        let taken = take("-", text.as_bytes(), &options);
        let got: Vec<_> = taken.iter().map(|i| (i.report.source.as_deref(), i.report.published.as_deref())).collect();
        assert_eq!(
            got,
            [(Some("VB"), Some("2031-03-04T10:00:00Z")), (Some("ANA"), Some("2031-03-09")), (Some("ANA"), None)]
        );
        assert_eq!(taken[2].problems[0].code, ProblemCode::BadDate);
        assert!(taken[2].problems[0].message.starts_with("-:3: not a date: \"last week\""));
    }

    #[test]
    fn digests_are_of_the_line_and_an_empty_text_is_told() {
        let line = "{\"report\": {\"id\": \"a\", \"text\": \" \\n\"}}";
        let taken = lines(&format!("\n{line}\n"));
        assert_eq!(taken[0].report.digest, Some(digest(line.as_bytes())));
        assert_eq!(taken[0].report.text, " \n");
        assert_eq!(taken[0].problems[0].message, "batch.jsonl:2: the report's text is empty");
        assert_eq!(lines("\n \n")[0].problems[0].code, ProblemCode::Empty);
    }

    #[test]
    fn bytes_that_are_no_utf_8_break_only_their_line() {
        let mut bytes = b"{\"report\": {\"id\": \"a\", \"text\": \"\xFF\"}}\n".to_vec();
        bytes.extend(b"{\"report\": {\"id\": \"b\", \"text\": \"x\"}}\n");
        let taken = take("-", &bytes, &Options::default());
        assert!(taken[0].problems[0].message.starts_with("-:1: not UTF-8 at byte 33 of the line"));
        assert_eq!(taken[1].report.id, "b");
    }

    proptest! {
        #[test]
        fn the_text_stays_as_it_is_and_maps_to_its_json(text in any::<String>(), ascii in any::<bool>(), lead in 0usize..3) {
            let mut json = serde_json::to_string(&text).unwrap();
            if ascii {
                json = json.chars().map(|c| if c.is_ascii() { c.to_string() } else {
                    c.encode_utf16(&mut [0; 2]).iter().map(|u| format!("\\u{u:04x}")).collect()
                }).collect();
            }
            let input = format!("{}{{\"report\": {{\"id\": \"a\", \"text\": {json}}}}}", "\n".repeat(lead));
            let taken = lines(&input);
            prop_assert_eq!(&taken[0].report.text, &text);
            let origin = &taken[0].origin;
            prop_assert_eq!(origin.len() as usize, text.chars().count());
            for (n, c) in text.chars().enumerate() {
                let bytes = origin.bytes(Span::new(n as u32, n as u32 + 1)).unwrap();
                let back: String = serde_json::from_str(&format!("\"{}\"", &input[bytes])).unwrap();
                prop_assert_eq!(back, c.to_string());
            }
        }
    }
}
