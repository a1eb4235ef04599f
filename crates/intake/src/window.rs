//! Parts of a source that is read piece by piece: it may be larger than the memory.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// How much of a source is in memory at a time.
const PIECE: usize = 64 * 1024;

/// One of several places at which the same source is read.
#[derive(Debug)]
pub(crate) struct Handle<R> {
    source: Arc<Mutex<R>>,
    at: u64,
    len: u64,
}

impl<R: Read + Seek> Handle<R> {
    /// The first place, at the start of `source`.
    pub(crate) fn new(mut source: R) -> io::Result<Self> {
        let len = source.seek(SeekFrom::End(0))?;
        Ok(Self { source: Arc::new(Mutex::new(source)), at: 0, len })
    }

    /// Another place, at the start.
    pub(crate) fn another(&self) -> Self {
        Self { source: Arc::clone(&self.source), at: 0, len: self.len }
    }

    /// How many bytes the source has.
    pub(crate) const fn len(&self) -> u64 {
        self.len
    }
}

impl<R: Read + Seek> Read for Handle<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        // a panic between the two steps does no harm: each use begins with the first
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        source.seek(SeekFrom::Start(self.at))?;
        let read = source.read(to)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<R> Seek for Handle<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = to.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// Some bytes of a source that follow each other; places count from the first of them.
#[derive(Debug)]
pub(crate) struct Window<R> {
    from: BufReader<R>,
    at: u64,
    len: u64,
}

impl<R: Read + Seek> Window<R> {
    /// The bytes `range` of `source`.
    pub(crate) fn new(mut source: R, range: Range<u64>) -> io::Result<Self> {
        source.seek(SeekFrom::Start(range.start))?;
        let len = range.end.saturating_sub(range.start);
        Ok(Self { from: BufReader::with_capacity(PIECE, source), at: 0, len })
    }

    /// The place of the next byte.
    pub(crate) const fn at(&self) -> u64 {
        self.at
    }

    /// How many bytes there are.
    pub(crate) const fn len(&self) -> u64 {
        self.len
    }

    /// Go on at `place`, or at the end where that comes first.
    pub(crate) fn go(&mut self, place: u64) -> io::Result<()> {
        let place = place.min(self.len);
        let by = i64::try_from(i128::from(place) - i128::from(self.at)).map_err(|_| io::ErrorKind::InvalidInput)?;
        self.from.seek_relative(by)?;
        self.at = place;
        Ok(())
    }

    /// The next `most` bytes, or fewer where the end comes first; they are read again.
    pub(crate) fn peek(&mut self, most: u64) -> io::Result<Vec<u8>> {
        let at = self.at;
        let mut bytes = Vec::new();
        self.by_ref().take(most).read_to_end(&mut bytes)?;
        self.go(at)?;
        Ok(bytes)
    }

    /// BLAKE3 hash of all bytes, in hex.
    pub(crate) fn digest(&mut self) -> io::Result<String> {
        self.go(0)?;
        let mut hasher = blake3::Hasher::new();
        io::copy(self, &mut hasher)?;
        Ok(hasher.finalize().to_hex().to_string())
    }
}

impl<R: Read> Read for Window<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let mut ready = self.fill_buf()?;
        let read = ready.read(to)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Window<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let left = usize::try_from(self.len - self.at).unwrap_or(usize::MAX);
        if left == 0 {
            return Ok(&[]);
        }
        let ready = self.from.fill_buf()?;
        Ok(ready.get(..left).unwrap_or(ready))
    }

    fn consume(&mut self, count: usize) {
        self.from.consume(count);
        self.at += count as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn a_window_shows_its_part_and_no_more() {
        let bytes: Vec<u8> = (0..200_000u32).map(|n| n.to_le_bytes()[0]).collect();
        let handle = Handle::new(Cursor::new(&bytes)).unwrap();
        let mut window = Window::new(handle.another(), 1000..150_000).unwrap();
        assert_eq!((handle.len(), window.len()), (200_000, 149_000));
        assert_eq!(window.peek(3).unwrap(), bytes[1000..1003]);
        // another place of the same source does not move this one
        let mut other = handle.another();
        other.read_exact(&mut [0; 7]).unwrap();
        let mut all = Vec::new();
        window.read_to_end(&mut all).unwrap();
        assert_eq!(all, bytes[1000..150_000]);
        for at in [148_998, 5, 70_000, 0] {
            window.go(at).unwrap();
            let ahead = window.peek(10).unwrap();
            let at = usize::try_from(at).unwrap();
            assert_eq!(ahead, bytes[1000 + at..(1010 + at).min(150_000)]);
        }
        window.go(u64::MAX).unwrap();
        assert_eq!((window.at(), window.peek(1).unwrap().len()), (149_000, 0));
        assert_eq!(window.digest().unwrap(), crate::digest(&bytes[1000..150_000]));
    }
}
