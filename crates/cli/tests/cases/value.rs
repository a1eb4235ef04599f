//! The values of a case's lines: who, how many, which days, one of a list of words.

use serde_json::Value;

use crate::compare::{View, given, or_none};
use crate::expect::{Pieces, pieces};
use crate::text::{Flat, Phrase, shared};

/// Whose word something is.
#[derive(Clone, Debug)]
pub(crate) enum By {
    Narrator,
    /// Words of the report that name the speaker.
    Words(Phrase),
    Name(String),
}

impl By {
    /// `narrator`, `the hospital`, or `=> Ilse Morn`.
    pub(crate) fn read(value: &str, report: &Flat) -> Result<Self, String> {
        if value == "narrator" {
            return Ok(Self::Narrator);
        }
        if let Some(name) = value.strip_prefix("=>") {
            return named(name).map(Self::Name);
        }
        let mut words = pieces(value, report, false)?;
        match (words.pop(), words.is_empty()) {
            (Some(phrase), true) => Ok(Self::Words(phrase)),
            _ => Err(format!("`{value}` is no speaker; write `narrator`, words, or `=> name`")),
        }
    }

    /// Whether the statement `id`, or the narrator where there is none, is that speaker's.
    pub(crate) fn is(&self, view: &View<'_>, id: Option<&str>) -> bool {
        let Some(id) = id else { return matches!(self, Self::Narrator) };
        let Some(s) = view.reading.statements.iter().find(|s| s.id == id) else { return false };
        let called = |name: &str| s.speaker_name.as_deref().is_some_and(|n| alike(name, n));
        match self {
            Self::Narrator => false,
            Self::Name(name) => called(name),
            Self::Words(w) => shared(&view.places(std::slice::from_ref(w)), &s.speaker) > 0 || called(w.words()),
        }
    }

    pub(crate) fn show(&self) -> String {
        match self {
            Self::Narrator => "the narrator".into(),
            Self::Words(w) => format!("“{}”", w.words()),
            Self::Name(name) => name.clone(),
        }
    }
}

/// A party or a place: words of the report, a name, or both. No words and no name where there must be none.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    words: Pieces,
    name: Option<String>,
}

impl Named {
    /// `words => name`, either alone, or `-`.
    pub(crate) fn read(value: &str, report: &Flat) -> Result<Self, String> {
        let (words, name) = match value.split_once("=>") {
            Some((words, name)) => (words.trim(), Some(named(name)?)),
            None => (value, None),
        };
        let words = if words.is_empty() { Pieces::new() } else { pieces(words, report, false)? };
        Ok(Self { words, name })
    }

    pub(crate) fn is_none(&self) -> bool {
        self.words.is_empty() && self.name.is_none()
    }

    /// Whether any of the words shares a letter with `spans`, and the name is alike.
    pub(crate) fn fits(&self, view: &View<'_>, spans: &[truceline_record::Span], name: &str) -> bool {
        (self.words.is_empty() || shared(&view.places(&self.words), spans) > 0)
            && self.name.as_deref().is_none_or(|n| alike(n, name))
    }

    pub(crate) fn show(&self) -> String {
        let name = self.name.as_deref().map(|n| format!(" => {n}")).unwrap_or_default();
        format!("{}{name}", or_none(&given(&self.words)))
    }
}

fn named(name: &str) -> Result<String, String> {
    match name.trim() {
        "" => Err("there is no name after `=>`".into()),
        name => Ok(name.to_owned()),
    }
}

/// Whether all words of one name stand in the other, as the scorers have it.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let name = name.to_lowercase();
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !matches!(*w, "" | "the" | "a" | "an"));
        words.map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    let all = |x: &[String], y: &[String]| !x.is_empty() && x.iter().all(|w| y.contains(w));
    all(&a, &b) || all(&b, &a)
}

/// A number between two ends, each of which may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
}

impl Range {
    /// `25`, `25..`, `..10`, `12..15`, or `-` for no number.
    pub(crate) fn read(value: &str) -> Result<Self, String> {
        let flaw = || format!("`{value}` is no number; write `25`, `25..`, `..10`, `12..15`, or `-` for none");
        let end = |s: &str| match s {
            "" => Ok(None),
            _ => s.parse().map(Some).map_err(|_| flaw()),
        };
        let (min, max) = match value {
            "-" => (None, None),
            ".." => return Err(flaw()),
            _ => match value.split_once("..") {
                Some((min, max)) => (end(min)?, end(max)?),
                None => (end(value)?, end(value)?),
            },
        };
        if min.zip(max).is_some_and(|(min, max)| min > max) { Err(flaw()) } else { Ok(Self { min, max }) }
    }

