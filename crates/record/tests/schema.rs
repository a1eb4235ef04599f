//! The schema file, the types and the documented shape of a reading agree.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::{env, fs, path::Path};

use serde_json::{Value, json};
use truceline_record::{
    Act, ActorRef, Agreement, Claim, ClaimSays, DateRange, Dispute, DisputeAspect, DisputeSide, Entity, Figure,
    Incident, IncidentType, LogRow, MadeBy, Mention, MentionKind, Page, Place, Problem, ProblemCode, Quote, Reading,
    Reality, Report, Span, Statement, SummaryLine, TargetRef, Time, TimeType, Toll, TollRange, TollWho, Tolls, schema,
};

fn file() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reading.schema.json")
}

#[test]
fn the_schema_file_is_the_schema_of_the_types() {
    if env::var_os("TRUCELINE_BLESS").is_some() {
        fs::write(file(), format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap())).unwrap();
    }
    // The order of keys depends on what else is built in the workspace, and means nothing.
    let kept = fs::read_to_string(file()).ok().and_then(|text| serde_json::from_str::<Value>(&text).ok());
    assert!(
        kept == Some(schema()),
        "crates/record/reading.schema.json is not what the types give; write it anew with \
         TRUCELINE_BLESS=1 cargo test -p truceline-record --test schema"
    );
}

/// A reading with every field filled, of a report about the invented conflict.
fn full() -> Reading {
    let text = "The army denied on Tuesday that it had killed at least four people in Sarnem.";
    let span = |words: &str| {
        let at = text.find(words).unwrap() as u32;
        Span::new(at, at + words.len() as u32)
    };
    let some = |s: &str| Some(s.to_owned());
    let toll = Toll {
        who: TollWho::Civilian,
        min: Some(4),
        max: None,
        approximate: true,
        spans: vec![span("at least four people")],
        by: some("s1"),
    };
    Reading {
        report: Report {
            id: "a.txt".into(),
            title: some("Army denies killings"),
            source: some("Arven News Agency"),
            url: some("https://ana.example/a"),
            published: some("2031-03-05"),
            language: some("en"),
            captured: some("2031-03-06T07:00:00Z"),
            text: text.into(),
            pages: vec![Page { page: 1, start: 0, end: text.len() as u32 }],
            digest: some("00ff"),
            row: Some(LogRow {
                log: "Valley log".into(),
                key: "V-1".into(),
                file: "valley.xlsx".into(),
                sheet: some("2031"),
                row: 2,
                values: "00ff".into(),
                after: some("r00ff"),
            }),
        },
        day: some("2031-03-11"),
        sentences: vec![Span::new(0, text.len() as u32)],
        mentions: vec![Mention { start: 4, end: 8, kind: MentionKind::Organisation, entity: some("e1") }],
        entities: vec![Entity {
            id: "e1".into(),
            kind: MentionKind::Organisation,
            name: "Kestovan army".into(),
            aliases: vec!["army".into()],
            country: some("Kestova"),
            lat: Some(47.5),
            lon: Some(-8.25),
            gazetteer_id: some("g1"),
            actor_code: some("KESMIL"),
        }],
        times: vec![Time {
            start: 19,
            end: 26,
            kind: TimeType::Date,
            value: "2031-03-04".into(),
            from: some("2031-03-04"),
            to: some("2031-03-04"),
        }],
        statements: vec![Statement {
            id: "s1".into(),
            speaker: vec![span("The army")],
            speaker_name: some("Kestovan army"),
            cue: vec![span("denied")],
            content: vec![span("that it had killed at least four people in Sarnem")],
            quote: Quote::Indirect,
            act: Act::Deny,
            addressee: vec![span("Sarnem")],
            within: some("s0"),
        }],
        incidents: vec![Incident {
            id: "i1".into(),
            main: true,
            kind: IncidentType::OtherViolence,
            triggers: vec![span("killed")],
            reality: Reality::Denied,
            date: Some(DateRange {
                start: some("2031-03-03"),
                end: some("2031-03-04"),
                precision: some("day"),
                spans: vec![span("Tuesday")],
            }),
            place: Some(Place {
                name: some("Sarnem"),
                admin: some("Lowland"),
                country: some("Kestova"),
                lat: Some(47.25),
                lon: Some(-8.5),
                precision: some("town"),
                spans: vec![span("Sarnem")],
            }),
            actors: vec![ActorRef { name: "Kestovan army".into(), spans: vec![span("it")], by: some("s1") }],
            targets: vec![TargetRef { name: "people".into(), spans: vec![span("people")] }],
            killed: vec![toll.clone()],
            injured: vec![Toll { who: TollWho::AidWorker, by: None, ..toll }],
            claims: vec![Claim { by: some("s1"), says: ClaimSays::NotResponsible, party: some("Kestovan army") }],
            toll: Tolls {
                killed: TollRange { min: Some(4), max: None },
                injured: TollRange { min: Some(0), max: Some(2) },
            },
        }],
        disputes: vec![Dispute {
            incident: some("i1"),
            aspect: DisputeAspect::Responsibility,
            sides: vec![DisputeSide { by: some("s1"), says: "not the army".into() }],
        }],
        figures: vec![Figure {
            what: "fighters".into(),
            min: Some(9),
            max: Some(12),
            spans: vec![span("four")],
            by: None,
        }],
        agreements: vec![Agreement {
            name: "Dolvik truce".into(),
            kind: "ceasefire".into(),
            parties: vec![span("army")],
            status: "in force".into(),
            spans: vec![span("it")],
        }],
        summary: vec![SummaryLine { text: "The army denies killings.".into(), spans: vec![span("denied")] }],
        problems: vec![Problem::new(ProblemCode::Charset, "a.txt: read as UTF-8, but the bytes in 1 place do not fit")],
        made_by: MadeBy { version: "0.1.0".into(), model: "encoder".into(), lexicon: "lexicon".into() },
    }
}

