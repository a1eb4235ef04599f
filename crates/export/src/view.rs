//! What may be seen of a ledger: the commands that look into it go through here, so that what is protected is held back as it is in exports, by the same guard.
//!
//! Whether a query finds an incident may tell as much as what is printed of it. What protection touches is therefore not found by what is kept, but by
//! what may be seen: by the masked place, its rounded point, the names that stay, and the words of reports that are open.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use truceline_ledger::{
    Card, Decision, Finding, Ledger, LedgerError, Main, NotSame, Query, Shown, Source, Told, Written,
};
use truceline_reconcile::across::Gathered;
use truceline_record::Reading;

use crate::ExportError;
use crate::finding::Asked;
use crate::guard::{Guard, SOURCE};

/// What a report is called that may not be seen.
const REPORT: &str = "a protected report";

/// What is held back of a ledger, as it is at one time. To find it out, all readings are gone through where anything is protected: who looks often keeps it.
pub struct Held {
    guard: Guard,
    /// The incidents that protection touches, with what each is called where its own id would tell.
    touched: BTreeMap<String, String>,
    /// The entries of the journal that brought the reports whose words may not be seen.
    closed: BTreeSet<i64>,
}

impl Held {
    /// What the ledger's decisions and outlets protect.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn of(ledger: &mut Ledger) -> Result<Self, ExportError> {
        Self::blurred(ledger, None)
    }

    /// The same, with the coordinates of all places rounded to `blur` degrees, where it is given.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn blurred(ledger: &mut Ledger, blur: Option<f64>) -> Result<Self, ExportError> {
        let guard = Guard::new(ledger, blur)?;
        let touched = guard.touched(ledger)?;
        let touched =
            (1..).zip(touched).map(|(number, id): (u32, String)| (id, format!("protected-{number}"))).collect();
        let closed = ledger.entries_of(guard.closed())?.into_iter().collect();
        Ok(Self { guard, touched, closed })
    }

    /// Whether anything is.
    pub fn is_any(&self) -> bool {
        self.guard.is_needed()
    }
}

/// A ledger as it may be seen.
pub struct View<'l> {
    pub(crate) ledger: &'l mut Ledger,
    held: Arc<Held>,
}

