//! What people mark in reports, in both stores.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod common;

use common::{BRODY, OREL, Place, Story, add, by, over, sound, three};
use truceline_ledger::{Decision, Field, Head, Ledger, LedgerError, Mark, Reread, Step, Unmark, What};
use truceline_record::{Act, IncidentType, Quote, Reading, Reality, Span};

/// Where words stand in a report, once.
fn at(ledger: &mut Ledger, report: &str, words: &str) -> Span {
    let text = ledger.reading(report).unwrap().report.text;
    let start = text.find(words).unwrap() as u32;
    Span::new(start, start + words.len() as u32)
}

fn mark(ledger: &mut Ledger, report: &str, mark: Mark, day: u32) -> Result<Head, LedgerError> {
    let what = What::Mark { report: report.to_owned(), mark };
    ledger.decide(Decision { what, reason: "as the text says".to_owned() }, &by(day))
}

fn unmark(ledger: &mut Ledger, report: &str, unmark: Unmark, day: u32) -> Result<Head, LedgerError> {
    let what = What::Unmark { report: report.to_owned(), unmark };
    ledger.decide(Decision { what, reason: "as the text says".to_owned() }, &by(day))
}

fn looting(at: Span) -> Mark {
    Mark::Incident { words: vec![at], kind: IncidentType::AidDelivery, reality: Reality::Actual, main: false }
}

fn value(of: Span, field: Field, at: Span, value: &str) -> Mark {
    Mark::Value { of, field, words: vec![at], value: value.to_owned(), counted: None, by: None }
}

#[test]
fn a_toll_that_a_person_marks_counts_and_what_was_read_stays() {
    over(|place| {
        let mut ledger = place.open();
        let ids = three(&mut ledger);
        let incident = ledger.links().unwrap()[0].1.clone();
        let read = ledger.reading_json(&ids[0]).unwrap();
        let (shelling, toll) = (at(&mut ledger, &ids[0], "Shelling"), at(&mut ledger, &ids[0], "25 people"));
        let number = ledger.reading_number(&ids[0]).unwrap();
        let made = mark(&mut ledger, &ids[0], value(shelling, Field::Killed, toll, "26-30"), 4).unwrap();
        // who keeps what a reading came to sees that it is another now
        assert_eq!(ledger.reading_number(&ids[0]).unwrap(), made.seq);
        assert!(number < made.seq);
        let shown = ledger.show(&incident).unwrap();
        assert_eq!((shown.versions.len(), shown.card.gathered.killed.min), (2, Some(26)));
        let own = shown.versions.iter().find(|told| told.report == ids[0]).unwrap();
        assert_eq!((own.account.killed.len(), own.account.killed[0].max), (1, Some(30)));
        // the reading itself stays, and what it said is told beside who says otherwise
        assert_eq!(ledger.reading_json(&ids[0]).unwrap(), read);
        let (reading, marked) = ledger.marked(&ids[0]).unwrap();
        assert_eq!(reading.incidents[0].toll.killed.max, Some(30));
        assert_eq!((marked[0].made.seq, marked[0].made.who.as_str()), (made.seq, "Ana"));
        assert_eq!(marked[0].on.as_deref(), Some("i1"));
        assert_eq!(marked[0].before.as_ref().unwrap()[0]["max"], 25);
        assert_eq!(shown.card.decisions[0].seq, made.seq);
        let history = ledger.history(&incident).unwrap();
        let event = history.iter().find(|event| event.seq == made.seq).unwrap();
        assert!(matches!(&event.step, Step::Decision { .. }));
        assert_eq!(event.after.as_ref().unwrap().killed.max, Some(30));
        let before = history.iter().rfind(|event| event.seq < made.seq).unwrap();
        assert_eq!(before.after.as_ref().unwrap().killed.max, Some(27));
        // a report that comes later takes nothing of it back; the past is told as it was
        add(&mut ledger, &Story::new("d", "Valley Post", 5, OREL, 26), 6);
        assert_eq!(ledger.show(&incident).unwrap().card.gathered.killed.max, Some(30));
        assert_eq!(ledger.show_as_of(&incident, "2031-04-03").unwrap().card.gathered.killed.max, Some(27));
        assert_eq!(ledger.show_as_of(&incident, "2031-04-04").unwrap().card.gathered.killed.max, Some(30));
        sound(&mut ledger);
        let undone = ledger.undo(made.seq, "of another day", &by(7)).unwrap();
        assert_eq!(ledger.reading_number(&ids[0]).unwrap(), undone.seq);
        assert_eq!(ledger.show(&incident).unwrap().card.gathered.killed.max, Some(27));
        assert_eq!(ledger.show_as_of(&incident, "2031-04-06").unwrap().card.gathered.killed.max, Some(30));
        assert_eq!(ledger.marked(&ids[0]).unwrap().1, []);
        sound(&mut ledger);
    });
}

