//! The terms of agreements: the kinds of provision, and the file in which a person writes an agreement down.

mod file;
mod kinds;

pub use file::{Agreement, Provision, Quantity};
pub use kinds::{Kind, Kinds};

pub(crate) use file::date;
