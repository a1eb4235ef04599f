//! The journal: what was done to the ledger, by whom and when, entry after entry, each with the hash of all before it.
//!
//! An entry's hash covers the hash of the entry before, so that no entry can be changed, taken out or moved without all later hashes changing;
//! who holds a head (the last entry's number and hash) can tell whether the journal that led to it is still the same. An entry covers rows of
//! other tables by their hashes, which stand in its body.

use serde::{Deserialize, Serialize};

use crate::LedgerError;
use crate::store::{Row, Store};

/// Who does something to the ledger, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// A person's name, as they give it.
    pub who: String,
    /// When: an RFC 3339 instant in UTC.
    pub at: String,
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The ledger was made.
    Made,
    /// A key that heads are signed with was made known.
    Key,
    /// A report was added.
    Report,
    /// A person decided something.
    Decision,
    /// An outlet was described.
    Outlet,
    /// A report was read anew.
    Reading,
}

impl Kind {
    const ALL: [Self; 6] = [Self::Made, Self::Key, Self::Report, Self::Decision, Self::Outlet, Self::Reading];

    /// The kind's name in the ledger.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Key => "key",
            Self::Report => "report",
            Self::Decision => "decision",
            Self::Outlet => "outlet",
            Self::Reading => "reading",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// 1, 2, ...
    pub seq: i64,
    /// When, an RFC 3339 instant.
    pub at: String,
    /// Who.
    pub who: String,
    /// What it is about.
    pub kind: Kind,
    /// What was done, as JSON.
    pub body: String,
    /// BLAKE3 over the hash of the entry before and all of this one, in hex.
    pub hash: String,
}

/// The hash that stands before the first entry.
pub(crate) const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The end of a journal: keep it elsewhere, and `verify` tells whether anything before it was changed or cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Head {
    /// The number of its last entry; 0 where there is none.
    pub seq: i64,
    /// That entry's hash.
    pub hash: String,
}

impl Head {
    /// What stands before the first entry.
    pub fn start() -> Self {
        Self { seq: 0, hash: START.to_owned() }
    }

    /// What an entry after this one hashes to.
    pub fn next(&self, by: &By, kind: Kind, body: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        let seq = (self.seq + 1).to_string();
        // each part with its length before it, so that no two entries can run together to the same bytes
        for part in [self.hash.as_str(), &seq, &by.at, &by.who, kind.name(), body] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// The journal's end.
pub(crate) fn head(store: &mut dyn Store) -> Result<Head, LedgerError> {
    let mut rows = store.query("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1", &[])?;
    Ok(match rows.first_mut() {
        Some(row) => Head { seq: row.int()?, hash: row.text()? },
        None => Head { seq: 0, hash: START.to_owned() },
    })
}

/// Put an entry at the end, within the transaction that does what it says.
pub(crate) fn append(store: &mut dyn Store, by: &By, kind: Kind, body: &str) -> Result<Head, LedgerError> {
    let head = head(store)?;
    let next = Head { seq: head.seq + 1, hash: head.next(by, kind, body) };
    store.execute(
        "INSERT INTO journal (seq, at, who, kind, body, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        &[next.seq.into(), (&by.at).into(), (&by.who).into(), kind.name().into(), body.into(), (&next.hash).into()],
    )?;
    Ok(next)
}

/// The entries after `seq`, at most `most` of them.
pub(crate) fn after(store: &mut dyn Store, seq: i64, most: i64) -> Result<Vec<Entry>, LedgerError> {
    let rows = store.query(
        "SELECT seq, at, who, kind, body, hash FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2",
        &[seq.into(), most.into()],
    )?;
    rows.into_iter().map(entry).collect()
}

fn entry(mut row: Row) -> Result<Entry, LedgerError> {
    let (seq, at, who, kind) = (row.int()?, row.text()?, row.text()?, row.text()?);
    let kind =
        Kind::named(&kind).ok_or(LedgerError::Entry { seq, why: format!("no kind of entry is called {kind:?}") })?;
    Ok(Entry { seq, at, who, kind, body: row.text()?, hash: row.text()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(who: &str, at: &str) -> By {
        By { who: who.to_owned(), at: at.to_owned() }
    }

    #[test]
    fn a_hash_covers_every_part_and_where_it_ends() {
        let head = Head { seq: 0, hash: START.to_owned() };
        let hash = head.next(&by("ana", "2031-03-14T09:30:00Z"), Kind::Report, "{}");
        assert_eq!(hash, head.next(&by("ana", "2031-03-14T09:30:00Z"), Kind::Report, "{}"));
        let others = [
            head.next(&by("anb", "2031-03-14T09:30:00Z"), Kind::Report, "{}"),
            head.next(&by("ana", "2031-03-14T09:30:01Z"), Kind::Report, "{}"),
            head.next(&by("ana", "2031-03-14T09:30:00Z"), Kind::Outlet, "{}"),
            head.next(&by("ana", "2031-03-14T09:30:00Z"), Kind::Report, "{ }"),
            head.next(&by("Zana", "2031-03-14T09:30:00"), Kind::Report, "{}"),
            Head { seq: 1, ..head.clone() }.next(&by("ana", "2031-03-14T09:30:00Z"), Kind::Report, "{}"),
        ];
        for other in others {
            assert_ne!(hash, other);
        }
    }
}
