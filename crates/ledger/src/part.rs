//! What people of a role see of a ledger: a ledger of its own, of what the journal comes to as if the reports that are kept from them had never come in.
//!
//! Nothing of these reports is in it, so that nothing that is made of it (counts, ranges, links, copies, histories, exports) can tell of them. It follows the
//! whole, entry by entry; what its people decide and add goes to the whole, as what they saw.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use tempfile::TempDir;
use truceline_record::CharIndex;

use crate::LedgerError;
use crate::adding::{self, Added, Arrival, KeptFor, ReportBody};
use crate::decisions::{Body, Undo};
use crate::ids::violation_id;
use crate::journal::{self, By, Entry, Head, Kind};
use crate::ledger::Ledger;
use crate::linking::Linked;
use crate::original::Original;
use crate::outlets::Outlet;
use crate::rereading::ReadingBody;
use crate::restricting::Restriction;
use crate::role::Role;
use crate::store::{Open, StoreError};
use crate::what::{Decision, What};

/// Entries of the whole's journal taken at a time.
const PAGE: i64 = 1000;

/// What people of a role see of a ledger. It lies in a folder for temporary files that only this user may read, and is gone with this.
pub struct Part {
    ledger: Ledger,
    whole: Ledger,
    role: Role,
    at: PathBuf,
    /// The reports that are not in it.
    left_out: BTreeSet<String>,
    /// Which entries of the whole's journal its own entries are, from its first on.
    entries: Vec<i64>,
    /// The last entry of the whole's journal that it knows of.
    followed: i64,
    _folder: TempDir,
}

impl Part {
    /// What people of `role` see of `whole`, which takes about as long as adding all of its reports did.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or there is no room for temporary files.
    pub fn new(whole: Ledger, role: Role) -> Result<Self, LedgerError> {
        let room = |error: std::io::Error| StoreError::Open {
            at: std::env::temp_dir().display().to_string(),
            why: error.to_string(),
        };
        let folder = tempfile::Builder::new().prefix("truceline-").tempdir().map_err(room)?;
        let at = folder.path().join("part.db");
        let ledger = Ledger::open(&at.display().to_string(), Open::OrMake)?;
        let (left_out, entries) = (BTreeSet::new(), Vec::new());
        let mut part = Self { ledger, whole, role, at, left_out, entries, followed: 0, _folder: folder };
        part.follow()?;
        Ok(part)
    }

    /// Where it lies, for others that look into it.
    pub fn at(&self) -> String {
        self.at.display().to_string()
    }

    /// It as a ledger, to look into.
    pub const fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    /// How many reports are not in it.
    pub fn left_out(&self) -> usize {
        self.left_out.len()
    }

    /// Take in what is new in the whole. False where it cannot come to what its people may see now, since something that is in it was restricted, or something that
    /// is not no longer is: then it must not be looked into any more, and another is to be made.
    ///
    /// # Errors
    ///
    /// When either cannot be read, or this cannot be written.
    pub fn follow(&mut self) -> Result<bool, LedgerError> {
        // what is restricted is asked after the journal's end, so that no entry up to there is newer
        let head = self.whole.head()?;
        let hidden = self.hidden()?;
        let mut files = BTreeSet::new();
        for report in hidden.keys() {
            if adding::is_known(&mut self.ledger, report)? {
                return Ok(false);
            }
            for mut row in self.whole.store.query("SELECT original FROM reports WHERE id = ?1", &[report.into()])? {
                files.extend(row.maybe_text()?);
            }
        }
        for file in &files {
            let shown = "SELECT id FROM reports WHERE original = ?1 LIMIT 1";
            if !self.ledger.store.query(shown, &[file.into()])?.is_empty() {
                return Ok(false);
            }
        }
        if self.left_out.iter().any(|report| !hidden.contains_key(report)) {
            return Ok(false);
        }
        while self.followed < head.seq {
            let page = self.whole.journal(self.followed, PAGE)?;
            if page.is_empty() {
                break;
            }
            for entry in page.iter().take_while(|entry| entry.seq <= head.seq) {
                self.take(entry, &hidden, &files)?;
                self.followed = entry.seq;
                let own = usize::try_from(self.ledger.head()?.seq).unwrap_or(usize::MAX);
                if own > self.entries.len() {
                    self.entries.push(entry.seq);
                }
            }
        }
        self.ledger.rest();
        self.whole.rest();
        Ok(true)
    }

