//! A page as HTML: one file that holds all it shows, runs nothing and asks nobody for anything.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::clean::clean;
use super::ink::Ink;
use super::pieces::{Piece, pieces};
use super::{Block, Drawing, Headline, Note, Page, Run, Section, Table, svg};

/// How it looks.
const STYLE: &str = include_str!("page.css");
/// Nothing but the file's own style may be used, and a link does not tell where the reader came from.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/// The name of a row is not broken up to this many characters.
const SHORT: usize = 14;

impl Page {
    /// The page as one HTML file.
    pub fn html(&self) -> String {
        Writer::new(self).page().into_string()
    }
}

/// A page as it is written.
struct Writer<'p> {
    page: &'p Page,
    /// The names of the sections in links.
    anchors: Vec<String>,
    /// How often each note was cited so far: a note leads back to each of these.
    cited: RefCell<Vec<usize>>,
    tables: RefCell<usize>,
    drawings: RefCell<usize>,
}

impl<'p> Writer<'p> {
    fn new(page: &'p Page) -> Self {
        Self {
            page,
            anchors: anchors(&page.sections),
            cited: RefCell::new(vec![0; page.notes.len()]),
            tables: RefCell::new(0),
            drawings: RefCell::new(0),
        }
    }

    fn page(&self) -> Markup {
        // before the notes, which lead back to what the sections cite
        let sections: Vec<Markup> =
            self.page.sections.iter().zip(&self.anchors).map(|(section, id)| self.section(section, id)).collect();
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content="no-referrer";
                    title { (clean(&self.page.title)) }
                    style { (PreEscaped(style())) }
                }
                body {
                    header {
                        h1 dir="auto" { (clean(&self.page.title)) }
                        @for line in &self.page.subtitle {
                            p.subtitle dir="auto" { (clean(line)) }
                        }
                    }
                    @if !self.anchors.is_empty() {
                        nav aria-label="Contents" {
                            ol {
                                @for (section, id) in self.page.sections.iter().zip(&self.anchors) {
                                    li { a href={ "#" (id) } dir="auto" { (clean(&section.heading)) } }
                                }
                                @if !self.page.notes.is_empty() {
                                    li { a href="#notes" { "Notes" } }
                                }
                            }
                        }
                    }
                    main {
                        @for section in &sections { (section) }
                        @if !self.page.notes.is_empty() { (self.notes()) }
                    }
                }
            }
        }
    }

    fn section(&self, section: &Section, id: &str) -> Markup {
        html! {
            section id=(id) aria-labelledby={ (id) "-heading" } {
                h2 id={ (id) "-heading" } dir="auto" { (clean(&section.heading)) }
                @for block in &section.blocks { (self.block(block)) }
            }
        }
    }

    fn block(&self, block: &Block) -> Markup {
        match block {
            Block::Paragraph(runs) => html! { p dir="auto" { (self.runs(runs)) } },
            Block::Small(runs) => html! { p.small dir="auto" { (self.runs(runs)) } },
            Block::List(points) if points.is_empty() => html! {},
            Block::List(points) => html! {
                ul { @for point in points { li dir="auto" { (self.runs(point)) } } }
            },
            Block::Headlines(headlines) if headlines.is_empty() => html! {},
            Block::Headlines(headlines) => html! {
                dl.headlines { @for headline in headlines { (self.headline(headline)) } }
            },
            Block::Table(table) => self.table(table),
            Block::Drawing(drawing) => self.drawing(drawing),
        }
    }

    fn headline(&self, headline: &Headline) -> Markup {
        html! {
            div {
                dt dir="auto" { (clean(&headline.label)) }
                dd.figure dir="auto" { (clean(&headline.figure)) }
                @if !headline.by.is_empty() { dd.by dir="auto" { (self.runs(&headline.by)) } }
            }
        }
    }

    fn table(&self, table: &Table) -> Markup {
        let id = format!("table-{}", next(&self.tables));
        let columns = table.columns();
        let class = if columns > 4 { "scroll wide" } else { "scroll" };
        html! {
            div class=(class) role="group" tabindex="0" aria-labelledby=(id) {
                table {
                    caption id=(id) dir="auto" {
                        @if table.caption.trim().is_empty() { "Table" } @else { (clean(&table.caption)) }
                    }
                    @if !table.head.is_empty() {
                        thead {
                            tr {
                                @for at in 0..columns {
                                    @match table.head.get(at).filter(|head| !head.trim().is_empty()) {
                                        Some(head) => { th scope="col" dir="auto" { (clean(head)) } }
                                        None => { td {} }
                                    }
                                }
                            }
                        }
                    }
                    tbody {
                        @for row in &table.rows {
                            tr {
                                @for at in 0..columns {
                                    @let runs = row.get(at).map_or(&[][..], Vec::as_slice);
                                    @if at == 0 && !runs.is_empty() {
                                        th.short[is_short(runs)] scope="row" dir="auto" { (self.runs(runs)) }
                                    } @else {
                                        td dir="auto" { (self.runs(runs)) }
                                    }
                                }
                            }
                        }
                        @if table.rows.is_empty() {
                            tr { td.none colspan=(columns.max(1)) { (super::NONE) } }
                        }
                    }
                }
            }
        }
    }

    fn drawing(&self, drawing: &Drawing) -> Markup {
        let id = format!("drawing-{}", next(&self.drawings));
        let svg = svg::safe(&drawing.svg, &id, &drawing.caption, &drawing.alt);
        html! {
            figure {
                figcaption id=(id) dir="auto" { (clean(&drawing.caption)) }
                @match svg {
                    Some(svg) => {
                        div.scroll role="group" tabindex="0" aria-labelledby=(id) { (PreEscaped(svg)) }
                    }
                    None => { p.small dir="auto" { (clean(&drawing.alt)) } }
                }
            }
        }
    }

    fn runs(&self, runs: &[Run]) -> Markup {
        html! {
            @for piece in pieces(runs) {
                @match piece {
                    Piece::Text(words) => { (clean(words)) }
                    Piece::Strong(words) => { strong { (clean(words)) } }
                    Piece::Quote(words) => { q dir="auto" { (clean(words)) } }
                    Piece::Notes(numbers) => { (self.marks(&numbers)) }
                    Piece::Break => { br; }
                }
            }
        }
    }

    /// The numbers of notes, each leading there.
    fn marks(&self, numbers: &[usize]) -> Markup {
        html! {
            sup {
                @for (at, number) in numbers.iter().enumerate() {
                    @if at > 0 { ", " }
                    @match cite(&self.cited, *number) {
                        Some(time) => {
                            a id={ "cite-" (number) "-" (time) } href={ "#note-" (number) } aria-label={ "note " (number) } {
                                (number)
                            }
                        }
                        None => { (number) }
                    }
                }
            }
        }
    }

    fn notes(&self) -> Markup {
        let cited = self.cited.borrow();
        html! {
            section #notes aria-labelledby="notes-heading" {
                h2 #notes-heading { "Notes" }
                ol {
                    @for (at, note) in self.page.notes.iter().enumerate() {
                        (note_of(note, at + 1, cited.get(at).copied().unwrap_or_default()))
                    }
                }
            }
        }
    }
}

