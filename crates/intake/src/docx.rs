//! Word documents (DOCX): the paragraphs of the text, its tables, foot- and endnotes.
//!
//! Headers, footers and comments are left out, as is what was deleted while changes were tracked. The document says
//! when its file was made, which is not when a report was published, so that date is not taken.

use std::io::Cursor;

use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use truceline_record::ProblemCode;

use crate::archive::Archive;
use crate::compose::Composer;
use crate::html::one_line;
use crate::nest::{Nest, Refusal};
use crate::origin::Canonical;
use crate::{Intake, text};

/// Where the text is, in the order in which it is put together.
const PARTS: &[&str] = &["word/document.xml", "word/footnotes.xml", "word/endnotes.xml"];

/// The largest part, unpacked.
const PART_BYTES: u64 = 64 << 20;

/// One intake.
pub(crate) fn take(name: &str, bytes: &[u8], nest: &mut Nest<'_>) -> Vec<Intake> {
    let mut intake = Intake::of(name, bytes, nest.options);
    if let Err((code, message)) = fill(name, bytes, nest, &mut intake) {
        intake.problem(code, message);
    }
    intake.finish();
    vec![intake]
}

fn fill(name: &str, bytes: &[u8], nest: &mut Nest<'_>, intake: &mut Intake) -> Result<(), Refusal> {
    let mut archive = Archive::open(name, Cursor::new(bytes))?;
    let mut out = Composer::new(Canonical::Document, nest.options.limits.max_chars);
    let mut styled = None;
    for part in PARTS {
        let read = match archive.read(part, PART_BYTES, nest) {
            Ok(Some(xml)) => xml,
            Ok(None) if *part == "word/document.xml" => {
                let message = format!("{name}: it holds no {part}: not a whole Word document; save it again");
                return Err((ProblemCode::Damaged, message));
            }
            Ok(None) => continue,
            Err((code, message)) => {
                intake.problem(code, message);
                continue;
            }
        };
        let xml = String::from_utf8_lossy(&read);
        if matches!(xml, std::borrow::Cow::Owned(_)) {
            let message = format!("{name}: {part} is not UTF-8, as it must be: some characters stand as \u{FFFD}");
            intake.problem(ProblemCode::Charset, message);
        }
        out.start_part(*part);
        let mut paragraphs = Paragraphs::new(&mut out);
        if let Err(why) = paragraphs.read(&xml) {
            let message =
                format!("{name}: {part} is damaged ({why}): the text up to there is read; save the document again");
            intake.problem(ProblemCode::Damaged, message);
        }
        styled = styled.or(paragraphs.title);
    }
    out.finish(intake);
    let core = archive.read("docProps/core.xml", 1 << 20, nest).ok().flatten();
    let told = || core_title(&String::from_utf8_lossy(&core?));
    intake.report.title = styled.or_else(|| text::title(&intake.report.text)).or_else(told);
    Ok(())
}

/// Writes the paragraphs of a part one after the other.
struct Paragraphs<'c> {
    out: &'c mut Composer,
    /// Within text that counts.
    text: bool,
    /// Elements that stand open within one whose content is left out.
    skipped: usize,
    /// Whether the next text must be parted from the one before by a blank line, or, in a row of a table, by a tab.
    apart: Apart,
    /// Open cells of tables.
    cells: usize,
    /// The paragraph that stands in the style of a title, as far as it is read.
    titled: Option<String>,
    title: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Apart {
    Not,
    Space,
    Tab,
    BlankLine,
}

impl<'c> Paragraphs<'c> {
    const fn new(out: &'c mut Composer) -> Self {
        Self { out, text: false, skipped: 0, apart: Apart::BlankLine, cells: 0, titled: None, title: None }
    }

