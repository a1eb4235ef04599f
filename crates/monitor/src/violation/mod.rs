//! Alleged violations: what is said to have broken which term of which agreement, what the other side answers, and what somebody found.
//!
//! The system proposes, and only a person finds: what it sets itself is that something is alleged, denied or admitted, each by whose word.

mod answers;
mod axes;
mod covered;
mod gather;

pub(crate) use covered::{days_of, lies_in};
pub(crate) use gather::in_days;

pub use axes::{Axes, Axis};
pub use covered::{Covered, covered};
pub use gather::{Accuser, Answered, Term, Violation, violations};
