//! Which incidents of different reports are one: the store's side of `truceline_reconcile::across`, which decides.
//!
//! Versions that weigh as one are joined by edges; what hangs together by such edges is a *component*. A component is cut into incidents by its
//! own versions, edges and decisions alone, so the order in which reports came has no say, and a new report costs what its own components cost.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use truceline_intake::copies::{self, Signature};
use truceline_reconcile::across::{
    Account, Answer, Decisions, Edge, Key, Linker, Member, Reason, Version, accounts, gathered,
};
use truceline_record::Reading;

use crate::decisions;
use crate::incidents::{self, Card};
use crate::outlets::Outlets;
use crate::store::Store;
use crate::{LedgerError, ids, made};

/// Versions kept at hand.
const AT_HAND: usize = 200_000;

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
    /// Whether its incident is written down.
    kept: bool,
    /// The log that its report is a row of.
    log: Option<String>,
}

/// What of linking needs no look into the ledger.
pub(crate) struct Prepared {
    versions: Vec<New>,
    signature: Option<Signature>,
    log: Option<String>,
}

impl Prepared {
    /// Of a report whose text was filed before.
    pub(crate) fn of_known_text(mut self) -> Self {
        self.signature = None;
        self
    }
}

struct New {
    id: String,
    version: Arc<Version>,
    file: Vec<u64>,
    seek: Vec<u64>,
    body: String,
    account: Account,
    told: String,
}

/// Links versions of incidents.
pub(crate) struct Linking {
    linker: Linker,
    at_hand: HashMap<String, Arc<Version>>,
}

impl Linking {
    pub(crate) fn bundled() -> Result<Self, LedgerError> {
        let linker = Linker::bundled().map_err(|error| LedgerError::Data(error.to_string()))?;
        Ok(Self { linker, at_hand: HashMap::new() })
    }

    /// Forget what is at hand: it may stem from a transaction that was not kept.
    pub(crate) fn forget(&mut self) {
        self.at_hand.clear();
    }

    pub(crate) fn prepare(&self, report: &str, reading: &Reading) -> Result<Prepared, LedgerError> {
        let wrong = |error: serde_json::Error| LedgerError::Data(error.to_string());
        let ids = ids::versions(report, &reading.incidents);
        let found = self.linker.versions(reading).into_iter().zip(accounts(reading));
        let versions = ids.into_iter().zip(found).map(|(id, (version, account))| {
            let blocks = self.linker.blocks(&version);
            Ok(New {
                id,
                file: blocks.file,
                seek: blocks.seek,
                body: serde_json::to_string(&version).map_err(wrong)?,
                told: serde_json::to_string(&account).map_err(wrong)?,
                version: Arc::new(version),
                account,
            })
        });
        let versions = versions.collect::<Result<_, LedgerError>>()?;
        let log = reading.report.row.as_ref().map(|row| row.log.clone());
        // rows of a log share the names of its columns, and copy nothing
        let signature = if log.is_none() { copies::signature(&reading.report.text) } else { None };
        Ok(Prepared { versions, signature, log })
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
        let copies = link_copies(store, report, prepared.signature.as_ref())?;
        let mut components: BTreeSet<String> = BTreeSet::new();
        let mut joined: Vec<(String, BTreeSet<String>)> = Vec::new();
        for new in &prepared.versions {
            let near = self.edges(store, report, prepared.log.as_deref(), new)?;
            joined.push((new.id.clone(), near));
        }
        for (new, (_, near)) in prepared.versions.iter().zip(&joined) {
            insert(store, report, new, seq)?;
            self.at_hand.insert(new.id.clone(), Arc::clone(&new.version));
            components.insert(join(store, &new.id, near)?);
        }
        // Two of the report's incidents may have joined components that were apart until then.
        let present = self.present(store, &components)?;
        for component in &present {
            self.cut(store, outlets, component)?;
        }
        // That two reports are copies changes what earlier incidents of them count.
        for other in &copies {
            for incident in incidents_of(store, other)? {
                refresh(store, outlets, &incident)?;
            }
        }
        let linked = prepared.versions.iter().map(|new| {
            let mut rows = store.query(
                "SELECT v.incident, i.reports FROM versions v JOIN incidents i ON i.id = v.incident WHERE v.id = ?1",
                &[(&new.id).into()],
            )?;
            let row = rows.first_mut().ok_or_else(|| missing(&new.id))?;
            let incident = row.text()?;
            let shared = row.int()? > 1;
            Ok(Linked { local: new.account.local.clone(), version: new.id.clone(), incident, shared })
        });
        Ok((linked.collect::<Result<_, LedgerError>>()?, copies))
    }

