//! Which incidents of different reports are one: the store's side of `truceline_reconcile::across`, which decides.
//!
//! Versions that weigh as one are joined by edges; what hangs together by such edges is a *component*. A component is cut into incidents by its
//! own versions, edges and decisions alone, so the order in which reports came has no say, and a new report costs what its own components cost.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use truceline_reconcile::across::{
    Account, Answer, BLOCKS, Blocks, Decisions, Edge, Key, Linker, Reason, Version, accounts,
};
use truceline_record::Reading;

use crate::copying::{Print, link_copies};
use crate::outlets::Outlets;
use crate::store::{self, Store};
use crate::{LedgerError, decisions, ids, telling};

/// Versions kept at hand.
const AT_HAND: usize = 50_000;

/// Where an incident of a report went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The incident's id in the reading.
    pub local: String,
    /// The version's id.
    pub version: String,
    /// The ledger's incident that it belongs to.
    pub incident: String,
    /// Whether other reports speak of that incident.
    pub shared: bool,
}

/// A version and where it is, in the order in which reports were published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Placed {
    published: String,
    report: String,
    version: String,
    incident: String,
    number: i64,
    /// The log that its report is a row of.
    log: Option<String>,
}

/// What of linking needs no look into the ledger.
pub(crate) struct Prepared {
    versions: Vec<New>,
    print: Option<Print>,
    log: Option<String>,
}

impl Prepared {
    /// Of a report whose text was filed before.
    pub(crate) fn of_known_text(mut self) -> Self {
        self.print = None;
        self
    }
}

struct New {
    id: String,
    version: Arc<Version>,
    blocks: Blocks,
    body: String,
    account: Account,
    told: String,
}

/// Links versions of incidents.
#[derive(Default)]
pub(crate) struct Linking {
    /// Made when it is first needed: who only looks into a ledger needs none.
    linker: OnceLock<Linker>,
    at_hand: HashMap<i64, Arc<Version>>,
}

impl Linking {
    fn linker(&self) -> Result<&Linker, LedgerError> {
        if let Some(linker) = self.linker.get() {
            return Ok(linker);
        }
        let linker = Linker::bundled().map_err(|error| LedgerError::Data(error.to_string()))?;
        Ok(self.linker.get_or_init(|| linker))
    }

    /// Stands for all that has a say in how versions are made, filed and weighed.
    pub(crate) fn digest() -> String {
        format!("{BLOCKS}-{:016x}", Linker::digest())
    }

    /// Forget what is at hand: it may stem from a transaction that was not kept.
    pub(crate) fn forget(&mut self) {
        self.at_hand.clear();
    }

    pub(crate) fn prepare(&self, report: &str, reading: &Reading) -> Result<Prepared, LedgerError> {
        let wrong = |error: serde_json::Error| LedgerError::Data(error.to_string());
        let ids = ids::versions(report, &reading.incidents);
        let linker = self.linker()?;
        let found = linker.versions(reading).into_iter().zip(accounts(reading));
        let versions = ids.into_iter().zip(found).map(|(id, (version, account))| {
            Ok(New {
                id,
                blocks: linker.blocks(&version),
                body: serde_json::to_string(&version).map_err(wrong)?,
                told: serde_json::to_string(&account).map_err(wrong)?,
                version: Arc::new(version),
                account,
            })
        });
        let versions = versions.collect::<Result<_, LedgerError>>()?;
        let log = reading.report.row.as_ref().map(|row| row.log.clone());
        // rows of a log share the names of its columns, and copy nothing
        let published = reading.report.published.as_deref();
        let print = if log.is_none() { Print::new(&reading.report.text, published) } else { None };
        Ok(Prepared { versions, print, log })
    }

