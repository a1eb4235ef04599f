//! From bytes to characters, each with the bytes it came from.
//!
//! The charset is told in this order: a byte order mark; UTF-16 without one, by its zero bytes; UTF-8, if all of the
//! input is; what a page declares; UTF-8 again, if only little of the input is not; else what the bytes look like.

use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes from the first that is not ASCII are looked at to guess a charset.
const GUESS_BYTES: usize = 64 * 1024;

/// Receives characters in order; answers whether it wants more.
pub(crate) trait Sink {
    /// One character and the bytes it was decoded from.
    fn char(&mut self, c: char, bytes: Range<usize>) -> bool;
}

/// What decoding met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The charset's WHATWG name.
    pub(crate) charset: &'static str,
    /// How many stretches of bytes did not fit it and were replaced by U+FFFD.
    pub(crate) malformed: usize,
}

impl Decoded {
    /// What to say where bytes were replaced.
    pub(crate) fn message(&self, name: &str) -> Option<String> {
        let places = match self.malformed {
            0 => return None,
            1 => "1 place".to_owned(),
            n => format!("{n} places"),
        };
        Some(format!(
            "{name}: read as {}, but the bytes in {places} do not fit and stand as \u{FFFD}; save it as UTF-8",
            self.charset
        ))
    }
}

/// Whether `bytes` are UTF-16 without a byte order mark, by where their zero bytes stand.
pub(crate) fn bare_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(1024) & !1).unwrap_or(&[]);
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
    let half = sample.len() / 2;
    match (zeros(0), zeros(1)) {
        (even, odd) if half >= 4 && odd * 10 >= half * 7 && even * 10 <= half => Some(UTF_16LE),
        (even, odd) if half >= 4 && even * 10 >= half * 7 && odd * 10 <= half => Some(UTF_16BE),
        _ => None,
    }
}

/// The charset of `bytes`, and how many bytes of byte order mark come first. `declared` is the label that a page gives.
pub(crate) fn charset(bytes: &[u8], declared: Option<&str>) -> (&'static Encoding, usize) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding, mark);
    }
    if let Some(encoding) = bare_utf16(bytes) {
        return (encoding, 0);
    }
    let Err(error) = std::str::from_utf8(bytes) else { return (UTF_8, 0) };
    // A page that was sent as bytes cannot be UTF-16 where its own declaration could be read.
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if let Some(encoding) = declared.filter(|e| *e != UTF_8 && e.is_ascii_compatible()) {
        return (encoding, 0);
    }
    let from = bytes.get(error.valid_up_to().min(first_high(bytes))..).unwrap_or(&[]);
    let sample = from.get(..from.len().min(GUESS_BYTES)).unwrap_or(from);
    if declared.is_some() || mostly_utf8(sample) {
        return (UTF_8, 0);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    (detector.guess(None, Utf8Detection::Deny), 0)
}

fn first_high(bytes: &[u8]) -> usize {
    bytes.iter().position(|b| !b.is_ascii()).unwrap_or(bytes.len())
}

/// Whether most of what is not ASCII is well-formed UTF-8: a damaged file, not one in another charset.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad * 3
}

/// Decode `bytes` from `start` on into `sink`, until it wants no more.
pub(crate) fn decode(bytes: &[u8], start: usize, encoding: &'static Encoding, sink: &mut impl Sink) -> Decoded {
    let body = bytes.get(start..).unwrap_or(&[]);
    let malformed = if encoding == UTF_8 {
        utf8(body, start, sink)
    } else if encoding.is_single_byte() {
        single_byte(body, start, encoding, sink)
    } else {
        multi_byte(body, start, encoding, sink)
    };
    Decoded { charset: encoding.name(), malformed }
}

fn utf8(body: &[u8], start: usize, sink: &mut impl Sink) -> usize {
    let (mut at, mut malformed) = (start, 0);
    for chunk in body.utf8_chunks() {
        for c in chunk.valid().chars() {
            if !sink.char(c, at..at + c.len_utf8()) {
                return malformed;
            }
            at += c.len_utf8();
        }
        let bad = chunk.invalid().len();
        if bad > 0 {
            malformed += 1;
            if !sink.char(char::REPLACEMENT_CHARACTER, at..at + bad) {
                return malformed;
            }
            at += bad;
        }
    }
    malformed
}

fn single_byte(body: &[u8], start: usize, encoding: &'static Encoding, sink: &mut impl Sink) -> usize {
    let table: Vec<char> = (0..=u8::MAX).map(|b| one_byte(encoding, b)).collect();
    let mut malformed = 0;
    for (at, &b) in (start..).zip(body) {
        let c = table.get(usize::from(b)).copied().unwrap_or(char::REPLACEMENT_CHARACTER);
        malformed += usize::from(c == char::REPLACEMENT_CHARACTER);
        if !sink.char(c, at..at + 1) {
            break;
        }
    }
    malformed
}

