//! A page for people: one model, written as text, Markdown, HTML or DOCX.
//!
//! What stands in a page comes from reports: it is shown, never obeyed, whatever the format.

use serde::Serialize;

mod body;
mod clean;
mod docx;
mod error;
mod html;
pub(crate) mod ink;
mod markdown;
mod note;
mod pieces;
mod svg;
mod text;

pub(crate) use clean::clean;
pub use error::PageError;

/// What a table without rows says.
const NONE: &str = "None.";

/// A document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page {
    /// Its title.
    pub title: String,
    /// What stands under the title: the period, the area, the agreement.
    pub subtitle: Vec<String>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// What its figures are drawn from, numbered from 1 in this order.
    pub notes: Vec<Note>,
}

/// A part under a heading.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Section {
    /// Its name in links: lower-case letters and hyphens.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// What stands in a section.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Running words.
    Paragraph(Vec<Run>),
    /// The same, in smaller type: a caveat.
    Small(Vec<Run>),
    /// Points, one under another.
    List(Vec<Vec<Run>>),
    /// The figures that a reader sees first.
    Headlines(Vec<Headline>),
    /// Rows and columns.
    Table(Table),
    /// A map or a chart.
    Drawing(Drawing),
}

/// A figure that a reader sees first.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Headline {
    /// The figure, as words: "12", "41 to 60", "at least 25".
    pub figure: String,
    /// What it counts.
    pub label: String,
    /// Who says so.
    pub by: Vec<Run>,
}

/// Rows and columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Its columns.
    pub head: Vec<String>,
    /// Its rows, each as long as the head. The first cell of a row names it.
    pub rows: Vec<Vec<Vec<Run>>>,
}

impl Table {
    /// How many columns it has, with those that only a row has.
    fn columns(&self) -> usize {
        self.rows.iter().map(Vec::len).fold(self.head.len(), usize::max)
    }
}

/// A map or a chart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Drawing {
    /// What it shows.
    pub caption: String,
    /// The same in words, for who does not see it and for formats that hold no drawings.
    pub alt: String,
    /// An SVG element.
    pub svg: String,
}

impl Drawing {
    /// The SVG element, with nothing in it but shapes and words, and named by its caption and its words, for a page that it stands in under the name `id`;
    /// none where it is no drawing.
    pub fn element(&self, id: &str) -> Option<String> {
        svg::safe(&self.svg, id, &self.caption, &self.alt)
    }
}

/// A piece of running words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Run {
    /// Plain.
    Text(String),
    /// Heavy.
    Strong(String),
    /// Somebody's own words, to be set between quotation marks.
    Quote(String),
    /// The number of a note: 1 is the first.
    Note(usize),
    /// A break of the line.
    Break,
}

/// What a figure is drawn from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Note {
    /// The report: what it is called, who published it, when.
    pub source: String,
    /// Its exact words.
    pub quote: String,
    /// Where they stand in its text, in code points.
    pub span: (usize, usize),
    /// Where the report was published, where it says so.
    pub url: Option<String>,
    /// The report's id in the ledger; written nowhere, for who leads on to it.
    pub report: Option<String>,
}

#[cfg(test)]
mod tests;
