//! From text to annotated text: words, sentences, a dependency parse, mentions and attributions, all by one encoder.
//!
//! This room holds no knowledge of the world. [`Parser::parse`] is pure: the same text gives the same [`Parse`], on any thread.

mod bio;
mod engine;
mod happened;
mod labels;
mod parser;
mod pieces;
mod roles;
mod tree;
mod windows;
mod words;

use std::ops::Range;
use std::sync::Arc;

pub use happened::EVENT;
pub use labels::Upos;
pub use parser::Parser;
use truceline_record::{Act, ClaimSays, IncidentType, MentionKind, Quote, Reality, Span};

/// Annotated text. Words are counted from 0; ranges of words are half open.
#[derive(Clone, Debug, Default)]
pub struct Parse {
    /// Words, in the order of the text.
    pub words: Vec<Word>,
    /// Sentences; every word is in exactly one.
    pub sentences: Vec<Range<usize>>,
    /// Mentions, by where they begin, the longer first; one may lie within another ("the mayor of Sarnem").
    pub mentions: Vec<Mentioned>,
    /// Attributions, in the order of their cues.
    pub attributions: Vec<Attribution>,
    /// Triggers of events, in order.
    pub triggers: Vec<Trigger>,
    /// Words that say something of any event, figures and agreements, in order.
    pub parts: Vec<Part>,
    /// For each trigger, the log odds that it is of one incident with each of the others.
    pub same: Vec<Vec<f32>>,
}

/// A word with its place in the parse.
#[derive(Clone, Debug)]
pub struct Word {
    /// Where it stands, in code points.
    pub span: Span,
    /// Its characters.
    pub form: String,
    /// Its dictionary form.
    pub lemma: String,
    /// Its part of speech.
    pub upos: Upos,
    /// Its features as UD writes them: `Number=Sing|Person=3`, `_` for none.
    pub feats: Arc<str>,
    /// The word it depends on; none for a sentence's root.
    pub head: Option<usize>,
    /// Its relation to that word, with subtype: `nsubj:pass`.
    pub deprel: Arc<str>,
    /// Whether a paragraph begins with it.
    pub starts_paragraph: bool,
}

impl Word {
    /// The relation without its subtype.
    pub fn relation(&self) -> &str {
        self.deprel.split(':').next().unwrap_or("")
    }
}

/// A mention as the encoder tags it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentioned {
    /// Its words.
    pub words: Range<usize>,
    /// What it is of.
    pub kind: MentionKind,
}

/// An attribution as the encoder links it.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The words that attribute.
    pub cue: Range<usize>,
    /// The words that name the source.
    pub source: Option<Range<usize>>,
    /// What is attributed, in runs of words.
    pub content: Vec<Range<usize>>,
    /// The likeliest act.
    pub act: Act,
    /// The likeliest kind of quotation by the words alone.
    pub quote: Quote,
}

/// Words that name an event, with what the encoder sees of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// The words.
    pub words: Range<usize>,
    /// Log odds that they name an event at all.
    pub odds: f32,
    /// The types of incident, the likeliest first.
    pub kinds: Vec<IncidentType>,
    /// The likeliest reality.
    pub reality: Reality,
    /// Log odds that the report is chiefly about it.
    pub main: f32,
    /// What belongs to it, in runs of words, in the order of the text.
    pub roles: Vec<Belonging>,
    /// What attributions nearby say of it.
    pub told: Vec<Told>,
}

/// Words that belong to an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Belonging {
    /// What they are to it.
    pub role: Role,
    /// The words.
    pub words: Range<usize>,
    /// Mean log odds of that, a word.
    pub odds: f32,
}

/// What an attribution may say of an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
    /// The first word of its cue.
    pub cue: usize,
    /// What it may say.
    pub says: ClaimSays,
    /// Log odds that it says so.
    pub odds: f32,
}

/// Words that say something of any event, a figure, or an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its words.
    pub words: Range<usize>,
    /// What they say.
    pub kind: PartKind,
}

/// What the words of a [`Part`] say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// Who did something.
    Actor,
    /// To whom or what.
    Target,
    /// Where.
    Place,
    /// When.
    Date,
    /// How many were killed.
    Killed,
    /// How many were injured.
    Injured,
    /// How many, of anything else.
    Figure,
    /// A ceasefire.
    Ceasefire,
    /// A deal on an evacuation.
    EvacuationDeal,
    /// A plan for peace.
    PeacePlan,
    /// Another agreement.
    OtherAgreement,
}

impl PartKind {
    /// What words of this kind are to an event; none for figures and agreements.
    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Actor => Some(Role::Actor),
            Self::Target => Some(Role::Target),
            Self::Place => Some(Role::Place),
            Self::Date => Some(Role::Date),
            Self::Killed => Some(Role::Killed),
            Self::Injured => Some(Role::Injured),
            Self::Figure | Self::Ceasefire | Self::EvacuationDeal | Self::PeacePlan | Self::OtherAgreement => None,
        }
    }
}

/// What words are to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Who does it.
    Actor,
    /// Who or what it is done to; the other party.
    Target,
    /// Where.
    Place,
    /// When.
    Date,
    /// How many are killed.
    Killed,
    /// How many are injured.
    Injured,
}

/// Why text could not be annotated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// The weights in the binary are damaged.
    #[error("the bundled weights cannot be loaded: {0}")]
    Weights(String),
    /// The encoder did not run.
    #[error("the encoder did not run: {0}")]
    Run(String),
}