/// The character of `byte` in a single-byte `encoding`.
fn one_byte(encoding: &'static Encoding, byte: u8) -> char {
    let bytes = [byte];
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The character that a page means by the number `code` of 128 to 159, which HTML reads as windows-1252.
pub(crate) fn windows_1252(code: u8) -> char {
    one_byte(WINDOWS_1252, code)
}

/// Byte by byte: a character belongs to the bytes fed since the one before it.
fn multi_byte(body: &[u8], start: usize, encoding: &'static Encoding, sink: &mut impl Sink) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = [0u8; 64];
    let (mut malformed, mut from) = (0, start);
    for (n, b) in body.iter().enumerate() {
        let at = start + n + 1;
        let last = at == start + body.len();
        let (result, _, wrote, bad) = decoder.decode_to_utf8(std::slice::from_ref(b), &mut out, last);
        debug_assert_eq!(result, CoderResult::InputEmpty, "one byte never fills the buffer");
        malformed += usize::from(bad);
        let text = out.get(..wrote).and_then(|o| std::str::from_utf8(o).ok()).unwrap_or("");
        for c in text.chars() {
            if !sink.char(c, from..at) {
                return malformed;
            }
        }
        if wrote > 0 {
            from = at;
        }
    }
    malformed
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GBK, WINDOWS_1251, WINDOWS_1256};
    use proptest::prelude::*;

    use super::*;

    #[derive(Default)]
    struct All(Vec<(char, Range<usize>)>);

    impl Sink for All {
        fn char(&mut self, c: char, bytes: Range<usize>) -> bool {
            self.0.push((c, bytes));
            true
        }
    }

    fn all(bytes: &[u8], declared: Option<&str>) -> (String, Vec<Range<usize>>, Decoded) {
        let (encoding, mark) = charset(bytes, declared);
        let mut sink = All::default();
        let decoded = decode(bytes, mark, encoding, &mut sink);
        (sink.0.iter().map(|(c, _)| *c).collect(), sink.0.into_iter().map(|(_, r)| r).collect(), decoded)
    }

    const ARABIC: &str = "قال المتحدث باسم الجيش إن القوات لم تدخل البلدة يوم الأربعاء، ونفى أي خرق للهدنة.";
    const RUSSIAN: &str = "Представитель армии заявил, что войска не входили в город в среду, и отверг обвинения.";
    const FRENCH: &str = "Le porte-parole de l’armée a déclaré que la trêve était respectée « à la lettre ».";

    #[test]
    fn guesses_legacy_charsets() {
        for (text, encoding) in [(ARABIC, WINDOWS_1256), (RUSSIAN, WINDOWS_1251), (FRENCH, WINDOWS_1252)] {
            let (bytes, _, lost) = encoding.encode(text);
            assert!(!lost, "{}", encoding.name());
            let (got, ranges, decoded) = all(&bytes, None);
            assert_eq!(got, text);
            assert_eq!(decoded, Decoded { charset: encoding.name(), malformed: 0 });
            assert_eq!(ranges, (0..bytes.len()).map(|b| b..b + 1).collect::<Vec<_>>());
        }
    }

    #[test]
    fn latin_1_is_read_as_its_superset() {
        let (got, _, decoded) = all(b"Dolvik: le cessez-le-feu a \xE9t\xE9 viol\xE9", None);
        assert_eq!(got, "Dolvik: le cessez-le-feu a été violé");
        assert_eq!(decoded.charset, "windows-1252");
    }

    #[test]
    fn a_declared_charset_wins_over_a_guess_but_not_over_utf_8() {
        let (bytes, _, _) = WINDOWS_1251.encode(RUSSIAN);
        assert_eq!(all(&bytes, Some("cp1251")).2.charset, "windows-1251");
        assert_eq!(all(RUSSIAN.as_bytes(), Some("cp1251")).0, RUSSIAN);
    }

    #[test]
    fn utf_16_with_and_without_a_mark() {
        let text = "The Assembly said 😀";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(all(&le, None).0, text);
        assert_eq!(all(&be, None).0, text);
        let marked: Vec<u8> = [0xFF, 0xFE].into_iter().chain(le).collect();
        let (got, ranges, decoded) = all(&marked, None);
        assert_eq!((got.as_str(), decoded.malformed), (text, 0));
        assert_eq!(ranges.last(), Some(&(marked.len() - 4..marked.len())));
    }

    #[test]
    fn a_damaged_utf_8_file_stays_utf_8() {
        let mut bytes = RUSSIAN.as_bytes().to_vec();
        bytes.insert(2, 0xFF);
        let (got, ranges, decoded) = all(&bytes, None);
        assert_eq!(decoded, Decoded { charset: "UTF-8", malformed: 1 });
        assert_eq!(got.replace('\u{FFFD}', ""), RUSSIAN);
        assert_eq!(ranges[1], 2..3);
        assert!(decoded.message("a.txt").unwrap().starts_with("a.txt: read as UTF-8, but the bytes in 1 place"));
    }

    proptest! {
        #[test]
        fn ranges_tile_the_input(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            for encoding in [UTF_8, WINDOWS_1256, GBK, UTF_16LE] {
                let mut sink = All::default();
                decode(&bytes, 0, encoding, &mut sink);
                let mut end = 0;
                for (_, r) in &sink.0 {
                    prop_assert!(r.start == end || r.end == end, "{} {r:?} after {end}", encoding.name());
                    prop_assert!(r.start < r.end && r.end <= bytes.len());
                    end = r.end;
                }
                prop_assert!(encoding != UTF_8 || end == bytes.len());
            }
        }
    }
}
