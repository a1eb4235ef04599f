//! What is protected is in no export, whatever the format.
#![allow(clippy::unwrap_used)]

mod common;

use common::{
    CANARY, CLINIC, QUOTES, Story, TIMES, WIRE, add, by, decide, empty, incident_at, out_of, protect, text_of, unpacked,
};
use truceline_export::{ExportError, Format, Request, View, export};
use truceline_ledger::{Field, Ledger, Mark, Outlet, Protected, Query, What, Within};
use truceline_record::Span;

fn full() -> Ledger {
    let mut ledger = empty();
    add(&mut ledger, &[WIRE, TIMES, CANARY, QUOTES, CLINIC]);
    let orel = incident_at(&mut ledger, "Orel");
    decide(&mut ledger, What::Annotate { incident: orel, note: "heard on canary radio too".into() }, 3);
    ledger
}

#[test]
fn canaries_are_seen_where_nothing_is_protected() {
    for format in [Format::Csv, Format::Geojson, Format::Bundle, Format::Annotation] {
        let out = unpacked(&out_of(&mut full(), format, None).0).to_lowercase();
        assert!(out.contains("canary"), "{}", format.name());
    }
}

#[test]
fn a_protected_source_is_in_no_export() {
    let mut ledger = full();
    let ids: Vec<String> = ledger.reports().unwrap();
    let canary = ids.iter().find(|id| ledger.reading(id).unwrap().report.id == CANARY.name).cloned().unwrap();
    let versions = ledger.version_ids(&canary).unwrap();
    let brody = incident_at(&mut ledger, "Brody");
    let orel = incident_at(&mut ledger, "Orel");
    decide(&mut ledger, What::Apart { incident: orel, from: vec![brody.clone()] }, 4);
    decide(&mut ledger, What::Annotate { incident: brody, note: "to be asked again".into() }, 4);
    protect(&mut ledger, Protected::Source, "Canary Radio");
    for format in Format::ALL {
        let (bytes, _) = out_of(&mut ledger, format, None);
        let out = unpacked(&bytes).to_lowercase();
        assert!(!out.contains("canary"), "{}: {out}", format.name());
        for id in versions.iter().chain([&canary]) {
            assert!(!out.contains(id.as_str()), "{}: an id that the report can be told by", format.name());
        }
    }
    // what it tells stays
    let table = text_of(&mut ledger, Format::Csv);
    assert!(table.contains("a protected source") && table.contains("Brody"));
}

#[test]
fn what_a_person_marked_is_held_back_like_what_was_read() {
    let mut ledger = full();
    let report = ledger.reports().unwrap().remove(0);
    let orel = incident_at(&mut ledger, "Orel");
    let actor = Mark::Value {
        of: Span::new(0, 8),
        field: Field::Actors,
        words: vec![Span::new(9, 15)],
        value: "Canary Radio".into(),
        counted: None,
        by: None,
    };
    decide(&mut ledger, What::Mark { report: report.clone(), mark: actor }, 4);
    assert!(text_of(&mut ledger, Format::Geojson).contains("Canary Radio"));
    protect(&mut ledger, Protected::Source, "Canary Radio");
    for format in Format::ALL {
        let out = unpacked(&out_of(&mut ledger, format, None).0).to_lowercase();
        assert!(!out.contains("canary"), "{}", format.name());
    }
    let mut view = View::new(&mut ledger).unwrap();
    assert!(view.report(&report).is_err(), "a name that a person wrote into it closes it");
    let actors = view.show(&orel, None).unwrap().card.gathered.actors;
    assert_eq!(actors, ["Orlan army", "a protected source"]);
    let query = Query { actor: Some("canary".into()), ..Query::default() };
    assert!(view.search(&query).unwrap().is_empty());
}

#[test]
fn an_outlet_that_is_described_as_protected_is_in_no_export() {
    let mut ledger = full();
    let outlet =
        Outlet { name: "Canary".into(), names: vec!["Canary Radio".into()], protected: true, ..Outlet::default() };
    ledger.describe(&outlet, &by(4)).unwrap();
    for format in Format::ALL {
        let out = unpacked(&out_of(&mut ledger, format, None).0).to_lowercase();
        assert!(!out.contains("canary"), "{}", format.name());
    }
}

#[test]
fn a_protected_place_is_given_by_its_region_and_not_by_its_point() {
    let mut ledger = full();
    protect(&mut ledger, Protected::Place, "Heron Clinic");
    for format in Format::ALL {
        let out = unpacked(&out_of(&mut ledger, format, None).0);
        for canary in ["Heron", "heron", "48.5678", "31.2345", "48.57", "31.23", "generator"] {
            assert!(!out.contains(canary), "{}: {canary}", format.name());
        }
    }
    let map = text_of(&mut ledger, Format::Geojson);
    assert!(map.contains("[31.0,48.5]") && map.contains("protected, rounded to 0.5 degrees"), "{map}");
}

