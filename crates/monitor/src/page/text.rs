//! A page as plain text, for a terminal or a mail: wrapped to a width, notes numbered at the end.

use std::fmt::Write as _;

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{ContentArrangement, Table as Grid};
use textwrap::core::display_width;
use textwrap::{Options, WordSplitter, fill};

use super::clean::{clean, isolated};
use super::pieces::{Piece, pieces};
use super::{Block, Drawing, Headline, NONE, Note, Page, Run, Table};

/// No narrower than this: words would be cut to pieces.
const LEAST_WIDTH: usize = 24;
/// The least room for a column. Where there is less, each row is told line by line.
const LEAST_COLUMN: usize = 12;

impl Page {
    /// The page as plain text in lines of at most `width` columns, addresses aside: these are kept whole.
    pub fn text(&self, width: usize) -> String {
        let mut writer = Writer { width: width.max(LEAST_WIDTH), section: String::new(), out: String::new() };
        writer.page(self);
        writer.out
    }
}

struct Writer {
    width: usize,
    /// The heading of the section that is written.
    section: String,
    out: String,
}

impl Writer {
    fn page(&mut self, page: &Page) {
        self.heading(&page.title, '=');
        for line in &page.subtitle {
            self.wrapped(&isolated(line), "", "");
        }
        for section in &page.sections {
            self.gap();
            // a page of one section needs its name once
            if section.heading != page.title {
                self.heading(&section.heading, '-');
            }
            self.section.clone_from(&section.heading);
            for block in &section.blocks {
                self.gap();
                self.block(block);
            }
        }
        if !page.notes.is_empty() {
            self.gap();
            self.heading("Notes", '-');
            self.gap();
            for (at, note) in page.notes.iter().enumerate() {
                self.note(at + 1, note);
            }
        }
    }

    /// An empty line, but at the start.
    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn heading(&mut self, words: &str, line: char) {
        let heading = fill(&isolated(words), self.options());
        let widest = heading.lines().map(display_width).max().unwrap_or_default();
        self.lines(&heading);
        if widest > 0 {
            let _ = writeln!(self.out, "{}", line.to_string().repeat(widest));
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(runs) => self.wrapped(&told(runs), "", ""),
            Block::Small(runs) => self.wrapped(&told(runs), "  ", "  "),
            Block::List(points) => {
                for point in points {
                    self.wrapped(&told(point), "- ", "  ");
                }
            }
            Block::Headlines(headlines) => {
                for headline in headlines {
                    self.headline(headline);
                }
            }
            Block::Table(table) => self.table(table),
            Block::Drawing(Drawing { caption, alt, .. }) => {
                self.wrapped(&isolated(caption), "", "");
                self.wrapped(&isolated(alt), "  ", "  ");
            }
        }
    }

    fn headline(&mut self, headline: &Headline) {
        let mut words = format!("{}: {}", isolated(&headline.label), isolated(&headline.figure));
        if !headline.by.is_empty() {
            words.push('\n');
            words.push_str(&told(&headline.by));
        }
        self.wrapped(&words, "", "    ");
    }

    fn table(&mut self, table: &Table) {
        if !table.caption.trim().is_empty() && table.caption != self.section {
            self.wrapped(&isolated(&table.caption), "", "");
        }
        let columns = table.columns();
        if table.rows.is_empty() {
            self.wrapped(NONE, "  ", "  ");
        } else if columns * LEAST_COLUMN > self.width {
            self.by_lines(table);
        } else {
            self.grid(table, columns);
        }
    }

    fn grid(&mut self, table: &Table, columns: usize) {
        let mut grid = Grid::new();
        grid.load_style(UTF8_HORIZONTAL_ONLY)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(self.width).unwrap_or(u16::MAX));
        if !table.head.is_empty() {
            grid.set_header((0..columns).map(|at| table.head.get(at).map(|head| isolated(head)).unwrap_or_default()));
        }
        for row in &table.rows {
            grid.add_row((0..columns).map(|at| row.get(at).map(|runs| told(runs)).unwrap_or_default()));
        }
        let drawn = grid.to_string();
        self.lines(&drawn);
    }

    /// Each row as lines, a column a line: for a width that has no room for columns.
    fn by_lines(&mut self, table: &Table) {
        for (at, row) in table.rows.iter().enumerate() {
            if at > 0 {
                self.gap();
            }
            for (at, runs) in row.iter().enumerate() {
                let first = if at == 0 { "* " } else { "  " };
                match table.head.get(at).filter(|head| !head.trim().is_empty()) {
                    Some(head) => self.wrapped(&format!("{}: {}", isolated(head), told(runs)), first, "    "),
                    None => self.wrapped(&told(runs), first, "    "),
                }
            }
        }
    }

    fn note(&mut self, number: usize, note: &Note) {
        let mark = format!("[{number}] ");
        let under = " ".repeat(mark.len());
        let words = format!("{}: {} ({})", isolated(&note.source), quoted(&note.quote), note.place());
        self.wrapped(&words, &mark, &under);
        if let Some(url) = note.link() {
            // whole, since half an address leads nowhere
            let _ = writeln!(self.out, "{under}{}", clean(url));
        }
        if let Some(address) = note.other_address() {
            self.wrapped(&isolated(address), &under, &under);
        }
    }

    fn options<'o>(&self) -> Options<'o> {
        Options::new(self.width).word_splitter(WordSplitter::NoHyphenation)
    }

    /// `words` with `first` before their first line and `later` before the others.
    fn wrapped(&mut self, words: &str, first: &str, later: &str) {
        for (at, line) in words.lines().enumerate() {
            let start = if at == 0 { first } else { later };
            let options = self.options().initial_indent(start).subsequent_indent(later);
            let filled = fill(line.trim(), options);
            self.lines(&filled);
        }
    }

    fn lines(&mut self, words: &str) {
        for line in words.lines() {
            let _ = writeln!(self.out, "{}", line.trim_end());
        }
    }
}

/// Running words in lines.
fn told(runs: &[Run]) -> String {
    let mut words = String::new();
    for piece in pieces(runs) {
        match piece {
            Piece::Text(text) | Piece::Strong(text) => words.push_str(&isolated(text)),
            Piece::Quote(text) => words.push_str(&quoted(text)),
            Piece::Break => words.push('\n'),
            Piece::Notes(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
                let _ = write!(words, " [{}]", numbers.join(", "));
            }
        }
    }
    words
}

/// Somebody's own words between quotation marks.
fn quoted(words: &str) -> String {
    format!("“{}”", isolated(words))
}
