//! The flags: one source for parsing, help, shell completions and man pages.

pub mod decide;
pub mod ledger;
pub mod mark;
pub mod monitor;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use truceline_intake::{BadDate, check_date};

use self::decide::DecideArgs;
use self::ledger::{
    AddArgs, ExportArgs, JournalCommand, LinksArgs, ListArgs, MappingArgs, RereadArgs, SearchArgs, ServeArgs, ShowArgs,
    VerifyArgs,
};
use self::monitor::{AgreementCommand, BriefArgs, SpanArgs};

/// What the program was asked to do.
#[derive(Debug, Parser)]
#[command(
    name = "truceline",
    version,
    about = "Reads reporting about wars and ceasefires and prints who says what",
    after_help = "Run `truceline read --help` for examples.",
    after_long_help = AFTER_HELP,
    disable_help_subcommand = true
)]
pub struct Args {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read reports and print who says what in each
    #[command(after_help = READ_EXAMPLES)]
    Read(ReadArgs),
    /// Read the PDF on standard input and print its pages as JSON: what the program does with each PDF in a process of its own
    #[command(hide = true)]
    Pages {
        /// At most so many pages
        max_pages: usize,
        /// At most about so many characters
        max_chars: usize,
    },
    /// Show why each value of an incident is what it is
    ///
    /// For the type, reality, date, place, parties, tolls, claims and disputes of an incident: the value, the words of the report that it
    /// comes from, the head of the encoder or the rule that gave it, and the scores where there are any.
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// Read reports and keep them in a ledger, linked with what other reports say
    #[command(after_help = ADD_EXAMPLES)]
    Add(AddArgs),
    /// Propose what the columns of a log of incidents mean, for `add --mapping`
    ///
    /// What is written is a small text file for a person to mend: which column is the day, the place, the killed; which word of the log is which type of incident.
    #[command(after_help = MAPPING_EXAMPLES)]
    Mapping(MappingArgs),
    /// Find incidents of a ledger by words, days, places, parties, tolls
    #[command(after_help = SEARCH_EXAMPLES)]
    Search(SearchArgs),
    /// Show one incident of a ledger: every report's version side by side, and why they are one
    Show(ShowArgs),
    /// List incidents of a ledger day by day
    Timeline(SearchArgs),
    /// List what sources differ on
    Disputes(SearchArgs),
    /// List the outlets of a ledger
    Sources(ListArgs),
    /// Print `report <tab> incident` for the main incident of every report
    Links(LinksArgs),
    /// Decide something about an incident; machine output never takes it back
    #[command(after_help = DECIDE_EXAMPLES)]
    Decide(DecideArgs),
    /// Agreements: keep what you wrote down of one, and see what reports say of it
    #[command(subcommand, after_help = AGREEMENT_EXAMPLES)]
    Agreement(AgreementCommand),
    /// List what is said to have broken an agreement, who says so and what is answered
    #[command(after_help = VIOLATIONS_EXAMPLES)]
    Violations(SpanArgs),
    /// List talks and proposals
    Talks(SpanArgs),
    /// Write the monitor's report over some days
    #[command(after_help = BRIEF_EXAMPLES)]
    Brief(BriefArgs),
    /// Write incidents of a ledger for other programs, and say what is lost
    ///
    /// CSV, XLSX and bundles come back with `truceline add`. What `truceline decide protect` names is in no export.
    #[command(after_help = EXPORT_EXAMPLES)]
    Export(ExportArgs),
    /// Read the reports of a ledger anew, and show what would change
    ///
    /// The texts stay as they are kept. With --apply the new readings are kept and count from then on, each an entry of the journal. A report of which a decided incident would be lost
    /// is left as it is.
    #[command(after_help = REREAD_EXAMPLES)]
    Reread(RereadArgs),
    /// Open the desk: a ledger in your browser, to see, search and decide
    ///
    /// Unless another --address is given, it listens on this machine alone, and needs no login. Nothing is loaded from elsewhere. Ctrl-C closes it.
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(ServeArgs),
    /// Check that a ledger is what its journal says
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify(VerifyArgs),
    /// The journal of a ledger: what was done, by whom and when
    #[command(subcommand)]
    Journal(JournalCommand),
    /// Print what the encoder says of each word, as CoNLL-U
    Parse(ParseArgs),
    /// Find places, and add your own
    #[command(subcommand, after_help = GAZETTEER_EXAMPLES)]
    Gazetteer(GazetteerCommand),
    /// Print the JSON Schema of what `read --format jsonl` prints
    Schema,
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print a man page, in roff
    #[command(after_help = MAN_EXAMPLES)]
    Man {
        /// The command that the page is about; the program itself when left out
        #[arg(value_parser = ["read", "explain", "add", "mapping", "search", "show", "timeline", "disputes", "sources", "links", "decide", "agreement", "violations", "talks", "brief", "export", "reread", "serve", "verify", "journal", "parse", "gazetteer", "schema", "completions", "man"])]
        command: Option<String>,
    },
}

