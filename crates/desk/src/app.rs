//! What all requests of those share who see the same: connections to what they see of the ledger, what is held back of it, and what is kept at hand. What all
//! requests share stands behind it.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, watch};
use truceline_export::{ExportError, Held, View};
use truceline_ledger::store::Open;
use truceline_ledger::{Added, Arrival, By, Decision, Head, KeptFor, Kind, Ledger, LedgerError, Part, Signer};
use truceline_monitor::MonitorError;

use crate::fault::Fault;
use crate::kept::{Answers, Holding, Previews};
use crate::people::{self, Strangers};
use crate::person::{Person, Role};
use crate::serving::{Desk, Fetch, Read};
use crate::shelf::Shelf;
use crate::watched::{self, Watching};

/// What all requests of those share who see the same.
pub(crate) type App = Arc<Inner>;

/// Connections that look at once.
const LOOKERS: usize = 3;

/// Reports that are read at once: each takes a core.
const READERS: usize = 1;

/// Addresses that are asked at once: each may take a minute.
const FETCHERS: usize = 2;

/// Passwords that are looked at together: each takes a core and 19 MiB for a while.
const ENTERING: usize = 2;

/// What all requests share.
pub(crate) struct Shared {
    /// The whole ledger.
    pub(crate) ledger: String,
    pub(crate) who: String,
    pub(crate) reader: Arc<dyn Read>,
    pub(crate) reading: Semaphore,
    pub(crate) fetcher: Option<Arc<dyn Fetch>>,
    pub(crate) fetching: Semaphore,
    pub(crate) previews: Previews,
    pub(crate) told: Box<dyn Fn(&str) + Send + Sync>,
    pub(crate) port: u16,
    /// Whether several people come, who log in.
    pub(crate) team: bool,
    pub(crate) entering: Semaphore,
    pub(crate) strangers: Strangers,
    signer: Option<Signer>,
    writer: Mutex<Ledger>,
    restricted: Mutex<Restricted>,
}

/// What is restricted, as it was found out last.
struct Restricted {
    /// The journal's end then.
    head: Head,
    /// The reports, with the least role that sees each.
    reports: Arc<BTreeMap<String, Role>>,
}

/// The ledger as some people see it: the whole, or what is left of it without what is kept from them.
pub(crate) struct Inner {
    shared: Arc<Shared>,
    /// The ledger that is looked into.
    at: String,
    /// It, where it is not the whole.
    part: Option<Mutex<Part>>,
    pub(crate) answers: Answers,
    pub(crate) holding: Holding,
    looking: Semaphore,
    lookers: Mutex<Vec<Ledger>>,
    held: Mutex<Known>,
    /// The journal's end as it was seen last, and how often what is kept at hand was made anew.
    pub(crate) state: watch::Sender<State>,
    pub(crate) shelf: watch::Sender<Option<Arc<Shelf>>>,
    pub(crate) watching: Arc<Watching>,
    pub(crate) watched: watch::Sender<watched::Kept>,
}

impl Deref for Inner {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
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

/// Who changes the ledger, with what they see of it.
pub(crate) struct Hand<'h> {
    whole: &'h mut Ledger,
    part: Option<&'h mut Part>,
    role: Role,
}

