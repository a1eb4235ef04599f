//! Where a source and a content begin and end.
//!
//! Why: a span must read as what it is. Commas and full stops that only join it to the sentence are not part of it; quotation marks
//! that enclose it are, and come in pairs.
//! Example: *"We will hold the bridge," Orrel said.* → content `"We will hold the bridge,"`, with both marks.

use std::ops::Range;

use truceline_parse::Upos;

use crate::view::{View, closes_quote, opens_quote};

/// A source without punctuation at its edges; none if nothing is left, or an article alone.
pub(crate) fn source(view: &View, words: Range<usize>) -> Option<Range<usize>> {
    let loose = |n: usize| view.word(n).upos == Upos::Punct && !matches!(view.form(n), ")" | "(");
    let start = words.clone().find(|&n| !loose(n))?;
    let end = words.rev().find(|&n| !loose(n))? + 1;
    let article = end == start + 1 && matches!(view.low_form(start), "the" | "a" | "an");
    (!article).then_some(start..end)
}

/// Contents without loose punctuation at their edges, with the quotation marks that enclose them. Fragments that hold no word go.
pub(crate) fn content(view: &View, fragments: &[Range<usize>], cue: &Range<usize>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for f in fragments {
        let Some(f) = one(view, within_paragraph(view, f.clone()), cue) else { continue };
        match out.last_mut() {
            // the marks that two fragments now share lie between them
            Some(last) if f.start <= last.end => last.end = last.end.max(f.end),
            _ => out.push(f),
        }
    }
    out
}

/// A word or two beyond the end of a paragraph (or of a headline, which has no full stop) are not part of what is said.
const STRAY: usize = 2;

fn within_paragraph(view: &View, words: Range<usize>) -> Range<usize> {
    let mut out = words.clone();
    for n in words.clone().skip(1).filter(|&n| view.word(n).starts_paragraph) {
        if n - words.start <= STRAY {
            out.start = n;
        }
        if words.end - n <= STRAY {
            out.end = out.end.min(n);
        }
    }
    if out.is_empty() { words } else { out }
}

fn one(view: &View, words: Range<usize>, cue: &Range<usize>) -> Option<Range<usize>> {
    let quote = |n: usize| opens_quote(view.form(n)) || closes_quote(view.form(n));
    let loose = |n: usize| matches!(view.form(n), "," | ";" | ":" | "." | "-" | "--" | "—" | "–");
    let mut start = words.clone().find(|&n| !loose(n))?;
    let mut end = words.clone().rev().find(|&n| !matches!(view.form(n), "," | ";" | ":" | "-" | "--" | "—" | "–"))? + 1;
    if !(start..end).any(|n| view.word(n).upos != Upos::Punct) {
        return None;
    }
    // A mark left just outside belongs to the quotation, and so does the comma before a closing one.
    if start > 0
        && !quote(start)
        && !cue.contains(&(start - 1))
        && opens_quote(view.form(start - 1))
        && hugs(view, start - 1)
    {
        start -= 1;
    }
    let inside = (start..end).filter(|&n| quote(n)).count();
    if inside % 2 == 1 {
        let close = (end..view.parse.words.len().min(end + 2)).find(|&n| closes_quote(view.form(n)));
        if let Some(n) = close
            && (end..n).all(&loose)
            && !cue.contains(&n)
        {
            end = n + 1;
        }
    } else if inside > 0 && view.form(end - 1) == "." {
        end -= 1;
    }
    if view.form(end - 1) == "." && !quote(start) {
        end -= 1;
    }
    (start < end).then_some(start..end)
}

/// Whether mark `n` stands against the word after it rather than the word before: it opens.
fn hugs(view: &View, n: usize) -> bool {
    view.parse.words.get(n + 1).is_some_and(|after| after.span.start == view.word(n).span.end)
        && (n == 0 || view.word(n - 1).span.end < view.word(n).span.start || view.form(n) == "“")
}

#[cfg(test)]
mod tests {
    use crate::testing::{check_parse, glued, parsed, plain};

    #[test]
    fn a_word_of_the_next_paragraph_is_not_said() {
        let mut parse = plain("Truce holds on the river Asked");
        parse.1.words[5].starts_paragraph = true;
        check_parse(&parse, |view| assert_eq!(super::content(view, &[0..6], &(9..9)), [0..5]));
    }

    #[test]
    fn a_source_loses_its_commas() {
        parsed(",|punct|2 Orrel|nsubj|4 ,|punct|2 said|root|0", |view| {
            assert_eq!(super::source(view, 0..3), Some(1..2));
            assert_eq!(super::source(view, 0..1), None);
        });
        parsed("The|det|2 Assembly|nsubj|3 said|root|0", |view| {
            assert_eq!(super::source(view, 0..1), None, "an article is nobody");
            assert_eq!(super::source(view, 0..2), Some(0..2));
        });
    }

    #[test]
    fn a_quotation_takes_both_its_marks() {
        let text = "\"We will hold,\" Orrel said.";
        glued(text, |view| {
            // words: " We will hold , " Orrel said .
            assert_eq!(super::content(view, &[1..4], &(7..8)), [0..6]);
            assert_eq!(super::content(view, &[0..6], &(7..8)), [0..6]);
        });
    }

    #[test]
    fn a_full_stop_that_ends_the_sentence_stays_outside() {
        glued("Orrel said the bridge held.", |view| {
            assert_eq!(super::content(view, &[2..6], &(1..2)), [2..5]);
            assert!(super::content(view, &[5..6], &(1..2)).is_empty());
        });
    }
}
