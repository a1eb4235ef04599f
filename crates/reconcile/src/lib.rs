//! From mentions of events to one record of a report: incidents, what each source says of them, and where sources differ.
//!
//! [`reconcile`] is pure and deterministic. It never decides who is right: it gathers what belongs together and keeps every source's word.

pub mod across;
mod claims;
mod cluster;
mod denials;
mod disputes;
mod doubts;
mod followed;
mod incident;
mod place;
mod reciprocal;
mod roles;
mod running;
mod summary;
#[cfg(test)]
mod testing;
mod tolls;
mod why;

use std::collections::BTreeMap;

pub use summary::label;
pub use tolls::range as toll_range;
use truceline_extract::Extracted;
use truceline_ground::Grounded;
use truceline_record::{CharIndex, Dispute, Incident, Span, Statement, SummaryLine};
pub use why::{Basis, Given, Nearest, Pair, Refused, THRESHOLDS, Thresholds, Why, why};

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

    /// Its words in lower case, without the marks at their edges.
    pub(crate) fn plain_words(&self, span: Span) -> Vec<String> {
        let plain = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        self.words(span).split(' ').map(plain).collect()
    }

    /// The sentence that a place in the text is in, counted from 0.
    pub(crate) fn sentence_at(&self, at: u32) -> Option<usize> {
        self.extracted.sentences.iter().position(|s| at < s.end)
    }

    /// Who speaks in a statement, where the list of actors has it.
    pub(crate) fn listed_speaker(&self, s: &Statement) -> Option<&String> {
        self.grounded.names.get(s.speaker.first()?)
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
    let mut fits: BTreeMap<Span, f32> = BTreeMap::new();
    for c in extracted.events.iter().flat_map(|e| e.killed.iter().chain(&e.injured)) {
        let best = fits.entry(c.span).or_insert(c.odds);
        *best = best.max(c.odds);
    }
    let groups = cluster::of(&view);
    let mut incidents: Vec<Incident> = groups.iter().map(|group| incident::incident(&view, group, &fits)).collect();
    incident::mark_main(&view, &mut incidents);
    place::narrow(&view, &groups, &mut incidents);
    place::settle(&view, &mut incidents);
    running::days(&view, &mut incidents);
    incident::date_main(&view, &mut incidents);
    followed::attach(&view, &mut incidents);
    denials::attach(&view, &mut incidents);
    doubts::attach(&view, &mut incidents);
    claims::attribute(&mut incidents);
    roles::settle(&mut incidents);
    for (n, i) in incidents.iter_mut().enumerate() {
        i.id = format!("i{}", n + 1);
    }
    let mut disputes = disputes::disputes(&view, &incidents);
    disputes.extend(disputes::of_figures(&view));
    disputes.extend(disputes::of_no_incident(&view, &incidents));
    let summary = summary::summary(&view, &incidents, &disputes, &extracted.agreements);
    Reconciled { incidents, disputes, summary }
}
