//! From the paths and addresses that a user gives to what there is to read, one at a time and in order.

use std::fs::{self, DirEntry, File};
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use truceline_fetch::{FetchError, Rules, is_address};
use truceline_intake::{At, Format, Intake, Limits, Options, Taking, sniff, take, take_line};
use truceline_ledger::Original;
use truceline_record::ProblemCode;

use crate::fetched::{self, Fetched};

/// How much of an input is looked at to tell whether it holds one report or many.
const HEAD: u64 = 64 * 1024;

/// One thing to read.
#[derive(Debug)]
pub struct Input {
    /// What its problems are told about: its path as the user gave it, `-`, or a report's id.
    pub name: String,
    /// How much of [`Inputs::total`] it is.
    pub size: u64,
    content: Content,
    /// The bytes of the file that it is one of many reports of.
    container: Option<Original>,
    /// Where it was fetched from.
    address: Option<String>,
}

#[derive(Debug)]
enum Content {
    /// The bytes of one report, not yet taken in: that is work for many threads.
    Bytes(Vec<u8>),
    /// The bytes of one line of a file of lines, not yet taken in.
    Line(Box<Line>),
    /// A report out of a file of many, or what could not be read.
    Ready(Box<Intake>),
}

#[derive(Debug)]
struct Line {
    file: String,
    format: Format,
    at: At,
    bytes: Vec<u8>,
}

impl Input {
    /// The intakes of this input, most often one.
    pub fn intakes(&self, options: &Options) -> Vec<Intake> {
        match &self.content {
            Content::Bytes(bytes) => {
                let options = Options { address: self.address.clone(), ..options.clone() };
                take(&self.name, bytes, &options)
            }
            Content::Line(line) => {
                take_line(&line.file, line.format, &line.bytes, line.at, options).into_iter().collect()
            }
            Content::Ready(intake) => vec![Intake::clone(intake)],
        }
    }

    /// The bytes of the file that it is or stands in; nothing where it is a line, or the file is too large to be kept whole.
    pub fn original(&self) -> Option<Original> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes.as_slice().into()),
            Content::Line(_) | Content::Ready(_) => self.container.clone(),
        }
    }

    /// Whether it is one of the reports of a file that was taken in as a whole.
    pub const fn is_of_many(&self) -> bool {
        matches!(self.content, Content::Ready(_))
    }

    /// Whether it is a line of a file of lines.
    pub const fn is_line(&self) -> bool {
        matches!(self.content, Content::Line(_))
    }

    fn new(name: String, size: u64, content: Content) -> Self {
        Self { name, size, content, container: None, address: None }
    }

    fn ready(intake: Intake, size: u64) -> Self {
        Self::new(intake.report.id.clone(), size, Content::Ready(Box::new(intake)))
    }
}

/// What there is to read, in order. Files are opened, and addresses asked, as they are reached.
pub struct Inputs {
    found: std::vec::IntoIter<Found>,
    many: Option<Many>,
    options: Options,
    rules: Rules,
    total: Option<u64>,
}

/// An open input of many reports.
enum Many {
    Lines(Lines),
    /// Taken in as a whole; each is a share of its size.
    Reports {
        reports: std::vec::IntoIter<Intake>,
        share: u64,
        container: Option<Original>,
    },
    Archive(Box<Archive>),
}

#[derive(Debug)]
enum Found {
    File(PathBuf),
    Address(String),
    StandardInput,
    Unreadable(PathBuf, io::Error),
}

impl Inputs {
    /// What stands at `paths`: files, folders with all that is in them, `-` for standard input, addresses, which are fetched under `rules`.
    ///
    /// In a folder, files come in the order of their paths; names that begin with a dot, links to folders, and what
    /// is neither file nor folder are left out.
    pub fn new(paths: &[PathBuf], options: Options, rules: Rules) -> Self {
        let mut found = Vec::new();
        for path in paths {
            if path.as_os_str() == "-" {
                found.push(Found::StandardInput);
            } else if let Some(address) = path.to_str().filter(|text| is_address(text)) {
                found.push(Found::Address(address.to_owned()));
            } else if path.is_dir() {
                look_into(path, &mut found);
            } else {
                found.push(Found::File(path.clone()));
            }
        }
        let total = found.iter().map(Found::size).sum();
        Self { found: found.into_iter(), many: None, options, rules, total }
    }

    /// The bytes of all files together; nothing where standard input or an address is among them.
    pub const fn total(&self) -> Option<u64> {
        self.total
    }