    /// Weigh a new version against those that share a block with it; keep what is or may be one. Gives the components that it is joined to.
    fn edges(
        &mut self,
        store: &mut dyn Store,
        report: &str,
        log: Option<&str>,
        new: &New,
    ) -> Result<BTreeSet<String>, LedgerError> {
        let mut candidates: BTreeMap<String, String> = BTreeMap::new();
        let asked = "SELECT v.id, v.component FROM blocks b JOIN versions v ON v.id = b.version WHERE b.key = ?1 AND v.report <> ?2";
        for &key in &new.seek {
            let rows = match log {
                None => store.query(asked, &[key.cast_signed().into(), report.into()])?,
                // a log's maker holds its rows to be different incidents
                Some(log) => store.query(
                    &format!(
                        "{asked} AND NOT EXISTS (SELECT w.report FROM rows w WHERE w.report = v.report AND w.log = ?3)"
                    ),
                    &[key.cast_signed().into(), report.into(), log.into()],
                )?,
            };
            for mut row in rows {
                candidates.insert(row.text()?, row.text()?);
            }
        }
        for &key in &new.file {
            store.execute(
                "INSERT INTO blocks (key, version) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                &[key.cast_signed().into(), (&new.id).into()],
            )?;
        }
        let mut near = BTreeSet::new();
        for (other, component) in candidates {
            let version = self.version(store, &other)?;
            let log_odds = self.linker.log_odds(&new.version, &version);
            // what weighs no more than a pair that was never weighed tells nothing
            if log_odds <= self.linker.floor() {
                continue;
            }
            let (a, b) = if new.id < other { (&new.id, &other) } else { (&other, &new.id) };
            store.execute(
                "INSERT INTO edges (a, b, log_odds) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                &[a.into(), b.into(), log_odds.into()],
            )?;
            if self.linker.answer(log_odds) == Answer::One {
                near.insert(component);
            }
        }
        Ok(near)
    }

    fn version(&mut self, store: &mut dyn Store, id: &str) -> Result<Arc<Version>, LedgerError> {
        if let Some(version) = self.at_hand.get(id) {
            return Ok(Arc::clone(version));
        }
        let mut rows = store.query("SELECT body FROM versions WHERE id = ?1", &[id.into()])?;
        let body = rows.first_mut().ok_or_else(|| missing(id))?.text()?;
        let version: Version = serde_json::from_str(&body)
            .map_err(|error| LedgerError::Row { what: format!("version {id}"), why: error.to_string() })?;
        let version = Arc::new(version);
        if self.at_hand.len() >= AT_HAND {
            self.at_hand.clear();
        }
        self.at_hand.insert(id.to_owned(), Arc::clone(&version));
        Ok(version)
    }

    /// Those of `components` that are still there.
    fn present(&self, store: &mut dyn Store, components: &BTreeSet<String>) -> Result<Vec<String>, LedgerError> {
        let mut present = Vec::new();
        for component in components {
            let rows = store.query("SELECT id FROM versions WHERE component = ?1 LIMIT 1", &[component.into()])?;
            if !rows.is_empty() {
                present.push(component.clone());
            }
        }
        Ok(present)
    }

