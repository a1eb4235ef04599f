//! Many keys at a time: one statement asks for several, which costs less than one each.

use std::fmt::Write;

use super::{Row, Store, StoreError, Value};

/// Keys of one statement that looks up.
const ASKED: usize = 32;
/// Rows of one statement that files.
const FILED: usize = 16;

/// The rows that `sql`, which ends before a list of keys, asks for under any of `keys`.
pub(crate) fn among(store: &mut dyn Store, sql: &str, keys: &[u64]) -> Result<Vec<Row>, StoreError> {
    let mut list = String::from(sql);
    for n in 1..=ASKED {
        let _ = write!(list, "{}?{n}", if n == 1 { " (" } else { ", " });
    }
    list.push(')');
    let mut rows = Vec::new();
    for keys in keys.chunks(ASKED) {
        rows.extend(store.query(&list, &filled(keys, ASKED))?);
    }
    Ok(rows)
}

/// Do `sql`, which ends before its rows, for rows of a key and `owner` each; what is there already stays.
pub(crate) fn file(store: &mut dyn Store, sql: &str, keys: &[u64], owner: i64) -> Result<(), StoreError> {
    let mut list = String::from(sql);
    for n in 1..=FILED {
        let _ = write!(list, "{} (?{n}, ?{})", if n == 1 { "" } else { "," }, FILED + 1);
    }
    list.push_str(" ON CONFLICT DO NOTHING");
    for keys in keys.chunks(FILED) {
        let mut values = filled(keys, FILED);
        values.push(owner.into());
        store.execute(&list, &values)?;
    }
    Ok(())
}

/// The least key in a table that is not less than `from`.
pub(crate) fn least(store: &mut dyn Store, table: &str, from: u64) -> Result<Option<u64>, StoreError> {
    let sql = format!("SELECT MIN(key) FROM {table} WHERE key >= ?1");
    let mut rows = store.query(&sql, &[from.cast_signed().into()])?;
    Ok(rows.first_mut().map(Row::maybe_int).transpose()?.flatten().map(i64::cast_unsigned))
}

/// The keys as values, the last of them as often as is needed: a statement with as many parameters each time is prepared once.
fn filled(keys: &[u64], many: usize) -> Vec<Value> {
    let last = keys.last().into_iter().cycle();
    keys.iter().chain(last).take(many).map(|key| key.cast_signed().into()).collect()
}
