//! A whole explanation, from rooms filled by hand.

use std::collections::BTreeMap;

use serde_json::json;
use truceline_extract::{Claimed, Counted, Event, Extracted};
use truceline_ground::places::Offset;
use truceline_ground::times::Times;
use truceline_ground::{Grounded, Nearby};
use truceline_parse::Parse;
use truceline_reconcile::{Reconciled, why};
use truceline_record::{
    Act, Claim, ClaimSays, Codes, DateRange, Dispute, IncidentType, MadeBy, Place, Quote, Reading, Reality, Report,
    Span, Statement, TollWho,
};

use super::*;
use crate::explained::{Candidate, Found, Known, Standing};
use crate::pretty::Places;
use crate::reader::Rooms;

const PLAIN_80: Look = Look { width: 80, colour: false, places: Places::Lines };

const TEXT: &str = "\
Shells fall on Sarnem market

The army shelled the market of Sarnem on Tuesday and killed at least 14 people, rescuers said on Wednesday.

Colonel Edran Holm denied the shelling. The monitors counted nine dead in the attack.
";

fn at(part: &str) -> Span {
    let start = TEXT.find(part).unwrap_or_else(|| panic!("{part:?} is not in the text")) as u32;
    Span::new(start, start + part.len() as u32)
}

fn event(trigger: &str, sentence: usize, by: Option<usize>) -> Event {
    Event { odds: 4.0, main: -0.6, by, sentence, ..Event::new(at(trigger), IncidentType::Shelling) }
}

fn said(id: &str, speaker: &str, cue: &str, content: &str, act: Act) -> Statement {
    Statement {
        id: id.to_owned(),
        speaker: vec![at(speaker)],
        speaker_name: None,
        cue: vec![at(cue)],
        content: vec![at(content)],
        quote: Quote::Indirect,
        act,
        addressee: vec![],
        within: None,
    }
}

fn counted(words: &str, min: u64, max: Option<u64>, by: Option<usize>) -> Counted {
    Counted {
        who: TollWho::Total,
        min: Some(min),
        max,
        approximate: false,
        span: at(words),
        by,
        odds: 1.0,
        struck: false,
        known: false,
        group: None,
    }
}

/// A shelling that rescuers tell of, an officer denies and the narrator counts the dead of.
fn extracted() -> Extracted {
    let shelled = "The army shelled the market of Sarnem on Tuesday and killed at least 14 people";
    let statements = vec![
        said("s1", "rescuers", "said", shelled, Act::Assert),
        said("s2", "Colonel Edran Holm", "denied", "the shelling", Act::Deny),
        said("s3", "The monitors", "counted", "nine dead in the attack", Act::Assert),
    ];
    let claim = |statement, says, odds| Claimed { statement, says, odds };
    let first = Event {
        actors: vec![at("The army")],
        targets: vec![at("the market of Sarnem")],
        places: vec![at("Sarnem on").start].into_iter().map(|s| Span::new(s, s + 6)).collect(),
        dates: vec![at("on Tuesday")],
        killed: vec![counted("at least 14 people", 14, None, Some(0))],
        claims: vec![claim(0, ClaimSays::Responsible, 2.25), claim(0, ClaimSays::Intentional, -0.75)],
        main: 3.5,
        ..event("shelled", 1, Some(0))
    };
    let second = Event { claims: vec![claim(1, ClaimSays::NotResponsible, 0.02)], ..event("shelling", 2, Some(1)) };
    let third = Event {
        kind: IncidentType::OtherViolence,
        killed: vec![counted("nine", 9, Some(9), Some(2))],
        ..event("attack", 3, Some(2))
    };
    let same = vec![vec![9.0, 4.0, 2.0], vec![4.0, 9.0, 1.0], vec![2.0, 1.0, 9.0]];
    let sentences = vec![
        at("Shells fall on Sarnem market"),
        at(
            "The army shelled the market of Sarnem on Tuesday and killed at least 14 people, rescuers said on Wednesday.",
        ),
        at("Colonel Edran Holm denied the shelling."),
        at("The monitors counted nine dead in the attack."),
    ];
    Extracted { sentences, statements, events: vec![first, second, third], same, ..Extracted::default() }
}

fn grounded() -> Grounded {
    let day = Some("2031-03-04".to_owned());
    let date =
        DateRange { start: day.clone(), end: day, precision: Some("day".to_owned()), spans: vec![at("on Tuesday")] };
    let place = Span::new(at("Sarnem on").start, at("Sarnem on").start + 6);
    let sarnem = Place {
        name: Some("Sarnem".to_owned()),
        admin: Some("Upper Kair".to_owned()),
        country: Some("Kestova".to_owned()),
        lat: Some(35.5),
        lon: Some(37.25),
        precision: Some("exact".to_owned()),
        spans: vec![place],
    };
    Grounded {
        dates: BTreeMap::from([(at("on Tuesday"), date)]),
        places: BTreeMap::from([(place, sarnem)]),
        names: BTreeMap::from([(at("The army"), "Kestovan Army".to_owned())]),
        nearby: vec![Nearby::default(); 3],
        ..Grounded::default()
    }
}

