//! `truceline explain`.

use thiserror::Error;
use truceline_intake::{Canonical, Intake};
use truceline_record::Incident;

use super::{Failure, Outcome, print, read};
use crate::args::ExplainArgs;
use crate::explained::explained;
use crate::fetched::rules;
use crate::inputs::Inputs;
use crate::pretty;

/// Why there is nothing to explain.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ExplainError {
    /// There is no report where one should be.
    #[error("{path}: holds no report; name a file that does")]
    NoReport {
        /// What was given.
        path: String,
    },
    /// There are several reports, and none was chosen.
    #[error("{path}: holds {count} reports; choose one with --report ID: {ids}")]
    ManyReports {
        /// What was given.
        path: String,
        /// How many there are.
        count: usize,
        /// What they are called.
        ids: String,
    },
    /// No report has the id that was chosen.
    #[error("{path}: no report is called {id}; choose one with --report ID: {ids}")]
    UnknownReport {
        /// What was given.
        path: String,
        /// What was chosen.
        id: String,
        /// What the reports are called.
        ids: String,
    },
    /// The report has no incident of that id.
    #[error("{report}: no incident is called {id}; it has {ids}")]
    UnknownIncident {
        /// The report.
        report: String,
        /// What was asked for.
        id: String,
        /// What the incidents are called.
        ids: String,
    },
    /// The report has no incidents at all.
    #[error("{report}: no incident is called {id}; nothing in the report was read as one")]
    NoIncidents {
        /// The report.
        report: String,
        /// What was asked for.
        id: String,
    },
}

/// Ids that an error lists at most.
const LISTED: usize = 8;

pub(super) fn explain(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let intake = intake(args)?;
    let page = intake.origin.how() == Canonical::Page;
    let reader = read::reader(&args.weights, &args.gazetteer)?;
    let explained = explained(&reader, intake)?;
    let report = &explained.reading.report.id;
    let problems = &explained.reading.problems;
    let told: Vec<String> = problems.iter().map(|problem| read::line(report, &problem.message)).collect();
    read::tell(&told);
    let outcome = if told.is_empty() { Outcome::Clean } else { Outcome::Problems };
    if explained.reading.report.text.trim().is_empty() {
        return Ok(outcome);
    }
    let chosen = chosen(report, &explained.reading.incidents, args.incident.as_deref())?;
    let shown = pretty::explain(&explained, &chosen, read::look(&args.look, page));
    print(shown.as_bytes()).map(|_| outcome)
}

/// The one report that is asked for.
fn intake(args: &ExplainArgs) -> Result<Intake, ExplainError> {
    let options = read::options(&args.about);
    let path = plain(&args.path.display().to_string());
    let inputs = Inputs::new(std::slice::from_ref(&args.path), options.clone(), rules(args.fetch.private_addresses));
    let mut intakes: Vec<Intake> = inputs.flat_map(|input| input.intakes(&options)).collect();
    let ids = || listed(intakes.iter().map(|i| i.report.id.as_str()));
    match &args.report {
        Some(id) => match intakes.iter().position(|i| i.report.id == *id) {
            Some(n) => Ok(intakes.swap_remove(n)),
            None if intakes.is_empty() => Err(ExplainError::NoReport { path }),
            None => Err(ExplainError::UnknownReport { ids: ids(), path, id: plain(id) }),
        },
        None if intakes.len() > 1 => Err(ExplainError::ManyReports { count: intakes.len(), ids: ids(), path }),
        None => intakes.pop().ok_or(ExplainError::NoReport { path }),
    }
}

/// The numbers of the incidents that are asked for.
fn chosen(report: &str, incidents: &[Incident], id: Option<&str>) -> Result<Vec<usize>, ExplainError> {
    let Some(id) = id else { return Ok((0..incidents.len()).collect()) };
    let report = plain(report);
    match incidents.iter().position(|i| i.id == id) {
        Some(n) => Ok(vec![n]),
        None if incidents.is_empty() => Err(ExplainError::NoIncidents { report, id: plain(id) }),
        None => {
            let ids = listed(incidents.iter().map(|i| i.id.as_str()));
            Err(ExplainError::UnknownIncident { report, id: plain(id), ids })
        }
    }
}

/// "i1, i2 and i3"; of many, the first and how many more.
fn listed<'i>(ids: impl Iterator<Item = &'i str>) -> String {
    let mut ids: Vec<String> = ids.map(plain).collect();
    let more = ids.len().saturating_sub(LISTED);
    ids.truncate(LISTED);
    if more > 0 {
        ids.push(format!("{more} more"));
    }
    let last = ids.pop().unwrap_or_default();
    if ids.is_empty() { last } else { format!("{} and {last}", ids.join(", ")) }
}

/// On one line, whatever a report or a user calls things.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_listed_to_their_end_or_to_a_number() {
        assert_eq!(listed(["i1"].into_iter()), "i1");
        assert_eq!(listed(["i1", "i2", "i3"].into_iter()), "i1, i2 and i3");
        let many: Vec<String> = (1..=12).map(|n| format!("r{n}")).collect();
        assert_eq!(listed(many.iter().map(String::as_str)), "r1, r2, r3, r4, r5, r6, r7, r8 and 4 more");
        assert_eq!(listed(["a\u{1b}[2J\nb"].into_iter()), "a [2J b");
    }
}
