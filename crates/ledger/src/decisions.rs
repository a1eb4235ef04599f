//! What people decide: entries of the journal that machine output never overwrites, and that another entry can undo.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::journal::{self, By, Head, Kind};
use crate::ledger::Ledger;
use crate::linking;
use crate::role::Role;
use crate::store::Store;
use crate::what::{Decision, Protected, What};
use crate::{LedgerError, apart, incidents, telling};

/// What the journal says of a decision: the decision, and the pairs of versions that it binds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Body {
    #[serde(flatten)]
    pub(crate) decision: Decision,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) one: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) apart: Vec<(String, String)>,
    /// The role of who decided, where that is one which did not see all reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sight: Option<Role>,
}

impl Body {
    /// The decision that is entry `seq` of the journal, as its row has it.
    pub(crate) fn read(seq: i64, json: &str) -> Result<Self, LedgerError> {
        serde_json::from_str(json)
            .map_err(|error| LedgerError::Row { what: format!("decision {seq}"), why: error.to_string() })
    }

    /// The versions that it is about and those that it binds.
    pub(crate) fn versions(&self) -> Vec<String> {
        let mut what = self.decision.what.clone();
        let bound = self.one.iter().chain(&self.apart).flat_map(|(a, b)| [a.clone(), b.clone()]);
        let versions: BTreeSet<String> =
            what.incident().map(|incident| incident.clone()).into_iter().chain(bound).collect();
        versions.into_iter().collect()
    }
}

/// That an earlier decision no longer holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Undo {
    pub(crate) undo: i64,
    pub(crate) reason: String,
}

/// Two versions that a person said are one, or are not.
pub(crate) struct Bond {
    pub(crate) a: String,
    pub(crate) b: String,
    pub(crate) one: bool,
}

/// The bonds whose first version is among `versions`.
pub(crate) fn bonds<'a>(
    store: &mut dyn Store,
    versions: impl Iterator<Item = &'a str>,
) -> Result<Vec<Bond>, LedgerError> {
    let mut bonds = Vec::new();
    // most ledgers hold few decisions, and most components none: one look tells
    if store.query("SELECT a FROM bonds LIMIT 1", &[])?.is_empty() {
        return Ok(bonds);
    }
    for version in versions {
        for mut row in store.query("SELECT b, one FROM bonds WHERE a = ?1 ORDER BY seq, b", &[version.into()])? {
            bonds.push(Bond { a: version.to_owned(), b: row.text()?, one: row.int()? == 1 });
        }
    }
    Ok(bonds)
}

impl Ledger {
    /// Decide something. Incidents may be given by the beginning of their ids.
    ///
    /// # Errors
    ///
    /// When what it is about is not there, or it makes no sense.
    pub fn decide(&mut self, decision: Decision, by: &By) -> Result<Head, LedgerError> {
        self.within(|ledger| ledger.enter(decision, by))
    }

    /// Decide something within a transaction.
    pub(crate) fn enter(&mut self, decision: Decision, by: &By) -> Result<Head, LedgerError> {
        decision.check()?;
        let body = self.body(decision)?;
        let json = serde_json::to_string(&body).map_err(|error| LedgerError::Data(error.to_string()))?;
        let head = journal::append(self.store.as_mut(), by, Kind::Decision, &json)?;
        self.apply_decision(&body, head.seq)?;
        Ok(head)
    }

    /// What the journal would say of a decision: of which incidents or report it is, and which versions it binds, as they are now.
    pub(crate) fn body(&mut self, mut decision: Decision) -> Result<Body, LedgerError> {
        if let Some(incident) = decision.what.incident() {
            *incident = incidents::find(self.store.as_mut(), incident)?;
        }
        if let What::Mark { report, .. } | What::Unmark { report, .. } | What::Restrict { report, .. } =
            &mut decision.what
        {
            *report = self.find_report(report)?;
        }
        self.bound(decision)
    }

    /// Take over a decision with the pairs that it bound.
    pub(crate) fn decide_again(&mut self, body: &Body, by: &By) -> Result<Head, LedgerError> {
        self.within(|ledger| {
            let json = serde_json::to_string(body).map_err(|error| LedgerError::Data(error.to_string()))?;
            let head = journal::append(ledger.store.as_mut(), by, Kind::Decision, &json)?;
            ledger.apply_decision(body, head.seq)?;
            Ok(head)
        })
    }

    /// Undo the decision that is entry `seq` of the journal.
    ///
    /// # Errors
    ///
    /// When there is no such decision or it was undone before.
    pub fn undo(&mut self, seq: i64, reason: &str, by: &By) -> Result<Head, LedgerError> {
        self.within(|ledger| {
            ledger.may_undo(seq)?;
            let undo = Undo { undo: seq, reason: reason.to_owned() };
            let json = serde_json::to_string(&undo).map_err(|error| LedgerError::Data(error.to_string()))?;
            let head = journal::append(ledger.store.as_mut(), by, Kind::Decision, &json)?;
            ledger.apply_undo(seq, head.seq)?;
            Ok(head)
        })
    }

