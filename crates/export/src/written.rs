//! One export: what is asked, in which format, and what came of it.

use std::io::{BufWriter, Seek, Write};

use truceline_ledger::{Ledger, Query, Signer};

use crate::book::Book;
use crate::codebook::CodeBook;
use crate::guard::Guard;
use crate::item::Seen;
use crate::table::{self, CsvTable, XlsxTable};
use crate::{ExportError, annotation, bundle, geojson, hxl, parquet};

/// The formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table that comes back whole, as text.
    Csv,
    /// The same, as a workbook.
    Xlsx,
    /// A map's features.
    Geojson,
    /// A table with HXL's hashtags.
    Hxl,
    /// ACLED's columns.
    Acled,
    /// UCDP's columns.
    Ucdp,
    /// POLECAT's columns.
    Polecat,
    /// W3C Web Annotation, as JSON-LD.
    Annotation,
    /// Typed columns, where the program is built with them.
    Parquet,
    /// Journal, readings and originals, signed.
    Bundle,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Csv,
        Self::Xlsx,
        Self::Geojson,
        Self::Hxl,
        Self::Acled,
        Self::Ucdp,
        Self::Polecat,
        Self::Annotation,
        Self::Parquet,
        Self::Bundle,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Geojson => "geojson",
            Self::Hxl => "hxl",
            Self::Acled => "acled",
            Self::Ucdp => "ucdp",
            Self::Polecat => "polecat",
            Self::Annotation => "annotation",
            Self::Parquet => "parquet",
            Self::Bundle => "bundle",
        }
    }

    /// The format with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether it is text that a terminal can show.
    pub const fn is_text(self) -> bool {
        !matches!(self, Self::Xlsx | Self::Parquet | Self::Bundle)
    }

    /// Whether it comes back whole, which takes the readings.
    pub const fn comes_back(self) -> bool {
        matches!(self, Self::Csv | Self::Xlsx | Self::Bundle)
    }

    const fn book(self) -> &'static str {
        match self {
            Self::Csv | Self::Xlsx => table::BOOK,
            Self::Geojson => geojson::BOOK,
            Self::Hxl => hxl::BOOK,
            Self::Acled => CodeBook::Acled.book(),
            Self::Ucdp => CodeBook::Ucdp.book(),
            Self::Polecat => CodeBook::Polecat.book(),
            Self::Annotation => annotation::BOOK,
            Self::Parquet => parquet::BOOK,
            Self::Bundle => bundle::BOOK,
        }
    }
}

/// What is asked.
pub struct Request<'a> {
    /// The format.
    pub format: Format,
    /// Which incidents.
    pub query: &'a Query,
    /// Round all coordinates to so many degrees.
    pub blur: Option<f64>,
    /// Whose key signs a bundle.
    pub signer: Option<&'a Signer>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// How many incidents were found.
    pub incidents: usize,
    /// What the format loses of any incident, in sentences.
    pub lost: Vec<String>,
    /// What was left out of this export, in sentences.
    pub left_out: Vec<String>,
}

/// Write what `request` asks for to `to`.
///
/// # Errors
///
/// When the ledger cannot be read, the format cannot hold it, or it cannot be written.
pub fn export(
    ledger: &mut Ledger,
    request: &Request<'_>,
    to: impl Write + Seek + Send,
) -> Result<Written, ExportError> {
    let Request { format, query, blur, signer } = *request;
    match blur {
        Some(_) if format.comes_back() => return Err(ExportError::BlurWithReadings),
        Some(degrees) if !(degrees > 0.0 && degrees <= 10.0) => return Err(ExportError::Blur(degrees)),
        _ => {}
    }
    let guard = Guard::new(ledger, blur)?;
    let book = Book::parse(format.book())?;
    let mut to = BufWriter::new(to);
    let mut left_out = Vec::new();
    let seen = match format {
        Format::Csv => {
            let mut sheet = CsvTable::new(&mut to, &book)?;
            let seen = table::write(ledger, &guard, query, &book, &mut sheet, &mut left_out)?;
            sheet.end()?;
            seen
        }
        Format::Xlsx => {
            let mut sheet = XlsxTable::new(&book)?;
            let seen = table::write(ledger, &guard, query, &book, &mut sheet, &mut left_out)?;
            sheet.end(&mut to)?;
            seen
        }
        Format::Geojson => geojson::write(ledger, &guard, query, &book, &mut to)?,
        Format::Hxl => hxl::write(ledger, &guard, query, &book, &mut to)?,
        Format::Acled => code_book(CodeBook::Acled, ledger, &guard, query, &book, &mut to, &mut left_out)?,
        Format::Ucdp => code_book(CodeBook::Ucdp, ledger, &guard, query, &book, &mut to, &mut left_out)?,
        Format::Polecat => code_book(CodeBook::Polecat, ledger, &guard, query, &book, &mut to, &mut left_out)?,
        Format::Annotation => annotation::write(ledger, &guard, query, &mut to)?,
        Format::Parquet => parquet::write(ledger, &guard, query, &mut to)?,
        Format::Bundle => {
            let signer = signer.ok_or(ExportError::NoKey)?;
            bundle::write(ledger, &guard, query, signer, &mut to, &mut left_out)?
        }
    };
    to.flush()?;
    if seen.closed > 0 && format != Format::Bundle {
        left_out.push(format!(
            "the words, names and readings of the reports behind {}: protected names stand in them",
            counted(seen.closed, "version")
        ));
    }
    Ok(Written { incidents: seen.incidents, lost: book.lost, left_out })
}

fn code_book(
    which: CodeBook,
    ledger: &mut Ledger,
    guard: &Guard,
    query: &Query,
    book: &Book,
    to: impl Write,
    left_out: &mut Vec<String>,
) -> Result<Seen, ExportError> {
    let (seen, without) = which.write(ledger, guard, query, book, to)?;
    if without > 0 {
        left_out.push(format!("{} that the code book has no row for", counted(without, "incident")));
    }
    Ok(seen)
}

/// "1 report", "2 reports".
pub(crate) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
