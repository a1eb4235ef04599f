//! What goes out comes back, and goes out again the same.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc)]

mod common;

use std::io::Cursor;

use common::{
    CANARY, CLINIC, Key, TIMES, WIRE, add, by, decide, empty, incident_at, out_of, protect, small, text_of, unpacked,
};
use truceline_export::{Bundle, Format, TableTaken, is_bundle, is_table, take_table};
use truceline_ledger::{Field, Grade, Ledger, Mark, Outlet, Protected, Query, Unmark, What};
use truceline_record::{IncidentType, Reality, Span};

/// A ledger in which much was decided.
fn decided() -> Ledger {
    let mut ledger = small();
    ledger
        .describe(&Outlet { name: "The Wire".into(), names: vec!["Orlan Wire".into()], ..Outlet::default() }, &by(2))
        .unwrap();
    let orel = incident_at(&mut ledger, "Orel");
    let clinic = incident_at(&mut ledger, "Heron");
    let killed = What::Correct { incident: orel.clone(), field: Field::Killed, value: "13".into() };
    decide(&mut ledger, killed, 3);
    let grade = Grade { occurrence: Some("verified".into()), ..Grade::default() };
    decide(&mut ledger, What::Grade { incident: clinic.clone(), grade }, 4);
    let note = ledger.head().unwrap().seq + 1;
    decide(&mut ledger, What::Annotate { incident: orel.clone(), note: "withdrawn".into() }, 5);
    ledger.undo(note, "a slip", &by(6)).unwrap();
    decide(&mut ledger, What::Merge { incident: orel, with: vec![clinic] }, 7);
    let wire = ledger.reports().unwrap().remove(0);
    let at = |ledger: &mut Ledger, words: &str| {
        let start = ledger.reading(&wire).unwrap().report.text.find(words).unwrap() as u32;
        Span::new(start, start + words.len() as u32)
    };
    let (missed, families) = (at(&mut ledger, "travelled"), at(&mut ledger, "families"));
    let incident =
        Mark::Incident { words: vec![missed], kind: IncidentType::Talks, reality: Reality::Actual, main: false };
    let value = Mark::Value {
        of: missed,
        field: Field::Targets,
        words: vec![families],
        value: "families".into(),
        counted: None,
        by: None,
    };
    for mark in [incident, value] {
        decide(&mut ledger, What::Mark { report: wire.clone(), mark }, 8);
    }
    let said = at(&mut ledger, "Shelling killed");
    decide(&mut ledger, What::Unmark { report: wire, unmark: Unmark::Statement { words: said } }, 9);
    let (told, report) = (ledger.links().unwrap(), ledger.reports().unwrap().remove(0));
    let (one, from) = (told[0].1.clone(), ledger.given(&report).unwrap());
    let other = from.into_iter().find(|given| given.incident != one).unwrap().incident;
    decide(&mut ledger, What::Apart { incident: one, from: vec![other] }, 10);
    ledger
}

#[test]
fn tables_come_back() {
    for format in [Format::Csv, Format::Xlsx] {
        for mut ledger in [small(), decided()] {
            let (table, _) = out_of(&mut ledger, format, None);
            assert_eq!(out_of(&mut ledger, format, None).0, table, "another file the second time");
            assert!(is_table(Cursor::new(&table)) && !is_bundle(Cursor::new(&table)));
            let mut other = empty();
            let taken = take_table(&mut other, Cursor::new(&table), &by(20), false).unwrap();
            assert_eq!((taken.new, taken.known, taken.decisions_left, taken.without_reading), (3, 0, 0, 0));
            assert!(out_of(&mut other, format, None).0 == table, "{} does not come back", format.name());
            assert!(other.verify(None).unwrap().faults.is_empty());
            // once more changes nothing
            let again = take_table(&mut other, Cursor::new(&table), &by(21), false).unwrap();
            assert_eq!((again.new, again.known, again.decisions), (0, 3, 0));
            assert!(out_of(&mut other, format, None).0 == table);
        }
    }
}

#[test]
fn a_reading_longer_than_a_cell_comes_back() {
    let mut ledger = empty();
    let mut reading = WIRE.reading();
    reading.report.text.push_str(&" and _x0041_ the 'quoted' =line\u{2028}\u{fffe}".repeat(3000));
    reading.report.digest = None;
    ledger.add(&truceline_ledger::Arrival { reading: &reading, original: None }, &by(1)).unwrap();
    for format in [Format::Csv, Format::Xlsx] {
        let (table, _) = out_of(&mut ledger, format, None);
        let mut other = empty();
        take_table(&mut other, Cursor::new(&table), &by(2), false).unwrap();
        let id = other.reports().unwrap().remove(0);
        assert!(other.reading(&id).unwrap() == reading);
    }
}

