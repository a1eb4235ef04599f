//! `truceline explain`, run as a program. What the encoder makes of the report may change with the weights, so the explanation is held against the
//! reading of the same report, value by value.
#![allow(clippy::unwrap_used)] // clippy.toml allows it in tests, but not in their helpers

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;
use truceline_record::{CharIndex, ClaimSays, Reading, Span};

/// A day on which a market is shelled, two sides differ on it, and a third thing is only feared.
const REPORT: &str = "\
Shells kill 14 in Sarnem market, rescuers say

ARVENHOLT, March 5 (ANA) - Kestovan army artillery shelled the market of Sarnem on Tuesday, killing at least 14 people and injuring about 30 others, the
Blue Lantern rescue service said.

The Kestovan army denied that it had shelled the market. \"Not one of our guns fired on Sarnem,\" Colonel Edran Holm told Velmark Broadcasting. He accused the
Northern Assembly of shelling the town itself.

The defence ministry put the toll of the shelling at six. Fighters of the Northern Assembly captured two soldiers near the Harrow bridge on Monday.

Sela Marrow, the Assembly's spokeswoman, said that the army could bomb the Harrow bridge if the truce signed on 3 March 2031 collapsed.
";

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    /// What was printed, on one line.
    fn flat(&self) -> String {
        flat(&self.out)
    }
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn truceline(dir: &Path, args: &[&str], input: &str) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_truceline"));
    command.env_remove("NO_COLOR").env("XDG_DATA_HOME", dir).current_dir(dir);
    let output = command.args(args).write_stdin(input).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

const PUBLISHED: [&str; 4] = ["--published", "2031-03-05", "--source", "Arven News Agency"];

fn explain(dir: &Path, args: &[&str]) -> Ran {
    truceline(dir, &[&["explain"], args, &PUBLISHED].concat(), "")
}

fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("wire.txt"), REPORT).unwrap();
    dir
}

/// The reading of the same report.
fn reading(dir: &Path) -> Reading {
    let args = [&["read", "--format", "jsonl", "wire.txt"][..], &PUBLISHED].concat();
    serde_json::from_str(&truceline(dir, &args, "").out).unwrap()
}

