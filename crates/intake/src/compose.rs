//! A canonical text that is put together from pieces.

use crate::normalise::canonical;
use crate::origin::{Canonical, Origin};
use crate::{Intake, limits};
use truceline_record::ProblemCode;

/// Collects text up to a limit.
#[derive(Debug)]
pub(crate) struct Composer {
    text: String,
    origin: Origin,
    max: usize,
}

impl Composer {
    /// For a text of at most `max` code points; one more is taken to know that there are more.
    pub(crate) const fn new(how: Canonical, max: usize) -> Self {
        Self { text: String::new(), origin: Origin::new(how), max }
    }

    /// How many code points there are.
    pub(crate) const fn len(&self) -> u32 {
        self.origin.len()
    }

    fn canonical(&self, c: char) -> char {
        if self.origin.how() == Canonical::AsGiven { c } else { canonical(c) }
    }

    /// Whether there is more than will be kept.
    pub(crate) const fn full(&self) -> bool {
        self.origin.len() as usize > self.max
    }

    /// What comes next is from the part of the input called `name`.
    pub(crate) fn start_part(&mut self, name: impl Into<String>) {
        self.origin.start_part(name);
    }

    /// A blank line, if there is text before it.
    pub(crate) fn blank_line(&mut self) {
        if !self.text.is_empty() {
            self.made("\n\n");
        }
    }

    /// `text` comes next, at no known bytes. Control characters become spaces.
    pub(crate) fn made(&mut self, text: &str) {
        for c in text.chars() {
            if self.full() {
                return;
            }
            self.text.push(self.canonical(c));
            self.origin.push_made();
        }
    }

    /// `text` comes next; it starts at byte `start` of the part and stands there as it is.
    pub(crate) fn verbatim(&mut self, text: &str, start: usize) {
        for (at, c) in text.char_indices() {
            self.char(c, start + at..start + at + c.len_utf8());
        }
    }

    /// `c` comes next, which stands at `bytes` of the part.
    pub(crate) fn char(&mut self, c: char, bytes: std::ops::Range<usize>) {
        if !self.full() {
            self.text.push(self.canonical(c));
            self.origin.push(bytes);
        }
    }

    /// `text` comes next, of which `origin` tells where it stands.
    pub(crate) fn mapped(&mut self, text: &str, origin: &Origin) {
        self.text.push_str(text);
        self.origin.append(origin);
    }

    /// The text of `other` comes next, with the bytes that it knows.
    pub(crate) fn piece(&mut self, other: &Intake) {
        self.mapped(&other.report.text, &other.origin);
    }

    /// Put the text into `intake`, cut to the limit, without white space at its end.
    pub(crate) fn finish(mut self, intake: &mut Intake) {
        let too_long = self.full();
        if too_long {
            self.text.truncate(limits::cut(&self.text, self.max));
        }
        let kept = self.text.trim_end().len();
        self.text.truncate(kept);
        self.origin.truncate(self.text.chars().count() as u32);
        if too_long {
            let message = limits::cut_short(&intake.report.id, self.origin.len() as usize);
            intake.problem(ProblemCode::Truncated, message);
        }
        intake.report.text = self.text;
        intake.origin = self.origin;
    }
}