    /// Put the versions of the report `report` where they belong.
    pub(crate) fn link(
        &mut self,
        store: &mut dyn Store,
        outlets: &Outlets,
        report: &str,
        prepared: Prepared,
        seq: i64,
    ) -> Result<(Vec<Linked>, Vec<String>), LedgerError> {
        let copies = link_copies(store, report, prepared.print.as_ref(), seq)?;
        let mut joined = Vec::new();
        for (at, new) in prepared.versions.iter().enumerate() {
            let number = number(seq, at)?;
            joined.push((number, self.edges(store, prepared.log.as_deref(), new, number)?));
        }
        let mut components = BTreeSet::new();
        for (new, (number, near)) in prepared.versions.iter().zip(&joined) {
            insert(store, report, new, *number)?;
            self.at_hand.insert(*number, Arc::clone(&new.version));
            let mut all = BTreeSet::from([*number]);
            for &other in near {
                all.insert(component_of(store, other)?);
            }
            components.extend(join(store, &all)?);
        }
        let new: BTreeSet<i64> = joined.iter().map(|(number, _)| *number).collect();
        for component in components {
            // where two of the report's incidents joined components that were apart until then, one of these is no more
            self.cut(store, outlets, component, &new)?;
        }
        // That two reports are copies changes what earlier incidents of them count.
        for other in &copies {
            for incident in telling::incidents_of(store, other)? {
                telling::refresh(store, outlets, &incident)?;
            }
        }
        let linked = prepared.versions.iter().zip(&joined).map(|(new, (number, _))| {
            let mut rows = store.query(
                "SELECT v.incident, i.reports FROM versions v JOIN incidents i ON i.id = v.incident WHERE v.number = ?1",
                &[(*number).into()],
            )?;
            let row = rows.first_mut().ok_or_else(|| missing(&new.id))?;
            let incident = row.text()?;
            let shared = row.int()? > 1;
            Ok(Linked { local: new.account.local.clone(), version: new.id.clone(), incident, shared })
        });
        Ok((linked.collect::<Result<_, LedgerError>>()?, copies))
    }

    /// Weigh a new version against those that share a block with it; keep what is or may be one. Gives the versions that it is one with.
    fn edges(
        &mut self,
        store: &mut dyn Store,
        log: Option<&str>,
        new: &New,
        number: i64,
    ) -> Result<Vec<i64>, LedgerError> {
        let keys = new.blocks.sought(|from| store::least(store, "blocks", from))?;
        let mut candidates = BTreeSet::new();
        for mut row in store::among(store, "SELECT version FROM blocks WHERE key IN", &keys)? {
            candidates.insert(row.int()?);
        }
        store::file(store, "INSERT INTO blocks (key, version) VALUES", &new.blocks.file, number)?;
        let mut near = Vec::new();
        // versions of the same reading are told apart by it
        for other in candidates.into_iter().filter(|other| other / MOST as i64 != number / MOST as i64) {
            if let Some(log) = log
                && is_row_of(store, other, log)?
            {
                continue;
            }
            let version = self.version(store, other)?;
            let log_odds = self.linker()?.log_odds(&new.version, &version);
            // what weighs no more than a pair that was never weighed tells nothing
            if log_odds <= self.linker()?.floor() {
                continue;
            }
            store.execute(
                "INSERT INTO edges (a, b, log_odds) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                &[number.into(), other.into(), log_odds.into()],
            )?;
            if self.linker()?.answer(log_odds) == Answer::One {
                near.push(other);
            }
        }
        Ok(near)
    }

    fn version(&mut self, store: &mut dyn Store, number: i64) -> Result<Arc<Version>, LedgerError> {
        if let Some(version) = self.at_hand.get(&number) {
            return Ok(Arc::clone(version));
        }
        let mut rows = store.query("SELECT body FROM versions WHERE number = ?1", &[number.into()])?;
        let body = rows.first_mut().ok_or_else(|| missing(number))?.text()?;
        let version: Version = serde_json::from_str(&body)
            .map_err(|error| LedgerError::Row { what: format!("version {number}"), why: error.to_string() })?;
        let version = Arc::new(version);
        if self.at_hand.len() >= AT_HAND {
            self.at_hand.clear();
        }
        self.at_hand.insert(number, Arc::clone(&version));
        Ok(version)
    }

