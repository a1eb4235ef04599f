//! A page's source as text with positions: one pass, linear in its length, whatever the page holds.
//!
//! The tree is built elsewhere; this only knows where each character of text stands, where blocks end, and the few tags
//! that say something about the page.

use std::ops::Range;

use crate::html::entities::{self, Entity};

/// One character of text and the bytes of the source that stand for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Char {
    /// White space of any length is one `' '`; a line break is `'\n'`; the end of a block is [`BLOCK`].
    pub(crate) c: char,
    /// First byte in the source.
    pub(crate) start: u32,
    /// One past the last byte in the source.
    pub(crate) end: u32,
}

/// Stands for the end of a block in a stream of characters.
pub(crate) const BLOCK: char = '\u{1D}';

/// A tag that says something about the page, with its attributes (names in lower case, entities resolved).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    /// In lower case; empty for an element that is kept only for its `itemprop`.
    pub(crate) name: &'static str,
    /// In the order of the source.
    pub(crate) attributes: Vec<(String, String)>,
    /// What a `title` or a `script` of linked data holds.
    pub(crate) inner: String,
}

impl Tag {
    /// The value of attribute `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// What one pass over a page's source gives.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    /// Its text, without scripts, styles and the title.
    pub(crate) chars: Vec<Char>,
    /// The tags that say something about it.
    pub(crate) tags: Vec<Tag>,
    /// How many tags there are.
    pub(crate) count: usize,
    /// How deep elements nest, and how many elements of style stand open at once, at the most.
    pub(crate) depth: usize,
}

/// What is known of an element by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Element {
    /// Its tag is kept with its attributes, under this name.
    telling: Option<&'static str>,
    /// Its content is not markup.
    raw: bool,
    /// A paragraph ends before and after it.
    block: bool,
    /// It nests nothing: it has no content, or closes itself where the next one starts.
    shallow: bool,
    /// A tree builder opens it again in each block that follows, until it is closed.
    style: bool,
}

/// What is known of the element `name`, which is in lower case.
fn element(name: &str) -> Element {
    let plain = Element::default();
    let block = Element { block: true, ..plain };
    let shallow = Element { shallow: true, ..plain };
    match name {
        "title" => Element { telling: Some("title"), raw: true, ..plain },
        "script" => Element { telling: Some("script"), raw: true, ..plain },
        "style" | "textarea" | "iframe" | "xmp" | "noembed" | "noframes" => Element { raw: true, ..plain },
        "time" => Element { telling: Some("time"), ..plain },
        "meta" => Element { telling: Some("meta"), ..shallow },
        "link" => Element { telling: Some("link"), ..shallow },
        "html" => Element { telling: Some("html"), ..block },
        "p" | "li" | "tr" | "hr" | "dd" | "dt" | "tbody" | "tfoot" | "thead" | "caption" | "option" => {
            Element { shallow: true, ..block }
        }
        "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "table" | "section" | "article" | "header"
        | "footer" | "main" | "nav" | "aside" | "figure" | "figcaption" | "blockquote" | "pre" | "form" | "body"
        | "head" | "address" | "center" | "details" | "dialog" | "dl" | "fieldset" | "hgroup" | "legend" | "menu"
        | "search" | "select" | "summary" => block,
        "br" | "td" | "th" | "img" | "input" | "col" | "colgroup" | "area" | "base" | "embed" | "optgroup"
        | "param" | "rp" | "rt" | "source" | "track" | "wbr" => shallow,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt"
        | "u" => Element { style: true, ..plain },
        _ => plain,
    }
}

/// Where nesting is no longer followed: nothing that is read nests as deep.
pub(crate) const DEEPEST: usize = 256;

/// Read `source`, at most 4 GiB of it.
pub(crate) fn tokens(source: &str) -> Tokens {
    let mut reader = Reader { source, at: 0, out: Tokens::default(), open: Vec::new(), styles: Vec::new() };
    while reader.at < source.len() {
        reader.step();
    }
    reader.out
}

struct Reader<'s> {
    source: &'s str,
    at: usize,
    out: Tokens,
    open: Vec<&'s str>,
    /// Elements of style that stand open, and how often.
    styles: Vec<(String, usize)>,
}

