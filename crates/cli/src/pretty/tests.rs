//! Whole pages, from readings built by hand.

use std::ops::Range;

use proptest::prelude::*;
use truceline_record::{MadeBy, Report};

use super::*;

const PLAIN_80: Look = Look { width: 80, colour: false, places: Places::Lines };

fn reading(title: &str, text: &str) -> Reading {
    let report = Report {
        id: "reports/wire.txt".to_owned(),
        title: Some(title.to_owned()),
        source: Some("Arven News Agency".to_owned()),
        published: Some("2031-03-14".to_owned()),
        language: Some("en".to_owned()),
        text: text.to_owned(),
        ..Report::default()
    };
    Reading {
        day: None,
        report,
        sentences: Vec::new(),
        mentions: Vec::new(),
        entities: Vec::new(),
        times: Vec::new(),
        statements: Vec::new(),
        incidents: Vec::new(),
        disputes: Vec::new(),
        figures: Vec::new(),
        agreements: Vec::new(),
        summary: Vec::new(),
        problems: Vec::new(),
        made_by: MadeBy::default(),
    }
}

/// Where `part` stands in `text`, in code points.
fn at(text: &str, part: &str) -> Span {
    let byte = text.find(part).unwrap_or_else(|| panic!("{part:?} is not in the text"));
    let start = text[..byte].chars().count() as u32;
    Span::new(start, start + part.chars().count() as u32)
}

struct Said<'s> {
    speaker: &'s str,
    name: Option<&'s str>,
    cue: &'s str,
    content: &'s [&'s str],
    quote: Quote,
    act: Act,
    addressee: &'s str,
    within: Option<&'s str>,
}

const NOTHING: Said<'_> = Said {
    speaker: "",
    name: None,
    cue: "",
    content: &[],
    quote: Quote::Indirect,
    act: Act::Assert,
    addressee: "",
    within: None,
};

fn say(reading: &mut Reading, said: Said<'_>) {
    let text = &reading.report.text;
    let some = |part: &str| if part.is_empty() { Vec::new() } else { vec![at(text, part)] };
    let statement = Statement {
        id: format!("s{}", reading.statements.len() + 1),
        speaker: some(said.speaker),
        speaker_name: said.name.map(str::to_owned),
        cue: some(said.cue),
        content: said.content.iter().map(|part| at(text, part)).collect(),
        quote: said.quote,
        act: said.act,
        addressee: some(said.addressee),
        within: said.within.map(str::to_owned),
    };
    reading.statements.push(statement);
}

/// A report with every kind of thing that a page can show.
fn story() -> Reading {
    let text = "\
Army and Assembly trade blame over Sarnem shelling

ARVENHOLT, March 14 (ANA) - Kestova's army denied on Friday that its guns had opened fire on the town of Sarnem during the night, eleven days after the Dolvik truce came into force.

“We have not fired a single shell since the third of March,” Colonel Edran Holm told Velmark Broadcasting. “Not one.”

Northlight Radio quoted a Kestovan officer as saying the Assembly had moved \"at least two\" mortars towards the Harrow bridge.

Sela Marrow, the Assembly's spokeswoman, called that an invention. She accused the army of breaking the accord.

The Black Heron Brigade said it had carried out the raid on Kair. Eleven people were reportedly killed.
";
    let mut r = reading("Army and Assembly trade blame over Sarnem shelling", text);
    r.sentences = vec![at(text, "ARVENHOLT"), at(text, "“We have"), at(text, "“Not one.”")];
    say(
        &mut r,
        Said {
            speaker: "Kestova's army",
            name: Some("Kestovan army"),
            cue: "denied",
            content: &[
                "that its guns had opened fire on the town of Sarnem during the night, eleven days after the Dolvik truce came into force",
            ],
            act: Act::Deny,
            ..NOTHING
        },
    );
    say(
        &mut r,
        Said {
            speaker: "Colonel Edran Holm",
            cue: "told",
            content: &["“We have not fired a single shell since the third of March,”", "“Not one.”"],
            quote: Quote::Direct,
            act: Act::Deny,
            addressee: "Velmark Broadcasting",
            ..NOTHING
        },
    );
    say(
        &mut r,
        Said {
            speaker: "Northlight Radio",
            cue: "quoted",
            content: &[
                "a Kestovan officer as saying the Assembly had moved \"at least two\" mortars towards the Harrow bridge",
            ],
            ..NOTHING
        },
    );
    say(
        &mut r,
        Said {
            speaker: "a Kestovan officer",
            cue: "as saying",
            content: &["the Assembly had moved \"at least two\" mortars towards the Harrow bridge"],
            quote: Quote::Mixed,
            within: Some("s3"),
            ..NOTHING
        },
    );
    say(
        &mut r,
        Said {
            speaker: "She",
            name: Some("Sela Marrow"),
            cue: "accused",
            content: &["the army of breaking the accord"],
            act: Act::Accuse,
            ..NOTHING
        },
    );
    say(
        &mut r,
        Said {
            speaker: "The Black Heron Brigade",
            cue: "said",
            content: &["it had carried out the raid on Kair"],
            act: Act::ClaimResponsibility,
            ..NOTHING
        },
    );
    say(&mut r, Said { cue: "reportedly", content: &["Eleven people were", "killed"], ..NOTHING });
    say(&mut r, Said { speaker: "the army", name: Some("the Kestovan Army"), act: Act::Decline, ..NOTHING });
    r
}

