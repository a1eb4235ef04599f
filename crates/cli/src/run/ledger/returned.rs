//! What `truceline export` wrote and `truceline add` takes back: bundles, and tables with exactly our columns.

use std::fs::File;
use std::path::{Path, PathBuf};

use truceline_export::{Bundle, ExportError, TableTaken, Taken, is_bundle, is_table, take_table};
use truceline_ledger::Ledger;
use truceline_ledger::store::Open;

use super::super::read::tell;
use super::super::{Failure, Outcome, print};
use super::{by, sign, to_add};
use crate::args::ledger::AddArgs;

/// A file that comes back.
pub(super) enum Returned {
    Bundle(PathBuf),
    Table(PathBuf),
}

/// Those of `paths` that come back, and the others.
pub(super) fn among(paths: &[PathBuf]) -> (Vec<Returned>, Vec<PathBuf>) {
    let (mut returned, mut others) = (Vec::new(), Vec::new());
    for path in paths {
        let file = || File::open(path).ok().filter(|_| path.is_file());
        if file().is_some_and(is_bundle) {
            returned.push(Returned::Bundle(path.clone()));
        } else if file().is_some_and(is_table) {
            returned.push(Returned::Table(path.clone()));
        } else {
            others.push(path.clone());
        }
    }
    (returned, others)
}

impl Returned {
    fn path(&self) -> &Path {
        match self {
            Self::Bundle(path) | Self::Table(path) => path,
        }
    }
}

/// Take them in, and tell what came of each. One that cannot be taken in stops no other.
pub(super) fn take(returned: &[Returned], args: &AddArgs) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Clean;
    if returned.is_empty() {
        return Ok(outcome);
    }
    if args.restrict.is_some() {
        for one in returned {
            tell(&[format!(
                "{}: not taken: what another ledger exported brings its own restrictions; leave out --restrict, and restrict further reports with truceline decide restrict",
                one.path().display()
            )]);
        }
        return Ok(Outcome::Problems);
    }
    let mut ledger = match to_add(args)? {
        Some(ledger) => ledger,
        // with no ledger yet, it would be an empty one
        None => Ledger::open(":memory:", Open::OrMake)?,
    };
    for one in returned {
        match take_one(one, &mut ledger, args) {
            Ok(text) => {
                let _: Outcome = print(text.as_bytes())?;
            }
            Err(error) => {
                outcome = Outcome::Problems;
                tell(&[format!("{}: {error}", one.path().display())]);
            }
        }
    }
    Ok(outcome)
}

fn take_one(one: &Returned, ledger: &mut Ledger, args: &AddArgs) -> Result<String, ExportError> {
    match one {
        Returned::Bundle(path) => {
            let bundle = Bundle::open(|| File::open(path))?;
            let taken = bundle.take(ledger, &by(&args.who), args.dry_run)?;
            // a journal that was taken over stays as it is, so that both ledgers have the same
            if !taken.journal && !args.dry_run {
                sign(ledger, &args.who);
            }
            Ok(bundle_words(path, bundle.signer(), &taken, args.dry_run))
        }
        Returned::Table(path) => {
            let file = File::open(path)
                .map_err(|error| ExportError::Import { what: "the table".to_owned(), why: error.to_string() })?;
            let taken = take_table(ledger, file, &by(&args.who), args.dry_run)?;
            if !args.dry_run {
                sign(ledger, &args.who);
            }
            Ok(table_words(path, &taken, args.dry_run))
        }
    }
}

fn bundle_words(path: &Path, signer: &str, taken: &Taken, dry: bool) -> String {
    let mut text = format!("{}: a bundle signed with {signer}\n", path.display());
    text += &added(taken.new, taken.known, dry);
    if taken.journal {
        text += &format!("the journal is that of the other ledger, with {} decisions\n", taken.decisions);
    } else {
        text += &left(taken.decisions_left);
    }
    if taken.left_out > 0 {
        text += &format!("{} reports of the other ledger were left out of the bundle\n", taken.left_out);
    }
    text
}

fn table_words(path: &Path, taken: &TableTaken, dry: bool) -> String {
    let mut text =
        format!("{}: a table of truceline export; what was changed in it by hand is not taken\n", path.display());
    text += &added(taken.new, taken.known, dry);
    if taken.decisions > 0 {
        text += &format!("{} decisions taken over, with the names and times that the table gives\n", taken.decisions);
    }
    text += &left(taken.decisions_left);
    if taken.without_reading > 0 {
        text +=
            &format!("{} versions not kept: the readings of their reports did not come along\n", taken.without_reading);
    }
    text
}

fn added(new: usize, known: usize, dry: bool) -> String {
    let would = if dry { "would be " } else { "" };
    format!("{new} {would}added, {known} known already\n")
}

fn left(decisions: usize) -> String {
    if decisions == 0 {
        return String::new();
    }
    format!(
        "{decisions} decisions not taken: this ledger has a journal of its own, or not the reports that they are about; decide anew where they should hold\n"
    )
}
