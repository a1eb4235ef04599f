//! The manifest: what is in a bundle, by hash.

use serde::{Deserialize, Serialize};
use truceline_ledger::Head;

/// What a manifest begins with.
pub(super) const FORMAT: &str = "truceline bundle";
/// The only version there is so far.
pub(super) const VERSION: u32 = 1;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) format: String,
    pub(super) version: u32,
    /// The end of the journal in it.
    pub(super) head: Head,
    /// How many reports are in it.
    pub(super) reports: usize,
    pub(super) left_out: LeftOut,
    /// All other files, in their order.
    pub(super) files: Vec<File>,
    /// The public key of who signs.
    pub(super) signer: String,
}

/// What of the ledger is not in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LeftOut {
    pub(super) reports: usize,
    pub(super) originals: usize,
    pub(super) decisions: usize,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) size: u64,
    pub(super) blake3: String,
}