    /// Cut a component into incidents, and bring up to date those that changed.
    pub(crate) fn cut(&mut self, store: &mut dyn Store, outlets: &Outlets, component: &str) -> Result<(), LedgerError> {
        let mut members: Vec<Placed> = Vec::new();
        for mut row in store.query(
            "SELECT v.id, v.report, v.incident, COALESCE(r.published, '~'), i.id,
               (SELECT w.log FROM rows w WHERE w.report = v.report) FROM versions v JOIN reports r ON r.id = v.report
             LEFT JOIN incidents i ON i.id = v.incident WHERE v.component = ?1",
            &[component.into()],
        )? {
            let (version, report, incident) = (row.text()?, row.text()?, row.text()?);
            let (published, kept) = (row.text()?, row.maybe_text()?.is_some());
            members.push(Placed { published, report, version, incident, kept, log: row.maybe_text()? });
        }
        // The version of the report that was published first lends the incident its id.
        members.sort();
        // a new version is an incident of its own until it is cut, which no row tells yet
        let mut changed: BTreeSet<String> = members.iter().filter(|m| !m.kept).map(|m| m.incident.clone()).collect();
        for group in self.groups(store, component, &members)? {
            let Some(first) = group.first().and_then(|&at| members.get(at)) else { continue };
            for member in group.iter().filter_map(|&at| members.get(at)) {
                if member.incident != first.version {
                    store.execute(
                        "UPDATE versions SET incident = ?1 WHERE id = ?2",
                        &[(&first.version).into(), (&member.version).into()],
                    )?;
                    changed.extend([first.version.clone(), member.incident.clone()]);
                }
            }
        }
        for incident in changed {
            refresh(store, outlets, &incident)?;
        }
        Ok(())
    }

    fn groups(
        &mut self,
        store: &mut dyn Store,
        component: &str,
        members: &[Placed],
    ) -> Result<Vec<Vec<usize>>, LedgerError> {
        if members.len() == 1 {
            return Ok(vec![vec![0]]);
        }
        let key = |report: &str, version: &str| Key { report: report.to_owned(), incident: version.to_owned() };
        // rows of one log are kept apart as incidents of one report are
        let keys: Vec<Key> =
            members.iter().map(|member| key(member.log.as_ref().unwrap_or(&member.report), &member.version)).collect();
        let at: BTreeMap<&str, usize> = members.iter().enumerate().map(|(at, m)| (m.version.as_str(), at)).collect();
        let of = |version: &str| at.get(version).and_then(|&at| keys.get(at));
        let mut edges = Vec::new();
        for mut row in store.query(
            "SELECT e.a, e.b, e.log_odds FROM edges e JOIN versions v ON v.id = e.a WHERE v.component = ?1",
            &[component.into()],
        )? {
            let (a, b) = (row.text()?, row.text()?);
            let log_odds = row.maybe_real()?.unwrap_or_default();
            if let (Some(a), Some(b)) = (of(&a), of(&b)) {
                edges.push(Edge { a: a.clone(), b: b.clone(), log_odds });
            }
        }
        let mut decisions = Decisions::default();
        for bond in decisions::bonds(store, at.keys().copied())? {
            if let (Some(a), Some(b)) = (of(&bond.a), of(&bond.b)) {
                let pairs = if bond.one { &mut decisions.must } else { &mut decisions.cannot };
                pairs.push((a.clone(), b.clone()));
            }
        }
        let groups = self.linker.gather(&keys, &edges, &decisions);
        let place = |key: Key| at.get(key.incident.as_str()).copied();
        let mut groups: Vec<Vec<usize>> =
            groups.into_iter().map(|group| group.into_iter().filter_map(place).collect()).collect();
        // the members are in the order in which their reports were published, and so are the groups' then
        groups.iter_mut().for_each(|group| group.sort_unstable());
        Ok(groups)
    }

    /// What log odds mean.
    pub(crate) fn answer(&self, log_odds: f64) -> Answer {
        self.linker.answer(log_odds)
    }

    /// Why two versions are, may be, or are not one, in words and numbers.
    pub(crate) fn reasons(&mut self, store: &mut dyn Store, a: &str, b: &str) -> Result<Vec<Reason>, LedgerError> {
        let (a, b) = (self.version(store, a)?, self.version(store, b)?);
        Ok(self.linker.weigh(&a, &b).reasons)
    }
}

