//! Print readings of an invented conflict, one a line as `truceline read --format jsonl` prints them, for timing a ledger:
//! `make_readings COUNT [SEED]`.
//!
//! They repeat each other as reporting does: an incident is told by one report to a dozen, most on its day and the next, with tolls that differ; one in six is
//! another outlet's text word for word; and many go back to an earlier incident of the place. The same count and seed print the same.

use std::error::Error;
use std::io::{BufWriter, Write};

use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

const SYLLABLES: [&str; 20] = [
    "ba", "dol", "ke", "mar", "ni", "or", "sa", "ten", "vik", "zu", "hel", "gra", "lo", "pe", "rim", "tos", "ush",
    "wen", "yar", "ith",
];
const OUTLETS: usize = 24;
const TOWNS: usize = 400;
const PARTIES: [&str; 6] = [
    "Orlan army",
    "Northern Assembly",
    "Black Heron Brigade",
    "Velmark air force",
    "Sava Guard",
    "unidentified gunmen",
];
/// What happened: the incident's type, its word, how it begins a sentence.
const DEEDS: [(&str, &str, &str); 6] = [
    ("shelling", "shelling", "Artillery shelling hit"),
    ("air_strike", "strike", "An air strike hit"),
    ("armed_clash", "clash", "A clash broke out in"),
    ("remote_explosive", "bomb", "A roadside bomb went off in"),
    ("shooting", "shooting", "A shooting was reported in"),
    ("abduction", "abduction", "An abduction was reported in"),
];
const SITES: [&str; 10] = [
    "market",
    "school",
    "bridge",
    "bakery",
    "clinic",
    "bus station",
    "mill",
    "police post",
    "grain depot",
    "water works",
];
const SPEAKERS: [&str; 5] =
    ["medics", "a military spokesman", "residents", "the governor's office", "a monitoring group"];

/// An incident as it happened.
struct Deed {
    kind: usize,
    day: Date,
    town: usize,
    site: &'static str,
    killed: u32,
    party: &'static str,
    victim: String,
    street: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let count: usize = args.next().ok_or("say how many readings")?.parse()?;
    let mut rng = Rng::with_seed(args.next().map_or(Ok(1), |seed| seed.parse())?);
    let towns: Vec<String> = (0..TOWNS).map(|_| name(&mut rng)).collect();
    let outlets: Vec<String> = (0..OUTLETS)
        .map(|_| format!("{} {}", name(&mut rng), rng.choice(["Times", "Wire", "Post", "Radio"]).unwrap_or("")))
        .collect();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut day = date(2027, 1, 1);
    let mut earlier: Vec<Deed> = Vec::new();
    let mut printed = 0;
    while printed < count {
        // some thirty reports a day, over the years
        if rng.usize(..16) == 0 {
            day = day.saturating_add(1.days());
        }
        let deed = deed(&mut rng, day);
        let reports = 1 + (rng.f64().powi(3) * 6.0) as usize;
        let mut last: Option<(String, Date)> = None;
        for _ in 0..reports.min(count - printed) {
            let outlet = rng.choice(&outlets).map_or("", String::as_str);
            let published = day.saturating_add(i64::from(rng.u8(..3)).days());
            let copied = last.clone().filter(|_| rng.usize(..6) == 0);
            let before = rng.choice(earlier.iter().rev().take(300)).filter(|_| rng.bool());
            let reading = match copied {
                Some((text, published)) => reading(printed, outlet, published, &towns, &deed, None, deed.killed, text),
                None => {
                    let killed = deed.killed + rng.u32(..3);
                    let text = told(&mut rng, &towns, &deed, before, killed);
                    last = Some((text.clone(), published));
                    reading(printed, outlet, published, &towns, &deed, before, killed, text)
                }
            };
            serde_json::to_writer(&mut out, &reading)?;
            writeln!(out)?;
            printed += 1;
        }
        earlier.push(deed);
    }
    out.flush()?;
    Ok(())
}

