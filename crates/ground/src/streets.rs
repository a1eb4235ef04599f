//! Streets, which no gazetteer has, and the town that a report is from.
//!
//! Why: "the 1100 block of Orrel" is a street, though a town of that name lies elsewhere; which town the street is in, local news says once.
//! Example: *SARNEM — A man was shot in the 1100 block of Orrel.* → `Orrel`, in `Sarnem`.

use truceline_record::{CharIndex, Place, Span};

/// Last words of the names of streets, lower case, one a line.
const KINDS: &str = include_str!("../data/street_kinds.txt");

/// Code points beside a name among which it is told to be a street.
const BESIDE: u32 = 40;

/// What stands before the name of a street, lower case.
const BEFORE: [&str; 3] = ["block of", "corner of", "intersection of"];

/// Whether the words `span` name a street: by their last word or one after them, or by what stands before.
pub fn is_street(text: &str, index: &CharIndex, span: Span) -> bool {
    let kind = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        bare.starts_with(char::is_uppercase) && KINDS.lines().any(|kind| kind == bare.to_lowercase())
    };
    let words = index.slice(text, span);
    let several = words.split_whitespace().count() > 1;
    let after = index.slice(text, Span::new(span.end, span.end + BESIDE)).split_whitespace().next();
    let glued = after.is_some_and(|w| w.starts_with(char::is_uppercase) && !words.ends_with(['.', ',']));
    let near = Span::new(span.start.saturating_sub(BESIDE), span.start);
    let before = index.slice(text, near).trim_end().to_lowercase();
    let before = before.rsplit(['.', ',']).next().unwrap_or("").trim_end();
    // "the 1100 block of West Orrel": a direction may stand between
    let before =
        ["north", "south", "east", "west"].iter().find_map(|d| before.strip_suffix(d)).unwrap_or(before).trim_end();
    several && words.split_whitespace().next_back().is_some_and(kind)
        || glued && after.is_some_and(kind)
        || BEFORE.iter().any(|b| before.ends_with(b))
}

/// Code points at the head of a text within which its town is named.
const HEAD: u32 = 600;

/// The first town that the head of a report names, one in capitals before others ("SARNEM (ANA) —").
pub(crate) fn town<'p>(text: &str, index: &CharIndex, places: impl Iterator<Item = (Span, &'p Place)>) -> Option<Span> {
    let exact = |p: &Place| p.lat.is_some() && p.precision.as_deref() == Some("exact") && p.name.is_some();
    let named: Vec<Span> = places.filter(|(s, p)| s.end <= HEAD && exact(p)).map(|(s, _)| s).collect();
    let capitals = |s: &&Span| {
        let words = index.slice(text, **s);
        words.chars().filter(|c| c.is_alphabetic()).count() > 3 && !words.chars().any(char::is_lowercase)
    };
    named.iter().find(capitals).or(named.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streets_are_told_by_their_kind_and_by_their_block() {
        let text = "A man was shot in the 1100 block of Orrel, off Heron Street in Sarnem.";
        let index = CharIndex::new(text);
        let street = |words: &str| {
            let at = text.find(words).unwrap() as u32;
            is_street(text, &index, Span::new(at, at + words.len() as u32))
        };
        assert!(street("Orrel") && street("Heron Street") && street("Heron"));
        assert!(!street("Sarnem"));
    }
}
