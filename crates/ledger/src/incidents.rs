//! The ledger's incidents as rows: what their versions come to, kept so that they are found quickly.

use serde::{Deserialize, Serialize};
use truceline_reconcile::across::{Gathered, day_number};
use truceline_record::name_of;

use crate::LedgerError;
use crate::made::Made;
use crate::store::{Dialect, Row, Store, Value};
use crate::what::What;

/// An incident of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Card {
    /// Its id: that of the version whose report was published first. The ids of all its versions lead to it.
    pub id: String,
    /// What its versions and the corrections come to.
    #[serde(flatten)]
    pub gathered: Gathered,
    /// The decisions that hold on it, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Made>,
    /// What cannot be done of these decisions, and what to do about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
}

impl Card {
    /// Whether somebody decided that it is no incident.
    pub fn is_rejected(&self) -> bool {
        self.decisions.iter().any(|made| matches!(made.decision.what, What::Reject { .. }))
    }

    /// What sources differ on, as words.
    pub fn disputed(&self) -> Vec<String> {
        self.gathered.disputes.iter().map(|dispute| name_of(dispute.aspect)).collect()
    }

    /// First and last day, as days since 1970-01-01.
    pub(crate) fn days(&self) -> (Option<i64>, Option<i64>) {
        let day = |date: Option<&String>| date.and_then(|date| day_number(date)).map(i64::from);
        let range = self.gathered.date.as_ref();
        let first = day(range.and_then(|range| range.start.as_ref()));
        let last = day(range.and_then(|range| range.end.as_ref()));
        (first.or(last), last.or(first))
    }
}

/// Write down an incident, in place of what was known of it.
pub(crate) fn keep(store: &mut dyn Store, card: &Card) -> Result<(), LedgerError> {
    let gathered = &card.gathered;
    let (first, last) = card.days();
    let place = gathered.place.as_ref();
    let body = serde_json::to_string(card).map_err(|error| LedgerError::Data(error.to_string()))?;
    let text =
        |field: fn(&truceline_record::Place) -> &Option<String>| Value::from(place.and_then(|p| field(p).clone()));
    let rejected = card.is_rejected();
    // lower case by the program: a store's own knows the letters of one language, or of none
    let names = place.map(|place| [&place.name, &place.admin, &place.country]).into_iter().flatten().flatten();
    let sought_place = names.map(|name| name.to_lowercase()).collect::<Vec<_>>().join("\n");
    let values = [
        (&card.id).into(),
        name_of(gathered.kind).into(),
        name_of(gathered.reality).into(),
        gathered.main.into(),
        first.into(),
        last.into(),
        text(|place| &place.name),
        text(|place| &place.admin),
        text(|place| &place.country),
        place.and_then(|place| place.lat).into(),
        place.and_then(|place| place.lon).into(),
        sought_place.into(),
        gathered.actors.join("\n").to_lowercase().into(),
        gathered.killed.min.into(),
        gathered.killed.max.into(),
        count(gathered.reports),
        count(gathered.independent_outlets),
        card.disputed().join(" ").into(),
        if rejected { "rejected" } else { gathered.status.name() }.into(),
        body.into(),
    ];
    let mut rows = store.query(
        "INSERT INTO incidents (id, type, reality, main, first_day, last_day, place, admin, country, lat, lon, sought_place, sought_actors,
           killed_min, killed_max, reports, sources, disputed, status, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
         ON CONFLICT (id) DO UPDATE SET type = excluded.type, reality = excluded.reality, main = excluded.main,
           first_day = excluded.first_day, last_day = excluded.last_day, place = excluded.place, admin = excluded.admin,
           country = excluded.country, lat = excluded.lat, lon = excluded.lon, sought_place = excluded.sought_place,
           sought_actors = excluded.sought_actors, killed_min = excluded.killed_min, killed_max = excluded.killed_max, reports = excluded.reports, sources = excluded.sources,
           disputed = excluded.disputed, status = excluded.status, body = excluded.body
         RETURNING number",
        &values,
    )?;
    if store.dialect() == Dialect::Sqlite {
        let number = rows.first_mut().map(Row::int).transpose()?.unwrap_or_default();
        store.execute("DELETE FROM boxes WHERE number = ?1", &[number.into()])?;
        if let Some((lat, lon)) = place.and_then(|place| Some((place.lat?, place.lon?))) {
            store.execute(
                "INSERT INTO boxes (number, south, north, west, east) VALUES (?1, ?2, ?2, ?3, ?3)",
                &[number.into(), lat.into(), lon.into()],
            )?;
        }
    }
    Ok(())
}

fn count(number: usize) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

/// Take out an incident that has no versions any more.
pub(crate) fn forget(store: &mut dyn Store, id: &str) -> Result<(), LedgerError> {
    if store.dialect() == Dialect::Sqlite {
        store
            .execute("DELETE FROM boxes WHERE number IN (SELECT number FROM incidents WHERE id = ?1)", &[id.into()])?;
    }
    store.execute("DELETE FROM incidents WHERE id = ?1", &[id.into()])?;
    Ok(())
}

/// The incident that the beginning of an id means: its own id, or that of any of its versions.
pub(crate) fn find(store: &mut dyn Store, id: &str) -> Result<String, LedgerError> {
    let end = format!("{id}~");
    let mut rows = store.query(
        "SELECT DISTINCT incident FROM versions WHERE id >= ?1 AND id < ?2 ORDER BY incident LIMIT 100",
        &[id.into(), end.into()],
    )?;
    match rows.as_mut_slice() {
        [] => Err(LedgerError::NoIncident { id: id.to_owned() }),
        [row] => Ok(row.text()?),
        many => Err(LedgerError::ManyIncidents { id: id.to_owned(), count: many.len() }),
    }
}

/// The row's incident; the row must hold its `body` first.
pub(crate) fn card(row: &mut Row) -> Result<Card, LedgerError> {
    read(&row.text()?)
}

/// The incident that a row's body tells of.
pub(crate) fn read(body: &str) -> Result<Card, LedgerError> {
    serde_json::from_str(body)
        .map_err(|error| LedgerError::Row { what: "an incident".to_owned(), why: error.to_string() })
}
