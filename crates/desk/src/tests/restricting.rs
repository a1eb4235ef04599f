//! What people of a role see where reports are restricted: in every answer the ledger as if these reports had never come in.

use super::guarding::looks;
use super::*;
use truceline_ledger::Grade;

use crate::person::Role;

/// Tells of what the wire and the times tell of, with more, and of a truce of its own. Everything about its source is a canary.
pub(super) const HIDDEN: Story = Story {
    name: "canary-desk/orel.txt",
    source: "Canary Radio",
    day: 5,
    place: ("Orel", 51.2, 33.4),
    killed: 97,
    own: "A canarytext sentence of the report that nobody but its author could have written about the northern bridge. \
          The army broke the Canary truce 3 times in Orel, canary observers said. The Canary truce took effect on 2031-03-04",
};

const ROLES: [Role; 4] = Role::ALL;

fn decision(what: What) -> Decision {
    Decision { what, reason: "the canary would be known by it".to_owned() }
}

/// The report that is called so.
fn named(ledger: &mut Ledger, name: &str) -> String {
    let all = ledger.listed(i64::MAX, 10).unwrap();
    all.into_iter().find(|listed| listed.name == name).unwrap().report
}

/// A team's desk over all stories, one of which is for editors, with what people wrote who knew it.
async fn restricted() -> Room {
    // what the canary alleges, as a desk calls it that shows it
    let shown = Room::with(&[WIRE, HIDDEN], |_, _| ()).await;
    let (_, alleged) = shown.get("/api/violations?accuser=canary").await;
    let violation = alleged["violations"][0]["id"].as_str().unwrap_or_else(|| panic!("{alleged}")).to_owned();
    Room::of(&[WIRE, HIDDEN, TIMES, POST, CANARY], true, |ledger, by| {
        let report = named(ledger, HIDDEN.name);
        let own = ledger.version_ids(&report).unwrap().remove(0);
        let wire = named(ledger, WIRE.name);
        let of_wire = ledger.version_ids(&wire).unwrap().remove(0);
        let note = |incident: &String| What::Annotate { incident: incident.clone(), note: "ask the canary".to_owned() };
        let killed = What::Correct { incident: of_wire.clone(), field: Field::Killed, value: "97".to_owned() };
        let mark = Mark::Value {
            of: Span::new(0, 8),
            field: Field::Injured,
            words: vec![Span::new(9, 15)],
            value: "98".to_owned(),
            counted: None,
            by: None,
        };
        let brody = ledger.found(&Query { place: Some("Brody".to_owned()), ..Query::default() }).unwrap();
        let grade = Grade { breach: Some("found".to_owned()), ..Grade::default() };
        for what in [
            What::Find { violation, grade },
            note(&own),
            note(&of_wire),
            killed,
            What::Confirm { incident: of_wire.clone() },
            What::Apart { incident: own, from: brody },
            What::Mark { report: report.clone(), mark },
            What::Restrict { report, to: Role::Editor },
        ] {
            ledger.decide(decision(what), by).unwrap();
        }
        // another is for administrators
        let report = named(ledger, CANARY.name);
        ledger.decide(decision(What::Restrict { report, to: Role::Administrator }), by).unwrap();
    })
}

/// All that a role is answered, byte by byte, with its kind.
async fn told(room: &Room, session: &str, paths: &[String]) -> Vec<(StatusCode, Vec<u8>)> {
    let mut told = Vec::new();
    // what the monitor finds is gathered once this is answered
    room.as_who("GET", "/api/talks", session, &Value::Null).await;
    for path in paths {
        let request = Request::get(path.as_str()).header("host", HOST).header("cookie", session);
        let (status, _, body) = room.ask(request.body(Body::empty()).unwrap()).await;
        told.push((status, body));
    }
    told
}

