//! The table as CSV.

use std::io::Write;

use crate::ExportError;
use crate::book::Book;
use crate::cell::Cell;
use crate::table::{Row, Sheet};

/// Where the columns stand that rows of data fill.
pub(super) struct Places {
    pub(super) row: usize,
    pub(super) report: usize,
    pub(super) part: usize,
    pub(super) data: usize,
}

impl Places {
    pub(super) fn of(book: &Book) -> Result<Self, ExportError> {
        let at = |name: &str| {
            book.names().position(|column| column == name).ok_or_else(|| ExportError::Data(format!("no column {name}")))
        };
        Ok(Self { row: at("row")?, report: at("report")?, part: at("part")?, data: at("data")? })
    }
}

/// A CSV file in the making.
pub(crate) struct CsvTable<W: Write> {
    to: csv::Writer<W>,
    width: usize,
    places: Places,
}

impl<W: Write> CsvTable<W> {
    pub(crate) fn new(to: W, book: &Book) -> Result<Self, ExportError> {
        let mut to = csv::Writer::from_writer(to);
        to.write_record(book.names()).map_err(written)?;
        Ok(Self { to, width: book.columns.len(), places: Places::of(book)? })
    }

    pub(crate) fn end(mut self) -> Result<(), ExportError> {
        Ok(self.to.flush()?)
    }
}

impl<W: Write> Sheet for CsvTable<W> {
    fn version(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        self.to.write_record(cells.iter().map(Cell::written)).map_err(written)
    }

    fn data(&mut self, row: Row, report: Option<&str>, part: usize, text: &str) -> Result<(), ExportError> {
        let mut cells = vec![Cell::Empty; self.width];
        let Places { row: at_row, report: at_report, part: at_part, data: at_data } = self.places;
        for (at, cell) in [
            (at_row, Cell::from(row.name())),
            (at_report, report.map(str::to_owned).into()),
            (at_part, part.into()),
            (at_data, text.into()),
        ] {
            if let Some(place) = cells.get_mut(at) {
                *place = cell;
            }
        }
        self.version(&cells)
    }
}

pub(crate) fn written(error: csv::Error) -> ExportError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ExportError::Write(error),
        other => ExportError::Data(format!("{other:?}")),
    }
}
