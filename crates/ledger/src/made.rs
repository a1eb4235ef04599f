//! The decisions that hold on an incident, and the values that people put in the place of what reports say.

use serde::{Deserialize, Serialize};
use truceline_reconcile::across::Gathered;
use truceline_record::{DateRange, Place, TollRange};

use crate::correction::Correction;
use crate::decisions::Body;
use crate::store::{Row, Store};
use crate::telling::Telling;
use crate::what::{Decision, What};
use crate::{LedgerError, marking};

/// A decision that holds, with who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Made {
    /// The entry of the journal.
    pub seq: i64,
    /// Who made it.
    pub who: String,
    /// When.
    pub at: String,
    /// The decision.
    #[serde(flatten)]
    pub decision: Decision,
}

impl Made {
    /// Off a row of: its entry in the journal, who made it, when, and what the journal says of it.
    pub(crate) fn read(row: &mut Row) -> Result<Self, LedgerError> {
        let (seq, who, at, json) = (row.int()?, row.text()?, row.text()?, row.text()?);
        Ok(Self { seq, who, at, decision: Body::read(seq, &json)?.decision })
    }
}

/// The decisions that hold on an incident with these versions, in their order.
fn made(store: &mut dyn Store, versions: &[&str]) -> Result<Vec<Made>, LedgerError> {
    let mut made = Vec::new();
    for &version in versions {
        for mut row in store.query(
            "SELECT d.seq, j.who, j.at, d.body FROM decisions d JOIN journal j ON j.seq = d.seq
             WHERE d.undone IS NULL AND d.kind <> 'protect' AND (d.about = ?1 OR d.kind = 'apart') AND d.seq IN (
               SELECT seq FROM decisions WHERE about = ?1 UNION
               SELECT seq FROM bonds WHERE a = ?1 AND one = 0 UNION SELECT seq FROM bonds WHERE b = ?1 AND one = 0)",
            &[version.into()],
        )? {
            made.push(Made::read(&mut row)?);
        }
    }
    made.sort_by_key(|made| made.seq);
    // what keeps incidents apart is about all of their versions
    made.dedup_by_key(|made| made.seq);
    Ok(made)
}

/// Put what people corrected in the place of what reports say. Gives the decisions that hold, and what cannot be done of them: a correction that came out
/// of another program's ledger may have a form that this one does not know.
pub(crate) fn apply(
    store: &mut dyn Store,
    tellings: &[Telling],
    gathered: &mut Gathered,
) -> Result<(Vec<Made>, Vec<String>), LedgerError> {
    // most ledgers hold few decisions: one look tells
    if store.query("SELECT seq FROM decisions LIMIT 1", &[])?.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let versions: Vec<&str> = tellings.iter().map(|telling| telling.version.as_str()).collect();
    let mut made = made(store, &versions)?;
    for telling in tellings {
        made.extend(marking::about(store, &telling.report, &telling.account.triggers)?);
    }
    made.sort_by_key(|made| made.seq);
    made.dedup_by_key(|made| made.seq);
    let mut problems = Vec::new();
    for one in &made {
        match correction(&one.decision) {
            None => {}
            Some(Ok(correction)) => correct(gathered, correction),
            Some(Err(why)) => problems.push(format!("decision {}: {}", one.seq, unusable(&why))),
        }
    }
    Ok((made, problems))
}

/// The corrected value, where a decision corrects one; or why it is none.
fn correction(decision: &Decision) -> Option<Result<Correction, String>> {
    match &decision.what {
        What::Correct { field, value, .. } => Some(Correction::parse(*field, value)),
        _ => None,
    }
}

fn unusable(why: &str) -> String {
    format!("its correction is not applied: {why}; undo it and decide anew")
}

/// The corrections that hold and cannot be applied, by the numbers of their entries.
pub(crate) fn not_applied(store: &mut dyn Store) -> Result<Vec<(i64, String)>, LedgerError> {
    let mut found = Vec::new();
    for mut row in
        store.query("SELECT seq, body FROM decisions WHERE kind = 'correct' AND undone IS NULL ORDER BY seq", &[])?
    {
        let (seq, json) = (row.int()?, row.text()?);
        // a body that is no decision is told by what holds it against the journal
        let body = serde_json::from_str::<Body>(&json).ok();
        if let Some(Err(why)) = body.and_then(|body| correction(&body.decision)) {
            found.push((seq, unusable(&why)));
        }
    }
    Ok(found)
}

/// Put corrections, in their order, in the place of what reports say; those in a form that this program does not know are left out.
pub(crate) fn correct_all<'m>(made: impl Iterator<Item = &'m Made>, gathered: &mut Gathered) {
    for one in made {
        if let Some(Ok(correction)) = correction(&one.decision) {
            correct(gathered, correction);
        }
    }
}

fn correct(gathered: &mut Gathered, correction: Correction) {
    match correction {
        Correction::Type(kind) => gathered.kind = kind,
        Correction::Date { start, end } => {
            let precision = Some(if start == end { "day" } else { "range" }.to_owned());
            gathered.date = Some(DateRange { start: Some(start), end: Some(end), precision, spans: Vec::new() });
        }
        Correction::Place { name, at } => {
            let old = gathered.place.take();
            let (lat, lon) = at.map_or((None, None), |(lat, lon)| (Some(lat), Some(lon)));
            gathered.place = Some(Place {
                name: Some(name),
                admin: old.as_ref().and_then(|place| place.admin.clone()),
                country: old.and_then(|place| place.country),
                lat,
                lon,
                precision: None,
                spans: Vec::new(),
            });
        }
        Correction::Killed(min, max) => gathered.killed = TollRange { min, max },
        Correction::Injured(min, max) => gathered.injured = TollRange { min, max },
        Correction::Actors(names) => gathered.actors = names,
        Correction::Targets(names) => gathered.targets = names,
    }
}