#[test]
fn every_value_of_every_incident_is_shown_with_its_words() {
    let dir = folder();
    let ran = explain(dir.path(), &["wire.txt"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(
        ran.out.starts_with("Shells kill 14 in Sarnem market, rescuers say\nArven News Agency · 2031-03-05"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains('\u{1b}'));
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80));

    let reading = reading(dir.path());
    let index = CharIndex::new(&reading.report.text);
    let words = |span: Span| flat(index.slice(&reading.report.text, span));
    assert!(!reading.incidents.is_empty());
    let all = ran.flat();
    for (n, i) in reading.incidents.iter().enumerate() {
        let one = explain(dir.path(), &["wire.txt", &i.id]);
        assert_eq!((one.code, one.err.as_str()), (Some(0), ""));
        let shown = one.flat();
        assert!(shown.contains(&format!(" {} · ", i.id)), "{shown}");
        assert!(shown.contains(&format!("1 of {} incident", reading.incidents.len())), "{shown}");
        // the part of one incident is the same among all
        let body = shown.split_once(&format!(" {} · ", i.id)).unwrap().1.split_once(" 1 of ").unwrap().0;
        assert!(all.contains(body), "i{}: {body}", n + 1);

        let told = |span: Span| {
            let place = format!("characters {} to {}: ", span.start, span.end);
            assert!(body.contains(&place), "{}: {place}\n{body}", i.id);
            assert!(body.contains(&format!("[{}]", words(span))), "{}: [{}]\n{body}", i.id, words(span));
        };
        i.triggers.iter().for_each(|&s| told(s));
        i.date.iter().flat_map(|d| &d.spans).take(1).for_each(|&s| told(s));
        i.place.iter().flat_map(|p| &p.spans).take(1).for_each(|&s| told(s));
        for spans in i.actors.iter().map(|a| &a.spans).chain(i.targets.iter().map(|t| &t.spans)) {
            told(spans[0]);
        }
        for row in i.killed.iter().chain(&i.injured) {
            told(row.spans[0]);
        }
        for part in ["ACLED: ", "PLOVER: ", " reality ", " main ", " date ", " place ", " claims ", "log odds"] {
            assert!(body.contains(part), "{} lacks {part:?}:\n{body}", i.id);
        }
        let names = i.actors.iter().map(|a| &a.name).chain(i.targets.iter().map(|t| &t.name));
        for name in names.chain(i.date.iter().filter_map(|d| d.start.as_ref())) {
            assert!(body.contains(name.as_str()), "{} lacks {name}:\n{body}", i.id);
        }
        let basis = body.matches("that the statement says so of m").count()
            + body.matches("rule: m").count()
            + body.matches("rule: the statement").count();
        assert_eq!(basis, i.claims.len(), "{body}");
        for c in &i.claims {
            let by = c.by.as_ref().and_then(|id| reading.statements.iter().find(|s| s.id == *id));
            if let Some(cue) = by.and_then(|s| s.cue.first()) {
                told(*cue);
            }
            if c.says == ClaimSays::DidNotHappen {
                assert!(body.contains(": it did not happen"), "{body}");
            }
        }
        let disputes = reading.disputes.iter().filter(|d| d.incident.as_ref() == Some(&i.id));
        assert_eq!(body.matches("does not say who is right").count(), disputes.count(), "{body}");
    }
}

#[test]
fn relative_days_name_the_day_that_they_are_counted_from() {
    let dir = folder();
    let ran = explain(dir.path(), &["wire.txt"]);
    let reading = reading(dir.path());
    if reading.incidents.iter().any(|i| i.date.is_some()) {
        assert!(
            ran.flat().contains("counted from the report's own, Wednesday 2031-03-05, as published"),
            "{}",
            ran.out
        );
    } else {
        println!("skipped: 1 (these weights find no day)");
    }
}

#[test]
fn standard_input_and_a_file_of_many_are_explained_alike() {
    let dir = folder();
    let file = explain(dir.path(), &["wire.txt", "i1"]).out.replace("wire.txt", "?");
    let input = truceline(dir.path(), &[&["explain", "-", "i1"][..], &PUBLISHED].concat(), REPORT);
    assert_eq!(input.out.lines().skip(3).collect::<Vec<_>>(), file.lines().skip(3).collect::<Vec<_>>());

    let line = |id: &str| {
        let report = serde_json::json!({"report": {"id": id, "text": REPORT}});
        format!("{report}\n")
    };
    fs::write(dir.path().join("many.jsonl"), (1..=12).map(|n| line(&format!("r{n}"))).collect::<String>()).unwrap();
    let one = explain(dir.path(), &["many.jsonl", "i1", "--report", "r7"]);
    assert_eq!((one.code, one.err.as_str()), (Some(0), ""));
    assert!(one.out.contains("\nr7\n") || one.out.starts_with("r7\n"), "{}", one.out);
    assert!(one.out.contains("\ni1 · "), "{}", one.out);
    let many = explain(dir.path(), &["many.jsonl"]);
    assert_eq!((many.code, many.out.as_str()), (Some(2), ""));
    let told = "truceline: many.jsonl: holds 12 reports; choose one with --report ID: r1, r2, r3, r4, r5, r6, r7, r8 and 4 more\n";
    assert_eq!(many.err, told);
    let wrong = explain(dir.path(), &["many.jsonl", "--report", "r99"]);
    assert_eq!(wrong.code, Some(2));
    assert!(
        wrong.err.starts_with("truceline: many.jsonl: no report is called r99; choose one with --report ID: r1, "),
        "{}",
        wrong.err
    );
}

#[test]
fn an_unknown_incident_is_told_with_those_that_there_are() {
    let dir = folder();
    let ran = explain(dir.path(), &["wire.txt", "i99"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.starts_with("truceline: wire.txt: no incident is called i99; it has i1"), "{}", ran.err);
}

#[test]
fn a_report_without_incidents_is_no_error_until_one_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("calm.txt"), "The river is long and cold.\n").unwrap();
    let all = explain(dir.path(), &["calm.txt"]);
    assert_eq!((all.code, all.err.as_str()), (Some(0), ""));
    assert!(all.out.ends_with("No incidents: nothing in this report was read as one.\n"), "{}", all.out);
    let one = explain(dir.path(), &["calm.txt", "i1"]);
    assert_eq!((one.code, one.out.as_str()), (Some(2), ""));
    assert_eq!(one.err, "truceline: calm.txt: no incident is called i1; nothing in the report was read as one\n");
}

