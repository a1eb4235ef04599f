//! `truceline add`.

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;

use truceline_intake::{BadReading, Intake, reading};
use truceline_ledger::Original;
use truceline_record::{Problem, ProblemCode, Reading};

use super::super::read::{jobs, line, options, reader, tell};
use super::super::{Failure, Outcome, closed};
use super::keeping::{Keeper, Read};
use super::{logs, returned, sign, to_add};
use crate::args::ledger::AddArgs;
use crate::fetched::rules;
use crate::inputs::{Input, Inputs};
use crate::pool::map_in_order;
use crate::progress::Progress;
use crate::reader::Reader;

struct Done {
    size: u64,
    read: Vec<Read>,
    /// How many of them lose the bytes that they came in.
    bare: usize,
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
    let inputs = Inputs::new(&paths, options.clone(), rules(args.fetch.private_addresses));
    let mut progress = Progress::new(inputs.total(), io::stderr().is_terminal());
    let mut keeper = Keeper::new(ledger, args);
    let work = |input: &Input| read(input, &reader, &options);
    let mut bare = 0;
    let flow = map_in_order(inputs, jobs(args.how.jobs), work, |done| {
        let done = done.unwrap_or_else(|panicked| {
            let message = format!(
                "{}: a fault in truceline stopped its reading, please report it: {}",
                panicked.item.name, panicked.message
            );
            let intake = Intake::unread(panicked.item.name, ProblemCode::Unreadable, message);
            Done {
                size: panicked.item.size,
                read: vec![Read { reading: reader.read(intake), original: None }],
                bare: 0,
            }
        });
        let count = done.read.len();
        bare += done.bare;
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
    if bare > 0 {
        tell(&[format!(
            "of {bare} reports the original bytes are not kept, for the files that they stand in are too large; split these"
        )]);
    }
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

fn read(input: &Input, reader: &Reader, options: &truceline_intake::Options) -> Done {
    let (read, bare) =
        read_all(input.intakes(options), input.original(), (input.is_of_many(), input.is_line()), reader);
    Done { size: input.size, read, bare }
}

/// The reports that were taken out of a file with the bytes `original`, read, and how many of them lose the bytes that they came in. `of_many`: whether others
/// were taken out of it elsewhere; `line`: whether it is a line of a file of lines, and may be a reading.
pub(super) fn read_all(
    intakes: Vec<Intake>,
    original: Option<Original>,
    (of_many, line): (bool, bool),
    reader: &Reader,
) -> (Vec<Read>, usize) {
    let (alone, mut bare) = (intakes.len() == 1 && !of_many, 0);
    let read = |mut intake: Intake| {
        if let Some(made) = made_elsewhere(&intake).filter(|_| line) {
            match made {
                // its bytes stayed where it was read
                Ok(reading) => return Read { reading, original: None },
                Err(bad) => intake
                    .problems
                    .push(Problem::new(ProblemCode::BrokenLine, format!("{bad}; its report was read anew"))),
            }
        }
        // what holds others too is no reason to keep a report without text
        let blank = intake.report.text.trim().is_empty();
        let own = intake.original.take().map(Original::from);
        let original = own.or_else(|| original.clone().filter(|_| alone || !blank));
        bare += usize::from(original.is_none() && !blank);
        Read { reading: reader.read(intake), original }
    };
    let read = intakes.into_iter().map(read).collect();
    (read, bare)
}

/// The reading that a line of JSON Lines is, where it is one.
fn made_elsewhere(intake: &Intake) -> Option<Result<Reading, BadReading>> {
    let line = std::str::from_utf8(intake.original.as_deref()?).ok()?;
    line.contains("\"made_by\"").then(|| reading(line))
}
