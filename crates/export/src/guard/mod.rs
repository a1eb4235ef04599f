//! What may leave the ledger. Every format gets its data from here, so that what is protected is held back once, before any format sees it.
//!
//! A protected name holds back three things: the name itself wherever a value has it; the report of a protected outlet, of which only what it tells of
//! an incident is given, under no name; and the words of every report that names it, since a text cannot be changed and still be evidence.

mod names;
mod places;

use std::collections::{BTreeMap, BTreeSet};

use truceline_ground::actors::Actors;
use truceline_ledger::{Card, Decision, Ledger, Protected, Told, What};
use truceline_reconcile::across::{Account, Gathered};
use truceline_record::{Place, Reading};

use self::names::Names;
use self::places::Places;
use crate::ExportError;
use crate::item::{Item, Version};

/// What stands in the place of a protected source's name.
pub const SOURCE: &str = "a protected source";
/// What stands in the place of a protected place's name.
pub const PLACE: &str = "a protected place";

/// What stands in the place of the id of a protected source's incident in decisions on it.
const HIDDEN: &str = "protected";

/// Why a report does not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closed {
    /// It has a protected name in it.
    Names,
    /// A protected outlet published it.
    Outlet,
}

/// What may leave.
pub(crate) struct Guard {
    names: Names,
    places: Places,
    closed: BTreeMap<String, Closed>,
    /// The ids of what protected outlets told: who has such a report could tell it by them.
    hidden: BTreeSet<String>,
}

impl Guard {
    /// What the ledger's decisions and outlets protect; coordinates rounded to `blur` degrees, where it is given.
    pub(crate) fn new(ledger: &mut Ledger, blur: Option<f64>) -> Result<Self, ExportError> {
        let mut names = Names::default();
        for (what, name) in ledger.protected()? {
            names.add(what, &name);
        }
        for outlet in ledger.outlets().iter().filter(|outlet| outlet.protected) {
            names.add(Protected::Source, &outlet.name);
        }
        let mut guard = Self { names, places: Places::new(blur), closed: BTreeMap::new(), hidden: BTreeSet::new() };
        if guard.names.is_empty() {
            return Ok(guard);
        }
        // a protected name protects the other names of its bearer
        let actors = Actors::bundled()?;
        let outlets = ledger.outlets().iter().map(|outlet| (&outlet.name, outlet.names.iter().collect::<Vec<_>>()));
        let bearers: Vec<Vec<String>> = outlets
            .map(|(name, others)| others.into_iter().chain([name]).cloned().collect())
            .chain(actors.iter().map(|actor| {
                // an alias that holds only in some countries is a common word elsewhere
                let aliases = actor.aliases.iter().filter(|alias| alias.countries.is_empty());
                aliases.map(|alias| alias.name.clone()).chain([actor.name.clone()]).collect()
            }))
            .collect();
        guard.names.extend(&bearers);
        let mut lie: Vec<(String, Vec<(f64, f64)>)> = Vec::new();
        let marked = ledger.marked_reports()?;
        for report in ledger.reports()? {
            let mut points = guard.look_at(&report, &ledger.reading_json(&report)?, ledger)?;
            // what people marked stands in it as well
            if marked.contains(&report) {
                let reading = serde_json::to_string(&ledger.reading(&report)?)?;
                points.extend(guard.look_at(&report, &reading, ledger)?);
            }
            if guard.is_open(&report) {
                lie.push((report, points));
            }
        }
        // where a protected place lies, another name does not give it away
        for (report, points) in lie {
            if points.iter().any(|&point| guard.places.is_hidden(point)) {
                guard.closed.insert(report, Closed::Names);
            }
        }
        for (report, _) in guard.closed.iter().filter(|(_, closed)| **closed == Closed::Outlet) {
            guard.hidden.insert(report.clone());
            guard.hidden.extend(ledger.version_ids(report)?);
        }
        Ok(guard)
    }

