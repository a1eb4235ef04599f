//! A PostgreSQL server, for teams.

use std::collections::HashMap;
use std::error::Error;

use ::postgres::error::SqlState;
use ::postgres::types::private::BytesMut;
use ::postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use ::postgres::{Client, NoTls, Statement};

use super::{Dialect, NEWEST, Open, Row, Store, StoreError, Value};

pub(super) mod migrations {
    refinery::embed_migrations!("migrations/postgres");
}

/// The lock that a writer holds: writers work one at a time, as in a file.
const WRITER: i64 = 0x7472_7563;

pub(super) struct Postgres {
    /// The address without a password.
    at: String,
    client: Client,
    ready: HashMap<String, Statement>,
}

impl Postgres {
    pub(super) fn open(address: &str, how: Open) -> Result<Self, StoreError> {
        let at = without_password(address);
        let mut client =
            Client::connect(address, NoTls).map_err(|error| StoreError::Open { at: at.clone(), why: why(&error) })?;
        let found = form(&mut client).map_err(|error| told(&at, &error))?;
        match (found, how) {
            (None, Open::Existing | Open::ToLook) => return Err(StoreError::Missing { at }),
            (Some(found), _) if found > NEWEST => return Err(StoreError::Newer { at, found, known: NEWEST }),
            (Some(found), _) if found == NEWEST => {}
            _ => {
                // Two programs may find the same server new: the second waits, and finds nothing left to do.
                let fail = |error: ::postgres::Error| told(&at, &error);
                client.execute("SELECT pg_advisory_lock($1)", &[&WRITER]).map_err(fail)?;
                let ran = migrations::migrations::runner().run(&mut client);
                client.execute("SELECT pg_advisory_unlock($1)", &[&WRITER]).map_err(fail)?;
                ran.map_err(|error| StoreError::Migrate { at: at.clone(), why: error.to_string() })?;
            }
        }
        Ok(Self { at, client, ready: HashMap::new() })
    }

    fn ready(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.ready.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&sql.replace('?', "$")).map_err(|error| told(&self.at, &error))?;
        self.ready.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// The form of the ledger that the server holds, if it holds one.
fn form(client: &mut Client) -> Result<Option<i64>, ::postgres::Error> {
    let there =
        client.query_one("SELECT to_regclass('refinery_schema_history') IS NOT NULL", &[])?.try_get::<_, bool>(0)?;
    if !there {
        return Ok(None);
    }
    let row = client.query_one("SELECT COALESCE(MAX(version), 0)::BIGINT FROM refinery_schema_history", &[])?;
    row.try_get(0).map(Some)
}

/// An address as it may be shown.
fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    match rest.split_once('@') {
        Some((user, host)) => {
            let name = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{name}@{host}")
        }
        None => address.to_owned(),
    }
}

fn why(error: &::postgres::Error) -> String {
    let mut why = error.to_string();
    if let Some(source) = error.source() {
        why = format!("{why}: {source}");
    }
    why
}

fn told(at: &str, error: &::postgres::Error) -> StoreError {
    let at = at.to_owned();
    match error.code() {
        Some(code) if *code == SqlState::DISK_FULL => StoreError::Full { at },
        Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE => StoreError::Busy { at },
        Some(code) if *code == SqlState::READ_ONLY_SQL_TRANSACTION || *code == SqlState::INSUFFICIENT_PRIVILEGE => {
            StoreError::ReadOnly { at }
        }
        Some(code) if *code == SqlState::DATA_CORRUPTED || *code == SqlState::INDEX_CORRUPTED => {
            StoreError::Damaged { at, why: why(error) }
        }
        _ => StoreError::Statement { at, why: why(error) },
    }
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Self::Int(number) if *ty == Type::FLOAT8 => (*number as f64).to_sql(ty, out),
            Self::Int(number) => number.to_sql(ty, out),
            Self::Real(number) => number.to_sql(ty, out),
            // PostgreSQL keeps no NUL in text, and no report needs one.
            Self::Text(text) if text.contains('\0') => text.replace('\0', "\u{fffd}").to_sql(ty, out),
            Self::Text(text) => text.to_sql(ty, out),
            Self::Bytes(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT4 | Type::INT8 | Type::FLOAT8 | Type::TEXT | Type::VARCHAR | Type::BYTEA)
    }

    to_sql_checked!();
}

fn row(row: &::postgres::Row) -> Result<Row, ::postgres::Error> {
    let field = |i: usize, ty: &Type| -> Result<Value, ::postgres::Error> {
        Ok(match *ty {
            Type::INT4 => row.try_get::<_, Option<i32>>(i)?.map(i64::from).into(),
            Type::INT8 => row.try_get::<_, Option<i64>>(i)?.into(),
            Type::FLOAT4 => row.try_get::<_, Option<f32>>(i)?.map(f64::from).into(),
            Type::FLOAT8 => row.try_get::<_, Option<f64>>(i)?.into(),
            Type::BOOL => row.try_get::<_, Option<bool>>(i)?.into(),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(i)?.into(),
            Type::VOID => Value::Null,
            _ => row.try_get::<_, Option<String>>(i)?.into(),
        })
    };
    let fields = row.columns().iter().enumerate().map(|(i, column)| field(i, column.type_()));
    fields.collect::<Result<Vec<_>, _>>().map(Row::from)
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl Store for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        self.execute("BEGIN", &[])?;
        self.execute("SET LOCAL lock_timeout = '60s'", &[])?;
        self.query("SELECT pg_advisory_xact_lock(?1)", &[Value::Int(WRITER)]).map(|_| ())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.execute("COMMIT", &[]).map(|_| ())
    }

    fn rollback(&mut self) -> Result<(), StoreError> {
        self.execute("ROLLBACK", &[]).map(|_| ())
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let statement = self.ready(sql)?;
        self.client.execute(&statement, &parameters(values)).map_err(|error| told(&self.at, &error))
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let statement = self.ready(sql)?;
        let rows = self.client.query(&statement, &parameters(values)).map_err(|error| told(&self.at, &error))?;
        rows.iter().map(row).collect::<Result<_, _>>().map_err(|error| told(&self.at, &error))
    }

    /// The server looks after its own files.
    fn faults(&mut self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(without_password("postgres://ana:secret@db/truce"), "postgres://ana@db/truce");
        assert_eq!(without_password("postgres://db/truce"), "postgres://db/truce");
    }
}
