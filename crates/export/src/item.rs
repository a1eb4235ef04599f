//! An incident as it may leave the ledger: what every format is made of.

use std::collections::BTreeSet;

use truceline_ledger::{Card, Ledger, Query};
use truceline_reconcile::across::Account;

use crate::ExportError;
use crate::finding::found;
use crate::guard::{Guard, SOURCE};

/// An incident with its versions.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// What the versions come to.
    pub(crate) card: Card,
    /// Each report's version, in the order in which the reports were published.
    pub(crate) versions: Vec<Version>,
    /// The reports that are rows of logs which were changed since: what they told counts no more, and comes back with the rest.
    pub(crate) replaced: Vec<String>,
}

/// One report's version of an incident.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    /// Its id; none where the report's outlet is protected.
    pub(crate) id: Option<String>,
    /// The report's id, in the same way.
    pub(crate) report: Option<String>,
    /// What the report is called; none where its words do not leave.
    pub(crate) name: Option<String>,
    /// Its headline, in the same way.
    pub(crate) title: Option<String>,
    /// Who published it.
    pub(crate) outlet: String,
    /// Where.
    pub(crate) url: Option<String>,
    /// When.
    pub(crate) published: Option<String>,
    /// What it tells.
    pub(crate) account: Account,
    /// Whether the report's words may leave.
    pub(crate) open: bool,
}

impl Version {
    /// A protected outlet's version: what it tells, and nothing of the report.
    pub(crate) fn unnamed(account: Account) -> Self {
        Self {
            id: None,
            report: None,
            name: None,
            title: None,
            outlet: SOURCE.to_owned(),
            url: None,
            published: None,
            account,
            open: false,
        }
    }
}

/// What was seen of the ledger on the way.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// How many incidents.
    pub(crate) incidents: usize,
    /// The reports whose words may leave, in the order in which they came.
    pub(crate) reports: Vec<String>,
    known: BTreeSet<String>,
    /// How many versions are of reports whose words may not.
    pub(crate) closed: usize,
    /// The entries of the decisions on the incidents.
    pub(crate) decisions: BTreeSet<i64>,
}

impl Seen {
    fn take(&mut self, item: &Item) {
        self.incidents += 1;
        self.decisions.extend(item.card.decisions.iter().map(|made| made.seq));
        for report in &item.replaced {
            if self.known.insert(report.clone()) {
                self.reports.push(report.clone());
            }
        }
        for version in &item.versions {
            match &version.report {
                Some(report) if version.open => {
                    if self.known.insert(report.clone()) {
                        self.reports.push(report.clone());
                    }
                }
                _ => self.closed += 1,
            }
        }
    }
}

/// Call `take` for every incident that `query` asks for, one at a time.
pub(crate) fn each(
    ledger: &mut Ledger,
    guard: &Guard,
    query: &Query,
    mut take: impl FnMut(&mut Ledger, &Item) -> Result<(), ExportError>,
) -> Result<Seen, ExportError> {
    let mut seen = Seen::default();
    for id in found(ledger, guard, query)? {
        // another program may have joined it to another incident meanwhile
        let Some(card) = ledger.card(&id)? else { continue };
        let told = ledger.versions(&id)?;
        let item = guard.item(card, told, seen.incidents + 1);
        seen.take(&item);
        take(ledger, &item)?;
    }
    Ok(seen)
}
