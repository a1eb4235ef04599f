//! `truceline read`.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;
use std::thread::available_parallelism;

use truceline_intake::sheet::Entry;
use truceline_intake::{Canonical, Intake, Options};
use truceline_record::{ProblemCode, Reading};

use super::{Failure, Outcome, closed, gazetteer, logs};
use crate::apart;
use crate::args::{AboutArgs, Colour, Format, GazetteerFile, LookArgs, ReadArgs, WeightsArgs};
use crate::fetched::rules;
use crate::inputs::{Input, Inputs};
use crate::pool::{Panicked, map_in_order};
use crate::pretty::{Look, Places, pretty};
use crate::progress::Progress;
use crate::reader::Reader;

/// More threads than this only cost memory.
const MOST_JOBS: usize = 256;

/// Lines wider than this are hard to read, however wide the terminal.
const WIDEST: u16 = 100;
const WIDTH: u16 = 80;

pub(super) fn read(args: &ReadArgs) -> Result<Outcome, Failure> {
    if let Some(mapping) = &args.mapping {
        return rows(args, mapping);
    }
    let options = options(&args.about);
    let reader = reader(&args.how.weights, &args.how.gazetteer)?;
    let inputs = Inputs::new(&args.paths, options.clone(), rules(args.fetch.private_addresses));
    let show = Show::new(args);
    let seen = io::stdout().is_terminal();
    // On a terminal the readings themselves show how far the work has come.
    let mut progress = Progress::new(inputs.total(), io::stderr().is_terminal() && !seen);
    let mut out = Out { to: BufWriter::new(io::stdout()), seen, between: show.between(), first: true };
    let mut outcome = Outcome::Clean;

    let work = |input: &Input| Done::new(input.size, input.intakes(&options), &reader, &show);
    let flow = map_in_order(inputs, jobs(args.how.jobs), work, |done| {
        let done = done.unwrap_or_else(|panicked| {
            let size = panicked.item.size;
            Done::new(size, vec![fault(panicked)], &reader, &show)
        });
        progress.step(done.size, done.shown.len());
        if let Err(error) = out.put(&done) {
            return ControlFlow::Break(error);
        }
        if !done.told.is_empty() {
            outcome = Outcome::Problems;
            progress.aside(|| tell(&done.told));
        }
        ControlFlow::Continue(())
    });
    let ended = match flow {
        ControlFlow::Continue(()) => out.to.flush(),
        ControlFlow::Break(error) => Err(error),
    };
    ended.map_or_else(|error| closed(error, outcome), |()| Ok(outcome))
}

/// The rows of logs, which need no reader.
fn rows(args: &ReadArgs, mapping: &Path) -> Result<Outcome, Failure> {
    let mapping = logs::load(mapping)?;
    let show = Show::new(args);
    let seen = io::stdout().is_terminal();
    let mut out = Out { to: BufWriter::new(io::stdout()), seen, between: show.between(), first: true };
    let (outcome, flow) = logs::rows(&args.paths, &mapping, &options(&args.about), |Entry { reading, .. }, _| {
        let put = show
            .reading(&reading, false)
            .map_err(Failure::from)
            .and_then(|shown| out.put(&Done { size: 0, shown: vec![shown], told: Vec::new() }).map_err(Failure::Write));
        put.map_or_else(ControlFlow::Break, ControlFlow::Continue)
    });
    let ended = match flow {
        ControlFlow::Break(Failure::Write(error)) => Err(error),
        ControlFlow::Break(failure) => return Err(failure),
        ControlFlow::Continue(()) => out.to.flush(),
    };
    ended.map_or_else(|error| closed(error, outcome), |()| Ok(outcome))
}

