//! `truceline add`.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::ops::ControlFlow;

use truceline_intake::{BadReading, Intake, reading};
use truceline_ledger::store::Open;
use truceline_ledger::{Added, Arrival, Ledger};
use truceline_record::{Problem, ProblemCode, Reading};

use super::super::read::{jobs, line, options, reader, tell};
use super::super::{Failure, Outcome, closed};
use super::{by, returned, sign};
use crate::args::ledger::AddArgs;
use crate::inputs::{Input, Inputs};
use crate::pool::map_in_order;
use crate::progress::Progress;
use crate::reader::Reader;

/// A report that was read, with the bytes that it came in.
struct Read {
    reading: Reading,
    original: Option<Vec<u8>>,
}

struct Done {
    size: u64,
    read: Vec<Read>,
}

pub(in crate::run) fn add(args: &AddArgs) -> Result<Outcome, Failure> {
    let (returned, paths) = returned::among(&args.paths);
    returned::take(&returned, args)?;
    if paths.is_empty() {
        return Ok(Outcome::Clean);
    }
    let options = options(&args.about);
    let reader = reader(&args.weights, &args.gazetteer)?;
    let how = if args.dry_run { Open::Existing } else { Open::OrMake };
    let mut ledger = match Ledger::open(&args.ledger.at, how) {
        Ok(ledger) => Some(ledger),
        // with no ledger yet, all that would come in is new
        Err(_) if args.dry_run => None,
        Err(error) => return Err(error.into()),
    };
    let inputs = Inputs::new(&paths, options.clone());
    let mut progress = Progress::new(inputs.total(), io::stderr().is_terminal());
    let mut out = Told { to: BufWriter::new(io::stdout()), dry: args.dry_run, new: 0, known: 0, left: 0 };
    let mut outcome = Outcome::Clean;
    let work = |input: &Input| Done { size: input.size, read: read(input, &reader, &options) };
    let flow = map_in_order(inputs, jobs(args.jobs), work, |done| {
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
            let kept = keep(ledger.as_mut(), &read, args);
            if let Err(error) = kept.and_then(|added| out.tell(&read.reading, added).map_err(Failure::Write)) {
                return ControlFlow::Break(error);
            }
        }
        progress.step(done.size, count);
        ControlFlow::Continue(())
    });
    if let Some(ledger) = ledger.as_mut().filter(|_| !args.dry_run) {
        sign(ledger, &args.who);
    }
    match flow {
        ControlFlow::Continue(()) => {}
        ControlFlow::Break(Failure::Write(error)) => return closed(error, outcome),
        ControlFlow::Break(error) => return Err(error),
    }
    out.end().map_or_else(|error| closed(error, outcome), |()| Ok(outcome))
}

fn read(input: &Input, reader: &Reader, options: &truceline_intake::Options) -> Vec<Read> {
    let intakes = input.intakes(options);
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
        let original = intake.original.take().or_else(|| input.bytes().filter(|_| alone).map(<[u8]>::to_vec));
        Read { reading: reader.read(intake), original }
    };
    intakes.into_iter().map(read).collect()
}

/// The reading that a line of JSON Lines is, where it is one.
fn made_elsewhere(intake: &Intake) -> Option<Result<Reading, BadReading>> {
    let line = std::str::from_utf8(intake.original.as_deref()?).ok()?;
    line.contains("\"made_by\"").then(|| reading(line))
}

/// What became of a report.
enum Kept {
    Added(Added),
    /// It has no text: there is nothing to keep, and its problems were told.
    Empty,
    /// It would come in.
    Would,
}

fn keep(ledger: Option<&mut Ledger>, read: &Read, args: &AddArgs) -> Result<Kept, Failure> {
    let report = &read.reading.report;
    if report.text.trim().is_empty() && read.original.is_none() {
        return Ok(Kept::Empty);
    }
    match ledger {
        None => Ok(Kept::Would),
        Some(ledger) if args.dry_run => {
            Ok(if ledger.knows(report)? { Kept::Added(Added::Known { report: String::new() }) } else { Kept::Would })
        }
        Some(ledger) => {
            let arrival = Arrival { reading: &read.reading, original: read.original.as_deref().map(Into::into) };
            Ok(Kept::Added(ledger.add(&arrival, &by(&args.who))?))
        }
    }
}

/// Tells what became of each report, a line each.
struct Told {
    to: BufWriter<Stdout>,
    dry: bool,
    new: usize,
    known: usize,
    left: usize,
}

impl Told {
    fn tell(&mut self, reading: &Reading, kept: Kept) -> io::Result<()> {
        let name = line(&reading.report.id, "");
        let name = name.trim_end_matches([' ', ':']);
        match kept {
            Kept::Added(Added::Known { .. }) => {
                self.known += 1;
                writeln!(self.to, "{name}: known already")
            }
            Kept::Empty => {
                self.left += 1;
                writeln!(self.to, "{name}: not kept, there is nothing in it")
            }
            Kept::Would => {
                self.new += 1;
                writeln!(self.to, "{name}: would be added, with {}", incidents(reading.incidents.len()))
            }
            Kept::Added(Added::New { incidents: linked, copies, .. }) => {
                self.new += 1;
                let shared = linked.iter().filter(|linked| linked.shared).count();
                write!(self.to, "{name}: added, {}", incidents(linked.len()))?;
                if shared > 0 {
                    write!(self.to, ", {shared} of which other reports tell")?;
                }
                if !copies.is_empty() {
                    write!(
                        self.to,
                        "; a copy of {} already there",
                        if copies.len() == 1 { "a report" } else { "reports" }
                    )?;
                }
                writeln!(self.to)
            }
        }
    }

    fn end(&mut self) -> io::Result<()> {
        let would = if self.dry { "would be " } else { "" };
        write!(self.to, "{} {would}added, {} known already", self.new, self.known)?;
        if self.left > 0 {
            write!(self.to, ", {} not kept", self.left)?;
        }
        writeln!(self.to)?;
        self.to.flush()
    }
}

fn incidents(count: usize) -> String {
    if count == 1 { "1 incident".to_owned() } else { format!("{count} incidents") }
}
