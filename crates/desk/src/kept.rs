//! What is kept at hand between requests: the shelf, answers that hold until the ledger changes, and readings that wait to be kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::OnceCell;
use truceline_export::View;

use truceline_ledger::{Head, Ledger, Original};

use crate::app::{App, Inner, State, locked};
use crate::fault::Fault;
use crate::serving::Taken;
use crate::shelf::{Entries, Shelf};
use crate::watched;

/// How often the ledger is asked whether another program changed it.
const OFTEN: Duration = Duration::from_millis(250);

/// The shelf is made anew at most once in so many times as long as making it takes, or a second.
const SELDOM: u32 = 8;

/// Keep the shelf and what the monitor finds up to date, and the journal's end signed.
pub(crate) async fn keep(app: App) {
    let (mut made_at, mut took, mut made_of, mut looked_at) = (None::<Instant>, Duration::ZERO, -1, -1);
    loop {
        let looked = Arc::clone(&app);
        match tokio::task::spawn_blocking(move || looked.look_at_head()).await {
            Ok(Ok(Some(head))) => app.seen(&head),
            // whoever looks here is to look elsewhere
            Ok(Ok(None)) => app.close(),
            Ok(Err(error)) => (app.told)(&error.to_string()),
            Err(_) => return,
        }
        let head = app.state.borrow().head.seq;
        // what another program protects is found out at once
        if head != looked_at && app.with_ledger(|app, ledger| app.held(ledger).map(|_| ())).await.is_ok() {
            looked_at = head;
        }
        let rested = made_at.is_none_or(|at| at.elapsed() >= (took * SELDOM).max(Duration::from_secs(1)));
        let stale = app.shelf.borrow().as_ref().is_none_or(|shelf| shelf.turn != app.turn());
        if (head != made_of && rested) || stale {
            let begun = Instant::now();
            let fill = |app: &Inner, ledger: &mut Ledger| {
                let (held, turn) = app.held(ledger)?;
                Shelf::fill(&mut View::with(ledger, held), turn)
            };
            if let Ok(shelf) = app.with_ledger(fill).await {
                put(&app, shelf);
                made_of = head;
            }
            watched::keep(&app).await;
            took = begun.elapsed();
            made_at = Some(Instant::now());
            let signing = Arc::clone(&app);
            // a failure to sign is told there
            let _ = tokio::task::spawn_blocking(move || signing.sign()).await;
        }
        if app.is_part() && app.state.borrow().closing {
            return;
        }
        tokio::time::sleep(OFTEN).await;
    }
}

/// Put another shelf in the place of the one that is there.
pub(crate) fn put(app: &App, shelf: Shelf) {
    app.shelf.send_replace(Some(Arc::new(shelf)));
    app.state.send_modify(|state| state.made += 1);
}

/// The shelf, once it is made of what may be seen: one that was made before something was protected is not shown.
pub(crate) async fn shelf(app: &App) -> Result<Arc<Shelf>, Fault> {
    let mut changes = app.shelf.subscribe();
    let shown = |shelf: &Option<Arc<Shelf>>| shelf.as_ref().is_some_and(|shelf| shelf.turn == app.turn());
    let shelf = changes.wait_for(shown).await.map_err(|_| crate::app::closing())?;
    shelf.clone().ok_or_else(crate::app::closing)
}

/// Words of which it is kept what reports hold them.
const WORDS: usize = 64;

/// What reports hold which words, as the ledger was last: a list, its counts and the map ask at once.
#[derive(Default)]
pub(crate) struct Holding(Mutex<VecDeque<(String, Head, Found)>>);

/// Found out once, by whoever asks first.
type Found = Arc<OnceCell<Arc<Entries>>>;

impl Holding {
    fn cell(&self, words: &str, head: &Head) -> Found {
        let mut kept = locked(&self.0);
        kept.retain(|(_, of, _)| of == head);
        if let Some((.., cell)) = kept.iter().find(|(known, ..)| known == words) {
            return Arc::clone(cell);
        }
        if kept.len() == WORDS {
            kept.pop_front();
        }
        let cell = Found::default();
        kept.push_back((words.to_owned(), head.clone(), Arc::clone(&cell)));
        cell
    }
}

/// The reports that hold all of these words, and may be seen.
pub(crate) async fn holding(app: &App, words: String) -> Result<Arc<Entries>, Fault> {
    let cell = app.holding.cell(&words, &app.state.borrow().head);
    let look = || app.look(move |view: &mut View<'_>| Ok(Arc::new(Entries::of(&view.reports_with(&words)?))));
    cell.get_or_try_init(look).await.map(Arc::clone)
}

/// Bytes of answers that are kept.
const ANSWERS: usize = 32 << 20;

/// Answers, each with the state of the ledger that it was made of.
#[derive(Default)]
pub(crate) struct Answers(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    list: VecDeque<(String, State, Bytes)>,
    size: usize,
}

impl Answers {
    /// The answer to `key`, where one is kept that was made of `state`.
    pub(crate) fn get(&self, key: &str, state: &State) -> Option<Bytes> {
        let kept = locked(&self.0);
        kept.list.iter().find(|(known, of, _)| known == key && of == state).map(|(.., bytes)| bytes.clone())
    }

    pub(crate) fn put(&self, key: &str, state: &State, bytes: Bytes) {
        let mut kept = locked(&self.0);
        while kept.size + bytes.len() > ANSWERS || kept.list.front().is_some_and(|(_, of, _)| of != state) {
            let Some((.., old)) = kept.list.pop_front() else { return };
            kept.size -= old.len();
        }
        kept.size += bytes.len();
        kept.list.push_back((key.to_owned(), state.clone(), bytes));
    }
}

/// Previews that wait at once.
const WAITING: usize = 32;
/// Bytes of text and originals that wait at once.
const WAITING_BYTES: usize = 128 << 20;

/// Readings that somebody looks at before they are kept. They are in no ledger; where too many wait, the oldest go.
#[derive(Default)]
pub(crate) struct Previews(Mutex<VecDeque<(String, Arc<Vec<Taken>>)>>);

impl Previews {
    pub(crate) fn put(&self, id: &str, taken: Vec<Taken>) -> Arc<Vec<Taken>> {
        let taken = Arc::new(taken);
        let mut waiting = locked(&self.0);
        waiting.push_back((id.to_owned(), Arc::clone(&taken)));
        let size = |taken: &[Taken]| -> usize {
            let one =
                |taken: &Taken| taken.reading.report.text.len() * 4 + taken.original.as_ref().map_or(0, Original::len);
            taken.iter().map(one).sum()
        };
        while waiting.len() > 1
            && (waiting.len() > WAITING || waiting.iter().map(|(_, taken)| size(taken)).sum::<usize>() > WAITING_BYTES)
        {
            waiting.pop_front();
        }
        taken
    }

    pub(crate) fn get(&self, id: &str) -> Option<Arc<Vec<Taken>>> {
        locked(&self.0).iter().find(|(known, _)| known == id).map(|(_, taken)| Arc::clone(taken))
    }

    pub(crate) fn drop(&self, id: &str) {
        locked(&self.0).retain(|(known, _)| known != id);
    }
}
