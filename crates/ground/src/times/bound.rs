//! What the word before a time makes of it.

use truceline_parse::Upos;

use super::time::Bound;
use super::tokens::View;

/// How far back a "since" may stand that opens a clause with the time in it.
const REACH: usize = 16;

/// How the time whose first token is `at` bounds what it is said of.
pub(super) fn bound(view: &View, at: usize) -> Bound {
    let before = |n: usize| at.checked_sub(n).map_or("", |i| view.lower(i));
    match (before(2), before(1)) {
        (_, "since") => Bound::Since,
        ("starting" | "beginning" | "began" | "started", "from" | "on" | "in") => Bound::From,
        (_, "starting" | "beginning" | "began" | "started") => Bound::From,
        (_, "until" | "till" | "by") => Bound::Until,
        (_, "before") | ("ahead" | "prior", "of" | "to") => Bound::Before,
        (_, "after" | "following") => Bound::After,
        _ if since_clause(view, at) => Bound::From,
        _ => Bound::Within,
    }
}

/// "since the truce collapsed on Monday".
fn since_clause(view: &View, at: usize) -> bool {
    let back = (at.saturating_sub(REACH)..at).rev().take_while(|n| !matches!(view.lower(*n), "," | "." | ";" | "\""));
    back.into_iter().any(|n| view.lower(n) == "since" && view.upos(n) == Some(Upos::Sconj))
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
            ("It began on Friday.", Bound::From),
            ("It was agreed ahead of Friday.", Bound::Before),
            ("It collapsed after Friday.", Bound::After),
            ("It collapsed on Friday.", Bound::Within),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text, None).list[0].bound, expected, "{text}");
        }
    }
}
