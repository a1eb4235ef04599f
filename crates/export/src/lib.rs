//! What goes out of a ledger, and what of it comes back.
//!
//! [`export`] writes the incidents that a query finds in one of the [`Format`]s. Three of them come back whole: CSV and XLSX with [`take_table`], a
//! bundle with [`Bundle`]. The others say what is lost. What is protected is held back before any format sees it, and in [`View`] before a person does.

mod annotation;
mod book;
mod bundle;
mod cell;
mod codebook;
mod error;
mod fields;
mod finding;
mod geojson;
mod guard;
mod hxl;
mod item;
mod leafing;
mod parquet;
mod table;
mod view;
mod written;

pub use bundle::{Bundle, Taken, is_bundle};
pub use cell::{harmless, restored};
pub use error::ExportError;
pub use guard::{PLACE, SOURCE};
pub use leafing::{Change, Leaf, Opened, Past};
pub use table::{TableTaken, is_table, take_table};
pub use view::{Held, View};
pub use written::{Format, Request, Written, export};