fn errors(value: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path)).collect()
}

#[test]
fn a_full_reading_fits_the_schema_and_comes_back_as_it_was() {
    let reading = full();
    let value = serde_json::to_value(&reading).unwrap();
    assert_eq!(errors(&value), Vec::<String>::new());
    let line = serde_json::to_string(&reading).unwrap();
    assert_eq!(serde_json::from_str::<Reading>(&line).unwrap(), reading);
    assert!(!line.contains('\n'));
    let empty = find(&value, "", &|v| v.is_null() || v.as_array().is_some_and(Vec::is_empty));
    let open = [
        "/figures/0/by",
        "/incidents/0/injured/0/by",
        "/incidents/0/injured/0/max",
        "/incidents/0/killed/0/max",
        "/incidents/0/toll/killed/max",
    ];
    assert_eq!(empty, open, "the example leaves fields unfilled");
}

/// Paths of the values under `value` that `is` holds for, sorted.
fn find(value: &Value, path: &str, is: &dyn Fn(&Value) -> bool) -> Vec<String> {
    let mut out = Vec::new();
    if is(value) {
        out.push(path.to_owned());
    }
    match value {
        Value::Object(o) => o.iter().for_each(|(k, v)| out.extend(find(v, &format!("{path}/{k}"), is))),
        Value::Array(a) => a.iter().enumerate().for_each(|(n, v)| out.extend(find(v, &format!("{path}/{n}"), is))),
        _ => {}
    }
    out.sort();
    out
}

