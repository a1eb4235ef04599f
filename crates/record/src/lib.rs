//! The record: what one reading of one report holds, every value tied to the characters it came from.
//!
//! This room knows no other and does no I/O. Its types serialise to the JSON that `truceline read --format jsonl`
//! prints; [`schema()`] gives the JSON Schema of it.

mod address;
mod codes;
mod incident;
mod mention;
mod names;
mod reading;
mod report;
mod schema;
mod span;
mod statement;

pub use address::host;
pub use codes::{Acled, Codes, CodesError, Plover, TypeCodes};
pub use incident::{
    ActorRef, Agreement, Claim, ClaimSays, DateRange, Dispute, DisputeAspect, DisputeSide, Figure, Incident,
    IncidentType, Place, Reality, TargetRef, Toll, TollRange, TollWho, Tolls,
};
pub use mention::{Entity, Mention, MentionKind, Time, TimeType};
pub use names::{bare_name, name_of};
pub use reading::{MadeBy, Problem, ProblemCode, Reading, SummaryLine};
pub use report::{LogRow, Page, Report};
pub use schema::schema;
pub use span::{CharIndex, Span, covered, in_order, merged, overlap};
pub use statement::{Act, Quote, Statement};
