use std::io;

use thiserror::Error;
use truceline_ground::actors::ActorsError;
use truceline_ledger::LedgerError;
use truceline_record::CodesError;

/// Why an export or an import cannot be done.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The ledger does not do what it is asked.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The code books that the program holds are damaged.
    #[error(transparent)]
    Codes(#[from] CodesError),
    /// The actors that the program holds are damaged.
    #[error(transparent)]
    Actors(#[from] ActorsError),
    /// The program's own table of a format is damaged.
    #[error("the program's own data is damaged: {0}")]
    Data(String),
    /// What goes out cannot be written.
    #[error("cannot write the export: {0}")]
    Write(#[from] io::Error),
    /// A record cannot be written as JSON.
    #[error("cannot write the export as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A spreadsheet cannot be written.
    #[error("cannot write the spreadsheet: {0}; fewer incidents fit, or --format csv")]
    Sheet(String),
    /// Exact coordinates would go along.
    #[error(
        "--blur does not go with a format that comes back whole: readings hold the exact coordinates; protect the places, or take another format"
    )]
    BlurWithReadings,
    /// A distance that nothing can be rounded to.
    #[error("coordinates cannot be rounded to {0} degrees; give more than 0 and at most 10")]
    Blur(f64),
    /// A bundle needs a key.
    #[error("a bundle is signed: name a key with --key FILE")]
    NoKey,
    /// What comes in is not what it should be.
    #[error("{what} cannot be taken in: {why}")]
    Import {
        /// Which part of it.
        what: String,
        /// What is wrong with it.
        why: String,
    },
}

impl ExportError {
    pub(crate) fn import(what: impl Into<String>, why: impl ToString) -> Self {
        Self::Import { what: what.into(), why: why.to_string() }
    }
}
