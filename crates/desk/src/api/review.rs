//! What waits for a decision, ordered by what matters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use truceline_export::View;
use truceline_ledger::{Card, Pair};
use truceline_record::DisputeAspect;
use utoipa::IntoParams;

use super::answered;
use super::incidents::cards;
use crate::app::App;
use crate::asked::Part;
use crate::fault::Fault;
use crate::kept;
use crate::shelf::{Outline, Shelf};

/// Pairs of incidents that are looked at.
const PAIRS: i64 = 5000;
/// From so many killed on, an incident waits for a person.
const LARGE: u32 = 10;

/// What waits for a decision.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Queue {
    /// The incidents, what matters most first.
    items: Vec<Item>,
    /// How many wait.
    total: usize,
    /// How many wait for each reason.
    why: BTreeMap<&'static str, usize>,
    /// What to ask with as `after` for more; null where there are no more.
    next: Option<String>,
}

/// An incident that waits.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Item {
    /// The incident.
    incident: Card,
    /// Why it waits, what weighs most first: `link`, `occurrence`, `responsibility`, `intent`, `killed`, `injured`, `large_toll` or `new_area`.
    why: Vec<&'static str>,
    /// The incident that may be the same, where one is.
    other: Option<Card>,
    /// How likely it is that they are one.
    probability: Option<f64>,
}

/// Why an incident waits, and how much that weighs.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    id: Arc<str>,
    why: Vec<&'static str>,
    weight: f64,
    pair: Option<(Arc<str>, f64)>,
}

/// Which of what waits.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Because {
    /// Only what waits for this reason: link, occurrence, responsibility, intent, killed, injured, `large_toll` or `new_area`.
    why: Option<String>,
}

/// All that wait, what matters most first. What a person decided on waits no more.
pub(super) async fn queue(app: &App, shelf: &Shelf) -> Result<Vec<Waiting>, Fault> {
    let pairs = app.look(|view: &mut View<'_>| view.pairs(PAIRS)).await?;
    let mut likely: BTreeMap<&str, (&str, f64)> = BTreeMap::new();
    // the likeliest come first
    for Pair { a, b, probability } in &pairs {
        likely.entry(a).or_insert((b, *probability));
        likely.entry(b).or_insert((a, *probability));
    }
    let (mut seen, mut more): (BTreeSet<&str>, BTreeSet<&str>) = (BTreeSet::new(), BTreeSet::new());
    for area in shelf.standing().filter_map(|outline| outline.area.as_deref()) {
        if !seen.insert(area) {
            more.insert(area);
        }
    }
    let mut waiting = Vec::new();
    for outline in shelf.standing().filter(|outline| outline.main && !outline.decided) {
        let pair = likely.get(&*outline.id).and_then(|&(other, probability)| {
            let other = shelf.outline(shelf.position(other)?)?;
            other.status.is_some().then(|| (Arc::clone(&other.id), probability))
        });
        let alone = outline.area.as_deref().is_some_and(|area| !more.contains(area));
        let why = reasons(outline, pair.as_ref().map(|(_, probability)| *probability), alone);
        if !why.is_empty() {
            let weight = why.iter().map(|(_, weight)| weight).sum();
            let why = why.into_iter().map(|(why, _)| why).collect();
            waiting.push(Waiting { id: Arc::clone(&outline.id), why, weight, pair });
        }
    }
    // what weighs the same stays in the order of the shelf
    waiting.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    Ok(waiting)
}

fn reasons(outline: &Outline, pair: Option<f64>, alone: bool) -> Vec<(&'static str, f64)> {
    let mut why = Vec::new();
    // nothing is as unsure as one in two
    why.extend(pair.map(|probability| ("link", 1.0 + 3.0 * (1.0 - (probability - 0.5).abs() * 2.0))));
    for aspect in &outline.disputed {
        why.extend(match aspect {
            DisputeAspect::Killed => Some(("killed", 2.0)),
            DisputeAspect::Responsibility => Some(("responsibility", 1.5)),
            DisputeAspect::Occurrence => Some(("occurrence", 1.5)),
            DisputeAspect::Injured => Some(("injured", 1.0)),
            DisputeAspect::Intent => Some(("intent", 1.0)),
            DisputeAspect::Figure | DisputeAspect::Status | DisputeAspect::Other => None,
        });
    }
    if let Some(killed) = outline.most_killed().filter(|&killed| killed >= LARGE) {
        why.push(("large_toll", f64::from(killed).log10()));
    }
    if alone {
        why.push(("new_area", 0.5));
    }
    why.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    why
}

/// What waits for a decision, what matters most first.
#[utoipa::path(get, path = "/review", params(Because, Part), responses(
    (status = 200, body = ref("#/components/schemas/Queue")),
    (status = 400, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn review(
    State(app): State<App>,
    because: Result<Query<Because>, QueryRejection>,
    asked: Result<Query<Part>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (Query(because), Query(asked)) = (because?, asked?);
    let key = format!("review {because:?} {asked:?}");
    let limit = asked.limit()?;
    answered(&app, &headers, key, async || {
        let shelf = kept::shelf(&app).await?;
        let mut waiting = queue(&app, &shelf).await?;
        let mut why = BTreeMap::new();
        for reason in waiting.iter().flat_map(|waiting| waiting.why.iter()) {
            *why.entry(*reason).or_default() += 1;
        }
        if let Some(because) = because.why.as_deref().filter(|why| !why.is_empty()) {
            waiting.retain(|waiting| waiting.why.contains(&because));
        }
        let from = match &asked.after {
            None => 0,
            Some(id) => {
                let at = waiting.iter().position(|waiting| *waiting.id == **id);
                at.ok_or_else(|| Fault::Asked(format!("{id:?} waits no more; ask from the beginning")))? + 1
            }
        };
        let page: Vec<Waiting> = waiting.iter().skip(from).take(limit).cloned().collect();
        let next = page.last().filter(|_| waiting.len() > from + page.len()).map(|last| last.id.to_string());
        let ids = page.iter().flat_map(|w| [Some(&w.id), w.pair.as_ref().map(|(other, _)| other)]);
        let cards = cards(&app, ids.flatten().map(ToString::to_string).collect()).await?;
        let card = |id: &str| cards.iter().find(|card| card.id == id).cloned();
        let item = |waiting: Waiting| {
            let (other, probability) = waiting.pair.unzip();
            Some(Item {
                incident: card(&waiting.id)?,
                why: waiting.why,
                other: other.and_then(|id| card(&id)),
                probability,
            })
        };
        Ok(Queue { items: page.into_iter().filter_map(item).collect(), total: waiting.len(), why, next })
    })
    .await
}