#[test]
fn what_cannot_be_read_is_told_as_read_tells_it() {
    let dir = folder();
    fs::write(dir.path().join("empty.txt"), "").unwrap();
    fs::write(
        dir.path().join("arabic.txt"),
        "قال الجيش إنه لم يطلق النار على المدينة منذ بدء الهدنة، ونفى الاتهامات التي وجهتها إليه الجمعية.",
    )
    .unwrap();
    fs::create_dir(dir.path().join("none")).unwrap();
    for path in ["nowhere.txt", "empty.txt", "arabic.txt"] {
        let ran = explain(dir.path(), &[path]);
        let read = truceline(dir.path(), &["read", path], "");
        assert_eq!((ran.code, &ran.err), (Some(1), &read.err), "{path}");
        assert!(ran.err.starts_with(&format!("truceline: {path}: ")), "{}", ran.err);
    }
    let none = explain(dir.path(), &["none"]);
    assert_eq!((none.code, none.err.as_str()), (Some(2), "truceline: none: holds no report; name a file that does\n"));
    for (args, told) in [
        (&["explain"][..], "<REPORT>"),
        (&["explain", "--published", "yesterday", "wire.txt"], "--published"),
        (&["explain", "wire.txt", "i1", "i2"], "i2"),
    ] {
        let ran = truceline(dir.path(), args, "");
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(ran.err.contains(told), "{args:?}: {}", ran.err);
    }
}

#[test]
fn colour_can_be_had_and_pages_are_counted_in_paragraphs() {
    let dir = folder();
    let coloured = explain(dir.path(), &["--color", "always", "wire.txt", "i1"]);
    assert!(coloured.out.contains("\u{1b}["));
    let page = "<html><head><title>Shells fall on Sarnem</title></head><body><h1>Shells fall on Sarnem</h1><p>The Kestovan army shelled \
                the market of Sarnem on Tuesday and killed 14 people, rescuers said after the attack on the town.</p><p>The army denied \
                that its guns had shelled the market of the town on that day, and said that it kept the truce.</p></body></html>";
    fs::write(dir.path().join("page.html"), page).unwrap();
    let ran = explain(dir.path(), &["page.html"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.contains("paragraph 2, characters "), "{}", ran.out);
}

#[test]
fn help_completions_and_the_man_page_tell_of_it() {
    let dir = tempfile::tempdir().unwrap();
    for (args, told) in [
        (&["explain", "--help"][..], &["Examples:", "--published", "--report <ID>", "Exit codes", "Log odds"][..]),
        (&["--help"], &["explain"]),
        (&["completions", "bash"], &["explain"]),
        (&["man", "explain"], &[".TH", "explain", "INCIDENT"]),
    ] {
        let ran = truceline(dir.path(), args, "");
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{args:?}");
        for part in told {
            assert!(ran.out.contains(part), "{args:?} lacks {part:?}:\n{}", ran.out);
        }
    }
}
