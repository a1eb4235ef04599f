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
    /// When it was captured, for a report out of a web archive: an ISO 8601 date and time. It may have been published
    /// long before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<String>,
    /// The canonical text.
    pub text: String,
    /// The pages that the text stands on, for a report that has pages, in the order of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
    /// BLAKE3 hash of the original bytes, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The row of a log that the report is, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<LogRow>,
}

/// A row of somebody's log of incidents. Each is a report of its own, whose text is made of the row's cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogRow {
    /// What the log is called. Its maker holds its records to be different incidents, and knows each by its key.
    pub log: String,
    /// What the log calls the record; of a log without keys, made of the row's text.
    pub key: String,
    /// The file that the row stood in.
    pub file: String,
    /// The sheet, where the file has sheets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Its number, from 1, as spreadsheet programs count.
    pub row: u32,
    /// BLAKE3 of what was made of the row, in hex: another mapping may make something else of the same text.
    pub values: String,
    /// The id in a ledger of the report that was this record's row before, where the log was changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The part of a canonical text that stands on one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Page {
    /// Its place among the pages of the file, from 1; not the number printed on it.
    pub page: u32,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}
