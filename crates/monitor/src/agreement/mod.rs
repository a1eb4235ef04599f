//! Agreements: what reports say of them, gathered within a report and across reports, and what people wrote down.

mod features;
mod gather;
mod within;

pub use features::Reason;
pub use gather::{Evidence, Known, Naming, Told, slug};

pub(crate) use gather::gather;
pub(crate) use within::{Local, locals};
