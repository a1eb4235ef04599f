use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::Reading;

/// The JSON Schema (draft 2020-12) of a [`Reading`], as `reading.schema.json` in this crate's folder keeps it.
pub fn schema() -> Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Reading>().to_value()
}
