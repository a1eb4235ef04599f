//! The desk: a ledger over HTTP, and the pages that work on it.
//!
//! [`serve`] opens the one socket on which the program listens. Everything that is served is looked up through [`truceline_export::View`], which holds back what is
//! protected; nothing here asks a ledger by itself but to write a decision or a report. The API describes itself: [`document`] is its OpenAPI 3.1.
//!
//! Reading reports is not this room's, nor is fetching them: whoever calls [`serve`] brings a [`Read`], and a [`Fetch`] where there may be one.

mod api;
mod app;
mod asked;
mod error;
mod fault;
mod guarding;
mod kept;
mod pages;
mod people;
mod person;
mod schemas;
mod serving;
mod shelf;
mod sights;
#[cfg(test)]
mod tests;
mod watched;

pub use api::document;
pub use error::DeskError;
pub use serving::{About, Desk, Fetch, Fetched, Opened, Read, Rows, Taken, serve};
