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
mod words;

pub use build::{Entry, build};
pub use entities::ground;
pub use error::{GazetteerError, IndexError};
pub use fold::fold;
pub use gazetteer::{ATTRIBUTION, Gazetteer, Match, PlaceEntry, PlaceId, extend};
pub use index::Feature;
pub use phrase::Offset;
pub use resolve::{Context, Precision, Reason, Resolution, Resolver};
