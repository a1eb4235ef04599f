//! Whether the ledger is what its journal says.
//!
//! The chain is followed entry by entry; every original and reading is held against the hash that its entry gives; then everything that follows
//! from them is made again in a fresh ledger and held against what is kept, row by row.

mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use truceline_record::{Reading, Report};

use crate::LedgerError;
use crate::adding::{self, Arrival, ReportBody};
use crate::journal::{self, By, Entry, Head, Kind, START};
use crate::ledger::{LARGEST_READING, Ledger};
use crate::made;
use crate::original::Original;
use crate::outlets::Outlet;
use crate::packed::unpack;
use crate::proof::Tree;
use crate::replaying::replay_decision;
use crate::rereading::ReadingBody;
use crate::signing::is_signed;
use crate::store::{self, Open};
use tables::{TABLES, compare};

/// Something that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The table.
    pub table: &'static str,
    /// The row, by its key.
    pub row: String,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.table, self.row, self.what)
    }
}

/// What verifying found.
#[derive(Clone, Debug, Serialize)]
pub struct Verified {
    /// The journal's end.
    pub head: Head,
    /// The last entry that is covered by a signature.
    pub signed: i64,
    /// The keys that heads were signed with.
    pub signers: Vec<String>,
    /// How many reports there are.
    pub reports: usize,
    /// What is wrong, the first of each table first; nothing where all is well.
    pub faults: Vec<Fault>,
}

/// No more faults of one table than this are told.
const MOST: usize = 20;

struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, table: &'static str, row: impl Into<String>, what: impl Into<String>) {
        if self.0.iter().filter(|fault| fault.table == table).count() < MOST {
            self.0.push(Fault { table, row: row.into(), what: what.into() });
        }
    }
}

impl Ledger {
    /// Hold everything in the ledger against its journal, and the journal against `kept`, a head that was kept elsewhere.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read at all. What is wrong in it is told in [`Verified::faults`].
    pub fn verify(&mut self, kept: Option<&Head>) -> Result<Verified, LedgerError> {
        let mut faults = Faults(Vec::new());
        for line in self.store.faults()? {
            faults.add("store", "file", line);
        }
        let mut signed = BTreeSet::new();
        for mut row in self.store.query("SELECT seq FROM heads", &[])? {
            signed.insert(row.int()?);
        }
        let mut chain = Chain::new(&mut faults, kept, signed);
        let read = self.entries(|_, entry| {
            chain.take(&entry);
            Ok(())
        });
        if let Err(error) = read {
            chain.faults.add("journal", (chain.head.seq + 1).to_string(), error.to_string());
        }
        chain.end();
        let Chain { head, roots, hashes, .. } = chain;
        let (signed, signers) = self.heads(&mut faults, &head, &roots, &hashes)?;
        let reports = self.made_again(&mut faults)?;
        for (seq, why) in made::not_applied(self.store.as_mut())? {
            faults.add("decisions", seq.to_string(), why);
        }
        for (seq, why) in self.marks_not_applied()? {
            faults.add("decisions", seq.to_string(), why);
        }
        Ok(Verified { head, signed, signers, reports, faults: faults.0 })
    }

    fn heads(
        &mut self,
        faults: &mut Faults,
        end: &Head,
        roots: &BTreeMap<i64, String>,
        hashes: &BTreeMap<i64, String>,
    ) -> Result<(i64, Vec<String>), LedgerError> {
        let (mut signed, mut signers) = (0, BTreeSet::new());
        let known: BTreeSet<String> = self
            .store
            .query("SELECT body FROM journal WHERE kind = ?1", &[Kind::Key.name().into()])?
            .into_iter()
            .map(|mut row| row.text())
            .collect::<Result<_, _>>()?;
        for mut row in self.store.query("SELECT seq, hash, root, signer, signature FROM heads ORDER BY seq", &[])? {
            let seq = row.int()?;
            let (hash, root, signer, signature) = (row.text()?, row.text()?, row.text()?, row.text()?);
            let head = Head { seq, hash };
            let name = seq.to_string();
            if seq > end.seq {
                faults.add(
                    "journal",
                    format!("{}", end.seq + 1),
                    format!("the tail is cut off: entry {seq} was signed and is gone"),
                );
            } else if hashes.get(&seq) != Some(&head.hash) {
                faults.add("heads", name, "not the hash of the entry that it stands for");
            } else if roots.get(&seq) != Some(&root) {
                faults.add("heads", name, "not the root over the entries that it stands for");
            } else if !is_signed(&head, &root, &signer, &signature) {
                faults.add("heads", name, "the signature does not hold");
            } else if !known.contains(&signer) {
                faults.add("heads", name, format!("signed with {signer}, a key that the journal does not know"));
            } else {
                signed = seq;
                signers.insert(signer);
            }
        }
        Ok((signed, signers.into_iter().collect()))
    }

