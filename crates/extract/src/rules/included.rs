//! Who is named as included is of those who were counted right before.
//!
//! Why: "three were killed and seven wounded, including a girl" tells of a girl who lives, and a record that counts her among the dead is wrong where it
//! hurts most.
//! Example: in *Three were killed and seven wounded, including a girl*, `a girl` is injured.

use std::ops::Range;

use crate::numbers::amounts;
use crate::rules::deed::{self, Deed, deed};
use crate::view::View;

/// Words of a list of those included, before one of them, among which "including" stands.
const REACH: usize = 14;

/// What was done to those whom the words `words` name as included among others.
pub(crate) fn done(view: &View, words: &Range<usize>) -> Option<Deed> {
    let sentence = view.parse.sentences[view.sentence(words.start)].clone();
    let from = words.start.saturating_sub(REACH).max(sentence.start);
    // what stands between must be more of the list
    let lists = |n: usize| !matches!(view.form(n), ";" | ":" | ".") && !tells(view, n);
    let at = (from..words.start).rev().take_while(|&n| lists(n)).find(|&n| includes(view, n))?;
    let before = amounts(view, sentence.start..at).pop()?;
    deed(view, &before, &(sentence.start..at)).filter(|d| *d != Deed::Other)
}

/// Whether a word says what was done.
fn tells(view: &View, n: usize) -> bool {
    deed::of(view, n).is_some()
}

/// "including", "among them".
fn includes(view: &View, n: usize) -> bool {
    let next = |w: &str| n + 1 < view.parse.words.len() && view.low_form(n + 1) == w;
    view.low_form(n) == "including" || view.low_form(n) == "among" && next("them")
}

#[cfg(test)]
mod tests {
    use super::{Deed, done};
    use crate::testing::glued;

    #[test]
    fn who_is_included_is_of_those_before() {
        let found = |text: &str, words: std::ops::Range<usize>| {
            let out = std::cell::Cell::new(None);
            glued(text, |v| out.set(done(v, &words)));
            out.get()
        };
        let text = "Three civilians were killed and seven wounded, including a girl";
        assert_eq!(found(text, 9..11), Some(Deed::Injured));
        assert_eq!(found("Nine people were killed, among them a girl and a boy", 10..12), Some(Deed::Killed));
        assert_eq!(found("A girl was among nine people killed", 0..2), None);
        assert_eq!(
            found("Nine people were killed, including a boy, and a girl was wounded", 10..12),
            Some(Deed::Killed)
        );
    }
}
