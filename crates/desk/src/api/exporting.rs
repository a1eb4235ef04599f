//! Exports: as `truceline export` writes them.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::Response;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use truceline_export::{ExportError, Format, Request, export as write};
use utoipa::IntoParams;

use crate::app::App;
use crate::asked::Filters;
use crate::fault::Fault;

/// Bytes that go over at a time.
const PART: usize = 256 << 10;

/// How coordinates are given.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Blur {
    /// Round all coordinates to so many degrees, as 0.1; not for formats that come back whole.
    blur: Option<f64>,
}

/// The incidents that are asked for, as a file in one of the formats. What is protected is in none of them.
#[utoipa::path(get, path = "/export/{format}", params(("format" = String, Path, description = "csv, xlsx, geojson, hxl, acled, ucdp, polecat, annotation or bundle"), Filters, Blur), responses(
    (status = 200, content_type = "application/octet-stream"),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 404, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn export(
    State(app): State<App>,
    format: Result<Path<String>, PathRejection>,
    filters: Result<Query<Filters>, QueryRejection>,
    blur: Result<Query<Blur>, QueryRejection>,
) -> Result<Response, Fault> {
    let (Path(name), Query(filters), Query(Blur { blur })) = (format?, filters?, blur?);
    let format = Format::named(&name).ok_or_else(|| Fault::Missing(format!("no format is called {name:?}")))?;
    let query = filters.query()?;
    let file = app
        .with_ledger(move |app, ledger| {
            let mut file = tempfile::tempfile().map_err(ExportError::Write)?;
            let signer = app.signer().filter(|_| format == Format::Bundle);
            write(ledger, &Request { format, query: &query, blur, signer }, &mut file)?;
            file.seek(SeekFrom::Start(0)).map_err(ExportError::Write)?;
            Ok(file)
        })
        .await?;
    let mut answer = Response::new(Body::from_stream(stream::unfold(Some(file), part).fuse()));
    let headers = answer.headers_mut();
    // a file to keep: no browser shows it
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    let named = format!("attachment; filename=\"incidents-{}.{}\"", format.name(), ending(format));
    let named = HeaderValue::from_str(&named).map_err(|error| Fault::Inner(error.to_string()))?;
    headers.insert(CONTENT_DISPOSITION, named);
    Ok(answer)
}

/// The next part of a file, and the file where there may be more.
async fn part(file: Option<File>) -> Option<(std::io::Result<Bytes>, Option<File>)> {
    let mut file = file?;
    let read = tokio::task::spawn_blocking(move || {
        let mut part = Vec::with_capacity(PART);
        let read = file.by_ref().take(PART as u64).read_to_end(&mut part);
        (read, part, file)
    });
    match read.await.ok()? {
        (Ok(0), ..) => None,
        (Ok(_), part, file) => Some((Ok(part.into()), Some(file))),
        (Err(error), ..) => Some((Err(error), None)),
    }
}

const fn ending(format: Format) -> &'static str {
    match format {
        Format::Csv | Format::Hxl | Format::Acled | Format::Ucdp | Format::Polecat => "csv",
        Format::Xlsx => "xlsx",
        Format::Geojson => "geojson",
        Format::Annotation => "jsonld",
        Format::Parquet => "parquet",
        Format::Bundle => "bundle.zip",
    }
}
