use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Agreement, Dispute, Entity, Figure, Incident, Mention, Report, Span, Statement, Time};

/// The whole record of one report: a pure function of its bytes, the model and the lexicons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// The report, with its canonical text.
    pub report: Report,
    /// The day from which the report counts ("yesterday", "on Tuesday"), an ISO 8601 date: that of its dateline, else that of its publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Sentences, in the order of the text.
    #[serde(default)]
    pub sentences: Vec<Span>,
    /// Mentions, in the order of the text.
    #[serde(default)]
    pub mentions: Vec<Mention>,
    /// What the mentions are of.
    #[serde(default)]
    pub entities: Vec<Entity>,
    /// Time expressions.
    #[serde(default)]
    pub times: Vec<Time>,
    /// Who says what.
    #[serde(default)]
    pub statements: Vec<Statement>,
    /// What happened.
    #[serde(default)]
    pub incidents: Vec<Incident>,
    /// Where sources differ.
    #[serde(default)]
    pub disputes: Vec<Dispute>,
    /// Other numbers.
    #[serde(default)]
    pub figures: Vec<Figure>,
    /// Agreements.
    #[serde(default)]
    pub agreements: Vec<Agreement>,
    /// What a reader must know.
    #[serde(default)]
    pub summary: Vec<SummaryLine>,
    /// What could not be read as it should, and what to do about it.
    #[serde(default)]
    pub problems: Vec<Problem>,
    /// What made this reading.
    pub made_by: MadeBy,
}

/// One line of the summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SummaryLine {
    /// The line.
    pub text: String,
    /// The characters that it is made from.
    pub spans: Vec<Span>,
}

/// The versions that made a reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MadeBy {
    /// Truceline's version.
    pub version: String,
    /// The encoder's name and digest.
    pub model: String,
    /// The lexicons' digest.
    pub lexicon: String,
}

/// Something about a report that could not be read as it should. The report keeps what could be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// What kind of problem.
    pub code: ProblemCode,
    /// In plain words: what, where in the input, and what to do.
    pub message: String,
}

impl Problem {
    /// A problem of kind `code`, told in `message`.
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The kinds of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// Nothing to read.
    Empty,
    /// Not text of any kind that can be read.
    Binary,
    /// Larger than the limit.
    TooLarge,
    /// Some bytes did not fit the charset.
    Charset,
    /// No main text in a page.
    NoMainText,
    /// A line of JSON Lines that is not a report.
    BrokenLine,
    /// The file could not be opened or read.
    Unreadable,
    /// Read as text, without statements.
    LanguageNotSupported,
    /// Part of the text was left unread.
    Truncated,
    /// A date given with the report could not be understood.
    BadDate,
    /// A cell of a log does not say what its column should.
    BadCell,
    /// A table of which nobody said what its columns mean.
    NoMapping,
    /// The encoder did not run over the text.
    NotAnnotated,
    /// Part of the file is damaged and was left out.
    Damaged,
    /// The bytes are not those that the archive says it holds: its digest is of others.
    DigestMismatch,
    /// The text may differ from what a person sees: its order or its characters had to be guessed.
    UnsureText,
}