impl<'s> Reader<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(inner) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            return self.text(self.at + end);
        };
        if let Some(comment) = inner.strip_prefix("!--") {
            let closed = comment.find("-->").map_or(rest.len(), |n| 4 + n + 3);
            self.at += if comment.starts_with('>') { 5 } else { closed };
        } else if inner.starts_with(['!', '?']) {
            self.at += rest.find('>').map_or(rest.len(), |n| n + 1);
        } else if let Some(name) = inner.strip_prefix('/').filter(|n| n.starts_with(|c: char| c.is_ascii_alphabetic()))
        {
            let name = tag_name(name);
            self.at += 2 + name.len();
            if self.attributes(false).is_some() {
                self.close(name);
            }
        } else if inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.start_tag(tag_name(inner));
        } else {
            // A "<" that starts nothing is text, up to the next one.
            let end = inner.find('<').map_or(rest.len(), |n| n + 1);
            self.text(self.at + end);
        }
    }

    /// Text from here to byte `end`.
    fn text(&mut self, end: usize) {
        while self.at < end {
            let rest = self.source.get(self.at..end).unwrap_or("");
            if let Some(Entity { text, len }) = entities::at_start(rest) {
                for c in text.chars() {
                    self.push(c, self.at..self.at + len);
                }
                self.at += len;
            } else if let Some(c) = rest.chars().next() {
                self.push(c, self.at..self.at + c.len_utf8());
                self.at += c.len_utf8();
            } else {
                self.at = end;
            }
        }
    }

    fn push(&mut self, c: char, bytes: Range<usize>) {
        let (start, end) = (bytes.start as u32, bytes.end as u32);
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        if c == ' ' && self.out.chars.last().is_none_or(|last| is_gap(last.c)) {
            return;
        }
        self.out.chars.push(Char { c, start, end });
    }

    /// A line break or the end of a block, here.
    fn gap(&mut self, mut gap: char) {
        let at = self.at as u32;
        while let Some(last) = self.out.chars.pop_if(|last| is_gap(last.c)) {
            // Two line breaks are what pages without paragraphs use between them.
            if last.c != ' ' {
                gap = BLOCK;
            }
        }
        if !self.out.chars.is_empty() {
            self.out.chars.push(Char { c: gap, start: at, end: at });
        }
    }

    fn start_tag(&mut self, tag: &'s str) {
        self.at += 1 + tag.len();
        let name = tag.to_ascii_lowercase();
        let known = element(&name);
        let Some(attributes) = self.attributes(known.telling.is_some()) else { return };
        self.out.count += 1;
        if known.raw {
            let inner = self.raw(tag);
            let linked_data = name == "script" && attributes.iter().any(|(n, v)| n == "type" && v.contains("ld+json"));
            if let Some(telling) = known.telling.filter(|_| name == "title" || linked_data) {
                let inner = if linked_data { inner.to_owned() } else { entities::resolved(inner) };
                self.out.tags.push(Tag { name: telling, attributes, inner });
            }
            return;
        }
        if known.telling.is_some() || !attributes.is_empty() {
            self.out.tags.push(Tag { name: known.telling.unwrap_or(""), attributes, inner: String::new() });
        }
        self.break_at(&name, known);
        self.opened(name, known, tag);
    }

    /// The gap that the start or the end of an element makes.
    fn break_at(&mut self, name: &str, known: Element) {
        match name {
            "br" => self.gap('\n'),
            "td" | "th" => self.push(' ', self.at..self.at),
            _ if known.block => self.gap(BLOCK),
            _ => {}
        }
    }

    fn opened(&mut self, name: String, known: Element, tag: &'s str) {
        if known.style {
            match self.styles.iter_mut().find(|(s, _)| *s == name) {
                Some((_, n)) => *n += 1,
                None => self.styles.push((name, 1)),
            }
        } else if !known.shallow && self.open.len() <= DEEPEST {
            self.open.push(tag);
        }
        let styles: usize = self.styles.iter().map(|(_, n)| n).sum();
        self.out.depth = self.out.depth.max(self.open.len()).max(styles);
    }

    fn close(&mut self, tag: &'s str) {
        self.out.count += 1;
        let name = tag.to_ascii_lowercase();
        let known = element(&name);
        self.break_at(&name, known);
        if known.style {
            if let Some((_, n)) = self.styles.iter_mut().find(|(s, _)| *s == name) {
                *n = n.saturating_sub(1);
            }
        } else if !known.shallow
            && let Some(to) = self.open.iter().rposition(|o| o.eq_ignore_ascii_case(tag))
        {
            self.open.truncate(to);
        }
    }

    /// The content of the raw element `name`, up to its end tag, which is passed.
    fn raw(&mut self, name: &str) -> &'s str {
        let rest = self.rest();
        let mut from = 0;
        while let Some(found) = rest.get(from..).and_then(|r| r.find("</")) {
            let at = from + found;
            let after = rest.get(at + 2..).unwrap_or("");
            if tag_name(after).eq_ignore_ascii_case(name) {
                self.at += at + 2 + name.len();
                self.attributes(false);
                return rest.get(..at).unwrap_or("");
            }
            from = at + 2;
        }
        self.at = self.source.len();
        rest
    }

    /// Pass the attributes up to the end of the tag; give them where `keep`. `None` where the source ends first.
    /// Of other tags, an `itemprop` alone is kept, with the value that goes with it.
    fn attributes(&mut self, keep: bool) -> Option<Vec<(String, String)>> {
        let (mut kept, mut telling) = (Vec::new(), keep);
        loop {
            let rest = self.rest();
            let skipped = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            self.at += rest.len() - skipped.len();
            if skipped.starts_with('>') {
                self.at += 1;
                return Some(if telling { kept } else { Vec::new() });
            }
            if skipped.is_empty() {
                self.at = self.source.len();
                return None;
            }
            let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
            // An equals sign at the start is part of the name.
            let first = skipped.chars().next().map_or(0, char::len_utf8);
            let name_len = skipped.get(first..).and_then(|r| r.find(ends)).map_or(skipped.len(), |n| n + first);
            let (name, after) = skipped.split_at(name_len);
            self.at += name_len;
            let value = self.value(after);
            let item = name.eq_ignore_ascii_case("itemprop");
            if keep || item || name.eq_ignore_ascii_case("content") || name.eq_ignore_ascii_case("datetime") {
                kept.push((name.to_ascii_lowercase(), entities::resolved(value)));
                telling |= item;
            }
        }
    }

    /// Pass the value of an attribute, which `after` starts with, if any.
    fn value(&mut self, after: &'s str) -> &'s str {
        let Some(value) = after.trim_ascii_start().strip_prefix('=') else { return "" };
        let value = value.trim_ascii_start();
        self.at += after.len() - value.len();
        let quote = value.chars().next().filter(|q| matches!(q, '"' | '\''));
        if let Some((q, inner)) = quote.and_then(|q| Some((q, value.get(1..)?))) {
            let end = inner.find(q).unwrap_or(inner.len());
            self.at += (end + 2).min(value.len());
            return inner.get(..end).unwrap_or("");
        }
        let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len());
        self.at += end;
        value.get(..end).unwrap_or("")
    }
}

