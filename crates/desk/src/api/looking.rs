//! Other ways to look: what sources differ on, who they are, and how many incidents share a value.

use std::collections::BTreeMap;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use truceline_export::View;
use truceline_ledger::{Card, Source};
use truceline_reconcile::across::{Dispute, Status};
use truceline_record::{DateRange, DisputeAspect, IncidentType, Place, name_of};
use utoipa::IntoParams;

use super::answered;
use super::incidents::{cards, found, part};
use crate::app::App;
use crate::asked::{Filters, Part};
use crate::fault::Fault;
use crate::kept;
use crate::shelf::Outline;

/// Points that sources differ on.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Disputes {
    /// The points, those of the latest incidents first.
    disputes: Vec<Disputed>,
    /// How many incidents sources differ on in what was asked for; of a side, how many were looked at.
    total: usize,
    /// What to ask with as `after` for more; null where there are no more.
    next: Option<String>,
}

/// A point that sources differ on, and what incident it is of.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Disputed {
    /// The incident.
    incident: String,
    /// What happened.
    r#type: IncidentType,
    /// When.
    date: Option<DateRange>,
    /// Where.
    place: Option<Place>,
    /// How many reports tell of it.
    reports: usize,
    /// What they differ on, and what each side says.
    #[serde(flatten)]
    dispute: Dispute,
}

/// Which disputes.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Sides {
    /// Only on this: occurrence, responsibility, intent, killed, injured, figure, status or other.
    aspect: Option<String>,
    /// Only where part of this is what a side says, or part of who says it.
    side: Option<String>,
}

/// What sources differ on, with the sides.
#[utoipa::path(get, path = "/disputes", params(Filters, Sides, Part), responses(
    (status = 200, body = ref("#/components/schemas/Disputes")),
    (status = 400, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn disputes(
    State(app): State<App>,
    filters: Result<Query<Filters>, QueryRejection>,
    sides: Result<Query<Sides>, QueryRejection>,
    asked: Result<Query<Part>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (Query(filters), Query(sides), Query(asked)) = (filters?, sides?, asked?);
    let key = format!("disputes {filters:?} {sides:?} {asked:?}");
    let aspect = sides.aspect.filter(|name| !name.is_empty()).map(aspect).transpose()?;
    let side = sides.side.map(|side| side.trim().to_lowercase()).filter(|side| !side.is_empty());
    let mut query = filters.query()?;
    query.disputed = true;
    let limit = asked.limit()?;
    answered(&app, &headers, key, async || {
        let (shelf, mut positions) = found(&app, query).await?;
        let on = |o: &Outline| aspect.is_none_or(|aspect| o.disputed.contains(&aspect));
        positions.retain(|&at| shelf.outline(at).is_some_and(on));
        let (mut disputes, mut asked) = (Vec::new(), asked);
        // what a side says stands in the incidents alone: they are gone through until enough are found
        loop {
            let (page, next) = part(&shelf, &positions, &asked)?;
            let ids = shelf.at(&page).map(|outline| outline.id.to_string()).collect();
            for card in cards(&app, ids).await? {
                disputes.extend(of(card, aspect, side.as_deref()));
            }
            asked.after.clone_from(&next);
            if next.is_none() || disputes.len() >= limit {
                return Ok(Disputes { disputes, total: positions.len(), next });
            }
        }
    })
    .await
}

fn aspect(name: String) -> Result<DisputeAspect, Fault> {
    let aspect = serde_json::from_value(name.as_str().into());
    aspect.map_err(|_| Fault::Asked(format!("sources do not differ on {name:?}")))
}

fn of(card: Card, aspect: Option<DisputeAspect>, side: Option<&str>) -> impl Iterator<Item = Disputed> {
    let gathered = card.gathered;
    let (id, kind, date, place, reports) = (card.id, gathered.kind, gathered.date, gathered.place, gathered.reports);
    let side = side.map(str::to_owned);
    let wanted = move |dispute: &Dispute| {
        let holds = |text: &String, part: &String| text.to_lowercase().contains(part);
        aspect.is_none_or(|aspect| dispute.aspect == aspect)
            && side.as_ref().is_none_or(|part| {
                dispute.sides.iter().any(|side| holds(&side.says, part) || side.by.iter().any(|by| holds(by, part)))
            })
    };
    gathered.disputes.into_iter().filter(wanted).map(move |dispute| Disputed {
        incident: id.clone(),
        r#type: kind,
        date: date.clone(),
        place: place.clone(),
        reports,
        dispute,
    })
}

/// Who the reports are from.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Sources {
    /// The outlets, those with the most reports first.
    sources: Vec<Covered>,
}

