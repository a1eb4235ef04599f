//! The `disputes`, `figures` and `agreements` blocks of a case.

use serde_json::{from_value, json};
use truceline_record::{Agreement, Dispute, DisputeAspect, DisputeSide, Figure, Span};

use crate::compare::{View, given, or_none};
use crate::expect::{Pieces, pieces};
use crate::file::Flaw;
use crate::lines::{Group, Line, groups, pairs};
use crate::text::{Flat, shared};
use crate::value::{By, Listed, OneOf, Range, among, known, printed};

const KINDS: &[&str] = &["ceasefire", "evacuation_deal", "peace_plan", "other"];
const STATUSES: &[&str] =
    &["proposed", "negotiated", "agreed", "in_force", "violated", "suspended", "collapsed", "rejected", "unclear"];

/// A block of items that are read alike: what must be there, and whether more may be.
#[derive(Clone, Debug)]
pub(crate) struct Block<W> {
    wanted: Vec<W>,
    others: bool,
}

/// What one dispute must be.
#[derive(Clone, Debug, Default)]
pub(crate) struct WantedDispute {
    line: usize,
    aspect: Option<OneOf>,
    /// Number of the incident in the case's `incidents` block; the inner `None` for none.
    incident: Option<Option<usize>>,
    sides: Option<Listed<By>>,
}

/// What one figure must be.
#[derive(Clone, Debug, Default)]
pub(crate) struct WantedFigure {
    line: usize,
    words: Pieces,
    number: Option<Range>,
    by: Option<By>,
}

/// What one agreement must be.
#[derive(Clone, Debug, Default)]
pub(crate) struct WantedAgreement {
    line: usize,
    words: Pieces,
    kind: Option<OneOf>,
    status: Option<OneOf>,
    party: Option<Listed<Pieces>>,
}

