//! One file, SQLite.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, params_from_iter};

use super::{Dialect, NEWEST, Open, Row, Store, StoreError, Value};

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(60);

/// Kilobytes of the file that a reader keeps at hand. To take fresh memory for every page costs more than to read it again from the system's own cache.
const READER: i64 = 4096;

/// Kilobytes of the file that a writer keeps at hand, who comes back to the same pages.
const WRITER: i64 = 262_144;

/// Statements kept ready.
const READY: usize = 128;

pub(super) mod migrations {
    refinery::embed_migrations!("migrations/sqlite");
}

pub(super) struct Sqlite {
    at: String,
    connection: Connection,
    /// Whether it ever wrote.
    writes: bool,
}

impl Sqlite {
    pub(super) fn open(at: &str, how: Open) -> Result<Self, StoreError> {
        let path = Path::new(at);
        if how != Open::OrMake && !path.exists() {
            return Err(StoreError::Missing { at: at.to_owned() });
        }
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if how == Open::OrMake {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let fail = |error: rusqlite::Error| told(at, error);
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|error| StoreError::Open { at: at.to_owned(), why: error.to_string() })?;
        connection.busy_timeout(PATIENCE).map_err(fail)?;
        connection.set_prepared_statement_cache_capacity(READY);
        // Without this, statements are prepared again for every value that they are given.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fail)?;
        // A report is kept when its transaction ends: what was committed survives the program's end at any point; `FULL` also a power cut.
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
                 PRAGMA wal_autocheckpoint = 8192; PRAGMA trusted_schema = OFF;",
            )
            .map_err(fail)?;
        let mut store = Self { at: at.to_owned(), connection, writes: false };
        store.keep_at_hand(READER)?;
        store.migrate()?;
        Ok(store)
    }

    fn keep_at_hand(&self, kilobytes: i64) -> Result<(), StoreError> {
        self.connection.pragma_update(None, "cache_size", -kilobytes).map_err(|error| told(&self.at, error))
    }

    fn migrate(&mut self) -> Result<(), StoreError> {
        let asked = "SELECT COUNT(*) FROM sqlite_master WHERE name = ?1";
        let has = |name: &str| -> Result<bool, StoreError> {
            let count = self.connection.query_row(asked, [name], |row| row.get::<_, i64>(0));
            count.map(|count| count > 0).map_err(|error| told(&self.at, error))
        };
        if has("refinery_schema_history")? {
            let found = self
                .connection
                .query_row("SELECT COALESCE(MAX(version), 0) FROM refinery_schema_history", [], |row| {
                    row.get::<_, i64>(0)
                })
                .map_err(|error| told(&self.at, error))?;
            if found > NEWEST {
                return Err(StoreError::Newer { at: self.at.clone(), found, known: NEWEST });
            }
            if found == NEWEST {
                return Ok(());
            }
        } else if self
            .connection
            .query_row("SELECT COUNT(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0))
            .map_err(|error| told(&self.at, error))?
            > 0
        {
            return Err(StoreError::Foreign { at: self.at.clone(), why: "another program's SQLite file".to_owned() });
        }
        // Two programs may find the same file new: the second waits here and finds nothing left to do.
        self.connection.execute_batch("BEGIN EXCLUSIVE; COMMIT;").map_err(|error| told(&self.at, error))?;
        migrations::migrations::runner()
            .run(&mut self.connection)
            .map(|_| ())
            .map_err(|error| StoreError::Migrate { at: self.at.clone(), why: error.to_string() })
    }
}

fn told(at: &str, error: rusqlite::Error) -> StoreError {
    let at = at.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full { at },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy { at },
        Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { at },
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { at, why: error.to_string() },
        Some(ErrorCode::NotADatabase) => StoreError::Foreign { at, why: "not a SQLite file".to_owned() },
        _ => StoreError::Statement { at, why: error.to_string() },
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(field: ValueRef<'_>) -> Value {
    match field {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Real(number) => Value::Real(number),
        // Text that is no UTF-8 was not written by this program; it shows as damaged where it is compared.
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

impl Store for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        if !self.writes {
            self.keep_at_hand(WRITER)?;
            self.writes = true;
        }
        // Taking the right to write at once is what makes a second writer wait rather than fail half-way.
        self.execute("BEGIN IMMEDIATE", &[]).map(|_| ())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.execute("COMMIT", &[]).map(|_| ())
    }

    fn rollback(&mut self) -> Result<(), StoreError> {
        // A statement that failed for want of room may have ended the transaction already.
        if self.connection.is_autocommit() { Ok(()) } else { self.execute("ROLLBACK", &[]).map(|_| ()) }
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let fail = |error| told(&self.at, error);
        let mut statement = self.connection.prepare_cached(sql).map_err(fail)?;
        statement.execute(params_from_iter(values)).map(|rows| rows as u64).map_err(fail)
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let fail = |error| told(&self.at, error);
        let mut statement = self.connection.prepare_cached(sql).map_err(fail)?;
        let width = statement.column_count();
        let mut rows = statement.query(params_from_iter(values)).map_err(fail)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(fail)? {
            let fields = (0..width).map(|i| row.get_ref(i).map(value)).collect::<Result<Vec<_>, _>>().map_err(fail)?;
            out.push(Row::from(fields));
        }
        Ok(out)
    }

    /// Without a row of fields for each, of which there may be as many as reports.
    fn numbers(&mut self, sql: &str, values: &[Value]) -> Result<Vec<i64>, StoreError> {
        let fail = |error| told(&self.at, error);
        let mut statement = self.connection.prepare_cached(sql).map_err(fail)?;
        let numbers = statement.query_map(params_from_iter(values), |row| row.get(0)).map_err(fail)?;
        numbers.collect::<Result<_, _>>().map_err(fail)
    }

    fn faults(&mut self) -> Result<Vec<String>, StoreError> {
        let mut faults = Vec::new();
        for mut row in self.query("PRAGMA integrity_check(20)", &[])? {
            let line = row.text()?;
            if line != "ok" {
                faults.push(line);
            }
        }
        // a search index that does not fit its rows answers with an error
        for check in ["INSERT INTO words (words, rank) VALUES ('integrity-check', 1)", "SELECT rtreecheck('boxes')"] {
            match self.query(check, &[]) {
                Ok(mut rows) => {
                    let line = rows.first_mut().map(Row::maybe_text).transpose()?.flatten();
                    faults.extend(line.filter(|line| line != "ok"));
                }
                Err(error) => faults.push(error.to_string()),
            }
        }
        Ok(faults)
    }
}
