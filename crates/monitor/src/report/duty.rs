//! Not doing what was undertaken: "did not fulfil its commitment to separate the fighters", "failed to let the convoys in".
//!
//! Why: a truce is broken by what is left undone as well, and nothing happens then that an incident could hold.
//! Example: *Arvenholt had not wanted to fulfil its commitment under the Dolvik accord to pull its guns back.*

use std::ops::Range;

use crate::terms::Kinds;
use crate::words::Text;

/// Where a sentence says that something undertaken was not done, with the truce that it is under.
pub(crate) fn spots(
    text: &Text<'_>,
    sentence: &Range<usize>,
    nearest: impl Fn(usize) -> Option<usize>,
) -> Vec<(Range<usize>, Option<usize>)> {
    let list = |name| text.lists.get("duty", name);
    if let Some((at, len)) = text.find(sentence.clone(), list("leaving"))
        && text.find(at + len..sentence.end.min(at + len + 5), list("undertaken")).is_some()
        && let Some(name) = nearest(at)
    {
        return vec![(at..at + len, Some(name))];
    }
    let Some((at, len)) = text.find(sentence.clone(), list("failing")) else { return Vec::new() };
    let after = at + len..sentence.end.min(at + len + 12);
    let Some((doing, _)) = text.find(after, list("doing")) else { return Vec::new() };
    let undertaken = text.find(doing..sentence.end.min(doing + 8), list("undertaken")).is_some();
    let ensures = matches!(
        text.lower(doing),
        "ensure" | "uphold" | "respect" | "respected" | "commit" | "stick" | "adhere" | "adhered"
    );
    let name = nearest(doing);
    // a commitment by itself, or the truce itself: "failed to ensure the truce holds"
    let here = name.filter(|_| undertaken || ensures);
    if undertaken || here.is_some() { vec![(at..doing + 1, here)] } else { Vec::new() }
}

/// The kind of term that the words are about.
pub(crate) fn provision(text: &Text<'_>, sentence: &Range<usize>, kinds: &Kinds) -> Option<String> {
    let words: Vec<&str> = sentence.clone().map(|n| text.lower(n)).collect();
    kinds.by_words(&words.join(" ")).map(str::to_owned)
}
