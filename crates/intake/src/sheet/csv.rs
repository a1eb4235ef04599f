//! Tables as text: cells with a sign between.

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use truceline_record::{Problem, ProblemCode};

use super::grid::{Cell, Grid, Kind, Row, Tally};
use crate::Options;
use crate::charset::{Decoded, charset};
use crate::nest::Refusal;

/// What may stand between cells, in the order in which it is tried.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// How much of a file is looked at to tell what stands between its cells.
const HEAD: usize = 64 * 1024;
/// And how many of its rows.
const ROWS: usize = 20;

/// The table in `bytes`; `delimiter` is what stands between its cells, where that is known.
pub(super) fn grid(name: &str, bytes: &[u8], delimiter: Option<char>, options: &Options) -> Result<Grid, Refusal> {
    let (encoding, mark) = charset(bytes, None);
    let wide = [UTF_16LE, UTF_16BE].contains(&encoding);
    let body = bytes.get(mark..).unwrap_or_default();
    // every other charset has the signs of a table as single bytes, so that each row is bytes of its own
    let text = wide.then(|| encoding.decode_without_bom_handling(body));
    let (body, encoding, malformed) = match &text {
        Some((text, malformed)) => (text.as_bytes(), UTF_8, *malformed),
        None => (body, encoding, false),
    };
    let mut grid = Grid::default();
    let mut bad = usize::from(malformed);
    let mut tally = Tally::new(name, options);
    let delimiter = delimiter.and_then(|c| u8::try_from(c).ok()).unwrap_or_else(|| told(head(body)));
    let mut reader = ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(body);
    let mut record = ByteRecord::new();
    let mut number: u32 = 0;
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let message =
                    format!("{name}: what comes after row {number} cannot be read: {error}; save it as CSV anew");
                grid.problems.push(Problem::new(ProblemCode::Damaged, message));
                break;
            }
        }
        let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let raw = body.get(start..end).unwrap_or_default();
        // empty lines are passed over by the reader and counted by spreadsheet programs
        let (blank, lines) = blank_lines(raw, start > 0 && body.get(start - 1) == Some(&b'\r'));
        number = number.saturating_add(lines).saturating_add(1);
        tally.rows(grid.rows.len() + 1)?;
        let mut cells = Vec::with_capacity(record.len());
        for field in &record {
            tally.cell(field.len())?;
            let (text, malformed) = decoded(field, encoding);
            bad += usize::from(malformed);
            cells.push(Cell::new(&text, Kind::Text));
        }
        let bytes = (!wide).then(|| mark + start + blank..mark + end);
        grid.rows.push(Row { number, cells, bytes });
    }
    if let Some(message) = (Decoded { charset: encoding.name(), malformed: bad }).message(name) {
        grid.problems.push(Problem::new(ProblemCode::Charset, message));
    }
    Ok(grid)
}

fn decoded(field: &[u8], encoding: &'static Encoding) -> (String, bool) {
    let (text, malformed) = encoding.decode_without_bom_handling(field);
    (text.into_owned(), malformed)
}

/// Bytes of the empty lines that `raw` begins with, and how many there are; `within` a line end whose first half the reader took, its second is none.
fn blank_lines(raw: &[u8], within: bool) -> (usize, u32) {
    let blank = raw.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let ends = raw.get(..blank).unwrap_or_default();
    let ends = if within { ends.strip_prefix(b"\n").unwrap_or(ends) } else { ends };
    let news = ends.iter().filter(|&&byte| byte == b'\n').count();
    // old Macintosh files have \r alone
    let lines = if news > 0 { news } else { ends.len() };
    (blank, u32::try_from(lines).unwrap_or(u32::MAX))
}

/// What stands between the cells: the sign that parts the most of the first rows into the same number of cells, the more the better.
fn told(head: &[u8]) -> u8 {
    let best = DELIMITERS.into_iter().rev().max_by_key(|&delimiter| width(head, delimiter));
    best.filter(|&delimiter| width(head, delimiter).1 > 1).unwrap_or(b',')
}

