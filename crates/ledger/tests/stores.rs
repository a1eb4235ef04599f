//! One suite over both stores.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod common;

use common::{BRODY, OREL, Place, Story, add, by, over};
use truceline_ledger::{
    Added, Arrival, By, Decision, Entry, Fault, Field, Grade, Head, Kind, Ledger, LedgerError, Query, Signer, What,
    Within, store::Open,
};

/// Run `test` over a file, and over a server where PostgreSQL is installed.
fn stories() -> Vec<Story> {
    vec![
        Story::new("a", "Orel Times", 5, OREL, 25),
        Story::new("b", "Orlan Wire", 5, OREL, 27),
        Story::new("c", "Orel Times", 9, BRODY, 3),
    ]
}

fn decision(what: What) -> Decision {
    Decision { what, reason: "as the hospital's list shows".to_owned() }
}

fn incidents(ledger: &mut Ledger) -> Vec<(usize, Vec<String>)> {
    let cards = ledger.search(&Query::default()).unwrap();
    cards.iter().map(|card| (card.gathered.reports, card.gathered.outlets.clone())).collect()
}

fn faults(ledger: &mut Ledger, kept: Option<&Head>) -> Vec<Fault> {
    ledger.verify(kept).unwrap().faults
}

#[test]
fn what_is_added_is_kept_once_and_linked() {
    over(|place| {
        let mut ledger = place.open();
        for (at, story) in (1..).zip(&stories()) {
            assert!(matches!(add(&mut ledger, story, at), Added::New { .. }));
        }
        let again = Story { name: "under another name".to_owned(), ..stories()[0].clone() };
        assert!(matches!(add(&mut ledger, &again, 4), Added::Known { .. }));
        assert_eq!(
            incidents(&mut ledger),
            [(1, vec!["Orel Times".to_owned()]), (2, vec!["Orel Times".to_owned(), "Orlan Wire".to_owned()]),]
        );
        let links = ledger.links().unwrap();
        assert_eq!(links.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(links[0].1, links[1].1);
        assert_ne!(links[0].1, links[2].1);
        assert_eq!(faults(&mut ledger, None), []);
        // and is there when the ledger is opened again
        drop(ledger);
        assert_eq!(Ledger::open(&place.at, Open::Existing).unwrap().links().unwrap(), links);
    });
}

#[test]
fn several_at_once_come_to_what_one_by_one_does() {
    over(|place| {
        let readings: Vec<_> = stories().iter().chain(&stories()[..1]).map(Story::reading).collect();
        let arrivals: Vec<_> = readings.iter().map(|reading| Arrival { reading, original: None }).collect();
        let mut ledger = place.open();
        let added = ledger.add_all(&arrivals, &by(1)).unwrap();
        let new: Vec<bool> = added.iter().map(|added| matches!(added, Added::New { .. })).collect();
        assert_eq!(new, [true, true, true, false]);
        let other = Place::sqlite();
        let mut single = other.open();
        for arrival in &arrivals {
            single.add(arrival, &by(1)).unwrap();
        }
        assert_eq!(ledger.head().unwrap(), single.head().unwrap());
        assert_eq!(ledger.links().unwrap(), single.links().unwrap());
    });
}

#[test]
fn the_order_of_arrival_has_no_say() {
    over(|place| {
        let mut stories = stories();
        stories.push(Story::new("d", "Sava Post", 5, OREL, 26));
        let mut ledger = place.open();
        for (at, story) in (1..).zip(&stories) {
            add(&mut ledger, story, at);
        }
        let mut there = ledger.links().unwrap();
        let other = Place::sqlite();
        let mut back = other.open();
        for (at, story) in (1..).zip(stories.iter().rev()) {
            add(&mut back, story, at);
        }
        let mut here = back.links().unwrap();
        here.sort();
        there.sort();
        assert_eq!(here, there);
    });
}

#[test]
fn two_that_add_at_once_come_to_the_same() {
    over(|place| {
        let all: Vec<Story> = (0..12)
            .map(|n| {
                let source = ["Orel Times", "Orlan Wire", "Sava Post"][n % 3];
                Story::new(
                    &format!("r{n}"),
                    source,
                    5 + (n / 3) as u32,
                    if n % 2 == 0 { OREL } else { BRODY },
                    20 + n as u32,
                )
            })
            .collect();
        place.open();
        std::thread::scope(|scope| {
            for half in [0, 1] {
                let all = &all;
                scope.spawn(move || {
                    let mut ledger = place.open();
                    // both add the middle ones: whoever comes second finds them there
                    for story in if half == 0 { &all[..8] } else { &all[4..] } {
                        add(&mut ledger, story, 1);
                    }
                });
            }
        });
        let mut both = place.open().links().unwrap();
        let other = Place::sqlite();
        let mut alone = other.open();
        all.iter().for_each(|story| drop(add(&mut alone, story, 1)));
        let mut one = alone.links().unwrap();
        both.sort();
        one.sort();
        assert_eq!(both, one);
        assert_eq!(faults(&mut place.open(), None), []);
    });
}

#[test]
fn sources_that_differ_are_set_side_by_side() {
    over(|place| {
        let mut ledger = place.open();
        let far = Story::new("b", "Orlan Wire", 5, OREL, 40);
        for (at, story) in (1..).zip([&stories()[0], &far]) {
            add(&mut ledger, story, at);
        }
        let id = ledger.links().unwrap()[0].1.clone();
        let shown = ledger.show(&id).unwrap();
        assert_eq!(shown.versions.len(), 2);
        let gathered = &shown.card.gathered;
        assert_eq!((gathered.killed.min, gathered.killed.max), (Some(25), Some(40)));
        assert_eq!(shown.card.disputed(), ["killed"]);
        let sides: Vec<&str> = gathered.disputes[0].sides.iter().map(|side| side.says.as_str()).collect();
        assert_eq!(sides, ["25", "40"]);
        assert_eq!(gathered.disputes[0].sides[0].by, ["medics (Orel Times)"]);
        assert!(!shown.links[0].reasons.is_empty());
        assert_eq!(ledger.search(&Query { disputed: true, ..Query::default() }).unwrap().len(), 1);
    });
}

#[test]
fn a_copy_is_no_second_source() {
    over(|place| {
        let mut ledger = place.open();
        let first = stories()[0].clone();
        // another outlet takes the report over, with another figure put in
        let text = first.text.replace("25 people", "52 people");
        let copy = Story { name: "copy".to_owned(), source: "Sava Post", killed: 52, text, ..first.clone() };
        add(&mut ledger, &first, 1);
        let Added::New { copies, .. } = add(&mut ledger, &copy, 2) else { unreachable!("it is new") };
        assert_eq!(copies.len(), 1);
        let id = ledger.links().unwrap()[0].1.clone();
        let gathered = ledger.show(&id).unwrap().card.gathered;
        assert_eq!((gathered.reports, gathered.independent_reports, gathered.independent_outlets), (2, 1, 1));
    });
}

#[test]
fn decisions_hold_over_what_is_read_and_can_be_undone() {
    over(|place| {
        let mut ledger = place.open();
        for (at, story) in (1..).zip(&stories()) {
            add(&mut ledger, story, at);
        }
        let links = ledger.links().unwrap();
        let (first, other) = (links[0].1.clone(), links[2].1.clone());
        let value = "31".to_owned();
        let corrected = ledger
            .decide(decision(What::Correct { incident: first.clone(), field: Field::Killed, value }), &by(5))
            .unwrap();
        // a later report does not take the correction back
        add(&mut ledger, &Story::new("d", "Sava Post", 5, OREL, 26), 6);
        let card = ledger.show(&first).unwrap().card;
        assert_eq!((card.gathered.killed.min, card.gathered.killed.max), (Some(31), Some(31)));
        assert_eq!(card.gathered.reports, 3);
        ledger.undo(corrected.seq, "the list was of another day", &by(7)).unwrap();
        assert_eq!(ledger.show(&first).unwrap().card.gathered.killed.max, Some(27));
        assert!(matches!(ledger.undo(corrected.seq, "again", &by(7)), Err(LedgerError::NoDecision { .. })));

        let merged = ledger
            .decide(decision(What::Merge { incident: first.clone(), with: vec![other.clone()] }), &by(8))
            .unwrap();
        assert_eq!(ledger.show(&first).unwrap().card.gathered.reports, 4);
        assert_eq!(ledger.show(&other).unwrap().card.id, ledger.show(&first).unwrap().card.id);
        ledger.undo(merged.seq, "two days apart", &by(9)).unwrap();
        assert_eq!(ledger.show(&first).unwrap().card.gathered.reports, 3);
        assert_eq!(ledger.show(&other).unwrap().card.gathered.reports, 1);

        let out = ledger.show(&first).unwrap().versions[2].version.clone();
        ledger.decide(decision(What::Split { incident: first.clone(), versions: vec![out.clone()] }), &by(10)).unwrap();
        assert_eq!(ledger.show(&first).unwrap().card.gathered.reports, 2);
        assert_eq!(ledger.show(&out).unwrap().card.gathered.reports, 1);

        ledger.decide(decision(What::Reject { incident: other.clone() }), &by(11)).unwrap();
        assert!(ledger.search(&Query::default()).unwrap().iter().all(|card| card.id != other));
        let grade = Grade { occurrence: Some("verified".to_owned()), ..Grade::default() };
        ledger.decide(decision(What::Grade { incident: first.clone(), grade }), &by(12)).unwrap();
        let grade = Grade { occurrence: Some("surely".to_owned()), ..Grade::default() };
        let wrong = ledger.decide(decision(What::Grade { incident: first.clone(), grade }), &by(12));
        assert!(wrong.is_err_and(|error| error.to_string().contains("under_verification")));
        assert_eq!(ledger.show(&first).unwrap().card.decisions.len(), 2);
        assert_eq!(faults(&mut ledger, None), []);
    });
}

#[test]
fn what_is_not_the_same_is_never_joined_and_told_by_both() {
    over(|place| {
        let mut ledger = place.open();
        // two of one day and place, with tolls too far apart to be surely one
        let two = [Story::new("a", "Orel Times", 5, OREL, 25), Story::new("c", "Orel Times", 9, BRODY, 3)];
        for (at, story) in (1..).zip(&two) {
            add(&mut ledger, story, at);
        }
        let links = ledger.links().unwrap();
        let (first, other) = (links[0].1.clone(), links[1].1.clone());
        let what = What::Apart { incident: first.clone(), from: vec![other[..9].to_owned()] };
        let apart = ledger.decide(decision(what), &by(3)).unwrap();
        for (one, not) in [(&first, &other), (&other, &first)] {
            let shown = ledger.show(one).unwrap();
            assert_eq!((shown.not_same.len(), &shown.not_same[0].incident), (1, not));
            assert_eq!(shown.not_same[0].entry, apart.seq);
            assert_eq!(shown.card.decisions.iter().map(|made| made.seq).collect::<Vec<_>>(), [apart.seq]);
            let steps = ledger.history(one).unwrap();
            assert_eq!(steps.iter().filter(|event| event.seq == apart.seq).count(), 1);
        }
        assert_eq!(ledger.not_same().unwrap().len(), 1);
        // who was told apart is not merged by mistake
        let merge = What::Merge { incident: first.clone(), with: vec![other.clone()] };
        let refused = ledger.decide(decision(merge.clone()), &by(4)).unwrap_err().to_string();
        assert!(refused.contains(&format!("entry {}", apart.seq)), "{refused}");
        let itself = What::Apart { incident: first.clone(), from: vec![first.clone()] };
        assert!(ledger.decide(decision(itself), &by(4)).unwrap_err().to_string().contains("split"));
        // reports that come later join each of them, and not one with the other
        add(&mut ledger, &Story::new("b", "Orlan Wire", 5, OREL, 27), 5);
        add(&mut ledger, &Story::new("d", "Sava Post", 9, BRODY, 4), 6);
        assert_eq!(ledger.show(&first).unwrap().card.gathered.reports, 2);
        assert_eq!(ledger.show(&other).unwrap().not_same.len(), 1);
        assert_eq!(ledger.show_as_of(&other, "2031-04-02").unwrap().not_same, []);
        assert_eq!(ledger.show_as_of(&other, "2031-04-03").unwrap().not_same.len(), 1);
        assert_eq!(faults(&mut ledger, None), []);
        let undone = ledger.undo(apart.seq, "one attack after all", &by(7)).unwrap();
        for one in [&first, &other] {
            let shown = ledger.show(one).unwrap();
            assert_eq!((shown.not_same.len(), shown.card.decisions.len()), (0, 0));
            assert_eq!(ledger.history(one).unwrap().last().unwrap().seq, undone.seq);
        }
        assert_eq!(ledger.show_as_of(&other, "2031-04-06").unwrap().not_same.len(), 1);
        let [one, two] = [&first, &other].map(|id| ledger.show(id).unwrap().card.gathered.reports);
        ledger.decide(decision(merge), &by(8)).unwrap();
        assert_eq!(ledger.show(&first).unwrap().card.gathered.reports, one + two);
        assert_eq!(faults(&mut ledger, None), []);
    });
}

#[test]
fn what_would_be_joined_by_itself_stays_apart_in_whatever_order_it_comes() {
    over(|place| {
        let (one, two) = (Story::new("a", "Orel Times", 5, OREL, 25), Story::new("b", "Orlan Wire", 5, OREL, 26));
        let between = [Story::new("c", "Sava Post", 5, OREL, 25), Story::new("d", "Valley Post", 5, OREL, 26)];
        let mut came: Vec<Vec<(String, String)>> = Vec::new();
        for turned in [false, true] {
            let other = Place::sqlite();
            let mut ledger = if turned { other.open() } else { place.open() };
            // joined as they come, and parted by a person
            for story in [&one, &two] {
                add(&mut ledger, story, 1);
            }
            let links = ledger.links().unwrap();
            assert_eq!(links[0].1, links[1].1);
            let reports = ledger.reports().unwrap();
            let out = ledger.version_ids(&reports[1]).unwrap();
            let split = What::Split { incident: links[0].1.clone(), versions: out.clone() };
            let split = ledger.decide(decision(split), &by(2)).unwrap();
            let apart = What::Apart { incident: links[0].1.clone(), from: out };
            ledger.decide(decision(apart), &by(3)).unwrap();
            // what keeps them apart is not gone with the first of the two decisions
            ledger.undo(split.seq, "said better now", &by(4)).unwrap();
            let mut more: Vec<&Story> = between.iter().collect();
            if turned {
                more.reverse();
            }
            for story in more {
                add(&mut ledger, story, 5);
            }
            let mut links = ledger.links().unwrap();
            assert_ne!(links[0].1, links[1].1);
            assert!(ledger.pairs(10).unwrap().is_empty());
            assert_eq!(faults(&mut ledger, None), []);
            links.sort();
            came.push(links);
        }
        assert_eq!(came[0], came[1]);
    });
}

#[test]
fn the_past_can_be_asked_for() {
    over(|place| {
        let mut ledger = place.open();
        for (at, story) in (1..).zip(&stories()) {
            add(&mut ledger, story, at);
        }
        let id = ledger.links().unwrap()[0].1.clone();
        let value = "31".to_owned();
        ledger.decide(decision(What::Correct { incident: id.clone(), field: Field::Killed, value }), &by(20)).unwrap();
        let killed = |ledger: &mut Ledger, at: &str| {
            let card = ledger.show_as_of(&id, at).unwrap().card;
            (card.gathered.reports, card.gathered.killed.min, card.gathered.killed.max)
        };
        assert_eq!(killed(&mut ledger, "2031-04-01"), (1, Some(25), Some(25)));
        assert_eq!(killed(&mut ledger, "2031-04-02"), (2, Some(25), Some(27)));
        assert_eq!(killed(&mut ledger, "2031-04-20"), (2, Some(31), Some(31)));
        assert!(ledger.show_as_of(&id, "2031-03-31").is_err());
    });
}

#[test]
fn incidents_are_found() {
    over(|place| {
        let mut ledger = place.open();
        for (at, story) in (1..).zip(&stories()) {
            add(&mut ledger, story, at);
        }
        let mut count = |query: Query| ledger.search(&query).unwrap().len();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(count(Query { words: text("medics brody"), ..Query::default() }), 1);
        assert_eq!(count(Query { words: text("\" OR *"), ..Query::default() }), 0);
        assert_eq!(count(Query { from: text("2031-03-06"), ..Query::default() }), 1);
        assert_eq!(count(Query { to: text("2031-03-06"), ..Query::default() }), 1);
        assert_eq!(count(Query { place: text("oRel"), ..Query::default() }), 1);
        assert_eq!(count(Query { within: Some(Within { lat: 51.3, lon: 33.4, km: 20.0 }), ..Query::default() }), 1);
        assert_eq!(count(Query { within: Some(Within { lat: 51.3, lon: 33.4, km: 5.0 }), ..Query::default() }), 0);
        assert_eq!(count(Query { actor: text("orlan"), ..Query::default() }), 2);
        assert_eq!(count(Query { kind: text("air_strike"), ..Query::default() }), 0);
        assert_eq!(count(Query { min_killed: Some(10), ..Query::default() }), 1);
        assert_eq!(count(Query { status: text("single_source"), ..Query::default() }), 1);
        assert_eq!(count(Query { most: Some(1), ..Query::default() }), 1);
    });
}

#[test]
fn what_lies_in_the_box_alone_takes_no_place_from_what_lies_in_the_circle() {
    over(|place| {
        let mut ledger = place.open();
        // later, and in the corner of the box around the circle
        let far = ("Marsh", 51.2 + 0.17, 33.4 + 0.27);
        for (at, day) in (1..).zip([20, 21, 22]) {
            add(&mut ledger, &Story::new(&format!("far{day}"), "Orel Times", day, far, 2), at);
        }
        add(&mut ledger, &Story::new("near", "Orlan Wire", 5, OREL, 25), 4);
        let within = Some(Within { lat: 51.2, lon: 33.4, km: 20.0 });
        let query = Query { within, most: Some(1), ..Query::default() };
        let found: Vec<String> = ledger.search(&query).unwrap().into_iter().map(|card| card.id).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found, ledger.found(&query).unwrap());
    });
}

