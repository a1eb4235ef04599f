//! What can be wrong with a gazetteer.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// What is wrong with an index.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum IndexError {
    /// It does not begin as one.
    #[error("not a gazetteer of this program; make one with `truceline gazetteer import FILE`")]
    NotOne,
    /// It is cut off or changed.
    #[error("the gazetteer is damaged; import its places again")]
    Damaged,
    /// It would hold more than its records can point at.
    #[error("too many {0} for one gazetteer; import fewer countries at a time")]
    TooMany(&'static str),
}

/// Why a gazetteer cannot be opened or extended.
#[derive(Debug, Error)]
pub enum GazetteerError {
    /// The file cannot be read.
    #[error("cannot read the gazetteer {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("cannot write the gazetteer {path}: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file is no gazetteer, or a broken one.
    #[error("{path}: {source}")]
    Index {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: IndexError,
    },
}
