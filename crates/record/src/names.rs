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
}