#[test]
fn a_missed_incident_is_linked_like_any_other() {
    over(|place| {
        let mut ledger = place.open();
        let ids = three(&mut ledger);
        let count = ledger.version_ids(&ids[0]).unwrap().len();
        let (report, other) = (ids[0].clone(), ids[2].clone());
        // in the first report, of the day and place of the third
        let words = at(&mut ledger, &report, "cleared glass");
        let (place_words, day) = (at(&mut ledger, &report, "the main street"), at(&mut ledger, &report, "the night"));
        let kind = IncidentType::Shelling;
        let missed = Mark::Incident { words: vec![words], kind, reality: Reality::Actual, main: true };
        let made = mark(&mut ledger, &report, missed, 4).unwrap();
        let version = ledger.marked(&report).unwrap().1[0].on.clone().unwrap();
        assert_eq!(version, "i2");
        assert_eq!(ledger.version_ids(&report).unwrap().len(), count + 1);
        let belongs = mark(&mut ledger, &report, value(words, Field::Date, day, "2031-03-09"), 5).unwrap();
        mark(&mut ledger, &report, value(words, Field::Place, place_words, "Brody @ 52.9, 36.0"), 6).unwrap();
        mark(&mut ledger, &report, value(words, Field::Killed, place_words, "3"), 7).unwrap();
        let given = ledger.given(&report).unwrap();
        let new = given.iter().find(|one| one.local == "i2").unwrap().clone();
        let theirs = ledger.given(&other).unwrap()[0].clone();
        assert_eq!(new.incident, theirs.incident, "they tell of the same shelling");
        let theirs = theirs.version;
        sound(&mut ledger);
        // what others build on it is not pulled from under them
        let refused = ledger.undo(made.seq, "no", &by(8)).unwrap_err().to_string();
        assert!(refused.contains(&format!("decision {}", belongs.seq)), "{refused}");
        let confirm = What::Confirm { incident: new.incident.clone() };
        let confirmed = ledger.decide(Decision { what: confirm, reason: "both".to_owned() }, &by(9)).unwrap();
        let gone = unmark(&mut ledger, &report, Unmark::Incident { words }, 10).unwrap_err().to_string();
        assert!(gone.contains("decisions stand on"), "{gone}");
        ledger.undo(confirmed.seq, "not sure", &by(11)).unwrap();
        let out = unmark(&mut ledger, &report, Unmark::Incident { words }, 12).unwrap();
        assert_eq!(ledger.version_ids(&report).unwrap().len(), count);
        assert_eq!(ledger.show(&theirs).unwrap().versions.len(), 1);
        // as it was when it still stood
        assert_eq!(ledger.show_as_of(&theirs, "2031-04-11").unwrap().versions.len(), 2);
        assert_eq!(ledger.show_as_of(&theirs, "2031-04-12").unwrap().versions.len(), 1);
        sound(&mut ledger);
        ledger.undo(out.seq, "it is one", &by(13)).unwrap();
        assert_eq!(ledger.show(&theirs).unwrap().versions.len(), 2);
        sound(&mut ledger);
    });
}

#[test]
fn the_order_of_arrival_has_no_say_in_what_marks_come_to() {
    over(|place| {
        let stories = [
            Story::new("a", "Orel Times", 5, OREL, 25),
            Story::new("b", "Orlan Wire", 5, OREL, 27),
            Story::new("c", "Sava Post", 9, BRODY, 3),
        ];
        let mut came = Vec::new();
        for turned in [false, true] {
            let other = Place::sqlite();
            let mut ledger = if turned { other.open() } else { place.open() };
            let mut order: Vec<&Story> = stories.iter().collect();
            if turned {
                order.reverse();
            }
            // marked as soon as it is there, others come before or after
            for (day, story) in (1..).zip(order) {
                add(&mut ledger, story, day);
                if story.name == "b" {
                    let report = ledger.find_report("b").unwrap();
                    let (of, words) = (at(&mut ledger, &report, "Shelling"), at(&mut ledger, &report, "in Orel"));
                    mark(&mut ledger, &report, value(of, Field::Place, words, "Brody @ 52.9, 36.0"), day).unwrap();
                    mark(&mut ledger, &report, value(of, Field::Date, words, "2031-03-25"), day).unwrap();
                }
            }
            let mut links = ledger.links().unwrap();
            links.sort();
            came.push(links);
            sound(&mut ledger);
        }
        assert_eq!(came[0], came[1]);
        assert_ne!(came[0][0].1, came[0][1].1, "it is of another place and day now");
    });
}

