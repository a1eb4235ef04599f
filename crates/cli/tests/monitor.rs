//! Agreements, alleged violations and briefs as users ask for them, with the real program over the examples.
#![allow(clippy::unwrap_used, clippy::panic)] // clippy.toml allows it in tests, but not in their helpers

mod common;

use std::fs;
use std::path::Path;

use common::Desk;

/// A desk with the examples in its ledger, and the accord written down in its folder.
fn desk() -> Desk {
    let desk = Desk::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::copy(root.join("docs/agreements/dolvik.toml"), desk.path("dolvik.toml")).unwrap();
    desk.ok(&["add", &root.join("examples").display().to_string()]);
    desk
}

fn values(lines: &str) -> Vec<serde_json::Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const MARCH: [&str; 4] = ["--from", "2031-03-01", "--to", "2031-03-31"];

fn brief<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["brief"], &MARCH[..], more].concat()
}

fn an_agreement_is_written_down_and_reports_are_linked_to_it(desk: &Desk) {
    assert_eq!(desk.ok(&["agreement", "check", "dolvik.toml"]), "dolvik.toml: Dolvik accord, 4 terms\n");
    assert!(desk.ok(&["agreement", "add", "dolvik.toml"]).starts_with("dolvik-accord: entry "));
    let known = values(&desk.ok(&["agreement", "show", "dolvik", "--format", "jsonl"])).remove(0);
    let reports: Vec<&str> =
        known["reports"].as_array().unwrap().iter().map(|told| told["name"].as_str().unwrap()).collect();
    for name in ["wire.txt", "communique.txt", "nr-2031-03-17-18"] {
        assert!(reports.iter().any(|report| report.ends_with(name)), "{name} is not among {reports:?}");
    }
    let names = known["names"].to_string();
    assert!(names.contains("Dolvik accord") && names.contains("Dolvik truce"), "{names}");
    let shown = desk.ok(&["agreement", "show", "Dolvik accord", "--width", "300"]);
    assert!(shown.contains("Black Heron Brigade") && shown.contains("40 trucks a day"), "{shown}");
}

