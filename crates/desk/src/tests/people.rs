//! Who comes, and what each may.

use axum::http::header::{AUTHORIZATION, COOKIE, SET_COOKIE};

use super::*;
use crate::people::{self as worth, SESSION};
use crate::person::Role;

const PASSWORD: &str = "a long enough password";

/// The cookie that an answer sets, as the next request sends it.
fn session(headers: &HeaderMap) -> String {
    let set = headers[SET_COOKIE].to_str().unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
    set.split(';').next().unwrap().to_owned()
}

impl Room {
    pub(super) async fn as_who(
        &self,
        method: &str,
        path: &str,
        who: &str,
        body: &Value,
    ) -> (StatusCode, HeaderMap, Value) {
        let name = if who.starts_with("Bearer") { AUTHORIZATION } else { COOKIE };
        let request = Request::builder().method(method).uri(path).header("host", HOST).header("x-truceline", "test");
        let request = request.header(name, who).header("content-type", "application/json");
        let body = if body.is_null() { Body::empty() } else { body.to_string().into() };
        let (status, headers, body) = self.ask(request.body(body).unwrap()).await;
        (status, headers, serde_json::from_slice(&body).unwrap_or_default())
    }

    async fn log_in(&self, name: &str, password: &str, code: Option<&str>) -> (StatusCode, HeaderMap, Value) {
        self.as_who("POST", "/api/login", "", &json!({"name": name, "password": password, "code": code})).await
    }

    /// Somebody with this role, who has come in; their session.
    pub(super) async fn come(&self, name: &str, role: Role) -> String {
        let key = {
            let mut ledger = Ledger::open(&self.app.ledger, Open::Existing).unwrap();
            worth::invite(&mut ledger, role, None, worth::now()).unwrap()
        };
        let join = json!({"key": key, "name": name, "password": PASSWORD});
        let (status, headers, told) = self.as_who("POST", "/api/join", "", &join).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        session(&headers)
    }
}

#[tokio::test]
async fn the_first_administrator_comes_in_once_by_the_link() {
    let room = Room::team();
    for path in ["/api/about", "/api/incidents", "/api/reports", "/api/export/csv", "/api/events", "/api/me"] {
        assert_eq!(room.get(path).await.0, StatusCode::UNAUTHORIZED, "{path}");
    }
    let key = room.app.first().unwrap().unwrap();
    let join = json!({"key": key, "name": "Ana", "password": PASSWORD});
    let short = json!({"key": key, "name": "Ana", "password": "short"});
    assert_eq!(room.as_who("POST", "/api/join", "", &short).await.0, StatusCode::BAD_REQUEST);
    let (status, headers, told) = room.as_who("POST", "/api/join", "", &join).await;
    assert_eq!((status, &told["role"]), (StatusCode::OK, &json!("administrator")));
    let ana = session(&headers);
    assert_eq!(room.as_who("GET", "/api/about", &ana, &Value::Null).await.2["person"]["name"], "Ana");
    let again = json!({"key": key, "name": "Eve", "password": PASSWORD});
    assert_eq!(room.as_who("POST", "/api/join", "", &again).await.0, StatusCode::FORBIDDEN);
    // there is somebody now: no link is printed again
    assert_eq!(room.app.first().unwrap(), None);
    // decisions bear the name of who is logged in, not of who opened the desk
    let id = room.as_who("GET", "/api/incidents", &ana, &Value::Null).await.2["incidents"][0]["id"].clone();
    let body = json!({"decision": "confirm", "incident": id, "reason": "seen"});
    assert_eq!(room.as_who("POST", "/api/decisions", &ana, &body).await.0, StatusCode::CREATED);
    let shown = room.as_who("GET", &format!("/api/incidents/{}", id.as_str().unwrap()), &ana, &Value::Null).await.2;
    assert_eq!(shown["decisions"][0]["who"], "Ana");
    // logging out ends the session, not only the cookie
    assert_eq!(room.as_who("POST", "/api/logout", &ana, &Value::Null).await.0, StatusCode::OK);
    assert_eq!(room.as_who("GET", "/api/about", &ana, &Value::Null).await.0, StatusCode::UNAUTHORIZED);
}

