//! The program as users run it.
#![allow(clippy::unwrap_used)] // clippy.toml allows it in tests, but not in their helpers

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;
use truceline_record::{ProblemCode, Reading};

fn truceline() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_truceline"));
    command.env_remove("NO_COLOR").env("TERM", "xterm-256color");
    command
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    /// The readings that were printed as JSON Lines.
    fn readings(&self) -> Vec<Reading> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn ids(&self) -> Vec<String> {
        self.readings().into_iter().map(|r| r.report.id).collect()
    }
}

fn run(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn jsonl(dir: &Path, args: &[&str]) -> Ran {
    run(truceline().current_dir(dir).args(["read", "--format", "jsonl"]).args(args))
}

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

const TEXT: &[u8] = b"Truce holds in Dolvik\n\nThe Kestovan army said on Monday that it had not fired at the bridge.\n";
const ARABIC: &str = "قال الجيش إنه لم يطلق النار على المدينة منذ بدء الهدنة، ونفى الاتهامات التي وجهتها إليه الجمعية.";

fn line(id: &str) -> String {
    format!(r#"{{"report": {{"id": "{id}", "text": "The Kestovan army said that the truce would hold."}}}}"#)
}

#[test]
fn the_examples_are_read_without_problems() {
    let ran = jsonl(&examples(), &["."]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let ids = ran.ids();
    let expected = [
        "nr-2031-03-05-07",
        "nr-2031-03-17-18",
        "nr-2031-04-02-12",
        "./communique.txt",
        "./formats/crawl.warc.gz#urn:uuid:6290d6e7-2ab2-40cb-88d7-f73b594f1c27",
        "./formats/letter.docx",
        "./formats/northlight.xml#nr-2031-04-04-18",
        "./formats/northlight.xml#nr-2031-04-04-12",
        "./formats/statement.eml",
        "./formats/telegram.json#811",
        "./formats/telegram.json#813",
        "./formats/whatsapp.txt#2",
        "./formats/whatsapp.txt#4",
        "./formats/whatsapp.txt#5",
        "./formats/whatsapp.txt#7",
        "./page.html",
        "./rights-watch.txt",
        "./statement.txt",
        "./wire.txt",
    ];
    assert_eq!(ids, expected);
    let page = ran.readings().into_iter().find(|r| r.report.id == "./page.html").unwrap();
    assert!(page.report.text.contains("A convoy of 22 trucks"));
    assert!(page.report.text.contains("“It is the shortest sentence in the accord,”"));
    for clutter in ["Cookie settings", "Velmark edge Tessaly", "dataLayer"] {
        assert!(!page.report.text.contains(clutter), "{clutter}");
    }
}

#[test]
fn a_report_is_shown_for_people_without_colour_when_piped() {
    let ran = run(truceline().current_dir(examples()).args(["read", "--source", "Arven News Agency", "wire.txt"]));
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.starts_with("Kestova: army and rebels trade blame"), "{}", ran.out);
    assert!(ran.out.contains("Arven News Agency · language en\nwire.txt\n"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'));
    let widest = ran.out.lines().map(|l| l.chars().count()).max();
    assert!(widest.is_some_and(|w| w <= 80), "{widest:?}");
}

#[test]
fn colour_can_be_had_and_refused() {
    let colour = |when, no_color| {
        let mut command = truceline();
        command.current_dir(examples()).env("NO_COLOR", no_color).args(["read", "--color", when, "wire.txt"]);
        run(&mut command).out.contains('\u{1b}')
    };
    assert!(colour("always", "1"));
    assert!(!colour("never", ""));
    assert!(!colour("auto", ""));
}

#[test]
fn standard_input_is_read_whatever_its_format() {
    let text = run(truceline().args(["read", "--format", "jsonl", "-"]).write_stdin(TEXT));
    assert_eq!((text.code, text.ids()), (Some(0), vec!["-".to_owned()]));
    assert_eq!(text.readings()[0].report.title.as_deref(), Some("Truce holds in Dolvik"));
    let lines = format!("{}\n{}\n", line("a"), line("b"));
    let many = run(truceline().args(["read", "--format", "jsonl", "-"]).write_stdin(lines));
    assert_eq!((many.code, many.ids()), (Some(0), vec!["a".to_owned(), "b".to_owned()]));
}

#[test]
fn what_the_user_says_of_reports_is_in_the_record() {
    let dir = folder(&[("a.txt", TEXT)]);
    let ran = jsonl(dir.path(), &["--published", "2031-03-14", "--source", "Northlight Radio", "a.txt"]);
    let report = &ran.readings()[0].report;
    assert_eq!(report.published.as_deref(), Some("2031-03-14"));
    assert_eq!(report.source.as_deref(), Some("Northlight Radio"));
}

#[test]
fn a_broken_line_is_named_and_the_others_are_read() {
    let lines = format!("{}\n{{\"report\": \n\n{}\n", line("a"), line("b"));
    let dir = folder(&[("batch.jsonl", lines.as_bytes())]);
    let ran = jsonl(dir.path(), &["batch.jsonl"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.starts_with("truceline: batch.jsonl:2: "), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    let readings = ran.readings();
    let told: Vec<_> = readings.iter().map(|r| (r.report.id.as_str(), r.problems.first().map(|p| p.code))).collect();
    assert_eq!(told, [("a", None), ("batch.jsonl:2", Some(ProblemCode::BrokenLine)), ("b", None)]);
}

#[test]
fn bad_inputs_are_problems_and_stop_nothing() {
    let legacy = b"L\xe0 o\xf9 le minist\xe8re \xe9tait, la tr\xeave a \xe9t\xe9 viol\xe9e, selon l'arm\xe9e.\n";
    let long = [b"The army said ".as_slice(), &[b'x'; 10_000]].concat();
    // deeper than any stack
    let deep =
        [b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n".as_slice(), &[b'['; 500_000]]
            .concat();
    let dir = folder(&[
        ("a-empty.txt", b""),
        ("b-binary.bin", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0"),
        ("c-arabic.txt", ARABIC.as_bytes()),
        ("d-legacy.txt", legacy),
        ("e-emoji.txt", "🕊️🔥💥".as_bytes()),
        ("f-page.html", b"<html><head><title>x</title></head></html>"),
        ("g-long.txt", &long),
        ("h-good.txt", TEXT),
        ("j-deep.pdf", &deep),
        ("i-broken.pdf", include_bytes!("../../intake/tests/data/broken-objects.pdf")),
    ]);
    let ran = jsonl(dir.path(), &[".", "nowhere.txt"]);
    assert_eq!(ran.code, Some(1));
    let readings = ran.readings();
    let code = |name: &str| {
        let reading = readings.iter().find(|r| r.report.id.ends_with(name)).unwrap_or_else(|| panic!("no {name}"));
        reading.problems.first().map(|p| p.code)
    };
    assert_eq!(readings.len(), 11);
    assert_eq!(code("a-empty.txt"), Some(ProblemCode::Empty));
    assert_eq!(code("b-binary.bin"), Some(ProblemCode::Binary));
    assert_eq!(code("c-arabic.txt"), Some(ProblemCode::LanguageNotSupported));
    assert_eq!(code("h-good.txt"), None);
    assert_eq!(code("i-broken.pdf"), Some(ProblemCode::Damaged));
    assert_eq!(code("j-deep.pdf"), Some(ProblemCode::Damaged));
    assert_eq!(code("nowhere.txt"), Some(ProblemCode::Unreadable));
    assert!(ran.err.contains("truceline: ./c-arabic.txt: language not supported yet: ar\n"), "{}", ran.err);
    assert!(ran.err.contains("truceline: nowhere.txt: there is no such file or folder"), "{}", ran.err);
    for line in ran.err.lines() {
        assert!(line.starts_with("truceline: "), "{line}");
    }
    // For people, a report without text is told of on standard error only.
    let shown = run(truceline().current_dir(dir.path()).args(["read", "a-empty.txt", "h-good.txt"]));
    assert_eq!(shown.code, Some(1));
    assert!(shown.out.starts_with("Truce holds in Dolvik\n"), "{}", shown.out);
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_a_problem() {
    use std::os::unix::fs::PermissionsExt;

    let dir = folder(&[("a/one.txt", TEXT), ("b/two.txt", TEXT), ("c/three.txt", TEXT)]);
    let shut = dir.path().join("b");
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(&shut).is_ok() {
        println!("skipped: 1 (this user may read every folder)");
    } else {
        let ran = jsonl(dir.path(), &["."]);
        assert_eq!(ran.code, Some(1));
        assert_eq!(ran.ids(), ["./a/one.txt", "./b", "./c/three.txt"]);
        assert!(ran.err.starts_with("truceline: ./b: no permission to read it"), "{}", ran.err);
    }
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn threads_and_order_of_files_change_no_record() {
    let many: Vec<String> = (0..150).map(|n| line(&format!("r{n}"))).collect();
    let dir = folder(&[("many.jsonl", many.join("\n").as_bytes()), ("a.txt", TEXT), ("b.txt", ARABIC.as_bytes())]);
    for name in ["wire.txt", "page.html", "statement.txt"] {
        fs::copy(examples().join(name), dir.path().join(name)).unwrap();
    }
    let straight = ["a.txt", "b.txt", "many.jsonl", "page.html", "statement.txt", "wire.txt"];
    let shuffled = ["wire.txt", "many.jsonl", "statement.txt", "b.txt", "page.html", "a.txt"];
    for format in ["jsonl", "pretty"] {
        let with = |jobs| {
            let args = ["read", "--format", format, "--jobs", jobs];
            run(truceline().current_dir(dir.path()).args(args).args(straight))
        };
        let (one, two, again) = (with("1"), with("2"), with("2"));
        assert_eq!(one.out, two.out);
        assert_eq!(two.out, again.out);
        assert_eq!((one.err, one.code), (two.err, two.code));
    }
    let mut ordered: Vec<String> = jsonl(dir.path(), &straight).out.lines().map(str::to_owned).collect();
    let mut mixed: Vec<String> = jsonl(dir.path(), &shuffled).out.lines().map(str::to_owned).collect();
    assert!(mixed[0].contains(r#""id":"wire.txt""#), "{}", mixed[0]);
    ordered.sort();
    mixed.sort();
    assert_eq!(ordered, mixed);
}

#[test]
fn bad_usage_is_told_and_exits_with_2() {
    for (args, told) in [
        (&["read"][..], "<PATH>..."),
        (&["read", "--published", "yesterday", "a.txt"], "--published"),
        (&["read", "--source", "", "a.txt"], "--source"),
        (&["read", "--jobs", "0", "a.txt"], "--jobs"),
        (&["read", "--format", "xml", "a.txt"], "pretty, jsonl"),
        (&["read", "--width", "3", "a.txt"], "40..=400"),
        (&["red"], "read"),
        (&["man", "red"], "read"),
        (&[], "Usage"),
    ] {
        let ran = run(truceline().args(args));
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(ran.err.contains(told), "{args:?}: {}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    use std::process::{Command, Stdio};

    let many: Vec<String> = (0..3000).map(|n| line(&format!("r{n}"))).collect();
    let dir = folder(&[("many.jsonl", many.join("\n").as_bytes())]);
    for jobs in ["1", "2"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_truceline"))
            .current_dir(dir.path())
            .args(["read", "--format", "jsonl", "--jobs", jobs, "many.jsonl"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), ended.stderr), (Some(0), Vec::new()), "--jobs {jobs}");
    }
}

#[test]
fn the_schema_that_is_printed_is_that_of_the_record() {
    let ran = run(truceline().arg("schema"));
    assert_eq!(ran.code, Some(0));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&ran.out).unwrap(), truceline_record::schema());
}

#[test]
fn help_completions_and_man_pages_tell_of_the_flags() {
    for (args, told) in [
        (&["read", "--help"][..], &["Examples:", "--published <DATE>", "Exit codes"][..]),
        (&["--help"], &["Examples:", "completions", "schema"]),
        (&["completions", "bash"], &["_truceline()", "--published"]),
        (&["completions", "zsh"], &["#compdef truceline", "--published"]),
        (&["completions", "fish"], &["complete -c truceline", "published"]),
        (&["man"], &[".TH", "truceline"]),
        (&["man", "read"], &[".TH", "published", "Examples"]),
    ] {
        let ran = run(truceline().args(args));
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{args:?}");
        for part in told {
            assert!(ran.out.contains(part), "{args:?} lacks {part:?}:\n{}", ran.out);
        }
    }
}
