//! Web archives (WARC 1.0 and 1.1), packed with gzip or not: each page or document that was captured is a report.
//!
//! Which records are there and where is this room's own reader, since where a record stands in the archive and whether
//! its digests fit is what makes it evidence. Of a record of a page its address and the moment of its capture are kept;
//! when it was published the page alone can say.

mod digest;
mod http;
mod record;

use std::borrow::Cow;
use std::io::{self, Cursor, Read, Seek};

use truceline_record::{Problem, ProblemCode};

use crate::nest::Nest;
use crate::sniff::{Format, sniff};
use crate::window::Window;
use crate::{Intake, check_date};
use record::{Record, Records};

pub(crate) use digest::check_all as check_whole_digest;

/// Whether `bytes` start as a web archive does, packed or not.
pub(crate) fn starts(bytes: &[u8]) -> bool {
    bytes.starts_with(b"WARC/") || bytes.starts_with(b"\x1F\x8B") && record::unpacks_to_record(bytes)
}

/// What was met in an archive.
#[derive(Default)]
struct Seen {
    records: usize,
    /// Records of what is no report: pictures, scripts, answers that something is not there.
    others: usize,
}

/// One intake a captured document, and one for each damaged or changed record of anything else.
pub(crate) fn take(name: &str, bytes: &[u8], nest: &mut Nest<'_>) -> Vec<Intake> {
    let pages =
        Window::new(Cursor::new(bytes), 0..bytes.len() as u64).and_then(|window| Pages::new(name, window, nest));
    let Ok(mut pages) = pages else { return Vec::new() };
    std::iter::from_fn(|| pages.next(nest)).flatten().collect()
}

/// Goes through an archive, one record after the other.
pub(crate) struct Pages<R> {
    name: String,
    /// Nothing once the end is reached.
    records: Option<Records<R>>,
    seen: Seen,
    /// Whether any intake came of it.
    any: bool,
}

impl<R: Read + Seek> Pages<R> {
    pub(crate) fn new(name: &str, archive: Window<R>, nest: &Nest<'_>) -> io::Result<Self> {
        let records = Records::new(archive, nest.options.limits)?;
        Ok(Self { name: name.to_owned(), records: Some(records), seen: Seen::default(), any: false })
    }

    /// The intakes of the next record, often none; nothing after the last.
    pub(crate) fn next(&mut self, nest: &mut Nest<'_>) -> Option<Vec<Intake>> {
        let name = &self.name;
        let records = self.records.as_mut()?;
        let Some(found) = records.next() else { return self.end(nest) };
        let mut stop = nest.unpack(name, records.unpacked_since()).err();
        let mut taken = match found {
            Ok(record) => {
                self.seen.records += 1;
                let own = read(name, &record, &mut self.seen, nest);
                stop = stop.or_else(|| nest.keep(name, &own).err());
                own
            }
            Err(bad) => {
                let id = format!("{name}#byte {}", bad.at);
                let message = format!("{id}: {}", bad.why);
                vec![Intake::unread(id, bad.code, message)]
            }
        };
        if let Some((code, message)) = stop {
            let last = format!("{name}#rest");
            taken.push(Intake::unread(last, code, message));
            self.records = None;
        }
        self.any |= !taken.is_empty();
        Some(taken)
    }

    /// What to say at the end, where nothing came of it.
    fn end(&mut self, nest: &Nest<'_>) -> Option<Vec<Intake>> {
        let archive = self.records.take()?.end();
        if self.any {
            return None;
        }
        let digest = archive.and_then(|mut archive| archive.digest().ok());
        let mut empty = Intake::with_digest(&self.name, digest, nest.options);
        let message = format!(
            "{}: none of the {} records of the archive is a page or document ({} are pictures, scripts and the like)",
            self.name, self.seen.records, self.seen.others
        );
        empty.problem(ProblemCode::Empty, message);
        Some(vec![empty])
    }
}

