//! Ledgers that earlier programs wrote are opened, brought up to date and sound.

#![allow(clippy::unwrap_used)]

mod common;

use common::{BRODY, OREL, Place, Story, add, by};
use refinery::Target;
use rusqlite::Connection;
use truceline_ledger::{Decision, Field, Ledger, Query, What, store::Open};

mod migrations {
    refinery::embed_migrations!("migrations/sqlite");
}

/// A file with the schema as it was at `version`.
fn old(path: &str, version: i32) -> Connection {
    let mut connection = Connection::open(path).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    migrations::migrations::runner().set_target(Target::Version(version)).run(&mut connection).unwrap();
    connection
}

fn schema(path: &str) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let mut statement =
        connection.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_file_of_the_first_schema_is_brought_up_to_date() {
    let (place, fresh) = (Place::sqlite(), Place::sqlite());
    drop(old(&place.at, 1));
    let mut ledger = Ledger::open(&place.at, Open::Existing).unwrap();
    add(&mut ledger, &Story::new("a", "Orel Times", 5, OREL, 25), 1);
    assert_eq!(ledger.verify(None).unwrap().faults, []);
    drop(ledger);
    drop(fresh.open());
    assert_eq!(schema(&place.at), schema(&fresh.at));
}

/// The tables of the schema before rows of logs were kept that have the same form still. No program kept anything in the first one.
const TABLES: [(&str, &str); 11] = [
    ("originals", "*"),
    ("reports", "id, name, title, source, url, published, language, original, seq"),
    ("readings", "*"),
    ("journal", "*"),
    ("heads", "*"),
    ("incidents", "*"),
    ("boxes", "number, south, north, west, east"),
    ("copies", "*"),
    ("decisions", "*"),
    ("bonds", "*"),
    ("outlets", "*"),
];
/// What stood in the others, in the form that they had then.
const OLD: &str = "INSERT INTO main.versions (id, report, local, main, component, incident, seq, body, account)
      SELECT id, report, local, main, id, incident, 1, body, account FROM new.versions;
    INSERT INTO main.blocks (key, version) SELECT 7, id FROM new.versions;
    INSERT INTO main.edges (a, b, log_odds) SELECT a.id, b.id, 0.5 FROM new.versions a JOIN new.versions b ON a.id < b.id;
    INSERT INTO main.bands (key, report) SELECT 7, id FROM new.reports;
    INSERT INTO main.signatures (report, body) SELECT id, '' FROM new.reports;";

#[test]
fn a_file_that_an_earlier_program_filled_is_brought_up_to_date_and_sound() {
    let (new, place) = (Place::sqlite(), Place::sqlite());
    let mut ledger = new.open();
    for (at, story) in (1..).zip([
        Story::new("a", "Orel Times", 5, OREL, 25),
        Story::new("b", "Orlan Wire", 5, OREL, 27),
        Story::new("c", "Sava Post", 9, BRODY, 3),
    ]) {
        add(&mut ledger, &story, at);
    }
    let incident = ledger.links().unwrap()[0].1.clone();
    let what = What::Correct { incident: incident.clone(), field: Field::Killed, value: "26".to_owned() };
    ledger.decide(Decision { what, reason: "counted".to_owned() }, &by(4)).unwrap();
    let (head, links) = (ledger.head().unwrap(), ledger.links().unwrap());
    drop(ledger);

    let connection = old(&place.at, 2);
    connection.execute("ATTACH ?1 AS new", [&new.at]).unwrap();
    for (table, columns) in TABLES {
        let columns_to = if columns == "*" { String::new() } else { format!("({columns})") };
        connection
            .execute_batch(&format!("INSERT INTO main.{table}{columns_to} SELECT {columns} FROM new.{table}"))
            .unwrap();
    }
    connection.execute_batch(OLD).unwrap();
    let words = "INSERT INTO main.words (rowid, report, title, text) SELECT rowid, report, title, text FROM new.words";
    connection.execute_batch(words).unwrap();
    drop(connection);

    let mut told = Vec::new();
    let mut ledger = Ledger::open_telling(&place.at, Open::Existing, |reports| told.push(reports)).unwrap();
    assert_eq!(told, [3]);
    assert_eq!(ledger.verify(Some(&head)).unwrap().faults, []);
    assert_eq!(ledger.links().unwrap(), links);
    assert_eq!(ledger.show(&incident).unwrap().card.gathered.killed.max, Some(26));
    let query = Query { words: Some("governor".to_owned()), ..Query::default() };
    assert_eq!(ledger.search(&query).unwrap().len(), 1);
    add(&mut ledger, &Story::new("d", "Valley Post", 9, BRODY, 4), 5);
    assert_eq!(ledger.verify(Some(&head)).unwrap().faults, []);
}

#[test]
fn what_was_linked_by_other_weights_is_linked_anew_once() {
    let place = Place::sqlite();
    let mut ledger = place.open();
    for (at, story) in (1..).zip([
        Story::new("a", "Orel Times", 5, OREL, 25),
        Story::new("b", "Orlan Wire", 5, OREL, 27),
        Story::new("c", "Sava Post", 9, BRODY, 3),
    ]) {
        add(&mut ledger, &story, at);
    }
    let links = ledger.links().unwrap();
    let what = What::Merge { incident: links[0].1.clone(), with: vec![links[2].1.clone()] };
    let merged = ledger.decide(Decision { what, reason: "one attack".to_owned() }, &by(4)).unwrap();
    let joined = ledger.links().unwrap();
    ledger.undo(merged.seq, "it was not", &by(5)).unwrap();
    let apart = ledger.links().unwrap();
    assert_eq!((joined[2].1.clone(), apart), (joined[0].1.clone(), links.clone()));
    drop(ledger);

    let connection = Connection::open(&place.at).unwrap();
    connection
        .execute_batch("UPDATE linkers SET digest = '0-of-old'; DELETE FROM blocks; DELETE FROM edges; UPDATE versions SET component = 0")
        .unwrap();
    drop(connection);
    for times in [1, 0] {
        let mut told = 0;
        let mut ledger = Ledger::open_telling(&place.at, Open::Existing, |_| told += 1).unwrap();
        assert_eq!(
            (told, ledger.verify(None).unwrap().faults, ledger.links().unwrap()),
            (times, vec![], links.clone())
        );
    }
}
