//! From a Markdown file to its cases.

use std::fmt;

use crate::alleged;
use crate::expect::{self, Expected, Statements};
use crate::incidents::{self, Incidents};
use crate::others::{self, WantedAgreement, WantedDispute, WantedFigure};
use crate::times::{self, Times};

/// What is wrong with a case file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    file: String,
    line: usize,
    what: String,
}

impl Flaw {
    pub(crate) fn new(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// A short report and the record expected of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Case {
    pub(crate) file: String,
    /// Line of its heading.
    pub(crate) line: usize,
    pub(crate) name: String,
    pub(crate) expected_to_fail: bool,
    pub(crate) text: String,
    pub(crate) title: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) statements: Option<Statements>,
    pub(crate) never: Vec<Expected>,
    pub(crate) times: Option<Times>,
    pub(crate) incidents: Option<Incidents>,
    pub(crate) never_incidents: Vec<incidents::Wanted>,
    pub(crate) disputes: Option<others::Block<WantedDispute>>,
    pub(crate) figures: Option<others::Block<WantedFigure>>,
    pub(crate) agreements: Option<others::Block<WantedAgreement>>,
    pub(crate) alleged: Option<others::Block<alleged::WantedAlleged>>,
    pub(crate) truces: Option<others::Block<alleged::WantedTruce>>,
}

const BLOCKS: [&str; 11] = [
    "report",
    "statements",
    "never",
    "times",
    "incidents",
    "never-incidents",
    "disputes",
    "figures",
    "agreements",
    "alleged",
    "truces",
];
const MARK: &str = "(expected to fail)";

/// A fenced block of a case.
struct Block<'t> {
    line: usize,
    kind: &'t str,
    /// What follows the kind.
    info: &'t str,
    lines: Vec<(usize, &'t str)>,
}

/// The cases of one Markdown file, in order.
pub(crate) fn read(file: &str, markdown: &str) -> Result<Vec<Case>, Flaw> {
    let mut cases: Vec<Case> = Vec::new();
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut lines = markdown.lines().enumerate().map(|(n, l)| (n + 1, l));
    while let Some((line, text)) = lines.next() {
        if let Some(heading) = text.strip_prefix("## ") {
            close(file, cases.last_mut(), &mut blocks)?;
            let heading = heading.trim();
            let name = heading.strip_suffix(MARK).unwrap_or(heading).trim().to_owned();
            if name.is_empty() || cases.iter().any(|c| c.name == name) {
                return Err(Flaw::new(file, line, format!("a case needs a name of its own, not `{name}`")));
            }
            let expected_to_fail = heading.ends_with(MARK);
            cases.push(Case { file: file.to_owned(), line, name, expected_to_fail, ..Case::default() });
        } else if text.starts_with('#') && !text.starts_with("# ") {
            return Err(Flaw::new(file, line, "the heading of a case starts with `## `"));
        } else if text.starts_with("```") {
            if cases.is_empty() {
                return Err(Flaw::new(file, line, "a block stands before the first case's heading"));
            }
            let ticks = text.len() - text.trim_start_matches('`').len();
            let head = text[ticks..].trim();
            let (kind, info) = head.split_once(char::is_whitespace).unwrap_or((head, ""));
            let mut block = Block { line, kind, info: info.trim(), lines: Vec::new() };
            loop {
                match lines.next() {
                    Some((_, l)) if l.trim_end() == &text[..ticks] => break,
                    Some(l) => block.lines.push(l),
                    None => return Err(Flaw::new(file, line, "this block is not closed")),
                }
            }
            blocks.push(block);
        }
    }
    close(file, cases.last_mut(), &mut blocks)?;
    Ok(cases)
}

/// Puts the blocks read so far into the case that they belong to.
fn close(file: &str, case: Option<&mut Case>, blocks: &mut Vec<Block<'_>>) -> Result<(), Flaw> {
    let Some(case) = case else { return Ok(()) };
    let mut seen: Vec<&str> = Vec::new();
    for block in std::mem::take(blocks) {
        if seen.contains(&block.kind) {
            return Err(Flaw::new(file, block.line, format!("a second `{}` block in one case", block.kind)));
        }
        if block.kind != "report" && !seen.contains(&"report") {
            return Err(Flaw::new(file, block.line, "the `report` block comes first"));
        }
        if block.kind != "report" && !block.info.is_empty() {
            return Err(Flaw::new(file, block.line, format!("`{}` takes nothing after it", block.kind)));
        }
        match block.kind {
            "report" => report(file, case, &block)?,
            "statements" => case.statements = Some(expect::statements(file, &block.lines, &case.text)?),
            "never" => case.never = expect::never(file, &block.lines, &case.text)?,
            "times" => case.times = Some(times::times(file, &block.lines, &case.text)?),
            "incidents" => case.incidents = Some(incidents::incidents(file, &block.lines, &case.text)?),
            "never-incidents" => case.never_incidents = incidents::never(file, &block.lines, &case.text)?,
            "disputes" => {
                let incidents = case.incidents.as_ref().map_or(0, |i| i.wanted.len());
                case.disputes = Some(others::disputes(file, &block.lines, &case.text, incidents)?);
            }
            "figures" => case.figures = Some(others::figures(file, &block.lines, &case.text)?),
            "agreements" => case.agreements = Some(others::agreements(file, &block.lines, &case.text)?),
            "alleged" => case.alleged = Some(alleged::alleged(file, &block.lines, &case.text)?),
            "truces" => case.truces = Some(alleged::truces(file, &block.lines, &case.text)?),
            other => {
                let what = format!("unknown block `{other}`; known: {}", BLOCKS.join(", "));
                return Err(Flaw::new(file, block.line, what));
            }
        }
        seen.push(block.kind);
    }
    if !seen.contains(&"report") || seen.len() < 2 {
        return Err(Flaw::new(
            file,
            case.line,
            format!("a case needs a `report` and one more of {}", BLOCKS.join(", ")),
        ));
    }
    Ok(())
}

/// Reads ```` ```report published=2031-03-04 title="Guns fall silent" ````.
fn report(file: &str, case: &mut Case, block: &Block<'_>) -> Result<(), Flaw> {
    let flaw = |what: String| Flaw::new(file, block.line, what);
    let mut rest = block.info;
    while !rest.is_empty() {
        let Some((key, after)) = rest.split_once('=') else {
            return Err(flaw(format!("`{rest}` is no key=value")));
        };
        let (value, left) = match after.strip_prefix('"') {
            Some(quoted) => {
                quoted.split_once('"').ok_or_else(|| flaw(format!("the value of `{key}` is not closed")))?
            }
            None => after.split_once(' ').unwrap_or((after, "")),
        };
        let place = match key {
            "title" => &mut case.title,
            "source" => &mut case.source,
            "published" => &mut case.published,
            _ => return Err(flaw(format!("unknown key `{key}`; known: title, source, published"))),
        };
        if place.replace(value.to_owned()).is_some() {
            return Err(flaw(format!("`{key}` stands twice")));
        }
        rest = left.trim_start();
    }
    let lines: Vec<&str> = block.lines.iter().map(|(_, l)| *l).collect();
    case.text = lines.join("\n").trim().to_owned();
    if case.text.is_empty() { Err(flaw("the report is empty".into())) } else { Ok(()) }
}
