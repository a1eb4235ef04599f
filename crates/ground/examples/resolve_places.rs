//! Resolves given mentions of places, for `eval/places.py`: JSON Lines in, JSON Lines out.
//!
//! In: `{"text", "source", "url", "spans": [[start, end], ...]}`. Out: a list of one object a span, with what it was resolved to and why.

use std::error::Error;
use std::io::{self, BufRead, Write};

use serde_json::{Value, json};
use truceline_ground::places::{Context, Gazetteer, PlaceId, Resolution, Resolver};
use truceline_record::Span;

fn main() -> Result<(), Box<dyn Error>> {
    let mut gazetteer = Gazetteer::bundled()?;
    if let Some(own) = std::env::args().nth(1) {
        gazetteer = gazetteer.with_own(own.as_ref())?;
    }
    let resolver = Resolver::new(gazetteer);
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let report: Value = serde_json::from_str(&line?)?;
        let text = report["text"].as_str().ok_or("no text")?;
        let spans: Vec<Span> = serde_json::from_value(report["spans"].clone())?;
        let context =
            Context { source: report["source"].as_str(), url: report["url"].as_str(), home: report["home"].as_str() };
        let resolved: Vec<Value> = resolver.resolve(text, &spans, context).iter().map(|r| show(&resolver, r)).collect();
        writeln!(out, "{}", Value::from(resolved))?;
    }
    Ok(())
}

fn show(resolver: &Resolver, r: &Resolution) -> Value {
    let entry = |id: PlaceId| resolver.gazetteer().entry(id);
    let place = |id: Option<PlaceId>| {
        id.and_then(entry).map(|e| {
            let unit = |code: &str| resolver.gazetteer().unit(code).map(|u| u.name);
            json!({"id": e.gazetteer_id(), "name": e.name, "code": e.code, "feature": e.feature.words(), "country": unit(e.country()),
                "admin1": e.admin1().and_then(unit), "lat": e.point.map(|p| p.0), "lon": e.point.map(|p| p.1)})
        })
    };
    let why =
        |r: &truceline_ground::places::Reason| json!([entry(r.place).map(|e| (e.name, e.code)), r.score, r.parts]);
    json!({"name": r.name, "place": place(r.place), "within": place(r.within), "setting": place(r.setting), "precision": r.precision.map(|p| p.word()),
        "people": r.people, "why": r.why.iter().map(why).collect::<Vec<_>>()})
}
