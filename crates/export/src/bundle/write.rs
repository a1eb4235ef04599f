//! A bundle is written: file after file, each hashed as it goes, and the manifest last.

use std::collections::BTreeSet;
use std::io::{self, Seek, Write};

use truceline_ledger::{Entry, Kind, Ledger, Query, Signer};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::chosen::{Chosen, Journal, ReportEntry, journal};
use super::manifest::{FORMAT, File, Manifest, VERSION};
use super::{HEADS, JOURNAL, MANIFEST, ORIGINALS, READINGS, SIGNATURE};
use crate::ExportError;
use crate::guard::Guard;
use crate::item::{Seen, each};
use crate::written::counted;

/// Write the reports that tell of what `query` finds, or all where it asks for nothing.
pub(crate) fn write(
    ledger: &mut Ledger,
    guard: &Guard,
    query: &Query,
    signer: &Signer,
    to: impl Write + Seek,
    left_out: &mut Vec<String>,
) -> Result<Seen, ExportError> {
    let seen = each(ledger, guard, query, |_, _| Ok(()))?;
    let chosen = if !query.is_all() {
        Chosen::reports(ledger, seen.reports.iter().cloned())?
    } else if guard.is_needed() {
        let open: Vec<String> = ledger.reports()?.into_iter().filter(|report| guard.is_open(report)).collect();
        Chosen::reports(ledger, open)?
    } else {
        Chosen::All
    };
    let journal = journal(ledger, guard, &chosen)?;
    let mut files = Files { zip: ZipWriter::new(to), files: Vec::new() };
    files.lines(JOURNAL, journal.entries.iter().map(|entry| Ok(serde_json::to_string(entry)?)))?;
    let heads = if matches!(chosen, Chosen::All) { ledger.heads_signed()? } else { Vec::new() };
    files.lines(HEADS, heads.iter().map(|head| Ok(serde_json::to_string(head)?)))?;
    let reports = of_kinds(&journal.entries, &[Kind::Report])?;
    let readings = of_kinds(&journal.entries, &[Kind::Report, Kind::Reading])?;
    files.lines(READINGS, readings.iter().map(|entry| Ok(ledger.reading_with(&entry.report, &entry.reading)?)))?;
    let originals: BTreeSet<&String> = reports.iter().filter_map(|report| report.original.as_ref()).collect();
    for digest in originals {
        let bytes = ledger.original_bytes(digest)?;
        files.file(&format!("{ORIGINALS}{digest}"), |to| Ok(to.write_all(&bytes)?))?;
    }
    tell(&journal, left_out);
    let Journal { head, left_out, .. } = journal;
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        head,
        reports: reports.len(),
        left_out,
        files: std::mem::take(&mut files.files),
        signer: signer.public(),
    };
    let text = serde_json::to_string_pretty(&manifest)? + "\n";
    files.file(MANIFEST, |to| Ok(to.write_all(text.as_bytes())?))?;
    let signature = signer.sign_text(&text) + "\n";
    files.file(SIGNATURE, |to| Ok(to.write_all(signature.as_bytes())?))?;
    files.zip.finish().map_err(zipped)?.flush()?;
    Ok(seen)
}

fn of_kinds(entries: &[Entry], kinds: &[Kind]) -> Result<Vec<ReportEntry>, ExportError> {
    let of_kinds = entries.iter().filter(|entry| kinds.contains(&entry.kind));
    of_kinds.map(|entry| Ok(serde_json::from_str(&entry.body)?)).collect()
}

fn tell(journal: &Journal, out: &mut Vec<String>) {
    let left = journal.left_out;
    if left.reports > 0 {
        out.push(format!(
            "{}, which are not asked for or in which protected names stand",
            counted(left.reports, "report")
        ));
    }
    if left.originals > 0 {
        out.push(format!(
            "the original bytes of {}, in which protected names may stand, or reports that are left out",
            counted(left.originals, "report")
        ));
    }
    if left.decisions > 0 {
        out.push(format!(
            "{} that no longer hold, are about reports that are left out, or have protected names in them",
            counted(left.decisions, "decision")
        ));
    }
}

struct Files<W: Write + Seek> {
    zip: ZipWriter<W>,
    files: Vec<File>,
}

impl<W: Write + Seek> Files<W> {
    fn file(
        &mut self,
        path: &str,
        fill: impl FnOnce(&mut Hashed<'_, W>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        // the same time always: a file that says when it was made is another file each time
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
            .large_file(true);
        self.zip.start_file(path, options).map_err(zipped)?;
        let mut to = Hashed { to: &mut self.zip, hasher: blake3::Hasher::new(), size: 0 };
        fill(&mut to)?;
        let (size, blake3) = (to.size, to.hasher.finalize().to_hex().to_string());
        self.files.push(File { path: path.to_owned(), size, blake3 });
        Ok(())
    }

    fn lines(
        &mut self,
        path: &str,
        lines: impl Iterator<Item = Result<String, ExportError>>,
    ) -> Result<(), ExportError> {
        self.file(path, |to| {
            for line in lines {
                to.write_all(line?.as_bytes())?;
                to.write_all(b"\n")?;
            }
            Ok(())
        })
    }
}

struct Hashed<'a, W: Write + Seek> {
    to: &'a mut ZipWriter<W>,
    hasher: blake3::Hasher,
    size: u64,
}

impl<W: Write + Seek> Write for Hashed<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn zipped(error: zip::result::ZipError) -> ExportError {
    ExportError::Write(io::Error::other(error))
}
