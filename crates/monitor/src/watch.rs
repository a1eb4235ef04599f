//! What the monitor sees of a ledger: the notes of every report that speaks of a truce or belongs to a period, and the agreements that they come to.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;
use truceline_export::View;
use truceline_record::Span;

use crate::MonitorError;
use crate::agreement::{Known, gather};
use crate::notebook::{Heard, Notebook};
use crate::report::Notetaker;
use crate::terms::Agreement;

/// A report as the monitor sees it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    heard: Arc<Heard>,
    /// What the ledger calls the report's incidents, by their ids in the reading.
    pub(crate) incidents: BTreeMap<String, String>,
}

impl Deref for Seen {
    type Target = Heard;

    fn deref(&self) -> &Heard {
        &self.heard
    }
}

/// What somebody says that may answer what is alleged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Reply {
    pub(crate) by: String,
    pub(crate) says: Answer,
    pub(crate) span: Span,
    /// The incidents that it is about, by their ids in the reading.
    pub(crate) incidents: Vec<String>,
}

/// How somebody answers what is alleged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It did not happen, or they did not do it.
    Denies,
    /// They did it.
    Admits,
    /// It was not meant.
    NotMeant,
    /// They are sorry.
    Regrets,
    /// The accuser did it, or does worse.
    Accuses,
}

impl Answer {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Denies => "denies",
            Self::Admits => "admits",
            Self::NotMeant => "says that it was not meant",
            Self::Regrets => "regrets",
            Self::Accuses => "accuses in turn",
        }
    }
}

impl Seen {
    pub(crate) const fn new(heard: Arc<Heard>, incidents: BTreeMap<String, String>) -> Self {
        Self { heard, incidents }
    }

    /// Where the report tells of the incident that the ledger calls so.
    pub(crate) fn trigger(&self, incident: &str) -> Option<Span> {
        let mut own = self.incidents.iter().filter(|(_, known)| *known == incident);
        own.find_map(|(local, _)| self.triggers.get(local).copied())
    }
}

/// What a report is called, and who published it when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading<'w> {
    /// Who published it.
    pub outlet: &'w str,
    /// Its title; what it is called in the ledger where it has none.
    pub title: &'w str,
    /// Its day.
    pub day: Option<Date>,
    /// Where it was published.
    pub url: Option<&'w str>,
}

/// What the monitor sees.
pub struct Watch {
    pub(crate) seen: Vec<Seen>,
    pub(crate) agreements: Vec<Known>,
    /// Which agreement each report's agreements are: the report's place, and its agreement's place in it.
    pub(crate) of: BTreeMap<(usize, usize), usize>,
    /// How many reports may not be seen.
    pub(crate) closed: usize,
    /// The places of the reports that tell of each of the ledger's incidents.
    tell: BTreeMap<String, Vec<usize>>,
    at: BTreeMap<String, usize>,
}

impl Watch {
    /// What may be seen of a ledger up to the day `to`; with all reports of `period`, whether they speak of a truce or not.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or an agreement in it is damaged.
    pub fn new(
        view: &mut View<'_>,
        notetaker: &Notetaker,
        to: Option<Date>,
        period: Option<(Date, Date)>,
    ) -> Result<Self, MonitorError> {
        Self::with(view, notetaker, &Notebook::default(), to, period)
    }

