//! The commands.

mod explain;
mod gazetteer;
mod ledger;
mod logs;
mod monitor;
mod parse;
mod read;

use std::io::{self, ErrorKind, Read, Write};

use clap::CommandFactory;
use thiserror::Error;
use truceline_desk::DeskError;
use truceline_export::ExportError;
use truceline_ground::places::{GazetteerError, import::ImportError};
use truceline_intake::Limits;
use truceline_intake::sheet::MappingError;
use truceline_ledger::LedgerError;
use truceline_record::CodesError;

use crate::ReadError;
use crate::args::{Args, Command};
pub use explain::ExplainError;

/// How a command that could be done ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With nothing to complain of.
    Clean,
    /// Some reports had problems, which were told on standard error.
    Problems,
}

/// Why a command could not be done.
#[derive(Debug, Error)]
pub enum Failure {
    /// There is nothing to read with.
    #[error(transparent)]
    Reader(#[from] ReadError),
    /// The places cannot be read or written.
    #[error(transparent)]
    Gazetteer(#[from] GazetteerError),
    /// A file of places cannot be imported.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// There is no place for a user's files.
    #[error("neither XDG_DATA_HOME nor HOME says where your files are; name one with --gazetteer FILE")]
    NoDataFolder,
    /// There is nothing to explain.
    #[error(transparent)]
    Explain(#[from] ExplainError),
    /// The code books that the program holds are damaged.
    #[error(transparent)]
    Codes(#[from] CodesError),
    /// The record cannot be written as JSON.
    #[error("cannot write the record as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A file does not say what the columns of a log mean.
    #[error("{path}: {error}")]
    Mapping {
        /// The file.
        path: String,
        /// What is wrong with it.
        error: MappingError,
    },
    /// A table is none, or is ours.
    #[error("{0}")]
    Log(String),
    /// The ledger does not do what it is asked.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// An export or what comes back of one cannot be done.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The monitor cannot do what it is asked.
    #[error(transparent)]
    Monitor(#[from] truceline_monitor::MonitorError),
    /// The desk does not open.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// Bytes would go to standard output.
    #[error("--format {0} is no text: name a file with --out FILE")]
    NeedsFile(&'static str),
    /// There is no proof to check.
    #[error("{path}: cannot be read as a proof: {why}")]
    Proof {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// Standard output takes no more, other than because its reader has seen enough.
    #[error("cannot write to standard output: {0}")]
    Write(#[source] io::Error),
}

/// Do what `args` ask for.
///
/// # Errors
///
/// When nothing, or nothing more, could be done. What is wrong with single reports is no error but
/// [`Outcome::Problems`].
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    match &args.command {
        Command::Read(args) => read::read(args),
        Command::Pages { max_pages, max_chars } => pages(*max_pages, *max_chars),
        Command::Explain(args) => explain::explain(args),
        Command::Add(args) => ledger::add(args),
        Command::Mapping(args) => logs::mapping(args),
        Command::Search(args) => ledger::search(args),
        Command::Timeline(args) => ledger::timeline(args),
        Command::Disputes(args) => ledger::disputes(args),
        Command::Show(args) => ledger::show(args),
        Command::Sources(args) => ledger::sources(args),
        Command::Links(args) => ledger::links(args),
        Command::Decide(args) => ledger::decide(args),
        Command::Agreement(command) => monitor::agreement(command),
        Command::Violations(args) => monitor::alleged(args),
        Command::Talks(args) => monitor::talks(args),
        Command::Brief(args) => monitor::brief(args),
        Command::Export(args) => ledger::export(args),
        Command::Reread(args) => ledger::reread(args),
        Command::Serve(args) => ledger::serve(args),
        Command::Verify(args) => ledger::verify(args),
        Command::Journal(command) => ledger::journal(command),
        Command::Parse(args) => parse::parse(args),
        Command::Gazetteer(command) => gazetteer::gazetteer(command),
        Command::Schema => schema(),
        Command::Completions { shell } => completions(*shell),
        Command::Man { command } => man(command.as_deref()),
    }
}

/// The pages of the document on standard input, for the process that [`crate::apart`] asks from.
fn pages(max_pages: usize, max_chars: usize) -> Result<Outcome, Failure> {
    let limits = Limits { max_pages, max_chars, ..Limits::default() };
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes).map_err(|error| error.to_string());
    let told = read.and_then(|_| truceline_intake::pages(&bytes, &limits));
    print(&serde_json::to_vec(&told)?)
}

fn schema() -> Result<Outcome, Failure> {
    let mut schema = serde_json::to_vec_pretty(&truceline_record::schema())?;
    schema.push(b'\n');
    print(&schema)
}

fn completions(shell: clap_complete::Shell) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    let mut command = Args::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(shell, &mut command, name, &mut script);
    print(&script)
}

fn man(name: Option<&str>) -> Result<Outcome, Failure> {
    let mut command = Args::command();
    command.build();
    let about = name.and_then(|name| command.find_subcommand(name)).unwrap_or(&command);
    let mut page = Vec::new();
    clap_mangen::Man::new(about.clone()).render(&mut page).map_err(Failure::Write)?;
    print(&page)
}

fn print(bytes: &[u8]) -> Result<Outcome, Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(Outcome::Clean),
        Err(error) => closed(error, Outcome::Clean),
    }
}

/// A reader of our output that has seen enough (`| head`) is no failure.
fn closed(error: io::Error, outcome: Outcome) -> Result<Outcome, Failure> {
    if error.kind() == ErrorKind::BrokenPipe { Ok(outcome) } else { Err(Failure::Write(error)) }
}