    /// Read `xml` to its end, or to where it is damaged. No entity is looked up but those of XML itself.
    fn read(&mut self, xml: &str) -> Result<(), String> {
        let mut reader = Reader::from_str(xml);
        let (mut at, mut open) = (0, 0usize);
        while !self.out.full() {
            let event = reader.read_event().map_err(|e| format!("{e}, at byte {}", reader.error_position()))?;
            let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(xml.len());
            match &event {
                Event::Start(_) => open += 1,
                Event::End(_) => open = open.saturating_sub(1),
                Event::Eof if open > 0 => return Err(format!("{open} elements do not end")),
                _ => {}
            }
            match event {
                Event::Eof => break,
                Event::Start(tag) if self.skipped > 0 || left_out(tag.name().as_ref()) => self.skipped += 1,
                Event::End(_) if self.skipped > 0 => self.skipped -= 1,
                _ if self.skipped > 0 => {}
                Event::Start(tag) => {
                    self.start(tag.name().as_ref());
                    self.style(&tag);
                }
                Event::Empty(tag) => {
                    self.start(tag.name().as_ref());
                    self.style(&tag);
                    self.end(tag.name().as_ref());
                }
                Event::End(tag) => self.end(tag.name().as_ref()),
                Event::Text(content) if self.text => self.put(&content, at),
                Event::CData(content) if self.text => self.put(&content, at + "<![CDATA[".len()),
                Event::GeneralRef(reference) if self.text => {
                    let known = reference.resolve_char_ref().ok().flatten().or_else(|| {
                        let named = quick_xml::escape::resolve_predefined_entity(&reference)?;
                        named.chars().next()
                    });
                    match known {
                        Some(c) => {
                            self.part();
                            self.note(c);
                            self.out.char(c, at..end);
                        }
                        None => self.put(xml.get(at..end).unwrap_or(""), at),
                    }
                }
                _ => {}
            }
            at = end;
        }
        Ok(())
    }

    fn start(&mut self, name: &str) {
        match name {
            "w:t" => self.text = true,
            "w:tab" => self.made("\t"),
            "w:br" | "w:cr" => self.made("\n"),
            "w:noBreakHyphen" => self.made("-"),
            "w:tc" => self.cells += 1,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "w:t" => self.text = false,
            "w:p" => {
                self.apart = self.apart.max(if self.cells > 0 { Apart::Space } else { Apart::BlankLine });
                self.title = self.title.take().or_else(|| self.titled.take().and_then(|t| one_line(&t)));
                self.titled = None;
            }
            "w:tc" => {
                self.cells = self.cells.saturating_sub(1);
                self.apart = self.apart.max(Apart::Tab);
            }
            "w:tr" if self.cells == 0 => self.apart = Apart::BlankLine,
            _ => {}
        }
    }

    /// Whether the paragraph stands in the style of a title.
    fn style(&mut self, tag: &quick_xml::events::BytesStart<'_>) {
        if tag.name().as_ref() == "w:pStyle" {
            let value = tag.attributes().flatten().find(|a| a.key.as_ref() == "w:val");
            if value.is_some_and(|a| a.normalized_value(XmlVersion::Implicit1_0).is_ok_and(|v| v == "Title")) {
                self.titled = Some(String::new());
            }
        }
    }

    fn put(&mut self, text: &str, at: usize) {
        if !text.is_empty() {
            self.part();
            text.chars().for_each(|c| self.note(c));
            self.out.verbatim(text, at);
        }
    }

    fn made(&mut self, text: &str) {
        // A break before the first word or between two paragraphs says nothing.
        if self.apart == Apart::Not {
            self.out.made(text);
            text.chars().for_each(|c| self.note(c));
        }
    }

    fn note(&mut self, c: char) {
        if let Some(title) = &mut self.titled {
            title.push(c);
        }
    }

    fn part(&mut self) {
        match std::mem::replace(&mut self.apart, Apart::Not) {
            Apart::Not => {}
            Apart::Space => self.out.made(" "),
            Apart::Tab => self.out.made("\t"),
            Apart::BlankLine => self.out.blank_line(),
        }
    }
}

/// Elements whose content is not text of the document: what was deleted, instructions of fields, the second telling of
/// a drawing for old programs.
fn left_out(name: &str) -> bool {
    matches!(name, "w:del" | "w:moveFrom" | "w:instrText" | "w:delText" | "mc:Fallback" | "w:pict")
}

