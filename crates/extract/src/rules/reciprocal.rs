//! Those who blame each other are both accusers.
//!
//! Why: the words for who speaks may stop at the nearer of the two, and then one side of a dispute is not heard.
//! Example: *Kestova and the Assembly traded blame for the raid.* with `the Assembly` for the source → `Kestova and the Assembly`.

use std::ops::Range;

use truceline_record::MentionKind;

use crate::view::View;

/// The source with who stands before it and "and", where its words are told of several against each other.
pub(crate) fn whole(view: &View, source: &Range<usize>, cue: &Range<usize>) -> Range<usize> {
    let Some(and) = source.start.checked_sub(1).filter(|&n| view.low_form(n) == "and") else { return source.clone() };
    let ends = |m: &Range<usize>| m.end == and || m.end == and + 1 && m.start < and;
    let party = |k: MentionKind| matches!(k, MentionKind::Organisation | MentionKind::Person | MentionKind::Location);
    let before = view.parse.mentions.iter().filter(|m| party(m.kind)).map(|m| &m.words).find(|m| ends(m));
    match before {
        Some(m) if goes_both_ways(view, cue) => m.start..source.end,
        _ => source.clone(),
    }
}

/// Whether a cue, or the words right behind it, tell of blame that goes both ways.
fn goes_both_ways(view: &View, cue: &Range<usize>) -> bool {
    let lists = &view.lexicon.speakers;
    let has = |list: &[String]| cue.clone().any(|n| view.is_one_of(n, list));
    let next = |n: usize| if n < view.parse.words.len() { view.low_form(n) } else { "" };
    let each = (next(cue.end), next(cue.end + 1));
    has(&lists.both_ways) && has(&lists.blame) || matches!(each, ("each", "other") | ("one", "another"))
}

#[cfg(test)]
mod tests {
    use crate::testing::mentioning;

    #[test]
    fn who_blames_and_is_blamed_speaks() {
        let tree = "Kestova|nsubj|5 and|cc|4 the|det|4 Assembly|conj|1 accused|root|0 each|det|7 other|obj|5";
        mentioning(tree, "location", 0..1, |view| {
            assert_eq!(super::whole(view, &(2..4), &(4..5)), 0..4);
        });
        let tree = "Kestova|nsubj|5 and|cc|4 the|det|4 Assembly|conj|1 accused|root|0 Velmark|obj|5";
        mentioning(tree, "location", 0..1, |view| assert_eq!(super::whole(view, &(2..4), &(4..5)), 2..4));
    }
}
