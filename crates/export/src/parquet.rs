//! Parquet: the columns of the lossless table, typed, for analysis.

#[cfg(feature = "parquet")]
mod columns;

use std::io::Write;

use truceline_ledger::{Ledger, Query};

use crate::ExportError;
use crate::guard::Guard;
use crate::item::Seen;

pub(crate) const BOOK: &str = include_str!("../data/parquet.toml");

#[cfg(feature = "parquet")]
pub(crate) fn write(
    ledger: &mut Ledger,
    guard: &Guard,
    query: &Query,
    to: impl Write + Send,
) -> Result<Seen, ExportError> {
    columns::write(ledger, guard, query, to)
}

/// This program was built without the format.
#[cfg(not(feature = "parquet"))]
pub(crate) fn write(_: &mut Ledger, _: &Guard, _: &Query, _: impl Write + Send) -> Result<Seen, ExportError> {
    Err(ExportError::NotBuiltIn)
}
