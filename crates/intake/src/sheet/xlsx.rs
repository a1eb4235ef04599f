//! Tables as workbooks.

use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use truceline_record::ProblemCode;

use super::grid::{Cell, Grid, Kind, Row, Tally};
use crate::Options;
use crate::archive::Archive;
use crate::guarded::guarded;
use crate::nest::{Nest, Refusal};

/// The largest part of a workbook, unpacked.
const PART_BYTES: u64 = 256 << 20;

/// Columns beyond this are none that a person filled in.
const MOST_COLUMNS: usize = 16_384;

/// The table on the sheet `sheet` of a workbook, or on its first.
pub(super) fn grid(name: &str, bytes: &[u8], sheet: Option<&str>, options: &Options) -> Result<Grid, Refusal> {
    let damaged = |why: &dyn std::fmt::Display| {
        (ProblemCode::Damaged, format!("{name}: the workbook is damaged ({why}); save it anew"))
    };
    // the library unpacks without a limit, so all that it might unpack is unpacked within the limits first
    let mut nest = Nest::new(options);
    let mut archive = Archive::open(name, Cursor::new(bytes))?;
    for part in archive.files() {
        archive.read(&part, PART_BYTES, &mut nest)?;
    }
    // it may panic on damaged files, too
    let read = guarded(|| {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        let sheet = chosen(name, &book.sheet_names(), sheet)?;
        let mut grid = Grid { sheet: Some(sheet.clone()), ..Grid::default() };
        let mut tally = Tally::new(name, options);
        // cell by cell: a table with a cell in its last corner would be made whole otherwise
        let mut cells = book.worksheet_cells_reader(&sheet).map_err(|error| damaged(&error))?;
        while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
            let (row, column) = cell.get_position();
            let Some(cell) = shown(cell.get_value()) else { continue };
            tally.cell(cell.text.len())?;
            put(name, &mut grid, &tally, (row, column), cell)?;
        }
        Ok(grid)
    });
    read.unwrap_or_else(|| Err(damaged(&"its reader gave up")))
}

fn chosen(name: &str, sheets: &[String], sheet: Option<&str>) -> Result<String, Refusal> {
    let first = sheets.first();
    let found = sheet.map_or(first, |sheet| sheets.iter().find(|name| *name == sheet));
    found.cloned().ok_or_else(|| {
        let message = match sheet {
            Some(sheet) => format!("{name}: no sheet is called {sheet:?}; it has {}", sheets.join(", ")),
            None => format!("{name}: the workbook has no sheets"),
        };
        (ProblemCode::BadCell, message)
    })
}

/// Put a cell where it belongs. Rows mostly come in their order.
fn put(name: &str, grid: &mut Grid, tally: &Tally<'_>, at: (u32, u32), cell: Cell) -> Result<(), Refusal> {
    let number = at.0.saturating_add(1);
    let column = usize::try_from(at.1).unwrap_or(usize::MAX);
    if column >= MOST_COLUMNS {
        let message =
            format!("{name}, row {number}: more than {MOST_COLUMNS} columns are more than the limit; take some out");
        return Err((ProblemCode::TooLarge, message));
    }
    let place = match grid.rows.last() {
        Some(last) if last.number >= number => grid.rows.binary_search_by_key(&number, |row| row.number),
        _ => Err(grid.rows.len()),
    };
    let place = match place {
        Ok(place) => place,
        Err(place) => {
            tally.rows(grid.rows.len() + 1)?;
            grid.rows.insert(place, Row { number, cells: Vec::new(), bytes: None });
            place
        }
    };
    if let Some(row) = grid.rows.get_mut(place) {
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::default());
        }
        if let Some(there) = row.cells.get_mut(column) {
            *there = cell;
        }
    }
    Ok(())
}

/// What a cell shows; of a formula, what it came to when the file was saved.
fn shown(value: &DataRef<'_>) -> Option<Cell> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::String(text) => Cell::new(text, Kind::Text),
        DataRef::SharedString(text) => Cell::new(text, Kind::Text),
        DataRef::Int(number) => Cell::new(&number.to_string(), Kind::Number),
        DataRef::Float(number) => Cell::new(&number.to_string(), Kind::Number),
        DataRef::Bool(value) => Cell::new(if *value { "yes" } else { "no" }, Kind::Text),
        DataRef::DateTime(time) => Cell::new(&day(time), Kind::Text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::new(text, Kind::Text),
        DataRef::Error(error) => Cell::new(&error.to_string(), Kind::Error),
    })
}

