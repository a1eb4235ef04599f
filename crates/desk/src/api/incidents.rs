//! Incidents: many in short, one in full, and how it came to be.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use truceline_export::{Past, View};
use truceline_ledger::{Card, Query as Asked, Shown};
use utoipa::IntoParams;

use std::sync::Arc;

use super::answered;
use crate::app::App;
use crate::asked::{Filters, Part};
use crate::fault::Fault;
use crate::kept;
use crate::shelf::Shelf;

/// Incidents, in short.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Incidents {
    /// The incidents, the latest first, those without a day last.
    incidents: Vec<Card>,
    /// How many were found.
    total: usize,
    /// What to ask with as `after` for more; null where there are no more.
    next: Option<String>,
}

/// Where the incidents stand on the shelf that `query` asks for, in its order.
pub(super) async fn found(app: &App, query: Asked) -> Result<(Arc<Shelf>, Vec<u32>), Fault> {
    let wanted = query.wanted();
    let with = match query.words {
        Some(words) => Some(kept::holding(app, words).await?),
        None => None,
    };
    let shelf = kept::shelf(app).await?;
    let positions = shelf.found(&wanted, with.as_deref());
    Ok((shelf, positions))
}

/// The part of a list of positions that is asked for, and what comes next.
pub(super) fn part(shelf: &Shelf, positions: &[u32], part: &Part) -> Result<(Vec<u32>, Option<String>), Fault> {
    let from = match &part.after {
        None => 0,
        Some(id) => {
            let gone = || Fault::Asked(format!("the list has changed since {id:?}; ask from its beginning"));
            let at = shelf.position(id).ok_or_else(gone)?;
            positions.partition_point(|&position| position <= at)
        }
    };
    let page: Vec<u32> = positions.iter().skip(from).take(part.limit()?).copied().collect();
    let more = positions.len() > from + page.len();
    let next = page.last().filter(|_| more).and_then(|&last| Some(shelf.outline(last)?.id.to_string()));
    Ok((page, next))
}

/// The cards of incidents by their ids; those that are gone meanwhile are left out.
pub(super) async fn cards(app: &App, ids: Vec<String>) -> Result<Vec<Card>, Fault> {
    let cards = move |view: &mut View<'_>| {
        let mut cards = Vec::with_capacity(ids.len());
        for id in &ids {
            cards.extend(view.card(id)?);
        }
        Ok(cards)
    };
    app.look(cards).await
}

/// Find incidents.
#[utoipa::path(get, path = "/incidents", params(Filters, Part), responses(
    (status = 200, body = ref("#/components/schemas/Incidents")),
    (status = 400, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn incidents(
    State(app): State<App>,
    filters: Result<Query<Filters>, QueryRejection>,
    asked: Result<Query<Part>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (Query(filters), Query(asked)) = (filters?, asked?);
    let key = format!("incidents {filters:?} {asked:?}");
    let query = filters.query()?;
    asked.limit()?;
    answered(&app, &headers, key, async || {
        let (shelf, positions) = found(&app, query).await?;
        let (page, next) = part(&shelf, &positions, &asked)?;
        let ids = shelf.at(&page).map(|outline| outline.id.to_string()).collect();
        Ok(Incidents { incidents: cards(&app, ids).await?, total: positions.len(), next })
    })
    .await
}

/// How one incident is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct AsOf {
    /// As the ledger had it then: a day, or an instant such as 2031-03-14T09:30:00Z.
    as_of: Option<String>,
}

/// One incident: every report's version side by side, and why they are one.
#[utoipa::path(get, path = "/incidents/{id}", params(("id" = String, Path, description = "The incident's id, or the beginning of it"), AsOf), responses(
    (status = 200, body = ref("#/components/schemas/Shown")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 404, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn incident(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    as_of: Result<Query<AsOf>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (Path(id), Query(AsOf { as_of })) = (id?, as_of?);
    if let Some(at) = &as_of {
        let is_day = at.len() == 10 && truceline_intake::check_date(at).is_ok();
        let is_instant = at.ends_with('Z') && at.parse::<jiff::Timestamp>().is_ok();
        if !is_day && !is_instant {
            return Err(Fault::Asked(format!("{at:?} is neither a day nor an instant such as 2031-03-14T09:30:00Z")));
        }
    }
    let key = format!("incident {id:?} {as_of:?}");
    answered(&app, &headers, key, async || {
        let show = move |view: &mut View<'_>| view.show(&id, as_of.as_deref());
        app.look(show).await.map(|shown: Shown| shown)
    })
    .await
}

/// The steps by which an incident came to be what it is.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct History {
    /// The steps, in their order.
    history: Vec<Past>,
}

/// How an incident came to be what it is: reports, decisions, and what each changed.
#[utoipa::path(get, path = "/incidents/{id}/history", params(("id" = String, Path, description = "The incident's id, or the beginning of it")), responses(
    (status = 200, body = ref("#/components/schemas/History")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 404, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn history(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let Path(id) = id?;
    answered(&app, &headers, format!("history {id:?}"), async || {
        Ok(History { history: app.look(move |view: &mut View<'_>| view.history(&id)).await? })
    })
    .await
}
