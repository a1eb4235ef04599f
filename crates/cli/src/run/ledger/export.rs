//! `truceline export`.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Stdout, Write};
use std::path::{Path, PathBuf};

use truceline_export::{ExportError, Format, Request, Written};
use truceline_ledger::Ledger;

use super::super::read::tell;
use super::super::{Failure, Outcome, closed};
use super::look::query_of;
use super::{Sight, signer};
use crate::args::ledger::ExportArgs;

pub(in crate::run) fn export(args: &ExportArgs) -> Result<Outcome, Failure> {
    if args.out.is_none() && !args.format.is_text() {
        return Err(Failure::NeedsFile(args.format.name()));
    }
    let mut sight = Sight::of_exports(&args.ledger, &args.sight)?;
    let ledger = sight.ledger();
    let query = query_of(&args.words, &args.query);
    // only a bundle is signed, and a key is made where there is none
    let signer = (args.format == Format::Bundle).then(|| signer(args.key.as_ref())).transpose()?;
    let request = Request { format: args.format, query: &query, blur: args.blur, signer: signer.as_ref() };
    let written = match &args.out {
        Some(path) => to_file(ledger, &request, path)?,
        None => match truceline_export::export(ledger, &request, Plain(io::stdout())) {
            Err(ExportError::Write(error)) => return closed(error, Outcome::Clean),
            written => written?,
        },
    };
    let incidents = if written.incidents == 1 { "incident" } else { "incidents" };
    let mut lines = vec![format!("{} {incidents} written as {}", written.incidents, args.format.name())];
    lines.extend(written.lost.iter().map(|line| format!("lost: {line}")));
    lines.extend(written.left_out.iter().map(|line| format!("left out: {line}")));
    tell(&lines);
    Ok(Outcome::Clean)
}

/// Write beside the file first: what stands there stays until the export is whole.
fn to_file(ledger: &mut Ledger, request: &Request<'_>, path: &Path) -> Result<Written, Failure> {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let fail = |error: io::Error| Failure::File { path: path.display().to_string(), error };
    let file = File::create(&part).map_err(fail)?;
    let written = truceline_export::export(ledger, request, file);
    let moved = written.is_ok().then(|| fs::rename(&part, path)).transpose();
    if written.is_err() || moved.is_err() {
        // the first error is the one to tell
        let _ = fs::remove_file(&part);
    }
    moved.map_err(fail)?;
    Ok(written?)
}

/// Standard output, for formats that are written from their first byte to their last.
struct Plain(Stdout);

impl Write for Plain {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Seek for Plain {
    fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
