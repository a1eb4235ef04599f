//! What an input is, by its content first and its name second.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::{archive, charset, feed, mail, sheet, telegram, wacz, warc, whatsapp};

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Text,
    /// A web page.
    Html,
    /// One report a line, as JSON.
    JsonLines,
    /// One reading a line, as JSON: what `truceline read --format jsonl` prints.
    Readings,
    /// A feed: RSS, Atom or JSON Feed.
    Feed,
    /// A PDF document.
    Pdf,
    /// A Word document.
    Docx,
    /// An e-mail as it was sent.
    Mail,
    /// A web archive, packed with gzip or not.
    Warc,
    /// A packed collection of web archives.
    Wacz,
    /// A chat or channel as Telegram exports it.
    Telegram,
    /// A chat as WhatsApp exports it.
    WhatsApp,
    /// A table, whose columns somebody must explain.
    Sheet,
}

impl Format {
    /// Whether one input holds many reports, as a rule; a mail may hold a few.
    pub const fn many(self) -> bool {
        !matches!(self, Self::Text | Self::Html | Self::Pdf | Self::Docx | Self::Mail | Self::Sheet)
    }

    /// Whether its reports are many and read one after the other, so that an input may be larger than the memory: [`Taking`](crate::Taking).
    pub const fn is_web_archive(self) -> bool {
        matches!(self, Self::Warc | Self::Wacz)
    }
}

/// How many bytes are looked at.
const SAMPLE: usize = 16 * 1024;

/// What binary data is called that has no well-known beginning.
pub(crate) const UNKNOWN_BINARY: &str = "binary data";

/// Well-known beginnings of files that are not text, and what to call them.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive, or a Word, Excel or OpenDocument file"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n\x1A\n", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"BM", "a bitmap image"),
    (b"RIFF", "a WebP image, or sound or video"),
    (b"OggS", "sound or video"),
    (b"ID3", "sound"),
    (b"\x1A\x45\xDF\xA3", "video"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ\0", "an xz archive"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"SQLite format 3\0", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7FELF", "a program"),
    (b"MZ", "a program"),
];

/// Tags that tell a page from a text that merely mentions a tag.
const TAGS: &[&str] = &[
    "html",
    "head",
    "body",
    "title",
    "meta",
    "link",
    "script",
    "style",
    "div",
    "span",
    "p",
    "a",
    "br",
    "h1",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "article",
    "section",
    "main",
    "header",
    "footer",
    "nav",
    "img",
    "figure",
    "blockquote",
    "strong",
    "em",
];

/// Tell the format of `bytes`, which the user calls `name`; their first 64 kB are enough, and the last ones for archives
/// whose list of contents stands at their end.
///
/// JSON Lines: the name ends in `.jsonl` or `.ndjson`, or the first line that is not blank is a JSON object with the
/// key `report`; readings, if that object has the key `made_by` too. Documents and archives by their first bytes and
/// what is packed in them; feeds, mails and chats by how they start. HTML: it starts as a page does, or three different
/// kinds of tag stand near its start (one is enough where the name ends in `.html`, `.htm` or `.xhtml`). Tables: workbooks by
/// what is packed in them; text whose name ends in `.csv` or `.tsv` and whose first rows have as many cells each. Anything else
/// is text, whatever its name.
pub fn sniff(name: &str, bytes: &[u8]) -> Format {
    let suffix = name.rsplit_once('.').map(|(_, s)| s.to_ascii_lowercase()).unwrap_or_default();
    if let Some(format) = packed(bytes) {
        return format;
    }
    match first_line(bytes) {
        Some(FirstLine { report: Some(_), made_by: Some(_) }) => return Format::Readings,
        Some(FirstLine { report: Some(_), made_by: None }) => return Format::JsonLines,
        _ if matches!(suffix.as_str(), "jsonl" | "ndjson") => return Format::JsonLines,
        _ => {}
    }
    let sample = sample(bytes);
    if feed::starts(&sample) {
        return Format::Feed;
    }
    if telegram::starts(&sample) {
        return Format::Telegram;
    }
    if mail::starts(&sample, suffix == "eml") {
        return Format::Mail;
    }
    if whatsapp::starts(name, bytes) {
        return Format::WhatsApp;
    }
    if matches!(suffix.as_str(), "csv" | "tsv") && sheet::is_table(bytes) {
        return Format::Sheet;
    }
    let named_page = matches!(suffix.as_str(), "html" | "htm" | "xhtml");
    if is_page(&sample, if named_page { 1 } else { 3 }) { Format::Html } else { Format::Text }
}

/// What the first bytes tell of documents and archives.
fn packed(bytes: &[u8]) -> Option<Format> {
    // Some writers put bytes of their own before a PDF document, and readers let them.
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or(bytes);
    if head.starts_with(b"%PDF-") || (head.windows(5).any(|w| w == b"%PDF-") && binary(bytes).is_some()) {
        return Some(Format::Pdf);
    }
    if warc::starts(bytes) {
        return Some(Format::Warc);
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let names = archive::names_near_ends(bytes);
    let has = |test: fn(&str) -> bool| names.iter().any(|n| test(n));
    if has(|n| n.starts_with("word/")) {
        Some(Format::Docx)
    } else if has(|n| n == "datapackage.json" || n.starts_with("archive/") && wacz::is_warc(n)) {
        Some(Format::Wacz)
    } else if has(|n| n == "xl/workbook.xml") {
        Some(Format::Sheet)
    } else {
        None
    }
}

/// What the first line that is not blank holds, if it is a JSON object.
#[derive(Deserialize)]
struct FirstLine {
    report: Option<IgnoredAny>,
    made_by: Option<IgnoredAny>,
}

fn first_line(bytes: &[u8]) -> Option<FirstLine> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace())?;
    let line = bytes.get(start..).and_then(|b| b.split(|&b| b == b'\n').next()).unwrap_or(&[]);
    if line.first() == Some(&b'{') { serde_json::from_slice(line).ok() } else { None }
}