/// The flags of `truceline read`.
#[derive(Debug, clap::Args)]
pub struct ReadArgs {
    /// Files, folders (read with all folders in them, in the order of their paths, without hidden files), - for
    /// standard input, or addresses to fetch, as https://news.example/feed.xml
    ///
    /// Whether a file is text, HTML or JSON Lines is told by its content. A file of JSON Lines holds one report a line:
    /// {"report": {"id": ..., "text": ..., and any of "title", "source", "url", "published"}}.
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// How to print: for people, or one JSON object a report and line
    #[arg(long, value_enum, default_value_t = Format::Pretty)]
    pub format: Format,

    /// The PATHs are logs of incidents, CSV or XLSX; this file says what their columns mean, and each row is a report
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,

    /// What you say of the reports.
    #[command(flatten)]
    pub about: AboutArgs,

    /// What may be fetched.
    #[command(flatten)]
    pub fetch: FetchArgs,

    /// How reports are read.
    #[command(flatten)]
    pub how: HowArgs,

    /// How output for people looks.
    #[command(flatten)]
    pub look: LookArgs,
}

/// How many reports are read at a time, and with what.
#[derive(Debug, clap::Args)]
pub struct HowArgs {
    /// How many reports to read at a time [default: one for each processor]
    #[arg(long, short, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,

    /// Your own places.
    #[command(flatten)]
    pub gazetteer: GazetteerFile,

    /// Other weights.
    #[command(flatten)]
    pub weights: WeightsArgs,
}

/// The flags of `truceline explain`.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// The file with the report, - for standard input, or an address to fetch
    #[arg(id = "file", value_name = "REPORT")]
    pub path: PathBuf,

    /// The incident, by its id in the reading: i1, i2, ... [default: all of the report]
    #[arg(value_name = "INCIDENT")]
    pub incident: Option<String>,

    /// Which report, by its id, where the file holds many
    #[arg(long, value_name = "ID")]
    pub report: Option<String>,

    /// What you say of the report.
    #[command(flatten)]
    pub about: AboutArgs,

    /// What may be fetched.
    #[command(flatten)]
    pub fetch: FetchArgs,

    /// How the output looks.
    #[command(flatten)]
    pub look: LookArgs,

    /// Your own places.
    #[command(flatten)]
    pub gazetteer: GazetteerFile,

    /// Other weights.
    #[command(flatten)]
    pub weights: WeightsArgs,
}

/// What the user says of reports.
#[derive(Debug, clap::Args)]
pub struct AboutArgs {
    /// When the reports were published: 2031-03-14, or 2031-03-14T09:30
    ///
    /// It counts for more than the date that a page gives itself, and for less than one on a line of JSON Lines.
    #[arg(long, value_name = "DATE", value_parser = published)]
    pub published: Option<String>,

    /// The outlet that published the reports
    ///
    /// It counts for more than the name that a page gives itself, and for less than one on a line of JSON Lines.
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub source: Option<String>,
}

/// What may be fetched.
#[derive(Debug, clap::Args)]
pub struct FetchArgs {
    /// Fetch from an address of this machine or of your own network too
    ///
    /// Without it an address that leads there is refused, for whoever wrote it may want this machine to ask where they cannot. Where an answer leads on to
    /// another machine, that one is of the public network in any case.
    #[arg(long)]
    pub private_addresses: bool,
}

/// How output for people looks.
#[derive(Debug, clap::Args)]
pub struct LookArgs {
    /// When to use colour; auto is only on a terminal, and not where NO_COLOR is set
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,

    /// Columns to wrap to, 40 to 400 [default: the terminal's, up to 100; else 80]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(40..=400))]
    pub width: Option<u16>,
}

/// The commands of `truceline gazetteer`.
#[derive(Debug, Subcommand)]
pub enum GazetteerCommand {
    /// Print where the places come from and on what terms
    About {
        /// Your own places.
        #[command(flatten)]
        file: GazetteerFile,
    },
    /// Print the places of a name
    Find {
        /// The name, in any of its spellings
        name: String,

        /// Your own places.
        #[command(flatten)]
        file: GazetteerFile,
    },
    /// Add the places of a GeoNames dump, a CSV or a GeoJSON file to your own
    ///
    /// A place that you imported before is replaced when it has the same GeoNames id. docs/places.md shows the columns.
    Import {
        /// The file with the places; its format is told by its content
        file: PathBuf,

        /// The country of places that name none: an ISO 3166 code such as SY
        #[arg(long, value_name = "CODE")]
        country: Option<String>,

        /// Your own places.
        #[command(flatten)]
        to: GazetteerFile,
    },
}