/// How many threads read.
pub(super) fn jobs(asked: Option<NonZeroUsize>) -> NonZeroUsize {
    let jobs = asked.or_else(|| available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    NonZeroUsize::new(MOST_JOBS).map_or(jobs, |most| jobs.min(most))
}

/// How to take reports in, with what the user says of them.
pub(super) fn options(about: &AboutArgs) -> Options {
    Options {
        source: about.source.clone(),
        published: about.published.clone(),
        pdf: Some(apart::pages),
        ..Options::default()
    }
}

/// What reads reports, with the user's own places.
pub(super) fn reader(weights: &WeightsArgs, file: &GazetteerFile) -> Result<Reader, Failure> {
    let reader = Reader::new(weights.weights.as_deref())?;
    Ok(match gazetteer::own(file) {
        Some(own) => reader.with_gazetteer(&own)?,
        None => reader,
    })
}

/// What one input came to.
struct Done {
    size: u64,
    /// What to print, a report each.
    shown: Vec<String>,
    /// What to tell on standard error, a line each.
    told: Vec<String>,
}

impl Done {
    fn new(size: u64, intakes: Vec<Intake>, reader: &Reader, show: &Show) -> Self {
        let mut done = Self { size, shown: Vec::new(), told: Vec::new() };
        for intake in intakes {
            let page = intake.origin.how() == Canonical::Page;
            let reading = reader.read(intake);
            done.told.extend(reading.problems.iter().map(|problem| line(&reading.report.id, &problem.message)));
            match show.reading(&reading, page) {
                Ok(shown) => done.shown.push(shown),
                Err(error) => done.told.push(line(&reading.report.id, &format!("cannot be written as JSON: {error}"))),
            }
        }
        done
    }
}

/// A fault of ours, told in the place of the report that met it.
fn fault(panicked: Panicked<Input>) -> Intake {
    let name = panicked.item.name;
    let message = format!("{name}: a fault in truceline stopped its reading, please report it: {}", panicked.message);
    Intake::unread(name, ProblemCode::Unreadable, message)
}

/// One line that says what is wrong with the report `id`; most messages name it themselves.
pub(super) fn line(id: &str, message: &str) -> String {
    let named = message.strip_prefix(id).is_some_and(|rest| rest.starts_with(':'));
    let told = if named { message.to_owned() } else { format!("{id}: {message}") };
    told.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

pub(super) fn tell(lines: &[String]) {
    let mut to = io::stderr().lock();
    for line in lines {
        // Where standard error is closed, there is nobody to tell; the exit code still does.
        let _ = writeln!(to, "truceline: {line}");
    }
}

/// How readings are shown.
struct Show {
    format: Format,
    look: Look,
}

impl Show {
    fn new(args: &ReadArgs) -> Self {
        Self { format: args.format, look: look(&args.look, false) }
    }

    fn reading(&self, reading: &Reading, page: bool) -> serde_json::Result<String> {
        match self.format {
            Format::Pretty => Ok(pretty(reading, Look { places: places(page), ..self.look })),
            Format::Jsonl => serde_json::to_string(reading).map(|line| line + "\n"),
        }
    }

    /// What stands between two readings.
    fn between(&self) -> String {
        match self.format {
            Format::Pretty => format!("\n{}\n\n", "─".repeat(self.look.width)),
            Format::Jsonl => String::new(),
        }
    }
}

/// How output for people looks: of a page, or of a text.
pub(super) fn look(args: &LookArgs, page: bool) -> Look {
    let terminal = io::stdout().is_terminal();
    let colour = match args.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => terminal && wants_colour(),
    };
    let own = || terminal_size::terminal_size().filter(|_| terminal).map(|(width, _)| width.0.min(WIDEST));
    let width = args.width.or_else(own).unwrap_or(WIDTH).into();
    Look { width, colour, places: places(page) }
}

const fn places(page: bool) -> Places {
    if page { Places::Paragraphs } else { Places::Lines }
}

fn wants_colour() -> bool {
    env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Standard output.
struct Out {
    to: BufWriter<Stdout>,
    seen: bool,
    between: String,
    first: bool,
}

impl Out {
    fn put(&mut self, done: &Done) -> io::Result<()> {
        for shown in done.shown.iter().filter(|shown| !shown.is_empty()) {
            if !self.first {
                self.to.write_all(self.between.as_bytes())?;
            }
            self.first = false;
            self.to.write_all(shown.as_bytes())?;
        }
        // On a terminal, readings show as they come, and before the problems that belong to them.
        if self.seen { self.to.flush() } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_told_with_its_report_once() {
        assert_eq!(line("a.txt", "a.txt: the file is empty"), "a.txt: the file is empty");
        assert_eq!(line("r1", "language not supported yet: ar"), "r1: language not supported yet: ar");
        assert_eq!(line("a.txt", "bad\u{1b}[2J\nname"), "a.txt: bad [2J name");
    }
}
