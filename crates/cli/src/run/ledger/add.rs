//! `truceline add`.

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;

use truceline_intake::{BadReading, Intake, reading};
use truceline_record::{Problem, ProblemCode, Reading};

use super::super::read::{jobs, line, options, reader, tell};
use super::super::{Failure, Outcome, closed};
use super::keeping::{Keeper, Read};
use super::{logs, returned, sign, to_add};
use crate::args::ledger::AddArgs;
use crate::inputs::{Input, Inputs};
use crate::pool::map_in_order;
use crate::progress::Progress;
use crate::reader::Reader;

struct Done {
    size: u64,
    read: Vec<Read>,
}

pub(in crate::run) fn add(args: &AddArgs) -> Result<Outcome, Failure> {
    if let Some(mapping) = &args.mapping {
        return logs::add(args, mapping);
    }
    let (returned, paths) = returned::among(&args.paths);
    let mut outcome = returned::take(&returned, args)?;
    if paths.is_empty() {
        return Ok(outcome);
    }
    let options = options(&args.about);
    let reader = reader(&args.how.weights, &args.how.gazetteer)?;
    // with no ledger yet, all that would come in is new
    let ledger = to_add(args)?;
    let inputs = Inputs::new(&paths, options.clone());
    let mut progress = Progress::new(inputs.total(), io::stderr().is_terminal());
    let mut keeper = Keeper::new(ledger, args);
    let work = |input: &Input| Done { size: input.size, read: read(input, &reader, &options) };
    let flow = map_in_order(inputs, jobs(args.how.jobs), work, |done| {
        let done = done.unwrap_or_else(|panicked| {
            let message = format!(
                "{}: a fault in truceline stopped its reading, please report it: {}",
                panicked.item.name, panicked.message
            );
            let intake = Intake::unread(panicked.item.name, ProblemCode::Unreadable, message);
            Done { size: panicked.item.size, read: vec![Read { reading: reader.read(intake), original: None }] }
        });
        let count = done.read.len();
        for read in done.read {
            let report = &read.reading.report;
            if !read.reading.problems.is_empty() {
                outcome = Outcome::Problems;
                let told: Vec<String> =
                    read.reading.problems.iter().map(|problem| line(&report.id, &problem.message)).collect();
                progress.aside(|| tell(&told));
            }
            if let Err(error) = keeper.take(read) {
                return ControlFlow::Break(error);
            }
        }
        progress.step(done.size, count);
        ControlFlow::Continue(())
    });
    // what was read before a failure is kept all the same
    let last = keeper.keep();
    let (mut ledger, told) = keeper.end();
    if let Some(ledger) = ledger.as_mut().filter(|_| !args.dry_run) {
        sign(ledger, &args.who);
    }
    let failed = match flow {
        ControlFlow::Break(error) => Some(error),
        ControlFlow::Continue(()) => last.err(),
    };
    match failed {
        None => told.map_or_else(|error| closed(error, outcome), |()| Ok(outcome)),
        Some(Failure::Write(error)) => closed(error, outcome),
        Some(error) => Err(error),
    }
}

fn read(input: &Input, reader: &Reader, options: &truceline_intake::Options) -> Vec<Read> {
    read_all(input.intakes(options), input.bytes(), reader)
}

/// The reports that were taken out of a file with the bytes `whole`, read.
pub(super) fn read_all(intakes: Vec<Intake>, whole: Option<&[u8]>, reader: &Reader) -> Vec<Read> {
    let alone = intakes.len() == 1;
    let read = |mut intake: Intake| {
        if let Some(made) = made_elsewhere(&intake) {
            match made {
                // its bytes stayed where it was read
                Ok(reading) => return Read { reading, original: None },
                Err(bad) => intake
                    .problems
                    .push(Problem::new(ProblemCode::BrokenLine, format!("{bad}; its report was read anew"))),
            }
        }
        let original = intake.original.take().or_else(|| whole.filter(|_| alone).map(<[u8]>::to_vec));
        Read { reading: reader.read(intake), original }
    };
    intakes.into_iter().map(read).collect()
}

/// The reading that a line of JSON Lines is, where it is one.
fn made_elsewhere(intake: &Intake) -> Option<Result<Reading, BadReading>> {
    let line = std::str::from_utf8(intake.original.as_deref()?).ok()?;
    line.contains("\"made_by\"").then(|| reading(line))
}
