//! Every table held against the one that was made again, row by row.

use std::cmp::Ordering;

use super::Faults;
use crate::LedgerError;
use crate::store::{Dialect, Row, Store, StoreError, Value};

/// Rows compared at a time.
const PAGE: i64 = 2000;

/// A table as it is compared: what is asked for, by which key it is paged, and how many columns the key has.
pub(super) struct Table {
    pub(super) name: &'static str,
    first: &'static str,
    next: &'static str,
    key: usize,
    /// The only store that has it in this form; all where none.
    only: Option<Dialect>,
}

const fn table(name: &'static str, first: &'static str, next: &'static str, key: usize) -> Table {
    Table { name, first, next, key, only: None }
}

/// All tables.
pub(super) const TABLES: &[Table] = &[
    table(
        "journal",
        "SELECT seq, at, who, kind, body, hash FROM journal ORDER BY seq LIMIT ?1",
        "SELECT seq, at, who, kind, body, hash FROM journal WHERE seq > ?2 ORDER BY seq LIMIT ?1",
        1,
    ),
    table(
        "originals",
        "SELECT digest, size FROM originals ORDER BY digest LIMIT ?1",
        "SELECT digest, size FROM originals WHERE digest > ?2 ORDER BY digest LIMIT ?1",
        1,
    ),
    table(
        "reports",
        "SELECT id, name, title, source, url, published, language, original, day, seq FROM reports ORDER BY id LIMIT ?1",
        "SELECT id, name, title, source, url, published, language, original, day, seq FROM reports WHERE id > ?2 ORDER BY id LIMIT ?1",
        1,
    ),
    table(
        "readings",
        "SELECT report, seq, digest, made_by FROM readings ORDER BY report, seq LIMIT ?1",
        "SELECT report, seq, digest, made_by FROM readings WHERE (report, seq) > (?2, ?3) ORDER BY report, seq LIMIT ?1",
        2,
    ),
    table(
        "versions",
        "SELECT number, id, report, local, main, component, incident, body, account FROM versions ORDER BY number LIMIT ?1",
        "SELECT number, id, report, local, main, component, incident, body, account FROM versions WHERE number > ?2 ORDER BY number LIMIT ?1",
        1,
    ),
    table(
        "blocks",
        "SELECT key, version FROM blocks ORDER BY key, version LIMIT ?1",
        "SELECT key, version FROM blocks WHERE (key, version) > (?2, ?3) ORDER BY key, version LIMIT ?1",
        2,
    ),
    table(
        "edges",
        "SELECT a, b, log_odds FROM edges ORDER BY a, b LIMIT ?1",
        "SELECT a, b, log_odds FROM edges WHERE (a, b) > (?2, ?3) ORDER BY a, b LIMIT ?1",
        2,
    ),
    table(
        "incidents",
        "SELECT id, type, reality, main, first_day, last_day, place, admin, country, lat, lon, sought_place, sought_actors, killed_min,
           killed_max, reports, sources, disputed, status, body FROM incidents ORDER BY id LIMIT ?1",
        "SELECT id, type, reality, main, first_day, last_day, place, admin, country, lat, lon, sought_place, sought_actors, killed_min,
           killed_max, reports, sources, disputed, status, body FROM incidents WHERE id > ?2 ORDER BY id LIMIT ?1",
        1,
    ),
    table(
        "signatures",
        "SELECT report, body FROM signatures ORDER BY report LIMIT ?1",
        "SELECT report, body FROM signatures WHERE report > ?2 ORDER BY report LIMIT ?1",
        1,
    ),
    table(
        "bands",
        "SELECT key, report FROM bands ORDER BY key, report LIMIT ?1",
        "SELECT key, report FROM bands WHERE (key, report) > (?2, ?3) ORDER BY key, report LIMIT ?1",
        2,
    ),
    table(
        "linkers",
        "SELECT digest FROM linkers ORDER BY digest LIMIT ?1",
        "SELECT digest FROM linkers WHERE digest > ?2 ORDER BY digest LIMIT ?1",
        1,
    ),
    table(
        "copies",
        "SELECT a, b, likeness FROM copies ORDER BY a, b LIMIT ?1",
        "SELECT a, b, likeness FROM copies WHERE (a, b) > (?2, ?3) ORDER BY a, b LIMIT ?1",
        2,
    ),
    table(
        "decisions",
        "SELECT seq, kind, about, body, undone FROM decisions ORDER BY seq LIMIT ?1",
        "SELECT seq, kind, about, body, undone FROM decisions WHERE seq > ?2 ORDER BY seq LIMIT ?1",
        1,
    ),
    table(
        "bonds",
        "SELECT seq, a, b, one FROM bonds ORDER BY seq, a, b LIMIT ?1",
        "SELECT seq, a, b, one FROM bonds WHERE (seq, a, b) > (?2, ?3, ?4) ORDER BY seq, a, b LIMIT ?1",
        3,
    ),
    table(
        "rows",
        "SELECT report, log, key, content, after, seq FROM rows ORDER BY report LIMIT ?1",
        "SELECT report, log, key, content, after, seq FROM rows WHERE report > ?2 ORDER BY report LIMIT ?1",
        1,
    ),
    table(
        "outlets",
        "SELECT name, body, seq FROM outlets ORDER BY name LIMIT ?1",
        "SELECT name, body, seq FROM outlets WHERE name > ?2 ORDER BY name LIMIT ?1",
        1,
    ),
    Table {
        only: Some(Dialect::Sqlite),
        ..table(
            "words",
            "SELECT rowid, report, title, text FROM words ORDER BY rowid LIMIT ?1",
            "SELECT rowid, report, title, text FROM words WHERE rowid > ?2 ORDER BY rowid LIMIT ?1",
            1,
        )
    },
    Table {
        only: Some(Dialect::Sqlite),
        ..table(
            "boxes",
            "SELECT i.id, b.south, b.north, b.west, b.east FROM boxes b LEFT JOIN incidents i ON i.number = b.number ORDER BY i.id LIMIT ?1",
            "SELECT i.id, b.south, b.north, b.west, b.east FROM boxes b LEFT JOIN incidents i ON i.number = b.number
             WHERE i.id > ?2 ORDER BY i.id LIMIT ?1",
            1,
        )
    },
];

