//! The notes of a page: which words of which report a figure is drawn from, each once.

use std::collections::BTreeMap;

use truceline_export::View;
use truceline_record::Span;

use crate::MonitorError;
use crate::notebook::Notebook;
use crate::page::{Note, Run};
use crate::report::Notetaker;
use crate::watch::{Seen, Watch};

/// Notes that stand together at most; more would hide what they are of.
const TOGETHER: usize = 8;

pub(super) struct Quotes<'a, 'l> {
    view: &'a mut View<'l>,
    notetaker: &'a Notetaker,
    notebook: &'a Notebook,
    seen: BTreeMap<&'a str, &'a Seen>,
    loaded: BTreeMap<String, Seen>,
    known: BTreeMap<(String, Span), usize>,
    notes: Vec<Note>,
}

impl<'a, 'l> Quotes<'a, 'l> {
    pub(super) fn new(
        view: &'a mut View<'l>,
        notetaker: &'a Notetaker,
        notebook: &'a Notebook,
        watch: &'a Watch,
    ) -> Self {
        let seen = watch.seen.iter().map(|seen| (seen.id.as_str(), seen)).collect();
        Self { view, notetaker, notebook, seen, loaded: BTreeMap::new(), known: BTreeMap::new(), notes: Vec::new() }
    }

    pub(super) const fn view(&mut self) -> &mut View<'l> {
        self.view
    }

    /// The note of the words at `span` of a report; none where the report may not be seen or has no such words.
    pub(super) fn note(&mut self, report: &str, span: Span) -> Result<Option<Run>, MonitorError> {
        if let Some(&number) = self.known.get(&(report.to_owned(), span)) {
            return Ok(Some(Run::Note(number)));
        }
        if !self.seen.contains_key(report) && !self.loaded.contains_key(report) {
            // a report that may not be seen gives no words
            let Ok(seen) = self.notebook.seen(self.view, self.notetaker, report) else { return Ok(None) };
            self.loaded.insert(report.to_owned(), seen);
        }
        let Some(seen) = self.seen.get(report).copied().or_else(|| self.loaded.get(report)) else { return Ok(None) };
        if span.is_empty() {
            return Ok(None);
        }
        let day = seen.notes.day.map_or(String::new(), |day| format!(", {day}"));
        let title = seen.title.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or(&seen.name);
        let source = format!("{}{day}: {title}", seen.outlet);
        let at = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        self.notes.push(Note {
            source,
            quote: seen.quote(span),
            span: (at(span.start), at(span.end)),
            url: seen.url.clone(),
            report: Some(seen.id.clone()),
        });
        let number = self.notes.len();
        self.known.insert((report.to_owned(), span), number);
        Ok(Some(Run::Note(number)))
    }

    /// The notes of several places, with a word on those that are left out.
    pub(super) fn notes<'s>(
        &mut self,
        places: impl Iterator<Item = (&'s str, Span)>,
    ) -> Result<Vec<Run>, MonitorError> {
        let places: Vec<(&str, Span)> = places.collect();
        let mut runs = Vec::new();
        for &(report, span) in places.iter().take(TOGETHER) {
            let note = self.note(report, span)?;
            if let Some(note) = note.filter(|note| !runs.contains(note)) {
                runs.push(note);
            }
        }
        if places.len() > TOGETHER {
            runs.push(Run::Text(format!(" and {} more", places.len() - TOGETHER)));
        }
        Ok(runs)
    }

    /// The sentence around a span of a report that is seen.
    pub(super) fn sentence(&self, report: &str, span: Span) -> Span {
        self.seen.get(report).copied().or_else(|| self.loaded.get(report)).map_or(span, |seen| seen.sentence(span))
    }

    pub(super) fn done(self) -> Vec<Note> {
        self.notes
    }
}
