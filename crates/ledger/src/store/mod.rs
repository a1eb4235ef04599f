//! Where a ledger's rows are kept: one trait, two stores, the same SQL.
//!
//! A store knows nothing of what its rows mean. Statements are written once, with parameters `?1`, `?2`, ...; the few that differ between the two
//! (full-text search, boxes on the map) ask [`Store::dialect`].

mod error;
mod keys;
mod postgres;
mod sqlite;
mod value;

pub use error::StoreError;
pub(crate) use keys::{among, file, least};
pub use value::{Row, Value};

use self::postgres::Postgres;
use self::sqlite::Sqlite;

/// The two ways in which some statements must be put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite, with FTS5 and R*Tree.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// Rows of a ledger, in one file or on a server.
pub trait Store: Send {
    /// How statements must be put.
    fn dialect(&self) -> Dialect;

    /// Begin a transaction that writes. One writer works at a time; others wait.
    ///
    /// # Errors
    ///
    /// When the store is gone, or another writer does not end within a minute.
    fn begin(&mut self) -> Result<(), StoreError>;

    /// End the transaction and keep what it wrote.
    ///
    /// # Errors
    ///
    /// When it cannot be kept: nothing of it is.
    fn commit(&mut self) -> Result<(), StoreError>;

    /// End the transaction and keep nothing of it.
    ///
    /// # Errors
    ///
    /// When the store is gone; nothing of the transaction is kept even so.
    fn rollback(&mut self) -> Result<(), StoreError>;

    /// Do what `sql` says and tell how many rows it changed.
    ///
    /// # Errors
    ///
    /// When it cannot be done.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError>;

    /// The rows that `sql` asks for.
    ///
    /// # Errors
    ///
    /// When they cannot be had.
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError>;

    /// The whole numbers that `sql` asks for, one a row.
    ///
    /// # Errors
    ///
    /// When they cannot be had, or are no numbers.
    fn numbers(&mut self, sql: &str, values: &[Value]) -> Result<Vec<i64>, StoreError> {
        self.query(sql, values)?.into_iter().map(|mut row| row.int()).collect()
    }

    /// What the store itself finds wrong with its file, a line a fault; empty where it finds nothing or does not look.
    ///
    /// # Errors
    ///
    /// When it cannot even look.
    fn faults(&mut self) -> Result<Vec<String>, StoreError>;
}

/// The newest form of a ledger that the program knows: the greatest number of a migration. Migrations are read only where there are some to do, for that takes
/// longer than a search.
const NEWEST: i64 = 7;

/// Whether a store that is not there may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// Make it where it is not there.
    OrMake,
    /// It must be there.
    Existing,
    /// It must be there, and is one of several that look at once, each with little memory.
    ToLook,
}

/// The store that `at` names: a `postgres://` address, or the path of a file.
///
/// # Errors
///
/// When it cannot be opened or brought up to date, or was made by a newer program.
pub fn open(at: &str, how: Open) -> Result<Box<dyn Store>, StoreError> {
    if at.starts_with("postgres://") || at.starts_with("postgresql://") {
        Ok(Box::new(Postgres::open(at, how)?))
    } else {
        Ok(Box::new(Sqlite::open(at, how)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_form_is_that_of_the_last_migration() {
        for runner in [sqlite::migrations::migrations::runner(), postgres::migrations::migrations::runner()] {
            let newest = runner.get_migrations().iter().map(|migration| i64::from(migration.version())).max();
            assert_eq!(newest, Some(NEWEST));
        }
    }
}
