//! The agreements that reports of the days speak of, and where each stands.

use super::quotes::Quotes;
use super::{Desk, empty, text, when};
use crate::MonitorError;
use crate::agreement::Known;
use crate::page::{Block, Run, Section, Table};

pub(super) fn section(desk: &Desk<'_>, quotes: &mut Quotes<'_, '_>) -> Result<Section, MonitorError> {
    let mut section = empty("agreements", "Agreements");
    let mut rows = Vec::new();
    for known in desk.watch.agreements.iter().filter(|known| is_spoken_of(desk, known)) {
        let mut name = vec![Run::Strong(known.name.clone())];
        let others: Vec<&str> = known
            .names
            .iter()
            .map(|naming| naming.name.as_str())
            .filter(|other| *other != known.name)
            .take(4)
            .collect();
        if !others.is_empty() {
            name.push(text(format!(", also called {}", others.join("; "))));
        }
        let last = known.history.iter().rev().find(|evidence| evidence.stage == known.status);
        let mut status = vec![text(format!(
            "{}{}",
            known.status.words(),
            known.status_day.map_or(String::new(), |day| format!(" ({day})"))
        ))];
        if let Some(evidence) = last {
            let sentence = quotes.sentence(&evidence.report, evidence.span);
            status.extend(quotes.note(&evidence.report, sentence)?);
        }
        rows.push(vec![
            name,
            status,
            vec![text(held(known))],
            vec![text(who(known))],
            vec![text(if known.area.is_empty() { "not told".to_owned() } else { known.area.join(", ") })],
        ]);
    }
    if rows.is_empty() {
        section.blocks.push(Block::Paragraph(vec![text("No report of these days speaks of an agreement.")]));
        return Ok(section);
    }
    section.blocks.push(Block::Table(Table {
        caption: "Agreements that reports of these days speak of".to_owned(),
        head: ["Agreement", "Where it stands", "From and until", "By and between", "Area"].map(str::to_owned).to_vec(),
        rows,
    }));
    Ok(section)
}

/// Whether a report of the days speaks of it, or a person wrote it down and it was in force.
pub(super) fn is_spoken_of(desk: &Desk<'_>, known: &Known) -> bool {
    if let Some(asked) = desk.agreement {
        return asked.id == known.id;
    }
    let days = desk.asked.days;
    let told = known.reports.iter().any(|told| told.day.is_some_and(|day| days.holds(day)));
    let in_force = known.written.is_some()
        && known.begins.is_none_or(|begins| begins.from <= days.to)
        && known.ends.is_none_or(|ends| ends.to >= days.from);
    told || in_force
}

fn held(known: &Known) -> String {
    match (known.begins, known.ends) {
        (None, None) => "not told".to_owned(),
        (Some(begins), None) => format!("from {}", when(Some(begins))),
        (None, Some(ends)) => format!("until {}", when(Some(ends))),
        (Some(begins), Some(ends)) => format!("from {} until {}", when(Some(begins)), when(Some(ends))),
    }
}

fn who(known: &Known) -> String {
    let written = known.written.as_ref();
    let parties = written.map_or(&known.parties, |agreement| &agreement.parties);
    let mut words = if parties.is_empty() { "not told".to_owned() } else { parties.join(", ") };
    let excluded = written.map_or(&known.excluded, |agreement| &agreement.excluded);
    if !excluded.is_empty() {
        words = format!("{words}; not {}", excluded.join(", "));
    }
    words
}
