//! Features of pairs of versions, for training the weights: `link_features READINGS.jsonl [--main]` prints one JSON object for every two versions that blocks bring
//! together: `{"a": [report, incident], "b": [report, incident], "f": {feature: value}, "odds": log odds now}`.
//! With `--main`, only pairs of incidents that their reports are chiefly about.
#![allow(clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};

use truceline_reconcile::across::{Linker, Version};
use truceline_record::Reading;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let path = args.first().ok_or("usage: link_features READINGS.jsonl [--main]")?;
    let main_only = args.iter().any(|a| a == "--main");
    let linker = Linker::bundled()?;
    let mut all: Vec<(String, Version)> = Vec::new();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let reading: Reading = serde_json::from_str(&line?)?;
        let versions = linker.versions(&reading).into_iter().filter(|v| v.main || !main_only);
        all.extend(versions.map(|v| (reading.report.id.clone(), v)));
    }
    let mut filed: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (n, (_, v)) in all.iter().enumerate() {
        for f in linker.blocks(v).file {
            filed.entry(f).or_default().push(n);
        }
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (n, (report, v)) in all.iter().enumerate() {
        let seek = linker.blocks(v).sought_in(&filed);
        let found: BTreeSet<usize> = seek.iter().filter_map(|s| filed.get(s)).flatten().copied().collect();
        for m in found.into_iter().filter(|&m| m > n && all[m].0 != *report) {
            let (other, w) = &all[m];
            let features: BTreeMap<&str, f64> = linker.features(v, w).into_iter().collect();
            let pair = serde_json::json!({
                "a": [report, v.incident], "b": [other, w.incident], "f": features, "odds": linker.log_odds(v, w)
            });
            writeln!(out, "{pair}")?;
        }
    }
    Ok(())
}
