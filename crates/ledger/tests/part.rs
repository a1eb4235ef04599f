//! What people of a role see of a ledger in which reports are restricted.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{BRODY, OREL, Place, Story, add, by, over, sound};
use truceline_ledger::{
    Added, Arrival, By, Card, Decision, Field, Head, Ledger, LedgerError, Mark, Original, Part, Query, Role, What,
    store::Open,
};
use truceline_record::{LogRow, Span};

fn stories() -> [Story; 4] {
    [
        Story::new("h", "Sava Post", 4, OREL, 31),
        Story::new("a", "Orel Times", 5, OREL, 25),
        Story::new("b", "Orlan Wire", 5, OREL, 27),
        Story::new("c", "Orel Times", 9, BRODY, 3),
    ]
}

/// The first of the stories tells of what the next two tell, and is published first: the incident has its id.
fn four(ledger: &mut Ledger) -> Vec<String> {
    let mut stories = stories();
    stories[0].day = "2031-03-05".to_owned();
    stories[0].text = stories[0].text.replace("2031-03-04", "2031-03-05");
    for (at, story) in (1..).zip(&stories) {
        add(ledger, story, at);
    }
    ledger.reports().unwrap()
}

fn decide(ledger: &mut Ledger, what: What) -> Head {
    ledger.decide(Decision { what, reason: "as the list shows".to_owned() }, &by(9)).unwrap()
}

fn restrict(ledger: &mut Ledger, report: &str, to: Role) -> Head {
    decide(ledger, What::Restrict { report: report.to_owned(), to })
}

fn part(place: &Place, role: Role) -> Part {
    Part::new(Ledger::open(&place.at, Open::ToLook).unwrap(), role).unwrap()
}

fn cards(ledger: &mut Ledger) -> Vec<Card> {
    ledger.search(&Query::default()).unwrap()
}

fn killed(ledger: &mut Ledger) -> Vec<(Option<u32>, Option<u32>)> {
    cards(ledger).iter().map(|card| (card.gathered.killed.min, card.gathered.killed.max)).collect()
}

#[test]
fn a_part_is_as_if_what_is_restricted_had_never_come_in() {
    over(|place| {
        let mut whole = place.open();
        let reports = four(&mut whole);
        assert_eq!(killed(&mut whole), [(Some(3), Some(3)), (Some(25), Some(31))]);
        restrict(&mut whole, &reports[0], Role::Editor);
        let elsewhere = Place::sqlite();
        let mut other = elsewhere.open();
        for (at, story) in (2..).zip(&stories()[1..]) {
            add(&mut other, story, at);
        }
        for role in [Role::Viewer, Role::Analyst] {
            let mut part = part(place, role);
            assert_eq!(part.left_out(), 1);
            let seen = part.ledger();
            assert_eq!(cards(seen), cards(&mut other));
            assert_eq!(seen.links().unwrap(), other.links().unwrap());
            assert_eq!(seen.sources().unwrap(), other.sources().unwrap());
            assert_eq!(seen.head().unwrap().seq, other.head().unwrap().seq);
            sound(seen);
            for card in cards(seen) {
                assert_eq!(
                    serde_json::to_value(seen.show(&card.id).unwrap()).unwrap(),
                    serde_json::to_value(other.show(&card.id).unwrap()).unwrap()
                );
            }
        }
        let mut editors = part(place, Role::Editor);
        assert_eq!(editors.left_out(), 0);
        assert_eq!(cards(editors.ledger()), cards(&mut whole));
        assert_eq!(editors.ledger().listing(&reports[0]).unwrap().restricted, Some(Role::Editor));
        sound(&mut whole);
    });
}

