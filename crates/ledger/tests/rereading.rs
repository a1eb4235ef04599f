//! Reports that are read anew, in both stores.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod common;

use common::{OREL, Story, add, by, over, sound, three};
use truceline_ledger::{Decision, Field, Query, Reread, What};
use truceline_record::{Reading, Span};

/// The reading as a newer program has it, with another toll.
fn newer(old: &Reading, killed: u32) -> Reading {
    let mut new = old.clone();
    new.made_by.version = "newer".to_owned();
    for incident in &mut new.incidents {
        incident.killed[0].max = Some(killed);
        incident.toll.killed.max = Some(killed);
    }
    new
}

#[test]
fn a_new_reading_counts_from_then_on_and_decisions_hold() {
    over(|place| {
        let mut ledger = place.open();
        let ids = three(&mut ledger);
        let incident = ledger.links().unwrap()[0].1.clone();
        let what = What::Correct { incident: incident.clone(), field: Field::Injured, value: "2".to_owned() };
        ledger.decide(Decision { what, reason: "seen".to_owned() }, &by(4)).unwrap();
        let old = ledger.reading(&ids[0]).unwrap();
        let same = Reading { made_by: newer(&old, 1).made_by, ..old.clone() };
        assert_eq!(ledger.reread(&ids[0], &same, &by(5)).unwrap(), Reread::Same);
        let head = ledger.head().unwrap();
        assert_eq!(ledger.would_change(&ids[0], &newer(&old, 40)).unwrap(), Reread::Kept);
        assert_eq!(ledger.head().unwrap(), head, "asking changes nothing");
        assert_eq!(ledger.reread(&ids[0], &newer(&old, 40), &by(5)).unwrap(), Reread::Kept);
        let shown = ledger.show(&incident).unwrap();
        assert_eq!((shown.versions.len(), shown.card.gathered.killed.max), (2, Some(40)));
        assert_eq!(shown.card.gathered.injured.min, Some(2), "what was decided still holds");
        assert_eq!(ledger.show_as_of(&incident, "2031-04-04").unwrap().card.gathered.killed.max, Some(27));
        assert_eq!(ledger.show_as_of(&incident, "2031-04-05").unwrap().card.gathered.killed.max, Some(40));
        assert_eq!(ledger.reading(&ids[0]).unwrap().made_by.version, "newer");
        sound(&mut ledger);
        // and once more, with a report that comes after
        assert_eq!(ledger.reread(&ids[0], &newer(&old, 41), &by(6)).unwrap(), Reread::Kept);
        add(&mut ledger, &Story::new("d", "Valley Post", 5, OREL, 26), 7);
        sound(&mut ledger);
    });
}

#[test]
fn an_incident_that_is_read_no_more_goes_unless_it_was_decided_on() {
    over(|place| {
        let mut ledger = place.open();
        let ids = three(&mut ledger);
        let (first, last) = (ledger.links().unwrap()[0].1.clone(), ledger.links().unwrap()[2].1.clone());
        for (id, seq) in [(&ids[0], 4), (&ids[2], 5)] {
            let old = ledger.reading(id).unwrap();
            let none = Reading { incidents: Vec::new(), ..newer(&old, 1) };
            if seq == 5 {
                let what = What::Annotate { incident: last.clone(), note: "to be asked again".to_owned() };
                let head = ledger.decide(Decision { what, reason: "so".to_owned() }, &by(5)).unwrap();
                let Reread::Held(held) = ledger.reread(id, &none, &by(6)).unwrap() else { panic!("it is decided on") };
                assert_eq!(held, std::slice::from_ref(&last));
                assert_eq!(ledger.head().unwrap(), head);
                ledger.undo(head.seq, "asked", &by(7)).unwrap();
            }
            assert_eq!(ledger.reread(id, &none, &by(8)).unwrap(), Reread::Kept);
            sound(&mut ledger);
        }
        let cards = ledger.search(&Query::default()).unwrap();
        assert_eq!(cards.iter().map(|card| card.gathered.reports).collect::<Vec<_>>(), [1]);
        assert_ne!(cards[0].id, first);
        // and comes back
        let old = ledger.reading(&ids[0]).unwrap();
        let again = Reading { incidents: Story::new("a", "Orel Times", 5, OREL, 25).reading().incidents, ..old };
        assert_eq!(ledger.reread(&ids[0], &again, &by(9)).unwrap(), Reread::Kept);
        assert_eq!(ledger.show(&first).unwrap().card.gathered.reports, 2);
        sound(&mut ledger);
    });
}

#[test]
fn what_people_joined_stays_joined() {
    over(|place| {
        let mut ledger = place.open();
        let ids = three(&mut ledger);
        let (first, last) = (ledger.links().unwrap()[0].1.clone(), ledger.links().unwrap()[2].1.clone());
        let what = What::Merge { incident: first.clone(), with: vec![last] };
        ledger.decide(Decision { what, reason: "the same".to_owned() }, &by(4)).unwrap();
        for id in &ids {
            let old = ledger.reading(id).unwrap();
            assert_eq!(ledger.reread(id, &newer(&old, 50), &by(5)).unwrap(), Reread::Kept);
            assert_eq!(ledger.show(&first).unwrap().card.gathered.reports, 3);
        }
        sound(&mut ledger);
    });
}

#[test]
fn another_text_is_no_new_reading() {
    over(|place| {
        let mut ledger = place.open();
        let ids = three(&mut ledger);
        let mut other = ledger.reading(&ids[0]).unwrap();
        other.report.text.push('!');
        assert!(ledger.reread(&ids[0], &other, &by(4)).unwrap_err().to_string().contains("another text"));
        let mut moved = ledger.reading(&ids[0]).unwrap();
        moved.incidents[0].triggers = vec![Span::new(0, 3)];
        assert_eq!(ledger.reread(&ids[0], &moved, &by(4)).unwrap(), Reread::Kept);
        sound(&mut ledger);
    });
}
