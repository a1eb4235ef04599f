//! Reports come in in two steps: they are read and shown, then kept. They are brought by whoever adds them, or fetched from an address that they name.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use bytes::Bytes;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use truceline_ledger::{Added, Arrival, KeptFor, Linked, Role, What};
use truceline_record::Reading;
use utoipa::IntoParams;

use super::deciding::least;
use crate::app::App;
use crate::fault::Fault;
use crate::person::Person;
use crate::serving::{About, Fetched, Taken};

/// What somebody says of a file.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct File {
    /// What it is called.
    name: String,
    /// Who published it.
    source: Option<String>,
    /// When it was published: 2031-03-14, or 2031-03-14T09:30.
    published: Option<String>,
}

/// What was read of a file. Nothing of it is kept yet.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Preview {
    /// By what it can be kept.
    preview: String,
    /// The reports in it.
    reports: Vec<Previewed>,
}

/// A report that was read.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Previewed {
    /// Whether the ledger has it already.
    known: bool,
    /// Whether there is anything in it to keep.
    empty: bool,
    /// Its reading.
    reading: Reading,
}

/// Read a file, or a text, and show what is read; it is not kept.
#[utoipa::path(post, path = "/readings", params(File), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = 200, body = ref("#/components/schemas/Preview")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 403, body = ref("#/components/schemas/Problem")),
    (status = 413, body = ref("#/components/schemas/Problem")),
    (status = 503, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn preview(
    State(app): State<App>,
    file: Result<Query<File>, QueryRejection>,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<Json<Preview>, Fault> {
    let Query(File { name, source, published }) = file?;
    let most = super::ADDED >> 20;
    let bytes =
        bytes.map_err(|_| Fault::TooLarge(format!("the file has more than {most} MB; add it with `truceline add`")))?;
    if name.trim().is_empty() || name.len() > 500 {
        return Err(Fault::Asked("a file needs a name of at most 500 bytes".to_owned()));
    }
    let about = about(source, published)?;
    previewed(app, name, bytes.into(), about).await
}

/// An address to fetch, and what somebody says of what stands there.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Fetching {
    /// The address: of a report or a feed.
    address: String,
    /// Who published it.
    #[serde(default)]
    source: Option<String>,
    /// When it was published: 2031-03-14, or 2031-03-14T09:30.
    #[serde(default)]
    published: Option<String>,
}

/// Fetch a report or a feed from an address of the public web, and show what is read; it is not kept. Only where the desk was opened with --fetch.
#[utoipa::path(post, path = "/readings/fetch", request_body = ref("#/components/schemas/Fetching"), responses(
    (status = 200, body = ref("#/components/schemas/Preview")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 403, body = ref("#/components/schemas/Problem")),
    (status = 413, body = ref("#/components/schemas/Problem")),
    (status = 503, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn fetch(
    State(app): State<App>,
    asked: Result<Json<Fetching>, JsonRejection>,
) -> Result<Json<Preview>, Fault> {
    let Json(Fetching { address, source, published }) = asked?;
    let off = "this desk fetches nothing; whoever keeps it may open it with `truceline serve --fetch`";
    let fetcher = app.fetcher.clone().ok_or_else(|| Fault::Refused(off.to_owned()))?;
    let address = address.trim().to_owned();
    let said = about(source, published)?;
    let turn = app
        .fetching
        .try_acquire()
        .map_err(|_| Fault::Busy("other addresses are being fetched; try again in a minute".to_owned()))?;
    let asked = address.clone();
    let fetched = tokio::task::spawn_blocking(move || fetcher.fetch(&asked, super::ADDED as u64)).await;
    drop(turn);
    let Fetched { at, bytes } = fetched.map_err(|_| crate::app::fault_of_ours())?.map_err(Fault::Asked)?;
    previewed(app, address, bytes, About { address: Some(at), ..said }).await
}

/// What somebody says, as far as it can be used.
fn about(source: Option<String>, published: Option<String>) -> Result<About, Fault> {
    let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let about = About { address: None, source: given(source), published: given(published) };
    if let Some(published) = &about.published {
        truceline_intake::check_date(published).map_err(|error| Fault::Asked(error.to_string()))?;
    }
    Ok(about)
}

/// Read what came in, and let it wait.
async fn previewed(app: App, name: String, bytes: Vec<u8>, about: About) -> Result<Json<Preview>, Fault> {
    let turn = app.reading.acquire().await.map_err(|_| crate::app::closing())?;
    let reader = Arc::clone(&app.reader);
    let taken = tokio::task::spawn_blocking(move || {
        let id = blake3_of(&name, &bytes, &about);
        (id, reader.read(&name, &bytes, &about))
    });
    let (id, taken) = taken.await.map_err(|_| {
        Fault::Asked("a fault in truceline stopped the reading of this file; please report it".to_owned())
    })?;
    drop(turn);
    let taken = app.previews.put(&id, taken);
    let known = Arc::clone(&taken);
    let known = app
        .with_ledger(move |_, ledger| {
            let mut all = Vec::with_capacity(known.len());
            for taken in known.iter() {
                all.push(!is_empty(taken) && ledger.knows(&taken.reading.report)?);
            }
            Ok(all)
        })
        .await?;
    let previewed =
        |(taken, known): (&Taken, bool)| Previewed { known, empty: is_empty(taken), reading: taken.reading.clone() };
    let reports = taken.iter().zip(known).map(previewed).collect();
    Ok(Json(Preview { preview: id, reports }))
}

/// Stands for what is read: the same file read again is the same preview.
fn blake3_of(name: &str, bytes: &[u8], about: &About) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [name.as_bytes(), bytes, format!("{about:?}").as_bytes()] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_hex().to_string()
}

/// There is nothing to keep.
fn is_empty(taken: &Taken) -> bool {
    taken.reading.report.text.trim().is_empty()
}

/// What to keep of a preview.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Keeping {
    /// The preview.
    preview: String,
    /// Which of its reports, by their places from 0; all where it is left out.
    #[serde(default)]
    reports: Option<Vec<usize>>,
    /// For whom they are kept, from the first moment; for everybody where it is left out. Those that are there already are restricted too.
    #[serde(default)]
    restrict: Option<Restricting>,
}