/// A day as ISO 8601, with its time where it has one; a time alone as the number that it is.
fn day(time: &ExcelDateTime) -> String {
    let number = time.as_f64();
    if !time.is_datetime() || !(1.0..2_958_466.0).contains(&number) {
        return number.to_string();
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if number.fract() == 0.0 { date } else { format!("{date} {hour:02}:{minute:02}:{second:02}") }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::Limits;
    use crate::archive::tests::zip;

    /// A workbook of one sheet with these rows, as XML of its cells.
    pub(in crate::sheet) fn workbook(rows: &str) -> Vec<u8> {
        zip(&[
            ("[Content_Types].xml", r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#.to_owned()),
            ("_rels/.rels", r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned()),
            ("xl/workbook.xml", r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Log" sheetId="1" r:id="r1"/></sheets></workbook>"#.to_owned()),
            ("xl/_rels/workbook.xml.rels", r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#.to_owned()),
            ("xl/styles.xml", r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#.to_owned()),
            ("xl/worksheets/sheet1.xml", format!(r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#)),
        ])
    }

    /// The XML of a row of text cells.
    pub(in crate::sheet) fn row(number: u32, cells: &[&str]) -> String {
        let cells: String = ('A'..)
            .zip(cells)
            .map(|(column, text)| format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>"#))
            .collect();
        format!(r#"<row r="{number}">{cells}</row>"#)
    }

    fn read(rows: &str) -> Result<Grid, Refusal> {
        grid("a.xlsx", &workbook(rows), None, &Options::default())
    }

    #[test]
    fn cells_are_read_as_a_person_sees_them() {
        let rows = row(1, &["Day", "Killed", "Lat"])
            + r#"<row r="3"><c r="A3" s="1"><v>47912</v></c><c r="B3"><f>1+2</f><v>3</v></c><c r="C3"><v>51.25</v></c><c r="D3" t="e"><v>#REF!</v></c></row>"#;
        let grid = read(&rows).unwrap();
        assert_eq!(grid.sheet.as_deref(), Some("Log"));
        let cells: Vec<(&str, Kind)> = grid.rows[1].cells.iter().map(|cell| (cell.text.as_str(), cell.kind)).collect();
        assert_eq!(
            cells,
            [("2031-03-05", Kind::Text), ("3", Kind::Number), ("51.25", Kind::Number), ("#REF!", Kind::Error)]
        );
        assert_eq!(grid.rows[1].number, 3);
    }

    #[test]
    fn a_cell_in_the_last_corner_does_not_fill_memory() {
        let rows = row(1, &["Day"]) + r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
        let grid = read(&rows).unwrap();
        assert_eq!((grid.rows.len(), grid.rows[1].number), (2, 1_048_576));
        let beyond = row(1, &["Day"]) + r#"<row r="2"><c r="ZZZZ2"><v>1</v></c></row>"#;
        assert!(read(&beyond).is_err());
    }

    #[test]
    fn a_workbook_that_is_packed_to_fill_memory_is_refused() {
        let (code, message) = read(&" ".repeat(8 << 20)).unwrap_err();
        assert!(code == ProblemCode::TooLarge && message.contains("times its size"), "{message}");
        let limits = Limits { max_text_bytes: 1000, ..Limits::default() };
        let options = Options { limits, ..Options::default() };
        let (code, message) = grid("a.xlsx", &workbook(&row(1, &[&"x".repeat(2000)])), None, &options).unwrap_err();
        assert!(code == ProblemCode::TooLarge && message.contains("its cells hold more"), "{message}");
    }

    #[test]
    fn what_is_no_whole_workbook_is_refused() {
        let whole = workbook(&row(1, &["Day"]));
        for bytes in [&whole[..whole.len() / 2], b"PK\x03\x04", zip(&[("a", "b")]).as_slice()] {
            assert!(matches!(grid("a.xlsx", bytes, None, &Options::default()), Err((ProblemCode::Damaged, _))));
        }
        let (_, message) = grid("a.xlsx", &whole, Some("2031"), &Options::default()).unwrap_err();
        assert_eq!(message, "a.xlsx: no sheet is called \"2031\"; it has Log");
    }
}
