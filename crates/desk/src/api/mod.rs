//! The API: one file a subject. All answers are JSON with the record's own names, and are made of what may be seen of the ledger.

mod about;
mod adding;
mod agreements;
mod briefs;
mod deciding;
mod events;
mod exporting;
mod incidents;
mod looking;
mod map;
mod people;
mod reports;
mod review;
mod talks;
mod violations;
mod words;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use bytes::Bytes;
use schemars::SchemaGenerator;
use serde::Serialize;
use serde_json::{Map, Value};
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::app::{App, State};
use crate::fault::Fault;
use crate::schemas::put;
use crate::sights::{self, Sights};
use crate::{guarding, pages, schemas};

/// Bytes of a request that says something.
const SAID: usize = 256 << 10;
/// Bytes of a file that is added.
pub(crate) const ADDED: usize = 64 << 20;

#[derive(OpenApi)]
#[openapi(info(
    title = "Truceline",
    description = "A ledger of who says what happened. Requests that change something need the header x-truceline."
))]
struct Described;

fn described() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(about::about))
        .routes(routes!(about::today))
        .routes(routes!(incidents::incidents))
        .routes(routes!(incidents::incident))
        .routes(routes!(incidents::history))
        .routes(routes!(looking::disputes))
        .routes(routes!(looking::sources))
        .routes(routes!(looking::facets))
        .routes(routes!(map::map))
        .routes(routes!(map::days))
        .routes(routes!(reports::reports))
        .routes(routes!(reports::report))
        .routes(routes!(reports::original))
        .routes(routes!(review::review))
        .routes(routes!(agreements::agreements))
        .routes(routes!(agreements::agreement))
        .routes(routes!(agreements::linked))
        .routes(routes!(agreements::check))
        .routes(routes!(violations::violations))
        .routes(routes!(violations::violation))
        .routes(routes!(talks::talks))
        .routes(routes!(talks::talk))
        .routes(routes!(briefs::brief))
        .routes(routes!(briefs::file))
        .routes(routes!(deciding::decide))
        .routes(routes!(deciding::undo))
        .routes(routes!(adding::preview).layer(DefaultBodyLimit::max(ADDED)))
        .routes(routes!(adding::propose).layer(DefaultBodyLimit::max(ADDED)))
        .routes(routes!(adding::rows).layer(DefaultBodyLimit::max(ADDED)))
        .routes(routes!(adding::fetch))
        .routes(routes!(adding::keep))
        .routes(routes!(exporting::export))
        .routes(routes!(events::events))
        .routes(routes!(people::log_in))
        .routes(routes!(people::log_out))
        .routes(routes!(people::join))
        .routes(routes!(people::me))
        .routes(routes!(people::password))
        .routes(routes!(people::second))
        .routes(routes!(people::confirm_second))
        .routes(routes!(people::token))
        .routes(routes!(people::remove_token))
        .routes(routes!(people::people))
        .routes(routes!(people::invite))
        .routes(routes!(people::become_other))
}

/// The API's description, OpenAPI 3.1.
pub fn document() -> Value {
    let (_, described) = OpenApiRouter::with_openapi(Described::openapi()).nest("/api", described()).split_for_parts();
    schemas::with(serde_json::to_value(described).unwrap_or_default())
}

/// What is served of the ledger as those see it who see `app`.
pub(crate) fn router(app: App) -> Router {
    let (router, _) = OpenApiRouter::with_openapi(Described::openapi()).nest("/api", described()).split_for_parts();
    let text = Bytes::from(document().to_string());
    let json = [(CONTENT_TYPE, "application/json")];
    router
        .route("/api/openapi.json", axum::routing::get(move || async move { (json, text) }))
        .fallback(pages::page)
        .method_not_allowed_fallback(|| async { Fault::Method })
        .layer(DefaultBodyLimit::max(SAID))
        .with_state(app)
}

