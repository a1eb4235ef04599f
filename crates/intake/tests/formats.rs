//! The examples of each format are read as they should be, and whatever is done to them, something sensible goes out.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use truceline_intake::{Format, Intake, Limits, Options, sniff, take};
use truceline_record::Span;

const EXAMPLES: &[(&str, Format)] = &[
    ("northlight.xml", Format::Feed),
    ("letter.docx", Format::Docx),
    ("statement.eml", Format::Mail),
    ("crawl.warc.gz", Format::Warc),
    ("telegram.json", Format::Telegram),
    ("whatsapp.txt", Format::WhatsApp),
];

fn example(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/formats").join(name)).unwrap()
}

fn told(name: &str) -> Vec<Intake> {
    let taken = take(name, &example(name), &Options::default());
    assert!(
        taken.iter().all(|i| i.problems.is_empty()),
        "{name}: {:?}",
        taken.iter().map(|i| &i.problems).collect::<Vec<_>>()
    );
    assert!(taken.iter().all(|i| i.report.language.as_deref() == Some("en")), "{name}");
    taken
}

#[test]
fn formats_are_told_by_content_alone_and_by_the_start() {
    for &(name, format) in EXAMPLES {
        let bytes = example(name);
        assert_eq!(sniff(name, &bytes), format, "{name}");
        assert_eq!(sniff("-", &bytes), format, "{name} without its name");
        assert_eq!(sniff("-", &bytes[..bytes.len().min(1000)]), format, "the start of {name}");
    }
    for name in ["wire.txt", "communique.txt", "page.html", "bulletins.jsonl"] {
        let bytes = example(&format!("../{name}"));
        assert!(matches!(sniff(name, &bytes), Format::Text | Format::Html | Format::JsonLines), "{name}");
    }
}

#[test]
fn the_examples_give_their_reports_with_source_and_date() {
    let rows: Vec<String> = EXAMPLES
        .iter()
        .flat_map(|(name, _)| told(name))
        .map(|i| {
            let r = i.report;
            let or = |s: Option<String>| s.unwrap_or_else(|| "-".to_owned());
            format!("{} | {} | {} | {}", r.id, or(r.source), or(r.published), or(r.title))
        })
        .collect();
    let expected = [
        "northlight.xml#nr-2031-04-04-18 | Northlight Radio | 2031-04-04T18:00:00+02:00 | Brigade disowns its own claim",
        "northlight.xml#nr-2031-04-04-12 | Northlight Radio | 2031-04-04T12:00:00+02:00 | Assembly says two men arrested over Dolvik shelling",
        "letter.docx | - | - | Letter of the Ministry of Defence to the head of the monitoring mission",
        "statement.eml | Sela Marrow | 2031-04-02T21:40:00+02:00 | Statement of the Northern Assembly on Dolvik",
        "crawl.warc.gz#urn:uuid: | Arven News Agency | 2031-04-04T18:20:00+02:00 | Dolvik buries its dead",
        "telegram.json#811 | Black Heron Brigade | 2031-04-02T10:15:00+02:00 | -",
        "telegram.json#813 | Black Heron Brigade | 2031-04-04T09:30:00+02:00 | -",
        "whatsapp.txt#2 | Harl Immet | 2031-04-02T09:31:00 | -",
        "whatsapp.txt#4 | Lene Abrant | 2031-04-02T09:40:00 | -",
        "whatsapp.txt#5 | Harl Immet | 2031-04-02T09:44:00 | -",
        "whatsapp.txt#7 | Harl Immet | 2031-04-13T18:05:00 | -",
    ];
    // The record's own id is a hash, which says nothing here.
    let bare: Vec<String> = rows
        .iter()
        .map(|r| match r.split_once("uuid:") {
            Some((start, rest)) => format!("{start}uuid:{}", &rest[36..]),
            None => r.clone(),
        })
        .collect();
    assert_eq!(bare, expected);
}

#[test]
fn texts_are_whole_and_in_order() {
    let text = |name: &str| told(name).remove(0).report.text;
    let letter = text("letter.docx");
    assert!(letter.contains("by Saturday.\n\nPlace\tKilled\tWounded\n\nDolvik market\t5\t17"), "{letter}");
    assert!(
        text("statement.eml")
            .starts_with("The Northern Assembly condemns the shelling of the market in Dolvik, in which three")
    );
    assert!(text("crawl.warc.gz").contains("“They shell a market and then they send flowers,”"));
    assert!(text("telegram.json").ends_with("this morning. We regret that traders came to harm."));
    assert!(text("whatsapp.txt").ends_with("wounded.\nThe hospital says three dead, we do not know why."));
}

