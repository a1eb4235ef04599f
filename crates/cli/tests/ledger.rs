//! A ledger as users keep one, with the real program.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // clippy.toml allows it in tests, but not in their helpers

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Duration;

use common::Desk;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// The readings of the examples, in a file.
fn readings(desk: &Desk) -> String {
    let examples = examples().display().to_string();
    let readings = desk.ok(&["read", "--format", "jsonl", &examples]);
    desk.write("readings.jsonl", &readings);
    readings
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap_or_default()
}

#[test]
fn reports_are_kept_once_however_they_come() {
    let desk = Desk::new();
    let examples = examples().display().to_string();
    let count = readings(&desk).lines().count();
    assert_eq!(
        last_line(&desk.ok(&["add", "--dry-run", &examples])),
        format!("{count} would be added, 0 known already")
    );
    assert!(!desk.path("truceline.db").exists());
    assert_eq!(last_line(&desk.ok(&["add", &examples])), format!("{count} added, 0 known already"));
    assert_eq!(last_line(&desk.ok(&["add", &examples])), format!("0 added, {count} known already"));
    assert_eq!(last_line(&desk.ok(&["add", "readings.jsonl"])), format!("0 added, {count} known already"));
    assert!(last_line(&desk.ok(&["verify"])).ends_with("all as the journal says"));
}

#[test]
fn what_is_kept_is_found_decided_on_and_proved() {
    let desk = Desk::new();
    readings(&desk);
    desk.ok(&["add", "readings.jsonl"]);
    let links = desk.ok(&["links"]);
    let (_, incident) = links.lines().next().unwrap().split_once('\t').unwrap();
    assert!(desk.ok(&["show", incident]).contains("\nversions\n"));
    let found = desk.ok(&["search", "--main", "--format", "jsonl"]);
    assert!(found.lines().all(|line| line.starts_with('{')) && found.contains(incident));
    assert_eq!(desk.ok(&["search", "zyzzyva"]), "nothing found\n");
    let corrected = desk.ok(&["decide", "correct", &incident[..8], "killed", "7", "--reason", "counted on the spot"]);
    assert!(corrected.contains("undo"), "{corrected}");
    assert!(desk.ok(&["show", incident]).contains("ana: killed corrected to 7"));
    let (code, _, wrong) = desk.run(&["decide", "correct", incident, "killed", "many", "--reason", "so"]);
    assert!(code == Some(2) && wrong.contains("no number of people"), "{wrong}");
    let (code, _, wrong) = desk.run(&["show", "izz"]);
    assert!(code == Some(2) && wrong.contains("no incident of the ledger"), "{wrong}");

    let head = desk.ok(&["journal", "head"]);
    desk.ok(&["verify", "--head", head.trim()]);
    let proof = desk.ok(&["journal", "prove", "2"]);
    fs::write(desk.path("proof.json"), &proof).unwrap();
    assert!(desk.ok(&["journal", "check", "proof.json"]).contains("entry 2 is part of the journal"));
    fs::write(desk.path("proof.json"), proof.replacen("\"seq\": 2", "\"seq\": 3", 1)).unwrap();
    assert_eq!(desk.run(&["journal", "check", "proof.json"]).0, Some(1));
    assert_eq!(desk.run(&["verify", "--ledger", "other.db"]).0, Some(2));
}