#[test]
fn a_part_follows_the_whole_until_what_is_restricted_is_other() {
    over(|place| {
        let mut whole = place.open();
        let reports = four(&mut whole);
        let to_analysts = restrict(&mut whole, &reports[0], Role::Analyst);
        let mut viewers = part(place, Role::Viewer);
        add(&mut whole, &Story::new("d", "Sava Post", 12, BRODY, 7), 5);
        assert!(viewers.follow().unwrap());
        assert_eq!(viewers.ledger().reports().unwrap().len(), 4);
        // what is in it is restricted from now on
        let to_editors = restrict(&mut whole, &reports[1], Role::Editor);
        assert!(!viewers.follow().unwrap());
        let mut viewers = part(place, Role::Viewer);
        assert_eq!(viewers.left_out(), 2);
        assert_eq!(part(place, Role::Analyst).left_out(), 1);
        // the highest of several holds; undone, the other does
        let higher = restrict(&mut whole, &reports[0], Role::Administrator);
        assert_eq!(whole.restrictions().unwrap()[&reports[0]].to, Role::Administrator);
        assert_eq!(part(place, Role::Editor).left_out(), 1);
        whole.undo(higher.seq, "no longer", &by(9)).unwrap();
        assert_eq!(whole.restrictions().unwrap()[&reports[0]].to, Role::Analyst);
        assert!(viewers.follow().unwrap());
        // and what is not in it no longer is
        whole.undo(to_analysts.seq, "no longer", &by(9)).unwrap();
        whole.undo(to_editors.seq, "no longer", &by(9)).unwrap();
        assert!(!viewers.follow().unwrap());
        let mut all = part(place, Role::Viewer);
        assert_eq!((all.left_out(), cards(all.ledger())), (0, cards(&mut whole)));
    });
}

#[test]
fn what_people_wrote_knowing_a_restricted_report_is_left_out_with_it() {
    over(|place| {
        let mut whole = place.open();
        let reports = four(&mut whole);
        let version = |ledger: &mut Ledger, report: &str| ledger.version_ids(report).unwrap().remove(0);
        let (h, a, c) =
            (version(&mut whole, &reports[0]), version(&mut whole, &reports[1]), version(&mut whole, &reports[3]));
        // on the version of the restricted report, on that of another which was one with it, on what it never told of, and on both
        decide(&mut whole, What::Annotate { incident: h.clone(), note: "canary one".to_owned() });
        decide(&mut whole, What::Correct { incident: a.clone(), field: Field::Killed, value: "31".to_owned() });
        decide(&mut whole, What::Annotate { incident: c.clone(), note: "plain".to_owned() });
        decide(&mut whole, What::Apart { incident: h, from: vec![c.clone()] });
        let mark = Mark::Value {
            of: Span::new(0, 8),
            field: Field::Injured,
            words: vec![Span::new(9, 15)],
            value: "5".to_owned(),
            counted: None,
            by: None,
        };
        decide(&mut whole, What::Mark { report: reports[0].clone(), mark });
        restrict(&mut whole, &reports[0], Role::Editor);
        let mut analysts = part(place, Role::Analyst);
        let seen = analysts.ledger();
        assert_eq!(killed(seen), [(Some(3), Some(3)), (Some(25), Some(27))]);
        let told = serde_json::to_string(&seen.journal(0, 100).unwrap()).unwrap();
        assert!(!told.contains("canary") && !told.contains("restrict") && told.contains("plain"), "{told}");
        // what an analyst decides is known by what an analyst sees, and holds for all
        let (ana, what) = (By { who: "Ana".to_owned(), at: "2031-05-01T08:00:00Z".to_owned() }, |value: &str| {
            What::Correct { incident: a.clone(), field: Field::Killed, value: value.to_owned() }
        });
        let decided = |what: What| Decision { what, reason: "the list".to_owned() };
        let made = analysts.decide(&mut whole, decided(what("26")), Role::Analyst, &ana).unwrap();
        assert_eq!(killed(analysts.ledger())[1], (Some(26), Some(26)));
        assert_eq!(killed(&mut whole)[1], (Some(26), Some(26)));
        assert_ne!(made.seq, whole.head().unwrap().seq);
        assert!(analysts.follow().unwrap());
        let mut again = part(place, Role::Analyst);
        assert_eq!(cards(again.ledger()), cards(analysts.ledger()));
        // it is undone by its number there
        analysts.undo(&mut whole, made.seq, "not the list", &ana).unwrap();
        assert_eq!(killed(analysts.ledger())[1], (Some(25), Some(27)));
        assert_eq!(killed(&mut whole)[1], (Some(31), Some(31)));
        let twice = analysts.undo(&mut whole, made.seq, "again", &ana);
        assert!(matches!(twice, Err(LedgerError::NoDecision { .. })), "{twice:?}");
        // what is bound is what was seen to belong together
        let incident = cards(analysts.ledger())[1].id.clone();
        analysts.decide(&mut whole, decided(What::Confirm { incident }), Role::Analyst, &ana).unwrap();
        let last = whole.head().unwrap().seq;
        let bound = whole.journal(last - 1, 1).unwrap().remove(0).body;
        assert!(!bound.contains(&version(&mut whole, &reports[0])), "{bound}");
        let told = serde_json::to_string(&analysts.ledger().journal(0, 100).unwrap()).unwrap();
        assert!(bound.contains("sight") && !told.contains("sight"), "{told}");
        sound(analysts.ledger());
        sound(&mut whole);
    });
}

