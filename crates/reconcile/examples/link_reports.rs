//! Links the reports of a file of readings, as a ledger would: `link_reports READINGS.jsonl` prints `report id <tab> incident id` for the main incident of every report.
//!
//! With `--explain A B`, says of every two main incidents of reports A and B how they were weighed; with `--show A`, prints A's versions;
//! with `--groups`, every group of two or more.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};

use truceline_reconcile::across::{Answer, Decisions, Edge, Key, Linker, Version};
use truceline_record::Reading;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let path = args.first().ok_or("usage: link_reports READINGS.jsonl [--explain A B | --show A | --groups]")?;
    let linker = Linker::bundled()?;
    let mut all: BTreeMap<Key, Version> = BTreeMap::new();
    let mut reports = Vec::new();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let reading: Reading = serde_json::from_str(&line?)?;
        let report = &reading.report.id;
        let key = |v: &Version| Key { report: report.clone(), incident: v.incident.clone() };
        all.extend(linker.versions(&reading).into_iter().map(|v| (key(&v), v)));
        reports.push(report.clone());
    }
    let mut out = std::io::stdout().lock();
    if let [_, show, a] = args.as_slice()
        && show == "--show"
    {
        for (_, v) in all.iter().filter(|(k, _)| k.report == *a) {
            writeln!(out, "{}", serde_json::to_string(v)?)?;
        }
        return Ok(());
    }
    if let [_, _, a, b] = args.as_slice() {
        let mains = |r: &str| all.iter().filter(|(k, v)| k.report == r && v.main).collect::<Vec<_>>();
        for (k, v) in mains(a) {
            for (l, w) in mains(b) {
                let e = linker.weigh(v, w);
                writeln!(out, "{} {} {:?} {:.3} {:+.2}", k.incident, l.incident, e.answer, e.probability, e.log_odds)?;
                for r in &e.reasons {
                    writeln!(out, "  {:+.2} {:18} {}", r.weight, r.feature, r.text)?;
                }
            }
        }
        return Ok(());
    }
    let mut filed: BTreeMap<u64, Vec<&Key>> = BTreeMap::new();
    for (k, v) in &all {
        for f in linker.blocks(v).file {
            filed.entry(f).or_default().push(k);
        }
    }
    let mut edges = Vec::new();
    let mut looked_at = 0;
    for (k, v) in &all {
        let seek = linker.blocks(v).sought_in(&filed);
        let found: BTreeSet<&&Key> = seek.iter().filter_map(|s| filed.get(s)).flatten().collect();
        for &l in found.into_iter().filter(|l| **l > k && l.report != k.report) {
            looked_at += 1;
            let Some(w) = all.get(l) else { continue };
            let log_odds = linker.log_odds(v, w);
            if log_odds > linker.floor() {
                edges.push(Edge { a: k.clone(), b: l.clone(), log_odds });
            }
        }
    }
    let keys: Vec<Key> = all.keys().cloned().collect();
    let groups = linker.gather(&keys, &edges, &Decisions::default());
    let group: BTreeMap<&Key, usize> =
        groups.iter().enumerate().flat_map(|(n, g)| g.iter().map(move |k| (k, n))).collect();
    if args.iter().any(|a| a == "--groups") {
        for g in groups.iter().filter(|g| g.len() > 1) {
            writeln!(out)?;
            for k in g {
                writeln!(out, "{} {} {}", k.report, k.incident, all.get(k).map(brief).unwrap_or_default())?;
            }
        }
        return Ok(());
    }
    let mains = |n: usize| groups[n].iter().filter(|k| all[*k].main).count();
    for r in &reports {
        // where a report is chiefly about several incidents, the one that most reports are chiefly about, and of such the first
        let own = all.iter().filter(|(k, v)| k.report == *r && v.main).filter_map(|(k, _)| group.get(k));
        if let Some(n) = own.copied().max_by_key(|&n| (mains(n), std::cmp::Reverse(n))) {
            writeln!(out, "{r}\ti{n}")?;
        }
    }
    let count = |answer| edges.iter().filter(|e| linker.answer(e.log_odds) == answer).count();
    eprintln!(
        "{} reports, {} versions, {looked_at} pairs weighed, {} one, {} possible",
        reports.len(),
        all.len(),
        count(Answer::One),
        count(Answer::Possible)
    );
    Ok(())
}

/// A version in a line.
fn brief(v: &Version) -> String {
    let main = if v.main { "main" } else { "" };
    let place = v.place.as_ref().map(|p| format!("{}, {}", p.name, p.admin)).unwrap_or_default();
    format!("{main} {:?} {:?} {place} {:?} {:?}", v.kind, v.days.map(|d| (d.first, d.last)), v.killed.min, v.actors)
}