#[test]
fn two_that_are_not_the_same_are_told_apart_and_by_both() {
    let desk = Desk::new();
    readings(&desk);
    desk.ok(&["add", "readings.jsonl"]);
    let links = desk.ok(&["links"]);
    let mut incidents: Vec<&str> = links.lines().filter_map(|line| Some(line.split_once('\t')?.1)).collect();
    incidents.sort_unstable();
    incidents.dedup();
    let (one, other) = (incidents[0], incidents[1]);
    let made = desk.ok(&["decide", "apart", one, &other[..10], "--reason", "two villages"]);
    let entry = made.split(' ').nth(1).unwrap();
    for (shown, not) in [(one, other), (other, one)] {
        let told = desk.ok(&["show", shown]);
        assert!(told.contains(&format!("ana: not the same as {} (two villages)", &not[..9])), "{told}");
    }
    assert_eq!(desk.ok(&["links", "--apart"]), format!("{one}\t{other}\t{entry}\n"));
    assert!(desk.ok(&["journal", "list"]).contains(r#"\"decision\":\"apart\""#));
    let (code, _, wrong) = desk.run(&["decide", "merge", one, other, "--reason", "one"]);
    assert!(code == Some(2) && wrong.contains(&format!("entry {entry} of the journal; undo that first")), "{wrong}");
    assert!(desk.ok(&["verify"]).contains("all as the journal says"));
    desk.ok(&["decide", "undo", entry, "--reason", "one after all"]);
    assert_eq!(desk.ok(&["links", "--apart"]), "");
    assert_eq!(desk.ok(&["links"]), links);
}

#[test]
fn what_is_not_shown_for_want_of_room_is_told() {
    let desk = Desk::new();
    readings(&desk);
    desk.ok(&["add", "readings.jsonl"]);
    let (all, told) = desk.both(&["search", "--format", "jsonl"]);
    let count = all.lines().count();
    assert!(count > 2 && told.is_empty(), "{count} {told}");
    let (some, told) = desk.both(&["search", "--format", "jsonl", "--most", "2"]);
    assert_eq!(some.lines().collect::<Vec<_>>(), all.lines().take(2).collect::<Vec<_>>());
    assert!(told.contains("the latest 2 are shown, and there are more"), "{told}");
    assert_eq!(desk.both(&["search", "--format", "jsonl", "--most", &count.to_string()]), (all, String::new()));
}

/// Kills the program when the test ends early.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_program_that_is_killed_leaves_whole_reports_only() {
    let desk = Desk::new();
    readings(&desk);
    desk.ok(&["add", "--ledger", "whole.db", "readings.jsonl"]);
    for wait in [20, 60, 100, 140, 180, 220] {
        let child = std::process::Command::new(env!("CARGO_BIN_EXE_truceline"))
            .current_dir(desk.0.path())
            .env("XDG_DATA_HOME", desk.0.path())
            .args(["add", "readings.jsonl"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let running = Running(child.unwrap());
        sleep(Duration::from_millis(wait));
        drop(running);
        if desk.path("truceline.db").exists() && desk.run(&["links"]).0 == Some(0) {
            assert_eq!(desk.run(&["verify"]).0, Some(0));
        }
    }
    desk.ok(&["add", "readings.jsonl"]);
    assert_eq!(desk.ok(&["links"]), desk.ok(&["links", "--ledger", "whole.db"]));
}

#[test]
fn a_full_disk_is_told_and_what_was_kept_stays() {
    let desk = Desk::new();
    readings(&desk);
    // more than the small disk holds: every report also under other names
    let one = fs::read_to_string(desk.path("readings.jsonl")).unwrap();
    let many = (0..40).map(|n| one.replace("\"text\":\"", &format!("\"text\":\"Copy {n}. "))).collect::<String>();
    let kept = many.lines().filter(|line| line.contains("made_by")).collect::<Vec<_>>().join("\n");
    fs::write(desk.path("many.jsonl"), kept).unwrap();
    fs::create_dir(desk.path("small")).unwrap();
    let script = "mount -t tmpfs -o size=2m none small || exit 77
        \"$0\" add --ledger small/full.db many.jsonl >told 2>why; echo $? >code
        \"$0\" verify --ledger small/full.db >verified 2>&1; echo $? >verify-code";
    let mut command = std::process::Command::new("unshare");
    command.current_dir(desk.0.path()).env("XDG_DATA_HOME", desk.0.path()).env("USER", "ana");
    let status = command.args(["-rm", "sh", "-c", script, env!("CARGO_BIN_EXE_truceline")]).status();
    if !status.is_ok_and(|status| status.success()) {
        eprintln!("skipped: a full disk (no small one can be mounted here)");
        return;
    }
    let read = |name: &str| fs::read_to_string(desk.path(name)).unwrap();
    assert_eq!(read("code").trim(), "2", "{}", read("why"));
    assert!(read("why").contains("the disk is full"), "{}", read("why"));
    assert!(read("told").contains("added"));
    assert_eq!(read("verify-code").trim(), "0", "{}", read("verified"));
}
