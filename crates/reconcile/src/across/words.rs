//! Words made comparable, and how much a shared one says.
//!
//! A word counts by how rare it is in reporting at large: a fixed table (`data/words.tsv`) of the share of reports that hold it, so that a weight
//! never depends on which reports came before. What the table does not hold is rare.

use std::collections::BTreeMap;

use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};
use truceline_ground::places::{fold, skeleton};

use super::LinkingError;

static TABLE: &str = include_str!("../../data/words.tsv");

/// Share of reports that is taken for a word not in the table: one in this many.
const RARE: f32 = 2000.0;
/// Weight of a word under which it says nothing.
const COMMON: f32 = 0.5;
/// Letters that a word must have to count.
const SHORT: usize = 3;

/// A word by which reports are compared, with the natural log of how many reports there are to one that holds it.
///
/// In JSON `["depot", "depot", 6.2]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "(String, String, f32)", into = "(String, String, f32)")]
pub struct Word {
    /// What is compared: a stem, or what the spellings of a name have in common.
    pub key: String,
    /// The word as a person may read it, in lower case without diacritics.
    pub text: String,
    /// Its weight, 0 to about 8.
    pub weight: f32,
}

impl From<(String, String, f32)> for Word {
    fn from((key, text, weight): (String, String, f32)) -> Self {
        Self { key, text, weight }
    }
}

impl From<Word> for (String, String, f32) {
    fn from(w: Word) -> Self {
        (w.key, w.text, w.weight)
    }
}

/// How rare words are.
pub(super) struct Words {
    table: BTreeMap<&'static str, f32>,
    stemmer: Stemmer,
}

impl Words {
    pub(super) fn bundled() -> Result<Self, LinkingError> {
        let row = |(n, line): (usize, &'static str)| {
            let (stem, share) = line.split_once('\t')?;
            let share: f32 = share.parse().ok().filter(|s| (0.0..=1.0).contains(s) && *s > 0.0)?;
            Some((stem, -share.ln())).filter(|_| n < usize::MAX)
        };
        let mut table = BTreeMap::new();
        for (n, line) in TABLE.lines().enumerate().filter(|(_, l)| !l.starts_with('#')) {
            let (stem, weight) = row((n, line)).ok_or_else(|| LinkingError::Words(n + 1))?;
            table.insert(stem, weight);
        }
        Ok(Self { table, stemmer: Stemmer::create(Algorithm::English) })
    }

    fn weight(&self, stem: &str) -> f32 {
        self.table.get(stem).copied().unwrap_or_else(|| RARE.ln())
    }

    /// The words of a text, each once, with letters only.
    pub(super) fn of(&self, text: &str) -> Vec<Word> {
        let word = |w: &str| {
            let key = self.stemmer.stem(w).into_owned();
            Word { weight: self.weight(&key), text: w.to_owned(), key }
        };
        unique(split(&fold(text)).map(word).collect())
    }

    /// The words of names, each once; spellings of one name meet.
    pub(super) fn of_names<'a>(&self, names: impl Iterator<Item = &'a str>) -> Vec<Word> {
        let mut out = Vec::new();
        for name in names {
            for w in split(&fold(name)) {
                let sound = skeleton(w);
                let key = if sound.len() < SHORT { w.to_owned() } else { sound };
                out.push(Word { key, weight: self.weight(&self.stemmer.stem(w)), text: w.to_owned() });
            }
        }
        unique(out)
    }
}

fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(' ').filter(|w| w.chars().count() >= SHORT && w.chars().all(char::is_alphabetic))
}

fn unique(mut words: Vec<Word>) -> Vec<Word> {
    words.sort_by(|a, b| a.key.cmp(&b.key).then_with(|| a.text.cmp(&b.text)));
    words.dedup_by(|a, b| a.key == b.key);
    words
}

/// The `most` rarest words, in the order of their keys, without those that nearly every report holds.
pub(super) fn rarest(mut words: Vec<Word>, most: usize) -> Vec<Word> {
    words.retain(|w| w.weight >= COMMON);
    words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.key.cmp(&b.key)));
    words.truncate(most);
    words.sort_by(|a, b| a.key.cmp(&b.key));
    words
}

/// The words that two sorted lists share.
pub(super) fn shared<'a>(a: &'a [Word], b: &'a [Word]) -> Vec<&'a Word> {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut out = Vec::new();
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.key.cmp(&y.key) {
            std::cmp::Ordering::Less => _ = a.next(),
            std::cmp::Ordering::Greater => _ = b.next(),
            std::cmp::Ordering::Equal => {
                // the same of both sides, whichever comes first
                out.push(if x.text <= y.text { *x } else { *y });
                (a.next(), b.next());
            }
        }
    }
    out
}
