//! Zip archives: what is in them, and their files one at a time, within the limits.

use std::io::{Read, Seek};
use std::ops::Range;

use truceline_record::ProblemCode;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::limits::size;
use crate::nest::{Nest, Refusal};

/// How many bytes at each end are searched for names.
const NEAR: usize = 64 * 1024;
/// Unpacked bytes up to which no ratio is too high: a short text of one letter packs a thousandfold.
const SMALL: u64 = 1 << 20;
/// Archives with more files than this are not opened.
const MOST_FILES: usize = 200_000;

/// The names of the files whose headers stand near the start or the end of `bytes`, as they are told there.
pub(crate) fn names_near_ends(bytes: &[u8]) -> Vec<String> {
    let head = bytes.get(..bytes.len().min(NEAR)).unwrap_or(bytes);
    let tail = bytes.get(bytes.len().saturating_sub(NEAR)..).unwrap_or(bytes);
    let mut names = Vec::new();
    for (part, magic, length_at, name_at) in [(head, b"PK\x03\x04", 26, 30), (tail, b"PK\x01\x02", 28, 46)] {
        for at in memchr_all(part, magic) {
            let Some(&[low, high]) = part.get(at + length_at..at + length_at + 2) else { continue };
            let length = usize::from(u16::from_le_bytes([low, high]));
            let name = part.get(at + name_at..at + name_at + length).and_then(|n| std::str::from_utf8(n).ok());
            names.extend(name.map(str::to_owned));
        }
    }
    names
}

fn memchr_all<'b>(bytes: &'b [u8], magic: &'b [u8; 4]) -> impl Iterator<Item = usize> + 'b {
    bytes.windows(4).enumerate().filter(move |(_, w)| *w == magic).map(|(at, _)| at)
}

/// An open zip archive.
pub(crate) struct Archive<R> {
    name: String,
    zip: ZipArchive<R>,
}

impl<R: Read + Seek> Archive<R> {
    /// Open `source`, called `name`; or say why that cannot be done.
    pub(crate) fn open(name: &str, source: R) -> Result<Self, Refusal> {
        let zip = ZipArchive::new(source).map_err(|e| {
            let message = format!("{name}: the archive is damaged ({e}); get it again from where it came");
            (ProblemCode::Damaged, message)
        })?;
        if zip.len() > MOST_FILES {
            let message =
                format!("{name}: {} files are more than the limit of {MOST_FILES} in an archive; split it", zip.len());
            return Err((ProblemCode::TooLarge, message));
        }
        Ok(Self { name: name.to_owned(), zip })
    }

    /// The names of its files, in the order of the archive.
    pub(crate) fn files(&self) -> Vec<String> {
        self.zip.file_names().flatten().filter(|n| !n.ends_with('/')).map(Into::into).collect()
    }

    /// Which bytes of the input the file `path` is, where it was put in without being packed.
    pub(crate) fn stored(&mut self, path: &str) -> Option<Range<u64>> {
        let file = self.zip.by_name(path).ok()?;
        let plain = file.compression() == zip::CompressionMethod::Stored && !file.encrypted();
        let start = file.data_start()?;
        let end = start.checked_add(file.compressed_size())?;
        plain.then_some(start..end)
    }

    /// The unpacked bytes of the file `path`, no more than `max` of them; nothing where there is no such file.
    ///
    /// What the archive says of their number is not relied on: they are counted as they come.
    pub(crate) fn read(&mut self, path: &str, max: u64, nest: &mut Nest<'_>) -> Result<Option<Vec<u8>>, Refusal> {
        let name = format!("{}: {path}", self.name);
        let damaged = |why: &dyn std::fmt::Display| {
            (ProblemCode::Damaged, format!("{name} cannot be unpacked ({why}); get the file again from where it came"))
        };
        let file = match self.zip.by_name(path) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err((
                    ProblemCode::Unreadable,
                    format!("{name} is locked with a password; save it without one"),
                ));
            }
            Err(error) => return Err(damaged(&error)),
        };
        let packed = file.compressed_size();
        let ratio = nest.options.limits.max_ratio;
        let most = packed.saturating_mul(ratio).max(SMALL);
        let mut bytes = Vec::new();
        let read = file.take(max.min(most).saturating_add(1)).read_to_end(&mut bytes);
        let unpacked = bytes.len() as u64;
        nest.unpack(&self.name, unpacked)?;
        if unpacked > max {
            let message = format!("{name} is more than the limit of {} when unpacked; split it", size(max));
            return Err((ProblemCode::TooLarge, message));
        }
        if unpacked > most {
            let message =
                format!("{name} unpacks to more than {ratio} times its size, as no text does; it is not read");
            return Err((ProblemCode::TooLarge, message));
        }
        read.map_err(|e| damaged(&e))?;
        Ok(Some(bytes))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::{Cursor, Write};

    use zip::write::SimpleFileOptions;

    use super::*;

    /// A zip archive of `files`; those whose names end in `gz` are stored as they are.
    pub(crate) fn zip<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Vec<u8> {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            let method = match name.ends_with("gz") {
                true => zip::CompressionMethod::Stored,
                false => zip::CompressionMethod::Deflated,
            };
            out.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
            out.write_all(bytes.as_ref()).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    #[test]
    fn names_are_found_at_both_ends() {
        let filler = vec![7u8; 300_000];
        let mut bytes = zip(&[("archive/data.warc.gz", filler.clone()), ("b.gz", filler)]);
        assert_eq!(names_near_ends(&bytes), ["archive/data.warc.gz", "archive/data.warc.gz", "b.gz"]);
        bytes.truncate(100);
        assert_eq!(names_near_ends(&bytes), ["archive/data.warc.gz"]);
    }
}
