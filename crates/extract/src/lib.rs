//! From annotated text to mentions, entities and statements.
//!
//! [`extract`] is pure. The main path is `statements.rs`; each rule of reading that it applies is a file in `rules/`, with what it
//! does, why, and an example that is also its test. Word lists are data, in `data/`.

mod entities;
mod lexicon;
mod rules;
mod statements;
#[cfg(test)]
mod testing;
mod view;

pub use lexicon::{Lexicon, LexiconError};
use truceline_parse::Parse;
use truceline_record::{Entity, Mention, Report, Span, Statement};
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
}

/// Extract from `report`, whose text `parse` annotates.
pub fn extract(report: &Report, parse: &Parse, lexicon: &Lexicon) -> Extracted {
    let view = View::new(&report.text, parse, lexicon);
    let (mentions, entities) = entities::entities(&view);
    Extracted {
        sentences: parse.sentences.iter().filter_map(|s| view.span(s)).collect(),
        statements: statements::statements(&view),
        mentions,
        entities,
    }
}
