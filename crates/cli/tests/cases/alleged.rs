//! The `alleged` and `truces` blocks of a case: what the monitor notes of a report.

use std::sync::LazyLock;

use truceline_monitor::{Alleged, Named, Notes, Notetaker, Party};
use truceline_record::Reading;

use crate::compare::{View, given, or_none};
use crate::expect::{Pieces, pieces};
use crate::file::Flaw;
use crate::lines::Line;
use crate::others::{Block, block, differences};
use crate::text::{Flat, shared};
use crate::value::{By, Listed, OneOf, Range, among};

#[allow(clippy::expect_used)] // without the lists there is nothing to test
static NOTETAKER: LazyLock<Notetaker> = LazyLock::new(|| Notetaker::new().expect("the lists are read"));

const RULES: &[&str] = &["broken", "called", "spite", "duty"];
const STAGES: &[&str] = &[
    "proposed",
    "negotiated",
    "rejected",
    "agreed",
    "due",
    "took_effect",
    "in_force",
    "extended",
    "suspended",
    "collapsed",
    "unclear",
];

/// What one allegation must be.
#[derive(Clone, Debug, Default)]
pub(crate) struct WantedAlleged {
    line: usize,
    words: Pieces,
    by: Option<By>,
    accused: Option<Listed<Pieces>>,
    rule: Option<OneOf>,
    count: Option<Range>,
    about: Option<OneOf>,
}

/// What one name of a truce must say.
#[derive(Clone, Debug, Default)]
pub(crate) struct WantedTruce {
    line: usize,
    words: Pieces,
    stage: Option<OneOf>,
    party: Option<Listed<Pieces>>,
    excluded: Option<Listed<Pieces>>,
    from: Option<String>,
    hours: Option<Range>,
}

/// What the monitor notes of a reading.
pub(crate) fn notes(reading: &Reading) -> Notes {
    NOTETAKER.notes(reading)
}

