//! Names to places.
mod build;
mod candidates;
mod context;
mod description;
mod entities;
mod error;
mod fold;
mod gazetteer;
pub mod import;
mod index;
mod outlet;
mod phrase;
mod resolve;
mod said;
pub(crate) mod units;
mod words;

pub use build::{Entry, build};
pub use entities::ground;
pub use error::{GazetteerError, IndexError};
pub use fold::{bare, fold, skeleton};
pub use gazetteer::{ATTRIBUTION, Gazetteer, Match, PlaceEntry, PlaceId, extend};
pub use index::Feature;
pub use phrase::Offset;
pub(crate) use phrase::is_capital;
pub use resolve::{Context, Precision, Reason, Resolution, Resolver};

/// Whether words hold a name: a word with a capital, before or after an article ("al-Bab").
pub fn named(words: &str) -> bool {
    phrase::tokens(words).iter().any(|t| phrase::is_capital(t.word))
}
