//! Looking: lists, their parts, and what is told of changes.

use std::time::Duration;

use axum::http::header::{ETAG, IF_NONE_MATCH};

use super::*;

#[tokio::test]
async fn a_list_in_parts_holds_everything_once() {
    let room = Room::open().await;
    let (_, whole) = room.get("/api/incidents").await;
    let ids = |answer: &Value| -> Vec<String> {
        answer["incidents"].as_array().unwrap().iter().map(|card| card["id"].as_str().unwrap().to_owned()).collect()
    };
    let (mut parts, mut after) = (Vec::new(), String::new());
    loop {
        let (_, part) = room.get(&format!("/api/incidents?limit=1{after}")).await;
        assert_eq!(part["total"], whole["total"]);
        parts.extend(ids(&part));
        let Some(next) = part["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(parts, ids(&whole));
    let (status, _) = room.get("/api/incidents?after=nothing").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_answer_holds_until_the_ledger_changes() {
    let room = Room::open().await;
    let id = room.incident("place=Orel").await;
    // once everything is at hand
    room.get("/api/agreements").await;
    let (_, headers, _) = room.ask(get("/api/today")).await;
    let tag = headers[ETAG].to_str().unwrap().to_owned();
    let again = || {
        let request = Request::get("/api/today").header("host", HOST).header(IF_NONE_MATCH, &tag);
        request.body(Body::empty()).unwrap()
    };
    let (status, _, body) = room.ask(again()).await;
    assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
    room.post("/api/decisions", &json!({"decision": "reject", "incident": id, "reason": "a drill"})).await;
    let (status, _, body) = room.ask(again()).await;
    assert_eq!(status, StatusCode::OK);
    let today: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(today["incidents"], 1);
}

#[tokio::test]
async fn what_another_program_adds_is_seen() {
    let room = Room::open().await;
    assert_eq!(room.get("/api/incidents?words=canarytext").await.1["total"], 0);
    let mut state = room.app.state.subscribe();
    let mut ledger = Ledger::open(&room.app.ledger, Open::Existing).unwrap();
    let by = By { who: "Cleo".to_owned(), at: "2031-04-02T08:00:00Z".to_owned() };
    let reading = CANARY.reading();
    ledger.add(&Arrival { reading: &reading, original: None }, &by).unwrap();
    let seen = tokio::time::timeout(Duration::from_secs(20), async {
        while room.get("/api/incidents?words=canarytext").await.1["total"] != 1 {
            state.changed().await.unwrap();
        }
    });
    seen.await.unwrap();
}

#[tokio::test]
async fn counts_agree_with_lists() {
    let room = Room::open().await;
    let (_, facets) = room.get("/api/facets").await;
    assert_eq!(facets["total"], 2);
    assert_eq!(facets["types"], json!([{"value": "shelling", "count": 2}]));
    for (group, name) in [("areas", "place"), ("actors", "actor"), ("outlets", "outlet"), ("statuses", "status")] {
        for value in facets[group].as_array().unwrap() {
            let asked = value["value"].as_str().unwrap().replace(' ', "%20");
            let (_, found) = room.get(&format!("/api/incidents?{name}={asked}")).await;
            assert_eq!(found["total"], value["count"], "{group} {value}");
        }
    }
    let (_, today) = room.get("/api/today").await;
    assert_eq!((&today["reports"], &today["incidents"], &today["disputed"]), (&json!(3), &json!(2), &json!(1)));
    assert_eq!(
        today["areas"][0],
        json!({"area": "Lisk region", "country": "Orlania", "last": "2031-03-12", "days": 0, "incident": today["areas"][0]["incident"], "recent": 1})
    );
    let (_, sources) = room.get("/api/sources").await;
    let post = sources["sources"].as_array().unwrap().iter().find(|s| s["outlet"] == "Valley Post").unwrap().clone();
    assert_eq!((&post["reports"], &post["incidents"], &post["alone"]), (&json!(1), &json!(1), &json!(1)));
    let (_, disputes) = room.get("/api/disputes?aspect=killed&side=orel%20times").await;
    assert_eq!(disputes["disputes"].as_array().unwrap().len(), 1);
    assert_eq!(room.get("/api/disputes?aspect=intent").await.1["disputes"], json!([]));
}

#[tokio::test]
async fn what_is_in_no_form_is_refused_in_words() {
    let room = Room::open().await;
    for path in [
        "/api/incidents?from=March",
        "/api/incidents?limit=0",
        "/api/incidents?limit=x",
        "/api/incidents?type=accident",
        "/api/incidents/i?as_of=yesterday",
        "/api/disputes?aspect=taste",
        "/api/reports?after=x",
        "/api/map?within=1,2",
    ] {
        let (status, told) = room.get(path).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(told["code"], "asked", "{path}: {told}");
    }
    for path in ["/api/incidents/izzz", "/api/reports/rzzz", "/api/export/pdf", "/api/nothing"] {
        assert_eq!(room.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn the_description_is_whole() {
    let document = crate::document();
    assert_eq!(document["openapi"], "3.1.0");
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let text = document.to_string();
    for part in text.split("\"$ref\":\"").skip(1) {
        let name = part.split('"').next().unwrap().strip_prefix("#/components/schemas/").unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            assert!(operation["summary"].as_str().is_some_and(|summary| summary.len() > 10), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn an_original_that_is_a_pdf_is_told_as_one_and_stays_a_file() {
    let room = Room::with(&[WIRE], |ledger, by| {
        let original = Some(b"%PDF-1.7\n%%EOF".to_vec().into());
        ledger.add(&Arrival { reading: &POST.reading(), original }, by).unwrap();
    })
    .await;
    for (outlet, pdf) in [("Valley%20Post", true), ("Orlan%20Wire", false)] {
        let (_, reports) = room.get(&format!("/api/reports?outlet={outlet}")).await;
        let id = reports["reports"][0]["report"].as_str().unwrap();
        assert_eq!(room.get(&format!("/api/reports/{id}")).await.1["pdf"], pdf, "{outlet}");
        let (_, headers, _) = room.ask(get(&format!("/api/reports/{id}/original"))).await;
        assert_eq!(headers["content-type"], "application/octet-stream", "{outlet}");
        assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment"), "{outlet}");
    }
}

#[tokio::test]
async fn words_find_what_their_reports_tell_of() {
    let room = Room::open().await;
    for (words, total) in [("crews%20cellars", 1), ("shelling", 2), ("shelling%20convoy", 1), ("cellars%20convoy", 0)] {
        for path in ["incidents", "map", "facets"] {
            assert_eq!(room.get(&format!("/api/{path}?words={words}")).await.1["total"], total, "{path} {words}");
        }
    }
    assert_eq!(room.get("/api/map?words=shelling&place=orel&outlet=times").await.1["total"], 1);
    let (_, days) = room.get("/api/days?words=shelling").await;
    assert_eq!(days["days"].as_array().unwrap().len(), 2);
}
