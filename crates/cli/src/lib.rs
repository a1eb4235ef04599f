//! The `truceline` program as a library: flags, the way from paths to readings, and how readings are shown.
//!
//! `main.rs` turns what [`run`] returns into an exit code; [`run`] is one match with one function a command. Nothing
//! here knows how a report is read (that is [`Reader`] over the other rooms) or which thread reads it (that is
//! [`pool`]), and nothing but [`run`] and below writes to standard output.

mod apart;
pub mod args;
mod explained;
mod fetched;
pub mod inputs;
pub mod pool;
pub mod pretty;
mod progress;
mod reader;
mod run;

pub use explained::{Explained, explained};
pub use fetched::rules;
pub use reader::{ReadError, Reader, Rooms};
pub use run::{ExplainError, Failure, Outcome, run};