/// What is promised of any intake of `bytes`.
fn holds(name: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    let options = Options { limits: Limits { max_chars: 2000, ..Limits::default() }, ..Options::default() };
    let taken = take(name, bytes, &options);
    prop_assert!(!taken.is_empty());
    let ids: BTreeSet<&str> = taken.iter().map(|i| i.report.id.as_str()).collect();
    let given = matches!(sniff(name, bytes), Format::JsonLines | Format::Readings);
    prop_assert!(given || ids.len() == taken.len());
    for intake in &taken {
        let chars = intake.report.text.chars().count() as u32;
        prop_assert_eq!(intake.origin.len(), chars);
        prop_assert!(chars <= 2000 && (chars > 0 || !intake.problems.is_empty()));
        prop_assert!(intake.report.pages.iter().all(|p| p.start < p.end && p.end <= chars));
        for at in 0..chars {
            if let Some(range) = intake.origin.bytes(Span::new(at, at + 1)) {
                prop_assert!(range.start < range.end);
                prop_assert!(intake.origin.part(at).is_some() || range.end <= bytes.len());
            }
        }
    }
    Ok(())
}

/// One thing done to a file.
#[derive(Clone, Debug)]
enum Change {
    Set(usize, u8),
    Cut(usize),
    Remove(usize, usize),
    Repeat(usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        8 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        1 => any::<usize>().prop_map(Change::Cut),
        2 => (any::<usize>(), 1usize..200).prop_map(|(at, n)| Change::Remove(at, n)),
        2 => (any::<usize>(), 1usize..200).prop_map(|(at, n)| Change::Repeat(at, n)),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let len = bytes.len().max(1);
        match *change {
            Change::Set(at, byte) => bytes.iter_mut().skip(at % len).take(1).for_each(|b| *b = byte),
            Change::Cut(at) => bytes.truncate(at % len),
            Change::Remove(at, n) => drop(bytes.drain(at % len..(at % len + n).min(bytes.len()))),
            Change::Repeat(at, n) => {
                let again = bytes.iter().copied().skip(at % len).take(n).collect::<Vec<_>>();
                bytes.splice(at % len..at % len, again);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_done_to_a_file_something_sensible_goes_out(changes in proptest::collection::vec(change(), 1..8)) {
        for (name, _) in EXAMPLES {
            holds(name, &changed(example(name), &changes))?;
        }
    }

    #[test]
    fn pieces_of_formats_in_any_order_are_taken(parts in proptest::collection::vec(prop_oneof![
        Just("<rss version=\"2.0\"><channel>"), Just("<item>"), Just("</item>"), Just("<description>"), Just("<![CDATA["), Just("]]>"),
        Just("From: a@b.example\r\n"), Just("MIME-Version: 1.0\r\n"), Just("Content-Type: multipart/mixed; boundary=B\r\n"),
        Just("\r\n--B\r\n"), Just("--B--"), Just("Content-Type: message/rfc822\r\n"), Just("\r\n"),
        Just("WARC/1.0\r\n"), Just("WARC-Type: response\r\n"), Just("Content-Length: 20\r\n"), Just("HTTP/1.1 200 OK\r\n"),
        Just("12/03/2031, 05:41 - A: b\n"), Just("[3/12/31, 5:41 PM] \u{200E}B: "), Just("{\"messages\": ["), Just("{\"id\": 1, \"from_id\": 2, "),
        Just("\"text\": [\"a\", {\"text\": \"b\"}]}"), Just(", "), Just("]}"), Just("%PDF-1.4\n"), Just("1 0 obj\n<< /Type /Page >>"), Just("&#x41;"), Just("\u{FEFF}"),
    ], 0..25)) {
        for name in ["a", "a.eml", "WhatsApp.txt"] {
            holds(name, parts.concat().as_bytes())?;
        }
    }
}

fn report_as_pdf() -> Intake {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/daily-report.pdf");
    take("daily-report.pdf", &fs::read(path).unwrap(), &Options::default()).remove(0)
}

/// The daily report with bytes exchanged, over which the library that reads PDF panics.
#[test]
fn a_pdf_that_its_reader_panics_over_is_a_problem() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/broken-objects.pdf");
    let taken = take("broken.pdf", &fs::read(path).unwrap(), &Options::default()).remove(0);
    assert!(!taken.problems.is_empty(), "{:?}", taken.report.text);
}

#[test]
fn a_pdf_gives_its_text() {
    let pdf = report_as_pdf().report.text;
    assert!(pdf.contains("Dolvik on 2 April between 09:10 and 09:25. Three people were killed"), "{pdf}");
    assert!(pdf.contains("\n\n3. At 16:40 observers heard"), "{pdf}");
}