#[test]
fn a_table_that_was_tampered_with_is_told() {
    let table = text_of(&mut decided(), Format::Csv);
    let take = |table: &str| take_table(&mut empty(), Cursor::new(table.as_bytes()), &by(2), false);
    assert!(take(&table.replace("\"\"id\"\":", "\"\"no\"\":")).is_err());
    assert!(take(&table.replace("reading,", "riding,")).is_err());
    assert!(!is_table(Cursor::new(table.replacen("incident", "event", 1))));
    assert!(take("").is_err());
}

#[test]
fn a_workbook_of_others_that_calls_its_sheets_as_we_do_is_not_ours() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (sheet, cells) in [("incidents", ["Day", "Killed"]), ("data", ["row", "report"])] {
        let sheet = book.add_worksheet().set_name(sheet).unwrap();
        for (at, cell) in (0..).zip(cells) {
            sheet.write_string(0, at, cell).unwrap();
        }
    }
    assert!(!is_table(Cursor::new(book.save_to_buffer().unwrap())));
}

#[test]
fn what_was_read_anew_goes_along() {
    let mut ledger = decided();
    let id = ledger.reports().unwrap().remove(0);
    let mut reading = ledger.as_read(&id).unwrap();
    reading.made_by.version = "newer".to_owned();
    reading.incidents[0].injured = reading.incidents[0].killed.clone();
    assert_eq!(ledger.reread(&id, &reading, &by(9)).unwrap(), truceline_ledger::Reread::Kept);
    for format in [Format::Csv, Format::Bundle] {
        let bytes = out_of(&mut ledger, format, None).0;
        let mut other = empty();
        if format == Format::Bundle {
            let bundle = Bundle::open(|| Ok(Cursor::new(&bytes))).unwrap();
            assert_eq!(bundle.take(&mut other, &by(20), false).unwrap().new, 3);
            assert_eq!(other.head().unwrap(), ledger.head().unwrap());
            assert_eq!(bundle.take(&mut other, &by(20), false).unwrap().known, 3);
        } else {
            take_table(&mut other, Cursor::new(&bytes), &by(20), false).unwrap();
        }
        assert_eq!(other.as_read(&id).unwrap(), reading);
        assert_eq!(other.reading(&id).unwrap(), ledger.reading(&id).unwrap());
        assert_eq!(out_of(&mut other, format, None).0, bytes);
        assert!(other.verify(None).unwrap().faults.is_empty());
    }
}

#[test]
fn a_dry_run_keeps_nothing() {
    let mut ledger = decided();
    let (table, bundle) = (out_of(&mut ledger, Format::Csv, None).0, out_of(&mut ledger, Format::Bundle, None).0);
    let mut other = empty();
    let taken = take_table(&mut other, Cursor::new(&table), &by(2), true).unwrap();
    assert_eq!(taken, TableTaken { new: 3, decisions: 8, ..TableTaken::default() });
    let bundle = Bundle::open(|| Ok(Cursor::new(&bundle))).unwrap();
    assert_eq!(bundle.take(&mut other, &by(2), true).unwrap().new, 3);
    assert_eq!(other.head().unwrap().seq, 0);
}

#[test]
fn a_bundle_makes_an_empty_ledger_the_equal_of_the_first() {
    let mut ledger = decided();
    let key = Key::new();
    ledger.sign(&key.0, &by(8)).unwrap();
    let (bytes, written) = out_of(&mut ledger, Format::Bundle, None);
    assert!(written.left_out.is_empty() && is_bundle(Cursor::new(&bytes)) && !is_table(Cursor::new(&bytes)));
    let bundle = Bundle::open(|| Ok(Cursor::new(&bytes))).unwrap();
    assert_eq!(bundle.signer(), key.0.public());
    let mut other = empty();
    let taken = bundle.take(&mut other, &by(20), false).unwrap();
    assert_eq!((taken.new, taken.journal, taken.decisions, taken.decisions_left), (3, true, 10, 0));
    assert_eq!(other.head().unwrap(), ledger.head().unwrap());
    let verified = other.verify(Some(&ledger.head().unwrap())).unwrap();
    assert!(verified.faults.is_empty() && verified.signed == verified.head.seq, "{:?}", verified.faults);
    assert!(out_of(&mut other, Format::Bundle, None).0 == bytes, "another bundle");
    // a later bundle of the first ledger goes on where the other stands
    add(&mut ledger, &[CANARY]);
    let (later, _) = out_of(&mut ledger, Format::Bundle, None);
    let later = Bundle::open(|| Ok(Cursor::new(&later))).unwrap();
    let taken = later.take(&mut other, &by(21), false).unwrap();
    assert_eq!((taken.new, taken.known, taken.journal), (1, 3, true));
    assert_eq!(other.head().unwrap(), ledger.head().unwrap());
}

