//! The API as who asks it sees it, over a small ledger of an invented conflict.

mod deciding;
mod guarding;
mod looking;
mod monitoring;
mod people;
mod restricting;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use truceline_intake::{Options, sheet};
use truceline_ledger::{Arrival, By, Decision, Field, Ledger, Mark, Protected, Query, What, store::Open};
use truceline_record::{Reading, Span};

use crate::app::{App, Inner};
use crate::serving::{About, Desk, Fetch, Fetched, Read, Rows, Taken};
use crate::{api, kept};

/// Where the desk of a test is.
const HOST: &str = "127.0.0.1:7070";

/// One report of one incident.
#[derive(Clone, Copy)]
struct Story {
    name: &'static str,
    source: &'static str,
    day: u32,
    place: (&'static str, f64, f64),
    killed: u32,
    own: &'static str,
}

const WIRE: Story = Story {
    name: "wire/1.txt",
    source: "Orlan Wire",
    day: 5,
    place: ("Orel", 51.2, 33.4),
    killed: 12,
    own: "The governor travelled there at noon and promised help to families who lost their homes in the old quarter",
};
const TIMES: Story = Story {
    name: "times/1.txt",
    source: "Orel Times",
    day: 5,
    place: ("Orel", 51.2, 33.4),
    killed: 24,
    own: "Residents spent the night in cellars while crews cleared glass from the main street and the school stayed shut",
};
const POST: Story = Story {
    name: "post/1.txt",
    source: "Valley Post",
    day: 12,
    place: ("Lisk", 50.0, 30.0),
    killed: 2,
    own: "Telephone lines were down for hours, and a convoy with <script>alert(1)</script> waited at the eastern gate",
};
/// Everything about the source in it is a canary.
const CANARY: Story = Story {
    name: "canary-desk/notes.txt",
    source: "Canary Radio",
    day: 9,
    place: ("Brody", -2.25, 36.75),
    killed: 31,
    own: "A canarytext sentence of the report that nobody but its author could have written about the northern bridge. \
          The army broke the Canary truce 3 times in Brody, canary observers said. The Canary truce took effect on 2031-03-04",
};

impl Story {
    fn text(&self) -> String {
        let Self { day, killed, place: (place, ..), own, .. } = self;
        format!(
            "Shelling killed {killed} people in {place} on 2031-03-{day:02}, medics said. {own}. The Orlan army was blamed."
        )
    }

    fn reading(&self) -> Reading {
        let text = self.text();
        let mut ends: Vec<usize> = text.match_indices(". ").map(|(at, _)| at + 1).collect();
        ends.push(text.len());
        let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
        let sentences: Vec<[usize; 2]> = starts.zip(&ends).map(|(start, &end)| [start, end]).collect();
        let at = |words: &str| {
            let start = text.find(words).unwrap();
            json!([start, start + words.len()])
        };
        let day = format!("2031-03-{:02}", self.day);
        let (place, lat, lon) = self.place;
        let value = json!({
            "report": {"id": self.name, "title": format!("Shelling in {place} ({})", self.source), "source": self.source,
                       "published": format!("{day}T10:00:00Z"), "language": "en", "text": text},
            "sentences": sentences,
            "statements": [{"id": "s1", "speaker": [at("medics")], "speaker_name": format!("medics of {}", self.source), "cue": [at("said")],
                            "content": [at("Shelling killed")], "quote": "indirect", "act": "assert", "within": null}],
            "incidents": [{
                "id": "i1", "main": true, "type": "shelling", "triggers": [at("Shelling")], "reality": "actual",
                "date": {"start": day, "end": day, "precision": "day", "spans": [at(&day)]},
                "place": {"name": place, "admin": format!("{place} region"), "country": "Orlania", "lat": lat, "lon": lon, "precision": "exact", "spans": [at(place)]},
                "actors": [{"name": "Orlan army", "spans": [at("Orlan army")], "by": null}], "targets": [],
                "killed": [{"who": "total", "min": self.killed, "max": self.killed, "approximate": false, "spans": [at(&self.killed.to_string())], "by": "s1"}],
                "injured": [], "claims": [{"by": "s1", "says": "responsible", "party": "Orlan army"}],
                "toll": {"killed": {"min": self.killed, "max": self.killed}, "injured": {"min": null, "max": null}}
            }],
            "made_by": {"version": "test", "model": "none", "lexicon": "none"}
        });
        serde_json::from_value(value).unwrap()
    }
}

/// Reads every file as the story that it names.
struct Reader;

impl Read for Reader {
    fn read(&self, _: &str, bytes: &[u8], _: &About) -> Vec<Taken> {
        let text = String::from_utf8_lossy(bytes);
        let story = [WIRE, TIMES, POST, CANARY, restricting::HIDDEN].into_iter().find(|story| story.text() == text);
        story.map(|story| Taken { reading: story.reading(), original: Some(bytes.into()) }).into_iter().collect()
    }

    fn propose(&self, name: &str, bytes: &[u8], source: Option<&str>) -> Result<String, String> {
        let options = Options { source: source.map(str::to_owned), ..Options::default() };
        sheet::propose(name, bytes, None, &options).map_err(|problem| problem.message)
    }

