//! Who reported, how much, on which days; and how the brief was made.

use std::collections::{BTreeMap, BTreeSet};

use super::quotes::Quotes;
use super::{Desk, empty, text};
use crate::MonitorError;
use crate::page::{Block, Section, Table};

/// How many reports of the days there are, and of how many outlets.
pub(super) fn counts(desk: &Desk<'_>) -> (usize, usize) {
    let of: Vec<_> =
        desk.watch.seen.iter().filter(|seen| seen.notes.day.is_some_and(|day| desk.asked.days.holds(day))).collect();
    let outlets: BTreeSet<&str> = of.iter().map(|seen| seen.outlet.as_str()).collect();
    (of.len(), outlets.len())
}

pub(super) fn sources(desk: &Desk<'_>, quotes: &mut Quotes<'_, '_>) -> Result<Section, MonitorError> {
    let mut section = empty("sources", "Sources and coverage");
    let profiles: BTreeMap<String, _> =
        quotes.view().sources()?.into_iter().map(|source| (source.outlet.clone(), source.profile)).collect();
    let mut outlets: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for seen in desk.watch.seen.iter().filter(|seen| seen.notes.day.is_some_and(|day| desk.asked.days.holds(day))) {
        let row = outlets.entry(&seen.outlet).or_default();
        row.0 += 1;
        row.1 += usize::from(!seen.notes.alleged.is_empty());
    }
    let rows = outlets
        .iter()
        .map(|(outlet, (reports, alleging))| {
            let profile = profiles.get(*outlet).and_then(|profile| profile.as_ref());
            let kind = profile
                .and_then(|profile| profile.kind.clone())
                .map_or("not described".to_owned(), |kind| kind.replace('_', " "));
            let side = profile.and_then(|profile| profile.side.clone()).unwrap_or_else(|| "none told".to_owned());
            vec![
                vec![text(*outlet)],
                vec![text(kind)],
                vec![text(side)],
                vec![text(reports.to_string())],
                vec![text(alleging.to_string())],
            ]
        })
        .collect::<Vec<_>>();
    if rows.is_empty() {
        section.blocks.push(Block::Paragraph(vec![text("No report of these days is in the ledger.")]));
    } else {
        section.blocks.push(Block::Table(Table {
            caption: "Outlets, and how many reports of these days the ledger holds".to_owned(),
            head: ["Outlet", "Kind", "Side that it speaks for", "Reports", "Of these allege a violation"]
                .map(str::to_owned)
                .to_vec(),
            rows,
        }));
    }
    let silent: Vec<String> = desk
        .intensity
        .by_day
        .iter()
        .filter(|(_, (_, reports))| *reports == 0)
        .map(|(day, _)| day.to_string())
        .collect();
    let words = match silent.len() {
        0 => "Every day of the period has at least one report.".to_owned(),
        1..=7 => format!("No report of the ledger is of {}.", silent.join(", ")),
        many => format!("{many} of {} days have no report in the ledger.", desk.intensity.by_day.len()),
    };
    section.blocks.push(Block::Paragraph(vec![text(format!("{words} Silence of reports is not silence of guns."))]));
    if desk.watch.closed > 0 {
        let closed = desk.watch.closed;
        section.blocks.push(Block::Paragraph(vec![text(format!(
            "{closed} reports are left out, because their words would give away a protected source or place."
        ))]));
    }
    Ok(section)
}

pub(super) fn method(desk: &Desk<'_>) -> Section {
    let mut section = empty("method", "Method and caveats");
    let (reports, outlets) = counts(desk);
    let words = format!(
        "This brief was made by Truceline {} from {reports} reports of {outlets} outlets that the ledger holds for these days, and from earlier reports that speak of the same agreements. \
         Statements, incidents, tolls and agreements were read by a program; its errors are of known kinds and sizes, and every figure here leads to the words that it was read from. \
         The program does not decide who is right: an alleged violation is what somebody alleges, an answer is what the accused say, and only a finding of a named person says more. \
         A toll runs from the lowest to the highest figure that any source gives; sums add each incident once, and two incidents may be one that was not recognised, or one be two. \
         An incident may be recognised by later reports, so that the brief of the same days may differ when the ledger has grown.",
        env!("CARGO_PKG_VERSION")
    );
    section.blocks.push(Block::Paragraph(vec![text(words)]));
    section
}
