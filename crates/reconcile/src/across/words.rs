//! Words made comparable, and how much a shared one says.
//!
//! A word counts by how rare it is in reporting at large: a fixed table (`data/words.tsv`) of the share of reports that hold it, so that a weight
//! never depends on which reports came before. What the table does not hold is rare.

use std::cmp::Ordering;
use std::collections::HashMap;

use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};
use truceline_ground::places::{fold, skeleton};
use xxhash_rust::xxh3::xxh3_64;

use super::LinkingError;

pub(super) static TABLE: &str = include_str!("../../data/words.tsv");

/// Share of reports that is taken for a word not in the table: one in this many.
const RARE: f32 = 2000.0;
/// Weight of a word under which it says nothing.
const COMMON: f32 = 0.5;
/// Letters that a word must have to count.
const SHORT: usize = 3;

/// A word by which reports are compared, with the natural log of how many reports there are to one that holds it.
///
/// In JSON `["depot", "depots", 6.2]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "(String, String, f32)", into = "(String, String, f32)")]
pub struct Word {
    /// What is compared: a stem, or what the spellings of a name have in common.
    key: String,
    /// The word as a person may read it, in lower case without diacritics.
    text: String,
    weight: f32,
    /// The key's hash, by which words are ordered and found.
    hash: u64,
}

impl Word {
    fn new(key: String, text: String, weight: f32) -> Self {
        Self { hash: xxh3_64(key.as_bytes()), key, text, weight }
    }

    /// The word as a person may read it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How rare it is: 0 to about 8.
    pub const fn weight(&self) -> f32 {
        self.weight
    }

    /// Stands for the word in keys of blocks.
    pub(super) const fn hash(&self) -> u64 {
        self.hash
    }

    /// Whether the word's key is this one.
    pub(super) fn is(&self, key: &str) -> bool {
        self.key == key
    }
}

impl From<(String, String, f32)> for Word {
    fn from((key, text, weight): (String, String, f32)) -> Self {
        Self::new(key, text, weight)
    }
}

impl From<Word> for (String, String, f32) {
    fn from(w: Word) -> Self {
        (w.key, w.text, w.weight)
    }
}

/// How rare words are.
pub(super) struct Words {
    table: HashMap<&'static str, f32>,
    stemmer: Stemmer,
}

impl Words {
    pub(super) fn bundled() -> Result<Self, LinkingError> {
        let row = |line: &'static str| {
            let (stem, share) = line.split_once('\t')?;
            let share: f32 = share.parse().ok().filter(|s| *s > 0.0 && *s <= 1.0)?;
            Some((stem, rounded(-share.ln())))
        };
        let mut table = HashMap::new();
        for (n, line) in TABLE.lines().enumerate().filter(|(_, l)| !l.starts_with('#')) {
            let (stem, weight) = row(line).ok_or(LinkingError::Words(n + 1))?;
            table.insert(stem, weight);
        }
        Ok(Self { table, stemmer: Stemmer::create(Algorithm::English) })
    }

    fn weight(&self, stem: &str) -> f32 {
        self.table.get(stem).copied().unwrap_or_else(|| rounded(RARE.ln()))
    }

    /// The words of a text, with letters only.
    pub(super) fn of(&self, text: &str) -> Vec<Word> {
        let word = |w: &str| {
            let key = self.stemmer.stem(w).into_owned();
            let weight = self.weight(&key);
            Word::new(key, w.to_owned(), weight)
        };
        split(&fold(text)).map(word).collect()
    }

    /// The words of a name; spellings of one name meet.
    pub(super) fn of_name(&self, name: &str) -> Vec<Word> {
        let word = |w: &str| {
            let sound = skeleton(w);
            let key = if sound.len() < SHORT { w.to_owned() } else { sound };
            Word::new(key, w.to_owned(), self.weight(&self.stemmer.stem(w)))
        };
        split(&fold(name)).map(word).collect()
    }
}

fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').filter(|w| w.chars().count() >= SHORT && w.chars().all(char::is_alphabetic))
}

/// A weight to two decimals, which is all that it is good for, so that it takes little room.
fn rounded(weight: f32) -> f32 {
    (weight * 100.0).round() / 100.0
}

/// The `most` rarest of some words, each once, in the order of their hashes; without those that nearly every report holds.
pub(super) fn rarest<'a>(words: impl Iterator<Item = &'a Word>, most: usize) -> Vec<Word> {
    let mut words: Vec<&Word> = words.filter(|w| w.weight >= COMMON).collect();
    words.sort_unstable_by(|a, b| a.hash.cmp(&b.hash).then_with(|| a.text.cmp(&b.text)));
    words.dedup_by(|a, b| a.hash == b.hash);
    // stable: of equal weight, in the order of the hashes
    words.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    words.truncate(most);
    words.sort_unstable_by_key(|w| w.hash);
    words.into_iter().cloned().collect()
}

/// The words that two lists, in the order of their hashes, share.
pub(super) fn shared<'a>(a: &'a [Word], b: &'a [Word]) -> impl Iterator<Item = &'a Word> {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
            match x.hash.cmp(&y.hash) {
                Ordering::Less => i += 1,
                Ordering::Greater => j += 1,
                Ordering::Equal => {
                    (i, j) = (i + 1, j + 1);
                    // the same one whichever list comes first
                    return Some(if x.text <= y.text { x } else { y });
                }
            }
        }
        None
    })
}
