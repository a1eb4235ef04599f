//! Plain text.

use truceline_record::ProblemCode;

use crate::charset::{charset, decode};
use crate::normalise::Normaliser;
use crate::{Intake, Options, limits};

/// The longest first line that can be a title, in code points.
const TITLE_CHARS: usize = 200;

/// Fill `intake` with the canonical text of `bytes`.
pub(crate) fn take(bytes: &[u8], options: &Options, intake: &mut Intake) {
    let max = options.limits.max_chars;
    let (encoding, mark) = charset(bytes, None);
    let mut normaliser = Normaliser::new(max);
    let decoded = decode(bytes, mark, encoding, &mut normaliser);
    let too_long = normaliser.origin.len() as usize > max;
    if too_long {
        normaliser.cut(limits::cut(&normaliser.text, max));
    }
    normaliser.trim_end();
    let Normaliser { text, origin, .. } = normaliser;
    if let Some(message) = decoded.message(&intake.report.id) {
        intake.problem(ProblemCode::Charset, message);
    }
    if too_long {
        let kept = origin.len();
        let end = origin.bytes(truceline_record::Span::new(0, kept)).map_or(0, |r| r.end);
        intake.problem(
            ProblemCode::Truncated,
            limits::truncated(&intake.report.id, kept as usize, bytes.len().saturating_sub(end)),
        );
    }
    intake.report.title = title(&text);
    intake.report.text = text;
    intake.origin = origin;
}

/// The headline of `text`: its first line with something on it, if that is short, does not end as a sentence does, and
/// stands above a blank line or above a line so much longer that it must be a paragraph. It stays part of the text.
pub(crate) fn title(text: &str) -> Option<String> {
    let mut lines = text.lines().skip_while(|l| l.trim().is_empty());
    let first = lines.next()?.trim().trim_start_matches('#').trim();
    let next = lines.next()?.trim();
    let (chars, next_chars) = (first.chars().take(TITLE_CHARS + 1).count(), next.chars().take(TITLE_CHARS).count());
    let apart =
        if next.is_empty() { lines.any(|l| !l.trim().is_empty()) } else { next_chars >= 100.max(chars + chars / 2) };
    let fits = chars <= TITLE_CHARS && first.chars().any(char::is_alphabetic) && !ends_a_sentence(first);
    (fits && apart).then(|| first.to_owned())
}

/// Whether `line` ends with a full stop, in or before closing quotation marks or brackets. A headline may well end with
/// a question or an exclamation mark.
fn ends_a_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
    line.ends_with(['.', '…', ':', ';', ',', '。', '۔'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_is_the_title() {
        let long = "The Kestovan army denied on Tuesday that its guns had fired at the Harrow bridge, and blamed the River Guard for it.";
        let cases = [
            (
                "Army denies shelling Harrow bridge\n\nARVENHOLT - It denied it.",
                Some("Army denies shelling Harrow bridge"),
            ),
            ("\n\n# Who broke the truce?\n\nNobody knows.", Some("Who broke the truce?")),
            (&format!("Army denies shelling\n{long}"), Some("Army denies shelling")),
            ("The army said it did not fire.\n\nThe Assembly said it did.", None),
            ("The army said it\ndid not fire at the\nbridge", None),
            ("Army denies shelling", None),
            ("Army denies shelling\n\n", None),
            ("* * *\n\nThe army said so.", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(title(text).as_deref(), expected, "{text:?}");
        }
        assert_eq!(title(&format!("{}\n\nIt denied it.", "word ".repeat(50))), None);
    }
}
