//! Scores to events: triggers, what belongs to each, and which are of one incident.

use std::ops::Range;

use crate::engine::Rows;
use crate::roles::runs;
use crate::{Role, bio};

/// Roles in the order of the scores, after "none".
const ROLES: [Role; 6] = [Role::Actor, Role::Target, Role::Place, Role::Date, Role::Killed, Role::Injured];

/// Triggers with the number of their type, off BIO scores. That a word is a trigger of any type outweighs that it is none, though each
/// single type may be less likely.
pub(crate) fn triggers(scores: &Rows, words: usize) -> Vec<(Range<usize>, usize)> {
    let mut eager = scores.clone();
    for row in eager.data.chunks_mut(scores.width.max(1)).take(words) {
        if let [outside, inside @ ..] = row {
            let top = inside.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let spread = inside.iter().map(|s| (s - top).exp()).sum::<f32>().ln();
            *outside -= spread;
        }
    }
    bio::spans(&eager, words)
}

/// What belongs to the trigger whose scores begin at row `row`, `words` of them.
pub(crate) fn belongings(scores: &Rows, row: usize, words: usize) -> Vec<(Role, Range<usize>)> {
    let likeliest = |s: &[f32]| (1..s.len()).fold(0, |top, k| if s[k] > s[top] { k } else { top });
    let path: Vec<usize> = (row..row + words).map(|n| likeliest(scores.row(n))).collect();
    let mut out: Vec<(Role, Range<usize>)> = ROLES
        .iter()
        .enumerate()
        .flat_map(|(k, &role)| runs(&path, k + 1).into_iter().map(move |r| (role, r)))
        .collect();
    out.sort_by_key(|(role, r)| (r.start, *role));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_words_take_their_roles() {
        let none = [3., 0., 0., 0., 0., 0., 0.];
        let target = [0., 0., 4., 0., 0., 0., 0.];
        let killed = [0., 0., 0., 0., 0., 5., 0.];
        let scores = Rows { data: [none, target, target, none, killed].concat(), width: 7 };
        assert_eq!(belongings(&scores, 0, 5), [(Role::Target, 1..3), (Role::Killed, 4..5)]);
    }
}
