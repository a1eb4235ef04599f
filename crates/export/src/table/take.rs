//! The table comes back: its readings are kept, and its decisions are taken over where the ledger is empty.

use std::collections::BTreeSet;
use std::io::{BufReader, Read, Seek, SeekFrom};

use calamine::{Data, DataRef, Reader, Xlsx};
use serde::Deserialize;
use serde_json::value::RawValue;
use truceline_ledger::{Added, Arrival, By, Ledger, LedgerError, Outlet};

use super::csv::Places;
use super::parts::Parts;
use super::xlsx::{DATA, DATA_COLUMNS, PEOPLE};
use super::{BOOK, Row};
use crate::ExportError;
use crate::book::Book;
use crate::cell::restored;

/// How much of a CSV file its header row may be.
const HEADER: u64 = 8 * 1024;

/// What came of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableTaken {
    /// Reports that are new.
    pub new: usize,
    /// Reports that were there.
    pub known: usize,
    /// Decisions and descriptions of outlets that were taken over.
    pub decisions: usize,
    /// Those that were not: the ledger was not empty, or has not the reports that they are about.
    pub decisions_left: usize,
    /// Versions whose reports' words did not come along.
    pub without_reading: usize,
}

/// Whether `from` is a table that [`export`](crate::export) wrote, by its columns.
pub fn is_table(mut from: impl Read + Seek) -> bool {
    let Ok(book) = Book::parse(BOOK) else { return false };
    let mut start = [0; 2];
    if from.read_exact(&mut start).is_err() || from.seek(SeekFrom::Start(0)).is_err() {
        return false;
    }
    if start == *b"PK" {
        let Ok(mut workbook) = Xlsx::new(BufReader::new(from)) else { return false };
        let names: Vec<&str> = book.names().collect();
        return workbook.sheet_names() == [PEOPLE, DATA]
            && [(PEOPLE, names.as_slice()), (DATA, &DATA_COLUMNS)]
                .into_iter()
                .all(|(sheet, columns)| is_first_row(&mut workbook, sheet, columns));
    }
    let mut lines = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(from.take(HEADER));
    let mut header = csv::StringRecord::new();
    lines.read_record(&mut header).is_ok_and(|read| read) && is_header(&book, &header)
}

/// Whether the first row of a sheet has these cells: another program may call its sheets as we do.
fn is_first_row<R: Read + Seek>(workbook: &mut Xlsx<R>, sheet: &str, columns: &[&str]) -> bool {
    let Ok(mut cells) = workbook.worksheet_cells_reader(sheet) else { return false };
    (0..).zip(columns).all(|(at, column)| {
        let Ok(Some(cell)) = cells.next_cell() else { return false };
        cell.get_position() == (0, at) && text(cell.get_value()) == *column
    })
}

fn is_header(book: &Book, header: &csv::StringRecord) -> bool {
    header.iter().map(|name| name.trim_start_matches('\u{FEFF}')).eq(book.names())
}

/// Take in a table that [`export`](crate::export) wrote; with `dry`, only say what would come in.
///
/// # Errors
///
/// When it is damaged, or the ledger cannot be written; what came before the damage is kept.
pub fn take_table(
    ledger: &mut Ledger,
    mut from: impl Read + Seek,
    by: &By,
    dry: bool,
) -> Result<TableTaken, ExportError> {
    let book = Book::parse(BOOK)?;
    let mut start = [0; 2];
    from.read_exact(&mut start).map_err(|error| ExportError::import("the table", error))?;
    from.seek(SeekFrom::Start(0)).map_err(|error| ExportError::import("the table", error))?;
    let empty = ledger.head()?.seq == 0;
    let taken = TableTaken::default();
    let mut taking = Taking {
        ledger,
        by,
        dry,
        empty,
        taken,
        parts: Parts::default(),
        open: None,
        told: Vec::new(),
        read: BTreeSet::new(),
    };
    if start == *b"PK" {
        xlsx(from, &book, &mut taking)?
    } else {
        csv(from, &book, &mut taking)?
    }
    taking.end()
}

fn csv(from: impl Read, book: &Book, taking: &mut Taking<'_>) -> Result<(), ExportError> {
    let places = Places::of(book)?;
    let bad = |error: csv::Error| ExportError::import("the table", error);
    let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(BufReader::new(from));
    let mut record = csv::StringRecord::new();
    if !rows.read_record(&mut record).map_err(bad)? || !is_header(book, &record) {
        return Err(ExportError::import("the table", "its columns are others"));
    }
    while rows.read_record(&mut record).map_err(bad)? {
        let cell = |at: usize| restored(record.get(at).unwrap_or_default());
        taking.row(cell(places.row), cell(places.report), cell(places.part), cell(places.data))?;
    }
    Ok(())
}

