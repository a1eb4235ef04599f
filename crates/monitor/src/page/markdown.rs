//! A page as Markdown, in GitHub's flavour. Everything that a reader of Markdown could take for markup is escaped.

use std::fmt::Write as _;

use super::clean::isolated;
use super::pieces::{Piece, pieces};
use super::{Block, Drawing, NONE, Note, Page, Run, Table};

/// How lines are broken: within running words, and within a cell.
const BREAK: &str = "\\\n";
const CELL_BREAK: &str = "<br>";

impl Page {
    /// The page as Markdown.
    pub fn markdown(&self) -> String {
        let mut writer = Writer { cited: vec![false; self.notes.len()], out: String::new() };
        writer.page(self);
        writer.out
    }
}

struct Writer {
    /// Which notes are cited: a reader of Markdown leaves out the others.
    cited: Vec<bool>,
    out: String,
}

impl Writer {
    fn page(&mut self, page: &Page) {
        self.block(&format!("# {}", escaped(&page.title)));
        let subtitle: Vec<String> = page.subtitle.iter().map(|line| begun(&escaped(line))).collect();
        self.block(&subtitle.join(BREAK));
        for section in &page.sections {
            self.block(&format!("## {}", escaped(&section.heading)));
            for block in &section.blocks {
                self.content(block);
            }
        }
        let (cited, others): (Vec<_>, Vec<_>) =
            page.notes.iter().zip(1..).partition(|(_, number)| self.cited.get(number - 1).is_some_and(|c| *c));
        for (note, number) in cited {
            self.block(&format!("[^{number}]: {}", told(note)));
        }
        if !others.is_empty() {
            self.block("## Other sources");
            let others: Vec<String> = others.iter().map(|(note, _)| format!("- {}", told(note))).collect();
            self.block(&others.join("\n"));
        }
    }

    /// A block of its own.
    fn block(&mut self, words: &str) {
        if words.trim().is_empty() {
            return;
        }
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let _ = writeln!(self.out, "{}", words.trim_end());
    }

    fn content(&mut self, block: &Block) {
        match block {
            Block::Paragraph(runs) | Block::Small(runs) => {
                let words = self.runs(runs, BREAK);
                self.block(&words);
            }
            Block::List(points) => {
                let points: Vec<String> = points.iter().map(|point| self.point(point)).collect();
                self.block(&points.join("\n"));
            }
            Block::Headlines(headlines) => {
                let lines: Vec<String> = headlines
                    .iter()
                    .map(|headline| {
                        let mut runs =
                            vec![Run::Text(format!("{}: ", headline.label)), Run::Strong(headline.figure.clone())];
                        if !headline.by.is_empty() {
                            runs.push(Run::Break);
                            runs.extend(headline.by.iter().cloned());
                        }
                        self.point(&runs)
                    })
                    .collect();
                self.block(&lines.join("\n"));
            }
            Block::Table(table) => self.table(table),
            Block::Drawing(Drawing { caption, alt, .. }) => {
                self.block(&strong(&isolated(caption)));
                self.block(&begun(&escaped(alt)));
            }
        }
    }

    fn point(&mut self, runs: &[Run]) -> String {
        format!("- {}", self.runs(runs, "\\\n  "))
    }

    fn table(&mut self, table: &Table) {
        self.block(&strong(&isolated(&table.caption)));
        let columns = table.columns();
        if table.rows.is_empty() || columns == 0 {
            self.block(NONE);
            return;
        }
        let row = |cells: &mut dyn Iterator<Item = String>| format!("| {} |", cells.collect::<Vec<_>>().join(" | "));
        let head = row(&mut (0..columns).map(|at| table.head.get(at).map(|head| escaped(head)).unwrap_or_default()));
        let rule = row(&mut (0..columns).map(|_| "---".to_owned()));
        let mut lines = vec![head, rule];
        for cells in &table.rows {
            let line = (0..columns).map(|at| cells.get(at).map(|runs| self.runs(runs, CELL_BREAK)).unwrap_or_default());
            lines.push(row(&mut line.collect::<Vec<_>>().into_iter()));
        }
        self.block(&lines.join("\n"));
    }

