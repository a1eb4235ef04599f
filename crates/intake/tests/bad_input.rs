//! Whatever comes in, something sensible goes out: a report with its problems, in time, without a panic.

use std::time::{Duration, Instant};

use encoding_rs::{WINDOWS_1251, WINDOWS_1252, WINDOWS_1256};
use proptest::prelude::*;
use truceline_intake::{Canonical, Intake, Limits, Options, take};
use truceline_record::{ProblemCode, Span};

fn one(name: &str, bytes: &[u8]) -> Intake {
    let mut taken = take(name, bytes, &Options::default());
    assert_eq!(taken.len(), 1);
    taken.remove(0)
}

fn codes(intake: &Intake) -> Vec<ProblemCode> {
    intake.problems.iter().map(|p| p.code).collect()
}

#[test]
fn nothing_to_read() {
    for bytes in ["", "\u{FEFF}", " \n\t \r\n"] {
        let got = one("a.txt", bytes.as_bytes());
        assert_eq!((got.report.text.as_str(), codes(&got)), ("", vec![ProblemCode::Empty]), "{bytes:?}");
        assert!(got.problems[0].message.starts_with("a.txt: "));
    }
}

#[test]
fn a_binary_file_is_named_for_what_it_is() {
    let got = one("a.txt", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR");
    assert_eq!(codes(&got), [ProblemCode::Binary]);
    assert_eq!(got.problems[0].message, "a.txt: not text: it looks like a PNG image; save it as text or HTML first");
    assert_eq!(got.report.text, "");
    assert_eq!(codes(&one("a.html", &[0, 1, 2, 3].repeat(500))), [ProblemCode::Binary]);
}

#[test]
fn fifty_megabytes_are_cut_in_time() {
    let line = "The Kestovan army said on Tuesday that its guns had been silent since the Dolvik truce.\n\n";
    let bytes = line.repeat(50_000_000 / line.len()).into_bytes();
    let started = Instant::now();
    let got = one("large.txt", &bytes);
    assert!(started.elapsed() < Duration::from_secs(4), "took {:?}", started.elapsed());
    assert_eq!(codes(&got), [ProblemCode::Truncated]);
    let chars = got.origin.len() as usize;
    assert!(chars <= 2_000_000 && chars > 1_900_000);
    assert!(got.report.text.ends_with("Dolvik truce."));
    assert_eq!(
        got.problems[0].message,
        format!(
            "large.txt: the text is too long: its first {chars} characters are read, the 48 MB after them are left out; split it"
        )
    );
    let limits = Limits { max_bytes: 1_000_000, ..Limits::default() };
    let refused = take("large.txt", &bytes, &Options { limits, ..Options::default() }).remove(0);
    assert_eq!(codes(&refused), [ProblemCode::TooLarge]);
    assert_eq!(refused.problems[0].message, "large.txt: 49 MB is more than the limit of 1000 kB: split it");
}

#[test]
fn invalid_utf_8_is_replaced_and_told() {
    let bytes = "Сообщили".bytes().chain(*b" in Sarnem\xFF\xFE: 4 dead").collect::<Vec<u8>>();
    let got = one("a.txt", &bytes);
    assert_eq!(got.report.text, "Сообщили in Sarnem\u{FFFD}\u{FFFD}: 4 dead");
    assert_eq!(codes(&got), [ProblemCode::Charset]);
    assert_eq!(got.origin.bytes(Span::new(18, 20)), Some(26..28));
}

#[test]
fn legacy_charsets_are_read() {
    let cases = [
        (WINDOWS_1256, "نفى الجيش أي خرق للهدنة في البلدة", "ar"),
        (WINDOWS_1251, "Представитель армии заявил, что войска не входили в город в среду, и отверг обвинения.", "ru"),
        (
            WINDOWS_1252,
            "L'armée a démenti mardi avoir violé la trêve, et les observateurs ont déclaré que les combats avaient \
             cessé dans toute la région depuis la nuit dernière.",
            "fr",
        ),
    ];
    for (charset, text, language) in cases {
        let (bytes, _, lost) = charset.encode(text);
        assert!(!lost);
        let got = one("a.txt", &bytes);
        assert_eq!(got.report.text, text);
        assert_eq!((got.report.language.as_deref(), codes(&got)), (Some(language), vec![]));
        assert_eq!(got.origin.bytes(Span::new(4, 9)), Some(4..9));
    }
}

#[test]
fn long_lines_and_texts_without_a_sentence_end_stay_whole() {
    let line = "the army said that it would not fire and ".repeat(250);
    let got = one("a.txt", line.as_bytes());
    assert_eq!(got.report.text, line.trim_end());
    assert_eq!((codes(&got), got.report.title), (vec![], None));
    let word = "a".repeat(10_000);
    assert_eq!(one("a.txt", word.as_bytes()).report.text, word);
}

#[test]
fn emoji_alone_have_no_language() {
    let got = one("a.txt", "🕊️🕊️🔥\n💥".as_bytes());
    assert_eq!(
        (got.report.text.as_str(), got.report.language, codes(&one("a", "🔥".as_bytes()))),
        ("🕊️🕊️🔥\n💥", None, vec![])
    );
}

#[test]
fn right_to_left_text_stays_in_its_order() {
    let text = "\u{202B}قال المتحدث: «لم نطلق النار» (LTMM)\u{202C} واتهم الجمعية الشمالية";
    let got = one("a.txt", text.as_bytes());
    assert_eq!((got.report.text.as_str(), got.report.language.as_deref()), (text, Some("ar")));
}

#[test]
fn a_text_file_is_normalised_as_documented() {
    let bytes =
        "\u{FEFF}Army denies shelling\r\n\r\nIt\0said: “e\u{301}”\u{200B}\tno.\rSo\u{85}it said.\u{C}\n \n".as_bytes();
    let got = one("a.txt", bytes);
    assert_eq!(got.report.text, "Army denies shelling\n\nIt said: “e\u{301}”\u{200B}\tno.\nSo it said.");
    assert_eq!(got.report.title.as_deref(), Some("Army denies shelling"));
    assert_eq!(got.origin.how(), Canonical::Text);
    assert_eq!(got.origin.bytes(Span::new(0, 4)), Some(3..7));
    assert_eq!(got.origin.bytes(Span::new(20, 22)), Some(23..27));
}

#[test]
fn a_bad_date_in_the_options_is_told_once_a_report() {
    let options = Options { published: Some("next week".into()), source: Some("ANA".into()), ..Options::default() };
    let got = take("a.txt", b"The army denied it.", &options).remove(0);
    assert_eq!((got.report.published.as_deref(), got.report.source.as_deref()), (None, Some("ANA")));
    assert_eq!(codes(&got), [ProblemCode::BadDate]);
}

#[test]
fn the_digest_is_of_the_original_bytes() {
    let got = one("a.txt", b"\xEF\xBB\xBFabc\r\n");
    assert_eq!(got.report.digest, Some(blake3::hash(b"\xEF\xBB\xBFabc\r\n").to_hex().to_string()));
}

/// What is promised of any intake of `bytes`.
fn holds(name: &str, bytes: &[u8], max_chars: usize) -> Result<Vec<Intake>, TestCaseError> {
    let options = Options { limits: Limits { max_chars, ..Limits::default() }, ..Options::default() };
    let taken = take(name, bytes, &options);
    prop_assert!(!taken.is_empty());
    for intake in &taken {
        let chars = intake.report.text.chars().count();
        prop_assert_eq!(intake.origin.len() as usize, chars);
        prop_assert!(chars <= max_chars);
        prop_assert!(chars > 0 || !intake.problems.is_empty());
        for at in 0..chars as u32 {
            if let Some(range) = intake.origin.bytes(Span::new(at, at + 1)) {
                prop_assert!(range.start < range.end && range.end <= bytes.len());
            }
        }
    }
    Ok(taken)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes_are_taken(bytes in proptest::collection::vec(any::<u8>(), 0..300), max in 1usize..200) {
        for name in ["a.txt", "a.html", "a.jsonl"] {
            holds(name, &bytes, max)?;
        }
    }

    #[test]
    fn any_page_is_taken(parts in proptest::collection::vec(
        prop_oneof![
            Just("<p>"), Just("</p>"), Just("<div class='a'>"), Just("</div>"), Just("<b>"), Just("</b>"), Just("<br/>"),
            Just("<table><tr><td>"), Just("</table>"), Just("<!--"), Just("-->"), Just("<script>"), Just("</script>"),
            Just("&amp;"), Just("&#x1F525;"), Just("&"), Just("<"), Just("<title>"), Just("</title>"), Just(" \n"),
            Just("The army denied it. "), Just("“قال”"), Just("е\u{301}"), Just("<a href=\"x"), Just("\">"), Just("<li>"),
        ], 0..40)) {
        holds("a.html", format!("<html><body>{}", parts.concat()).as_bytes(), 500)?;
    }

    #[test]
    fn the_bytes_of_any_span_of_a_text_file_decode_to_it(
        text in "([a-z .\r\n\t\0]|\\PC|[😀é‏ق]){0,80}",
        start in 0usize..80,
        len in 0usize..80,
    ) {
        prop_assume!(!text.contains('<') && !text.starts_with('\u{FEFF}'));
        let got = holds("a.txt", text.as_bytes(), 10_000)?.remove(0);
        let chars: Vec<char> = got.report.text.chars().collect();
        let end = (start + len).min(chars.len());
        if start < end {
            let range = got.origin.bytes(Span::new(start as u32, end as u32)).unwrap();
            let original = std::str::from_utf8(&text.as_bytes()[range]).unwrap();
            let normal: String = original.replace("\r\n", "\n").replace('\r', "\n").chars()
                .map(|c| if c.is_control() && c != '\n' && c != '\t' { ' ' } else { c }).collect();
            prop_assert_eq!(normal, chars[start..end].iter().collect::<String>());
        }
    }
}
