use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One published text. Its `text` is the canonical text that every span of the reading counts in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// What the report is called in this batch: given in the input, else its path, else a part of its digest.
    pub id: String,
    /// Its headline, where one is known.
    #[serde(default)]
    pub title: Option<String>,
    /// The outlet that published it.
    #[serde(default)]
    pub source: Option<String>,
    /// Where it was published.
    #[serde(default)]
    pub url: Option<String>,
    /// When it was published: an ISO 8601 date, or date and time.
    #[serde(default)]
    pub published: Option<String>,
    /// ISO 639-1 code of the language, where it could be told.
    #[serde(default)]
    pub language: Option<String>,
    /// The canonical text.
    pub text: String,
    /// BLAKE3 hash of the original bytes, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}
