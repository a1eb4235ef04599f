//! The figures in words that say how many are killed or injured.
//!
//! Why: one phrase may hold several figures ("five women and 13 fighters"), a figure may be bounded ("at least"), and one person is
//! counted by an article alone ("a child was killed").
//! Example: *at least 48 people* → total, 48 or more.

use std::ops::Range;

use truceline_parse::Upos;
use truceline_record::{Span, TollWho};

use crate::numbers::{Amount, amounts};
use crate::rules::who;
use crate::view::View;

/// A figure of a toll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) who: TollWho,
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
    pub(crate) approximate: bool,
    pub(crate) span: Span,
}

/// Words before a run that may still bound its number.
const BEFORE: usize = 4;
/// Words after a numeral among which the noun that it counts stands.
const NOUN: usize = 5;

/// The figures in a run of words.
pub(crate) fn figures(view: &View, words: &Range<usize>) -> Vec<Figure> {
    let sentence = view.parse.sentences[view.sentence(words.start)].clone();
    let from = words.start.saturating_sub(BEFORE).max(sentence.start);
    let to = (words.end + 1).min(sentence.end);
    let found: Vec<Amount> = amounts(view, from..to)
        .into_iter()
        .filter(|a| a.numeral.start < words.end && words.start < a.numeral.end)
        .collect();
    if found.is_empty() {
        return single(view, words).into_iter().collect();
    }
    let mut out = Vec::new();
    for (n, a) in found.iter().enumerate() {
        let until = found.get(n + 1).map_or(sentence.end, |next| next.words.start).min(a.numeral.end + NOUN);
        let counted = who::counted(view, a.numeral.end..until).unwrap_or(TollWho::Total);
        let end = words.end.clamp(a.words.end, until.max(a.words.end));
        let Some(span) = view.span(&(a.words.start..end)) else { continue };
        out.push(Figure { who: counted, min: a.min, max: a.max, approximate: a.approximate, span });
    }
    out
}

/// One person without a numeral: "a child", "his wife".
fn single(view: &View, words: &Range<usize>) -> Option<Figure> {
    let first = words.clone().find(|&n| view.word(n).upos != Upos::Punct)?;
    let one = matches!(view.form(first).to_lowercase().as_str(), "a" | "an" | "another" | "his" | "her");
    let plural = words.clone().any(|n| view.word(n).upos == Upos::Noun && view.word(n).feats.contains("Number=Plur"));
    if !one || plural {
        return None;
    }
    let counted = who::counted(view, first + 1..words.end)?;
    Some(Figure { who: counted, min: Some(1), max: Some(1), approximate: false, span: view.span(words)? })
}

#[cfg(test)]
mod tests {
    use truceline_record::TollWho::{Combatant, Total, Woman};

    use crate::testing::glued;

    #[test]
    fn each_figure_of_a_phrase_is_one() {
        glued("Five women and 13 fighters died", |v| {
            let all: Vec<_> = super::figures(v, &(0..5)).into_iter().map(|f| (f.who, f.min, f.max)).collect();
            assert_eq!(all, [(Woman, Some(5), Some(5)), (Combatant, Some(13), Some(13))]);
        });
    }

    #[test]
    fn a_bound_before_the_run_counts() {
        glued("at least 48 people died", |v| {
            let all = super::figures(v, &(2..4));
            assert_eq!((all[0].who, all[0].min, all[0].max), (Total, Some(48), None));
            assert_eq!(v.slice(all[0].span), "at least 48 people");
        });
    }

    #[test]
    fn one_person_is_counted_by_the_article() {
        glued("a woman died", |v| {
            assert_eq!(super::figures(v, &(0..2))[0].who, Woman);
            assert!(super::figures(v, &(2..3)).is_empty());
        });
    }
}
