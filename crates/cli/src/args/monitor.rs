//! What can be asked about agreements, alleged violations and talks, and of a brief.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::LookArgs;
use super::ledger::{LedgerFile, Shape, SightArgs, WhoArgs, day};

/// The commands of `truceline agreement`.
#[derive(Debug, Subcommand)]
pub enum AgreementCommand {
    /// Keep an agreement that you wrote down, with its terms; in place of what was kept under its name before
    Add {
        /// Files in the form that docs/ceasefires.md describes
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// Why; it stays in the journal
        #[arg(long, value_name = "TEXT", default_value = "written down", value_parser = clap::builder::NonEmptyStringValueParser::new())]
        reason: String,
        /// Which ledger.
        #[command(flatten)]
        ledger: LedgerFile,
        /// Who adds.
        #[command(flatten)]
        who: WhoArgs,
    },
    /// Show an agreement: its terms, what reports say of it, and why each report is of it
    Show {
        /// Its id or name, or the beginning of either
        agreement: String,
        /// How it is shown.
        #[command(flatten)]
        shown: ShownArgs,
    },
    /// List the agreements that people wrote down and that reports speak of
    List {
        /// How they are shown.
        #[command(flatten)]
        shown: ShownArgs,
    },
    /// Check files without keeping them; this needs no ledger
    Check {
        /// The files
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
}

/// How something of a ledger is shown.
#[derive(Debug, clap::Args)]
pub struct ShownArgs {
    /// How to print: for people, or one JSON object a line
    #[arg(long, value_enum, default_value_t = Shape::Pretty)]
    pub format: Shape,

    /// Whose sight.
    #[command(flatten)]
    pub sight: SightArgs,

    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerFile,

    /// How output for people looks.
    #[command(flatten)]
    pub look: LookArgs,
}

/// The flags of `truceline violations` and `truceline talks`.
#[derive(Debug, clap::Args)]
pub struct SpanArgs {
    /// First day, as 2031-03-05
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub from: Option<String>,

    /// Last day
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub to: Option<String>,

    /// Only of this agreement: its id or name, or the beginning of either
    #[arg(long, value_name = "NAME")]
    pub agreement: Option<String>,

    /// How it is shown.
    #[command(flatten)]
    pub shown: ShownArgs,
}

/// The flags of `truceline brief`.
#[derive(Debug, clap::Args)]
pub struct BriefArgs {
    /// First day, as 2031-03-05
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub from: String,

    /// Last day
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub to: String,

    /// Only of this agreement: its id or name, or the beginning of either
    #[arg(long, value_name = "NAME")]
    pub agreement: Option<String>,

    /// Only of places with this in their name, region or country
    #[arg(long, value_name = "NAME")]
    pub area: Option<String>,

    /// What to write
    #[arg(long, value_enum, default_value_t = Paper::Text)]
    pub format: Paper,

    /// The file to write [default: standard output; docx needs one]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Round all coordinates to so many degrees
    #[arg(long, value_name = "DEGREES", value_parser = degrees)]
    pub blur: Option<f64>,

    /// Columns to wrap text to, 40 to 400 [default: the terminal's, up to 100; else 80]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(40..=400))]
    pub width: Option<u16>,

    /// Whose sight.
    #[command(flatten)]
    pub sight: SightArgs,

    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerFile,
}

/// What a brief is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Paper {
    /// Plain text
    Text,
    /// One HTML file that prints
    Html,
    /// A Word file
    Docx,
    /// Markdown
    Md,
}

fn degrees(value: &str) -> Result<f64, String> {
    let number = value.parse::<f64>().ok().filter(|number| *number > 0.0 && *number <= 10.0);
    number.ok_or_else(|| "not a number of degrees above 0, up to 10".to_owned())
}
