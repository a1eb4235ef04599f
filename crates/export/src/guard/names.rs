//! Protected names, found in texts however they are spelt.

use std::collections::BTreeSet;

use truceline_ground::places::fold;
use truceline_ledger::Protected;

/// Letters of a name from which on it is found within words too, and where its words are run together: in addresses, in tags, with endings.
const LONG: usize = 5;

/// Names that must not leave.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeSet<(Protected, Name)>);

/// A name as texts are searched for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    /// Its letters alone, wherever they stand.
    Letters(String),
    /// Its words, as whole words.
    Words(String),
    /// A name without a letter, as it is.
    Signs(String),
}

impl Name {
    fn new(name: &str) -> Self {
        let folded = fold(name);
        let letters = folded.replace(' ', "");
        if letters.is_empty() {
            Self::Signs(name.trim().to_owned())
        } else if letters.chars().count() >= LONG {
            Self::Letters(letters)
        } else {
            Self::Words(format!(" {folded} "))
        }
    }
}

impl Names {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, what: Protected, name: &str) {
        self.0.insert((what, Name::new(name)));
    }

    /// Take in all names of a bearer that has one of these names.
    pub(super) fn extend(&mut self, bearers: &[Vec<String>]) {
        let mut more = BTreeSet::new();
        for names in bearers {
            let names: BTreeSet<Name> = names.iter().map(|name| Name::new(name)).collect();
            for what in [Protected::Source, Protected::Place] {
                if names.iter().any(|name| self.0.contains(&(what, name.clone()))) {
                    more.extend(names.iter().map(|name| (what, name.clone())));
                }
            }
        }
        self.0.extend(more);
    }

    /// What a name in `text` is a name of, a source before a place; none where no protected name is in it.
    pub(super) fn in_text(&self, text: &str) -> Option<Protected> {
        if self.is_empty() {
            return None;
        }
        let words = format!(" {} ", fold(text));
        let letters = words.replace(' ', "");
        let holds = |name: &Name| match name {
            Name::Letters(name) => letters.contains(name),
            Name::Words(name) => words.contains(name),
            Name::Signs(name) => text.contains(name),
        };
        self.0.iter().find(|(_, name)| holds(name)).map(|&(what, _)| what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_however_it_is_spelt() {
        let mut names = Names::default();
        names.add(Protected::Source, "Canary Radio");
        names.add(Protected::Place, "Ost");
        for text in [
            "CANARY RADIO said so",
            "https://canary-radio.example/1",
            "#CanaryRadio",
            "Cánary Radio's man",
            "{\"a\":\"Canary\\nRadio\"}",
        ] {
            let found = names.in_text(&text.replace("\\n", " "));
            assert_eq!(found, Some(Protected::Source), "{text}");
        }
        assert_eq!(names.in_text("shells fell on Ost."), Some(Protected::Place));
        assert_eq!(names.in_text("the post was hit; a canary sang"), None);
    }

    #[test]
    fn who_has_a_protected_name_is_protected_under_all_of_them() {
        let mut names = Names::default();
        names.add(Protected::Source, "Canary Radio");
        names.extend(&[vec!["Radio Free Brody".to_owned(), "canary radio".to_owned()], vec!["Orel Times".to_owned()]]);
        assert_eq!(names.in_text("Radio Free Brody"), Some(Protected::Source));
        assert_eq!(names.in_text("Orel Times"), None);
    }
}
