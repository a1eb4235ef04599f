//! `truceline add --mapping`: rows of logs come in.

use std::path::Path;

use super::super::logs::{load, open, shown};
use super::super::read::{options, tell};
use super::super::{Failure, Outcome, closed};
use super::keeping::{Keeper, Read};
use super::{sign, to_add};
use crate::args::ledger::AddArgs;

pub(super) fn add(args: &AddArgs, mapping: &Path) -> Result<Outcome, Failure> {
    let mapping = load(mapping)?;
    let options = options(&args.about);
    let mut keeper = Keeper::new(to_add(args)?, args);
    let mut outcome = Outcome::Clean;
    let mut failed = None;
    'logs: for path in &args.paths {
        let log = match open(path, &mapping, &options) {
            Ok(log) => log,
            // one that cannot be used stops no other
            Err(told) => {
                outcome = Outcome::Problems;
                tell(&[told]);
                continue;
            }
        };
        let mut told: Vec<String> = log.problems().iter().map(|problem| shown(&problem.message)).collect();
        for entry in log.entries() {
            told.extend(entry.reading.problems.iter().map(|problem| shown(&problem.message)));
            if !told.is_empty() {
                outcome = Outcome::Problems;
                tell(&std::mem::take(&mut told));
            }
            if let Err(error) = keeper.take(Read { reading: entry.reading, original: entry.original }) {
                failed = Some(error);
                break 'logs;
            }
        }
        if !told.is_empty() {
            outcome = Outcome::Problems;
            tell(&told);
        }
    }
    // what was read before a failure is kept all the same
    let last = keeper.keep();
    let (mut ledger, told) = keeper.end();
    if let Some(ledger) = ledger.as_mut().filter(|_| !args.dry_run) {
        sign(ledger, &args.who);
    }
    match failed.or(last.err()) {
        None => told.map_or_else(|error| closed(error, outcome), |()| Ok(outcome)),
        Some(Failure::Write(error)) => closed(error, outcome),
        Some(error) => Err(error),
    }
}