impl Hand<'_> {
    /// What they see.
    pub(crate) const fn seen(&mut self) -> &mut Ledger {
        match &mut self.part {
            Some(part) => part.ledger(),
            None => self.whole,
        }
    }

    /// [`Ledger::decide`], by what they see. The entry is that of its journal.
    pub(crate) fn decide(&mut self, decision: Decision, by: &By) -> Result<Head, LedgerError> {
        match &mut self.part {
            Some(part) => part.decide(self.whole, decision, self.role, by),
            None => self.whole.decide(decision, by),
        }
    }

    /// [`Ledger::undo`], by what they see.
    pub(crate) fn undo(&mut self, entry: i64, reason: &str, by: &By) -> Result<Head, LedgerError> {
        match &mut self.part {
            Some(part) => part.undo(self.whole, entry, reason, by),
            None => self.whole.undo(entry, reason, by),
        }
    }

    /// [`Ledger::add_all`], or [`Ledger::add_for`], told by what they see.
    pub(crate) fn add_all(
        &mut self,
        arrivals: &[Arrival<'_>],
        kept_for: Option<&KeptFor>,
        by: &By,
    ) -> Result<Vec<Added>, LedgerError> {
        match (&mut self.part, kept_for) {
            (Some(part), _) => part.add_all(self.whole, arrivals, kept_for, by),
            (None, Some(kept_for)) => self.whole.add_for(arrivals, kept_for, by),
            (None, None) => self.whole.add_all(arrivals, by),
        }
    }
}

impl Shared {
    /// The reports that are restricted as the ledger is now, with the least role that sees each.
    pub(crate) fn restricted(&self, whole: &mut Ledger) -> Result<Arc<BTreeMap<String, Role>>, LedgerError> {
        const MOST: i64 = 1000;
        let head = whole.head()?;
        let mut known = locked(&self.restricted);
        if known.head != head {
            let new = whole.journal(known.head.seq, MOST)?;
            let matters = |kind: Kind, body: &str| match kind {
                Kind::Decision => body.contains("\"restrict\"") || body.contains("\"undo\""),
                // a row of a log may be what a restricted one became
                Kind::Report => !known.reports.is_empty(),
                _ => false,
            };
            if new.len() >= 1000 || new.iter().any(|entry| matters(entry.kind, &entry.body)) {
                known.reports = Arc::new(reports(whole)?);
            }
            known.head = head;
        }
        Ok(Arc::clone(&known.reports))
    }

    /// The same, as it was found out last.
    pub(crate) fn restrictions(&self) -> Arc<BTreeMap<String, Role>> {
        Arc::clone(&locked(&self.restricted).reports)
    }
}

fn reports(whole: &mut Ledger) -> Result<BTreeMap<String, Role>, LedgerError> {
    Ok(whole.restrictions()?.into_iter().map(|(report, restriction)| (report, restriction.to)).collect())
}

impl Inner {
    pub(crate) fn open(desk: Desk, port: u16) -> Result<Self, crate::DeskError> {
        let Desk { ledger, address, login, who, signer, reader, fetcher, told } = desk;
        let mut writer = Ledger::open_telling(&ledger, Open::OrMake, |reports| {
            told(&format!("linked by another version of truceline; its {reports} reports are linked anew"));
        })?;
        let head = writer.head()?;
        let held = Held::of(&mut writer)?;
        let restricted = Restricted { head: head.clone(), reports: Arc::new(reports(&mut writer)?) };
        let watching = Watching::new(head.seq)?;
        let at = ledger.clone();
        let shared = Arc::new(Shared {
            ledger,
            who,
            reader,
            reading: Semaphore::new(READERS),
            fetcher,
            fetching: Semaphore::new(FETCHERS),
            previews: Previews::default(),
            told,
            port,
            team: login || !address.ip().is_loopback(),
            entering: Semaphore::new(ENTERING),
            strangers: Strangers::default(),
            signer,
            writer: Mutex::new(writer),
            restricted: Mutex::new(restricted),
        });
        Ok(Self::over(shared, at, None, head, held, watching))
    }

    /// What people of `role` see, made of the whole, which takes its time.
    pub(crate) fn part_of(shared: Arc<Shared>, role: Role) -> Result<Self, Fault> {
        let mut part = Part::new(Ledger::open(&shared.ledger, Open::ToLook)?, role)?;
        let head = part.ledger().head()?;
        let held = Held::of(part.ledger())?;
        let watching = Watching::new(head.seq)?;
        Ok(Self::over(shared, part.at(), Some(Mutex::new(part)), head, held, watching))
    }

