//! What every request passes and every answer gets: who may ask from where, and what a browser may do with what it gets.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::fault::Fault;
use crate::people::{self, SESSION, TOKEN};
use crate::person::{Person, Role};

/// The header that requests which change something must have: no form and no link of another site can send it.
const OURS: HeaderName = HeaderName::from_static("x-truceline");
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Nothing from elsewhere, no script or style but the program's own files, in no frame. The map's worker is one of these files.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
     worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Let a request through that may be asked, and tell the browser what it may do with the answer.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let mut answer = match may_ask(request.method(), request.headers(), (!app.team).then_some(app.port)) {
        Ok(()) => next.run(request).await,
        Err(fault) => fault.into_response(),
    };
    let headers = answer.headers_mut();
    let fixed = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_FRAME_OPTIONS, "DENY"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if api {
        // what the ledger holds stays in no browser's store
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    answer
}

/// The cookie that a session goes by.
pub(crate) const COOKIE: &str = "truceline";
/// What a page says with what it asks by itself, so that a session does not go on because others are at work.
const IDLE: HeaderName = HeaderName::from_static("x-idle");

/// Find out who asks, and whether they may ask this.
pub(crate) async fn let_in(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let open = !path.starts_with("/api/") || ["/api/login", "/api/join", "/api/openapi.json"].contains(&path);
    if !open {
        let found = who(&app, request.headers()).await;
        let may = found.and_then(|person| {
            person.may(needed(request.method(), path))?;
            if person.token && is_personal(path) {
                return Err(Fault::Refused("a token does not go for this; log in".to_owned()));
            }
            Ok(person)
        });
        match may {
            Ok(person) => request.extensions_mut().insert(person),
            Err(fault) => return fault.into_response(),
        };
    }
    next.run(request).await
}

/// Whether this is asked of people, and not of what the ledger says.
pub(crate) fn is_personal(path: &str) -> bool {
    ["/api/me", "/api/people", "/api/logout"].iter().any(|part| path.starts_with(part))
}

async fn who(app: &App, headers: &HeaderMap) -> Result<Person, Fault> {
    if !app.team {
        return Ok(Person { name: app.who.clone(), role: Role::Administrator, token: false });
    }
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let (kind, secret) = match bearer {
        Some(token) => (TOKEN, Some(token.trim().to_owned())),
        None => (SESSION, cookie(headers)),
    };
    let log_in = || Fault::Login("log in first".to_owned());
    let (secret, active) = (secret.ok_or_else(log_in)?, !headers.contains_key(IDLE));
    let found = app.with_ledger(move |app, ledger| {
        // what is restricted from now on is kept from now on
        app.restricted(ledger)?;
        Ok(people::holder(ledger, kind, &secret, active, people::now()))
    });
    let person = found.await??.ok_or_else(log_in)?;
    Ok(Person { token: kind == TOKEN, ..person })
}

/// The secret of the session that a browser keeps.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(axum::http::header::COOKIE);
    let pairs = all.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let mut own = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(name, _)| *name == COOKIE);
    own.next().map(|(_, value)| value.to_owned()).filter(|value| !value.is_empty())
}

/// The least role that may ask this. Who may protect is asked where it is decided.
fn needed(method: &Method, path: &str) -> Role {
    let under = |part: &str| path == part || path.strip_prefix(part).is_some_and(|rest| rest.starts_with('/'));
    if under("/api/people") {
        Role::Administrator
    } else if under("/api/me") || under("/api/logout") {
        Role::Viewer
    } else if under("/api/export") || !matches!(*method, Method::GET | Method::HEAD) {
        Role::Analyst
    } else {
        Role::Viewer
    }
}

/// `port` is where the desk is that only this machine reaches.
fn may_ask(method: &Method, headers: &HeaderMap, port: Option<u16>) -> Result<(), Fault> {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    // a name of another's that leads here is how a foreign site would get in
    if !host.is_some_and(|host| port.is_none_or(|port| is_here(host, port))) {
        return Err(Fault::Refused("the desk is not called so; open it at the address that it told".to_owned()));
    }
    if method == Method::GET || method == Method::HEAD {
        return Ok(());
    }
    let own_site = headers.get(SITE).is_none_or(|site| site == "same-origin");
    let own_origin = headers.get(ORIGIN).is_none_or(|origin| {
        let origin = origin.to_str().unwrap_or_default();
        origin.split_once("://").is_some_and(|(_, origin)| Some(origin) == host)
    });
    if own_site && own_origin && headers.contains_key(OURS) {
        Ok(())
    } else {
        Err(Fault::Refused("this was not asked by a page of the desk; programs send the header x-truceline".to_owned()))
    }
}

/// Whether a host is this machine by a name that nobody else can give it.
fn is_here(host: &str, port: u16) -> bool {
    let (name, given) = match host.rsplit_once(':') {
        Some((name, given)) if !given.ends_with(']') => (name, given.parse().ok()),
        _ => (host, Some(80)),
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    given == Some(port)
        && (name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["127.0.0.1:7070", "localhost:7070", "[::1]:7070", "LocalHost:7070"] {
            assert!(is_here(host, 7070), "{host}");
        }
        for host in
            ["evil.example:7070", "127.0.0.1:80", "127.0.0.1.evil.example:7070", "10.0.0.1:7070", "", "localhost"]
        {
            assert!(!is_here(host, 7070), "{host}");
        }
    }

    #[test]
    fn what_changes_something_is_asked_by_a_page_of_the_desk() {
        let ask = |headers: &[(HeaderName, &'static str)]| {
            let mut map = HeaderMap::new();
            map.insert(HOST, HeaderValue::from_static("localhost:7070"));
            for (name, value) in headers {
                map.insert(name.clone(), HeaderValue::from_static(value));
            }
            may_ask(&Method::POST, &map, Some(7070)).is_ok()
        };
        assert!(ask(&[(OURS, "desk")]));
        assert!(ask(&[(OURS, "desk"), (ORIGIN, "http://localhost:7070"), (SITE, "same-origin")]));
        assert!(!ask(&[]));
        assert!(!ask(&[(OURS, "desk"), (ORIGIN, "http://evil.example")]));
        assert!(!ask(&[(OURS, "desk"), (ORIGIN, "null")]));
        assert!(!ask(&[(OURS, "desk"), (SITE, "cross-site")]));
        assert!(!ask(&[(OURS, "desk"), (SITE, "same-site")]));
    }
}
