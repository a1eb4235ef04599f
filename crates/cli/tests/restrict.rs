//! Reports that are kept for people of a role, with the real program.
#![allow(clippy::unwrap_used)] // clippy.toml allows it in tests, but not in their helpers

mod common;

use common::{Desk, reading};

/// A desk with three reports, one of which is for editors.
fn desk() -> Desk {
    let desk = Desk::new();
    let lines = [
        reading("wire.txt", "Orlan Wire", 8, "The bakery by the canal was open again in the morning."),
        reading(
            "canary.txt",
            "Canary Radio",
            97,
            "A witness of the canary counted bodies under the northern bridge at dawn.",
        ),
        reading("times.txt", "Orel Times", 9, "Neighbours dug with their hands until the cranes came from the port."),
    ];
    desk.write("readings.jsonl", &lines.join("\n"));
    desk.ok(&["add", "readings.jsonl"]);
    desk.ok(&["decide", "restrict", "canary.txt", "--to", "editor", "--reason", "it names a witness"]);
    desk
}

const EXPORTS: [&[&str]; 9] = [
    &["export", "--format", "csv"],
    &["export", "--format", "geojson"],
    &["export", "--format", "hxl"],
    &["export", "--format", "acled"],
    &["export", "--format", "ucdp"],
    &["export", "--format", "polecat"],
    &["export", "--format", "annotation"],
    &["brief", "--from", "2031-03-01", "--to", "2031-03-31"],
    &["brief", "--from", "2031-03-01", "--to", "2031-03-31", "--format", "html"],
];

#[test]
fn exports_leave_out_what_is_restricted_and_lists_mark_it() {
    let desk = desk();
    for args in EXPORTS {
        for role in [&[][..], &["--for", "viewer"], &["--for", "analyst"]] {
            let (out, told) = desk.both(&[args, role].concat());
            assert!(!out.contains("Canary") && !out.contains("97"), "{args:?} {role:?}: {out}");
            assert!(told.contains("1 report is restricted and left out; --for ROLE"), "{args:?}: {told}");
        }
        let (out, told) = desk.both(&[args, &["--for", "editor"]].concat());
        assert!(out.contains("97") || out.contains("Canary"), "{args:?}: {out}");
        assert!(!told.contains("restricted"), "{args:?}: {told}");
    }
    let (found, told) = desk.both(&["search", "--width", "200"]);
    assert!(found.contains("8 to 97") && found.contains("in part restricted to editor"), "{found}");
    assert!(told.contains("1 report is restricted and told with the rest"), "{told}");
    for args in [&["timeline"][..], &["disputes"]] {
        assert!(desk.ok(&[args, &["--width", "200"]].concat()).contains("in part restricted to editor"), "{args:?}");
    }
    let line: serde_json::Value = serde_json::from_str(&desk.ok(&["search", "--format", "jsonl"])).unwrap();
    assert_eq!(line["restricted"], "editor");
    let incident = line["id"].as_str().unwrap();
    assert!(desk.ok(&["show", incident]).contains(", restricted to editor)"), "{}", desk.ok(&["show", incident]));
    for args in [&["search"][..], &["timeline"], &["disputes"], &["sources"], &["links"], &["search", "witness"]] {
        let (out, told) = desk.both(&[args, &["--for", "analyst"]].concat());
        assert!(!out.contains("97") && !out.to_lowercase().contains("canary") && !out.contains("restricted"), "{out}");
        assert!(!told.contains("restricted"), "{told}");
    }
    assert!(desk.ok(&["journal", "list"]).contains("restrict"));
    assert!(desk.ok(&["verify"]).contains("all as the journal says"));
    // taken back, it is there again
    let told = desk.ok(&["decide", "restrict", "canary.txt", "--to", "administrator", "--reason", "all the more"]);
    assert!(desk.both(&["export", "--format", "csv", "--for", "editor"]).1.contains("1 report is restricted"));
    desk.ok(&["decide", "undo", told.split(' ').nth(1).unwrap(), "--reason", "as before"]);
    assert!(desk.ok(&["export", "--format", "csv", "--for", "editor"]).contains("97"));
}

