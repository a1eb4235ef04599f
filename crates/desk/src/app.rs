//! What all requests share: connections to the ledger, what is held back of it, and what is kept at hand.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, watch};
use truceline_export::{ExportError, Held, View};
use truceline_ledger::store::Open;
use truceline_ledger::{By, Head, Kind, Ledger, LedgerError, Signer};
use truceline_monitor::MonitorError;

use crate::fault::Fault;
use crate::kept::{Answers, Holding, Previews};
use crate::people::{self, Strangers};
use crate::person::Role;
use crate::serving::{Desk, Fetch, Read};
use crate::shelf::Shelf;
use crate::watched::{self, Watching};

/// What all requests share.
pub(crate) type App = Arc<Inner>;

/// Connections that look at once.
const LOOKERS: usize = 3;

/// Reports that are read at once: each takes a core.
const READERS: usize = 1;

/// Addresses that are asked at once: each may take a minute.
const FETCHERS: usize = 2;

/// Passwords that are looked at together: each takes a core and 19 MiB for a while.
const ENTERING: usize = 2;

pub(crate) struct Inner {
    pub(crate) ledger: String,
    pub(crate) who: String,
    pub(crate) reader: Arc<dyn Read>,
    pub(crate) reading: Semaphore,
    pub(crate) fetcher: Option<Arc<dyn Fetch>>,
    pub(crate) fetching: Semaphore,
    pub(crate) previews: Previews,
    pub(crate) answers: Answers,
    pub(crate) holding: Holding,
    pub(crate) told: Box<dyn Fn(&str) + Send + Sync>,
    pub(crate) port: u16,
    /// Whether several people come, who log in.
    pub(crate) team: bool,
    pub(crate) entering: Semaphore,
    pub(crate) strangers: Strangers,
    signer: Option<Signer>,
    looking: Semaphore,
    lookers: Mutex<Vec<Ledger>>,
    writer: Mutex<Ledger>,
    held: Mutex<Known>,
    /// The journal's end as it was seen last, and how often what is kept at hand was made anew.
    pub(crate) state: watch::Sender<State>,
    pub(crate) shelf: watch::Sender<Option<Arc<Shelf>>>,
    pub(crate) watching: Arc<Watching>,
    pub(crate) watched: watch::Sender<watched::Kept>,
}

/// What is held back, as it was found out last.
struct Known {
    /// The journal's end then.
    head: Head,
    held: Arc<Held>,
    /// How often what is protected has changed since the desk was opened.
    turn: u64,
}

/// What of the ledger answers are made of: as long as it stays the same, so do they.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// The journal's end.
    pub(crate) head: Head,
    /// How often the shelf was made or changed.
    pub(crate) made: u64,
    /// Whether the desk is closing.
    pub(crate) closing: bool,
}

impl Inner {
    pub(crate) fn open(desk: Desk, port: u16) -> Result<Self, crate::DeskError> {
        let Desk { ledger, address, login, who, signer, reader, fetcher, told } = desk;
        let mut writer = Ledger::open_telling(&ledger, Open::OrMake, |reports| {
            told(&format!("linked by another version of truceline; its {reports} reports are linked anew"));
        })?;
        let head = writer.head()?;
        let held = Arc::new(Held::of(&mut writer)?);
        let watching = Arc::new(Watching::new(head.seq)?);
        Ok(Self {
            ledger,
            who,
            reader,
            reading: Semaphore::new(READERS),
            fetcher,
            fetching: Semaphore::new(FETCHERS),
            previews: Previews::default(),
            answers: Answers::default(),
            holding: Holding::default(),
            told,
            port,
            team: login || !address.ip().is_loopback(),
            entering: Semaphore::new(ENTERING),
            strangers: Strangers::default(),
            signer,
            looking: Semaphore::new(LOOKERS),
            lookers: Mutex::default(),
            writer: Mutex::new(writer),
            held: Mutex::new(Known { head: head.clone(), held, turn: 0 }),
            state: watch::Sender::new(State { head, made: 0, closing: false }),
            shelf: watch::Sender::new(None),
            watching,
            watched: watch::Sender::new(None),
        })
    }