/// All that is served: to each what they see.
pub(crate) fn desk(app: App) -> Router {
    Router::new()
        .fallback(sights::answer)
        .layer(middleware::from_fn_with_state(app.clone(), guarding::let_in))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), guarding::guard))
        .with_state(Arc::new(Sights::new(app)))
}

/// What an answer is made of, as its tag: the same as long as the ledger is.
fn tag(state: &State) -> String {
    let hash = state.head.hash.get(..12).unwrap_or_default();
    format!("\"{}-{hash}-{}\"", state.head.seq, state.made)
}

/// Answer with what `make` gives; the same answer again as long as the ledger is the same, and none where the asker has it.
async fn answered<T: Serialize>(
    app: &App,
    headers: &HeaderMap,
    key: String,
    make: impl AsyncFnOnce() -> Result<T, Fault>,
) -> Result<Response, Fault> {
    // taken before the answer is made: what changes meanwhile makes another
    let state = app.state.borrow().clone();
    let tag = tag(&state);
    let known = headers.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response());
    }
    let bytes = match app.answers.get(&key, &state) {
        Some(bytes) => bytes,
        None => {
            let made = make().await?;
            let bytes = Bytes::from(serde_json::to_vec(&made).map_err(|error| Fault::Inner(error.to_string()))?);
            app.answers.put(&key, &state, bytes.clone());
            bytes
        }
    };
    Ok(([(ETAG, tag), (CONTENT_TYPE, "application/json".to_owned())], bytes).into_response())
}

/// Put the schemas of all answers and questions under their names.
pub(crate) fn types(generator: &mut SchemaGenerator, schemas: &mut Map<String, Value>) {
    put::<about::About>(generator, schemas);
    put::<about::Today>(generator, schemas);
    put::<incidents::Incidents>(generator, schemas);
    put::<truceline_ledger::Shown>(generator, schemas);
    put::<incidents::History>(generator, schemas);
    put::<looking::Disputes>(generator, schemas);
    put::<looking::Sources>(generator, schemas);
    put::<looking::Facets>(generator, schemas);
    put::<map::Outlines>(generator, schemas);
    put::<map::Timeline>(generator, schemas);
    put::<reports::Reports>(generator, schemas);
    put::<reports::ReadReport>(generator, schemas);
    put::<review::Queue>(generator, schemas);
    put::<agreements::Agreements>(generator, schemas);
    put::<agreements::WholeAgreement>(generator, schemas);
    put::<agreements::Linked>(generator, schemas);
    put::<agreements::Writing>(generator, schemas);
    put::<agreements::Checked>(generator, schemas);
    put::<violations::Violations>(generator, schemas);
    put::<violations::WholeViolation>(generator, schemas);
    put::<talks::AllTalks>(generator, schemas);
    put::<talks::WholeTalk>(generator, schemas);
    put::<briefs::Brief>(generator, schemas);
    put::<deciding::Deciding>(generator, schemas);
    put::<deciding::Undoing>(generator, schemas);
    put::<deciding::Decided>(generator, schemas);
    put::<adding::Preview>(generator, schemas);
    put::<adding::Mapping>(generator, schemas);
    put::<adding::Fetching>(generator, schemas);
    put::<adding::Keeping>(generator, schemas);
    put::<adding::Kept>(generator, schemas);
    put::<people::Coming>(generator, schemas);
    put::<people::Joining>(generator, schemas);
    put::<people::Me>(generator, schemas);
    put::<people::Password>(generator, schemas);
    put::<people::Second>(generator, schemas);
    put::<people::Code>(generator, schemas);
    put::<people::Recovery>(generator, schemas);
    put::<people::ForProgram>(generator, schemas);
    put::<people::MadeToken>(generator, schemas);
    put::<people::People>(generator, schemas);
    put::<people::Given>(generator, schemas);
    put::<people::Invitation>(generator, schemas);
    put::<people::Becoming>(generator, schemas);
    put::<crate::person::Person>(generator, schemas);
}