    /// The next input out of `found`; nothing when its reports are many, which are then kept in `self.many`.
    fn open(&mut self, found: &Found) -> Option<Input> {
        let name = found.name();
        let size = found.size().unwrap_or(0);
        let unread = |code, message| Some(Input::ready(Intake::unread(&name, code, message), size));
        let limits = &self.options.limits;
        let mut address = None;
        let loaded = match found {
            Found::Address(asked) => match fetched::fetched(asked, &self.rules, limits) {
                Ok(Fetched { file, size, at }) => {
                    address = Some(at);
                    load_file(&name, file, size, limits)
                }
                Err(error @ FetchError::TooLarge { .. }) => return unread(ProblemCode::TooLarge, error.to_string()),
                Err(error) => return unread(ProblemCode::Unreadable, error.to_string()),
            },
            Found::File(path) => open(path).and_then(|(file, size)| load_file(&name, file, size, limits)),
            Found::StandardInput => load(&name, io::stdin(), 0, limits),
            Found::Unreadable(_, error) => return unread(ProblemCode::Unreadable, format!("{name}: {}", why(error))),
        };
        match loaded {
            Ok(Loaded::One(bytes)) => Some(Input { address, ..Input::new(name, size, Content::Bytes(bytes)) }),
            Ok(Loaded::Many(bytes)) => {
                let intakes = take(&name, &bytes, &self.options);
                let share = size / intakes.len().max(1) as u64;
                let whole = bytes.len() <= limits.max_bytes;
                let container = whole.then(|| bytes.into());
                self.many = Some(Many::Reports { reports: intakes.into_iter(), share, container });
                None
            }
            Ok(Loaded::Archive(format, file)) => {
                let reports = Taking::new(&name, format, file, &self.options);
                let left = if size == 0 { 0 } else { reports.size() };
                self.many = Some(Many::Archive(Box::new(Archive { reports, left, whole: None })));
                None
            }
            Ok(Loaded::Lines(lines)) => {
                self.many = Some(Many::Lines(lines));
                None
            }
            Ok(Loaded::TooLarge(message)) => unread(ProblemCode::TooLarge, message),
            Err(error) => unread(ProblemCode::Unreadable, format!("{name}: {}", why(&error))),
        }
    }
}

impl Iterator for Inputs {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        loop {
            let limits = &self.options.limits;
            let next = self.many.as_mut().and_then(|many| match many {
                Many::Lines(lines) => lines.next(limits),
                Many::Reports { reports, share, container } => {
                    let input = Input::ready(reports.next()?, *share);
                    Some(Input { container: container.clone(), ..input })
                }
                Many::Archive(archive) => archive.next(limits),
            });
            if next.is_some() {
                return next;
            }
            self.many = None;
            let found = self.found.next()?;
            if let Some(input) = self.open(&found) {
                return Some(input);
            }
        }
    }
}

/// A web archive, read record by record.
struct Archive {
    reports: Taking<File>,
    /// How much of its size is in no report yet.
    left: u64,
    /// Its bytes, once a report was met that has none of its own.
    whole: Option<Original>,
}

impl Archive {
    fn next(&mut self, limits: &Limits) -> Option<Input> {
        let intake = self.reports.next()?;
        // each report has its record; where these came to too many bytes, a small archive is kept itself
        let bare = intake.original.is_none() && !intake.report.text.trim().is_empty();
        if bare && self.whole.is_none() && self.reports.size() <= limits.max_bytes as u64 {
            self.whole = self.reports.original().ok().map(Original::from);
        }
        let size = intake.original.as_ref().map_or(0, |bytes| bytes.len() as u64).min(self.left);
        self.left -= size;
        let container = self.whole.clone().filter(|_| bare);
        Some(Input { container, ..Input::ready(intake, size) })
    }
}

enum Loaded {
    One(Vec<u8>),
    Many(Vec<u8>),
    Archive(Format, File),
    Lines(Lines),
    TooLarge(String),
}

/// A file of lines, read as they are asked for: it may be larger than the memory.
struct Lines {
    file: String,
    format: Format,
    at: At,
    source: Box<dyn BufRead + Send>,
}

