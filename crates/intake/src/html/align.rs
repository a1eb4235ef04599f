//! Where the characters of an extracted text stand in the source it was extracted from.
//!
//! The extractor gives text without positions. Its paragraphs are looked for among the characters of the source, white
//! space aside: whole first, the long ones before the short ones, so that a line such as "Share" is not mistaken for
//! the same word elsewhere; a paragraph that something was taken out of is then found piece by piece.

use std::ops::Range;

use crate::html::tokens::{Char, is_gap};

/// A paragraph of this many characters is not to be found in two places by chance.
const LONG: usize = 40;
/// How many characters must agree for a piece of a paragraph to be taken as found.
const PIECE: usize = 16;
/// Fewer characters than this are found by chance almost anywhere.
const SHORT: usize = 6;
/// How far ahead the next piece of a paragraph is looked for, in bytes.
const NEAR: usize = 64 * 1024;
/// How often the source is gone through at the most, so that a page made to be slow is not.
const ROUNDS: usize = 64;

/// Text of a source without its white space, to search in.
struct Solid {
    text: String,
    /// For each byte of `text` that starts a character, that character's place in the stream; else that of the one
    /// before.
    places: Vec<u32>,
    /// How many more bytes may be gone through.
    budget: usize,
}

impl Solid {
    fn new(stream: &[Char]) -> Self {
        let (mut text, mut places) = (String::new(), Vec::new());
        for (n, c) in stream.iter().enumerate().filter(|(_, c)| solid(c.c)) {
            text.push(c.c);
            places.resize(text.len(), n as u32);
        }
        let budget = text.len().saturating_mul(ROUNDS);
        Self { text, places, budget }
    }

    /// The first place of `needle` in `range`, or the last one if `back`.
    fn find(&mut self, needle: &str, range: Range<usize>, back: bool) -> Option<usize> {
        let mut end = range.end.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        let hay = self.text.get(range.start..end)?;
        self.budget = self.budget.checked_sub(hay.len() + 1)?;
        let found = if back { hay.rfind(needle) } else { hay.find(needle) };
        found.map(|at| at + range.start)
    }
}

/// Whether `c` is looked at: not white space, and none of the invisible characters that extractors drop.
fn solid(c: char) -> bool {
    !is_gap(c) && !c.is_whitespace() && c != '\u{AD}'
}

/// For each character of each of `paragraphs`, its place in `stream`, where it was found.
pub(crate) fn align(paragraphs: &[Vec<char>], stream: &[Char]) -> Vec<Vec<Option<u32>>> {
    let mut source = Solid::new(stream);
    let needles: Vec<String> = paragraphs.iter().map(|p| p.iter().copied().filter(|&c| solid(c)).collect()).collect();
    // Places in `source.text` of the needles found whole.
    let mut found: Vec<Option<Range<usize>>> = vec![None; needles.len()];
    let mut cursor = 0;
    for (needle, found) in needles.iter().zip(&mut found).filter(|(n, _)| n.chars().count() >= LONG) {
        let len = source.text.len();
        let at =
            source.find(needle, cursor..len, false).or_else(|| source.find(needle, 0..cursor + needle.len(), false));
        if let Some(at) = at {
            cursor = at + needle.len();
            *found = Some(at..cursor);
        }
    }
    let pieces: Vec<Vec<Option<usize>>> = (0..needles.len())
        .map(|n| {
            let Some(needle) = needles.get(n) else { return Vec::new() };
            let before = found.get(..n).and_then(|f| f.iter().rev().flatten().next()).map(|r| r.end);
            let after =
                found.get(n + 1..).and_then(|f| f.iter().flatten().next()).map_or(source.text.len(), |r| r.start);
            let whole = found.get(n).cloned().flatten().or_else(|| {
                let range = before.unwrap_or(0)..after;
                let at = source.find(needle, range, before.is_none())?;
                Some(at..at + needle.len())
            });
            let places = match &whole {
                Some(range) => needle.char_indices().map(|(byte, _)| Some(range.start + byte)).collect(),
                None => by_pieces(needle, before.unwrap_or(0), &mut source),
            };
            if let Some(found) = found.get_mut(n) {
                *found = whole;
            }
            places
        })
        .collect();
    paragraphs.iter().zip(pieces).map(|(p, places)| with_gaps(p, &places, &source, stream)).collect()
}