/// File the report's signature, and find the reports that it copies or that copy it.
fn link_copies(store: &mut dyn Store, report: &str, signature: Option<&Signature>) -> Result<Vec<String>, LedgerError> {
    let Some(signature) = signature else { return Ok(Vec::new()) };
    let mut candidates = BTreeSet::new();
    for key in copies::bands(signature).into_iter().map(u64::cast_signed) {
        for mut row in store.query("SELECT report FROM bands WHERE key = ?1", &[key.into()])? {
            candidates.insert(row.text()?);
        }
        store.execute(
            "INSERT INTO bands (key, report) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            &[key.into(), report.into()],
        )?;
    }
    let body = serde_json::to_string(signature).map_err(|error| LedgerError::Data(error.to_string()))?;
    store.execute("INSERT INTO signatures (report, body) VALUES (?1, ?2)", &[report.into(), body.into()])?;
    candidates.remove(report);
    let mut found = Vec::new();
    for other in candidates {
        let mut rows = store.query("SELECT body FROM signatures WHERE report = ?1", &[(&other).into()])?;
        let Some(row) = rows.first_mut() else { continue };
        let theirs: Signature = serde_json::from_str(&row.text()?).map_err(|error| LedgerError::Row {
            what: format!("the signature of report {other}"),
            why: error.to_string(),
        })?;
        if copies::is_copy(signature, &theirs) {
            let (a, b) = if report < other.as_str() { (report, other.as_str()) } else { (other.as_str(), report) };
            let likeness = copies::likeness(signature, &theirs);
            store.execute(
                "INSERT INTO copies (a, b, likeness) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                &[a.into(), b.into(), likeness.into()],
            )?;
            found.push(other);
        }
    }
    Ok(found)
}

fn missing(id: &str) -> LedgerError {
    LedgerError::Row { what: format!("version {id}"), why: "it is not there".to_owned() }
}

fn insert(store: &mut dyn Store, report: &str, new: &New, seq: i64) -> Result<(), LedgerError> {
    store.execute(
        "INSERT INTO versions (id, report, local, main, component, incident, seq, body, account)
         VALUES (?1, ?2, ?3, ?4, ?1, ?1, ?5, ?6, ?7)",
        &[
            (&new.id).into(),
            report.into(),
            (&new.account.local).into(),
            new.account.main.into(),
            seq.into(),
            (&new.body).into(),
            (&new.told).into(),
        ],
    )?;
    Ok(())
}

/// The component that a version is part of.
pub(crate) fn component(store: &mut dyn Store, version: &str) -> Result<String, LedgerError> {
    let mut rows = store.query("SELECT component FROM versions WHERE id = ?1", &[version.into()])?;
    Ok(rows.first_mut().ok_or_else(|| missing(version))?.text()?)
}

/// Make one component of a new version and those that it is joined to; gives its name, the least of the ids in it.
fn join(store: &mut dyn Store, id: &str, near: &BTreeSet<String>) -> Result<String, LedgerError> {
    // What was near may have been joined under another name by an incident of the same report just now.
    let mut all: BTreeSet<String> = BTreeSet::from([id.to_owned()]);
    for component in near {
        // a component is called as one of its versions
        all.insert(self::component(store, component)?);
    }
    let least = all.first().cloned().unwrap_or_default();
    for component in all.iter().skip(1) {
        store
            .execute("UPDATE versions SET component = ?1 WHERE component = ?2", &[(&least).into(), component.into()])?;
    }
    Ok(least)
}

/// The ledger's incidents that a report speaks of.
pub(crate) fn incidents_of(store: &mut dyn Store, report: &str) -> Result<Vec<String>, LedgerError> {
    let rows =
        store.query("SELECT DISTINCT incident FROM versions WHERE report = ?1 ORDER BY incident", &[report.into()])?;
    rows.into_iter().map(|mut row| row.text().map_err(LedgerError::from)).collect()
}

/// One account of an incident, with what is known of its report.
#[derive(Clone, Debug)]
pub(crate) struct Telling {
    pub(crate) version: String,
    pub(crate) report: String,
    pub(crate) outlet: String,
    pub(crate) side: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) copies: String,
    /// The report that stands in the place of this one, a row of a log that was changed.
    pub(crate) replaced: Option<String>,
    pub(crate) account: Account,
}

impl Telling {
    pub(crate) fn member(&self) -> Member<'_> {
        Member {
            report: &self.report,
            outlet: &self.outlet,
            side: self.side.as_deref(),
            copies: &self.copies,
            account: &self.account,
        }
    }
}

