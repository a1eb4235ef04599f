//! Direct, indirect or mixed.
//!
//! Why: what a speaker is quoted as saying word for word weighs more than a reporter's paraphrase. Marks decide where there are any;
//! scraped texts often lost theirs, and then the encoder judges by the words (first person, unshifted tense).
//! Example: *Dosta said the truce was "a dead letter".* → mixed.

use std::ops::Range;

use truceline_parse::Upos;
use truceline_record::Quote;

use crate::view::{View, closes_quote, opens_quote};

/// The kind of quotation of a content; `judged` is the encoder's opinion, for contents without marks.
pub(crate) fn kind(view: &View, content: &[Range<usize>], judged: Quote) -> Quote {
    let (mut marks, mut inside, mut words) = (0, 0, 0);
    for fragment in content {
        // Each fragment is judged by its own marks: a lost one spoils no more than its fragment.
        let mut open = false;
        for n in fragment.clone() {
            let form = view.form(n);
            let mark = if open { closes_quote(form) } else { opens_quote(form) && !is_apostrophe(view, n) };
            if mark && !(open && matches!(form, "'" | "’") && is_apostrophe(view, n)) {
                marks += 1;
                open = !open;
            } else if closes_quote(form) && matches!(form, "”" | "»") {
                // a closing mark whose opening one is lost
                marks += 1;
                inside = words;
            } else if view.word(n).upos != Upos::Punct {
                words += 1;
                inside += usize::from(open);
            }
        }
    }
    match () {
        () if marks == 0 && judged == Quote::Mixed => Quote::Indirect,
        () if marks == 0 => judged,
        () if 10 * inside >= 9 * words => Quote::Direct,
        () if inside == 0 => judged,
        () => Quote::Mixed,
    }
}

/// Whether a single mark stands within or after a word rather than before one.
fn is_apostrophe(view: &View, n: usize) -> bool {
    let touches = n > 0 && view.word(n - 1).span.end == view.word(n).span.start;
    matches!(view.form(n), "'" | "’") && touches
}

#[cfg(test)]
mod tests {
    use truceline_record::Quote::{Direct, Indirect, Mixed};

    use crate::testing::glued;

    #[test]
    fn marks_decide() {
        glued("\"The truce is a dead letter,\" Dosta said.", |v| {
            assert_eq!(super::kind(v, &[0..9], Indirect), Direct);
        });
        glued("Dosta said the truce was \"a dead letter\".", |v| {
            assert_eq!(super::kind(v, &[2..10], Indirect), Mixed);
        });
    }

    #[test]
    fn without_marks_the_words_decide() {
        glued("We will hold the bridge Orrel said.", |v| {
            assert_eq!(super::kind(v, &[0..5], Direct), Direct);
            assert_eq!(super::kind(v, &[0..5], Mixed), Indirect);
        });
    }
}
