//! What people decide, and what they add.

use super::*;

#[tokio::test]
async fn a_correction_shows_at_once_with_its_maker_and_can_be_undone() {
    let room = Room::open().await;
    let id = room.incident("place=Orel").await;
    let body = json!({"decision": "correct", "incident": id, "field": "killed", "value": "18", "reason": "list of the hospital"});
    let (status, made) = room.post("/api/decisions", &body).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let (_, shown) = room.get(&format!("/api/incidents/{id}")).await;
    assert_eq!(shown["killed"], json!({"min": 18, "max": 18}));
    assert_eq!(shown["decisions"][0]["who"], "Boris");
    assert_eq!(room.get("/api/incidents?min_killed=24").await.1["total"], 0);
    let (_, map) = room.get("/api/map?place=Orel").await;
    assert_eq!(map["killed_max"], json!([18]));

    let (_, past) = room.get(&format!("/api/incidents/{id}/history")).await;
    let last = past["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        last["changes"],
        json!([{"field": "killed", "before": {"min": 12, "max": 24}, "after": {"min": 18, "max": 18}}])
    );

    let seq = made["entry"]["seq"].as_i64().unwrap();
    let (status, _) = room.post(&format!("/api/decisions/{seq}/undo"), &json!({"reason": "of another day"})).await;
    assert_eq!(status, StatusCode::CREATED);
    let (_, shown) = room.get(&format!("/api/incidents/{id}")).await;
    assert_eq!(shown["killed"], json!({"min": 12, "max": 24}));
    let (status, _) = room.post(&format!("/api/decisions/{seq}/undo"), &json!({"reason": "again"})).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (_, past) = room.get(&format!("/api/incidents/{id}/history")).await;
    let steps: Vec<&str> =
        past["history"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["report", "report", "decision", "undo"]);
}

