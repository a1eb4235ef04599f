//! Pieces of a report's text, made fit for a line.

use truceline_record::{CharIndex, Quote, Span, Statement};

use super::Places;

/// `text` on one line: white space collapsed, and nothing in it that a terminal would obey or that would turn the
/// direction of what stands around it.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')) {
        if c.is_whitespace() || c.is_control() {
            gap = !out.is_empty();
        } else {
            if gap {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        }
    }
    out
}

/// The words of `spans`, " … " where they are apart.
pub(super) fn words(text: &str, index: &CharIndex, spans: &[Span]) -> String {
    joined(spans.iter().map(|&span| clean(index.slice(text, span))))
}

/// What is said. A direct quotation is put in quotation marks of one kind, whatever the report has; other contents
/// stay as they are.
pub(super) fn content(text: &str, index: &CharIndex, statement: &Statement) -> String {
    let parts = statement.content.iter().map(|&span| clean(index.slice(text, span)));
    match statement.quote {
        Quote::Direct => joined(parts.map(|part| {
            let bare = part.strip_prefix(is_mark).unwrap_or(&part);
            let bare = bare.strip_suffix(is_mark).unwrap_or(bare).trim();
            if bare.is_empty() { String::new() } else { format!("“{bare}”") }
        })),
        Quote::Indirect | Quote::Mixed => joined(parts),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" … ")
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '＂')
}

/// For telling whether two names are the same: without case, and without an article before them.
pub(super) fn fold(name: &str) -> String {
    let lower = name.to_lowercase();
    let bare = ["the ", "a ", "an "].iter().find_map(|article| lower.strip_prefix(article));
    bare.unwrap_or(&lower).trim().to_owned()
}

/// Where each line, paragraph or sentence of a text starts.
pub(super) struct Lines {
    starts: Vec<u32>,
    unit: &'static str,
}

impl Lines {
    pub(super) fn new(text: &str, sentences: &[Span], places: Places) -> Self {
        let mut starts = Vec::new();
        let (mut at, mut blank_above) = (0u32, true);
        for line in text.split('\n') {
            let blank = line.trim().is_empty();
            if places == Places::Lines || (blank_above && !blank) {
                starts.push(at);
            }
            blank_above = blank;
            at += line.chars().count() as u32 + 1;
        }
        let unit = if places == Places::Lines { "line" } else { "paragraph" };
        if starts.len() < 2 && sentences.len() > 1 {
            return Self { starts: sentences.iter().map(|s| s.start).collect(), unit: "sentence" };
        }
        Self { starts, unit }
    }

    /// The place of code point `at`: "line 7".
    pub(super) fn place(&self, at: u32) -> String {
        format!("{} {}", self.unit, self.starts.partition_point(|&start| start <= at).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        assert_eq!(clean("  one\n\n two\t\u{1b}[31mthree\u{7}\u{202e} four "), "one two [31mthree four");
        assert_eq!(clean("\u{200f}\u{2067}\u{2069}"), "\u{200f}");
        assert_eq!(clean(" \n "), "");
    }

    #[test]
    fn names_are_the_same_with_and_without_article() {
        assert_eq!(fold("The Kestovan Army"), fold("Kestovan army"));
        assert_ne!(fold("Theodor"), fold("odor"));
    }

    #[test]
    fn places_are_lines_then_paragraphs_then_sentences() {
        let text = "One.\n\nTwo two.\nThree.\n\nFour.";
        let place = |places, at| Lines::new(text, &[], places).place(at);
        assert_eq!(place(Places::Lines, 0), "line 1");
        assert_eq!(place(Places::Lines, 7), "line 3");
        assert_eq!(place(Places::Lines, 99), "line 6");
        assert_eq!(place(Places::Paragraphs, 15), "paragraph 2");
        assert_eq!(place(Places::Paragraphs, 24), "paragraph 3");
        let sentences = [Span::new(0, 4), Span::new(5, 9)];
        assert_eq!(Lines::new("One. Two.", &sentences, Places::Lines).place(6), "sentence 2");
        assert_eq!(Lines::new("One.", &[], Places::Lines).place(2), "line 1");
    }
}
