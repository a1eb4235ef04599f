//! All incidents of the ledger in outline, at hand: for maps, timelines, counts and the queue of what waits for a decision, which concern many at once.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use truceline_export::{ExportError, View};
use truceline_ledger::{Card, What};
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

/// All of them.
#[derive(Default)]
pub(crate) struct Shelf {
    /// In the order in which incidents are listed.
    pub(crate) list: Vec<Arc<Outline>>,
    at: HashMap<Arc<str>, u32>,
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
    pub(crate) fn fill(view: &mut View<'_>) -> Result<Self, ExportError> {
        let (mut list, mut names, mut after) = (Vec::new(), Names::default(), 0);
        loop {
            let page = view.cards_after(after, PAGE)?;
            let Some((last, _)) = page.last() else { break };
            after = *last;
            list.extend(page.iter().map(|(_, card)| Arc::new(outline(card, &mut names))));
        }
        Ok(Self::of(list))
    }

    fn of(mut list: Vec<Arc<Outline>>) -> Self {
        list.sort_by_cached_key(|outline| outline.order());
        let at = (0..).zip(&list).map(|(at, outline): (u32, _)| (Arc::clone(&outline.id), at)).collect();
        Self { list, at }
    }

    /// The same with these incidents as they are now, and without those that are no more.
    pub(crate) fn changed(&self, cards: &[(String, Option<Card>)]) -> Self {
        let mut list = self.list.clone();
        list.retain(|outline| !cards.iter().any(|(id, _)| **id == *outline.id));
        let mut names = Names::default();
        let new = cards.iter().filter_map(|(_, card)| card.as_ref());
        list.extend(new.map(|card| Arc::new(outline(card, &mut names))));
        Self::of(list)
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

fn outline(card: &Card, names: &mut Names) -> Outline {
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
        status: Some(gathered.status).filter(|_| !card.is_rejected()),
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
        disputed: gathered.disputes.iter().map(|dispute| dispute.aspect).collect(),
        decided: card.decisions.iter().any(|made| says(&made.decision.what)),
    }
}
