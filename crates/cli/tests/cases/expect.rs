//! What a case expects: the `key: value` lines of its blocks.

use truceline_record::{Act, Quote};

use crate::file::Flaw;
use crate::lines::{Group, Line, groups, patterns};
use crate::text::{Flat, NotFound, Phrase};

/// One or more pieces of the report, or none where the case says `-`.
pub(crate) type Pieces = Vec<Phrase>;

/// What one statement must be, or, in a `never` block, must not be. What is `None` is not looked at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expected {
    /// Line of its first key in the file.
    pub(crate) line: usize,
    pub(crate) speaker: Option<Pieces>,
    /// The resolved name; the inner `None` where there must be none.
    pub(crate) name: Option<Option<String>>,
    pub(crate) cue: Option<Pieces>,
    pub(crate) content: Option<Pieces>,
    pub(crate) quote: Option<Quote>,
    pub(crate) act: Option<Act>,
    pub(crate) addressee: Option<Pieces>,
    /// Number of the statement it stands within, from 1; the inner `None` where it stands within none.
    pub(crate) within: Option<Option<usize>>,
}

/// A `statements` block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statements {
    pub(crate) wanted: Vec<Expected>,
    /// `others: allowed`.
    pub(crate) others: bool,
}

const KEYS: &str = "speaker, cue, content, quote, act, addressee, within";

/// Reads a `statements` block. `lines` come with their numbers in the file.
pub(crate) fn statements(file: &str, lines: &[Line<'_>], report: &str) -> Result<Statements, Flaw> {
    let (found, others) = groups(file, lines)?;
    let wanted = expected(file, &found, report)?;
    for (n, e) in wanted.iter().enumerate() {
        if e.content.as_ref().is_none_or(Vec::is_empty) {
            return Err(Flaw::new(file, e.line, "a statement needs a `content` line"));
        }
        if let Some(Some(outer)) = e.within
            && (outer > wanted.len() || outer == n + 1)
        {
            return Err(Flaw::new(file, e.line, format!("`within: {outer}` is no other statement of this block")));
        }
    }
    Ok(Statements { wanted, others: others.is_some() })
}

/// Reads a `never` block.
pub(crate) fn never(file: &str, lines: &[Line<'_>], report: &str) -> Result<Vec<Expected>, Flaw> {
    let patterns = expected(file, &patterns(file, lines)?, report)?;
    match patterns.iter().find(|p| p.within.is_some()) {
        Some(p) => Err(Flaw::new(file, p.line, "`within` has no meaning in a `never` block")),
        None => Ok(patterns),
    }
}

/// What each group says of one statement.
fn expected(file: &str, groups: &[Group<'_>], report: &str) -> Result<Vec<Expected>, Flaw> {
    let flat = Flat::new(report);
    let mut out = Vec::new();
    for group in groups {
        let mut e = Expected { line: group.line, ..Expected::default() };
        for k in &group.keys {
            set(&mut e, k.key, k.value, &flat).map_err(|what| Flaw::new(file, k.line, what))?;
        }
        out.push(e);
    }
    Ok(out)
}

fn set(e: &mut Expected, key: &str, value: &str, report: &Flat) -> Result<(), String> {
    let twice = match key {
        "speaker" => {
            let (words, name) = match value.split_once("=>") {
                Some((words, name)) => (words.trim(), Some(name.trim())),
                None => (value, None),
            };
            if name == Some("") {
                return Err("there is no name after `=>`".into());
            }
            e.name = name.map(|n| (n != "-").then(|| n.to_owned()));
            let words = (!words.is_empty()).then(|| pieces(words, report, false)).transpose()?;
            std::mem::replace(&mut e.speaker, words).is_some()
        }
        "cue" => e.cue.replace(pieces(value, report, false)?).is_some(),
        "content" => e.content.replace(pieces(value, report, true)?).is_some(),
        "addressee" => e.addressee.replace(pieces(value, report, false)?).is_some(),
        "quote" => e.quote.replace(quote(value)?).is_some(),
        "act" => e.act.replace(act(value)?).is_some(),
        "within" => {
            let n = match value {
                "-" => None,
                _ => match value.parse() {
                    Ok(n @ 1..) => Some(n),
                    _ => return Err(format!("`within: {value}` is no number of a statement in this block")),
                },
            };
            e.within.replace(n).is_some()
        }
        _ => return Err(format!("unknown key `{key}`; known: {KEYS}")),
    };
    if twice { Err(format!("`{key}` stands twice")) } else { Ok(()) }
}

/// `one piece | another`, or `-` for none. `single`: each must have one place only.
pub(crate) fn pieces(value: &str, report: &Flat, single: bool) -> Result<Pieces, String> {
    if value == "-" {
        return Ok(Vec::new());
    }
    let out: Pieces = value.split(" | ").map(Phrase::new).collect();
    for p in &out {
        match p.places(report) {
            Err(NotFound::Absent) => return Err(format!("the report does not have `{}`", p.words())),
            Err(NotFound::TooFew(n)) => return Err(format!("the report has `{}` only {n} times", p.words())),
            Ok(places) if single && places.len() > 1 => {
                let n = places.len();
                return Err(format!(
                    "the report has `{}` {n} times; give more words, or say which: `... #2`",
                    p.words()
                ));
            }
            Ok(_) => {}
        }
    }
    Ok(out)
}

fn quote(value: &str) -> Result<Quote, String> {
    match value {
        "direct" => Ok(Quote::Direct),
        "indirect" => Ok(Quote::Indirect),
        "mixed" => Ok(Quote::Mixed),
        _ => Err(format!("unknown quote `{value}`; known: direct, indirect, mixed")),
    }
}

fn act(value: &str) -> Result<Act, String> {
    Act::ALL.into_iter().find(|a| a.name() == value).ok_or_else(|| {
        let known: Vec<_> = Act::ALL.iter().map(|a| a.name()).collect();
        format!("unknown act `{value}`; known: {}", known.join(", "))
    })
}
