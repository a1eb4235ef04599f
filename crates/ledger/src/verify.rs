//! Whether the ledger is what its journal says.
//!
//! The chain is followed entry by entry; every original and reading is held against the hash that its entry gives; then everything that follows
//! from them is made again in a fresh ledger and held against what is kept, row by row.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use truceline_record::{Reading, Report};

use crate::LedgerError;
use crate::adding::{self, Arrival, ReportBody};
use crate::decisions;
use crate::journal::{self, By, Entry, Head, Kind, START};
use crate::ledger::{LARGEST_READING, Ledger};
use crate::outlets::Outlet;
use crate::packed::unpack;
use crate::proof::Tree;
use crate::replaying::replay_decision;
use crate::rereading::ReadingBody;
use crate::signing::is_signed;
use crate::store::{self, Dialect, Open, Row, Store, StoreError, Value};

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

/// Rows compared at a time.
const PAGE: i64 = 2000;

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
        for (seq, why) in decisions::not_applied(self.store.as_mut())? {
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
        let replayed = self.entries(|ledger, entry| {
            let by = By { who: entry.who.clone(), at: entry.at.clone() };
            let done = match entry.kind {
                Kind::Report => {
                    reports += 1;
                    ledger.replay_report(&mut fresh, &entry, &by, faults)
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

    /// Hold a report against its entry and add it to the fresh ledger; false where it is too damaged for that.
    fn replay_report(
        &mut self,
        fresh: &mut Self,
        entry: &Entry,
        by: &By,
        faults: &mut Faults,
    ) -> Result<bool, LedgerError> {
        let body: ReportBody = match serde_json::from_str(&entry.body) {
            Ok(body) => body,
            Err(error) => return Err(LedgerError::Entry { seq: entry.seq, why: error.to_string() }),
        };
        let id = &body.report;
        let original = match &body.original {
            Some(digest) => match self.original(digest)? {
                Ok(bytes) => Some(bytes),
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
        fresh.add(&Arrival { reading: &reading, original: original.map(Into::into) }, by)?;
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

/// A table as it is compared: what is asked for, by which key it is paged, and how many columns the key has.
struct Table {
    name: &'static str,
    first: &'static str,
    next: &'static str,
    key: usize,
    /// The only store that has it in this form; all where none.
    only: Option<Dialect>,
}

const fn table(name: &'static str, first: &'static str, next: &'static str, key: usize) -> Table {
    Table { name, first, next, key, only: None }
}

const TABLES: &[Table] = &[
    table(
        "journal",
        "SELECT seq, at, who, kind, body, hash FROM journal ORDER BY seq LIMIT ?1",
        "SELECT seq, at, who, kind, body, hash FROM journal WHERE seq > ?2 ORDER BY seq LIMIT ?1",
        1,
    ),
    table(
        "originals",
        "SELECT digest, size FROM originals ORDER BY digest LIMIT ?1",
        "SELECT digest, size FROM originals WHERE digest > ?2 ORDER BY digest LIMIT ?1",
        1,
    ),
    table(
        "reports",
        "SELECT id, name, title, source, url, published, language, original, seq FROM reports ORDER BY id LIMIT ?1",
        "SELECT id, name, title, source, url, published, language, original, seq FROM reports WHERE id > ?2 ORDER BY id LIMIT ?1",
        1,
    ),
    table(
        "readings",
        "SELECT report, seq, digest, made_by FROM readings ORDER BY report, seq LIMIT ?1",
        "SELECT report, seq, digest, made_by FROM readings WHERE (report, seq) > (?2, ?3) ORDER BY report, seq LIMIT ?1",
        2,
    ),
    table(
        "versions",
        "SELECT id, report, local, main, component, incident, seq, body, account FROM versions ORDER BY id LIMIT ?1",
        "SELECT id, report, local, main, component, incident, seq, body, account FROM versions WHERE id > ?2 ORDER BY id LIMIT ?1",
        1,
    ),
    table(
        "blocks",
        "SELECT key, version FROM blocks ORDER BY key, version LIMIT ?1",
        "SELECT key, version FROM blocks WHERE (key, version) > (?2, ?3) ORDER BY key, version LIMIT ?1",
        2,
    ),
    table(
        "edges",
        "SELECT a, b, log_odds FROM edges ORDER BY a, b LIMIT ?1",
        "SELECT a, b, log_odds FROM edges WHERE (a, b) > (?2, ?3) ORDER BY a, b LIMIT ?1",
        2,
    ),
    table(
        "incidents",
        "SELECT id, type, reality, main, first_day, last_day, place, admin, country, lat, lon, sought_place, sought_actors, killed_min,
           killed_max, reports, sources, disputed, status, body FROM incidents ORDER BY id LIMIT ?1",
        "SELECT id, type, reality, main, first_day, last_day, place, admin, country, lat, lon, sought_place, sought_actors, killed_min,
           killed_max, reports, sources, disputed, status, body FROM incidents WHERE id > ?2 ORDER BY id LIMIT ?1",
        1,
    ),
    table(
        "signatures",
        "SELECT report, body FROM signatures ORDER BY report LIMIT ?1",
        "SELECT report, body FROM signatures WHERE report > ?2 ORDER BY report LIMIT ?1",
        1,
    ),
    table(
        "bands",
        "SELECT key, report FROM bands ORDER BY key, report LIMIT ?1",
        "SELECT key, report FROM bands WHERE (key, report) > (?2, ?3) ORDER BY key, report LIMIT ?1",
        2,
    ),
    table(
        "copies",
        "SELECT a, b, likeness FROM copies ORDER BY a, b LIMIT ?1",
        "SELECT a, b, likeness FROM copies WHERE (a, b) > (?2, ?3) ORDER BY a, b LIMIT ?1",
        2,
    ),
    table(
        "decisions",
        "SELECT seq, kind, about, body, undone FROM decisions ORDER BY seq LIMIT ?1",
        "SELECT seq, kind, about, body, undone FROM decisions WHERE seq > ?2 ORDER BY seq LIMIT ?1",
        1,
    ),
    table(
        "bonds",
        "SELECT seq, a, b, one FROM bonds ORDER BY seq, a, b LIMIT ?1",
        "SELECT seq, a, b, one FROM bonds WHERE (seq, a, b) > (?2, ?3, ?4) ORDER BY seq, a, b LIMIT ?1",
        3,
    ),
    table(
        "rows",
        "SELECT report, log, key, content, after, seq FROM rows ORDER BY report LIMIT ?1",
        "SELECT report, log, key, content, after, seq FROM rows WHERE report > ?2 ORDER BY report LIMIT ?1",
        1,
    ),
    table(
        "outlets",
        "SELECT name, body, seq FROM outlets ORDER BY name LIMIT ?1",
        "SELECT name, body, seq FROM outlets WHERE name > ?2 ORDER BY name LIMIT ?1",
        1,
    ),
    Table {
        only: Some(Dialect::Sqlite),
        ..table(
            "words",
            "SELECT rowid, report, title, text FROM words ORDER BY rowid LIMIT ?1",
            "SELECT rowid, report, title, text FROM words WHERE rowid > ?2 ORDER BY rowid LIMIT ?1",
            1,
        )
    },
    Table {
        only: Some(Dialect::Sqlite),
        ..table(
            "boxes",
            "SELECT i.id, b.south, b.north, b.west, b.east FROM boxes b LEFT JOIN incidents i ON i.number = b.number ORDER BY i.id LIMIT ?1",
            "SELECT i.id, b.south, b.north, b.west, b.east FROM boxes b LEFT JOIN incidents i ON i.number = b.number
             WHERE i.id > ?2 ORDER BY i.id LIMIT ?1",
            1,
        )
    },
];

/// The rows of a table, a page at a time.
struct Pages<'a> {
    table: &'a Table,
    store: &'a mut dyn Store,
    page: std::vec::IntoIter<Vec<Value>>,
    last: Option<Vec<Value>>,
}

impl<'a> Pages<'a> {
    fn new(table: &'a Table, store: &'a mut dyn Store) -> Self {
        Self { table, store, page: Vec::new().into_iter(), last: None }
    }

    fn next(&mut self) -> Result<Option<Vec<Value>>, StoreError> {
        if let Some(row) = self.page.next() {
            return Ok(Some(row));
        }
        let rows = match &self.last {
            None => self.store.query(self.table.first, &[PAGE.into()])?,
            Some(key) => {
                let values: Vec<Value> = std::iter::once(PAGE.into()).chain(key.iter().cloned()).collect();
                self.store.query(self.table.next, &values)?
            }
        };
        let rows: Vec<Vec<Value>> = rows.into_iter().map(Row::fields).collect();
        match rows.last() {
            // a key that is nothing cannot be gone on from
            Some(last) if last.iter().take(self.table.key).all(|field| *field != Value::Null) => {
                self.last = Some(last.iter().take(self.table.key).cloned().collect());
            }
            _ if self.last.is_some() && rows.is_empty() => return Ok(None),
            _ => {}
        }
        self.page = rows.into_iter();
        Ok(self.page.next())
    }
}

/// Hold a table against the one that was made again.
fn compare(table: &Table, kept: &mut dyn Store, fresh: &mut dyn Store, faults: &mut Faults) -> Result<(), LedgerError> {
    if table.only.is_some_and(|only| only != kept.dialect()) {
        return Ok(());
    }
    let (mut kept, mut fresh) = (Pages::new(table, kept), Pages::new(table, fresh));
    let (mut here, mut there) = (kept.next()?, fresh.next()?);
    loop {
        let order = match (&here, &there) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(here), Some(there)) => order(table, here, there),
        };
        let row = if order.is_gt() { &there } else { &here };
        let row = row.as_ref().map(|row| name(table, row)).unwrap_or_default();
        match order {
            Ordering::Less => faults.add(table.name, row, "nothing in the journal gives it"),
            Ordering::Greater => faults.add(table.name, row, "it is gone"),
            Ordering::Equal if here != there => faults.add(table.name, row, "not what follows from the journal"),
            Ordering::Equal => {}
        }
        if order.is_le() {
            here = kept.next()?;
        }
        if order.is_ge() {
            there = fresh.next()?;
        }
    }
}

/// How two rows of a table are ordered by its key.
fn order(table: &Table, a: &[Value], b: &[Value]) -> Ordering {
    let fields = a.iter().zip(b).take(table.key).map(|(a, b)| match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        _ => Ordering::Greater,
    });
    fields.fold(Ordering::Equal, Ordering::then)
}

fn name(table: &Table, row: &[Value]) -> String {
    let parts = row.iter().take(table.key).map(|field| match field {
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        _ => "?".to_owned(),
    });
    parts.collect::<Vec<_>>().join(" ")
}
