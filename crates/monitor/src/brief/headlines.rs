//! The figures that a reader sees first.

use super::quotes::Quotes;
use super::{Desk, empty, text};
use crate::MonitorError;
use crate::intensity::is_of_days;
use crate::page::{Block, Headline, Run, Section};

/// Counts by others that are shown on top.
const COUNTS: usize = 2;

pub(super) fn section(desk: &Desk<'_>, quotes: &mut Quotes<'_, '_>) -> Result<Section, MonitorError> {
    let mut section = empty("headlines", "At a glance");
    let mut headlines = Vec::new();
    let single: Vec<_> = desk.violations.iter().filter(|violation| violation.count.is_none()).collect();
    let places =
        single.iter().filter_map(|violation| violation.alleged_by.first()).map(|by| (by.report.as_str(), by.span));
    headlines.push(Headline {
        figure: single.len().to_string(),
        label: "alleged violations told one by one".to_owned(),
        by: with("alleged in", quotes.notes(places)?),
    });
    let counted = desk.violations.iter().filter_map(|violation| Some((violation, violation.count.as_ref()?)));
    for (violation, count) in counted.take(COUNTS) {
        let Some(by) = violation.alleged_by.first() else { continue };
        let note = quotes.note(&by.report, by.span)?;
        let against =
            if violation.accused.is_empty() { String::new() } else { format!(" by {}", violation.accused.join(", ")) };
        let since = if count.total { " since the truce began" } else { "" };
        headlines.push(Headline {
            figure: range(count.min, count.max),
            label: format!("breaches{against}{since}, as counted by {}", by.by),
            by: note.into_iter().collect(),
        });
    }
    let all = &desk.intensity.all;
    let (reports, outlets) = super::coverage::counts(desk);
    let long = match desk.intensity.long {
        0 => String::new(),
        many => format!(
            "; {many} that last more than a week, have no day or a toll of a thousand and more are not counted or added"
        ),
    };
    headlines.push(Headline {
        figure: all.incidents.to_string(),
        label: "incidents of violence reported".to_owned(),
        by: vec![text(format!("in {reports} reports of {outlets} outlets{long}; see Incidents and tolls"))],
    });
    let deadly = desk
        .cards
        .iter()
        .filter(|card| is_of_days(card))
        .filter(|card| card.gathered.killed.max.or(card.gathered.killed.min).is_some());
    let mut places = Vec::new();
    for card in deadly {
        let told = desk.told.get(&card.id).into_iter().flatten();
        let toll =
            told.filter_map(|told| Some((told.report.as_str(), *told.account.killed.first()?.spans.first()?))).next();
        places.extend(toll.map(|(report, span)| (report, quotes.sentence(report, span))));
    }
    headlines.push(Headline {
        figure: all.killed.words(),
        label: "killed: the sums of the lowest and of the highest figures that sources give".to_owned(),
        by: with("for example", quotes.notes(places.into_iter())?),
    });
    if let Some((area, (day, since))) =
        desk.intensity.last_strike.iter().max_by_key(|(_, since)| (since.0, std::cmp::Reverse(since.1)))
    {
        headlines.push(Headline {
            figure: since.to_string(),
            label: format!("days since the last strike that is reported: {area}, {day}"),
            by: vec![text("by area under Incidents and tolls")],
        });
    }
    section.blocks.push(Block::Headlines(headlines));
    Ok(section)
}

fn with(words: &str, notes: Vec<Run>) -> Vec<Run> {
    if notes.is_empty() {
        return notes;
    }
    let mut runs = vec![text(words)];
    runs.extend(notes);
    runs
}

/// A count in words.
pub(super) fn range(min: Option<u32>, max: Option<u32>) -> String {
    match (min, max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("up to {max}"),
        (None, None) => "not told".to_owned(),
    }
}
