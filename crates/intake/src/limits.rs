//! How much is read, and what is refused before it is read.

use truceline_record::ProblemCode;

use crate::sniff::{Format, UNKNOWN_BINARY, binary};

/// How much of an input is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest input, in bytes, and the longest line of JSON Lines. What is larger is not read at all, with a
    /// problem `too_large`.
    pub max_bytes: usize,
    /// The longest text of one report, in code points. What is longer is cut at a blank line or other white space,
    /// with a problem `truncated`.
    pub max_chars: usize,
    /// The largest input that holds many reports (a web archive, a chat), in bytes. A problem `too_large`.
    pub max_archive_bytes: usize,
    /// How much is unpacked from one input in all, in bytes. What is packed beyond is not read, with a problem
    /// `too_large`.
    pub max_unpacked_bytes: u64,
    /// How many times larger than the packed bytes the unpacked ones may be, once they are more than a mebibyte: what is
    /// packed tighter is made to fill memory. A problem `too_large`.
    pub max_ratio: u64,
    /// How much text of one archive is kept, in bytes. Reports beyond are not read, with a problem `too_large`.
    pub max_text_bytes: u64,
    /// How many original bytes of the records of one web archive are kept with its reports. Of the others the text alone is kept.
    pub max_original_bytes: u64,
    /// How deep inputs may be packed in each other: a mail in a mail in an archive is 2. What lies deeper is not read,
    /// with a problem `too_large`.
    pub max_depth: usize,
    /// How many pages of a PDF document are read. A problem `truncated`.
    pub max_pages: usize,
}

impl Default for Limits {
    /// 64 MiB, and two million code points: more than any report and most books. Archives: 1 GiB, unpacked 4 GiB and
    /// 200-fold (text packs 3- to 20-fold, logs up to 100-fold), 512 MiB of text and as much of records, 4 deep. 5,000 pages.
    fn default() -> Self {
        Self {
            max_bytes: 64 << 20,
            max_chars: 2_000_000,
            max_archive_bytes: 1 << 30,
            max_unpacked_bytes: 4 << 30,
            max_ratio: 200,
            max_text_bytes: 512 << 20,
            max_original_bytes: 512 << 20,
            max_depth: 4,
            max_pages: 5000,
        }
    }
}

impl Limits {
    /// What to say of an input of `bytes` bytes, called `name`, if it is too large to be one report.
    pub fn too_large(&self, name: &str, bytes: u64) -> Option<String> {
        over(name, bytes, self.max_bytes as u64)
    }

    /// The largest input of `format`, in bytes; `None` for JSON Lines, of which each line has a limit of its own.
    pub const fn largest(&self, format: Format) -> Option<u64> {
        match format {
            Format::JsonLines | Format::Readings => None,
            Format::Warc | Format::Wacz | Format::Telegram | Format::WhatsApp => Some(self.max_archive_bytes as u64),
            Format::Text | Format::Html | Format::Feed | Format::Pdf | Format::Docx | Format::Mail | Format::Sheet => {
                Some(self.max_bytes as u64)
            }
        }
    }

    /// What to say of an input of `format`, of `bytes` bytes and called `name`, if it is too large to be read.
    pub fn too_large_for(&self, format: Format, name: &str, bytes: u64) -> Option<String> {
        over(name, bytes, self.largest(format)?)
    }
}

fn over(name: &str, bytes: u64, limit: u64) -> Option<String> {
    (bytes > limit).then(|| format!("{name}: {} is more than the limit of {}: split it", size(bytes), size(limit)))
}

/// Why `bytes`, which seem to be of `format`, are not read at all, if so.
pub(crate) fn refuse(name: &str, bytes: &[u8], format: Format, limits: &Limits) -> Option<(ProblemCode, String)> {
    if let Some(message) = limits.too_large_for(format, name, bytes.len() as u64) {
        return Some((ProblemCode::TooLarge, message));
    }
    if bytes.is_empty() {
        return Some((ProblemCode::Empty, format!("{name}: the file is empty")));
    }
    if !matches!(format, Format::Text | Format::Html) {
        return None;
    }
    let looks = binary(bytes)?;
    let remedy = if looks == UNKNOWN_BINARY { "give the text itself" } else { "save it as text or HTML first" };
    Some((ProblemCode::Binary, format!("{name}: not text: it looks like {looks}; {remedy}")))
}

/// Where to cut a text that goes on past `max` code points: the byte at which the last of them that fit ends, moved
/// back to a blank line, a line end or other white space if one is near. `text` holds at least `max` code points.
pub(crate) fn cut(text: &str, max: usize) -> usize {
    let end = text.char_indices().nth(max).map_or(text.len(), |(byte, _)| byte);
    let Some(head) = text.get(..end) else { return 0 };
    // Not further back than the last tenth: a text without any white space keeps its length.
    let near = |at: usize| at >= end - end / 10 && at > 0;
    [head.rfind("\n\n"), head.rfind('\n'), head.rfind(char::is_whitespace)]
        .into_iter()
        .flatten()
        .find(|&at| near(at))
        .unwrap_or(end)
}

/// The message of a problem `truncated`: `kept` code points were read, `left` bytes of the input come after them.
pub(crate) fn truncated(name: &str, kept: usize, left: usize) -> String {
    format!(
        "{name}: the text is too long: its first {kept} characters are read, the {} after them are left out; \
         split it",
        size(left as u64)
    )
}

/// The message of a problem `truncated` where it is not known how much comes after the `kept` code points.
pub(crate) fn cut_short(name: &str, kept: usize) -> String {
    format!("{name}: the text is too long: its first {kept} characters are read, the rest is left out; split it")
}

/// A number of bytes for people.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_at_a_paragraph_then_a_line_then_a_word_then_anywhere() {
        let at = |text: &str, max| cut(text, max);
        assert_eq!(at("one two three four five six seven\n\neight nine", 36), 33);
        assert_eq!(at("one two three four five six seven\neight nine", 36), 33);
        assert_eq!(at("one two three four five six seven eight nine", 36), 33);
        assert_eq!(at(&"ش".repeat(50), 36), 72);
        assert_eq!(at("a\n\nbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", 36), 36);
    }
}
