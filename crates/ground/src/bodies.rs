//! Bodies that answer for one town or county, and the town or county in their names.
//!
//! Why: local news seldom says in which town it happened; it says whose police came.
//! Example: *A man was shot in Heron Street, Sarnem police said.* → `Sarnem`.

use truceline_record::{CharIndex, Span};

use crate::places::{Gazetteer, is_capital};

/// Words that make a body of the name before them, lower case, one a line.
const KINDS: &str = include_str!("../data/local_bodies.txt");

/// Words before these that say what kind of body it is, and are names of places elsewhere, one a line.
const NO_NAMES: &str = include_str!("../data/local_body_words.txt");

/// Words of a name that the longest names of towns and counties have.
const LONGEST: usize = 4;

/// Whom a body sends, before the town that they are in.
const OFFICERS: [&str; 3] = ["officers", "detectives", "investigators"];

/// The names of towns and counties in the names of their bodies, in the order of the text.
pub(crate) fn named(text: &str, index: &CharIndex, gazetteer: &Gazetteer) -> Vec<Span> {
    let words: Vec<Span> = words(text);
    let form = |n: usize| index.slice(text, words[n]);
    let kind = |word: &str| {
        let word = word.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let word = word.trim_end_matches("'s").trim_end_matches("’s");
        KINDS.lines().any(|k| k == word)
    };
    let known = |s: &Span| {
        let name = index.slice(text, *s);
        NO_NAMES.lines().all(|word| word != name) && !gazetteer.named(name).1.is_empty()
    };
    let inner = |word: &str| is_capital(word) && word.chars().all(|c| c.is_alphanumeric() || "-.'’".contains(c));
    let mut out = Vec::new();
    for at in (0..words.len()).filter(|&n| kind(form(n))) {
        let run =
            (at.saturating_sub(LONGEST)..at).rev().take_while(|&n| inner(form(n)) && !form(n).ends_with('.')).count();
        // "Sarnem Metropolitan Police": the longest beginning that is a place, of the longest run
        let starts = at - run..at;
        let found = starts.clone().find_map(|from| {
            let ends = (from + 1..=at).rev();
            ends.map(|to| Span::new(words[from].start, words[to - 1].end)).find(known)
        });
        // "Sarnem-Orrel police" are those of Sarnem too
        let first = |from: usize| {
            let joined = form(from).split_once('-')?.0.chars().count() as u32;
            Some(Span::new(words[from].start, words[from].start + joined)).filter(known)
        };
        let found = found.or_else(|| starts.clone().find_map(first)).or_else(|| {
            // "police officers in Sarnem"
            let come = |n: &usize| OFFICERS.contains(&form(*n));
            let to =
                (at + 1..words.len()).find(|n| !come(n)).filter(|&n| form(n) == "in" && !form(at).ends_with('.'))? + 1;
            let run = (to..words.len().min(to + LONGEST)).take_while(|&n| is_capital(form(n))).count();
            let bare = |n: usize| form(n).trim_end_matches(|c: char| !c.is_alphanumeric()).chars().count() as u32;
            let name = |last: usize| Span::new(words[to].start, words[last].start + bare(last));
            (to..to + run).rev().map(name).find(known)
        });
        out.extend(found);
    }
    out
}

/// The words between blanks, in code points.
fn words(text: &str) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut open = false;
    for (n, c) in (0_u32..).zip(text.chars()) {
        if c.is_whitespace() {
            open = false;
        } else if open {
            if let Some(last) = out.last_mut() {
                last.end = n + 1;
            }
        } else {
            out.push(Span::new(n, n + 1));
            open = true;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_town_stands_before_its_police() {
        let gazetteer = Gazetteer::bundled().unwrap();
        let found = |text: &str| {
            let index = CharIndex::new(text);
            named(text, &index, &gazetteer).iter().map(|s| index.slice(text, *s).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("He was shot, the Indianapolis Metropolitan Police Department said."), ["Indianapolis"]);
        assert_eq!(found("A Little Rock police officer came."), ["Little Rock"]);
        assert_eq!(found("Then Fresno County sheriff's deputies came."), ["Fresno County"]);
        assert_eq!(found("He was shot, Savannah-Chatham police said."), ["Savannah"]);
        assert_eq!(found("Police officers in Little Rock, Arkansas, are looking for a man."), ["Little Rock"]);
        assert!(found("The police said so. In Fresno. Police came.").is_empty());
    }
}
