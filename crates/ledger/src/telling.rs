//! What the reports of an incident tell, and what it comes to.

use std::collections::BTreeSet;

use truceline_reconcile::across::{Account, Member, gathered};

use crate::copying::copies_among;
use crate::incidents::{self, Card};
use crate::outlets::Outlets;
use crate::store::Store;
use crate::{LedgerError, made};

/// The ledger's incidents that a report speaks of.
pub(crate) fn incidents_of(store: &mut dyn Store, report: &str) -> Result<Vec<String>, LedgerError> {
    let rows =
        store.query("SELECT DISTINCT incident FROM versions WHERE report = ?1 ORDER BY incident", &[report.into()])?;
    rows.into_iter().map(|mut row| row.text().map_err(LedgerError::from)).collect()
}

/// One account of an incident, with what is known of its report.
#[derive(Clone, Debug)]
pub(crate) struct Telling {
    pub(crate) version: String,
    pub(crate) report: String,
    pub(crate) outlet: String,
    pub(crate) side: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) copies: String,
    /// The report that stands in the place of this one, a row of a log that was changed.
    pub(crate) replaced: Option<String>,
    pub(crate) account: Account,
}

impl Telling {
    pub(crate) fn member(&self) -> Member<'_> {
        Member {
            report: &self.report,
            outlet: &self.outlet,
            side: self.side.as_deref(),
            copies: &self.copies,
            account: &self.account,
        }
    }
}

/// All accounts of an incident, in the order in which their reports were published.
pub(crate) fn tellings(store: &mut dyn Store, outlets: &Outlets, incident: &str) -> Result<Vec<Telling>, LedgerError> {
    let rows = store.query(
        "SELECT v.id, v.report, v.account, r.source, r.url, r.published,
           (SELECT MIN(n.report) FROM rows n WHERE n.after = v.report) FROM versions v JOIN reports r ON r.id = v.report
         WHERE v.incident = ?1",
        &[incident.into()],
    )?;
    let mut tellings = Vec::with_capacity(rows.len());
    for mut row in rows {
        let (version, report, account) = (row.text()?, row.text()?, row.text()?);
        let (source, url, published) = (row.maybe_text()?, row.maybe_text()?, row.maybe_text()?);
        let account: Account = serde_json::from_str(&account)
            .map_err(|error| LedgerError::Row { what: format!("version {version}"), why: error.to_string() })?;
        let replaced = row.maybe_text()?;
        let outlet = outlets.name(source.as_deref(), url.as_deref());
        let side = outlets.of(source.as_deref(), url.as_deref()).and_then(|outlet| outlet.side.clone());
        tellings.push(Telling { version, copies: report.clone(), report, outlet, side, published, replaced, account });
    }
    let key =
        |t: &Telling| (t.published.clone().unwrap_or_else(|| "~".to_owned()), t.report.clone(), t.version.clone());
    tellings.sort_by_key(key);
    let reports: BTreeSet<String> = tellings.iter().map(|telling| telling.report.clone()).collect();
    if reports.len() > 1 {
        let copies = copies_among(store, &reports)?;
        for telling in &mut tellings {
            if let Some(first) = copies.get(&telling.report) {
                telling.copies.clone_from(first);
            }
        }
    }
    Ok(tellings)
}

/// Write down again what the versions of an incident come to; one without versions is no more.
pub(crate) fn refresh(store: &mut dyn Store, outlets: &Outlets, incident: &str) -> Result<(), LedgerError> {
    let tellings = tellings(store, outlets, incident)?;
    // a row that was changed counts no more, unless nothing else is left
    let mut members: Vec<Member<'_>> = tellings.iter().filter(|t| t.replaced.is_none()).map(Telling::member).collect();
    if members.is_empty() {
        members = tellings.iter().map(Telling::member).collect();
    }
    let Some(mut gathered) = gathered(&members) else {
        return incidents::forget(store, incident);
    };
    let (decisions, problems) = made::apply(store, &tellings, &mut gathered)?;
    incidents::keep(store, &Card { id: incident.to_owned(), gathered, decisions, problems })
}
