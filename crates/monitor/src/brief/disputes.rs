//! Where sources differ, side by side.

use truceline_record::name_of;

use super::quotes::Quotes;
use super::{Desk, ROWS, empty, text, title, when};
use crate::MonitorError;
use crate::page::{Block, Run, Section, Table};
use crate::violation::days_of;

pub(super) fn section(desk: &Desk<'_>, quotes: &mut Quotes<'_, '_>) -> Result<Section, MonitorError> {
    let mut section = empty("disputes", "Disputes");
    let mut rows = Vec::new();
    let mut more = 0_usize;
    for card in &desk.cards {
        for dispute in &card.gathered.disputes {
            if rows.len() == ROWS {
                more += 1;
                continue;
            }
            let mut sides = Vec::new();
            for side in &dispute.sides {
                if !sides.is_empty() {
                    sides.push(Run::Break);
                }
                sides.push(Run::Strong(side.says.clone()));
                sides.push(text(format!(" say {}", side.by.join("; "))));
                let told = desk.told.get(&card.id).into_iter().flatten();
                let of = told.filter(|told| side.reports.contains(&told.report));
                let spans: Vec<_> =
                    of.filter_map(|told| Some((told.report.clone(), *told.account.triggers.first()?))).collect();
                for (report, span) in spans.iter().take(2) {
                    let sentence = quotes.sentence(report, *span);
                    sides.extend(quotes.note(report, sentence)?);
                }
            }
            rows.push(vec![
                vec![Run::Strong(when(days_of(card))), Run::Break, text(title(card))],
                vec![text(name_of(dispute.aspect))],
                sides,
            ]);
        }
    }
    if rows.is_empty() {
        section.blocks.push(Block::Paragraph(vec![text(
            "Sources do not differ on any incident of these days, as far as they were read.",
        )]));
        return Ok(section);
    }
    section.blocks.push(Block::Table(Table {
        caption: "What sources differ on".to_owned(),
        head: ["Incident", "On", "Sides"].map(str::to_owned).to_vec(),
        rows,
    }));
    if more > 0 {
        section.blocks.push(Block::Small(vec![text(format!("{more} more are listed by truceline disputes."))]));
    }
    Ok(section)
}
