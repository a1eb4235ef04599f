//! What the monitor sees of a ledger: the notes of every report that speaks of a truce or belongs to a period, and the agreements that they come to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;
use truceline_export::View;
use truceline_record::{Act, CharIndex, ClaimSays, Reading, Span};

use crate::MonitorError;
use crate::agreement::{Known, Local, gather, locals};
use crate::report::{Notes, Notetaker};
use crate::terms::Agreement;

/// A report as the monitor sees it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) outlet: String,
    pub(crate) title: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) text: String,
    pub(crate) notes: Notes,
    pub(crate) locals: Vec<Local>,
    pub(crate) replies: Vec<Reply>,
    /// What the ledger calls the report's incidents, by their ids in the reading.
    pub(crate) incidents: BTreeMap<String, String>,
    /// Where each of the report's incidents is told, by the ledger's id.
    pub(crate) triggers: BTreeMap<String, Span>,
    sentences: Vec<Span>,
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
    pub(crate) fn new(
        id: String,
        reading: &Reading,
        outlet: String,
        incidents: BTreeMap<String, String>,
        notes: Notes,
    ) -> Self {
        let triggers = reading
            .incidents
            .iter()
            .filter_map(|incident| Some((incidents.get(&incident.id)?.clone(), *incident.triggers.first()?)))
            .collect();
        Self {
            locals: locals(&notes),
            name: reading.report.id.clone(),
            title: reading.report.title.clone(),
            url: reading.report.url.clone(),
            text: reading.report.text.clone(),
            replies: replies(reading),
            triggers,
            sentences: reading.sentences.clone(),
            id,
            outlet,
            notes,
            incidents,
        }
    }

    /// The sentence that a span begins in; the span itself where it is in none.
    pub(crate) fn sentence(&self, span: Span) -> Span {
        let at = self.sentences.partition_point(|sentence| sentence.end <= span.start);
        self.sentences.get(at).copied().filter(|sentence| sentence.start <= span.start).unwrap_or(span)
    }

    /// The report's words at `span`, on one line.
    pub(crate) fn quote(&self, span: Span) -> String {
        CharIndex::new(&self.text).slice(&self.text, span).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn replies(reading: &Reading) -> Vec<Reply> {
    let mut replies = Vec::new();
    for said in &reading.statements {
        let Some(&first) = said.content.first() else { continue };
        let span = said.content.iter().chain(&said.cue).chain(&said.speaker).fold(first, |all, &span| all.union(span));
        let claims = |says: ClaimSays| {
            let by = reading.incidents.iter().flat_map(|incident| &incident.claims);
            by.filter(|claim| claim.by.as_deref() == Some(said.id.as_str())).any(|claim| claim.says == says)
        };
        let says = if claims(ClaimSays::Unintentional) {
            Answer::NotMeant
        } else {
            let regret = span.len() < 400 && quoted(reading, span).contains("regret");
            match said.act {
                Act::Deny => Answer::Denies,
                Act::Admit | Act::ClaimResponsibility => Answer::Admits,
                _ if regret => Answer::Regrets,
                Act::Regret => Answer::Regrets,
                Act::Accuse => Answer::Accuses,
                _ => continue,
            }
        };
        let Some(by) = said.speaker_name.clone() else { continue };
        let about = |incident: &&truceline_record::Incident| {
            let named =
                incident.triggers.iter().any(|trigger| said.content.iter().any(|content| content.contains(*trigger)));
            let claimed = incident.claims.iter().any(|claim| claim.by.as_deref() == Some(said.id.as_str()));
            named || claimed
        };
        let incidents = reading.incidents.iter().filter(about).map(|incident| incident.id.clone()).collect();
        replies.push(Reply { by, says, span, incidents });
    }
    replies
}

fn quoted(reading: &Reading, span: Span) -> String {
    CharIndex::new(&reading.report.text).slice(&reading.report.text, span).to_lowercase()
}

/// What the monitor sees.
pub struct Watch {
    pub(crate) seen: Vec<Seen>,
    pub(crate) agreements: Vec<Known>,
    /// Which agreement each report's agreements are: the report's place, and its agreement's place in it.
    pub(crate) of: BTreeMap<(usize, usize), usize>,
    /// How many reports may not be seen.
    pub(crate) closed: usize,
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
            let (reading, outlet, incidents) = view.reading(&id)?;
            let notes = notetaker.notes(&reading);
            seen.push(Seen::new(id, &reading, outlet, incidents, notes));
        }
        let (agreements, of) = gather(&seen, &written);
        Ok(Self { seen, agreements, of, closed })
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
