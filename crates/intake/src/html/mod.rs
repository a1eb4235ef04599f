//! Web pages: the main text, and what the page says of itself.
//!
//! Which text is the main one is told by the `trafilatura` crate, which this file alone names. Everything that it does
//! not need to know is done here: the charset, where each character stands in the source, dates (its own reading of
//! them asks the clock), and pages that are too deep or too large for it.

mod about;
mod align;
mod entities;
mod tokens;

use std::ops::Range;

use encoding_rs::UTF_8;
use trafilatura::HtmlDateMode;
use truceline_record::{CharIndex, ProblemCode, Span};

use crate::charset::{Sink, charset, decode};
use crate::guarded::guarded;
use crate::origin::{Canonical, Origin};
use crate::{Intake, Options, limits};
pub(crate) use about::one_line;
use tokens::{BLOCK, Char, DEEPEST, Tokens, is_gap, tokens};

/// How many characters of a page's source are read: saved pages with their pictures inside are large.
const SOURCE_CHARS: usize = 16 << 20;
/// How many tags a page may have for its main text to be looked for: the time that takes grows faster than their number,
/// and is some seconds for as many.
const MOST_TAGS: usize = 25_000;

/// A page's source, decoded.
struct Source {
    text: String,
    origin: Origin,
    /// Bytes before the first character, where the text stands in the input as it is.
    shift: Option<usize>,
    /// Whether the input goes on after it.
    more: bool,
}

impl Source {
    /// The bytes of the input that bytes `start` to `end` of the text came from. `index` is of the text.
    fn bytes(&self, index: &CharIndex, start: u32, end: u32) -> Option<Range<usize>> {
        match self.shift {
            Some(shift) => (start < end).then(|| start as usize + shift..end as usize + shift),
            None => self.origin.bytes(Span::new(index.char_at(start as usize), index.char_at(end as usize))),
        }
    }
}

impl Sink for Source {
    fn char(&mut self, c: char, bytes: Range<usize>) -> bool {
        self.more = self.origin.len() as usize >= SOURCE_CHARS;
        if !self.more {
            self.text.push(c);
            self.origin.push(bytes);
        }
        !self.more
    }
}

/// A paragraph of the canonical text: its characters and where each stands in the source's stream of characters.
type Placed = (Vec<char>, Vec<Option<u32>>);

/// Fill `intake` with all text of the HTML that `bytes` are: of a mail or a feed's entry, in which nothing stands around
/// the main text. What it says of itself is not looked at.
pub(crate) fn take_all(bytes: &[u8], options: &Options, intake: &mut Intake) {
    let source = source(bytes, intake);
    let page = tokens(&source.text);
    finish(&everything(&page.chars), &page, &source, bytes, options, Canonical::Markup, intake);
}

/// Fill `intake` with the main text of the page that `bytes` are, and with what it says of itself.
pub(crate) fn take(bytes: &[u8], options: &Options, intake: &mut Intake) {
    let name = intake.report.id.clone();
    let source = source(bytes, intake);
    let page = tokens(&source.text);
    let main = main_text(&source.text, &page);
    let paragraphs = match &main {
        Ok(main) => {
            let paragraphs: Vec<Vec<char>> =
                split(&main.chars).map(|p| p.iter().map(|c| c.c).collect::<Vec<_>>()).collect();
            let places = align::align(&paragraphs, &page.chars);
            paragraphs.into_iter().zip(places).collect()
        }
        Err(_) => everything(&page.chars),
    };
    if let Err(why) = main {
        let what = if paragraphs.is_empty() { "it holds no text" } else { "all its text is given" };
        intake.problem(ProblemCode::NoMainText, format!("{name}: no main text found in the page: {why}; {what}"));
    }
    finish(&paragraphs, &page, &source, bytes, options, Canonical::Page, intake);
    describe(&page, options, intake);
}

/// `bytes` as text, with a problem where some do not fit their charset.
fn source(bytes: &[u8], intake: &mut Intake) -> Source {
    let (encoding, mark) = charset(bytes, declared(bytes).as_deref());
    let mut source = Source { text: String::new(), origin: Origin::new(Canonical::Page), shift: None, more: false };
    let decoded = decode(bytes, mark, encoding, &mut source);
    source.shift = (encoding == UTF_8 && decoded.malformed == 0).then_some(mark);
    if let Some(message) = decoded.message(&intake.report.id) {
        intake.problem(ProblemCode::Charset, message);
    }
    source
}

/// Write the `paragraphs` of `page` to `intake`, and whether there are more than the limit lets be read.
fn finish(
    paragraphs: &[Placed],
    page: &Tokens,
    source: &Source,
    bytes: &[u8],
    options: &Options,
    how: Canonical,
    intake: &mut Intake,
) {
    let too_long = lay_out(paragraphs, &page.chars, source, options.limits.max_chars, how, intake);
    if too_long || source.more {
        let kept = intake.origin.bytes(Span::new(0, intake.origin.len())).map_or(0, |r| r.end);
        let left = bytes.len().saturating_sub(kept);
        let message = limits::truncated(&intake.report.id, intake.origin.len() as usize, left);
        intake.problem(ProblemCode::Truncated, message);
    }
}

