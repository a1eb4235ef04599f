//! The answer of a web server as a record keeps it: status, fields, body; chunks joined and packing undone.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// The largest body when unpacked.
const BODY_BYTES: u64 = 64 << 20;
/// How many times its size a body may unpack to.
const RATIO: u64 = 200;
/// Unpacked bytes up to which no ratio is too high.
const SMALL: u64 = 1 << 20;

/// An answer.
pub(super) struct Message<'b> {
    status: u16,
    fields: Vec<(String, String)>,
    /// As it was sent.
    pub(super) body: &'b [u8],
}

impl<'b> Message<'b> {
    /// The answer that `block` is, if it is one.
    pub(super) fn of(block: &'b [u8]) -> Option<Self> {
        let wide = block.windows(4).position(|w| w == b"\r\n\r\n");
        // a body may be long: the other gap is looked for no further than the first
        let before = block.get(..wide.unwrap_or(block.len()))?;
        let (end, next) = match (before.windows(2).position(|w| w == b"\n\n"), wide) {
            (Some(at), _) => (at, at + 2),
            (None, Some(at)) => (at, at + 4),
            (None, None) => (block.len(), block.len()),
        };
        let head = String::from_utf8_lossy(block.get(..end)?);
        let mut lines = head.lines();
        let status = lines.next()?.strip_prefix("HTTP/")?.split_whitespace().nth(1)?.parse().ok()?;
        let field =
            |line: &str| line.split_once(':').map(|(n, v)| (n.trim().to_ascii_lowercase(), v.trim().to_owned()));
        Some(Self { status, fields: lines.filter_map(field).collect(), body: block.get(next..).unwrap_or(&[]) })
    }

    /// Whether what was asked for was there.
    pub(super) const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// The field `name`, in lower case.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The body with its chunks joined, if it was sent in chunks and still is.
    pub(super) fn joined(&self) -> Option<Vec<u8>> {
        if !self.field("transfer-encoding")?.to_ascii_lowercase().contains("chunked") {
            return None;
        }
        let mut out = Vec::new();
        let mut rest = self.body;
        loop {
            let line = rest.iter().position(|&b| b == b'\n')?;
            let (head, tail) = rest.split_at_checked(line + 1)?;
            let size = std::str::from_utf8(head).ok()?.split(';').next()?.trim();
            let size = usize::from_str_radix(size, 16).ok()?;
            if size == 0 {
                return Some(out);
            }
            out.extend(tail.get(..size)?);
            let after = tail.get(size..)?;
            rest = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n"))?;
        }
    }

    /// The body as its reader saw it; or why that cannot be had.
    pub(super) fn decoded(&self) -> Result<Cow<'b, [u8]>, String> {
        // Some writers join the chunks and leave the field.
        let mut body = self.joined().map_or(Cow::Borrowed(self.body), Cow::Owned);
        let packing = self.field("content-encoding").unwrap_or("").to_ascii_lowercase();
        for step in packing.split(',').rev().map(str::trim) {
            let unpacked = match step {
                "" | "identity" => continue,
                // Some writers unpack and leave the field.
                "gzip" | "x-gzip" if body.starts_with(b"\x1F\x8B") => unpack(GzDecoder::new(&*body), body.len()),
                "gzip" | "x-gzip" => continue,
                "deflate" => unpack(ZlibDecoder::new(&*body), body.len())
                    .or_else(|_| unpack(DeflateDecoder::new(&*body), body.len())),
                other => Err(format!("packed as {other:?}, which is not read; capture the page again without it")),
            }?;
            body = Cow::Owned(unpacked);
        }
        Ok(body)
    }
}

fn unpack(from: impl Read, packed: usize) -> Result<Vec<u8>, String> {
    let most = (packed as u64).saturating_mul(RATIO).clamp(SMALL, BODY_BYTES);
    let mut out = Vec::new();
    let read = from.take(most + 1).read_to_end(&mut out);
    if out.len() as u64 > most {
        return Err(format!(
            "it unpacks to more than {RATIO} times its size or 64 MB, as no page does; it is not read"
        ));
    }
    match read {
        Err(why) if out.is_empty() => Err(format!("it cannot be unpacked ({why}); capture the page again")),
        // What comes before the damage is worth reading; the digest tells that something is wrong.
        _ => Ok(out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_taken_apart() {
        let message = Message::of(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x</p>").unwrap();
        assert_eq!(
            (message.is_success(), message.field("content-type"), message.body),
            (true, Some("text/html"), &b"<p>x</p>"[..])
        );
        assert!(!Message::of(b"HTTP/1.0 404 Not Found\n\nno").unwrap().is_success());
        assert!(Message::of(b"WARC/1.0 200").is_none());
        let chunked =
            Message::of(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
                .unwrap();
        assert_eq!(chunked.decoded().unwrap().as_ref(), b"abcde");
        let joined = Message::of(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nThe army said so.").unwrap();
        assert_eq!(joined.decoded().unwrap().as_ref(), b"The army said so.");
        let brotli = Message::of(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nxx").unwrap();
        assert!(brotli.decoded().unwrap_err().contains("\"br\""));
    }
}
