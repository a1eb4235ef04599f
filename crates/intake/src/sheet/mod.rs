//! Logs of incidents that others keep as tables: CSV and XLSX.
//!
//! A [`Mapping`] says what the columns mean; [`propose`] writes a first one. Each row is a report of its own, and needs no encoder: its text is a line
//! a cell, the column's name before it, and every value has its span there.

mod count;
mod csv;
mod day;
mod entry;
mod grid;
mod mapping;
mod point;
mod propose;
mod words;
mod xlsx;

use std::collections::BTreeMap;

use truceline_record::{Problem, ProblemCode, Reading};

use crate::nest::Refusal;
use crate::{Intake, Options};
use grid::{Grid, Row};
use mapping::folded;

pub(crate) use self::csv::is_table;
pub use mapping::{Bound, Decimal, Field, Harm, Mapping, MappingError, Order};
pub use propose::propose;

/// Rows among which the names of the columns are looked for.
const TITLES: usize = 20;

/// A log with what its columns mean: its rows can be read.
#[derive(Debug)]
pub struct Log {
    name: String,
    mapping: Mapping,
    /// BLAKE3 of the mapping's text, in hex.
    digest: String,
    source: Option<String>,
    published: Option<String>,
    grid: Grid,
    /// The bytes of the file with the names of the columns, for the rows that are bytes of their own.
    header: Vec<u8>,
    body: Vec<u8>,
    names: Vec<String>,
    /// Which column holds what.
    columns: Vec<(Field, usize)>,
    keys: Vec<usize>,
    /// The rows that are read, by their places in the grid.
    rows: Vec<usize>,
    problems: Vec<Problem>,
}

/// A row that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What it says.
    pub reading: Reading,
    /// Its bytes below those of the names of the columns: a table of one row. None where the file does not have it as bytes.
    pub original: Option<Vec<u8>>,
}

impl Log {
    /// Open the log in `bytes`, called `name`; `mapping` is the text of a mapping, which says what its columns mean.
    ///
    /// # Errors
    ///
    /// Where none of it can be used: it is no table, has not the columns that the mapping names, or its days may be others.
    pub fn open(name: &str, bytes: &[u8], mapping: &Mapping, options: &Options) -> Result<Self, Problem> {
        Self::opened(name, bytes, mapping, options).map_err(|(code, message)| Problem::new(code, message))
    }

    fn opened(name: &str, bytes: &[u8], mapping: &Mapping, options: &Options) -> Result<Self, Refusal> {
        let mut grid = grid::grid(name, bytes, Some(mapping), options)?;
        let problems = std::mem::take(&mut grid.problems);
        let header = header(name, &grid, mapping.header)?;
        let row = grid.rows.get(header);
        let names: Vec<String> = row.into_iter().flat_map(|row| &row.cells).map(|cell| one_line(&cell.text)).collect();
        let columns = columns(name, &names, mapping)?;
        let keys = found(name, &names, mapping.key())?;
        let head = row.and_then(|row| bytes.get(row.bytes.clone()?)).unwrap_or_default().to_vec();
        let rows = (header + 1..grid.rows.len()).filter(|&at| grid.rows.get(at).is_some_and(|row| !row.is_empty()));
        let mut log = Self {
            name: name.to_owned(),
            mapping: mapping.clone(),
            digest: mapping.digest(),
            source: options.source.clone().or_else(|| mapping.source.clone()).or_else(|| Some(mapping.log.clone())),
            published: options.published.clone(),
            header: head,
            body: if grid::is_workbook(bytes) { Vec::new() } else { bytes.to_vec() },
            names,
            columns,
            keys,
            rows: rows.collect(),
            problems,
            grid,
        };
        log.check_days()?;
        log.check_keys();
        log.check_widths();
        log.check_lengths(options.limits.max_chars);
        Ok(log)
    }