    pub(crate) fn show(self) -> String {
        let end = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
        match (self.min, self.max) {
            (None, None) => "none".into(),
            (Some(min), Some(max)) if min == max => min.to_string(),
            (min, max) => format!("{}..{}", end(min), end(max)),
        }
    }
}

/// One of a few values, any of which is right: `planned or hypothetical`.
#[derive(Clone, Debug)]
pub(crate) struct OneOf(Vec<String>);

impl OneOf {
    /// `known` says what is wrong with a value that there is not.
    pub(crate) fn read(value: &str, known: impl Fn(&str) -> Result<(), String>) -> Result<Self, String> {
        let values: Vec<String> = value.split(" or ").map(|v| v.trim().to_owned()).collect();
        values.iter().try_for_each(|v| known(v))?;
        Ok(Self(values))
    }

    pub(crate) fn has(&self, value: &str) -> bool {
        self.0.iter().any(|v| v == value)
    }

    pub(crate) fn show(&self) -> String {
        self.0.join(" or ")
    }
}

/// A check by the record's own words for one of its types.
pub(crate) fn known<T>(read: fn(Value) -> serde_json::Result<T>) -> impl Fn(&str) -> Result<(), String> {
    move |value| read(Value::String(value.to_owned())).map(drop).map_err(|e| e.to_string())
}

/// A check against a list.
pub(crate) fn among(list: &'static [&'static str]) -> impl Fn(&str) -> Result<(), String> {
    move |value| match list.contains(&value) {
        true => Ok(()),
        false => Err(format!("unknown value `{value}`; known: {}", list.join(", "))),
    }
}

/// A value of the record as it is printed.
pub(crate) fn printed(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `2031-03-04`, `2031-03-01..2031-03-04`, with either end open, or `-` for none.
pub(crate) fn days(value: &str) -> Result<(), String> {
    let day = |s: &str| {
        let digit = |(at, c): (usize, char)| if at == 4 || at == 7 { c == '-' } else { c.is_ascii_digit() };
        s.len() == 10 && s.chars().enumerate().all(digit)
    };
    let right = match value.split_once("..") {
        _ if value == "-" => true,
        Some((from, to)) => [from, to].iter().all(|s| s.is_empty() || day(s)) && value != "..",
        None => day(value),
    };
    if right {
        Ok(())
    } else {
        Err(format!("`{value}` are no days; write `2031-03-04`, `2031-03-01..2031-03-04` or `-`"))
    }
}

/// Days from and to, as a case writes them.
pub(crate) fn show_days(from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (None, None) => "-".to_owned(),
        (Some(from), Some(to)) if from == to => from.to_owned(),
        (from, to) => format!("{}..{}", from.unwrap_or(""), to.unwrap_or("")),
    }
}

/// What a key that may be repeated lists.
#[derive(Clone, Debug)]
pub(crate) struct Listed<T> {
    wanted: Vec<T>,
    /// A line says `...`: others may be there.
    more: bool,
    /// A line says `-`: there must be none.
    none: bool,
}

impl<T> Listed<T> {
    /// Adds one line's value.
    pub(crate) fn add(
        list: &mut Option<Self>,
        key: &str,
        value: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<(), String> {
        let list = list.get_or_insert_with(|| Self { wanted: Vec::new(), more: false, none: false });
        match value {
            "-" => list.none = true,
            "..." => list.more = true,
            _ => list.wanted.push(read(value)?),
        }
        if list.none && (list.more || !list.wanted.is_empty()) {
            return Err(format!("`{key}: -` says that there is none, and another line that there is"));
        }
        Ok(())
    }

    /// What is wrong with `found`, one line each. `complete`: whether one too many is wrong.
    pub(crate) fn wrong<F>(
        &self,
        found: &[F],
        complete: bool,
        fits: impl Fn(&T, &F) -> bool,
        (wanted, is): (impl Fn(&T) -> String, impl Fn(&F) -> String),
    ) -> Vec<String> {
        let all = || match found {
            [] => "none".to_owned(),
            _ => found.iter().map(&is).collect::<Vec<_>>().join(", "),
        };
        let missing = self.wanted.iter().filter(|w| !found.iter().any(|f| fits(w, f)));
        let mut out: Vec<String> = missing.map(|w| format!("expected {}, is {}", wanted(w), all())).collect();
        // in a `never` pattern `-` still asks for none
        if (complete && !self.more) || self.none {
            let further = found.iter().filter(|f| !self.wanted.iter().any(|w| fits(w, f)));
            out.extend(further.map(|f| format!("further: {}", is(f))));
        }
        out
    }
}
