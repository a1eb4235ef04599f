//! The words of logs, which stand in `data/sheet.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use truceline_record::IncidentType;

use super::mapping::Field;

const WORDS: &str = include_str!("../../data/sheet.toml");

/// See the comments in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) blank: Vec<String>,
    pub(super) about: Vec<String>,
    pub(super) at_least: Vec<String>,
    pub(super) more: Vec<String>,
    pub(super) at_most: Vec<String>,
    pub(super) fewer: Vec<String>,
    pub(super) at_least_after: Vec<String>,
    pub(super) at_most_after: Vec<String>,
    pub(super) to: Vec<String>,
    pub(super) words: BTreeMap<String, u32>,
    pub(super) from: BTreeMap<String, u32>,
    months: BTreeMap<String, Vec<String>>,
    headers: BTreeMap<String, Vec<String>>,
    pub(super) types: BTreeMap<String, IncidentType>,
}

/// The words that the program holds.
pub(super) fn words() -> &'static Words {
    static ALL: OnceLock<Words> = OnceLock::new();
    // a test holds the file to its form, so that the empty words are never met
    ALL.get_or_init(|| toml::from_str(WORDS).unwrap_or_default())
}

impl Words {
    /// The number of the month that `name` is a name of.
    pub(super) fn month(&self, name: &str) -> Option<i8> {
        let name = name.trim_end_matches('.').to_lowercase();
        let (number, _) = self.months.iter().find(|(_, names)| names.contains(&name))?;
        number.parse().ok()
    }

    /// What columns may be called that hold `field`, as letters and digits.
    pub(super) fn headers(&self, field: Field) -> impl Iterator<Item = String> + '_ {
        self.headers.get(&field.name()).into_iter().flatten().map(|name| bare(name))
    }

    /// What columns may be called that name a record.
    pub(super) fn keys(&self) -> impl Iterator<Item = String> + '_ {
        self.headers.get("key").into_iter().flatten().map(|name| bare(name))
    }
}

/// Letters and digits alone, in lower case.
pub(super) fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_well_formed_and_name_fields_that_there_are() {
        let words: Words = toml::from_str(WORDS).unwrap();
        for name in words.headers.keys().filter(|name| *name != "key") {
            assert!(Field::named(name).is_some(), "{name}");
        }
        assert!((1..=12).all(|month: i8| words.months.contains_key(&month.to_string())));
        assert_eq!(words.month("Sept."), Some(9));
        assert!(words.types.keys().chain(&words.blank).all(|word| *word == word.trim().to_lowercase()));
    }
}
