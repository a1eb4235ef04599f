//! The kinds of provision, and what breaks or keeps each.

use std::collections::BTreeMap;

use serde::Deserialize;
use truceline_record::IncidentType;

use crate::MonitorError;

const BUNDLED: &str = include_str!("../../data/provisions.toml");

/// A kind of provision.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// What it means.
    pub about: String,
    /// What breaking it is called.
    pub violation: String,
    /// The types of incident that break it.
    pub broken_by: Vec<IncidentType>,
    /// Whether they break it only where civilians were hit.
    #[serde(default)]
    pub civilians: bool,
    /// The types that tell that it was kept.
    #[serde(default)]
    pub done: Vec<IncidentType>,
    /// The types that tell that it was not.
    #[serde(default)]
    pub undone: Vec<IncidentType>,
    words: Vec<String>,
}

/// All kinds, by name.
#[derive(Clone, Debug)]
pub struct Kinds(BTreeMap<String, Kind>);

impl Kinds {
    /// Those that the program knows.
    ///
    /// # Errors
    ///
    /// When its own list is damaged.
    pub fn bundled() -> Result<Self, MonitorError> {
        toml::from_str(BUNDLED)
            .map(Self)
            .map_err(|error| MonitorError::Data { file: "provisions.toml", why: error.to_string() })
    }

    /// A kind.
    pub fn get(&self, name: &str) -> Option<&Kind> {
        self.0.get(name)
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The kind that words in lower case, a blank between each, are about: the one whose longest phrase stands in them.
    pub(crate) fn by_words(&self, words: &str) -> Option<&str> {
        let padded = format!(" {words} ");
        let longest = |kind: &Kind| {
            kind.words.iter().filter(|phrase| padded.contains(&format!(" {phrase} "))).map(String::len).max()
        };
        self.0
            .iter()
            .filter_map(|(name, kind)| Some((longest(kind)?, name)))
            .max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(a.1)))
            .map(|(_, name)| name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_the_kind() {
        let kinds = Kinds::bundled().unwrap();
        assert_eq!(kinds.by_words("to separate the fighters of the brigade"), Some("separation_of_forces"));
        assert_eq!(kinds.by_words("to let the aid convoy in"), Some("humanitarian_access"));
        assert_eq!(kinds.by_words("to dance"), None);
    }
}