    /// Running words, with `line_break` where a line ends.
    fn runs(&mut self, runs: &[Run], line_break: &str) -> String {
        let mut lines = vec![String::new()];
        let pieces = pieces(runs);
        for (at, piece) in pieces.iter().enumerate() {
            if *piece == Piece::Break {
                lines.push(String::new());
                continue;
            }
            let Some(line) = lines.last_mut() else { continue };
            match piece {
                Piece::Text(words) => line.push_str(&escaped(words)),
                Piece::Quote(words) => {
                    let _ = write!(line, "“{}”", escaped(words));
                }
                Piece::Strong(words) => {
                    let next = pieces.get(at + 1);
                    let inner = words.trim();
                    // stars beside letters and other marks are not read as markup by all
                    let apart = line.is_empty() || line.ends_with(' ') || inner.starts_with(char::is_alphanumeric);
                    let parted = words.ends_with(' ')
                        || matches!(next, None | Some(Piece::Break))
                        || matches!(next, Some(Piece::Text(next)) if next.starts_with(' '));
                    let ends = parted || inner.ends_with(char::is_alphanumeric);
                    if apart && ends && !line.ends_with('*') {
                        line.push_str(&strong(&isolated(words)));
                    } else if !words.is_empty() {
                        let _ = write!(line, "<strong>{}</strong>", escaped(words));
                    }
                }
                Piece::Notes(numbers) => {
                    for number in numbers {
                        match number.checked_sub(1).and_then(|n| self.cited.get_mut(n)) {
                            Some(cited) => {
                                *cited = true;
                                let _ = write!(line, "[^{number}]");
                            }
                            None => {
                                let _ = write!(line, "\\[{number}\\]");
                            }
                        }
                    }
                }
                Piece::Break => {}
            }
        }
        let lines: Vec<String> = lines.iter().map(|line| begun(line.trim())).collect();
        lines.join(line_break)
    }
}

/// Heavy words; what space is at their ends stays outside the stars.
fn strong(words: &str) -> String {
    let inner = words.trim();
    if inner.is_empty() {
        return String::new();
    }
    let after = if words.ends_with(' ') { " " } else { "" };
    format!("**{}**{after}", escaped(inner))
}

/// A note's words.
fn told(note: &Note) -> String {
    let mut words = format!("{}: “{}” ({})", escaped(&note.source), escaped(&note.quote), note.place());
    match (note.link(), note.other_address()) {
        (Some(url), _) if !url.contains(['<', '>', '\\']) => {
            let _ = write!(words, " <{url}>");
        }
        (Some(address), _) | (None, Some(address)) => {
            let _ = write!(words, " {}", escaped(address));
        }
        (None, None) => {}
    }
    begun(&words)
}

/// A line that does not begin as a list, a heading or a rule.
fn begun(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    if digits > 0 && rest.starts_with(['.', ')']) || digits == 0 && rest.starts_with(['-', '+', '=']) {
        return format!("{number}\\{rest}");
    }
    line.to_owned()
}

/// Words as Markdown.
fn escaped(words: &str) -> String {
    let words = isolated(words);
    let mut out = String::with_capacity(words.len() + 8);
    let mut characters = words.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // people and addresses are not called
            '@' => out.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' => out.extend(['\\', c]),
            // the names of pictures, and addresses, which would be made links
            ':' if characters
                .peek()
                .is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '+' | '-' | '_')) =>
            {
                out.push_str("\\:");
            }
            '.' if ends_with_www(&out) => out.push_str("\\."),
            c => out.push(c),
        }
    }
    out
}

fn ends_with_www(words: &str) -> bool {
    words.len().checked_sub(3).and_then(|start| words.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}
