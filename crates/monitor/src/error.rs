//! Why the monitor cannot do what it is asked.

use thiserror::Error;
use truceline_export::ExportError;
use truceline_ledger::LedgerError;

/// Why the monitor cannot do what it is asked.
#[derive(Debug, Error)]
pub enum MonitorError {
    /// A list that the program holds is damaged.
    #[error("the program's own file {file} is damaged: {why}")]
    Data {
        /// The file.
        file: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The list of actors is damaged.
    #[error(transparent)]
    Actors(#[from] truceline_ground::actors::ActorsError),
    /// An agreement that somebody wrote down does not say what it should.
    #[error("{path}: {}{why}", .line.map_or(String::new(), |line| format!("line {line}: ")))]
    Agreement {
        /// The file, or where in the ledger it is kept.
        path: String,
        /// The line in it, from 1, where it is one line's fault.
        line: Option<usize>,
        /// What is wrong, and what to do about it.
        why: String,
    },
    /// Nothing, or more than one thing, is called that.
    #[error("{0}")]
    Unknown(String),
    /// A period has no days.
    #[error("the period from {from} to {to} has no days; --from must not be after --to")]
    Period {
        /// The first day.
        from: String,
        /// The last.
        to: String,
    },
    /// The ledger does not do what it is asked.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A page cannot be written.
    #[error(transparent)]
    Page(#[from] crate::page::PageError),
    /// What is protected cannot be told.
    #[error(transparent)]
    Export(#[from] ExportError),
}
