//! Lines of a given width, with or without colour.

use std::fmt::Write;

use anstyle::Style;
use textwrap::{Options, WordSplitter, WrapAlgorithm};

use super::Look;

/// Narrower, the column of contents would hold single words.
const NARROWEST: usize = 40;

pub(super) struct Layout {
    width: usize,
    colour: bool,
}

impl Layout {
    pub(super) fn new(look: Look) -> Self {
        Self { width: look.width.max(NARROWEST), colour: look.colour }
    }

    /// `text` in lines that leave room for `indent`, which they do not hold.
    pub(super) fn lines(&self, text: &str, indent: &str) -> Vec<String> {
        let width = self.width.saturating_sub(indent.len()).max(1);
        // First fit: the lines of a text do not change with words far after them, and long texts cost no more.
        let options =
            Options::new(width).wrap_algorithm(WrapAlgorithm::FirstFit).word_splitter(WordSplitter::Custom(hyphens));
        textwrap::wrap(text, options).into_iter().map(|line| line.into_owned()).collect()
    }

    /// Write `text` in lines, each after `indent`.
    pub(super) fn wrapped(&self, out: &mut String, text: &str, indent: &str, style: Style) {
        for line in self.lines(text, indent) {
            out.push_str(indent);
            self.styled(out, &line, style);
            out.push('\n');
        }
    }

    pub(super) fn styled(&self, out: &mut String, text: &str, style: Style) {
        if self.colour {
            let _ = write!(out, "{style}{text}{style:#}");
        } else {
            out.push_str(text);
        }
    }
}

/// Where a word may be parted: after a hyphen between letters, so that dates and numbers stay whole.
fn hyphens(word: &str) -> Vec<usize> {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let parts = word.match_indices('-').map(|(at, _)| (at, at + 1));
    let between =
        parts.filter(|&(at, next)| letter(word[..at].chars().next_back()) && letter(word[next..].chars().next()));
    between.map(|(_, next)| next).collect()
}

/// "1 speaker", "2 speakers".
pub(super) fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