    /// Let a version be found by no other, and forget what it was weighed against.
    pub(crate) fn unfile(&mut self, store: &mut dyn Store, number: i64) -> Result<(), LedgerError> {
        let version = self.version(store, number)?;
        for key in self.linker()?.blocks(&version).file {
            store.execute(
                "DELETE FROM blocks WHERE key = ?1 AND version = ?2",
                &[key.cast_signed().into(), number.into()],
            )?;
        }
        store.execute("DELETE FROM edges WHERE a = ?1", &[number.into()])?;
        store.execute("DELETE FROM edges WHERE b = ?1", &[number.into()])?;
        Ok(())
    }

    /// Cut a component into incidents, and bring up to date those that changed. `new` are versions that came in just now.
    pub(crate) fn cut(
        &mut self,
        store: &mut dyn Store,
        outlets: &Outlets,
        component: i64,
        new: &BTreeSet<i64>,
    ) -> Result<(), LedgerError> {
        let mut members: Vec<Placed> = Vec::new();
        for mut row in store.query(
            "SELECT v.id, v.report, v.incident, v.number, COALESCE(r.published, '~'),
               (SELECT w.log FROM rows w WHERE w.report = v.report) FROM versions v JOIN reports r ON r.id = v.report
             WHERE v.component = ?1",
            &[component.into()],
        )? {
            let (version, report, incident) = (row.text()?, row.text()?, row.text()?);
            let (number, published) = (row.int()?, row.text()?);
            members.push(Placed { published, report, version, incident, number, log: row.maybe_text()? });
        }
        if members.is_empty() {
            return Ok(());
        }
        // The version of the report that was published first lends the incident its id.
        members.sort();
        // a new version is an incident of its own until it is cut, which no row tells yet
        let mut changed: BTreeSet<String> =
            members.iter().filter(|m| new.contains(&m.number)).map(|m| m.incident.clone()).collect();
        for group in self.groups(store, component, &members)? {
            let Some(first) = group.first().and_then(|&at| members.get(at)) else { continue };
            for member in group.iter().filter_map(|&at| members.get(at)) {
                if member.incident != first.version {
                    store.execute(
                        "UPDATE versions SET incident = ?1 WHERE number = ?2",
                        &[(&first.version).into(), member.number.into()],
                    )?;
                    changed.extend([first.version.clone(), member.incident.clone()]);
                }
            }
        }
        for incident in changed {
            telling::refresh(store, outlets, &incident)?;
        }
        Ok(())
    }

    fn groups(
        &mut self,
        store: &mut dyn Store,
        component: i64,
        members: &[Placed],
    ) -> Result<Vec<Vec<usize>>, LedgerError> {
        if let [_] = members {
            return Ok(vec![vec![0]]);
        }
        // rows of one log are kept apart as incidents of one report are
        let key = |m: &Placed| Key { report: m.log.as_ref().unwrap_or(&m.report).clone(), incident: m.version.clone() };
        let keys: Vec<Key> = members.iter().map(key).collect();
        let at: BTreeMap<i64, usize> = members.iter().enumerate().map(|(at, m)| (m.number, at)).collect();
        let of = |number: i64| at.get(&number).and_then(|&at| keys.get(at));
        let mut edges = Vec::new();
        for mut row in store.query(
            "SELECT e.a, e.b, e.log_odds FROM versions v JOIN edges e ON e.a = v.number WHERE v.component = ?1",
            &[component.into()],
        )? {
            let (a, b) = (row.int()?, row.int()?);
            let log_odds = row.maybe_real()?.unwrap_or_default();
            if let (Some(a), Some(b)) = (of(a), of(b)) {
                edges.push(Edge { a: a.clone(), b: b.clone(), log_odds });
            }
        }
        let of: BTreeMap<&str, (usize, &Key)> =
            members.iter().zip(keys.iter().enumerate()).map(|(member, key)| (member.version.as_str(), key)).collect();
        let mut decisions = Decisions::default();
        for bond in decisions::bonds(store, of.keys().copied())? {
            if let (Some((_, a)), Some((_, b))) = (of.get(bond.a.as_str()), of.get(bond.b.as_str())) {
                let pairs = if bond.one { &mut decisions.must } else { &mut decisions.cannot };
                pairs.push(((*a).clone(), (*b).clone()));
            }
        }
        let groups = self.linker()?.gather(&keys, &edges, &decisions);
        let place = |key: Key| of.get(key.incident.as_str()).map(|(at, _)| *at);
        let mut groups: Vec<Vec<usize>> =
            groups.into_iter().map(|group| group.into_iter().filter_map(place).collect()).collect();
        // the members are in the order in which their reports were published, and so are the groups' then
        groups.iter_mut().for_each(|group| group.sort_unstable());
        Ok(groups)
    }

