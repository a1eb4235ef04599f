//! The reports of a web archive, one record after the other.

use std::collections::VecDeque;
use std::io::{self, Read, Seek};

use truceline_record::{Problem, ProblemCode};

use crate::nest::{Nest, Refusal, Used};
use crate::wacz::{Collection, unreadable};
use crate::warc::Pages;
use crate::window::{Handle, Window};
use crate::{Format, Ids, Intake, Options, checked};

/// The reports of a web archive, in its order: those that [`take`](crate::take) gives, but never more of the archive in memory than a record.
pub struct Taking<R> {
    options: Options,
    bad_date: Option<Problem>,
    source: Option<Handle<R>>,
    archive: Option<Archive<R>>,
    used: Used,
    ids: Ids,
    ready: VecDeque<Intake>,
}

enum Archive<R> {
    Warc(Box<Pages<Handle<R>>>),
    Wacz(Box<Collection<R>>),
}

impl<R: Read + Seek> Taking<R> {
    /// Begin with `source`, which the user calls `name`. A `format` that is no [web archive](Format::is_web_archive) is read as a WARC, in which nothing is found.
    pub fn new(name: &str, format: Format, source: R, options: &Options) -> Self {
        let (options, bad_date) = checked(options);
        let mut taking = Self {
            options,
            bad_date,
            source: None,
            archive: None,
            used: Used::default(),
            ids: Ids::default(),
            ready: VecDeque::new(),
        };
        match taking.open(name, format, source) {
            Ok(archive) => taking.archive = Some(archive),
            Err((code, message)) => taking.ready.push_back(Intake::unread(name, code, message)),
        }
        taking
    }

    fn open(&mut self, name: &str, format: Format, source: R) -> Result<Archive<R>, Refusal> {
        let fail = |error: io::Error| unreadable(name, &error);
        let source = Handle::new(source).map_err(fail)?;
        if let Some(message) = self.options.limits.too_large_for(format, name, source.len()) {
            return Err((ProblemCode::TooLarge, message));
        }
        self.source = Some(source.another());
        let mut nest = Nest::new(&self.options);
        let archive = if format == Format::Wacz {
            Archive::Wacz(Box::new(Collection::open(name, source, &mut nest)?))
        } else {
            let len = source.len();
            let pages = Window::new(source, 0..len).and_then(|window| Pages::new(name, window, &nest));
            Archive::Warc(Box::new(pages.map_err(fail)?))
        };
        self.used = nest.used();
        Ok(archive)
    }

    /// All bytes of the archive.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    pub fn original(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let source = self.source.as_ref().map(Handle::another);
        source.map_or(Ok(0), |mut source| source.read_to_end(&mut bytes))?;
        Ok(bytes)
    }

    /// How many bytes the archive has.
    pub fn size(&self) -> u64 {
        self.source.as_ref().map_or(0, Handle::len)
    }
}

impl<R: Read + Seek> Iterator for Taking<R> {
    type Item = Intake;

    fn next(&mut self) -> Option<Intake> {
        while self.ready.is_empty() {
            let mut nest = Nest::again(&self.options, self.used);
            let found = match self.archive.as_mut()? {
                Archive::Warc(pages) => pages.next(&mut nest),
                Archive::Wacz(collection) => collection.next(&mut nest),
            };
            self.used = nest.used();
            match found {
                Some(intakes) => self.ready.extend(intakes),
                None => self.archive = None,
            }
        }
        let mut intake = self.ready.pop_front()?;
        self.ids.tell_apart(&mut intake);
        intake.problems.extend(self.bad_date.clone());
        Some(intake)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::archive::tests::zip;
    use crate::warc::tests::{PAGE, gzip, record, response};
    use crate::{Limits, take};

    fn records(count: usize) -> Vec<Vec<u8>> {
        let page =
            |n| response(&format!("https://ana.example/{}", n % 7), "Content-Type: text/html\r\n", PAGE.as_bytes());
        (0..count)
            .map(|n| if n % 3 == 1 { record("request", "x", "text/plain", b"GET /", "") } else { page(n) })
            .collect()
    }

    #[test]
    fn one_after_the_other_they_are_those_that_are_taken_at_once() {
        let packed: Vec<u8> = records(9).iter().flat_map(|r| gzip(r)).collect();
        let mut damaged = packed.clone();
        damaged[packed.len() / 3..packed.len() / 3 + 9].fill(0);
        let plain = records(9).concat();
        let wacz = zip(&[("archive/a.warc.gz", damaged.as_slice()), ("archive/b.warc", &plain), ("a.txt", b"x")]);
        let limits = Limits { max_unpacked_bytes: 4000, max_text_bytes: 2000, ..Limits::default() };
        let tight = Options { limits, published: Some("some day".to_owned()), ..Options::default() };
        let small = Options { limits: Limits { max_archive_bytes: 100, ..Limits::default() }, ..Options::default() };
        for options in [Options::default(), tight, small] {
            for (format, bytes) in [
                (Format::Warc, &plain[..]),
                (Format::Warc, &plain[..plain.len() - 20]),
                (Format::Warc, &packed),
                (Format::Warc, &damaged),
                (Format::Wacz, &wacz),
                (Format::Wacz, &wacz[..wacz.len() - 9]),
            ] {
                let taking = Taking::new("a", format, Cursor::new(bytes), &options);
                assert!(taking.size() == bytes.len() as u64 || options.limits.max_archive_bytes == 100);
                let all: Vec<Intake> = taking.collect();
                assert_eq!(all, take("a", bytes, &options));
            }
        }
    }

    /// Counts the bytes that are read of a source.
    struct Counted<R>(R, Arc<AtomicU64>);

    impl<R: Read> Read for Counted<R> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let read = self.0.read(to)?;
            self.1.fetch_add(read as u64, Ordering::Relaxed);
            Ok(read)
        }
    }

    impl<R: Seek> Seek for Counted<R> {
        fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn no_more_is_read_than_was_asked_for() {
        let bytes = records(3000).concat();
        let read = Arc::new(AtomicU64::new(0));
        let source = Counted(Cursor::new(&bytes), Arc::clone(&read));
        let mut taking = Taking::new("a.warc", Format::Warc, source, &Options::default());
        assert_eq!(taking.by_ref().take(10).count(), 10);
        assert!(read.load(Ordering::Relaxed) < 200_000 && bytes.len() > 1_000_000);
        assert_eq!(taking.original().unwrap(), bytes);
        // and it goes on where it was
        assert_eq!(taking.count(), 1990);
    }

    #[test]
    fn a_source_that_fails_is_told_and_what_came_before_is_kept() {
        struct Failing<R>(R, u64);
        impl<R: Read + Seek> Read for Failing<R> {
            fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
                if self.0.stream_position()? >= self.1 { Err(io::Error::other("bad sector")) } else { self.0.read(to) }
            }
        }
        impl<R: Seek> Seek for Failing<R> {
            fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
                self.0.seek(to)
            }
        }
        let bytes = records(3000).concat();
        let source = Failing(Cursor::new(&bytes), 500_000);
        let taken: Vec<Intake> = Taking::new("a.warc", Format::Warc, source, &Options::default()).collect();
        let last = taken.last().unwrap();
        assert!(taken.len() > 100 && last.problems[0].code == ProblemCode::Unreadable, "{:?}", last.problems);
        assert!(last.problems[0].message.contains("bad sector"));
    }
}
