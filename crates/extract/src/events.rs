//! From triggers to events: what belongs to each, its tolls, its reality, and the statement it stands in.

use std::ops::Range;

use truceline_parse::{Role, Trigger};
use truceline_record::{IncidentType, Reality, Span, TollWho};

use crate::rules::{reality, toll};
use crate::statements::Draft;
use crate::view::View;

/// One mention of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The words that name it.
    pub trigger: Span,
    /// What happened.
    pub kind: IncidentType,
    /// Whether it happened, as these words have it.
    pub reality: Reality,
    /// Log odds that the report is chiefly about it.
    pub main: f32,
    /// The innermost statement that holds the trigger, counted from 0; none for the narrator.
    pub by: Option<usize>,
    /// Who did it.
    pub actors: Vec<Span>,
    /// Who or what it was done to.
    pub targets: Vec<Span>,
    /// Where.
    pub places: Vec<Span>,
    /// When.
    pub dates: Vec<Span>,
    /// Killed.
    pub killed: Vec<Counted>,
    /// Injured.
    pub injured: Vec<Counted>,
    /// The sentence that the trigger is in, counted from 0.
    pub sentence: usize,
}

/// A figure of a toll, and who gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Who is counted.
    pub who: TollWho,
    /// The least number.
    pub min: Option<u64>,
    /// The greatest number.
    pub max: Option<u64>,
    /// Whether it is hedged.
    pub approximate: bool,
    /// The words.
    pub span: Span,
    /// The innermost statement that holds the words, counted from 0; none for the narrator.
    pub by: Option<usize>,
}

/// The events of a text, in the order of their triggers.
pub(crate) fn events(view: &View, statements: &[Draft]) -> Vec<Event> {
    view.parse.triggers.iter().filter_map(|t| event(view, statements, t)).collect()
}

fn event(view: &View, statements: &[Draft], t: &Trigger) -> Option<Event> {
    let of = |role: Role| t.roles.iter().filter(move |(r, _)| *r == role).map(|(_, words)| words);
    let spans = |role: Role| of(role).filter_map(|w| trimmed(view, w)).collect::<Vec<Span>>();
    let counted = |role: Role| {
        let all = of(role).flat_map(|words| {
            let by = within(statements, words.start);
            toll::figures(view, words).into_iter().map(move |f| Counted {
                who: f.who,
                min: f.min,
                max: f.max,
                approximate: f.approximate,
                span: f.span,
                by,
            })
        });
        all.collect::<Vec<Counted>>()
    };
    Some(Event {
        trigger: view.span(&t.words)?,
        kind: t.kind,
        reality: reality::of(view, &t.words, t.reality),
        main: t.main,
        by: within(statements, t.words.start),
        actors: spans(Role::Actor),
        targets: spans(Role::Target),
        places: spans(Role::Place),
        dates: spans(Role::Date),
        killed: counted(Role::Killed),
        injured: counted(Role::Injured),
        sentence: view.sentence(t.words.start),
    })
}

/// A run of words without punctuation at its edges.
fn trimmed(view: &View, words: &Range<usize>) -> Option<Span> {
    crate::rules::edges::source(view, words.clone()).and_then(|w| view.span(&w))
}

/// The innermost statement whose content holds a word.
pub(crate) fn within(statements: &[Draft], word: usize) -> Option<usize> {
    let size = |d: &Draft| d.content.iter().map(ExactSizeIterator::len).sum::<usize>();
    let holds = statements.iter().enumerate().filter(|(_, d)| d.says(word));
    holds.min_by_key(|(n, d)| (size(d), *n)).map(|(n, _)| n)
}
