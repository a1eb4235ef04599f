//! What stands at an address that a user names.
//!
//! The one room that opens a connection to elsewhere, and only when a person named the address: on the command line, or at a desk that was opened for it.
//! [`guard`] says which machines are never asked, [`fetch`] asks. What comes back is bytes, which are read as those of a file are.

mod address;
mod error;
mod fetch;
pub mod guard;

pub use address::{Address, is_address};
pub use error::FetchError;
pub use fetch::{Fetched, Rules, fetch};
