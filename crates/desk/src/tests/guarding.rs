//! The promises of docs/security.md.

use super::*;

/// Every address that is looked at, with what is needed to ask for one thing.
pub(super) fn looks(incident: &str, other: &str, report: &str) -> Vec<String> {
    let mut paths: Vec<String> =
        ["/api/about", "/api/today", "/api/incidents", "/api/facets", "/api/map", "/api/disputes"]
            .into_iter()
            .chain(["/api/sources", "/api/reports", "/api/review", "/api/openapi.json"])
            .map(str::to_owned)
            .collect();
    for asked in [
        "words=canarytext",
        "place=Brody",
        "within=30,-2.25,36.75",
        "actor=canary",
        "outlet=canary",
        "min_killed=30",
        "disputed=true",
    ] {
        for of in ["incidents", "facets", "map", "days", "disputes"] {
            paths.push(format!("/api/{of}?{asked}"));
        }
    }
    paths.push("/api/reports?outlet=Canary%20Radio".to_owned());
    paths.push("/api/reports?words=canarytext".to_owned());
    paths.push("/api/disputes?side=canary".to_owned());
    for format in ["csv", "geojson", "hxl", "acled", "ucdp", "polecat", "annotation"] {
        paths.push(format!("/api/export/{format}"));
        paths.push(format!("/api/export/{format}?outlet=canary"));
    }
    for of in [
        "agreements",
        "violations",
        "talks",
        "brief?from=2031-03-01&to=2031-03-31",
        "brief?from=2031-03-09&to=2031-03-09&area=Brody",
    ] {
        paths.push(format!("/api/{of}"));
    }
    for asked in ["area=Brody", "accuser=canary", "agreement=canary-truce", "agreement=brody-accord", "count=true"] {
        paths.push(format!("/api/violations?{asked}"));
    }
    paths.push("/api/talks?who=canary".to_owned());
    paths.push("/api/agreements?name=canary".to_owned());
    for agreement in ["canary-truce", "brody-accord", "a-protected-place", "orel-accord"] {
        paths.push(format!("/api/agreements/{agreement}"));
        paths.push(format!("/api/agreements/{agreement}/reports"));
    }
    for format in ["text", "md", "html"] {
        paths.push(format!("/api/export/brief/{format}?from=2031-03-01&to=2031-03-31"));
    }
    for of in ["", "/history"] {
        paths.push(format!("/api/incidents/{incident}{of}"));
        paths.push(format!("/api/incidents/protected-1{of}"));
    }
    for of in ["", "/history"] {
        paths.push(format!("/api/incidents/{other}{of}"));
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
    let other = open.incident("place=Lisk").await;
    let (_, posts) = open.get("/api/reports?outlet=Valley%20Post").await;
    let post = posts["reports"][0]["report"].as_str().unwrap().to_owned();
    let (_, alleged) = open.get("/api/violations?accuser=canary").await;
    let violation = alleged["violations"][0]["id"].as_str().unwrap_or_else(|| panic!("{alleged}")).to_owned();
    let guarded = Room::guarded().await;
    let canaries = ["canary", "brody", "-2.25", "36.75", incident.as_str(), report.as_str()];
    let mut paths = looks(&incident, &other, &report);
    paths.extend([format!("/api/reports/{post}"), format!("/api/violations/{violation}")]);
    for path in paths {
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
    assert_eq!(found["incidents"][0]["decisions"][0]["note"], "to be asked again");
    // nor does anybody change a report by an id that may not be seen
    let mark = json!({"decision": "unmark", "report": report, "part": "incident", "words": [0, 8], "reason": "r"});
    assert_eq!(guarded.post("/api/decisions", &mark).await.0, StatusCode::NOT_FOUND);
    let (_, posts) = guarded.get("/api/reports?outlet=Valley%20Post").await;
    let (_, post) = guarded.get(&format!("/api/reports/{}", posts["reports"][0]["report"].as_str().unwrap())).await;
    assert_eq!(post["marked"].as_array().unwrap().len(), 1, "the reason of the other names what is protected");
    // what a person wrote down is told with its names masked, and its text not at all
    let (_, known) = guarded.get("/api/agreements?written=true").await;
    assert_eq!(known["total"], 2, "{known}");
    let (_, accord) = guarded.get("/api/agreements/orel-accord").await;
    assert_eq!(accord["written"]["text"], Value::Null, "{accord}");
    assert_eq!(accord["written"]["agreement"]["mediators"], json!([truceline_export::SOURCE]));

    // who asks for it by what is held back gets nothing, whichever way it is asked
    let (_, left) = guarded.get("/api/export/geojson?place=brody").await;
    assert_eq!(left["features"], json!([]));
    // the same test finds the canaries where nothing is protected
    for path in ["/api/violations", "/api/agreements", "/api/today", "/api/brief?from=2031-03-09&to=2031-03-09"] {
        assert!(open.get(path).await.1.to_string().to_lowercase().contains("canary"), "{path}");
    }
    let (_, found) = open.get("/api/incidents?words=canarytext").await;
    assert_eq!(found["total"], 1);
    assert_eq!(guarded.get("/api/incidents?words=canarytext").await.1["total"], 0);
    assert_eq!(guarded.get(&format!("/api/reports/{report}")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(guarded.get(&format!("/api/reports/{report}/original")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_protected_from_now_on_is_held_back_at_once() {
    let room = Room::with(&[WIRE, TIMES, POST, CANARY], |_, _| ()).await;
    let looks = [
        "/api/violations",
        "/api/agreements",
        "/api/talks",
        "/api/map",
        "/api/facets",
        "/api/incidents",
        "/api/sources",
        "/api/today",
        "/api/map?min_killed=30",
    ];
    for path in looks {
        let (_, _, body) = room.ask(get(path)).await;
        let told = String::from_utf8_lossy(&body).to_lowercase();
        assert!(told.contains("36.75") || !path.contains("map"), "{path}");
        assert!(told.contains("canary radio") || !path.contains("violations"), "{path}: {told}");
    }
    for (what, name) in [("source", "Canary Radio"), ("place", "Brody")] {
        let protect = json!({"decision": "protect", "what": what, "name": name, "reason": "it would be in danger"});
        assert_eq!(room.post("/api/decisions", &protect).await.0, StatusCode::CREATED);
    }
    for path in looks {
        let (_, _, body) = room.ask(get(path)).await;
        let told = String::from_utf8_lossy(&body).to_lowercase();
        for canary in ["canary radio", "brody", "36.75"] {
            assert!(!told.contains(canary), "{path}: {canary} in {told}");
        }
    }
    assert_eq!(room.get("/api/map?place=brody").await.1["total"], 0);
    assert_eq!(room.get("/api/map?outlet=canary").await.1["total"], 0);
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
