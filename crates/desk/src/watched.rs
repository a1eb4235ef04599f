//! What the monitor finds in the ledger, at hand: agreements, what is said to have broken them, talks. It is made anew when the ledger changes, with the
//! notes of reports that were taken before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use truceline_export::View;
use truceline_ledger::{Finding, Kind, Written};
use truceline_monitor::{
    Days, Line, MonitorError, Notebook, Notetaker, Process, Proposed, Violation, Watch, compliance, processes,
    proposals, violations,
};
use truceline_record::Place;

use crate::app::{App, closing};
use crate::fault::Fault;

/// Entries of the journal that are looked through for what changes notes.
const ENTRIES: i64 = 1000;

/// What takes notes, and those that it took.
pub(crate) struct Watching {
    pub(crate) notetaker: Notetaker,
    pub(crate) notebook: Notebook,
    /// One makes it anew at a time; with the last entry that the notebook knows of.
    turn: tokio::sync::Mutex<i64>,
}

impl Watching {
    /// With a notebook that is empty, over a ledger whose journal ends with `seq`.
    pub(crate) fn new(seq: i64) -> Result<Self, MonitorError> {
        let notetaker = Notetaker::new()?;
        Ok(Self { notetaker, notebook: Notebook::default(), turn: tokio::sync::Mutex::new(seq) })
    }
}

/// What is at hand of it: nothing yet, what was found, or why nothing could be.
pub(crate) type Kept = Option<Result<Arc<Watched>, String>>;

/// What the monitor found.
#[derive(Clone)]
pub(crate) struct Watched {
    /// How often what is protected had changed when this was found: what was found before something was protected is not shown.
    turn: u64,
    pub(crate) watch: Arc<Watch>,
    /// The day that days are counted to: that on which the latest report was published; where none has such a day, the latest that a report is of.
    pub(crate) day: Option<Date>,
    /// What is alleged, the latest first, those without a day last.
    pub(crate) violations: Arc<Vec<Alleged>>,
    /// What is said of written terms.
    pub(crate) lines: Arc<Vec<Line>>,
    pub(crate) talks: Arc<Vec<Process>>,
    pub(crate) proposals: Arc<Vec<Proposed>>,
    /// What people wrote down, by the agreement's id; without a text where it has a protected name in it.
    pub(crate) written: Arc<BTreeMap<String, Written>>,
    pub(crate) findings: Arc<Vec<Finding>>,
}

/// An alleged violation, and where it is said to have been.
#[derive(Clone)]
pub(crate) struct Alleged {
    pub(crate) violation: Violation,
    pub(crate) place: Option<Place>,
}

impl Watched {
    fn fill(view: &mut View<'_>, watching: &Watching, turn: u64) -> Result<Self, MonitorError> {
        let watch = Watch::with(view, &watching.notetaker, &watching.notebook, None, None)?;
        let mut alleged = Vec::new();
        for violation in violations(view, &watch)? {
            let mut place = None;
            // a count is of many places
            if let Some(incident) = violation.incidents.first().filter(|_| violation.count.is_none()) {
                place = view.card_of(incident)?.and_then(|card| card.gathered.place);
            }
            alleged.push(Alleged { violation, place });
        }
        alleged.sort_by(|a, b| {
            let key = |one: &Alleged| one.violation.days.map(|days| days.from);
            key(b).cmp(&key(a)).then_with(|| a.violation.id.cmp(&b.violation.id))
        });
        let lines = compliance(view, &watch, Days::ALWAYS)?;
        let (mut talks, mut proposed) = (processes(&watch, None), proposals(&watch, None));
        talks.reverse();
        proposed.reverse();
        let mut written = BTreeMap::new();
        for mut one in view.written()? {
            let text = one.text.clone();
            view.mask(&mut one.text);
            if one.text != text {
                one.text.clear();
            }
            view.mask(&mut one.agreement);
            view.mask(&mut one.who);
            written.insert(one.agreement.clone(), one);
        }
        let published = view.sources()?.into_iter().filter_map(|source| source.last).max();
        let told = || watch.reports().filter_map(|report| watch.report(report)?.day).max();
        Ok(Self {
            turn,
            day: published.and_then(|day| day.get(..10)?.parse().ok()).or_else(told),
            violations: Arc::new(alleged),
            lines: Arc::new(lines),
            talks: Arc::new(talks),
            proposals: Arc::new(proposed),
            written: Arc::new(written),
            findings: Arc::new(view.findings()?),
            watch: Arc::new(watch),
        })
    }