/// The file of a user's own places.
#[derive(Debug, clap::Args)]
pub struct GazetteerFile {
    /// The file with your own places [default: gazetteer.idx in $XDG_DATA_HOME/truceline, or in ~/.local/share/truceline]
    #[arg(long = "gazetteer", value_name = "FILE")]
    pub path: Option<PathBuf>,
}

/// The flags of `truceline parse`.
#[derive(Debug, clap::Args)]
pub struct ParseArgs {
    /// Files, folders or -, as for read
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// Take the text as cut already: a word between white space, a sentence a line, an empty line between paragraphs
    #[arg(long)]
    pub cut: bool,

    /// Other weights.
    #[command(flatten)]
    pub weights: WeightsArgs,
}

/// Weights other than those in the program, for judging them before they ship.
#[derive(Debug, clap::Args)]
pub struct WeightsArgs {
    /// A folder with encoder.onnx, tokenizer.json and labels.json, in place of the weights in the program
    #[arg(long, value_name = "FOLDER", hide = true)]
    pub weights: Option<PathBuf>,
}

/// How readings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Pretty,
    /// One JSON object a report and line
    Jsonl,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

fn published(value: &str) -> Result<String, BadDate> {
    check_date(value).map(|()| value.to_owned())
}

const AFTER_HELP: &str = "\
Examples:
  Who says what in a report, for reading:
    truceline read report.txt

  The same as data, one JSON object a report:
    truceline read --format jsonl report.txt > readings.jsonl

  Why the second incident of that report is what it is:
    truceline explain report.txt i2

  Completions for bash:
    truceline completions bash > ~/.local/share/bash-completion/completions/truceline

Run `truceline read --help` for more. Nothing that truceline reads leaves the machine. It asks the network for nothing but the
addresses that you name.";

const READ_EXAMPLES: &str = "\
Examples:
  A report from a file, with the day it was published:
    truceline read --published 2031-03-14 wire.txt

  Every report in a folder, as data:
    truceline read --format jsonl reports/ > readings.jsonl

  A page or a feed from its address, or from standard input:
    truceline read https://news.example/story
    curl -s https://news.example/story | truceline read --source 'Example News' -

  Every denial, with jq:
    truceline read --format jsonl reports/ | jq -c '.statements[] | select(.act == \"deny\")'

  A long report on a terminal, page by page:
    truceline read --color always report.html | less -R

Problems are told on standard error as `truceline: PATH: what is wrong`; the other reports are read all the same.
Exit codes: 0, all were read; 1, some had problems; 2, nothing could be done (bad usage, or no way to print).";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  Why the second incident of a report is what it is:
    truceline explain --published 2031-03-14 wire.txt i2

  All incidents of a page from standard input:
    curl -s https://news.example/story | truceline explain --source 'Example News' -

  One report out of a file of many:
    truceline explain --report nr-2031-03-05-07 bulletins.jsonl i1

Give --published and --source as for `truceline read`: both have a say in the reading.
Log odds are the encoder's own: 0 is even, +2 about 7 to 1 for, -2 about 7 to 1 against. They say
how sure it is of its reading of the words, not whether something happened.
Exit codes: 0, the report was read; 1, it had problems; 2, nothing could be done (bad usage, no such
report or incident).";

const ADD_EXAMPLES: &str = "\
Examples:
  Keep all reports of a folder in truceline.db:
    truceline add reports/

  What would come in:
    truceline add --dry-run reports/

  What is new in a feed (what is there already is recognised):
    truceline add https://news.example/feed.xml

  Readings that another machine made:
    truceline add readings.jsonl

  What `truceline export` wrote as CSV, XLSX or a bundle, here or elsewhere:
    truceline add ledger.bundle.zip

  A log of incidents that somebody else keeps, after a look at what would come in:
    truceline mapping log.xlsx --out log.toml
    truceline add --dry-run --mapping log.toml log.xlsx
    truceline add --mapping log.toml log.xlsx

A report that is there already is recognised by its bytes. Every report is one transaction: what was told to be added is
kept, whatever comes after. Exit codes as for `truceline read`.";

const MAPPING_EXAMPLES: &str = "\
Examples:
  A first mapping for a log, to be mended in any editor:
    truceline mapping --source 'Valley Monitor' valley.csv --out valley.toml

  Then what each row comes to, and which cells cannot be used:
    truceline add --dry-run --mapping valley.toml valley.csv

docs/logs.md says what can stand in a mapping and how cells are read.";

const AGREEMENT_EXAMPLES: &str = "\
Examples:
  Check what you wrote down, and keep it:
    truceline agreement check dolvik.toml
    truceline agreement add dolvik.toml

  What is known of it:
    truceline agreement show dolvik

docs/ceasefires.md says what can stand in such a file.";