/// The start of the input as ASCII in lower case, all else as `?`.
fn sample(bytes: &[u8]) -> String {
    struct Ascii(String);
    impl charset::Sink for Ascii {
        fn char(&mut self, c: char, _: std::ops::Range<usize>) -> bool {
            self.0.push(if c.is_ascii() { c.to_ascii_lowercase() } else { '?' });
            true
        }
    }
    let head = bytes.get(..bytes.len().min(SAMPLE)).unwrap_or(bytes);
    let (encoding, mark) = charset::charset(head, None);
    let mut ascii = Ascii(String::new());
    charset::decode(head, mark, encoding, &mut ascii);
    ascii.0
}

fn is_page(sample: &str, enough: usize) -> bool {
    let mut start = sample.trim_start();
    while let Some((_, rest)) = start.strip_prefix("<!--").and_then(|s| s.split_once("-->")) {
        start = rest.trim_start();
    }
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return true;
    }
    let mut kinds: Vec<&str> = Vec::new();
    for (at, _) in sample.match_indices('<') {
        let inner = sample.get(at + 1..).unwrap_or("");
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let (tag, after) = inner.split_at(end);
        let closes = after.trim_start_matches(|c| c != '>' && c != '<').starts_with('>');
        if let Some(kind) = TAGS.iter().find(|t| **t == tag && closes)
            && !kinds.contains(kind)
        {
            kinds.push(kind);
            if kinds.len() >= enough {
                return true;
            }
        }
    }
    false
}

/// What kind of file `bytes` look like, if not text.
pub(crate) fn binary(bytes: &[u8]) -> Option<&'static str> {
    let sample = bytes.get(..bytes.len().min(SAMPLE)).unwrap_or(bytes);
    // A text may well start with "BM" or "MZ": a beginning that short counts only before bytes that no text has.
    let odd = sample.iter().filter(|&&b| odd_in_text(b)).count();
    let known = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic) && (odd > 0 || magic.len() > 4));
    if let Some((_, name)) = known {
        return Some(name);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some("video, or a HEIF image");
    }
    let utf16 =
        bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") || charset::bare_utf16(bytes).is_some();
    (!utf16 && odd * 20 > sample.len()).then_some(UNKNOWN_BINARY)
}

/// Control characters that texts do not hold; a terminal's escape and a page break are let pass.
const fn odd_in_text(b: u8) -> bool {
    b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B) || b == 0x7F
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_more_than_the_name() {
        let page = b"\xEF\xBB\xBF\n<!-- saved --><!DOCTYPE HTML><title>Truce</title>";
        assert_eq!(sniff("a.txt", page), Format::Html);
        assert_eq!(sniff("-", b"<div><p>The army said so.</p><br></div>"), Format::Html);
        assert_eq!(sniff("a.txt", b"  {\"report\": {}}\n"), Format::JsonLines);
        assert_eq!(sniff("a.html", b"The army said so.\n"), Format::Text);
        assert_eq!(sniff("a.html", b"<p>The army said so.\n"), Format::Html);
        assert_eq!(sniff("a.txt", b"The form asks for <p> and <b>, an officer said; 3 < 4 > 2."), Format::Text);
        assert_eq!(sniff("a.json", b"{\"text\": 1}\n"), Format::Text);
        assert_eq!(sniff("a.JSONL", b""), Format::JsonLines);
        assert_eq!(sniff("a", b""), Format::Text);
    }

    #[test]
    fn a_page_in_utf_16_is_a_page() {
        let page: Vec<u8> = "\u{FEFF}<html><body>x".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff("page", &page), Format::Html);
        assert_eq!(binary(&page), None);
    }

    #[test]
    fn names_what_is_not_text() {
        assert_eq!(binary(b"%PDF-1.7\nabc"), Some("a PDF document"));
        assert_eq!(binary(b"PK\x03\x04\x14\0"), Some("a zip archive, or a Word, Excel or OpenDocument file"));
        assert_eq!(binary(b"\x89PNG\r\n\x1A\n\0\0"), Some("a PNG image"));
        assert_eq!(binary(b"\0\0\0\x18ftypheic"), Some("video, or a HEIF image"));
        let noise: Vec<u8> = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert_eq!(binary(&noise), Some(UNKNOWN_BINARY));
    }

    #[test]
    fn text_with_a_stray_zero_byte_is_text() {
        assert_eq!(binary(b"The Assembly said\0 that it would hold its fire."), None);
        assert_eq!(binary(b"BM is short for Black Marsh, where the Heron Brigade camps."), None);
        assert_eq!(binary("قال".as_bytes()), None);
    }
}