/// The incident that it is, by hand: how mentions become one is not this room's to test.
fn shelling() -> Incident {
    let place = grounded().places.into_values().next();
    let date = grounded().dates.into_values().next();
    let incident = json!({
        "id": "i1", "main": true, "type": "shelling", "reality": "actual", "date": date, "place": place,
        "triggers": [at("shelled"), at("shelling"), at("attack")],
        "actors": [{"name": "Kestovan Army", "spans": [at("The army")], "by": "s1"}],
        "targets": [{"name": "market of Sarnem", "spans": [at("the market of Sarnem")]}],
        "killed": [
            {"who": "total", "min": 14, "max": null, "spans": [at("at least 14 people")], "by": "s1"},
            {"who": "total", "min": 9, "max": 9, "spans": [at("nine")], "by": "s3"},
        ],
        "injured": [],
        "claims": [
            {"by": "s1", "says": "responsible", "party": "Kestovan Army"},
            {"by": "s2", "says": "not_responsible", "party": "Kestovan Army"},
            {"by": "s3", "says": "happened", "party": null},
        ],
        "toll": {"killed": {"min": 9, "max": null}, "injured": {"min": null, "max": null}},
    });
    serde_json::from_value(incident).unwrap()
}

/// One of which no more is known than that it is one.
fn attack() -> Incident {
    let claims = vec![Claim { by: None, says: ClaimSays::Happened, party: None }];
    let (actors, targets, killed) = (vec![], vec![], vec![]);
    Incident { triggers: vec![at("attack")], date: None, place: None, actors, targets, killed, claims, ..shelling() }
}

fn disputes() -> Vec<Dispute> {
    let disputes = json!([
        {"incident": "i1", "aspect": "killed", "sides": [{"by": "s1", "says": "at least 14 people"}, {"by": "s3", "says": "nine"}]},
        {"incident": "i1", "aspect": "responsibility", "sides": [
            {"by": "s1", "says": "Kestovan Army did it"},
            {"by": "s2", "says": "Kestovan Army did not do it"},
        ]},
        {"incident": "i2", "aspect": "occurrence", "sides": []},
    ]);
    serde_json::from_value(disputes).unwrap()
}

fn explained(extracted: Extracted, incidents: Vec<Incident>, disputes: Vec<Dispute>) -> Explained {
    let report = Report {
        id: "wire.txt".to_owned(),
        title: Some("Shells fall on Sarnem market".to_owned()),
        published: Some("2031-03-05".to_owned()),
        text: TEXT.to_owned(),
        ..Report::default()
    };
    let grounded = grounded();
    let reading = Reading {
        day: None,
        report: report.clone(),
        sentences: extracted.sentences.clone(),
        mentions: vec![],
        entities: vec![],
        times: vec![],
        statements: extracted.statements.clone(),
        incidents,
        disputes,
        figures: vec![],
        agreements: vec![],
        summary: vec![],
        problems: vec![],
        made_by: MadeBy { version: "0.0.0".to_owned(), model: "encoder 01".to_owned(), lexicon: String::new() },
    };
    let whys = why(TEXT, &extracted, &grounded, &reading.incidents);
    let candidate = |name: &str, unit: &str, score: f64| Candidate {
        name: name.to_owned(),
        feature: "settlement",
        within: vec![unit.to_owned(), "Kestova".to_owned()],
        id: format!("own:{}", score as u32),
        score,
        parts: vec![("what it is and how large", 4.5), ("the report's other places", -0.5)],
    };
    let found = Found {
        looked_up: "Sarnem".to_owned(),
        standing: Standing::First,
        offset: Offset::At,
        candidates: vec![candidate("Sarnem", "Upper Kair", 4.0), candidate("Sarnim", "Lower Kair", 3.0)],
    };
    let known = Known { id: "kestova_army".to_owned(), alias: "army".to_owned(), how: "the words describe it" };
    Explained {
        places: reading.incidents.iter().map(|_| Some(found.clone())).collect(),
        names: BTreeMap::from([(at("The army"), known)]),
        judged: vec![Some(Reality::Actual), Some(Reality::Hypothetical), None],
        codes: Codes::bundled().unwrap(),
        reading,
        whys,
        rooms: Rooms {
            report,
            problems: vec![],
            parse: Parse::default(),
            times: Times::default(),
            extracted,
            grounded,
            reconciled: Reconciled::default(),
        },
    }
}

fn story() -> Explained {
    explained(extracted(), vec![shelling()], disputes())
}

#[test]
fn an_incident_value_by_value() {
    insta::assert_snapshot!(explain(&story(), &[0], PLAIN_80));
}

#[test]
fn an_incident_of_which_nothing_is_told() {
    let events = Extracted { events: vec![event("attack", 3, None)], same: vec![vec![9.0]], ..extracted() };
    let bare = Explained { places: vec![None], ..explained(events, vec![attack()], vec![]) };
    insta::assert_snapshot!(explain(&bare, &[0], PLAIN_80));
}

#[test]
fn a_report_without_incidents_says_so() {
    let shown = explain(&explained(extracted(), vec![], vec![]), &[], PLAIN_80);
    assert!(shown.ends_with("\nNo incidents: nothing in this report was read as one.\n"), "{shown}");
}

#[test]
fn colour_changes_nothing_but_colour() {
    let story = story();
    let mut bare = String::new();
    let mut rest = explain(&story, &[0], Look { colour: true, ..PLAIN_80 });
    assert!(rest.contains('\u{1b}'));
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = after.split_once('m').unwrap().1.to_owned();
    }
    bare.push_str(&rest);
    assert_eq!(bare, explain(&story, &[0], PLAIN_80));
}

#[test]
fn every_line_fits_every_width() {
    let story = story();
    for width in 40..120 {
        for line in explain(&story, &[0], Look { width, ..PLAIN_80 }).lines() {
            assert!(textwrap::core::display_width(line) <= width, "{width}: {line:?}");
        }
    }
}
