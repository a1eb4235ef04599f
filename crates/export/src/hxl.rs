//! HXL: a table with a row of hashtags under its header.

use std::io::Write;

use truceline_ledger::{Ledger, Query};

use crate::ExportError;
use crate::book::Book;
use crate::cell::Cell;
use crate::fields::required;
use crate::guard::Guard;
use crate::item::{Seen, each};
use crate::table::written;

pub(crate) const BOOK: &str = include_str!("../data/hxl.toml");

pub(crate) fn write(
    ledger: &mut Ledger,
    guard: &Guard,
    query: &Query,
    book: &Book,
    to: impl Write,
) -> Result<Seen, ExportError> {
    let mut to = csv::Writer::from_writer(to);
    to.write_record(book.names()).map_err(written)?;
    to.write_record(book.columns.iter().map(|column| column.tag.as_deref().unwrap_or_default())).map_err(written)?;
    let seen = each(ledger, guard, query, |_, item| {
        let cells = book.columns.iter().map(|column| {
            let holds = column.holds.as_deref().unwrap_or_default();
            required(item, None, holds)
        });
        let cells = cells.collect::<Result<Vec<_>, _>>()?;
        to.write_record(cells.iter().map(Cell::written)).map_err(written)
    })?;
    to.flush()?;
    Ok(seen)
}
