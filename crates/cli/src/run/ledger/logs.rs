//! `truceline add --mapping`: rows of logs come in.

use std::ops::ControlFlow;
use std::path::Path;

use super::super::logs::{load, rows};
use super::super::read::options;
use super::super::{Failure, Outcome, closed};
use super::keeping::{Keeper, Read};
use super::{sign, to_add};
use crate::args::ledger::AddArgs;

pub(super) fn add(args: &AddArgs, mapping: &Path) -> Result<Outcome, Failure> {
    let mapping = load(mapping)?;
    let mut keeper = Keeper::new(to_add(args)?, args);
    let (outcome, flow) = rows(&args.paths, &mapping, &options(&args.about), |entry, file| {
        // the bytes of a row cannot be told in every log
        let original = entry.original.map_or_else(|| file.clone(), Into::into);
        let kept = keeper.take(Read { reading: entry.reading, original: Some(original) });
        kept.map_or_else(ControlFlow::Break, ControlFlow::Continue)
    });
    // what was read before a failure is kept all the same
    let last = keeper.keep();
    let (mut ledger, told) = keeper.end();
    if let Some(ledger) = ledger.as_mut().filter(|_| !args.dry_run) {
        sign(ledger, &args.who);
    }
    match flow.break_value().or(last.err()) {
        None => told.map_or_else(|error| closed(error, outcome), |()| Ok(outcome)),
        Some(Failure::Write(error)) => closed(error, outcome),
        Some(error) => Err(error),
    }
}
