//! Linking as a whole: that nothing hangs on order, that evidence adds up, that look-ups stay small.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::json;
use truceline_record::{IncidentType, Reading, Reality, TollRange};

use super::measure::FEATURES;
use super::*;

static LINKER: LazyLock<Linker> = LazyLock::new(|| Linker::bundled().unwrap());

/// A report of an invented conflict as it is read: one incident, its trigger the word "strike".
fn reading(id: &str, title: &str, text: &str, published: &str, kind: &str, place: &str, killed: u32) -> Reading {
    let at = text.find("strike").unwrap() as u32;
    let name = text.find(place).map(|n| n as u32);
    let mentions: Vec<_> = name
        .iter()
        .map(|n| json!({"start": n, "end": n + place.len() as u32, "kind": "location", "entity": null}))
        .collect();
    let toll = json!({"min": killed, "max": killed});
    let row = json!({"who": "total", "min": killed, "max": killed, "spans": [], "by": null});
    serde_json::from_value(json!({
        "report": {"id": id, "title": title, "published": published, "text": text},
        "sentences": [[0, text.len()]],
        "mentions": mentions,
        "incidents": [{
            "id": "i1", "main": true, "type": kind, "triggers": [[at, at + 6]], "reality": "actual",
            "date": {"start": published, "end": published, "precision": "day", "spans": []},
            "place": {"name": place, "admin": "Kestova", "country": "Kestova", "spans": []},
            "actors": [], "targets": [], "killed": [row], "injured": [], "claims": [],
            "toll": {"killed": toll, "injured": {}}
        }],
        "made_by": {"version": "", "model": "", "lexicon": ""}
    }))
    .unwrap()
}

fn version(r: &Reading) -> Version {
    LINKER.versions(r).remove(0)
}

fn meet(a: &Version, b: &Version) -> bool {
    let filed: BTreeMap<u64, ()> = LINKER.blocks(a).file.into_iter().map(|key| (key, ())).collect();
    LINKER.blocks(b).sought_in(&filed).iter().any(|key| filed.contains_key(key))
}

#[test]
fn two_reports_of_one_strike_are_one_and_the_reasons_say_why() {
    let text = "An air strike on the grain depot of Sarnem killed 25 people, medics said.";
    let a = version(&reading("a", "Strike on Sarnem depot kills 25", text, "2031-03-05", "air_strike", "Sarnem", 25));
    let text = "At least 25 died when jets hit Sarnem; the strike set its grain depot on fire.";
    let b = version(&reading("b", "Sarnem grain depot burns", text, "2031-03-06", "air_strike", "Sarnem", 25));
    assert!(meet(&a, &b));
    let e = LINKER.weigh(&a, &b);
    assert_eq!(e.answer, Answer::One, "{e:?}");
    let told: Vec<&str> = e.reasons.iter().map(|r| r.text.as_str()).collect();
    for reason in ["both give 25 killed", "same place, sarnem", "a day apart", "both air strike"] {
        assert!(told.contains(&reason), "{told:?}");
    }
    assert!(told.iter().any(|t| t.starts_with("share the words") && t.contains("depot")), "{told:?}");
}

#[test]
fn another_strike_elsewhere_is_apart() {
    let text = "An air strike on the grain depot of Sarnem killed 25 people, medics said.";
    let a = version(&reading("a", "Strike on Sarnem depot kills 25", text, "2031-03-05", "air_strike", "Sarnem", 25));
    let text = "Two guards were wounded and one killed in a strike near the Orrel bridge.";
    let b = version(&reading("b", "Guard dies at Orrel bridge", text, "2031-03-06", "air_strike", "Orrel", 1));
    assert_eq!(LINKER.weigh(&a, &b).answer, Answer::Apart);
    let planned = Version { reality: Reality::Planned, ..a };
    assert!(!planned.linkable() && LINKER.blocks(&planned) == Blocks::default());
}

#[test]
fn a_version_is_kept_as_it_is_by_json() {
    let text = "An air strike on the grain depot of Sarnem killed 25 people, medics said.";
    let v = version(&reading("a", "Strike on Sarnem", text, "2031-03-05", "air_strike", "Sarnem", 25));
    let json = serde_json::to_string(&v).unwrap();
    assert_eq!(serde_json::from_str::<Version>(&json).unwrap(), v);
    assert!(json.len() < 1000, "{json}");
}

/// Words that generated versions draw from: some that many reports hold, some that few do.
const WORDS: [&str; 16] = [
    "attack", "killed", "market", "convoy", "sarnem", "orrel", "hospital", "bridge", "velkin", "depot", "tarrasq",
    "quorvane", "school", "army", "zhelmir", "ostrava",
];
const PLACES: [&str; 5] = ["Sarnem", "Orrel", "Velkin", "al-Tarrasq", "Lower Quorvane"];

