//! The promises of docs/security.md.

use super::*;

/// Every address that is looked at, with what is needed to ask for one thing.
fn looks(incident: &str, report: &str) -> Vec<String> {
    let mut paths: Vec<String> =
        ["/api/about", "/api/today", "/api/incidents", "/api/facets", "/api/map", "/api/disputes"]
            .into_iter()
            .chain(["/api/sources", "/api/reports", "/api/review", "/api/openapi.json"])
            .map(str::to_owned)
            .collect();
    for asked in
        ["words=canarytext", "place=Brody", "within=30,-2.25,36.75", "actor=canary", "min_killed=30", "disputed=true"]
    {
        for of in ["incidents", "facets", "map", "disputes"] {
            paths.push(format!("/api/{of}?{asked}"));
        }
    }
    paths.push("/api/reports?outlet=Canary%20Radio".to_owned());
    paths.push("/api/reports?words=canarytext".to_owned());
    paths.push("/api/disputes?side=canary".to_owned());
    for format in ["csv", "geojson", "hxl", "acled", "ucdp", "polecat", "annotation"] {
        paths.push(format!("/api/export/{format}"));
    }
    for of in ["", "/history"] {
        paths.push(format!("/api/incidents/{incident}{of}"));
        paths.push(format!("/api/incidents/protected-1{of}"));
    }
    for of in ["", "/original"] {
        paths.push(format!("/api/reports/{report}{of}"));
    }
    paths
}

#[tokio::test]
async fn what_is_protected_is_in_no_answer() {
    let open = Room::with(&[WIRE, TIMES, POST, CANARY], |_, _| ()).await;
    let incident = open.incident("place=Brody").await;
    let (_, reports) = open.get("/api/reports?outlet=Canary%20Radio").await;
    let report = reports["reports"][0]["report"].as_str().unwrap().to_owned();
    let guarded = Room::guarded().await;
    let canaries = ["canary", "brody", "-2.25", "36.75", incident.as_str(), report.as_str()];
    for path in looks(&incident, &report) {
        let (status, headers, body) = guarded.ask(get(&path)).await;
        assert!(!status.is_server_error(), "{path}: {status}");
        let told = String::from_utf8_lossy(&body).to_lowercase() + &format!("{headers:?}");
        // who asks for a thing by its name is told that it is not there under this name
        let asked = path.to_lowercase();
        for canary in canaries.iter().filter(|canary| status == StatusCode::OK || !asked.contains(**canary)) {
            assert!(!told.contains(canary), "{path}: {canary} in {told}");
        }
    }
    // the incident itself is told, under another name and at a rounded point
    let (_, found) = guarded.get("/api/incidents?min_killed=30").await;
    assert_eq!(found["incidents"][0]["id"], "protected-1");
    assert_eq!(found["incidents"][0]["place"]["lat"], -2.5);
    // the same test finds the canaries where nothing is protected
    let (_, found) = open.get("/api/incidents?words=canarytext").await;
    assert_eq!(found["total"], 1);
    assert_eq!(guarded.get("/api/incidents?words=canarytext").await.1["total"], 0);
    assert_eq!(guarded.get(&format!("/api/reports/{report}")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(guarded.get(&format!("/api/reports/{report}/original")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_answer_tells_the_browser_what_it_may_do() {
    let room = Room::open().await;
    for path in ["/", "/map", "/api/about", "/api/incidents/none", "/api/nothing", "/nothing.js"] {
        let (_, headers, _) = room.ask(get(path)).await;
        let header =
            |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{path}: {policy}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(!headers.contains_key("access-control-allow-origin"), "{path}");
        if path.starts_with("/api/") {
            assert_eq!(header("cache-control"), "no-store", "{path}");
            assert_eq!(header("content-type"), "application/json", "{path}");
        }
    }
}

#[tokio::test]
async fn a_foreign_page_gets_nothing_and_changes_nothing() {
    let room = Room::open().await;
    let rebound = Request::get("/api/incidents").header("host", "news.example:7070").body(Body::empty()).unwrap();
    assert_eq!(room.ask(rebound).await.0, StatusCode::FORBIDDEN);
    let incident = room.incident("").await;
    let body = json!({"decision": "reject", "incident": incident, "reason": "x"}).to_string();
    let asked = |headers: &[(&str, &str)]| {
        let mut request =
            Request::post("/api/decisions").header("host", HOST).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Body::from(body.clone())).unwrap()
    };
    for headers in [
        vec![],
        vec![("x-truceline", "desk"), ("origin", "https://news.example")],
        vec![("x-truceline", "desk"), ("sec-fetch-site", "cross-site")],
    ] {
        assert_eq!(room.ask(asked(&headers)).await.0, StatusCode::FORBIDDEN, "{headers:?}");
    }
    // nor does a form, whose bodies are no JSON
    let form = post("/api/decisions").header("content-type", "text/plain").body(Body::from(body.clone())).unwrap();
    assert_eq!(room.ask(form).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(room.get("/api/incidents?status=rejected").await.1["total"], 0);
    assert_eq!(room.ask(asked(&[("x-truceline", "desk")])).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let room = Room::open().await;
    let large = json!({"decision": "annotate", "incident": "i", "note": "n".repeat(300 << 10), "reason": "r"});
    assert_eq!(room.post("/api/decisions", &large).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    let file = post("/api/readings?name=large.txt").body(Body::from(vec![b'a'; api::ADDED + 1])).unwrap();
    let (status, _, body) = room.ask(file).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{}", String::from_utf8_lossy(&body));
}

#[tokio::test]
async fn a_reports_text_is_data() {
    let room = Room::open().await;
    let (_, reports) = room.get("/api/reports?outlet=Valley%20Post").await;
    let id = reports["reports"][0]["report"].as_str().unwrap();
    let (status, headers, _) = room.ask(get(&format!("/api/reports/{id}/original"))).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["content-type"], "application/octet-stream");
    assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let (_, report) = room.get(&format!("/api/reports/{id}")).await;
    assert!(report["reading"]["report"]["text"].as_str().unwrap().contains("<script>"));
}

#[tokio::test]
async fn nothing_is_fetched_unless_the_desk_was_opened_for_it() {
    let room = Room::open().await;
    assert_eq!(room.get("/api/about").await.1["fetches"], false);
    let asked = json!({"address": "https://wire.example/1"});
    let (status, told) = room.post("/api/readings/fetch", &asked).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(told["error"].as_str().unwrap().contains("--fetch"), "{told}");
}