    fn rows(&self, name: &str, bytes: &[u8], mapping: &str, _: &About, most: usize) -> Result<Rows, String> {
        let mapping = sheet::Mapping::parse(mapping).map_err(|error| error.to_string())?;
        let log = sheet::Log::open(name, bytes, &mapping, &Options::default()).map_err(|problem| problem.message)?;
        let rows = log.entries().take(most);
        let taken = rows.map(|row| Taken { reading: row.reading, original: Some(bytes.into()) }).collect();
        Ok(Rows { taken, problems: log.problems().iter().map(|problem| problem.message.clone()).collect() })
    }
}

/// Finds the story of the wire at one address, and nothing at any other.
struct Web;

impl Fetch for Web {
    fn fetch(&self, address: &str, _: u64) -> Result<Fetched, String> {
        let at = "https://wire.example/1".to_owned();
        if address != at {
            return Err(format!("{address}: the server answered 404 Not Found; check the address in a browser"));
        }
        Ok(Fetched { at, bytes: WIRE.text().into_bytes() })
    }
}

/// A desk over a ledger of its own.
struct Room {
    app: App,
    router: Router,
    _folder: tempfile::TempDir,
}

impl Room {
    /// With these reports, and what `decide` decided.
    async fn with(stories: &[Story], decide: impl FnOnce(&mut Ledger, &By)) -> Self {
        Self::of(stories, false, decide)
    }

    /// One that people log in to.
    fn team() -> Self {
        Self::of(&[WIRE, TIMES, POST], true, |_, _| ())
    }

    fn of(stories: &[Story], login: bool, decide: impl FnOnce(&mut Ledger, &By)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("truceline.db").display().to_string();
        let mut ledger = Ledger::open(&at, Open::OrMake).unwrap();
        let by = By { who: "Ana".to_owned(), at: "2031-04-01T08:00:00Z".to_owned() };
        for story in stories {
            let reading = story.reading();
            let original = Some(story.text().into_bytes().into());
            ledger.add(&Arrival { reading: &reading, original }, &by).unwrap();
        }
        decide(&mut ledger, &by);
        drop(ledger);
        let desk = Desk {
            ledger: at,
            address: HOST.parse().unwrap(),
            login,
            who: "Boris".to_owned(),
            signer: None,
            reader: Arc::new(Reader),
            // a team's desk fetches
            fetcher: login.then(|| Arc::new(Web) as Arc<dyn Fetch>),
            told: Box::new(|_| ()),
        };
        let app = Arc::new(Inner::open(desk, 7070).unwrap());
        tokio::spawn(kept::keep(Arc::clone(&app)));
        Self { router: api::desk(Arc::clone(&app)), app, _folder: folder }
    }

    async fn open() -> Self {
        Self::with(&[WIRE, TIMES, POST], |_, _| ()).await
    }

    /// With everything of the canary's protected.
    async fn guarded() -> Self {
        Self::with(&[WIRE, TIMES, POST, CANARY], |ledger, by| {
            // a decision on two tells of each with the other
            let at = |place: &str| Query { place: Some(place.to_owned()), ..Query::default() };
            let (incident, from) = (ledger.found(&at("Lisk")).unwrap().remove(0), ledger.found(&at("Brody")).unwrap());
            let brody = from[0].clone();
            let what = What::Annotate { incident: brody, note: "to be asked again".to_owned() };
            ledger.decide(Decision { what, reason: "unsure".to_owned() }, by).unwrap();
            let what = What::Apart { incident, from };
            ledger.decide(Decision { what, reason: "two places".to_owned() }, by).unwrap();
            // what a person marks may name what is protected, and so may the reason
            let report = ledger.reports().unwrap().remove(2);
            let shelling = Span::new(0, 8);
            for (field, value, reason) in
                [(Field::Targets, "houses", "heard on Canary Radio"), (Field::Injured, "5", "told by nurses")]
            {
                let (words, value) = (vec![Span::new(9, 15)], value.to_owned());
                let mark = Mark::Value { of: shelling, field, words, value, counted: None, by: None };
                let what = What::Mark { report: report.clone(), mark };
                ledger.decide(Decision { what, reason: reason.to_owned() }, by).unwrap();
            }
            for (what, name) in [(Protected::Source, "Canary Radio"), (Protected::Place, "Brody")] {
                let what = What::Protect { what, name: name.to_owned() };
                ledger.decide(Decision { what, reason: "it would be in danger".to_owned() }, by).unwrap();
            }
            for (agreement, text) in [
                ("orel-accord", "name = \"Orel accord\"\nmediators = [\"Canary Radio\"]\narea = [\"Brody\"]\n"),
                ("brody-accord", "name = \"Brody accord\"\n"),
            ] {
                let what = What::Agreement { agreement: agreement.to_owned(), text: text.to_owned() };
                ledger.decide(Decision { what, reason: "as the canary gave it out".to_owned() }, by).unwrap();
            }
        })
        .await
    }

    async fn ask(&self, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        (parts.status, parts.headers, body.collect().await.unwrap().to_bytes().to_vec())
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        let (status, _, body) = self.ask(get(path)).await;
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = post(path).header("content-type", "application/json").body(body.to_string().into()).unwrap();
        let (status, _, body) = self.ask(request).await;
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// The first incident that is found.
    async fn incident(&self, query: &str) -> String {
        let (_, found) = self.get(&format!("/api/incidents?{query}")).await;
        found["incidents"][0]["id"].as_str().unwrap().to_owned()
    }
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).header("host", HOST).body(Body::empty()).unwrap()
}

fn post(path: &str) -> axum::http::request::Builder {
    Request::post(path).header("host", HOST).header("x-truceline", "test")
}
