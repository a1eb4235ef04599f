//! Which reports are kept for people of some roles alone.

use std::collections::BTreeMap;

use crate::LedgerError;
use crate::adding::Added;
use crate::decisions::Body;
use crate::journal::By;
use crate::ledger::Ledger;
use crate::made::Made;
use crate::role::Role;
use crate::what::{Decision, What};

/// For whom a report is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// The least role that may see it.
    pub to: Role,
    /// The decisions that say so: the role that each names, and its entry in the journal.
    pub(crate) by: Vec<(Role, i64)>,
}

impl Restriction {
    /// Whether somebody of this role did not see the report when the entry `seq` was made.
    pub(crate) fn hid(&self, role: Role, seq: i64) -> bool {
        self.by.iter().any(|&(to, by)| to > role && by < seq)
    }
}

impl Ledger {
    /// The reports that are restricted. What is decided of a row of a log holds for its record, however often the row is changed.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn restrictions(&mut self) -> Result<BTreeMap<String, Restriction>, LedgerError> {
        let mut restrictions: BTreeMap<String, Restriction> = BTreeMap::new();
        let asked = "SELECT seq, body FROM decisions WHERE kind = 'restrict' AND undone IS NULL ORDER BY seq";
        for mut row in self.store.query(asked, &[])? {
            let (seq, json) = (row.int()?, row.text()?);
            let What::Restrict { report, to } = Body::read(seq, &json)?.decision.what else { continue };
            for report in self.states(&report)? {
                let known = restrictions.entry(report).or_insert_with(|| Restriction { to, by: Vec::new() });
                known.to = known.to.max(to);
                known.by.push((to, seq));
            }
        }
        Ok(restrictions)
    }

    /// Restrict a report as it comes in, where no higher role or the same has it yet.
    pub(crate) fn restrict(&mut self, added: &Added, to: Role, reason: &str, by: &By) -> Result<(), LedgerError> {
        let (Added::New { report, .. } | Added::Known { report }) = added;
        if self.restricted_to(report)? < Some(to) {
            let what = What::Restrict { report: report.clone(), to };
            self.enter(Decision { what, reason: reason.to_owned() }, by)?;
        }
        Ok(())
    }

    /// The incidents that restricted reports tell of, with the highest role that one of these is kept for.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn restricted_incidents(&mut self) -> Result<BTreeMap<String, Role>, LedgerError> {
        let mut incidents = BTreeMap::new();
        for (report, Restriction { to, .. }) in self.restrictions()? {
            for incident in self.incidents_of(&report)? {
                let known = incidents.entry(incident).or_insert(to);
                *known = to.max(*known);
            }
        }
        Ok(incidents)
    }

    /// The decisions by which a report is restricted, in their order.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn restricted_by(&mut self, report: &str) -> Result<Vec<Made>, LedgerError> {
        let mut made = Vec::new();
        for report in self.states(report)? {
            let rows = self.store.query(
                "SELECT d.seq, j.who, j.at, d.body FROM decisions d JOIN journal j ON j.seq = d.seq
                 WHERE d.about = ?1 AND d.undone IS NULL AND d.kind = 'restrict'",
                &[report.into()],
            )?;
            for mut row in rows {
                made.push(Made::read(&mut row)?);
            }
        }
        made.sort_by_key(|made| made.seq);
        Ok(made)
    }

    /// The least role that sees a report, where it is restricted.
    pub(crate) fn restricted_to(&mut self, report: &str) -> Result<Option<Role>, LedgerError> {
        let roles = self.restricted_by(report)?.into_iter().filter_map(|made| match made.decision.what {
            What::Restrict { to, .. } => Some(to),
            _ => None,
        });
        Ok(roles.max())
    }

    /// The report, and where it is a row of a log, all reports that this record was and became.
    fn states(&mut self, report: &str) -> Result<Vec<String>, LedgerError> {
        let rows = self.store.query(
            "SELECT o.report FROM rows r JOIN rows o ON o.log = r.log AND o.key = r.key WHERE r.report = ?1 ORDER BY o.seq",
            &[report.into()],
        )?;
        let mut states: Vec<String> = rows.into_iter().map(|mut row| row.text()).collect::<Result<_, _>>()?;
        if states.is_empty() {
            states.push(report.to_owned());
        }
        Ok(states)
    }
}
