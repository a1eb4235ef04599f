//! From names and time expressions to what they stand for.
//!
//! [`times`] finds the times that a report speaks of and says which days they are, [`places`] where its places lie, [`actors`] whom its
//! names mean. What it knows of the world is in data files, in
//! `data/`. No I/O; the same report and parse give the same result.

pub mod actors;
mod bodies;
mod counted_back;
mod grounded;
mod nearby;
pub mod places;
mod streets;
pub mod times;

pub use grounded::{Grounded, context, ground};
pub use nearby::Nearby;
pub use streets::{is_quarter, is_street};