impl Lines {
    /// The next line that is not blank.
    fn next(&mut self, limits: &Limits) -> Option<Input> {
        let start = self.at.byte;
        loop {
            let at = self.at;
            match self.line(limits) {
                Ok(None) => return None,
                Ok(Some(bytes)) if bytes.trim_ascii().is_empty() => {}
                Ok(Some(bytes)) => {
                    let name = format!("{}:{}", self.file, at.line + 1);
                    let line = Line { file: self.file.clone(), format: self.format, at, bytes };
                    let size = self.at.byte.saturating_sub(start) as u64;
                    return Some(Input::new(name, size, Content::Line(Box::new(line))));
                }
                Err(error) => {
                    // what comes after cannot be had
                    self.source = Box::new(io::empty());
                    let place = format!("{}:{}", self.file, at.line + 1);
                    let message = format!("{place}: {}; the lines from there on are left out", why(&error));
                    return Some(Input::ready(Intake::unread(place, ProblemCode::Unreadable, message), 0));
                }
            }
        }
    }

    /// The next line without its end. Of one that is larger than a report may be, no more than tells that it is.
    fn line(&mut self, limits: &Limits) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        let mut read = self.source.by_ref().take(limits.max_bytes as u64 + 2).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(None);
        }
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        } else {
            read += self.source.skip_until(b'\n')?;
        }
        self.at = At { line: self.at.line + 1, byte: self.at.byte + read };
        Ok(Some(bytes))
    }
}

impl Found {
    fn name(&self) -> String {
        match self {
            Self::File(path) | Self::Unreadable(path, _) => path.display().to_string(),
            Self::Address(address) => address.clone(),
            Self::StandardInput => "-".to_owned(),
        }
    }

    fn size(&self) -> Option<u64> {
        match self {
            Self::File(path) => Some(fs::metadata(path).map_or(0, |m| m.len())),
            Self::Unreadable(..) => Some(0),
            Self::Address(_) | Self::StandardInput => None,
        }
    }
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    Ok((file, size))
}

/// What [`load`] gives of a file; a web archive is read where it stands.
fn load_file(name: &str, mut file: File, size: u64, limits: &Limits) -> io::Result<Loaded> {
    // what is no file, a pipe, is read once
    if file.metadata()?.is_file() {
        let mut ends = Vec::new();
        file.by_ref().take(HEAD).read_to_end(&mut ends)?;
        // what is in a zip archive may be told at its end alone
        if ends.starts_with(b"PK\x03\x04") && size > 2 * HEAD {
            file.seek(SeekFrom::Start(size - HEAD))?;
            file.by_ref().take(HEAD).read_to_end(&mut ends)?;
        }
        file.rewind()?;
        let format = sniff(name, &ends);
        if format.is_web_archive() {
            return Ok(Loaded::Archive(format, file));
        }
    }
    load(name, file, size, limits)
}

/// All of `source`, which is said to hold `size` bytes; for one report, no more than the limit lets be read; of a file of lines, only the first.
fn load(name: &str, source: impl Read + Send + 'static, size: u64, limits: &Limits) -> io::Result<Loaded> {
    let mut source = BufReader::new(source);
    let mut bytes = Vec::new();
    source.by_ref().take(HEAD).read_to_end(&mut bytes)?;
    let limit = limits.max_bytes as u64;
    // Whether it is JSON Lines is told by the first line, so that must be whole.
    if bytes.len() as u64 == HEAD && bytes.starts_with(b"{") && !bytes.contains(&b'\n') {
        source.by_ref().take(limit).read_until(b'\n', &mut bytes)?;
    }
    let mut format = sniff(name, &bytes);
    if format == Format::Text && bytes.starts_with(b"PK\x03\x04") {
        // What is in the archive may be told at its end alone.
        let most = limits.max_archive_bytes as u64;
        source.by_ref().take(most.saturating_sub(bytes.len() as u64)).read_to_end(&mut bytes)?;
        format = sniff(name, &bytes);
    }
    if matches!(format, Format::JsonLines | Format::Readings) && !bytes.trim_ascii().is_empty() {
        let source: Box<dyn BufRead + Send> = Box::new(Cursor::new(bytes).chain(source));
        return Ok(Loaded::Lines(Lines { file: name.to_owned(), format, at: At::default(), source }));
    }
    // One byte over the limit is enough to know that it is over.
    let most = limits.largest(format).map_or(u64::MAX, |limit| limit + 1);
    if format.is_web_archive() {
        let mut file = tempfile::tempfile()?;
        io::copy(&mut Cursor::new(bytes).chain(source).take(most), &mut file)?;
        return Ok(Loaded::Archive(format, file));
    }
    source.take(most.saturating_sub(bytes.len() as u64)).read_to_end(&mut bytes)?;
    Ok(match limits.too_large_for(format, name, size.max(bytes.len() as u64)) {
        Some(message) => Loaded::TooLarge(message),
        None if format.many() => Loaded::Many(bytes),
        None => Loaded::One(bytes),
    })
}

