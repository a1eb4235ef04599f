//! Briefs: what a mission hands to its head, to look at and as a file.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use truceline_monitor::page::{Block, Page};
use truceline_monitor::{Asked, Days, brief_with};
use utoipa::IntoParams;

use super::answered;
use super::words::period;
use crate::app::App;
use crate::fault::Fault;
use crate::watched;

/// Days of a brief, at most: each day has a row of its own.
const LONGEST: i64 = 366;
/// Columns of a brief as text.
const WIDTH: usize = 100;

/// Which brief.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// First day, as 2031-03-05; six days before the last where it is left out.
    from: Option<String>,
    /// Last day; that of the latest report where it is left out.
    to: Option<String>,
    /// Only of the agreement with this id or name.
    agreement: Option<String>,
    /// Only of places with this in their name, region or country.
    area: Option<String>,
}

impl Which {
    async fn asked(self, app: &App) -> Result<Asked, Fault> {
        let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let (from, to) = (given(self.from), given(self.to));
        let days = match (&from, &to) {
            (Some(_), Some(_)) => period(from, to)?,
            _ => {
                let latest = watched::watched(app).await?.day;
                let asked = period(from.clone(), to.clone())?;
                let to = asked.filter(|_| to.is_some()).map(|days| days.to).or(latest).map(|to| match asked {
                    Some(days) if from.is_some() => to.max(days.from),
                    _ => to,
                });
                let first = asked.filter(|_| from.is_some()).map(|days| days.from);
                let from = first.or_else(|| to.and_then(|to| to.checked_sub(6.days()).ok()));
                from.zip(to).map(|(from, to)| Days { from, to })
            }
        };
        let none = || Fault::Asked("no report has a day; say of which days the brief is to be".to_owned());
        let days = days.ok_or_else(none)?;
        if days.count() > LONGEST {
            return Err(Fault::Asked(format!("a brief is of {LONGEST} days at most")));
        }
        Ok(Asked { days, agreement: given(self.agreement), area: given(self.area) })
    }
}

async fn made(app: &App, asked: Asked) -> Result<Page, Fault> {
    let watching = Arc::clone(&app.watching);
    app.monitor(move |view| brief_with(view, &watching.notetaker, &watching.notebook, &asked)).await
}

/// A brief, as data: whoever shows it sets its words as words.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Brief {
    /// Its days.
    days: Days,
    /// The brief. Its drawings are SVG elements with nothing in them but shapes and words.
    page: Page,
}

/// The brief of some days, to look at.
#[utoipa::path(get, path = "/brief", params(Which), responses(
    (status = 200, body = ref("#/components/schemas/Brief")),
    (status = 400, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn brief(
    State(app): State<App>,
    which: Result<Query<Which>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let Query(which) = which?;
    let key = format!("brief {which:?}");
    let asked = which.asked(&app).await?;
    answered(&app, &headers, key, async || {
        let days = asked.days;
        let mut page = made(&app, asked).await?;
        let blocks = page.sections.iter_mut().flat_map(|section| section.blocks.iter_mut());
        for (number, block) in blocks.enumerate() {
            if let Block::Drawing(drawing) = block {
                drawing.svg = drawing.element(&format!("drawing-{number}")).unwrap_or_default();
            }
        }
        Ok(Brief { days, page })
    })
    .await
}

/// The brief of some days as a file to keep: text, Markdown, HTML or DOCX.
#[utoipa::path(get, path = "/export/brief/{format}", params(("format" = String, Path, description = "text, md, html or docx"), Which), responses(
    (status = 200, content_type = "application/octet-stream"),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 404, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn file(
    State(app): State<App>,
    format: Result<Path<String>, PathRejection>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Fault> {
    let (Path(format), Query(which)) = (format?, which?);
    let ending = match format.as_str() {
        "text" => "txt",
        "md" | "html" | "docx" => format.as_str(),
        _ => return Err(Fault::Missing(format!("no format of a brief is called {format:?}"))),
    };
    let asked = which.asked(&app).await?;
    let days = asked.days;
    let page = made(&app, asked).await?;
    let bytes = match ending {
        "txt" => page.text(WIDTH).into_bytes(),
        "md" => page.markdown().into_bytes(),
        "html" => page.html().into_bytes(),
        _ => page.docx().map_err(|error| Fault::Inner(error.to_string()))?,
    };
    let named = format!("attachment; filename=\"brief-{}-{}.{ending}\"", days.from, days.to);
    let named = HeaderValue::from_str(&named).map_err(|error| Fault::Inner(error.to_string()))?;
    // a file to keep: no browser shows it at the desk's address
    let about = [(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")), (CONTENT_DISPOSITION, named)];
    Ok((about, bytes).into_response())
}
