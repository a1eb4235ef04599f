//! The bytes of what holds many reports are kept once, and come along with them.
#![allow(clippy::unwrap_used)] // clippy.toml allows it in tests, but not in their helpers

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use common::Desk;
use truceline_ledger::store::Open;
use truceline_ledger::{Kind, Ledger};

/// Per file of the examples, how many of its reports were kept, and the hashes of their original bytes.
fn kept(ledger: &mut Ledger) -> BTreeMap<String, (usize, BTreeSet<String>)> {
    let mut kept: BTreeMap<String, (usize, BTreeSet<String>)> = BTreeMap::new();
    for entry in ledger.journal(0, 1000).unwrap().into_iter().filter(|entry| entry.kind == Kind::Report) {
        let body: serde_json::Value = serde_json::from_str(&entry.body).unwrap();
        let name = body["name"].as_str().unwrap();
        let file = Path::new(name.split('#').next().unwrap()).file_name().unwrap().to_str().unwrap();
        let of_file = kept.entry(file.to_owned()).or_default();
        of_file.0 += 1;
        of_file.1.insert(body["original"].as_str().unwrap().to_owned());
    }
    kept
}

#[test]
fn what_holds_many_reports_is_kept_once_and_comes_along() {
    let desk = Desk::new();
    let formats = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/formats");
    desk.both(&["add", &formats.display().to_string()]);
    let mut ledger = Ledger::open(&desk.path("truceline.db").display().to_string(), Open::Existing).unwrap();
    let found = kept(&mut ledger);
    for file in ["northlight.xml", "telegram.json", "whatsapp.txt"] {
        let (reports, originals) = &found[file];
        assert!(*reports > 1 && originals.len() == 1, "{file}: {reports} {originals:?}");
        let bytes = ledger.original_bytes(originals.first().unwrap()).unwrap();
        assert_eq!(bytes, fs::read(formats.join(file)).unwrap(), "{file}");
    }
    // of a web archive, each record as it was packed
    let (reports, originals) = &found["crawl.warc.gz"];
    assert!(*reports > 0 && originals.len() == *reports, "{reports} {originals:?}");
    for original in originals {
        let bytes = ledger.original_bytes(original).unwrap();
        assert!(bytes.starts_with(b"WARC/") && String::from_utf8_lossy(&bytes).contains("HTTP/1.1 200"));
    }
    let head = ledger.head().unwrap();
    drop(ledger);
    desk.ok(&["verify"]);
    desk.both(&["export", "--format", "bundle", "--out", "all.zip"]);
    desk.ok(&["add", "--ledger", "other.db", "all.zip"]);
    let mut other = Ledger::open(&desk.path("other.db").display().to_string(), Open::Existing).unwrap();
    assert_eq!((other.journal(0, head.seq).unwrap().pop().unwrap().hash, kept(&mut other)), (head.hash, found));
}

#[test]
fn a_file_stays_where_some_of_its_reports_do() {
    let desk = Desk::new();
    let feed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/formats/northlight.xml");
    desk.both(&["add", &feed.display().to_string()]);
    let found = desk.ok(&["search", "--format", "jsonl", "--main"]);
    assert!(found.lines().count() > 1, "{found}");
    let kind =
        found.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["type"].clone()).next();
    let kind = kind.unwrap().as_str().unwrap().to_owned();
    let (_, told) = desk.both(&["export", "--format", "bundle", "--type", &kind, "--out", "some.zip"]);
    assert!(told.contains("left out: the original bytes of 1 report"), "{told}");
}

#[test]
fn a_log_whose_rows_have_no_bytes_of_their_own_is_kept_whole() {
    let desk = Desk::new();
    let log = "No,Day,What,Place,Dead\n1,2031-03-04,Shelling,Dolvik,3\n2,2031-03-06,Air strike,Pell,7\n";
    let bytes: Vec<u8> = std::iter::once(0xfeff).chain(log.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    fs::write(desk.path("valley.csv"), &bytes).unwrap();
    desk.ok(&["mapping", "valley.csv", "--out", "valley.toml"]);
    let (_, added, told) = desk.run(&["add", "--mapping", "valley.toml", "valley.csv"]);
    assert!(added.contains("2 added"), "{added}{told}");
    let mut ledger = Ledger::open(&desk.path("truceline.db").display().to_string(), Open::Existing).unwrap();
    let found = kept(&mut ledger);
    let (reports, originals) = found.values().next().unwrap();
    assert!(found.len() == 1 && *reports == 2 && originals.len() == 1, "{found:?}");
    assert_eq!(ledger.original_bytes(originals.first().unwrap()).unwrap(), bytes);
}