/// Find the files in the folder `path` and in those in it.
fn look_into(path: &Path, found: &mut Vec<Found>) {
    let entries: io::Result<Vec<DirEntry>> = fs::read_dir(path).and_then(Iterator::collect);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return found.push(Found::Unreadable(path.to_owned(), error)),
    };
    entries.sort_by_key(DirEntry::file_name);
    for entry in entries {
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => look_into(&path, found),
            // A link to a folder could lead round in a ring; the folder is read where it stands.
            Ok(_) if path.is_file() => found.push(Found::File(path)),
            Ok(kind) if kind.is_symlink() && !path.exists() => {
                found.push(Found::Unreadable(path, ErrorKind::NotFound.into()));
            }
            Ok(_) => {}
            Err(error) => found.push(Found::Unreadable(path, error)),
        }
    }
}

fn why(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder; check the path".to_owned(),
        ErrorKind::PermissionDenied => "no permission to read it; change its permissions, or leave it out".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::fetched::rules;

    /// Counts the bytes that are read of a source.
    struct Counted<R>(R, Arc<AtomicUsize>);

    impl<R: Read> Read for Counted<R> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let read = self.0.read(to)?;
            self.1.fetch_add(read, Ordering::Relaxed);
            Ok(read)
        }
    }

    fn names(paths: &[PathBuf]) -> Vec<String> {
        Inputs::new(paths, Options::default(), rules(false)).map(|input| input.name).collect()
    }

    #[test]
    fn a_folder_is_read_in_the_order_of_its_paths_without_hidden_files() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("b/inner")).unwrap();
        fs::create_dir(root.join(".git")).unwrap();
        for file in ["z.txt", "b/inner/2.txt", "b/1.txt", "a.txt", ".hidden", ".git/config", "b.txt"] {
            fs::write(root.join(file), "The army said so.").unwrap();
        }
        let expected: Vec<String> = ["a.txt", "b/1.txt", "b/inner/2.txt", "b.txt", "z.txt"]
            .iter()
            .map(|name| root.join(name).display().to_string())
            .collect();
        assert_eq!(names(&[root.to_owned()]), expected);
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_round_or_nowhere_do_not_hang() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a.txt"), "The army said so.").unwrap();
        std::os::unix::fs::symlink(root, root.join("ring")).unwrap();
        std::os::unix::fs::symlink(root.join("gone"), root.join("nowhere")).unwrap();
        std::os::unix::fs::symlink(root.join("a.txt"), root.join("other.txt")).unwrap();
        let inputs: Vec<Input> = Inputs::new(&[root.to_owned()], Options::default(), rules(false)).collect();
        let expected = ["a.txt", "nowhere", "other.txt"].map(|name| root.join(name).display().to_string());
        assert_eq!(inputs.iter().map(|i| i.name.clone()).collect::<Vec<_>>(), expected);
        let problems = &inputs[1].intakes(&Options::default())[0].problems;
        assert_eq!(problems[0].code, ProblemCode::Unreadable);
        assert!(problems[0].message.contains("no such file"), "{}", problems[0].message);
    }

    #[test]
    fn what_is_not_there_is_a_problem_and_the_others_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let (gone, here) = (folder.path().join("gone.txt"), folder.path().join("here.txt"));
        fs::write(&here, "The army said so.").unwrap();
        let inputs: Vec<Input> = Inputs::new(&[gone.clone(), here], Options::default(), rules(false)).collect();
        assert_eq!(inputs.len(), 2);
        let intake = &inputs[0].intakes(&Options::default())[0];
        assert_eq!(intake.report.id, gone.display().to_string());
        assert_eq!(intake.problems[0].code, ProblemCode::Unreadable);
        assert!(matches!(inputs[1].content, Content::Bytes(_)));
    }

    #[test]
    fn one_report_over_the_limit_is_not_read_to_its_end() {
        let limits = Limits { max_bytes: 200_000, ..Limits::default() };
        let source = Cursor::new(vec![b'a'; 1_000_000]);
        let read = Arc::new(AtomicUsize::new(0));
        let loaded = load("big.txt", Counted(source, Arc::clone(&read)), 1_000_000, &limits).unwrap();
        assert!(matches!(loaded, Loaded::TooLarge(message) if message.contains("1000 kB")));
        assert!(read.load(Ordering::Relaxed) < 300_000);
    }

    #[test]
    fn a_first_line_longer_than_the_head_still_tells_json_lines() {
        let text = "word ".repeat(HEAD as usize);
        let line = format!("{{\"report\": {{\"id\": \"a\", \"text\": \"{text}\"}}}}\n");
        let loaded = load("-", Cursor::new(line.repeat(2)), 0, &Limits::default()).unwrap();
        let Loaded::Lines(mut lines) = loaded else { panic!("told as something else") };
        let sizes: Vec<u64> = std::iter::from_fn(|| lines.next(&Limits::default())).map(|input| input.size).collect();
        assert_eq!(sizes, [line.len() as u64; 2]);
    }

    #[test]
    fn lines_are_read_as_they_are_asked_for() {
        let line = |id: usize, words: usize| {
            format!("{{\"report\": {{\"id\": \"{id}\", \"text\": \"{}\"}}}}\n", "The army said so. ".repeat(words))
        };
        let file = [line(1, 4), "\n".to_owned(), line(2, 40_000), line(3, 4), line(4, 4)].concat();
        let read = Arc::new(AtomicUsize::new(0));
        let source = Counted(Cursor::new(file.repeat(20)), Arc::clone(&read));
        let limits = Limits { max_bytes: 100_000, ..Limits::default() };
        let Loaded::Lines(mut lines) = load("-", source, 0, &limits).unwrap() else { panic!("told as something else") };
        let first = lines.next(&limits).unwrap();
        assert_eq!(first.name, "-:1");
        assert!(read.load(Ordering::Relaxed) < 100_000);
        let options = Options { limits, ..Options::default() };
        let mut ids = vec![first.intakes(&options)[0].report.id.clone()];
        for _ in 0..3 {
            let intake = lines.next(&options.limits).unwrap().intakes(&options).remove(0);
            if let Some(problem) = intake.problems.first() {
                assert_eq!(problem.code, ProblemCode::TooLarge);
            }
            ids.push(intake.report.id);
        }
        assert_eq!(ids, ["1", "-:3", "3", "4"]);
    }

    #[test]
    fn an_archive_may_be_larger_than_a_report_and_gives_many() {
        let limits = Limits { max_bytes: 1000, max_archive_bytes: 300_000, ..Limits::default() };
        let block = "The army said so. ".repeat(5000);
        let record = format!(
            "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        );
        let loaded = load("a.warc", Cursor::new(record.repeat(3)), 0, &limits).unwrap();
        let size = |loaded: Loaded| match loaded {
            Loaded::Archive(Format::Warc, file) => file.metadata().unwrap().len(),
            _ => panic!("told as something else"),
        };
        assert_eq!(size(loaded), 3 * record.len() as u64);
        // of one that is too large, no more than tells that it is
        let loaded = load("a.warc", Cursor::new(record.repeat(40)), 0, &limits).unwrap();
        assert_eq!(size(loaded), 300_001);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.warc");
        fs::write(&path, record.repeat(4)).unwrap();
        let options = Options { limits, ..Options::default() };
        let inputs: Vec<Input> = Inputs::new(&[path], options.clone(), rules(false)).collect();
        let problem = &inputs[0].intakes(&options)[0].problems[0];
        assert!(problem.code == ProblemCode::TooLarge && problem.message.contains("300 kB"), "{problem:?}");
    }

    #[test]
    fn a_small_archive_is_kept_itself_where_its_records_come_to_too_many_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.warc");
        let block = "The army said so. ".repeat(50);
        let record = format!(
            "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        );
        fs::write(&path, record.repeat(3)).unwrap();
        let limits = Limits { max_original_bytes: 1500, ..Limits::default() };
        let inputs: Vec<Input> = Inputs::new(&[path], Options { limits, ..Options::default() }, rules(false)).collect();
        let kept: Vec<Option<usize>> = inputs.iter().map(|i| i.original().map(|bytes| bytes.len())).collect();
        assert_eq!(kept, [None, Some(3 * record.len()), Some(3 * record.len())]);
    }

    #[test]
    fn sizes_add_up_to_the_total() {
        let folder = tempfile::tempdir().unwrap();
        let line = "{\"report\": {\"id\": \"a\", \"text\": \"The army said so.\"}}\n";
        fs::write(folder.path().join("a.jsonl"), line.repeat(4)).unwrap();
        fs::write(folder.path().join("b.txt"), "The army said so.").unwrap();
        let inputs = Inputs::new(&[folder.path().to_owned()], Options::default(), rules(false));
        let total = inputs.total().unwrap();
        let sizes: Vec<u64> = inputs.map(|i| i.size).collect();
        assert_eq!(sizes.len(), 5);
        assert_eq!(sizes.iter().sum::<u64>(), total);
    }
}
