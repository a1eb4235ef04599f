//! Agreements, alleged violations, findings, talks and briefs.

use super::*;

/// Tells of a truce, of what broke it, and of who denies that.
const TRUCE: Story = Story {
    name: "mission/1.txt",
    source: "Mission Daily",
    day: 9,
    place: ("Lisk", 50.0, 30.0),
    killed: 3,
    own: "The Orel ceasefire took effect on 2031-03-04. The army broke the Orel ceasefire, the mission said. Observers counted 14 violations of the Orel ceasefire",
};
const TERMS: &str = r#"name = "Orel ceasefire"
parties = ["Orlan army", "Northern Assembly"]
effective = 2031-03-04

[[provision]]
id = "1"
kind = "cease_fire_all_weapons"
text = "All guns are silent."
"#;

async fn monitored() -> Room {
    Room::with(&[WIRE, POST, TRUCE], |_, _| ()).await
}

async fn alleged(room: &Room) -> Vec<Value> {
    room.get("/api/violations").await.1["violations"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_agreement_is_told_with_the_words_of_reports() {
    let room = monitored().await;
    let (_, list) = room.get("/api/agreements").await;
    assert_eq!(list["total"], 1, "{list}");
    let id = list["agreements"][0]["id"].as_str().unwrap();
    let (status, shown) = room.get(&format!("/api/agreements/{id}")).await;
    assert_eq!(status, StatusCode::OK);
    let stage = shown["stages"].as_array().unwrap().iter().find(|stage| stage["stage"] == "took_effect").unwrap();
    assert_eq!(stage["words"][0]["quote"], "The Orel ceasefire took effect on 2031-03-04.");
    assert_eq!(stage["words"][0]["outlet"], "Mission Daily");
    assert_eq!((&shown["written"], &shown["terms"]), (&Value::Null, &Value::Null));
    let (_, linked) = room.get(&format!("/api/agreements/{id}/reports")).await;
    assert_eq!(linked["total"], 1);
    assert!(linked["reports"][0]["words"].as_array().unwrap().len() >= 2, "{linked}");
    // what is told here is what the page of the report has at these places
    let words = &linked["reports"][0]["words"][0];
    let (_, report) = room.get(&format!("/api/reports/{}", words["report"].as_str().unwrap())).await;
    let text: Vec<char> = report["reading"]["report"]["text"].as_str().unwrap().chars().collect();
    let at = |n: usize| usize::try_from(words["span"][n].as_u64().unwrap()).unwrap();
    assert_eq!(text[at(0)..at(1)].iter().collect::<String>(), words["quote"].as_str().unwrap());
}

#[tokio::test]
async fn what_is_alleged_is_filtered_and_counts_stand_by_themselves() {
    let room = monitored().await;
    let (_, all) = room.get("/api/violations").await;
    let total = all["total"].as_u64().unwrap();
    let of = async |asked: &str| room.get(&format!("/api/violations?{asked}")).await.1["total"].as_u64().unwrap();
    let (counts, single) = (of("count=true").await, of("count=false").await);
    assert!(counts >= 1 && single >= 1, "{all}");
    assert_eq!(counts + single, total);
    assert_eq!((of("from=2031-03-10").await, of("from=2031-03-01&to=2031-03-31").await), (0, total));
    assert_eq!((of("breach=found").await, of("found=false").await), (0, total));
    assert_eq!((of("accuser=nobody").await, of("area=Nowhere").await), (0, 0));
    for counted in all["shared"]["breach"].as_array().unwrap() {
        assert_eq!(
            of(&format!("breach={}", counted["value"].as_str().unwrap())).await,
            counted["count"].as_u64().unwrap()
        );
    }
    let id = room.get("/api/violations?count=true").await.1["violations"][0]["id"].as_str().unwrap().to_owned();
    let (_, count) = room.get(&format!("/api/violations/{id}")).await;
    assert_eq!(count["count"]["min"], 14);
    assert_eq!(count["singly"].as_array().unwrap().len() as u64, single, "{count}");
    // the one before and after are of the list with the same filters
    let (_, alone) = room.get(&format!("/api/violations/{id}?count=true")).await;
    assert_eq!((&alone["before"], &alone["after"]), (&Value::Null, &Value::Null));
    for path in
        ["/api/violations?breach=bad", "/api/violations?from=2031-03-09&to=2031-03-01", "/api/violations?after=x"]
    {
        assert_eq!(room.get(path).await.0, StatusCode::BAD_REQUEST, "{path}");
    }
    assert_eq!(room.get("/api/violations/vzzz").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_finding_shows_at_once_with_its_maker_and_can_be_undone() {
    let room = monitored().await;
    let one = alleged(&room).await.into_iter().find(|one| one["count"].is_null()).unwrap();
    let id = one["id"].as_str().unwrap();
    let find = json!({"decision": "find", "violation": &id[..8], "breach": "found", "finding": "monitoring_body", "reason": "we saw it"});
    let (status, made) = room.post("/api/decisions", &find).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let (_, shown) = room.get(&format!("/api/violations/{id}")).await;
    assert_eq!(shown["status"]["breach"]["is"], "found");
    assert_eq!(
        (&shown["status"]["breach"]["by"], &shown["status"]["finding"]),
        (&json!("Boris"), &json!("monitoring_body"))
    );
    assert_eq!(shown["findings"][0]["reason"], "we saw it");
    assert_eq!(room.get("/api/violations?found=true").await.1["total"], 1);
    // who had not seen it is told
    let late = json!({"decision": "find", "violation": id, "breach": "not_a_breach", "reason": "no", "seen": made["entry"]["seq"].as_i64().unwrap() - 1});
    let (status, told) = room.post("/api/decisions", &late).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(told["error"].as_str().unwrap().contains("Boris decided on this meanwhile"), "{told}");
    let seq = made["entry"]["seq"].as_i64().unwrap();
    let (status, _) = room.post(&format!("/api/decisions/{seq}/undo"), &json!({"reason": "of another day"})).await;
    assert_eq!(status, StatusCode::CREATED);
    let (_, shown) = room.get(&format!("/api/violations/{id}")).await;
    assert_eq!((&shown["status"]["breach"]["is"], &shown["findings"]), (&json!("not_assessed"), &json!([])));
    for wrong in [
        json!({"decision": "find", "violation": id, "breach": "bad", "reason": "r"}),
        json!({"decision": "find", "violation": id, "reason": "r"}),
        json!({"decision": "find", "violation": id, "breach": "found", "reason": " "}),
    ] {
        assert_eq!(room.post("/api/decisions", &wrong).await.0, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let nothing = json!({"decision": "find", "violation": "v000000000000", "breach": "found", "reason": "r"});
    assert_eq!(room.post("/api/decisions", &nothing).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn terms_are_checked_kept_and_hold() {
    let room = monitored().await;
    let (status, told) = room.post("/api/agreements/check", &json!({"text": TERMS})).await;
    assert_eq!((status, &told["id"], &told["wrong"]), (StatusCode::OK, &json!("orel-ceasefire"), &Value::Null));
    assert_eq!((&told["replaces"], &told["agreement"]["effective"]), (&json!(false), &json!("2031-03-04")));
    let wrong = TERMS.replace("cease_fire_all_weapons", "no_fire");
    let (_, told) = room.post("/api/agreements/check", &json!({"text": wrong})).await;
    assert_eq!((&told["id"], &told["wrong"]["line"]), (&Value::Null, &json!(7)), "{told}");
    assert!(told["wrong"]["why"].as_str().unwrap().contains("kind cannot be \"no_fire\""), "{told}");
    let keep = |agreement: &str, text: &str| json!({"decision": "agreement", "agreement": agreement, "text": text, "reason": "as signed"});
    let (status, told) = room.post("/api/decisions", &keep("orel-ceasefire", &wrong)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(told["error"].as_str().unwrap().starts_with("line 7: "), "{told}");
    assert_eq!(room.post("/api/decisions", &keep("another", TERMS)).await.0, StatusCode::BAD_REQUEST);

    let (status, made) = room.post("/api/decisions", &keep("orel-ceasefire", TERMS)).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let (_, shown) = room.get("/api/agreements/orel-ceasefire").await;
    assert_eq!(
        (&shown["terms"], &shown["written"]["text"], &shown["written"]["who"]),
        (&json!(1), &json!(TERMS), &json!("Boris"))
    );
    assert_eq!(shown["lines"][0]["provision"]["kind"], "cease_fire_all_weapons");
    assert_eq!(shown["reports"], 1);
    let mut late = keep("orel-ceasefire", TERMS);
    late["seen"] = json!(made["entry"]["seq"].as_i64().unwrap() - 1);
    assert_eq!(room.post("/api/decisions", &late).await.0, StatusCode::CONFLICT);
    let (_, told) = room.post("/api/agreements/check", &json!({"text": TERMS})).await;
    assert_eq!(told["replaces"], true);
    let seq = made["entry"]["seq"].as_i64().unwrap();
    room.post(&format!("/api/decisions/{seq}/undo"), &json!({"reason": "a draft"})).await;
    assert_eq!(room.get("/api/agreements?written=true").await.1["total"], 0);
}

#[tokio::test]
async fn today_tells_what_is_alleged_and_what_is_in_force() {
    let room = monitored().await;
    let (_, list) = room.get("/api/violations").await;
    let (_, today) = room.get("/api/today").await;
    assert_eq!(today["alleged_violations"], list["total"]);
    assert_eq!(today["alleged"][0]["id"], list["violations"][0]["id"]);
    let in_force = &today["agreements"][0];
    assert_eq!((&in_force["stage"], &in_force["in_force"]), (&json!("in_force"), &json!(true)), "{today}");
    // of the 9th, told on the 12th
    assert_eq!(in_force["last"]["days"], 3);
}

#[tokio::test]
async fn a_brief_is_looked_at_as_data_and_kept_as_a_file() {
    let room = monitored().await;
    let asked = "from=2031-03-01&to=2031-03-31";
    let (status, brief) = room.get(&format!("/api/brief?{asked}")).await;
    assert_eq!(status, StatusCode::OK, "{brief}");
    assert_eq!(brief["days"], json!({"from": "2031-03-01", "to": "2031-03-31"}));
    let notes = brief["page"]["notes"].as_array().unwrap();
    assert!(notes.iter().all(|note| note["report"].as_str().is_some_and(|id| id.starts_with('r'))), "{notes:?}");
    let drawings: Vec<&str> = brief["page"]["sections"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|section| section["blocks"].as_array().unwrap())
        .filter_map(|block| block["drawing"]["svg"].as_str())
        .collect();
    assert!(!drawings.is_empty() && drawings.iter().all(|svg| svg.starts_with("<svg") && !svg.contains("style=")));
    // without days: the week up to the latest report
    let (_, week) = room.get("/api/brief").await;
    assert_eq!(week["days"], json!({"from": "2031-03-06", "to": "2031-03-12"}));
    for (format, ending) in [("text", "txt"), ("md", "md"), ("html", "html"), ("docx", "docx")] {
        let (status, headers, body) = room.ask(get(&format!("/api/export/brief/{format}?{asked}"))).await;
        assert_eq!(status, StatusCode::OK, "{format}");
        assert_eq!(headers["content-type"], "application/octet-stream");
        let named = format!("attachment; filename=\"brief-2031-03-01-2031-03-31.{ending}\"");
        assert_eq!(headers["content-disposition"].to_str().unwrap(), named);
        assert!(body.len() > 500, "{format}");
    }
    for path in [
        "/api/brief?from=2031-03-09&to=2031-03-01",
        "/api/brief?from=2020-01-01&to=2031-01-01",
        "/api/brief?agreement=nothing",
        "/api/brief?from=x",
    ] {
        assert_eq!(room.get(path).await.0, StatusCode::BAD_REQUEST, "{path}");
    }
    assert_eq!(room.get("/api/export/brief/pdf").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_a_new_report_alleges_is_found_and_old_findings_stay() {
    let room = monitored().await;
    let one = alleged(&room).await.into_iter().find(|one| one["count"].is_null()).unwrap();
    let find = json!({"decision": "find", "violation": one["id"], "breach": "found", "reason": "we saw it"});
    assert_eq!(room.post("/api/decisions", &find).await.0, StatusCode::CREATED);
    let before = alleged(&room).await.len();
    let mut state = room.app.state.subscribe();
    let mut ledger = Ledger::open(&room.app.ledger, Open::Existing).unwrap();
    let by = By { who: "Cleo".to_owned(), at: "2031-04-02T08:00:00Z".to_owned() };
    let reading = CANARY.reading();
    ledger.add(&Arrival { reading: &reading, original: None }, &by).unwrap();
    let seen = tokio::time::timeout(std::time::Duration::from_secs(30), async {
        while alleged(&room).await.len() == before {
            state.changed().await.unwrap();
        }
    });
    seen.await.unwrap();
    assert_eq!(room.get("/api/violations?found=true").await.1["total"], 1);
}
