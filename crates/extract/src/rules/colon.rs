//! A headline that names its speaker by a colon.
//!
//! Why: headlines have no room for "said"; the colon is the cue, with the speaker before or after it. They stand inside texts too, as the
//! titles of parts. Labels ("Update:", "Sarnem:") are no speakers, so the speaker must be somebody or a body that speaks.
//! Example: *Shells kill nine in market of Sarnem: monitors* → `monitors`, with what stands before the colon.

use std::ops::Range;

use truceline_parse::{Attribution, Upos};
use truceline_record::{Act, MentionKind, Quote};

use crate::view::View;

/// A headline is at most this many words long.
const HEADLINE: usize = 24;
/// Its speaker at most this many.
const SPEAKER: usize = 6;

/// The attributions of those headlines that `found` leaves untouched.
pub(crate) fn headlines(view: &View, found: &[Attribution]) -> Vec<Attribution> {
    let words = &view.parse.words;
    let mut out = Vec::new();
    let mut start = 0;
    while start < words.len() {
        let end = (start + 1..words.len()).find(|&n| words[n].starts_paragraph).unwrap_or(words.len());
        let free = !found.iter().any(|a| (start..end).contains(&a.cue.start));
        if free && end - start <= HEADLINE {
            out.extend(headline(view, start..end));
        }
        start = end;
    }
    out
}

fn headline(view: &View, words: Range<usize>) -> Option<Attribution> {
    let mut colons = words.clone().filter(|&n| view.form(n) == ":");
    let (colon, None) = (colons.next()?, colons.next()) else { return None };
    let (before, after) = (words.start..colon, colon + 1..words.end);
    let (source, content) = if speaks(view, &before) {
        (before, after)
    } else if speaks(view, &after) {
        (after, before)
    } else {
        return None;
    };
    let says = content.clone().filter(|&n| view.word(n).upos != Upos::Punct).count() >= 3;
    says.then(|| Attribution {
        cue: colon..colon + 1,
        source: Some(source),
        content: vec![content],
        act: Act::Assert,
        quote: Quote::Indirect,
    })
}

/// Whether the words are somebody who can speak, and nothing more.
fn speaks(view: &View, words: &Range<usize>) -> bool {
    if words.is_empty()
        || words.len() > SPEAKER
        || words.clone().any(|n| matches!(view.word(n).upos, Upos::Verb | Upos::Aux))
    {
        return false;
    }
    let head = view.head_of(words);
    let lists = &view.lexicon.speakers;
    let known = [&lists.person, &lists.organisation, &lists.monitor].iter().any(|l| view.is_one_of(head, l));
    let meets = |m: &Range<usize>| m.start < words.end && words.start < m.end;
    known
        || view
            .parse
            .mentions
            .iter()
            .any(|m| matches!(m.kind, MentionKind::Person | MentionKind::Organisation) && meets(&m.words))
}

#[cfg(test)]
mod tests {
    use crate::testing::{mentioning, parsed};

    #[test]
    fn the_speaker_stands_before_or_after_the_colon() {
        let text = "Orrel|dep|4 :|punct|4 Truce|nsubj|4 holds|root|0 here|advmod|4";
        mentioning(text, "person", 0..1, |view| {
            let found = super::headlines(view, &[]);
            assert_eq!((found[0].source.clone(), &found[0].content), (Some(0..1), &vec![2..5]));
        });
        parsed("Shells|nsubj|2 kill|root|0 nine|obj|2 :|punct|2 monitors|dep|2", |view| {
            let found = super::headlines(view, &[]);
            assert_eq!((found[0].source.clone(), &found[0].content), (Some(4..5), &vec![0..3]));
        });
    }

    #[test]
    fn a_label_is_no_speaker() {
        parsed("Update|dep|4 :|punct|4 truce|nsubj|4 holds|root|0 here|advmod|4", |view| {
            assert!(super::headlines(view, &[]).is_empty());
        });
    }
}
