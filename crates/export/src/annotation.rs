//! W3C Web Annotation: each value of a version on the words that say so.

use std::io::Write;

use serde_json::{Value, json};
use truceline_ledger::{Ledger, Query};
use truceline_record::{CharIndex, Place, Span, name_of};

use crate::ExportError;
use crate::fields::{claim_words, count_words, day};
use crate::guard::Guard;
use crate::item::{Item, Seen, Version, each};

pub(crate) const BOOK: &str = include_str!("../data/annotation.toml");

/// Code points before and after the words, by which they are found again in a text that changed.
const AROUND: u32 = 32;

pub(crate) fn write(
    ledger: &mut Ledger,
    guard: &Guard,
    query: &Query,
    mut to: impl Write,
) -> Result<Seen, ExportError> {
    to.write_all(b"{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\"type\":\"AnnotationPage\",\"items\":[")?;
    let mut before = "\n";
    let seen = each(ledger, guard, query, |ledger, item| {
        for version in item.versions.iter().filter(|version| version.open) {
            let Some(report) = &version.report else { continue };
            let text = ledger.reading(report)?.report.text;
            for annotation in annotations(item, version, report, &text) {
                write!(to, "{before}{annotation}")?;
                before = ",\n";
            }
        }
        Ok(())
    })?;
    to.write_all(b"\n]}\n")?;
    to.flush()?;
    Ok(seen)
}

fn annotations(item: &Item, version: &Version, report: &str, text: &str) -> Vec<Value> {
    let id = version.id.as_deref().unwrap_or_default();
    let index = CharIndex::new(text);
    let source = json!({
        "id": version.url.clone().unwrap_or_else(|| format!("urn:truceline:report:{report}")),
        "type": "Text",
    });
    let made = values(version).into_iter().filter(|(.., spans)| !spans.is_empty()).enumerate();
    let made = made.map(|(at, (what, value, spans))| {
        let targets: Vec<Value> = spans
            .iter()
            .map(|&span| {
                let around = (
                    Span::new(span.start.saturating_sub(AROUND), span.start),
                    Span::new(span.end, span.end.saturating_add(AROUND).min(index.len()).max(span.end)),
                );
                json!({
                    "source": source,
                    "selector": [
                        { "type": "TextPositionSelector", "start": span.start, "end": span.end },
                        {
                            "type": "TextQuoteSelector",
                            "exact": index.slice(text, span),
                            "prefix": index.slice(text, around.0),
                            "suffix": index.slice(text, around.1),
                        },
                    ],
                })
            })
            .collect();
        json!({
            "id": format!("urn:truceline:version:{id}#{}", at + 1),
            "type": "Annotation",
            "motivation": "classifying",
            "body": [
                { "type": "TextualBody", "purpose": "tagging", "value": what },
                { "type": "TextualBody", "purpose": "describing", "value": value },
                { "id": format!("urn:truceline:incident:{}", item.card.id), "purpose": "classifying" },
            ],
            "target": targets,
        })
    });
    made.collect()
}

/// Every value of a version with what it is and the words that say so.
fn values(version: &Version) -> Vec<(&'static str, String, Vec<Span>)> {
    let account = &version.account;
    let mut out = vec![("type", name_of(account.kind), account.triggers.clone())];
    if let Some(date) = &account.date {
        let first = day(Some(date)).unwrap_or("a day not told");
        let value = match &date.end {
            Some(last) if last != first => format!("{first} to {last}"),
            _ => first.to_owned(),
        };
        out.push(("date", value, date.spans.clone()));
    }
    if let Some(place) = &account.place {
        out.push(("place", place_words(place), place.spans.clone()));
    }
    for (what, parties) in [("actor", &account.actors), ("target", &account.targets)] {
        out.extend(parties.iter().map(|party| (what, party.name.clone(), party.spans.clone())));
    }
    for (what, counts) in [("killed", &account.killed), ("injured", &account.injured)] {
        out.extend(counts.iter().map(|count| (what, count_words(count), count.spans.clone())));
    }
    let claims = account.claims.iter();
    out.extend(
        claims.map(|word| ("claim", claim_words(word.says, word.party.as_ref(), word.by.as_ref()), word.spans.clone())),
    );
    out
}

fn place_words(place: &Place) -> String {
    let names: Vec<&str> =
        [&place.name, &place.admin, &place.country].into_iter().filter_map(|name| name.as_deref()).collect();
    names.join(", ")
}