#[test]
fn a_query_holds_of_what_it_finds_and_of_nothing_else() {
    over(|place| {
        let mut ledger = place.open();
        for (at, story) in (1..).zip(&stories()) {
            add(&mut ledger, story, at);
        }
        let text = |text: &str| Some(text.to_owned());
        let all = ledger.search(&Query::default()).unwrap();
        for query in [
            Query { from: text("2031-03-06"), ..Query::default() },
            Query { to: text("2031-03-06"), ..Query::default() },
            Query { place: text("oRel"), ..Query::default() },
            Query { place: text("or_l"), ..Query::default() },
            Query { place: text("%"), ..Query::default() },
            Query { outlet: text("orel t"), ..Query::default() },
            Query { within: Some(Within { lat: 51.3, lon: 33.4, km: 20.0 }), ..Query::default() },
            Query { actor: text("orlan"), ..Query::default() },
            Query { kind: text("air_strike"), ..Query::default() },
            Query { min_killed: Some(10), ..Query::default() },
            Query { status: text("single_source"), ..Query::default() },
            Query { status: text("rejected"), ..Query::default() },
            Query { disputed: true, ..Query::default() },
            Query { main: true, ..Query::default() },
        ] {
            let found = ledger.search(&query).unwrap();
            let held: Vec<_> =
                all.iter().filter(|card| query.wanted().holds(*card, card.is_rejected())).cloned().collect();
            assert_eq!(found, held, "{query:?}");
            assert_eq!(ledger.found(&query).unwrap(), held.iter().map(|card| card.id.clone()).collect::<Vec<_>>());
        }
    });
}

