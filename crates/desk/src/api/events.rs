//! Word of changes, as it happens.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::{Stream, StreamExt, stream};

use crate::app::App;
use crate::person::Person;

/// Server-sent events: `changed` with the number of the journal's last entry, whenever the ledger or what is made of it changes.
#[utoipa::path(get, path = "/events", responses((status = 200, content_type = "text/event-stream")))]
pub(super) async fn events(
    State(app): State<App>,
    person: Person,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut state = app.state.subscribe();
    state.mark_changed();
    let role = person.role;
    let changes = stream::unfold((app, state), move |(app, mut state)| async move {
        state.changed().await.ok()?;
        let seen = state.borrow_and_update().clone();
        // a stream that goes on would keep a closing desk open, or tell of what is restricted since
        let goes_on = !seen.closing && app.is_seen_by(role);
        goes_on.then(|| (Ok(Event::default().event("changed").data(seen.head.seq.to_string())), (app, state)))
    });
    Sse::new(changes.fuse()).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}
