//! Who is at the desk, and what they may do.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::fault::Fault;

/// Somebody at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Person {
    /// What they are called in the journal.
    pub(crate) name: String,
}

/// On one's own machine, whoever sits there is who opened the desk.
impl FromRequestParts<App> for Person {
    type Rejection = Fault;

    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<Self, Fault> {
        Ok(Self { name: app.who.clone() })
    }
}
