use thiserror::Error;

use crate::store::StoreError;

/// Why the ledger does not do what it is asked.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// The store does not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An entry of the journal cannot be read.
    #[error("entry {seq} of the journal cannot be read: {why}; run `truceline verify`")]
    Entry {
        /// Its number.
        seq: i64,
        /// What is wrong with it.
        why: String,
    },
    /// A row cannot be read.
    #[error("{what} cannot be read: {why}; run `truceline verify`")]
    Row {
        /// Which row of which table.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is no such incident.
    #[error("no incident of the ledger is called {id:?}; `truceline search` lists them")]
    NoIncident {
        /// What was asked for.
        id: String,
    },
    /// The beginning of an id that fits more than one.
    #[error("{id:?} begins the ids of {count} incidents; give more of it")]
    ManyIncidents {
        /// What was asked for.
        id: String,
        /// How many fit.
        count: usize,
    },
    /// There is no such report.
    #[error("no report of the ledger is called {id:?}; `truceline sources` lists them")]
    NoReport {
        /// What was asked for.
        id: String,
    },
    /// The beginning of an id, or a name, that fits more than one report.
    #[error("{id:?} means {count} reports; give more of the id")]
    ManyReports {
        /// What was asked for.
        id: String,
        /// How many fit.
        count: usize,
    },
    /// A reading that is none of the report.
    #[error("not a new reading of report {id}: {why}")]
    Reading {
        /// The report.
        id: String,
        /// Why not.
        why: String,
    },
    /// There is no such decision, or nothing to undo.
    #[error("entry {seq} of the journal is no decision that can be undone: {why}")]
    NoDecision {
        /// What was asked for.
        seq: i64,
        /// What it is.
        why: &'static str,
    },
    /// What another ledger's journal says cannot be done here.
    #[error("entry {seq} of the journal that comes in cannot be done again: {why}")]
    Replay {
        /// Its number.
        seq: i64,
        /// Why.
        why: String,
    },
    /// A decision that makes no sense.
    #[error("{0}")]
    Decision(String),
    /// A key that cannot be used.
    #[error("{path}: cannot be used as a signing key: {why}")]
    Key {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// The weights of linking, or the outlets, that the program holds are damaged.
    #[error("the program's own data is damaged: {0}")]
    Data(String),
}