const VIOLATIONS_EXAMPLES: &str = "\
Examples:
  What is said to have broken the Dolvik accord in March:
    truceline violations --agreement dolvik --from 2031-03-01 --to 2031-03-31

  The same as data:
    truceline violations --agreement dolvik --format jsonl";

const BRIEF_EXAMPLES: &str = "\
Examples:
  The week, to print:
    truceline brief --from 2031-03-10 --to 2031-03-16 --format html --out week.html

  One agreement and one region, as a Word file:
    truceline brief --from 2031-03-01 --to 2031-03-31 --agreement dolvik --area Lowlands --format docx --out march.docx";

const EXPORT_EXAMPLES: &str = "\
Examples:
  A spreadsheet of all incidents, which `truceline add` takes back:
    truceline export --format xlsx --out incidents.xlsx

  March in ACLED's columns; what is lost is told on standard error:
    truceline export --format acled --from 2031-03-01 --to 2031-03-31 > march.csv

  A map on which every place is rounded to a tenth of a degree:
    truceline export --format geojson --blur 0.1 --out map.geojson

  The whole ledger, signed, for another one:
    truceline export --format bundle --out ledger.bundle.zip

docs/export.md says what each format holds and loses.";

const SEARCH_EXAMPLES: &str = "\
Examples:
  All that is disputed in March:
    truceline search --disputed --from 2031-03-01 --to 2031-03-31

  Reports that speak of a market, near Orel:
    truceline search market --within '20km of 51.2,33.4'

  Incidents with 20 or more killed according to anyone, as data:
    truceline search --min-killed 20 --format jsonl";

const DECIDE_EXAMPLES: &str = "\
Examples:
  Two incidents are one:
    truceline decide merge i1f0c i77ab --reason 'same strike, the second report has the day wrong'

  A toll that was counted on the spot:
    truceline decide correct i1f0c killed 27 --reason 'list of the hospital, 7 March'

  What the program missed or misread in a report, on its words:
    truceline decide mark value wire.txt i1f0c killed 20-25 --words 'more than 20 bodies' --reason 'not read'
    truceline decide mark incident wire.txt 'looted' destruction --reason 'not read'
    truceline decide unmark statement wire.txt 'shells fell' --reason 'the narrator says so'

  Two that look alike and are not one:
    truceline decide apart i1f0c i77ab --reason 'two villages of one name'

  Take that back:
    truceline decide undo 214 --reason 'the list was of another day'";

const SERVE_EXAMPLES: &str = "\
Examples:
  truceline serve                                         open truceline.db at http://127.0.0.1:7070
  truceline serve --ledger valley.db --as 'Ana Brenner'   what is decided stands in the journal under this name
  truceline serve --address 127.0.0.1:0                   at a port that is free
  truceline serve --address 192.168.1.5:7070              for a team, who log in; docs/desk.md";

const VERIFY_EXAMPLES: &str = "\
Examples:
  Check everything:
    truceline verify

  Keep the journal's end elsewhere today, and check against it later:
    truceline journal head > /media/stick/head
    truceline verify --head $(cat /media/stick/head)

Exit codes: 0, all is as the journal says; 1, something is not, and is named; 2, the ledger cannot be read.";

const REREAD_EXAMPLES: &str = "\
Examples:
  What this version of the program would read otherwise:
    truceline reread

  The same for one report, and then keep it:
    truceline reread wire.txt
    truceline reread --apply wire.txt

Exit codes: 0, it was done; 1, some reports were left as they are because of decisions; 2, the ledger cannot be read.";

const GAZETTEER_EXAMPLES: &str = "\
Examples:
  Places called Orel, in any country:
    truceline gazetteer find Orel

  All villages of a country, from download.geonames.org/export/dump:
    truceline gazetteer import SY.txt

  Your own list, with the columns name, lat and lon:
    truceline gazetteer import --country SY quarters.csv";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  truceline completions bash > ~/.local/share/bash-completion/completions/truceline
  truceline completions zsh > ~/.zfunc/_truceline
  truceline completions fish > ~/.config/fish/completions/truceline.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  truceline man > truceline.1
  truceline man read > truceline-read.1
  truceline man read | man -l -";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn flags_are_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn every_command_for_people_has_a_man_page() {
        let args = Args::command();
        for command in args.get_subcommands().filter(|c| !c.is_hide_set()).map(|c| c.get_name()) {
            assert!(Args::try_parse_from(["truceline", "man", command]).is_ok(), "{command}");
        }
    }

    #[test]
    fn a_date_is_checked_where_it_is_given() {
        let parse = |date| Args::try_parse_from(["truceline", "read", "--published", date, "wire.txt"]);
        assert!(parse("2031-03-14").is_ok());
        let err = parse("14 March 2031").unwrap_err();
        assert_eq!(err.exit_code(), 2);
        assert!(err.to_string().contains("--published"), "{err}");
    }
}
