//! `truceline decide`.

use truceline_ledger::{Decision, Grade, Ledger, LedgerError, What};

use super::super::{Failure, Outcome, print};
use super::{by, existing, sign};
use crate::args::decide::{DecideArgs, DecideCommand, GradeArgs, ReasonArgs};

pub(in crate::run) fn decide(args: &DecideArgs) -> Result<Outcome, Failure> {
    let (what, why) = match &args.what {
        DecideCommand::Undo { entry, why } => return undo(*entry, why),
        DecideCommand::Confirm { incident, why } => (What::Confirm { incident: incident.clone() }, why),
        DecideCommand::Merge { incident, with, why } => {
            (What::Merge { incident: incident.clone(), with: with.clone() }, why)
        }
        DecideCommand::Apart { incident, from, why } => {
            (What::Apart { incident: incident.clone(), from: from.clone() }, why)
        }
        DecideCommand::Split { incident, versions, why } => {
            (What::Split { incident: incident.clone(), versions: versions.clone() }, why)
        }
        DecideCommand::Reject { incident, why } => (What::Reject { incident: incident.clone() }, why),
        DecideCommand::Correct { incident, field, value, why } => {
            (What::Correct { incident: incident.clone(), field: *field, value: value.clone() }, why)
        }
        DecideCommand::Grade { incident, grade, why } => {
            (What::Grade { incident: incident.clone(), grade: graded(grade) }, why)
        }
        DecideCommand::Find { violation, grade, why } => {
            let violation = super::super::monitor::violation(violation, &why.ledger)?;
            (What::Find { violation, grade: graded(grade) }, why)
        }
        DecideCommand::Annotate { incident, note, why } => {
            (What::Annotate { incident: incident.clone(), note: note.clone() }, why)
        }
        DecideCommand::Mark { mark } => return made(mark.why(), |ledger| mark.what(ledger)),
        DecideCommand::Unmark { unmark } => return made(unmark.why(), |ledger| unmark.what(ledger)),
        DecideCommand::Restrict { report, to, why } => (What::Restrict { report: report.clone(), to: *to }, why),
        DecideCommand::Protect { what, name, why } => (What::Protect { what: *what, name: name.clone() }, why),
    };
    made(why, |_| Ok(what))
}

/// Decide what `what` comes to in the ledger.
fn made(why: &ReasonArgs, what: impl FnOnce(&mut Ledger) -> Result<What, LedgerError>) -> Result<Outcome, Failure> {
    let mut ledger = existing(&why.ledger)?;
    let what = what(&mut ledger)?;
    let head = ledger.decide(Decision { what, reason: why.reason.clone() }, &by(&why.who))?;
    sign(&mut ledger, &why.who);
    print(format!("entry {} of the journal; `truceline decide undo {}` takes it back\n", head.seq, head.seq).as_bytes())
}

fn graded(args: &GradeArgs) -> Grade {
    Grade {
        occurrence: args.occurrence.clone(),
        attribution: args.attribution.clone(),
        breach: args.breach.clone(),
        finding: args.finding.clone(),
    }
}

fn undo(entry: i64, why: &ReasonArgs) -> Result<Outcome, Failure> {
    let mut ledger = existing(&why.ledger)?;
    let head = ledger.undo(entry, &why.reason, &by(&why.who))?;
    sign(&mut ledger, &why.who);
    print(format!("entry {} of the journal undoes entry {entry}\n", head.seq).as_bytes())
}
