use std::io;

use thiserror::Error;

/// Why nothing was fetched.
#[derive(Debug, Error)]
pub enum FetchError {
    /// It is no address that is fetched.
    #[error("{address}: {why}")]
    Address {
        /// As it was given.
        address: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is no machine of this name, or no way to it.
    #[error("{address}: no machine of this name was found; check the address and the network")]
    Unknown {
        /// The address.
        address: String,
    },
    /// The machine is one that is not asked.
    #[error("{address}: leads to {what}, which is not fetched from unless --private-addresses is given")]
    Refused {
        /// The address.
        address: String,
        /// What kind of machine it is.
        what: &'static str,
    },
    /// The answer leads on to where it may not.
    #[error("{address}: the answer leads on to {why}; give the address that you mean")]
    Redirect {
        /// The address that was asked.
        address: String,
        /// Where to, and what is wrong with it.
        why: String,
    },
    /// The answers lead on and on.
    #[error("{address}: the answers lead on more than {most} times; give the address at which it stands")]
    Redirects {
        /// The address that was asked first.
        address: String,
        /// How often they may.
        most: usize,
    },
    /// The server did not give it.
    #[error("{address}: the server answered {status}; check the address in a browser")]
    Status {
        /// The address.
        address: String,
        /// The status, as a number and in words.
        status: String,
    },
    /// It took too long.
    #[error(
        "{address}: no whole answer within {seconds} seconds; try again later, or save what is there and give the file"
    )]
    Slow {
        /// The address.
        address: String,
        /// How long was waited.
        seconds: u64,
    },
    /// It is larger than asked for.
    #[error("{address}: more than the limit of {most} bytes; save what is there and split it")]
    TooLarge {
        /// The address.
        address: String,
        /// How many may come.
        most: u64,
    },
    /// The connection failed or broke off.
    #[error("{address}: {why}; try again later")]
    Broken {
        /// The address.
        address: String,
        /// What happened.
        why: String,
    },
    /// What came cannot be put where it is wanted.
    #[error("{address}: what came cannot be kept: {error}")]
    Kept {
        /// The address.
        address: String,
        /// Why.
        error: io::Error,
    },
}
