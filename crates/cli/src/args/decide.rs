//! What can be decided.

use clap::Subcommand;
use truceline_ledger::{Field, Protected, Role};

use super::ledger::{LedgerFile, WhoArgs};
use super::mark::{MarkCommand, UnmarkCommand};

/// The flags of `truceline decide`.
#[derive(Debug, clap::Args)]
pub struct DecideArgs {
    /// What.
    #[command(subcommand)]
    pub what: DecideCommand,
}

/// What every decision carries.
#[derive(Debug, clap::Args)]
pub struct ReasonArgs {
    /// Why; it stays in the journal
    #[arg(long, value_name = "TEXT", required = true, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub reason: String,

    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerFile,

    /// Who decides.
    #[command(flatten)]
    pub who: WhoArgs,
}

/// The four axes of a grading.
#[derive(Debug, clap::Args)]
pub struct GradeArgs {
    /// Did it happen: alleged, under_verification, verified, inconclusive, unfounded, duplicate, out_of_scope
    #[arg(long)]
    pub occurrence: Option<String>,
    /// Who did it: none, claimed_by_other, denied, admitted, verified_to_party, verified_unattributed
    #[arg(long)]
    pub attribution: Option<String>,
    /// Does it break a term: not_assessed, arguable, found, not_a_breach
    #[arg(long)]
    pub breach: Option<String>,
    /// Whose finding: monitoring_body, party, ngo, court, analyst
    #[arg(long)]
    pub finding: Option<String>,
}

/// What can be decided.
#[derive(Debug, Subcommand)]
pub enum DecideCommand {
    /// The versions of an incident belong together
    Confirm {
        /// The incident
        incident: String,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// Two or more incidents are one
    Merge {
        /// The incident
        incident: String,
        /// The others
        #[arg(required = true)]
        with: Vec<String>,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// Two or more incidents are not the same: what is read never joins them
    Apart {
        /// The incident
        incident: String,
        /// The others
        #[arg(required = true)]
        from: Vec<String>,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// Some versions of an incident are another incident
    Split {
        /// The incident
        incident: String,
        /// The versions to take out, by their ids or those of their reports
        #[arg(required = true)]
        versions: Vec<String>,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// It is no incident, or none for this ledger
    Reject {
        /// The incident
        incident: String,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// A value is another
    Correct {
        /// The incident
        incident: String,
        /// type, date, place, killed, injured, actors or targets
        #[arg(value_parser = field)]
        field: Field,
        /// air_strike; 2031-03-05 or 2031-03-05..2031-03-07; Orel @ 51.2, 33.4; 25, 20-30, 25+ or -10; names with ; between
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// Grade an incident on up to four axes
    Grade {
        /// The incident
        incident: String,
        /// The axes.
        #[command(flatten)]
        grade: GradeArgs,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// Find something of an alleged violation, on up to four axes
    Find {
        /// Its id, or the beginning of it: `truceline violations` lists them
        violation: String,
        /// The axes.
        #[command(flatten)]
        grade: GradeArgs,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// Put a note beside an incident
    Annotate {
        /// The incident
        incident: String,
        /// The note
        note: String,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// Mark what was missed or read otherwise in a report, on the words that say so
    Mark {
        /// What.
        #[command(subcommand)]
        mark: MarkCommand,
    },
    /// Take out of a report what was read or marked where nothing is
    Unmark {
        /// What.
        #[command(subcommand)]
        unmark: UnmarkCommand,
    },
    /// Keep the name of a source or a place from leaving the ledger
    Protect {
        /// source or place
        #[arg(value_parser = protected)]
        what: Protected,
        /// The name
        name: String,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// Keep a report, and what it tells, for people of a role and those that may more
    Restrict {
        /// The report, by its id or the beginning of it, or by its name
        report: String,
        /// The least role that sees it: analyst, editor or administrator
        #[arg(long, value_name = "ROLE", value_parser = role)]
        to: Role,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// Undo a decision
    Undo {
        /// The number of its entry in the journal
        entry: i64,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
}

pub(super) fn field(value: &str) -> Result<Field, String> {
    Field::named(value).ok_or_else(|| {
        let names: Vec<&str> = Field::ALL.iter().map(|field| field.name()).collect();
        format!("one of {} is needed", names.join(", "))
    })
}

pub(super) fn role(value: &str) -> Result<Role, String> {
    Role::named(value).ok_or_else(|| format!("one of {} is needed", Role::ALL.map(Role::name).join(", ")))
}

/// A role that others are below.
pub(super) fn above_viewer(value: &str) -> Result<Role, String> {
    let above = || Role::ALL.into_iter().filter(|role| *role > Role::Viewer).map(Role::name).collect::<Vec<_>>();
    role(value)
        .ok()
        .filter(|role| *role > Role::Viewer)
        .ok_or_else(|| format!("one of {} is needed", above().join(", ")))
}

fn protected(value: &str) -> Result<Protected, String> {
    match value {
        "source" => Ok(Protected::Source),
        "place" => Ok(Protected::Place),
        _ => Err("source or place is needed".to_owned()),
    }
}
