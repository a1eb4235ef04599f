//! Numbers that somebody gives, other than the tolls of events.

use std::ops::Range;

use truceline_parse::Role;
use truceline_record::{Figure, MentionKind};

use crate::events::within;
use crate::numbers::{Amount, amounts};
use crate::statements::Draft;
use crate::view::View;

/// Words after a numeral among which the noun that it counts stands.
const NOUN: usize = 5;

/// The figures of a text, in its order.
pub(crate) fn figures(view: &View, statements: &[Draft]) -> Vec<Figure> {
    let mut out = Vec::new();
    for sentence in &view.parse.sentences {
        let all = amounts(view, sentence.clone());
        for (n, a) in all.iter().enumerate() {
            let until = all.get(n + 1).map_or(sentence.end, |next| next.words.start);
            if taken(view, a) || single(a) {
                continue;
            }
            let Some(noun) = noun(view, a, until) else { continue };
            let Some(span) = view.span(&(a.words.start..noun + 1)) else { continue };
            let by = within(statements, a.numeral.start).map(|k| statements[k].statement.id.clone());
            out.push(Figure { what: what(view, a, noun, until), min: a.min, max: a.max, spans: vec![span], by });
        }
    }
    out
}

/// One of something is no figure.
fn single(a: &Amount) -> bool {
    a.min.or(a.max).is_some_and(|n| n < 2)
}

/// Whether a number is a toll, a time or a sum of money.
fn taken(view: &View, a: &Amount) -> bool {
    let meets = |r: &Range<usize>| r.start < a.numeral.end && a.numeral.start < r.end;
    let toll = view.parse.triggers.iter().flat_map(|t| &t.roles);
    let other = |k: MentionKind| matches!(k, MentionKind::Temporal | MentionKind::Money | MentionKind::Url);
    toll.filter(|(r, _)| matches!(r, Role::Killed | Role::Injured | Role::Date)).any(|(_, w)| meets(w))
        || view.parse.mentions.iter().any(|m| other(m.kind) && meets(&m.words))
}

/// The noun that a number counts.
fn noun(view: &View, a: &Amount, until: usize) -> Option<usize> {
    let lists = &view.lexicon.figures;
    (a.numeral.end..until.min(a.numeral.end + NOUN)).find(|&n| lists.all().any(|list| view.is_one_of(n, list)))
}

/// What is counted: the noun with what stands around it.
fn what(view: &View, a: &Amount, noun: usize, until: usize) -> String {
    let end = view.subtree(noun).end.clamp(noun + 1, until.max(noun + 1)).min(noun + NOUN + 3);
    let words = a.numeral.end..end;
    let skip = words.clone().find(|&n| !matches!(view.form(n), "of" | "the" | "more" | "other")).unwrap_or(noun);
    view.span(&(skip.min(noun)..end))
        .map_or(String::new(), |s| view.slice(s).split_whitespace().collect::<Vec<_>>().join(" "))
}