#[test]
fn the_schema_refuses_what_the_types_refuse() {
    let mut wrong = Vec::new();
    let mut change = |at: &str, to: Value| {
        let mut value = serde_json::to_value(full()).unwrap();
        *value.pointer_mut(at).unwrap_or_else(|| panic!("no {at}")) = to;
        wrong.push((at.to_owned(), value));
    };
    change("/sentences/0", json!([1]));
    change("/sentences/0", json!([-1, 2]));
    change("/statements/0/act", json!("insist"));
    change("/statements/0/quote", json!("verbatim"));
    change("/mentions/0/kind", json!("actor"));
    change("/incidents/0/type", json!("raid"));
    change("/report/text", json!(null));
    for (at, value) in wrong {
        assert!(!errors(&value).is_empty(), "the schema lets a bad {at} pass");
        assert!(serde_json::from_value::<Reading>(value).is_err(), "the types let a bad {at} pass");
    }
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The keys that other tools read, in the order they are written.
#[test]
fn the_shape_is_the_documented_one() {
    let value = serde_json::to_value(full()).unwrap();
    let at = |path: &str| keys(value.pointer(path).unwrap());
    assert_eq!(
        at(""),
        [
            "report",
            "day",
            "sentences",
            "mentions",
            "entities",
            "times",
            "statements",
            "incidents",
            "disputes",
            "figures",
            "agreements",
            "summary",
            "problems",
            "made_by"
        ]
    );
    assert_eq!(
        at("/report"),
        ["id", "title", "source", "url", "published", "language", "captured", "text", "pages", "digest", "row"]
    );
    assert_eq!(at("/report/pages/0"), ["page", "start", "end"]);
    assert_eq!(at("/mentions/0"), ["start", "end", "kind", "entity"]);
    assert_eq!(
        at("/entities/0"),
        ["id", "kind", "name", "aliases", "country", "lat", "lon", "gazetteer_id", "actor_code"]
    );
    assert_eq!(at("/times/0"), ["start", "end", "type", "value", "from", "to"]);
    assert_eq!(
        at("/statements/0"),
        ["id", "speaker", "speaker_name", "cue", "content", "quote", "act", "addressee", "within"]
    );
    assert_eq!(
        at("/incidents/0"),
        [
            "id", "main", "type", "triggers", "reality", "date", "place", "actors", "targets", "killed", "injured",
            "claims", "toll"
        ]
    );
    assert_eq!(at("/incidents/0/date"), ["start", "end", "precision", "spans"]);
    assert_eq!(at("/incidents/0/place"), ["name", "admin", "country", "lat", "lon", "precision", "spans"]);
    assert_eq!(at("/incidents/0/actors/0"), ["name", "spans", "by"]);
    assert_eq!(at("/incidents/0/targets/0"), ["name", "spans"]);
    assert_eq!(at("/incidents/0/killed/0"), ["who", "min", "max", "approximate", "spans", "by"]);
    assert_eq!(at("/incidents/0/claims/0"), ["by", "says", "party"]);
    assert_eq!(at("/incidents/0/toll"), ["killed", "injured"]);
    assert_eq!(at("/disputes/0"), ["incident", "aspect", "sides"]);
    assert_eq!(at("/disputes/0/sides/0"), ["by", "says"]);
    assert_eq!(at("/figures/0"), ["what", "min", "max", "spans", "by"]);
    assert_eq!(at("/agreements/0"), ["name", "kind", "parties", "status", "spans"]);
    assert_eq!(at("/summary/0"), ["text", "spans"]);
    assert_eq!(at("/made_by"), ["version", "model", "lexicon"]);
}

/// The names that the schema allows for the type `name`.
fn names(name: &str) -> Vec<String> {
    let schema = schema();
    let of = |v: &Value| v.as_str().map(str::to_owned);
    let def = schema.pointer(&format!("/$defs/{name}")).unwrap_or_else(|| panic!("no {name}")).clone();
    let plain = def["enum"].as_array().into_iter().flatten().filter_map(of);
    let told = def["oneOf"].as_array().into_iter().flatten().flat_map(|one| {
        let listed = one["enum"].as_array().into_iter().flatten().filter_map(of);
        of(&one["const"]).into_iter().chain(listed).collect::<Vec<_>>()
    });
    plain.chain(told).collect()
}

#[test]
fn the_names_are_the_documented_ones() {
    let words = |s: &str| s.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let cases = [
        (
            "MentionKind",
            "person organisation nationality location facility weapon vehicle platform event quantity money temporal document url",
        ),
        ("TimeType", "DATE TIME DURATION SET"),
        ("Quote", "direct indirect mixed"),
        (
            "Act",
            "assert deny accuse admit claim_responsibility regret demand propose commit threaten condemn support oppose doubt predict decline other",
        ),
        ("Reality", "actual planned hypothetical denied"),
        (
            "IncidentType",
            "air_strike shelling armed_clash suicide_bombing remote_explosive chemical_attack shooting execution abduction arrest torture sexual_violence siege displacement evacuation territory_taken aid_delivery aid_obstructed destruction protest talks agreement ceasefire ceasefire_violation release deployment disarmament other_violence other",
        ),
        ("TollWho", "total civilian combatant child woman man medic journalist aid_worker"),
        (
            "ClaimSays",
            "happened did_not_happen responsible not_responsible claims_responsibility intentional unintentional unconfirmed",
        ),
        ("DisputeAspect", "occurrence responsibility intent killed injured figure status other"),
    ];
    for (name, expected) in cases {
        assert_eq!(names(name), words(expected), "{name}");
    }
    let acts: Vec<String> =
        Act::ALL.iter().map(|a| serde_json::to_value(a).unwrap().as_str().unwrap().to_owned()).collect();
    assert_eq!(acts, Act::ALL.map(Act::name));
    assert_eq!(acts, names("Act"));
}

/// What another tool wrote before a field was there is still a reading.
#[test]
fn a_bare_reading_is_read() {
    let bare = json!({"report": {"id": "a", "text": ""}, "made_by": {"version": "", "model": "", "lexicon": ""}});
    assert_eq!(errors(&bare), Vec::<String>::new());
    let reading: Reading = serde_json::from_value(bare).unwrap();
    assert_eq!((reading.report.id.as_str(), reading.statements.len()), ("a", 0));
}
