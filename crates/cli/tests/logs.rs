//! Logs of incidents that others keep, with the real program.
#![allow(clippy::unwrap_used)] // clippy.toml allows it in tests, but not in their helpers

mod common;

use std::fs;

use common::Desk;

const LOG: &str = "\
ID,Date,Incident type,Town,Latitude,Longitude,Killed,Injured,Perpetrator,Source,Description,Entered by
V-1,2031-03-05,Shelling,Orel,51.2,33.4,20-30,at least 40,Orlan army,Orel hospital,Shells fell on the market.,Ana
V-2,2031-03-06,Air raid,Brody,52.9,36.0,many,,,,\"A farm was hit, north of the town.\",Ana
V-3,2031-03-08,Shelling,Lisk,50.1,30.3,2,,,,,Ben
";

/// A desk with the log in a file.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("valley.csv", LOG);
    desk
}

const ADD: [&str; 4] = ["add", "--mapping", "valley.toml", "valley.csv"];

#[test]
fn a_log_comes_in_by_a_mapping_that_was_proposed() {
    let desk = desk();
    let (code, out, err) = desk.run(&["add", "valley.csv"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("`truceline mapping valley.csv --out FILE` writes a first one"), "{err}");
    assert!(out.ends_with("0 added, 0 known already, 1 not kept\n"), "{out}");

    desk.ok(&["mapping", "--source", "Valley Monitor", "valley.csv", "--out", "valley.toml"]);
    let (code, _, err) = desk.run(&["mapping", "valley.csv", "--out", "valley.toml"]);
    assert!(code == Some(2) && err.contains("is there already"), "{err}");

    let (code, out, err) =
        desk.run(&["add", "--dry-run", "--ledger", "none.db", "--mapping", "valley.toml", "valley.csv"]);
    assert_eq!(code, Some(1));
    insta::assert_snapshot!(format!("{out}--\n{err}"), @r#"
    valley#V-1, row 2: would be added as shelling, 2031-03-05, Orel, at 51.2, 33.4, by Orlan army, killed 20 to 30, injured 40 or more
    valley#V-2, row 3: would be added as other, 2031-03-06, Brody, at 52.9, 36
    valley#V-3, row 4: would be added as shelling, 2031-03-08, Lisk, at 50.1, 30.3, killed 2
    3 would be added, 0 known already
    --
    truceline: valley.csv, row 3, column "Incident type": "Air raid" is no known type of incident; say under [types] in the mapping which it is, as "shelling"
    truceline: valley.csv, row 3, column "Killed": "many" is no number of people; write it as 25, 20-30, 25+, at least 25, up to 10, or about 20
    "#);
    assert!(!desk.0.path().join("none.db").exists());

    let mapping = fs::read_to_string(desk.0.path().join("valley.toml")).unwrap();
    desk.write("valley.toml", &mapping.replace("# \"Air raid\" = \"other\"", "\"Air raid\" = \"air_strike\""));
    desk.write("valley.csv", &LOG.replace("many", "3"));
    assert!(desk.ok(&ADD).ends_with("3 added, 0 known already\n"));
    assert!(desk.ok(&ADD).ends_with("0 added, 3 known already\n"));
    assert!(desk.ok(&["search", "--type", "air_strike"]).contains("Brody"));
    assert!(desk.ok(&["sources"]).contains("Valley Monitor"));
    assert!(desk.ok(&["verify"]).contains("all as the journal says"));
}

#[test]
fn a_row_that_was_changed_changes_its_incident_and_stays_in_the_journal() {
    let desk = desk();
    desk.write("valley.csv", &LOG.replace("many", "3"));
    let mapping =
        desk.ok(&["mapping", "valley.csv"]).replace("# \"Air raid\" = \"other\"", "\"Air raid\" = \"air_strike\"");
    desk.write("valley.toml", &mapping);
    desk.ok(&ADD);
    let links = desk.ok(&["links"]);
    let incident = links.lines().find_map(|line| line.strip_prefix("valley#V-3\t")).unwrap();
    // a later file, with a row more above and another toll
    let later = LOG
        .replace("many", "3")
        .replace("V-1,", "V-0,2031-03-01,Shelling,Orel,51.2,33.4,1,,,,,Ana\nV-1,")
        .replace("30.3,2", "30.3,4");
    desk.write("later.csv", &later);
    let dry = desk.ok(&["add", "--dry-run", "--mapping", "valley.toml", "later.csv"]);
    assert!(
        dry.contains("valley#V-3, row 5: would be changed to shelling, 2031-03-08, Lisk, at 50.1, 30.3, killed 4"),
        "{dry}"
    );
    assert!(dry.ends_with("1 would be added, 2 known already, 1 would be changed\n"), "{dry}");
    let out = desk.ok(&["add", "--mapping", "valley.toml", "later.csv"]);
    assert!(out.contains("valley#V-3: changed, in the place of the row as it was before"), "{out}");
    assert!(out.ends_with("1 added, 2 known already, 1 changed\n"), "{out}");
    let shown = desk.ok(&["show", incident]);
    assert!(shown.contains("\nkilled: 4\n") && shown.contains("changed since"), "{shown}");
    assert!(desk.ok(&["journal", "list"]).lines().filter(|line| line.contains("valley#V-3")).count() == 2);
    // both states come back from an export
    desk.ok(&["export", "--format", "csv", "--out", "out.csv"]);
    desk.ok(&["add", "--ledger", "other.db", "out.csv"]);
    let other = desk.ok(&["show", "--ledger", "other.db", incident]);
    assert!(other.contains("\nkilled: 4\n") && other.contains("changed since"), "{other}");
    desk.ok(&["export", "--ledger", "other.db", "--format", "csv", "--out", "again.csv"]);
    let bytes = |name: &str| fs::read(desk.0.path().join(name)).unwrap();
    assert_eq!(bytes("out.csv"), bytes("again.csv"));
    desk.ok(&["verify", "--ledger", "other.db"]);
}

#[test]
fn our_own_table_is_no_log_and_a_log_is_none_of_our_tables() {
    let desk = desk();
    desk.write("valley.toml", &desk.ok(&["mapping", "valley.csv"]));
    desk.run(&ADD);
    for format in ["csv", "xlsx"] {
        let name = format!("out.{format}");
        desk.ok(&["export", "--format", format, "--out", &name]);
        let (code, _, err) = desk.run(&["add", "--mapping", "valley.toml", &name]);
        assert!(code == Some(1) && err.contains("add it without --mapping"), "{err}");
        let (code, _, err) = desk.run(&["mapping", &name]);
        assert!(code == Some(2) && err.contains("no mapping is needed"), "{err}");
    }
    let (code, _, err) = desk.run(&["add", "valley.csv", "out.csv"]);
    assert!(code == Some(1) && err.contains("valley.csv: a table"), "{err}");
}

#[test]
fn what_cannot_be_used_is_told_and_stops_no_other_log() {
    let desk = desk();
    desk.write("valley.toml", &desk.ok(&["mapping", "valley.csv"]));
    desk.write("days.csv", &LOG.replace("2031-03-05", "05/03/2031"));
    let (code, out, err) = desk.run(&["add", "--mapping", "valley.toml", "gone.csv", ".", "days.csv", "valley.csv"]);
    assert_eq!(code, Some(1));
    for told in [
        "gone.csv: there is no such file",
        ".: a folder",
        "days.csv, row 2, column \"Date\": \"05/03/2031\" may be one of two days",
    ] {
        assert!(err.contains(told), "{told}: {err}");
    }
    assert!(out.ends_with("3 added, 0 known already\n"), "{out}");
    desk.write("bad.toml", "log = 1");
    let (code, _, err) = desk.run(&["add", "--mapping", "bad.toml", "valley.csv"]);
    assert!(code == Some(2) && err.contains("bad.toml: not a mapping: line 1"), "{err}");
}

#[test]
fn rows_are_printed_as_readings_that_can_be_added_elsewhere() {
    let desk = desk();
    desk.write("valley.toml", &desk.ok(&["mapping", "valley.csv"]));
    let (code, readings, _) = desk.run(&["read", "--format", "jsonl", "--mapping", "valley.toml", "valley.csv"]);
    assert_eq!((code, readings.lines().count()), (Some(1), 3));
    desk.write("readings.jsonl", &readings);
    let (_, out, _) = desk.run(&["add", "readings.jsonl"]);
    assert!(out.ends_with("3 added, 0 known already\n"), "{out}");
    let (_, out, _) = desk.run(&ADD);
    assert!(out.ends_with("0 added, 3 known already\n"), "{out}");
    let (_, pretty, _) = desk.run(&["read", "--mapping", "valley.toml", "valley.csv"]);
    assert!(pretty.contains("Shells fell on the market."), "{pretty}");
}

#[test]
fn protected_names_are_shown_where_that_is_asked_for_plainly() {
    let desk = desk();
    desk.write("valley.toml", &desk.ok(&["mapping", "--source", "Valley Monitor", "valley.csv"]));
    desk.run(&ADD);
    desk.ok(&["decide", "protect", "source", "Orel hospital", "--reason", "staff are in danger"]);
    desk.ok(&["decide", "protect", "place", "Brody", "--reason", "people shelter there"]);
    let incidents = desk.ok(&["search", "--protected", "--format", "jsonl"]);
    let ids: Vec<String> = incidents
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    let mut commands: Vec<Vec<&str>> = vec![
        vec!["search"],
        vec!["search", "--format", "jsonl"],
        vec!["timeline"],
        vec!["disputes"],
        vec!["sources"],
        vec!["links"],
    ];
    commands.extend(ids.iter().flat_map(|id| [vec!["show", id], vec!["show", "--format", "jsonl", id]]));
    let (mut held, mut plain) = (String::new(), String::new());
    for command in &commands {
        let (_, out, err) = desk.run(command);
        held += &(out + &err);
        plain += &desk.ok(&[command.as_slice(), &["--protected"]].concat());
    }
    for canary in ["hospital", "Brody", "52.9"] {
        assert!(plain.contains(canary), "{canary}");
        assert!(!held.contains(canary), "{canary}: {held}");
    }
    assert!(held.contains("reports with protected names are left out"));
}

/// The first block of this kind in a page of the docs.
fn block<'p>(page: &'p str, kind: &str) -> &'p str {
    page.split_once(&format!("```{kind}\n")).unwrap().1.split_once("```").unwrap().0
}

#[test]
fn the_example_of_the_docs_is_read_whole() {
    let page = include_str!("../../../docs/logs.md");
    let desk = desk();
    desk.write("valley.csv", block(page, "csv"));
    desk.write("valley.toml", block(page, "toml"));
    let out = desk.ok(&["add", "--dry-run", "--mapping", "valley.toml", "valley.csv"]);
    insta::assert_snapshot!(out, @r"
    Valley log#V-1, row 2: would be added as air strike, 2031-03-05, Orel, at 51.2, 33.4, by Orlan army and Heron Brigade, killed 20 to 30
    Valley log#V-2, row 3: would be added as shelling, 2031-03-06, Brody, at 52.9, 36.25, killed 12
    2 would be added, 0 known already
    ");
}
