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
use crate::serving::{About, Fetched, Read, Rows, Taken};

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
    /// The reports in it; of a log, its rows.
    reports: Vec<Previewed>,
    /// What could not be read of it as a whole, beside what its reports say of themselves.
    problems: Vec<String>,
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
    let bytes = held(bytes)?;
    let name = named(name)?;
    let about = about(source, published)?;
    let id = stands_for(&[name.as_bytes(), &bytes, format!("{about:?}").as_bytes()]);
    let reader = Arc::clone(&app.reader);
    previewed(app, id, move || Ok(read_as(reader.as_ref(), &name, &bytes, &about))).await
}

/// The bytes that came in.
fn held(bytes: Result<Bytes, BytesRejection>) -> Result<Bytes, Fault> {
    let most = super::ADDED >> 20;
    bytes.map_err(|_| Fault::TooLarge(format!("the file has more than {most} MB; add it with `truceline add`")))
}

fn named(name: String) -> Result<String, Fault> {
    if name.trim().is_empty() || name.len() > 500 {
        return Err(Fault::Asked("a file needs a name of at most 500 bytes".to_owned()));
    }
    Ok(name)
}

fn read_as(reader: &dyn Read, name: &str, bytes: &[u8], about: &About) -> Rows {
    Rows { taken: reader.read(name, bytes, about), problems: Vec::new() }
}

/// What somebody says of a log of incidents.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogFile {
    /// What the file is called.
    name: String,
    /// Who keeps the log.
    source: Option<String>,
}

/// A mapping: what the columns of a log mean.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Mapping {
    /// Its text, for a person to mend.
    mapping: String,
}

/// Propose a mapping for a log of incidents, a CSV file or a workbook: what can be told from the names of its columns and what stands in them.
#[utoipa::path(post, path = "/logs/mapping", params(LogFile), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = 200, body = ref("#/components/schemas/Mapping")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 403, body = ref("#/components/schemas/Problem")),
    (status = 413, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn propose(
    State(app): State<App>,
    file: Result<Query<LogFile>, QueryRejection>,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<Json<Mapping>, Fault> {
    let Query(LogFile { name, source }) = file?;
    let (bytes, name) = (held(bytes)?, named(name)?);
    let source = about(source, None)?.source;
    let reader = Arc::clone(&app.reader);
    let proposed = tokio::task::spawn_blocking(move || reader.propose(&name, &bytes, source.as_deref()));
    let mapping = proposed.await.map_err(|_| crate::app::fault_of_ours())?.map_err(Fault::Asked)?;
    Ok(Json(Mapping { mapping }))
}

/// A log of incidents with what its columns mean.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MappedLog {
    /// What the file is called.
    name: String,
    /// The text of its mapping.
    mapping: String,
}

/// Rows of a log that are shown before they are kept; more come in by `truceline add --mapping`.
const MOST_ROWS: usize = 2000;
/// How long the text of a mapping may be, in bytes: it stands in the address.
const LONGEST_MAPPING: usize = 16 << 10;

/// Read the rows of a log of incidents, each as a report, and show what is read; it is not kept.
#[utoipa::path(post, path = "/logs", params(MappedLog), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = 200, body = ref("#/components/schemas/Preview")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 403, body = ref("#/components/schemas/Problem")),
    (status = 413, body = ref("#/components/schemas/Problem")),
    (status = 503, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn rows(
    State(app): State<App>,
    file: Result<Query<MappedLog>, QueryRejection>,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<Json<Preview>, Fault> {
    let Query(MappedLog { name, mapping }) = file?;
    let (bytes, name) = (held(bytes)?, named(name)?);
    if mapping.len() > LONGEST_MAPPING {
        let most = LONGEST_MAPPING >> 10;
        let told = format!("the mapping has more than {most} KB; add the log with `truceline add --mapping`");
        return Err(Fault::TooLarge(told));
    }
    let id = stands_for(&[name.as_bytes(), &bytes, b"rows", mapping.as_bytes()]);
    let reader = Arc::clone(&app.reader);
    let read = move || reader.rows(&name, &bytes, &mapping, &About::default(), MOST_ROWS);
    previewed(app, id, read).await
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
    let about = About { address: Some(at), ..said };
    let id = stands_for(&[address.as_bytes(), &bytes, format!("{about:?}").as_bytes()]);
    let reader = Arc::clone(&app.reader);
    previewed(app, id, move || Ok(read_as(reader.as_ref(), &address, &bytes, &about))).await
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

/// Read what came in, and let it wait under `id`.
async fn previewed(
    app: App,
    id: String,
    read: impl FnOnce() -> Result<Rows, String> + Send + 'static,
) -> Result<Json<Preview>, Fault> {
    let turn = app.reading.acquire().await.map_err(|_| crate::app::closing())?;
    let read = tokio::task::spawn_blocking(read).await.map_err(|_| {
        Fault::Asked("a fault in truceline stopped the reading of this file; please report it".to_owned())
    })?;
    drop(turn);
    let Rows { taken, problems } = read.map_err(Fault::Asked)?;
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
    Ok(Json(Preview { preview: id, reports, problems }))
}

/// Stands for what is read: the same file read again is the same preview.
fn stands_for(parts: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
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
