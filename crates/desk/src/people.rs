//! Who may come: passwords, second factors, sessions, tokens and invitations. The ledger keeps hashes; what they are worth is said here.

use std::collections::BTreeMap;
use std::sync::Mutex;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use totp_rs::{Builder, Secret, Totp};
use truceline_ledger::{Key, Ledger, Member};

use crate::app::locked;
use crate::fault::Fault;
use crate::person::{Person, Role};

/// Seconds without a request after which a session ends.
const IDLE: i64 = 30 * 60;
/// Seconds after which a session ends in any case.
const LONGEST: i64 = 12 * 60 * 60;
/// Seconds that an invitation holds.
const INVITED: i64 = 24 * 60 * 60;
/// Wrong passwords in a row that cost nothing.
const FREE: i64 = 4;
/// The longest that a name is locked, in seconds.
const LOCKED: i64 = 15 * 60;
/// Bytes of a secret that is handed out.
const SECRET: usize = 32;
/// Recovery codes of a second factor.
const CODES: usize = 10;
/// The shortest password, in characters.
const SHORT: usize = 12;

pub(crate) const SESSION: &str = "session";
pub(crate) const TOKEN: &str = "token";
const INVITATION: &str = "invitation";
const RECOVERY: &str = "recovery";
const SECOND: &str = "second";

