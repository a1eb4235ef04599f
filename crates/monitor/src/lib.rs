//! What a ceasefire monitor works with: agreements and their terms, what is said to have broken them, whether the guns are silent, and the brief.

pub mod chart;
pub mod map;
pub mod page;

mod agreement;
mod brief;
mod compliance;
mod days;
mod error;
mod intensity;
pub mod listing;
mod notebook;
mod process;
mod report;
mod terms;
mod violation;
mod watch;
mod words;

pub use agreement::{Evidence, Known, Naming, Reason, Told, slug};
pub use brief::{Asked, brief, brief_with};
pub use compliance::{Entry, Line, compliance};
pub use days::Days;
pub use error::MonitorError;
pub use intensity::{Intensity, Row, Sum, intensity};
pub use notebook::Notebook;
pub use process::{Process, Proposed, Source, processes, proposals};
pub use report::{
    Alleged, Calm, Count, Denied, Named, Notes, Notetaker, Participant, Party, Proposal, Rule, Sort, Stage, Talks,
    may_be_one,
};
pub use terms::{Agreement, Kind, Kinds, Provision, Quantity};
pub use violation::{Accuser, Answered, Axes, Axis, Covered, Term, Violation, covered, violations};
pub use watch::{Answer, Heading, Watch};