/// A note, which leads back to the `times` places where it is cited.
fn note_of(note: &Note, number: usize, times: usize) -> Markup {
    html! {
        li id={ "note-" (number) } {
            bdi { (clean(&note.source)) }
            ": "
            q dir="auto" { (clean(&note.quote)) }
            " "
            span.place { "(" (note.place()) ")" }
            @if let Some(url) = note.link() {
                " "
                a.address href=(clean(url)) rel="noreferrer noopener" { (clean(url)) }
            }
            @if let Some(address) = note.other_address() {
                " "
                bdi.address { (clean(address)) }
            }
            @if times > 0 {
                span.back {
                    " ↩"
                    @for time in 1..=times {
                        " "
                        a href={ "#cite-" (number) "-" (time) } aria-label={ "back to mention " (time) " of note " (number) } {
                            (time)
                        }
                    }
                }
            }
        }
    }
}

/// Whether the name of a row, a day for example, should stand in one line.
fn is_short(runs: &[Run]) -> bool {
    matches!(runs, [Run::Text(words) | Run::Strong(words)] if words.chars().count() <= SHORT)
}

/// How often the note `number` is cited now, where there is such a note.
fn cite(cited: &RefCell<Vec<usize>>, number: usize) -> Option<usize> {
    let mut cited = cited.borrow_mut();
    let times = number.checked_sub(1).and_then(|n| cited.get_mut(n))?;
    *times += 1;
    Some(*times)
}

/// The number of the next of a kind, from 1.
fn next(count: &RefCell<usize>) -> usize {
    let mut count = count.borrow_mut();
    *count += 1;
    *count
}

/// The names of sections in links: their own, where these are fit for it and used once.
fn anchors(sections: &[Section]) -> Vec<String> {
    let mut used = BTreeSet::from(["notes".to_owned()]);
    let mut anchors = Vec::with_capacity(sections.len());
    for (at, section) in sections.iter().enumerate() {
        let mut anchor: String =
            section.id.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
        let ours = ["note-", "cite-", "table-", "drawing-"].iter().any(|start| anchor.starts_with(start));
        if ours || anchor.trim_matches('-').is_empty() || anchor.ends_with("-heading") || used.contains(&anchor) {
            anchor = format!("section-{}", at + 1);
        }
        while !used.insert(anchor.clone()) {
            anchor.push_str("-more");
        }
        anchors.push(anchor);
    }
    anchors
}

/// The style, with the colours by name.
fn style() -> String {
    let colours = |of: fn(Ink) -> String| {
        Ink::ALL.iter().fold(String::new(), |mut all, ink| {
            let _ = write!(all, "--{}:{};", ink.name(), of(*ink));
            all
        })
    };
    let mut style = format!(":root{{{}}}\n", colours(Ink::light));
    let _ = writeln!(style, "@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}", colours(Ink::dark));
    for ink in Ink::ALL {
        let name = ink.name();
        let _ = writeln!(style, ".fill-{name}{{fill:var(--{name})}}.stroke-{name}{{stroke:var(--{name})}}");
    }
    style.push_str(STYLE);
    style
}
