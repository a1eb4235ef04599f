//! The same incident in many reports.
//!
//! What [`reconcile`](crate::reconcile) does with the mentions of one report, this does with the incidents of many: it decides which are one. Pure, deterministic,
//! and no decision without its reasons. The ledger stores what is made here and asks again; nothing here remembers.
//!
//! | step | who calls it when | what comes |
//! |---|---|---|
//! | [`Linker::versions`] | once a reading | a [`Version`] of every incident: all that linking needs to know of it, small enough to store |
//! | [`Linker::blocks`] | once a version | [`Blocks`]: keys under which to file it, and to look for others |
//! | [`Linker::weigh`] | for every version found so | [`Evidence`]: one, possible or apart, the probability, and each reason with what it weighs |
//! | [`Linker::gather`] | over versions joined by [`Answer::One`], directly or through others | groups: each one ledger incident |
//!
//! Whether a whole report is a copy of another is told at intake (`truceline_intake::copies`).
//!
//! ## What the ledger keeps
//!
//! For every version its keys ([`Blocks::file`]), and for every pair above [`Linker::floor`] an [`Edge`]. A *component* is what edges of answer
//! `One` and must-links hold together; adding a version touches only the components of its edges. [`Linker::gather`] is a function of the component's versions, edges and
//! decisions *as sets*: whatever the order in which they came, the groups are the same, so it may be put off to the end of a batch. For that the [`Key`] of
//! a version must say the same in every ledger: a report's digest or id, not its row number.
//!
//! Pairs at or under [`Linker::floor`] need not be kept: leaving them out changes nothing. All others are needed, those called apart as well, for they count in the averages.
//!
//! Two incidents of one report are never put into one group, unless an analyst says so: within a report, the reading has told them apart. Versions that are not
//! [`linkable`](Version::linkable) get no keys and stay alone.

mod account;
mod blocks;
mod days;
mod disputed;
mod gather;
mod gathered;
mod measure;
mod party;
mod shelf;
#[cfg(test)]
mod tests;
mod version;
mod weigh;
mod weights;
mod words;

use thiserror::Error;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

pub use account::{Account, Count, Party, SourceWord, UNNAMED, accounts};
pub use blocks::{BLOCKS, Blocks};
pub use days::number as day_number;
pub use disputed::{Dispute, Member, Side, disputes, worded};
pub use gather::{Decisions, Edge, Key};
pub use gathered::{Blame, Gathered, Status, gathered};
pub use measure::kilometres;
pub use party::are_apart;
pub use shelf::Shelf;
pub use version::{Days, Site, Version};
pub use weigh::{Answer, Evidence, Reason};
pub use words::Word;

use weights::Weights;
use words::Words;

/// Decides which incidents of different reports are one: the weights and the table of rare words that come with the program.
pub struct Linker {
    words: Words,
    weights: Weights,
}

impl Linker {
    /// The linker that comes with the program.
    ///
    /// # Errors
    ///
    /// When one of its data files is damaged, which a test rules out.
    pub fn bundled() -> Result<Self, LinkingError> {
        Ok(Self { words: Words::bundled()?, weights: Weights::bundled()? })
    }

    /// Stands for the weights and the table of words: where a ledger was linked with another, its versions are to be made and weighed anew.
    pub fn digest() -> u64 {
        xxh3_64_with_seed(weights::FILE.as_bytes(), xxh3_64(words::TABLE.as_bytes()))
    }
}

/// Why there is no linker.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LinkingError {
    /// The weights are not what they should be.
    #[error("linking.toml: {0}; make it anew with training/truceline_training/linking.py")]
    Weights(String),
    /// A line of the table of words is not a stem, a tab and a share.
    #[error(
        "words.tsv, line {0}: not a stem, a tab and a share from 0 to 1; make it anew with the example count_words"
    )]
    Words(usize),
}