#[test]
fn a_statement_is_another_persons_word_then() {
    over(|place| {
        let mut ledger = place.open();
        let ids = three(&mut ledger);
        let incident = ledger.links().unwrap()[0].1.clone();
        let (content, speaker) = (at(&mut ledger, &ids[0], "Shelling killed"), at(&mut ledger, &ids[0], "crews"));
        let whole = at(&mut ledger, &ids[0], "Shelling killed 25 people in Orel");
        let statement = |act, instead| Mark::Statement {
            words: vec![whole],
            speaker: vec![speaker],
            speaker_name: Some("the crews".to_owned()),
            cue: Vec::new(),
            quote: Quote::Indirect,
            act,
            instead,
        };
        mark(&mut ledger, &ids[0], statement(Act::Assert, Some(content)), 4).unwrap();
        let by_crews = |ledger: &mut Ledger| {
            let shown = ledger.show(&incident).unwrap();
            let told = shown.versions.into_iter().find(|told| told.report == ids[0]).unwrap();
            told.account.killed[0].by.clone()
        };
        assert_eq!(by_crews(&mut ledger).as_deref(), Some("the crews"));
        sound(&mut ledger);
        unmark(&mut ledger, &ids[0], Unmark::Statement { words: whole }, 5).unwrap();
        assert_eq!(by_crews(&mut ledger), None);
        assert!(ledger.reading(&ids[0]).unwrap().statements.is_empty());
        sound(&mut ledger);
    });
}

#[test]
fn a_newer_reading_keeps_what_people_marked_or_is_left() {
    over(|place| {
        let mut ledger = place.open();
        let ids = three(&mut ledger);
        let report = ids[0].clone();
        let (shelling, injured) = (at(&mut ledger, &report, "Shelling"), at(&mut ledger, &report, "Residents"));
        let hurt = mark(&mut ledger, &report, value(shelling, Field::Injured, injured, "4"), 4).unwrap();
        let missed = at(&mut ledger, &report, "cleared glass");
        mark(&mut ledger, &report, looting(missed), 5).unwrap();
        let old = ledger.as_read(&report).unwrap();
        let mut new = Reading { ..old.clone() };
        new.made_by.version = "newer".to_owned();
        new.incidents[0].killed[0].max = Some(40);
        let head = ledger.head().unwrap();
        assert_eq!(ledger.would_change(&report, &new).unwrap(), Reread::Kept);
        assert_eq!(ledger.head().unwrap(), head);
        assert_eq!(ledger.reread(&report, &new, &by(6)).unwrap(), Reread::Kept);
        let reading = ledger.reading(&report).unwrap();
        assert_eq!((reading.incidents.len(), reading.incidents[0].injured[0].max), (2, Some(4)));
        assert_eq!(reading.incidents[0].killed[0].max, Some(40));
        sound(&mut ledger);
        // one that finds the missed incident too has it once, and the person's word stands
        let mut found = new.clone();
        let mut same = found.incidents[0].clone();
        (same.id, same.triggers, same.kind) = ("i2".to_owned(), vec![missed], IncidentType::Other);
        found.incidents.push(same);
        assert_eq!(ledger.reread(&report, &found, &by(7)).unwrap(), Reread::Kept);
        let reading = ledger.reading(&report).unwrap();
        assert_eq!((reading.incidents.len(), reading.incidents[1].kind), (2, IncidentType::AidDelivery));
        sound(&mut ledger);
        // one in which a mark has no place is told, and changes nothing
        let mut none = found.clone();
        none.incidents.remove(0);
        let Reread::Held(held) = ledger.reread(&report, &none, &by(8)).unwrap() else { panic!("it is marked") };
        assert!(held[0].starts_with(&format!("decision {} (no incident is read at", hurt.seq)), "{held:?}");
        assert_eq!(ledger.reading(&report).unwrap().incidents.len(), 2);
        sound(&mut ledger);
    });
}

#[test]
fn what_has_no_words_in_the_report_is_refused() {
    over(|place| {
        let mut ledger = place.open();
        let ids = three(&mut ledger);
        let shelling = at(&mut ledger, &ids[0], "Shelling");
        let head = ledger.head().unwrap();
        for (wrong, said) in [
            (value(shelling, Field::Killed, Span::new(9000, 9001), "4"), "no spans of this report"),
            (value(Span::new(90, 91), Field::Killed, shelling, "4"), "no incident is read at 90..91"),
            (value(shelling, Field::Killed, shelling, "many"), "25+"),
            (value(shelling, Field::Type, shelling, "shelling"), "mark the incident itself"),
        ] {
            let refused = mark(&mut ledger, &ids[0], wrong, 4).unwrap_err().to_string();
            assert!(refused.contains(said), "{refused}");
        }
        let nothing = unmark(&mut ledger, &ids[0], Unmark::Statement { words: shelling }, 4).unwrap_err().to_string();
        assert!(nothing.contains("nothing of this kind stands on these words"), "{nothing}");
        let nowhere = mark(&mut ledger, "rzzz", looting(shelling), 4).unwrap_err();
        assert!(matches!(nowhere, LedgerError::NoReport { .. }));
        assert_eq!(ledger.head().unwrap(), head);
    });
}