/// The title that a document's properties tell.
fn core_title(xml: &str) -> Option<String> {
    let (_, rest) = xml.split_once("<dc:title>")?;
    one_line(&html_escape::decode_html_entities(rest.split_once("</dc:title>")?.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::tests::zip;
    use crate::{Limits, Options, take as take_any};
    use truceline_record::Span;

    const DOCUMENT: &str = r#"<?xml version="1.0"?><!DOCTYPE d [<!ENTITY big "bbbbbbbb">]><w:document><w:body>
<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Daily report of the </w:t></w:r><w:r><w:t>mission</w:t></w:r></w:p>
<w:p><w:r><w:t>The army denied it &amp; the </w:t></w:r><w:del><w:r><w:delText>rebels</w:delText></w:r></w:del>
<w:ins><w:r><w:t>Assembly</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> did too&#8230; &big;</w:t><w:tab/><w:t>No.</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Sarnem</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>14 killed</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>Dolvik</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"#;

    fn docx(document: &str) -> Vec<u8> {
        let notes = "<w:footnotes><w:footnote><w:p><w:r><w:t>As told.</w:t></w:r></w:p></w:footnote></w:footnotes>";
        zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", document), ("word/footnotes.xml", notes)])
    }

    #[test]
    fn paragraphs_tables_and_notes_are_read_with_where_they_stand() {
        let taken = take_any("report.docx", &docx(DOCUMENT), &Options::default());
        let got = &taken[0];
        assert_eq!(
            got.report.text,
            "Daily report of the mission\n\nThe army denied it & the Assembly did too… &big;\tNo.\n\n\
             Sarnem\t14 killed\n\nDolvik\n\nAs told."
        );
        assert_eq!(got.report.title.as_deref(), Some("Daily report of the mission"));
        assert_eq!((taken.len(), got.problems.len(), got.origin.how()), (1, 0, Canonical::Document));
        let at = |words: &str| got.report.text[..got.report.text.find(words).unwrap()].chars().count() as u32;
        let bytes = got.origin.bytes(Span::new(at("14 killed"), at("14 killed") + 9)).unwrap();
        assert_eq!(&DOCUMENT[bytes], "14 killed");
        let bytes = got.origin.bytes(Span::new(at("& the"), at("& the") + 1)).unwrap();
        assert_eq!(&DOCUMENT[bytes], "&amp;");
        assert_eq!(got.origin.part(at("Dolvik")), Some("word/document.xml"));
        assert_eq!(got.origin.part(at("As told")), Some("word/footnotes.xml"));
        assert_eq!(got.origin.bytes(Span::new(0, got.origin.len())), None);
    }

    #[test]
    fn damaged_documents_give_what_can_be_had() {
        let cut = take_any("a.docx", &docx(&DOCUMENT[..DOCUMENT.find("Assembly").unwrap()]), &Options::default());
        assert_eq!(cut[0].report.text, "Daily report of the mission\n\nThe army denied it & the \n\nAs told.");
        assert_eq!(cut[0].problems[0].code, ProblemCode::Damaged);
        let mut bytes = docx(DOCUMENT);
        bytes.truncate(bytes.len() - 30);
        let broken = take_any("a.docx", &bytes, &Options::default());
        assert_eq!(broken[0].problems[0].code, ProblemCode::Damaged);
        let empty = take_any("a.docx", &docx("<w:document/>"), &Options::default());
        assert_eq!(empty[0].report.text, "As told.");
    }

    #[test]
    fn a_zip_bomb_is_named_and_not_unpacked() {
        let limits = Limits { max_ratio: 50, ..Limits::default() };
        let bomb = docx(&format!("<w:p><w:r><w:t>{}", "a".repeat(5 << 20)));
        let got = take_any("a.docx", &bomb, &Options { limits, ..Options::default() });
        assert_eq!(got[0].problems[0].code, ProblemCode::TooLarge);
        assert!(got[0].problems[0].message.contains("more than 50 times its size"), "{}", got[0].problems[0].message);
        assert_eq!(got[0].report.text, "As told.");
    }
}
