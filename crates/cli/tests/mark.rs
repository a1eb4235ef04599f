//! What people mark in reports, with the real program.
#![allow(clippy::unwrap_used)] // clippy.toml allows it in tests, but not in their helpers

mod common;

use common::Desk;

const TEXT: &str = "ARVEN, 6 March 2031 - An air strike killed 8 people in the town of Dolvik on Wednesday, hospital officials said. A convoy was looted near Orrel, drivers said.";

/// What an earlier program made of it: one incident, with a toll that nobody gives.
fn reading() -> String {
    let spot = |words: &str| {
        let start = TEXT.find(words).unwrap();
        serde_json::json!([start, start + words.len()])
    };
    let toll = serde_json::json!({"min": 80, "max": 80});
    serde_json::json!({
        "report": {"id": "wire.txt", "source": "Orlan Wire", "published": "2031-03-06", "language": "en", "text": TEXT},
        "sentences": [[0, TEXT.len()]],
        "statements": [{"id": "s1", "speaker": [spot("hospital officials")], "speaker_name": "hospital officials", "cue": [spot("said")],
            "content": [spot("An air strike killed 8 people")], "quote": "indirect", "act": "assert", "within": null}],
        "incidents": [{
            "id": "i1", "main": true, "type": "air_strike", "triggers": [spot("air strike")], "reality": "actual",
            "date": null, "place": null, "actors": [], "targets": [],
            "killed": [{"who": "total", "min": 80, "max": 80, "approximate": false, "spans": [spot("8 people")], "by": "s1"}],
            "injured": [], "claims": [], "toll": {"killed": toll, "injured": {"min": null, "max": null}}
        }],
        "made_by": {"version": "0", "model": "m", "lexicon": "l"}
    })
    .to_string()
}

fn entry(told: &str) -> &str {
    told.split(' ').nth(1).unwrap()
}

#[test]
fn words_of_a_report_are_marked_shown_read_anew_and_taken_back() {
    let desk = Desk::new();
    desk.write("readings.jsonl", &reading());
    desk.ok(&["add", "readings.jsonl"]);
    let links = desk.ok(&["links"]);
    let incident = links.trim().split_once('\t').unwrap().1;
    let why = ["--reason", "as the text says"];
    let decide = |args: &[&str]| desk.ok(&[&["decide"], args, &why].concat());
    let refused = |args: &[&str]| {
        let (code, _, told) = desk.run(&[&["decide"], args, &why].concat());
        assert_eq!(code, Some(2), "{told}");
        told
    };
    let toll =
        decide(&["mark", "value", "wire.txt", incident, "killed", "8", "--words", "8 people", "--by", "An air strike"]);
    decide(&["mark", "incident", "wire.txt", "looted", "aid_obstructed"]);
    decide(&["mark", "value", "wire.txt", "looted", "place", "Orrel", "--words", "Orrel"]);
    let told = decide(&["mark", "statement", "wire.txt", "A convoy was looted near Orrel", "--speaker", "drivers"]);
    let shown = desk.ok(&["show", incident]);
    assert!(shown.contains("\nkilled: 8\n") && shown.contains("ana: killed 8 marked in r"), "{shown}");
    assert!(desk.ok(&["search", "--place", "Orrel"]).contains("Orrel"));

    // whom medics are said to blame, and what they never said of him
    let blame = ["claim", "wire.txt", incident, "responsible", "--party", "Orlan air force", "--by", "An air strike"];
    decide(&[&["mark"], &blame[..]].concat());
    let shown = desk.ok(&["show", incident]);
    assert!(shown.contains("ana: claim responsible Orlan air force marked in r"), "{shown}");
    assert!(shown.contains("hospital officials") && shown.contains("Orlan air force"), "{shown}");
    assert!(refused(&["mark", "claim", "wire.txt", incident, "responsible"]).contains("which party"));
    decide(&["unmark", "claim", "wire.txt", incident, "responsible", "--by", "An air strike"]);
    assert!(desk.ok(&["show", incident]).contains("ana: claim taken out of r"));

    // words that stand there twice, or not at all, and what is not there
    let twice = refused(&["mark", "statement", "wire.txt", "said"]);
    assert!(twice.contains("\"said\" stands 2 times in the report; give one of"), "{twice}");
    assert!(
        refused(&["mark", "incident", "wire.txt", "burnt", "destruction"]).contains("does not stand in the report")
    );
    assert!(refused(&["mark", "incident", "wire.txt", "looted", "robbery"]).contains("air_strike"));
    assert!(
        refused(&["unmark", "value", "wire.txt", incident, "injured", "8 people"]).contains("says nothing of injured")
    );
    assert!(refused(&["unmark", "incident", "other.txt", "looted"]).contains("no report of the ledger"));

    // a newer program reads the toll too, and the person's word stands on it
    let changes = desk.ok(&["reread"]);
    assert!(changes.contains("killed 8"), "{changes}");
    desk.ok(&["reread", "--apply"]);
    assert!(desk.ok(&["show", incident]).contains("ana: killed 8 marked in r"));
    assert!(desk.ok(&["verify"]).contains("all as the journal says"));

    // taken back, in any order that leaves nothing without what it belongs to
    decide(&["undo", entry(&told)]);
    decide(&["undo", entry(&toll)]);
    decide(&["unmark", "value", "wire.txt", "looted", "place", "Orrel"]);
    let gone = decide(&["unmark", "incident", "wire.txt", "looted"]);
    assert_eq!(desk.ok(&["search", "--type", "aid_obstructed"]), "nothing found\n");
    decide(&["undo", entry(&gone)]);
    assert!(desk.ok(&["search", "--type", "aid_obstructed"]).contains("1 incident"));
    assert!(desk.ok(&["verify"]).contains("all as the journal says"));
}
