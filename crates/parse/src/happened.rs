//! Scores to events: triggers, what belongs to each, and which are of one incident.

use std::ops::Range;

use crate::engine::Rows;
use crate::roles::runs;
use crate::{Belonging, Role, bio};

/// Roles in the order of the scores, after "none".
const ROLES: [Role; 6] = [Role::Actor, Role::Target, Role::Place, Role::Date, Role::Killed, Role::Injured];

/// Log odds from which words name an event. Chosen on the dev splits.
pub const EVENT: f32 = -0.1;

/// Triggers with the number of their type, off BIO scores. That a word is a trigger of any type outweighs that it is none, though each
/// single type may be less likely.
pub(crate) fn triggers(scores: &Rows, words: usize) -> Vec<(Range<usize>, usize)> {
    let mut eager = scores.clone();
    for row in eager.data.chunks_mut(scores.width.max(1)).take(words) {
        let odds = any(row);
        if let [outside, inside @ ..] = row {
            let top = inside.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            *outside = top - odds + EVENT;
        }
    }
    bio::spans(&eager, words)
}

/// Log odds that a word is of any kind against none, off a row of BIO scores.
pub(crate) fn any(row: &[f32]) -> f32 {
    let [outside, inside @ ..] = row else { return f32::NEG_INFINITY };
    let top = inside.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    top + inside.iter().map(|s| (s - top).exp()).sum::<f32>().ln() - outside
}

/// The kinds off a row of BIO scores, `best` first, then those that the word begins most likely.
pub(crate) fn ordered(row: &[f32], best: usize) -> Vec<usize> {
    let begins = |kind: &usize| row.get(2 * kind + 1).copied().unwrap_or(f32::NEG_INFINITY);
    let mut out: Vec<usize> = (0..row.len() / 2).filter(|kind| *kind != best).collect();
    out.sort_by(|a, b| begins(b).total_cmp(&begins(a)).then(a.cmp(b)));
    out.insert(0, best);
    out
}

/// How much likelier than not, in nats a word, a part must be of an event's role for it to belong to the event. Chosen on the dev splits.
const BELONGS: f32 = -1.0;
/// The same for a part that belongs to no event, and to the one event that it fits best. Chosen on the dev splits.
const ONLY: f32 = -5.0;
/// The same for tolls, whose tags are surer.
const TOLL: f32 = -3.0;

/// What belongs to each of `triggers` events, off `triggers * words` rows of scores of roles: the parts that the scores give a role of their
/// own kind, and the runs of words that they give a role though no part says so. A part may belong to several events; one that would
/// belong to none goes to the event that it fits best, unless it fits that badly or begins outside `own`.
pub(crate) fn belongings(
    scores: &Rows,
    triggers: usize,
    words: usize,
    parts: &[(Role, Range<usize>)],
    own: &Range<usize>,
) -> Vec<Vec<Belonging>> {
    let mut out: Vec<Vec<Belonging>> = (0..triggers).map(|t| likeliest(scores, t * words, words)).collect();
    for found in &mut out {
        found.retain(|b| !parts.iter().any(|(kind, p)| *kind == b.role && meets(p, &b.words)));
    }
    for (role, part) in parts {
        let fits: Vec<f32> = (0..triggers).map(|t| odds(scores, t * words, *role, part)).collect();
        let mut taken: Vec<usize> = (0..triggers).filter(|&t| fits[t] > BELONGS).collect();
        if taken.is_empty() && own.contains(&part.start) {
            let best = (0..triggers).reduce(|a, b| if fits[b] > fits[a] { b } else { a });
            let least = if matches!(role, Role::Killed | Role::Injured) { TOLL } else { ONLY };
            taken.extend(best.filter(|&t| fits[t] > least));
        }
        for t in taken {
            out[t].push(Belonging { role: *role, words: part.clone(), odds: fits[t] });
        }
    }
    for found in &mut out {
        found.sort_by_key(|b| (b.words.start, b.role));
    }
    out
}

fn meets(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The mean log odds of a role against none over the words of a part.
fn odds(scores: &Rows, row: usize, role: Role, part: &Range<usize>) -> f32 {
    let Some(k) = ROLES.iter().position(|r| *r == role) else { return f32::NEG_INFINITY };
    let sum: f32 = part.clone().map(|n| scores.row(row + n)[k + 1] - scores.row(row + n)[0]).sum();
    sum / part.len().max(1) as f32
}

/// The runs of words whose likeliest role is not none.
fn likeliest(scores: &Rows, row: usize, words: usize) -> Vec<Belonging> {
    let best = |s: &[f32]| (1..s.len()).fold(0, |top, k| if s[k] > s[top] { k } else { top });
    let path: Vec<usize> = (row..row + words).map(|n| best(scores.row(n))).collect();
    let of = |(k, &role): (usize, &Role)| {
        let found = runs(&path, k + 1).into_iter();
        found.map(move |words| Belonging { role, odds: odds(scores, row, role, &words), words }).collect::<Vec<_>>()
    };
    ROLES.iter().enumerate().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [f32; 7] = [3., 0., 0., 0., 0., 0., 0.];
    const TARGET: [f32; 7] = [0., 0., 4., 0., 0., 0., 0.];
    const KILLED: [f32; 7] = [0., 0., 0., 0., 0., 5., 0.];

    fn found(
        scores: &Rows,
        triggers: usize,
        words: usize,
        parts: &[(Role, Range<usize>)],
        own: Range<usize>,
    ) -> Vec<Vec<(Role, Range<usize>)>> {
        let all = belongings(scores, triggers, words, parts, &own);
        all.into_iter().map(|each| each.into_iter().map(|b| (b.role, b.words)).collect()).collect()
    }

    #[test]
    fn runs_of_words_take_their_roles() {
        let scores = Rows { data: [NONE, TARGET, TARGET, NONE, KILLED].concat(), width: 7 };
        assert_eq!(found(&scores, 1, 5, &[], 0..5), [vec![(Role::Target, 1..3), (Role::Killed, 4..5)]]);
    }

    #[test]
    fn a_part_goes_whole_to_each_event_that_it_fits() {
        let scores = Rows { data: [NONE, TARGET, NONE, NONE, NONE, NONE].concat(), width: 7 };
        let all = found(&scores, 2, 3, &[(Role::Target, 0..3)], 0..3);
        assert_eq!(all, [vec![(Role::Target, 0..3)], vec![]]);
    }

    #[test]
    fn a_part_of_no_event_goes_to_the_one_that_it_fits_best() {
        let doubt = [1.5, 0., 0., 0., 0., 0., 0.];
        let scores = Rows { data: [NONE, doubt].concat(), width: 7 };
        let parts = [(Role::Date, 0..1)];
        assert_eq!(found(&scores, 2, 1, &parts, 0..1), [vec![], vec![(Role::Date, 0..1)]]);
        assert_eq!(found(&scores, 2, 1, &parts, 1..1), [vec![], vec![]]);
    }
}