    fn over(
        shared: Arc<Shared>,
        at: String,
        part: Option<Mutex<Part>>,
        head: Head,
        held: Held,
        watching: Watching,
    ) -> Self {
        Self {
            shared,
            at,
            part,
            answers: Answers::default(),
            holding: Holding::default(),
            looking: Semaphore::new(LOOKERS),
            lookers: Mutex::default(),
            held: Mutex::new(Known { head: head.clone(), held: Arc::new(held), turn: 0 }),
            state: watch::Sender::new(State { head, made: 0, closing: false }),
            shelf: watch::Sender::new(None),
            watching: Arc::new(watching),
            watched: watch::Sender::new(None),
        }
    }

    /// What all requests share.
    pub(crate) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// Whether somebody of this role may still see all that this shows, as far as that was looked at.
    pub(crate) fn is_seen_by(&self, role: Role) -> bool {
        self.is_part() || self.restrictions().values().all(|&to| to <= role)
    }

    /// Whether this is not the whole ledger.
    pub(crate) const fn is_part(&self) -> bool {
        self.part.is_some()
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
                None => Ledger::open(&app.at, Open::ToLook)?,
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

    /// Change who may come, which stands in the whole ledger; one does at a time.
    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Ledger) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let app = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || work(&mut locked(&app.writer)));
        done.await.map_err(|_| fault_of_ours())?.inspect_err(|fault| self.tell(fault))
    }

    /// Change the ledger, as somebody who sees this of it; one does at a time. What is changed shows at once.
    pub(crate) async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        person: &Person,
        work: impl FnOnce(&mut Hand<'_>, &By) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (app, role) = (Arc::clone(self), person.role);
        let by = By { who: person.name.clone(), at: jiff::Timestamp::now().to_string() };
        let done = tokio::task::spawn_blocking(move || {
            let mut writer = locked(&app.writer);
            let mut part = app.part.as_ref().map(locked);
            if let Some(part) = &mut part
                && !part.follow()?
            {
                return Err(Fault::Busy("what you may see has just changed; look again, then do this".to_owned()));
            }
            let mut hand = Hand { whole: &mut writer, part: part.as_deref_mut(), role };
            let done = work(&mut hand, &by);
            let head = hand.seen().head();
            // whoever may not see any more what was restricted is told nothing of it
            app.restricted(&mut writer)?;
            if let Ok(head) = head {
                app.seen(&head);
            }
            done
        });
        done.await.map_err(|_| fault_of_ours())?.inspect_err(|fault| self.tell(fault))
    }

    /// The journal's end, as the ledger has it now; none where this can no longer come to what its people may see.
    pub(crate) fn look_at_head(&self) -> Result<Option<Head>, LedgerError> {
        if let Some(part) = &self.part {
            let mut part = locked(part);
            return if part.follow()? { part.ledger().head().map(Some) } else { Ok(None) };
        }
        let mut writer = locked(&self.writer);
        self.restricted(&mut writer)?;
        writer.head().map(Some)
    }

    /// An invitation for the first administrator, where several people come and nobody is there yet.
    pub(crate) fn first(&self) -> Result<Option<String>, Fault> {
        let mut writer = locked(&self.writer);
        if !self.team || !writer.members()?.is_empty() {
            return Ok(None);
        }
        people::invite(&mut writer, Role::Administrator, None, people::now()).map(Some)
    }

    /// Sign the whole journal's end.
    pub(crate) fn sign(&self) {
        let Some(signer) = self.signer.as_ref().filter(|_| !self.is_part()) else { return };
        let by = By { who: self.who.clone(), at: jiff::Timestamp::now().to_string() };
        match locked(&self.writer).sign(signer, &by) {
            Ok(head) => self.seen(&head),
            Err(error) => (self.told)(&format!("the journal's end is not signed: {error}")),
        }
    }

    pub(crate) fn signer(&self) -> Option<&Signer> {
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
    pub(crate) fn tell(&self, fault: &Fault) {
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
