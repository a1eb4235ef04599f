//! Talks and proposals over many reports: a process is the talks of the same within a month, a proposal what one author proposes in like words.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;
use truceline_record::Span;

use crate::days::{Days, between};
use crate::report::may_be_one;
use crate::watch::{Seen, Watch};

/// For how many days talks of the same are one process.
const MONTH: i32 = 31;

/// Where something is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// The report's day.
    pub day: Option<Date>,
    /// The report's id in the ledger.
    pub report: String,
    /// The words.
    pub span: Span,
    /// The same.
    pub quote: String,
    /// Who says so; the report itself where null.
    pub by: Option<String>,
}

/// Talks, over all reports that tell of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Process {
    /// Its id: `t` and twelve hex digits of where it is first told.
    pub id: String,
    /// Who takes part, with whether that is only possible.
    pub with: Vec<(String, bool)>,
    /// Whether all reports have them as planned or wanted only.
    pub planned: bool,
    /// Where, according to reports.
    pub places: BTreeSet<String>,
    /// When they are held or to be held, according to reports.
    pub when: BTreeSet<Days>,
    /// Where they are told.
    pub told: Vec<Source>,
}

/// A proposal, over all reports that tell of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Proposed {
    /// Its id: `p` and twelve hex digits of where it is first told.
    pub id: String,
    /// Who proposes it.
    pub author: String,
    /// Who backs it.
    pub backed_by: BTreeSet<String>,
    /// Who rejects it.
    pub rejected_by: BTreeSet<String>,
    /// Where it is told.
    pub told: Vec<Source>,
}

/// The id of what is first told here.
fn id(letter: char, first: &Source) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(first.report.as_bytes());
    hasher.update(&first.span.start.to_le_bytes());
    hasher.update(&first.span.end.to_le_bytes());
    let hex = hasher.finalize().to_hex();
    format!("{letter}{}", &hex.as_str()[..12])
}

fn within(seen: &Seen, days: Option<Days>) -> bool {
    days.is_none_or(|days| seen.notes.day.is_some_and(|day| days.holds(day)))
}

fn source(seen: &Seen, span: Span, by: Option<&String>) -> Source {
    Source { day: seen.notes.day, report: seen.id.clone(), span, quote: seen.quote(span), by: by.cloned() }
}

/// The reports in the order of their days.
fn in_order(watch: &Watch, days: Option<Days>) -> Vec<&Seen> {
    let mut seen: Vec<&Seen> = watch.seen.iter().filter(|seen| within(seen, days)).collect();
    seen.sort_by(|a, b| (a.notes.day, &a.id).cmp(&(b.notes.day, &b.id)));
    seen
}

/// The talks that reports of some days tell of.
pub fn processes(watch: &Watch, days: Option<Days>) -> Vec<Process> {
    let mut processes: Vec<Process> = Vec::new();
    for seen in in_order(watch, days) {
        for talks in &seen.notes.talks {
            let with: Vec<(String, bool)> = talks.with.iter().map(|p| (p.party.name.clone(), p.possibly)).collect();
            let told = source(seen, talks.span, talks.by.as_ref());
            let same = |process: &&mut Process| {
                let shared = with
                    .iter()
                    .filter(|(name, _)| process.with.iter().any(|(known, _)| may_be_one(name, known)))
                    .count();
                let last = process.told.last().and_then(|told| told.day);
                let near = last.zip(told.day).is_none_or(|(a, b)| between(a, b).abs() <= MONTH);
                near && 2 * shared > with.len().min(process.with.len()) && shared >= 2
            };
            match processes.iter_mut().find(same) {
                Some(process) => {
                    process.planned &= talks.planned;
                    for (name, possibly) in with {
                        match process.with.iter_mut().find(|(known, _)| *known == name) {
                            Some(known) => known.1 &= possibly,
                            None => process.with.push((name, possibly)),
                        }
                    }
                    process.places.extend(talks.place.clone());
                    process.when.extend(talks.when);
                    process.told.push(told);
                }
                None => processes.push(Process {
                    id: id('t', &told),
                    with,
                    planned: talks.planned,
                    places: talks.place.iter().cloned().collect(),
                    when: talks.when.into_iter().collect(),
                    told: vec![told],
                }),
            }
        }
    }
    processes
}

/// The proposals that reports of some days tell of.
pub fn proposals(watch: &Watch, days: Option<Days>) -> Vec<Proposed> {
    let mut proposals: Vec<Proposed> = Vec::new();
    for seen in in_order(watch, days) {
        for proposal in &seen.notes.proposals {
            let Some(author) = proposal.author.clone() else { continue };
            let told = source(seen, proposal.span, proposal.by.as_ref());
            let same = |known: &&mut Proposed| {
                let last = known.told.last().and_then(|told| told.day);
                let near = last.zip(told.day).is_none_or(|(a, b)| between(a, b).abs() <= MONTH);
                near && may_be_one(&known.author, &author)
                    && known.told.iter().any(|other| alike(&other.quote, &told.quote))
            };
            let (backed, rejected) = (proposal.backed_by.iter().cloned(), proposal.rejected_by.iter().cloned());
            match proposals.iter_mut().find(same) {
                Some(known) => {
                    known.backed_by.extend(backed);
                    known.rejected_by.extend(rejected);
                    known.told.push(told);
                }
                None => proposals.push(Proposed {
                    id: id('p', &told),
                    author,
                    backed_by: backed.collect(),
                    rejected_by: rejected.collect(),
                    told: vec![told],
                }),
            }
        }
    }
    proposals
}

/// Whether two texts share a third of their longer words.
fn alike(a: &str, b: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 4)
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    3 * a.intersection(&b).count() >= a.len().min(b.len()).max(1)
}
