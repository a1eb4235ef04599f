//! Statements gathered by speaker.

use std::collections::BTreeMap;

use truceline_record::{CharIndex, Reading, Statement};

use super::text::{clean, fold, words};

/// The statements of one speaker.
pub(super) struct Group<'r> {
    /// How the speaker is called; a phrase that says so where no source is named.
    pub(super) name: String,
    /// Whether a source is named.
    pub(super) named: bool,
    /// In the order of the text.
    pub(super) statements: Vec<&'r Statement>,
}

/// The speakers of `reading` in the order of their first statements.
pub(super) fn groups<'r>(reading: &'r Reading, index: &CharIndex) -> Vec<Group<'r>> {
    let mut groups: Vec<Group<'r>> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for statement in &reading.statements {
        let name = match &statement.speaker_name {
            Some(name) => clean(name),
            None => words(&reading.report.text, index, &statement.speaker),
        };
        let at = *known.entry(fold(&name)).or_insert_with(|| {
            let named = !name.is_empty();
            let name = if named { capitalised(&name) } else { "No source named".to_owned() };
            groups.push(Group { name, named, statements: Vec::new() });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            group.statements.push(statement);
        }
    }
    groups
}

fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
