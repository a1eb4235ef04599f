//! What ACLED's columns hold beyond the record's own values.

use truceline_reconcile::across::Count;
use truceline_record::{Acled, CharIndex};

use super::{About, span_of_days};
use crate::ExportError;
use crate::cell::Cell;

/// Words for which the code book gives numbers of its own, with what the record and what the code book counts them as.
const WORDS: [(&str, u32, u32); 3] = [("tens", 20, 10), ("dozens", 24, 12), ("hundreds", 200, 100)];

pub(super) fn cell(about: &mut About<'_>, holds: &str) -> Result<Option<Cell>, ExportError> {
    let code = code(about);
    Ok(Some(match holds {
        "acled_event" => code.map(|code| code.event.clone()).into(),
        "acled_sub_event" => code.and_then(|code| code.sub_event.clone()).into(),
        "acled_disorder" => code.and_then(|code| about.book.codes.get(&code.event).cloned()).into(),
        "acled_civilian" => {
            let civilian = code.is_some_and(|code| code.event == "Violence against civilians");
            if civilian { "Civilian targeting".into() } else { Cell::Empty }
        }
        // 1 the day, 2 the week, 3 the month
        "acled_time_precision" => span_of_days(about.item)
            .map(|days| match days {
                ..=1 => 1_u32,
                2..=7 => 2,
                _ => 3,
            })
            .into(),
        "acled_geo_precision" => geo_precision(about).into(),
        "acled_fatalities" => fatalities(about)?.into(),
        _ => return Ok(None),
    }))
}

fn code<'a>(about: &About<'a>) -> Option<&'a Acled> {
    about.codes.of(about.item.card.gathered.kind)?.acled.as_ref()
}

/// 1 the town, 2 part of a region, 3 a region; what was rounded is never the town.
fn geo_precision(about: &About<'_>) -> Option<u32> {
    let place = about.item.card.gathered.place.as_ref()?;
    let Some(precision) = place.precision.as_deref() else {
        return Some(if place.name.is_some() { 1 } else { 3 });
    };
    if precision.contains("rounded") || precision == "protected" {
        return Some(3);
    }
    about.book.codes.get(precision).and_then(|code| code.parse().ok())
}

/// The most conservative figure, which for a few words is the code book's own.
fn fatalities(about: &mut About<'_>) -> Result<Option<u32>, ExportError> {
    let Some(least) = about.item.card.gathered.killed.min else { return Ok(None) };
    let Some(&(word, _, counted)) = WORDS.iter().find(|(_, min, _)| *min == least) else { return Ok(Some(least)) };
    for version in about.item.versions.iter().filter(|version| version.open) {
        let is_bound = |count: &&Count| count.min == Some(least) && count.max.is_none();
        let Some(report) = &version.report else { continue };
        if !version.account.killed.iter().any(|count| is_bound(&count)) {
            continue;
        }
        let text = about.ledger.reading(report)?.report.text;
        let index = CharIndex::new(&text);
        let spans = version.account.killed.iter().filter(is_bound).flat_map(|count| &count.spans);
        if spans.into_iter().any(|&span| index.slice(&text, span).to_lowercase().contains(word)) {
            return Ok(Some(counted));
        }
    }
    Ok(Some(least))
}
