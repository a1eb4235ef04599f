//! What can be asked of a ledger.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use truceline_ledger::{KeptFor, Role, Within};

use super::decide::{above_viewer, role};
use super::{AboutArgs, FetchArgs, GazetteerFile, HowArgs, LookArgs, WeightsArgs};

/// Which ledger.
#[derive(Debug, clap::Args)]
pub struct LedgerFile {
    /// The ledger: a file, or a postgres:// address
    #[arg(
        long = "ledger",
        value_name = "FILE|URL",
        env = "TRUCELINE_LEDGER",
        default_value = "truceline.db",
        hide_env_values = true
    )]
    pub at: String,
}

/// Who does it.
#[derive(Debug, clap::Args)]
pub struct WhoArgs {
    /// Your name, for the journal [default: your user name]
    #[arg(long = "as", value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub who: Option<String>,

    /// The file with your signing key; it is made where it is not there [default: signing.key in $XDG_DATA_HOME/truceline, or in ~/.local/share/truceline]
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

/// The flags of `truceline add`.
#[derive(Debug, clap::Args)]
pub struct AddArgs {
    /// Files, folders, addresses to fetch, or - for standard input, as for read; also what `read --format jsonl` printed, which is kept as it is
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// Say what would come in, and keep nothing
    #[arg(long)]
    pub dry_run: bool,

    /// The PATHs are logs of incidents, CSV or XLSX; this file says what their columns mean
    ///
    /// `truceline mapping LOG` proposes one. Each row is kept as a report; a row whose key is there already and that says something else stands in the place of the earlier one. docs/logs.md.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,

    /// Keep what comes in for people of this role and those that may more, from the first moment: analyst, editor or administrator
    ///
    /// What was there already is restricted too. `truceline decide restrict` does the same later. Bundles and tables of another ledger bring their own restrictions.
    #[arg(long, value_name = "ROLE", value_parser = above_viewer, requires = "reason")]
    pub restrict: Option<Role>,

    /// Why it is restricted; it stays in the journal
    #[arg(long, value_name = "TEXT", requires = "restrict", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub reason: Option<String>,

    /// What you say of the reports.
    #[command(flatten)]
    pub about: AboutArgs,

    /// What may be fetched.
    #[command(flatten)]
    pub fetch: FetchArgs,

    /// How reports are read.
    #[command(flatten)]
    pub how: HowArgs,

    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerFile,

    /// Who adds.
    #[command(flatten)]
    pub who: WhoArgs,
}

impl AddArgs {
    /// For whom what comes in is kept; none for everybody.
    pub fn kept_for(&self) -> Option<KeptFor> {
        let (role, reason) = self.restrict.zip(self.reason.clone())?;
        Some(KeptFor { role, reason })
    }
}

/// The flags of `truceline reread`.
#[derive(Debug, clap::Args)]
pub struct RereadArgs {
    /// Which reports, by their ids in the ledger or what they are called, or by the beginning of either [default: all]
    #[arg(value_name = "REPORT")]
    pub reports: Vec<String>,

    /// Keep the new readings, which count from then on; the old ones stay
    #[arg(long)]
    pub apply: bool,

    /// How reports are read.
    #[command(flatten)]
    pub how: HowArgs,

    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerFile,

    /// Who reads anew.
    #[command(flatten)]
    pub who: WhoArgs,
}

/// The flags of `truceline serve`.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// Where to listen: an address of this machine and a port; port 0 takes one that is free
    ///
    /// At 127.0.0.1 only this machine reaches the desk, and nobody logs in. At any other address people log in; the first administrator comes in by a link that is printed.
    /// What goes over is not encrypted by the program: put a proxy that does before it.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7070")]
    pub address: SocketAddr,

    /// Let people log in at 127.0.0.1 too: for a desk behind a proxy
    #[arg(long)]
    pub login: bool,

    /// Let analysts fetch reports and feeds from addresses of the public web, which they name on the page Add
    ///
    /// Without it the desk asks the network for nothing. Addresses that lead to this machine or into your own network, and ports other than the web's, are refused in any case.
    #[arg(long)]
    pub fetch: bool,

    /// Your own places.
    #[command(flatten)]
    pub gazetteer: GazetteerFile,

    /// Other weights.
    #[command(flatten)]
    pub weights: WeightsArgs,

    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerFile,

    /// Who sits at the desk.
    #[command(flatten)]
    pub who: WhoArgs,
}

/// The flags of `truceline mapping`.
#[derive(Debug, clap::Args)]
pub struct MappingArgs {
    /// The log, CSV or XLSX, or - for standard input
    #[arg(value_name = "LOG")]
    pub log: PathBuf,

