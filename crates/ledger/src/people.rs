//! Who may come to the desk, as rows. What a password or a key is worth is the desk's to say: here are hashes alone.

use crate::LedgerError;
use crate::ledger::Ledger;
use crate::store::Row;

/// Somebody who may come to the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// What they are called, in the journal too.
    pub name: String,
    /// What they may do, by the desk's word for it.
    pub role: String,
    /// The hash of their password, with how it was made.
    pub password: String,
    /// The secret of their second factor, where they have one.
    pub totp: Option<String>,
    /// The last time step whose code was used: none is used twice.
    pub step: i64,
    /// How often in a row a wrong password or code was given.
    pub failed: i64,
    /// Until when nobody can log in under this name, in seconds since 1970.
    pub locked: i64,
}

/// Something whose holder may do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The hash of what its holder shows.
    pub digest: String,
    /// What it is, by the desk's word for it.
    pub kind: String,
    /// Whose it is; empty for an invitation.
    pub holder: String,
    /// What it is for.
    pub about: String,
    /// When it was made, in seconds since 1970.
    pub made: i64,
    /// Until when it holds.
    pub until: i64,
}

const MEMBER: &str = "SELECT name, role, password, totp, step, failed, locked FROM people";
const KEY: &str = "SELECT digest, kind, holder, about, made, until FROM keys";

impl Ledger {
    /// All who may come, in the order of their names.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn members(&mut self) -> Result<Vec<Member>, LedgerError> {
        self.store.query(&format!("{MEMBER} ORDER BY name"), &[])?.into_iter().map(member).collect()
    }

    /// The one with exactly this name.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn member(&mut self, name: &str) -> Result<Option<Member>, LedgerError> {
        let rows = self.store.query(&format!("{MEMBER} WHERE name = ?1"), &[name.into()])?;
        rows.into_iter().next().map(member).transpose()
    }

    /// Write somebody down who is not there; whether they were not.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn let_in(&mut self, member: &Member) -> Result<bool, LedgerError> {
        let added = self.store.execute(
            "INSERT INTO people (name, role, password, totp, step, failed, locked) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            &fields(member),
        )?;
        Ok(added > 0)
    }

    /// Write down what became of somebody.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn change_member(&mut self, member: &Member) -> Result<(), LedgerError> {
        self.store.execute(
            "UPDATE people SET role = ?2, password = ?3, totp = ?4, step = ?5, failed = ?6, locked = ?7 WHERE name = ?1",
            &fields(member),
        )?;
        Ok(())
    }

    /// Let somebody in no more, whatever they hold. What they did stays in the journal.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn shut_out(&mut self, name: &str) -> Result<(), LedgerError> {
        self.within(|ledger| {
            ledger.store.execute("DELETE FROM keys WHERE holder = ?1", &[name.into()])?;
            ledger.store.execute("DELETE FROM people WHERE name = ?1", &[name.into()])?;
            Ok(())
        })
    }

    /// The key with this hash.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn key(&mut self, kind: &str, digest: &str) -> Result<Option<Key>, LedgerError> {
        let rows =
            self.store.query(&format!("{KEY} WHERE digest = ?1 AND kind = ?2"), &[digest.into(), kind.into()])?;
        rows.into_iter().next().map(key).transpose()
    }

    /// The keys of a kind that somebody holds, in the order in which they were made.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn keys_of(&mut self, holder: &str, kind: &str) -> Result<Vec<Key>, LedgerError> {
        let sql = format!("{KEY} WHERE holder = ?1 AND kind = ?2 ORDER BY made, digest");
        self.store.query(&sql, &[holder.into(), kind.into()])?.into_iter().map(key).collect()
    }

    /// Write down a key; what ran out before it was made goes.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn keep_key(&mut self, key: &Key) -> Result<(), LedgerError> {
        self.store.execute("DELETE FROM keys WHERE until < ?1", &[key.made.into()])?;
        let Key { digest, kind, holder, about, made, until } = key;
        self.store.execute(
            "INSERT INTO keys (digest, kind, holder, about, made, until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            &[digest.into(), kind.into(), holder.into(), about.into(), (*made).into(), (*until).into()],
        )?;
        Ok(())
    }

    /// Let a key hold until then.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn extend_key(&mut self, digest: &str, until: i64) -> Result<(), LedgerError> {
        self.store.execute("UPDATE keys SET until = ?2 WHERE digest = ?1", &[digest.into(), until.into()])?;
        Ok(())
    }

    /// Take a key away; whether it was there: of two who use a key that holds once, one is told that it was.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn take_key(&mut self, kind: &str, digest: &str) -> Result<bool, LedgerError> {
        let sql = "DELETE FROM keys WHERE digest = ?1 AND kind = ?2";
        Ok(self.store.execute(sql, &[digest.into(), kind.into()])? > 0)
    }

    /// Take away all keys of a kind that somebody holds.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be written.
    pub fn take_keys_of(&mut self, holder: &str, kind: &str) -> Result<(), LedgerError> {
        self.store.execute("DELETE FROM keys WHERE holder = ?1 AND kind = ?2", &[holder.into(), kind.into()])?;
        Ok(())
    }
}

fn fields(member: &Member) -> [crate::store::Value; 7] {
    let Member { name, role, password, totp, step, failed, locked } = member;
    [name.into(), role.into(), password.into(), totp.clone().into(), (*step).into(), (*failed).into(), (*locked).into()]
}

fn member(mut row: Row) -> Result<Member, LedgerError> {
    let (name, role, password, totp) = (row.text()?, row.text()?, row.text()?, row.maybe_text()?);
    Ok(Member { name, role, password, totp, step: row.int()?, failed: row.int()?, locked: row.int()? })
}

fn key(mut row: Row) -> Result<Key, LedgerError> {
    let (digest, kind, holder, about) = (row.text()?, row.text()?, row.text()?, row.text()?);
    Ok(Key { digest, kind, holder, about, made: row.int()?, until: row.int()? })
}