/// For each character of `needle`, the byte of the source's solid text where it was found, from `cursor` on.
fn by_pieces(needle: &str, mut cursor: usize, source: &mut Solid) -> Vec<Option<usize>> {
    let chars: Vec<(usize, char)> = needle.char_indices().collect();
    let mut out = vec![None; chars.len()];
    let mut n = 0;
    while n < chars.len() {
        let key_end = n + PIECE.min(chars.len() - n);
        let from = chars.get(n).map_or(0, |c| c.0);
        let to = chars.get(key_end).map_or(needle.len(), |c| c.0);
        // What is left at the end may be short: it is looked for close by, or else only right here.
        let near = match key_end - n {
            PIECE.. => cursor + NEAR,
            SHORT..PIECE => cursor + 4 * PIECE,
            _ => cursor + to - from,
        };
        let at = needle.get(from..to).and_then(|key| source.find(key, cursor..near, false));
        let Some(at) = at else {
            n += 1;
            continue;
        };
        let mut agreed = 0;
        for (a, b) in needle.get(from..).unwrap_or("").char_indices().zip(source.text.get(at..).unwrap_or("").chars()) {
            if a.1 != b {
                break;
            }
            if let Some(place) = out.get_mut(n) {
                *place = Some(at + a.0);
            }
            agreed = a.0 + b.len_utf8();
            n += 1;
        }
        cursor = at + agreed;
    }
    out
}

/// The places of all characters of a paragraph from those of its solid ones: white space stands where the white space
/// before the character after it stands.
fn with_gaps(paragraph: &[char], solid_places: &[Option<usize>], source: &Solid, stream: &[Char]) -> Vec<Option<u32>> {
    let mut solid_places = solid_places.iter();
    let mut out: Vec<Option<u32>> = Vec::with_capacity(paragraph.len());
    for &c in paragraph {
        if !solid(c) {
            out.push(None);
            continue;
        }
        let place = solid_places.next().copied().flatten().and_then(|byte| source.places.get(byte).copied());
        let gap = place.and_then(|p| p.checked_sub(1)).filter(|&p| stream.get(p as usize).is_some_and(|s| !solid(s.c)));
        if let Some(last @ None) = out.last_mut() {
            *last = gap;
        }
        out.push(place);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::tokens::tokens;

    /// What the source has at the places of `paragraphs`, `_` where nothing was found.
    fn found(source: &str, paragraphs: &[&str]) -> Vec<String> {
        let stream = tokens(source).chars;
        let chars: Vec<Vec<char>> = paragraphs.iter().map(|p| p.chars().collect()).collect();
        let show = |p: &Option<u32>| p.and_then(|p| stream.get(p as usize)).map_or('_', |c| c.c);
        align(&chars, &stream).iter().map(|p| p.iter().map(show).collect()).collect()
    }

    #[test]
    fn short_lines_are_looked_for_next_to_long_ones() {
        let long = "The Assembly said on Monday that its fighters had left the port of Kair.";
        let page = format!("<nav>Truce</nav><h2>Truce</h2><p>{long}</p><p>Truce</p><p>{long}!</p>");
        let stream = tokens(&page).chars;
        let chars: Vec<Vec<char>> = ["Truce", long].iter().map(|p| p.chars().collect()).collect();
        let got = align(&chars, &stream);
        let at = stream[got[0][0].unwrap() as usize].start as usize;
        assert!(page[at..].starts_with("Truce</h2>"), "{}", &page[at..]);
    }

    #[test]
    fn what_was_taken_out_does_not_lose_the_rest() {
        let page = "<p>The army denied that <span>(advertisement)</span> its guns had fired at the Harrow bridge.</p>";
        let text = "The army denied that its guns had fired at the Harrow bridge.";
        assert_eq!(found(page, &[text]), [text]);
        assert_eq!(
            found(page, &["The army denied that Nobody knows its guns had fired at"]),
            ["The army denied that_____________ its guns had fired at"]
        );
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        assert_eq!(found("<p>One</p>", &["Two three"]), ["_________"]);
        assert_eq!(found("", &["Two"]), ["___"]);
    }
}