#[test]
fn a_correction_that_is_not_understood_is_told() {
    over(|place| {
        let mut ledger = place.open();
        add(&mut ledger, &stories()[0], 1);
        let incident = ledger.links().unwrap()[0].1.clone();
        // as a program of another time wrote it, whose journal is taken over
        let body = format!(
            r#"{{"decision":"correct","incident":"{incident}","field":"killed","value":"a score","reason":"counted"}}"#
        );
        let head = ledger.head().unwrap();
        let hash = head.next(&by(2), Kind::Decision, &body);
        let By { who, at } = by(2);
        let entry = Entry { seq: head.seq + 1, at, who, kind: Kind::Decision, body, hash };
        ledger.replay(&entry, None).unwrap();
        let card = ledger.show(&incident).unwrap().card;
        assert_eq!(card.gathered.killed.max, Some(25));
        let told = format!(
            "decision {}: its correction is not applied: \"a score\" is no number of people; give it as 25, 20-30, 25+ or -10; undo it and decide anew",
            entry.seq
        );
        assert_eq!(card.problems, [told]);
        let faults = faults(&mut ledger, None);
        assert_eq!((faults.len(), faults[0].table), (1, "decisions"));
        ledger.undo(entry.seq, "not understood", &by(3)).unwrap();
        assert!(ledger.show(&incident).unwrap().card.problems.is_empty());
    });
}