    /// The reports that its people do not see, as the whole has it now.
    fn hidden(&mut self) -> Result<BTreeMap<String, Restriction>, LedgerError> {
        let mut restrictions = self.whole.restrictions()?;
        restrictions.retain(|_, restriction| restriction.to > self.role);
        Ok(restrictions)
    }

    /// Do what an entry of the whole's journal says, as far as its people may know; `files` are the originals that hold what they do not see.
    fn take(
        &mut self,
        entry: &Entry,
        hidden: &BTreeMap<String, Restriction>,
        files: &BTreeSet<String>,
    ) -> Result<(), LedgerError> {
        let wrong = |error: serde_json::Error| LedgerError::Entry { seq: entry.seq, why: error.to_string() };
        let by = By { who: entry.who.clone(), at: entry.at.clone() };
        match entry.kind {
            Kind::Made => self.put(&by, entry.kind, &entry.body, |_, _| Ok(())),
            // no head of this journal is signed
            Kind::Key => Ok(()),
            Kind::Report => {
                let ReportBody { report, original, reading, .. } = serde_json::from_str(&entry.body).map_err(wrong)?;
                if hidden.contains_key(&report) {
                    self.left_out.insert(report);
                    return Ok(());
                }
                let reading = self.whole.reading_of(&report, &reading)?;
                // a file that cannot be read is told by who verifies the whole
                let original = match original.filter(|digest| !files.contains(digest)) {
                    Some(digest) => self.whole.original(&digest)?.ok().map(Original::from),
                    None => None,
                };
                self.ledger.add(&Arrival { reading: &reading, original }, &by).map(|_| ())
            }
            Kind::Reading => {
                let ReadingBody { report, reading } = serde_json::from_str(&entry.body).map_err(wrong)?;
                if hidden.contains_key(&report) {
                    return Ok(());
                }
                let reading = self.whole.reading_of(&report, &reading)?;
                self.ledger.read_again(&report, &reading, &by)
            }
            Kind::Outlet => {
                let outlet: Outlet = serde_json::from_str(&entry.body).map_err(wrong)?;
                self.ledger.describe(&outlet, &by).map(|_| ())
            }
            Kind::Decision => {
                let taken = if let Ok(Undo { undo, reason }) = serde_json::from_str(&entry.body) {
                    let Some(undo) = self.own(undo) else { return Ok(()) };
                    let body = serde_json::to_string(&Undo { undo, reason }).map_err(wrong)?;
                    self.put(&by, entry.kind, &body, |ledger, seq| ledger.apply_undo(undo, seq))
                } else {
                    let body: Body = serde_json::from_str(&entry.body).map_err(wrong)?;
                    let Some(body) = self.seen(body, entry.seq, hidden)? else { return Ok(()) };
                    let json = serde_json::to_string(&body).map_err(wrong)?;
                    self.put(&by, entry.kind, &json, |ledger, seq| ledger.apply_decision(&body, seq))
                };
                match taken {
                    // what cannot be done without what is left out is left out with it
                    Err(error) if !matches!(error, LedgerError::Store(_)) => Ok(()),
                    taken => taken,
                }
            }
        }
    }

    /// Put an entry at the end of its own journal, and do what it says.
    fn put(
        &mut self,
        by: &By,
        kind: Kind,
        body: &str,
        work: impl FnOnce(&mut Ledger, i64) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        self.ledger.within(|ledger| {
            let head = journal::append(ledger.store.as_mut(), by, kind, body)?;
            work(ledger, head.seq)
        })
    }

    /// Which of its own entries an entry of the whole's journal is.
    fn own(&self, entry: i64) -> Option<i64> {
        let at = self.entries.binary_search(&entry).ok()?;
        i64::try_from(at + 1).ok()
    }

