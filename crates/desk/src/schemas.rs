//! The schemas of what is served: made of the types themselves, and put into the API's description.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};

use crate::api::types;
use crate::fault::Problem;

/// `document` with the schemas that it refers to.
pub(crate) fn with(mut document: Value) -> Value {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    let mut schemas = Map::new();
    put::<Problem>(&mut generator, &mut schemas);
    types(&mut generator, &mut schemas);
    schemas.extend(generator.take_definitions(true));
    if let Some(document) = document.as_object_mut() {
        document.insert("components".to_owned(), serde_json::json!({ "schemas": schemas }));
    }
    document
}

/// Put the schema of a type under its name.
pub(crate) fn put<T: JsonSchema>(generator: &mut SchemaGenerator, schemas: &mut Map<String, Value>) {
    let schema = generator.subschema_for::<T>();
    // types that are referred to come with the definitions
    if schema.get("$ref").is_none() {
        schemas.insert(T::schema_name().into_owned(), schema.to_value());
    }
}
