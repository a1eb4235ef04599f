//! From bytes to reports: format, charset, canonical text, language, and what could not be read.
//!
//! [`take`] turns one input into one or more [`Intake`]s, each a report with the problems met on the way. It never
//! fails: an input that cannot be read gives one intake with an empty text and a problem that says why and what to do.
//! This room opens no file and knows only the record.

mod archive;
mod charset;
mod compose;
pub mod copies;
mod date;
mod docx;
mod feed;
mod guarded;
mod html;
mod jsonl;
mod language;
mod limits;
mod mail;
mod nest;
mod normalise;
mod origin;
mod pdf;
mod readings;
pub mod sheet;
mod sniff;
mod spans;
mod taking;
mod telegram;
mod text;
mod wacz;
mod warc;
mod whatsapp;
mod window;

use std::collections::BTreeMap;

use truceline_record::{Problem, ProblemCode, Report};

pub use date::{BadDate, check_date};
pub use guarded::is_guarded;
pub use jsonl::At;
pub use limits::Limits;
pub use origin::{Canonical, Origin};
pub use pdf::{Pages, ReadPages, pages};
pub use readings::{BadReading, reading};
pub use sniff::{Format, sniff};
pub use taking::Taking;

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
    /// Where the input was fetched from. A report that it is the whole of stands there, and its outlet is called by the machine's name where nothing else names it.
    pub address: Option<String>,
    /// How much is read.
    pub limits: Limits,
    /// What reads the pages of PDF documents, where not [`pages`] itself is to.
    pub pdf: Option<ReadPages>,
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
    /// The bytes of this report alone, where it is one of many in its input and they can be told: a line, the record of a web archive.
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

    /// An intake of the report `id`, of which `bytes` are the original ones, with what the user says of it.
    fn of(id: &str, bytes: &[u8], options: &Options) -> Self {
        Self::with_digest(id, Some(digest(bytes)), options)
    }

    /// The same of a report whose original bytes have this digest, where it is known.
    fn with_digest(id: &str, digest: Option<String>, options: &Options) -> Self {
        let mut intake = Self::default();
        intake.report.id = id.to_owned();
        intake.report.digest = digest;
        intake.report.source.clone_from(&options.source);
        intake.report.published.clone_from(&options.published);
        intake
    }

    /// Fill in what follows from the text.
    fn finish(&mut self) {
        if self.report.text.trim().is_empty() && self.problems.is_empty() {
            let message = format!("{}: there is no text to read in it", self.report.id);
            self.problem(ProblemCode::Empty, message);
        }
        self.report.language = language::of(&self.report.text).map(str::to_owned);
    }

    fn problem(&mut self, code: ProblemCode, message: impl Into<String>) {
        self.problems.push(Problem::new(code, message));
    }
}

/// Read `bytes`, which the user calls `name` (a path, or `-`).
///
/// The format is told by [`sniff`]. A format of one report gives one intake, whose id is `name`. Of a format of many,
/// each report has its own id where it was made to be known everywhere (JSON Lines), else `name#17` where 17 is what
/// the format itself calls it (a feed's entry, a chat's message, a record's place in a web archive); a broken line 17
/// of JSON Lines is `name:17`. The ids of one input are all different. The result is never empty.
pub fn take(name: &str, bytes: &[u8], options: &Options) -> Vec<Intake> {
    let (options, bad_date) = checked(options);
    let format = sniff(name, bytes);
    let mut taken = nest::Nest::new(&options).take(format, name, bytes);
    let mut ids = Ids::default();
    for intake in &mut taken {
        if !matches!(format, Format::JsonLines | Format::Readings) {
            ids.tell_apart(intake);
        }
        fetched_from(intake, name, &options);
        intake.problems.extend(bad_date.clone());
    }
    taken
}

/// Read one line of a file of JSON Lines or of readings, as [`take`] does the whole; nothing where it is blank or the format is not one of lines.
pub fn take_line(name: &str, format: Format, line: &[u8], at: At, options: &Options) -> Option<Intake> {
    let (options, bad_date) = checked(options);
    let mut intake = match format {
        Format::JsonLines => jsonl::take_line(name, line, at, &options),
        Format::Readings => readings::take_line(name, line, at, &options),
        _ => None,
    }?;
    intake.problems.extend(bad_date);
    Some(intake)
}

/// The ids of one input, each with how often it was met: counted on, so that many reports of one id do not take long.
#[derive(Default)]
struct Ids(BTreeMap<String, usize>);

