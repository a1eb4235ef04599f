//! Any bytes as a table that comes back, as CSV and as a workbook.
#![no_main]

use std::io::Cursor;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let header = include_str!("../seeds/table/small.csv").lines().next().unwrap_or_default();
    let rows = [header.as_bytes(), b"\n", bytes].concat();
    for table in [bytes, rows.as_slice()] {
        let _ = truceline_export::is_table(Cursor::new(table));
        truceline_fuzz::into_ledger(|ledger, by| {
            let _ = truceline_export::take_table(ledger, Cursor::new(table), by, false);
        });
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert_eq!(truceline_export::restored(&truceline_export::harmless(text)), text);
    }
});
