//! From annotated text to mentions, entities and statements.
//!
//! [`extract`] is pure. The main path is `statements.rs`; each rule of reading that it applies is a file in `rules/`, with what it
//! does, why, and an example that is also its test. Word lists are data, in `data/`.

mod agreements;
mod entities;
mod events;
mod figures;
mod lexicon;
mod numbers;
mod parties;
mod rules;
mod statements;
#[cfg(test)]
mod testing;
mod view;

pub use events::{Claimed, Counted, Event};
pub use lexicon::{Lexicon, LexiconError, Thing};
use truceline_parse::Parse;
use truceline_record::{Agreement, Entity, Figure, Mention, Report, Span, Statement};
use view::View;

/// What is extracted from one report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extracted {
    /// Sentences, in the order of the text.
    pub sentences: Vec<Span>,
    /// Mentions, in the order of the text.
    pub mentions: Vec<Mention>,
    /// What the mentions are of.
    pub entities: Vec<Entity>,
    /// Who says what, in the order of the text.
    pub statements: Vec<Statement>,
    /// Mentions of events, in the order of the text.
    pub events: Vec<Event>,
    /// For each event, the log odds that it is one incident with each of the others.
    pub same: Vec<Vec<f32>>,
    /// Numbers that are no tolls, in the order of the text.
    pub figures: Vec<Figure>,
    /// For each figure, the kind of thing that it counts, if it is known.
    pub things: Vec<Option<Thing>>,
    /// Agreements that the text names.
    pub agreements: Vec<Agreement>,
}

/// Extract from `report`, whose text `parse` annotates.
pub fn extract(report: &Report, parse: &Parse, lexicon: &Lexicon) -> Extracted {
    let view = View::new(&report.text, parse, lexicon);
    let (mentions, entities) = entities::entities(&view);
    let drafts = statements::statements(&view);
    let (figures, things) = figures::figures(&view, &drafts).into_iter().unzip();
    Extracted {
        sentences: parse.sentences.iter().filter_map(|s| view.span(s)).collect(),
        events: events::events(&view, &drafts),
        same: parse.same.clone(),
        figures,
        things,
        agreements: agreements::agreements(&view),
        statements: drafts.into_iter().map(|d| d.statement).collect(),
        mentions,
        entities,
    }
}
