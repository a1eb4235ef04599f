//! What people decide. A decision says what its maker had seen: where somebody else decided on the same incident since, it is not made, and that is told.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use truceline_export::View;
use truceline_ledger::{By, Decision, Event, Head, Ledger, LedgerError, Step, What};

use super::agreements;
use crate::app::{App, Hand};
use crate::fault::Fault;
use crate::person::{Person, Role};
use crate::{kept, watched};

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

/// Decide something about an incident or a report, or protect a name.
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
    let Json(Deciding { mut decision, seen }) = asked?;
    person.may(least(&decision.what))?;
    match &mut decision.what {
        What::Agreement { agreement, text } => agreements::holds_up(agreement, text)?,
        What::Find { violation, .. } => {
            let watched = watched::watched(&app).await?;
            violation.clone_from(&watched.violation(violation)?.violation.id);
        }
        _ => (),
    }
    // a report that may not be seen is not there, whoever knows its id
    if let Some(report) = decision.what.report().map(str::to_owned) {
        app.look(move |view: &mut View<'_>| view.listing(&report).map(|_| ())).await?;
    }
    let what = decision.what.clone();
    let decided = change(&app, &person, &what, seen, move |hand, by| hand.decide(decision, by)).await?;
    follow(&app, what).await?;
    Ok(decided)
}

/// The least role that may decide so, and undo it: what holds for everything else takes more.
pub(super) const fn least(what: &What) -> Role {
    match what {
        // nobody restricts beyond their own sight: who did could not take it back
        What::Restrict { to: Role::Administrator, .. } => Role::Administrator,
        What::Restrict { .. } => Role::Editor,
        What::Protect { .. } | What::Agreement { .. } => Role::Editor,
        _ => Role::Analyst,
    }
}

/// Bring what the monitor finds up to date with what was decided or undone, where it is about that alone; what else was decided shows there a little later.
async fn follow(app: &App, what: What) -> Result<(), Fault> {
    match what {
        What::Find { violation, .. } => watched::found(app, violation).await,
        What::Agreement { .. } => watched::renew(app).await,
        _ => Ok(()),
    }
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
    // what is no decision is refused by the ledger
    let nothing = || What::Merge { incident: String::new(), with: Vec::new() };
    let what = about.map_or_else(nothing, |decision| decision.what);
    person.may(least(&what))?;
    let undone = change(&app, &person, &what, None, move |hand, by| hand.undo(entry, &reason, by)).await?;
    follow(&app, what).await?;
    Ok(undone)
}

/// What a decision is about.
struct About {
    incidents: Vec<String>,
    /// The report that it marks something in, or restricts.
    report: Option<String>,
}

impl About {
    fn of(what: &What) -> Self {
        Self { incidents: incidents(what), report: what.report().map(str::to_owned) }
    }
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
        What::Mark { .. }
        | What::Unmark { .. }
        | What::Protect { .. }
        | What::Restrict { .. }
        | What::Agreement { .. }
        | What::Find { .. } => Vec::new(),
    }
}

/// Do what changes what a decision is about, and bring the shelf up to date with them.
async fn change(
    app: &App,
    person: &Person,
    what: &What,
    seen: Option<i64>,
    work: impl FnOnce(&mut Hand<'_>, &By) -> Result<Head, LedgerError> + Send + 'static,
) -> Result<(StatusCode, Json<Decided>), Fault> {
    let (about, what) = (About::of(what), what.clone());
    let (entry, versions) = app
        .change(person, move |hand, by| {
            let ledger = hand.seen();
            let mut versions = BTreeSet::new();
            if let Some(seen) = seen {
                not_written_since(ledger, &what, seen)?;
            }
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
            let entry = work(hand, by)?;
            if let Some(report) = &about.report {
                versions.extend(hand.seen().given(report)?.into_iter().map(|given| (given.version, given.incident)));
            }
            Ok((entry, versions))
        })
        .await?;
    let changed = move |app: &crate::app::Inner, ledger: &mut Ledger| {
        let mut now: BTreeSet<String> = versions.iter().map(|(_, id)| id.clone()).collect();
        for (version, _) in &versions {
            now.extend(ledger.incident_of(version)?);
        }
        let (held, _) = app.held(ledger)?;
        if held.is_any() {
            return Ok(None);
        }
        View::with(ledger, held).leaves(now).map(Some)
    };
    let shelf = app.shelf.borrow().clone();
    // where something is protected, the whole shelf is made anew soon
    if let (Some(shelf), Some(leaves)) = (shelf, app.with_ledger(changed).await?) {
        kept::put(app, shelf.changed(&leaves));
    }
    Ok((StatusCode::CREATED, Json(Decided { entry })))
}

/// The versions of an incident, each with its incident.
fn versions_of(ledger: &mut Ledger, id: &str) -> Result<Vec<(String, String)>, LedgerError> {
    let shown = ledger.show(id)?;
    let id = shown.card.id;
    Ok(shown.versions.into_iter().map(|told| (told.version, id.clone())).collect())
}

/// That nobody marked anything in a report, or restricted it, after the entry `seen`.
fn not_marked_since(ledger: &mut Ledger, report: &str, seen: i64) -> Result<(), Fault> {
    match ledger.decided_since(report, seen)? {
        None => Ok(()),
        Some((who, seq)) => Err(Fault::Conflict(format!(
            "{who} decided on this report meanwhile (entry {seq} of the journal); look at it again, then decide"
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

/// That nobody wrote down the same agreement, or found something of the same alleged violation, after the entry `seen`.
fn not_written_since(ledger: &mut Ledger, what: &What, seen: i64) -> Result<(), Fault> {
    let other = match what {
        What::Find { violation, .. } => {
            let findings = ledger.findings()?.into_iter().rev();
            findings.map(|one| (one.violation, one.seq, one.who)).find(|(id, ..)| violation.starts_with(id.as_str()))
        }
        What::Agreement { agreement, .. } => {
            let written = ledger.written()?.into_iter();
            written.map(|one| (one.agreement, one.seq, one.who)).find(|(id, ..)| id == agreement)
        }
        _ => None,
    };
    match other.filter(|(_, seq, _)| *seq > seen) {
        None => Ok(()),
        Some((_, seq, who)) => Err(Fault::Conflict(format!(
            "{who} decided on this meanwhile (entry {seq} of the journal); look at it again, then decide"
        ))),
    }
}
