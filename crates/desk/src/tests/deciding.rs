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
async fn what_makes_no_sense_is_refused_in_words() {
    let room = Room::open().await;
    let id = room.incident("").await;
    for body in [
        json!({"decision": "correct", "incident": id, "field": "killed", "value": "many", "reason": "r"}),
        json!({"decision": "confirm", "incident": id, "reason": " "}),
        json!({"decision": "grade", "incident": id, "occurrence": "true", "reason": "r"}),
        json!({"decision": "merge", "incident": id, "with": [id], "reason": "r"}),
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
