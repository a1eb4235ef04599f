//! Which entries of the journal go into a bundle.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;
use truceline_ledger::{By, Decision, Entry, Head, Kind, Ledger};

use super::manifest::LeftOut;
use crate::ExportError;
use crate::guard::Guard;

/// Entries of the journal taken at a time.
const PAGE: i64 = 1000;

/// What the entry of a report, or of a new reading of one, says that matters here.
#[derive(Deserialize)]
pub(super) struct ReportEntry {
    pub(super) report: String,
    pub(super) reading: String,
    #[serde(default)]
    pub(super) original: Option<String>,
}

/// What of the ledger goes along.
pub(super) enum Chosen {
    /// Everything.
    All,
    /// These reports, and what is decided of their versions alone.
    Some { reports: BTreeSet<String>, versions: BTreeSet<String> },
}

impl Chosen {
    /// These reports of the ledger.
    pub(super) fn reports(ledger: &mut Ledger, reports: impl IntoIterator<Item = String>) -> Result<Self, ExportError> {
        let reports: BTreeSet<String> = reports.into_iter().collect();
        let mut versions = BTreeSet::new();
        for report in &reports {
            versions.extend(ledger.version_ids(report)?);
        }
        Ok(Self::Some { reports, versions })
    }
}

/// The journal as it goes along.
pub(super) struct Journal {
    pub(super) entries: Vec<Entry>,
    pub(super) head: Head,
    pub(super) left_out: LeftOut,
}

/// The entries that go along, chained anew where some are left out.
pub(super) fn journal(ledger: &mut Ledger, guard: &Guard, chosen: &Chosen) -> Result<Journal, ExportError> {
    let mut entries = all(ledger)?;
    let mut left_out = LeftOut::default();
    let Chosen::Some { reports, versions } = chosen else {
        let head = entries.last().map(|entry| Head { seq: entry.seq, hash: entry.hash.clone() });
        let head = head.map_or_else(|| ledger.head(), Ok)?;
        return Ok(Journal { entries, head, left_out });
    };
    let shared = shared(&entries, reports)?;
    let undone: BTreeSet<i64> = entries.iter().filter_map(undoes).collect();
    let mut kept: Vec<Entry> = Vec::new();
    for mut entry in entries.drain(..) {
        let names = guard.tells(&format!("{} {}", entry.who, entry.body));
        let goes = match entry.kind {
            Kind::Made => !names,
            // no signed head goes along that would need it
            Kind::Key => false,
            Kind::Outlet => !names,
            Kind::Decision => {
                let holds = !names
                    && !undone.contains(&entry.seq)
                    && Decision::of_entry(&entry)?.is_some_and(|(decision, bound)| {
                        decision.what.report().is_none_or(|report| reports.contains(report))
                            && bound.iter().all(|version| versions.contains(version))
                    });
                left_out.decisions += usize::from(!holds);
                holds
            }
            Kind::Reading => {
                let reading: ReportEntry = serde_json::from_str(&entry.body)?;
                reports.contains(&reading.report)
            }
            Kind::Report => {
                let report: ReportEntry = serde_json::from_str(&entry.body)?;
                let goes = reports.contains(&report.report);
                left_out.reports += usize::from(!goes);
                if goes
                    && let Some(digest) = &report.original
                    && (shared.contains(digest) || !original_leaves(ledger, guard, &report.report, digest)?)
                {
                    let mut body: Value = serde_json::from_str(&entry.body)?;
                    if let Some(original) = body.get_mut("original") {
                        *original = Value::Null;
                    }
                    entry.body = serde_json::to_string(&body)?;
                    left_out.originals += 1;
                }
                goes
            }
        };
        if goes {
            kept.push(entry);
        }
    }
    let head = chained(&mut kept);
    Ok(Journal { entries: kept, head, left_out })
}

fn all(ledger: &mut Ledger) -> Result<Vec<Entry>, ExportError> {
    let mut entries: Vec<Entry> = Vec::new();
    loop {
        let page = ledger.journal(entries.last().map_or(0, |entry| entry.seq), PAGE)?;
        if page.is_empty() {
            return Ok(entries);
        }
        entries.extend(page);
    }
}

/// The originals that hold reports which stay as well: to send them would send those.
fn shared(entries: &[Entry], reports: &BTreeSet<String>) -> Result<BTreeSet<String>, ExportError> {
    let mut shared = BTreeSet::new();
    for entry in entries.iter().filter(|entry| entry.kind == Kind::Report) {
        let report: ReportEntry = serde_json::from_str(&entry.body)?;
        shared.extend(report.original.filter(|_| !reports.contains(&report.report)));
    }
    Ok(shared)
}

fn undoes(entry: &Entry) -> Option<i64> {
    let body: Value = serde_json::from_str(&entry.body).ok().filter(|_| entry.kind == Kind::Decision)?;
    body.get("undo")?.as_i64()
}

/// Where anything is protected, bytes leave only if they say no more than the text of a report that may: what else stands in a file is not known.
fn original_leaves(ledger: &mut Ledger, guard: &Guard, report: &str, digest: &str) -> Result<bool, ExportError> {
    if !guard.is_needed() {
        return Ok(true);
    }
    let text = ledger.reading(report)?.report.text;
    let bytes = ledger.original_bytes(digest)?;
    Ok(std::str::from_utf8(&bytes).is_ok_and(|bytes| bytes.trim() == text.trim()))
}

/// Number entries from 1 and give each the hash that follows; gives the last.
pub(super) fn chained(entries: &mut [Entry]) -> Head {
    let mut head = Head::start();
    for entry in entries {
        entry.seq = head.seq + 1;
        let by = By { who: entry.who.clone(), at: entry.at.clone() };
        entry.hash = head.next(&by, entry.kind, &entry.body);
        head = Head { seq: entry.seq, hash: entry.hash.clone() };
    }
    head
}
