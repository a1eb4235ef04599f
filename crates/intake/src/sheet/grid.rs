//! The cells of a table, whatever file they stand in.

use std::ops::Range;

use truceline_record::{Problem, ProblemCode};

use super::mapping::Mapping;
use super::{csv, xlsx};
use crate::limits::size;
use crate::normalise::canonical;
use crate::{Options, nest::Refusal};

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// What it shows, as the canonical text has it.
    pub(super) text: String,
    pub(super) kind: Kind,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text.
    #[default]
    Text,
    /// A number of a workbook, whose fraction stands after a point whatever its language.
    Number,
    /// What a formula gives that cannot be computed.
    Error,
}

impl Cell {
    pub(super) fn new(text: &str, kind: Kind) -> Self {
        // line ends within a cell stay; one sign each, as in every canonical text
        let text: String = text.replace("\r\n", "\n").chars().map(canonical).collect();
        Self { text: text.trim().to_owned(), kind }
    }
}

/// A row of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number, from 1.
    pub(super) number: u32,
    pub(super) cells: Vec<Cell>,
    /// The bytes of the file that it is, where it is bytes of its own.
    pub(super) bytes: Option<Range<usize>>,
}

impl Row {
    pub(super) fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
    }
}

/// A table.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    /// The sheet, where the file has sheets.
    pub(super) sheet: Option<String>,
    pub(super) rows: Vec<Row>,
    pub(super) problems: Vec<Problem>,
}

/// What a table may come to: rows as many as a spreadsheet program has, cells and their text as memory has.
pub(super) const MOST_ROWS: usize = 1_048_576;
const MOST_CELLS: usize = 20_000_000;

/// Counts what a table comes to while it is read.
#[derive(Debug)]
pub(super) struct Tally<'n> {
    name: &'n str,
    cells: usize,
    text: u64,
    max_text: u64,
}

impl<'n> Tally<'n> {
    pub(super) const fn new(name: &'n str, options: &Options) -> Self {
        Self { name, cells: 0, text: 0, max_text: options.limits.max_text_bytes }
    }

    /// Count a cell; or say why it is too much.
    pub(super) fn cell(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.cells += 1;
        self.text = self.text.saturating_add(bytes as u64);
        let name = self.name;
        if self.cells > MOST_CELLS {
            return Err((
                ProblemCode::TooLarge,
                format!("{name}: more than {MOST_CELLS} cells are more than the limit; split it"),
            ));
        }
        if self.text > self.max_text {
            let max = size(self.max_text);
            return Err((
                ProblemCode::TooLarge,
                format!("{name}: its cells hold more than the limit of {max}; split it"),
            ));
        }
        Ok(())
    }

    /// Count the rows; or say why they are too many.
    pub(super) fn rows(&self, rows: usize) -> Result<(), Refusal> {
        if rows <= MOST_ROWS {
            return Ok(());
        }
        let message = format!("{}: more than {MOST_ROWS} rows are more than the limit; split it", self.name);
        Err((ProblemCode::TooLarge, message))
    }
}

/// Whether `bytes` are a workbook, or would be if they were whole.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK")
}

/// The table in `bytes`, called `name`.
pub(super) fn grid(name: &str, bytes: &[u8], mapping: Option<&Mapping>, options: &Options) -> Result<Grid, Refusal> {
    if let Some(message) = options.limits.too_large(name, bytes.len() as u64) {
        return Err((ProblemCode::TooLarge, message));
    }
    if bytes.is_empty() {
        return Err((ProblemCode::Empty, format!("{name}: the file is empty")));
    }
    if is_workbook(bytes) {
        return xlsx::grid(name, bytes, mapping.and_then(|mapping| mapping.sheet.as_deref()), options);
    }
    if let Some(looks) = crate::sniff::binary(bytes) {
        let message = format!("{name}: no table: it looks like {looks}; save it as CSV or XLSX first");
        return Err((ProblemCode::Binary, message));
    }
    csv::grid(name, bytes, mapping.and_then(|mapping| mapping.delimiter), options)
}