/// Fill in what the page says of itself, save where the options say it.
fn describe(page: &Tokens, options: &Options, intake: &mut Intake) {
    let report = &mut intake.report;
    report.url = about::address(&page.tags);
    report.title = about::title(&page.tags);
    if options.source.is_none() {
        report.source = about::outlet(&page.tags, report.url.as_deref());
    }
    if let (Some(title), Some(outlet)) = (&report.title, &report.source) {
        report.title = Some(without_outlet(title, outlet).to_owned());
    }
    if options.published.is_none() {
        report.published = about::published(&page.tags, report.url.as_deref());
    }
}

/// A title without the outlet's name that many pages hang on to it: "Army denies shelling | Northlight Radio".
fn without_outlet<'t>(title: &'t str, outlet: &str) -> &'t str {
    let bare =
        title.strip_suffix(outlet).map(str::trim_end).and_then(|t| t.strip_suffix(['|', '-', '–', '—', '·', ':', '»']));
    bare.map(str::trim_end).filter(|t| !t.is_empty()).unwrap_or(title)
}

/// The charset that a page declares near its start.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or(bytes);
    let ascii: String =
        head.iter().map(|&b| if b.is_ascii() { char::from(b).to_ascii_lowercase() } else { '?' }).collect();
    let label = |text: &str, key: &str| {
        let value = text.split_once(key)?.1.trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':' | '.'))?;
        value.get(..end).filter(|v| !v.is_empty()).map(str::to_owned)
    };
    let xml = ascii.trim_start().strip_prefix("<?xml").and_then(|x| label(x.split_once("?>")?.0, "encoding"));
    let metas = || ascii.match_indices("<meta").filter_map(|(at, _)| ascii.get(at..)?.split_once('>'));
    metas().find_map(|(tag, _)| label(&format!("{tag} "), "charset")).or(xml)
}

/// The main text of the page, or why there is none.
fn main_text(source: &str, page: &Tokens) -> Result<Tokens, &'static str> {
    if page.chars.is_empty() {
        return Err("its body is empty");
    }
    if page.depth > DEEPEST || page.count > MOST_TAGS {
        return Err("its elements are nested too deep or too many");
    }
    let options = trafilatura::Options::default()
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_html_date_mode(HtmlDateMode::Disabled);
    // A page that the extractor stumbles over must not stop the batch.
    let extracted = guarded(|| trafilatura::extract(source, &options));
    let main = extracted.and_then(Result::ok).map(|e| tokens(&e.content_html)).unwrap_or_default();
    if main.chars.iter().any(|c| c.c.is_alphanumeric()) { Ok(main) } else { Err("nothing in it looks like a report") }
}

/// The paragraphs of a stream of characters.
fn split(chars: &[Char]) -> impl Iterator<Item = &[Char]> {
    chars.split(|c| c.c == BLOCK).map(trimmed).filter(|p| !p.is_empty())
}

fn trimmed(mut chars: &[Char]) -> &[Char] {
    while let [first, rest @ ..] = chars
        && is_gap(first.c)
    {
        chars = rest;
    }
    while let [rest @ .., last] = chars
        && is_gap(last.c)
    {
        chars = rest;
    }
    chars
}

/// All text of the page, for want of a main one.
fn everything(chars: &[Char]) -> Vec<Placed> {
    let mut at = 0u32;
    let mut out = Vec::new();
    for part in chars.split(|c| c.c == BLOCK) {
        let places = part.iter().zip(at..).map(|(c, n)| (c.c, Some(n)));
        let (text, places): Placed = places.skip_while(|(c, _)| is_gap(*c)).unzip();
        let kept = text.iter().rposition(|&c| !is_gap(c)).map_or(0, |n| n + 1);
        if kept > 0 {
            out.push((text.into_iter().take(kept).collect(), places.into_iter().take(kept).collect()));
        }
        at += part.len() as u32 + 1;
    }
    out
}

/// Write the paragraphs to `intake`, with a blank line between them, up to `max` code points; whether there are more.
fn lay_out(
    paragraphs: &[Placed],
    stream: &[Char],
    source: &Source,
    max: usize,
    how: Canonical,
    intake: &mut Intake,
) -> bool {
    let index = CharIndex::new(&source.text);
    let (mut text, mut origin) = (String::new(), Origin::new(how));
    for (chars, places) in paragraphs {
        if !text.is_empty() {
            text.push_str("\n\n");
            origin.push_made();
            origin.push_made();
        }
        for (&c, place) in chars.iter().zip(places) {
            let stands = place.and_then(|p| stream.get(p as usize));
            let bytes = stands.and_then(|s| source.bytes(&index, s.start, s.end));
            text.push(c);
            match bytes {
                Some(bytes) => origin.push(bytes),
                None => origin.push_made(),
            }
        }
        if origin.len() as usize > max {
            break;
        }
    }
    let too_long = origin.len() as usize > max;
    if too_long {
        let end = limits::cut(&text, max);
        let kept = text.get(..end).unwrap_or("").trim_end().len();
        text.truncate(kept);
        origin.truncate(text.chars().count() as u32);
    }
    intake.report.text = text;
    intake.origin = origin;
    too_long
}
