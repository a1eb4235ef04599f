//! What the ledger shows of one incident: every version side by side, with why it belongs there.

use serde::Serialize;
use truceline_reconcile::across::{Account, Answer, Reason};

use crate::LedgerError;
use crate::apart::{self, NotSame};
use crate::incidents::{self, Card};
use crate::ledger::Ledger;
use crate::role::Role;
use crate::store::Store;
use crate::telling::{self, Telling};

/// An incident with all its versions.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shown {
    /// What its versions come to.
    #[serde(flatten)]
    pub card: Card,
    /// Its versions, in the order in which their reports were published.
    pub versions: Vec<Told>,
    /// Why they are one: the pairs that weigh as one or that people joined.
    pub links: Vec<Link>,
    /// Incidents that may be the same, for a person to decide.
    pub possible: Vec<Link>,
    /// Incidents that it is not, as people decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_same: Vec<NotSame>,
}

/// One report's version of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Told {
    /// The version's id.
    pub version: String,
    /// The report's id in the ledger.
    pub report: String,
    /// What the report is called.
    pub name: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: String,
    /// Where.
    pub url: Option<String>,
    /// When.
    pub published: Option<String>,
    /// The reports that it is a copy of, or that copy it, all have the same name here.
    pub copies: String,
    /// The report that stands in its place: a row of a log that was changed counts no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced: Option<String>,
    /// The least role that sees the report, where it is restricted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted: Option<Role>,
    /// What it says.
    pub account: Account,
}

/// Two versions that are or may be one.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Link {
    /// A version.
    pub a: String,
    /// Another.
    pub b: String,
    /// The other's incident, where it is not this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// How likely it is that they are one.
    pub probability: f64,
    /// Why, in words and numbers.
    pub reasons: Vec<Reason>,
}

/// What a report is chiefly about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Main {
    /// The report's id in the ledger.
    pub report: String,
    /// What it is called.
    pub name: String,
    /// The incident.
    pub incident: String,
}

impl Ledger {
    /// The incident that the beginning of an id means, with all its versions.
    ///
    /// # Errors
    ///
    /// When there is none, or more than one.
    pub fn show(&mut self, id: &str) -> Result<Shown, LedgerError> {
        let id = incidents::find(self.store.as_mut(), id)?;
        let mut rows = self.store.query("SELECT body FROM incidents WHERE id = ?1", &[(&id).into()])?;
        let card = incidents::card(rows.first_mut().ok_or(LedgerError::NoIncident { id: id.clone() })?)?;
        let tellings = telling::tellings(self.store.as_mut(), &self.outlets, &id)?;
        let mut versions = Vec::with_capacity(tellings.len());
        for telling in tellings {
            let restricted = self.restricted_to(&telling.report)?;
            versions.push(Told { restricted, ..told(self.store.as_mut(), telling)? });
        }
        let links = self.links_of(&id, true)?;
        let not_same = apart::of(self.store.as_mut(), &id)?;
        let mut possible = self.links_of(&id, false)?;
        possible.retain(|link| !not_same.iter().any(|other| link.incident.as_ref() == Some(&other.incident)));
        Ok(Shown { card, versions, links, possible, not_same })
    }

    /// The edges of an incident's versions to each other, or to other incidents.
    fn links_of(&mut self, incident: &str, inside: bool) -> Result<Vec<Link>, LedgerError> {
        let rows = self.store.query(
            "SELECT e.a, e.b, e.log_odds, a.id, b.id, a.incident, b.incident FROM (
               SELECT e.a, e.b, e.log_odds FROM versions v JOIN edges e ON e.a = v.number WHERE v.incident = ?1 UNION
               SELECT e.a, e.b, e.log_odds FROM versions v JOIN edges e ON e.b = v.number WHERE v.incident = ?1) e
             JOIN versions a ON a.number = e.a JOIN versions b ON b.number = e.b",
            &[incident.into()],
        )?;
        let mut links = Vec::new();
        for mut row in rows {
            let numbers = (row.int()?, row.int()?);
            let log_odds = row.maybe_real()?.unwrap_or_default();
            let (mut a, mut b, of_a, of_b) = (row.text()?, row.text()?, row.text()?, row.text()?);
            // which of them came later is nobody's concern
            if a > b {
                std::mem::swap(&mut a, &mut b);
            }
            let answer = self.linking.answer(log_odds)?;
            // within an incident, whatever was weighed tells why; outside, only what may be the same
            if (of_a == of_b) != inside || (!inside && answer == Answer::Apart) {
                continue;
            }
            let other = if of_a == incident { of_b } else { of_a };
            let reasons = self.linking.reasons(self.store.as_mut(), numbers.0, numbers.1)?;
            let probability = 1.0 / (1.0 + (-log_odds).exp());
            links.push((log_odds, Link { a, b, incident: (!inside).then_some(other), probability, reasons }));
        }
        links.sort_by(|(x, one), (y, other)| y.total_cmp(x).then_with(|| (&one.a, &one.b).cmp(&(&other.a, &other.b))));
        Ok(links.into_iter().map(|(_, link)| link).collect())
    }

    /// For every report of the ledger that is chiefly about something, but for rows of logs that were changed since: what it is called, and that incident's id. In the order of adding.
    ///
    /// Of a report that is chiefly about several, the incident counts that most reports are chiefly about, for that is the one which others tell with it; of
    /// equals, the one whose version comes first.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn links(&mut self) -> Result<Vec<(String, String)>, LedgerError> {
        Ok(self.main_incidents()?.into_iter().map(|main| (main.name, main.incident)).collect())
    }

    /// The same, with the reports' ids.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn main_incidents(&mut self) -> Result<Vec<Main>, LedgerError> {
        let rows = self.store.query(
            "SELECT r.id, r.name, v.incident, (SELECT COUNT(*) FROM versions o WHERE o.incident = v.incident AND o.main = 1)
             FROM reports r JOIN versions v ON v.report = r.id
             WHERE v.main = 1 AND NOT EXISTS (SELECT n.report FROM rows n WHERE n.after = r.id) ORDER BY r.seq, v.id",
            &[],
        )?;
        let mut links: Vec<Main> = Vec::new();
        let mut most = 0;
        for mut row in rows {
            let (report, name, incident, mains) = (row.text()?, row.text()?, row.text()?, row.int()?);
            match links.last_mut() {
                Some(link) if link.report == report => {
                    if mains > most {
                        link.incident = incident;
                        most = mains;
                    }
                }
                _ => {
                    links.push(Main { report, name, incident });
                    most = mains;
                }
            }
        }
        Ok(links)
    }
}

pub(crate) fn told(store: &mut dyn Store, telling: Telling) -> Result<Told, LedgerError> {
    let mut rows = store.query("SELECT name, title, url FROM reports WHERE id = ?1", &[(&telling.report).into()])?;
    let row = rows.first_mut().ok_or_else(|| LedgerError::NoReport { id: telling.report.clone() })?;
    let (name, title, url) = (row.text()?, row.maybe_text()?, row.maybe_text()?);
    let Telling { version, report, outlet, published, copies, replaced, account, .. } = telling;
    Ok(Told { version, report, name, title, outlet, url, published, copies, replaced, restricted: None, account })
}
