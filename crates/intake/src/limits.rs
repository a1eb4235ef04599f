//! How much is read, and what is refused before it is read.

use truceline_record::ProblemCode;

use crate::sniff::{UNKNOWN_BINARY, binary};

/// How much of an input is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest input, in bytes, and the longest line of JSON Lines. What is larger is not read at all, with a
    /// problem `too_large`.
    pub max_bytes: usize,
    /// The longest text of one report, in code points. What is longer is cut at a blank line or other white space,
    /// with a problem `truncated`.
    pub max_chars: usize,
}

impl Default for Limits {
    /// 64 MiB, and two million code points: more than any report and most books.
    fn default() -> Self {
        Self { max_bytes: 64 << 20, max_chars: 2_000_000 }
    }
}

impl Limits {
    /// What to say of an input of `bytes` bytes, called `name`, if it is too large to be read.
    pub fn too_large(&self, name: &str, bytes: u64) -> Option<String> {
        (bytes > self.max_bytes as u64).then(|| {
            format!("{name}: {} is more than the limit of {}: split it", size(bytes), size(self.max_bytes as u64))
        })
    }
}

/// Why `bytes` are not read at all, if so.
pub(crate) fn refuse(name: &str, bytes: &[u8], limits: &Limits) -> Option<(ProblemCode, String)> {
    if let Some(message) = limits.too_large(name, bytes.len() as u64) {
        return Some((ProblemCode::TooLarge, message));
    }
    if bytes.is_empty() {
        return Some((ProblemCode::Empty, format!("{name}: the file is empty")));
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

/// A number of bytes for people.
fn size(bytes: u64) -> String {
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