impl<'l> View<'l> {
    /// With what the ledger's decisions and outlets protect held back.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn new(ledger: &'l mut Ledger) -> Result<Self, ExportError> {
        Self::blurred(ledger, None)
    }

    /// The same, with the coordinates of all places rounded to `blur` degrees, where it is given.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn blurred(ledger: &'l mut Ledger, blur: Option<f64>) -> Result<Self, ExportError> {
        let held = Arc::new(Held::blurred(ledger, blur)?);
        Ok(Self { ledger, held })
    }

    /// With what was found out before, as long as the ledger has not changed since.
    pub const fn with(ledger: &'l mut Ledger, held: Arc<Held>) -> Self {
        Self { ledger, held }
    }

    /// [`Ledger::search`], by what may be seen.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn search(&mut self, query: &Query) -> Result<Vec<Card>, ExportError> {
        if !self.held.guard.is_needed() {
            let mut cards = self.ledger.search(query)?;
            cards
                .iter_mut()
                .filter_map(|card| card.gathered.place.as_mut())
                .for_each(|place| self.held.guard.blur(place));
            return Ok(cards);
        }
        let found = self.ledger.search(&Query { most: None, ..query.clone() })?;
        let mut cards: Vec<Card> = found.into_iter().filter(|card| !self.held.touched.contains_key(&card.id)).collect();
        let asked = Asked::new(self.ledger, query, &self.held.closed)?;
        let touched: Vec<String> = self.held.touched.keys().cloned().collect();
        for id in touched {
            let card = asked.seen(self.ledger, &self.held.guard, &id)?;
            cards.extend(card.map(|card| self.called(card, &id)));
        }
        // the latest first, those without a day last
        let day = |card: &Card| {
            let range = card.gathered.date.as_ref();
            range.and_then(|range| range.start.clone().or_else(|| range.end.clone()))
        };
        cards.sort_by(|a, b| day(b).cmp(&day(a)).then_with(|| a.id.cmp(&b.id)));
        cards.truncate(query.most.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX)));
        Ok(cards)
    }

    /// [`Ledger::show`], or [`Ledger::show_as_of`] where `as_of` is given.
    ///
    /// # Errors
    ///
    /// When there is none that may be seen, or more than one.
    pub fn show(&mut self, id: &str, as_of: Option<&str>) -> Result<Shown, ExportError> {
        let real = self.held.touched.iter().find(|(_, name)| *name == id).map(|(real, _)| real.clone());
        let asked = real.as_deref().unwrap_or(id);
        let mut shown = match as_of {
            Some(at) => self.ledger.show_as_of(asked, at)?,
            None => self.ledger.show(asked)?,
        };
        if !self.held.guard.is_needed() {
            return Ok(shown);
        }
        let open: Vec<String> = shown
            .versions
            .iter()
            .filter(|told| self.held.guard.is_open(&told.report))
            .map(|told| told.version.clone())
            .collect();
        shown.card = self.masked_card(shown.card, &shown.versions);
        shown.versions = (1..).zip(shown.versions).map(|(number, told)| self.told_as(told, number)).collect();
        // who has a protected report could tell the ids of its versions
        let by_id = shown.versions.iter().any(|told| told.version.starts_with(id)) || shown.card.id.starts_with(id);
        if real.is_none() && !by_id {
            return Err(LedgerError::NoIncident { id: id.to_owned() }.into());
        }
        // that two are not the same is told as little as that they may be
        let touched = &self.held.touched;
        shown.not_same.retain(|other| real.is_none() && !touched.contains_key(&other.incident));
        // the reasons tell words, names and distances of both
        shown.links.retain(|link| open.contains(&link.a) && open.contains(&link.b));
        shown.possible.retain(|link| {
            let there = link.incident.as_ref().is_some_and(|incident| !self.held.touched.contains_key(incident));
            there && (open.contains(&link.a) || open.contains(&link.b))
        });
        Ok(shown)
    }

    /// [`Ledger::sources`].
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn sources(&mut self) -> Result<Vec<Source>, ExportError> {
        let mut protected =
            Source { outlet: SOURCE.to_owned(), reports: 0, shared: 0, first: None, last: None, profile: None };
        let mut sources = Vec::new();
        for source in self.ledger.sources()? {
            let named = self.held.guard.names(&source.outlet);
            if named || source.profile.as_ref().is_some_and(|outlet| outlet.protected) {
                protected.reports += source.reports;
                protected.shared += source.shared;
            } else {
                sources.push(source);
            }
        }
        if protected.reports > 0 {
            sources.push(protected);
        }
        Ok(sources)
    }

    /// [`Ledger::links`] of the reports that may be seen, and how many may not.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn links(&mut self) -> Result<(Vec<(String, String)>, usize), ExportError> {
        let all = self.ledger.main_incidents()?;
        let count = all.len();
        let mut links = Vec::with_capacity(count);
        for Main { report, name, incident } in all {
            if self.held.guard.is_open(&report) {
                let id = if self.held.touched.contains_key(&incident) { self.id(&incident)? } else { incident };
                links.push((name, id));
            }
        }
        let closed = count - links.len();
        Ok((links, closed))
    }

    /// What an incident comes to, by its id as it may be seen; none where it is not there, or somebody decided that it is none.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn card_of(&mut self, id: &str) -> Result<Option<Card>, ExportError> {
        let real = self.held.touched.iter().find(|(_, name)| *name == id).map(|(real, _)| real.clone());
        let id = real.as_deref().unwrap_or(id);
        let Some(mut card) = self.ledger.card(id)?.filter(|card| !card.is_rejected()) else { return Ok(None) };
        if !self.held.guard.is_needed() {
            card.gathered.place.iter_mut().for_each(|place| self.held.guard.blur(place));
            return Ok(Some(card));
        }
        let told = self.ledger.versions(id)?;
        Ok(Some(self.masked_card(card, &told)))
    }

    /// The versions of an incident, by its id as it may be seen, in the order in which their reports were published.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn versions(&mut self, id: &str) -> Result<Vec<Told>, ExportError> {
        let real = self.held.touched.iter().find(|(_, name)| *name == id).map(|(real, _)| real.clone());
        let told = self.ledger.versions(real.as_deref().unwrap_or(id))?;
        Ok((1..).zip(told).map(|(number, told)| self.told_as(told, number)).collect())
    }

    /// The reports that may be seen whose words hold any of `phrases`, up to the day `to`, and how many may not be.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn reports_with_any(
        &mut self,
        phrases: &[&str],
        to: Option<&str>,
    ) -> Result<(Vec<String>, usize), ExportError> {
        let all = self.ledger.reports_with_any(phrases, to)?;
        Ok(self.opened(all.into_iter()))
    }

    /// The reports that may be seen whose day lies from `from` to `to`, each with its day, and how many may not be.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn reports_between(&mut self, from: &str, to: &str) -> Result<(Vec<(String, String)>, usize), ExportError> {
        let mut all = self.ledger.reports_between(from, to)?;
        let count = all.len();
        all.retain(|(_, report)| self.held.guard.is_open(report));
        let closed = count - all.len();
        Ok((all, closed))
    }

    /// [`Ledger::not_same`]; where protection touches one of two, the pair would tell, and is left out.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn not_same(&mut self) -> Result<Vec<(String, NotSame)>, ExportError> {
        let mut pairs = self.ledger.not_same()?;
        pairs.retain(|(one, other)| !self.is_touched(one) && !self.is_touched(&other.incident));
        Ok(pairs)
    }

    fn opened(&self, reports: impl Iterator<Item = String>) -> (Vec<String>, usize) {
        let (open, closed): (Vec<String>, Vec<String>) = reports.partition(|report| self.held.guard.is_open(report));
        (open, closed.len())
    }

    /// A report that may be seen: its reading, its outlet, and what the ledger calls its incidents by their ids in the reading.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or the report may not be seen.
    pub fn reading(&mut self, id: &str) -> Result<(Reading, String, BTreeMap<String, String>), ExportError> {
        if !self.held.guard.is_open(id) {
            return Err(LedgerError::NoReport { id: id.to_owned() }.into());
        }
        let reading = self.ledger.reading(id)?;
        let outlet = self.ledger.outlets().of_report(&reading.report);
        Ok((reading, outlet, self.told_by(id)?))
    }

    /// What the ledger calls the incidents of a report that may be seen, by their ids in its reading.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read, or the report may not be seen.
    pub fn told_by(&mut self, id: &str) -> Result<BTreeMap<String, String>, ExportError> {
        if !self.held.guard.is_open(id) {
            return Err(LedgerError::NoReport { id: id.to_owned() }.into());
        }
        let mut told = BTreeMap::new();
        for (local, incident) in self.ledger.told_by(id)? {
            let id = if self.held.touched.contains_key(&incident) { self.id(&incident)? } else { incident };
            told.insert(local, id);
        }
        Ok(told)
    }

    /// Which reading of a report counts: a number that is another once it is read anew, or something is marked in it.
    ///
    /// # Errors
    ///
    /// When there is no such report.
    pub fn reading_number(&mut self, id: &str) -> Result<i64, ExportError> {
        Ok(self.ledger.reading_number(id)?)
    }

    /// The agreements that people wrote down, as they wrote them: whoever shows one masks each of its values ([`View::mask`]).
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn written(&mut self) -> Result<Vec<Written>, ExportError> {
        Ok(self.ledger.written()?)
    }

    /// Put what may be seen in the place of a value with a protected name in it.
    pub fn mask(&self, value: &mut String) {
        self.held.guard.mask(value);
    }

    /// What people found of alleged violations; without those that have a protected name in them.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn findings(&mut self) -> Result<Vec<Finding>, ExportError> {
        let mut findings = self.ledger.findings()?;
        findings.retain(|finding| !self.held.guard.names(&finding.reason) && !self.held.guard.names(&finding.who));
        Ok(findings)
    }

    pub(crate) fn held(&self) -> &Held {
        &self.held
    }

    pub(crate) fn is_touched(&self, incident: &str) -> bool {
        self.held.touched.contains_key(incident)
    }

    pub(crate) fn is_open(&self, report: &str) -> bool {
        self.held.guard.is_open(report)
    }

    /// The same, by the entry of the journal that brought the report.
    pub(crate) fn is_open_entry(&self, report: i64) -> bool {
        !self.held.closed.contains(&report)
    }

    /// Take out of a decision what may not be told; whether the rest may.
    pub(crate) fn may_tell(&self, decision: &mut Decision) -> bool {
        self.held.guard.decision(decision)
    }

    pub(crate) fn tells(&self, json: &str) -> bool {
        self.held.guard.tells(json)
    }

    /// What the ledger calls an incident that is shown under another name.
    pub(crate) fn real(&self, id: &str) -> String {
        let real = self.held.touched.iter().find(|(_, name)| *name == id).map(|(real, _)| real.clone());
        real.unwrap_or_else(|| id.to_owned())
    }

    /// An incident as it may be seen.
    pub(crate) fn seen(&mut self, card: Card) -> Result<Card, ExportError> {
        if !self.is_touched(&card.id) {
            return Ok(card);
        }
        let told = self.ledger.versions(&card.id)?;
        Ok(self.masked_card(card, &told))
    }

    /// What accounts come to, as it may be seen.
    pub(crate) fn masked(&self, mut gathered: Gathered) -> Gathered {
        if self.held.guard.is_needed() {
            self.held.guard.gathered(&mut gathered);
        }
        gathered
    }

    /// What an incident is called that protection touches.
    pub(crate) fn id(&mut self, incident: &str) -> Result<String, ExportError> {
        let Some(card) = self.ledger.card(incident)? else { return Ok(incident.to_owned()) };
        let told = self.ledger.versions(incident)?;
        Ok(self.masked_card(card, &told).id)
    }

    fn masked_card(&self, card: Card, told: &[Told]) -> Card {
        let id = card.id.clone();
        self.called(self.held.guard.item(card, told.to_vec(), 0).card, &id)
    }

    /// What may be seen of the incident `id`, called as it is in all answers.
    fn called(&self, mut card: Card, id: &str) -> Card {
        if card.id.starts_with("protected-") {
            card.id = self.held.touched.get(id).cloned().unwrap_or_else(|| "protected".to_owned());
        }
        card
    }

    fn told_as(&self, told: Told, number: usize) -> Told {
        let (replaced, copies, restricted) = (told.replaced.clone(), told.copies.clone(), told.restricted);
        let open = self.held.guard.is_open(&told.report) && self.held.guard.is_open(&copies);
        let seen = self.held.guard.version(told);
        // what is not named is called by its place among the versions
        let unnamed = || format!("protected-{number}");
        let report = seen.report.unwrap_or_else(unnamed);
        Told {
            version: seen.id.unwrap_or_else(unnamed),
            name: seen.name.unwrap_or_else(|| REPORT.to_owned()),
            title: seen.title,
            outlet: seen.outlet,
            url: seen.url,
            published: seen.published,
            copies: if open { copies } else { report.clone() },
            replaced: replaced.filter(|by| self.held.guard.is_open(by)),
            restricted,
            report,
            account: seen.account,
        }
    }
}
