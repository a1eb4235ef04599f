//! Holds a reading against what a case expects of it.

use truceline_record::{CharIndex, Quote, Reading, Span, Statement};

use crate::alleged;
use crate::expect::{Expected, Pieces};
use crate::file::Case;
use crate::lines;
use crate::others;
use crate::text::{Flat, Phrase, cover, shared};

/// What is wrong with `reading`, one line each; nothing when it is as `case` expects.
pub(crate) fn differences(case: &Case, reading: &Reading) -> Vec<String> {
    let view = View::new(reading);
    let mut out = Vec::new();
    if let Some(block) = &case.statements {
        let pairs = pairs(&view, &block.wanted);
        for (n, e) in block.wanted.iter().enumerate() {
            let label = format!("statement {} (line {})", n + 1, e.line);
            match pairs[n] {
                None => out.push(format!("{label}: not found: {}", wanted(e))),
                Some(s) => {
                    out.extend(view.wrong(e, &reading.statements[s]).into_iter().map(|w| format!("{label}: {w}")));
                    out.extend(outer(&view, e, s, &pairs).map(|w| format!("{label}: {w}")));
                }
            }
        }
        if !block.others {
            let further = (0..reading.statements.len()).filter(|i| !pairs.contains(&Some(*i)));
            out.extend(further.map(|i| format!("further statement: {}", view.show(&reading.statements[i]))));
        }
    }
    for pattern in &case.never {
        let hits = reading.statements.iter().filter(|s| view.is_like(pattern, s));
        out.extend(hits.map(|s| format!("never (line {}): {}", pattern.line, view.show(s))));
    }
    let incidents = case.incidents.as_ref().map_or(&[][..], |block| &block.wanted);
    let found = crate::incidents::paired(&view, incidents);
    out.extend(case.incidents.iter().flat_map(|block| crate::incidents::differences(&view, block, &found)));
    out.extend(crate::incidents::hits(&view, &case.never_incidents));
    out.extend(case.disputes.iter().flat_map(|block| others::wrong_disputes(&view, block, &found)));
    out.extend(case.figures.iter().flat_map(|block| others::wrong_figures(&view, block)));
    out.extend(case.agreements.iter().flat_map(|block| others::wrong_agreements(&view, block)));
    if case.alleged.is_some() || case.truces.is_some() {
        let notes = alleged::notes(reading);
        out.extend(case.alleged.iter().flat_map(|block| alleged::wrong_alleged(&view, &notes, block)));
        out.extend(case.truces.iter().flat_map(|block| alleged::wrong_truces(&view, &notes, block)));
    }
    out.extend(case.times.iter().flat_map(|times| crate::times::differences(times, reading)));
    out
}

/// For each expected statement the place of the one read for it: the closest first, each used once.
fn pairs(view: &View<'_>, expected: &[Expected]) -> Vec<Option<usize>> {
    let statements = &view.reading.statements;
    lines::pairs(expected.len(), statements.len(), |e, s| {
        let content = view.places(expected[e].content.as_deref().unwrap_or_default());
        cover(&content, &statements[s].content).then(|| view.wrong(&expected[e], &statements[s]).len())
    })
}

/// What is wrong with the statement that number `found` stands within.
fn outer(view: &View<'_>, e: &Expected, found: usize, pairs: &[Option<usize>]) -> Option<String> {
    let is = view.reading.statements[found].within.as_deref();
    let should = match e.within? {
        None => None,
        Some(n) => match pairs.get(n - 1).copied().flatten() {
            Some(i) => Some(view.reading.statements[i].id.as_str()),
            None => return Some(format!("within: statement {n} was not found")),
        },
    };
    (is != should).then(|| format!("within: expected {}, is {}", should.unwrap_or("none"), is.unwrap_or("none")))
}

/// A reading's text, ready for looking things up.
pub(crate) struct View<'r> {
    pub(crate) reading: &'r Reading,
    index: CharIndex,
    flat: Flat,
}

impl<'r> View<'r> {
    fn new(reading: &'r Reading) -> Self {
        Self { reading, index: CharIndex::new(&reading.report.text), flat: Flat::new(&reading.report.text) }
    }

    /// Every place that the pieces may mean; nothing where the canonical text lost them.
    pub(crate) fn places(&self, pieces: &[Phrase]) -> Vec<Span> {
        pieces.iter().flat_map(|p| p.places(&self.flat).unwrap_or_default()).collect()
    }

