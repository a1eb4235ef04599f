//! What a ceasefire monitor works with: agreements and their terms, what is said to have broken them, whether the guns are silent, and the brief.

pub mod chart;
pub mod map;
pub mod page;
