//! Rows of logs that others keep: the same record comes again, as it was or changed.
//!
//! A row that says something else than before is a report of its own, which stands in the place of the earlier one (`after`): its version is bound to the
//! earlier version, so that what was decided on the incident still holds, and alone counts for what the incident comes to. The earlier one stays, is
//! shown, and links nothing any more.

use std::collections::BTreeSet;

use truceline_record::{LogRow, Reading, Report};

use crate::ledger::Ledger;
use crate::store::Store;
use crate::{LedgerError, ids};

/// What a row that comes in is to the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is known of its record.
    New,
    /// Its record says the same already.
    Known,
    /// Its record says something else.
    Changed,
}

/// A reading that comes in, told from what is there.
pub(crate) enum Coming {
    /// The record's row says the same already: the report that it is.
    Known(String),
    /// To be kept under the report's id, if that is not there.
    AsItIs,
    /// A changed row, with the report that it comes after.
    Changed(Box<Reading>),
}

/// What a row says: its text, and what the mapping made of it.
fn content(row: &LogRow, report: &Report) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(row.values.as_bytes());
    hasher.update(report.text.as_bytes());
    hasher.finalize().to_hex().to_string()
}

/// Hold a reading against the rows that are there.
pub(crate) fn coming(store: &mut dyn Store, reading: &Reading) -> Result<Coming, LedgerError> {
    let Some(row) = reading.report.row.as_ref().filter(|row| row.after.is_none()) else {
        return Ok(Coming::AsItIs);
    };
    let mut rows = store.query(
        "SELECT r.report, r.content FROM rows r WHERE r.log = ?1 AND r.key = ?2
           AND NOT EXISTS (SELECT n.report FROM rows n WHERE n.after = r.report) ORDER BY r.seq DESC LIMIT 1",
        &[(&row.log).into(), (&row.key).into()],
    )?;
    let Some(current) = rows.first_mut() else { return Ok(Coming::AsItIs) };
    let (report, known) = (current.text()?, current.text()?);
    if known == content(row, &reading.report) {
        return Ok(Coming::Known(report));
    }
    // what another ledger had first comes after what it became there
    let id = ids::report(&reading.report);
    let is = |sql: &str, store: &mut dyn Store| store.query(sql, &[(&id).into()]).map(|rows| !rows.is_empty());
    if is("SELECT report FROM rows WHERE after = ?1", store)?
        && !is("SELECT report FROM rows WHERE report = ?1", store)?
    {
        return Ok(Coming::AsItIs);
    }
    let mut reading = reading.clone();
    if let Some(row) = &mut reading.report.row {
        row.after = Some(report);
    }
    Ok(Coming::Changed(Box::new(reading)))
}

/// Write down that the report `id` is a row.
pub(crate) fn keep(store: &mut dyn Store, id: &str, report: &Report, seq: i64) -> Result<(), LedgerError> {
    let Some(row) = &report.row else { return Ok(()) };
    store.execute(
        "INSERT INTO rows (report, log, key, content, after, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        &[
            id.into(),
            (&row.log).into(),
            (&row.key).into(),
            content(row, report).into(),
            row.after.clone().into(),
            seq.into(),
        ],
    )?;
    Ok(())
}

/// Put the report `id`, a row that was just linked, in the place of the one that it comes after; and in the place of it what came after it, where that
/// came in before.
pub(crate) fn replace(ledger: &mut Ledger, id: &str, after: Option<&str>, seq: i64) -> Result<(), LedgerError> {
    if let Some(after) = after {
        put_in_place(ledger, after, id, seq)?;
    }
    let mut later = ledger.store.query("SELECT report FROM rows WHERE after = ?1 ORDER BY report", &[id.into()])?;
    for row in &mut later {
        put_in_place(ledger, id, &row.text()?, seq)?;
    }
    Ok(())
}

fn put_in_place(ledger: &mut Ledger, old: &str, new: &str, seq: i64) -> Result<(), LedgerError> {
    let (gone, come) = (ledger.version_ids(old)?, ledger.version_ids(new)?);
    let Ledger { store, linking, .. } = ledger;
    for mut row in store.query("SELECT number FROM versions WHERE report = ?1", &[old.into()])? {
        linking.unfile(store.as_mut(), row.int()?)?;
    }
    // a row tells of one incident
    let pairs: Vec<(String, String)> = gone
        .iter()
        .zip(&come)
        .map(|(a, b)| if a < b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) })
        .collect();
    for (a, b) in &pairs {
        ledger.store.execute(
            "INSERT INTO bonds (a, b, one, seq) VALUES (?1, ?2, ?3, ?4)",
            &[a.into(), b.into(), true.into(), seq.into()],
        )?;
    }
    let touched: BTreeSet<&String> = gone.iter().chain(&come).collect();
    ledger.cut_again(&touched, &pairs)
}

impl Ledger {
    /// What the row that `reading` is of is to this ledger; none where it is of no row.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn standing(&mut self, reading: &Reading) -> Result<Option<Standing>, LedgerError> {
        if reading.report.row.is_none() {
            return Ok(None);
        }
        Ok(Some(match coming(self.store.as_mut(), reading)? {
            Coming::Known(_) => Standing::Known,
            Coming::Changed(_) => Standing::Changed,
            Coming::AsItIs if self.knows(&reading.report)? => Standing::Known,
            Coming::AsItIs => Standing::New,
        }))
    }
}