#[test]
fn what_is_added_again_comes_to_what_it_would_without_what_is_restricted() {
    over(|place| {
        let mut whole = place.open();
        let reports = four(&mut whole);
        restrict(&mut whole, &reports[1], Role::Editor);
        let mut analysts = part(place, Role::Analyst);
        let readings =
            [stories()[1].reading(), stories()[3].reading(), Story::new("e", "Sava Post", 9, BRODY, 4).reading()];
        let arrivals: Vec<Arrival<'_>> = readings.iter().map(|reading| Arrival { reading, original: None }).collect();
        let came = analysts.add_all(&mut whole, &arrivals, None, &by(10)).unwrap();
        // what is restricted seems new, and is not kept twice
        assert!(
            matches!(&came[0], Added::New { report, incidents, .. } if *report == reports[1] && incidents[0].shared)
        );
        assert!(matches!(&came[1], Added::Known { report } if *report == reports[3]));
        assert!(matches!(&came[2], Added::New { incidents, .. } if incidents[0].shared));
        assert_eq!((whole.reports().unwrap().len(), analysts.ledger().reports().unwrap().len()), (5, 4));
        sound(analysts.ledger());
    });
}

#[test]
fn a_file_that_holds_a_restricted_report_is_not_given_with_the_others_of_it() {
    over(|place| {
        let mut whole = place.open();
        let file = Original::from(b"both reports".to_vec());
        let readings = stories().map(|story| story.reading());
        for reading in &readings[..2] {
            whole.add(&Arrival { reading, original: Some(file.clone()) }, &by(1)).unwrap();
        }
        let reports = whole.reports().unwrap();
        let mut before = part(place, Role::Viewer);
        assert!(before.ledger().listing(&reports[0]).unwrap().original.is_some());
        restrict(&mut whole, &reports[1], Role::Analyst);
        assert!(!before.follow().unwrap());
        let mut viewers = part(place, Role::Viewer);
        assert_eq!(viewers.ledger().listing(&reports[0]).unwrap().original, None);
    });
}

#[test]
fn a_row_of_a_log_stays_restricted_when_it_is_changed() {
    over(|place| {
        let mut whole = place.open();
        let row = |killed: u32| {
            let mut reading = Story::new("log#7", "Sava Post", 9, BRODY, killed).reading();
            reading.report.row = Some(LogRow {
                log: "valley".to_owned(),
                key: "7".to_owned(),
                values: killed.to_string(),
                ..LogRow::default()
            });
            reading
        };
        whole.add(&Arrival { reading: &row(3), original: None }, &by(1)).unwrap();
        let first = whole.reports().unwrap().remove(0);
        restrict(&mut whole, &first, Role::Editor);
        let mut analysts = part(place, Role::Analyst);
        whole.add(&Arrival { reading: &row(4), original: None }, &by(2)).unwrap();
        assert_eq!(whole.restrictions().unwrap().len(), 2);
        assert!(analysts.follow().unwrap());
        assert_eq!((analysts.left_out(), analysts.ledger().reports().unwrap().len()), (2, 0));
    });
}

#[test]
fn nobody_is_left_to_restrict_for_below_analysts() {
    let place = Place::sqlite();
    let mut whole = place.open();
    let reports = four(&mut whole);
    let what = What::Restrict { report: reports[0].clone(), to: Role::Viewer };
    let refused = whole.decide(Decision { what, reason: "none".to_owned() }, &by(9));
    assert!(matches!(&refused, Err(LedgerError::Decision(why)) if why.contains("analyst")), "{refused:?}");
    let what = What::Restrict { report: "nowhere".to_owned(), to: Role::Editor };
    let missing = whole.decide(Decision { what, reason: "none".to_owned() }, &by(9));
    assert!(matches!(missing, Err(LedgerError::NoReport { .. })), "{missing:?}");
}