    /// What could not be read of the file as a whole, or of rows that are not read at all.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// How many rows are read.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none is.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows, read one at a time, in their order.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        self.rows.iter().filter_map(|&at| self.grid.rows.get(at)).map(|row| entry::entry(self, row))
    }

    /// Days that may be others make the whole log unusable: half of its rows would be without a day, and no row would say which.
    fn check_days(&self) -> Result<(), Refusal> {
        if self.mapping.dates.is_some() {
            return Ok(());
        }
        let rows = self.rows.iter().filter_map(|&at| self.grid.rows.get(at));
        let mut found = rows.filter_map(|row| entry::ambiguous(self, row));
        let Some(first) = found.next() else { return Ok(()) };
        let others = match found.count() {
            0 => String::new(),
            1 => "; so in 1 row more".to_owned(),
            more => format!("; so in {more} rows more"),
        };
        Err((ProblemCode::BadCell, format!("{first}{others}")))
    }

    /// A row without its key, or with that of another, cannot be told from others when the log comes again.
    fn check_keys(&mut self) {
        if self.keys.is_empty() {
            return;
        }
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut kept = Vec::with_capacity(self.rows.len());
        for at in std::mem::take(&mut self.rows) {
            let Some(row) = self.grid.rows.get(at) else { continue };
            let Some(key) = self.key(row) else {
                let message = format!(
                    "{}: it has no key, and is not kept; give it one, or take `key` out of the mapping",
                    self.place(row)
                );
                self.problems.push(Problem::new(ProblemCode::BadCell, message));
                continue;
            };
            match known.get(&key).and_then(|&first| self.grid.rows.get(first)) {
                // the same row twice says nothing new
                Some(first) if first.cells == row.cells => {}
                Some(first) => {
                    let (place, first) = (self.place(row), first.number);
                    let message = format!(
                        "{place}: row {first} has the key {key:?} and says something else; this row is not kept: give it a key of its own"
                    );
                    self.problems.push(Problem::new(ProblemCode::BadCell, message));
                    continue;
                }
                None => {
                    known.insert(key, at);
                }
            }
            kept.push(at);
        }
        self.rows = kept;
    }

    /// A cell beyond the last column has no name: what it says stays in the text, and is told.
    fn check_widths(&mut self) {
        for &at in &self.rows {
            let Some(row) = self.grid.rows.get(at) else { continue };
            let beyond = row.cells.iter().skip(self.names.len()).filter(|cell| !cell.text.is_empty()).count();
            if beyond > 0 {
                let cells = if beyond == 1 { "1 cell".to_owned() } else { format!("{beyond} cells") };
                let message = format!(
                    "{}: {cells} beyond the last column, {:?}; a cell with the delimiter in it needs quotation marks",
                    self.place(row),
                    self.names.last().map_or("", String::as_str)
                );
                self.problems.push(Problem::new(ProblemCode::BadCell, message));
            }
        }
    }

    /// A row that is longer than a report may be is not read: cut, its values would have no words.
    fn check_lengths(&mut self, max: usize) {
        let mut kept = Vec::with_capacity(self.rows.len());
        for at in std::mem::take(&mut self.rows) {
            let Some(row) = self.grid.rows.get(at) else { continue };
            let named: usize = self.names.iter().map(|name| name.chars().count() + 3).sum();
            if named + row.cells.iter().map(|cell| cell.text.chars().count()).sum::<usize>() <= max {
                kept.push(at);
            } else {
                let message = format!(
                    "{}: more than {max} characters are more than the limit of a row; it is not kept",
                    self.place(row)
                );
                self.problems.push(Problem::new(ProblemCode::TooLarge, message));
            }
        }
        self.rows = kept;
    }

    /// What a column is called, also one without a name.
    fn label(&self, at: usize) -> String {
        let name = self.names.get(at).filter(|name| !name.is_empty());
        name.cloned().unwrap_or_else(|| format!("column {}", at + 1))
    }

    /// Where a row stands, for problems.
    fn place(&self, row: &Row) -> String {
        let sheet = self.grid.sheet.as_ref().map(|sheet| format!(", sheet {sheet:?}")).unwrap_or_default();
        format!("{}{sheet}, row {}", self.name, row.number)
    }

    const fn has_keys(&self) -> bool {
        !self.keys.is_empty()
    }

    /// What the log calls a row, where it has keys and the row has all of them.
    fn key(&self, row: &Row) -> Option<String> {
        let parts = self.keys.iter().map(|&at| {
            let text = one_line(&row.cells.get(at)?.text);
            (!text.is_empty()).then_some(text)
        });
        let parts: Vec<String> = parts.collect::<Option<_>>()?;
        (!parts.is_empty()).then(|| parts.join(" | "))
    }

    fn bytes(&self, row: &Row) -> Option<Vec<u8>> {
        let own = self.body.get(row.bytes.clone()?)?;
        Some([self.header.trim_ascii_end(), b"\n", own.trim_ascii_end(), b"\n"].concat())
    }
}

