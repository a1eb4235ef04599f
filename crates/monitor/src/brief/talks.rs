//! Proposals and talks, and what is said of calm.

use super::quotes::Quotes;
use super::{Desk, empty, text};
use crate::MonitorError;
use crate::page::{Block, Run, Section, Table};
use crate::process::{processes, proposals};

pub(super) fn section(desk: &Desk<'_>, quotes: &mut Quotes<'_, '_>) -> Result<Section, MonitorError> {
    let mut section = empty("talks", "Proposals, talks and calm");
    let days = Some(desk.asked.days);
    let mut rows = Vec::new();
    for proposal in proposals(desk.watch, days) {
        let Some(first) = proposal.told.first() else { continue };
        let mut what = vec![Run::Quote(first.quote.clone())];
        what.extend(quotes.notes(proposal.told.iter().map(|told| (told.report.as_str(), told.span)))?);
        let list = |names: &std::collections::BTreeSet<String>| {
            if names.is_empty() {
                "nobody named".to_owned()
            } else {
                names.iter().cloned().collect::<Vec<_>>().join(", ")
            }
        };
        rows.push(vec![
            vec![Run::Strong(proposal.author.clone())],
            what,
            vec![text(list(&proposal.backed_by))],
            vec![text(list(&proposal.rejected_by))],
        ]);
    }
    if !rows.is_empty() {
        section.blocks.push(Block::Table(Table {
            caption: "Proposals".to_owned(),
            head: ["By", "What", "Backed by", "Rejected by"].map(str::to_owned).to_vec(),
            rows,
        }));
    }
    let mut rows = Vec::new();
    for process in processes(desk.watch, days) {
        let with: Vec<String> = process
            .with
            .iter()
            .map(|(name, possibly)| if *possibly { format!("possibly {name}") } else { name.clone() })
            .collect();
        let mut told = Vec::new();
        if let Some(first) = process.told.first() {
            told.push(Run::Quote(first.quote.clone()));
        }
        told.extend(quotes.notes(process.told.iter().map(|told| (told.report.as_str(), told.span)))?);
        let how = if process.planned { "planned or wanted" } else { "told as held" };
        rows.push(vec![vec![Run::Strong(with.join(", "))], vec![text(how)], told]);
    }
    if !rows.is_empty() {
        section.blocks.push(Block::Table(Table {
            caption: "Talks".to_owned(),
            head: ["Who takes part", "Held or planned", "In whose words"].map(str::to_owned).to_vec(),
            rows,
        }));
    }
    let mut calm = Vec::new();
    for seen in desk.watch.seen.iter().filter(|seen| seen.notes.day.is_some_and(|day| desk.asked.days.holds(day))) {
        for one in &seen.notes.calm {
            let by = one.by.clone().unwrap_or_else(|| seen.outlet.clone());
            let mut runs = vec![Run::Strong(by), text(": "), Run::Quote(seen.quote(seen.sentence(one.span)))];
            runs.extend(quotes.note(&seen.id, seen.sentence(one.span))?);
            calm.push(runs);
        }
    }
    if !calm.is_empty() {
        section.blocks.push(Block::Paragraph(vec![text(
            "What is said of calm, as somebody's word; that no report tells of fire is another thing:",
        )]));
        section.blocks.push(Block::List(calm));
    }
    if section.blocks.is_empty() {
        section.blocks.push(Block::Paragraph(vec![text("No report of these days tells of proposals, talks or calm.")]));
    }
    Ok(section)
}