/// The intakes of one record.
fn read(name: &str, record: &Record, seen: &mut Seen, nest: &mut Nest<'_>) -> Vec<Intake> {
    let place = record.id().map_or_else(|| format!("byte {}", record.at), str::to_owned);
    let id = format!("{name}#{place}");
    let problems = doubts(&id, record);
    let mut taken = match document(&id, record) {
        Ok(Some((body, part))) => packed(&id, &part, &body, record, nest),
        Ok(None) => Vec::new(),
        Err(message) => vec![Intake::unread(&id, ProblemCode::Damaged, format!("{id}: {message}"))],
    };
    if taken.is_empty() {
        seen.others += 1;
        if problems.is_empty() {
            return taken;
        }
        let mut unread = Intake::default();
        unread.report.id = id;
        unread.report.url = record.target().map(str::to_owned);
        taken.push(unread);
    }
    let part = format!("record {} at byte {}", record.id().unwrap_or("without an id"), record.at);
    for intake in &mut taken {
        intake.origin.within(&part);
        intake.problems.extend(problems.iter().cloned());
        // the record is the evidence: what the server sent, with what the archive says of it
        let kept = !intake.report.text.trim().is_empty() && nest.keep_original(record.size());
        intake.original = kept.then(|| record.bytes());
    }
    taken
}

/// What speaks against the record being what was captured.
fn doubts(id: &str, record: &Record) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut check = |field: &str, bodies: &[&[u8]]| {
        let Some(said) = record.field(field) else { return };
        match digest::check(said, bodies) {
            Ok(true) => {}
            Ok(false) => {
                let target = record.target().unwrap_or("a record without an address");
                let message = format!(
                    "{id}: the bytes of {target} are not those that were captured: their digest is not {said}, as \
                     {field} says; get the archive again from where it came"
                );
                problems.push(Problem::new(ProblemCode::DigestMismatch, message));
            }
            Err(why) => {
                problems
                    .push(Problem::new(ProblemCode::DigestMismatch, format!("{id}: {field} cannot be checked: {why}")));
            }
        }
    };
    check("WARC-Block-Digest", &[&record.block]);
    // A record that points back to an earlier one has that one's digest, and no payload.
    if record.kind() != "revisit" {
        match record.http() {
            Some(message) => {
                // Writers differ in whether they count the payload as it was sent or with its chunks joined.
                let joined = message.joined().unwrap_or_default();
                check("WARC-Payload-Digest", &[message.body, &joined]);
            }
            None => check("WARC-Payload-Digest", &[&record.block]),
        }
    }
    problems
}

/// A document, and the name of the file that it would be.
type Document<'r> = (Cow<'r, [u8]>, String);

/// The document that a record holds, unpacked, with the name of the file that it would be; nothing if it is none.
fn document<'r>(id: &str, record: &'r Record) -> Result<Option<Document<'r>>, String> {
    let (kind, body) = match record.kind() {
        "response" => {
            let Some(message) = record.http() else { return Ok(None) };
            if !message.is_success() {
                return Ok(None);
            }
            let kind = message.field("content-type").unwrap_or("").to_owned();
            if !may_be_document(&kind) {
                return Ok(None);
            }
            (kind, message.decoded()?)
        }
        "resource" | "conversion" => {
            (record.field("Content-Type").unwrap_or("").to_owned(), Cow::Borrowed(record.block.as_slice()))
        }
        _ => return Ok(None),
    };
    let kind = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let target = record.target().unwrap_or(id);
    let path = target.split(['?', '#']).next().unwrap_or("");
    let file = path.rsplit('/').next().unwrap_or("");
    if !may_be_document(&kind) || file == "robots.txt" || body.is_empty() {
        return Ok(None);
    }
    let page = matches!(kind.as_str(), "text/html" | "application/xhtml+xml");
    let format = sniff(file, &body);
    let text = matches!(format, Format::Text | Format::Html);
    if text && !page && kind != "text/plain" {
        return Ok(None);
    }
    // What was sent as a page is one, however little of it looks so.
    let part = if page && format == Format::Text { "page.html".to_owned() } else { file.to_owned() };
    Ok(Some((body, part)))
}

