//! What `truceline add` does with what was read: keep it, some reports at a time, and tell what became of each.

use std::io::{self, BufWriter, Stdout, Write};
use std::time::{Duration, Instant};

use truceline_ledger::{Added, Arrival, Ledger, LedgerError, Original, Standing};
use truceline_record::{ProblemCode, Reading};

use super::super::Failure;
use super::super::read::line;
use super::by;
use crate::args::ledger::AddArgs;
use crate::pretty::ledger::in_brief;

/// Reports at most that share a transaction.
const TOGETHER: usize = 64;
/// How long a report waits for others to share one with.
const WAIT: Duration = Duration::from_millis(300);

/// A report that was read, with the bytes that it came in.
pub(super) struct Read {
    pub(super) reading: Reading,
    pub(super) original: Option<Original>,
}

impl Read {
    fn arrival(&self) -> Arrival<'_> {
        Arrival { reading: &self.reading, original: self.original.clone() }
    }

    /// It has no text: there is nothing to keep, and its problems were told. A table without a mapping comes in once there is one.
    fn is_empty(&self) -> bool {
        let unmapped = self.reading.problems.iter().any(|problem| problem.code == ProblemCode::NoMapping);
        self.reading.report.text.trim().is_empty() && (self.original.is_none() || unmapped)
    }
}

/// What became of a report.
enum Kept {
    Added(Added),
    Empty,
    /// It would come in; whether in the place of an earlier row of a log.
    Would {
        changed: bool,
    },
}

/// Keeps what was read. Reports that come quickly share a transaction, which costs less than one each.
pub(super) struct Keeper<'a> {
    ledger: Option<Ledger>,
    args: &'a AddArgs,
    waiting: Vec<Read>,
    since: Instant,
    told: Told,
}

impl<'a> Keeper<'a> {
    /// Without a ledger, all would come in.
    pub(super) fn new(ledger: Option<Ledger>, args: &'a AddArgs) -> Self {
        let told = Told { to: BufWriter::new(io::stdout()), dry: args.dry_run, new: 0, changed: 0, known: 0, left: 0 };
        Self { ledger, args, waiting: Vec::new(), since: Instant::now(), told }
    }

    /// Keep a report, soon.
    pub(super) fn take(&mut self, read: Read) -> Result<(), Failure> {
        if self.waiting.is_empty() {
            self.since = Instant::now();
        }
        self.waiting.push(read);
        if self.waiting.len() >= TOGETHER || self.since.elapsed() >= WAIT { self.keep() } else { Ok(()) }
    }

    /// Keep all that wait.
    pub(super) fn keep(&mut self) -> Result<(), Failure> {
        let reads = std::mem::take(&mut self.waiting);
        let (told, mut failed) = match self.ledger.as_mut() {
            Some(ledger) if !self.args.dry_run => together(ledger, &reads, self.args),
            ledger => would(ledger, &reads),
        };
        for (read, kept) in reads.iter().zip(told) {
            if let Err(error) = self.told.tell(&read.reading, kept) {
                failed = failed.or(Some(Failure::Write(error)));
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// The end: tell how many there were. Gives the ledger back.
    pub(super) fn end(mut self) -> (Option<Ledger>, io::Result<()>) {
        let told = self.told.end();
        (self.ledger, told)
    }
}

/// What became of the reports in their order, up to the first that could not be kept, and why it could not.
type Came = (Vec<Kept>, Option<Failure>);

fn would(mut ledger: Option<&mut Ledger>, reads: &[Read]) -> Came {
    let mut came = Vec::with_capacity(reads.len());
    for read in reads {
        let standing = match ledger.as_mut() {
            Some(ledger) if !read.is_empty() => standing(ledger, &read.reading),
            _ => Ok(Standing::New),
        };
        came.push(match standing {
            Ok(Standing::Known) => Kept::Added(Added::Known { report: String::new() }),
            Ok(_) if read.is_empty() => Kept::Empty,
            Ok(standing) => Kept::Would { changed: standing == Standing::Changed },
            Err(error) => return (came, Some(error.into())),
        });
    }
    (came, None)
}

fn standing(ledger: &mut Ledger, reading: &Reading) -> Result<Standing, LedgerError> {
    if let Some(standing) = ledger.standing(reading)? {
        return Ok(standing);
    }
    Ok(if ledger.knows(&reading.report)? { Standing::Known } else { Standing::New })
}

fn together(ledger: &mut Ledger, reads: &[Read], args: &AddArgs) -> Came {
    let by = by(&args.who);
    let full: Vec<Arrival<'_>> = reads.iter().filter(|read| !read.is_empty()).map(Read::arrival).collect();
    let mut failed = None;
    let kept_for = args.kept_for();
    let mut add = |arrivals: &[Arrival<'_>]| match &kept_for {
        Some(kept_for) => ledger.add_for(arrivals, kept_for, &by),
        None => ledger.add_all(arrivals, &by),
    };
    let added = add(&full).unwrap_or_else(|_| {
        // none of them was kept: one by one, those before the one that cannot be are
        let mut one_by_one = Vec::new();
        for arrival in &full {
            match add(std::slice::from_ref(arrival)) {
                Ok(added) => one_by_one.extend(added),
                Err(error) => {
                    failed = Some(error.into());
                    break;
                }
            }
        }
        one_by_one
    });
    let mut added = added.into_iter();
    let mut came = Vec::with_capacity(reads.len());
    for read in reads {
        match if read.is_empty() { Some(Kept::Empty) } else { added.next().map(Kept::Added) } {
            Some(kept) => came.push(kept),
            None => break,
        }
    }
    (came, failed)
}

/// Tells what became of each report, a line each.
struct Told {
    to: BufWriter<Stdout>,
    dry: bool,
    new: usize,
    changed: usize,
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
            Kept::Would { changed } => {
                *(if changed { &mut self.changed } else { &mut self.new }) += 1;
                let Some(row) = &reading.report.row else {
                    return writeln!(self.to, "{name}: would be added, with {}", incidents(reading.incidents.len()));
                };
                // a row is one incident: what is made of it is what there is to check
                let what = if changed { "would be changed to" } else { "would be added as" };
                let brief: Vec<String> = reading.incidents.iter().map(in_brief).collect();
                writeln!(
                    self.to,
                    "{name}, row {}: {what} {}",
                    row.row,
                    line("", &brief.join("; ")).trim_start_matches(": ")
                )
            }
            Kept::Added(Added::New { replaces: Some(_), .. }) => {
                self.changed += 1;
                writeln!(self.to, "{name}: changed, in the place of the row as it was before")
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
        if self.changed > 0 {
            write!(self.to, ", {} {would}changed", self.changed)?;
        }
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
