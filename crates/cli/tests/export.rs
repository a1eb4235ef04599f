//! What goes out of a ledger and comes back, with the real program.
#![allow(clippy::unwrap_used)] // clippy.toml allows it in tests, but not in their helpers

mod common;

use std::fs;

use common::{Desk, reading};

/// Readings of two outlets about one strike, as `read --format jsonl` prints them.
fn readings() -> String {
    let one = reading("wire.txt", "Orlan Wire", 8, "The bakery by the canal was open again in the morning.");
    let two =
        reading("times.txt", "Orel Times", 9, "Neighbours dug with their hands until the cranes came from the port.");
    format!("{one}\n{two}\n")
}

/// A desk with the readings in a file.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("readings.jsonl", &readings());
    desk
}

fn are_same(desk: &Desk, one: &str, other: &str) -> bool {
    fs::read(desk.path(one)).unwrap() == fs::read(desk.path(other)).unwrap()
}

#[test]
fn exports_are_written_and_come_back() {
    let desk = desk();
    desk.both(&["add", "readings.jsonl"]);
    let incident = desk.both(&["links"]).0.lines().next().unwrap().split_once('\t').unwrap().1.to_owned();
    desk.both(&["decide", "annotate", &incident, "seen on the spot", "--reason", "visited"]);

    let (rows, told) = desk.both(&["export", "--format", "acled"]);
    assert!(rows.starts_with("event_id_cnty,") && rows.contains("Air/drone strike"), "{rows}");
    assert!(told.contains("1 incident written as acled") && told.contains("lost: Who says what"), "{told}");
    let (map, _) = desk.both(&["export", "--format", "geojson", "--blur", "0.5", "--type", "air_strike"]);
    assert!(map.contains("[30.5,50.0]") && !map.contains("50.125"), "{map}");
    assert!(desk.both(&["export", "--format", "hxl", "--type", "shelling"]).1.contains("0 incidents written"));
    let (code, _, err) = desk.run(&["export", "--format", "xlsx"]);
    assert!(code == Some(2) && err.contains("--out FILE"), "{err}");
    assert_eq!(desk.run(&["export", "--format", "docx"]).0, Some(2));
    let (code, _, err) = desk.run(&["export", "--format", "parquet"]);
    assert!(code == Some(2) && err.contains("--out FILE"), "{err}");
    desk.both(&["export", "--format", "parquet", "--out", "a.parquet"]);
    assert!(std::fs::read(desk.path("a.parquet")).unwrap().starts_with(b"PAR1"));

    for (format, file, other) in
        [("csv", "a.csv", "csv.db"), ("xlsx", "a.xlsx", "xlsx.db"), ("bundle", "a.zip", "zip.db")]
    {
        desk.both(&["export", "--format", format, "--out", file]);
        assert!(
            desk.both(&["add", "--dry-run", "--ledger", other, file]).0.contains("2 would be added, 0 known already")
        );
        assert!(!desk.path(other).exists());
        let (out, _) = desk.both(&["add", "--ledger", other, file]);
        assert!(out.contains("2 added, 0 known already"), "{out}");
        desk.both(&["export", "--ledger", other, "--format", format, "--out", "again"]);
        assert!(are_same(&desk, file, "again"), "{format} does not come back");
        assert!(desk.both(&["verify", "--ledger", other]).0.ends_with("all as the journal says\n"));
    }
    let (out, _) = desk.both(&["add", "--ledger", "csv.db", "a.zip"]);
    assert!(out.contains("0 added, 2 known already") && out.contains("decisions not taken"), "{out}");
    assert_eq!(desk.both(&["journal", "head", "--ledger", "zip.db"]).0, desk.both(&["journal", "head"]).0);

    desk.both(&["decide", "protect", "source", "Orel Times", "--reason", "at risk"]);
    let (rows, told) = desk.both(&["export", "--format", "csv"]);
    assert!(
        !rows.contains("Orel") && rows.contains("a protected source") && told.contains("left out: "),
        "{rows}{told}"
    );
}

#[test]
fn one_that_is_damaged_stops_no_other() {
    let desk = desk();
    desk.both(&["add", "--ledger", "old.db", "readings.jsonl"]);
    desk.both(&["export", "--ledger", "old.db", "--format", "csv", "--out", "a.csv"]);
    desk.both(&["export", "--ledger", "old.db", "--format", "bundle", "--out", "a.zip"]);
    let header = fs::read_to_string(desk.path("a.csv")).unwrap().lines().next().unwrap().to_owned();
    let columns = header.split(',').count();
    fs::write(desk.path("bad.csv"), format!("{header}\nno such row{}\n", ",".repeat(columns - 1))).unwrap();
    let (code, out, err) = desk.run(&["add", "bad.csv", "a.zip", "readings.jsonl"]);
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(err.contains("bad.csv: the table cannot be taken in"), "{err}");
    assert!(out.contains("2 added, 0 known already") && out.ends_with("0 added, 2 known already\n"), "{out}");
}

#[test]
fn what_is_no_ledger_is_told_before_anything_would_be_added() {
    let desk = desk();
    fs::write(desk.path("other.db"), "not a ledger at all, but a file that somebody named so").unwrap();
    let (code, _, err) = desk.run(&["add", "--dry-run", "--ledger", "other.db", "readings.jsonl"]);
    assert!(code == Some(2) && err.contains("other.db"), "{code:?} {err}");
}
