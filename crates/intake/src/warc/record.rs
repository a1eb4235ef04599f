//! The records of a web archive, one after the other.

use std::io::{self, BufRead, BufReader, Read, Seek};

use flate2::bufread::GzDecoder;
use truceline_record::ProblemCode;

use super::http::Message;
use crate::Limits;
use crate::limits::size;
use crate::window::Window;

/// The longest head of a record.
const HEAD_BYTES: u64 = 64 * 1024;
/// Unpacked bytes up to which no ratio is too high.
const SMALL: u64 = 1 << 20;
/// How much is searched at a time for the next record after a damaged one.
const SEARCHED: u64 = 64 * 1024;
/// How many bytes may be needed to tell that a packed record starts.
const START: usize = 4096;

/// One record, unpacked.
pub(super) struct Record {
    /// The byte of the archive at which it, or what it is packed in, starts.
    pub(super) at: u64,
    head: Vec<u8>,
    fields: Vec<(String, String)>,
    /// What it holds.
    pub(super) block: Vec<u8>,
}

impl Record {
    /// The field `name`.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// Its own bytes, unpacked: head and block.
    pub(super) fn bytes(&self) -> Vec<u8> {
        [self.head.as_slice(), &self.block].concat()
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
    pub(super) at: u64,
    pub(super) code: ProblemCode,
    pub(super) why: String,
}

/// Goes through an archive.
pub(super) struct Records<R> {
    /// Where it is; nothing once no more can be had.
    place: Option<Place<R>>,
    packed: bool,
    limits: Limits,
    /// How many bytes were unpacked since that was last asked, those of records that are not read among them.
    unpacked: u64,
}

/// Where in an archive.
enum Place<R> {
    /// Before a record, or what it is packed in.
    Between(Window<R>),
    /// In what records are packed in, which starts at this byte.
    Within(u64, Box<Unpacked<R>>),
}

type Unpacked<R> = BufReader<GzDecoder<Window<R>>>;

impl<R: Read + Seek> Records<R> {
    pub(super) fn new(mut window: Window<R>, limits: Limits) -> io::Result<Self> {
        let packed = window.peek(2)? == b"\x1F\x8B";
        Ok(Self { place: Some(Place::Between(window)), packed, limits, unpacked: 0 })
    }

    /// How many bytes were unpacked since this was last asked.
    pub(super) const fn unpacked_since(&mut self) -> u64 {
        std::mem::replace(&mut self.unpacked, 0)
    }

    /// The archive, once all was read of it.
    pub(super) fn end(self) -> Option<Window<R>> {
        match self.place? {
            Place::Between(window) => Some(window),
            Place::Within(_, from) => Some(from.into_inner().into_inner()),
        }
    }