/// Now, in seconds since 1970.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// A new secret, in hex.
fn secret(bytes: usize) -> Result<String, Fault> {
    let mut secret = vec![0; bytes];
    getrandom::fill(&mut secret).map_err(|error| Fault::Inner(error.to_string()))?;
    Ok(secret.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What the ledger keeps of a secret. The secrets are long and random: no slow hash is needed to hide them.
pub(crate) fn digest(secret: &str) -> String {
    blake3::hash(secret.as_bytes()).to_hex().to_string()
}

fn key(kind: &str, secret: &str, holder: &str, about: &str, now: i64, lasts: i64) -> Key {
    let (kind, holder, about) = (kind.to_owned(), holder.to_owned(), about.to_owned());
    Key { digest: digest(secret), kind, holder, about, made: now, until: now.saturating_add(lasts) }
}

/// A password as it is kept: argon2id, with a salt of its own.
pub(crate) fn hashed(password: &str) -> Result<String, Fault> {
    if password.chars().count() < SHORT {
        return Err(Fault::Asked(format!("a password has at least {SHORT} characters")));
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| Fault::Inner(error.to_string()))
}

/// Whether a password is the one that was kept. It takes as long where there is none.
pub(crate) fn is_right(password: &str, kept: Option<&str>) -> bool {
    const NONE: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let hash = PasswordHash::new(kept.unwrap_or(NONE));
    hash.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()) && kept.is_some()
}

/// How long a name is locked after so many wrong passwords in a row.
pub(crate) fn back_off(failed: i64) -> i64 {
    match u32::try_from(failed - FREE) {
        Ok(more @ 1..=9) => 1 << more,
        Ok(0) | Err(_) => 0,
        Ok(_) => LOCKED,
    }
}

/// Count a try under this name before it is known whether it is right, so that many at once gain nothing. Gives who it may be.
pub(crate) fn trying(ledger: &mut Ledger, name: &str, now: i64) -> Result<Option<Member>, Fault> {
    let Some(mut member) = ledger.member(name)? else { return Ok(None) };
    if member.locked > now {
        return Err(too_many(member.locked - now));
    }
    let before = member.clone();
    member.failed += 1;
    member.locked = now + back_off(member.failed);
    ledger.change_member(&member)?;
    Ok(Some(before))
}

/// Begin a session for somebody whose password was right; their second factor is looked at here. Gives what their browser keeps.
pub(crate) fn begin(
    ledger: &mut Ledger,
    mut member: Member,
    code: Option<&str>,
    now: i64,
) -> Result<(Person, String), Fault> {
    if let Some(second) = &member.totp {
        let code =
            code.map(str::trim).filter(|code| !code.is_empty()).ok_or_else(|| Fault::Login("code".to_owned()))?;
        match step(second, code, now).filter(|step| *step > member.step) {
            Some(step) => member.step = step,
            None if ledger.take_key(RECOVERY, &digest(&recovery(&member.name, code)))? => {}
            None => return Err(Fault::Login("the name, the password or the code is wrong".to_owned())),
        }
    }
    let session = again(ledger, &member, now)?;
    Ok((person(&member)?, session))
}

/// Begin a session for somebody of whom all was looked at. Gives what their browser keeps.
pub(crate) fn again(ledger: &mut Ledger, member: &Member, now: i64) -> Result<String, Fault> {
    ledger.change_member(&Member { failed: 0, locked: 0, ..member.clone() })?;
    let secret = secret(SECRET)?;
    ledger.keep_key(&key(SESSION, &secret, &member.name, "", now, IDLE))?;
    Ok(secret)
}

/// Names that nobody has and somebody tried: they are locked as others are, so that nobody learns which names there are.
#[derive(Default)]
pub(crate) struct Strangers(Mutex<BTreeMap<String, (i64, i64)>>);

impl Strangers {
    /// Count a try.
    pub(crate) fn trying(&self, name: &str, now: i64) -> Result<(), Fault> {
        const MOST: usize = 10_000;
        let mut known = locked(&self.0);
        if known.len() >= MOST {
            known.clear();
        }
        let (failed, until) = known.entry(name.to_owned()).or_default();
        if *until > now {
            return Err(too_many(*until - now));
        }
        *failed += 1;
        *until = now + back_off(*failed);
        Ok(())
    }
}

fn too_many(seconds: i64) -> Fault {
    Fault::Busy(format!("too many wrong passwords: try again in {seconds} seconds"))
}

/// Whose session or token this is; a session goes on where its holder does something.
pub(crate) fn holder(
    ledger: &mut Ledger,
    kind: &str,
    secret: &str,
    active: bool,
    now: i64,
) -> Result<Option<Person>, Fault> {
    let Some(key) = ledger.key(kind, &digest(secret))?.filter(|key| key.until > now) else { return Ok(None) };
    let until = (now + IDLE).min(key.made + LONGEST);
    // a minute more or less is not worth a write each
    if kind == SESSION && active && until > key.until + 60 {
        ledger.extend_key(&key.digest, until)?;
    }
    ledger.member(&key.holder)?.map(|member| person(&member)).transpose()
}

pub(crate) fn person(member: &Member) -> Result<Person, Fault> {
    let role = Role::named(&member.role);
    let role = role.ok_or_else(|| Fault::Inner(format!("no role is called {:?}", member.role)))?;
    Ok(Person { name: member.name.clone(), role, token: false })
}

/// An invitation, by which one person can come in once; for somebody who is there already where `name` is given.
pub(crate) fn invite(ledger: &mut Ledger, role: Role, name: Option<&str>, now: i64) -> Result<String, Fault> {
    let secret = secret(SECRET)?;
    ledger.keep_key(&key(INVITATION, &secret, name.unwrap_or_default(), role.name(), now, INVITED))?;
    Ok(secret)
}

/// Come in by an invitation, with the hash of a password.
pub(crate) fn join(
    ledger: &mut Ledger,
    invitation: &str,
    name: &str,
    password: String,
    now: i64,
) -> Result<Member, Fault> {
    let gone = || Fault::Refused("this invitation was used, or has run out; ask for another".to_owned());
    let key = ledger.key(INVITATION, &digest(invitation))?.filter(|key| key.until > now).ok_or_else(gone)?;
    let name = name.trim();
    let named = (1..=80).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if !named {
        return Err(Fault::Asked("a name has 1 to 80 characters".to_owned()));
    }
    let again = !key.holder.is_empty();
    if again && key.holder != name {
        return Err(Fault::Asked("this invitation is for another name".to_owned()));
    }
    if !again && ledger.member(name)?.is_some() {
        return Err(Fault::Conflict("somebody has this name already".to_owned()));
    }
    if !ledger.take_key(INVITATION, &key.digest)? {
        return Err(gone());
    }
    let member = Member { name: name.to_owned(), role: key.about, password, totp: None, step: 0, failed: 0, locked: 0 };
    if again {
        end_all(ledger, name)?;
        ledger.change_member(&member)?;
    } else if !ledger.let_in(&member)? {
        return Err(Fault::Conflict("somebody has this name already".to_owned()));
    }
    Ok(member)
}

/// End all sessions and tokens of somebody, and forget their second factor's codes.
pub(crate) fn end_all(ledger: &mut Ledger, name: &str) -> Result<(), Fault> {
    for kind in [SESSION, TOKEN, RECOVERY, SECOND] {
        ledger.take_keys_of(name, kind)?;
    }
    Ok(())
}

/// A token for programs, which may what its holder may, but for what concerns people.
pub(crate) fn token(ledger: &mut Ledger, name: &str, about: &str, days: i64, now: i64) -> Result<String, Fault> {
    let secret = secret(SECRET)?;
    ledger.keep_key(&key(TOKEN, &secret, name, about, now, days.saturating_mul(86_400)))?;
    Ok(secret)
}

fn totp(second: &str) -> Option<Totp> {
    Builder::new().with_secret(Secret::try_from_base32(second).ok()?).build().ok()
}

/// The time step that a code is of.
fn step(second: &str, code: &str, now: i64) -> Option<i64> {
    let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let step = totp(second).filter(|_| is_code)?.check(code, u64::try_from(now).ok()?)?;
    i64::try_from(step).ok()
}

/// A second factor to be confirmed: its secret, in base 32.
pub(crate) fn second(ledger: &mut Ledger, name: &str, now: i64) -> Result<String, Fault> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).map_err(|error| Fault::Inner(error.to_string()))?;
    let second = Secret::from(bytes).to_base32();
    ledger.take_keys_of(name, SECOND)?;
    ledger.keep_key(&key(SECOND, &secret(SECRET)?, name, &second, now, 600))?;
    Ok(second)
}

