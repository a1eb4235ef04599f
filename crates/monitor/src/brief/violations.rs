//! What is alleged, with both sides' words.

use truceline_ledger::Card;

use super::headlines::range;
use super::quotes::Quotes;
use super::{Asked, Desk, ROWS, empty, text, title, when};
use crate::MonitorError;
use crate::agreement::Known;
use crate::page::{Block, Run, Section, Table};
use crate::report::may_be_one;
use crate::violation::{Violation, covered};

/// Whether a violation is of the days, the agreement and the area that are asked for.
pub(super) fn is_asked(violation: &Violation, asked: &Asked, agreement: Option<&Known>, cards: &[Card]) -> bool {
    let day = violation.days.is_some_and(|days| days.gap(asked.days) == 0);
    let of = agreement.is_none_or(|known| violation.agreement.as_ref() == Some(&known.id));
    let area = asked.area.as_ref().is_none_or(|area| {
        let area = area.to_lowercase();
        let told = violation.alleged_by.iter().any(|by| by.quote.to_lowercase().contains(&area));
        told || violation.incidents.iter().any(|id| cards.iter().any(|card| card.id == *id))
    });
    day && of && area
}

pub(super) fn section(desk: &Desk<'_>, quotes: &mut Quotes<'_, '_>) -> Result<Section, MonitorError> {
    let mut section = empty("violations", "Alleged violations");
    let single: Vec<&Violation> = desk.violations.iter().filter(|violation| violation.count.is_none()).collect();
    if single.is_empty() {
        section.blocks.push(Block::Paragraph(vec![text("No report of these days alleges a single violation.")]));
    } else {
        let mut rows = Vec::new();
        for violation in single.iter().take(ROWS) {
            rows.push(row(desk, quotes, violation)?);
        }
        section.blocks.push(Block::Table(Table {
            caption: "Alleged violations, with the words of both sides".to_owned(),
            head: ["When and where", "Agreement and term", "Alleged by", "Accused, and what they answer", "Standing"]
                .map(str::to_owned)
                .to_vec(),
            rows,
        }));
        if single.len() > ROWS {
            section.blocks.push(Block::Small(vec![text(format!(
                "{} more are listed by truceline violations.",
                single.len() - ROWS
            ))]));
        }
    }
    section.blocks.extend(counts(desk, quotes)?);
    section.blocks.extend(uncalled(desk, quotes)?);
    Ok(section)
}

fn row(desk: &Desk<'_>, quotes: &mut Quotes<'_, '_>, violation: &Violation) -> Result<Vec<Vec<Run>>, MonitorError> {
    let card = violation.incidents.first().and_then(|id| desk.cards.iter().find(|card| card.id == *id));
    let mut place = vec![Run::Strong(when(violation.days))];
    if let Some(words) = card.map(title).or_else(|| violation.place.clone()) {
        place.push(Run::Break);
        place.push(text(words));
    }
    let known = violation.agreement.as_ref().and_then(|id| desk.watch.agreements.iter().find(|known| known.id == *id));
    let mut term = vec![text(known.map_or("an agreement that is not named", |known| known.name.as_str()))];
    if let Some(first) = violation.terms.first() {
        term.push(Run::Break);
        let provision = first.provision.as_ref().map_or(String::new(), |id| format!("term {id}: "));
        term.push(text(format!("{provision}{} ({})", first.kind.replace('_', " "), first.why)));
    }
    let mut by = Vec::new();
    // of one report, the first of the sentences that say the same
    let first = |n: usize| {
        let accuser = &violation.alleged_by[n];
        !violation.alleged_by[..n].iter().any(|before| before.report == accuser.report && before.by == accuser.by)
    };
    for n in (0..violation.alleged_by.len()).filter(|&n| first(n)).take(3) {
        let accuser = &violation.alleged_by[n];
        if !by.is_empty() {
            by.push(Run::Break);
        }
        let how = if accuser.narrated { " (in its own words)" } else { "" };
        by.push(Run::Strong(format!("{}{how}", accuser.by)));
        by.push(text(": "));
        by.push(Run::Quote(shortened(&accuser.quote)));
        by.extend(quotes.note(&accuser.report, accuser.span)?);
    }
    let mut accused = vec![Run::Strong(if violation.accused.is_empty() {
        "nobody named".to_owned()
    } else {
        violation.accused.join(", ")
    })];
    for answer in violation.answers.iter().take(3) {
        accused.push(Run::Break);
        accused.push(text(format!("{} {}: ", answer.by, answer.says.words())));
        accused.push(Run::Quote(shortened(&answer.quote)));
        accused.extend(quotes.note(&answer.report, answer.span)?);
    }
    if violation.answers.is_empty() {
        accused.push(Run::Break);
        accused.push(text("no answer in these reports"));
    }
    let status = &violation.status;
    let mut standing = Vec::new();
    for (name, axis) in [("happened", &status.occurrence), ("who", &status.attribution), ("breach", &status.breach)] {
        if !standing.is_empty() {
            standing.push(Run::Break);
        }
        let by = axis.since.as_ref().map_or(String::new(), |since| format!(", found by {} on {since}", axis.by));
        standing.push(text(format!("{name}: {}{by}", axis.is.replace('_', " "))));
    }
    Ok(vec![place, term, by, accused, standing])
}

