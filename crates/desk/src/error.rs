use std::io;
use std::net::SocketAddr;

use thiserror::Error;
use truceline_export::ExportError;
use truceline_ledger::LedgerError;
use truceline_monitor::MonitorError;

/// Why the desk does not open, or closes.
#[derive(Debug, Error)]
pub enum DeskError {
    /// The ledger does not do what it is asked.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// What is protected cannot be told.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The monitor's own lists are damaged.
    #[error(transparent)]
    Monitor(#[from] MonitorError),
    /// Nobody can be invited.
    #[error(
        "the first administrator cannot be invited: the ledger cannot be written, or the system gives no random numbers"
    )]
    First,
    /// The address cannot be listened at.
    #[error("cannot listen at {address}: {error}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        error: io::Error,
    },
    /// Threads or sockets cannot be had.
    #[error("the desk cannot run: {0}")]
    Run(#[from] io::Error),
}