/// An outlet, and what of the incidents it tells.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Covered {
    /// The outlet.
    #[serde(flatten)]
    source: Source,
    /// Incidents that it tells of.
    incidents: usize,
    /// Incidents that no other outlet tells of.
    alone: usize,
    /// Incidents that it tells of and sources differ on.
    disputed: usize,
}

/// The outlets: how much is from each, how much of that it shares with others, and what it covers.
#[utoipa::path(get, path = "/sources", responses((status = 200, body = ref("#/components/schemas/Sources"))))]
pub(super) async fn sources(State(app): State<App>, headers: HeaderMap) -> Result<Response, Fault> {
    answered(&app, &headers, "sources".to_owned(), async || {
        let shelf = kept::shelf(&app).await?;
        let mut covers: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
        for outline in shelf.standing() {
            for outlet in &outline.outlets {
                let [all, alone, disputed] = covers.entry(outlet).or_default();
                *all += 1;
                *alone += usize::from(outline.outlets.len() == 1);
                *disputed += usize::from(!outline.disputed.is_empty());
            }
        }
        let sources = app.look(|view: &mut View<'_>| view.sources()).await?;
        let covered = |source: Source| {
            let [incidents, alone, disputed] = covers.get(source.outlet.as_str()).copied().unwrap_or_default();
            Covered { source, incidents, alone, disputed }
        };
        Ok(Sources { sources: sources.into_iter().map(covered).collect() })
    })
    .await
}

/// How many of the incidents that are asked for share a value.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Facets {
    /// How many there are.
    total: usize,
    /// By type of incident.
    types: Vec<Counted>,
    /// By status.
    statuses: Vec<Counted>,
    /// By country.
    countries: Vec<Counted>,
    /// By region.
    areas: Vec<Counted>,
    /// By who did it, according to anyone.
    actors: Vec<Counted>,
    /// By outlet that tells of them.
    outlets: Vec<Counted>,
    /// By what sources differ on.
    disputes: Vec<Counted>,
    /// By month, as 2031-03, in their order.
    months: Vec<Counted>,
}

/// A value, and how many have it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Counted {
    /// The value.
    pub(super) value: String,
    /// How many.
    count: usize,
}

/// Values of a kind that are told.
const VALUES: usize = 20;

/// How many of the incidents that are asked for share which values.
#[utoipa::path(get, path = "/facets", params(Filters), responses(
    (status = 200, body = ref("#/components/schemas/Facets")),
    (status = 400, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn facets(
    State(app): State<App>,
    filters: Result<Query<Filters>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let Query(filters) = filters?;
    let key = format!("facets {filters:?}");
    let query = filters.query()?;
    answered(&app, &headers, key, async || {
        let (shelf, positions) = found(&app, query).await?;
        let outlines = || shelf.at(&positions);
        let status = |o: &Outline| o.status.map_or("rejected", Status::name);
        let mut months: BTreeMap<String, usize> = BTreeMap::new();
        for (day, count) in tallied(outlines().filter_map(Outline::day)) {
            *months.entry(super::about::date(day).chars().take(7).collect()).or_default() += count;
        }
        let most = |mut counted: Vec<Counted>| {
            counted.truncate(VALUES);
            counted
        };
        Ok(Facets {
            total: positions.len(),
            types: counts(outlines().map(|o| o.kind), name_of),
            statuses: counts(outlines().map(status), str::to_owned),
            countries: most(counts(outlines().filter_map(|o| o.country.as_deref()), str::to_owned)),
            areas: most(counts(outlines().filter_map(|o| o.area.as_deref()), str::to_owned)),
            actors: most(counts(outlines().flat_map(|o| &o.actors).map(AsRef::as_ref), str::to_owned)),
            outlets: most(counts(outlines().flat_map(|o| &o.outlets).map(AsRef::as_ref), str::to_owned)),
            disputes: counts(outlines().flat_map(|o| &o.disputed).map(name_of), |name| name),
            months: months.into_iter().map(|(value, count)| Counted { value, count }).collect(),
        })
    })
    .await
}

/// How often each value comes.
fn tallied<T: Ord>(values: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

/// The same with the values' names, the most frequent first.
pub(super) fn counts<T: Ord>(values: impl Iterator<Item = T>, name: impl Fn(T) -> String) -> Vec<Counted> {
    let counted = tallied(values).into_iter().map(|(value, count)| Counted { value: name(value), count });
    let mut counted: Vec<Counted> = counted.collect();
    counted.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    counted
}