    /// That entry `seq` is a decision that can be undone.
    pub(crate) fn may_undo(&mut self, seq: i64) -> Result<(), LedgerError> {
        let mut rows = self.store.query("SELECT undone FROM decisions WHERE seq = ?1", &[seq.into()])?;
        match rows.first_mut().map(crate::store::Row::maybe_int).transpose()? {
            None => return Err(LedgerError::NoDecision { seq, why: "it is something else, or not there" }),
            Some(Some(_)) => return Err(LedgerError::NoDecision { seq, why: "it was undone before" }),
            Some(None) => {}
        }
        if let Some(report) = self.decision(seq)?.decision.what.marks() {
            self.may_unmake(seq, report)?;
        }
        Ok(())
    }

    /// A decision with the pairs of versions that it binds, as they are now.
    fn bound(&mut self, mut decision: Decision) -> Result<Body, LedgerError> {
        let (mut one, mut apart) = (Vec::new(), Vec::new());
        if let Some(report) = decision.what.marks().map(str::to_owned) {
            self.may_mark(&decision.what, &report)?;
        }
        match &mut decision.what {
            What::Confirm { incident } => {
                let versions = self.versions_of(incident)?;
                one.extend(versions.iter().skip(1).filter_map(|(id, _)| Some(pair(&versions.first()?.0, id))));
            }
            What::Merge { incident, with } => {
                if with.is_empty() {
                    return Err(LedgerError::Decision("merging needs a second incident".to_owned()));
                }
                for other in &mut *with {
                    *other = incidents::find(self.store.as_mut(), other)?;
                    if other == incident {
                        return Err(LedgerError::Decision(format!("{incident} cannot be merged with itself")));
                    }
                    // what keeps apart holds against what joins: this would change nothing
                    if let Some(entry) = apart::between(self.store.as_mut(), incident, other)? {
                        return Err(LedgerError::Decision(format!(
                            "{incident} and {other} are not the same, says entry {entry} of the journal; undo that first"
                        )));
                    }
                }
                // all of their versions: bound by one of each alone, others might fall off by their average
                let mut versions = Vec::new();
                for id in with.iter().chain([&*incident]) {
                    versions.extend(self.versions_of(id)?.into_iter().map(|(version, _)| version));
                }
                one.extend(
                    versions.iter().filter(|version| *version != incident).map(|version| pair(incident, version)),
                );
            }
            What::Apart { incident, from } => {
                if from.is_empty() {
                    return Err(LedgerError::Decision("telling incidents apart needs a second one".to_owned()));
                }
                let mut all = vec![incident.clone()];
                for other in from {
                    *other = incidents::find(self.store.as_mut(), other)?;
                    if all.contains(other) {
                        return Err(LedgerError::Decision(format!(
                            "{other} is one incident of the ledger; `truceline decide split` takes versions out of it"
                        )));
                    }
                    all.push(other.clone());
                }
                let mut before: Vec<(String, String)> = Vec::new();
                for incident in &all {
                    let versions = self.versions_of(incident)?;
                    apart.extend(versions.iter().flat_map(|(a, _)| before.iter().map(move |(b, _)| pair(a, b))));
                    before.extend(versions);
                }
            }
            What::Split { incident, versions } => {
                let all = self.versions_of(incident)?;
                let named = |id: &str, report: &str| {
                    versions.iter().any(|name| id.starts_with(name) || report.starts_with(name))
                };
                let (out, rest): (Vec<_>, Vec<_>) = all.iter().partition(|(id, report)| named(id, report));
                if out.is_empty() || rest.is_empty() {
                    return Err(LedgerError::Decision(format!(
                        "splitting {incident} must leave some of its {} versions and take some out; `truceline show {incident}` lists them",
                        all.len()
                    )));
                }
                apart.extend(out.iter().flat_map(|(a, _)| rest.iter().map(move |(b, _)| pair(a, b))));
                *versions = out.iter().map(|(id, _)| id.clone()).collect();
            }
            What::Correct { .. }
            | What::Grade { .. }
            | What::Reject { .. }
            | What::Mark { .. }
            | What::Unmark { .. }
            | What::Annotate { .. }
            | What::Protect { .. }
            | What::Restrict { .. }
            | What::Agreement { .. }
            | What::Find { .. } => {}
        }
        Ok(Body { decision, one, apart, sight: None })
    }

    pub(crate) fn versions_of(&mut self, incident: &str) -> Result<Vec<(String, String)>, LedgerError> {
        let rows =
            self.store.query("SELECT id, report FROM versions WHERE incident = ?1 ORDER BY id", &[incident.into()])?;
        rows.into_iter().map(|mut row| Ok((row.text()?, row.text()?))).collect()
    }

