//! "No group claimed responsibility" is the narrator's word, not a statement by "no group".
//!
//! Why: a speaker must be somebody; counting "nobody" as one would put words into the record that no one said.
//! Example: *No faction claimed the attack.* → no statement.

use std::ops::Range;

use crate::view::View;

/// Whether a source is nobody.
pub(crate) fn speaks(view: &View, source: &Range<usize>) -> bool {
    view.is_one_of(source.start, &view.lexicon.speakers.nobody)
}

#[cfg(test)]
mod tests {
    use crate::testing::parsed;

    #[test]
    fn nobody_is_no_source() {
        parsed("No|det|2 faction|nsubj|3 claimed|root|0 the|det|5 attack|obj|3", |view| {
            assert!(super::speaks(view, &(0..2)));
            assert!(!super::speaks(view, &(3..5)));
        });
    }
}
