//! What an export takes out of the ledger: rows as they are kept, a few at a time.

use serde::{Deserialize, Serialize};
use truceline_record::Reading;

use crate::incidents::{self, Card};
use crate::ledger::{LARGEST_READING, Ledger};
use crate::packed::unpack;
use crate::shown::{Told, told};
use crate::telling;
use crate::{Head, LedgerError};

/// A head that was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedHead {
    /// The journal's end.
    pub head: Head,
    /// The root of the tree over all entries up to it, in hex.
    pub root: String,
    /// The public key.
    pub signer: String,
    /// The signature of both.
    pub signature: String,
}

impl Ledger {
    /// What is known of the incident with exactly this id; none where there is none.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn card(&mut self, id: &str) -> Result<Option<Card>, LedgerError> {
        let mut rows = self.store.query("SELECT body FROM incidents WHERE id = ?1", &[id.into()])?;
        rows.first_mut().map(incidents::card).transpose()
    }

    /// The versions of the incident with exactly this id, in the order in which their reports were published.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn versions(&mut self, incident: &str) -> Result<Vec<Told>, LedgerError> {
        let tellings = telling::tellings(self.store.as_mut(), &self.outlets, incident)?;
        tellings.into_iter().map(|telling| told(self.store.as_mut(), telling)).collect()
    }

    /// The ids of all reports, in the order of adding.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn reports(&mut self) -> Result<Vec<String>, LedgerError> {
        let rows = self.store.query("SELECT id FROM reports ORDER BY seq", &[])?;
        rows.into_iter().map(|mut row| row.text().map_err(LedgerError::from)).collect()
    }

    /// The ids of the versions that the report `id` gave.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn version_ids(&mut self, report: &str) -> Result<Vec<String>, LedgerError> {
        let rows = self.store.query("SELECT id FROM versions WHERE report = ?1 ORDER BY id", &[report.into()])?;
        rows.into_iter().map(|mut row| row.text().map_err(LedgerError::from)).collect()
    }

    /// The incidents that the report `id` tells of.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn incidents_of(&mut self, report: &str) -> Result<Vec<String>, LedgerError> {
        telling::incidents_of(self.store.as_mut(), report)
    }

    /// Which of the ledger's incidents each incident of a report is: its id in the reading, and the ledger's.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn told_by(&mut self, report: &str) -> Result<Vec<(String, String)>, LedgerError> {
        let rows = self
            .store
            .query("SELECT local, incident FROM versions WHERE report = ?1 ORDER BY number", &[report.into()])?;
        rows.into_iter().map(|mut row| Ok((row.text()?, row.text()?))).collect()
    }

    /// The decisions that hold on incidents, or mark something in a report that tells of them: the incident, and the decision as the journal has it.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn decided(&mut self) -> Result<Vec<(String, String)>, LedgerError> {
        let rows = self.store.query(
            "SELECT v.incident, d.body FROM decisions d JOIN versions v ON v.id = d.about
               WHERE d.undone IS NULL AND d.kind <> 'protect' UNION
             SELECT v.incident, d.body FROM decisions d JOIN versions v ON v.report = d.about
               WHERE d.undone IS NULL AND d.kind IN ('mark', 'unmark') UNION
             SELECT v.incident, d.body FROM decisions d JOIN bonds b ON b.seq = d.seq
               JOIN versions v ON v.id = b.a OR v.id = b.b WHERE d.undone IS NULL AND d.kind = 'apart'",
            &[],
        )?;
        rows.into_iter().map(|mut row| Ok((row.text()?, row.text()?))).collect()
    }

    /// The JSON of the reading of the report `id` as it was read last, byte for byte as its hash in the journal has it.
    ///
    /// # Errors
    ///
    /// When there is no such report, or its reading is damaged.
    pub fn reading_json(&mut self, id: &str) -> Result<String, LedgerError> {
        let mut rows =
            self.store.query("SELECT body FROM readings WHERE report = ?1 ORDER BY seq DESC LIMIT 1", &[id.into()])?;
        let row = rows.first_mut().ok_or_else(|| LedgerError::NoReport { id: id.to_owned() })?;
        json_of(&row.bytes()?, || format!("the reading of report {id}"))
    }

    /// The entry of the journal that made the reading of the report `id` that counts what it is: it is another where the report is read anew, and where
    /// somebody marks something in it or takes that back.
    ///
    /// # Errors
    ///
    /// When there is no such report.
    pub fn reading_number(&mut self, id: &str) -> Result<i64, LedgerError> {
        let mut rows = self.store.query(
            "SELECT MAX(seq) FROM (
               SELECT seq FROM readings WHERE report = ?1
               UNION ALL SELECT COALESCE(undone, seq) AS seq FROM decisions WHERE about = ?1 AND kind IN ('mark', 'unmark')) entries",
            &[id.into()],
        )?;
        let number = rows.first_mut().map_or(Ok(None), crate::store::Row::maybe_int)?;
        number.ok_or_else(|| LedgerError::NoReport { id: id.to_owned() })
    }

    /// The JSON of the reading of the report `id` that has this hash.
    ///
    /// # Errors
    ///
    /// When it is not there, or damaged.
    pub fn reading_with(&mut self, id: &str, digest: &str) -> Result<String, LedgerError> {
        let what = || format!("the reading {digest} of report {id}");
        let mut rows = self.store.query(
            "SELECT body FROM readings WHERE report = ?1 AND digest = ?2 ORDER BY seq LIMIT 1",
            &[id.into(), digest.into()],
        )?;
        let missing = || LedgerError::Row { what: what(), why: "it is not there".to_owned() };
        json_of(&rows.first_mut().ok_or_else(missing)?.bytes()?, what)
    }

    /// The reading of the report `id` that has this hash.
    pub(crate) fn reading_of(&mut self, id: &str, digest: &str) -> Result<Reading, LedgerError> {
        let json = self.reading_with(id, digest)?;
        serde_json::from_str(&json).map_err(|error| LedgerError::Row {
            what: format!("the reading {digest} of report {id}"),
            why: error.to_string(),
        })
    }

    /// The bytes that came in with this hash.
    ///
    /// # Errors
    ///
    /// When they are not there, or damaged.
    pub fn original_bytes(&mut self, digest: &str) -> Result<Vec<u8>, LedgerError> {
        self.original(digest)?.map_err(|why| LedgerError::Row { what: format!("the original {digest}"), why })
    }

    /// The heads that were signed, in their order.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn heads_signed(&mut self) -> Result<Vec<SignedHead>, LedgerError> {
        let rows = self.store.query("SELECT seq, hash, root, signer, signature FROM heads ORDER BY seq", &[])?;
        let signed = rows.into_iter().map(|mut row| {
            let head = Head { seq: row.int()?, hash: row.text()? };
            Ok(SignedHead { head, root: row.text()?, signer: row.text()?, signature: row.text()? })
        });
        signed.collect()
    }
}

fn json_of(packed: &[u8], what: impl Fn() -> String) -> Result<String, LedgerError> {
    let fail = |why: String| LedgerError::Row { what: what(), why };
    String::from_utf8(unpack(packed, LARGEST_READING).map_err(fail)?).map_err(|error| fail(error.to_string()))
}