#[test]
fn a_signed_head_tells_of_a_tail_that_is_cut() {
    over(|place| {
        let keys = tempfile::tempdir().unwrap();
        let signer = Signer::open(&keys.path().join("signing.key")).unwrap();
        let mut ledger = place.open();
        for (at, story) in (1..).zip(&stories()) {
            add(&mut ledger, story, at);
        }
        let head = ledger.sign(&signer, &by(4)).unwrap();
        let verified = ledger.verify(Some(&head)).unwrap();
        assert_eq!(verified.faults, []);
        assert_eq!((verified.signed, verified.reports), (head.seq, 3));
        assert_eq!(ledger.prove(2).unwrap().check(), Ok(()));
        assert!(ledger.prove(head.seq + 1).is_err());
        let other = Head { seq: head.seq + 1, hash: head.hash.clone() };
        assert!(faults(&mut ledger, Some(&other))[0].what.contains("the tail is cut off"));
        let other = Head { seq: 2, hash: head.hash };
        assert!(faults(&mut ledger, Some(&other))[0].what.contains("kept elsewhere"));
    });
}

#[test]
fn a_ledger_that_is_not_there_is_not_made_by_looking() {
    let place = Place::sqlite();
    assert!(
        Ledger::open(&place.at, Open::Existing).is_err_and(|error| error.to_string().contains("there is no ledger"))
    );
    assert!(!std::path::Path::new(&place.at).exists());
}

