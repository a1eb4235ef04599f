//! What people mark in reports, kept as decisions: the reading that counts is the one that was read last, with what they marked put into it in the order in
//! which they did. The reading itself stays as it was read.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;
use truceline_record::{CharIndex, Incident, Reading, Span};

use crate::applying::Became;
use crate::ledger::{LARGEST_READING, Ledger};
use crate::made::Made;
use crate::packed::unpack;
use crate::store::Store;
use crate::what::What;
use crate::{LedgerError, ids};

/// Something that a person marked in a report, with what became of it in the reading that counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Marked {
    /// The decision, with who made it.
    #[serde(flatten)]
    pub made: Made,
    /// The incident or statement of the reading that it is about, by its id there; none where it was taken out or is not there.
    pub on: Option<String>,
    /// What stood there before, as the record has it; null where nothing did.
    pub before: Option<Value>,
    /// Why it is not applied, where it is not.
    pub problem: Option<String>,
}

/// The marks that hold on a report, in their order.
pub(crate) fn marks(store: &mut dyn Store, report: &str) -> Result<Vec<Made>, LedgerError> {
    let rows = store.query(
        "SELECT d.seq, j.who, j.at, d.body FROM decisions d JOIN journal j ON j.seq = d.seq
         WHERE d.about = ?1 AND d.undone IS NULL AND d.kind IN ('mark', 'unmark') ORDER BY d.seq",
        &[report.into()],
    )?;
    rows.into_iter().map(|mut row| Made::read(&mut row)).collect()
}

/// The marks that held on a report after the entry `seq`, in their order.
pub(crate) fn marks_at(store: &mut dyn Store, report: &str, seq: i64) -> Result<Vec<Made>, LedgerError> {
    let rows = store.query(
        "SELECT d.seq, j.who, j.at, d.body FROM decisions d JOIN journal j ON j.seq = d.seq
         WHERE d.about = ?1 AND d.seq <= ?2 AND (d.undone IS NULL OR d.undone > ?2) AND d.kind IN ('mark', 'unmark') ORDER BY d.seq",
        &[report.into(), seq.into()],
    )?;
    rows.into_iter().map(|mut row| Made::read(&mut row)).collect()
}

/// The marks on a report that are about the incident which these words name.
pub(crate) fn about(store: &mut dyn Store, report: &str, triggers: &[Span]) -> Result<Vec<Made>, LedgerError> {
    let mut made = marks(store, report)?;
    made.retain(|made| is_about(&made.decision.what, triggers));
    Ok(made)
}

/// Whether it marks something of the incident which these words name.
pub(crate) fn is_about(what: &What, triggers: &[Span]) -> bool {
    let named = match what {
        What::Mark { mark, .. } => mark.incident(),
        What::Unmark { unmark, .. } => unmark.incident(),
        _ => None,
    };
    named.is_some_and(|named| triggers.iter().any(|trigger| trigger.overlaps(named)))
}

/// Put marks into a reading, in their order.
pub(crate) fn put(reading: &mut Reading, marks: Vec<Made>) -> Vec<Marked> {
    let put = |made: Made| {
        let became = became(reading, &made.decision.what);
        let problem = became.as_ref().err().cloned();
        let Became { on, before } = became.unwrap_or_default();
        Marked { made, on, before, problem }
    };
    marks.into_iter().map(put).collect()
}

fn became(reading: &mut Reading, what: &What) -> Result<Became, String> {
    match what {
        What::Mark { mark, .. } => mark.apply(reading),
        What::Unmark { unmark, .. } => unmark.apply(reading),
        _ => Ok(Became::default()),
    }
}

