//! What a weapon or a vehicle is called begins like a name of a place, and ends like a number.
//!
//! Why: "Heron-22s" are aircraft, and the encoder may take "Heron" for where they were; 22 count nobody.
//! Example: *Heron-22s and tanks stood there* → `Heron` is no place, `22` no number of anything.

use crate::view::View;

/// Whether the words before `end` begin such a name: a hyphen and a number are joined to them.
pub(crate) fn begins(view: &View, end: usize) -> bool {
    let joined = |n: usize| n < view.parse.words.len() && view.word(n - 1).span.end == view.word(n).span.start;
    let digit = |n: usize| view.form(n).starts_with(|c: char| c.is_ascii_digit());
    end > 0 && joined(end) && view.form(end) == "-" && joined(end + 1) && digit(end + 1)
}

/// Whether the number at word `at` ends such a name.
pub(crate) fn ends(view: &View, at: usize) -> bool {
    at >= 2 && begins(view, at - 1) && view.form(at - 2).starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use crate::testing::glued;

    #[test]
    fn a_number_joined_to_a_name_makes_it_no_place() {
        glued("Heron-22s and tanks", |view| assert!(super::begins(view, 1)));
        glued("Heron - 22 people fled", |view| assert!(!super::begins(view, 1)));
        glued("Heron-held towns", |view| assert!(!super::begins(view, 1)));
        glued("an AK-47 rifle", |view| assert!(super::ends(view, 3)));
        glued("20-30 people", |view| assert!(!super::ends(view, 2)));
        glued("Heron", |view| assert!(!super::begins(view, 1)));
    }
}
