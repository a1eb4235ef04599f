//! The commands over a ledger.

mod add;
mod decide;
mod export;
mod keeping;
mod logs;
mod look;
mod mark;
mod proof;
mod reread;
mod returned;
mod serve;
mod sight;

use std::env;
use std::path::PathBuf;

use truceline_ledger::store::{Open, StoreError};
use truceline_ledger::{By, Ledger, LedgerError, Signer};

use super::Failure;
use super::gazetteer::data_folder;
use super::read::tell;
use crate::args::ledger::{AddArgs, LedgerFile, WhoArgs};

pub(super) use add::add;
pub(super) use decide::decide;
pub(super) use export::export;
pub(super) use look::{disputes, links, search, show, sources, timeline};
pub(super) use proof::{journal, verify};
pub(super) use reread::reread;
pub(super) use serve::serve;
pub(super) use sight::Sight;

/// A ledger that must be there.
pub(super) fn existing(file: &LedgerFile) -> Result<Ledger, Failure> {
    Ok(open(&file.at, Open::Existing)?)
}

/// The ledger at `at`. That it is linked anew is told, for that takes its time.
fn open(at: &str, how: Open) -> Result<Ledger, LedgerError> {
    Ledger::open_telling(at, how, |reports| {
        tell(&[format!("{at}: linked by another version of truceline; its {reports} reports are linked anew")]);
    })
}

/// Who does something now.
pub(super) fn by(args: &WhoArgs) -> By {
    let user = || {
        ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| env::var(name).ok()).filter(|name| !name.is_empty())
    };
    let who = args.who.clone().or_else(user).unwrap_or_else(|| "somebody".to_owned());
    By { who, at: jiff::Timestamp::now().to_string() }
}

/// The ledger to add to; none where nothing is to be changed and there is none yet.
fn to_add(args: &AddArgs) -> Result<Option<Ledger>, LedgerError> {
    if !args.dry_run {
        return open(&args.ledger.at, Open::OrMake).map(Some);
    }
    match open(&args.ledger.at, Open::Existing) {
        Err(LedgerError::Store(StoreError::Missing { .. })) => Ok(None),
        opened => opened.map(Some),
    }
}

/// Sign the journal's end. What was done is done: where it cannot be signed, that is told, and the next command signs it with what comes then.
pub(super) fn sign(ledger: &mut Ledger, args: &WhoArgs) {
    let signed = signer(args.key.as_ref()).and_then(|signer| ledger.sign(&signer, &by(args)).map(|_| ()));
    if let Err(error) = signed {
        tell(&[format!("the journal's end is not signed: {error}")]);
    }
}

/// The user's key.
fn signer(key: Option<&PathBuf>) -> Result<Signer, LedgerError> {
    let path = key.cloned().or_else(|| Some(data_folder()?.join("signing.key")));
    path.map_or_else(
        || {
            Err(LedgerError::Key {
                path: "signing.key".to_owned(),
                why: "neither XDG_DATA_HOME nor HOME says where your files are; name one with --key FILE".to_owned(),
            })
        },
        |path| Signer::open(&path),
    )
}
