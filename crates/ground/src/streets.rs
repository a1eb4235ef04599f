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
    let held = words.to_lowercase();
    // "134th Court and 99th Street in Sarnem"
    let ordinal = |w: &str| w.starts_with(|c: char| c.is_ascii_digit()) && w.ends_with(char::is_alphabetic);
    let pieces: Vec<&str> = words.split_whitespace().collect();
    let numbered = pieces.windows(2).any(|pair| matches!(pair, [a, b] if ordinal(a) && kind(b)));
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
        || numbered
        || glued && after.is_some_and(kind)
        || BEFORE.iter().any(|b| before.ends_with(b) || held.contains(&format!("{b} ")))
}

/// Words that make a quarter of the name before them, lower case.
const QUARTERS: [&str; 6] = ["neighborhood", "neighbourhood", "quarter", "neighborhoods", "neighbourhoods", "quarters"];

/// Whether the words `span` name a quarter of a town: by their last word, or the one after them.
pub fn is_quarter(text: &str, index: &CharIndex, span: Span) -> bool {
    let kind = |word: &str| QUARTERS.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()));
    let words = index.slice(text, span);
    let after = index.slice(text, Span::new(span.end, span.end + BESIDE)).split_whitespace().next();
    let capital = words.split_whitespace().any(|w| w.starts_with(char::is_uppercase));
    capital && (words.split_whitespace().next_back().is_some_and(kind) || after.is_some_and(kind))
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

/// Code points after the town of a dateline within which its dash stands: "SARNEM, Sar. (ANA) —".
const DASH: usize = 40;

/// The words in capitals that begin a line of a report's head and that a dash follows, as those of a dateline do.
pub(crate) fn datelines(text: &str) -> Vec<Span> {
    let mut at = 0;
    let lines = text.split('\n').map(|line| {
        let start = at;
        at += line.chars().count() as u32 + 1;
        (start, line)
    });
    let town = |(start, line): (u32, &str)| {
        let town = capitals(line);
        let head: String = line.chars().skip(town as usize).take(DASH).collect();
        let dash = ["—", "–", "--", " - "].iter().any(|dash| head.contains(dash));
        (town > 2 && dash).then(|| Span::new(start, start + town))
    };
    lines.take_while(|(start, _)| *start <= HEAD).filter_map(town).collect()
}

/// How many code points of a line its first words take as far as they are in capitals.
fn capitals(line: &str) -> u32 {
    let word = |w: &&str| w.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-' | '\'' | ','));
    let words: Vec<&str> = line.split(' ').take_while(|w| !w.is_empty() && word(w)).collect();
    // a comma parts a town from its state
    let town = words.iter().position(|w| w.ends_with(',')).map_or(&words[..], |n| &words[..=n]);
    town.join(" ").trim_end_matches([',', '-']).trim_end().chars().count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_is_in_capitals_before_a_dash() {
        let found = |text: &str| {
            let index = CharIndex::new(text);
            datelines(text).into_iter().map(|s| index.slice(text, s).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("Two die\n\nOREL SARN (ANA) — Two men were shot."), ["OREL SARN"]);
        assert_eq!(found("SARNEM, Sar. - Two men were shot."), ["SARNEM"]);
        assert!(found("UN sends food. It came late.").is_empty());
    }

    #[test]
    fn streets_are_told_by_their_kind_and_by_their_block() {
        let text = "A man was shot in the 1100 block of Orrel, off Heron Street in Sarnem.";
        let index = CharIndex::new(text);
        let street = |words: &str| {
            let at = text.find(words).unwrap() as u32;
            is_street(text, &index, Span::new(at, at + words.len() as u32))
        };
        assert!(street("Orrel") && street("Heron Street") && street("Heron"));
        assert!(street("the 1100 block of Orrel"), "its own words say so too");
        assert!(!street("Sarnem"));
        let text = "It was near 34th Court and 9th Street in Sarnem.";
        let index = CharIndex::new(text);
        assert!(is_street(text, &index, Span::new(12, 47)), "a number makes a street");
    }
}