    /// The sheet of a workbook [default: the first]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,

    /// Who keeps the log
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub source: Option<String>,

    /// The file to write; one that is there is left alone [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// How what was found is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// For people
    Pretty,
    /// One JSON object a line
    Jsonl,
}

/// What to look for.
#[derive(Debug, clap::Args)]
pub struct QueryArgs {
    /// First day, as 2031-03-05
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub from: Option<String>,

    /// Last day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub to: Option<String>,

    /// Part of the name of the place, region or country
    #[arg(long, value_name = "NAME")]
    pub place: Option<String>,

    /// Around a point, as "20km of 36.2,37.16"
    #[arg(long, value_name = "KM of LAT,LON", value_parser = within, allow_hyphen_values = true)]
    pub within: Option<Within>,

    /// Part of the name of who did it, according to anyone
    #[arg(long, value_name = "NAME")]
    pub actor: Option<String>,

    /// Part of the name of an outlet that tells of it
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,

    /// The type of incident, as air_strike
    #[arg(long = "type", value_name = "TYPE", value_parser = kind)]
    pub kind: Option<String>,

    /// Only where sources differ
    #[arg(long)]
    pub disputed: bool,

    /// Only where some source counts so many killed, or more
    #[arg(long, value_name = "N")]
    pub min_killed: Option<u32>,

    /// Only with this status
    #[arg(long, value_name = "STATUS", value_parser = ["single_source", "several_sources", "contested", "admitted", "rejected"])]
    pub status: Option<String>,

    /// Only what some report is chiefly about
    #[arg(long)]
    pub main: bool,

    /// At most so many, the latest; without it the latest 200 are shown, and all are exported
    #[arg(long, value_name = "N")]
    pub most: Option<u32>,
}

/// Whose sight of a ledger counts, where reports are restricted.
#[derive(Debug, clap::Args)]
pub struct SightArgs {
    /// As people of this role see it: viewer, analyst, editor or administrator. Without it lists show all and tell what is restricted; exports and briefs are
    /// as viewers see it
    #[arg(long = "for", value_name = "ROLE", value_parser = role)]
    pub role: Option<Role>,
}

/// The flags of `truceline search`, `timeline` and `disputes`.
#[derive(Debug, clap::Args)]
pub struct SearchArgs {
    /// Words that a report of the incident must hold, all of them
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,

    /// What to look for.
    #[command(flatten)]
    pub query: QueryArgs,

    /// How to print
    #[arg(long, value_enum, default_value_t = Shape::Pretty)]
    pub format: Shape,

    /// How output for people looks.
    #[command(flatten)]
    pub look: LookArgs,

    /// Show what `decide protect` holds back, too: the names of protected sources, and protected places
    #[arg(long)]
    pub protected: bool,

    /// Whose sight.
    #[command(flatten)]
    pub sight: SightArgs,

    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerFile,
}

/// The flags of `truceline export`.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// Words that a report of the incident must hold, all of them
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,

    /// csv, xlsx, geojson, hxl, acled, ucdp, polecat, annotation, parquet or bundle
    #[arg(long, value_name = "FORMAT", value_parser = export_format)]
    pub format: truceline_export::Format,

    /// The file to write [default: standard output, for formats that are text]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Round all coordinates to so many degrees, as 0.1
    #[arg(long, value_name = "DEGREES")]
    pub blur: Option<f64>,

    /// What to look for.
    #[command(flatten)]
    pub query: QueryArgs,

    /// Whose sight.
    #[command(flatten)]
    pub sight: SightArgs,

    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerFile,

    /// The file with the key that signs a bundle; it is made where it is not there [default: as for add]
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

/// The flags of `truceline show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// The incident, by its id or the beginning of it
    #[arg(value_name = "INCIDENT")]
    pub incident: String,

    /// As the ledger had it then: a day, or an instant such as 2031-03-14T09:30:00Z
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub as_of: Option<String>,

    /// How to print
    #[arg(long, value_enum, default_value_t = Shape::Pretty)]
    pub format: Shape,

    /// How output for people looks.
    #[command(flatten)]
    pub look: LookArgs,

    /// Show what `decide protect` holds back, too: the names of protected sources, and protected places
    #[arg(long)]
    pub protected: bool,

    /// Whose sight.
    #[command(flatten)]
    pub sight: SightArgs,

    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerFile,
}

/// The flags of `truceline sources` and `truceline links`.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// Show what `decide protect` holds back, too: the names of protected sources, and protected places
    #[arg(long)]
    pub protected: bool,

    /// Whose sight.
    #[command(flatten)]
    pub sight: SightArgs,

    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerFile,
}

