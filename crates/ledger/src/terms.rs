//! What people wrote down of agreements and found of alleged violations: decisions that are about no incident. What they mean is the monitor's business.

use std::collections::BTreeMap;

use crate::LedgerError;
use crate::decisions::Body;
use crate::ledger::Ledger;
use crate::what::{Grade, What};

/// An agreement as a person wrote it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What it is called here.
    pub agreement: String,
    /// Its text.
    pub text: String,
    /// The entry of the journal.
    pub seq: i64,
    /// Who wrote it.
    pub who: String,
    /// When.
    pub at: String,
}

/// A person's finding on an alleged violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The alleged violation.
    pub violation: String,
    /// The four axes, as far as they were found.
    pub grade: Grade,
    /// Why.
    pub reason: String,
    /// The entry of the journal.
    pub seq: i64,
    /// Who found it.
    pub who: String,
    /// When.
    pub at: String,
}

impl Ledger {
    /// The agreements that people wrote down, by name; of each the text that holds.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn written(&mut self) -> Result<Vec<Written>, LedgerError> {
        let mut written = BTreeMap::new();
        for (body, seq, who, at) in self.holding("agreement")? {
            if let What::Agreement { agreement, text } = body.decision.what {
                written.insert(agreement.clone(), Written { agreement, text, seq, who, at });
            }
        }
        Ok(written.into_values().collect())
    }

    /// What people found of alleged violations, in the order of their entries.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn findings(&mut self) -> Result<Vec<Finding>, LedgerError> {
        let mut findings = Vec::new();
        for (body, seq, who, at) in self.holding("find")? {
            let reason = body.decision.reason;
            if let What::Find { violation, grade } = body.decision.what {
                findings.push(Finding { violation, grade, reason, seq, who, at });
            }
        }
        Ok(findings)
    }

    /// The decisions of a kind that were not undone, with their entries.
    fn holding(&mut self, kind: &str) -> Result<Vec<(Body, i64, String, String)>, LedgerError> {
        let rows = self.store.query(
            "SELECT d.seq, d.body, j.who, j.at FROM decisions d JOIN journal j ON j.seq = d.seq
             WHERE d.kind = ?1 AND d.undone IS NULL ORDER BY d.seq",
            &[kind.into()],
        )?;
        let mut holding = Vec::with_capacity(rows.len());
        for mut row in rows {
            let (seq, json) = (row.int()?, row.text()?);
            holding.push((Body::read(seq, &json)?, seq, row.text()?, row.text()?));
        }
        Ok(holding)
    }
}