#[test]
fn another_name_for_a_protected_place_does_not_give_it_away() {
    let mut ledger = full();
    let alias = Story {
        name: "wire/9.txt",
        source: "Orlan Wire",
        day: 20,
        place: ("the yellow house", 48.5678, 31.2345),
        ..CLINIC
    };
    add(&mut ledger, &[alias]);
    protect(&mut ledger, Protected::Place, "Heron Clinic");
    for format in Format::ALL {
        let out = unpacked(&out_of(&mut ledger, format, None).0);
        for canary in ["yellow", "48.5678", "31.2345"] {
            assert!(!out.contains(canary), "{}: {canary}", format.name());
        }
    }
}

#[test]
fn what_is_masked_comes_back_as_far_as_it_can() {
    let mut ledger = full();
    let brody = incident_at(&mut ledger, "Brody");
    decide(&mut ledger, What::Annotate { incident: brody, note: "to be asked again".into() }, 4);
    protect(&mut ledger, Protected::Source, "Canary Radio");
    let (table, written) = out_of(&mut ledger, Format::Csv, None);
    assert_eq!(written.left_out.len(), 2, "{:?}", written.left_out);
    let mut other = empty();
    let taken = truceline_export::take_table(&mut other, std::io::Cursor::new(table), &by(20), false).unwrap();
    assert_eq!((taken.new, taken.without_reading, taken.decisions_left), (3, 2, 0));
    assert!(other.verify(None).unwrap().faults.is_empty());
}

#[test]
fn coordinates_are_blurred_where_that_is_asked_for() {
    let mut ledger = full();
    for format in Format::ALL.into_iter().filter(|format| !format.comes_back()) {
        let out = unpacked(&out_of(&mut ledger, format, Some(0.25)).0);
        assert!(!out.contains("48.5678") && !out.contains("31.2345"), "{}", format.name());
    }
    let map = String::from_utf8(out_of(&mut ledger, Format::Geojson, Some(0.25)).0).unwrap();
    assert!(map.contains("[31.25,48.5]") && map.contains("blurred, rounded to 0.25 degrees"), "{map}");
    let query = truceline_ledger::Query::default();
    for (format, blur) in
        [(Format::Csv, 0.25), (Format::Bundle, 0.25), (Format::Geojson, 0.0), (Format::Geojson, f64::NAN)]
    {
        let request = truceline_export::Request { format, query: &query, blur: Some(blur), signer: None };
        let refused = truceline_export::export(&mut ledger, &request, std::io::Cursor::new(Vec::new()));
        assert!(matches!(refused, Err(ExportError::BlurWithReadings | ExportError::Blur(_))));
    }
}

/// All that the commands which look into a ledger show of it.
fn looked_at(ledger: &mut Ledger) -> String {
    let ids: Vec<String> = ledger.found(&Query::default()).unwrap();
    let mut view = View::new(ledger).unwrap();
    let mut out = String::new();
    let cards = view.search(&Query::default()).unwrap();
    for id in ids.iter().map(String::as_str).chain(cards.iter().map(|card| card.id.as_str())) {
        for as_of in [None, Some("2031-05-01")] {
            if let Ok(shown) = view.show(id, as_of) {
                out += &serde_json::to_string(&shown).unwrap();
            }
        }
    }
    out += &serde_json::to_string(&cards).unwrap();
    out += &serde_json::to_string(&view.sources().unwrap()).unwrap();
    out += &serde_json::to_string(&view.links().unwrap()).unwrap();
    out
}

#[test]
fn a_protected_source_is_in_nothing_that_is_looked_at() {
    let mut ledger = full();
    assert!(looked_at(&mut ledger).to_lowercase().contains("canary"));
    let ids: Vec<String> = ledger.reports().unwrap();
    let canary = ids.iter().find(|id| ledger.reading(id).unwrap().report.id == CANARY.name).cloned().unwrap();
    let versions = ledger.version_ids(&canary).unwrap();
    protect(&mut ledger, Protected::Source, "Canary Radio");
    let out = looked_at(&mut ledger).to_lowercase();
    assert!(!out.contains("canary"), "{out}");
    for id in versions.iter().chain([&canary]) {
        assert!(!out.contains(id.as_str()), "an id that the report can be told by: {out}");
    }
    // what it tells stays
    assert!(out.contains("a protected source") && out.contains("brody"));
    // and the guess of an id is not told from a wrong one
    let mut view = View::new(&mut ledger).unwrap();
    let (guessed, wrong) = (view.show(&versions[0], None), view.show("i0000", None));
    assert!(guessed.is_err_and(|error| error.to_string().contains("no incident of the ledger")) && wrong.is_err());
    let brody = view.search(&Query { place: Some("Brody".into()), ..Query::default() }).unwrap().remove(0);
    assert!(brody.id.starts_with("protected-"));
    assert_eq!(view.show(&brody.id, None).unwrap().card.id, brody.id);
}