    /// What its people may know of a decision: nothing where it is about what they do not see, or was made on an incident that such a report told of then, by
    /// somebody who knew.
    fn seen(
        &mut self,
        mut body: Body,
        seq: i64,
        hidden: &BTreeMap<String, Restriction>,
    ) -> Result<Option<Body>, LedgerError> {
        // what its maker did not see is nothing to tell
        let sight = body.sight.take();
        if let Some(report) = body.decision.what.report() {
            return Ok(adding::is_known(&mut self.ledger, report)?.then_some(body));
        }
        if let What::Find { violation, .. } = &body.decision.what
            && self.alleges(violation, hidden)?
        {
            return Ok(None);
        }
        let mut named: BTreeSet<String> = body.versions().into_iter().collect();
        named.extend(listed(&mut body.decision.what).map(|ids| ids.clone()).unwrap_or_default());
        let mut known = BTreeSet::new();
        for version in named {
            if self.tells_more(&version, seq, sight, hidden)? {
                return Ok(None);
            }
            if self.ledger.incident_of(&version)?.is_some() {
                known.insert(version);
            }
        }
        if body.decision.what.incident().is_some_and(|incident| !known.contains(incident)) {
            return Ok(None);
        }
        let binds = |body: &Body| !body.one.is_empty() || !body.apart.is_empty();
        let bound = binds(&body);
        for pairs in [&mut body.one, &mut body.apart] {
            pairs.retain(|(a, b)| known.contains(a) && known.contains(b));
        }
        let mut lost = bound && !binds(&body);
        if let Some(ids) = listed(&mut body.decision.what) {
            ids.retain(|id| known.contains(id));
            lost |= ids.is_empty();
        }
        Ok(Some(body).filter(|_| !lost))
    }

