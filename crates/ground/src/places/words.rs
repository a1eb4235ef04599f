//! Words around names of places: what they tell stands in `data/place_words.tsv`.

use std::collections::BTreeMap;

use super::index::Feature;

const WORDS: &str = include_str!("../../data/place_words.tsv");

/// Common words, by what they tell of the name beside them.
pub(super) struct Words {
    kinds: BTreeMap<&'static str, Vec<&'static str>>,
}

impl Words {
    pub(super) fn bundled() -> Self {
        let mut kinds: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (kind, words) in WORDS.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t')) {
            for word in words.split(' ') {
                kinds.entry(word).or_default().push(kind);
            }
        }
        Self { kinds }
    }

    pub(super) fn is(&self, word: &str, kind: &str) -> bool {
        let lower = word.to_lowercase();
        self.kinds.get(lower.trim_end_matches("'s").trim_end_matches("’s")).is_some_and(|kinds| kinds.contains(&kind))
    }

    /// Whether a word says who holds a place, or the like: "rebel-held", "Kestovan-backed".
    pub(super) fn says_whose(&self, word: &str) -> bool {
        word.rsplit_once('-').is_some_and(|(_, last)| self.is(last, "holding"))
    }

    /// Whether a name is but one word that is no name: "Base", "Old".
    pub(super) fn is_common(&self, name: &str) -> bool {
        self.kinds.contains_key(name.to_lowercase().as_str())
    }

    /// The kind of place that a common noun names: "province", "town", "airport".
    pub(super) fn noun(&self, word: &str) -> Option<Feature> {
        const NOUNS: [(&str, Feature); 9] = [
            ("country", Feature::Country),
            ("admin1", Feature::Admin1),
            ("admin2", Feature::Admin2),
            ("settlement", Feature::Settlement),
            ("quarter", Feature::Quarter),
            ("area", Feature::Area),
            ("water", Feature::Water),
            ("terrain", Feature::Terrain),
            ("spot", Feature::Spot),
        ];
        NOUNS.into_iter().find(|(kind, _)| self.is(word, kind)).map(|(_, feature)| feature)
    }
}
