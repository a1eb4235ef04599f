//! A reading as a person likes to see it: the title, what happened, then who says what, speaker by speaker.

mod explain;
mod group;
mod happened;
mod layout;
pub mod ledger;
mod text;

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use truceline_record::{Act, CharIndex, Quote, Reading, Span, Statement};

pub use explain::explain;
use group::{Group, groups};
use layout::{Layout, plural};
use text::{Lines, clean, content, fold, words};

/// How to show readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns to wrap to. Fewer than 40 are taken as 40.
    pub width: usize,
    /// Whether to use terminal colours.
    pub colour: bool,
    /// What the places of statements are counted in.
    pub places: Places,
}

/// What a statement's place in its report is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Places {
    /// Lines, as an editor shows them; sentences for a text of one line.
    Lines,
    /// Paragraphs, for pages, whose lines nobody sees; sentences for a text of one paragraph.
    Paragraphs,
}

/// The columns that acts take, with the space after them. The longest act stands on a line of its own.
const ACTS: usize = 10;
const INDENT: &str = "  ";

/// Show `reading`, each line ended. Empty for a report without text, of which there is nothing to show.
///
/// Control characters of the report, among them those that would command a terminal, are left out.
pub fn pretty(reading: &Reading, look: Look) -> String {
    if reading.report.text.trim().is_empty() {
        return String::new();
    }
    let page = Page {
        reading,
        index: CharIndex::new(&reading.report.text),
        lines: Lines::new(&reading.report.text, &reading.sentences, look.places),
        layout: Layout::new(look),
    };
    page.show()
}

struct Page<'r> {
    reading: &'r Reading,
    index: CharIndex,
    lines: Lines,
    layout: Layout,
}

impl Page<'_> {
    fn show(&self) -> String {
        let mut out = String::new();
        self.head(&mut out);
        happened::show(self, &mut out);
        let groups = groups(self.reading, &self.index);
        for group in &groups {
            out.push('\n');
            self.group(&mut out, group, &groups);
        }
        if groups.is_empty() {
            out.push('\n');
            self.layout.wrapped(&mut out, "No statements: nobody but the narrator is heard in this report.", "", PLAIN);
        }
        out.push('\n');
        self.counts(&mut out, &groups);
        out
    }

    fn head(&self, out: &mut String) {
        let report = &self.reading.report;
        let title = clean(report.title.as_deref().unwrap_or(&report.id));
        self.layout.wrapped(out, &title, "", BOLD);
        let language = report.language.as_deref().map(|code| format!("language {code}"));
        let id = report.title.as_ref().map(|_| report.id.clone());
        let known = [report.source.clone(), report.published.clone(), language];
        for line in [&known[..], &[id, report.url.clone()]] {
            let line: Vec<String> = line.iter().flatten().map(|s| clean(s)).filter(|s| !s.is_empty()).collect();
            if !line.is_empty() {
                self.layout.wrapped(out, &line.join(" · "), "", DIM);
            }
        }
    }

    fn group(&self, out: &mut String, group: &Group<'_>, all: &[Group<'_>]) {
        self.layout.wrapped(out, &group.name, "", if group.named { BOLD } else { DIM });
        for &statement in &group.statements {
            self.statement(out, statement, group, all);
        }
    }

    fn statement(&self, out: &mut String, statement: &Statement, group: &Group<'_>, all: &[Group<'_>]) {
        let act = statement.act.name().replace('_', " ");
        let hang = " ".repeat(INDENT.len() + ACTS);
        let style = act_style(statement.act);
        out.push_str(INDENT);
        self.layout.styled(out, &act, style);
        let said = content(&self.reading.report.text, &self.index, statement);
        let said = if said.is_empty() { "(no words of it are given)" } else { &said };
        let mut lead = if act.len() < ACTS {
            ACTS - act.len()
        } else {
            out.push('\n');
            hang.len()
        };
        for line in self.layout.lines(said, &hang) {
            let _ = writeln!(out, "{:lead$}{line}", "");
            lead = hang.len();
        }
        let details = self.details(statement, group, all).join(" · ");
        self.layout.wrapped(out, &details, &hang, DIM);
    }

    /// Where the statement stands and what makes it one, for whoever wants to check it against the text.
    fn details(&self, statement: &Statement, group: &Group<'_>, all: &[Group<'_>]) -> Vec<String> {
        let words = |spans: &[Span]| words(&self.reading.report.text, &self.index, spans);
        let mut details = vec![statement.id.clone()];
        let first = statement.content.iter().chain(&statement.cue).chain(&statement.speaker).map(|s| s.start).min();
        details.extend(first.map(|at| self.lines.place(at)));
        details.push(quote_name(statement.quote).to_owned());
        details.extend(Some(words(&statement.cue)).filter(|cue| !cue.is_empty()));
        let speaker = words(&statement.speaker);
        if !speaker.is_empty() && fold(&speaker) != fold(&group.name) {
            details.push(format!("as “{speaker}”"));
        }
        details.extend(Some(words(&statement.addressee)).filter(|to| !to.is_empty()).map(|to| format!("to {to}")));
        if let Some(within) = &statement.within {
            let by = all.iter().find(|g| g.named && g.statements.iter().any(|s| s.id == *within));
            details.push(match by {
                Some(by) => format!("relayed by {} in {within}", by.name),
                None => format!("within {within}"),
            });
        }
        details.iter().map(|d| clean(d)).collect()
    }

    fn counts(&self, out: &mut String, groups: &[Group<'_>]) {
        let speakers = groups.iter().filter(|g| g.named).count();
        let counts = [
            plural(self.reading.incidents.len(), "incident"),
            plural(self.reading.sentences.len(), "sentence"),
            plural(self.reading.mentions.len(), "mention"),
            plural(self.reading.statements.len(), "statement"),
            plural(speakers, "speaker"),
        ];
        self.layout.wrapped(out, &counts.join(" · "), "", DIM);
    }
}

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const TOLL: Style = AnsiColor::Yellow.on_default();
const DISPUTE: Style = AnsiColor::Magenta.on_default();

/// What a monitor looks for first stands out: denials and blame, then threats and refusals, then concessions.
const fn act_style(act: Act) -> Style {
    let colour = match act {
        Act::Deny => return AnsiColor::Red.on_default().bold(),
        Act::Accuse => return AnsiColor::Magenta.on_default().bold(),
        Act::Threaten | Act::Condemn | Act::Oppose => AnsiColor::Red,
        Act::Admit | Act::ClaimResponsibility | Act::Regret => AnsiColor::Yellow,
        Act::Demand | Act::Propose | Act::Commit | Act::Support => AnsiColor::Green,
        Act::Doubt | Act::Predict | Act::Decline => AnsiColor::Blue,
        Act::Assert => AnsiColor::Cyan,
        Act::Other => return PLAIN,
    };
    colour.on_default()
}

const fn quote_name(quote: Quote) -> &'static str {
    match quote {
        Quote::Direct => "direct",
        Quote::Indirect => "indirect",
        Quote::Mixed => "mixed",
    }
}

#[cfg(test)]
mod tests;