#[tokio::test]
async fn what_is_restricted_is_in_no_answer_to_who_may_not_see_it() {
    let room = restricted().await;
    let (mut incidents, mut report, mut versions) = (Vec::new(), String::new(), Vec::new());
    {
        let mut ledger = Ledger::open(&room.app.ledger, Open::Existing).unwrap();
        report.push_str(&named(&mut ledger, HIDDEN.name));
        versions.extend(ledger.version_ids(&report).unwrap());
        incidents.extend(ledger.incidents_of(&report).unwrap());
    }
    // what a desk tells that never had the reports
    let without = Room::of(&[WIRE, TIMES, POST], true, |_, _| ());
    let other = {
        let ana = without.come("the administrator", Role::Administrator).await;
        let found = without.as_who("GET", "/api/incidents?place=Lisk", &ana, &Value::Null).await.2;
        found["incidents"][0]["id"].as_str().unwrap().to_owned()
    };
    let mut paths = looks(&incidents[0], &other, &report);
    for format in ["xlsx", "bundle", "parquet"] {
        paths.push(format!("/api/export/{format}"));
    }
    paths.push("/api/export/brief/docx?from=2031-03-01&to=2031-03-31".to_owned());
    for id in &versions {
        paths.push(format!("/api/incidents/{id}"));
    }
    paths.push("/api/incidents?place=Orel".to_owned());
    paths.push("/api/brief?from=2031-03-05&to=2031-03-05".to_owned());
    for role in ROLES {
        let name = format!("the {}", role.name());
        let session = room.come(&name, role).await;
        let answers = told(&room, &session, &paths).await;
        let all: Vec<String> = answers.iter().map(|(_, body)| String::from_utf8_lossy(body).to_lowercase()).collect();
        if role >= Role::Editor {
            assert!(all.iter().any(|told| told.contains("canarytext")), "{role:?}");
            // what is for administrators alone is in no answer to editors
            let tells =
                |(path, told): &(&String, &String)| told.contains("brody") && !path.to_lowercase().contains("brody");
            let telling = paths.iter().zip(&all).find(tells);
            assert_eq!(telling.is_some(), role == Role::Administrator, "{role:?}: {telling:?}");
            continue;
        }
        let elsewhere = without.come(&name, role).await;
        let expected = told(&without, &elsewhere, &paths).await;
        for (((path, told), answer), expected) in paths.iter().zip(&all).zip(&answers).zip(&expected) {
            assert!(!answer.0.is_server_error(), "{path}: {}", answer.0);
            assert_eq!(
                (answer.0, String::from_utf8_lossy(&answer.1)),
                (expected.0, String::from_utf8_lossy(&expected.1)),
                "{path} as {role:?}"
            );
            // who asks for a thing by its name is told that it is not there under this name
            let asked = path.to_lowercase();
            for canary in ["canary", "brody", report.as_str()].iter().filter(|canary| !asked.contains(**canary)) {
                assert!(!told.contains(canary), "{path}: {canary} in {told}");
            }
        }
    }
}

/// A team's desk where nothing is restricted yet.
fn open() -> (Room, String) {
    let room = Room::of(&[WIRE, HIDDEN, TIMES, POST], true, |_, _| ());
    let report = named(&mut Ledger::open(&room.app.ledger, Open::Existing).unwrap(), HIDDEN.name);
    (room, report)
}

/// The next word of changes; none where there is no more.
async fn word(events: &mut Body) -> Option<String> {
    let next = tokio::time::timeout(std::time::Duration::from_secs(10), events.frame()).await.unwrap();
    next.map(|frame| String::from_utf8_lossy(frame.unwrap().data_ref().unwrap()).into_owned())
}

async fn listen(room: &Room, session: &str) -> Body {
    let request = Request::get("/api/events").header("host", HOST).header("cookie", session);
    room.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().into_body()
}

#[tokio::test]
async fn what_is_restricted_from_now_on_is_kept_from_now_on_until_that_is_undone() {
    let (room, report) = open();
    let (vera, edda) = (room.come("Vera", Role::Viewer).await, room.come("Edda", Role::Editor).await);
    let asked =
        ["/api/incidents", "/api/map?min_killed=90", "/api/today", "/api/reports", "/api/violations", "/api/sources"];
    let paths: Vec<String> = asked.map(str::to_owned).to_vec();
    let tells = async |session: &str| {
        let answers = told(&room, session, &paths).await;
        let all: String = answers.iter().map(|(_, body)| String::from_utf8_lossy(body).into_owned()).collect();
        all.contains("Canary") || all.contains("\"max\":97")
    };
    assert!(tells(&vera).await);
    let mut events = listen(&room, &vera).await;
    assert!(word(&mut events).await.is_some());
    let body = json!({"decision": "restrict", "report": report, "to": "editor", "reason": "it names a witness"});
    let (status, _, made) = room.as_who("POST", "/api/decisions", &edda, &body).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    assert!(!tells(&vera).await);
    assert!(tells(&edda).await);
    // who listened to all of the ledger hears nothing more, and may listen to what is left
    assert_eq!(word(&mut events).await, None);
    let mut events = listen(&room, &vera).await;
    assert!(word(&mut events).await.is_some_and(|word| word.contains("data: 4")));
    // who sees it is told for whom it is, by whom and why
    let (_, _, shown) = room.as_who("GET", &format!("/api/reports/{report}"), &edda, &Value::Null).await;
    assert_eq!(
        (&shown["restricted"], &shown["restricted_by"][0]["who"], &shown["restricted_by"][0]["reason"]),
        (&json!("editor"), &json!("Edda"), &json!("it names a witness"))
    );
    let (_, _, found) = room.as_who("GET", "/api/incidents?place=Orel", &edda, &Value::Null).await;
    let id = found["incidents"][0]["id"].as_str().unwrap();
    let (_, _, incident) = room.as_who("GET", &format!("/api/incidents/{id}"), &edda, &Value::Null).await;
    let marked: Vec<&Value> = incident["versions"].as_array().unwrap().iter().map(|told| &told["restricted"]).collect();
    assert_eq!(marked.iter().filter(|to| **to == &json!("editor")).count(), 1, "{incident}");
    let undo = format!("/api/decisions/{}/undo", made["entry"]["seq"]);
    let ana = room.come("Ana", Role::Analyst).await;
    // by its number there, another entry or none is meant by who does not see it
    assert_ne!(room.as_who("POST", &undo, &ana, &json!({"reason": "x"})).await.0, StatusCode::CREATED);
    assert_eq!(room.as_who("POST", &undo, &edda, &json!({"reason": "the name is out"})).await.0, StatusCode::CREATED);
    assert!(tells(&vera).await);
}

