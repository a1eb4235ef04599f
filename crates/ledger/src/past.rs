//! The ledger as it was.

use std::collections::BTreeSet;

use crate::adding::{self, Arrival, ReportBody};
use crate::decisions::{Body, Undo};
use crate::journal::{By, Kind};
use crate::ledger::Ledger;
use crate::outlets::Outlet;
use crate::rereading::ReadingBody;
use crate::shown::Shown;
use crate::store::{self, Open};
use crate::{LedgerError, incidents, linking};

impl Ledger {
    /// The incident that an id means, as the ledger had it at `at` (an RFC 3339 instant, or a day, whose end counts).
    ///
    /// What is kept is never changed, so the past is made again: the reports that could have been part of the incident and the decisions on them, up
    /// to then and in their order, go into a fresh ledger.
    ///
    /// # Errors
    ///
    /// When the ledger did not know of it then.
    pub fn show_as_of(&mut self, id: &str, at: &str) -> Result<Shown, LedgerError> {
        let incident = incidents::find(self.store.as_mut(), id)?;
        let component = linking::component(self.store.as_mut(), &incident)?;
        let (mut reports, mut versions) = (BTreeSet::new(), BTreeSet::new());
        for mut row in self.store.query("SELECT id, report FROM versions WHERE component = ?1", &[component.into()])? {
            versions.insert(row.text()?);
            reports.insert(row.text()?);
        }
        self.and_apart(&versions, &mut reports)?;
        self.and_marked(&mut reports)?;
        let until = if at.len() == 10 { format!("{at}T23:59:59.999999999Z") } else { at.to_owned() };
        let mut fresh = Self::over(store::open(":memory:", Open::OrMake)?)?;
        // numbers of entries differ there, and undoing goes by number
        let mut numbers = std::collections::BTreeMap::new();
        self.entries(|ledger, entry| {
            if entry.at > until {
                return Ok(());
            }
            let by = By { who: entry.who.clone(), at: entry.at.clone() };
            let wrong = |error: serde_json::Error| LedgerError::Entry { seq: entry.seq, why: error.to_string() };
            match entry.kind {
                Kind::Report => {
                    let body: ReportBody = serde_json::from_str(&entry.body).map_err(wrong)?;
                    if reports.contains(&body.report) {
                        let reading = ledger.reading_of(&body.report, &body.reading)?;
                        fresh.add(&Arrival { reading: &reading, original: None }, &by)?;
                    }
                }
                Kind::Reading => {
                    let body: ReadingBody = serde_json::from_str(&entry.body).map_err(wrong)?;
                    if reports.contains(&body.report) {
                        let reading = ledger.reading_of(&body.report, &body.reading)?;
                        fresh.read_again(&body.report, &reading, &by)?;
                    }
                }
                Kind::Outlet => {
                    let outlet: Outlet = serde_json::from_str(&entry.body).map_err(wrong)?;
                    fresh.describe(&outlet, &by)?;
                }
                Kind::Decision => {
                    if let Ok(undo) = serde_json::from_str::<Undo>(&entry.body) {
                        if let Some(&seq) = numbers.get(&undo.undo) {
                            fresh.undo(seq, &undo.reason, &by)?;
                        }
                    } else {
                        let body: Body = serde_json::from_str(&entry.body).map_err(wrong)?;
                        if fresh.has_all(&body)? {
                            let head = fresh.decide_again(&body, &by)?;
                            numbers.insert(entry.seq, head.seq);
                        }
                    }
                }
                Kind::Made | Kind::Key => {}
            }
            Ok(())
        })?;
        // the id that it goes by today may be that of a report which came later
        let mut names = vec![id.to_owned()];
        names.extend(self.versions_of(&incident)?.into_iter().map(|(version, _)| version));
        for name in &names {
            match fresh.show(name) {
                Err(LedgerError::NoIncident { .. }) => {}
                shown => return shown,
            }
        }
        Err(LedgerError::NoIncident { id: id.to_owned() })
    }

    /// Add what any of `versions` was ever said not to be, with its report: such a decision is done again only where all are there.
    fn and_apart(&mut self, versions: &BTreeSet<String>, reports: &mut BTreeSet<String>) -> Result<(), LedgerError> {
        let mut others = BTreeSet::new();
        for mut row in self.store.query("SELECT seq, body FROM decisions WHERE kind = 'apart'", &[])? {
            let (seq, json) = (row.int()?, row.text()?);
            let body = Body::read(seq, &json)?;
            let bound = body.versions();
            if bound.iter().any(|version| versions.contains(version)) {
                others.extend(bound);
            }
        }
        for version in others {
            for mut row in self.store.query("SELECT report FROM versions WHERE id = ?1", &[(&version).into()])? {
                reports.insert(row.text()?);
            }
        }
        Ok(())
    }

    /// Add the reports in which people ever marked incidents, or that there are none: what these told then may be gone.
    fn and_marked(&mut self, reports: &mut BTreeSet<String>) -> Result<(), LedgerError> {
        let sql = "SELECT DISTINCT about FROM decisions WHERE kind IN ('mark', 'unmark') AND body LIKE '%\"part\":\"incident\"%'";
        for mut row in self.store.query(sql, &[])? {
            reports.insert(row.text()?);
        }
        Ok(())
    }

    /// Whether everything is here that a decision on incidents or reports is about.
    fn has_all(&mut self, body: &Body) -> Result<bool, LedgerError> {
        if let Some(report) = body.decision.what.report() {
            return adding::is_known(self, report);
        }
        let versions = body.versions();
        for version in &versions {
            if self.store.query("SELECT id FROM versions WHERE id = ?1", &[version.into()])?.is_empty() {
                return Ok(false);
            }
        }
        Ok(!versions.is_empty())
    }
}