/// What each role may, at each address that changes or gives something out.
#[tokio::test]
async fn each_role_may_what_it_may_and_no_more() {
    let room = Room::team();
    let roles = [Role::Viewer, Role::Analyst, Role::Editor, Role::Administrator];
    let mut sessions = Vec::new();
    for role in roles {
        sessions.push((role, room.come(&format!("the {}", role.name()), role).await));
    }
    let id = room.as_who("GET", "/api/incidents", &sessions[0].1, &Value::Null).await.2["incidents"][0]["id"].clone();
    let note = json!({"decision": "annotate", "incident": id, "note": "n", "reason": "r"});
    let report =
        room.as_who("GET", "/api/reports", &sessions[0].1, &Value::Null).await.2["reports"][0]["report"].clone();
    let mark = json!({"decision": "mark", "report": report, "part": "incident", "words": [[0, 8]], "type": "shelling",
                      "reality": "actual", "main": true, "reason": "r"});
    let unmark = json!({"decision": "unmark", "report": report, "part": "statement", "words": [0, 15], "reason": "r"});
    let apart = json!({"decision": "apart", "incident": id, "from": [id], "reason": "r"});
    let protect = json!({"decision": "protect", "what": "source", "name": "Nobody Known", "reason": "r"});
    let restrict = json!({"decision": "restrict", "report": report, "to": "editor", "reason": "r"});
    let beyond = json!({"decision": "restrict", "report": report, "to": "administrator", "reason": "r"});
    let find = json!({"decision": "find", "violation": "v0", "breach": "found", "reason": "r"});
    let terms =
        json!({"decision": "agreement", "agreement": "orel-truce", "text": "name = \"Orel truce\"", "reason": "r"});
    let check = json!({"text": "name = 3"});
    let keep = json!({"preview": "none"});
    let fetch = json!({"address": "https://wire.example/1"});
    let undo = json!({"reason": "r"});
    let none = Value::Null;
    let mut asked: Vec<(&str, String, &Value, Role)> = vec![
        ("POST", "/api/decisions".to_owned(), &note, Role::Analyst),
        ("POST", "/api/decisions".to_owned(), &mark, Role::Analyst),
        ("POST", "/api/decisions".to_owned(), &unmark, Role::Analyst),
        ("POST", "/api/decisions".to_owned(), &apart, Role::Analyst),
        ("POST", "/api/decisions/1/undo".to_owned(), &undo, Role::Analyst),
        ("POST", "/api/reports".to_owned(), &keep, Role::Analyst),
        ("POST", "/api/readings?name=a".to_owned(), &none, Role::Analyst),
        ("POST", "/api/logs/mapping?name=a.csv".to_owned(), &none, Role::Analyst),
        ("POST", "/api/logs?name=a.csv&mapping=log".to_owned(), &none, Role::Analyst),
        ("POST", "/api/agreements/check".to_owned(), &check, Role::Analyst),
        ("POST", "/api/decisions".to_owned(), &find, Role::Analyst),
        ("POST", "/api/readings/fetch".to_owned(), &fetch, Role::Analyst),
        ("POST", "/api/decisions".to_owned(), &protect, Role::Editor),
        ("POST", "/api/decisions".to_owned(), &terms, Role::Editor),
        ("POST", "/api/decisions".to_owned(), &restrict, Role::Editor),
        ("POST", "/api/decisions".to_owned(), &beyond, Role::Administrator),
        ("GET", "/api/people".to_owned(), &none, Role::Administrator),
        ("POST", "/api/people".to_owned(), &undo, Role::Administrator),
        ("POST", "/api/people/nobody".to_owned(), &undo, Role::Administrator),
    ];
    for format in ["csv", "xlsx", "geojson", "hxl", "acled", "ucdp", "polecat", "annotation", "bundle", "parquet"] {
        asked.push(("GET", format!("/api/export/{format}"), &none, Role::Analyst));
    }
    for format in ["text", "md", "html", "docx"] {
        asked.push(("GET", format!("/api/export/brief/{format}"), &none, Role::Analyst));
    }
    let monitored = [
        "agreements",
        "agreements/a",
        "agreements/a/reports",
        "violations",
        "violations/v",
        "talks",
        "talks/t",
        "brief",
    ];
    asked.extend(monitored.map(|of| ("GET", format!("/api/{of}"), &none, Role::Viewer)));
    for of in ["about", "today", "incidents", "facets", "map", "disputes", "sources", "reports", "review", "me"] {
        asked.push(("GET", format!("/api/{of}"), &none, Role::Viewer));
    }
    for (method, path, body, least) in &asked {
        assert_eq!(room.as_who(method, path, "", body).await.0, StatusCode::UNAUTHORIZED, "{path}");
        for (role, session) in &sessions {
            let (status, _, told) = room.as_who(method, path, session, body).await;
            let refused = status == StatusCode::FORBIDDEN;
            assert_eq!(refused, role < least, "{method} {path} as {role:?}: {status} {told}");
            assert_ne!(status, StatusCode::UNAUTHORIZED, "{path}");
        }
    }
}

