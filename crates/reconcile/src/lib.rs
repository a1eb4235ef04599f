//! From mentions of events to one record of a report: incidents, what each source says of them, and where sources differ.
//!
//! [`reconcile`] is pure and deterministic. It never decides who is right: it gathers what belongs together and keeps every source's word.

mod claims;
mod cluster;
mod disputes;
mod incident;
mod summary;
mod tolls;

pub use summary::label;
use truceline_extract::Extracted;
use truceline_ground::Grounded;
use truceline_record::{CharIndex, Dispute, Incident, Span, Statement, SummaryLine};

/// What happened, as one report's sources have it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reconciled {
    /// Incidents, in the order of their first triggers.
    pub incidents: Vec<Incident>,
    /// Where sources differ.
    pub disputes: Vec<Dispute>,
    /// What a reader must know.
    pub summary: Vec<SummaryLine>,
}

/// A report's text with what was extracted and grounded.
pub(crate) struct View<'a> {
    pub(crate) text: &'a str,
    pub(crate) index: CharIndex,
    pub(crate) extracted: &'a Extracted,
    pub(crate) grounded: &'a Grounded,
}

impl View<'_> {
    /// The characters of a span, white space made single.
    pub(crate) fn words(&self, span: Span) -> String {
        self.index.slice(self.text, span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The statement of an id.
    pub(crate) fn statement(&self, id: Option<&str>) -> Option<&Statement> {
        self.extracted.statements.iter().find(|s| Some(s.id.as_str()) == id)
    }

    /// Who speaks in a statement: the resolved name, else the words.
    pub(crate) fn speaker(&self, id: Option<&str>) -> Option<String> {
        let s = self.statement(id)?;
        s.speaker_name.clone().or_else(|| s.speaker.first().map(|&span| self.words(span)))
    }
}

/// Gather the events of a report, of text `text`, into incidents.
pub fn reconcile(text: &str, extracted: &Extracted, grounded: &Grounded) -> Reconciled {
    let view = View { text, index: CharIndex::new(text), extracted, grounded };
    let mut incidents: Vec<Incident> = cluster::groups(&extracted.events, &extracted.same)
        .iter()
        .map(|group| incident::incident(&view, group))
        .collect();
    incident::mark_main(&view, &mut incidents);
    for (n, i) in incidents.iter_mut().enumerate() {
        i.id = format!("i{}", n + 1);
    }
    let disputes = disputes::disputes(&view, &incidents);
    let summary = summary::summary(&view, &incidents, &disputes, &extracted.agreements);
    Reconciled { incidents, disputes, summary }
}