/// All accounts of an incident, in the order in which their reports were published.
pub(crate) fn tellings(store: &mut dyn Store, outlets: &Outlets, incident: &str) -> Result<Vec<Telling>, LedgerError> {
    let rows = store.query(
        "SELECT v.id, v.report, v.account, r.source, r.url, r.published,
           (SELECT MIN(n.report) FROM rows n WHERE n.after = v.report) FROM versions v JOIN reports r ON r.id = v.report
         WHERE v.incident = ?1",
        &[incident.into()],
    )?;
    let mut tellings = Vec::with_capacity(rows.len());
    for mut row in rows {
        let (version, report, account) = (row.text()?, row.text()?, row.text()?);
        let (source, url, published) = (row.maybe_text()?, row.maybe_text()?, row.maybe_text()?);
        let account: Account = serde_json::from_str(&account)
            .map_err(|error| LedgerError::Row { what: format!("version {version}"), why: error.to_string() })?;
        let replaced = row.maybe_text()?;
        let outlet = outlets.name(source.as_deref(), url.as_deref());
        let side = outlets.of(source.as_deref(), url.as_deref()).and_then(|outlet| outlet.side.clone());
        tellings.push(Telling { version, copies: report.clone(), report, outlet, side, published, replaced, account });
    }
    let key =
        |t: &Telling| (t.published.clone().unwrap_or_else(|| "~".to_owned()), t.report.clone(), t.version.clone());
    tellings.sort_by_key(key);
    let reports: BTreeSet<String> = tellings.iter().map(|telling| telling.report.clone()).collect();
    if reports.len() > 1 {
        let copies = copies_among(store, &reports)?;
        for telling in &mut tellings {
            if let Some(first) = copies.get(&telling.report) {
                telling.copies.clone_from(first);
            }
        }
    }
    Ok(tellings)
}

/// For each of `reports` that copies others of them: the least id among those that hang together as copies.
///
/// Copies that were cut short share too few words to meet by their bands; that both reports tell of one incident brings them together here.
fn copies_among(store: &mut dyn Store, reports: &BTreeSet<String>) -> Result<BTreeMap<String, String>, LedgerError> {
    let mut signatures: Vec<(&String, Signature)> = Vec::new();
    for report in reports {
        let mut rows = store.query("SELECT body FROM signatures WHERE report = ?1", &[report.into()])?;
        if let Some(row) = rows.first_mut() {
            let signature = serde_json::from_str(&row.text()?).map_err(|error| LedgerError::Row {
                what: format!("the signature of report {report}"),
                why: error.to_string(),
            })?;
            signatures.push((report, signature));
        }
    }
    let mut first: BTreeMap<String, String> = reports.iter().map(|report| (report.clone(), report.clone())).collect();
    for (at, (a, mine)) in signatures.iter().enumerate() {
        for (b, theirs) in signatures.iter().skip(at + 1) {
            if copies::is_copy(mine, theirs) {
                let of = |report: &String| first.get(report).cloned().unwrap_or_else(|| report.clone());
                let (a, b) = (of(a), of(b));
                let (least, other) = if a < b { (a, b) } else { (b, a) };
                first.values_mut().filter(|name| **name == other).for_each(|name| name.clone_from(&least));
            }
        }
    }
    Ok(first)
}

/// Write down again what the versions of an incident come to; one without versions is no more.
pub(crate) fn refresh(store: &mut dyn Store, outlets: &Outlets, incident: &str) -> Result<(), LedgerError> {
    let tellings = tellings(store, outlets, incident)?;
    // a row that was changed counts no more, unless nothing else is left
    let mut members: Vec<Member<'_>> = tellings.iter().filter(|t| t.replaced.is_none()).map(Telling::member).collect();
    if members.is_empty() {
        members = tellings.iter().map(Telling::member).collect();
    }
    let Some(mut gathered) = gathered(&members) else {
        return incidents::forget(store, incident);
    };
    let (decisions, problems) = made::apply(store, &tellings, &mut gathered)?;
    incidents::keep(store, &Card { id: incident.to_owned(), gathered, decisions, problems })
}
