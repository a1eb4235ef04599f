//! The word lists of this room, as data that a user can read and replace.

use std::collections::BTreeMap;

use crate::view::View;
use serde::Deserialize;
use truceline_record::{Act, IncidentType, TollWho};

use crate::numbers::NumberWords;

const CUES: &str = include_str!("../data/cues.toml");
const SPEAKERS: &str = include_str!("../data/speakers.toml");
const NUMBERS: &str = include_str!("../data/numbers.toml");
const HARM: &str = include_str!("../data/harm.toml");
const FIGURES: &str = include_str!("../data/figures.toml");
const REALITY: &str = include_str!("../data/reality.toml");
const TYPES: &str = include_str!("../data/types.toml");
const AGREEMENTS: &str = include_str!("../data/agreements.toml");

/// Cues with their acts, and the words by which speakers are told.
#[derive(Debug)]
pub struct Lexicon {
    /// Cues, the first that fits wins.
    pub(crate) cues: Vec<CueEntry>,
    /// Words of a content that leave it open.
    pub(crate) outlook: Outlook,
    /// Cues whose words after them may only be a topic.
    pub(crate) topics: Topics,
    /// Words about speakers.
    pub(crate) speakers: Speakers,
    /// Numbers in words, and what bounds them.
    pub(crate) numbers: NumberWords,
    /// Who is killed or injured.
    pub(crate) harm: Harm,
    /// What figures count.
    pub(crate) figures: Figures,
    /// What agreements are called.
    pub(crate) agreements: Agreements,
    /// Verbs that say whether what they govern happened.
    pub(crate) reality: Verbs,
    /// Words that leave only some types of incident open.
    pub(crate) types: Vec<TypeEntry>,
    /// Types of incident that not every report can tell of.
    pub(crate) needs: Vec<TypeNeed>,
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
    topics: Topics,
    cue: Vec<CueEntry>,
}

/// Words of a content that leave it open; see `data/cues.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outlook {
    pub(crate) unknown: Vec<Vec<String>>,
    pub(crate) coming: Vec<String>,
}

/// Cues after which only what they are about may stand; see `data/cues.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Topics {
    pub(crate) plain: Vec<String>,
    pub(crate) bound: Vec<Vec<String>>,
    pub(crate) refuses: Vec<String>,
    pub(crate) refused: Vec<String>,
    pub(crate) shown: Vec<String>,
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
    pub(crate) seems: Vec<String>,
    /// Verbs and nouns of blame that goes both ways.
    pub(crate) both_ways: Vec<String>,
    pub(crate) blame: Vec<String>,
}

/// Who a toll counts, by the noun; see `data/harm.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Harm {
    civilian: Vec<String>,
    combatant: Vec<String>,
    pub(crate) child: Vec<String>,
    pub(crate) woman: Vec<String>,
    man: Vec<String>,
    medic: Vec<String>,
    journalist: Vec<String>,
    aid_worker: Vec<String>,
    total: Vec<String>,
    pub(crate) others: Vec<String>,
    pub(crate) no_one: Vec<String>,
    pub(crate) things: Vec<String>,
    pub(crate) ends: Vec<String>,
    pub(crate) belonging: Vec<String>,
    pub(crate) armed: Vec<String>,
    pub(crate) unarmed: Vec<String>,
    pub(crate) shooters: Vec<String>,
    pub(crate) doer: Vec<String>,
    pub(crate) means: Vec<String>,
    pub(crate) light: Vec<String>,
    /// Verbs that say who has a wound.
    pub(crate) bears: Vec<String>,
    pub(crate) holds: Vec<String>,
    /// Words that lead to when or despite what somebody does something.
    pub(crate) apart: Vec<String>,
    /// Nouns for what is done because others did something.
    pub(crate) answers: Vec<String>,
    /// Verbs whose object their subject suffers, and verbs that say the same with "under".
    pub(crate) undergoes: Vec<String>,
    pub(crate) comes: Vec<String>,
    /// Things that do nothing by themselves.
    pub(crate) no_doer: Vec<String>,
    /// Verbs whose "to" names who took a place.
    pub(crate) yields: Vec<String>,
    pub(crate) deeds: Deeds,
    pub(crate) pairs: BTreeMap<TollWho, Vec<[String; 2]>>,
}

/// Words that say what was done to those whom a number counts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deeds {
    pub(crate) deadly: Vec<String>,
    pub(crate) struck: Vec<String>,
    pub(crate) killed: Vec<String>,
    pub(crate) injured: Vec<String>,
    pub(crate) other: Vec<String>,
}

impl Harm {
    /// Whether a word names people under arms.
    pub(crate) fn under_arms(&self, view: &View, n: usize) -> bool {
        view.is_one_of(n, &self.combatant)
    }

    /// The nouns of each kind of people.
    pub(crate) fn nouns(&self) -> [(TollWho, &[String]); 9] {
        [
            (TollWho::Civilian, &self.civilian),
            (TollWho::Combatant, &self.combatant),
            (TollWho::Child, &self.child),
            (TollWho::Woman, &self.woman),
            (TollWho::Man, &self.man),
            (TollWho::Medic, &self.medic),
            (TollWho::Journalist, &self.journalist),
            (TollWho::AidWorker, &self.aid_worker),
            (TollWho::Total, &self.total),
        ]
    }
}

