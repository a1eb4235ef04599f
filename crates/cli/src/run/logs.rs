//! Logs of incidents that others keep: `truceline mapping`, and `--mapping` of `read` and `add`.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use truceline_export::{is_bundle, is_table};
use truceline_fetch::is_address;
use truceline_intake::sheet::{Entry, Log, Mapping, propose};
use truceline_intake::{Limits, Options};
use truceline_ledger::Original;
use truceline_record::Problem;

use super::read::{line, tell};
use super::{Failure, Outcome, print};
use crate::args::ledger::MappingArgs;

/// The mapping in the file at `path`.
pub(super) fn load(path: &Path) -> Result<Mapping, Failure> {
    let told = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| Failure::File { path: told.clone(), error })?;
    Mapping::parse(&text).map_err(|error| Failure::Mapping { path: told, error })
}

/// Call `each` for every row of the logs at `paths`, with the bytes of the log, until it breaks off; and tell what cannot be used of them. A log that cannot be read at all stops no other.
pub(super) fn rows<B>(
    paths: &[PathBuf],
    mapping: &Mapping,
    options: &Options,
    mut each: impl FnMut(Entry, &Original) -> ControlFlow<B>,
) -> (Outcome, ControlFlow<B>) {
    let mut outcome = Outcome::Clean;
    let mut problems = |told: Vec<String>| {
        if !told.is_empty() {
            outcome = Outcome::Problems;
            tell(&told);
        }
    };
    let shown = |all: &[Problem]| all.iter().map(|problem| shown(&problem.message)).collect::<Vec<_>>();
    for path in paths {
        let (log, file) = match open(path, mapping, options) {
            Ok(opened) => opened,
            Err(told) => {
                problems(vec![told]);
                continue;
            }
        };
        problems(shown(log.problems()));
        for entry in log.entries() {
            problems(shown(&entry.reading.problems));
            if let ControlFlow::Break(broken) = each(entry, &file) {
                return (outcome, ControlFlow::Break(broken));
            }
        }
    }
    (outcome, ControlFlow::Continue(()))
}

/// The log at `path` and its bytes; or what is wrong with it, in words.
fn open(path: &Path, mapping: &Mapping, options: &Options) -> Result<(Log, Original), String> {
    let name = path.display().to_string();
    let bytes = bytes(path, &options.limits)?;
    let log = Log::open(&name, &bytes, mapping, options).map_err(|problem| shown(&problem.message))?;
    Ok((log, bytes.into()))
}

/// The bytes of the log at `path`, one more than may be read at most; or why it is none.
fn bytes(path: &Path, limits: &Limits) -> Result<Vec<u8>, String> {
    let name = path.display().to_string();
    let most = (limits.max_bytes as u64).saturating_add(1);
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else if path.is_dir() {
        return Err(line(&name, "a folder: name the logs in it"));
    } else if is_address(&name) {
        return Err(line(&name, "logs are not fetched: save it, and give the file"));
    } else {
        if File::open(path).is_ok_and(is_bundle) || File::open(path).is_ok_and(is_table) {
            let told = "`truceline export` wrote it, and no mapping is needed: add it without --mapping";
            return Err(line(&name, told));
        }
        File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    match read {
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(line(&name, "there is no such file; check the path")),
        Err(error) => Err(line(&name, &format!("cannot be read: {error}"))),
    }
}

/// A message as one line.
fn shown(message: &str) -> String {
    message.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

pub(super) fn mapping(args: &MappingArgs) -> Result<Outcome, Failure> {
    let options = Options { source: args.source.clone(), ..Options::default() };
    let bytes = bytes(&args.log, &options.limits).map_err(Failure::Log)?;
    let name = args.log.display().to_string();
    let text = propose(&name, &bytes, args.sheet.as_deref(), &options)
        .map_err(|problem| Failure::Log(shown(&problem.message)))?;
    let Some(out) = &args.out else { return print(text.as_bytes()) };
    let fail = |error: io::Error| {
        let error = match error.kind() {
            ErrorKind::AlreadyExists => {
                io::Error::other("is there already; name another file with --out, or mend this one")
            }
            _ => error,
        };
        Failure::File { path: out.display().to_string(), error }
    };
    let mut file = File::create_new(out).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    Ok(Outcome::Clean)
}