#[tokio::test]
async fn guessing_costs_more_and_more_whether_there_is_such_a_name_or_not() {
    let room = Room::team();
    room.come("Ana", Role::Analyst).await;
    for name in ["Ana", "Nobody"] {
        for _ in 0..5 {
            let (status, _, told) = room.log_in(name, "wrong wrong wrong", None).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{name}");
            assert_eq!(told["error"], "the name, the password or the code is wrong");
        }
        let (status, _, told) = room.log_in(name, PASSWORD, None).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{name}: {told}");
    }
    tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
    assert_eq!(room.log_in("Ana", PASSWORD, None).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_session_ends_when_nothing_is_done_and_goes_on_while_something_is() {
    let room = Room::team();
    let secret = room.come("Ana", Role::Viewer).await.split_once('=').unwrap().1.to_owned();
    let mut ledger = Ledger::open(&room.app.ledger, Open::Existing).unwrap();
    let mut there = |active: bool, minutes: i64| {
        worth::holder(&mut ledger, SESSION, &secret, active, worth::now() + minutes * 60).unwrap().is_some()
    };
    // what a page asks by itself does not count
    assert!(there(false, 29) && !there(false, 31));
    assert!(there(true, 25) && there(true, 50) && !there(true, 81));
    // and no session is longer than half a day
    for minutes in (50..720).step_by(25) {
        assert!(there(true, minutes), "{minutes}");
    }
    assert!(!there(true, 721));
}

#[tokio::test]
async fn what_an_analyst_fetches_is_shown_before_it_is_kept() {
    let room = Room::team();
    let ana = room.come("Ana", Role::Analyst).await;
    assert_eq!(room.as_who("GET", "/api/about", &ana, &Value::Null).await.2["fetches"], true);
    let fetch = async |address: &str, published: &str| {
        let asked = json!({"address": address, "published": published, "source": " "});
        room.as_who("POST", "/api/readings/fetch", &ana, &asked).await
    };
    let (status, _, preview) = fetch(" https://wire.example/1 ", "2031-03-05").await;
    assert_eq!(status, StatusCode::OK, "{preview}");
    assert_eq!((&preview["reports"][0]["known"], preview["reports"].as_array().unwrap().len()), (&json!(true), 1));
    let (status, _, told) = fetch("https://wire.example/2", "2031-03-05").await;
    assert_eq!((status, &told["code"]), (StatusCode::BAD_REQUEST, &json!("asked")));
    assert!(told["error"].as_str().unwrap().starts_with("https://wire.example/2: "), "{told}");
    assert_eq!(fetch("https://wire.example/1", "some day").await.0, StatusCode::BAD_REQUEST);
    let keep = json!({"preview": preview["preview"]});
    let (status, _, kept) = room.as_who("POST", "/api/reports", &ana, &keep).await;
    assert_eq!((status, &kept["reports"][0]["new"]), (StatusCode::CREATED, &json!(false)));
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_no_code_holds_twice() {
    let room = Room::team();
    let ana = room.come("Ana", Role::Analyst).await;
    let (_, _, second) = room.as_who("POST", "/api/me/second", &ana, &Value::Null).await;
    let totp = {
        let secret = totp_rs::Secret::try_from_base32(second["secret"].as_str().unwrap()).unwrap();
        totp_rs::Builder::new().with_secret(secret).build().unwrap()
    };
    let code = |after: i64| totp.generate(u64::try_from(worth::now() + after).unwrap()).to_string();
    // the clock may turn to the next step on the way; the code of the step before is taken too
    let (status, _, recovery) = room.as_who("POST", "/api/me/second/confirm", &ana, &json!({"code": code(-30)})).await;
    assert_eq!(status, StatusCode::OK, "{recovery}");
    assert_eq!(room.log_in("Ana", PASSWORD, None).await.2["error"], "code");
    let once = code(0);
    assert_eq!(room.log_in("Ana", PASSWORD, Some(&once)).await.0, StatusCode::OK);
    assert_eq!(room.log_in("Ana", PASSWORD, Some(&once)).await.0, StatusCode::UNAUTHORIZED);
    let recovery = recovery["codes"][0].as_str().unwrap();
    assert_eq!(room.log_in("Ana", PASSWORD, Some(recovery)).await.0, StatusCode::OK);
    assert_eq!(room.log_in("Ana", PASSWORD, Some(recovery)).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_may_what_its_maker_may_but_nothing_about_people() {
    let room = Room::team();
    let ana = room.come("Ana", Role::Administrator).await;
    let made = room.as_who("POST", "/api/me/tokens", &ana, &json!({"about": "nightly export", "days": 7})).await.2;
    let bearer = format!("Bearer {}", made["token"].as_str().unwrap());
    assert_eq!(room.as_who("GET", "/api/export/csv", &bearer, &Value::Null).await.0, StatusCode::OK);
    for path in ["/api/people", "/api/me"] {
        assert_eq!(room.as_who("GET", path, &bearer, &Value::Null).await.0, StatusCode::FORBIDDEN, "{path}");
    }
    let id = room.as_who("GET", "/api/me", &ana, &Value::Null).await.2["tokens"][0]["id"].as_str().unwrap().to_owned();
    assert!(!made["token"].as_str().unwrap().contains(&id));
    let remove = format!("/api/me/tokens/{id}/remove");
    assert_eq!(room.as_who("POST", &remove, &ana, &Value::Null).await.0, StatusCode::OK);
    assert_eq!(room.as_who("GET", "/api/export/csv", &bearer, &Value::Null).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn who_may_come_no_more_is_out_at_once_and_one_administrator_stays() {
    let room = Room::team();
    let (ana, boris) = (room.come("Ana", Role::Administrator).await, room.come("Boris", Role::Analyst).await);
    let out = json!({"role": null});
    assert_eq!(room.as_who("POST", "/api/people/Ana", &ana, &out).await.0, StatusCode::CONFLICT);
    assert_eq!(room.as_who("POST", "/api/people/Boris", &ana, &json!({"role": "viewer"})).await.0, StatusCode::OK);
    assert_eq!(room.as_who("GET", "/api/export/csv", &boris, &Value::Null).await.0, StatusCode::FORBIDDEN);
    assert_eq!(room.as_who("POST", "/api/people/Boris", &ana, &out).await.0, StatusCode::OK);
    assert_eq!(room.as_who("GET", "/api/about", &boris, &Value::Null).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(room.log_in("Boris", PASSWORD, None).await.0, StatusCode::UNAUTHORIZED);
    // another password ends all sessions but the one that it is changed in
    let other = session(&room.log_in("Ana", PASSWORD, None).await.1);
    let change = json!({"old": PASSWORD, "new": "another long password"});
    let (status, headers, _) = room.as_who("POST", "/api/me/password", &ana, &change).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(room.as_who("GET", "/api/about", &other, &Value::Null).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(room.as_who("GET", "/api/about", &session(&headers), &Value::Null).await.0, StatusCode::OK);
}

#[tokio::test]
async fn no_secret_stands_in_the_ledger() {
    let room = Room::team();
    let ana = room.come("Ana", Role::Analyst).await;
    let token = room.as_who("POST", "/api/me/tokens", &ana, &json!({"about": "x", "days": 1})).await.2;
    let file = std::fs::read(&room.app.ledger).unwrap();
    let log = std::fs::read(format!("{}-wal", room.app.ledger)).unwrap_or_default();
    let all = [file, log].concat();
    for secret in [PASSWORD, ana.split_once('=').unwrap().1, token["token"].as_str().unwrap()] {
        assert!(!all.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "{secret}");
    }
}
