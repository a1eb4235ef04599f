//! What changed since the days before: agreements that stand otherwise, earlier incidents of which later reports tell, and what people found.

use truceline_ledger::Query;
use truceline_record::{TollRange, TollWho};

use super::headlines::range;
use super::quotes::Quotes;
use super::{Desk, empty, text, title, when};
use crate::MonitorError;
use crate::intensity::is_violence;
use crate::page::{Block, Run, Section};
use crate::violation::days_of;

/// Incidents with later reports that are shown.
const MOST: usize = 20;
/// For how many days back earlier incidents are looked at.
const BACK: i64 = 60;

pub(super) fn section(desk: &Desk<'_>, quotes: &mut Quotes<'_, '_>) -> Result<Section, MonitorError> {
    let mut section = empty("changes", "What changed since the days before");
    let days = desk.asked.days;
    let mut points = Vec::new();
    for known in desk.watch.agreements.iter().filter(|known| super::agreements::is_spoken_of(desk, known)) {
        let before = known
            .history
            .iter()
            .filter(|evidence| evidence.day.is_some_and(|day| day < days.from))
            .max_by_key(|evidence| (evidence.day, evidence.stage));
        let now = known
            .history
            .iter()
            .filter(|evidence| evidence.day.is_some_and(|day| days.holds(day)))
            .max_by_key(|evidence| (evidence.day, evidence.stage));
        if let Some(now) = now.filter(|now| before.is_none_or(|before| before.stage != now.stage)) {
            let was =
                before.map_or("not spoken of before".to_owned(), |before| format!("before: {}", before.stage.words()));
            let mut runs =
                vec![Run::Strong(known.name.clone()), text(format!(" is now told as {} ({was})", now.stage.words()))];
            let sentence = quotes.sentence(&now.report, now.span);
            runs.extend(quotes.note(&now.report, sentence)?);
            points.push(runs);
        }
    }
    points.extend(later(desk, quotes)?);
    for violation in &desk.violations {
        for (axis, is) in [
            ("happened", &violation.status.occurrence),
            ("who did it", &violation.status.attribution),
            ("whether it breaks a term", &violation.status.breach),
        ] {
            let within = is.since.as_ref().and_then(|day| day.parse().ok()).is_some_and(|day| days.holds(day));
            if within {
                points.push(vec![
                    Run::Strong(violation.id.clone()),
                    text(format!(": {axis} was found {} by {}", is.is.replace('_', " "), is.by)),
                ]);
            }
        }
    }
    if points.is_empty() {
        section.blocks.push(Block::Paragraph(vec![text("Nothing in these reports changes what was told before.")]));
    } else {
        section.blocks.push(Block::List(points));
    }
    Ok(section)
}

/// Incidents of the days before of which reports of these days tell, with what their toll was and is.
fn later(desk: &Desk<'_>, quotes: &mut Quotes<'_, '_>) -> Result<Vec<Vec<Run>>, MonitorError> {
    let days = desk.asked.days;
    let Ok(last) = days.from.yesterday() else { return Ok(Vec::new()) };
    let back = last.checked_sub(jiff::Span::new().days(BACK)).unwrap_or(last);
    let query = Query {
        from: Some(back.to_string()),
        to: Some(last.to_string()),
        place: desk.asked.area.clone(),
        ..Query::default()
    };
    let mut points = Vec::new();
    let new: std::collections::BTreeSet<&str> = desk
        .watch
        .seen
        .iter()
        .filter(|seen| seen.notes.day.is_some_and(|day| days.holds(day)))
        .map(|seen| seen.id.as_str())
        .collect();
    for card in quotes.view().search(&query)?.iter().filter(|card| is_violence(card)) {
        if points.len() == MOST {
            break;
        }
        // what lasts into these days is of them
        let earlier = days_of(card).is_some_and(|when| when.to < days.from && when.count() <= 7);
        if !earlier || card.gathered.reports < 2 {
            continue;
        }
        let told = quotes.view().versions(&card.id)?;
        let (now, before): (Vec<_>, Vec<_>) = told.iter().partition(|told| new.contains(told.report.as_str()));
        let toll = |versions: &[&truceline_ledger::Told]| {
            let mut toll = TollRange::default();
            let counts = versions
                .iter()
                .flat_map(|told| &told.account.killed)
                .filter(|count| matches!(count.who, TollWho::Total | TollWho::Civilian | TollWho::Combatant));
            for count in counts {
                toll.min = [toll.min, count.min.or(count.max)].into_iter().flatten().min();
                toll.max = [toll.max, count.max.or(count.min)].into_iter().flatten().max();
            }
            toll
        };
        let (old, new_toll) = (toll(&before), toll(&now));
        let Some(first) = now.first().filter(|_| !before.is_empty()) else { continue };
        let change = match (old.min.or(old.max), new_toll.min.or(new_toll.max)) {
            (Some(_), Some(_)) if old != new_toll => {
                format!("killed was told as {}, now {}", range(old.min, old.max), range(new_toll.min, new_toll.max))
            }
            (None, Some(_)) => format!("killed is now told: {}", range(new_toll.min, new_toll.max)),
            _ => continue,
        };
        let mut runs =
            vec![Run::Strong(format!("{} {}", when(days_of(card)), title(card))), text(format!(": {change}"))];
        let spans = first.account.killed.iter().flat_map(|count| count.spans.first().copied());
        for span in spans.take(1).collect::<Vec<_>>() {
            let sentence = quotes.sentence(&first.report, span);
            runs.extend(quotes.note(&first.report, sentence)?);
        }
        points.push(runs);
    }
    Ok(points)
}