pub(crate) fn block<W>(
    file: &str,
    lines: &[Line<'_>],
    read: impl Fn(&Group<'_>) -> Result<W, Flaw>,
) -> Result<Block<W>, Flaw> {
    let (found, others) = groups(file, lines)?;
    Ok(Block { wanted: found.iter().map(read).collect::<Result<_, _>>()?, others: others.is_some() })
}

/// Reads a `disputes` block; `incidents` is how many incidents the case lists.
pub(crate) fn disputes(
    file: &str,
    lines: &[Line<'_>],
    report: &str,
    incidents: usize,
) -> Result<Block<WantedDispute>, Flaw> {
    let flat = Flat::new(report);
    block(file, lines, |group| {
        let mut w = WantedDispute { line: group.line, ..WantedDispute::default() };
        for k in &group.keys {
            let flaw = |what: String| Flaw::new(file, k.line, what);
            let twice = match k.key {
                "aspect" => {
                    let aspect = OneOf::read(k.value, known(from_value::<DisputeAspect>)).map_err(flaw)?;
                    w.aspect.replace(aspect).is_some()
                }
                "incident" => {
                    let n = match k.value {
                        "-" => None,
                        n => match n.parse() {
                            Ok(n) if (1..=incidents).contains(&n) => Some(n),
                            _ => {
                                return Err(flaw(format!(
                                    "`{n}` is no number of an incident in the `incidents` block above"
                                )));
                            }
                        },
                    };
                    w.incident.replace(n).is_some()
                }
                "side" => {
                    Listed::add(&mut w.sides, k.key, k.value, |v| By::read(v, &flat)).map_err(flaw)?;
                    false
                }
                key => return Err(flaw(format!("unknown key `{key}`; known: aspect, incident, side"))),
            };
            if twice {
                return Err(flaw(format!("`{}` stands twice", k.key)));
            }
        }
        if w.aspect.is_none() { Err(Flaw::new(file, w.line, "a dispute needs an `aspect` line")) } else { Ok(w) }
    })
}

/// Reads a `figures` block.
pub(crate) fn figures(file: &str, lines: &[Line<'_>], report: &str) -> Result<Block<WantedFigure>, Flaw> {
    let flat = Flat::new(report);
    block(file, lines, |group| {
        let mut w = WantedFigure { line: group.line, ..WantedFigure::default() };
        for k in &group.keys {
            let flaw = |what: String| Flaw::new(file, k.line, what);
            let twice = match k.key {
                "words" => !std::mem::replace(&mut w.words, pieces(k.value, &flat, false).map_err(flaw)?).is_empty(),
                "number" => w.number.replace(Range::read(k.value).map_err(flaw)?).is_some(),
                "by" => w.by.replace(By::read(k.value, &flat).map_err(flaw)?).is_some(),
                key => return Err(flaw(format!("unknown key `{key}`; known: words, number, by"))),
            };
            if twice {
                return Err(flaw(format!("`{}` stands twice", k.key)));
            }
        }
        if w.words.is_empty() { Err(Flaw::new(file, w.line, "a figure needs a `words` line")) } else { Ok(w) }
    })
}

/// Reads an `agreements` block.
pub(crate) fn agreements(file: &str, lines: &[Line<'_>], report: &str) -> Result<Block<WantedAgreement>, Flaw> {
    let flat = Flat::new(report);
    block(file, lines, |group| {
        let mut w = WantedAgreement { line: group.line, ..WantedAgreement::default() };
        for k in &group.keys {
            let flaw = |what: String| Flaw::new(file, k.line, what);
            let twice = match k.key {
                "words" => !std::mem::replace(&mut w.words, pieces(k.value, &flat, false).map_err(flaw)?).is_empty(),
                "kind" => w.kind.replace(OneOf::read(k.value, among(KINDS)).map_err(flaw)?).is_some(),
                "status" => w.status.replace(OneOf::read(k.value, among(STATUSES)).map_err(flaw)?).is_some(),
                "party" => {
                    Listed::add(&mut w.party, k.key, k.value, |v| pieces(v, &flat, false)).map_err(flaw)?;
                    false
                }
                key => return Err(flaw(format!("unknown key `{key}`; known: words, kind, status, party"))),
            };
            if twice {
                return Err(flaw(format!("`{}` stands twice", k.key)));
            }
        }
        if w.words.is_empty() { Err(Flaw::new(file, w.line, "an agreement needs a `words` line")) } else { Ok(w) }
    })
}

/// Holds a block against what was read: `judge` says what is wrong with a pair, and is `None` where the two do not belong together.
pub(crate) fn differences<W, F>(
    (block, found, what): (&Block<W>, &[F], &str),
    judge: impl Fn(&W, &F) -> Option<Vec<String>>,
    wanted: impl Fn(&W) -> (usize, String),
    show: impl Fn(&F) -> String,
) -> Vec<String> {
    let of = |w: usize, f: usize| judge(&block.wanted[w], &found[f]);
    let pairs = pairs(block.wanted.len(), found.len(), |w, f| of(w, f).map(|wrong| wrong.len()));
    let mut out = Vec::new();
    for (n, pair) in pairs.iter().enumerate() {
        let (line, words) = wanted(&block.wanted[n]);
        let label = format!("{what} {} (line {line})", n + 1);
        match pair {
            None => out.push(format!("{label}: not found: {words}")),
            Some(f) => out.extend(of(n, *f).into_iter().flatten().map(|wrong| format!("{label}: {wrong}"))),
        }
    }
    let further = (0..found.len()).filter(|f| !block.others && !pairs.contains(&Some(*f)));
    out.extend(further.map(|f| format!("further {what}: {}", show(&found[f]))));
    out
}

/// What is wrong with the disputes of a reading. `incidents`: for each expected incident the place of the one read for it.
pub(crate) fn wrong_disputes(
    view: &View<'_>,
    block: &Block<WantedDispute>,
    incidents: &[Option<usize>],
) -> Vec<String> {
    let side = |s: &DisputeSide| view.speaker(s.by.as_deref());
    let id = |n: usize| incidents.get(n - 1).copied().flatten().map(|i| view.reading.incidents[i].id.as_str());
    let judge = |w: &WantedDispute, d: &Dispute| {
        let about = match w.incident {
            None => true,
            Some(None) => d.incident.is_none(),
            Some(Some(n)) => d.incident.is_some() && d.incident.as_deref() == id(n),
        };
        let right = about && w.aspect.as_ref().is_none_or(|a| a.has(&printed(&json!(d.aspect))));
        right.then(|| {
            let wrong = w
                .sides
                .as_ref()
                .map(|sides| sides.wrong(&d.sides, true, |by, s| by.is(view, s.by.as_deref()), (By::show, side)));
            wrong.into_iter().flatten().map(|what| format!("side: {what}")).collect()
        })
    };
    let wanted = |w: &WantedDispute| {
        let about = w.incident.flatten().map(|n| format!(" of incident {n}")).unwrap_or_default();
        (w.line, format!("{}{about}", w.aspect.as_ref().map(OneOf::show).unwrap_or_default()))
    };
    let show = |d: &Dispute| {
        let sides: Vec<String> = d.sides.iter().map(side).collect();
        format!("{} between {}", printed(&json!(d.aspect)), sides.join(" and "))
    };
    differences((block, &view.reading.disputes, "dispute"), judge, wanted, show)
}

/// What is wrong with the figures of a reading.
pub(crate) fn wrong_figures(view: &View<'_>, block: &Block<WantedFigure>) -> Vec<String> {
    let number = |f: &Figure| Range { min: f.min, max: f.max };
    let judge = |w: &WantedFigure, f: &Figure| {
        let meets = shared(&view.places(&w.words), &f.spans) > 0;
        meets.then(|| {
            let mut out = Vec::new();
            if let Some(n) = w.number.filter(|n| *n != number(f)) {
                out.push(format!("number: expected {}, is {}", n.show(), number(f).show()));
            }
            if let Some(by) = w.by.as_ref().filter(|by| !by.is(view, f.by.as_deref())) {
                out.push(format!("by: expected {}, is {}", by.show(), view.speaker(f.by.as_deref())));
            }
            out
        })
    };
    let show = |f: &Figure| {
        format!("{} ({}) by {}", or_none(&view.words(&f.spans)), number(f).show(), view.speaker(f.by.as_deref()))
    };
    let wanted = |w: &WantedFigure| (w.line, or_none(&given(&w.words)));
    differences((block, &view.reading.figures, "figure"), judge, wanted, show)
}

/// What is wrong with the agreements of a reading.
pub(crate) fn wrong_agreements(view: &View<'_>, block: &Block<WantedAgreement>) -> Vec<String> {
    let judge = |w: &WantedAgreement, a: &Agreement| {
        let meets = shared(&view.places(&w.words), &a.spans) > 0;
        meets.then(|| {
            let mut out = Vec::new();
            if !view.touches(&w.words, &a.spans) {
                let is = or_none(&view.words(&a.spans));
                out.push(format!("words: expected {}, is {is}", or_none(&given(&w.words))));
            }
            for (key, wanted, is) in [("kind", &w.kind, &a.kind), ("status", &w.status, &a.status)] {
                if let Some(wanted) = wanted.as_ref().filter(|wanted| !wanted.has(is)) {
                    out.push(format!("{key}: expected {}, is {is}", wanted.show()));
                }
            }
            if let Some(parties) = &w.party {
                let fits = |p: &Pieces, s: &Span| shared(&view.places(p), &[*s]) > 0;
                let show = (|p: &Pieces| or_none(&given(p)), |s: &Span| or_none(&view.words(&[*s])));
                out.extend(
                    parties.wrong(&a.parties, true, fits, show).into_iter().map(|what| format!("party: {what}")),
                );
            }
            out
        })
    };
    let show = |a: &Agreement| format!("{} ({}, {})", or_none(&view.words(&a.spans)), a.kind, a.status);
    let wanted = |w: &WantedAgreement| (w.line, or_none(&given(&w.words)));
    differences((block, &view.reading.agreements, "agreement"), judge, wanted, show)
}
