//! What the words of a report mean in the world: names to actors.

pub mod actors;
