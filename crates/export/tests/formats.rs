//! What each format looks like.
#![allow(clippy::unwrap_used)]

mod common;

use common::{out_of, small, text_of};
use truceline_export::Format;

#[test]
fn every_format_says_what_is_lost() {
    for format in Format::ALL {
        assert!(!out_of(&mut small(), format, None).1.lost.is_empty(), "{}", format.name());
    }
}

#[test]
fn text_formats_look_like_this() {
    for format in Format::ALL.into_iter().filter(|format| format.is_text()) {
        insta::assert_snapshot!(format.name(), text_of(&mut small(), format));
    }
}

#[test]
fn acled_counts_dozens_as_twelve() {
    let mut ledger = common::empty();
    common::add(&mut ledger, &[common::TIMES]);
    let table = text_of(&mut ledger, Format::Acled);
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let at = rows.headers().unwrap().iter().position(|name| name == "fatalities").unwrap();
    assert_eq!(&rows.records().next().unwrap().unwrap()[at], "12");
}

#[test]
fn formulas_are_harmless_in_every_table() {
    for format in [Format::Csv, Format::Hxl, Format::Acled, Format::Ucdp, Format::Polecat] {
        let table = text_of(&mut small(), format);
        let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(table.as_bytes());
        for row in rows.records() {
            for cell in &row.unwrap() {
                let number = cell.parse::<f64>().is_ok();
                assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}: {cell}", format.name());
            }
        }
    }
}

#[test]
fn parquet_is_read_again() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;
    let (bytes, _) = out_of(&mut small(), Format::Parquet, None);
    let path = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(path.path(), bytes).unwrap();
    let file = SerializedFileReader::new(std::fs::File::open(path.path()).unwrap()).unwrap();
    let rows: Vec<_> = file.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0].get_string(1).unwrap(), "shelling");
}
