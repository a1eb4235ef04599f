//! A quotation that goes on after the sentence that attributes it.
//!
//! Why: the words after the attribution are as much the speaker's as those before it, and no cue says so again; only the marks do.
//! Example: *"We signed nothing," Orrel said. "They broke the truce first."* → one statement with both contents.

use std::ops::Range;

use truceline_parse::{Attribution, Upos};

use crate::view::{View, closes_quote, opens_quote};

/// Give each quoted sentence that no attribution touches to the quotation that it follows, in its paragraph or at the head of the next.
pub(crate) fn extend(view: &View, found: &mut [Attribution]) {
    let sentences = &view.parse.sentences;
    let mut n = 1;
    while n < sentences.len() {
        let sentence = sentences[n].clone();
        let open = sentence.start;
        let before = &sentences[n - 1];
        if !begins_quote(view, open) || found.iter().any(|a| touches(a, &sentence)) {
            n += 1;
            continue;
        }
        let last = found
            .iter()
            .enumerate()
            .filter(|(_, a)| quoted(view, a) && touches(a, before))
            .max_by_key(|(_, a)| end_of(a));
        let Some((last, _)) = last else {
            n += 1;
            continue;
        };
        let end = close(view, open, found);
        found[last].content.push(open..end);
        while n < sentences.len() && sentences[n].start < end {
            n += 1;
        }
    }
}

/// Whether a mark that begins a quotation stands at word `n`, against the word after it.
fn begins_quote(view: &View, n: usize) -> bool {
    let hugs = view.parse.words.get(n + 1).is_some_and(|next| next.span.start == view.word(n).span.end);
    opens_quote(view.form(n)) && hugs && !matches!(view.form(n), "'" | "’")
}

/// One past the quotation that opens at `open`: its closing mark; without one the sentence's end.
fn close(view: &View, open: usize, found: &[Attribution]) -> usize {
    let sentence = view.parse.sentences[view.sentence(open)].clone();
    let taken =
        |n: usize| found.iter().any(|a| a.cue.contains(&n) || a.source.as_ref().is_some_and(|s| s.contains(&n)));
    for n in open + 1..view.parse.words.len() {
        if view.word(n).starts_paragraph || taken(n) {
            break;
        }
        if closes_quote(view.form(n)) {
            return n + 1;
        }
    }
    sentence.end
}

/// Whether any part of an attribution lies in a sentence.
fn touches(a: &Attribution, sentence: &Range<usize>) -> bool {
    let meets = |r: &Range<usize>| r.start < sentence.end && sentence.start < r.end;
    meets(&a.cue) || a.source.as_ref().is_some_and(meets) || a.content.iter().any(meets)
}

/// Whether the content of an attribution carries quotation marks around a word-for-word quotation of some length.
fn quoted(view: &View, a: &Attribution) -> bool {
    let marks = |n: usize| opens_quote(view.form(n)) || closes_quote(view.form(n));
    a.content.iter().any(|c| {
        let edges = [c.start.checked_sub(1), Some(c.start), c.end.checked_sub(1), Some(c.end)];
        let words = c.clone().filter(|&n| view.word(n).upos != Upos::Punct).count();
        words >= 3 && edges.into_iter().flatten().any(|n| n < view.parse.words.len() && marks(n))
    })
}

fn end_of(a: &Attribution) -> usize {
    a.content.iter().map(|c| c.end).fold(a.cue.end, usize::max)
}

#[cfg(test)]
mod tests {
    use truceline_parse::Attribution;
    use truceline_record::{Act, Quote};

    use crate::testing::sentences;

    fn said(cue: usize, content: std::ops::Range<usize>) -> Attribution {
        Attribution {
            cue: cue..cue + 1,
            source: Some(cue - 1..cue),
            content: vec![content],
            act: Act::Assert,
            quote: Quote::Direct,
        }
    }

    #[test]
    fn the_next_quotation_is_more_of_the_same() {
        // " We signed nothing , " Orrel said . | " They broke it first . " | Rain fell .
        sentences(&["\"We signed nothing,\" Orrel said.", "\"They broke it first.\"", "Rain fell."], |view| {
            let mut found = vec![said(7, 1..4)];
            super::extend(view, &mut found);
            assert_eq!(found[0].content, [1..4, 9..16]);
        });
    }

    #[test]
    fn narration_and_attributed_quotations_stay_apart() {
        sentences(&["\"We signed nothing,\" Orrel said.", "Rain fell."], |view| {
            let mut found = vec![said(7, 1..4)];
            super::extend(view, &mut found);
            assert_eq!(found[0].content.len(), 1);
        });
    }
}
