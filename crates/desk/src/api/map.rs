//! Where and when: all incidents that are asked for, in outline, column by column, so that many thousands go over at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;
use truceline_record::name_of;

use super::answered;
use super::incidents::found;
use crate::app::App;
use crate::asked::Filters;
use crate::fault::Fault;

/// Incidents that go over at once.
const MOST: usize = 25_000;

/// Incidents in outline. The lists from `ids` to `disputed` have a value an incident each, in the same order, the latest incident first.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(crate) struct Outlines {
    /// How many were found.
    total: usize,
    /// How many of them are not in the lists: the earliest, where there are very many.
    left_off: usize,
    /// What the numbers in `type` stand for.
    types: Vec<String>,
    /// What the numbers in `status` stand for.
    statuses: Vec<String>,
    /// What the numbers in `precision` stand for.
    precisions: Vec<String>,
    /// What the numbers in `place` stand for.
    places: Vec<String>,
    /// Their ids.
    ids: Vec<String>,
    /// What happened.
    r#type: Vec<usize>,
    /// What the counts say.
    status: Vec<usize>,
    /// First day, as days since 1970-01-01; null where it is not known.
    first: Vec<Option<i32>>,
    /// Last day.
    last: Vec<Option<i32>>,
    /// Degrees; null where the place has no coordinates.
    lat: Vec<Option<f64>>,
    /// Degrees.
    lon: Vec<Option<f64>>,
    /// How exact the coordinates are; null where that is not known.
    precision: Vec<Option<usize>>,
    /// The place's name; null where it has none.
    place: Vec<Option<usize>>,
    /// The least number killed that any source gives.
    killed_min: Vec<Option<u32>>,
    /// The greatest number killed that any source gives.
    killed_max: Vec<Option<u32>>,
    /// How many reports tell of it.
    reports: Vec<u32>,
    /// Whether sources differ on it.
    disputed: Vec<bool>,
}

/// Incidents over time.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Timeline {
    /// The days on which any began, in their order, as days since 1970-01-01: the day, how many, the greatest numbers killed together.
    days: Vec<[i64; 3]>,
}

/// Values that many have, each told once.
#[derive(Default)]
struct Table {
    values: Vec<String>,
    known: BTreeMap<Arc<str>, usize>,
}

impl Table {
    fn number(&mut self, value: &Arc<str>) -> usize {
        let (values, new) = (&mut self.values, self.known.len());
        *self.known.entry(Arc::clone(value)).or_insert_with(|| {
            values.push(value.to_string());
            new
        })
    }
}

/// Where and when the incidents are that are asked for.
#[utoipa::path(get, path = "/map", params(Filters), responses(
    (status = 200, body = ref("#/components/schemas/Outlines")),
    (status = 400, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn map(
    State(app): State<App>,
    filters: Result<Query<Filters>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let Query(filters) = filters?;
    let key = format!("map {filters:?}");
    let query = filters.query()?;
    answered(&app, &headers, key, async || {
        let (shelf, positions) = found(&app, query).await?;
        let (mut types, mut statuses, mut precisions, mut places) =
            (Table::default(), Table::default(), Table::default(), Table::default());
        let shown = positions.get(..MOST).unwrap_or(&positions);
        let mut out =
            Outlines { total: positions.len(), left_off: positions.len() - shown.len(), ..Outlines::default() };
        for outline in shelf.at(shown) {
            out.ids.push(outline.id.to_string());
            out.r#type.push(types.number(&name_of(outline.kind).into()));
            out.status.push(statuses.number(&outline.status.map_or("rejected", |status| status.name()).into()));
            out.first.push(outline.first);
            out.last.push(outline.last);
            out.lat.push(outline.point.map(|(lat, _)| lat));
            out.lon.push(outline.point.map(|(_, lon)| lon));
            out.precision.push(outline.precision.as_ref().map(|precision| precisions.number(precision)));
            out.place.push(outline.place.as_ref().map(|place| places.number(place)));
            out.killed_min.push(outline.killed.0);
            out.killed_max.push(outline.killed.1);
            out.reports.push(outline.reports);
            out.disputed.push(!outline.disputed.is_empty());
        }
        (out.types, out.statuses) = (types.values, statuses.values);
        (out.precisions, out.places) = (precisions.values, places.values);
        Ok(out)
    })
    .await
}

/// On which days the incidents began that are asked for, all of them.
#[utoipa::path(get, path = "/days", params(Filters), responses(
    (status = 200, body = ref("#/components/schemas/Timeline")),
    (status = 400, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn days(
    State(app): State<App>,
    filters: Result<Query<Filters>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let Query(filters) = filters?;
    let key = format!("days {filters:?}");
    let query = filters.query()?;
    answered(&app, &headers, key, async || {
        let (shelf, positions) = found(&app, query).await?;
        let mut days: BTreeMap<i32, (u32, u32)> = BTreeMap::new();
        for outline in shelf.at(&positions) {
            let Some(day) = outline.day() else { continue };
            let (count, killed) = days.entry(day).or_default();
            *count += 1;
            *killed = killed.saturating_add(outline.most_killed().unwrap_or_default());
        }
        let day = |(day, (count, killed)): (i32, (u32, u32))| [day.into(), count.into(), killed.into()];
        Ok(Timeline { days: days.into_iter().map(day).collect() })
    })
    .await
}
