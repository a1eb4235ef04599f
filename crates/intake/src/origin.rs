//! Where each character of a canonical text stands in the original bytes, or in which part of the input.

use std::ops::Range;

use truceline_record::Span;

/// Maps the code points of a report's canonical text to the bytes of the input it came from.
///
/// Positions count from the first byte that was handed to [`take`](crate::take), also for one report among the many
/// of a JSON Lines file. Where a text was packed in the input (an attachment of a mail, a file in an archive), it has
/// [parts](Origin::part), and positions count from the first byte of the part once unpacked.
/// Kept as runs of code points that stand next to each other and take the same number of bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    runs: Vec<Run>,
    chars: u32,
    how: Canonical,
    parts: Vec<Part>,
}

/// Code points from `at` up to the next part's `at` come from the part `name`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    at: u32,
    name: String,
}

/// How the canonical text was made from the input. Every rule is told in `docs/canonical-text.md`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Canonical {
    /// As given, code point for code point: the text of a JSON Lines report.
    #[default]
    AsGiven,
    /// A text file: byte order mark dropped, line ends made `\n`, control characters made spaces, end trimmed.
    Text,
    /// A page: its main text, entities resolved, white space collapsed, paragraphs parted by a blank line.
    Page,
    /// HTML that is not a page of the web, as in a mail or a feed: all its text, made as for a page.
    Markup,
    /// A PDF document: its pages' text, as far as its order can be told, pages parted by a blank line.
    Pages,
    /// A word processor's document: its paragraphs, each on a line of its own and parted by a blank line.
    Document,
}

impl Canonical {
    /// A line for people that says what was done to the text.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::AsGiven => "as given, code point for code point",
            Self::Text => {
                "byte order mark dropped, line ends made \\n, control characters made spaces, blank end trimmed"
            }
            Self::Page => {
                "main text of the page, entities resolved, white space collapsed, paragraphs parted by a blank line"
            }
            Self::Markup => "all text, entities resolved, white space collapsed, paragraphs parted by a blank line",
            Self::Pages => "text of the pages in the order that could be told, pages parted by a blank line",
            Self::Document => "paragraphs of the document, parted by a blank line",
        }
    }
}

/// Code points from `at` up to the next run's `at`, the first of them at byte `byte`, each `width` bytes wide.
/// A width of 0 says that they are not in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    at: u32,
    byte: usize,
    width: u32,
}

impl Origin {
    /// An origin of no text.
    pub(crate) const fn new(how: Canonical) -> Self {
        Self { runs: Vec::new(), chars: 0, how, parts: Vec::new() }
    }

    /// What comes next is from the part of the input called `name`.
    pub(crate) fn start_part(&mut self, name: impl Into<String>) {
        self.parts.retain(|p| p.at < self.chars);
        self.parts.push(Part { at: self.chars, name: name.into() });
    }

    /// All of it stands within the part `name`: parts that it has already are parts of that one.
    pub(crate) fn within(&mut self, name: &str) {
        for part in &mut self.parts {
            part.name = format!("{name} / {}", part.name);
        }
        if self.parts.first().is_none_or(|p| p.at > 0) {
            self.parts.insert(0, Part { at: 0, name: name.to_owned() });
        }
    }

    /// The part of the input that code point `at` comes from, by name: `page 3` of a PDF, `word/document.xml` of a Word
    /// document, `part 2` of a mail, what lies deeper after a slash. `None` where that is the input itself.
    pub fn part(&self, at: u32) -> Option<&str> {
        let n = self.parts.partition_point(|p| p.at <= at).checked_sub(1)?;
        self.parts.get(n).map(|p| p.name.as_str())
    }

    /// That of the code points of `span` alone.
    pub(crate) fn slice(&self, span: Span) -> Self {
        let mut out = Self::new(self.how);
        let end = span.end.min(self.chars);
        let first = self.runs.partition_point(|r| r.at <= span.start).saturating_sub(1);
        for run in self.runs.get(first..).unwrap_or(&[]).iter().take_while(|r| r.at < end) {
            let at = run.at.max(span.start);
            let byte = if run.width == 0 { 0 } else { Self::place(run, at).start };
            out.runs.push(Run { at: at - span.start, byte, width: run.width });
        }
        out.chars = end.saturating_sub(span.start);
        let from = self.parts.partition_point(|p| p.at <= span.start).saturating_sub(1);
        for part in self.parts.get(from..).unwrap_or(&[]).iter().take_while(|p| p.at < end) {
            out.parts.push(Part { at: part.at.saturating_sub(span.start), name: part.name.clone() });
        }
        out
    }

    /// `text` comes next, none of it in the input.
    pub(crate) fn push_made_text(&mut self, text: &str) {
        for _ in text.chars() {
            self.push_made();
        }
    }

    /// What `other` maps comes next.
    pub(crate) fn append(&mut self, other: &Self) {
        for n in 0..other.chars {
            match other.bytes(Span::new(n, n + 1)) {
                Some(bytes) => self.push(bytes),
                None => self.push_made(),
            }
        }
    }