/// A table of which nobody said what its columns mean, as an intake without text.
pub(crate) fn unmapped(name: &str) -> Intake {
    let message = format!(
        "{name}: a table: say what its columns mean with --mapping FILE; `truceline mapping {name} --out FILE` writes a first one"
    );
    Intake::unread(name, ProblemCode::NoMapping, message)
}

/// The place of the row with the names of the columns.
fn header(name: &str, grid: &Grid, number: Option<u32>) -> Result<usize, Refusal> {
    let found = match number {
        Some(number) => grid.rows.iter().position(|row| row.number == number && !row.is_empty()),
        None => {
            // what stands alone above the names is a title
            let names = |row: &Row| row.cells.iter().filter(|cell| !cell.text.is_empty()).count();
            let several = grid.rows.iter().take(TITLES).position(|row| names(row) > 1);
            several.or_else(|| grid.rows.iter().position(|row| !row.is_empty()))
        }
    };
    found.ok_or_else(|| match number {
        Some(number) => (
            ProblemCode::BadCell,
            format!("{name}, row {number}: no names of columns stand there; mend `header` in the mapping"),
        ),
        None => (ProblemCode::Empty, format!("{name}: the table is empty")),
    })
}

fn columns(name: &str, names: &[String], mapping: &Mapping) -> Result<Vec<(Field, usize)>, Refusal> {
    let asked = || mapping.columns().flat_map(|(field, of)| of.iter().map(move |column| (field, column)));
    let places = found(name, names, &asked().map(|(_, column)| column.clone()).collect::<Vec<_>>())?;
    let mut columns: Vec<(Field, usize)> = asked().map(|(field, _)| field).zip(places).collect();
    columns.sort_by_key(|(_, at)| *at);
    if let Some([(a, at), (b, _)]) = columns.windows(2).find(|pair| matches!(pair, [(_, a), (_, b)] if a == b)) {
        let column = names.get(*at).map_or("", String::as_str);
        let message =
            format!("{name}: the mapping gives column {column:?} to {} and {}; give it to one", a.name(), b.name());
        return Err((ProblemCode::BadCell, message));
    }
    Ok(columns)
}

/// The places of the columns with these names.
fn found(name: &str, names: &[String], asked: &[String]) -> Result<Vec<usize>, Refusal> {
    let mut places = Vec::with_capacity(asked.len());
    let mut missing = Vec::new();
    for column in asked {
        let mut at = names.iter().enumerate().filter(|(_, name)| folded(name) == folded(column)).map(|(at, _)| at);
        match (at.next(), at.next()) {
            (Some(place), None) => places.push(place),
            (Some(_), Some(_)) => {
                let message = format!("{name}: two columns are called {column:?}; rename one of them");
                return Err((ProblemCode::BadCell, message));
            }
            (None, _) => missing.push(format!("{column:?}")),
        }
    }
    if missing.is_empty() {
        return Ok(places);
    }
    const SHOWN: usize = 40;
    let mut have: Vec<String> =
        names.iter().filter(|name| !name.is_empty()).take(SHOWN).map(|name| format!("{name:?}")).collect();
    if names.len() > SHOWN {
        have.push("...".to_owned());
    }
    let message =
        format!("{name}: no column is called {}; it has {}: mend the mapping", missing.join(" or "), have.join(", "));
    Err((ProblemCode::BadCell, message))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
