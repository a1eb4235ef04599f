//! Any bytes as a mapping, a zero byte, and the log that it is of: as text, and as the cells of a workbook.
#![no_main]

use truceline_intake::sheet::{Log, Mapping, MappingError, propose};
use truceline_intake::{Limits, Options, reading};

const MAPPING: &str = include_str!("../seeds/log/valley.toml");

/// The parts of a workbook but for its cells.
const PARTS: [(&str, &[u8]); 3] = [
    ("[Content_Types].xml", br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#),
    ("xl/workbook.xml", br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Log" sheetId="1" r:id="r1"/></sheets></workbook>"#),
    ("xl/_rels/workbook.xml.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let at = bytes.iter().position(|&byte| byte == 0);
    let (own, table) = at.map_or((&b""[..], bytes), |at| (&bytes[..at], &bytes[at + 1..]));
    let own = std::str::from_utf8(own).ok().and_then(|text| Mapping::parse(text).ok());
    let mapping = own.or_else(|| Mapping::parse(MAPPING).ok()).expect("the seed is a mapping");
    let header = MAPPING.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default();
    let rows = [header.as_bytes(), b"\n", table].concat();
    let mut parts = PARTS.to_vec();
    parts.push(("xl/worksheets/sheet1.xml", table));
    let workbook = truceline_fuzz::zip(&parts).unwrap_or_default();
    for (name, table) in [("a.csv", table), ("a.csv", rows.as_slice()), ("a.xlsx", workbook.as_slice())] {
        let options = Options { limits: Limits { max_chars: 2000, ..Limits::default() }, ..Options::default() };
        if let Ok(log) = Log::open(name, table, &mapping, &options) {
            for entry in log.entries().take(100) {
                let json = serde_json::to_string(&entry.reading).expect("a reading is JSON");
                assert!(reading(&json).is_ok(), "a span past the end: {json}");
                assert!(entry.reading.report.text.chars().count() <= 2000, "longer than the limit");
            }
        }
        if let Ok(proposed) = propose(name, table, None, &options) {
            assert!(matches!(Mapping::parse(&proposed), Ok(_) | Err(MappingError::NoColumns)), "{proposed}");
        }
    }
});