    pub(crate) fn words(&self, spans: &[Span]) -> String {
        let pieces: Vec<String> = spans
            .iter()
            .map(|&s| self.index.slice(&self.reading.report.text, s).split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        pieces.join(" | ")
    }

    /// Who the statement `id` is by, for showing.
    pub(crate) fn speaker(&self, id: Option<&str>) -> String {
        let Some(id) = id else { return "the narrator".into() };
        match self.reading.statements.iter().find(|s| s.id == id) {
            None => format!("{id}, which is no statement"),
            Some(s) => {
                let name = s.speaker_name.as_deref().map(|n| format!(" => {n}")).unwrap_or_default();
                format!("{}{name}", or_none(&self.words(&s.speaker)))
            }
        }
    }

    /// Where `s` is not what `e` says, content and nesting left aside.
    fn wrong(&self, e: &Expected, s: &Statement) -> Vec<String> {
        let mut out = Vec::new();
        let mut differs = |key: &str, should: String, is: String| {
            out.push(format!("{key}: expected {}, is {}", or_none(&should), or_none(&is)));
        };
        if let Some(wanted) = &e.speaker
            && !self.same(wanted, &s.speaker)
        {
            differs("speaker", given(wanted), self.words(&s.speaker));
        }
        if let Some(name) = &e.name
            && folded(name.as_deref()) != folded(s.speaker_name.as_deref())
        {
            differs("name", name.clone().unwrap_or_default(), s.speaker_name.clone().unwrap_or_default());
        }
        for (key, wanted, is) in [("cue", &e.cue, &s.cue), ("addressee", &e.addressee, &s.addressee)] {
            if let Some(wanted) = wanted
                && !self.touches(wanted, is)
            {
                differs(key, given(wanted), self.words(is));
            }
        }
        if let Some(quote) = e.quote
            && quote != s.quote
        {
            differs("quote", quote_name(quote).into(), quote_name(s.quote).into());
        }
        if let Some(act) = e.act
            && act != s.act
        {
            differs("act", act.name().into(), s.act.name().into());
        }
        out
    }

    /// Whether the pieces have just these words, each at a place that the case allows.
    fn same(&self, wanted: &Pieces, is: &[Span]) -> bool {
        wanted.len() == is.len()
            && wanted.iter().zip(is).all(|(w, i)| w.places(&self.flat).is_ok_and(|at| at.contains(i)))
    }

    /// Whether each piece shares a letter with what was read, or both are empty.
    pub(crate) fn touches(&self, wanted: &Pieces, is: &[Span]) -> bool {
        if wanted.is_empty() {
            return is.is_empty();
        }
        wanted.iter().all(|w| shared(&w.places(&self.flat).unwrap_or_default(), is) > 0)
    }

    /// Whether `s` has all that a `never` pattern names.
    fn is_like(&self, pattern: &Expected, s: &Statement) -> bool {
        let half = |wanted: &Pieces, is: &[Span]| {
            let at = self.places(wanted);
            2 * shared(&at, is) >= at.iter().map(|a| a.len()).sum::<u32>()
        };
        pattern.speaker.as_ref().is_none_or(|w| self.touches(w, &s.speaker))
            && pattern.name.as_ref().is_none_or(|n| folded(n.as_deref()) == folded(s.speaker_name.as_deref()))
            && pattern.cue.as_ref().is_none_or(|w| self.touches(w, &s.cue))
            && pattern.addressee.as_ref().is_none_or(|w| self.touches(w, &s.addressee))
            && pattern.content.as_ref().is_none_or(|w| half(w, &s.content))
            && pattern.quote.is_none_or(|q| q == s.quote)
            && pattern.act.is_none_or(|a| a == s.act)
    }

    fn show(&self, s: &Statement) -> String {
        let name = s.speaker_name.as_deref().map(|n| format!(" => {n}")).unwrap_or_default();
        format!(
            "[{}{name}] {}: {} ({}, {})",
            or_none(&self.words(&s.speaker)),
            or_none(&self.words(&s.cue)),
            or_none(&self.words(&s.content)),
            quote_name(s.quote),
            s.act.name()
        )
    }
}

pub(crate) fn given(pieces: &[Phrase]) -> String {
    pieces.iter().map(|p| p.words()).collect::<Vec<_>>().join(" | ")
}

pub(crate) fn or_none(words: &str) -> String {
    if words.is_empty() { "none".into() } else { format!("“{words}”") }
}

fn wanted(e: &Expected) -> String {
    let who = e.speaker.as_deref().map(given).unwrap_or_default();
    format!("{}: {}", or_none(&who), or_none(&e.content.as_deref().map(given).unwrap_or_default()))
}

const fn quote_name(quote: Quote) -> &'static str {
    match quote {
        Quote::Direct => "direct",
        Quote::Indirect => "indirect",
        Quote::Mixed => "mixed",
    }
}

/// A name without case and leading article.
fn folded(name: Option<&str>) -> Option<String> {
    let name = name?.to_lowercase();
    Some(name.strip_prefix("the ").unwrap_or(&name).trim().to_owned())
}