/// Reads an `alleged` block.
pub(crate) fn alleged(file: &str, lines: &[Line<'_>], report: &str) -> Result<Block<WantedAlleged>, Flaw> {
    let flat = Flat::new(report);
    block(file, lines, |group| {
        let mut w = WantedAlleged { line: group.line, ..WantedAlleged::default() };
        for k in &group.keys {
            let flaw = |what: String| Flaw::new(file, k.line, what);
            let twice = match k.key {
                "words" => !std::mem::replace(&mut w.words, pieces(k.value, &flat, false).map_err(flaw)?).is_empty(),
                "by" => w.by.replace(By::read(k.value, &flat).map_err(flaw)?).is_some(),
                "rule" => w.rule.replace(OneOf::read(k.value, among(RULES)).map_err(flaw)?).is_some(),
                "count" => w.count.replace(Range::read(k.value).map_err(flaw)?).is_some(),
                "about" => w.about.replace(OneOf::read(k.value, |_| Ok(())).map_err(flaw)?).is_some(),
                "accused" => {
                    Listed::add(&mut w.accused, k.key, k.value, |v| pieces(v, &flat, false)).map_err(flaw)?;
                    false
                }
                key => return Err(flaw(format!("unknown key `{key}`; known: words, by, accused, rule, count, about"))),
            };
            if twice {
                return Err(flaw(format!("`{}` stands twice", k.key)));
            }
        }
        if w.words.is_empty() { Err(Flaw::new(file, w.line, "an allegation needs a `words` line")) } else { Ok(w) }
    })
}

/// Reads a `truces` block.
pub(crate) fn truces(file: &str, lines: &[Line<'_>], report: &str) -> Result<Block<WantedTruce>, Flaw> {
    let flat = Flat::new(report);
    block(file, lines, |group| {
        let mut w = WantedTruce { line: group.line, ..WantedTruce::default() };
        for k in &group.keys {
            let flaw = |what: String| Flaw::new(file, k.line, what);
            let twice = match k.key {
                "words" => !std::mem::replace(&mut w.words, pieces(k.value, &flat, false).map_err(flaw)?).is_empty(),
                "stage" => w.stage.replace(OneOf::read(k.value, among(STAGES)).map_err(flaw)?).is_some(),
                "from" => w.from.replace(k.value.to_owned()).is_some(),
                "hours" => w.hours.replace(Range::read(k.value).map_err(flaw)?).is_some(),
                "party" | "excluded" => {
                    let list = if k.key == "party" { &mut w.party } else { &mut w.excluded };
                    Listed::add(list, k.key, k.value, |v| pieces(v, &flat, false)).map_err(flaw)?;
                    false
                }
                key => {
                    return Err(flaw(format!(
                        "unknown key `{key}`; known: words, stage, party, excluded, from, hours"
                    )));
                }
            };
            if twice {
                return Err(flaw(format!("`{}` stands twice", k.key)));
            }
        }
        if w.words.is_empty() { Err(Flaw::new(file, w.line, "a truce needs a `words` line")) } else { Ok(w) }
    })
}

fn wrong_parties(view: &View<'_>, wanted: Option<&Listed<Pieces>>, is: &[Party], key: &str) -> Vec<String> {
    let Some(wanted) = wanted else { return Vec::new() };
    let fits = |p: &Pieces, party: &Party| shared(&view.places(p), &[party.span]) > 0;
    let show = (|p: &Pieces| or_none(&given(p)), |party: &Party| party.name.clone());
    wanted.wrong(is, true, fits, show).into_iter().map(|what| format!("{key}: {what}")).collect()
}

/// What is wrong with what is alleged.
pub(crate) fn wrong_alleged(view: &View<'_>, notes: &Notes, block: &Block<WantedAlleged>) -> Vec<String> {
    let judge = |w: &WantedAlleged, a: &Alleged| {
        let meets = shared(&view.places(&w.words), &[a.span]) > 0;
        meets.then(|| {
            let mut out = wrong_parties(view, w.accused.as_ref(), &a.accused, "accused");
            if let Some(by) = w.by.as_ref().filter(|by| !by.is(view, a.statement.as_deref())) {
                out.push(format!("by: expected {}, is {}", by.show(), view.speaker(a.statement.as_deref())));
            }
            let rule =
                serde_json::to_value(a.rule).ok().and_then(|rule| rule.as_str().map(str::to_owned)).unwrap_or_default();
            if let Some(wanted) = w.rule.as_ref().filter(|wanted| !wanted.has(&rule)) {
                out.push(format!("rule: expected {}, is {rule}", wanted.show()));
            }
            let count = a.count.as_ref().map_or(Range { min: None, max: None }, |c| Range {
                min: c.min.map(u64::from),
                max: c.max.map(u64::from),
            });
            if let Some(wanted) = w.count.filter(|wanted| *wanted != count) {
                out.push(format!("count: expected {}, is {}", wanted.show(), count.show()));
            }
            let about = a.provision.clone().unwrap_or_else(|| "-".to_owned());
            if let Some(wanted) = w.about.as_ref().filter(|wanted| !wanted.has(&about)) {
                out.push(format!("about: expected {}, is {about}", wanted.show()));
            }
            out
        })
    };
    let show = |a: &Alleged| format!("{} ({:?})", view.words(&[a.sentence]), a.rule);
    let wanted = |w: &WantedAlleged| (w.line, or_none(&given(&w.words)));
    differences((block, &notes.alleged, "allegation"), judge, wanted, show)
}

/// What is wrong with the names of truces.
pub(crate) fn wrong_truces(view: &View<'_>, notes: &Notes, block: &Block<WantedTruce>) -> Vec<String> {
    let judge = |w: &WantedTruce, n: &Named| {
        let meets = shared(&view.places(&w.words), &[n.span]) > 0;
        meets.then(|| {
            let mut out = wrong_parties(view, w.party.as_ref(), &n.parties, "party");
            out.extend(wrong_parties(view, w.excluded.as_ref(), &n.excluded, "excluded"));
            let stage = serde_json::to_value(n.stage)
                .ok()
                .and_then(|stage| stage.as_str().map(str::to_owned))
                .unwrap_or_default();
            if let Some(wanted) = w.stage.as_ref().filter(|wanted| !wanted.has(&stage)) {
                out.push(format!("stage: expected {}, is {stage}", wanted.show()));
            }
            let from = n.when.map_or("-".to_owned(), |days| days.from.to_string());
            if let Some(wanted) = w.from.as_ref().filter(|wanted| **wanted != from) {
                out.push(format!("from: expected {wanted}, is {from}"));
            }
            let hours = Range { min: n.hours.map(u64::from), max: n.hours.map(u64::from) };
            if let Some(wanted) = w.hours.filter(|wanted| *wanted != hours) {
                out.push(format!("hours: expected {}, is {}", wanted.show(), hours.show()));
            }
            out
        })
    };
    let show = |n: &Named| format!("{} ({:?})", n.name, n.stage);
    let wanted = |w: &WantedTruce| (w.line, or_none(&given(&w.words)));
    differences((block, &notes.named, "truce"), judge, wanted, show)
}
