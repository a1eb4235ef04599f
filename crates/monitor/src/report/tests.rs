//! Any reading gives notes, whatever its text, and every span of them is in the text.

use proptest::prelude::*;
use serde_json::json;
use truceline_record::{Reading, Span};

use super::Notetaker;

/// Words that the rules look for, and some that they do not.
const WORDS: [&str; 44] = [
    "the",
    "The",
    "ceasefire",
    "truce",
    "cessation",
    "of",
    "hostilities",
    "de-escalation",
    "zone",
    "deal",
    "Dolvik",
    "accord",
    "violated",
    "breached",
    "breach",
    "by",
    "Assembly",
    "army",
    "both",
    "sides",
    "3",
    "times",
    "in",
    "since",
    "despite",
    "did",
    "not",
    "fulfil",
    "its",
    "commitment",
    "48-hour",
    "collapsed",
    "agreed",
    "on",
    "Monday",
    ".",
    ",",
    "\"",
    "and",
    "talks",
    "should",
    "include",
    "proposal",
    "calm",
];

fn reading(words: &[usize], cuts: &[usize], spans: &[(u32, u32)]) -> Reading {
    let text: String = words.iter().map(|&n| WORDS[n % WORDS.len()]).collect::<Vec<_>>().join(" ");
    let length = u32::try_from(text.chars().count()).unwrap();
    let mut ends: Vec<u32> =
        cuts.iter().map(|&cut| u32::try_from(cut).unwrap() % (length + 1)).chain([length]).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut start = 0;
    let mut sentences = Vec::new();
    for end in ends {
        sentences.push(json!([start, end]));
        start = end;
    }
    let within = |&(a, b): &(u32, u32)| (a.min(b).min(length), a.max(b).min(length));
    let mentions: Vec<_> = spans
        .iter()
        .map(within)
        .enumerate()
        .map(|(n, (start, end))| json!({"start": start, "end": end, "kind": (["organisation", "location", "person", "nationality"])[n % 4], "entity": null}))
        .collect();
    let statements: Vec<_> = spans
        .iter()
        .map(within)
        .enumerate()
        .map(|(n, (start, end))| {
            json!({"id": format!("s{n}"), "speaker": [], "speaker_name": "Assembly", "cue": [], "content": [[start, end]], "quote": "indirect",
                "act": (["accuse", "deny", "propose"])[n % 3], "addressee": [], "within": null})
        })
        .collect();
    let times: Vec<_> = spans
        .iter()
        .map(within)
        .map(|(start, end)| json!({"start": start, "end": end, "type": "DATE", "value": "2031-03-10", "from": "2031-03-10", "to": "2031-03-10"}))
        .collect();
    serde_json::from_value(json!({
        "report": {"id": "r", "text": text, "published": "2031-03-14"},
        "sentences": sentences, "mentions": mentions, "statements": statements, "times": times,
        "made_by": {"version": "", "model": "", "lexicon": ""},
    }))
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_reading_gives_notes_of_its_text(
        words in prop::collection::vec(0..WORDS.len(), 0..60),
        cuts in prop::collection::vec(0..400_usize, 0..6),
        spans in prop::collection::vec((0..400_u32, 0..400_u32), 0..6),
    ) {
        let reading = reading(&words, &cuts, &spans);
        let length = u32::try_from(reading.report.text.chars().count()).unwrap();
        let notes = Notetaker::new().unwrap().notes(&reading);
        let within = |span: &Span| span.start <= span.end && span.end <= length;
        prop_assert!(notes.named.iter().all(|named| within(&named.span) && !named.name.is_empty()));
        prop_assert!(notes.alleged.iter().all(|alleged| within(&alleged.span) && alleged.sentence.contains(alleged.span)));
        prop_assert!(notes.alleged.iter().all(|alleged| alleged.names.is_none_or(|at| at < notes.named.len())));
        prop_assert!(notes.calm.iter().all(|calm| within(&calm.span)));
        prop_assert_eq!(&notes, &Notetaker::new().unwrap().notes(&reading));
    }
}
