//! The notes of reports, kept from one watch to the next: they are a pure function of a reading, and there are many more readings than new ones.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use truceline_export::View;
use truceline_record::{Act, CharIndex, ClaimSays, Reading, Span};

use crate::MonitorError;
use crate::agreement::{Local, locals};
use crate::report::{Notes, Notetaker};
use crate::watch::{Answer, Reply, Seen};

/// What one report says, as far as the monitor listens: the same as long as its reading is.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) outlet: String,
    pub(crate) title: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) text: String,
    pub(crate) notes: Notes,
    pub(crate) locals: Vec<Local>,
    pub(crate) replies: Vec<Reply>,
    /// Where each of the report's incidents is told, by its id in the reading.
    pub(crate) triggers: BTreeMap<String, Span>,
    sentences: Vec<Span>,
}

impl Heard {
    pub(crate) fn new(id: String, reading: &Reading, outlet: String, notes: Notes) -> Self {
        let triggers = reading.incidents.iter();
        Self {
            locals: locals(&notes),
            name: reading.report.id.clone(),
            title: reading.report.title.clone(),
            url: reading.report.url.clone(),
            text: reading.report.text.clone(),
            replies: replies(reading),
            triggers: triggers
                .filter_map(|incident| Some((incident.id.clone(), *incident.triggers.first()?)))
                .collect(),
            sentences: reading.sentences.clone(),
            id,
            outlet,
            notes,
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

/// Notes that were taken before. Whoever keeps one forgets what is in it when outlets are described or names are protected anew: what it holds is as
/// it could be seen when it was noted.
#[derive(Default)]
pub struct Notebook(Mutex<BTreeMap<String, (i64, Arc<Heard>)>>);

impl Notebook {
    /// Forget all notes.
    pub fn clear(&self) {
        self.notes().clear();
    }

    /// Forget the notes of all reports but these.
    pub fn retain(&self, kept: impl Fn(&str) -> bool) {
        self.notes().retain(|report, _| kept(report));
    }

    /// A report that may be seen, with the notes that were taken of its reading before, or are taken now.
    pub(crate) fn seen(&self, view: &mut View<'_>, notetaker: &Notetaker, report: &str) -> Result<Seen, MonitorError> {
        let number = view.reading_number(report)?;
        let known = self.notes().get(report).filter(|(of, _)| *of == number).map(|(_, heard)| Arc::clone(heard));
        if let Some(heard) = known {
            return Ok(Seen::new(heard, view.told_by(report)?));
        }
        let (reading, outlet, incidents) = view.reading(report)?;
        let notes = notetaker.notes(&reading);
        let heard = Arc::new(Heard::new(report.to_owned(), &reading, outlet, notes));
        self.notes().insert(report.to_owned(), (number, Arc::clone(&heard)));
        Ok(Seen::new(heard, incidents))
    }

    fn notes(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, (i64, Arc<Heard>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
