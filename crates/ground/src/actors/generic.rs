//! Descriptions without a name: "regime forces", "Russian jets", "the rebels". The rules are data, in `generic.toml`.
//!
//! A rule says what kind of party is described; which actor that is hangs on the country, which is the one that the description names, or the
//! report's. Where neither is known, nobody is meant.

use super::entry::{Actor, Kind, Rule};
use super::fold::Word;
use super::names::Place;
use super::resolve::{Reading, resolved};
use super::{By, Resolved, Role};

/// A country named in a surface.
struct Named<'a> {
    code: &'a str,
    start: usize,
    end: usize,
}

/// Whom an actor stands for where something is done by it, or to it.
pub(super) fn acting<'a>(reading: &Reading<'a, '_>, actor: &'a Actor) -> &'a Actor {
    let stands = match reading.context.role {
        Role::Speaker => false,
        Role::Actor => true,
        Role::Target => actor.kind != Kind::State,
    };
    actor.acts_as.as_ref().filter(|_| stands).and_then(|id| reading.list.get(id)).unwrap_or(actor)
}

/// Whom a description without a name means.
pub(super) fn resolve<'a>(reading: &Reading<'a, '_>) -> Option<Resolved<'a>> {
    if reading.words.is_empty() || reading.joint(0) {
        return None;
    }
    let head = reading.head_end(0);
    // "the warplanes of the regime": the side stands behind.
    let side = (head..reading.words.len())
        .find(|i| !reading.listed("of", *i) && !reading.listed("within", *i))
        .unwrap_or(head);
    let scope = if side > head { reading.head_end(side) } else { head };
    let other =
        |p: &Place| matches!(reading.kind(p), Some(Kind::Organisation | Kind::Outlet) | None) && !reading.governs(p);
    if reading.places.iter().any(|p| p.start < scope && other(p)) || (scope > head && reading.joint(side)) {
        return None;
    }
    let named = countries(reading, scope);
    let code: &str = match named.as_slice() {
        // "the Arvenholt regime" is somebody's, and whose is not known
        [] if named_otherwise(reading, scope) => return None,
        [] => reading.context.country?,
        [first, rest @ ..] => rest.iter().all(|n| n.code == first.code).then_some(first.code)?,
    };
    let country = reading.list.countries.get(code)?;
    if let [only] = named.as_slice()
        && only.start == 0
        && only.end == reading.words.len()
        && reading.context.role == Role::Actor
    {
        let state = reading.list.get(country.actors.get("state")?)?;
        return Some(resolved(acting(reading, state), By::Rule("state"), only.code.to_owned()));
    }
    reading.list.rules.iter().find_map(|rule| {
        let alias = fits(reading, rule, head, scope, !named.is_empty())?;
        let id = rule.gives.iter().find_map(|key| country.actors.get(key))?;
        Some(resolved(reading.list.get(id)?, By::Rule(&rule.id), alias.to_owned()))
    })
}

/// Whether a word with a capital, past the first, is none of those by which a rule fits.
fn named_otherwise(reading: &Reading<'_, '_>, scope: usize) -> bool {
    let rules = &reading.list.rules;
    let known = |w: &Word| {
        rules.iter().any(|r| r.with.iter().any(|t| w.is(t)) || r.folded.iter().flatten().any(|t| w.is(&t.text)))
    };
    reading.words.iter().take(scope).skip(1).any(|w| w.initial && !known(w))
        || reading.words.first().is_some_and(|w| w.article && w.initial && !known(w))
}

/// The head by which a rule fits.
fn fits<'r>(reading: &Reading<'_, '_>, rule: &'r Rule, head: usize, scope: usize, named: bool) -> Option<&'r str> {
    if !rule.roles.is_empty() && !rule.roles.contains(&reading.context.role) {
        return None;
    }
    let towns = reading.words.first().is_some_and(|w| w.initial && !w.article) && head > 1;
    if rule.local && towns && !named {
        return None;
    }
    let any = |list: &[String]| reading.words.iter().take(scope).any(|w| list.iter().any(|t| w.is(t)));
    if any(&rule.without) || !(rule.with.is_empty() || any(&rule.with) || (rule.named && named)) {
        return None;
    }
    let ends = |wanted: &&Vec<Word>| {
        head.checked_sub(wanted.len())
            .is_some_and(|at| reading.words.iter().skip(at).zip(*wanted).all(|(w, t)| w.is(&t.text)))
    };
    let (_, text) = rule.folded.iter().zip(&rule.heads).find(|(wanted, _)| ends(wanted))?;
    Some(text)
}

/// The countries that a description names as its side: not those of "X-backed", "X-held".
fn countries<'a>(reading: &Reading<'a, '_>, scope: usize) -> Vec<Named<'a>> {
    let mut out: Vec<Named<'a>> = Vec::new();
    for (code, country) in &reading.list.countries {
        for way in &country.folded {
            for start in 0..scope {
                let end = start + way.len();
                let same = end <= scope && reading.words.iter().skip(start).zip(way).all(|(w, t)| w.is(&t.text));
                let capitals = way.len() > 1 || way.iter().all(|t| t.text.len() > 2) || reading.words[start].capitals;
                if same
                    && capitals
                    && !reading.listed("tied", end)
                    && !out.iter().any(|n| n.start < end && start < n.end)
                {
                    out.push(Named { code, start, end });
                }
            }
        }
    }
    out
}
