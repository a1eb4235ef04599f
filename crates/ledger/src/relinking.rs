//! Linking all reports anew, where they were linked by other weights or keys than the program has.
//!
//! What is kept, the reports, readings, decisions and the journal of them, stays as it is; what follows from them is made again in the journal's order, as
//! [`verify`](crate::Ledger::verify) does in a ledger of its own.

use truceline_record::Reading;

use crate::adding::ReportBody;
use crate::decisions::{Body, Undo};
use crate::journal::{Entry, Kind};
use crate::ledger::Ledger;
use crate::linking::Linking;
use crate::outlets::{Outlet, Outlets};
use crate::rereading::ReadingBody;
use crate::store::Dialect;
use crate::{LedgerError, rows};

/// Tables whose rows follow from others.
const MADE: [&str; 10] =
    ["linkers", "versions", "blocks", "edges", "bands", "signatures", "copies", "decisions", "bonds", "rows"];

impl Ledger {
    /// Whether the ledger was linked by this program's weights and keys.
    fn is_linked(&mut self) -> Result<bool, LedgerError> {
        let rows = self.store.query("SELECT digest FROM linkers", &[])?;
        let digests = rows.into_iter().map(|mut row| row.text()).collect::<Result<Vec<_>, _>>()?;
        Ok(digests == [Linking::digest()])
    }

    /// Link anew what was linked otherwise, all of it or nothing; `told` is given the number of reports before that begins.
    pub(crate) fn link_anew(&mut self, told: impl FnOnce(i64)) -> Result<(), LedgerError> {
        if self.is_linked()? {
            return Ok(());
        }
        self.within(|ledger| {
            // another program may have done it since
            if ledger.is_linked()? {
                return Ok(());
            }
            let mut rows = ledger.store.query("SELECT COUNT(*) FROM reports", &[])?;
            let reports = rows.first_mut().map_or(Ok(0), crate::store::Row::int)?;
            if reports > 0 {
                told(reports);
            }
            if ledger.store.dialect() == Dialect::Sqlite {
                ledger.store.execute("DELETE FROM boxes", &[])?;
            }
            for table in MADE.into_iter().chain(["incidents"]) {
                ledger.store.execute(&format!("DELETE FROM {table}"), &[])?;
            }
            ledger.linking.forget();
            // what an incident came to is told with the outlets as they were known when its last report came
            ledger.outlets = Outlets::bundled()?;
            ledger.store.execute("INSERT INTO linkers (digest) VALUES (?1)", &[Linking::digest().into()])?;
            ledger.entries(|ledger, entry| ledger.make_again(&entry))
        })
    }

    /// Make again what follows from an entry of the journal.
    fn make_again(&mut self, entry: &Entry) -> Result<(), LedgerError> {
        let wrong = |error: serde_json::Error| LedgerError::Entry { seq: entry.seq, why: error.to_string() };
        match entry.kind {
            Kind::Report => {
                let body: ReportBody = serde_json::from_str(&entry.body).map_err(wrong)?;
                let reading = self.reading_of(&body.report, &body.reading)?;
                rows::keep(self.store.as_mut(), &body.report, &reading.report, entry.seq)?;
                self.link_reading(&body.report, &reading, entry.seq, true)?;
                if let Some(row) = &reading.report.row {
                    rows::replace(self, &body.report, row.after.as_deref(), entry.seq)?;
                }
            }
            Kind::Reading => {
                let body: ReadingBody = serde_json::from_str(&entry.body).map_err(wrong)?;
                let reading = self.reading_of(&body.report, &body.reading)?;
                self.unlink(&body.report)?;
                self.link_reading(&body.report, &reading, entry.seq, false)?;
                self.bind_again(&body.report)?;
            }
            Kind::Decision => {
                if let Ok(undo) = serde_json::from_str::<Undo>(&entry.body) {
                    self.apply_undo(undo.undo, entry.seq)?;
                } else {
                    let body: Body = serde_json::from_str(&entry.body).map_err(wrong)?;
                    self.apply_decision(&body, entry.seq)?;
                }
            }
            Kind::Outlet => {
                let outlet: Outlet = serde_json::from_str(&entry.body).map_err(wrong)?;
                self.outlets.put(outlet);
            }
            Kind::Made | Kind::Key => {}
        }
        Ok(())
    }

    /// Link a reading, which the entry `seq` brought, with what people marked in its report; `first` where the report's text is not filed yet.
    pub(crate) fn link_reading(
        &mut self,
        report: &str,
        reading: &Reading,
        seq: i64,
        first: bool,
    ) -> Result<(), LedgerError> {
        let marked = self.with_marks(report, reading.clone())?;
        let Self { store, outlets, linking } = self;
        let prepared = linking.prepare(report, &marked)?;
        let prepared = if first { prepared } else { prepared.of_known_text() };
        linking.link(store.as_mut(), outlets, report, prepared, seq).map(|_| ())
    }
}
