//! A bundle is taken in: an empty ledger becomes the equal of the one that it was made from, another one takes the reports.

use std::collections::VecDeque;
use std::io::{self, Read, Seek};

use serde::Deserialize;
use truceline_ledger::{Added, Arrival, By, Entry, Head, Kind, Ledger, Original, SignedHead};
use truceline_record::Reading;

use super::chosen::{ReportEntry, chained};
use super::open::{Bundle, archive, bytes};
use super::{HEADS, JOURNAL, ORIGINALS, READINGS};
use crate::ExportError;

/// What came of a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Reports that are new.
    pub new: usize,
    /// Reports that were there.
    pub known: usize,
    /// Whether the journal was taken over: what is new is as the other ledger has it, hash for hash.
    pub journal: bool,
    /// Decisions and descriptions of outlets that were taken over.
    pub decisions: usize,
    /// Those that were not, since this ledger has a journal of its own.
    pub decisions_left: usize,
    /// Reports that whoever made the bundle left out.
    pub left_out: usize,
}

/// An entry as a line of the bundle has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    seq: i64,
    at: String,
    who: String,
    kind: Kind,
    body: String,
    hash: String,
}

impl<R: Read + Seek, F: Fn() -> io::Result<R>> Bundle<R, F> {
    /// Take the bundle in; with `dry`, only say what would come in.
    ///
    /// Where this ledger is empty, or its journal is how the bundle's begins, the rest of the bundle's journal is done again. Else the reports are added
    /// as `by`'s, and what was decided in the other ledger stays there.
    ///
    /// # Errors
    ///
    /// When the bundle's journal does not hold together, or the ledger cannot be written; taking it in again goes on from there.
    pub fn take(&self, ledger: &mut Ledger, by: &By, dry: bool) -> Result<Taken, ExportError> {
        let entries = self.journal()?;
        let head = ledger.head()?;
        let done = usize::try_from(head.seq).unwrap_or(usize::MAX);
        let same =
            done.checked_sub(1).is_none_or(|last| entries.get(last).is_some_and(|entry| entry.hash == head.hash));
        let mut taken = Taken { journal: same, left_out: self.manifest.left_out.reports, ..Taken::default() };
        // where the journals are one so far, what was done is not done again
        let skip = if same { done } else { 0 };
        let mut waiting: VecDeque<&Entry> = entries.iter().collect();
        let mut files = archive(&self.from)?;
        let mut last: Option<Original> = None;
        // reports that came in together share one
        let mut original = |digest: &str| -> Result<Original, ExportError> {
            if let Some(last) = last.as_ref().filter(|last| last.digest() == digest) {
                return Ok(last.clone());
            }
            let original = Original::from(bytes(&mut files, &format!("{ORIGINALS}{digest}"))?);
            Ok(last.insert(original).clone())
        };
        self.lines(READINGS, |line| {
            let entry = self.until_report(&mut waiting, ledger, skip, dry, &mut taken)?;
            let entry = entry.ok_or_else(|| ExportError::import(READINGS, "it has more readings than the journal"))?;
            let seq = entry.seq;
            let reading = truceline_intake::reading(line).map_err(|bad| ExportError::import(READINGS, bad))?;
            let first = entry.kind == Kind::Report;
            if usize::try_from(seq).is_ok_and(|seq| seq <= skip) {
                taken.known += usize::from(first);
                return Ok(());
            }
            let body: ReportEntry =
                serde_json::from_str(&entry.body).map_err(|error| ExportError::import(JOURNAL, error))?;
            let original = body.original.as_deref().map(&mut original).transpose()?;
            let new = report(ledger, entry, &reading, original, by, dry, same)?;
            *(if new { &mut taken.new } else { &mut taken.known }) += usize::from(first);
            Ok(())
        })?;
        if self.until_report(&mut waiting, ledger, skip, dry, &mut taken)?.is_some() {
            return Err(ExportError::import(READINGS, "it has fewer readings than the journal"));
        }
        if same && !dry {
            self.heads(ledger)?;
        }
        Ok(taken)
    }

    /// The bundle's journal, which must be a chain that ends as the manifest says.
    fn journal(&self) -> Result<Vec<Entry>, ExportError> {
        let mut entries: Vec<Entry> = Vec::new();
        self.lines(JOURNAL, |line| {
            let Line { seq, at, who, kind, body, hash } =
                serde_json::from_str(line).map_err(|error| ExportError::import(JOURNAL, error))?;
            entries.push(Entry { seq, at, who, kind, body, hash });
            Ok(())
        })?;
        let told = entries.clone();
        let head: Head = chained(&mut entries);
        if entries != told || head != self.manifest.head {
            return Err(ExportError::import(JOURNAL, "its hashes do not follow from what it says"));
        }
        Ok(entries)
    }

    /// Do what comes before the next reading; gives the entry of its report, or of itself, and none where no reading comes any more.
    fn until_report<'e>(
        &self,
        waiting: &mut VecDeque<&'e Entry>,
        ledger: &mut Ledger,
        skip: usize,
        dry: bool,
        taken: &mut Taken,
    ) -> Result<Option<&'e Entry>, ExportError> {
        while let Some(entry) = waiting.pop_front() {
            if matches!(entry.kind, Kind::Report | Kind::Reading) {
                return Ok(Some(entry));
            }
            if usize::try_from(entry.seq).is_ok_and(|seq| seq <= skip) {
                continue;
            }
            if taken.journal && !dry {
                ledger.replay(entry, None)?;
            }
            if matches!(entry.kind, Kind::Decision | Kind::Outlet) {
                *(if taken.journal { &mut taken.decisions } else { &mut taken.decisions_left }) += 1;
            }
        }
        Ok(None)
    }

    fn heads(&self, ledger: &mut Ledger) -> Result<(), ExportError> {
        let mut heads: Vec<SignedHead> = Vec::new();
        self.lines(HEADS, |line| {
            heads.push(serde_json::from_str(line).map_err(|error| ExportError::import(HEADS, error))?);
            Ok(())
        })?;
        Ok(ledger.take_heads(&heads)?)
    }
}

/// Take in a report; gives whether it is new.
fn report(
    ledger: &mut Ledger,
    entry: &Entry,
    reading: &Reading,
    original: Option<Original>,
    by: &By,
    dry: bool,
    replay: bool,
) -> Result<bool, ExportError> {
    if dry {
        return Ok(!ledger.knows(&reading.report)?);
    }
    let arrival = Arrival { reading, original };
    if replay {
        ledger.replay(entry, Some(&arrival))?;
        return Ok(true);
    }
    if entry.kind == Kind::Reading {
        // this ledger's own readings stay; it can read anew by itself
        return Ok(false);
    }
    Ok(matches!(ledger.add(&arrival, by)?, Added::New { .. }))
}