    /// Look through a report for protected names; gives the points that it speaks of.
    fn look_at(&mut self, id: &str, json: &str, ledger: &Ledger) -> Result<Vec<(f64, f64)>, ExportError> {
        let reading: Reading = serde_json::from_str(json)?;
        let report = &reading.report;
        let outlet = ledger.outlets().of_report(report);
        let is_source = |name: &str| self.names.in_text(name) == Some(Protected::Source);
        let published = [Some(outlet.as_str()), report.source.as_deref(), report.url.as_deref()];
        if published.into_iter().flatten().any(is_source) {
            self.closed.insert(id.to_owned(), Closed::Outlet);
        } else if self.names.in_text(json).is_some() {
            self.closed.insert(id.to_owned(), Closed::Names);
        }
        let named = reading.entities.iter().map(|entity| (Some(&entity.name), entity.lat.zip(entity.lon)));
        let hit = reading.incidents.iter().filter_map(|incident| incident.place.as_ref());
        let mut points = Vec::new();
        for (name, point) in named.chain(hit.map(|place| (place.name.as_ref(), place.lat.zip(place.lon)))) {
            let Some(point) = point else { continue };
            points.push(point);
            if name.is_some_and(|name| self.names.in_text(name) == Some(Protected::Place)) {
                self.places.hide(point);
            }
        }
        Ok(points)
    }

    /// Whether anything is protected.
    pub(crate) fn is_needed(&self) -> bool {
        !self.names.is_empty()
    }

    /// Whether the words of the report `id` may leave.
    pub(crate) fn is_open(&self, report: &str) -> bool {
        !self.closed.contains_key(report)
    }

    /// The reports whose words may not leave.
    pub(crate) fn closed(&self) -> impl Iterator<Item = &str> {
        self.closed.keys().map(String::as_str)
    }

    /// The incidents that protection touches, in the order of their ids.
    pub(crate) fn touched(&self, ledger: &mut Ledger) -> Result<Vec<String>, ExportError> {
        let mut touched = Vec::new();
        for report in self.closed() {
            touched.extend(ledger.incidents_of(report)?);
        }
        if self.is_needed() {
            // a person may have named in a decision what no open report names
            let decided = ledger.decided()?;
            touched.extend(decided.into_iter().filter(|(_, body)| self.tells(body)).map(|(incident, _)| incident));
        }
        touched.sort_unstable();
        touched.dedup();
        Ok(touched)
    }

    /// Whether a text has a protected name in it.
    pub(crate) fn names(&self, text: &str) -> bool {
        self.names.in_text(text).is_some()
    }

    /// Whether a decision, as JSON, has a protected name in it or the id of what may not be told by it.
    pub(crate) fn tells(&self, json: &str) -> bool {
        // ids have no quotes in them
        self.names(json) || json.split('"').any(|part| self.hidden.contains(part))
    }

    /// Take out of a decision the id of what it is about, where that may not be told; whether the rest may.
    pub(crate) fn decision(&self, decision: &mut Decision) -> bool {
        if !matches!(decision.what, What::Apart { .. })
            && let Some(incident) = decision.what.incident().filter(|incident| self.hidden.contains(*incident))
        {
            HIDDEN.clone_into(incident);
        }
        !serde_json::to_string(decision).is_ok_and(|json| self.tells(&json))
    }

    /// An incident as it may leave; `number` is its place among those that do.
    pub(crate) fn item(&self, card: Card, told: Vec<Told>, number: usize) -> Item {
        // where nothing else is left of an incident, it is told by what was changed
        let only = told.iter().all(|told| told.replaced.is_some());
        let (told, replaced): (Vec<Told>, Vec<Told>) =
            told.into_iter().partition(|told| only || told.replaced.is_none());
        let replaced = replaced.into_iter().map(|told| told.report).filter(|report| self.is_open(report)).collect();
        let versions: Vec<Version> = told.into_iter().map(|told| self.version(told)).collect();
        let Card { id, mut gathered, mut decisions, mut problems } = card;
        // the id of a version is made of its report: who has the report could tell it
        let id = if versions.iter().any(|version| version.id.as_ref() == Some(&id)) || !self.is_needed() {
            id
        } else {
            versions.iter().find_map(|version| version.id.clone()).unwrap_or_else(|| format!("protected-{number}"))
        };
        decisions.retain_mut(|made| {
            self.decision(&mut made.decision) && !serde_json::to_string(made).is_ok_and(|json| self.names(&json))
        });
        problems.retain(|problem| !self.names(problem));
        self.gathered(&mut gathered);
        Item { card: Card { id, gathered, decisions, problems }, versions, replaced }
    }

