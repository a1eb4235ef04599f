//! From names and time expressions to what they stand for.
//!
//! [`times`] finds the times that a report speaks of and says which days they are. What it knows of the world is in data files, in
//! `data/`. No I/O; the same report and parse give the same result.

pub mod actors;
mod grounded;
pub mod times;

pub use grounded::{Grounded, ground};