impl Ids {
    /// Reports that bear the same id get a number behind it, from the second on.
    fn tell_apart(&mut self, intake: &mut Intake) {
        let known = &mut self.0;
        let id = intake.report.id.clone();
        let mut met = known.get(&id).copied().unwrap_or(0) + 1;
        known.insert(id.clone(), met);
        while met > 1 {
            intake.report.id = format!("{id}~{met}");
            if !known.contains_key(&intake.report.id) {
                known.insert(intake.report.id.clone(), 1);
                known.insert(id.clone(), met);
                break;
            }
            met += 1;
        }
    }
}

/// What the address that the input `name` was fetched from tells of its one report.
fn fetched_from(intake: &mut Intake, name: &str, options: &Options) {
    let Some(address) = &options.address else { return };
    if intake.report.id == name && intake.report.digest.is_some() {
        intake.report.url = Some(address.clone());
        if intake.report.source.is_none() {
            intake.report.source = truceline_record::host(address).map(str::to_owned);
        }
    }
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

/// One report from a whole input of `format`, by `reader`, after what makes any input unreadable was ruled out.
fn one(
    name: &str,
    bytes: &[u8],
    format: Format,
    options: &Options,
    reader: fn(&[u8], &Options, &mut Intake),
) -> Intake {
    let mut intake = Intake::of(name, bytes, options);
    if let Some((code, message)) = limits::refuse(name, bytes, format, &options.limits) {
        intake.problem(code, message);
        return intake;
    }
    reader(bytes, options, &mut intake);
    intake.finish();
    intake
}

/// BLAKE3 hash of `bytes`, in hex.
fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_alone_is_taken_as_it_is_among_others() {
        let file = "\u{feff}{\"report\": {\"id\": \"a\", \"text\": \"Shells \\u00e9 fell.\"}}\r\n\n{]\n{\"report\": {\"id\": \"b\", \"text\": \"x\"}, \"made_by\": {}}";
        let options = Options { published: Some("yesterday".into()), ..Options::default() };
        for name in ["a.jsonl", "readings.jsonl"] {
            let format = sniff(name, file.as_bytes());
            let mut at = At::default();
            let mut alone = Vec::new();
            for line in file.as_bytes().split(|byte| *byte == b'\n') {
                alone.extend(take_line(name, format, line, at, &options));
                at = At { line: at.line + 1, byte: at.byte + line.len() + 1 };
            }
            assert_eq!(alone, take(name, file.as_bytes(), &options));
            assert_eq!(alone.len(), 3);
        }
        assert_eq!(take_line("a.txt", Format::Text, b"Shells fell.", At::default(), &options), None);
    }

    #[test]
    fn what_was_fetched_stands_at_its_address() {
        let of = |name: &str, bytes: &[u8]| {
            let address = Some("https://www.valley.example/news/1".to_owned());
            let taken = take(name, bytes, &Options { address, ..Options::default() });
            taken.into_iter().map(|i| (i.report.url, i.report.source)).collect::<Vec<_>>()
        };
        let known = |text: &str| Some(text.to_owned());
        let page = (known("https://www.valley.example/news/1"), known("valley.example"));
        assert_eq!(of("https://valley.example/1", b"Shells fell on Dolvik."), [page]);
        // an entry of a feed stands where the feed says, and in its outlet
        let feed = b"<rss version=\"2.0\"><channel><title>Valley Wire</title><item><guid>7</guid><link>https://wire.example/7</link>\
            <description>Shells fell on Dolvik.</description></item></channel></rss>";
        assert_eq!(of("https://valley.example/feed", feed), [(known("https://wire.example/7"), known("Valley Wire"))]);
    }

    #[test]
    fn the_ids_of_one_input_are_all_different() {
        let mut taken: Vec<Intake> =
            ["a", "a~2", "a", "b", "a", "a~2"].map(|id| Intake::unread(id, ProblemCode::Empty, "x")).into();
        let mut known = Ids::default();
        taken.iter_mut().for_each(|intake| known.tell_apart(intake));
        let ids: Vec<&str> = taken.iter().map(|i| i.report.id.as_str()).collect();
        assert_eq!(ids, ["a", "a~2", "a~3", "b", "a~4", "a~2~2"]);
        let mut many = vec![Intake::unread("a", ProblemCode::Empty, "x"); 20_000];
        let mut known = Ids::default();
        many.iter_mut().for_each(|intake| known.tell_apart(intake));
        assert_eq!(many[19_999].report.id, "a~20000");
    }
}