    /// What log odds mean.
    /// Log odds from which two versions may be one.
    pub(crate) fn possible(&self) -> Result<f64, LedgerError> {
        Ok(self.linker()?.possible())
    }

    pub(crate) fn answer(&self, log_odds: f64) -> Result<Answer, LedgerError> {
        Ok(self.linker()?.answer(log_odds))
    }

    /// Why two versions, given by their numbers, are, may be, or are not one, in words and numbers.
    pub(crate) fn reasons(&mut self, store: &mut dyn Store, a: i64, b: i64) -> Result<Vec<Reason>, LedgerError> {
        let (a, b) = (self.version(store, a)?, self.version(store, b)?);
        Ok(self.linker()?.weigh(&a, &b).reasons)
    }
}

fn component_of(store: &mut dyn Store, number: i64) -> Result<i64, LedgerError> {
    let mut rows = store.query("SELECT component FROM versions WHERE number = ?1", &[number.into()])?;
    Ok(rows.first_mut().ok_or_else(|| missing(number))?.int()?)
}

/// Whether a version is of a row of a log, whose maker holds its rows to be different incidents.
fn is_row_of(store: &mut dyn Store, number: i64, log: &str) -> Result<bool, LedgerError> {
    let asked = "SELECT w.report FROM versions v JOIN rows w ON w.report = v.report WHERE v.number = ?1 AND w.log = ?2";
    Ok(!store.query(asked, &[number.into(), log.into()])?.is_empty())
}

/// Versions of one report at most; that many are never read out of one.
const MOST: usize = 1 << 20;

/// The number of a version: of the entry of the journal that brought its reading, and its place among those of the reading. It is the same wherever the
/// journal is done again, and those that came together lie together.
fn number(seq: i64, at: usize) -> Result<i64, LedgerError> {
    let at = i64::try_from(at).ok().filter(|_| at < MOST);
    at.and_then(|at| seq.checked_mul(MOST as i64)?.checked_add(at))
        .ok_or_else(|| LedgerError::Data(format!("entry {seq} brings more than {MOST} incidents")))
}

fn missing(version: impl std::fmt::Display) -> LedgerError {
    LedgerError::Row { what: format!("version {version}"), why: "it is not there".to_owned() }
}

fn insert(store: &mut dyn Store, report: &str, new: &New, number: i64) -> Result<(), LedgerError> {
    store.execute(
        "INSERT INTO versions (number, id, report, local, main, component, incident, body, account)
         VALUES (?1, ?2, ?3, ?4, ?5, ?1, ?2, ?6, ?7)",
        &[
            number.into(),
            (&new.id).into(),
            report.into(),
            (&new.account.local).into(),
            new.account.main.into(),
            (&new.body).into(),
            (&new.told).into(),
        ],
    )?;
    Ok(())
}

/// The component that a version is part of.
pub(crate) fn component(store: &mut dyn Store, version: &str) -> Result<i64, LedgerError> {
    let mut rows = store.query("SELECT component FROM versions WHERE id = ?1", &[version.into()])?;
    Ok(rows.first_mut().ok_or_else(|| missing(version))?.int()?)
}

/// Make one component of several; gives its name.
pub(crate) fn join(store: &mut dyn Store, components: &BTreeSet<i64>) -> Result<Option<i64>, LedgerError> {
    let least = components.first().copied();
    for component in components.iter().skip(1) {
        store
            .execute("UPDATE versions SET component = ?1 WHERE component = ?2", &[least.into(), (*component).into()])?;
    }
    Ok(least)
}