    /// The next code point stands at `bytes`; an empty range says that it is not in the input.
    pub(crate) fn push(&mut self, bytes: Range<usize>) {
        let width = bytes.end.saturating_sub(bytes.start) as u32;
        let goes_on = self.runs.last().is_some_and(|r| {
            r.width == width && (width == 0 || r.byte + (self.chars - r.at) as usize * width as usize == bytes.start)
        });
        if !goes_on {
            self.runs.push(Run { at: self.chars, byte: if width == 0 { 0 } else { bytes.start }, width });
        }
        self.chars += 1;
    }

    /// The next code point was put in by intake: the blank line between two paragraphs of a page, for one.
    pub(crate) fn push_made(&mut self) {
        self.push(0..0);
    }

    /// The last code point takes in the bytes up to `end` as well: the second half of a line end, for one.
    pub(crate) fn widen(&mut self, end: usize) {
        let Some(last) = self.chars.checked_sub(1) else { return };
        let Some(bytes) = self.bytes(Span::new(last, self.chars)) else { return };
        self.truncate(last);
        self.push(bytes.start..end);
    }

    /// Forget all code points from `chars` on.
    pub(crate) fn truncate(&mut self, chars: u32) {
        self.chars = self.chars.min(chars);
        let keep = self.runs.partition_point(|r| r.at < self.chars);
        self.runs.truncate(keep);
        self.parts.retain(|p| p.at == 0 || p.at < chars);
    }

    /// How many code points the canonical text has.
    pub const fn len(&self) -> u32 {
        self.chars
    }

    /// Whether the canonical text is empty.
    pub const fn is_empty(&self) -> bool {
        self.chars == 0
    }

    /// How the canonical text was made.
    pub const fn how(&self) -> Canonical {
        self.how
    }

    /// The bytes of the input that `span` of the canonical text came from: from the first byte of its first code point
    /// that stands in the input to the last byte of its last one.
    ///
    /// `None` where the span is empty, lies past the text's end, or none of its code points stands in the input, as
    /// with a blank line between the paragraphs of a page or words that a page holds only in a script; and where it
    /// reaches over two [parts](Origin::part) of the input.
    pub fn bytes(&self, span: Span) -> Option<Range<usize>> {
        let end = span.end.min(self.chars);
        if span.start >= end || self.parts.iter().any(|p| span.start < p.at && p.at < end) {
            return None;
        }
        let first = self.runs.partition_point(|r| r.at <= span.start).checked_sub(1)?;
        let last = self.runs.partition_point(|r| r.at < end).checked_sub(1)?;
        let runs = self.runs.get(first..=last)?;
        let head = runs.iter().find(|r| r.width > 0)?;
        let tail = runs.iter().rev().find(|r| r.width > 0)?;
        let tail_end = self.runs.iter().skip(self.index_after(tail)).map(|r| r.at).next().unwrap_or(self.chars);
        let a = Self::place(head, span.start.max(head.at));
        let b = Self::place(tail, end.min(tail_end).saturating_sub(1).max(tail.at));
        // The paragraphs of a page may stand in another order in its source.
        Some(a.start.min(b.start)..a.end.max(b.end))
    }

    fn index_after(&self, run: &Run) -> usize {
        self.runs.partition_point(|r| r.at <= run.at)
    }

    fn place(run: &Run, at: u32) -> Range<usize> {
        let start = run.byte + (at - run.at) as usize * run.width as usize;
        start..start + run.width as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn made_code_points_have_no_bytes_but_spans_over_them_do() {
        let mut origin = Origin::new(Canonical::Page);
        origin.push(10..11);
        origin.push_made();
        origin.push_made();
        origin.push(20..25);
        assert_eq!(origin.bytes(Span::new(0, 1)), Some(10..11));
        assert_eq!(origin.bytes(Span::new(1, 3)), None);
        assert_eq!(origin.bytes(Span::new(0, 4)), Some(10..25));
        assert_eq!(origin.bytes(Span::new(0, 3)), Some(10..11));
        assert_eq!(origin.bytes(Span::new(2, 4)), Some(20..25));
        assert_eq!(origin.bytes(Span::new(4, 9)), None);
        assert_eq!(origin.bytes(Span::new(2, 2)), None);
    }

    proptest! {
        #[test]
        fn agrees_with_one_range_a_code_point(
            steps in proptest::collection::vec((0usize..3, 0usize..5), 0..40),
            cut in 0u32..40,
            start in 0u32..45,
            len in 0u32..45,
        ) {
            let (mut origin, mut plain, mut at) = (Origin::new(Canonical::Text), Vec::new(), 0);
            for (gap, width) in steps {
                at += gap;
                plain.push(at..at + width);
                origin.push(at..at + width);
                at += width;
            }
            origin.truncate(cut);
            plain.truncate(cut as usize);
            prop_assert_eq!(origin.len() as usize, plain.len());
            let end = ((start + len) as usize).min(plain.len());
            let inside = plain.get(start as usize..end).unwrap_or(&[]);
            let known: Vec<_> = inside.iter().filter(|r| !r.is_empty()).collect();
            let expected = known.first().and_then(|a| known.last().map(|b| a.start..b.end));
            prop_assert_eq!(origin.bytes(Span::new(start, start + len)), expected);
        }
    }
}
