//! The words of time expressions: `data/calendar.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::meaning::{Part, Season, Unit, Vague};

const BUNDLED: &str = include_str!("../../data/calendar.toml");

/// Why the words of time expressions could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The file is not what it should be.
    #[error("the calendar cannot be read: {0}")]
    Words(String),
}

/// Phrases in their tokens with what they mean, by their first token, longest first.
pub(super) type Phrases<T> = BTreeMap<String, Vec<(Vec<String>, T)>>;

/// The words of time expressions.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub(super) words: Words,
    pub(super) references: Phrases<Vague>,
    pub(super) modifiers: Phrases<Narrowing>,
    pub(super) holidays: Phrases<Vec<i8>>,
    digest: String,
}

/// What a word before a time does to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Narrowing {
    Early,
    Mid,
    Late,
    /// Within it and before the report.
    Earlier,
    /// Within it and after the report.
    Later,
    /// Nothing: "nearly two years".
    Hedge,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    references: References,
    pub(super) sets: BTreeMap<String, String>,
    pub(super) months: BTreeMap<String, i8>,
    pub(super) short_months: BTreeMap<String, i8>,
    pub(super) weekdays: BTreeMap<String, i8>,
    pub(super) short_weekdays: BTreeMap<String, i8>,
    pub(super) units: BTreeMap<String, Unit>,
    pub(super) numbers: BTreeMap<String, u32>,
    pub(super) ordinals: BTreeMap<String, u32>,
    pub(super) decades: BTreeMap<String, i16>,
    pub(super) seasons: BTreeMap<String, Season>,
    pub(super) parts: BTreeMap<String, Part>,
    pub(super) zones: BTreeMap<String, i16>,
    modifiers: Modifiers,
    holidays: BTreeMap<String, Vec<i8>>,
    pub(super) year: YearWords,
    pub(super) dateline: Dateline,
    pub(super) ahead: Ahead,
    pub(super) saying: Saying,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct References {
    present: Vec<String>,
    past: Vec<String>,
    future: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Modifiers {
    early: Vec<String>,
    mid: Vec<String>,
    late: Vec<String>,
    earlier: Vec<String>,
    later: Vec<String>,
    hedge: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct YearWords {
    pub(super) after: Vec<String>,
    pub(super) never_after: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dateline {
    pub(super) opening: Vec<String>,
    pub(super) never_after: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ahead {
    pub(super) words: Vec<String>,
    pub(super) done: Vec<String>,
    pub(super) binds: Vec<String>,
    pub(super) future: Vec<String>,
    pub(super) modal: Vec<String>,
    pub(super) starts: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Saying {
    pub(super) verbs: Vec<String>,
}

impl Calendar {
    /// The words that the program holds.
    ///
    /// # Errors
    ///
    /// When they are not well formed.
    pub fn bundled() -> Result<Self, CalendarError> {
        Self::from_toml(BUNDLED)
    }

    /// Words of one's own, in the shape of `data/calendar.toml`.
    ///
    /// # Errors
    ///
    /// When they are not well formed.
    pub fn from_toml(toml: &str) -> Result<Self, CalendarError> {
        let words: Words = toml::from_str(toml).map_err(|e| CalendarError::Words(e.to_string()))?;
        let r = &words.references;
        let references = [(&r.present, Vague::Present), (&r.past, Vague::Past), (&r.future, Vague::Future)];
        let m = &words.modifiers;
        let modifiers = [
            (&m.early, Narrowing::Early),
            (&m.mid, Narrowing::Mid),
            (&m.late, Narrowing::Late),
            (&m.earlier, Narrowing::Earlier),
            (&m.later, Narrowing::Later),
            (&m.hedge, Narrowing::Hedge),
        ];
        fn spread<'a, T: Copy>(lists: &[(&'a Vec<String>, T)]) -> Vec<(&'a str, T)> {
            lists.iter().flat_map(|(list, meaning)| list.iter().map(|p| (p.as_str(), *meaning))).collect()
        }
        Ok(Self {
            references: by_first_word(spread(&references)),
            modifiers: by_first_word(spread(&modifiers)),
            holidays: by_first_word(words.holidays.iter().map(|(p, day)| (p.as_str(), day.clone()))),
            digest: blake3::hash(toml.as_bytes()).to_hex().to_string(),
            words,
        })
    }

    /// BLAKE3 digest of the words, in hex.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// Looks phrases up by their first token.
fn by_first_word<'a, T>(phrases: impl IntoIterator<Item = (&'a str, T)>) -> Phrases<T> {
    let mut out: Phrases<T> = BTreeMap::new();
    for (phrase, meaning) in phrases {
        let tokens: Vec<String> = super::tokens::cut(phrase).into_iter().map(|t| t.lower).collect();
        if let Some(first) = tokens.first().cloned() {
            out.entry(first).or_default().push((tokens, meaning));
        }
    }
    for list in out.values_mut() {
        list.sort_by_key(|(tokens, _)| std::cmp::Reverse(tokens.len()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_words_are_well_formed() {
        let calendar = Calendar::bundled().unwrap();
        assert_eq!(calendar.digest().len(), 64);
        assert!(calendar.references["as"][0].0.len() > 1);
    }

    #[test]
    fn a_damaged_file_is_an_error() {
        let message = Calendar::from_toml("months = 3").unwrap_err().to_string();
        assert!(message.starts_with("the calendar cannot be read: "), "{message}");
    }
}
