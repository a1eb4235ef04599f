//! What people decide. A decision says what its maker had seen: where somebody else decided on the same incident since, it is not made, and that is told.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use truceline_export::View;
use truceline_ledger::{By, Card, Decision, Event, Head, Ledger, LedgerError, Step, What};

use crate::app::App;
use crate::fault::Fault;
use crate::kept;
use crate::person::{Person, Role};

/// A decision to make.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Deciding {
    /// What is decided, and why.
    #[serde(flatten)]
    decision: Decision,
    /// The last entry of the journal that whoever decides had seen. Without it, the decision is made whatever others decided since.
    #[serde(default)]
    seen: Option<i64>,
}

/// A decision to undo.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Undoing {
    /// Why.
    reason: String,
}

/// A decision that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Decided {
    /// Its entry in the journal, by which it can be undone.
    entry: Head,
}

/// Decide something about an incident, or protect a name.
#[utoipa::path(post, path = "/decisions", request_body = ref("#/components/schemas/Deciding"), responses(
    (status = 201, body = ref("#/components/schemas/Decided")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 403, body = ref("#/components/schemas/Problem")),
    (status = 404, body = ref("#/components/schemas/Problem")),
    (status = 409, description = "Somebody decided on it since", body = ref("#/components/schemas/Problem")),
    (status = 413, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn decide(
    State(app): State<App>,
    person: Person,
    asked: Result<Json<Deciding>, JsonRejection>,
) -> Result<(StatusCode, Json<Decided>), Fault> {
    let Json(Deciding { decision, seen }) = asked?;
    if matches!(decision.what, What::Protect { .. }) {
        person.may(Role::Editor)?;
    }
    // its text is checked where it is written down
    if matches!(decision.what, What::Agreement { .. }) {
        return Err(Fault::Asked("an agreement is kept by `truceline agreement add`".to_owned()));
    }
    // a report that may not be seen is not there, whoever knows its id
    if let Some(report) = decision.report().map(str::to_owned) {
        app.look(move |view: &mut View<'_>| view.listing(&report).map(|_| ())).await?;
    }
    let about = about(&decision);
    change(&app, &person, about, seen, move |ledger, by| ledger.decide(decision, by)).await
}

/// Undo a decision; both stay in the journal.
#[utoipa::path(post, path = "/decisions/{entry}/undo", params(("entry" = i64, Path, description = "The decision's entry in the journal")),
    request_body = ref("#/components/schemas/Undoing"), responses(
    (status = 201, body = ref("#/components/schemas/Decided")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 403, body = ref("#/components/schemas/Problem")),
    (status = 409, description = "It is no decision, or was undone before", body = ref("#/components/schemas/Problem")),
    (status = 413, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn undo(
    State(app): State<App>,
    person: Person,
    entry: Result<Path<i64>, PathRejection>,
    asked: Result<Json<Undoing>, JsonRejection>,
) -> Result<(StatusCode, Json<Decided>), Fault> {
    let (Path(entry), Json(Undoing { reason })) = (entry?, asked?);
    if reason.trim().is_empty() {
        return Err(Fault::Asked("undoing needs a reason".to_owned()));
    }
    let about = app
        .with_ledger(move |_, ledger| Ok(ledger.journal(entry.saturating_sub(1), 1)?.pop()))
        .await?
        .and_then(|entry| serde_json::from_str::<Decision>(&entry.body).ok());
    if about.as_ref().is_some_and(|decision| matches!(decision.what, What::Protect { .. })) {
        person.may(Role::Editor)?;
    }
    let about = about.map(|decision| self::about(&decision)).unwrap_or_default();
    change(&app, &person, about, None, move |ledger, by| ledger.undo(entry, &reason, by)).await
}

/// What a decision is about.
#[derive(Clone, Default)]
struct About {
    incidents: Vec<String>,
    /// The report that it marks something in.
    report: Option<String>,
}

fn about(decision: &Decision) -> About {
    About { incidents: incidents(&decision.what), report: decision.report().map(str::to_owned) }
}

/// The incidents that a decision names.
fn incidents(what: &What) -> Vec<String> {
    match what {
        What::Merge { incident, with } => with.iter().chain([incident]).cloned().collect(),
        What::Apart { incident, from } => from.iter().chain([incident]).cloned().collect(),
        What::Confirm { incident }
        | What::Split { incident, .. }
        | What::Reject { incident }
        | What::Correct { incident, .. }
        | What::Grade { incident, .. }
        | What::Annotate { incident, .. } => vec![incident.clone()],
        What::Mark { .. } | What::Unmark { .. } | What::Protect { .. } | What::Agreement { .. } | What::Find { .. } => {
            Vec::new()
        }
    }
}

/// Do what changes what `about` names, and bring the shelf up to date with them.
async fn change(
    app: &App,
    person: &Person,
    about: About,
    seen: Option<i64>,
    work: impl FnOnce(&mut Ledger, &By) -> Result<Head, LedgerError> + Send + 'static,
) -> Result<(StatusCode, Json<Decided>), Fault> {
    let names = person.name.clone();
    let (entry, versions) = app
        .write(&names, move |ledger, by| {
            let mut versions = BTreeSet::new();
            if let Some(report) = &about.report {
                if let Some(seen) = seen {
                    not_marked_since(ledger, report, seen)?;
                }
                for id in ledger.incidents_of(report)? {
                    versions.extend(versions_of(ledger, &id)?);
                }
            }
            for id in &about.incidents {
                if let Some(seen) = seen {
                    not_since(ledger, id, seen)?;
                }
                versions.extend(versions_of(ledger, id)?);
            }
            let entry = work(ledger, by)?;
            if let Some(report) = &about.report {
                versions.extend(ledger.given(report)?.into_iter().map(|given| (given.version, given.incident)));
            }
            Ok((entry, versions))
        })
        .await?;
    let changed = move |app: &crate::app::Inner, ledger: &mut Ledger| {
        let mut now: BTreeSet<String> = versions.iter().map(|(_, id)| id.clone()).collect();
        for (version, _) in &versions {
            now.extend(ledger.incident_of(version)?);
        }
        let held = app.held(ledger)?;
        if held.is_any() {
            return Ok(None);
        }
        let mut cards: Vec<(String, Option<Card>)> = Vec::with_capacity(now.len());
        for id in now {
            let card = ledger.card(&id)?;
            cards.push((id, card));
        }
        Ok(Some(cards))
    };
    let shelf = app.shelf.borrow().clone();
    // where something is protected, the whole shelf is made anew soon
    if let (Some(shelf), Some(cards)) = (shelf, app.with_ledger(changed).await?) {
        kept::put(app, shelf.changed(&cards));
    }
    Ok((StatusCode::CREATED, Json(Decided { entry })))
}

/// The versions of an incident, each with its incident.
fn versions_of(ledger: &mut Ledger, id: &str) -> Result<Vec<(String, String)>, LedgerError> {
    let shown = ledger.show(id)?;
    let id = shown.card.id;
    Ok(shown.versions.into_iter().map(|told| (told.version, id.clone())).collect())
}

/// That nobody marked anything in a report after the entry `seen`.
fn not_marked_since(ledger: &mut Ledger, report: &str, seen: i64) -> Result<(), Fault> {
    match ledger.decided_since(report, seen)? {
        None => Ok(()),
        Some((who, seq)) => Err(Fault::Conflict(format!(
            "{who} marked something in this report meanwhile (entry {seq} of the journal); look at it again, then decide"
        ))),
    }
}

/// That nobody decided on an incident after the entry `seen`.
fn not_since(ledger: &mut Ledger, id: &str, seen: i64) -> Result<(), Fault> {
    let by_a_person = |event: &Event| matches!(event.step, Step::Decision { .. } | Step::Undo { .. });
    let history = ledger.history(id)?;
    match history.iter().rev().find(|event| event.seq > seen && by_a_person(event)) {
        None => Ok(()),
        Some(Event { seq, who, .. }) => Err(Fault::Conflict(format!(
            "{who} decided on this incident meanwhile (entry {seq} of the journal); look at it again, then decide"
        ))),
    }
}
