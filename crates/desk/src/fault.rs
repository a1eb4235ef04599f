//! What a request is answered that cannot be done, as JSON: `{"error": words, "code": name}`.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use truceline_export::ExportError;
use truceline_ledger::LedgerError;
use truceline_monitor::MonitorError;

const INNER: &str = "the desk could not do this; it told whoever keeps it why";

/// Why a request cannot be done.
#[derive(Debug)]
pub(crate) enum Fault {
    /// What is asked for is not there.
    Missing(String),
    /// It is not asked as it should be.
    Asked(String),
    /// It is asked by another method than there is.
    Method,
    /// Nobody knows who asks.
    Login(String),
    /// It may not be done, or not from there.
    Refused(String),
    /// Somebody decided meanwhile.
    Conflict(String),
    /// It is too large.
    TooLarge(String),
    /// It is done too often, or too much is going on.
    Busy(String),
    /// The desk itself cannot do it.
    Inner(String),
}

/// The body of an answer to a request that cannot be done.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// In plain words: what is wrong and what to do.
    pub(crate) error: String,
    /// `missing`, `asked`, `login`, `refused`, `conflict`, `too_large`, `busy` or `inner`.
    pub(crate) code: &'static str,
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (status, code, error) = match self {
            Self::Missing(error) => (StatusCode::NOT_FOUND, "missing", error),
            Self::Asked(error) => (StatusCode::BAD_REQUEST, "asked", error),
            Self::Method => {
                (StatusCode::METHOD_NOT_ALLOWED, "asked", "nothing of the API is asked in this way".to_owned())
            }
            Self::Login(error) => (StatusCode::UNAUTHORIZED, "login", error),
            Self::Refused(error) => (StatusCode::FORBIDDEN, "refused", error),
            Self::Conflict(error) => (StatusCode::CONFLICT, "conflict", error),
            Self::TooLarge(error) => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", error),
            Self::Busy(error) => (StatusCode::SERVICE_UNAVAILABLE, "busy", error),
            // the words may name files of the machine: they are for who keeps the desk
            Self::Inner(_) => (StatusCode::INTERNAL_SERVER_ERROR, "inner", INNER.to_owned()),
        };
        (status, Json(Problem { error, code })).into_response()
    }
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Self {
        let words = error.to_string();
        match error {
            LedgerError::NoIncident { id } => Self::Missing(format!("no incident of the ledger is called {id:?}")),
            LedgerError::ManyIncidents { .. } | LedgerError::ManyReports { .. } => Self::Asked(words),
            LedgerError::NoReport { id } => Self::Missing(format!("no report of the ledger is called {id:?}")),
            LedgerError::NoDecision { .. } => Self::Conflict(words),
            LedgerError::Decision(_) => Self::Asked(words),
            _ => Self::Inner(words),
        }
    }
}

impl From<ExportError> for Fault {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Ledger(error) => error.into(),
            ExportError::Blur(_) | ExportError::BlurWithReadings | ExportError::NoKey => Self::Asked(error.to_string()),
            _ => Self::Inner(error.to_string()),
        }
    }
}

impl From<MonitorError> for Fault {
    fn from(error: MonitorError) -> Self {
        match error {
            MonitorError::Ledger(error) => error.into(),
            MonitorError::Export(error) => error.into(),
            MonitorError::Unknown(words) => Self::Asked(words),
            MonitorError::Period { .. } => Self::Asked(error.to_string()),
            MonitorError::Data { .. }
            | MonitorError::Actors(_)
            | MonitorError::Agreement { .. }
            | MonitorError::Page(_) => Self::Inner(error.to_string()),
        }
    }
}

impl From<QueryRejection> for Fault {
    fn from(rejection: QueryRejection) -> Self {
        Self::Asked(rejection.body_text())
    }
}

impl From<PathRejection> for Fault {
    fn from(rejection: PathRejection) -> Self {
        Self::Asked(rejection.body_text())
    }
}

impl From<JsonRejection> for Fault {
    fn from(rejection: JsonRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::TooLarge("the request is too large".to_owned())
        } else {
            Self::Asked(rejection.body_text())
        }
    }
}
