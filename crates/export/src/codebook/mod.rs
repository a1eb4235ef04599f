//! Columns as other data sets have them: a CSV file, a row an incident or version, by the format's table in `data/`.

mod acled;
mod polecat;
mod ucdp;

use std::io::Write;

use truceline_ledger::{Ledger, Query};
use truceline_record::{Codes, Reality};

use crate::ExportError;
use crate::book::Book;
use crate::cell::Cell;
use crate::fields::field;
use crate::guard::Guard;
use crate::item::{Item, Seen, Version, each};
use crate::table::written;

/// A code book whose columns are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeBook {
    Acled,
    Ucdp,
    Polecat,
}

/// What a column of a code book can be made of.
struct About<'a> {
    ledger: &'a mut Ledger,
    book: &'a Book,
    codes: &'a Codes,
    item: &'a Item,
    version: Option<&'a Version>,
}

impl CodeBook {
    pub(crate) const fn book(self) -> &'static str {
        match self {
            Self::Acled => include_str!("../../data/acled.toml"),
            Self::Ucdp => include_str!("../../data/ucdp.toml"),
            Self::Polecat => include_str!("../../data/polecat.toml"),
        }
    }

    /// Write all that `query` finds; gives what was seen and how many incidents the book has no row for.
    pub(crate) fn write(
        self,
        ledger: &mut Ledger,
        guard: &Guard,
        query: &Query,
        book: &Book,
        to: impl Write,
    ) -> Result<(Seen, usize), ExportError> {
        let codes = Codes::bundled()?;
        let mut to = csv::Writer::from_writer(to);
        to.write_record(book.names()).map_err(written)?;
        let mut without = 0;
        let seen = each(ledger, guard, query, |ledger, item| {
            let versions: Vec<Option<&Version>> = match self {
                Self::Acled | Self::Ucdp => vec![None],
                Self::Polecat => item.versions.iter().map(Some).collect(),
            };
            let mut rows = 0;
            for version in versions {
                if !self.has(&codes, item, version) {
                    continue;
                }
                rows += 1;
                let mut about = About { ledger: &mut *ledger, book, codes: &codes, item, version };
                let cells = book.columns.iter().map(|column| match &column.holds {
                    Some(holds) => self.cell(&mut about, holds),
                    None => Ok(Cell::Empty),
                });
                let cells = cells.collect::<Result<Vec<_>, _>>()?;
                to.write_record(cells.iter().map(Cell::written)).map_err(written)?;
            }
            without += usize::from(rows == 0);
            Ok(())
        })?;
        to.flush()?;
        Ok((seen, without))
    }

    /// Whether the book has a row for it: only for what somebody says happened.
    fn has(self, codes: &Codes, item: &Item, version: Option<&Version>) -> bool {
        let known = &item.card.gathered;
        let (kind, reality) = version.map_or((known.kind, known.reality), |v| (v.account.kind, v.account.reality));
        let codes = codes.of(kind);
        reality == Reality::Actual
            && match self {
                Self::Acled => codes.is_some_and(|codes| codes.acled.is_some()),
                Self::Polecat => codes.is_some_and(|codes| codes.plover.is_some()),
                Self::Ucdp => known.killed.max.or(known.killed.min).is_some_and(|killed| killed > 0),
            }
    }

    fn cell(self, about: &mut About<'_>, holds: &str) -> Result<Cell, ExportError> {
        if let Some(cell) = field(about.item, about.version, holds)? {
            return Ok(cell);
        }
        let own = match self {
            Self::Acled => acled::cell(about, holds)?,
            Self::Ucdp => ucdp::cell(about, holds),
            Self::Polecat => polecat::cell(about, holds),
        };
        own.ok_or_else(|| ExportError::Data(format!("no value is called {holds}")))
    }
}

/// How many days a date range spans; none where its days are not known.
fn span_of_days(item: &Item) -> Option<i32> {
    let date = item.card.gathered.date.as_ref()?;
    let number = |day: &Option<String>| day.as_deref().and_then(truceline_reconcile::across::day_number);
    let (first, last) = (number(&date.start), number(&date.end));
    Some(last.or(first)? - first.or(last)? + 1)
}
