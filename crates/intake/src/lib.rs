//! From bytes to reports: format, charset, canonical text, language, and what could not be read.
//!
//! [`take`] turns one input into one or more [`Intake`]s, each a report with the problems met on the way. It never
//! fails: an input that cannot be read gives one intake with an empty text and a problem that says why and what to do.
//! This room opens no file and knows only the record.

mod charset;
pub mod copies;
mod date;
mod html;
mod jsonl;
mod language;
mod limits;
mod normalise;
mod origin;
mod sniff;
mod text;

use truceline_record::{Problem, ProblemCode, Report};

pub use date::{BadDate, check_date};
pub use limits::Limits;
pub use origin::{Canonical, Origin};
pub use sniff::{Format, sniff};

/// What a user says about the inputs.
///
/// Over what a page says of itself, these win: a user who names the outlet or the day has a reason. What a line of
/// JSON Lines says of its own report wins over these, since one option cannot be right for many reports.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The outlet that published the reports.
    pub source: Option<String>,
    /// When they were published: an ISO 8601 date, or date and time. One that [`check_date`] refuses is left out, with
    /// a problem.
    pub published: Option<String>,
    /// How much is read.
    pub limits: Limits,
}

/// One report ready for reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// The report with its canonical text.
    pub report: Report,
    /// What could not be read as it should, in the order met.
    pub problems: Vec<Problem>,
    /// From the canonical text back to the original bytes.
    pub origin: Origin,
    /// The bytes of this report alone, where it is one of many in its input.
    pub original: Option<Vec<u8>>,
}

impl Intake {
    /// An intake without text, for an input that could not be opened or read: `code` and `message` say why.
    pub fn unread(id: impl Into<String>, code: ProblemCode, message: impl Into<String>) -> Self {
        Self {
            report: Report { id: id.into(), ..Report::default() },
            problems: vec![Problem::new(code, message)],
            origin: Origin::default(),
            original: None,
        }
    }

    fn problem(&mut self, code: ProblemCode, message: impl Into<String>) {
        self.problems.push(Problem::new(code, message));
    }
}

/// Read `bytes`, which the user calls `name` (a path, or `-`).
///
/// The format is told by [`sniff`]. Text and HTML give one intake, whose id is `name`; JSON Lines gives one a line
/// that is not blank, with the ids of the lines, or `name:17` for a broken line 17. The result is never empty.
pub fn take(name: &str, bytes: &[u8], options: &Options) -> Vec<Intake> {
    let (options, bad_date) = checked(options);
    let mut taken = match sniff(name, bytes) {
        Format::JsonLines => jsonl::take(name, bytes, &options),
        Format::Html => vec![one(name, bytes, &options, html::take)],
        Format::Text => vec![one(name, bytes, &options, text::take)],
    };
    if let Some(problem) = bad_date {
        for intake in &mut taken {
            intake.problems.push(problem.clone());
        }
    }
    taken
}

/// The options with a bad date taken out, and the problem that it is.
fn checked(options: &Options) -> (Options, Option<Problem>) {
    let mut options = options.clone();
    let bad = options.published.as_deref().and_then(|date| check_date(date).err());
    if bad.is_some() {
        options.published = None;
    }
    (options, bad.map(|e| Problem::new(ProblemCode::BadDate, e.to_string())))
}

/// One report from a whole input, by `reader`, after what makes any input unreadable was ruled out.
fn one(name: &str, bytes: &[u8], options: &Options, reader: fn(&[u8], &Options, &mut Intake)) -> Intake {
    let mut intake = Intake::default();
    intake.report.id = name.to_owned();
    intake.report.digest = Some(digest(bytes));
    intake.report.source.clone_from(&options.source);
    intake.report.published.clone_from(&options.published);
    if let Some((code, message)) = limits::refuse(name, bytes, &options.limits) {
        intake.problem(code, message);
        return intake;
    }
    reader(bytes, options, &mut intake);
    if intake.report.text.trim().is_empty() && intake.problems.is_empty() {
        intake.problem(ProblemCode::Empty, format!("{name}: there is no text to read in it"));
    }
    intake.report.language = language::of(&intake.report.text).map(str::to_owned);
    intake
}

/// BLAKE3 hash of `bytes`, in hex.
fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