/// The flags of `truceline links`.
#[derive(Debug, clap::Args)]
pub struct LinksArgs {
    /// Print the pairs of incidents that `decide apart` and `decide split` keep apart instead, each with the entry of the journal that says so
    #[arg(long)]
    pub apart: bool,

    /// Which ledger, and what of it.
    #[command(flatten)]
    pub list: ListArgs,
}

/// The flags of `truceline verify`.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// A head that was kept elsewhere, as `truceline journal head` printed it: NUMBER:HASH
    #[arg(long, value_name = "HEAD", value_parser = head)]
    pub head: Option<(i64, String)>,

    /// How to print
    #[arg(long, value_enum, default_value_t = Shape::Pretty)]
    pub format: Shape,

    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerFile,
}

/// The commands of `truceline journal`.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Print the journal's end, to keep elsewhere
    Head {
        /// Which ledger.
        #[command(flatten)]
        ledger: LedgerFile,
    },
    /// Print the entries, one JSON object a line
    List {
        /// Only those after this number
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        after: i64,
        /// Which ledger.
        #[command(flatten)]
        ledger: LedgerFile,
    },
    /// Print a proof that an entry is part of the journal
    Prove {
        /// Its number
        entry: i64,
        /// Which ledger.
        #[command(flatten)]
        ledger: LedgerFile,
    },
    /// Check a proof; this needs no ledger
    Check {
        /// The file with the proof, or - for standard input
        proof: PathBuf,
    },
}

pub(super) fn day(value: &str) -> Result<String, String> {
    let is_day = value.len() == 10 && truceline_intake::check_date(value).is_ok();
    if is_day { Ok(value.to_owned()) } else { Err("not a day; give it as 2031-03-05".to_owned()) }
}

fn instant(value: &str) -> Result<String, String> {
    let is_instant = value.ends_with('Z') && value.parse::<jiff::Timestamp>().is_ok();
    if is_instant {
        Ok(value.to_owned())
    } else {
        day(value).map_err(|_| "neither a day nor an instant such as 2031-03-14T09:30:00Z".to_owned())
    }
}

fn within(value: &str) -> Result<Within, String> {
    let wrong = || "not a distance from a point; give it as \"20km of 36.2,37.16\"".to_owned();
    let (km, point) = value.split_once("of").ok_or_else(wrong)?;
    let (lat, lon) = point.split_once(',').ok_or_else(wrong)?;
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let km = number(km.trim().trim_end_matches("km")).filter(|km| *km > 0.0);
    let (lat, lon) = (number(lat).filter(|lat| lat.abs() <= 90.0), number(lon).filter(|lon| lon.abs() <= 180.0));
    match (km, lat, lon) {
        (Some(km), Some(lat), Some(lon)) => Ok(Within { lat, lon, km }),
        _ => Err(wrong()),
    }
}

fn kind(value: &str) -> Result<String, String> {
    let known = serde_json::from_value::<truceline_record::IncidentType>(value.into());
    known
        .map(|_| value.to_owned())
        .map_err(|_| "no type of incident is called so; `truceline schema` lists them".to_owned())
}

fn export_format(value: &str) -> Result<truceline_export::Format, String> {
    truceline_export::Format::named(value).ok_or_else(|| {
        let names: Vec<&str> = truceline_export::Format::ALL.iter().map(|format| format.name()).collect();
        format!("one of {} is needed", names.join(", "))
    })
}

fn head(value: &str) -> Result<(i64, String), String> {
    let parts = value.split_once(':').and_then(|(seq, hash)| Some((seq.parse().ok()?, hash.to_owned())));
    parts
        .filter(|(_, hash)| hash.len() == 64)
        .ok_or_else(|| "not a head: it is a number, a colon and 64 digits".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_taken_in_words() {
        assert_eq!(within("20km of 36.2,37.16"), Ok(Within { lat: 36.2, lon: 37.16, km: 20.0 }));
        assert_eq!(within("5 of -1.5, 30"), Ok(Within { lat: -1.5, lon: 30.0, km: 5.0 }));
        assert!(within("Orel").is_err() && within("-3km of 1,1").is_err() && within("3km of 91,1").is_err());
    }

    #[test]
    fn times_and_heads_are_checked() {
        assert!(day("2031-03-05").is_ok() && day("2031-13-05").is_err() && day("2031-03-05T10:00").is_err());
        assert!(instant("2031-03-05T10:00:00Z").is_ok() && instant("yesterday").is_err());
        assert!(head(&format!("12:{}", "a".repeat(64))).is_ok() && head("12").is_err());
    }
}
