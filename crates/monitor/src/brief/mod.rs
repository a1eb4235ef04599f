//! The brief: what a mission hands to its head, over some days of a ledger.
//!
//! Every figure in it leads to the words of a report. The same ledger and days give the same page, byte for byte: no clock has a say.

mod agreements;
mod changes;
mod coverage;
mod disputes;
mod drawings;
mod headlines;
mod obligations;
mod quotes;
mod talks;
mod tolls;
mod violations;

use std::collections::BTreeMap;

use truceline_export::View;
use truceline_ledger::{Card, Query, Told};

use self::quotes::Quotes;
use crate::MonitorError;
use crate::agreement::Known;
use crate::days::Days;
use crate::intensity::{Intensity, intensity, is_of_days, is_violence};
use crate::notebook::Notebook;
use crate::page::{Page, Run, Section};
use crate::report::Notetaker;
use crate::violation::{Violation, in_days};
use crate::watch::Watch;

/// Rows that a table shows; what is more is told in a line beneath.
const ROWS: usize = 40;

/// What a brief is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its days.
    pub days: Days,
    /// Only of this agreement: the beginning of its id, or a name.
    pub agreement: Option<String>,
    /// Only of places with this in their name, region or country.
    pub area: Option<String>,
}

/// What the sections are made of.
struct Desk<'a> {
    asked: &'a Asked,
    watch: &'a Watch,
    agreement: Option<&'a Known>,
    /// The incidents of violence of the days, those that most reports tell first.
    cards: Vec<Card>,
    /// Their versions.
    told: BTreeMap<String, Vec<Told>>,
    violations: Vec<Violation>,
    intensity: Intensity,
}

/// The brief of a ledger.
///
/// # Errors
///
/// When the ledger cannot be read, or no agreement is called as asked.
pub fn brief(view: &mut View<'_>, notetaker: &Notetaker, asked: &Asked) -> Result<Page, MonitorError> {
    brief_with(view, notetaker, &Notebook::default(), asked)
}

/// The same, with the notes that are in `notebook` already.
///
/// # Errors
///
/// The same.
pub fn brief_with(
    view: &mut View<'_>,
    notetaker: &Notetaker,
    notebook: &Notebook,
    asked: &Asked,
) -> Result<Page, MonitorError> {
    let days = asked.days;
    let watch = Watch::with(view, notetaker, notebook, Some(days.to), Some((days.from, days.to)))?;
    let agreement = asked.agreement.as_deref().map(|name| watch.agreement(name)).transpose()?;
    let query = Query { place: asked.area.clone(), ..in_days(days) };
    let mut cards: Vec<Card> = view.search(&query)?.into_iter().filter(is_violence).collect();
    cards.sort_by(|a, b| {
        let key = |card: &Card| {
            (
                is_of_days(card),
                card.gathered.independent_outlets,
                card.gathered.killed.max.or(card.gathered.killed.min),
                card.gathered.reports,
            )
        };
        key(b).cmp(&key(a)).then_with(|| a.id.cmp(&b.id))
    });
    let mut told = BTreeMap::new();
    for card in &cards {
        told.insert(card.id.clone(), view.versions(&card.id)?);
    }
    let violations = crate::violation::violations(view, &watch)?;
    let violations =
        violations.into_iter().filter(|violation| violations::is_asked(violation, asked, agreement, &cards)).collect();
    let intensity = intensity(view, days, &Query { place: asked.area.clone(), ..Query::default() })?;
    let desk = Desk { asked, watch: &watch, agreement, cards, told, violations, intensity };
    let mut subtitle = subtitle(&desk);
    // who asks by a protected name does not have it written into what goes out
    subtitle.iter_mut().for_each(|line| view.mask(line));
    let mut quotes = Quotes::new(view, notetaker, notebook, &watch);
    let mut page = Page { title: "Ceasefire monitoring brief".to_owned(), subtitle, ..Page::default() };
    page.sections.push(headlines::section(&desk, &mut quotes)?);
    page.sections.push(agreements::section(&desk, &mut quotes)?);
    page.sections.push(violations::section(&desk, &mut quotes)?);
    page.sections.extend(obligations::section(&desk, &mut quotes)?);
    page.sections.push(disputes::section(&desk, &mut quotes)?);
    page.sections.push(tolls::section(&desk, &mut quotes)?);
    page.sections.push(drawings::section(&desk)?);
    page.sections.push(talks::section(&desk, &mut quotes)?);
    page.sections.push(changes::section(&desk, &mut quotes)?);
    page.sections.push(coverage::sources(&desk, &mut quotes)?);
    page.sections.push(coverage::method(&desk));
    page.notes = quotes.done();
    Ok(page)
}

fn subtitle(desk: &Desk<'_>) -> Vec<String> {
    let mut lines = vec![format!("{} to {}", desk.asked.days.from, desk.asked.days.to)];
    lines.extend(desk.asked.area.as_ref().map(|area| format!("Area: {area}")));
    lines.extend(desk.agreement.map(|known| format!("Agreement: {}", known.name)));
    lines
}

fn text(words: impl Into<String>) -> Run {
    Run::Text(words.into())
}

fn empty(id: &str, heading: &str) -> Section {
    Section { id: id.to_owned(), heading: heading.to_owned(), blocks: Vec::new() }
}

/// What an incident is, where and when, in a line.
fn title(card: &Card) -> String {
    let gathered = &card.gathered;
    let kind = truceline_record::name_of(gathered.kind).replace('_', " ");
    let place = gathered.place.as_ref().map(|place| {
        let names = [&place.name, &place.admin, &place.country];
        let mut names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
        names.dedup();
        names.truncate(2);
        names.join(", ")
    });
    let place = place.filter(|place| !place.is_empty()).map_or(String::new(), |place| format!(", {place}"));
    let mut kind = kind;
    if let Some(first) = kind.get(..1) {
        kind = first.to_uppercase() + &kind[1..];
    }
    format!("{kind}{place}")
}

/// Days in words.
fn when(days: Option<Days>) -> String {
    match days {
        None => "day not told".to_owned(),
        Some(days) if days.from == days.to => days.from.to_string(),
        Some(days) => format!("{} to {}", days.from, days.to),
    }
}