/// Whether something of the media type `kind` can be a report.
fn may_be_document(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    kind.is_empty()
        || matches!(
            kind.as_str(),
            "text/html"
                | "application/xhtml+xml"
                | "text/plain"
                | "application/pdf"
                | "text/xml"
                | "application/xml"
                | "application/rss+xml"
                | "application/atom+xml"
                | "application/rdf+xml"
                | "application/feed+json"
                | "message/rfc822"
                | "application/octet-stream"
                | "binary/octet-stream"
                | "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        )
}

/// The intakes of the document `body`, with what the record says of it.
fn packed(id: &str, file: &str, body: &[u8], record: &Record, nest: &mut Nest<'_>) -> Vec<Intake> {
    let Ok(mut taken) = nest.packed(id, if file.is_empty() { "page" } else { file }, body) else {
        return Vec::new();
    };
    let captured = record.field("WARC-Date").filter(|d| check_date(d).is_ok());
    for intake in &mut taken {
        let report = &mut intake.report;
        report.captured = captured.map(str::to_owned);
        // An entry of a captured feed has an address of its own.
        if report.id == id {
            report.url = record.target().map(str::to_owned);
        }
        if report.source.is_none() {
            report.source = record.target().and_then(truceline_record::host).map(str::to_owned);
        }
    }
    taken
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use sha1::{Digest, Sha1};
    use sha2::Sha256;

    use super::*;
    use crate::{Limits, Options, take as take_any};

    pub(crate) const PAGE: &str = "<html><head><title>Army denies shelling</title></head><body><article><p>The army \
        denied on Tuesday that it had shelled the market in Dolvik, where three people were killed.</p><p>The mayor \
        said that the shells had come from the west, where the army stands.</p></article></body></html>";

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|b| format!("{b:02x}")).collect()
    }

    pub(crate) fn record(kind: &str, target: &str, content_type: &str, block: &[u8], fields: &str) -> Vec<u8> {
        let head = format!(
            "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{target}>\r\nWARC-Target-URI: {target}\r\n\
             WARC-Date: 2031-03-12T08:00:00Z\r\n{fields}Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), block, b"\r\n\r\n"].concat()
    }

    pub(crate) fn response(target: &str, head: &str, body: &[u8]) -> Vec<u8> {
        let block = [format!("HTTP/1.1 200 OK\r\n{head}\r\n").as_bytes(), body].concat();
        let fields = format!(
            "WARC-Block-Digest: sha256:{}\r\nWARC-Payload-Digest: sha1:{}\r\n",
            hex(&Sha256::digest(&block)),
            digest::base32(&Sha1::digest(body))
        );
        record("response", target, "application/http; msgtype=response", &block, &fields)
    }

    pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = GzEncoder::new(Vec::new(), Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn records() -> Vec<Vec<u8>> {
        let chunked = format!("{:x}\r\n{}\r\n0\r\n\r\n", PAGE.len(), PAGE);
        vec![
            record("warcinfo", "x", "application/warc-fields", b"software: x\r\n", ""),
            response("https://ana.example/1", "Content-Type: text/html\r\n", PAGE.as_bytes()),
            response("https://ana.example/a.js", "Content-Type: text/javascript\r\n", b"var a;"),
            response(
                "https://www.vb.example/2",
                "Content-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n",
                chunked.as_bytes(),
            ),
            response(
                "https://vb.example/3.txt",
                "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n",
                &gzip(b"The Assembly denied it."),
            ),
            record("resource", "https://ana.example/4", "text/plain", b"The envoy left.", ""),
        ]
    }

    #[test]
    fn captured_pages_are_reports_packed_or_not() {
        let plain = records().concat();
        let packed: Vec<u8> = records().iter().flat_map(|r| gzip(r)).collect();
        let whole = gzip(&plain);
        let texts = |bytes: &[u8]| -> Vec<(String, Option<String>, String)> {
            let taken = take_any("crawl.warc", bytes, &Options::default());
            assert!(
                taken.iter().all(|i| i.problems.is_empty()),
                "{:?}",
                taken.iter().map(|i| &i.problems).collect::<Vec<_>>()
            );
            let of =
                |i: &Intake| (i.report.id.clone(), i.report.source.clone(), i.report.text.chars().take(20).collect());
            taken.iter().map(of).collect()
        };
        let expected = [
            ("crawl.warc#urn:uuid:https://ana.example/1", "ana.example", "The army denied on T"),
            ("crawl.warc#urn:uuid:https://www.vb.example/2", "vb.example", "The army denied on T"),
            ("crawl.warc#urn:uuid:https://vb.example/3.txt", "vb.example", "The Assembly denied "),
            ("crawl.warc#urn:uuid:https://ana.example/4", "ana.example", "The envoy left."),
        ]
        .map(|(id, source, text)| (id.to_owned(), Some(source.to_owned()), text.to_owned()));
        for bytes in [&plain, &packed, &whole] {
            assert_eq!(texts(bytes), expected);
        }
        let taken = take_any("crawl.warc.gz", &packed, &Options::default());
        let report = &taken[0].report;
        assert_eq!(report.url.as_deref(), Some("https://ana.example/1"));
        assert_eq!(report.captured.as_deref(), Some("2031-03-12T08:00:00Z"));
        assert_eq!((report.published.as_deref(), report.title.as_deref()), (None, Some("Army denies shelling")));
        let second = records().iter().take(1).map(|r| gzip(r).len()).sum::<usize>();
        let part = format!("record urn:uuid:https://ana.example/1 at byte {second} / 1");
        assert_eq!(taken[0].origin.part(0), Some(part.as_str()));
        let bytes = taken[0].origin.bytes(truceline_record::Span::new(0, 8)).unwrap();
        assert_eq!(&PAGE[bytes], "The army");
    }

    #[test]
    fn each_report_has_the_bytes_of_its_record_as_far_as_there_is_room() {
        let plain = records().concat();
        let packed: Vec<u8> = records().iter().flat_map(|r| gzip(r)).collect();
        let originals = |bytes: &[u8], most: u64| -> Vec<Option<Vec<u8>>> {
            let limits = Limits { max_original_bytes: most, ..Limits::default() };
            let taken = take_any("crawl.warc", bytes, &Options { limits, ..Options::default() });
            taken.into_iter().map(|i| i.original).collect()
        };
        let all = originals(&plain, u64::MAX);
        assert_eq!(all, originals(&packed, u64::MAX));
        let whole = |original: &Option<Vec<u8>>| {
            let bytes = original.as_deref().unwrap();
            plain.windows(bytes.len()).any(|w| w == bytes) && bytes.starts_with(b"WARC/")
        };
        assert!(all.iter().all(whole));
        let first = all[0].as_ref().map_or(0, Vec::len) as u64;
        assert_eq!(originals(&plain, first).iter().flatten().count(), 1);
    }

    #[test]
    fn a_changed_byte_is_told_with_the_report() {
        let mut bytes = records().concat();
        let at = bytes.windows(6).position(|w| w == b"market").unwrap();
        bytes[at] = b'M';
        let taken = take_any("a.warc", &bytes, &Options::default());
        let codes: Vec<ProblemCode> = taken[0].problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, [ProblemCode::DigestMismatch, ProblemCode::DigestMismatch]);
        assert!(taken[0].report.text.contains("Market"));
        assert_eq!((taken.len(), taken[1].problems.len()), (4, 0));
        let at = bytes.windows(6).position(|w| w == b"var a;").unwrap();
        bytes[at] = b'V';
        let taken = take_any("a.warc", &bytes, &Options::default());
        assert_eq!((taken.len(), taken[1].report.url.as_deref()), (5, Some("https://ana.example/a.js")));
    }

    #[test]
    fn damage_costs_only_the_records_that_it_hits() {
        let mut packed: Vec<Vec<u8>> = records().iter().map(|r| gzip(r)).collect();
        let middle = packed[1].len() / 2;
        packed[1][middle..middle + 8].fill(0);
        let taken = take_any("a.warc.gz", &packed.concat(), &Options::default());
        assert_eq!((taken.len(), taken[0].problems[0].code), (4, ProblemCode::Damaged));
        assert_eq!(taken[1].report.url.as_deref(), Some("https://www.vb.example/2"));
        let mut plain = records().concat();
        plain.truncate(plain.len() - 10);
        let taken = take_any("a.warc", &plain, &Options::default());
        assert_eq!((taken.len(), taken[3].problems[0].code), (4, ProblemCode::Damaged));
        assert!(
            take_any("a.warc", b"WARC/1.0\r\n", &Options::default())[0].problems[0].message.contains("a.warc#byte 0")
        );
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bomb = gzip(&record("resource", "https://ana.example/b", "text/plain", &vec![b'a'; 8 << 20], ""));
        let taken = take_any("a.warc.gz", &bomb, &Options::default());
        assert_eq!(taken[0].problems[0].code, ProblemCode::TooLarge);
        assert!(taken[0].problems[0].message.contains("200 times"), "{}", taken[0].problems[0].message);
        let limits = Limits { max_unpacked_bytes: 20 << 20, ..Limits::default() };
        let bombs = take_any("a.warc.gz", &bomb.repeat(9), &Options { limits, ..Options::default() });
        assert_eq!(bombs.last().map(|i| i.report.id.as_str()), Some("a.warc.gz#rest"));
        assert_eq!(bombs.len(), 4);
        let limits = Limits { max_unpacked_bytes: 600, ..Limits::default() };
        let packed: Vec<u8> = records().iter().flat_map(|r| gzip(r)).collect();
        let taken = take_any("a.warc.gz", &packed, &Options { limits, ..Options::default() });
        let last = taken.last().unwrap();
        assert_eq!((last.report.id.as_str(), last.problems[0].code), ("a.warc.gz#rest", ProblemCode::TooLarge));
    }
}