fn name(rng: &mut Rng) -> String {
    let mut word: String = (0..rng.usize(3..5)).filter_map(|_| rng.choice(SYLLABLES)).collect();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

fn deed(rng: &mut Rng, day: Date) -> Deed {
    Deed {
        kind: rng.usize(..DEEDS.len()),
        day,
        town: rng.usize(..TOWNS),
        site: rng.choice(SITES).unwrap_or("market"),
        killed: 1 + (rng.f64().powi(4) * 80.0) as u32,
        party: rng.choice(PARTIES).unwrap_or("unidentified gunmen"),
        victim: format!("{} {}", name(rng), name(rng)),
        street: format!("{} Street", name(rng)),
    }
}

/// A report's text: what happened first, then what else is said of it, in words of the outlet's own.
fn told(rng: &mut Rng, towns: &[String], deed: &Deed, before: Option<&Deed>, killed: u32) -> String {
    let speaker = rng.choice(SPEAKERS).unwrap_or("medics");
    let mut text = format!(
        "{} the {} in {} on {}, and {killed} people were killed, {speaker} said.",
        DEEDS[deed.kind].2, deed.site, towns[deed.town], deed.day
    );
    text += &format!(" {} was among the dead, neighbours on {} said.", deed.victim, deed.street);
    text += &format!(" {speaker} blamed the {}.", deed.party);
    for _ in 0..rng.usize(2..6) {
        let (a, b) = (rng.choice(SITES).unwrap_or(""), rng.choice(SITES).unwrap_or(""));
        text += &format!(
            " Between the {a} and the {b}, {} had gathered {} families since {}.",
            name(rng),
            rng.u8(2..90),
            name(rng)
        );
    }
    if let Some(before) = before {
        text += &format!(
            " Earlier, a {} at the {} in {} killed {} people on {}.",
            DEEDS[before.kind].1, before.site, towns[before.town], before.killed, before.day
        );
    }
    text
}

#[allow(clippy::too_many_arguments)] // one call's worth of what the templates need
fn reading(
    number: usize,
    outlet: &str,
    published: Date,
    towns: &[String],
    deed: &Deed,
    before: Option<&Deed>,
    killed: u32,
    text: String,
) -> Value {
    let at = |words: &str| {
        let start = text.find(words).unwrap_or_default();
        json!([start, start + words.len()])
    };
    let mut from = 0;
    let sentences: Vec<Value> = text
        .split_inclusive(". ")
        .map(|sentence| {
            let span = json!([from, from + sentence.trim_end().len()]);
            from += sentence.len();
            span
        })
        .collect();
    let incident = |n: usize, deed: &Deed, killed: u32, main: bool| {
        let (kind, word, _) = DEEDS[deed.kind];
        let (town, day) = (&towns[deed.town], deed.day.to_string());
        let by = main.then_some("s1");
        json!({
            "id": format!("i{n}"), "main": main, "type": kind, "triggers": [at(word)], "reality": "actual",
            "date": {"start": day, "end": day, "precision": "day", "spans": [at(&day)]},
            "place": {"name": town, "admin": format!("District {}", deed.town % 40), "country": "Orlania",
                      "lat": 30.0 + deed.town as f64 / 50.0, "lon": 40.0 + (deed.town % 37) as f64 / 10.0, "precision": "near", "spans": [at(town)]},
            "actors": main.then(|| json!({"name": deed.party, "spans": [at(deed.party)], "by": "s2"})).into_iter().collect::<Vec<_>>(),
            "targets": [{"name": deed.site, "spans": [at(deed.site)]}],
            "killed": [{"who": "total", "min": killed, "max": killed, "approximate": false, "spans": [at(&format!("{killed} people"))], "by": by}],
            "injured": [],
            "claims": main.then(|| json!({"by": "s2", "says": "responsible", "party": deed.party})).into_iter().collect::<Vec<_>>(),
            "toll": {"killed": {"min": killed, "max": killed}, "injured": {"min": null, "max": null}}
        })
    };
    let mut incidents = vec![incident(1, deed, killed, true)];
    incidents.extend(before.map(|before| incident(2, before, before.killed, false)));
    let mention = |words: &str, kind: &str| {
        let start = text.find(words).unwrap_or_default();
        json!({"start": start, "end": start + words.len(), "kind": kind, "entity": null})
    };
    json!({
        "report": {
            "id": format!("{outlet} {number}"), "title": format!("{} {}: {killed} killed", DEEDS[deed.kind].2, towns[deed.town]), "source": outlet,
            "published": published.to_string(), "language": "en", "text": text, "digest": blake3::hash(text.as_bytes()).to_hex().to_string(),
        },
        "sentences": sentences,
        "mentions": [mention(&towns[deed.town], "location"), mention(&deed.victim, "person"), mention(&deed.street, "facility")],
        "statements": [
            {"id": "s1", "speaker": [at("said")], "speaker_name": "medics", "cue": [at("said")], "content": [sentences.first()], "quote": "indirect", "act": "assert", "within": null},
            {"id": "s2", "speaker": [at("blamed")], "speaker_name": "officials", "cue": [at("blamed")], "content": [at(deed.party)], "quote": "indirect", "act": "accuse", "within": null}
        ],
        "incidents": incidents,
        "made_by": {"version": "made up", "model": "none", "lexicon": "none"}
    })
}
