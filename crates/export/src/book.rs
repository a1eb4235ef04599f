//! What a format's table says: its columns, what they hold, and what is lost. One file a format, in `data/`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::ExportError;

/// The table of a format.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Book {
    /// What is lost, in sentences, for whoever exports.
    pub(crate) lost: Vec<String>,
    /// The columns, in their order.
    #[serde(default)]
    pub(crate) columns: Vec<Column>,
    /// What the format calls what the record calls otherwise.
    #[serde(default)]
    pub(crate) codes: BTreeMap<String, String>,
}

/// A column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    /// What it is called.
    pub(crate) name: String,
    /// What it holds; none where it stays empty.
    #[serde(default)]
    pub(crate) holds: Option<String>,
    /// Its HXL tag.
    #[serde(default)]
    pub(crate) tag: Option<String>,
}

impl Book {
    pub(crate) fn parse(text: &str) -> Result<Self, ExportError> {
        toml::from_str(text).map_err(|error| ExportError::Data(error.to_string()))
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }
}
