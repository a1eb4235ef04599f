//! Parquet: the columns of the lossless table, typed, for analysis. Rows are gathered into columns, a row group at a time.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use truceline_ledger::{Ledger, Query};

use crate::ExportError;
use crate::book::Book;
use crate::cell::Cell;
use crate::guard::Guard;
use crate::item::{Seen, each};
use crate::table::{self, cells};

pub(crate) const BOOK: &str = include_str!("../data/parquet.toml");

/// Rows of a group.
const GROUP: usize = 10_000;

/// Columns of whole numbers.
const WHOLE: [&str; 9] = [
    "killed_min",
    "killed_max",
    "killed_independent_min",
    "killed_independent_max",
    "injured_min",
    "injured_max",
    "reports",
    "independent_reports",
    "independent_outlets",
];
/// Columns of other numbers.
const REAL: [&str; 2] = ["lat", "lon"];

pub(crate) fn write(
    ledger: &mut Ledger,
    guard: &Guard,
    query: &Query,
    to: impl Write + Send,
) -> Result<Seen, ExportError> {
    let mut book = Book::parse(table::BOOK)?;
    book.columns.retain(|column| column.holds.is_some());
    let fields = book.names().map(|name| {
        let (physical, logical) = match name {
            name if WHOLE.contains(&name) => (Physical::INT64, None),
            name if REAL.contains(&name) => (Physical::DOUBLE, None),
            _ => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let field = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
        field.with_logical_type(logical).build().map(Arc::new)
    });
    let fields = fields.collect::<Result<Vec<_>, _>>().map_err(wrong)?;
    let schema = Type::group_type_builder("versions").with_fields(fields).build().map_err(wrong)?;
    let properties = WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_created_by(concat!("truceline ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut file = SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties)).map_err(wrong)?;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let seen = each(ledger, guard, query, |_, item| {
        for version in &item.versions {
            rows.push(cells(&book, item, version)?);
        }
        if rows.len() >= GROUP { group(&mut file, &book, &mut rows) } else { Ok(()) }
    })?;
    group(&mut file, &book, &mut rows)?;
    file.close().map_err(wrong)?;
    Ok(seen)
}

fn group<W: Write + Send>(
    file: &mut SerializedFileWriter<W>,
    book: &Book,
    rows: &mut Vec<Vec<Cell>>,
) -> Result<(), ExportError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut group = file.next_row_group().map_err(wrong)?;
    for (at, name) in book.names().enumerate() {
        let column: Vec<&Cell> = rows.iter().filter_map(|row| row.get(at)).collect();
        let levels: Vec<i16> = column.iter().map(|cell| i16::from(**cell != Cell::Empty)).collect();
        let Some(mut to) = group.next_column().map_err(wrong)? else { break };
        let done = if WHOLE.contains(&name) {
            let values = column.iter().filter_map(|cell| if let Cell::Whole(n) = cell { Some(*n) } else { None });
            to.typed::<Int64Type>().write_batch(&values.collect::<Vec<_>>(), Some(&levels), None)
        } else if REAL.contains(&name) {
            let values = column.iter().filter_map(|cell| if let Cell::Real(n) = cell { Some(*n) } else { None });
            to.typed::<DoubleType>().write_batch(&values.collect::<Vec<_>>(), Some(&levels), None)
        } else {
            let values = column.iter().filter_map(|cell| match cell {
                Cell::Text(text) => Some(ByteArray::from(text.as_str())),
                _ => None,
            });
            to.typed::<ByteArrayType>().write_batch(&values.collect::<Vec<_>>(), Some(&levels), None)
        };
        done.map_err(wrong)?;
        to.close().map_err(wrong)?;
    }
    group.close().map_err(wrong)?;
    rows.clear();
    Ok(())
}

#[allow(clippy::needless_pass_by_value)] // as `map_err` gives it
fn wrong(error: ParquetError) -> ExportError {
    ExportError::Write(std::io::Error::other(error.to_string()))
}
