//! The ledger: many reports, one record, nothing lost.
//!
//! [`Ledger::add`] keeps a report's bytes, its reading and what links it to the incidents of other reports, in one transaction. What people decide
//! is kept beside it ([`Ledger::decide`]). Both are entries of a journal whose hashes form a chain; [`Ledger::verify`] holds all rows against it.
//!
//! ```
//! use truceline_ledger::{Added, Arrival, By, Ledger, store::Open};
//! # use truceline_record::{MadeBy, Reading, Report};
//! # fn main() -> Result<(), truceline_ledger::LedgerError> {
//! # let report = Report { id: "wire".into(), text: "Shells fell on Orel.".into(), ..Report::default() };
//! # let json = serde_json::json!({ "report": report, "made_by": MadeBy::default() });
//! # let reading: Reading = serde_json::from_value(json).expect("a reading");
//! let mut ledger = Ledger::open(":memory:", Open::OrMake)?;
//! let by = By { who: "Ana".to_owned(), at: "2031-03-14T09:30:00Z".to_owned() };
//! let arrival = Arrival { reading: &reading, original: Some(b"Shells fell on Orel."[..].into()) };
//! assert!(matches!(ledger.add(&arrival, &by)?, Added::New { .. }));
//! assert!(matches!(ledger.add(&arrival, &by)?, Added::Known { .. }));
//! assert!(ledger.verify(None)?.faults.is_empty());
//! # Ok(())
//! # }
//! ```

pub mod store;

mod adding;
mod apart;
mod applying;
mod browsing;
mod claiming;
mod copying;
mod correction;
mod decisions;
mod error;
mod find;
mod history;
mod ids;
mod incidents;
mod journal;
mod leaving;
mod ledger;
mod linking;
mod made;
mod marking;
mod marks;
mod original;
mod outlets;
mod packed;
mod part;
mod past;
mod people;
mod proof;
mod relinking;
mod replaying;
mod rereading;
mod restricting;
mod role;
mod rows;
mod shown;
mod signing;
mod sought;
mod sources;
mod telling;
mod terms;
mod through;
mod verify;
mod what;

pub use adding::{Added, Arrival, KeptFor};
pub use apart::NotSame;
pub use browsing::{Given, Leaf, Listed, Pair};
pub use correction::Field;
pub use error::LedgerError;
pub use find::{Query, Within};
pub use history::{Event, Step};
pub use ids::violation_id;
pub use incidents::Card;
pub use journal::{By, Entry, Head, Kind};
pub use leaving::SignedHead;
pub use ledger::Ledger;
pub use linking::Linked;
pub use made::Made;
pub use marking::Marked;
pub use marks::{Mark, Unmark};
pub use original::Original;
pub use outlets::{Outlet, Outlets, UNKNOWN};
pub use part::Part;
pub use people::{Key, Member};
pub use proof::Proof;
pub use rereading::Reread;
pub use restricting::Restriction;
pub use role::Role;
pub use rows::Standing;
pub use shown::{Link, Main, Shown, Told};
pub use signing::{Signer, is_text_signed};
pub use sought::{Sought, Wanted};
pub use sources::Source;
pub use terms::{Finding, Written};
pub use verify::{Fault, Verified};
pub use what::{Decision, Grade, Protected, What};
