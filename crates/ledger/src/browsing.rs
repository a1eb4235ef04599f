//! What a person leafs through: reports in the order of their coming, incidents a page at a time, and pairs of incidents that may be one.

use serde::Serialize;

use crate::incidents::{self, Card};
use crate::ledger::Ledger;
use crate::role::Role;
use crate::store::{Row, Value};
use crate::{LedgerError, apart};

/// A report, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Listed {
    /// The entry of the journal that brought it.
    pub seq: i64,
    /// Its id in the ledger.
    pub report: String,
    /// What it is called.
    pub name: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: String,
    /// Where.
    pub url: Option<String>,
    /// When.
    pub published: Option<String>,
    /// ISO 639-1 code of its language, where it could be told.
    pub language: Option<String>,
    /// Who added it.
    pub added_by: String,
    /// When it was added, an RFC 3339 instant.
    pub added_at: String,
    /// How many incidents it tells of.
    pub incidents: i64,
    /// The least role that sees it, where it is restricted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted: Option<Role>,
    /// Its original bytes, by their hash, where they are kept.
    #[serde(skip)]
    pub original: Option<String>,
}

/// A version that a report gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Given {
    /// The version's id.
    pub version: String,
    /// The incident's id in the reading.
    pub local: String,
    /// The ledger's incident.
    pub incident: String,
}

/// An incident, and where it is filed.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The number of its row.
    pub number: i64,
    /// What its versions come to.
    pub card: Card,
    /// The reports that tell of it, by the entries of the journal that brought them.
    pub reports: Vec<i64>,
}

/// Two incidents that may be one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// One.
    pub a: String,
    /// The other.
    pub b: String,
    /// How likely it is that they are one.
    pub probability: f64,
}

/// What a [`Listed`] is made of.
const LISTED: &str =
    "SELECT r.seq, r.id, r.name, r.title, r.source, r.url, r.published, r.language, r.original, j.who, j.at,
    (SELECT COUNT(*) FROM versions v WHERE v.report = r.id) FROM reports r JOIN journal j ON j.seq = r.seq";

