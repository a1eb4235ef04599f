//! Whatever is changed in the file behind the ledger's back is found and named.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod common;

use common::{BRODY, OREL, Place, Story, add, by};
use rusqlite::Connection;
use truceline_ledger::{Arrival, Decision, Field, Ledger, Outlet, Reread, Signer, What, store::Open};
use truceline_record::LogRow;

/// A ledger that holds something in every table.
fn full() -> Place {
    let place = Place::sqlite();
    let mut ledger = place.open();
    let first = Story::new("a", "Orel Times", 5, OREL, 25);
    let copy = Story {
        name: "copy".to_owned(),
        source: "Sava Post",
        text: first.text.replace("25 people", "26 people"),
        killed: 26,
        ..first.clone()
    };
    let stories = [first, Story::new("b", "Orlan Wire", 5, OREL, 27), Story::new("c", "Orel Times", 9, BRODY, 3), copy];
    for (at, story) in (1..).zip(&stories) {
        add(&mut ledger, story, at);
    }
    let links = ledger.links().unwrap();
    let decide = |ledger: &mut Ledger, what| {
        ledger.decide(Decision { what, reason: "as the list shows".to_owned() }, &by(9)).unwrap();
    };
    decide(&mut ledger, What::Correct { incident: links[0].1.clone(), field: Field::Killed, value: "31".to_owned() });
    decide(&mut ledger, What::Merge { incident: links[0].1.clone(), with: vec![links[2].1.clone()] });
    ledger
        .describe(&Outlet { name: "Sava Post".to_owned(), side: Some("Sava".to_owned()), ..Outlet::default() }, &by(10))
        .unwrap();
    // a row of a log that was changed, and a report that was read anew
    for killed in [2, 4] {
        let mut reading = Story::new("V-1", "Valley Monitor", 20, BRODY, killed).reading();
        reading.report.row = Some(LogRow {
            log: "Valley log".to_owned(),
            key: "V-1".to_owned(),
            values: killed.to_string(),
            ..LogRow::default()
        });
        ledger.add(&Arrival { reading: &reading, original: None }, &by(10)).unwrap();
    }
    let id = ledger.reports().unwrap().remove(0);
    let mut reading = ledger.reading(&id).unwrap();
    reading.incidents[0].injured = reading.incidents[0].killed.clone();
    assert_eq!(ledger.reread(&id, &reading, &by(10)).unwrap(), Reread::Kept);
    let keys = tempfile::tempdir().unwrap();
    ledger.sign(&Signer::open(&keys.path().join("signing.key")).unwrap(), &by(11)).unwrap();
    place
}

/// The tables that `verify` names after `change` was made to the file.
fn named(place: &Place, change: &str) -> Vec<String> {
    let file = Connection::open(&place.at).unwrap();
    // the tamperer does not care for what refers to what
    file.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    file.execute_batch(change).unwrap_or_else(|error| panic!("{change}: {error}"));
    drop(file);
    let mut ledger = Ledger::open(&place.at, Open::Existing).unwrap();
    let faults = ledger.verify(None).unwrap().faults;
    faults.iter().map(|fault| fault.table.to_owned()).collect()
}

#[test]
fn an_untouched_ledger_has_no_faults() {
    assert!(named(&full(), "SELECT 1").is_empty());
}

#[test]
fn a_change_in_any_table_is_found_and_named() {
    let changes = [
        ("journal", "UPDATE journal SET body = replace(body, 'a', 'b') WHERE seq = 2"),
        ("journal", "UPDATE journal SET who = 'Bea' WHERE seq = 3"),
        ("journal", "DELETE FROM journal WHERE seq = 2"),
        ("journal", "DELETE FROM journal WHERE seq = (SELECT MAX(seq) FROM journal)"),
        (
            "journal",
            "UPDATE journal SET seq = 99 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 99",
        ),
        ("rows", "UPDATE rows SET key = 'V-2'"),
        ("rows", "UPDATE rows SET after = NULL"),
        ("rows", "DELETE FROM rows WHERE after IS NULL"),
        (
            "readings",
            "UPDATE readings SET body = CAST(replace(body, substr(body, 9, 1), x'00') AS BLOB) WHERE seq = (SELECT MAX(seq) FROM readings)",
        ),
        ("readings", "DELETE FROM readings WHERE seq = (SELECT MAX(seq) FROM readings)"),
        ("heads", "UPDATE heads SET signature = replace(signature, 'a', 'b')"),
        ("heads", "UPDATE heads SET root = replace(root, 'a', 'b')"),
        ("originals", "UPDATE originals SET bytes = CAST(X'00' || substr(bytes, 2) AS BLOB)"),
        ("originals", "DELETE FROM originals WHERE rowid = 1"),
        ("reports", "UPDATE reports SET source = 'Sava Post' WHERE name = 'a'"),
        ("reports", "DELETE FROM reports WHERE name = 'a'"),
        ("readings", "UPDATE readings SET body = CAST(substr(body, 1, 40) || X'00' || substr(body, 42) AS BLOB)"),
        ("readings", "DELETE FROM readings WHERE rowid = 1"),
        ("versions", "UPDATE versions SET account = replace(account, '25', '24')"),
        ("versions", "UPDATE versions SET incident = id"),
        ("blocks", "UPDATE blocks SET key = key + 1 WHERE key = (SELECT MIN(key) FROM blocks)"),
        ("edges", "UPDATE edges SET log_odds = log_odds + 0.001"),
        ("edges", "DELETE FROM edges"),
        ("incidents", "UPDATE incidents SET killed_max = killed_max + 1"),
        (
            "incidents",
            "INSERT INTO incidents SELECT NULL, 'i0', type, reality, main, first_day, last_day, place, admin, country, lat, lon, sought_place, sought_actors, killed_min, killed_max, reports, sources, disputed, status, body FROM incidents LIMIT 1",
        ),
        ("signatures", "DELETE FROM signatures WHERE report = (SELECT MIN(report) FROM signatures)"),
        ("bands", "DELETE FROM bands WHERE key = (SELECT MIN(key) FROM bands)"),
        ("copies", "UPDATE copies SET likeness = 1"),
        ("decisions", "UPDATE decisions SET undone = 1"),
        ("decisions", "DELETE FROM decisions"),
        ("bonds", "UPDATE bonds SET one = 0"),
        ("outlets", "UPDATE outlets SET body = replace(body, 'Sava', 'Orel')"),
        ("words", "UPDATE words SET text = 'nothing' WHERE rowid = (SELECT MIN(rowid) FROM words)"),
        ("boxes", "UPDATE boxes SET north = north + 1"),
    ];
    for (table, change) in changes {
        let named = named(&full(), change);
        assert!(named.iter().any(|name| name == table), "{change}: {named:?}");
    }
}
