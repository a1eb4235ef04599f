//! All incidents of the ledger in outline, at hand: for maps, timelines, counts and the queue of what waits for a decision, which concern many at once.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use truceline_export::{ExportError, Leaf, View};
use truceline_ledger::{Sought, Wanted, What};
use truceline_reconcile::across::{Status, day_number};
use truceline_record::{DisputeAspect, IncidentType, Reality};

/// Incidents taken out of the ledger at a time.
const PAGE: i64 = 2000;

/// An incident in outline.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    pub(crate) id: Arc<str>,
    pub(crate) kind: IncidentType,
    pub(crate) reality: Reality,
    /// None where somebody decided that it is no incident.
    pub(crate) status: Option<Status>,
    pub(crate) main: bool,
    /// First and last day, as days since 1970-01-01.
    pub(crate) first: Option<i32>,
    pub(crate) last: Option<i32>,
    pub(crate) place: Option<Arc<str>>,
    pub(crate) area: Option<Arc<str>>,
    pub(crate) country: Option<Arc<str>>,
    pub(crate) point: Option<(f64, f64)>,
    pub(crate) precision: Option<Arc<str>>,
    pub(crate) actors: Box<[Arc<str>]>,
    pub(crate) outlets: Box<[Arc<str>]>,
    pub(crate) killed: (Option<u32>, Option<u32>),
    pub(crate) reports: u32,
    /// The reports that tell of it and may be seen, by the entries of the journal that brought them, in their order.
    entries: Box<[u32]>,
    pub(crate) disputed: Box<[DisputeAspect]>,
    /// Whether a person said what it is.
    pub(crate) decided: bool,
}

impl Outline {
    /// The day that it is listed under.
    pub(crate) fn day(&self) -> Option<i32> {
        self.first.or(self.last)
    }

    /// The latest first, those without a day last.
    fn order(&self) -> (bool, Reverse<Option<i32>>, Arc<str>) {
        (self.day().is_none(), Reverse(self.day()), Arc::clone(&self.id))
    }

    /// The greatest number killed that any source gives.
    pub(crate) fn most_killed(&self) -> Option<u32> {
        self.killed.1.or(self.killed.0)
    }
}

impl Sought for Outline {
    fn kind(&self) -> IncidentType {
        self.kind
    }

    fn days(&self) -> (Option<i64>, Option<i64>) {
        (self.first.or(self.last).map(i64::from), self.last.or(self.first).map(i64::from))
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        [&self.place, &self.area, &self.country].into_iter().flatten().map(AsRef::as_ref)
    }

    fn actors(&self) -> impl Iterator<Item = &str> {
        self.actors.iter().map(AsRef::as_ref)
    }

    fn outlets(&self) -> impl Iterator<Item = &str> {
        self.outlets.iter().map(AsRef::as_ref)
    }

    fn point(&self) -> Option<(f64, f64)> {
        self.point
    }

    fn killed(&self) -> Option<u32> {
        self.most_killed()
    }

    fn status(&self) -> Option<Status> {
        self.status
    }

    fn is_disputed(&self) -> bool {
        !self.disputed.is_empty()
    }

    fn is_main(&self) -> bool {
        self.main
    }
}

/// Reports by the entries of the journal that brought them, each a bit.
pub(crate) struct Entries(Vec<u64>);

impl Entries {
    pub(crate) fn of(entries: &[i64]) -> Self {
        let mut bits = Vec::new();
        for entry in entries.iter().filter_map(|&entry| usize::try_from(entry).ok()) {
            let at = entry / 64;
            if at >= bits.len() {
                bits.resize(at + 1, 0);
            }
            if let Some(word) = bits.get_mut(at) {
                *word |= 1_u64 << (entry % 64);
            }
        }
        Self(bits)
    }

    fn holds(&self, entry: u32) -> bool {
        self.0.get(entry as usize / 64).is_some_and(|word| word & (1 << (entry % 64)) != 0)
    }
}

/// All of them.
#[derive(Default)]
pub(crate) struct Shelf {
    /// In the order in which incidents are listed.
    pub(crate) list: Vec<Arc<Outline>>,
    at: HashMap<Arc<str>, u32>,
    /// How often what is protected had changed when it was filled.
    pub(crate) turn: u64,
}

/// Names that many incidents have, kept once.
#[derive(Default)]
struct Names(BTreeSet<Arc<str>>);

impl Names {
    fn take(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.0.get(name) {
            return Arc::clone(known);
        }
        let new: Arc<str> = name.into();
        self.0.insert(Arc::clone(&new));
        new
    }

