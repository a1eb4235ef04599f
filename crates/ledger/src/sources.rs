//! Who the ledger's reports come from.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::LedgerError;
use crate::ledger::Ledger;
use crate::outlets::Outlet;

/// An outlet with what it gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// What it is called.
    pub outlet: String,
    /// How many reports are from it.
    pub reports: usize,
    /// How many of them share their text with a report of another outlet.
    pub shared: usize,
    /// The day of the first, where any has one.
    pub first: Option<String>,
    /// The day of the last.
    pub last: Option<String>,
    /// What is known of it.
    pub profile: Option<Outlet>,
}

impl Ledger {
    /// The outlets, those with the most reports first.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn sources(&mut self) -> Result<Vec<Source>, LedgerError> {
        let mut sources: BTreeMap<String, Source> = BTreeMap::new();
        let mut outlet_of: BTreeMap<String, String> = BTreeMap::new();
        for mut row in self.store.query(
            "SELECT r.id, r.source, r.url, r.published FROM reports r
             WHERE NOT EXISTS (SELECT n.report FROM rows n WHERE n.after = r.id) ORDER BY r.id",
            &[],
        )? {
            let (id, source, url) = (row.text()?, row.maybe_text()?, row.maybe_text()?);
            let day = row.maybe_text()?.and_then(|published| published.get(..10).map(str::to_owned));
            let outlet = self.outlets.name(source.as_deref(), url.as_deref());
            let profile = || self.outlets.of(source.as_deref(), url.as_deref()).cloned();
            outlet_of.insert(id, outlet.clone());
            let entry = sources.entry(outlet.clone()).or_insert_with(|| Source {
                outlet,
                reports: 0,
                shared: 0,
                first: None,
                last: None,
                profile: profile(),
            });
            entry.reports += 1;
            if let Some(day) = day {
                entry.first = entry.first.take().into_iter().chain([day.clone()]).min();
                entry.last = entry.last.take().into_iter().chain([day]).max();
            }
        }
        let mut copies: BTreeSet<String> = BTreeSet::new();
        for mut row in self.store.query("SELECT a, b FROM copies ORDER BY a, b", &[])? {
            let (a, b) = (row.text()?, row.text()?);
            if outlet_of.get(&a) != outlet_of.get(&b) {
                copies.extend([a, b]);
            }
        }
        for report in copies {
            if let Some(source) = outlet_of.get(&report).and_then(|outlet| sources.get_mut(outlet)) {
                source.shared += 1;
            }
        }
        let mut sources: Vec<Source> = sources.into_values().collect();
        sources.sort_by(|a, b| b.reports.cmp(&a.reports).then_with(|| a.outlet.cmp(&b.outlet)));
        Ok(sources)
    }
}
