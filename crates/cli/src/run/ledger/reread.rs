//! `truceline reread`.

use std::fmt::Write;
use std::ops::ControlFlow;

use truceline_intake::Intake;
use truceline_ledger::{Ledger, Reread};
use truceline_record::{Incident, ProblemCode, Reading};

use super::super::read::{jobs, line, reader, tell};
use super::super::{Failure, Outcome, print};
use super::{by, existing, sign};
use crate::args::ledger::RereadArgs;
use crate::pool::map_in_order;
use crate::pretty::ledger::in_brief;
use crate::reader::Reader;

/// Reports that are at hand at a time.
const TOGETHER: usize = 64;

/// How many reports came to what.
#[derive(Default)]
struct Counts {
    changed: usize,
    same: usize,
    held: usize,
    rows: usize,
}

pub(in crate::run) fn reread(args: &RereadArgs) -> Result<Outcome, Failure> {
    let mut ledger = existing(&args.ledger)?;
    let reader = reader(&args.how.weights, &args.how.gazetteer)?;
    let mut counts = Counts::default();
    let mut outcome = Outcome::Clean;
    let ids = ledger.reports()?;
    for ids in ids.chunks(TOGETHER) {
        let mut kept: Vec<(String, Reading)> = Vec::new();
        for id in ids {
            let reading = ledger.as_read(id)?;
            if !asked(args, id, &reading) {
                continue;
            }
            if reading.report.row.is_some() {
                counts.rows += 1;
            } else if reading.made_by == *reader.made_by() {
                counts.same += 1;
            } else {
                kept.push((id.clone(), reading));
            }
        }
        let work = |(_, reading): &(String, Reading)| anew(reading, &reader);
        let mut new: Vec<Option<Reading>> = Vec::with_capacity(kept.len());
        // a fault of ours in one report leaves it as it is
        let flow: ControlFlow<()> = map_in_order(kept.iter().cloned(), jobs(args.how.jobs), work, |read| {
            new.push(read.ok());
            ControlFlow::Continue(())
        });
        debug_assert!(flow.is_continue(), "nothing stops it");
        for ((id, old), new) in kept.iter().zip(new) {
            let name = line(&old.report.id, "");
            let name = name.trim_end_matches([' ', ':']);
            let Some(new) = new else {
                outcome = Outcome::Problems;
                tell(&[format!(
                    "{name}: a fault in truceline stopped its reading, please report it; it is left as it is"
                )]);
                continue;
            };
            if one(&mut ledger, args, (id.as_str(), name), (old, &new), &mut counts)? == Outcome::Problems {
                outcome = Outcome::Problems;
            }
        }
    }
    if args.apply {
        sign(&mut ledger, &args.who);
    }
    print(counts.words(args.apply).as_bytes())?;
    Ok(outcome)
}

fn one(
    ledger: &mut Ledger,
    args: &RereadArgs,
    (id, name): (&str, &str),
    (old, new): (&Reading, &Reading),
    counts: &mut Counts,
) -> Result<Outcome, Failure> {
    let became = if args.apply { ledger.reread(id, new, &by(&args.who))? } else { ledger.would_change(id, new)? };
    match became {
        Reread::Same => counts.same += 1,
        Reread::Kept => {
            counts.changed += 1;
            let _: Outcome = print(changes(name, old, new).as_bytes())?;
        }
        Reread::Held(incidents) => {
            counts.held += 1;
            let _: Outcome = print(changes(name, old, new).as_bytes())?;
            tell(&[format!(
                "{name}: left as it is: decisions stand on what would be gone: {}; `truceline show` lists them, `truceline decide undo` takes them back",
                incidents.join(", ")
            )]);
            return Ok(Outcome::Problems);
        }
    }
    Ok(Outcome::Clean)
}

fn asked(args: &RereadArgs, id: &str, reading: &Reading) -> bool {
    let named = |name: &String| id.starts_with(name.as_str()) || reading.report.id.starts_with(name.as_str());
    args.reports.is_empty() || args.reports.iter().any(named)
}

/// The same report, read as it is kept: its text was made when it came in, and stays.
fn anew(old: &Reading, reader: &Reader) -> Reading {
    // what the reading met before it meets again, where it still does
    let made = [ProblemCode::LanguageNotSupported, ProblemCode::NotAnnotated];
    let problems = old.problems.iter().filter(|problem| !made.contains(&problem.code)).cloned().collect();
    reader.read(Intake { report: old.report.clone(), problems, ..Intake::default() })
}

/// What would be other, a line an incident.
fn changes(name: &str, old: &Reading, new: &Reading) -> String {
    let mut out = format!("{name}\n");
    // an incident is known by the first words that name it, as the ledger knows it
    let named = |incident: &Incident| incident.triggers.first().copied();
    let told = |text: String| line("", &text).trim_start_matches(": ").to_owned();
    for was in &old.incidents {
        let is = new.incidents.iter().find(|is| named(is) == named(was));
        match is {
            None => drop(writeln!(out, "  no more: {}", told(in_brief(was)))),
            Some(is) if in_brief(is) != in_brief(was) => {
                let _ = writeln!(out, "  was: {}\n  now: {}", told(in_brief(was)), told(in_brief(is)));
            }
            Some(is) if Incident { id: was.id.clone(), ..is.clone() } != *was => {
                let _ = writeln!(out, "  other words, claims or parties: {}", told(in_brief(is)));
            }
            Some(_) => {}
        }
    }
    for is in new.incidents.iter().filter(|is| !old.incidents.iter().any(|was| named(was) == named(is))) {
        let _ = writeln!(out, "  new: {}", told(in_brief(is)));
    }
    for (what, was, is) in [
        ("statements", old.statements.len(), new.statements.len()),
        ("disputes", old.disputes.len(), new.disputes.len()),
        ("figures", old.figures.len(), new.figures.len()),
        ("agreements", old.agreements.len(), new.agreements.len()),
    ] {
        if was != is {
            let _ = writeln!(out, "  {what}: {was}, now {is}");
        }
    }
    out
}

impl Counts {
    fn words(&self, applied: bool) -> String {
        let Self { changed, same, held, rows } = self;
        let mut text = if applied {
            format!("{changed} read anew")
        } else {
            format!("{changed} would change; --apply keeps the new readings")
        };
        let _ = write!(text, ", {same} stay as they are");
        if *held > 0 {
            let _ = write!(text, ", {held} left because of decisions");
        }
        if *rows > 0 {
            let _ = write!(text, ", {rows} rows of logs, which are not read");
        }
        text + "\n"
    }
}
