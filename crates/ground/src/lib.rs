//! What the words of a report mean in the world: names to places.

pub mod places;
