//! Reports that are read anew, by a newer program or with other knowledge: the new reading counts from then on, the old one stays.
//!
//! The report and its text stay as they are, so that an incident named by the same words keeps its id, and what was decided on it holds. Where a decision stands on
//! an incident that the new reading does not have, the report is left as it is: a decision is never taken back by what is read.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use truceline_record::Reading;

use crate::journal::{self, By, Kind};
use crate::ledger::Ledger;
use crate::packed::pack;
use crate::{LedgerError, adding, telling};

/// What became of a report that was read anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reread {
    /// The new reading says what the old one says.
    Same,
    /// The new reading counts now.
    Kept,
    /// It is not kept: these incidents of the old one were decided on, and are not in it; or these decisions mark what has no place in it.
    Held(Vec<String>),
}

/// What the journal says of a reading.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadingBody {
    /// The report.
    pub(crate) report: String,
    /// BLAKE3 of the reading's JSON.
    pub(crate) reading: String,
}

/// A reading as it is kept.
struct Kept {
    json: Vec<u8>,
    digest: String,
    body: String,
}

impl Kept {
    fn new(id: &str, reading: &Reading) -> Result<Self, LedgerError> {
        let wrong = |error: serde_json::Error| LedgerError::Data(error.to_string());
        let json = serde_json::to_vec(reading).map_err(wrong)?;
        let digest = blake3::hash(&json).to_hex().to_string();
        let body = ReadingBody { report: id.to_owned(), reading: digest.clone() };
        Ok(Self { json, digest, body: serde_json::to_string(&body).map_err(wrong)? })
    }
}

/// What the journal would say of a reading of the report `id`.
pub(crate) fn entry_body(id: &str, reading: &Reading) -> Result<String, LedgerError> {
    Ok(Kept::new(id, reading)?.body)
}

/// Whether two readings of a report say the same, whatever made them.
pub(crate) fn is_same(old: &Reading, new: &Reading) -> bool {
    Reading { made_by: new.made_by.clone(), ..old.clone() } == *new
}

impl Ledger {
    /// Whether a report that is read anew as `reading` would change.
    ///
    /// # Errors
    ///
    /// When there is no such report, it has another text, or is a row of a log.
    pub fn would_change(&mut self, id: &str, reading: &Reading) -> Result<Reread, LedgerError> {
        let old = self.as_read(id)?;
        let wrong = |why: &str| LedgerError::Reading { id: id.to_owned(), why: why.to_owned() };
        if old.report != reading.report {
            return Err(wrong("it is of another text, or of a report that is known otherwise"));
        }
        if old.report.row.is_some() {
            return Err(wrong("it is a row of a log; add the log again, with the mapping as it should be"));
        }
        if is_same(&old, reading) {
            return Ok(Reread::Same);
        }
        let marked = self.with_marks(id, reading.clone())?;
        let mut held = self.held(id, &marked.incidents)?;
        held.extend(self.out_of_place(id, reading)?);
        Ok(if held.is_empty() { Reread::Kept } else { Reread::Held(held) })
    }

    /// Keep a new reading of the report `id`, in the place of the one that counted, where it says something else and no decision would be lost.
    ///
    /// # Errors
    ///
    /// When it is no reading of that report, or cannot be kept: the ledger is as it was.
    pub fn reread(&mut self, id: &str, reading: &Reading, by: &By) -> Result<Reread, LedgerError> {
        let becomes = self.would_change(id, reading)?;
        if becomes == Reread::Kept {
            self.read_again(id, reading, by)?;
        }
        Ok(becomes)
    }

    /// Put a reading's entry at the end of the journal, and the reading in its place.
    pub(crate) fn read_again(&mut self, id: &str, reading: &Reading, by: &By) -> Result<(), LedgerError> {
        let kept = Kept::new(id, reading)?;
        let made_by = serde_json::to_string(&reading.made_by).map_err(|error| LedgerError::Data(error.to_string()))?;
        self.within(|ledger| {
            let head = journal::append(ledger.store.as_mut(), by, Kind::Reading, &kept.body)?;
            ledger.store.execute(
                "INSERT INTO readings (report, seq, digest, made_by, body) VALUES (?1, ?2, ?3, ?4, ?5)",
                &[id.into(), head.seq.into(), (&kept.digest).into(), made_by.into(), pack(&kept.json).into()],
            )?;
            let day = adding::day(reading);
            ledger.store.execute("UPDATE reports SET day = ?1 WHERE id = ?2", &[day.into(), id.into()])?;
            ledger.unlink(id)?;
            ledger.link_reading(id, reading, head.seq, false)?;
            ledger.bind_again(id)
        })
    }

    /// Take the versions of a report out of what they are linked with.
    pub(crate) fn unlink(&mut self, id: &str) -> Result<(), LedgerError> {
        let (mut components, mut incidents) = (BTreeSet::new(), BTreeSet::new());
        let Self { store, outlets, linking } = self;
        let asked = "SELECT number, component, incident FROM versions WHERE report = ?1";
        for mut row in store.query(asked, &[id.into()])? {
            linking.unfile(store.as_mut(), row.int()?)?;
            components.insert(row.int()?);
            incidents.insert(row.text()?);
        }
        store.execute("DELETE FROM versions WHERE report = ?1", &[id.into()])?;
        for component in components {
            linking.cut(store.as_mut(), outlets, component, &BTreeSet::new())?;
        }
        for incident in incidents {
            telling::refresh(store.as_mut(), outlets, &incident)?;
        }
        Ok(())
    }

    /// Let what people bound hold of the versions of a report that was linked anew.
    pub(crate) fn bind_again(&mut self, id: &str) -> Result<(), LedgerError> {
        let (mut touched, mut one) = (BTreeSet::new(), BTreeSet::new());
        for version in self.version_ids(id)? {
            for mut row in self
                .store
                .query("SELECT a, b, one FROM bonds WHERE a = ?1 OR b = ?1 ORDER BY seq, a, b", &[(&version).into()])?
            {
                let (a, b, joins) = (row.text()?, row.text()?, row.int()? == 1);
                touched.extend([a.clone(), b.clone()]);
                if joins {
                    one.insert((a, b));
                }
            }
        }
        let one: Vec<(String, String)> = one.into_iter().collect();
        self.cut_again(&touched.iter().collect(), &one)
    }
}
