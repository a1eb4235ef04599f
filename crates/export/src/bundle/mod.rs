//! A bundle: what another ledger needs to become this one's equal, in one signed file.
//!
//! ```text
//! journal.jsonl      the entries, one a line
//! heads.jsonl        the heads that were signed
//! readings.jsonl     the readings, in the order in which the journal has their reports
//! originals/HASH     the bytes that came in, under their BLAKE3 hash
//! manifest.json      each file's size and BLAKE3 hash, what was left out, whose key signs
//! manifest.sig       the signature of manifest.json
//! ```
//!
//! A bundle of everything holds the journal as it is, and who imports it into an empty ledger gets the same journal, hash for hash. Where something is
//! left out, it holds the journal that a ledger with the rest alone would have.

mod chosen;
mod manifest;
mod open;
mod take;
mod write;

pub use open::{Bundle, is_bundle};
pub use take::Taken;
pub(crate) use write::write;

/// The bundle's book.
pub(crate) const BOOK: &str = include_str!("../../data/bundle.toml");

const JOURNAL: &str = "journal.jsonl";
const HEADS: &str = "heads.jsonl";
const READINGS: &str = "readings.jsonl";
const ORIGINALS: &str = "originals/";
const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "manifest.sig";