fn any_version() -> impl Strategy<Value = Version> {
    let kind = prop::sample::select(IncidentType::ALL.to_vec());
    let days = prop::option::of((0..12i32, 0..4i32).prop_map(|(first, more)| Days { first, last: first + more }));
    let place = prop::option::of((0..PLACES.len(), any::<bool>(), prop::option::of((30.0..31.0f64, 40.0..41.0f64))));
    let words = || prop::collection::vec(0..WORDS.len(), 0..10);
    let toll = || (prop::option::of(0..40u32), 0..5u32);
    (kind, any::<bool>(), days, prop::option::of(0..12i32), place, words(), words(), toll(), toll()).prop_map(
        |(kind, main, days, told, place, words, names, killed, injured)| {
            let text = |of: &[usize]| of.iter().map(|&n| WORDS[n]).collect::<Vec<_>>().join(" ");
            let range = |(min, more): (Option<u32>, u32)| TollRange { min, max: min.map(|n| n + more) };
            let all = LINKER.words.of(&text(&words));
            Version {
                incident: "i1".to_owned(),
                main,
                kind,
                reality: Reality::Actual,
                days,
                told,
                place: place.map(|(n, whole, at)| Site {
                    key: if whole {
                        String::new()
                    } else {
                        truceline_ground::places::skeleton(&PLACES[n].to_lowercase())
                    },
                    name: PLACES[n].to_lowercase(),
                    admin: ["north", "south"][n % 2].to_owned(),
                    seat: false,
                    country: "kestova".to_owned(),
                    at,
                }),
                actors: names.iter().take(2).map(|&n| WORDS[n].to_owned()).collect(),
                targets: words.iter().take(2).map(|&n| WORDS[n].to_owned()).collect(),
                killed: range(killed),
                injured: range(injured),
                figures: killed.0.into_iter().collect(),
                words: words::rarest(all.iter(), 12),
                names: words::rarest(LINKER.words.of_name(&text(&names)).iter(), 12),
                title: if main { words::rarest(all.iter(), 4) } else { Vec::new() },
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn weighing_is_symmetric_and_its_reasons_add_up(a in any_version(), b in any_version()) {
        let (e, f) = (LINKER.weigh(&a, &b), LINKER.weigh(&b, &a));
        prop_assert_eq!(&e, &f);
        let sum: f64 = e.reasons.iter().map(|r| r.weight).sum();
        prop_assert!((sum - e.log_odds).abs() < 1e-9, "{} {}", sum, e.log_odds);
        prop_assert!((0.0..=1.0).contains(&e.probability));
        prop_assert_eq!(e.answer, LINKER.answer(e.log_odds));
        for r in &e.reasons {
            prop_assert!(FEATURES.contains(&r.feature) || r.feature == "prior");
            prop_assert!(!r.text.is_empty() && r.text != r.feature, "{:?}", r);
        }
    }

    #[test]
    fn who_finds_is_found(a in any_version(), b in any_version()) {
        prop_assert_eq!(meet(&a, &b), meet(&b, &a));
        // what has a day and a place meets itself told in another report
        if a.linkable() && a.days.is_some() && a.place.is_some() {
            prop_assert!(meet(&a, &a));
        }
    }
}

fn key(report: usize, incident: usize) -> Key {
    Key { report: format!("r{report:03}"), incident: format!("i{incident}") }
}

/// Some versions of some reports, edges between them, and decisions.
fn any_ledger() -> impl Strategy<Value = (Vec<Key>, Vec<Edge>, Decisions)> {
    let one = || (0..12usize, 0..2usize).prop_map(|(r, i)| key(r, i));
    // few values, so that ties are many
    let odds = prop::sample::select(vec![-3.0, -1.0, 0.5, 2.0, 2.0, 5.0]);
    let edges = prop::collection::vec((one(), one(), odds).prop_map(|(a, b, log_odds)| Edge { a, b, log_odds }), 0..60);
    let pairs = || prop::collection::vec((one(), one()), 0..4);
    (prop::collection::vec(one(), 0..30), edges, pairs(), pairs())
        .prop_map(|(versions, edges, must, cannot)| (versions, edges, Decisions { must, cannot }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn order_and_repetition_change_nothing((versions, edges, decisions) in any_ledger(), by in 0..60usize) {
        let groups = LINKER.gather(&versions, &edges, &decisions);
        let (mut v, mut e, mut d) = (versions, edges, decisions);
        v.reverse();
        v.extend(v.first().cloned());
        let turn = by.min(e.len());
        e.rotate_left(turn);
        e.extend(e.first().cloned());
        for edge in &mut e {
            std::mem::swap(&mut edge.a, &mut edge.b);
        }
        d.must.reverse();
        d.cannot.reverse();
        prop_assert_eq!(LINKER.gather(&v, &e, &d), groups);
    }

    #[test]
    fn what_analysts_decide_holds((versions, edges, decisions) in any_ledger()) {
        let groups = LINKER.gather(&versions, &edges, &decisions);
        let home: BTreeMap<&Key, usize> = groups.iter().enumerate().flat_map(|(n, g)| g.iter().map(move |k| (k, n))).collect();
        let all: BTreeSet<&Key> = versions.iter().collect();
        prop_assert_eq!(home.keys().copied().collect::<BTreeSet<_>>(), all);
        for (a, b) in decisions.cannot.iter().filter(|(a, b)| a != b) {
            if let (Some(x), Some(y)) = (home.get(a), home.get(b)) {
                prop_assert_ne!(x, y);
            }
        }
        if decisions.cannot.is_empty() {
            for (a, b) in &decisions.must {
                if let (Some(x), Some(y)) = (home.get(a), home.get(b)) {
                    prop_assert_eq!(x, y);
                }
            }
        }
        if decisions.must.is_empty() {
            for g in &groups {
                let reports: BTreeSet<&String> = g.iter().map(|k| &k.report).collect();
                prop_assert_eq!(reports.len(), g.len(), "two incidents of one report: {:?}", g);
            }
        }
    }
}

#[test]
fn a_chain_of_likes_does_not_join_what_is_unlike() {
    let versions: Vec<Key> = (0..6).map(|n| key(n, 0)).collect();
    let next = |n: usize| Edge { a: key(n, 0), b: key(n + 1, 0), log_odds: 1.0 + n as f64 / 10.0 };
    let edges: Vec<Edge> = (0..5).map(next).collect();
    let groups = LINKER.gather(&versions, &edges, &Decisions::default());
    assert!(groups.len() > 1 && groups.iter().all(|g| g.len() <= 3), "{groups:?}");
}

#[test]
fn components_can_be_gathered_one_by_one() {
    let edge = |a: usize, b: usize, log_odds| Edge { a: key(a, 0), b: key(b, 0), log_odds };
    let edges = [edge(0, 1, 3.0), edge(1, 2, -0.5), edge(2, 3, 2.0), edge(0, 2, -1.0)];
    let all: Vec<Key> = (0..4).map(|n| key(n, 0)).collect();
    let whole = LINKER.gather(&all, &edges, &Decisions::default());
    let parts = [&all[..2], &all[2..]].map(|part| LINKER.gather(part, &edges, &Decisions::default()));
    assert_eq!(whole, parts.concat());
}

/// Cost of a look-up in a ledger of `years` at one rate of reports a day: candidates a version, on average and for the last tenth.
fn candidates(years: u32) -> (f64, f64) {
    let (regions, places) = (14, 12);
    let mut filed: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
    let (mut all, mut last, mut versions) = (0usize, 0usize, 0u32);
    let total = years * 365 * 12;
    let mut state = 20_310_305u64;
    let mut random = |n: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as u32) % n
    };
    for n in 0..total {
        let (day, region, place) = ((n / 12) as i32, random(regions), random(places));
        let name = format!("place{}", char::from(b'a' + (region * places + place) as u8 % 26).to_string().repeat(3));
        let text = format!("attack killed {} people market {} officials said", random(30), name);
        let words = LINKER.words.of(&text);
        let v = Version {
            incident: "i1".to_owned(),
            main: true,
            kind: IncidentType::ALL[random(8) as usize],
            reality: Reality::Actual,
            days: Some(Days { first: day, last: day }),
            told: Some(day + random(2) as i32),
            place: Some(Site {
                key: name.clone(),
                name,
                admin: format!("region {region}"),
                seat: false,
                country: "kestova".to_owned(),
                at: None,
            }),
            actors: Vec::new(),
            targets: Vec::new(),
            killed: TollRange::default(),
            injured: TollRange::default(),
            figures: vec![random(30)],
            words: words::rarest(words.iter(), 48),
            names: Vec::new(),
            title: words::rarest(words.iter(), 12),
        };
        let blocks = LINKER.blocks(&v);
        let found: BTreeSet<u32> =
            blocks.sought_in(&filed).iter().filter_map(|k| filed.get(k)).flatten().copied().collect();
        all += found.len();
        last += if n >= total - total / 10 { found.len() } else { 0 };
        for k in blocks.file {
            filed.entry(k).or_default().push(versions);
        }
        versions += 1;
    }
    (all as f64 / f64::from(total), last as f64 / f64::from(total / 10))
}

#[test]
fn a_look_up_finds_as_few_after_years_as_after_one() {
    let (one, _) = candidates(1);
    let (_, last) = candidates(4);
    assert!(one < 20.0, "{one}");
    assert!(last <= one * 1.2, "{one} in the first year, {last} in the fourth");
}
