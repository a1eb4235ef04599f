//! Incidents that people said are not one.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::LedgerError;
use crate::ledger::Ledger;
use crate::store::{Row, Store};

/// An incident that another one is not, as a person decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotSame {
    /// The other incident.
    pub incident: String,
    /// The entry of the journal that says so; of several, the first.
    pub entry: i64,
}

/// Pairs of versions that people keep apart, with their incidents; both ways round.
const APART: &str = "SELECT x.incident AS one, y.incident AS other, n.seq AS seq FROM bonds n
    JOIN versions x ON x.id = n.a JOIN versions y ON y.id = n.b WHERE n.one = 0 AND x.incident = ?1
  UNION ALL
  SELECT y.incident AS one, x.incident AS other, n.seq AS seq FROM bonds n
    JOIN versions x ON x.id = n.a JOIN versions y ON y.id = n.b WHERE n.one = 0 AND y.incident = ?1";

/// The incidents that `incident` is kept apart from.
pub(crate) fn of(store: &mut dyn Store, incident: &str) -> Result<Vec<NotSame>, LedgerError> {
    let sql =
        format!("SELECT p.other, MIN(p.seq) FROM ({APART}) p WHERE p.other <> p.one GROUP BY p.other ORDER BY p.other");
    let rows = store.query(&sql, &[incident.into()])?;
    rows.into_iter().map(|mut row| Ok(NotSame { incident: row.text()?, entry: row.int()? })).collect()
}

/// The entry that keeps two incidents apart, if one does.
pub(crate) fn between(store: &mut dyn Store, a: &str, b: &str) -> Result<Option<i64>, LedgerError> {
    let sql = format!("SELECT p.seq FROM ({APART}) p WHERE p.other = ?2 ORDER BY p.seq LIMIT 1");
    let mut rows = store.query(&sql, &[a.into(), b.into()])?;
    Ok(rows.first_mut().map(Row::int).transpose()?)
}

/// All pairs of incidents that people keep apart, each once, its lesser id first; with the entry that says so.
pub(crate) fn all(store: &mut dyn Store) -> Result<BTreeMap<(String, String), i64>, LedgerError> {
    let mut pairs = BTreeMap::new();
    for mut row in store.query(
        "SELECT x.incident, y.incident, MIN(n.seq) FROM bonds n JOIN versions x ON x.id = n.a JOIN versions y ON y.id = n.b
         WHERE n.one = 0 AND x.incident <> y.incident GROUP BY x.incident, y.incident",
        &[],
    )? {
        let (x, y, seq) = (row.text()?, row.text()?, row.int()?);
        let pair = if x < y { (x, y) } else { (y, x) };
        let first = pairs.entry(pair).or_insert(seq);
        *first = seq.min(*first);
    }
    Ok(pairs)
}

impl Ledger {
    /// All pairs of incidents that people said are not one, each once, its lesser id first; with the entry of the journal that says so.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn not_same(&mut self) -> Result<Vec<(String, NotSame)>, LedgerError> {
        let pairs = all(self.store.as_mut())?;
        Ok(pairs.into_iter().map(|((one, incident), entry)| (one, NotSame { incident, entry })).collect())
    }
}