/// For whom reports are kept.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Restricting {
    /// The least role that sees them: analyst, editor or administrator.
    to: Role,
    /// Why; it stays in the journal.
    reason: String,
}

/// What became of the reports.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Kept {
    /// Each report that was kept or known, in the order of the preview.
    reports: Vec<KeptReport>,
}

/// What became of a report.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct KeptReport {
    /// Its id in the ledger.
    report: String,
    /// Whether it is new.
    new: bool,
    /// The incidents that it tells of.
    incidents: Vec<String>,
    /// How many of them other reports tell of.
    shared: usize,
    /// How many reports it shares its text with.
    copies: usize,
}

/// Keep reports that were read.
#[utoipa::path(post, path = "/reports", request_body = ref("#/components/schemas/Keeping"), responses(
    (status = 201, body = ref("#/components/schemas/Kept")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 403, body = ref("#/components/schemas/Problem")),
    (status = 404, body = ref("#/components/schemas/Problem")),
    (status = 413, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn keep(
    State(app): State<App>,
    person: Person,
    asked: Result<Json<Keeping>, JsonRejection>,
) -> Result<(StatusCode, Json<Kept>), Fault> {
    let Json(Keeping { preview, reports, restrict }) = asked?;
    let kept_for = restrict.map(|Restricting { to: role, reason }| KeptFor { role, reason });
    if let Some(KeptFor { role, reason }) = &kept_for {
        person.may(least(&What::Restrict { report: String::new(), to: *role }))?;
        if reason.trim().is_empty() {
            return Err(Fault::Asked("restricting needs a reason".to_owned()));
        }
    }
    let gone = || Fault::Missing("this preview is gone; read the file again".to_owned());
    let taken = app.previews.get(&preview).ok_or_else(gone)?;
    let wanted = move |at: usize| reports.as_ref().is_none_or(|reports| reports.contains(&at));
    let added = app
        .change(&person, move |hand, by| {
            let wanted = taken.iter().enumerate().filter(|(at, taken)| wanted(*at) && !is_empty(taken));
            let arrivals: Vec<Arrival<'_>> = wanted
                .map(|(_, taken)| Arrival { reading: &taken.reading, original: taken.original.clone() })
                .collect();
            Ok(hand.add_all(&arrivals, kept_for.as_ref(), by)?)
        })
        .await?;
    app.previews.drop(&preview);
    let kept = |added: Added| match added {
        Added::Known { report } => KeptReport { report, new: false, incidents: Vec::new(), shared: 0, copies: 0 },
        Added::New { report, incidents, copies, .. } => KeptReport {
            report,
            new: true,
            shared: incidents.iter().filter(|linked| linked.shared).count(),
            incidents: incidents.into_iter().map(|Linked { incident, .. }| incident).collect(),
            copies: copies.len(),
        },
    };
    Ok((StatusCode::CREATED, Json(Kept { reports: added.into_iter().map(kept).collect() })))
}
