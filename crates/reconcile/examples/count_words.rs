//! Counts in how many reports each word stands, for `data/words.tsv`: `count_words FILE.jsonl ... > crates/reconcile/data/words.tsv`.
//!
//! Each file holds one `{"report": {"text", "title"}}` a line, one file a corpus. Prints the commonest words, each with the largest share that it has in any of
//! the corpora: what is common in reporting of one kind says little there.
#![allow(clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use rust_stemmers::{Algorithm, Stemmer};
use truceline_ground::places::fold;

/// Words that are printed at most.
const MOST: usize = 6000;
/// Reports that must hold a word.
const LEAST: usize = 4;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stemmer = Stemmer::create(Algorithm::English);
    let mut shares: BTreeMap<String, f64> = BTreeMap::new();
    for path in std::env::args().skip(1) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut reports = 0;
        for line in std::fs::read_to_string(&path)?.lines() {
            let line: serde_json::Value = serde_json::from_str(line)?;
            let report = &line["report"];
            let text = [&report["title"], &report["text"]].map(|v| v.as_str().unwrap_or("")).join("\n");
            let words: BTreeSet<String> = fold(&text)
                .split(' ')
                .filter(|w| w.chars().count() >= 3 && w.chars().all(char::is_alphabetic))
                .map(|w| stemmer.stem(w).into_owned())
                .collect();
            reports += 1;
            for w in words {
                *counts.entry(w).or_default() += 1;
            }
        }
        for (w, n) in counts.into_iter().filter(|(_, n)| *n >= LEAST) {
            let share = shares.entry(w).or_default();
            *share = share.max(n as f64 / f64::from(reports));
        }
    }
    let mut rows: Vec<(String, f64)> = shares.into_iter().collect();
    rows.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    rows.truncate(MOST);
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "# Stems with the largest share of reports of any corpus that hold them; counts only, see docs/linking.md."
    )?;
    for (w, share) in rows {
        writeln!(out, "{w}\t{share:.5}")?;
    }
    Ok(())
}