/// A quotation that fits a cell: whole words, with a sign that more follows.
fn shortened(quote: &str) -> String {
    const MOST: usize = 220;
    if quote.chars().count() <= MOST {
        return quote.to_owned();
    }
    let cut: String = quote.chars().take(MOST).collect();
    format!("{} …", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words))
}

/// Counts that others give.
fn counts(desk: &Desk<'_>, quotes: &mut Quotes<'_, '_>) -> Result<Vec<Block>, MonitorError> {
    let mut rows = Vec::new();
    for (violation, count) in
        desk.violations.iter().filter_map(|violation| Some((violation, violation.count.as_ref()?))).take(ROWS)
    {
        let Some(by) = violation.alleged_by.first() else { continue };
        let mut figure = vec![Run::Strong(range(count.min, count.max))];
        figure.extend(quotes.note(&by.report, by.span)?);
        let mut shares: Vec<String> = count.shares.iter().map(|(party, number)| format!("{party} {number}")).collect();
        if shares.is_empty() {
            shares.push(if violation.accused.is_empty() {
                "nobody named".to_owned()
            } else {
                violation.accused.join(", ")
            });
        }
        let told = match violation.incidents.len() {
            0 => "none".to_owned(),
            number => number.to_string(),
        };
        let span = if count.total { "since the truce began".to_owned() } else { when(violation.days) };
        rows.push(vec![
            figure,
            vec![text(by.by.clone())],
            vec![text(shares.join("; "))],
            vec![text(span)],
            vec![text(told)],
        ]);
    }
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![
        Block::Table(Table {
            caption: "Counts of breaches that others give".to_owned(),
            head: ["Breaches", "Counted by", "By whom they are said to be", "Over", "Told one by one"]
                .map(str::to_owned)
                .to_vec(),
            rows,
        }),
        Block::Small(vec![text(
            "These counts are kept as they were given. They are never added to each other or to what is told one by one.",
        )]),
    ])
}

/// Incidents that a written term covers and that nobody calls a violation.
fn uncalled(desk: &Desk<'_>, quotes: &mut Quotes<'_, '_>) -> Result<Vec<Block>, MonitorError> {
    let covered = covered(quotes.view(), desk.watch, desk.asked.days)?;
    let mut rows: Vec<Vec<Vec<Run>>> = Vec::new();
    let mut more = 0;
    for one in covered {
        let called = desk.violations.iter().any(|violation| violation.incidents.contains(&one.incident));
        let asked = desk.agreement.is_none_or(|known| known.id == one.agreement);
        let Some(card) = desk.cards.iter().find(|card| card.id == one.incident).filter(|_| !called && asked) else {
            continue;
        };
        if rows.len() == ROWS {
            more += 1;
            continue;
        }
        let mut what = vec![Run::Strong(when(one.days)), Run::Break, text(title(card))];
        let told = desk.told.get(&card.id).into_iter().flatten();
        let first = told.filter_map(|told| Some((told.report.as_str(), *told.account.triggers.first()?))).next();
        if let Some((report, span)) = first {
            let sentence = quotes.sentence(report, span);
            what.extend(quotes.note(report, sentence)?);
        }
        let term =
            format!("{}, term {}: {}", one.agreement, one.provision.unwrap_or_default(), one.kind.replace('_', " "));
        rows.push(vec![what, vec![text(who(card))], vec![text(term)], vec![text(one.why)]]);
    }
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut blocks = vec![Block::Table(Table {
        caption: "Incidents that a term in force covers, and that no report here calls a violation".to_owned(),
        head: ["Incident", "Said to have done it", "Term", "Why"].map(str::to_owned).to_vec(),
        rows,
    })];
    if more > 0 {
        blocks.push(Block::Small(vec![text(format!("{more} more are covered in the same way."))]));
    }
    Ok(blocks)
}

fn who(card: &Card) -> String {
    let mut names: Vec<&String> = Vec::new();
    for actor in &card.gathered.actors {
        if !names.iter().any(|name| may_be_one(name, actor)) {
            names.push(actor);
        }
    }
    if names.is_empty() { "nobody named".to_owned() } else { names.into_iter().cloned().collect::<Vec<_>>().join(", ") }
}