fn tag_name(s: &str) -> &str {
    let end = s.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(s.len());
    s.get(..end).unwrap_or("")
}

/// Whether `c` parts words.
pub(crate) const fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\n' | BLOCK)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        tokens(source).chars.iter().map(|c| if c.c == BLOCK { '|' } else { c.c }).collect()
    }

    #[test]
    fn text_blocks_and_breaks() {
        let cases = [
            ("<p>The  army\n<b>denied</b> it.<p>So<br>it said.</p>", "The army denied it.|So\nit said.|"),
            ("One<br><br/>two<BR>three", "One|two\nthree"),
            ("<tr><td>Sarnem<td>4</tr>", "Sarnem 4|"),
            ("a<!-- <p>b -->c<!-->d<!doctype x>e<?php f ?>g", "acdeg"),
            ("<style>a</style>b<SCRIPT>c</p></Script >d<title>e</title>f", "bdf"),
            ("a < b <3 </ c <d", "a < b <3 </ c "),
            ("<a href='x>y' b>c</a>", "c"),
            ("<a href=x/>y", "y"),
            ("&lt;p&gt; &amp;amp;", "<p> &amp;"),
            ("<script>never closed", ""),
        ];
        for (source, expected) in cases {
            assert_eq!(text(source), expected, "{source}");
        }
    }

    #[test]
    fn telling_tags_keep_their_attributes() {
        let got = tokens(
            "<META Name=date CONTENT=\"a &amp; b\"><p class=x><b itemprop=datePublished content='c'><title>T&eacute;</title>",
        );
        let told: Vec<(&str, Option<&str>, &str)> =
            got.tags.iter().map(|t| (t.name, t.get("content"), t.inner.as_str())).collect();
        assert_eq!(told, [("meta", Some("a & b"), ""), ("", Some("c"), ""), ("title", None, "Té")]);
    }

    #[test]
    fn depth_is_of_what_stays_open() {
        assert_eq!(tokens(&"<p>a<br><li>".repeat(500)).depth, 0);
        assert_eq!(tokens(&"<div>a</div>".repeat(500)).depth, 1);
        assert_eq!(tokens(&"<div><span>a</div>".repeat(500)).depth, 2);
        assert_eq!(tokens(&"<b><p>".repeat(300)).depth, 300);
        assert!(tokens(&"<div>".repeat(500)).depth > DEEPEST);
    }
}