fn xlsx(from: impl Read + Seek, book: &Book, taking: &mut Taking<'_>) -> Result<(), ExportError> {
    let bad = |error: calamine::XlsxError| ExportError::import("the workbook", error);
    let places = Places::of(book)?;
    let mut workbook: Xlsx<_> = Xlsx::new(BufReader::new(from)).map_err(bad)?;
    for (sheet, columns) in [(PEOPLE, [places.row, places.report, places.part, places.data]), (DATA, [0, 1, 2, 3])] {
        let mut cells = workbook.worksheet_cells_reader(sheet).map_err(bad)?;
        let mut row: (u32, [String; 4]) = (0, Default::default());
        loop {
            let next = cells.next_cell().map_err(bad)?;
            let at = next.as_ref().map(|cell| cell.get_position());
            if at.is_none_or(|(line, _)| line != row.0) {
                taking.line(sheet, row.0, &row.1)?;
                row = (at.map_or(0, |(line, _)| line), Default::default());
            }
            let (Some((_, column)), Some(cell)) = (at, next) else { break };
            let place = columns.iter().position(|&at| u32::try_from(at) == Ok(column));
            if let Some(place) = place.and_then(|place| row.1.get_mut(place)) {
                *place = text(cell.get_value());
            }
        }
    }
    Ok(())
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => restored(text).to_owned(),
        other => match Data::from(other.clone()) {
            Data::String(text) => restored(&text).to_owned(),
            Data::Empty => String::new(),
            other => other.to_string(),
        },
    }
}

/// A decision, or what an outlet is, as the table tells it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told<'a> {
    at: String,
    who: String,
    #[serde(borrow)]
    body: &'a RawValue,
}

struct Taking<'a> {
    ledger: &'a mut Ledger,
    by: &'a By,
    dry: bool,
    empty: bool,
    taken: TableTaken,
    parts: Parts,
    /// Of what the parts are.
    open: Option<Row>,
    /// The reports of the versions.
    told: Vec<String>,
    /// The reports whose readings came along.
    read: BTreeSet<String>,
}

impl Taking<'_> {
    /// One line of a sheet.
    fn line(&mut self, sheet: &str, line: u32, cells: &[String; 4]) -> Result<(), ExportError> {
        let [row, report, part, data] = cells;
        match line {
            0 if sheet == DATA && cells.iter().map(String::as_str).ne(DATA_COLUMNS) => {
                Err(ExportError::import("the workbook", "its columns are others"))
            }
            0 => Ok(()),
            _ => self.row(row, report, part, data),
        }
    }

    fn row(&mut self, row: &str, report: &str, part: &str, data: &str) -> Result<(), ExportError> {
        let kind = Row::named(row);
        match kind {
            None if row.is_empty() && data.is_empty() => Ok(()),
            None => Err(ExportError::import("the table", format!("no row is called {row:?}"))),
            Some(Row::Version) => {
                self.told.push(report.to_owned());
                Ok(())
            }
            Some(_) => {
                let part = part
                    .parse::<usize>()
                    .map_err(|_| ExportError::import("the table", format!("{part:?} is no number of a part")))?;
                if let Some(whole) = self.parts.take(part, data)? {
                    self.whole(&whole)?;
                }
                self.open = kind;
                Ok(())
            }
        }
    }

    fn whole(&mut self, json: &str) -> Result<(), ExportError> {
        match self.open {
            Some(Row::Reading) => self.reading(json),
            Some(row) => self.decision(row, json),
            None => Ok(()),
        }
    }

    fn reading(&mut self, json: &str) -> Result<(), ExportError> {
        let reading =
            truceline_intake::reading(json).map_err(|bad| ExportError::import("a reading of the table", bad))?;
        let known = if self.dry {
            self.ledger.knows(&reading.report)?
        } else {
            let added = self.ledger.add(&Arrival { reading: &reading, original: None }, self.by)?;
            let (Added::New { report, .. } | Added::Known { report }) = &added;
            self.read.insert(report.clone());
            matches!(added, Added::Known { .. })
        };
        *(if known { &mut self.taken.known } else { &mut self.taken.new }) += 1;
        Ok(())
    }

    fn decision(&mut self, row: Row, json: &str) -> Result<(), ExportError> {
        if self.dry || !self.empty {
            *(if self.empty { &mut self.taken.decisions } else { &mut self.taken.decisions_left }) += 1;
            return Ok(());
        }
        let bad = |error: serde_json::Error| ExportError::import("a decision of the table", error);
        let told: Told<'_> = serde_json::from_str(json).map_err(bad)?;
        let by = By { who: told.who, at: told.at };
        if row == Row::Outlet {
            let outlet: Outlet = serde_json::from_str(told.body.get()).map_err(bad)?;
            self.ledger.describe(&outlet, &by)?;
        } else {
            match self.ledger.take_decision(told.body.get(), &by) {
                Ok(_) => {}
                // its report was taken out of the table
                Err(LedgerError::NoIncident { .. } | LedgerError::NoReport { .. }) => {
                    self.taken.decisions_left += 1;
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            }
        }
        self.taken.decisions += 1;
        Ok(())
    }

    fn end(mut self) -> Result<TableTaken, ExportError> {
        if let Some(whole) = self.parts.end() {
            self.whole(&whole)?;
        }
        if !self.dry {
            self.taken.without_reading = self.told.iter().filter(|report| !self.read.contains(*report)).count();
        }
        Ok(self.taken)
    }
}