#[test]
fn a_story_speaker_by_speaker() {
    insta::assert_snapshot!(pretty(&story(), PLAIN_80));
}

#[test]
fn a_narrow_terminal_with_colour() {
    let look = Look { width: 44, colour: true, places: Places::Paragraphs };
    insta::assert_snapshot!(pretty(&story(), look).replace('\u{1b}', "^"));
}

#[test]
fn a_report_in_which_nobody_speaks() {
    let mut r = reading("Harrow bridge reopens", "The Harrow bridge reopened on Monday.");
    r.report.title = None;
    insta::assert_snapshot!(pretty(&r, PLAIN_80));
}

#[test]
fn nothing_is_shown_of_a_report_without_text() {
    assert_eq!(pretty(&reading("Empty", " \n"), PLAIN_80), "");
}

#[test]
fn colour_changes_nothing_but_colour() {
    let mut bare = String::new();
    let mut rest = pretty(&story(), Look { colour: true, ..PLAIN_80 });
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = after.split_once('m').unwrap().1.to_owned();
    }
    bare.push_str(&rest);
    assert_eq!(bare, pretty(&story(), PLAIN_80));
}

#[test]
fn a_report_cannot_command_the_terminal() {
    let mut r = reading("Truce\u{1b}]0;owned\u{7}", "He said\u{1b}[2J it \u{202e}held.");
    say(&mut r, Said { speaker: "He", cue: "said", content: &["\u{1b}[2J it \u{202e}held"], ..NOTHING });
    let shown = pretty(&r, PLAIN_80);
    assert!(shown.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}')), "{shown:?}");
    assert!(shown.contains("it held"));
}

#[test]
fn ten_thousand_characters_without_a_space_are_broken_into_lines() {
    let text = "x".repeat(10_000);
    let mut r = reading("Long", &text);
    say(&mut r, Said { content: &[&text], ..NOTHING });
    assert!(pretty(&r, PLAIN_80).lines().all(|line| line.chars().count() <= 80));
}

/// How wide a line is on a terminal that gives wide characters two columns.
fn columns(line: &str) -> usize {
    textwrap::core::display_width(line)
}

fn spans(count: u32) -> impl Strategy<Value = Vec<Span>> {
    let one = |r: Range<u32>| Span::new(r.start, r.end);
    proptest::collection::vec((0..count, 0..count).prop_map(move |(a, b)| one(a.min(b)..a.max(b))), 0..3)
}

proptest! {
    #[test]
    fn any_text_and_any_spans_fit_the_width(
        text in "(\\PC|[ \n\"“”停戦协定هدنة])*",
        title in proptest::option::of("\\PC{0,120}"),
        width in 40usize..120,
        statements in proptest::collection::vec((spans(80), spans(80), 0usize..3), 0..5),
    ) {
        let mut r = reading("", &text);
        r.report.title = title;
        for (speaker, content, kind) in statements {
            let quote = [Quote::Direct, Quote::Indirect, Quote::Mixed][kind];
            say(&mut r, Said { quote, within: Some("s1"), ..NOTHING });
            let last = r.statements.last_mut().unwrap();
            (last.speaker, last.content) = (speaker, content);
        }
        for line in pretty(&r, Look { width, ..PLAIN_80 }).lines() {
            prop_assert!(columns(line) <= width, "{} columns of {width}: {line:?}", columns(line));
        }
    }
}
