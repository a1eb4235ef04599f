//! Rows of logs that come again, in both stores.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod common;

use common::{OREL, Place, Story, add, by, over};
use serde_json::json;
use truceline_ledger::{Added, Arrival, Decision, Field, Ledger, Query, Standing, What};
use truceline_record::{LogRow, Reading};

/// A row of the valley's log.
fn row(key: &str, day: u32, killed: u32) -> Reading {
    let mut reading = Story::new(key, "Valley Monitor", day, OREL, killed).reading();
    let report = &mut reading.report;
    report.digest = None;
    report.row = Some(LogRow {
        log: "Valley log".to_owned(),
        key: key.to_owned(),
        file: "valley.csv".to_owned(),
        row: 7,
        values: format!("{day} {killed}"),
        ..LogRow::default()
    });
    reading
}

fn keep(ledger: &mut Ledger, reading: &Reading) -> Added {
    ledger.add(&Arrival { reading, original: None }, &by(1)).unwrap()
}

fn killed(ledger: &mut Ledger) -> Vec<(usize, Option<u32>, Option<u32>)> {
    let cards = ledger.search(&Query::default()).unwrap();
    cards.iter().map(|c| (c.gathered.reports, c.gathered.killed.min, c.gathered.killed.max)).collect()
}

fn sound(ledger: &mut Ledger) {
    assert_eq!(ledger.verify(None).unwrap().faults, []);
}

#[test]
fn a_row_that_comes_again_is_known_and_one_that_changed_stands_in_the_place_of_the_earlier() {
    over(|place| {
        let mut ledger = place.open();
        let first = row("V-1", 5, 3);
        assert_eq!(ledger.standing(&first).unwrap(), Some(Standing::New));
        let Added::New { report, replaces: None, .. } = keep(&mut ledger, &first) else { panic!("it is new") };
        let moved = Reading {
            report: {
                let mut r = first.report.clone();
                r.row.as_mut().unwrap().row = 8;
                r
            },
            ..first.clone()
        };
        assert!(matches!(keep(&mut ledger, &moved), Added::Known { .. }));
        assert_eq!(ledger.standing(&moved).unwrap(), Some(Standing::Known));

        let incident = ledger.links().unwrap()[0].1.clone();
        let what = What::Correct { incident: incident.clone(), field: Field::Injured, value: "2".to_owned() };
        ledger.decide(Decision { what, reason: "seen".to_owned() }, &by(2)).unwrap();

        let changed = row("V-1", 5, 5);
        assert_eq!(ledger.standing(&changed).unwrap(), Some(Standing::Changed));
        let Added::New { replaces, .. } = keep(&mut ledger, &changed) else { panic!("it is changed") };
        assert_eq!(replaces, Some(report));
        assert_eq!(killed(&mut ledger), [(1, Some(5), Some(5))]);
        assert_eq!(ledger.links().unwrap().len(), 1);
        assert_eq!(ledger.sources().unwrap()[0].reports, 1);
        let shown = ledger.show(&incident).unwrap();
        assert_eq!(shown.versions.iter().filter(|told| told.replaced.is_some()).count(), 1);
        assert_eq!(shown.card.gathered.injured.min, Some(2), "what was decided still holds");
        assert_eq!(ledger.show_as_of(&incident, "2031-04-01").unwrap().card.gathered.killed.min, Some(5));
        sound(&mut ledger);

        // and back to what it was: a third state, not the first
        let Added::New { replaces: Some(_), .. } = keep(&mut ledger, &first) else { panic!("it is changed again") };
        assert!(matches!(keep(&mut ledger, &first), Added::Known { .. }));
        assert_eq!(killed(&mut ledger), [(1, Some(3), Some(3))]);
        sound(&mut ledger);
    });
}

#[test]
fn rows_of_one_log_are_different_incidents_and_join_those_of_others() {
    over(|place| {
        let mut ledger = place.open();
        // all three are alike as can be
        keep(&mut ledger, &row("V-1", 5, 25));
        keep(&mut ledger, &row("V-2", 5, 25));
        assert_eq!(killed(&mut ledger).len(), 2);
        add(&mut ledger, &Story::new("a", "Orel Times", 5, OREL, 25), 2);
        let cards = ledger.search(&Query::default()).unwrap();
        assert_eq!(cards.iter().map(|c| c.gathered.reports).sum::<usize>(), 3);
        assert_eq!(cards.len(), 2);
        let shown = ledger.show(&cards[0].id).unwrap();
        assert!(shown.possible.iter().all(|link| link.a != link.b));
        sound(&mut ledger);
    });
}

#[test]
fn a_changed_row_leaves_the_incident_of_others_that_it_is_no_longer_like() {
    over(|place| {
        let mut ledger = place.open();
        add(&mut ledger, &Story::new("a", "Orel Times", 5, OREL, 25), 1);
        keep(&mut ledger, &row("V-1", 5, 25));
        assert_eq!(killed(&mut ledger).len(), 1);
        keep(&mut ledger, &row("V-1", 25, 2));
        let mut found = killed(&mut ledger);
        found.sort_unstable();
        assert_eq!(found, [(1, Some(2), Some(2)), (1, Some(25), Some(25))]);
        sound(&mut ledger);
    });
}

#[test]
fn several_rows_in_one_transaction_come_to_the_same() {
    over(|place| {
        let mut ledger = place.open();
        let rows = [row("V-1", 5, 3), row("V-2", 9, 1), row("V-1", 5, 3), row("V-1", 5, 4)];
        let arrivals: Vec<Arrival<'_>> = rows.iter().map(|reading| Arrival { reading, original: None }).collect();
        let added = ledger.add_all(&arrivals, &by(1)).unwrap();
        let new: Vec<bool> = added.iter().map(|added| matches!(added, Added::New { .. })).collect();
        assert_eq!(new, [true, true, false, true]);
        let mut found = killed(&mut ledger);
        found.sort_unstable();
        assert_eq!(found, [(1, Some(1), Some(1)), (1, Some(4), Some(4))]);
        sound(&mut ledger);
    });
}

#[test]
fn a_changed_row_that_comes_before_the_earlier_one_counts_all_the_same() {
    over(|place| {
        let mut ledger = place.open();
        let (first, changed) = (row("V-1", 5, 3), row("V-1", 5, 5));
        keep(&mut ledger, &first);
        keep(&mut ledger, &changed);
        let reports = ledger.reports().unwrap();
        let readings: Vec<Reading> = reports.iter().map(|id| ledger.reading(id).unwrap()).collect();
        let other = Place::sqlite();
        let mut back = other.open();
        readings.iter().rev().for_each(|reading| drop(keep(&mut back, reading)));
        assert_eq!(killed(&mut back), [(1, Some(5), Some(5))]);
        assert_eq!(json!(back.links().unwrap()), json!(ledger.links().unwrap()));
        sound(&mut back);
    });
}