impl Ledger {
    /// The report that the beginning of an id means, or its whole name.
    ///
    /// # Errors
    ///
    /// When there is none, or more than one.
    pub fn find_report(&mut self, id: &str) -> Result<String, LedgerError> {
        let end = format!("{id}~");
        let mut rows = self.store.query(
            "SELECT id FROM reports WHERE id >= ?1 AND id < ?2 UNION SELECT id FROM reports WHERE name = ?1 ORDER BY id LIMIT 100",
            &[id.into(), end.into()],
        )?;
        match rows.as_mut_slice() {
            [] => Err(LedgerError::NoReport { id: id.to_owned() }),
            [row] => Ok(row.text()?),
            many => Err(LedgerError::ManyReports { id: id.to_owned(), count: many.len() }),
        }
    }

    /// The reading of the report `id` as it was read last, without what people marked in it.
    ///
    /// # Errors
    ///
    /// When there is no such report, or its reading is damaged.
    pub fn as_read(&mut self, id: &str) -> Result<Reading, LedgerError> {
        let json = self.reading_json(id)?;
        serde_json::from_str(&json)
            .map_err(|error| LedgerError::Row { what: format!("the reading of report {id}"), why: error.to_string() })
    }

    /// What people marked in the report `id`, in the order in which they did; and the reading that comes of it.
    ///
    /// # Errors
    ///
    /// When there is no such report, or its reading is damaged.
    pub fn marked(&mut self, id: &str) -> Result<(Reading, Vec<Marked>), LedgerError> {
        let mut reading = self.as_read(id)?;
        let marked = put(&mut reading, marks(self.store.as_mut(), id)?);
        Ok((reading, marked))
    }