/// How many of the first rows, in tenths, have the same number of cells, and that number: the most common one, where it is more than one.
fn width(head: &[u8], delimiter: u8) -> (usize, usize) {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(head);
    let widths: Vec<usize> = reader.byte_records().take(ROWS).filter_map(Result::ok).map(|row| row.len()).collect();
    let same = |width: usize| widths.iter().filter(|&&other| other == width).count();
    let common = widths.iter().copied().max_by_key(|&width| (same(width), width)).unwrap_or(0);
    if common < 2 { (0, 0) } else { (same(common) * 10 / widths.len().max(1), common) }
}

fn head(body: &[u8]) -> &[u8] {
    body.get(..body.len().min(HEAD)).unwrap_or(body)
}

/// Whether a file that is called as a table looks like one: most of its first rows have the same number of cells, and more than one.
pub(crate) fn is_table(bytes: &[u8]) -> bool {
    let (encoding, mark) = charset(bytes, None);
    let body = bytes.get(mark..).unwrap_or_default();
    let text = [UTF_16LE, UTF_16BE].contains(&encoding).then(|| encoding.decode_without_bom_handling(head(body)).0);
    let head = text.as_deref().map_or_else(|| head(body), str::as_bytes);
    width(head, told(head)).0 >= 7
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Grid {
        grid("a.csv", bytes, None, &Options::default()).unwrap()
    }

    fn texts(grid: &Grid) -> Vec<(u32, Vec<&str>)> {
        grid.rows.iter().map(|row| (row.number, row.cells.iter().map(|cell| cell.text.as_str()).collect())).collect()
    }

    #[test]
    fn rows_are_numbered_as_in_a_spreadsheet_and_keep_their_bytes() {
        let bytes = b"\xEF\xBB\xBFDay;Place\r\n\r\n2031-03-05;\"Orel; north\"\r\n2031-03-06;\"a\r\nb\"\r\n";
        let grid = read(bytes);
        assert_eq!(
            texts(&grid),
            [(1, vec!["Day", "Place"]), (3, vec!["2031-03-05", "Orel; north"]), (4, vec!["2031-03-06", "a\nb"])]
        );
        let of = |row: usize| &bytes[grid.rows[row].bytes.clone().unwrap()];
        assert_eq!(of(1).trim_ascii(), b"2031-03-05;\"Orel; north\"");
        assert_eq!(of(2).trim_ascii(), b"2031-03-06;\"a\r\nb\"");
    }

    #[test]
    fn tables_come_in_any_charset() {
        let (cyrillic, ..) = encoding_rs::WINDOWS_1251.encode("День,Место\n2031-03-05,Орёл и окрестности города\n");
        assert_eq!(texts(&read(&cyrillic))[1].1, ["2031-03-05", "Орёл и окрестности города"]);
        let wide: Vec<u8> =
            "\u{FEFF}Day\tPlace\n2031-03-05\tOrel\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let wide = read(&wide);
        assert_eq!(texts(&wide)[1].1, ["2031-03-05", "Orel"]);
        assert_eq!(wide.rows[1].bytes, None);
        let broken = read(b"Day,Place\n2031-03-05,Or\xFFel and more words of it \xC3\xA9\xC3\xA9\xC3\xA9\n");
        assert!(broken.problems.iter().all(|problem| problem.code == ProblemCode::Charset));
    }

    #[test]
    fn a_table_is_told_from_prose() {
        assert!(is_table(b"a,b\n1,2\n3,4\n"));
        let titled = b"Incidents in the valley\na;b;c\n1;2,5;x\n3;4,5;y\n5;6,5;z\n";
        assert!(is_table(titled));
        assert_eq!(read(titled).rows[1].cells.len(), 3);
        assert!(!is_table(
            b"Shells fell on Orel, the army said.\nNobody was hurt.\nThe market, the school, and the mill were hit.\n"
        ));
        assert!(!is_table(b""));
    }
}
