//! Who sees what of the ledger. This is the one place that keeps restricted reports from people: whoever asks is answered by handlers over what their role sees,
//! the whole ledger or a ledger of its own without these reports, and no handler can look further.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use tokio::sync::Mutex;
use tower::ServiceExt;

use crate::app::{App, Inner, fault_of_ours};
use crate::fault::Fault;
use crate::person::{Person, Role};
use crate::{api, guarding, kept};

/// The ledger as each role sees it.
pub(crate) struct Sights {
    whole: App,
    router: Router,
    /// What those see who do not see all, by the highest role that sees just this; made when somebody first asks for it.
    parts: BTreeMap<Role, Mutex<Option<Sight>>>,
}

/// What people of some roles see.
struct Sight {
    app: App,
    router: Router,
    /// The reports that are kept from them.
    hidden: BTreeSet<String>,
}

/// Answer a request with what who asks may see.
pub(crate) async fn answer(State(sights): State<Arc<Sights>>, request: Request) -> Response {
    let person = request.extensions().get::<Person>().filter(|_| !guarding::is_personal(request.uri().path()));
    let router = match person {
        Some(person) => sights.of(person.role).await,
        // pages, and what people have to do with alone: nothing of the ledger is in it
        None => Ok(sights.router.clone()),
    };
    match router {
        Ok(router) => router.oneshot(request).await.into_response(),
        Err(fault) => fault.into_response(),
    }
}

impl Sights {
    /// Those of the ledger that `whole` is.
    pub(crate) fn new(whole: App) -> Self {
        let parts =
            [Role::Viewer, Role::Analyst, Role::Editor].into_iter().map(|role| (role, Mutex::default())).collect();
        Self { router: api::router(Arc::clone(&whole)), whole, parts }
    }

    /// What answers people of this role, by what is restricted now.
    async fn of(&self, role: Role) -> Result<Router, Fault> {
        let restricted = self.whole.restrictions();
        let hidden = |role: Role| -> BTreeSet<String> {
            restricted.iter().filter(|(_, to)| **to > role).map(|(report, _)| report.clone()).collect()
        };
        self.let_go(|role| hidden(role).is_empty());
        let kept = hidden(role);
        if kept.is_empty() {
            return Ok(self.router.clone());
        }
        // roles that see the same share it
        let highest = self.parts.iter().rev().find(|(role, _)| hidden(**role) == kept);
        let (&role, slot) = highest.ok_or_else(fault_of_ours)?;
        let mut slot = slot.lock().await;
        if let Some(sight) = &mut *slot {
            // one that was let go of follows no more
            let closed = sight.app.state.borrow().closing;
            if !closed && (sight.hidden == kept || follows(&sight.app).await?) {
                sight.hidden = kept;
                return Ok(sight.router.clone());
            }
            sight.app.close();
            *slot = None;
        }
        let shared = self.whole.shared();
        let made = tokio::task::spawn_blocking(move || Inner::part_of(shared, role)).await;
        let app = Arc::new(made.map_err(|_| fault_of_ours())?.inspect_err(|fault| self.whole.tell(fault))?);
        tokio::spawn(kept::keep(Arc::clone(&app)));
        let router = api::router(Arc::clone(&app));
        *slot = Some(Sight { app, router: router.clone(), hidden: kept });
        Ok(router)
    }

    /// Let go of what nobody needs any more.
    fn let_go(&self, sees_all: impl Fn(Role) -> bool) {
        for (_, slot) in self.parts.iter().filter(|(role, _)| sees_all(**role)) {
            if let Some(sight) = slot.try_lock().ok().and_then(|mut slot| slot.take()) {
                sight.app.close();
            }
        }
    }
}

impl Drop for Sights {
    fn drop(&mut self) {
        self.let_go(|_| true);
    }
}

/// Whether a part can come to what its people may see now.
async fn follows(app: &App) -> Result<bool, Fault> {
    let app = Arc::clone(app);
    let head = tokio::task::spawn_blocking(move || app.look_at_head()).await.map_err(|_| fault_of_ours())??;
    Ok(head.is_some())
}
