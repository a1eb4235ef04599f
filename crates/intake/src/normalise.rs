//! The canonical text of a text file.
//!
//! Line ends become `\n`; every other control character but the tab becomes a space, so that no two words are glued;
//! white space at the end goes. Nothing else changes: code points are not composed or decomposed (NFC, NFKC), because
//! every tool that reads our spans would then have to do the same with the same version of Unicode, and because a
//! character composed from two has no bytes of its own.

use std::ops::Range;

use crate::charset::Sink;
use crate::origin::{Canonical, Origin};

/// Collects the canonical text of decoded characters.
#[derive(Debug)]
pub(crate) struct Normaliser {
    pub(crate) text: String,
    pub(crate) origin: Origin,
    /// Stop after this many code points.
    max: usize,
    after_cr: bool,
    first: bool,
}

impl Normaliser {
    /// For a text of at most `max` code points; one more is taken to know that there are more.
    pub(crate) fn new(max: usize) -> Self {
        Self { text: String::new(), origin: Origin::new(Canonical::Text), max, after_cr: false, first: true }
    }

    /// Drop white space at the end.
    pub(crate) fn trim_end(&mut self) {
        let kept = self.text.trim_end().len();
        let dropped = self.text.get(kept..).map_or(0, |t| t.chars().count()) as u32;
        self.text.truncate(kept);
        self.origin.truncate(self.origin.len() - dropped);
    }

    /// Drop all from byte `end` of the text on.
    pub(crate) fn cut(&mut self, end: usize) {
        let dropped = self.text.get(end..).map_or(0, |t| t.chars().count()) as u32;
        self.text.truncate(end);
        self.origin.truncate(self.origin.len() - dropped);
    }
}

impl Sink for Normaliser {
    fn char(&mut self, c: char, bytes: Range<usize>) -> bool {
        let first = std::mem::take(&mut self.first);
        let after_cr = std::mem::replace(&mut self.after_cr, c == '\r');
        match c {
            '\u{FEFF}' if first => return true,
            '\n' if after_cr => {
                self.origin.widen(bytes.end);
                return true;
            }
            _ => {}
        }
        if self.origin.len() as usize > self.max {
            return false;
        }
        self.text.push(canonical(c));
        self.origin.push(bytes);
        true
    }
}

/// What stands for `c` in a canonical text.
pub(crate) fn canonical(c: char) -> char {
    match c {
        '\r' => '\n',
        '\n' | '\t' => c,
        c if c.is_control() => ' ',
        c => c,
    }
}
