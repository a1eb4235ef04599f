//! The table that comes back whole: for people a row a version, for an import the readings and decisions behind them.

mod csv;
mod parts;
mod take;
mod xlsx;

use std::collections::BTreeSet;

use truceline_ledger::{Decision, Entry, Kind, Ledger, Query};

use crate::ExportError;
use crate::book::Book;
use crate::cell::Cell;
use crate::fields::required;
use crate::guard::Guard;
use crate::item::{Item, Seen, Version, each};
use crate::written::counted;

pub(crate) use self::csv::{CsvTable, written};
pub(crate) use self::xlsx::XlsxTable;
pub use take::{TableTaken, is_table, take_table};

/// The table's book.
pub(crate) const BOOK: &str = include_str!("../../data/table.toml");

/// Entries of the journal looked through at a time.
const PAGE: i64 = 1000;

/// The kinds of row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    Version,
    Outlet,
    Reading,
    Decision,
}

impl Row {
    const ALL: [Self; 4] = [Self::Version, Self::Outlet, Self::Reading, Self::Decision];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Outlet => "outlet",
            Self::Reading => "reading",
            Self::Decision => "decision",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|row| row.name() == name)
    }
}

/// What a table is written to.
pub(crate) trait Sheet {
    /// A version, a cell a column.
    fn version(&mut self, cells: &[Cell]) -> Result<(), ExportError>;

    /// One part of the data that an import needs; `report` where it is a report's.
    fn data(&mut self, row: Row, report: Option<&str>, part: usize, text: &str) -> Result<(), ExportError>;
}

/// The cells of a version, in the order of the book's columns.
pub(crate) fn cells(book: &Book, item: &Item, version: &Version) -> Result<Vec<Cell>, ExportError> {
    let cell = |column: &crate::book::Column| match &column.holds {
        Some(holds) => required(item, Some(version), holds),
        None if column.name == "row" => Ok(Row::Version.name().into()),
        None => Ok(Cell::Empty),
    };
    book.columns.iter().map(cell).collect()
}

/// Write all that `query` finds.
pub(crate) fn write(
    ledger: &mut Ledger,
    guard: &Guard,
    query: &Query,
    book: &Book,
    sheet: &mut dyn Sheet,
    left_out: &mut Vec<String>,
) -> Result<Seen, ExportError> {
    let seen = each(ledger, guard, query, |_, item| {
        item.versions.iter().try_for_each(|version| sheet.version(&cells(book, item, version)?))
    })?;
    for_entries(ledger, guard, |entry, json| match entry.kind {
        Kind::Outlet => whole(sheet, Row::Outlet, None, json),
        _ => Ok(()),
    })?;
    let mut versions = BTreeSet::new();
    for report in &seen.reports {
        versions.extend(ledger.version_ids(report)?);
        whole(sheet, Row::Reading, Some(report), &ledger.reading_json(report)?)?;
    }
    let mut decisions = seen.decisions.clone();
    for report in ledger.marked_reports()?.iter().filter(|report| seen.reports.contains(report)) {
        decisions.extend(ledger.marked(report)?.1.iter().map(|marked| marked.made.seq));
    }
    for report in &seen.reports {
        decisions.extend(ledger.restricted_by(report)?.iter().map(|made| made.seq));
    }
    let mut written = 0;
    for_entries(ledger, guard, |entry, json| {
        if entry.kind != Kind::Decision || !decisions.contains(&entry.seq) {
            return Ok(());
        }
        // what binds versions that stay behind could not be taken over, and would tell their ids
        let Some((decision, bound)) = Decision::of_entry(entry)? else { return Ok(()) };
        let here = decision.what.report().is_none_or(|report| seen.reports.iter().any(|other| other == report));
        if !here || !bound.iter().all(|version| versions.contains(version)) {
            return Ok(());
        }
        written += 1;
        whole(sheet, Row::Decision, None, json)
    })?;
    let left = decisions.len() - written;
    if left > 0 {
        left_out.push(format!("{} on versions whose readings stay behind", counted(left, "decision")));
    }
    Ok(seen)
}

fn whole(sheet: &mut dyn Sheet, row: Row, report: Option<&str>, json: &str) -> Result<(), ExportError> {
    let parts = parts::cut(json);
    parts.iter().enumerate().try_for_each(|(at, part)| sheet.data(row, report, at + 1, part))
}

/// Call `take` for every outlet and decision of the journal that may leave.
fn for_entries(
    ledger: &mut Ledger,
    guard: &Guard,
    mut take: impl FnMut(&Entry, &str) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut seq = 0;
    loop {
        let entries = ledger.journal(seq, PAGE)?;
        let Some(last) = entries.last() else { return Ok(()) };
        seq = last.seq;
        for entry in entries {
            let leaves = match entry.kind {
                Kind::Decision => Decision::of_entry(&entry)?.is_some(),
                kind => kind == Kind::Outlet,
            };
            if leaves {
                let body: serde_json::Value = serde_json::from_str(&entry.body)?;
                let json = serde_json::json!({ "at": entry.at, "who": entry.who, "body": body }).to_string();
                if !guard.tells(&json) {
                    take(&entry, &json)?;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_names_of_their_own() {
        let book = Book::parse(BOOK).unwrap();
        let mut names: Vec<&str> = book.names().collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), book.columns.len());
    }
}