    /// Make everything again in a fresh ledger; gives how many reports there are.
    fn made_again(&mut self, faults: &mut Faults) -> Result<usize, LedgerError> {
        let mut fresh = Self::over(store::open(":memory:", Open::OrMake)?)?;
        let mut reports = 0;
        let mut whole = true;
        let mut last = None;
        let replayed = self.entries(|ledger, entry| {
            let by = By { who: entry.who.clone(), at: entry.at.clone() };
            let done = match entry.kind {
                Kind::Report => {
                    reports += 1;
                    ledger.replay_report(&mut fresh, &entry, &by, &mut last, faults)
                }
                Kind::Reading => ledger.replay_reading(&mut fresh, &entry, &by, faults),
                Kind::Decision => replay_decision(&mut fresh, &entry, &by).map(|()| true),
                Kind::Outlet => match serde_json::from_str::<Outlet>(&entry.body) {
                    Ok(outlet) => fresh.describe(&outlet, &by).map(|_| true),
                    Err(error) => Err(LedgerError::Entry { seq: entry.seq, why: error.to_string() }),
                },
                Kind::Made | Kind::Key => fresh
                    .within(|fresh| journal::append(fresh.store.as_mut(), &by, entry.kind, &entry.body).map(|_| true)),
            };
            match done {
                Ok(true) => {}
                Ok(false) => whole = false,
                Err(error) => {
                    whole = false;
                    faults.add("journal", entry.seq.to_string(), format!("cannot be done again: {error}"));
                }
            }
            Ok(())
        });
        if !whole || replayed.is_err() {
            // What should follow cannot be known then, and every row would seem wrong.
            faults.add("all", "tables", "not compared row by row: what is told above comes first");
            return Ok(reports);
        }
        for table in TABLES {
            if let Err(error) = compare(table, self.store.as_mut(), fresh.store.as_mut(), faults) {
                faults.add(table.name, "all", error.to_string());
            }
        }
        Ok(reports)
    }

    /// Hold a report against its entry and add it to the fresh ledger; false where it is too damaged for that. `last` is the original of the report before it: those
    /// that came in together share one.
    fn replay_report(
        &mut self,
        fresh: &mut Self,
        entry: &Entry,
        by: &By,
        last: &mut Option<Original>,
        faults: &mut Faults,
    ) -> Result<bool, LedgerError> {
        let body: ReportBody = match serde_json::from_str(&entry.body) {
            Ok(body) => body,
            Err(error) => return Err(LedgerError::Entry { seq: entry.seq, why: error.to_string() }),
        };
        let id = &body.report;
        let original = match &body.original {
            Some(digest) if last.as_ref().is_some_and(|last| last.digest() == digest) => last.clone(),
            Some(digest) => match self.original(digest)? {
                Ok(bytes) => Some(Original::from(bytes)),
                Err(why) => {
                    faults.add("originals", digest, why);
                    None
                }
            },
            None => None,
        };
        let mut rows = self.store.query(
            "SELECT name, title, source, url, published, language, original FROM reports WHERE id = ?1",
            &[id.into()],
        )?;
        match rows.first_mut() {
            None => faults.add("reports", id, "it is gone"),
            Some(row) => {
                let report = Report {
                    id: row.text()?,
                    title: row.maybe_text()?,
                    source: row.maybe_text()?,
                    url: row.maybe_text()?,
                    published: row.maybe_text()?,
                    language: row.maybe_text()?,
                    ..Report::default()
                };
                if adding::about(id, &report) != body.about || row.maybe_text()? != body.original {
                    faults.add("reports", id, "not what the journal says of it");
                }
            }
        }
        let Some(reading) = self.kept_reading(id, &body.reading, entry.seq, faults)? else { return Ok(false) };
        let missing = body.original.is_some() && original.is_none();
        last.clone_from(&original);
        fresh.add(&Arrival { reading: &reading, original }, by)?;
        Ok(!missing)
    }

    /// Hold a new reading against its entry and keep it in the fresh ledger; false where it is too damaged for that.
    fn replay_reading(
        &mut self,
        fresh: &mut Self,
        entry: &Entry,
        by: &By,
        faults: &mut Faults,
    ) -> Result<bool, LedgerError> {
        let body: ReadingBody = serde_json::from_str(&entry.body)
            .map_err(|error| LedgerError::Entry { seq: entry.seq, why: error.to_string() })?;
        let Some(reading) = self.kept_reading(&body.report, &body.reading, entry.seq, faults)? else {
            return Ok(false);
        };
        fresh.read_again(&body.report, &reading, by)?;
        Ok(true)
    }