    /// The alleged violation that is or was called so, or the only one whose id begins so.
    pub(crate) fn violation(&self, id: &str) -> Result<&Alleged, Fault> {
        let known = |one: &&Alleged| one.violation.ids().iter().any(|own| own == id);
        if let Some(one) = self.violations.iter().find(known) {
            return Ok(one);
        }
        let mut begin = self.violations.iter().filter(|one| !id.is_empty() && one.violation.id.starts_with(id));
        match (begin.next(), begin.next()) {
            (Some(one), None) => Ok(one),
            (None, _) => Err(Fault::Missing(format!("no alleged violation is called {id:?}"))),
            (Some(_), Some(_)) => {
                Err(Fault::Asked(format!("several alleged violations have an id that begins with {id:?}")))
            }
        }
    }

    /// The agreement with this id: its name.
    pub(crate) fn name_of(&self, agreement: &str) -> Option<&str> {
        self.watch.agreements().iter().find(|known| known.id == agreement).map(|known| known.name.as_str())
    }
}

/// Make it anew. What is kept at hand is then of the ledger as it was when this began, or later.
pub(crate) async fn renew(app: &App) -> Result<(), Fault> {
    let mut turn = app.watching.turn.lock().await;
    let since = *turn;
    let new = app.with_ledger(move |_, ledger| Ok(ledger.journal(since, ENTRIES)?)).await?;
    // an outlet of another name is another in every note
    let all = i64::try_from(new.len()).is_ok_and(|count| count < ENTRIES);
    if !all || new.iter().any(|entry| entry.kind == Kind::Outlet) {
        app.watching.notebook.clear();
    }
    let watching = Arc::clone(&app.watching);
    // where more is protected meanwhile, this is not shown, and the next is made of what may be seen then
    let protected = turn_of(app).await?;
    let watched = app.monitor(move |view| {
        let watched = Watched::fill(view, &watching, protected)?;
        let kept: BTreeSet<&str> = watched.watch.reports().collect();
        watching.notebook.retain(|report| kept.contains(report));
        Ok(watched)
    });
    put(app, watched.await?);
    *turn = match new.last().filter(|_| all) {
        Some(entry) => entry.seq,
        None if all => since,
        None => app.state.borrow().head.seq,
    };
    Ok(())
}

/// Take over what a person found, or took back: it changes where one thing stands and nothing else.
pub(crate) async fn found(app: &App, violation: String) -> Result<(), Fault> {
    let _turn = app.watching.turn.lock().await;
    let now = app.watched.borrow().clone();
    let Some(Ok(now)) = now else { return Ok(()) };
    let mut watched = now.as_ref().clone();
    let watched = app.monitor(move |view| {
        let findings = view.findings()?;
        let mut all = watched.violations.as_ref().clone();
        let about = |one: &&mut Alleged| one.violation.ids().iter().any(|id| id.starts_with(&violation));
        for one in all.iter_mut().filter(about) {
            one.violation.stand(view, &findings)?;
        }
        watched.violations = Arc::new(all);
        watched.findings = Arc::new(findings);
        Ok(watched)
    });
    put(app, watched.await?);
    Ok(())
}

fn put(app: &App, watched: Watched) {
    app.watched.send_replace(Some(Ok(Arc::new(watched))));
    app.state.send_modify(|state| state.made += 1);
}

/// Make it anew; where that fails and nothing was found before, whoever asks is told.
pub(crate) async fn keep(app: &App) {
    if let Err(fault) = renew(app).await {
        app.watched.send_if_modified(|known| {
            let none = !matches!(known, Some(Ok(_)));
            if none {
                *known = Some(Err(format!("what the monitor finds cannot be had: {fault:?}")));
            }
            none
        });
    }
}

/// How often what is protected has changed, as the ledger is now.
async fn turn_of(app: &App) -> Result<u64, Fault> {
    app.with_ledger(|app, ledger| Ok(app.held(ledger)?.1)).await
}

impl Watched {
    /// Whether nothing was protected since.
    pub(crate) fn may_show(&self, app: &App) -> bool {
        self.turn == app.turn()
    }
}

/// What the monitor found, once it has, of what may be seen.
pub(crate) async fn watched(app: &App) -> Result<Arc<Watched>, Fault> {
    turn_of(app).await?;
    let mut changes = app.watched.subscribe();
    let shown = |kept: &Kept| kept.as_ref().is_some_and(|kept| kept.as_ref().map_or(true, |found| found.may_show(app)));
    let watched = changes.wait_for(shown).await.map_err(|_| closing())?;
    match watched.clone() {
        Some(Ok(watched)) => Ok(watched),
        Some(Err(words)) => Err(Fault::Inner(words)),
        None => Err(closing()),
    }
}