#[test]
fn another_ledger_takes_reports_and_says_what_it_does_not_take() {
    let (bytes, _) = out_of(&mut decided(), Format::Bundle, None);
    let mut other = empty();
    add(&mut other, &[TIMES]);
    let bundle = Bundle::open(|| Ok(Cursor::new(&bytes))).unwrap();
    let taken = bundle.take(&mut other, &by(20), false).unwrap();
    assert_eq!((taken.new, taken.known, taken.journal, taken.decisions, taken.decisions_left), (2, 1, false, 0, 10));
    assert!(other.verify(None).unwrap().faults.is_empty());
}

#[test]
fn a_part_comes_back_as_a_ledger_of_its_own() {
    let mut ledger = small();
    let clinic = incident_at(&mut ledger, "Heron");
    decide(&mut ledger, What::Annotate { incident: clinic, note: "seen".into() }, 3);
    let key = Key::new();
    let query = Query { place: Some("Heron".into()), ..Query::default() };
    let request = truceline_export::Request { format: Format::Bundle, query: &query, blur: None, signer: Some(&key.0) };
    let mut part = Cursor::new(Vec::new());
    let written = truceline_export::export(&mut ledger, &request, &mut part).unwrap();
    assert!(written.left_out.iter().any(|line| line.starts_with("2 reports")), "{:?}", written.left_out);
    let part = part.into_inner();
    let mut other = empty();
    let taken = Bundle::open(|| Ok(Cursor::new(&part))).unwrap().take(&mut other, &by(20), false).unwrap();
    assert_eq!((taken.new, taken.journal, taken.decisions, taken.left_out), (1, true, 1, 2));
    assert!(other.verify(None).unwrap().faults.is_empty());
    // all but the manifest, which tells no more of what is left out, is the same
    let (again, _) = out_of(&mut other, Format::Bundle, None);
    for file in ["journal.jsonl", "heads.jsonl", "readings.jsonl"] {
        assert_eq!(file_in(&again, file), file_in(&part, file));
    }
}

#[test]
fn a_bundle_without_what_is_protected_comes_back_too() {
    let mut ledger = empty();
    add(&mut ledger, &[WIRE, CANARY, CLINIC]);
    protect(&mut ledger, Protected::Source, "Canary Radio");
    let (bytes, written) = out_of(&mut ledger, Format::Bundle, None);
    assert!(written.left_out.iter().any(|line| line.starts_with("1 report,")), "{:?}", written.left_out);
    assert!(!unpacked(&bytes).to_lowercase().contains("canary"));
    let mut other = empty();
    let taken = Bundle::open(|| Ok(Cursor::new(&bytes))).unwrap().take(&mut other, &by(20), false).unwrap();
    assert_eq!((taken.new, taken.left_out), (2, 1));
    assert!(other.verify(None).unwrap().faults.is_empty());
}

#[test]
fn a_bundle_that_was_tampered_with_is_refused() {
    let (bytes, _) = out_of(&mut decided(), Format::Bundle, None);
    let refused = |files: Vec<(String, Vec<u8>)>| {
        let bytes = zipped(&files);
        Bundle::open(|| Ok(Cursor::new(&bytes))).err().map(|error| error.to_string())
    };
    let files = files_in(&bytes);
    assert_eq!(refused(files.clone()), None);
    for at in 0..files.len() {
        let mut changed = files.clone();
        if let Some(byte) = changed[at].1.last_mut() {
            *byte ^= 1;
            assert!(refused(changed).is_some(), "{} was changed", files[at].0);
        }
        let mut gone = files.clone();
        gone.remove(at);
        assert!(refused(gone).is_some(), "{} is gone", files[at].0);
    }
    let mut more = files;
    more.push(("originals/../../x".to_owned(), b"x".to_vec()));
    assert!(refused(more).is_some_and(|why| why.contains("does not list")));
}

fn files_in(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let files = (0..archive.len()).map(|at| {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    });
    files.collect()
}

fn file_in(bytes: &[u8], path: &str) -> Vec<u8> {
    files_in(bytes).into_iter().find(|(name, _)| name == path).unwrap().1
}

fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        to.start_file(path.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut to, bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}
