//! The word lists of this room, as data that a user can read and replace.

use serde::Deserialize;
use truceline_record::Act;

const CUES: &str = include_str!("../data/cues.toml");
const SPEAKERS: &str = include_str!("../data/speakers.toml");

/// Cues with their acts, and the words by which speakers are told.
#[derive(Debug)]
pub struct Lexicon {
    /// Cues, the first that fits wins.
    pub(crate) cues: Vec<CueEntry>,
    /// Words of a content that leave it open.
    pub(crate) outlook: Outlook,
    /// Words about speakers.
    pub(crate) speakers: Speakers,
    digest: String,
}

/// A lexicon that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LexiconError {
    /// The file of this name is not in the form that its head describes.
    Form {
        /// Which lexicon.
        name: &'static str,
        /// What is wrong, and in which line.
        why: String,
    },
}

impl std::fmt::Display for LexiconError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self::Form { name, why } = self;
        write!(f, "the lexicon {name} cannot be read: {why}")
    }
}

impl std::error::Error for LexiconError {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CueFile {
    outlook: Outlook,
    cue: Vec<CueEntry>,
}

/// Words of a content that leave it open; see `data/cues.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outlook {
    pub(crate) unknown: Vec<Vec<String>>,
    pub(crate) coming: Vec<String>,
}

/// What a speaker does by a cue; see the head of `data/cues.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CueEntry {
    pub(crate) words: Vec<String>,
    pub(crate) act: Option<Act>,
    pub(crate) negated: Option<Act>,
    #[serde(default)]
    pub(crate) content: Vec<ContentEntry>,
}

/// An act for contents that begin with one of some words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContentEntry {
    pub(crate) words: Vec<String>,
    pub(crate) act: Act,
}

/// Words by which speakers are told; see `data/speakers.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Speakers {
    pub(crate) person: Vec<String>,
    pub(crate) organisation: Vec<String>,
    pub(crate) monitor: Vec<String>,
    pub(crate) generic: Vec<String>,
    pub(crate) document: Vec<String>,
    pub(crate) title: Vec<String>,
    pub(crate) female: Vec<String>,
    pub(crate) male: Vec<String>,
    pub(crate) nobody: Vec<String>,
}

impl Lexicon {
    /// The lexicons in the binary.
    pub fn bundled() -> Result<Self, LexiconError> {
        let form = |name, e: toml::de::Error| LexiconError::Form { name, why: e.to_string() };
        let cues: CueFile = toml::from_str(CUES).map_err(|e| form("cues.toml", e))?;
        let speakers = toml::from_str(SPEAKERS).map_err(|e| form("speakers.toml", e))?;
        let mut hash = blake3::Hasher::new();
        hash.update(CUES.as_bytes()).update(SPEAKERS.as_bytes());
        Ok(Self { cues: cues.cue, outlook: cues.outlook, speakers, digest: hash.finalize().to_hex()[..16].into() })
    }

    /// A digest of all word lists, for the record's `made_by`.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_lexicons_are_in_form() {
        let lexicon = Lexicon::bundled().unwrap();
        assert!(lexicon.cues.iter().all(|c| !c.words.is_empty() && (c.act.is_some() || c.negated.is_some())));
        assert_eq!(lexicon.digest().len(), 16);
    }

    #[test]
    fn no_cue_hides_behind_a_shorter_one() {
        let cues = Lexicon::bundled().unwrap().cues;
        for (n, later) in cues.iter().enumerate() {
            for earlier in &cues[..n] {
                let hidden = earlier.words.iter().all(|w| later.words.contains(w));
                assert!(!hidden, "{:?} hides {:?}", earlier.words, later.words);
            }
        }
    }
}
