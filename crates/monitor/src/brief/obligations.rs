//! What each written term obliges to, and what is said to have been done.

use super::quotes::Quotes;
use super::{Desk, empty, text};
use crate::MonitorError;
use crate::compliance::compliance;
use crate::page::{Block, Run, Section, Table};

/// Entries that one term shows.
const ENTRIES: usize = 6;

pub(super) fn section(desk: &Desk<'_>, quotes: &mut Quotes<'_, '_>) -> Result<Option<Section>, MonitorError> {
    let lines = compliance(quotes.view(), desk.watch, desk.asked.days)?;
    let mut rows = Vec::new();
    for line in lines.iter().filter(|line| desk.agreement.is_none_or(|known| known.id == line.agreement)) {
        let mut said = Vec::new();
        for entry in line.entries.iter().take(ENTRIES) {
            if !said.is_empty() {
                said.push(Run::Break);
            }
            let day = entry.day.map_or(String::new(), |day| format!("{day}: "));
            said.push(text(format!(
                "{day}{} ({})",
                if entry.done { format!("done: {}", entry.what) } else { "not done".to_owned() },
                entry.by
            )));
            said.extend(quotes.note(&entry.report, entry.span)?);
        }
        if line.entries.len() > ENTRIES {
            said.push(text(format!("; {} more", line.entries.len() - ENTRIES)));
        }
        if said.is_empty() {
            said.push(text("nothing said in these days"));
        }
        let standing = if line.disputed { "disputed" } else { "" };
        rows.push(vec![
            vec![
                Run::Strong(format!("{} {}", line.agreement, line.provision)),
                Run::Break,
                text(line.kind.replace('_', " ")),
            ],
            vec![text(line.due.clone())],
            said,
            vec![text(standing)],
        ]);
    }
    if rows.is_empty() {
        return Ok(None);
    }
    let mut section = empty("obligations", "Obligations");
    section.blocks.push(Block::Table(Table {
        caption: "What is due, and what sources say was done".to_owned(),
        head: ["Term", "Due", "Said to be done or not", "Standing"].map(str::to_owned).to_vec(),
        rows,
    }));
    Ok(Some(section))
}
