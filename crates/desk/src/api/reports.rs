//! Reports: what came in, each with its reading, and the bytes that it came in.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use truceline_export::{Opened, View};
use truceline_ledger::{Given, Listed, Made, Marked};
use truceline_record::Reading;
use utoipa::IntoParams;

use super::answered;
use crate::app::App;
use crate::asked::Part;
use crate::fault::Fault;

/// Reports, without their texts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Reports {
    /// The reports, those that came last first.
    reports: Vec<Listed>,
    /// What to ask with as `after` for more; null where there are no more.
    next: Option<String>,
}

/// Which reports.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only of this outlet, by its whole name.
    outlet: Option<String>,
    /// Words that a report must hold, all of them.
    words: Option<String>,
}

/// The reports of the ledger, those that came last first.
#[utoipa::path(get, path = "/reports", params(Which, Part), responses(
    (status = 200, body = ref("#/components/schemas/Reports")),
    (status = 400, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn reports(
    State(app): State<App>,
    which: Result<Query<Which>, QueryRejection>,
    asked: Result<Query<Part>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (Query(Which { outlet, words }), Query(asked)) = (which?, asked?);
    let key = format!("reports {outlet:?} {words:?} {asked:?}");
    let limit = asked.limit()?;
    let wrong = |after: &String| Fault::Asked(format!("{after:?} is not what an answer gave as next"));
    let before = asked.after.map(|after| after.parse().map_err(|_| wrong(&after))).transpose()?.unwrap_or(i64::MAX);
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let (outlet, words) = (given(outlet), given(words));
    answered(&app, &headers, key, async || {
        let look = move |view: &mut View<'_>| {
            let with = words.map(|words| view.reports_with(&words)).transpose()?;
            view.reports(before, limit, |listed| {
                outlet.as_ref().is_none_or(|outlet| *outlet == listed.outlet)
                    && with.as_ref().is_none_or(|with| with.binary_search(&listed.seq).is_ok())
            })
        };
        let (reports, next) = app.look(look).await?;
        Ok(Reports { reports, next: next.map(|next| next.to_string()) })
    })
    .await
}

/// A report with its reading.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ReadReport {
    /// What is known of it.
    #[serde(flatten)]
    listed: Listed,
    /// Its reading, with the text that all spans count in, and with what people marked in it.
    reading: Reading,
    /// What people marked in it, in the order in which they did, with what stood there before.
    marked: Vec<Marked>,
    /// The decisions by which it is restricted.
    restricted_by: Vec<Made>,
    /// Which incidents of the ledger those of the reading belong to.
    given: Vec<Given>,
    /// Whether its original bytes can be had.
    original: bool,
    /// Whether these are a PDF, on whose pages the text stands.
    pdf: bool,
}

/// One report: its text, its reading, and the ledger's incidents that it tells of.
#[utoipa::path(get, path = "/reports/{id}", params(("id" = String, Path, description = "The report's id in the ledger")), responses(
    (status = 200, body = ref("#/components/schemas/ReadReport")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 404, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn report(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let Path(id) = id?;
    answered(&app, &headers, format!("report {id:?}"), async || {
        let look = move |view: &mut View<'_>| view.report(&id);
        let Opened { listed, reading, marked, restricted_by, given, original, pdf } = app.look(look).await?;
        Ok(ReadReport { listed, reading, marked, restricted_by, given, original, pdf })
    })
    .await
}

/// The bytes that a report came in, to be kept as a file: no browser shows them.
#[utoipa::path(get, path = "/reports/{id}/original", params(("id" = String, Path, description = "The report's id in the ledger")), responses(
    (status = 200, content_type = "application/octet-stream"),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 404, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn original(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Fault> {
    let Path(id) = id?;
    let bytes = app.look(move |view: &mut View<'_>| view.original(&id)).await?;
    let bytes = bytes.ok_or_else(|| Fault::Missing("the original bytes of this report cannot be had".to_owned()))?;
    let about =
        [(CONTENT_TYPE, "application/octet-stream"), (CONTENT_DISPOSITION, "attachment; filename=\"original.bin\"")];
    Ok((about, bytes).into_response())
}
