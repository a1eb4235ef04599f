//! A place whose words stop within a name takes the rest of the name.
//!
//! Why: "Heron" is a town, "Heron Park" a park in another; the words of an event's place may end where they should not.
//! Example: *A man was shot in Heron Park.* with `Heron` for a place → `Heron Park`.

use std::ops::Range;

use crate::view::View;

/// The words of a place, and the names beside them that are of one mention with it.
pub(crate) fn of(view: &View, words: Range<usize>) -> Range<usize> {
    let holds = |m: &Range<usize>| m.start <= words.start && words.end <= m.end && *m != words;
    let Some(mention) = view.parse.mentions.iter().map(|m| &m.words).find(|m| holds(m)) else { return words };
    let name =
        |n: usize| view.form(n).starts_with(char::is_uppercase) && view.form(n).chars().all(char::is_alphanumeric);
    // one hangs on the other: where commas are lost, places of a list stand side by side too
    let joined = |n: usize| matches!(view.word(n).relation(), "compound" | "flat");
    let hangs = |n: usize, on: &Range<usize>| joined(n) && view.word(n).head.is_some_and(|h| on.contains(&h));
    let (mut start, mut end) = (words.start, words.end);
    let on = |n: usize, words: &Range<usize>| words.clone().any(|w| hangs(w, &(n..n + 1))) || hangs(n, words);
    while end < mention.end && name(end - 1) && name(end) && on(end, &(start..end)) {
        end += 1;
    }
    while start > mention.start && name(start) && name(start - 1) && hangs(start - 1, &(start..end)) {
        start -= 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::mentioning;

    #[test]
    fn a_place_ends_where_its_name_does() {
        let words = "shot|root|0 in|case|5 a|det|5 Heron|compound|5 County|compound|6 house|obl|1 Monday|obl|1";
        mentioning(words, "location", 2..6, |view| {
            assert_eq!(of(view, 3..4), 3..5);
            assert_eq!(of(view, 4..5), 3..5);
            assert_eq!(of(view, 2..6), 2..6);
            assert_eq!(of(view, 5..6), 5..6, "a house is no name");
            assert_eq!(of(view, 6..7), 6..7, "no mention holds it");
        });
        mentioning("Ash|obl|0 Heron|flat|1 fell|root|0", "location", 0..2, |view| assert_eq!(of(view, 0..1), 0..2));
    }
}