impl Ledger {
    /// Reports that came before the entry `before`, the latest first, at most `most`; those of a changed row of a log with them.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn listed(&mut self, before: i64, most: i64) -> Result<Vec<Listed>, LedgerError> {
        let mut listed = self.listed_by(
            &format!("{LISTED} WHERE r.seq < ?1 ORDER BY r.seq DESC LIMIT ?2"),
            &[before.into(), most.into()],
        )?;
        let restrictions = self.restrictions()?;
        for one in &mut listed {
            one.restricted = restrictions.get(&one.report).map(|restriction| restriction.to);
        }
        Ok(listed)
    }

    /// The report with exactly this id, without its text.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn listing(&mut self, report: &str) -> Result<Listed, LedgerError> {
        let found = self.listed_by(&format!("{LISTED} WHERE r.id = ?1"), &[report.into()])?;
        let mut listed = found.into_iter().next().ok_or_else(|| LedgerError::NoReport { id: report.to_owned() })?;
        listed.restricted = self.restricted_to(report)?;
        Ok(listed)
    }

    fn listed_by(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Listed>, LedgerError> {
        let mut listed = Vec::new();
        for mut row in self.store.query(sql, values)? {
            let (seq, report, name, title) = (row.int()?, row.text()?, row.text()?, row.maybe_text()?);
            let (source, url, published) = (row.maybe_text()?, row.maybe_text()?, row.maybe_text()?);
            let (language, original) = (row.maybe_text()?, row.maybe_text()?);
            listed.push(Listed {
                seq,
                restricted: None,
                report,
                name,
                title,
                outlet: self.outlets.name(source.as_deref(), url.as_deref()),
                url,
                published,
                language,
                original,
                added_by: row.text()?,
                added_at: row.text()?,
                incidents: row.int()?,
            });
        }
        Ok(listed)
    }

    /// What the report `report` gave, in the order of its reading.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn given(&mut self, report: &str) -> Result<Vec<Given>, LedgerError> {
        let sql = "SELECT id, local, incident FROM versions WHERE report = ?1 ORDER BY number";
        let rows = self.store.query(sql, &[report.into()])?;
        rows.into_iter()
            .map(|mut row| Ok(Given { version: row.text()?, local: row.text()?, incident: row.text()? }))
            .collect()
    }

    /// The incident that the version with exactly this id belongs to.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn incident_of(&mut self, version: &str) -> Result<Option<String>, LedgerError> {
        let mut rows = self.store.query("SELECT incident FROM versions WHERE id = ?1", &[version.into()])?;
        Ok(rows.first_mut().map(Row::text).transpose()?)
    }

    /// Incidents after the row `number`, at most `most`, in the order in which they were first kept.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn leaves_after(&mut self, number: i64, most: i64) -> Result<Vec<Leaf>, LedgerError> {
        let sql = "SELECT number, body FROM incidents WHERE number > ?1 ORDER BY number LIMIT ?2";
        let mut leaves = Vec::new();
        for mut row in self.store.query(sql, &[number.into(), most.into()])? {
            leaves.push(Leaf { number: row.int()?, card: incidents::card(&mut row)?, reports: Vec::new() });
        }
        let Some(last) = leaves.last().map(|leaf| leaf.number) else { return Ok(leaves) };
        let told = self.store.query(
            "SELECT i.number, r.seq FROM incidents i JOIN versions v ON v.incident = i.id JOIN reports r ON r.id = v.report
             WHERE i.number > ?1 AND i.number <= ?2 ORDER BY i.number, r.seq",
            &[number.into(), last.into()],
        )?;
        let mut at = leaves.iter_mut();
        let mut leaf = at.next();
        for mut row in told {
            let (number, report) = (row.int()?, row.int()?);
            while leaf.as_ref().is_some_and(|leaf| leaf.number < number) {
                leaf = at.next();
            }
            if let Some(leaf) = leaf.as_mut().filter(|leaf| leaf.number == number) {
                leaf.reports.push(report);
            }
        }
        Ok(leaves)
    }

    /// The incident that is called exactly so, and where it is filed; none where there is none.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn leaf(&mut self, id: &str) -> Result<Option<Leaf>, LedgerError> {
        let mut rows = self.store.query("SELECT number FROM incidents WHERE id = ?1", &[id.into()])?;
        let Some(row) = rows.first_mut() else { return Ok(None) };
        Ok(self.leaves_after(row.int()?.saturating_sub(1), 1)?.pop().filter(|leaf| leaf.card.id == id))
    }

    /// The entries of the journal that brought these reports, in their order.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn entries_of<'r>(&mut self, reports: impl Iterator<Item = &'r str>) -> Result<Vec<i64>, LedgerError> {
        let mut entries = Vec::new();
        for report in reports {
            entries.extend(self.store.numbers("SELECT seq FROM reports WHERE id = ?1", &[report.into()])?);
        }
        entries.sort_unstable();
        Ok(entries)
    }

    /// The incidents that the latest reports tell of, the latest first, at most `most`.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn stirred(&mut self, most: usize) -> Result<Vec<String>, LedgerError> {
        // a report may tell of one incident twice, and several reports of the same
        let looked_at = i64::try_from(most).unwrap_or(i64::MAX).saturating_mul(8);
        let sql = "SELECT incident FROM versions WHERE main = 1 ORDER BY number DESC LIMIT ?1";
        let mut found: Vec<String> = Vec::with_capacity(most);
        for mut row in self.store.query(sql, &[looked_at.into()])? {
            let incident = row.text()?;
            if found.len() < most && !found.contains(&incident) {
                found.push(incident);
            }
        }
        Ok(found)
    }

    /// Pairs of incidents that may be one and that nobody said are not, the likeliest first, at most `most`.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn pairs(&mut self, most: i64) -> Result<Vec<Pair>, LedgerError> {
        let apart = apart::all(self.store.as_mut())?;
        let asked = most.saturating_add(i64::try_from(apart.len()).unwrap_or(i64::MAX));
        let rows = self.store.query(
            "SELECT a.incident, b.incident, MAX(e.log_odds) FROM edges e
             JOIN versions a ON a.number = e.a JOIN versions b ON b.number = e.b
             WHERE e.log_odds >= ?1 AND a.incident <> b.incident
             GROUP BY a.incident, b.incident ORDER BY MAX(e.log_odds) DESC, a.incident, b.incident LIMIT ?2",
            &[self.linking.possible()?.into(), asked.into()],
        )?;
        let mut pairs = Vec::with_capacity(rows.len());
        for mut row in rows {
            let (a, b, log_odds) = (row.text()?, row.text()?, row.maybe_real()?.unwrap_or_default());
            let pair = if a < b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
            if !apart.contains_key(&pair) {
                pairs.push(Pair { a, b, probability: 1.0 / (1.0 + (-log_odds).exp()) });
            }
        }
        pairs.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(pairs)
    }
}
