//! Reports that are read anew, with the real program.
#![allow(clippy::unwrap_used)] // clippy.toml allows it in tests, but not in their helpers

mod common;

use common::Desk;

const TEXT: &str =
    "ARVEN, 6 March 2031 - An air strike killed 8 people in the town of Dolvik on Wednesday, hospital officials said.";

/// What an earlier program made of it: a toll that nobody gives.
fn reading() -> String {
    let spot = |words: &str| {
        let start = TEXT.find(words).unwrap();
        serde_json::json!([start, start + words.len()])
    };
    let toll = serde_json::json!({"min": 80, "max": 80});
    serde_json::json!({
        "report": {"id": "wire.txt", "source": "Orlan Wire", "published": "2031-03-06", "language": "en", "text": TEXT},
        "sentences": [[0, TEXT.len()]],
        "incidents": [{
            "id": "i1", "main": true, "type": "air_strike", "triggers": [spot("air strike")], "reality": "actual",
            "date": null, "place": null, "actors": [], "targets": [],
            "killed": [{"who": "total", "min": 80, "max": 80, "approximate": false, "spans": [spot("8")], "by": null}],
            "injured": [], "claims": [], "toll": {"killed": toll, "injured": {"min": null, "max": null}}
        }],
        "made_by": {"version": "0", "model": "m", "lexicon": "l"}
    })
    .to_string()
}

#[test]
fn what_would_change_is_shown_and_kept_only_with_a_plain_word() {
    let desk = Desk::new();
    desk.write("readings.jsonl", &reading());
    desk.ok(&["add", "readings.jsonl"]);
    let head = desk.ok(&["journal", "head"]);
    let told = desk.ok(&["reread"]);
    assert!(told.starts_with("wire.txt\n  was: air strike, killed 80\n  now: air strike, "), "{told}");
    assert!(told.contains("killed 8\n"), "{told}");
    assert!(told.ends_with("1 would change; --apply keeps the new readings, 0 stay as they are\n"), "{told}");
    assert_eq!(desk.ok(&["journal", "head"]), head);
    assert!(desk.ok(&["reread", "times"]).starts_with("0 would change"));

    let links = desk.ok(&["links"]);
    let incident = links.trim().split_once('\t').unwrap().1;
    desk.ok(&["decide", "correct", incident, "injured", "4", "--reason", "list of the hospital"]);
    assert!(desk.ok(&["reread", "--apply", "wire"]).ends_with("1 read anew, 0 stay as they are\n"));
    let shown = desk.ok(&["show", incident]);
    assert!(shown.contains("\nkilled: 8\n") && shown.contains("\ninjured: 4\n"), "{shown}");
    assert!(desk.ok(&["reread"]).ends_with("0 would change; --apply keeps the new readings, 1 stay as they are\n"));
    assert!(desk.ok(&["verify"]).contains("all as the journal says"));
}