#[test]
fn a_bundle_of_what_viewers_see_is_whole() {
    let desk = desk();
    desk.ok(&["export", "--format", "bundle", "--out", "open.zip"]);
    desk.ok(&["add", "open.zip", "--ledger", "open.db"]);
    let (found, told) = desk.both(&["search", "--ledger", "open.db"]);
    assert!(found.contains("8 to 9") && !told.contains("restricted"), "{found}{told}");
    assert!(!desk.ok(&["journal", "list", "--ledger", "open.db"]).contains("restrict"));
    assert!(desk.ok(&["verify", "--ledger", "open.db"]).contains("all as the journal says"));
}

#[test]
fn a_restriction_goes_along_with_what_it_restricts() {
    let desk = desk();
    for (format, file) in [("bundle", "out.zip"), ("xlsx", "out.xlsx"), ("csv", "out.csv")] {
        desk.ok(&["export", "--format", format, "--for", "administrator", "--out", file]);
        let there = format!("{format}.db");
        desk.ok(&["add", file, "--ledger", &there]);
        let (out, told) = desk.both(&["export", "--format", "csv", "--ledger", &there]);
        assert!(!out.contains("Canary") && told.contains("1 report is restricted and left out"), "{format}: {told}");
        assert!(desk.ok(&["search", "--ledger", &there]).contains("8 to 97"), "{format}");
    }
}

#[test]
fn what_cannot_be_restricted_is_told() {
    let desk = desk();
    let refused = |args: &[&str]| {
        let (code, _, told) = desk.run(&[&["decide", "restrict"], args, &["--reason", "none"]].concat());
        assert_eq!(code, Some(2), "{told}");
        told
    };
    assert!(refused(&["nowhere.txt", "--to", "editor"]).contains("no report of the ledger is called"));
    assert!(refused(&["wire.txt", "--to", "viewer"]).contains("restrict it to analyst, editor or administrator"));
    assert!(refused(&["wire.txt", "--to", "boss"]).contains("one of viewer, analyst, editor, administrator is needed"));
}

#[test]
fn reports_come_in_restricted() {
    let desk = Desk::new();
    desk.write("wire.jsonl", &reading("wire.txt", "Orlan Wire", 8, "The bakery by the canal was open again."));
    let canary = reading("canary.txt", "Canary Radio", 97, "A witness of the canary counted bodies at dawn.");
    desk.write("canary.jsonl", &canary);
    desk.ok(&["add", "wire.jsonl"]);
    let restricted = ["add", "canary.jsonl", "--restrict", "editor", "--reason", "it names a witness"];
    assert!(desk.ok(&[&restricted[..], &["--dry-run"]].concat()).contains("1 would be added"));
    assert!(desk.ok(&restricted).contains("1 added"));
    let (out, told) = desk.both(&["export", "--format", "csv"]);
    assert!(!out.contains("Canary") && told.contains("1 report is restricted and left out"), "{told}");
    assert!(desk.ok(&["export", "--format", "csv", "--for", "editor"]).contains("Canary"));
    desk.ok(&["verify"]);

    // what is there is restricted too, once
    let raised = ["add", "wire.jsonl", "canary.jsonl", "--restrict", "editor", "--reason", "both for editors"];
    assert!(desk.ok(&raised).contains("0 added, 2 known already"));
    assert!(!desk.both(&["export", "--format", "csv"]).0.contains("Orlan Wire"));
    let before = desk.ok(&["verify"]);
    assert!(desk.ok(&raised).contains("0 added, 2 known already"));
    assert_eq!(desk.ok(&["verify"]), before, "none is restricted twice");

    for wrong in [&["--restrict", "editor"][..], &["--reason", "why"], &["--restrict", "viewer", "--reason", "why"]] {
        assert_eq!(desk.run(&[&["add", "wire.jsonl"], wrong].concat()).0, Some(2), "{wrong:?}");
    }
    desk.both(&["export", "--format", "bundle", "--out", "all.zip", "--for", "editor"]);
    let (code, _, err) =
        desk.run(&["add", "--ledger", "other.db", "all.zip", "--restrict", "editor", "--reason", "why"]);
    assert!(code == Some(1) && err.contains("brings its own restrictions"), "{err}");
}
