//! Incidents and their tolls, as ranges with who says which.

use std::collections::BTreeMap;

use truceline_record::TollWho;

use super::headlines::range;
use super::quotes::Quotes;
use super::{Desk, ROWS, empty, text, title, when};
use crate::MonitorError;
use crate::intensity::Row;
use crate::page::{Block, Run, Section, Table};
use crate::violation::days_of;

pub(super) fn section(desk: &Desk<'_>, quotes: &mut Quotes<'_, '_>) -> Result<Section, MonitorError> {
    let mut section = empty("tolls", "Incidents and tolls");
    let mut rows = Vec::new();
    for card in desk.cards.iter().take(ROWS) {
        let gathered = &card.gathered;
        let mut said = Vec::new();
        let mut known: Vec<String> = Vec::new();
        for told in desk.told.get(&card.id).into_iter().flatten() {
            let total = told
                .account
                .killed
                .iter()
                .filter(|count| count.who == TollWho::Total)
                .chain(told.account.killed.iter());
            for count in total.take(2) {
                let by = count.by.as_ref().map_or_else(|| told.outlet.clone(), |by| format!("{by} ({})", told.outlet));
                let words = format!("{by}: {}", range(count.min, count.max));
                let Some(&span) = count.spans.first().filter(|_| known.len() < 6 && !known.contains(&words)) else {
                    continue;
                };
                if !said.is_empty() {
                    said.push(Run::Break);
                }
                said.push(text(words.clone()));
                let sentence = quotes.sentence(&told.report, span);
                said.extend(quotes.note(&told.report, sentence)?);
                known.push(words);
            }
        }
        if said.is_empty() {
            said.push(text("no toll told"));
        }
        let tolls = |range_of: truceline_record::TollRange| {
            if range_of.min.or(range_of.max).is_some() {
                range(range_of.min, range_of.max)
            } else {
                "not told".to_owned()
            }
        };
        let mut what = vec![Run::Strong(when(days_of(card))), Run::Break, text(title(card))];
        if gathered.independent_outlets > 1 {
            what.push(text(format!(" ({} independent outlets)", gathered.independent_outlets)));
        }
        let blame = if gathered.actors.is_empty() {
            "nobody named".to_owned()
        } else {
            gathered.actors.iter().take(4).cloned().collect::<Vec<_>>().join(", ")
        };
        rows.push(vec![
            what,
            vec![text(blame)],
            vec![text(tolls(gathered.killed))],
            vec![text(tolls(gathered.injured))],
            said,
        ]);
    }
    if rows.is_empty() {
        section.blocks.push(Block::Paragraph(vec![text("No incident of violence is reported of these days.")]));
        return Ok(section);
    }
    section.blocks.push(Block::Table(Table {
        caption: "Incidents of violence, those that most independent outlets tell first".to_owned(),
        head: ["Incident", "Blamed by anyone", "Killed", "Injured", "Who says"].map(str::to_owned).to_vec(),
        rows,
    }));
    if desk.cards.len() > ROWS {
        let days = desk.asked.days;
        let more = desk.cards.len() - ROWS;
        section.blocks.push(Block::Small(vec![text(format!(
            "{more} more are listed by truceline search --from {} --to {}.",
            days.from, days.to
        ))]));
    }
    section.blocks.push(by("By area", "Area", &desk.intensity.by_area, |area| {
        desk.intensity
            .last_strike
            .get(area)
            .map_or("none in 90 days".to_owned(), |(day, since)| format!("{day}, {since} days before the end"))
    }));
    section.blocks.push(by("By type", "Type", &desk.intensity.by_type, |_| String::new()));
    section.blocks.push(by(
        "By who is said to have done it; an incident counts for each that anyone names",
        "Party",
        &desk.intensity.by_party,
        |_| String::new(),
    ));
    Ok(section)
}

fn by(caption: &str, head: &str, rows: &BTreeMap<String, Row>, last: impl Fn(&str) -> String) -> Block {
    let mut sorted: Vec<(&String, &Row)> = rows.iter().collect();
    sorted.sort_by(|a, b| b.1.incidents.cmp(&a.1.incidents).then_with(|| a.0.cmp(b.0)));
    let with_last = head == "Area";
    let mut heads = vec![head.to_owned(), "Incidents".to_owned(), "Killed".to_owned(), "Injured".to_owned()];
    if with_last {
        heads.push("Last strike reported".to_owned());
    }
    let rows = sorted
        .into_iter()
        .take(20)
        .map(|(name, row)| {
            let mut cells = vec![
                vec![text(name.clone())],
                vec![text(row.incidents.to_string())],
                vec![text(row.killed.words())],
                vec![text(row.injured.words())],
            ];
            if with_last {
                cells.push(vec![text(last(name))]);
            }
            cells
        })
        .collect();
    Block::Table(Table { caption: caption.to_owned(), head: heads, rows })
}
