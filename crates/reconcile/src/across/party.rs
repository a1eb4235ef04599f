//! Whether two names may be of one party, so that blame in different reports can be compared.
//!
//! Why: one report has "Syrian forces", the next "regime warplanes", a third "the army"; one has "terrorist groups" where another names the group. A dispute must
//! not be made of that, and must be made where one blames the army and the other the rebels.
//! Example: *Orlan army* and *Orlan government forces* may be one, *terrorist groups* and *Northern Front* too; *terrorist groups* and *Orlan army* are apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/parties.toml")).unwrap_or_default());

/// Letters from which two words that begin alike are one: "Russia" and "Russian".
const ALIKE: usize = 4;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    common: BTreeSet<String>,
    labels: BTreeSet<String>,
    states: BTreeSet<String>,
    spellings: BTreeMap<String, Vec<String>>,
}

/// A name, by what can be compared of it.
struct Named {
    /// Words that tell the party from others.
    telling: BTreeSet<String>,
    /// Whether a word of it is one by which others call it.
    labelled: bool,
    /// Whether it is a state's force by a word of it.
    state: bool,
}

impl Named {
    fn new(name: &str) -> Self {
        let mut name = name.to_lowercase().replace(['’', '‘'], "'");
        for (spelling, others) in &WORDS.spellings {
            for other in others {
                name = replaced(&name, other, spelling);
            }
        }
        let words: BTreeSet<String> = name
            .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '.')
            .map(singular)
            .filter(|word| !word.is_empty())
            .collect();
        let of = |list: &BTreeSet<String>| words.iter().any(|word| list.contains(word));
        let tells = |word: &&String| !WORDS.common.contains(*word) && !WORDS.labels.contains(*word);
        Self {
            labelled: of(&WORDS.labels),
            state: of(&WORDS.states),
            telling: words.iter().filter(tells).cloned().collect(),
        }
    }

    fn shares_a_word(&self, other: &Self) -> bool {
        self.telling.iter().any(|a| other.telling.iter().any(|b| is_one_word(a, b)))
    }
}

/// Whether two names cannot be of one party, nor one of a part of the other's.
pub fn are_apart(a: &str, b: &str) -> bool {
    let (a, b) = (Named::new(a), Named::new(b));
    // "rebels" and "the army" of one country share its name, and are two
    if (a.labelled && b.state && !b.labelled) || (b.labelled && a.state && !a.labelled) {
        return true;
    }
    let unnamed = a.telling.is_empty() || b.telling.is_empty();
    // a label stands for whoever is called so, and "the army" for the army of whichever side
    !unnamed && !a.shares_a_word(&b)
}

/// A word without the endings of the plural and of the owner.
fn singular(word: &str) -> String {
    let word = word.trim_matches(['\'', '.']);
    let word = word.strip_suffix("'s").unwrap_or(word);
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    let plural = word.len() > 3 && !word.ends_with("ss") && !word.ends_with("us");
    word.strip_suffix('s').filter(|_| plural).unwrap_or(word).to_owned()
}

fn is_one_word(a: &str, b: &str) -> bool {
    a == b || (a.len().min(b.len()) >= ALIKE && (a.starts_with(b) || b.starts_with(a)))
}

/// `name` with the words `from` made `to`, where they stand as whole words.
fn replaced(name: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find(from) {
        let (before, after) = (&rest[..at], &rest[at + from.len()..]);
        let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let left = free(before.chars().next_back().or_else(|| out.chars().next_back()));
        out.push_str(before);
        out.push_str(if left && free(after.chars().next()) { to } else { from });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_there() {
        assert!(!WORDS.common.is_empty() && !WORDS.labels.is_empty() && !WORDS.states.is_empty());
    }

    #[test]
    fn a_party_and_its_part_are_not_apart() {
        for (a, b) in [
            ("Orlan army", "Orlan government forces"),
            ("Northern Front", "Northern Front fighters"),
            ("Northern Front", "the Northern Front's Heron brigade"),
            ("Orlan or Velmark warplanes", "Velmark forces"),
            ("Velmark", "Velmarkian jets"),
            ("U.S.-led coalition", "United States"),
            ("terrorist groups", "Terrorists"),
            ("terrorist groups", "Northern Front"),
            ("militants", "terrorist organizations"),
            ("the army", "Orlan army"),
        ] {
            assert!(!are_apart(a, b) && !are_apart(b, a), "{a} / {b}");
        }
    }

    #[test]
    fn two_parties_are_apart() {
        for (a, b) in [
            ("Northern Front", "Orlan army"),
            ("the army", "the rebels"),
            ("Orlan rebels", "Orlan army"),
            ("terrorist groups", "Orlan government forces"),
            ("United States", "Velmark"),
            ("Northern Front", "Heron Brigade"),
        ] {
            assert!(are_apart(a, b) && are_apart(b, a), "{a} / {b}");
        }
    }
}
