//! How a note is told, the same in every format.

use super::Note;
use super::clean::is_web;

impl Note {
    /// Where its words stand.
    pub(super) fn place(&self) -> String {
        format!("characters {} to {}", self.span.0, self.span.1)
    }

    /// The address of its report, where it is one of a web page.
    pub(super) fn link(&self) -> Option<&str> {
        self.url.as_deref().filter(|url| is_web(url))
    }

    /// The address of its report, where it is something else.
    pub(super) fn other_address(&self) -> Option<&str> {
        self.url.as_deref().filter(|url| !url.is_empty() && !is_web(url))
    }
}