#[tokio::test]
async fn who_decides_on_what_another_decided_meanwhile_is_told() {
    let room = Room::open().await;
    let id = room.incident("place=Orel").await;
    let seen = room.get("/api/about").await.1["head"]["seq"].as_i64().unwrap();
    let body = |value: &str| json!({"decision": "correct", "incident": id, "field": "killed", "value": value, "reason": "counted", "seen": seen});
    // two at once: one is made, the other is told
    let (first, second) = (body("18"), body("19"));
    let (one, other) = tokio::join!(room.post("/api/decisions", &first), room.post("/api/decisions", &second));
    let mut statuses = [one.0, other.0];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::CREATED, StatusCode::CONFLICT]);
    let told = if one.0 == StatusCode::CONFLICT { one.1 } else { other.1 };
    assert!(told["error"].as_str().unwrap().contains("Boris decided on this incident meanwhile"), "{told}");
    // on another incident, nobody decided
    let post = room.incident("place=Lisk").await;
    let note = json!({"decision": "annotate", "incident": post, "note": "ask", "reason": "unsure", "seen": seen});
    assert_eq!(room.post("/api/decisions", &note).await.0, StatusCode::CREATED);
    // who has looked again may decide
    let seen = room.get("/api/about").await.1["head"]["seq"].as_i64().unwrap();
    let again = json!({"decision": "confirm", "incident": id, "reason": "both agree", "seen": seen});
    assert_eq!(room.post("/api/decisions", &again).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn what_was_decided_waits_no_more() {
    let room = Room::open().await;
    let (_, queue) = room.get("/api/review").await;
    let waits = queue["total"].as_u64().unwrap();
    let item = &queue["items"][0];
    assert_eq!(item["why"][0], "killed", "{item}");
    let id = item["incident"]["id"].as_str().unwrap();
    room.post("/api/decisions", &json!({"decision": "confirm", "incident": id, "reason": "agreed"})).await;
    let (_, queue) = room.get("/api/review").await;
    assert_eq!(queue["total"].as_u64().unwrap(), waits - 1);
    assert_ne!(queue["items"][0]["incident"]["id"], id);
}

#[tokio::test]
async fn merging_and_splitting_are_seen_by_all_lists() {
    let room = Room::open().await;
    let (orel, lisk) = (room.incident("place=Orel").await, room.incident("place=Lisk").await);
    let total = room.get("/api/incidents").await.1["total"].as_u64().unwrap();
    let merge = json!({"decision": "merge", "incident": orel, "with": [lisk], "reason": "one attack"});
    assert_eq!(room.post("/api/decisions", &merge).await.0, StatusCode::CREATED);
    assert_eq!(room.get("/api/incidents").await.1["total"].as_u64().unwrap(), total - 1);
    let (_, map) = room.get("/api/map").await;
    assert_eq!(map["ids"].as_array().unwrap().len() as u64, total - 1);
    let (_, shown) = room.get(&format!("/api/incidents/{orel}")).await;
    let version =
        shown["versions"].as_array().unwrap().iter().find(|v| v["outlet"] == "Valley Post").unwrap()["version"].clone();
    let split = json!({"decision": "split", "incident": orel, "versions": [version], "reason": "two after all"});
    assert_eq!(room.post("/api/decisions", &split).await.0, StatusCode::CREATED);
    assert_eq!(room.get("/api/incidents").await.1["total"].as_u64().unwrap(), total);
}

#[tokio::test]
async fn a_pair_that_is_not_the_same_waits_no_more_and_both_say_so() {
    let near = Story { name: "near/1.txt", source: "Sava Post", day: 9, killed: 1, place: WIRE.place, ..POST };
    let room = Room::with(&[WIRE, near], |_, _| ()).await;
    let (_, queue) = room.get("/api/review?why=link").await;
    let pair = &queue["items"][0];
    let (one, other) = (pair["incident"]["id"].as_str().unwrap(), pair["other"]["id"].as_str().unwrap());
    let seen = room.get("/api/about").await.1["head"]["seq"].as_i64().unwrap();
    let apart = json!({"decision": "apart", "incident": one, "from": [other], "reason": "two streets", "seen": seen});
    let (status, made) = room.post("/api/decisions", &apart).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    assert_eq!(room.get("/api/review?why=link").await.1["items"], json!([]));
    // what else they wait for still stands
    assert!(room.get("/api/review?why=large_toll").await.1["total"].as_u64().unwrap() > 0);
    for (id, not) in [(one, other), (other, one)] {
        let (_, shown) = room.get(&format!("/api/incidents/{id}")).await;
        assert_eq!(shown["not_same"][0]["incident"], not);
        assert_eq!(shown["possible"], json!([]));
        // whoever decides on either must have seen it
        let note = json!({"decision": "annotate", "incident": id, "note": "n", "reason": "r", "seen": seen});
        assert_eq!(room.post("/api/decisions", &note).await.0, StatusCode::CONFLICT);
    }
    let seq = made["entry"]["seq"].as_i64().unwrap();
    room.post(&format!("/api/decisions/{seq}/undo"), &json!({"reason": "one after all"})).await;
    assert_eq!(room.get("/api/review?why=link").await.1["items"].as_array().unwrap().len(), 2);
}

/// Where words stand in a report of the desk.
fn words(report: &Value, words: &str) -> Value {
    let start = report["reading"]["report"]["text"].as_str().unwrap().find(words).unwrap();
    json!([start, start + words.len()])
}

#[tokio::test]
async fn what_is_marked_in_a_report_shows_at_once_with_its_maker_beside_what_was_read() {
    let room = Room::open().await;
    let incident = room.incident("place=Lisk").await;
    let (_, reports) = room.get("/api/reports?outlet=Valley%20Post").await;
    let id = reports["reports"][0]["report"].as_str().unwrap().to_owned();
    let (_, report) = room.get(&format!("/api/reports/{id}")).await;
    assert_eq!(report["marked"], json!([]));
    let seen = room.get("/api/about").await.1["head"]["seq"].as_i64().unwrap();
    let (shelling, toll) = (words(&report, "Shelling"), words(&report, "2 people"));
    let mark = |value: &str| {
        json!({"decision": "mark", "report": id, "part": "value", "of": shelling, "field": "killed", "words": [toll],
               "value": value, "counted": "civilian", "reason": "two were named", "seen": seen})
    };
    // two at once: one is made, the other is told
    let (first, second) = (mark("3"), mark("4"));
    let (one, other) = tokio::join!(room.post("/api/decisions", &first), room.post("/api/decisions", &second));
    let mut statuses = [one.0, other.0];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::CREATED, StatusCode::CONFLICT]);
    let (made, told) = if one.0 == StatusCode::CREATED { (one.1, other.1) } else { (other.1, one.1) };
    assert!(told["error"].as_str().unwrap().contains("Boris decided on this report meanwhile"), "{told}");
    let (_, report) = room.get(&format!("/api/reports/{id}")).await;
    let marked = &report["marked"][0];
    assert_eq!(
        (&marked["who"], &marked["on"], &marked["reason"]),
        (&json!("Boris"), &json!("i1"), &json!("two were named"))
    );
    let killed = report["reading"]["incidents"][0]["killed"].as_array().unwrap();
    assert_eq!(killed.len(), 2, "who is counted differs: what was read stays");
    // the incident counts it, on the map too
    let (_, shown) = room.get(&format!("/api/incidents/{incident}")).await;
    assert_eq!(shown["decisions"][0]["decision"], "mark");
    assert_eq!(shown["versions"][0]["account"]["killed"][1]["who"], "civilian");
    let out = json!({"decision": "unmark", "report": id, "part": "incident", "words": shelling, "reason": "a drill"});
    assert_eq!(room.post("/api/decisions", &out).await.0, StatusCode::CREATED);
    assert_eq!(room.get("/api/map?place=Lisk").await.1["ids"], json!([]));
    assert_eq!(room.get("/api/incidents?place=Lisk").await.1["total"], 0);
    assert_eq!(room.get(&format!("/api/incidents/{incident}")).await.0, StatusCode::NOT_FOUND);
    let (_, report) = room.get(&format!("/api/reports/{id}")).await;
    assert_eq!(report["marked"][1]["before"][0]["type"], "shelling");
    let seq = report["marked"][1]["seq"].as_i64().unwrap();
    room.post(&format!("/api/decisions/{seq}/undo"), &json!({"reason": "none of a drill"})).await;
    assert_eq!(room.get("/api/map?place=Lisk").await.1["ids"], json!([incident]));
    assert!(made["entry"]["seq"].as_i64().unwrap() < seq);
    for (body, said) in [
        (
            json!({"decision": "mark", "report": id, "part": "incident", "words": [], "type": "shelling", "reality": "actual", "main": false, "reason": "r"}),
            "no value without a span",
        ),
        (
            json!({"decision": "mark", "report": id, "part": "value", "of": shelling, "field": "killed", "words": [[9, 3]], "value": "1", "reason": "r"}),
            "ends before it starts",
        ),
        (
            json!({"decision": "unmark", "report": id, "part": "statement", "words": [0, 1], "reason": "r"}),
            "nothing of this kind",
        ),
    ] {
        let (status, told) = room.post("/api/decisions", &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}: {told}");
        assert!(told["error"].as_str().unwrap().contains(said), "{told}");
    }
    let nowhere = json!({"decision": "unmark", "report": "rzzz", "part": "incident", "words": [0, 1], "reason": "r"});
    assert_eq!(room.post("/api/decisions", &nowhere).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_in_words() {
    let room = Room::open().await;
    let id = room.incident("").await;
    for body in [
        json!({"decision": "correct", "incident": id, "field": "killed", "value": "many", "reason": "r"}),
        json!({"decision": "confirm", "incident": id, "reason": " "}),
        json!({"decision": "grade", "incident": id, "occurrence": "true", "reason": "r"}),
        json!({"decision": "merge", "incident": id, "with": [id], "reason": "r"}),
        json!({"decision": "apart", "incident": id, "from": [id], "reason": "r"}),
        json!({"decision": "blame", "incident": id, "reason": "r"}),
        json!([]),
    ] {
        let (status, told) = room.post("/api/decisions", &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}: {told}");
        assert!(!told["error"].as_str().unwrap().is_empty());
    }
    let (status, _) =
        room.post("/api/decisions", &json!({"decision": "confirm", "incident": "izzz", "reason": "r"})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_report_is_shown_before_it_is_kept() {
    let room = Room::with(&[WIRE], |_, _| ()).await;
    let read = |story: Story| post("/api/readings?name=a.txt&source=Desk").body(Body::from(story.text())).unwrap();
    let (status, _, body) = room.ask(read(TIMES)).await;
    assert_eq!(status, StatusCode::OK);
    let preview: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(preview["reports"][0]["known"], false);
    assert_eq!(preview["reports"][0]["reading"]["incidents"][0]["type"], "shelling");
    assert_eq!(room.get("/api/reports").await.1["reports"].as_array().unwrap().len(), 1);

    let (status, kept) = room.post("/api/reports", &json!({"preview": preview["preview"]})).await;
    assert_eq!(status, StatusCode::CREATED, "{kept}");
    assert_eq!((&kept["reports"][0]["new"], &kept["reports"][0]["shared"]), (&json!(true), &json!(1)));
    let (_, reports) = room.get("/api/reports").await;
    assert_eq!(reports["reports"][0]["added_by"], "Boris");
    // what was kept is gone from the previews, and known the next time
    assert_eq!(room.post("/api/reports", &json!({"preview": preview["preview"]})).await.0, StatusCode::NOT_FOUND);
    let (_, _, body) = room.ask(read(TIMES)).await;
    let preview: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(preview["reports"][0]["known"], true);
}

#[tokio::test]
async fn the_rows_of_a_log_are_shown_before_they_are_kept() {
    const LOG: &str = "ID,Date,What,Town,Killed\nV-1,2031-03-05,shelling,Orel,12\nV-2,2031-03-06,shelling,Brody,many\n,2031-03-07,shelling,Brody,1\n";
    let room = Room::with(&[WIRE], |_, _| ()).await;
    let ask = async |path: &str, body: &str| {
        let (status, _, body) = room.ask(post(path).body(Body::from(body.to_owned())).unwrap()).await;
        (status, serde_json::from_slice::<Value>(&body).unwrap())
    };
    let (status, proposed) = ask("/api/logs/mapping?name=valley.csv&source=Valley%20Monitor", LOG).await;
    assert_eq!(status, StatusCode::OK, "{proposed}");
    let mapping = proposed["mapping"].as_str().unwrap();
    assert!(mapping.contains("log = \"valley\"") && mapping.contains("killed = \"Killed\""), "{mapping}");
    let mapped = "log%20%3D%20%22valley%22%0Akey%20%3D%20%22ID%22%0A%5Bcolumns%5D%0Adate%20%3D%20%22Date%22%0Atype%20%3D%20%22What%22%0A\
                  place%20%3D%20%22Town%22%0Akilled%20%3D%20%22Killed%22%0A";
    let (status, preview) = ask(&format!("/api/logs?name=valley.csv&mapping={mapped}"), LOG).await;
    assert_eq!(status, StatusCode::OK, "{preview}");
    let rows = preview["reports"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["reading"]["incidents"][0]["killed"][0]["min"], 12);
    // what cannot be used is told, of a row with the row and of the log with the log
    assert!(rows[1]["reading"]["problems"][0]["message"].as_str().unwrap().contains("many"));
    assert!(preview["problems"][0].as_str().unwrap().contains("it has no key"));
    let (status, kept) = room.post("/api/reports", &json!({"preview": preview["preview"], "reports": [0]})).await;
    assert_eq!(status, StatusCode::CREATED, "{kept}");
    let (_, again) = ask(&format!("/api/logs?name=valley.csv&mapping={mapped}"), LOG).await;
    assert_eq!((&again["reports"][0]["known"], &again["reports"][1]["known"]), (&json!(true), &json!(false)));
    // no mapping, another log's, none that ends
    for (mapping, told) in [("log", "="), ("log%20%3D%20%22a%22", "column"), (&"a".repeat(20_000), "KB")] {
        let (status, fault) = ask(&format!("/api/logs?name=valley.csv&mapping={mapping}"), LOG).await;
        assert!(status.is_client_error(), "{status} {fault}");
        assert!(fault["error"].as_str().unwrap().contains(told), "{fault}");
    }
}
