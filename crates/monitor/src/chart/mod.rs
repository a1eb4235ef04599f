//! Charts as SVG: what happened day by day, and tolls as ranges.

mod canvas;
mod per_day;
mod ranges;
#[cfg(test)]
mod tests;

pub use per_day::{Day, per_day};
pub use ranges::{Range, ranges};