fn what_is_wrong_with_a_file_is_told_and_nothing_of_the_call_is_kept(desk: &Desk) {
    desk.write("wrong.toml", "name = \"Kair truce\"\neffective = 2031-03-03T10:00:00\n");
    let (code, _, err) = desk.run(&["agreement", "add", "dolvik.toml", "wrong.toml"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("wrong.toml: line 2: effective has a time without its offset from UTC"), "{err}");
    assert!(!desk.ok(&["journal", "list"]).contains("dolvik"));
    let (code, _, err) = desk.run(&["agreement", "show", "kair"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("no agreement is called \"kair\""), "{err}");
}

fn what_is_alleged_is_listed_with_both_sides_words(desk: &Desk) {
    let violations = values(&desk.ok(&["violations", "--agreement", "dolvik", "--format", "jsonl"]));
    let of = |words: &str| {
        let quoted = |violation: &&serde_json::Value| violation["alleged_by"].to_string().contains(words);
        violations.iter().find(quoted).unwrap_or_else(|| panic!("nobody alleges {words:?}"))
    };
    // an army's communique, answered in another report
    let breach = of("in flagrant breach of the Dolvik accord");
    assert!(breach["accused"].to_string().contains("Northern Assembly"));
    assert_eq!(breach["answers"][0]["says"], "denies");
    assert_eq!(breach["status"]["attribution"]["is"], "denied");
    assert_eq!(breach["status"]["breach"]["is"], "not_assessed");
    // a count is a count, with the share of each side
    let count = of("had logged 14 violations");
    assert_eq!(count["count"]["min"], 33);
    assert_eq!(count["count"]["shares"], serde_json::json!([["Assembly", 14], ["army", 19]]));
}

fn only_a_person_finds(desk: &Desk) {
    let violations = values(&desk.ok(&["violations", "--format", "jsonl"]));
    let id = violations[0]["id"].as_str().unwrap();
    let find = [
        "decide",
        "find",
        &id[..6],
        "--breach",
        "found",
        "--finding",
        "monitoring_body",
        "--reason",
        "seen from post 4",
    ];
    desk.ok(&find);
    let after = values(&desk.ok(&["violations", "--format", "jsonl"]));
    let found = after.iter().find(|violation| violation["id"] == id).unwrap();
    assert_eq!(found["status"]["breach"]["is"], "found");
    assert_eq!(found["status"]["breach"]["by"], "ana");
    assert_eq!(found["status"]["finding"], "monitoring_body");
    assert_eq!(found["status"]["occurrence"]["is"], "alleged");
    let (code, _, err) = desk.run(&["decide", "find", "v", "--breach", "found", "--reason", "so"]);
    assert!(code == Some(2) && err.contains("begin with \"v\"") || err.contains("begins with \"v\""), "{err}");
    assert!(desk.ok(&["verify"]).contains("all as the journal says"));
}

fn a_brief_is_the_same_every_time_and_leads_to_words(desk: &Desk) {
    for format in ["text", "html", "md"] {
        let first = desk.ok(&brief(&["--format", format, "--width", "300"]));
        assert_eq!(first, desk.ok(&brief(&["--format", format, "--width", "300"])), "{format}");
        for words in
            ["Alleged violations", "in flagrant breach of the Dolvik accord", "Method and caveats", "no_air_operations"]
        {
            let plain = words.replace('_', " ");
            assert!(first.contains(&plain), "{format} has no {plain:?}");
        }
    }
    for name in ["a.docx", "b.docx"] {
        desk.ok(&brief(&["--format", "docx", "--out", name]));
    }
    assert_eq!(fs::read(desk.path("a.docx")).unwrap(), fs::read(desk.path("b.docx")).unwrap());
    let html = desk.ok(&brief(&["--format", "html"]));
    assert!(html.contains("<svg") && !html.contains("<script"));
    let (code, _, err) = desk.run(&brief(&["--format", "docx"]));
    assert!(code == Some(2) && err.contains("--out FILE"), "{err}");
    let (code, _, err) = desk.run(&["brief", "--from", "2031-03-31", "--to", "2031-03-01"]);
    assert!(code == Some(2) && err.contains("has no days"), "{err}");
}

fn a_brief_keeps_what_is_protected_and_blurs(desk: &Desk) {
    let open = desk.ok(&brief(&["--format", "html"]));
    assert!(open.contains("Anneke Voss"));
    desk.ok(&["decide", "protect", "source", "Anneke Voss", "--reason", "asked for it"]);
    for format in ["text", "html", "md"] {
        let closed = desk.ok(&brief(&["--format", format, "--width", "300"]));
        assert!(!closed.contains("Voss"), "{format}");
        assert!(closed.contains("left out"), "{format}");
    }
    for format in ["jsonl", "pretty"] {
        assert!(!desk.ok(&["violations", "--format", format]).contains("Voss"), "{format}");
        assert!(!desk.ok(&["talks", "--format", format]).contains("Voss"), "{format}");
        assert!(!desk.ok(&["agreement", "list", "--format", format]).contains("Voss"), "{format}");
    }
}

// reading the examples takes most of the time: what needs them shares one ledger
#[test]
fn agreements_and_what_is_said_to_have_broken_them() {
    let desk = desk();
    what_is_wrong_with_a_file_is_told_and_nothing_of_the_call_is_kept(&desk);
    an_agreement_is_written_down_and_reports_are_linked_to_it(&desk);
    what_is_alleged_is_listed_with_both_sides_words(&desk);
    a_brief_is_the_same_every_time_and_leads_to_words(&desk);
    only_a_person_finds(&desk);
    a_brief_keeps_what_is_protected_and_blurs(&desk);
}

#[test]
fn pages_of_the_manual_are_there() {
    let desk = Desk::new();
    for command in ["agreement", "violations", "talks", "brief"] {
        assert!(desk.ok(&["man", command]).contains("truceline"), "{command}");
    }
}