#[tokio::test]
async fn what_another_program_restricts_is_kept_at_once() {
    let (room, report) = open();
    let vera = room.come("Vera", Role::Viewer).await;
    assert_eq!(room.as_who("GET", &format!("/api/reports/{report}"), &vera, &Value::Null).await.0, StatusCode::OK);
    let mut ledger = Ledger::open(&room.app.ledger, Open::Existing).unwrap();
    let by = By { who: "Ana".to_owned(), at: "2031-04-01T08:00:00Z".to_owned() };
    ledger.decide(decision(What::Restrict { report: report.clone(), to: Role::Analyst }), &by).unwrap();
    let of = room.as_who("GET", &format!("/api/reports/{report}"), &vera, &Value::Null).await;
    assert_eq!(of.0, StatusCode::NOT_FOUND);
    let count = async || {
        let (_, _, listed) = room.as_who("GET", "/api/reports", &vera, &Value::Null).await;
        listed["reports"].as_array().unwrap().len()
    };
    assert_eq!(count().await, 3);
    // what was let go of meanwhile is not gone back to
    let mut events = listen(&room, &vera).await;
    assert!(word(&mut events).await.is_some());
    let other = named(&mut ledger, WIRE.name);
    let made = ledger.decide(decision(What::Restrict { report: other, to: Role::Editor }), &by).unwrap();
    while word(&mut events).await.is_some() {}
    ledger.undo(made.seq, "by mistake", &by).unwrap();
    assert_eq!(count().await, 3);
    ledger.add(&Arrival { reading: &CANARY.reading(), original: None }, &by).unwrap();
    let mut events = listen(&room, &vera).await;
    while count().await == 3 {
        assert!(word(&mut events).await.is_some());
    }
}

