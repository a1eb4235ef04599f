//! Who is at the desk, and what they may do.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::fault::Fault;

pub(crate) use truceline_ledger::Role;

/// Somebody at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Person {
    /// What they are called in the journal.
    pub(crate) name: String,
    /// What they may do.
    pub(crate) role: Role,
    /// Whether a program asks in their name.
    #[serde(skip)]
    pub(crate) token: bool,
}

impl Person {
    /// That they may do what this role may.
    pub(crate) fn may(&self, role: Role) -> Result<(), Fault> {
        if self.role >= role {
            Ok(())
        } else {
            Err(Fault::Refused(format!("this takes the role of {}; yours is {}", role.name(), self.role.name())))
        }
    }
}

/// `guarding` says who asks before anything else is done.
impl FromRequestParts<App> for Person {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Fault> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Fault::Login("log in first".to_owned()))
    }
}
