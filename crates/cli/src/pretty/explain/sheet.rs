//! What a value's explanation is written with: its label, the words in their context, notes.

use std::ops::Range;

use anstyle::{AnsiColor, Style};
use truceline_extract::Event;
use truceline_parse::Role;
use truceline_reconcile::Why;
use truceline_record::{Incident, Span, Statement};

use super::super::text::clean;
use super::super::{DIM, INDENT, PLAIN, Page, happened};
use crate::explained::Explained;

/// The columns of the labels, with the space after them.
const LABELS: usize = 10;
/// Characters of context on each side of the words.
const CONTEXT: u32 = 60;
/// Characters of a quoted content at most.
const QUOTED: usize = 160;
/// Places of one value that are shown with their context.
const SHOWN: usize = 3;

const LABEL: Style = AnsiColor::Cyan.on_default();

/// One incident on its way to be shown.
pub(super) struct Sheet<'p, 'o> {
    pub(super) page: &'p Page<'p>,
    pub(super) explained: &'p Explained,
    pub(super) incident: &'p Incident,
    pub(super) why: &'p Why,
    /// The incident, counted from 0.
    pub(super) number: usize,
    pub(super) out: &'o mut String,
}

impl<'p> Sheet<'p, '_> {
    /// A value after its label; an empty label for a further value of the same kind.
    pub(super) fn value(&mut self, label: &str, value: &str, style: Style) {
        let hang = hang();
        let mut lines = self.page.layout.lines(value, &hang).into_iter();
        self.out.push_str(INDENT);
        self.page.layout.styled(self.out, label, LABEL);
        let gap = LABELS.saturating_sub(label.len()).max(1);
        self.out.push_str(&" ".repeat(gap));
        self.page.layout.styled(self.out, &lines.next().unwrap_or_default(), style);
        self.out.push('\n');
        for line in lines {
            self.out.push_str(&hang);
            self.page.layout.styled(self.out, &line, style);
            self.out.push('\n');
        }
    }

    /// How a value came about.
    pub(super) fn note(&mut self, text: &str) {
        self.page.layout.wrapped(self.out, text, &hang(), DIM);
    }

    /// The words of a value where they stand.
    pub(super) fn words(&mut self, spans: &[Span]) {
        for &span in spans.iter().take(SHOWN) {
            self.words_as("", span);
        }
        if spans.len() > SHOWN {
            let places: Vec<String> = spans[SHOWN..].iter().map(|s| self.page.lines.place(s.start)).collect();
            self.note(&format!("and at {}", places.join(", ")));
        }
    }

    /// The same, with a word before them.
    pub(super) fn words_as(&mut self, lead: &str, span: Span) {
        let line = format!("{lead}{}: {}", self.at(span), self.context(span));
        self.page.layout.wrapped(self.out, &line, &hang(), PLAIN);
    }

    /// "line 9, characters 412 to 428".
    fn at(&self, span: Span) -> String {
        format!("{}, characters {} to {}", self.page.lines.place(span.start), span.start, span.end)
    }

    /// The words in brackets, with some of what stands around them in their sentence.
    fn context(&self, span: Span) -> String {
        let text = &self.page.reading.report.text;
        let slice = |from: u32, to: u32| self.page.index.slice(text, Span::new(from, to.max(from)));
        let around = self.page.reading.sentences.iter().filter(|s| s.overlaps(span));
        let whole = around.fold(span, |a, s| a.union(*s));
        let from = whole.start.max(span.start.saturating_sub(CONTEXT));
        let to = whole.end.min(span.end.saturating_add(CONTEXT));
        let (mut before, mut after) = (slice(from, span.start), slice(span.end, to));
        // no halves of words at the edges
        let cut = from > whole.start;
        if cut {
            before = before.split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
        }
        let cut_after = to < whole.end;
        if cut_after {
            after = after.rsplit_once(char::is_whitespace).map_or("", |(rest, _)| rest);
        }
        let open = |edge: &str| if edge.ends_with(char::is_whitespace) { " " } else { "" };
        let close = |edge: &str| if edge.starts_with(char::is_whitespace) { " " } else { "" };
        let (lead, trail) = (if cut { "… " } else { "" }, if cut_after { " …" } else { "" });
        let words = clean(slice(span.start, span.end));
        format!("{lead}{}{}[{words}]{}{}{trail}", clean(before), open(before), close(after), clean(after))
    }

    /// The words of a statement's content, cut where they are many.
    pub(super) fn content(&self, s: &Statement) -> String {
        let said = happened::spoken(self.page, &s.content);
        let mut chars = said.chars();
        let cut: String = chars.by_ref().take(QUOTED).collect();
        if chars.next().is_none() { cut } else { format!("{cut}…") }
    }

    /// The statement of an id.
    pub(super) fn statement(&self, id: Option<&str>) -> Option<&'p Statement> {
        self.page.reading.statements.iter().find(|s| Some(s.id.as_str()) == id)
    }

    /// Whose word it is: the narrator's, or that of a statement.
    pub(super) fn whose(&mut self, id: Option<&str>) {
        let note = match self.statement(id) {
            None => "said by the report itself: the words stand in no statement".to_owned(),
            Some(s) => {
                let mut parts = vec![s.id.clone()];
                let cue = happened::spoken(self.page, &s.cue);
                parts.extend(Some(format!("“{cue}”")).filter(|_| !cue.is_empty()));
                let first = s.cue.iter().chain(&s.content).map(|c| c.start).min();
                parts.extend(first.map(|at| self.page.lines.place(at)));
                format!("said by {}: {}", happened::speaker(self.page, id), parts.join(", "))
            }
        };
        self.note(&note);
    }

    /// Which mention an event is: "m2".
    pub(super) fn mention(&self, event: usize) -> String {
        let n = self.why.mentions.iter().position(|&m| m == event);
        n.map_or_else(|| "another mention".to_owned(), |n| format!("m{}", n + 1))
    }

    /// The mentions, by the number of their event.
    pub(super) fn events(&self) -> Vec<(usize, &'p Event)> {
        let events = &self.explained.rooms.extracted.events;
        self.why.mentions.iter().filter_map(|&n| Some((n, events.get(n)?))).collect()
    }

    /// How the encoder tied words to a mention.
    pub(super) fn tied(&self, role: Role, span: Span, event: usize) -> String {
        let parse = &self.explained.rooms.parse;
        let start = |n: usize| parse.words.get(n).map_or(u32::MAX, |w| w.span.start);
        let end = |n: usize| n.checked_sub(1).and_then(|n| parse.words.get(n)).map_or(0, |w| w.span.end);
        let meets = |words: &Range<usize>| Span::new(start(words.start), end(words.end)).overlaps(span);
        let part = parse.parts.iter().any(|p| p.kind.role() == Some(role) && meets(&p.words));
        let trigger = self.explained.rooms.extracted.events.get(event).map(|e| e.trigger.start);
        let trigger = parse.triggers.iter().find(|t| Some(start(t.words.start)) == trigger);
        let belonging = trigger.and_then(|t| t.roles.iter().find(|b| b.role == role && meets(&b.words)));
        let to = self.mention(event);
        let what = match role {
            Role::Actor => "who did it",
            Role::Target => "whom or what it was done to",
            Role::Place => "a place",
            Role::Date => "a time",
            Role::Killed => "a number of killed",
            Role::Injured => "a number of injured",
        };
        let sure = belonging.map(|b| format!(", log odds {}", odds(b.odds))).unwrap_or_default();
        let tagged =
            if part { format!("tagged as {what}, and tied to {to}") } else { format!("tied to {to} as {what}") };
        format!("encoder: {tagged}{sure}")
    }
}

/// Log odds with their sign; near even, exact enough to tell the side.
pub(super) fn odds(value: f32) -> String {
    if value.abs() < 0.05 { format!("{value:+.3}") } else { format!("{value:+.1}") }
}

/// Log odds from which something counts.
pub(super) fn threshold(value: f32) -> String {
    format!("{value:.1}")
}

fn hang() -> String {
    " ".repeat(INDENT.len() + LABELS)
}
