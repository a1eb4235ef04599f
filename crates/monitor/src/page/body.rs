//! The words of a page as the body of a DOCX file.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::clean::{clean, rightward};
use super::pieces::{Piece, pieces};
use super::{Block, Drawing, Headline, NONE, Note, Page, Run, Table};

/// The width between the margins of a page of A4, in twentieths of a point.
const WIDTH: usize = 9866;

/// The document, and the addresses that it leads to.
pub(super) fn body(page: &Page) -> (String, Vec<String>) {
    let mut body =
        Body { out: String::new(), cited: vec![false; page.notes.len()], links: Vec::new(), marks: 0, bidi: false };
    body.page(page);
    (body.out, body.links)
}

struct Body {
    out: String,
    /// Which notes were cited: each leads back to where it was first.
    cited: Vec<bool>,
    links: Vec<String>,
    /// How many places have a name so far.
    marks: usize,
    /// Whether the paragraph runs from right to left.
    bidi: bool,
}

impl Body {
    fn page(&mut self, page: &Page) {
        self.out.push_str(
            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>",
        );
        self.plain("Title", &page.title);
        for line in &page.subtitle {
            self.plain("Subtitle", line);
        }
        for section in &page.sections {
            self.plain("Heading1", &section.heading);
            for block in &section.blocks {
                self.block(block);
            }
        }
        if !page.notes.is_empty() {
            self.plain("Heading1", "Notes");
            for (at, note) in page.notes.iter().enumerate() {
                self.note(at, note);
            }
        }
        self.out.push_str(
            "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"footer1\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1020\" w:right=\"1020\" w:bottom=\"1134\" w:left=\"1020\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
        );
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(runs) => self.paragraph("Normal", runs),
            Block::Small(runs) => self.paragraph("Small", runs),
            Block::List(points) => points.iter().for_each(|point| self.paragraph("Point", point)),
            Block::Headlines(headlines) if headlines.is_empty() => {}
            Block::Headlines(headlines) => self.table(&figures(headlines)),
            Block::Table(table) => self.table(table),
            Block::Drawing(Drawing { caption, alt, .. }) => {
                self.plain("Caption", caption);
                self.plain("Normal", alt);
            }
        }
    }

    fn plain(&mut self, style: &str, words: &str) {
        self.paragraph(style, &[Run::Text(words.to_owned())]);
    }

    fn paragraph(&mut self, style: &str, runs: &[Run]) {
        self.begin(style, runs);
        self.runs(runs);
        self.out.push_str("</w:p>");
    }

    fn begin(&mut self, style: &str, runs: &[Run]) {
        self.bidi = begins_rightward(runs);
        let bidi = if self.bidi { "<w:bidi/>" } else { "" };
        let _ = write!(self.out, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{bidi}</w:pPr>");
    }

    fn runs(&mut self, runs: &[Run]) {
        for piece in pieces(runs) {
            match piece {
                Piece::Text(words) => self.run("", words),
                Piece::Strong(words) => self.run("<w:b/><w:bCs/>", words),
                Piece::Quote(words) => {
                    self.run("", "“");
                    self.run("", words);
                    self.run("", "”");
                }
                Piece::Break => self.out.push_str("<w:r><w:br/></w:r>"),
                Piece::Notes(numbers) => {
                    for (at, number) in numbers.into_iter().enumerate() {
                        if at > 0 {
                            self.run(RAISED, ", ");
                        }
                        self.mark(number);
                    }
                }
            }
        }
    }

    fn run(&mut self, set: &str, words: &str) {
        if words.is_empty() {
            return;
        }
        let words = clean(words);
        let is_rtl = rightward(&words);
        let rtl = if is_rtl { "<w:rtl/>" } else { "" };
        let _ =
            write!(self.out, "<w:r><w:rPr>{set}{rtl}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(words));
        if is_rtl && !self.bidi {
            // so that what follows does not join it
            self.out.push_str("<w:r><w:t>\u{200e}</w:t></w:r>");
        }
    }

    /// The number of a note, which leads there.
    fn mark(&mut self, number: usize) {
        let Some(cited) = number.checked_sub(1).and_then(|n| self.cited.get_mut(n)) else {
            self.run(RAISED, &number.to_string());
            return;
        };
        let first = !std::mem::replace(cited, true);
        if first {
            self.named(&format!("cite_{number}"));
        }
        self.leading(&format!("w:anchor=\"note_{number}\""), RAISED, &number.to_string());
    }

    /// Words that lead elsewhere.
    fn leading(&mut self, to: &str, set: &str, words: &str) {
        let _ = write!(self.out, "<w:hyperlink {to} w:history=\"1\">");
        self.run(set, words);
        self.out.push_str("</w:hyperlink>");
    }

    /// A name for this place.
    fn named(&mut self, name: &str) {
        let id = self.marks;
        self.marks += 1;
        let _ = write!(self.out, "<w:bookmarkStart w:id=\"{id}\" w:name=\"{name}\"/><w:bookmarkEnd w:id=\"{id}\"/>");
    }

    fn note(&mut self, at: usize, note: &Note) {
        let number = at + 1;
        let words = [
            Run::Text(note.source.clone()),
            Run::Text(": ".to_owned()),
            Run::Quote(note.quote.clone()),
            Run::Text(format!(" ({})", note.place())),
        ];
        // its words may be written from right to left, but who says them and where stands from left to right
        self.begin("Note", &[]);
        self.named(&format!("note_{number}"));
        self.runs(&words);
        if let Some(url) = note.link() {
            let link = self.links.len();
            self.links.push(url.to_owned());
            self.run("", " ");
            self.leading(&format!("r:id=\"link{link}\""), "<w:u w:val=\"single\"/>", url);
        }
        if let Some(address) = note.other_address() {
            self.run("", &format!(" {address}"));
        }
        if self.cited.get(at).is_some_and(|cited| *cited) {
            self.run("", " ");
            self.leading(&format!("w:anchor=\"cite_{number}\""), "", "↩");
        }
        self.out.push_str("</w:p>");
    }

    fn table(&mut self, table: &Table) {
        if !table.caption.trim().is_empty() {
            self.plain("Caption", &table.caption);
        }
        let columns = table.columns();
        if columns == 0 || table.rows.is_empty() {
            self.plain("Normal", NONE);
            return;
        }
        let _ = write!(
            self.out,
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"Rows\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblLook w:val=\"00A0\" w:firstRow=\"{}\" w:lastRow=\"0\" w:firstColumn=\"1\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr><w:tblGrid>",
            u8::from(!table.head.is_empty())
        );
        let widths = widths(table, columns);
        for width in &widths {
            let _ = write!(self.out, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.out.push_str("</w:tblGrid>");
        if !table.head.is_empty() {
            self.out.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
            for (at, width) in widths.iter().enumerate() {
                let head = table.head.get(at).map(String::as_str).unwrap_or_default();
                self.cell("CellHead", *width, &[Run::Text(head.to_owned())]);
            }
            self.out.push_str("</w:tr>");
        }
        for row in &table.rows {
            self.out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (at, width) in widths.iter().enumerate() {
                self.cell("Cell", *width, row.get(at).map_or(&[], Vec::as_slice));
            }
            self.out.push_str("</w:tr>");
        }
        self.out.push_str("</w:tbl>");
        // two tables that follow each other would become one
        self.plain("Small", "");
    }

    fn cell(&mut self, style: &str, width: usize, runs: &[Run]) {
        let _ = write!(self.out, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>");
        self.paragraph(style, runs);
        self.out.push_str("</w:tc>");
    }
}

/// The widths of columns: more for those with longer words, none of them very narrow or very wide.
fn widths(table: &Table, columns: usize) -> Vec<usize> {
    let length = |runs: &[Run]| -> usize {
        let words = |run: &Run| match run {
            Run::Text(words) | Run::Strong(words) | Run::Quote(words) => words.chars().count(),
            Run::Note(_) | Run::Break => 2,
        };
        runs.iter().map(words).sum()
    };
    let weights: Vec<usize> = (0..columns)
        .map(|at| {
            let longest = table.rows.iter().filter_map(|row| row.get(at)).map(|runs| length(runs)).max();
            longest.unwrap_or_default().clamp(13, 45)
        })
        .collect();
    let whole: usize = weights.iter().sum();
    weights.iter().map(|weight| WIDTH * weight / whole.max(1)).collect()
}

/// How the numbers of notes are set.
const RAISED: &str = "<w:vertAlign w:val=\"superscript\"/>";

/// The figures that a reader sees first, as rows.
fn figures(headlines: &[Headline]) -> Table {
    let row = |headline: &Headline| {
        vec![vec![Run::Strong(headline.figure.clone())], vec![Run::Text(headline.label.clone())], headline.by.clone()]
    };
    Table {
        caption: String::new(),
        head: ["Figure", "What it counts", "Who says so"].map(str::to_owned).to_vec(),
        rows: headlines.iter().map(row).collect(),
    }
}

/// Whether the first letter of words is written from right to left.
fn begins_rightward(runs: &[Run]) -> bool {
    runs.iter()
        .filter_map(|run| match run {
            Run::Text(words) | Run::Strong(words) | Run::Quote(words) => words.chars().find(|c| c.is_alphabetic()),
            Run::Note(_) | Run::Break => None,
        })
        .next()
        .is_some_and(|letter| rightward(letter.encode_utf8(&mut [0; 4])))
}