    /// Whether a hidden report alleges first what an alleged violation is called by.
    fn alleges(&mut self, violation: &str, hidden: &BTreeMap<String, Restriction>) -> Result<bool, LedgerError> {
        for report in hidden.keys() {
            let length = CharIndex::new(&self.whole.as_read(report)?.report.text).len();
            let mut ids = (0..=length).flat_map(|at| [false, true].map(|duty| violation_id(report, at, duty)));
            if ids.any(|id| id.starts_with(violation)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the incident that a version belongs to was told of, when the entry `seq` was made, by a report that is hidden and that its maker saw: somebody of the
    /// role `sight`, or who saw all.
    fn tells_more(
        &mut self,
        version: &str,
        seq: i64,
        sight: Option<Role>,
        hidden: &BTreeMap<String, Restriction>,
    ) -> Result<bool, LedgerError> {
        let rows = self.whole.store.query(
            "SELECT DISTINCT r.id, r.seq FROM versions v JOIN versions o ON o.incident = v.incident JOIN reports r ON r.id = o.report
             WHERE v.id = ?1",
            &[version.into()],
        )?;
        for mut row in rows {
            let (report, came) = (row.text()?, row.int()?);
            let Some(restriction) = hidden.get(&report).filter(|_| came < seq) else { continue };
            if !sight.is_some_and(|role| restriction.hid(role, seq)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Decide something, as somebody of `role` who sees this; `whole` writes. Gives its entry in this journal.
    ///
    /// # Errors
    ///
    /// When what it is about is not there, or it makes no sense; or it would undo what is decided of what `role` does not see.
    pub fn decide(&mut self, whole: &mut Ledger, decision: Decision, role: Role, by: &By) -> Result<Head, LedgerError> {
        self.follow()?;
        decision.check()?;
        let body = Body { sight: Some(role), ..self.ledger.body(decision)? };
        if let Some(report) = body.decision.what.marks() {
            whole.may_mark(&body.decision.what, report).map_err(hangs)?;
        }
        let made = whole.decide_again(&body, by)?;
        self.end(&made)
    }

    /// Undo the decision that is entry `seq` of this journal; `whole` writes.
    ///
    /// # Errors
    ///
    /// When there is no such decision or it was undone before; or what is decided of what its people do not see hangs on it.
    pub fn undo(&mut self, whole: &mut Ledger, seq: i64, reason: &str, by: &By) -> Result<Head, LedgerError> {
        self.follow()?;
        let missing = LedgerError::NoDecision { seq, why: "it is something else, or not there" };
        let at = seq.checked_sub(1).and_then(|at| usize::try_from(at).ok());
        let entry = at.and_then(|at| self.entries.get(at)).copied().ok_or(missing)?;
        self.ledger.may_undo(seq)?;
        let made = whole.undo(entry, reason, by).map_err(hangs)?;
        self.end(&made)
    }

    /// The end of its own journal, which is what `made` in the whole's comes to.
    fn end(&mut self, made: &Head) -> Result<Head, LedgerError> {
        self.follow()?;
        match self.own(made.seq) {
            Some(_) => self.ledger.head(),
            None => Err(LedgerError::Decision("this is decided, and concerns what your role does not see".to_owned())),
        }
    }

    /// Keep several reports in the whole, in one transaction, restricted where `kept_for` says so, and tell what each comes to here. Of one that is there and may not be seen it is told what it would come
    /// to if it were not.
    ///
    /// # Errors
    ///
    /// When one cannot be kept: the whole is as it was.
    pub fn add_all(
        &mut self,
        whole: &mut Ledger,
        arrivals: &[Arrival<'_>],
        kept_for: Option<&KeptFor>,
        by: &By,
    ) -> Result<Vec<Added>, LedgerError> {
        self.follow()?;
        let mut came = Vec::with_capacity(arrivals.len());
        let added = match kept_for {
            Some(kept_for) => whole.add_for(arrivals, kept_for, by)?,
            None => whole.add_all(arrivals, by)?,
        };
        self.follow()?;
        for (arrival, added) in arrivals.iter().zip(added) {
            let (Added::New { report, .. } | Added::Known { report }) = &added;
            let replaces = match &added {
                Added::New { replaces, .. } => replaces.clone(),
                Added::Known { .. } => None,
            };
            came.push(if !adding::is_known(&mut self.ledger, report)? {
                adding::would_add(&mut self.ledger, arrival, by)?
            } else if matches!(added, Added::New { .. }) {
                self.added(report, replaces)?
            } else {
                added
            });
        }
        Ok(came)
    }

    /// What adding a report came to that is here now.
    fn added(&mut self, report: &str, replaces: Option<String>) -> Result<Added, LedgerError> {
        let store = self.ledger.store.as_mut();
        let told = store.query(
            "SELECT v.local, v.id, v.incident, i.reports FROM versions v JOIN incidents i ON i.id = v.incident
             WHERE v.report = ?1 ORDER BY v.number",
            &[report.into()],
        )?;
        let incidents = told.into_iter().map(|mut row| {
            let (local, version, incident) = (row.text()?, row.text()?, row.text()?);
            Ok(Linked { local, version, incident, shared: row.int()? > 1 })
        });
        let incidents = incidents.collect::<Result<_, LedgerError>>()?;
        let copies = store.query(
            "SELECT CASE WHEN a = ?1 THEN b ELSE a END FROM copies WHERE a = ?1 OR b = ?1 ORDER BY 1",
            &[report.into()],
        )?;
        let copies = copies.into_iter().map(|mut row| row.text()).collect::<Result<_, _>>()?;
        Ok(Added::New { report: report.to_owned(), incidents, copies, replaces })
    }
}

/// The other incidents or versions that a decision lists.
fn listed(what: &mut What) -> Option<&mut Vec<String>> {
    match what {
        What::Merge { with: ids, .. } | What::Apart { from: ids, .. } | What::Split { versions: ids, .. } => Some(ids),
        _ => None,
    }
}

/// In the place of what the whole says, which may tell of what is not seen.
fn hangs(error: LedgerError) -> LedgerError {
    match error {
        LedgerError::Decision(_) | LedgerError::NoDecision { .. } => LedgerError::Decision(
            "this hangs together with what your role does not see; ask an administrator to decide it".to_owned(),
        ),
        error => error,
    }
}