#[tokio::test]
async fn who_does_not_see_all_works_on_what_they_see() {
    let (room, report) = open();
    let (ana, edda) = (room.come("Ana", Role::Analyst).await, room.come("Edda", Role::Editor).await);
    let body = json!({"decision": "restrict", "report": report, "to": "editor", "reason": "it names a witness"});
    assert_eq!(room.as_who("POST", "/api/decisions", &edda, &body).await.0, StatusCode::CREATED);
    let card = async |session: &str| {
        let (_, _, found) = room.as_who("GET", "/api/incidents?place=Orel", session, &Value::Null).await;
        found["incidents"][0].clone()
    };
    assert_eq!(
        (card(&ana).await["killed"]["max"].clone(), card(&edda).await["killed"]["max"].clone()),
        (json!(24), json!(97))
    );
    // what is decided holds for all, and names what its maker saw
    let id = card(&ana).await["id"].clone();
    let seen = room.as_who("GET", "/api/about", &ana, &Value::Null).await.2["head"]["seq"].clone();
    let body = json!({"decision": "correct", "incident": id, "field": "killed", "value": "20", "reason": "list", "seen": seen});
    let (status, _, made) = room.as_who("POST", "/api/decisions", &ana, &body).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    assert_eq!(card(&ana).await["decisions"][0]["value"], "20");
    // who sees another part of the ledger sees it a little later, as if another program had decided
    let mut seen = room.app.state.subscribe();
    while card(&edda).await["decisions"][0]["value"] != "20" {
        tokio::time::timeout(std::time::Duration::from_secs(10), seen.changed()).await.unwrap().unwrap();
    }
    let (status, _, told) = room.as_who("POST", "/api/decisions", &ana, &body).await;
    assert_eq!(status, StatusCode::CONFLICT, "{told}");
    let undo = format!("/api/decisions/{}/undo", made["entry"]["seq"]);
    assert_eq!(room.as_who("POST", &undo, &ana, &json!({"reason": "x"})).await.0, StatusCode::CREATED);
    assert_eq!(card(&ana).await["killed"]["max"], 24);
    // what they do not see they cannot decide on, whoever tells them its id
    for body in [
        json!({"decision": "mark", "report": report, "part": "incident", "words": [[0, 8]], "type": "shelling", "reality": "actual", "main": true, "reason": "r"}),
        json!({"decision": "annotate", "incident": card(&edda).await["id"], "note": "n", "reason": "r"}),
    ] {
        let (status, _, told) = room.as_who("POST", "/api/decisions", &ana, &body).await;
        let own = body["incident"] == card(&ana).await["id"];
        assert_eq!(status == StatusCode::NOT_FOUND, !own, "{told}");
    }
    // nor does adding it tell that it is there
    let keep = async |story: &Story, session: &str| {
        let request =
            post("/api/readings?name=a.txt").header("cookie", session).body(Body::from(story.text())).unwrap();
        let preview: Value = serde_json::from_slice(&room.ask(request).await.2).unwrap();
        let known = preview["reports"][0]["known"].clone();
        let kept = room.as_who("POST", "/api/reports", session, &json!({"preview": preview["preview"]})).await.2;
        (known, kept["reports"][0].clone())
    };
    let (known, kept) = keep(&HIDDEN, &ana).await;
    assert_eq!((known, &kept["new"], &kept["shared"]), (json!(false), &json!(true), &json!(1)), "{kept}");
    let (known, kept) = keep(&HIDDEN, &edda).await;
    assert_eq!((known, &kept["new"]), (json!(true), &json!(false)), "{kept}");
    let (known, kept) = keep(&WIRE, &ana).await;
    assert_eq!((known, &kept["new"]), (json!(true), &json!(false)), "{kept}");
    let (known, kept) = keep(&CANARY, &ana).await;
    assert_eq!((known, &kept["new"]), (json!(false), &json!(true)), "{kept}");
    for session in [&ana, &edda] {
        assert_eq!(room.as_who("GET", "/api/sources", session, &Value::Null).await.0, StatusCode::OK);
        let (_, _, brody) = room
            .as_who("GET", &format!("/api/reports/{}", kept["report"].as_str().unwrap()), session, &Value::Null)
            .await;
        assert_eq!(brody["name"], CANARY.name);
    }
    let mut ledger = Ledger::open(&room.app.ledger, Open::Existing).unwrap();
    assert_eq!(ledger.verify(None).unwrap().faults, []);
}

#[tokio::test]
async fn reports_come_in_restricted_by_who_may_restrict_so() {
    let room = Room::of(&[WIRE], true, |_, _| ());
    let (vera, ana) = (room.come("Vera", Role::Viewer).await, room.come("Ana", Role::Analyst).await);
    let edda = room.come("Edda", Role::Editor).await;
    let read = post("/api/readings?name=canary").header("cookie", &edda).body(Body::from(HIDDEN.text())).unwrap();
    let preview: Value = serde_json::from_slice(&room.ask(read).await.2).unwrap();
    let keep =
        |to: &str, reason: &str| json!({"preview": preview["preview"], "restrict": {"to": to, "reason": reason}});
    for (session, asked, status) in [
        (&ana, keep("analyst", "it names a witness"), StatusCode::FORBIDDEN),
        (&edda, keep("administrator", "it names a witness"), StatusCode::FORBIDDEN),
        (&edda, keep("editor", " "), StatusCode::BAD_REQUEST),
        (&edda, keep("viewer", "it names a witness"), StatusCode::BAD_REQUEST),
    ] {
        let (answered, _, told) = room.as_who("POST", "/api/reports", session, &asked).await;
        assert_eq!(answered, status, "{asked}: {told}");
    }
    let mut events = listen(&room, &vera).await;
    word(&mut events).await.unwrap();
    let (status, _, kept) = room.as_who("POST", "/api/reports", &edda, &keep("editor", "it names a witness")).await;
    assert_eq!((status, &kept["reports"][0]["new"]), (StatusCode::CREATED, &json!(true)), "{kept}");
    let reports = async |session: &str| {
        room.as_who("GET", "/api/reports", session, &Value::Null).await.2["reports"].as_array().unwrap().clone()
    };
    let seen = reports(&edda).await;
    assert_eq!((seen.len(), &seen[0]["restricted"]), (2, &json!("editor")));
    for session in [&vera, &ana] {
        assert_eq!(reports(session).await.len(), 1);
    }
}