    /// The reading of the report `id` that came with the entry `seq`, if it has the hash that the journal gives.
    fn kept_reading(
        &mut self,
        id: &str,
        hash: &str,
        seq: i64,
        faults: &mut Faults,
    ) -> Result<Option<Reading>, LedgerError> {
        let mut rows = self
            .store
            .query("SELECT digest, body FROM readings WHERE report = ?1 AND seq = ?2", &[id.into(), seq.into()])?;
        let Some(row) = rows.first_mut() else {
            faults.add("readings", id, "it is gone");
            return Ok(None);
        };
        let digest = row.text()?;
        let json = match unpack(&row.bytes()?, LARGEST_READING) {
            Ok(json) if blake3::hash(&json).to_hex().as_str() == hash => json,
            Ok(_) => {
                faults.add("readings", id, "its bytes do not have the hash that the journal gives");
                return Ok(None);
            }
            Err(why) => {
                faults.add("readings", id, format!("its bytes are damaged: {why}"));
                return Ok(None);
            }
        };
        if digest != hash {
            faults.add("readings", id, "not the hash that the journal gives");
        }
        let reading =
            serde_json::from_slice(&json).map_err(|error| LedgerError::Entry { seq, why: error.to_string() })?;
        Ok(Some(reading))
    }

    /// The bytes of an original; or what is wrong with them.
    pub(crate) fn original(&mut self, digest: &str) -> Result<Result<Vec<u8>, String>, LedgerError> {
        let mut rows = self.store.query("SELECT size, bytes FROM originals WHERE digest = ?1", &[digest.into()])?;
        let Some(row) = rows.first_mut() else { return Ok(Err("it is gone".to_owned())) };
        let (size, packed) = (row.int()?, row.bytes()?);
        let bytes = unpack(&packed, u64::try_from(size).unwrap_or_default());
        Ok(bytes.map_err(|why| format!("its bytes are damaged: {why}")).and_then(|bytes| {
            if blake3::hash(&bytes).to_hex().as_str() == digest {
                Ok(bytes)
            } else {
                Err("its bytes do not have this hash".to_owned())
            }
        }))
    }
}

/// The journal, followed from its start.
struct Chain<'a> {
    faults: &'a mut Faults,
    kept: Option<&'a Head>,
    /// The entries of which heads were signed.
    signed: BTreeSet<i64>,
    head: Head,
    tree: Tree,
    roots: BTreeMap<i64, String>,
    hashes: BTreeMap<i64, String>,
    broken: bool,
}

impl<'a> Chain<'a> {
    fn new(faults: &'a mut Faults, kept: Option<&'a Head>, signed: BTreeSet<i64>) -> Self {
        let head = Head { seq: 0, hash: START.to_owned() };
        let (roots, hashes) = (BTreeMap::new(), BTreeMap::new());
        Self { faults, kept, signed, head, tree: Tree::default(), roots, hashes, broken: false }
    }

    fn take(&mut self, entry: &Entry) {
        let name = entry.seq.to_string();
        if entry.seq != self.head.seq + 1 && !self.broken {
            self.broken = true;
            self.faults.add("journal", (self.head.seq + 1).to_string(), "it is gone");
        }
        let by = By { who: entry.who.clone(), at: entry.at.clone() };
        let head = Head { seq: entry.seq - 1, hash: self.head.hash.clone() };
        if head.next(&by, entry.kind, &entry.body) != entry.hash && !self.broken {
            self.broken = true;
            self.faults.add("journal", &name, "its hash does not follow from the entry before it and what it says");
        }
        if let Some(kept) = self.kept.filter(|kept| kept.seq == entry.seq && kept.hash != entry.hash) {
            self.faults.add(
                "journal",
                &name,
                format!("not the entry that was kept elsewhere, whose hash is {}", kept.hash),
            );
        }
        self.head = Head { seq: entry.seq, hash: entry.hash.clone() };
        self.tree.push(&entry.hash);
        if self.signed.contains(&entry.seq) {
            self.roots.insert(entry.seq, self.tree.root());
            self.hashes.insert(entry.seq, entry.hash.clone());
        }
    }

    fn end(&mut self) {
        if let Some(kept) = self.kept.filter(|kept| kept.seq > self.head.seq) {
            let next = (self.head.seq + 1).to_string();
            self.faults.add(
                "journal",
                next,
                format!("the tail is cut off: entry {} was kept elsewhere and is gone", kept.seq),
            );
        }
    }
}
