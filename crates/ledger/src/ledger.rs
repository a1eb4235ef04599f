//! The ledger itself: what can be done with it.

use truceline_record::Reading;

use crate::adding::{self, Added, Arrival, KeptFor};
use crate::journal::{self, By, Entry, Head, Kind};
use crate::linking::Linking;
use crate::outlets::{Outlet, Outlets};
use crate::proof::{Proof, Tree};
use crate::signing::Signer;
use crate::store::{self, Open, Store};
use crate::{LedgerError, ids};

/// The largest reading that is kept, in bytes of JSON.
pub(crate) const LARGEST_READING: u64 = 1 << 30;

/// Entries of the journal taken at a time.
const PAGE: i64 = 1000;

/// Many reports, one record.
pub struct Ledger {
    pub(crate) store: Box<dyn Store>,
    pub(crate) outlets: Outlets,
    pub(crate) linking: Linking,
}

impl Ledger {
    /// The ledger at `at`: the path of a file, or a `postgres://` address.
    ///
    /// # Errors
    ///
    /// When it cannot be opened; with [`Open::Existing`] when there is none.
    pub fn open(at: &str, how: Open) -> Result<Self, LedgerError> {
        Self::over(store::open(at, how)?)
    }

    /// The same; `told` is given the number of reports where they were linked by another version of the program and are linked anew, which takes as long as
    /// adding them did.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn open_telling(at: &str, how: Open, told: impl FnOnce(i64)) -> Result<Self, LedgerError> {
        Self::over_telling(store::open(at, how)?, told)
    }

    /// The ledger in `store`.
    pub(crate) fn over(store: Box<dyn Store>) -> Result<Self, LedgerError> {
        Self::over_telling(store, |_| ())
    }

    fn over_telling(mut store: Box<dyn Store>, told: impl FnOnce(i64)) -> Result<Self, LedgerError> {
        let mut outlets = Outlets::bundled()?;
        for mut row in store.query("SELECT body FROM outlets ORDER BY seq, name", &[])? {
            let body = row.text()?;
            let outlet: Outlet = serde_json::from_str(&body)
                .map_err(|error| LedgerError::Row { what: "an outlet".to_owned(), why: error.to_string() })?;
            outlets.put(outlet);
        }
        let mut ledger = Self { store, outlets, linking: Linking::default() };
        ledger.link_anew(told)?;
        Ok(ledger)
    }

    /// Do `work` in one transaction: all of it is kept, or nothing.
    pub(crate) fn within<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.store.begin()?;
        match work(self).and_then(|done| self.store.commit().map(|()| done).map_err(LedgerError::from)) {
            Ok(done) => Ok(done),
            Err(error) => {
                self.linking.forget();
                // The first error says what went wrong; that the transaction is gone is what was wanted.
                let _ = self.store.rollback();
                Err(error)
            }
        }
    }

    /// Let go of what is kept at hand for linking, which a ledger that only looks has little use for.
    pub fn rest(&mut self) {
        self.linking.forget();
    }

    /// Keep a report and its reading, and link its incidents.
    ///
    /// # Errors
    ///
    /// When it cannot be kept: the ledger is as it was.
    pub fn add(&mut self, arrival: &Arrival<'_>, by: &By) -> Result<Added, LedgerError> {
        self.add_all(std::slice::from_ref(arrival), by)?.pop().ok_or(LedgerError::Data("nothing was added".to_owned()))
    }

    /// Keep several reports in one transaction: all of them or none. What each came to stands where it stood.
    ///
    /// # Errors
    ///
    /// When one cannot be kept: the ledger is as it was.
    pub fn add_all(&mut self, arrivals: &[Arrival<'_>], by: &By) -> Result<Vec<Added>, LedgerError> {
        adding::add(self, arrivals, None, by)
    }

    /// As [`Self::add_all`], restricted from the first moment: no state of the ledger shows them to others. Reports that were there already are restricted
    /// too, where they are not by as high a role.
    ///
    /// # Errors
    ///
    /// When one cannot be kept, or the role is everybody's: the ledger is as it was.
    pub fn add_for(
        &mut self,
        arrivals: &[Arrival<'_>],
        kept_for: &KeptFor,
        by: &By,
    ) -> Result<Vec<Added>, LedgerError> {
        adding::add(self, arrivals, Some(kept_for), by)
    }

    /// Whether a report with these words and properties is kept already, before it is read.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn knows(&mut self, report: &truceline_record::Report) -> Result<bool, LedgerError> {
        adding::is_known(self, &ids::report(report))
    }

    /// The journal's end.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn head(&mut self) -> Result<Head, LedgerError> {
        journal::head(self.store.as_mut())
    }

    /// The entries of the journal after `seq`, at most `most`.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn journal(&mut self, seq: i64, most: i64) -> Result<Vec<Entry>, LedgerError> {
        journal::after(self.store.as_mut(), seq, most)
    }

    /// Sign the journal's end, unless it is signed already.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read or written.
    pub fn sign(&mut self, signer: &Signer, by: &By) -> Result<Head, LedgerError> {
        let known = self.store.query(
            "SELECT seq FROM journal WHERE kind = ?1 AND body = ?2",
            &[Kind::Key.name().into(), signer.public().into()],
        )?;
        if self.head()?.seq > 0 && known.is_empty() {
            let public = signer.public();
            self.within(|ledger| journal::append(ledger.store.as_mut(), by, Kind::Key, &public))?;
        }
        let head = self.head()?;
        let signed = self.store.query("SELECT seq FROM heads WHERE seq = ?1", &[head.seq.into()])?;
        if head.seq == 0 || !signed.is_empty() {
            return Ok(head);
        }
        let root = self.tree(head.seq)?.root();
        let signature = signer.sign(&head, &root);
        self.within(|ledger| {
            ledger.store.execute(
                "INSERT INTO heads (seq, hash, root, signer, signature) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
                &[head.seq.into(), (&head.hash).into(), root.into(), signer.public().into(), signature.into()],
            )?;
            Ok(())
        })?;
        Ok(head)
    }

    /// The tree over the entries up to `seq`.
    pub(crate) fn tree(&mut self, seq: i64) -> Result<Tree, LedgerError> {
        let mut tree = Tree::default();
        for mut row in self.store.query("SELECT hash FROM journal WHERE seq <= ?1 ORDER BY seq", &[seq.into()])? {
            tree.push(&row.text()?);
        }
        Ok(tree)
    }

    /// That the entry with the number `seq` is part of the journal whose end was signed last.
    ///
    /// # Errors
    ///
    /// When there is no such entry, or no signed head after it.
    pub fn prove(&mut self, seq: i64) -> Result<Proof, LedgerError> {
        let missing = |why: &str| LedgerError::Entry { seq, why: why.to_owned() };
        let mut heads =
            self.store.query("SELECT seq, hash, root, signer, signature FROM heads ORDER BY seq DESC LIMIT 1", &[])?;
        let row = heads.first_mut().ok_or_else(|| missing("the journal was never signed"))?;
        let (head, root) = (Head { seq: row.int()?, hash: row.text()? }, row.text()?);
        let (signer, signature) = (row.text()?, row.text()?);
        if seq > head.seq {
            return Err(missing("it was not signed yet"));
        }
        let mut entries = self.store.query("SELECT hash FROM journal WHERE seq = ?1", &[seq.into()])?;
        let hash = entries.first_mut().ok_or_else(|| missing("there is no such entry"))?.text()?;
        let path = self.tree(head.seq)?.path(seq).ok_or_else(|| missing("there is no such entry"))?;
        Ok(Proof { seq, hash, path, root, head, signer, signature })
    }

    /// Describe an outlet, in place of what was known of it.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn describe(&mut self, outlet: &Outlet, by: &By) -> Result<Head, LedgerError> {
        let body = serde_json::to_string(outlet).map_err(|error| LedgerError::Data(error.to_string()))?;
        let head = self.within(|ledger| {
            let head = journal::append(ledger.store.as_mut(), by, Kind::Outlet, &body)?;
            ledger.store.execute(
                "INSERT INTO outlets (name, body, seq) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name) DO UPDATE SET body = excluded.body, seq = excluded.seq",
                &[(&outlet.name).into(), (&body).into(), head.seq.into()],
            )?;
            Ok(head)
        })?;
        self.outlets.put(outlet.clone());
        Ok(head)
    }

    /// The outlets that are known.
    pub const fn outlets(&self) -> &Outlets {
        &self.outlets
    }

    /// The reading of the report `id` that counts: as it was read last, with what people marked in it.
    ///
    /// # Errors
    ///
    /// When there is no such report, or its reading is damaged.
    pub fn reading(&mut self, id: &str) -> Result<Reading, LedgerError> {
        Ok(self.marked(id)?.0)
    }

    /// Call `each` for every entry of the journal, in order.
    pub(crate) fn entries(
        &mut self,
        mut each: impl FnMut(&mut Self, Entry) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let mut seq = 0;
        loop {
            let page = self.journal(seq, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            seq = last.seq;
            for entry in page {
                each(self, entry)?;
            }
        }
    }
}
