//! `truceline gazetteer`, run as a program.
#![allow(clippy::unwrap_used)] // clippy.toml allows it in tests, but not in their helpers

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn truceline(data: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_truceline"));
    let output = command.env("XDG_DATA_HOME", data).args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn places_are_found_and_their_source_is_named() {
    let data = tempfile::tempdir().unwrap();
    let (code, out, _) = truceline(data.path(), &["gazetteer", "find", "Dayr az Zawr"]);
    assert_eq!(code, 0);
    assert!(
        out.lines().any(|line| line.starts_with("Deir ez-Zor\tsettlement\t") && line.ends_with("\tgeonames:170794")),
        "{out}"
    );
    let (_, out, _) = truceline(data.path(), &["gazetteer", "about"]);
    assert!(out.contains("GeoNames") && out.contains("creativecommons.org/licenses/by/4.0"), "{out}");
    let (code, out, _) = truceline(data.path(), &["gazetteer", "find", "Sarnem Tarnok"]);
    assert_eq!((code, out.starts_with("no place is called Sarnem Tarnok; docs/places.md")), (1, true), "{out}");
}

#[test]
fn imported_places_are_found_and_read() {
    let data = tempfile::tempdir().unwrap();
    let list = data.path().join("list.csv");
    fs::write(&list, "name,lat,lon,admin1,names\nSarnem Tarnok,35.5,37.25,Aleppo,Sarnim Tarnok\n").unwrap();
    let list = list.to_str().unwrap();
    let (code, _, err) = truceline(data.path(), &["gazetteer", "import", list]);
    assert_eq!(code, 2);
    assert!(err.contains("list.csv: line 2: no country; add a column"), "{err}");
    for _ in 0..2 {
        let (code, out, err) = truceline(data.path(), &["gazetteer", "import", "--country", "sy", list]);
        assert_eq!(code, 0, "{err}");
        assert!(out.starts_with("1 places imported") && out.trim_end().ends_with("holds 1"), "{out}");
    }
    let (_, out, _) = truceline(data.path(), &["gazetteer", "find", "Sarnim Tarnok"]);
    assert_eq!(out, "Sarnem Tarnok\tsettlement\tAleppo, Syria\t35.5000, 37.2500\t\town:0\n");

    let report = data.path().join("report.txt");
    fs::write(&report, "The army said on Monday that its troops had left Sarnem Tarnok in Syria.\n").unwrap();
    let (_, out, err) = truceline(data.path(), &["read", "--format", "jsonl", report.to_str().unwrap()]);
    let reading: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {err}"));
    assert!(reading["made_by"]["lexicon"].as_str().unwrap().contains('+'));
    let entities = reading["entities"].as_array().unwrap();
    assert!(entities.iter().any(|e| e["gazetteer_id"] == "geonames:163843" && e["country"] == "SY"), "{entities:?}");
    assert!(entities.iter().any(|e| e["gazetteer_id"] == "own:0" && e["lat"] == 35.5), "{entities:?}");
}

#[test]
fn a_gazetteer_that_is_none_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("places.idx");
    fs::write(&file, "not an index").unwrap();
    let (code, _, err) = truceline(data.path(), &["gazetteer", "find", "--gazetteer", file.to_str().unwrap(), "Homs"]);
    assert_eq!(code, 2);
    assert!(err.contains("places.idx: not a gazetteer of this program; make one with"), "{err}");
}