    pub(crate) fn version(&self, told: Told) -> Version {
        let Told { version, report, name, title, outlet, url, published, mut account, .. } = told;
        let closed = self.closed.get(&report).copied();
        self.account(&mut account, closed.is_some());
        if closed == Some(Closed::Outlet) {
            let by = account.killed.iter_mut().chain(&mut account.injured).map(|count| &mut count.by);
            let by = by.chain(account.claims.iter_mut().map(|word| &mut word.by));
            let by = by.chain(account.actors.iter_mut().map(|party| &mut party.by));
            // who speaks in the report of a source may give the source away
            by.filter(|by| by.is_some()).for_each(|by| *by = Some(SOURCE.to_owned()));
            return Version::unnamed(account);
        }
        let open = closed.is_none();
        let open_only = |field: Option<String>| field.filter(|_| open);
        Version {
            id: Some(version),
            report: Some(report),
            name: open_only(Some(name)),
            title: open_only(title),
            outlet,
            url: open_only(url),
            published,
            account,
            open,
        }
    }

    fn account(&self, account: &mut Account, closed: bool) {
        let Account { date, place, triggers, actors, targets, killed, injured, claims, .. } = account;
        if let Some(place) = place {
            self.place(place);
        }
        for party in actors.iter_mut().chain(targets.iter_mut()) {
            self.mask(&mut party.name);
            self.mask_maybe(&mut party.by);
        }
        for count in killed.iter_mut().chain(injured.iter_mut()) {
            self.mask_maybe(&mut count.by);
        }
        for word in claims.iter_mut() {
            self.mask_maybe(&mut word.by);
            self.mask_maybe(&mut word.party);
        }
        if closed {
            triggers.clear();
            date.iter_mut().for_each(|date| date.spans.clear());
            place.iter_mut().for_each(|place| place.spans.clear());
            actors.iter_mut().chain(targets).for_each(|party| party.spans.clear());
            killed.iter_mut().chain(injured).for_each(|count| count.spans.clear());
            claims.iter_mut().for_each(|word| word.spans.clear());
        }
    }

    pub(crate) fn gathered(&self, gathered: &mut Gathered) {
        if let Some(place) = &mut gathered.place {
            self.place(place);
        }
        if !self.is_needed() {
            return;
        }
        let Gathered { actors, targets, outlets, sides, blame, disputes, .. } = gathered;
        for list in [actors, targets, outlets, sides] {
            self.mask_all(list);
        }
        for blame in blame {
            self.mask(&mut blame.party);
            for list in [&mut blame.blamed_by, &mut blame.denied_by, &mut blame.admitted_by] {
                self.mask_all(list);
            }
        }
        for side in disputes.iter_mut().flat_map(|dispute| &mut dispute.sides) {
            self.mask(&mut side.says);
            self.mask_all(&mut side.by);
            side.reports.retain(|report| self.closed.get(report) != Some(&Closed::Outlet));
        }
    }

    fn place(&self, place: &mut Place) {
        let names = [&place.name, &place.admin, &place.country];
        let named = names.into_iter().flatten().any(|name| self.names(name));
        if named || place.lat.zip(place.lon).is_some_and(|point| self.places.is_hidden(point)) {
            place.name = None;
            place.admin = place.admin.take().filter(|name| !self.names(name));
            place.country = place.country.take().filter(|name| !self.names(name));
            place.spans.clear();
            self.places.coarsen(place);
        } else {
            self.places.blur(place);
        }
    }

    /// Round the coordinates of a place, where that is asked for.
    pub(crate) fn blur(&self, place: &mut Place) {
        self.places.blur(place);
    }

    pub(crate) fn mask(&self, name: &mut String) {
        match self.names.in_text(name) {
            Some(Protected::Source) => SOURCE.clone_into(name),
            Some(Protected::Place) => PLACE.clone_into(name),
            None => {}
        }
    }

    fn mask_maybe(&self, name: &mut Option<String>) {
        if let Some(name) = name {
            self.mask(name);
        }
    }

    fn mask_all(&self, names: &mut Vec<String>) {
        names.iter_mut().for_each(|name| self.mask(name));
        let mut seen: Vec<String> = Vec::with_capacity(names.len());
        names.retain(|name| {
            let new = !seen.contains(name);
            seen.push(name.clone());
            new
        });
    }
}