    /// The reports in which people marked something that holds.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn marked_reports(&mut self) -> Result<BTreeSet<String>, LedgerError> {
        let sql = "SELECT DISTINCT about FROM decisions WHERE kind IN ('mark', 'unmark') AND undone IS NULL";
        self.store.query(sql, &[])?.into_iter().map(|mut row| Ok(row.text()?)).collect()
    }

    /// Who decided last on what `about` names, a report or a version, after the entry `seq`, if anybody did; with the entry.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn decided_since(&mut self, about: &str, seq: i64) -> Result<Option<(String, i64)>, LedgerError> {
        let mut rows = self.store.query(
            "SELECT j.who, j.seq FROM decisions d JOIN journal j ON j.seq = COALESCE(d.undone, d.seq)
             WHERE d.about = ?1 AND j.seq > ?2 ORDER BY j.seq DESC LIMIT 1",
            &[about.into(), seq.into()],
        )?;
        rows.first_mut().map(|row| Ok((row.text()?, row.int()?))).transpose()
    }

    /// That a mark can be made: its words are there, and no incident that somebody decided on would be lost.
    pub(crate) fn may_mark(&mut self, what: &What, report: &str) -> Result<(), LedgerError> {
        let (mut reading, _) = self.marked(report)?;
        if reading.report.row.is_some() {
            return Err(LedgerError::Decision(format!(
                "{report} is a row of a log: correct the incident, or add the log again"
            )));
        }
        if let What::Mark { mark, .. } = what {
            let length = CharIndex::new(&reading.report.text).len();
            mark.check(length).map_err(LedgerError::Decision)?;
        }
        let became = became(&mut reading, what).map_err(LedgerError::Decision)?;
        if matches!(what, What::Unmark { .. }) && became.before.is_none() {
            return Err(LedgerError::Decision("nothing of this kind stands on these words".to_owned()));
        }
        self.keeps(report, &reading.incidents)
    }

    /// That undoing the decision `seq`, a mark, loses no incident that somebody decided on, and leaves no other mark without what it belongs to.
    pub(crate) fn may_unmake(&mut self, seq: i64, report: &str) -> Result<(), LedgerError> {
        let mut reading = self.as_read(report)?;
        let mut left = marks(self.store.as_mut(), report)?;
        left.retain(|made| made.seq != seq);
        let lost: Vec<i64> =
            put(&mut reading, left).iter().filter(|one| one.problem.is_some()).map(|one| one.made.seq).collect();
        let (_, now) = self.marked(report)?;
        let new = |seq: &&i64| now.iter().any(|one| one.made.seq == **seq && one.problem.is_none());
        if let Some(other) = lost.iter().find(new) {
            return Err(LedgerError::Decision(format!(
                "decision {other} belongs to what this one marks; undo it first"
            )));
        }
        self.keeps(report, &reading.incidents)
    }

    /// That the report's incidents on which decisions stand are among `incidents`.
    fn keeps(&mut self, report: &str, incidents: &[Incident]) -> Result<(), LedgerError> {
        let held = self.held(report, incidents)?;
        match held.first() {
            None => Ok(()),
            Some(version) => Err(LedgerError::Decision(format!(
                "decisions stand on {version}, which would be gone; undo them first (`truceline show {version}` lists them)"
            ))),
        }
    }

    /// The versions of a report that are not among `incidents`, and on which decisions stand.
    pub(crate) fn held(&mut self, report: &str, incidents: &[Incident]) -> Result<Vec<String>, LedgerError> {
        let there: BTreeSet<String> = ids::versions(report, incidents).into_iter().collect();
        let mut held = Vec::new();
        for version in self.version_ids(report)?.into_iter().filter(|version| !there.contains(version)) {
            let decided = "SELECT seq FROM decisions WHERE about = ?1 AND undone IS NULL LIMIT 1";
            let bound = "SELECT seq FROM bonds WHERE a = ?1 OR b = ?1 LIMIT 1";
            for sql in [decided, bound] {
                if !self.store.query(sql, &[(&version).into()])?.is_empty() && !held.contains(&version) {
                    held.push(version.clone());
                }
            }
        }
        Ok(held)
    }

    /// What of the marks on a report a new reading has no place for, in words.
    pub(crate) fn out_of_place(&mut self, report: &str, reading: &Reading) -> Result<Vec<String>, LedgerError> {
        let mut reading = reading.clone();
        let now = put(&mut reading, marks(self.store.as_mut(), report)?);
        let (_, before) = self.marked(report)?;
        let was = |seq: i64| before.iter().any(|one| one.made.seq == seq && one.problem.is_none());
        let lost = now.into_iter().filter(|one| one.problem.is_some() && was(one.made.seq));
        Ok(lost.map(|one| format!("decision {} ({})", one.made.seq, one.problem.unwrap_or_default())).collect())
    }

    /// A reading with what people marked in its report.
    pub(crate) fn with_marks(&mut self, report: &str, mut reading: Reading) -> Result<Reading, LedgerError> {
        put(&mut reading, marks(self.store.as_mut(), report)?);
        Ok(reading)
    }

    /// Link a report anew, as a mark that the entry `seq` made or undid leaves it.
    pub(crate) fn mark_again(&mut self, report: &str, seq: i64) -> Result<(), LedgerError> {
        // where everything is made again, readings that came later are there already
        let mut rows = self.store.query(
            "SELECT body FROM readings WHERE report = ?1 AND seq <= ?2 ORDER BY seq DESC LIMIT 1",
            &[report.into(), seq.into()],
        )?;
        let wrong = |why: String| LedgerError::Row { what: format!("the reading of report {report}"), why };
        let row = rows.first_mut().ok_or_else(|| LedgerError::NoReport { id: report.to_owned() })?;
        let json = unpack(&row.bytes()?, LARGEST_READING).map_err(wrong)?;
        let reading = serde_json::from_slice(&json).map_err(|error| wrong(error.to_string()))?;
        self.unlink(report)?;
        self.link_reading(report, &reading, seq, false)?;
        self.bind_again(report)
    }

    /// Marks that hold and cannot be applied, by their entries.
    pub(crate) fn marks_not_applied(&mut self) -> Result<Vec<(i64, String)>, LedgerError> {
        let mut found = Vec::new();
        for report in self.marked_reports()? {
            let (_, marked) = self.marked(&report)?;
            let lost = marked.into_iter().filter_map(|one| Some((one.made.seq, one.problem?)));
            found.extend(
                lost.map(|(seq, why)| (seq, format!("its mark is not applied: {why}; undo it and decide anew"))),
            );
        }
        found.sort_unstable();
        Ok(found)
    }
}
