//! How an incident came to be what it is: who added which report, who decided what, and what each of these steps came to.

use serde::Serialize;
use truceline_reconcile::across::{Gathered, Member, accounts, gathered};

use crate::decisions::{Body, Undo};
use crate::journal::Kind;
use crate::ledger::Ledger;
use crate::made::{self, Made};
use crate::telling::{self, Telling};
use crate::what::{Decision, What};
use crate::{LedgerError, ids, incidents, marking};

/// What happened to an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// A report that tells of it was added.
    Report {
        /// The report's id in the ledger.
        report: String,
        /// What it is called.
        name: String,
        /// Who published it.
        outlet: String,
    },
    /// A report that tells of it was read anew.
    Reading {
        /// The report's id in the ledger.
        report: String,
        /// What it is called.
        name: String,
        /// Who published it.
        outlet: String,
    },
    /// Somebody decided something.
    Decision {
        /// What.
        #[serde(flatten)]
        decision: Decision,
        /// The entry that undid it since.
        #[serde(skip_serializing_if = "Option::is_none")]
        undone: Option<i64>,
    },
    /// Somebody undid a decision.
    Undo {
        /// The entry of that decision.
        undo: i64,
        /// Why.
        reason: String,
    },
}

/// An entry of the journal that made an incident what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The entry.
    pub seq: i64,
    /// When, an RFC 3339 instant.
    pub at: String,
    /// Who.
    pub who: String,
    /// What was done.
    pub step: Step,
    /// What the versions that the incident has now came to after it; none before the first of their reports.
    pub after: Option<Gathered>,
}

impl Ledger {
    /// The history of the incident with exactly this id, from its first report on. Reports count as they are read today, and only those whose versions are of
    /// the incident today: what it was with others is what `show_as_of` tells.
    ///
    /// # Errors
    ///
    /// When there is no such incident.
    pub fn history(&mut self, id: &str) -> Result<Vec<Event>, LedgerError> {
        let id = incidents::find(self.store.as_mut(), id)?;
        let tellings = telling::tellings(self.store.as_mut(), &self.outlets, &id)?;
        let mut events = Vec::new();
        let mut came = Vec::with_capacity(tellings.len());
        for telling in &tellings {
            let seq = self.readings_of(telling, &mut events)?;
            let replaced = match &telling.replaced {
                Some(by) => Some(self.listing(by)?.seq),
                None => None,
            };
            came.push((seq, replaced));
        }
        let mut decisions: Vec<(Made, Option<i64>)> = Vec::new();
        let mut marked = Vec::with_capacity(tellings.len());
        for telling in &tellings {
            self.decisions_on(&telling.version, |_| true, &mut decisions, &mut events)?;
            let triggers = &telling.account.triggers;
            let before = decisions.len();
            let marks = |what: &What| marking::is_about(what, triggers);
            self.decisions_on(&telling.report, marks, &mut decisions, &mut events)?;
            marked.push(decisions.len() > before);
        }
        decisions.sort_by_key(|(made, _)| made.seq);
        decisions.dedup_by_key(|(made, _)| made.seq);
        events.sort_by_key(|event| event.seq);
        events.dedup_by_key(|event| event.seq);
        for event in &mut events {
            let mut told = Vec::with_capacity(tellings.len());
            for ((telling, &(seq, replaced)), &marked) in tellings.iter().zip(&came).zip(&marked) {
                if seq <= event.seq && replaced.is_none_or(|by| by > event.seq) {
                    told.extend(if marked { self.told_at(telling, event.seq)? } else { Some(telling.clone()) });
                }
            }
            let members: Vec<Member<'_>> = told.iter().map(Telling::member).collect();
            event.after = gathered(&members);
            if let Some(after) = &mut event.after {
                let holds = |seq: i64, undone: Option<i64>| seq <= event.seq && undone.is_none_or(|by| by > event.seq);
                let then = decisions.iter().filter(|(made, undone)| holds(made.seq, *undone));
                made::correct_all(then.map(|(made, _)| made), after);
            }
        }
        Ok(events)
    }

    /// The entries that brought a version's report and its readings; gives the first.
    fn readings_of(&mut self, telling: &Telling, events: &mut Vec<Event>) -> Result<i64, LedgerError> {
        let listed = self.listing(&telling.report)?;
        let rows = self.store.query(
            "SELECT j.seq, j.at, j.who, j.kind FROM readings r JOIN journal j ON j.seq = r.seq WHERE r.report = ?1 ORDER BY j.seq",
            &[(&telling.report).into()],
        )?;
        for mut row in rows {
            let (seq, at, who, kind) = (row.int()?, row.text()?, row.text()?, row.text()?);
            let (report, name, outlet) = (telling.report.clone(), listed.name.clone(), telling.outlet.clone());
            let step = if kind == Kind::Reading.name() {
                Step::Reading { report, name, outlet }
            } else {
                Step::Report { report, name, outlet }
            };
            events.push(Event { seq, at, who, step, after: None });
        }
        Ok(listed.seq)
    }

    /// What a report told after the entry `seq`, by what people had marked in it then; none where it did not tell of this incident.
    fn told_at(&mut self, telling: &Telling, seq: i64) -> Result<Option<Telling>, LedgerError> {
        let mut reading = self.as_read(&telling.report)?;
        let marks = marking::marks_at(self.store.as_mut(), &telling.report, seq)?;
        marking::put(&mut reading, marks);
        let at = ids::versions(&telling.report, &reading.incidents).iter().position(|id| *id == telling.version);
        let account = at.and_then(|at| accounts(&reading).into_iter().nth(at));
        Ok(account.map(|account| Telling { account, ..telling.clone() }))
    }

    /// The decisions on a version or a report that are `wanted`, and what undid them.
    fn decisions_on(
        &mut self,
        version: &str,
        wanted: impl Fn(&What) -> bool,
        decisions: &mut Vec<(Made, Option<i64>)>,
        events: &mut Vec<Event>,
    ) -> Result<(), LedgerError> {
        let rows = self.store.query(
            "SELECT d.seq, j.who, j.at, d.body, d.undone, u.who, u.at, u.body FROM decisions d
             JOIN journal j ON j.seq = d.seq LEFT JOIN journal u ON u.seq = d.undone
             WHERE d.kind <> 'protect' AND (d.about = ?1 OR d.kind = 'apart' AND d.body LIKE ?2) ORDER BY d.seq",
            &[version.into(), format!("%\"{version}\"%").into()],
        )?;
        for mut row in rows {
            let (seq, who, at, json, undone) = (row.int()?, row.text()?, row.text()?, row.text()?, row.maybe_int()?);
            let body = Body::read(seq, &json)?;
            if !wanted(&body.decision.what) {
                continue;
            }
            if let Some(by) = undone {
                let (who, at, json) = (row.maybe_text()?, row.maybe_text()?, row.maybe_text()?.unwrap_or_default());
                let undo: Undo = serde_json::from_str(&json)
                    .map_err(|error| LedgerError::Entry { seq: by, why: error.to_string() })?;
                events.push(Event {
                    seq: by,
                    at: at.unwrap_or_default(),
                    who: who.unwrap_or_default(),
                    step: Step::Undo { undo: seq, reason: undo.reason },
                    after: None,
                });
            }
            let step = Step::Decision { decision: body.decision.clone(), undone };
            events.push(Event { seq, at: at.clone(), who: who.clone(), step, after: None });
            decisions.push((Made { seq, who, at, decision: body.decision }, undone));
        }
        Ok(())
    }
}
