//! What each term obliges to, and what sources say was done or not done, day by day.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;
use truceline_export::View;
use truceline_ledger::{Card, Query};
use truceline_record::{Reality, Span, name_of};

use crate::MonitorError;
use crate::agreement::Known;
use crate::days::Days;
use crate::report::{Rule, may_be_one};
use crate::terms::{Kind, Kinds, Provision};
use crate::violation::{days_of, in_days, lies_in};
use crate::watch::Watch;

/// One term, and what is said of it over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// The agreement's id.
    pub agreement: String,
    /// The term's id in it.
    pub provision: String,
    /// Its kind.
    pub kind: String,
    /// What is due, in words.
    pub due: String,
    /// What is said, by day.
    pub entries: Vec<Entry>,
    /// Whether sources differ: within a week one says that it was done and another that it was not.
    pub disputed: bool,
}

/// What one report says of a term.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Entry {
    /// The day.
    pub day: Option<Date>,
    /// Whether it was done.
    pub done: bool,
    /// Who says so.
    pub by: String,
    /// What was done or not, in a word or two.
    pub what: String,
    /// The report's id in the ledger.
    pub report: String,
    /// The words.
    pub span: Span,
    /// The same.
    pub quote: String,
}

/// The lines of all terms that people wrote down, over some days.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn compliance(view: &mut View<'_>, watch: &Watch, days: Days) -> Result<Vec<Line>, MonitorError> {
    let kinds = Kinds::bundled()?;
    let cards = telling(view, watch, &kinds, days)?;
    let mut lines = Vec::new();
    for known in &watch.agreements {
        let Some(agreement) = &known.written else { continue };
        for provision in &agreement.provisions {
            let Some(kind) = kinds.get(&provision.kind) else { continue };
            let mut entries = Vec::new();
            for card in &cards {
                entries.extend(deeds(watch, known, provision, kind, card));
            }
            entries.extend(words(watch, known, provision, days));
            entries.sort();
            entries.dedup();
            let close = |a: &Entry, b: &Entry| {
                a.day.zip(b.day).is_some_and(|(a, b)| Days { from: a, to: a }.gap(Days { from: b, to: b }) <= 7)
            };
            let disputed = entries.iter().any(|a| a.done && entries.iter().any(|b| !b.done && close(a, b)));
            lines.push(Line {
                agreement: known.id.clone(),
                provision: provision.id.clone(),
                kind: provision.kind.clone(),
                due: due(provision),
                entries,
                disputed,
            });
        }
    }
    Ok(lines)
}

/// The incidents of some days that may tell that a written term was kept or not: those of the types of which some term's kind says so.
fn telling(view: &mut View<'_>, watch: &Watch, kinds: &Kinds, days: Days) -> Result<Vec<Card>, MonitorError> {
    let written = watch.agreements.iter().filter_map(|known| known.written.as_ref());
    let of = written.flat_map(|agreement| &agreement.provisions).filter_map(|provision| kinds.get(&provision.kind));
    let types: BTreeSet<String> = of.flat_map(|kind| kind.done.iter().chain(&kind.undone)).map(name_of).collect();
    let mut cards = Vec::new();
    for kind in types {
        cards.extend(view.search(&Query { kind: Some(kind), ..in_days(days) })?);
    }
    Ok(cards)
}

/// What is due, in words.
fn due(provision: &Provision) -> String {
    let quantity = provision.quantity.as_ref().map(|quantity| {
        let per = quantity.per.as_ref().map_or(String::new(), |per| format!(" a {per}"));
        format!(" ({} {}{per})", quantity.amount, quantity.unit)
    });
    let by = if provision.owed_by.is_empty() { String::new() } else { format!("{}: ", provision.owed_by.join(", ")) };
    format!("{by}{}{}", provision.text, quantity.unwrap_or_default())
}

/// What an incident tells of a term: aid that came, prisoners that were released, a convoy that was held up.
fn deeds(watch: &Watch, known: &Known, provision: &Provision, kind: &Kind, card: &Card) -> Vec<Entry> {
    let gathered = &card.gathered;
    let done = kind.done.contains(&gathered.kind);
    let undone = kind.undone.contains(&gathered.kind);
    if gathered.reality != Reality::Actual || !(done || undone) {
        return Vec::new();
    }
    let area = if provision.area.is_empty() {
        known.written.as_ref().map_or(&[][..], |agreement| &agreement.area)
    } else {
        &provision.area
    };
    if !area.is_empty() && gathered.place.as_ref().is_none_or(|place| lies_in(place, area).is_none()) {
        return Vec::new();
    }
    let Some(days) = days_of(card) else { return Vec::new() };
    let (from, until) = provision.days();
    if from.is_some_and(|from| days.to < from) || until.is_some_and(|until| days.from > until) {
        return Vec::new();
    }
    let telling = watch.telling(&card.id).iter().filter_map(|&at| watch.seen.get(at));
    let told = telling.filter_map(|seen| Some((seen, seen.trigger(&card.id)?)));
    told.map(|(seen, trigger)| {
        let span = seen.sentence(trigger);
        Entry {
            day: Some(days.from),
            done,
            by: seen.outlet.clone(),
            what: name_of(gathered.kind).replace('_', " "),
            report: seen.id.clone(),
            span,
            quote: seen.quote(span),
        }
    })
    .collect()
}

/// What somebody says was not done of what was undertaken.
fn words(watch: &Watch, known: &Known, provision: &Provision, days: Days) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (report, seen) in watch.seen.iter().enumerate() {
        for alleged in seen.notes.alleged.iter().filter(|alleged| alleged.rule == Rule::Duty) {
            let of = alleged
                .names
                .and_then(|named| watch.agreement_of(report, named))
                .and_then(|at| watch.agreements.get(at));
            let owes = provision.owed_by.is_empty()
                || alleged.accused.is_empty()
                || alleged
                    .accused
                    .iter()
                    .any(|party| provision.owed_by.iter().any(|owes| may_be_one(owes, &party.name)));
            let kind = alleged.provision.as_ref() == Some(&provision.kind);
            let day = seen.notes.day.is_none_or(|day| days.holds(day));
            if of.is_some_and(|of| of.id == known.id) && owes && kind && day {
                entries.push(Entry {
                    day: seen.notes.day,
                    done: false,
                    by: alleged.by.clone().unwrap_or_else(|| seen.outlet.clone()),
                    what: "not done".to_owned(),
                    report: seen.id.clone(),
                    span: alleged.sentence,
                    quote: seen.quote(alleged.sentence),
                });
            }
        }
    }
    entries
}
