//! Why a page cannot be written.

use std::io;

use thiserror::Error;

/// Why a page cannot be written.
#[derive(Debug, Error)]
pub enum PageError {
    /// A part of the DOCX file cannot be written.
    #[error("cannot write the document: {0}")]
    Write(#[from] io::Error),
    /// The parts cannot be packed into one file.
    #[error("cannot pack the document: {0}")]
    Pack(#[from] zip::result::ZipError),
}
