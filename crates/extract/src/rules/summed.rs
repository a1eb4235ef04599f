//! Whose number it is that a sentence breaks down, or brings up to date, which the sentence before gave.
//!
//! Why: "Among the dead were two nurses" goes on with what a source said, without naming it again.
//! Example: *Twelve people died, the hospital said. Among the dead were two nurses.* → two killed, by the hospital.

use truceline_record::Span;

use crate::events::Event;
use crate::view::View;

/// How such a sentence begins. Lower case.
const BEGINS: [&str; 13] = [
    "among the dead",
    "among the victims",
    "among the martyrs",
    "among the casualties",
    "among those killed",
    "among them",
    "the dead include",
    "the victims include",
    "the toll include",
    "those killed include",
    "they include",
    "this was later updated",
    "the toll was later",
];

/// Give the numbers of such sentences that the report itself would say to whoever said the last number before them.
pub(crate) fn attribute(view: &View, events: &mut [Event]) {
    let sentences: Vec<Span> = view.parse.sentences.iter().filter_map(|s| view.span(s)).collect();
    let sentence = |span: Span| sentences.iter().position(|s| s.contains(span));
    let rows = events.iter().flat_map(|e| e.killed.iter().chain(&e.injured));
    let told: Vec<(Span, Option<usize>)> = rows.map(|c| (c.span, c.by)).collect();
    let said = |own: Span| {
        let at = sentence(own)?;
        let begins = view.slice(sentences[at]).to_lowercase();
        if !BEGINS.iter().any(|b| begins.starts_with(b)) {
            return None;
        }
        let before = told.iter().filter(|(span, _)| sentence(*span).is_some_and(|s| s + 1 == at));
        before.max_by_key(|(span, _)| *span).and_then(|(_, by)| *by)
    };
    for c in events.iter_mut().flat_map(|e| e.killed.iter_mut().chain(&mut e.injured)).filter(|c| c.by.is_none()) {
        c.by = said(c.span);
    }
}

#[cfg(test)]
mod tests {
    use truceline_record::{IncidentType, Span, TollWho};

    use crate::events::{Counted, Event};
    use crate::testing::sentences;

    #[test]
    fn what_a_sentence_breaks_down_is_whose_number_it_was() {
        let by = |second: &str| {
            let out = std::cell::Cell::new(None);
            sentences(&["twelve died , Dosta said .", second], |view| {
                let row = |n: usize, by| Counted {
                    who: TollWho::Total,
                    min: Some(2),
                    max: Some(2),
                    approximate: false,
                    span: view.span(&(n..n + 1)).unwrap_or(Span::new(0, 1)),
                    by,
                    odds: 0.0,
                    struck: false,
                    known: false,
                    group: None,
                };
                let end = view.parse.words.len() - 1;
                let mut event = Event::new(Span::new(0, 1), IncidentType::Shelling);
                event.killed = vec![row(0, Some(7)), row(end, None)];
                let mut all = [event];
                super::attribute(view, &mut all);
                out.set(all[0].killed[1].by);
            });
            out.get()
        };
        assert_eq!(by("Among the dead were two"), Some(7));
        assert_eq!(by("Later died two"), None);
    }
}