    /// A record out of what is not packed.
    fn next_plain(&mut self, mut window: Window<R>) -> io::Result<Option<Result<Record, Bad>>> {
        while let Some(&byte) = window.fill_buf()?.first()
            && byte.is_ascii_whitespace()
        {
            window.consume(1);
        }
        let at = window.at();
        if at == window.len() {
            self.place = Some(Place::Between(window));
            return Ok(None);
        }
        let head = match head(&mut window) {
            Ok(Some(head)) => head,
            Ok(None) => {
                self.place = Some(Place::Between(window));
                return Ok(None);
            }
            Err(why) => return self.damaged(window, at, &why.to_string()),
        };
        let Some(end) = window.at().checked_add(head.length).filter(|&end| end <= window.len()) else {
            return self.damaged(window, at, "the archive ends within it");
        };
        let found = if head.length > self.limits.max_bytes as u64 {
            window.go(end)?;
            Err(self.too_large(at, head.length))
        } else {
            let mut block = Vec::new();
            let read = window.by_ref().take(head.length).read_to_end(&mut block)?;
            if (read as u64) < head.length {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            Ok(Record { at, head: head.bytes, fields: head.fields, block })
        };
        self.place = Some(Place::Between(window));
        Ok(Some(found))
    }

    /// A record out of what is packed.
    fn next_unpacked(&mut self, mut place: Place<R>) -> io::Result<Option<Result<Record, Bad>>> {
        loop {
            let (at, mut from) = match place {
                Place::Within(at, from) => (at, from),
                Place::Between(mut window) => {
                    let at = window.at();
                    if window.peek(2)? == b"\x1F\x8B" {
                        (at, Box::new(BufReader::new(GzDecoder::new(window))))
                    } else if padded(&mut window)? {
                        self.place = Some(Place::Between(window));
                        return Ok(None);
                    } else {
                        return self.damaged(window, at, "what follows is not packed as the rest is");
                    }
                }
            };
            match head(&mut from) {
                Ok(Some(head)) => {
                    let read = block(&mut from, head.length, self.limits.max_bytes, &mut self.unpacked);
                    let taken = from.get_ref().get_ref().at().saturating_sub(at);
                    let ratio = self.limits.max_ratio;
                    let result = match read {
                        Ok(_) if head.length > SMALL && head.length > taken.saturating_mul(ratio) => Err(Bad {
                            at,
                            code: ProblemCode::TooLarge,
                            why: format!(
                                "unpacks to more than {ratio} times its size, as no text does; it is not read"
                            ),
                        }),
                        Ok(Some(block)) => Ok(Record { at, head: head.bytes, fields: head.fields, block }),
                        Ok(None) => Err(self.too_large(at, head.length)),
                        Err(why) => return self.damaged(from.into_inner().into_inner(), at, &why.to_string()),
                    };
                    self.place = Some(Place::Within(at, from));
                    return Ok(Some(result));
                }
                Ok(None) => place = Place::Between(from.into_inner().into_inner()),
                Err(why) => return self.damaged(from.into_inner().into_inner(), at, &why.to_string()),
            }
        }
    }

    /// Say that the record at `at` is damaged, and go on with the next that looks whole.
    fn damaged(&mut self, mut window: Window<R>, at: u64, why: &str) -> io::Result<Option<Result<Record, Bad>>> {
        let next = next_start(&mut window, at + 1, self.packed)?;
        window.go(next.unwrap_or(u64::MAX))?;
        self.place = Some(Place::Between(window));
        let rest = if next.is_some() { "the others are read" } else { "and what comes after it" };
        let why =
            format!("the record is damaged ({why}) and left out; {rest}; get the archive again from where it came");
        Ok(Some(Err(Bad { at, code: ProblemCode::Damaged, why })))
    }

    fn too_large(&self, at: u64, length: u64) -> Bad {
        let limit = size(self.limits.max_bytes as u64);
        let why = format!("a record of {} is more than the limit of {limit}; it is not read", size(length));
        Bad { at, code: ProblemCode::TooLarge, why }
    }
}

impl<R: Read + Seek> Iterator for Records<R> {
    type Item = Result<Record, Bad>;

    fn next(&mut self) -> Option<Self::Item> {
        let place = self.place.take()?;
        let at = match &place {
            Place::Between(window) => window.at(),
            Place::Within(at, _) => *at,
        };
        let found = match place {
            Place::Between(window) if !self.packed => self.next_plain(window),
            place => self.next_unpacked(place),
        };
        found.unwrap_or_else(|error| {
            // its place is lost, and nothing comes after it
            let why = format!("the archive cannot be read on ({error}); check the disk that it is on");
            Some(Err(Bad { at, code: ProblemCode::Unreadable, why }))
        })
    }
}

/// Whether nothing but padding is left; if not, it goes on where it was.
fn padded<R: Read + Seek>(window: &mut Window<R>) -> io::Result<bool> {
    let at = window.at();
    loop {
        let ready = window.fill_buf()?;
        let count = ready.len();
        if !ready.iter().all(|&byte| byte == 0 || byte.is_ascii_whitespace()) {
            window.go(at)?;
            return Ok(false);
        }
        if count == 0 {
            return Ok(true);
        }
        window.consume(count);
    }
}

/// The first byte from `from` on at which a record seems to start.
fn next_start<R: Read + Seek>(window: &mut Window<R>, from: u64, packed: bool) -> io::Result<Option<u64>> {
    let find = |bytes: &[u8], most: usize| {
        if packed {
            let mut starts = bytes.windows(3).take(most).enumerate().filter(|(_, w)| w == b"\x1F\x8B\x08");
            starts.find(|&(n, _)| bytes.get(n..).is_some_and(unpacks_to_record)).map(|(n, _)| n)
        } else {
            bytes.windows(6).take(most).position(|w| w == b"\nWARC/").map(|n| n + 1)
        }
    };
    window.go(from)?;
    let (mut bytes, mut first) = (Vec::new(), from);
    loop {
        let read = window.by_ref().take(SEARCHED).read_to_end(&mut bytes)?;
        // near the end of what is there yet, a start may be cut off
        let most = if read == 0 { bytes.len() } else { bytes.len().saturating_sub(START) };
        if let Some(n) = find(&bytes, most) {
            return Ok(Some(first + n as u64));
        }
        if read == 0 {
            return Ok(None);
        }
        bytes.drain(..most);
        first += most as u64;
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