/// The rows of a table, a page at a time.
struct Pages<'a> {
    table: &'a Table,
    store: &'a mut dyn Store,
    page: std::vec::IntoIter<Vec<Value>>,
    last: Option<Vec<Value>>,
}

impl<'a> Pages<'a> {
    fn new(table: &'a Table, store: &'a mut dyn Store) -> Self {
        Self { table, store, page: Vec::new().into_iter(), last: None }
    }

    fn next(&mut self) -> Result<Option<Vec<Value>>, StoreError> {
        if let Some(row) = self.page.next() {
            return Ok(Some(row));
        }
        let rows = match &self.last {
            None => self.store.query(self.table.first, &[PAGE.into()])?,
            Some(key) => {
                let values: Vec<Value> = std::iter::once(PAGE.into()).chain(key.iter().cloned()).collect();
                self.store.query(self.table.next, &values)?
            }
        };
        let rows: Vec<Vec<Value>> = rows.into_iter().map(Row::fields).collect();
        match rows.last() {
            // a key that is nothing cannot be gone on from
            Some(last) if last.iter().take(self.table.key).all(|field| *field != Value::Null) => {
                self.last = Some(last.iter().take(self.table.key).cloned().collect());
            }
            _ if self.last.is_some() && rows.is_empty() => return Ok(None),
            _ => {}
        }
        self.page = rows.into_iter();
        Ok(self.page.next())
    }
}

/// Hold a table against the one that was made again.
pub(super) fn compare(
    table: &Table,
    kept: &mut dyn Store,
    fresh: &mut dyn Store,
    faults: &mut Faults,
) -> Result<(), LedgerError> {
    if table.only.is_some_and(|only| only != kept.dialect()) {
        return Ok(());
    }
    let (mut kept, mut fresh) = (Pages::new(table, kept), Pages::new(table, fresh));
    let (mut here, mut there) = (kept.next()?, fresh.next()?);
    loop {
        let order = match (&here, &there) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(here), Some(there)) => order(table, here, there),
        };
        let row = if order.is_gt() { &there } else { &here };
        let row = row.as_ref().map(|row| name(table, row)).unwrap_or_default();
        match order {
            Ordering::Less => faults.add(table.name, row, "nothing in the journal gives it"),
            Ordering::Greater => faults.add(table.name, row, "it is gone"),
            Ordering::Equal if here != there => faults.add(table.name, row, "not what follows from the journal"),
            Ordering::Equal => {}
        }
        if order.is_le() {
            here = kept.next()?;
        }
        if order.is_ge() {
            there = fresh.next()?;
        }
    }
}

/// How two rows of a table are ordered by its key.
fn order(table: &Table, a: &[Value], b: &[Value]) -> Ordering {
    let fields = a.iter().zip(b).take(table.key).map(|(a, b)| match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        _ => Ordering::Greater,
    });
    fields.fold(Ordering::Equal, Ordering::then)
}

fn name(table: &Table, row: &[Value]) -> String {
    let parts = row.iter().take(table.key).map(|field| match field {
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        _ => "?".to_owned(),
    });
    parts.collect::<Vec<_>>().join(" ")
}