    /// The same, with the notes that are in `notebook` already.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn with(
        view: &mut View<'_>,
        notetaker: &Notetaker,
        notebook: &Notebook,
        to: Option<Date>,
        period: Option<(Date, Date)>,
    ) -> Result<Self, MonitorError> {
        let written = written(view)?;
        let mut phrases = notetaker.sought();
        phrases
            .extend(written.iter().flat_map(|(_, agreement)| agreement.names.iter().chain([&agreement.name])).cloned());
        let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
        let to = to.map(|to| to.to_string());
        let (reports, mut closed) = view.reports_with_any(&phrases, to.as_deref())?;
        let mut reports: BTreeSet<String> = reports.into_iter().collect();
        if let Some((from, to)) = period {
            let (between, more) = view.reports_between(&from.to_string(), &to.to_string())?;
            reports.extend(between.into_iter().map(|(_, report)| report));
            closed = closed.max(more);
        }
        let mut seen = Vec::with_capacity(reports.len());
        for id in reports {
            seen.push(notebook.seen(view, notetaker, &id)?);
        }
        let (agreements, of) = gather(&seen, &written);
        let mut tell: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (report, one) in seen.iter().enumerate() {
            for incident in one.incidents.values().collect::<BTreeSet<_>>() {
                tell.entry(incident.clone()).or_default().push(report);
            }
        }
        let at = seen.iter().enumerate().map(|(at, one)| (one.id.clone(), at)).collect();
        Ok(Self { seen, agreements, of, closed, tell, at })
    }

    /// The reports that it sees: what each is called, and who published it when.
    pub fn report(&self, id: &str) -> Option<Heading<'_>> {
        let seen = self.one(id)?;
        let title = seen.title.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or(&seen.name);
        Some(Heading { outlet: &seen.outlet, title, day: seen.notes.day, url: seen.url.as_deref() })
    }

    /// The sentence of a report that `span` begins in, as far as `span` goes at least, and its words on one line; none where the report is not seen.
    pub fn sentence(&self, report: &str, span: Span) -> Option<(Span, String)> {
        let seen = self.one(report)?;
        let whole = seen.sentence(span).union(span);
        Some((whole, seen.quote(whole)))
    }

    /// The ids of all reports that it sees.
    pub fn reports(&self) -> impl Iterator<Item = &str> {
        self.seen.iter().map(|seen| seen.id.as_str())
    }

    /// A report that it sees.
    pub(crate) fn one(&self, report: &str) -> Option<&Seen> {
        self.at.get(report).and_then(|&at| self.seen.get(at))
    }

    /// The places of the reports that tell of one of the ledger's incidents.
    pub(crate) fn telling(&self, incident: &str) -> &[usize] {
        self.tell.get(incident).map_or(&[], Vec::as_slice)
    }

    /// The agreements, those that began first before others.
    pub fn agreements(&self) -> &[Known] {
        &self.agreements
    }

    /// How many reports speak of them or of their breaking, and may not be seen.
    pub const fn closed(&self) -> usize {
        self.closed
    }

    /// The agreement that the beginning of an id or a name means.
    ///
    /// # Errors
    ///
    /// When there is none, or more than one.
    pub fn agreement(&self, asked: &str) -> Result<&Known, MonitorError> {
        let lower = asked.to_lowercase();
        let named = |known: &&Known| {
            let written = known.written.iter().flat_map(|agreement| agreement.names.iter().chain([&agreement.name]));
            known.id == lower
                || known.name.to_lowercase() == lower
                || written.into_iter().any(|name| name.to_lowercase() == lower)
        };
        if let Some(known) = self.agreements.iter().find(named) {
            return Ok(known);
        }
        let begins: Vec<&Known> = self
            .agreements
            .iter()
            .filter(|known| known.id.starts_with(&lower) || known.name.to_lowercase().contains(&lower))
            .collect();
        match begins.as_slice() {
            [one] => Ok(one),
            [] => Err(MonitorError::Unknown(format!(
                "no agreement is called {asked:?}; `truceline agreement list` shows them"
            ))),
            many => {
                let ids = many.iter().map(|known| known.id.as_str()).collect::<Vec<_>>().join(", ");
                Err(MonitorError::Unknown(format!("{asked:?} may be any of {ids}")))
            }
        }
    }

    /// The agreement that a report's name of a truce is of.
    pub(crate) fn agreement_of(&self, report: usize, named: usize) -> Option<usize> {
        let local = self.seen[report].locals.iter().position(|local| local.names.contains(&named))?;
        self.of.get(&(report, local)).copied()
    }
}

/// The agreements that people wrote down, with what may not be seen masked.
fn written(view: &mut View<'_>) -> Result<Vec<(String, Agreement)>, MonitorError> {
    let mut agreements = Vec::new();
    for written in view.written()? {
        let path = format!("agreement {} (entry {})", written.agreement, written.seq);
        let mut agreement = Agreement::parse(&path, &written.text)?;
        agreement.each_value(|value| view.mask(value));
        let mut id = written.agreement;
        view.mask(&mut id);
        agreements.push((id, agreement));
    }
    Ok(agreements)
}
