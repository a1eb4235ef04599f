//! What `truceline export` wrote and `truceline add` takes back: bundles, and tables with exactly our columns.

use std::fs::File;
use std::path::{Path, PathBuf};

use truceline_export::{Bundle, TableTaken, Taken, is_bundle, is_table, take_table};
use truceline_ledger::Ledger;
use truceline_ledger::store::Open;

use super::super::{Failure, Outcome, print};
use super::{by, sign};
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

/// Take them in, and tell what came of each.
pub(super) fn take(returned: &[Returned], args: &AddArgs) -> Result<(), Failure> {
    if returned.is_empty() {
        return Ok(());
    }
    let how = if args.dry_run { Open::Existing } else { Open::OrMake };
    let mut ledger = match Ledger::open(&args.ledger.at, how) {
        // with no ledger yet, it would be an empty one
        Err(_) if args.dry_run => Ledger::open(":memory:", Open::OrMake)?,
        opened => opened?,
    };
    for one in returned {
        let text = match one {
            Returned::Bundle(path) => {
                let bundle = Bundle::open(|| File::open(path))?;
                let taken = bundle.take(&mut ledger, &by(&args.who), args.dry_run)?;
                // a journal that was taken over stays as it is, so that both ledgers have the same
                if !taken.journal && !args.dry_run {
                    sign(&mut ledger, &args.who);
                }
                bundle_words(path, bundle.signer(), &taken, args.dry_run)
            }
            Returned::Table(path) => {
                let file =
                    File::open(path).map_err(|error| Failure::File { path: path.display().to_string(), error })?;
                let taken = take_table(&mut ledger, file, &by(&args.who), args.dry_run)?;
                if !args.dry_run {
                    sign(&mut ledger, &args.who);
                }
                table_words(path, &taken, args.dry_run)
            }
        };
        let _: Outcome = print(text.as_bytes())?;
    }
    Ok(())
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