    pub(crate) fn apply_decision(&mut self, body: &Body, seq: i64) -> Result<(), LedgerError> {
        let mut what = body.decision.what.clone();
        let subject = what.subject().map(str::to_owned);
        let about = subject.clone().or_else(|| what.incident().cloned()).unwrap_or_default();
        let json = serde_json::to_string(body).map_err(|error| LedgerError::Data(error.to_string()))?;
        self.store.execute(
            "INSERT INTO decisions (seq, kind, about, body) VALUES (?1, ?2, ?3, ?4)",
            &[seq.into(), what.kind().into(), (&about).into(), json.into()],
        )?;
        for (pairs, one) in [(&body.one, true), (&body.apart, false)] {
            for (a, b) in pairs {
                self.store.execute(
                    "INSERT INTO bonds (a, b, one, seq) VALUES (?1, ?2, ?3, ?4)",
                    &[a.into(), b.into(), one.into(), seq.into()],
                )?;
            }
        }
        let touched: BTreeSet<&String> = body.one.iter().chain(&body.apart).flat_map(|(a, b)| [a, b]).collect();
        self.cut_again(&touched, &body.one)?;
        if let Some(report) = body.decision.what.marks() {
            self.mark_again(report, seq)?;
        }
        if subject.is_none() {
            self.tell_again(&body.decision.what, &about, &touched)?;
        }
        Ok(())
    }

    /// The decision that is entry `seq` of the journal.
    fn decision(&mut self, seq: i64) -> Result<Body, LedgerError> {
        let mut rows = self.store.query("SELECT body FROM decisions WHERE seq = ?1", &[seq.into()])?;
        let row = rows.first_mut().ok_or(LedgerError::NoDecision { seq, why: "it is not there" })?;
        Body::read(seq, &row.text()?)
    }

    pub(crate) fn apply_undo(&mut self, seq: i64, by: i64) -> Result<(), LedgerError> {
        let body = self.decision(seq)?;
        let about = body.decision.what.clone().incident().cloned().unwrap_or_default();
        self.store.execute("UPDATE decisions SET undone = ?2 WHERE seq = ?1", &[seq.into(), by.into()])?;
        self.store.execute("DELETE FROM bonds WHERE seq = ?1", &[seq.into()])?;
        let touched: BTreeSet<&String> = body.one.iter().chain(&body.apart).flat_map(|(a, b)| [a, b]).collect();
        self.cut_again(&touched, &[])?;
        if let Some(report) = body.decision.what.marks() {
            self.mark_again(report, by)?;
        }
        if body.decision.what.subject().is_none() {
            self.tell_again(&body.decision.what, &about, &touched)?;
        }
        Ok(())
    }

    /// Cut the components of these versions again, after joining those that are bound.
    pub(crate) fn cut_again(
        &mut self,
        versions: &BTreeSet<&String>,
        one: &[(String, String)],
    ) -> Result<(), LedgerError> {
        let Self { store, outlets, linking } = self;
        for (a, b) in one {
            let (a, b) = (linking::component(store.as_mut(), a)?, linking::component(store.as_mut(), b)?);
            linking::join(store.as_mut(), &BTreeSet::from([a, b]))?;
        }
        let mut components = BTreeSet::new();
        for version in versions {
            components.insert(linking::component(store.as_mut(), version)?);
        }
        for component in components {
            linking.cut(store.as_mut(), outlets, component, &BTreeSet::new())?;
        }
        Ok(())
    }

    /// Bring up to date the incidents with which a decision is told.
    fn tell_again(&mut self, what: &What, about: &str, touched: &BTreeSet<&String>) -> Result<(), LedgerError> {
        if !matches!(what, What::Apart { .. }) {
            return self.refresh_version(about);
        }
        touched.iter().try_for_each(|version| self.refresh_version(version))
    }

    /// Bring up to date the incident that a version belongs to.
    fn refresh_version(&mut self, version: &str) -> Result<(), LedgerError> {
        let mut rows = self.store.query("SELECT incident FROM versions WHERE id = ?1", &[version.into()])?;
        let Some(row) = rows.first_mut() else { return Ok(()) };
        let incident = row.text()?;
        telling::refresh(self.store.as_mut(), &self.outlets, &incident)
    }

    /// The names that are protected.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn protected(&mut self) -> Result<BTreeSet<(Protected, String)>, LedgerError> {
        let mut names = BTreeSet::new();
        for mut row in
            self.store.query("SELECT seq, body FROM decisions WHERE kind = 'protect' AND undone IS NULL", &[])?
        {
            let (seq, json) = (row.int()?, row.text()?);
            let body = Body::read(seq, &json)?;
            if let What::Protect { what, name } = body.decision.what {
                names.insert((what, name));
            }
        }
        Ok(names)
    }
}

fn pair(a: &str, b: &str) -> (String, String) {
    if a < b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) }
}