/// What figures count; see `data/figures.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Figures {
    people: Vec<String>,
    forces: Vec<String>,
    attacks: Vec<String>,
    munitions: Vec<String>,
    things: Vec<String>,
    dead: Vec<String>,
    share: Vec<String>,
    /// Words beside a number of people that say that these died.
    pub(crate) dying: Vec<String>,
    /// Nouns of what a time may be one of: "six days of calm".
    pub(crate) calm: Vec<String>,
    pub(crate) running: Vec<String>,
}

/// What kind of thing a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // `data/figures.toml` says it
pub enum Thing {
    People,
    Forces,
    Attacks,
    Munitions,
    Things,
    Dead,
    Share,
}

impl Figures {
    /// The word lists with the kinds that they hold.
    pub(crate) fn all(&self) -> [(Thing, &[String]); 7] {
        [
            (Thing::People, &self.people),
            (Thing::Forces, &self.forces),
            (Thing::Attacks, &self.attacks),
            (Thing::Munitions, &self.munitions),
            (Thing::Things, &self.things),
            (Thing::Dead, &self.dead),
            (Thing::Share, &self.share),
        ]
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeFile {
    word: Vec<TypeWords>,
    needs: Vec<TypeNeed>,
}

/// Words without one of which a report tells of no incident of some types; see `data/types.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypeNeed {
    pub(crate) types: Vec<IncidentType>,
    begins: Vec<String>,
}

impl TypeNeed {
    /// Whether a word is one of those.
    pub(crate) fn is_met_by(&self, form: &str) -> bool {
        let starts = |with: &String| form.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
        self.begins.iter().any(starts)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeWords {
    words: String,
    types: Vec<IncidentType>,
}

/// Words that leave only some types of incident open; see `data/types.toml`.
#[derive(Debug)]
pub(crate) struct TypeEntry {
    /// For each word, those that may stand for it.
    pub(crate) words: Vec<Vec<String>>,
    /// The types, the first for what the encoder takes for something else.
    pub(crate) types: Vec<IncidentType>,
}

impl From<TypeWords> for TypeEntry {
    fn from(entry: TypeWords) -> Self {
        let any = |word: &str| word.split('|').map(str::to_owned).collect();
        Self { words: entry.words.split_whitespace().map(any).collect(), types: entry.types }
    }
}

/// Verbs that say whether what they govern happened; see `data/reality.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verbs {
    pub(crate) denied: Vec<String>,
    pub(crate) planned: Vec<String>,
    pub(crate) hypothetical: Vec<String>,
}

/// What agreements are called and how they stand; see `data/agreements.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Agreements {
    pub(crate) name: Vec<AgreementName>,
    pub(crate) near: BTreeMap<String, Vec<String>>,
    pub(crate) status: Statuses,
}

/// Words that name an agreement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgreementName {
    pub(crate) words: Vec<String>,
    pub(crate) kind: String,
}

/// Words that tell how an agreement stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statuses {
    collapsed: Vec<String>,
    pub(crate) violated: Vec<String>,
    rejected: Vec<String>,
    suspended: Vec<String>,
    proposed: Vec<String>,
    negotiated: Vec<String>,
    in_force: Vec<String>,
    agreed: Vec<String>,
}

impl Statuses {
    /// The statuses with their words, the strongest first.
    pub(crate) fn in_order(&self) -> [(&'static str, &[String]); 8] {
        [
            ("collapsed", &self.collapsed),
            ("violated", &self.violated),
            ("rejected", &self.rejected),
            ("suspended", &self.suspended),
            ("proposed", &self.proposed),
            ("negotiated", &self.negotiated),
            ("in_force", &self.in_force),
            ("agreed", &self.agreed),
        ]
    }
}

impl Lexicon {
    /// The lexicons in the binary.
    pub fn bundled() -> Result<Self, LexiconError> {
        let form = |name, e: toml::de::Error| LexiconError::Form { name, why: e.to_string() };
        let cues: CueFile = toml::from_str(CUES).map_err(|e| form("cues.toml", e))?;
        let types: TypeFile = toml::from_str(TYPES).map_err(|e| form("types.toml", e))?;
        let mut hash = blake3::Hasher::new();
        for text in [CUES, SPEAKERS, NUMBERS, HARM, FIGURES, REALITY, TYPES, AGREEMENTS] {
            hash.update(text.as_bytes());
        }
        Ok(Self {
            cues: cues.cue,
            outlook: cues.outlook,
            topics: cues.topics,
            speakers: toml::from_str(SPEAKERS).map_err(|e| form("speakers.toml", e))?,
            numbers: toml::from_str(NUMBERS).map_err(|e| form("numbers.toml", e))?,
            harm: toml::from_str(HARM).map_err(|e| form("harm.toml", e))?,
            figures: toml::from_str(FIGURES).map_err(|e| form("figures.toml", e))?,
            reality: toml::from_str(REALITY).map_err(|e| form("reality.toml", e))?,
            needs: types.needs,
            types: types.word.into_iter().map(TypeEntry::from).collect(),
            agreements: toml::from_str(AGREEMENTS).map_err(|e| form("agreements.toml", e))?,
            digest: hash.finalize().to_hex()[..16].into(),
        })
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
        assert!(
            lexicon
                .cues
                .iter()
                .all(|c| !c.words.is_empty() && (c.act.is_some() || c.negated.is_some() || !c.content.is_empty()))
        );
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