#[test]
fn what_is_protected_is_not_found_by_what_is_held_back() {
    let mut ledger = full();
    protect(&mut ledger, Protected::Source, "Canary Radio");
    protect(&mut ledger, Protected::Place, "Heron Clinic");
    let mut view = View::new(&mut ledger).unwrap();
    let mut count = |query: Query| view.search(&query).unwrap().len();
    let text = |text: &str| Some(text.to_owned());
    let near = |lat, lon, km| Some(Within { lat, lon, km });
    assert_eq!(count(Query::default()), 4);
    for words in ["canarytext", "canary", "generator", "heron"] {
        assert_eq!(count(Query { words: text(words), ..Query::default() }), 0, "{words}");
    }
    assert_eq!(count(Query { words: text("governor"), ..Query::default() }), 1);
    for place in ["Heron", "her", "clinic"] {
        assert_eq!(count(Query { place: text(place), ..Query::default() }), 0, "{place}");
    }
    assert_eq!(count(Query { within: near(48.5678, 31.2345, 5.0), ..Query::default() }), 0);
    // the rounded point is found, whatever circle is drawn
    assert_eq!(count(Query { within: near(48.5, 31.0, 0.1), ..Query::default() }), 1);
    assert_eq!(count(Query { from: text("2031-03-12"), ..Query::default() }), 1);
    assert_eq!(count(Query { most: Some(2), ..Query::default() }), 2);
    let days: Vec<Option<String>> =
        view.search(&Query::default()).unwrap().iter().map(|card| card.gathered.date.clone()?.start).collect();
    assert!(days.windows(2).all(|pair| pair[0] >= pair[1]), "{days:?}");
}

#[test]
fn what_is_protected_leaves_by_no_query_that_names_it() {
    let mut ledger = full();
    protect(&mut ledger, Protected::Source, "Canary Radio");
    protect(&mut ledger, Protected::Place, "Heron Clinic");
    let text = |text: &str| Some(text.to_owned());
    let near = |lat, lon, km| Some(Within { lat, lon, km });
    for query in [
        Query { words: text("canarytext"), ..Query::default() },
        Query { words: text("governor"), ..Query::default() },
        Query { place: text("heron"), ..Query::default() },
        Query { outlet: text("canary"), ..Query::default() },
        Query { within: near(48.5678, 31.2345, 5.0), ..Query::default() },
        Query { within: near(48.5, 31.0, 0.1), ..Query::default() },
        Query { from: text("2031-03-12"), ..Query::default() },
        Query { min_killed: Some(1), most: Some(2), ..Query::default() },
    ] {
        let looked = View::new(&mut ledger).unwrap().search(&query).unwrap();
        let mut out = std::io::Cursor::new(Vec::new());
        let request = Request { format: Format::Geojson, query: &query, blur: None, signer: None };
        export(&mut ledger, &request, &mut out).unwrap();
        let left: serde_json::Value = serde_json::from_slice(out.get_ref()).unwrap();
        assert_eq!(left["features"].as_array().unwrap().len(), looked.len(), "{query:?}");
    }
}

#[test]
fn a_protected_place_is_in_nothing_that_is_looked_at() {
    let mut ledger = full();
    let orel = incident_at(&mut ledger, "Orel");
    let what = What::Correct {
        incident: orel,
        field: truceline_ledger::Field::Place,
        value: "Heron Mill @ 50.9, 30.1".into(),
    };
    decide(&mut ledger, what, 4);
    protect(&mut ledger, Protected::Place, "Heron Clinic");
    protect(&mut ledger, Protected::Place, "Heron Mill");
    let out = looked_at(&mut ledger);
    for canary in ["Heron", "heron", "48.5678", "31.2345", "48.57", "31.23", "50.9", "30.1", "generator"] {
        assert!(!out.contains(canary), "{canary}: {out}");
    }
    let mut view = View::new(&mut ledger).unwrap();
    let near = Some(Within { lat: 50.9, lon: 30.1, km: 3.0 });
    assert!(view.search(&Query { within: near, ..Query::default() }).unwrap().is_empty());
}
