//! A small ledger of an invented conflict.

#![allow(unreachable_pub, dead_code)] // each test file takes what it needs of it

use std::io::Cursor;

use serde_json::json;
use tempfile::TempDir;
use truceline_export::{Format, Request, Written, export};
use truceline_ledger::{Arrival, By, Decision, Ledger, Protected, Query, Signer, What, store::Open};
use truceline_record::Reading;

pub struct Story {
    pub name: &'static str,
    pub source: &'static str,
    pub url: &'static str,
    pub day: u32,
    pub place: (&'static str, f64, f64),
    pub speaker: &'static str,
    pub killed: (Option<u32>, Option<u32>, &'static str),
    pub own: &'static str,
}

pub const WIRE: Story = Story {
    name: "wire/1.txt",
    source: "Orlan Wire",
    url: "https://orlan-wire.example/1",
    day: 5,
    place: ("Orel", 51.2, 33.4),
    speaker: "medics",
    killed: (Some(12), Some(12), "12"),
    own: "The governor travelled there at noon and promised help to families who lost their homes in the old quarter",
};

pub const TIMES: Story = Story {
    name: "times/1.txt",
    source: "Orel Times",
    url: "https://orel-times.example/a",
    day: 6,
    place: ("Orel", 51.2, 33.4),
    speaker: "=HYPERLINK(\"x\")",
    killed: (Some(24), None, "dozens of"),
    own: "Residents spent the night in cellars while crews cleared glass from the main street and the school stayed shut",
};

/// Everything about the source in it is a canary.
pub const CANARY: Story = Story {
    name: "canary-desk/notes.txt",
    source: "Canary Radio",
    url: "https://canary-radio.example/live",
    day: 9,
    place: ("Brody", -2.25, 36.75),
    speaker: "Canary Spokeswoman",
    killed: (Some(3), Some(4), "3 to 4"),
    own: "A canarytext sentence of the report that nobody but its author could have written about the northern bridge",
};

/// Another outlet's report that quotes the protected source.
pub const QUOTES: Story = Story {
    name: "post/canary-quoted.txt",
    source: "Valley Post",
    url: "https://valley-post.example/canary-radio-says",
    day: 10,
    place: ("Lisk", 50.0, 30.0),
    speaker: "Canary Radio",
    killed: (Some(7), Some(7), "7"),
    own: "Telephone lines were down for hours, and a convoy with blankets waited at the eastern gate until evening",
};

/// A report of what happened at a protected place.
pub const CLINIC: Story = Story {
    name: "post/clinic.txt",
    source: "Valley Post",
    url: "https://valley-post.example/2",
    day: 12,
    place: ("Heron Clinic", 48.5678, 31.2345),
    speaker: "nurses",
    killed: (Some(2), Some(2), "2"),
    own: "Beds stood in the yard by the morning, and a generator that had been promised for weeks came on a cart",
};

impl Story {
    pub fn text(&self) -> String {
        format!(
            "Shelling killed {} people in {} on 2031-03-{:02}, {} said. {}. The Orlan army was blamed.",
            self.killed.2, self.place.0, self.day, self.speaker, self.own
        )
    }

    pub fn reading(&self) -> Reading {
        let text = self.text();
        let at = |words: &str| {
            let start = text.find(words).unwrap();
            json!([start, start + words.len()])
        };
        let day = format!("2031-03-{:02}", self.day);
        let (min, max, words) = self.killed;
        let value = json!({
            "report": {
                "id": self.name, "title": format!("Shelling in {} ({})", self.place.0, self.source), "source": self.source, "url": self.url,
                "published": format!("{day}T10:00:00Z"), "language": "en", "text": text,
                "digest": blake3::hash(text.as_bytes()).to_hex().to_string(),
            },
            "sentences": [[0, text.len()]],
            "statements": [{
                "id": "s1", "speaker": [at(self.speaker)], "speaker_name": self.speaker, "cue": [at("said")],
                "content": [at("Shelling killed")], "quote": "indirect", "act": "assert", "within": null
            }],
            "incidents": [{
                "id": "i1", "main": true, "type": "shelling", "triggers": [at("Shelling")], "reality": "actual",
                "date": {"start": day, "end": day, "precision": "day", "spans": [at(&day)]},
                "place": {"name": self.place.0, "admin": "Sava", "country": "Orlania", "lat": self.place.1, "lon": self.place.2,
                          "precision": "exact", "spans": [at(self.place.0)]},
                "actors": [{"name": "Orlan army", "spans": [at("Orlan army")], "by": "s1"}],
                "targets": [],
                "killed": [{"who": "total", "min": min, "max": max, "approximate": false, "spans": [at(words)], "by": "s1"}],
                "injured": [],
                "claims": [{"by": "s1", "says": "responsible", "party": "Orlan army"}],
                "toll": {"killed": {"min": min, "max": max}, "injured": {"min": null, "max": null}}
            }],
            "made_by": {"version": "test", "model": "none", "lexicon": "none"}
        });
        serde_json::from_value(value).unwrap()
    }
}

pub fn by(day: u32) -> By {
    By { who: "Ana".to_owned(), at: format!("2031-04-{day:02}T08:00:00Z") }
}

pub fn empty() -> Ledger {
    Ledger::open(":memory:", Open::OrMake).unwrap()
}

pub fn add(ledger: &mut Ledger, stories: &[Story]) {
    for story in stories {
        let reading = story.reading();
        let original = Some(story.text().into_bytes().into());
        ledger.add(&Arrival { reading: &reading, original }, &by(1)).unwrap();
    }
}

/// A ledger with two outlets' reports of one incident, and another incident.
pub fn small() -> Ledger {
    let mut ledger = empty();
    add(&mut ledger, &[WIRE, TIMES, CLINIC]);
    ledger
}

pub fn decide(ledger: &mut Ledger, what: What, day: u32) {
    ledger.decide(Decision { what, reason: "so it was seen".to_owned() }, &by(day)).unwrap();
}

pub fn protect(ledger: &mut Ledger, what: Protected, name: &str) {
    decide(ledger, What::Protect { what, name: name.to_owned() }, 2);
}

pub fn incident_at(ledger: &mut Ledger, place: &str) -> String {
    let query = Query { place: Some(place.to_owned()), ..Query::default() };
    ledger.found(&query).unwrap().remove(0)
}

/// A key that is gone with the test.
pub struct Key(pub Signer, TempDir);

impl Key {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("key"), "07".repeat(32)).unwrap();
        Self(Signer::open(&folder.path().join("key")).unwrap(), folder)
    }
}

pub fn out_of(ledger: &mut Ledger, format: Format, blur: Option<f64>) -> (Vec<u8>, Written) {
    let key = Key::new();
    let mut to = Cursor::new(Vec::new());
    let query = Query::default();
    let request = Request { format, query: &query, blur, signer: Some(&key.0) };
    let written = export(ledger, &request, &mut to).unwrap();
    (to.into_inner(), written)
}

pub fn text_of(ledger: &mut Ledger, format: Format) -> String {
    String::from_utf8(out_of(ledger, format, None).0).unwrap()
}

/// All that is in an export, unpacked.
pub fn unpacked(bytes: &[u8]) -> String {
    let mut all = String::from_utf8_lossy(bytes).into_owned();
    if bytes.starts_with(b"PK") {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        for at in 0..archive.len() {
            let mut file = archive.by_index(at).unwrap();
            all.push_str(&file.name().unwrap());
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            all.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
    all
}