/// Confirm it by a code: from then on it is asked for. Gives codes that hold once each, for when the device is lost.
pub(crate) fn confirm_second(ledger: &mut Ledger, name: &str, code: &str, now: i64) -> Result<Vec<String>, Fault> {
    let waiting = ledger.keys_of(name, SECOND)?.pop().filter(|key| key.until > now);
    let second = waiting.ok_or_else(|| Fault::Asked("begin again: this took too long".to_owned()))?.about;
    let step = step(&second, code.trim(), now).ok_or_else(|| Fault::Asked("the code is wrong".to_owned()))?;
    let mut member = ledger.member(name)?.ok_or_else(|| Fault::Missing("nobody is called so".to_owned()))?;
    (member.totp, member.step) = (Some(second), step);
    ledger.take_keys_of(name, SECOND)?;
    ledger.take_keys_of(name, RECOVERY)?;
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let code = secret(8)?;
        ledger.keep_key(&key(RECOVERY, &recovery(name, &code), name, "", now, i64::MAX))?;
        codes.push(code);
    }
    ledger.change_member(&member)?;
    Ok(codes)
}

/// A recovery code holds for one name.
fn recovery(name: &str, code: &str) -> String {
    format!("{name}\n{code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_passwords_cost_more_and_more() {
        let costs: Vec<i64> = (1..=16).map(back_off).collect();
        assert_eq!(costs, [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    }

    #[test]
    fn a_password_is_kept_as_argon2id_and_no_two_alike() {
        let (one, other) = (hashed("correct horse battery").unwrap(), hashed("correct horse battery").unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && one != other);
        assert!(is_right("correct horse battery", Some(&one)) && !is_right("Correct horse battery", Some(&one)));
        assert!(!is_right("", None));
        assert!(hashed("short").is_err());
    }

    #[test]
    fn a_code_is_of_its_time_step() {
        // the secret and a code of RFC 6238's appendix, cut to six digits
        let second = Secret::from(*b"12345678901234567890").to_base32();
        assert_eq!(step(&second, "287082", 59), Some(1));
        assert_eq!(step(&second, "287082", 59 + 90), None);
        assert_eq!(step(&second, "28708", 59), None);
    }
}
