//! The table as a workbook of two sheets: versions for people, data for an import.

use std::io::{Seek, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::ExportError;
use crate::book::Book;
use crate::cell::{Cell, harmless};
use crate::table::{Row, Sheet};

/// The sheet for people.
pub(super) const PEOPLE: &str = "incidents";
/// The sheet with the data.
pub(super) const DATA: &str = "data";
/// The columns of the sheet with the data.
pub(super) const DATA_COLUMNS: [&str; 4] = ["row", "report", "part", "data"];

/// UTF-16 units of a cell of a spreadsheet; what people read is cut there, the data never comes so far.
const LONGEST: usize = 32_767;

/// A workbook in the making.
pub(crate) struct XlsxTable {
    book: Workbook,
    rows: [u32; 2],
}

impl XlsxTable {
    pub(crate) fn new(book: &Book) -> Result<Self, ExportError> {
        let mut workbook = Workbook::new();
        // a file that says when it was made is another file each time
        let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(sheet)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let bold = Format::new().set_bold();
        let names: Vec<&str> = book.names().collect();
        for (name, columns) in [(PEOPLE, names.as_slice()), (DATA, &DATA_COLUMNS)] {
            let sheet_of = workbook.add_worksheet_with_constant_memory().map_err(sheet)?;
            sheet_of.set_name(name).map_err(sheet)?;
            for (at, column) in (0..).zip(columns) {
                sheet_of.write_string_with_format(0, at, *column, &bold).map_err(sheet)?;
            }
        }
        Ok(Self { book: workbook, rows: [1, 1] })
    }

    pub(crate) fn end<W: Write + Seek + Send>(mut self, to: W) -> Result<(), ExportError> {
        self.book.save_to_writer(to).map_err(sheet)
    }

    fn row(&mut self, of: usize, cells: &[Cell]) -> Result<(), ExportError> {
        let Some(row) = self.rows.get_mut(of) else { return Ok(()) };
        let at = *row;
        *row += 1;
        let to: &mut Worksheet = self.book.worksheet_from_index(of).map_err(sheet)?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    to.write_string(at, column, short(&harmless(text))).map_err(sheet)?;
                }
                #[allow(clippy::cast_precision_loss)] // counts, far below 2^53
                Cell::Whole(number) => {
                    to.write_number(at, column, *number as f64).map_err(sheet)?;
                }
                Cell::Real(number) => {
                    to.write_number(at, column, *number).map_err(sheet)?;
                }
            }
        }
        Ok(())
    }
}

impl Sheet for XlsxTable {
    fn version(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        self.row(0, cells)
    }

    fn data(&mut self, row: Row, report: Option<&str>, part: usize, text: &str) -> Result<(), ExportError> {
        self.row(1, &[row.name().into(), report.map(str::to_owned).into(), part.into(), text.into()])
    }
}

fn short(text: &str) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= LONGEST
    };
    text.chars().take_while(fits).collect()
}

#[allow(clippy::needless_pass_by_value)] // as `map_err` gives it
fn sheet(error: XlsxError) -> ExportError {
    ExportError::Sheet(error.to_string())
}
