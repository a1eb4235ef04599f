//! The records of a web archive, one after the other.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;
use truceline_record::ProblemCode;

use super::http::Message;
use crate::Limits;
use crate::limits::size;

/// The longest head of a record.
const HEAD_BYTES: u64 = 64 * 1024;
/// Unpacked bytes up to which no ratio is too high.
const SMALL: u64 = 1 << 20;

/// One record, unpacked.
pub(super) struct Record<'b> {
    /// The byte of the archive at which it, or what it is packed in, starts.
    pub(super) at: usize,
    head: Vec<u8>,
    fields: Vec<(String, String)>,
    /// What it holds.
    pub(super) block: Cow<'b, [u8]>,
}

impl Record<'_> {
    /// The field `name`.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// Its own bytes, unpacked: head and block.
    pub(super) fn bytes(&self) -> Vec<u8> {
        [&self.head, self.block.as_ref()].concat()
    }

    /// How many bytes it has, unpacked.
    pub(super) fn size(&self) -> u64 {
        (self.head.len() + self.block.len()) as u64
    }

    /// `response`, `resource`, `revisit` ...
    pub(super) fn kind(&self) -> &str {
        self.field("WARC-Type").unwrap_or("")
    }

    /// Its own id, without the brackets around it.
    pub(super) fn id(&self) -> Option<&str> {
        let id = self.field("WARC-Record-ID")?;
        Some(id.trim_start_matches('<').trim_end_matches('>')).filter(|id| !id.is_empty())
    }

    /// The address that was captured; WARC 1.0 allows brackets around it.
    pub(super) fn target(&self) -> Option<&str> {
        let target = self.field("WARC-Target-URI")?;
        Some(target.trim_start_matches('<').trim_end_matches('>')).filter(|t| !t.is_empty())
    }

    /// The answer of a web server that it holds, if it does.
    pub(super) fn http(&self) -> Option<Message<'_>> {
        let kind = self.field("Content-Type").unwrap_or("").to_ascii_lowercase();
        let http = kind.starts_with("application/http") || kind.is_empty() && self.kind() == "response";
        if http { Message::of(&self.block) } else { None }
    }
}

/// A record that is not read.
pub(super) struct Bad {
    /// The byte of the archive at which it, or what it is packed in, starts.
    pub(super) at: usize,
    pub(super) code: ProblemCode,
    pub(super) why: String,
}

/// Goes through an archive.
pub(super) struct Records<'b> {
    bytes: &'b [u8],
    limits: Limits,
    at: usize,
    /// What is open of a packed archive: the byte where it starts, and what is left of it.
    member: Option<(usize, Unpacked<'b>)>,
    /// How many bytes were unpacked since that was last asked for, those of records that are not read among them.
    unpacked: u64,
}

type Unpacked<'b> = BufReader<GzDecoder<&'b [u8]>>;

impl<'b> Records<'b> {
    pub(super) const fn new(bytes: &'b [u8], limits: Limits) -> Self {
        Self { bytes, limits, at: 0, member: None, unpacked: 0 }
    }

    /// How many bytes were unpacked since this was last asked.
    pub(super) const fn unpacked_since(&mut self) -> u64 {
        std::mem::replace(&mut self.unpacked, 0)
    }

    /// Whether the archive is packed.
    fn packed(&self) -> bool {
        self.bytes.starts_with(b"\x1F\x8B")
    }

    fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or(&[])
    }

    /// A record out of what is not packed.
    fn next_plain(&mut self) -> Option<Result<Record<'b>, Bad>> {
        let skipped = self.rest().iter().take_while(|b| b.is_ascii_whitespace()).count();
        self.at += skipped;
        let at = self.at;
        let mut rest = self.rest();
        if rest.is_empty() {
            return None;
        }
        let whole = rest.len();
        let head = match head(&mut rest) {
            Ok(Some(head)) => head,
            Ok(None) => return None,
            Err(why) => return Some(Err(self.damaged(at, &why.to_string()))),
        };
        let start = at + (whole - rest.len());
        let length = usize::try_from(head.length).unwrap_or(usize::MAX);
        let Some(block) = start.checked_add(length).and_then(|end| self.bytes.get(start..end)) else {
            let bad = self.damaged(at, "the archive ends within it");
            return Some(Err(bad));
        };
        self.at = start + length;
        if length > self.limits.max_bytes {
            return Some(Err(self.too_large(at, head.length)));
        }
        Some(Ok(Record { at, head: head.bytes, fields: head.fields, block: Cow::Borrowed(block) }))
    }

    /// A record out of what is packed.
    fn next_unpacked(&mut self) -> Option<Result<Record<'b>, Bad>> {
        loop {
            let (at, mut from) = match self.member.take() {
                Some(open) => open,
                None if self.rest().is_empty() => return None,
                None if self.rest().starts_with(b"\x1F\x8B") => (self.at, BufReader::new(GzDecoder::new(self.rest()))),
                None if self.rest().iter().all(|&b| b == 0 || b.is_ascii_whitespace()) => return None,
                None => return Some(Err(self.damaged(self.at, "what follows is not packed as the rest is"))),
            };
            match head(&mut from) {
                Ok(Some(head)) => {
                    let read = block(&mut from, head.length, self.limits.max_bytes, &mut self.unpacked);
                    let taken = (self.bytes.len() - from.get_ref().get_ref().len()).saturating_sub(at) as u64;
                    let ratio = self.limits.max_ratio;
                    let result = match read {
                        Ok(_) if head.length > SMALL && head.length > taken.saturating_mul(ratio) => Err(Bad {
                            at,
                            code: ProblemCode::TooLarge,
                            why: format!(
                                "unpacks to more than {ratio} times its size, as no text does; it is not read"
                            ),
                        }),
                        Ok(Some(block)) => {
                            Ok(Record { at, head: head.bytes, fields: head.fields, block: Cow::Owned(block) })
                        }
                        Ok(None) => Err(self.too_large(at, head.length)),
                        Err(why) => return Some(Err(self.damaged(at, &why.to_string()))),
                    };
                    self.member = Some((at, from));
                    return Some(result);
                }
                Ok(None) => self.at = self.bytes.len() - from.into_inner().into_inner().len(),
                Err(why) => return Some(Err(self.damaged(at, &why.to_string()))),
            }
        }
    }

    /// Say that the record at `at` is damaged, and go on with the next that looks whole.
    fn damaged(&mut self, at: usize, why: &str) -> Bad {
        self.member = None;
        let after = self.bytes.get(at + 1..).unwrap_or(&[]);
        let next = if self.packed() {
            let mut starts = after.windows(3).enumerate().filter(|(_, w)| w == b"\x1F\x8B\x08").map(|(n, _)| n);
            starts.find(|&n| after.get(n..).is_some_and(unpacks_to_record))
        } else {
            let mut starts = after.windows(6).enumerate().filter(|(_, w)| w == b"\nWARC/").map(|(n, _)| n + 1);
            starts.next()
        };
        self.at = next.map_or(self.bytes.len(), |n| at + 1 + n);
        let rest = if next.is_some() { "the others are read" } else { "and what comes after it" };
        let why =
            format!("the record is damaged ({why}) and left out; {rest}; get the archive again from where it came");
        Bad { at, code: ProblemCode::Damaged, why }
    }

    fn too_large(&self, at: usize, length: u64) -> Bad {
        let limit = size(self.limits.max_bytes as u64);
        let why = format!("a record of {} is more than the limit of {limit}; it is not read", size(length));
        Bad { at, code: ProblemCode::TooLarge, why }
    }
}

impl<'b> Iterator for Records<'b> {
    type Item = Result<Record<'b>, Bad>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.packed() { self.next_unpacked() } else { self.next_plain() }
    }
}

/// Whether `bytes`, which are packed with gzip, start with a record.
pub(super) fn unpacks_to_record(bytes: &[u8]) -> bool {
    let mut start = [0; 5];
    GzDecoder::new(bytes).read_exact(&mut start).is_ok() && &start == b"WARC/"
}

struct Head {
    bytes: Vec<u8>,
    fields: Vec<(String, String)>,
    length: u64,
}

/// The head of the next record; nothing at the end.
fn head(from: &mut impl BufRead) -> io::Result<Option<Head>> {
    let bad = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
    let mut from = from.take(HEAD_BYTES);
    let mut line = Vec::new();
    loop {
        line.clear();
        if from.read_until(b'\n', &mut line)? == 0 {
            return if from.limit() == 0 { Err(bad("its head does not end".to_owned())) } else { Ok(None) };
        }
        if !line.trim_ascii().is_empty() {
            break;
        }
    }
    if !line.starts_with(b"WARC/") {
        return Err(bad("no record starts where one should".to_owned()));
    }
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut bytes = Vec::new();
    loop {
        bytes.extend_from_slice(&line);
        line.clear();
        if from.read_until(b'\n', &mut line)? == 0 || line.last() != Some(&b'\n') {
            return Err(bad("its head does not end".to_owned()));
        }
        let text = String::from_utf8_lossy(&line);
        if text.trim().is_empty() {
            bytes.extend_from_slice(&line);
            break;
        }
        match (text.starts_with([' ', '\t']), fields.last_mut(), text.split_once(':')) {
            (true, Some((_, value)), _) => {
                value.push(' ');
                value.push_str(text.trim());
            }
            (_, _, Some((name, value))) => fields.push((name.trim().to_owned(), value.trim().to_owned())),
            _ => {}
        }
    }
    let length = fields.iter().find(|(n, _)| n.eq_ignore_ascii_case("Content-Length"));
    let length = length.and_then(|(_, v)| v.parse().ok()).ok_or_else(|| bad("its length is not told".to_owned()))?;
    Ok(Some(Head { bytes, fields, length }))
}

/// The next `length` bytes; nothing, but read past, where they are more than `most`. Those read are added to `count`.
fn block(from: &mut impl BufRead, length: u64, most: usize, count: &mut u64) -> io::Result<Option<Vec<u8>>> {
    let mut from = from.take(length);
    let mut kept = Vec::new();
    let read = if length > most as u64 {
        io::copy(&mut from, &mut io::sink()).map(drop)
    } else {
        from.read_to_end(&mut kept).map(drop)
    };
    *count += length - from.limit();
    read?;
    if from.limit() > 0 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the archive ends within it"));
    }
    Ok((length <= most as u64).then_some(kept))
}
