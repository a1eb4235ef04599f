//! What the word before a time makes of it.

use super::time::Bound;
use super::tokens::View;

/// How the time whose first token is `at` bounds what it is said of.
pub(super) fn bound(view: &View, at: usize) -> Bound {
    let before = |n: usize| at.checked_sub(n).and_then(|i| view.tokens.get(i)).map_or("", |t| t.lower.as_str());
    match (before(2), before(1)) {
        (_, "since") | ("starting" | "beginning", "from" | "on" | "in") | (_, "starting" | "beginning" | "began") => Bound::Since,
        (_, "until" | "till" | "by") => Bound::Until,
        (_, "before") | ("ahead" | "prior", "of" | "to") => Bound::Before,
        (_, "after" | "following") => Bound::After,
        _ => Bound::Within,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::times::testing::found;

    #[test]
    fn the_word_before_bounds() {
        let cases = [
            ("It held until Friday.", Bound::Until),
            ("It has held since Friday.", Bound::Since),
            ("It was agreed ahead of Friday.", Bound::Before),
            ("It collapsed after Friday.", Bound::After),
            ("It collapsed on Friday.", Bound::Within),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text, None).list[0].bound, expected, "{text}");
        }
    }
}
