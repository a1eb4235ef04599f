//! Doing again what the journal of another ledger says, so that this ledger becomes its equal, hash for hash.

use crate::adding::{self, Arrival};
use crate::decisions::{Body, Undo};
use crate::journal::{self, By, Entry, Head, Kind};
use crate::leaving::SignedHead;
use crate::ledger::Ledger;
use crate::outlets::Outlet;
use crate::proof::Tree;
use crate::signing::is_signed;
use crate::{Decision, LedgerError, ids, rereading};

impl Ledger {
    /// Do what `entry`, the next one of the journal that this ledger's journal begins, says; `arrival` is the report, where it is about one.
    ///
    /// # Errors
    ///
    /// When it is not the next entry, or cannot be done: the ledger is as it was.
    pub fn replay(&mut self, entry: &Entry, arrival: Option<&Arrival<'_>>) -> Result<(), LedgerError> {
        let wrong = |why: String| LedgerError::Replay { seq: entry.seq, why };
        let by = By { who: entry.who.clone(), at: entry.at.clone() };
        let head = self.head()?;
        if entry.seq != head.seq + 1 || head.next(&by, entry.kind, &entry.body) != entry.hash {
            return Err(wrong("it does not follow from the journal before it".to_owned()));
        }
        match entry.kind {
            Kind::Report => {
                let arrival = arrival.ok_or_else(|| wrong("its report is not there".to_owned()))?;
                // whatever else a report's entry said, another entry would be written
                let body = crate::adding::entry_body(arrival)?;
                if body != entry.body {
                    return Err(wrong("its report is another".to_owned()));
                }
                self.add(arrival, &by)?;
            }
            Kind::Reading => {
                let arrival = arrival.ok_or_else(|| wrong("its reading is not there".to_owned()))?;
                let id = ids::report(&arrival.reading.report);
                if !adding::is_known(self, &id)? || rereading::entry_body(&id, arrival.reading)? != entry.body {
                    return Err(wrong("its reading is another".to_owned()));
                }
                self.read_again(&id, arrival.reading, &by)?;
            }
            Kind::Decision => {
                replay_decision(self, entry, &by)?;
            }
            Kind::Outlet => {
                let outlet: Outlet = serde_json::from_str(&entry.body).map_err(|error| wrong(error.to_string()))?;
                if serde_json::to_string(&outlet).ok().as_ref() != Some(&entry.body) {
                    return Err(wrong("it says more of an outlet than this program knows".to_owned()));
                }
                self.describe(&outlet, &by)?;
            }
            Kind::Made | Kind::Key => {
                self.within(|ledger| journal::append(ledger.store.as_mut(), &by, entry.kind, &entry.body).map(|_| ()))?;
            }
        }
        if self.head()?.hash == entry.hash { Ok(()) } else { Err(wrong("something else came of it".to_owned())) }
    }

    /// Keep signed heads of this ledger's journal that another ledger kept, in the order of their numbers.
    ///
    /// # Errors
    ///
    /// When one is not of this journal, or its signature does not hold: none is kept then.
    pub fn take_heads(&mut self, heads: &[SignedHead]) -> Result<(), LedgerError> {
        let mut tree = Tree::default();
        let mut waiting = heads.iter().peekable();
        for mut row in self.store.query("SELECT seq, hash FROM journal ORDER BY seq", &[])? {
            let entry = Head { seq: row.int()?, hash: row.text()? };
            tree.push(&entry.hash);
            while let Some(SignedHead { head, root, signer, signature }) =
                waiting.next_if(|signed| signed.head.seq == entry.seq)
            {
                if *head != entry || tree.root() != *root || !is_signed(head, root, signer, signature) {
                    let why = "its signed head does not hold".to_owned();
                    return Err(LedgerError::Replay { seq: head.seq, why });
                }
            }
        }
        if let Some(signed) = waiting.next() {
            let why = "a head was signed of an entry that is not there".to_owned();
            return Err(LedgerError::Replay { seq: signed.head.seq, why });
        }
        self.within(|ledger| {
            for SignedHead { head, root, signer, signature } in heads {
                ledger.store.execute(
                    "INSERT INTO heads (seq, hash, root, signer, signature) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
                    &[head.seq.into(), (&head.hash).into(), root.into(), signer.into(), signature.into()],
                )?;
            }
            Ok(())
        })
    }

    /// Take over a decision of another ledger, with the pairs of versions that it bound, as the body of its entry has them.
    ///
    /// # Errors
    ///
    /// When it is no decision, makes no sense, or binds versions that are not here.
    pub fn take_decision(&mut self, body: &str, by: &By) -> Result<Head, LedgerError> {
        let body: Body = serde_json::from_str(body)
            .map_err(|error| LedgerError::Decision(format!("not a decision that can be taken over: {error}")))?;
        body.decision.check()?;
        if let Some(report) = body.decision.what.report()
            && !adding::is_known(self, report)?
        {
            return Err(LedgerError::NoReport { id: report.to_owned() });
        }
        for version in body.versions() {
            if self.store.query("SELECT id FROM versions WHERE id = ?1", &[(&version).into()])?.is_empty() {
                return Err(LedgerError::NoIncident { id: version });
            }
        }
        self.decide_again(&body, by)
    }
}

impl Decision {
    /// The decision that the body of an entry of the journal tells of, with all ids of versions in it; none where it undoes another.
    ///
    /// # Errors
    ///
    /// When it is neither.
    pub fn of_entry(entry: &Entry) -> Result<Option<(Self, Vec<String>)>, LedgerError> {
        if serde_json::from_str::<Undo>(&entry.body).is_ok() {
            return Ok(None);
        }
        let body: Body = serde_json::from_str(&entry.body)
            .map_err(|error| LedgerError::Entry { seq: entry.seq, why: error.to_string() })?;
        let versions = body.versions();
        Ok(Some((body.decision, versions)))
    }
}

/// Put a decision's entry at the end of the journal, and do what it says.
pub(crate) fn replay_decision(ledger: &mut Ledger, entry: &Entry, by: &By) -> Result<(), LedgerError> {
    let wrong = |error: serde_json::Error| LedgerError::Entry { seq: entry.seq, why: error.to_string() };
    ledger.within(|ledger| {
        let head = journal::append(ledger.store.as_mut(), by, entry.kind, &entry.body)?;
        if let Ok(undo) = serde_json::from_str::<Undo>(&entry.body) {
            ledger.apply_undo(undo.undo, head.seq)
        } else {
            let body: Body = serde_json::from_str(&entry.body).map_err(wrong)?;
            ledger.apply_decision(&body, head.seq)
        }
    })
}