    /// Look into the ledger, at what may be seen of it.
    pub(crate) async fn look<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut View<'_>) -> Result<T, ExportError> + Send + 'static,
    ) -> Result<T, Fault> {
        self.with_ledger(move |app, ledger| {
            let (held, _) = app.held(ledger)?;
            work(&mut View::with(ledger, held))
        })
        .await
    }

    /// The same, for what the monitor does.
    pub(crate) async fn monitor<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut View<'_>) -> Result<T, MonitorError> + Send + 'static,
    ) -> Result<T, Fault> {
        let done = self.look(move |view| Ok(work(view))).await?;
        done.map_err(Fault::from).inspect_err(|fault| self.tell(fault))
    }

    /// Use one of the connections that look.
    pub(crate) async fn with_ledger<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &mut Ledger) -> Result<T, ExportError> + Send + 'static,
    ) -> Result<T, Fault> {
        let turn = self.looking.acquire().await.map_err(|_| closing())?;
        let app = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            let mut ledger = match locked(&app.lookers).pop() {
                Some(ledger) => ledger,
                None => Ledger::open(&app.ledger, Open::ToLook)?,
            };
            let done = work(&app, &mut ledger);
            ledger.rest();
            locked(&app.lookers).push(ledger);
            done
        });
        let done = done.await;
        drop(turn);
        self.answer(done.map_err(|_| fault_of_ours())?)
    }

    /// Change the ledger; one does at a time. What is changed shows at once.
    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        who: &str,
        work: impl FnOnce(&mut Ledger, &By) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let app = Arc::clone(self);
        let by = By { who: who.to_owned(), at: jiff::Timestamp::now().to_string() };
        let done = tokio::task::spawn_blocking(move || {
            let mut writer = locked(&app.writer);
            let done = work(&mut writer, &by);
            if let Ok(head) = writer.head() {
                app.seen(&head);
            }
            done
        });
        done.await.map_err(|_| fault_of_ours())?.inspect_err(|fault| self.tell(fault))
    }

    /// The journal's end, as the ledger has it now.
    pub(crate) fn look_at_head(&self) -> Result<Head, LedgerError> {
        locked(&self.writer).head()
    }

    /// An invitation for the first administrator, where several people come and nobody is there yet.
    pub(crate) fn first(&self) -> Result<Option<String>, Fault> {
        let mut writer = locked(&self.writer);
        if !self.team || !writer.members()?.is_empty() {
            return Ok(None);
        }
        people::invite(&mut writer, Role::Administrator, None, people::now()).map(Some)
    }

    /// Sign the journal's end.
    pub(crate) fn sign(&self) {
        let Some(signer) = &self.signer else { return };
        let by = By { who: self.who.clone(), at: jiff::Timestamp::now().to_string() };
        match locked(&self.writer).sign(signer, &by) {
            Ok(head) => self.seen(&head),
            Err(error) => (self.told)(&format!("the journal's end is not signed: {error}")),
        }
    }

    pub(crate) const fn signer(&self) -> Option<&Signer> {
        self.signer.as_ref()
    }

    /// Take note of the journal's end.
    pub(crate) fn seen(&self, head: &Head) {
        self.state.send_if_modified(|state| {
            let new = state.head.seq < head.seq;
            if new {
                state.head.clone_from(head);
            }
            new
        });
    }

    /// End what would go on for ever.
    pub(crate) fn close(&self) {
        self.state.send_modify(|state| state.closing = true);
    }

    /// How often what is protected has changed, as far as that was looked at.
    pub(crate) fn turn(&self) -> u64 {
        locked(&self.held).turn
    }

    /// What is held back, as the ledger is now, and how often what is protected has changed.
    pub(crate) fn held(&self, ledger: &mut Ledger) -> Result<(Arc<Held>, u64), ExportError> {
        const MOST: i64 = 1000;
        let head = ledger.head()?;
        let mut known = locked(&self.held);
        if known.head != head {
            let new = ledger.journal(known.head.seq, MOST)?;
            // reports change nothing where nothing is protected, and most decisions neither
            let matters = |kind: Kind, body: &str| match kind {
                Kind::Outlet => true,
                Kind::Decision => body.contains("\"protect\"") || body.contains("\"undo\""),
                _ => false,
            };
            let same = new.len() < 1000 && !new.iter().any(|entry| matters(entry.kind, &entry.body));
            // a new report may be one that what is protected closes
            if !same || known.held.is_any() {
                let held = Held::of(ledger)?;
                if !same && (held.is_any() || known.held.is_any()) {
                    known.turn += 1;
                }
                known.held = Arc::new(held);
            }
            known.head = head;
        }
        Ok((Arc::clone(&known.held), known.turn))
    }

    fn answer<T>(&self, done: Result<T, ExportError>) -> Result<T, Fault> {
        done.map_err(Fault::from).inspect_err(|fault| self.tell(fault))
    }

    /// Tell what concerns who keeps the desk.
    fn tell(&self, fault: &Fault) {
        if let Fault::Inner(words) = fault {
            (self.told)(words);
        }
    }
}

/// A lock that somebody broke off under is taken all the same: what it holds is checked by whoever uses it.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn closing() -> Fault {
    Fault::Busy("the desk is closing".to_owned())
}

pub(crate) fn fault_of_ours() -> Fault {
    Fault::Inner("a fault in truceline stopped this; please report it".to_owned())
}
