use serde::Serialize;

/// What a value is called in the record's JSON, of the types that are a name there: `air_strike`, `aid_worker`, `responsibility`.
///
/// Empty for values that are no name.
pub fn name_of(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// Words that name somebody or something, without the article before them and with single spaces: "Northern  Front" of "the Northern  Front".
pub fn bare_name(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = ["the ", "The ", "a ", "A ", "an ", "An "].iter().find_map(|article| words.strip_prefix(article));
    bare.map_or_else(|| words.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{IncidentType, TollWho};

    #[test]
    fn names_are_those_of_the_record() {
        assert_eq!(name_of(IncidentType::AirStrike), "air_strike");
        assert_eq!(name_of(TollWho::AidWorker), "aid_worker");
        assert_eq!(name_of(3), "");
    }

    #[test]
    fn a_bare_name_has_no_article() {
        assert_eq!(super::bare_name("The Northern\n Front"), "Northern Front");
        assert_eq!(super::bare_name("Theodor"), "Theodor");
    }
}