#[test]
fn words_that_most_reports_hold_find_the_same_as_rare_ones() {
    over(|place| {
        let mut ledger = place.open();
        let reports: Vec<_> = (0..9)
            .map(|n| Story::new(&format!("r{n}"), "Orel Times", 3 + n, if n % 2 == 0 { OREL } else { BRODY }, 3 + n))
            .map(|story| story.reading())
            .collect();
        let arrivals: Vec<_> = reports.iter().map(|reading| Arrival { reading, original: None }).collect();
        ledger.add_all(&arrivals, &by(1)).unwrap();
        let ids = |ledger: &mut Ledger, most| {
            let query = Query { words: Some("residents cellars".to_owned()), most, ..Query::default() };
            ledger.search(&query).unwrap().into_iter().map(|card| card.id).collect::<Vec<_>>()
        };
        let all = ids(&mut ledger, None);
        assert!(all.len() > 2, "{all:?}");
        for most in 1..3 {
            assert_eq!(ids(&mut ledger, Some(most)), all[..most as usize]);
        }
    });
}

#[test]
fn common_words_are_found_however_late_their_incidents_come() {
    let mut ledger = Place::sqlite().open();
    // the older half has the words, far enough down that they are not among the incidents that are looked at first
    let reading = |n: u32| {
        let source = if n < 300 { "Orel Times" } else { "Orlan Wire" };
        let mut story =
            Story::new(&format!("r{n}"), source, 1, (OREL.0, 10.0 + f64::from(n % 50), f64::from(n / 50)), 3 + n);
        story.day = format!("{}-{:02}-{:02}", 2000 + n / 12, 1 + n % 12, 1 + n % 28);
        story.published.clone_from(&story.day);
        story.reading()
    };
    let reports: Vec<_> = (0..600).map(reading).collect();
    let arrivals: Vec<_> = reports.iter().map(|reading| Arrival { reading, original: None }).collect();
    ledger.add_all(&arrivals, &by(1)).unwrap();
    let within = Some(Within { lat: 30.0, lon: 3.0, km: 2000.0 });
    for base in
        [Query::default(), Query { within, ..Query::default() }, Query { min_killed: Some(100), ..Query::default() }]
    {
        let base = Query { words: Some("residents cellars".to_owned()), ..base };
        let mut ids = |most| {
            let found = ledger.search(&Query { most, ..base.clone() }).unwrap();
            found.into_iter().map(|card| card.id).collect::<Vec<_>>()
        };
        let all = ids(None);
        assert!(all.len() > 50, "{}", all.len());
        assert_eq!(ids(Some(7)), all[..7]);
    }
}
