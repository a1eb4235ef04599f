//! What can be marked in a report.

use clap::Subcommand;
use truceline_ledger::Field;
use truceline_record::{Act, ClaimSays, IncidentType, Quote, Reality, TollWho, name_of};

use super::decide::{ReasonArgs, field};

/// What stands on words of a report. Words are given as they stand there, where they stand there once, or by their code points: 12..31, or 12..31,40..52.
#[derive(Debug, Subcommand)]
pub enum MarkCommand {
    /// An incident that was missed, or of another type than was read
    Incident {
        /// The report: its name, its id or the beginning of that
        report: String,
        /// The words that name it
        words: String,
        /// `air_strike`, `shelling`, ...: `truceline schema` lists them
        #[arg(value_parser = known::<IncidentType>)]
        r#type: IncidentType,
        /// actual, planned, hypothetical or denied
        #[arg(long, default_value = "actual", value_parser = known::<Reality>)]
        reality: Reality,
        /// The report is chiefly about it
        #[arg(long)]
        main: bool,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// A statement that was missed, or read otherwise
    Statement {
        /// The report
        report: String,
        /// What is said
        words: String,
        /// What the speaker does by it: assert, deny, accuse, admit, ...
        #[arg(long, default_value = "assert", value_parser = known::<Act>)]
        act: Act,
        /// The words for who says it
        #[arg(long, value_name = "WORDS")]
        speaker: Option<String>,
        /// The speaker's name, where those words do not give it
        #[arg(long, requires = "speaker")]
        name: Option<String>,
        /// The words that attribute, as said
        #[arg(long, value_name = "WORDS")]
        cue: Option<String>,
        /// direct, indirect or mixed
        #[arg(long, default_value = "indirect", value_parser = known::<Quote>)]
        quote: Quote,
        /// Words of the statement in whose place it stands, where what is said begins elsewhere
        #[arg(long, value_name = "WORDS")]
        instead: Option<String>,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// A party, place, day or toll of an incident that was missed, or read otherwise
    Value {
        /// The report
        report: String,
        /// The incident: its id, or words of the report that name it
        incident: String,
        /// date, place, killed, injured, actors or targets
        #[arg(value_parser = field)]
        field: Field,
        /// 2031-03-05 or 2031-03-05..2031-03-07; Orel @ 51.2, 33.4; 25, 20-30, 25+ or -10; a name
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// The words that say so
        #[arg(long, required = true, value_name = "WORDS")]
        words: String,
        /// Who is counted: total, civilian, combatant, child, woman, man, medic, journalist or `aid_worker`
        #[arg(long, value_parser = known::<TollWho>)]
        counted: Option<TollWho>,
        /// Words of the statement that says so; the report itself where it is left out
        #[arg(long, value_name = "WORDS")]
        by: Option<String>,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// What somebody says of an incident: that it happened, who did it, that they did not, ...
    Claim {
        /// The report
        report: String,
        /// The incident: its id, or words of the report that name it
        incident: String,
        /// happened, `did_not_happen`, responsible, `not_responsible`, `claims_responsibility`, intentional, unintentional or unconfirmed
        #[arg(value_parser = known::<ClaimSays>)]
        says: ClaimSays,
        /// Who did it, or did not
        #[arg(long)]
        party: Option<String>,
        /// Words of the statement that says so; the report itself where it is left out
        #[arg(long, value_name = "WORDS")]
        by: Option<String>,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
}

/// What does not stand on words of a report.
#[derive(Debug, Subcommand)]
pub enum UnmarkCommand {
    /// No incident
    Incident {
        /// The report: its name, its id or the beginning of that
        report: String,
        /// The incident: its id, or words of the report that name it
        incident: String,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// No statement; what only it tells is told by the report itself then
    Statement {
        /// The report
        report: String,
        /// Words of what is said
        words: String,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// No value of an incident
    Value {
        /// The report
        report: String,
        /// The incident: its id, or words of the report that name it
        incident: String,
        /// date, place, killed, injured, actors or targets
        #[arg(value_parser = field)]
        field: Field,
        /// Words that were taken to say so
        words: String,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
    /// Nothing that somebody says of an incident
    Claim {
        /// The report
        report: String,
        /// The incident: its id, or words of the report that name it
        incident: String,
        /// What it was taken to say: happened, responsible, ...
        #[arg(value_parser = known::<ClaimSays>)]
        says: ClaimSays,
        /// Of which party; of whichever where it is left out
        #[arg(long)]
        party: Option<String>,
        /// Words of the statement that was taken to say so; the report itself where it is left out
        #[arg(long, value_name = "WORDS")]
        by: Option<String>,
        /// Why, and who.
        #[command(flatten)]
        why: ReasonArgs,
    },
}

/// A value of the record by its name.
fn known<T: serde::de::DeserializeOwned + serde::Serialize>(value: &str) -> Result<T, String> {
    let parsed: Result<T, _> = serde_json::from_value(value.into());
    let parsed = parsed.map_err(|error| error.to_string())?;
    if name_of(&parsed) == value { Ok(parsed) } else { Err(format!("{value:?} is not known")) }
}
