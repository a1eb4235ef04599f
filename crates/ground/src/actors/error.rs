//! What can be wrong with a file of actors.

use thiserror::Error;

/// A file of actors that cannot be used, with the entry and the line where to mend it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ActorsError {
    /// The file is not TOML of the form that `docs/actors.md` describes.
    #[error("line {line}, entry {entry:?}: {why}")]
    Form {
        /// The entry, empty where none was begun.
        entry: String,
        /// The line, from 1.
        line: usize,
        /// What the reader of TOML says.
        why: String,
    },
    /// A field that must be given is empty.
    #[error("line {line}, entry {entry:?}: {field} is empty")]
    Empty {
        /// The entry.
        entry: String,
        /// The line, from 1.
        line: usize,
        /// The field.
        field: &'static str,
    },
    /// A day that is not in the calendar, or a last day before the first.
    #[error("line {line}, entry {entry:?}: {value:?} is not a day, or lies before the day it should follow")]
    Day {
        /// The entry.
        entry: String,
        /// The line, from 1.
        line: usize,
        /// What was written.
        value: String,
    },
    /// Two entries of one file have the same id.
    #[error("line {line}, entry {entry:?}: the id stands twice")]
    Twice {
        /// The entry.
        entry: String,
        /// The line, from 1.
        line: usize,
    },
    /// An entry names another that is not in the list.
    #[error("line {line}, entry {entry:?}: there is no entry {other:?}")]
    Missing {
        /// The entry.
        entry: String,
        /// The line, from 1.
        line: usize,
        /// The entry that it names.
        other: String,
    },
}
