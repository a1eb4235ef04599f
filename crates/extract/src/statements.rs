//! From attributions to statements: the main path of this room.

use std::ops::Range;

use truceline_parse::Attribution;
use truceline_record::{Span, Statement};

use crate::rules::{
    act, addressee, colon, continued, coordinate, edges, nobody, quotation, resolve, subject, topic, within,
};
use crate::view::View;

/// A statement on its way: word ranges beside the spans that they become.
pub(crate) struct Draft {
    pub(crate) cue: Range<usize>,
    pub(crate) source: Option<Range<usize>>,
    pub(crate) content: Vec<Range<usize>>,
    pub(crate) statement: Statement,
}

impl Draft {
    /// The first word of anything in it.
    fn start(&self) -> usize {
        let parts = self.content.iter().map(|c| c.start).chain(self.source.as_ref().map(|s| s.start));
        parts.fold(self.cue.start, usize::min)
    }

    /// Whether word `n` is part of the content.
    pub(crate) fn says(&self, n: usize) -> bool {
        self.content.iter().any(|c| c.contains(&n))
    }
}

/// The statements of a text, in its order.
pub(crate) fn statements(view: &View) -> Vec<Draft> {
    let mut found = view.parse.attributions.clone();
    subject::inherit(view, &mut found);
    continued::extend(view, &mut found);
    found.extend(colon::headlines(view, &found));
    let each = found.iter().flat_map(|a| coordinate::apart(view, a));
    let mut drafts: Vec<Draft> = each.filter_map(|a| draft(view, &a)).collect();
    drafts.sort_by_key(|d| (d.start(), d.cue.start));
    for (n, d) in drafts.iter_mut().enumerate() {
        d.statement.id = format!("s{}", n + 1);
    }
    within::nest(view, &mut drafts);
    resolve::names(view, &mut drafts);
    drafts
}

fn draft(view: &View, found: &Attribution) -> Option<Draft> {
    let source = found.source.clone().and_then(|s| edges::source(view, s));
    if source.as_ref().map_or_else(|| nobody::impersonal(view, &found.cue), |s| nobody::speaks(view, s)) {
        return None;
    }
    let content = edges::content(view, &found.content, &found.cue);
    if content.is_empty() || topic::names(view, &found.cue, &content) {
        return None;
    }
    let spans = |ranges: &[Range<usize>]| ranges.iter().filter_map(|r| view.span(r)).collect::<Vec<Span>>();
    let statement = Statement {
        id: String::new(),
        speaker: source.iter().filter_map(|s| view.span(s)).collect(),
        speaker_name: None,
        cue: spans(std::slice::from_ref(&found.cue)),
        quote: quotation::kind(view, &content, found.quote),
        act: act::act(view, &found.cue, &content, found.act),
        addressee: addressee::addressee(view, &found.cue, source.as_ref(), &content),
        content: spans(&content),
        within: None,
    };
    Some(Draft { cue: found.cue.clone(), source, content, statement })
}