    fn maybe(&mut self, name: Option<&String>) -> Option<Arc<str>> {
        name.map(|name| self.take(name))
    }
}

impl Shelf {
    /// Those of the ledger, as they may be seen.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub(crate) fn fill(view: &mut View<'_>, turn: u64) -> Result<Self, ExportError> {
        let (mut list, mut names, mut after) = (Vec::new(), Names::default(), 0);
        loop {
            let page = view.leaves_after(after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.number;
            list.extend(page.iter().map(|leaf| Arc::new(outline(leaf, &mut names))));
        }
        Ok(Self::of(list, turn))
    }

    fn of(mut list: Vec<Arc<Outline>>, turn: u64) -> Self {
        list.sort_by_cached_key(|outline| outline.order());
        let at = (0..).zip(&list).map(|(at, outline): (u32, _)| (Arc::clone(&outline.id), at)).collect();
        Self { list, at, turn }
    }

    /// The same with these incidents as they are now, and without those that are no more.
    pub(crate) fn changed(&self, leaves: &[(String, Option<Leaf>)]) -> Self {
        let mut list = self.list.clone();
        list.retain(|outline| !leaves.iter().any(|(id, _)| **id == *outline.id));
        let mut names = Names::default();
        let new = leaves.iter().filter_map(|(_, leaf)| leaf.as_ref());
        list.extend(new.map(|leaf| Arc::new(outline(leaf, &mut names))));
        Self::of(list, self.turn)
    }

    /// Where the incidents stand that are asked for, in the order of the list; of those that any of the reports `with` tells of, where these are given.
    pub(crate) fn found(&self, wanted: &Wanted, with: Option<&Entries>) -> Vec<u32> {
        let said = |outline: &Outline| with.is_none_or(|with| outline.entries.iter().any(|&entry| with.holds(entry)));
        let found = (0..).zip(&self.list);
        found.filter(|(_, o)| said(o) && wanted.holds(o.as_ref(), o.status.is_none())).map(|(at, _)| at).collect()
    }

    /// Where the incident stands in the list.
    pub(crate) fn position(&self, id: &str) -> Option<u32> {
        self.at.get(id).copied()
    }

    /// The outline at a position.
    pub(crate) fn outline(&self, at: u32) -> Option<&Outline> {
        self.list.get(usize::try_from(at).ok()?).map(AsRef::as_ref)
    }

    /// The outlines at these positions.
    pub(crate) fn at<'s>(&'s self, positions: &'s [u32]) -> impl Iterator<Item = &'s Outline> {
        positions.iter().filter_map(|&at| self.outline(at))
    }

    /// Those that nobody rejected.
    pub(crate) fn standing(&self) -> impl Iterator<Item = &Outline> {
        self.list.iter().map(AsRef::as_ref).filter(|outline| outline.status.is_some())
    }
}

fn outline(leaf: &Leaf, names: &mut Names) -> Outline {
    let Leaf { card, rejected, reports, .. } = leaf;
    let gathered = &card.gathered;
    let place = gathered.place.as_ref();
    let date = gathered.date.as_ref();
    let day = |day: Option<&String>| day.and_then(|day| day_number(day));
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    // what it is not the same as, and what single reports say, leave open what it is
    let says = |what: &What| {
        !matches!(
            what,
            What::Annotate { .. } | What::Apart { .. } | What::Mark { .. } | What::Unmark { .. } | What::Protect { .. }
        )
    };
    Outline {
        id: card.id.as_str().into(),
        kind: gathered.kind,
        reality: gathered.reality,
        status: Some(gathered.status).filter(|_| !rejected),
        main: gathered.main,
        first: day(date.and_then(|date| date.start.as_ref())),
        last: day(date.and_then(|date| date.end.as_ref())),
        place: names.maybe(place.and_then(|place| place.name.as_ref())),
        area: names.maybe(place.and_then(|place| place.admin.as_ref())),
        country: names.maybe(place.and_then(|place| place.country.as_ref())),
        point: place.and_then(|place| place.lat.zip(place.lon)),
        precision: names.maybe(place.and_then(|place| place.precision.as_ref())),
        actors: gathered.actors.iter().map(|name| names.take(name)).collect(),
        outlets: gathered.outlets.iter().map(|name| names.take(name)).collect(),
        killed: (gathered.killed.min, gathered.killed.max),
        reports: count(gathered.reports),
        entries: reports.iter().filter_map(|&entry| u32::try_from(entry).ok()).collect(),
        disputed: gathered.disputes.iter().map(|dispute| dispute.aspect).collect(),
        decided: card.decisions.iter().any(|made| says(&made.decision.what)),
    }
}
