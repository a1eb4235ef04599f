//! Incidents on a map, as SVG: each an area as wide as the place is uncertain, over outlines of countries that the program holds.

mod drawn;
mod frame;
mod joined;
mod label;
mod land;
mod mark;
mod outline;
#[cfg(test)]
mod tests;

pub use drawn::points;

/// Where the outlines of countries come from and on what terms.
pub const ATTRIBUTION: &str = include_str!("../../data/ATTRIBUTION.md");

/// Incidents at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Within how many kilometres of there they lie.
    pub km: f64,
    /// How many there are.
    pub count: u32,
    /// What they are.
    pub kind: Kind,
    /// What the place is called.
    pub label: Option<String>,
}

/// What an incident is, as far as a map tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// From the air.
    Strike,
    /// By guns, mortars, rockets.
    Shelling,
    /// Fighting on the ground.
    Clash,
    /// Anything else.
    Other,
}

/// A town, for the reader to find the way.
#[derive(Clone, Debug, PartialEq)]
pub struct City {
    /// Its name.
    pub name: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// About how many live there.
    pub population: f64,
}
