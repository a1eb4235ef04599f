//! Scores to attributions: where cues begin, then each one's cue, source and content.

use std::ops::Range;

use crate::engine::Rows;

/// Cost, in nats, of a change of role between neighbouring words. Chosen on the dev splits.
const SWITCH: f32 = 1.0;
/// How much likelier than not a cue must be, in nats. Chosen on the dev splits.
const CUE: f32 = -1.0;
/// The same for a cue without a source: most words that only look like a cue have none. Chosen on the dev splits.
const ALONE: f32 = 0.5;

/// Neither, source, content, cue.
const ROLES: usize = 4;
const SOURCE: usize = 1;
const CONTENT: usize = 2;
const CUE_WORD: usize = 3;

/// Words at which cues begin, off scores (outside, begins, goes on), a row a word.
pub(crate) fn anchors(scores: &Rows, words: usize) -> Vec<usize> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < words {
        let [o, b, inside] = scores.row(i) else { break };
        let goes_on = i > 0 && out.last() == Some(&(i - 1));
        let begins = *b > o + CUE && (b >= inside || !goes_on);
        if begins {
            out.push(i);
        }
        i += 1;
        while begins && i < words && matches!(scores.row(i), [o, b, inside] if inside > o && inside > b) {
            i += 1;
        }
    }
    out
}

/// Whether a cue that begins at word `at` counts though it has no source.
pub(crate) fn stands_alone(scores: &Rows, at: usize) -> bool {
    matches!(scores.row(at), [o, b, _] if *b > o + ALONE)
}

/// An attribution as the scores of one anchor have it.
pub(crate) struct Linked {
    pub(crate) cue: Range<usize>,
    pub(crate) source: Option<Range<usize>>,
    pub(crate) content: Vec<Range<usize>>,
}

/// Cue, source and content of the attribution whose cue begins at word `anchor`, as runs of words, off link scores from row `row` on,
/// `words` of them.
pub(crate) fn link(links: &Rows, row: usize, words: usize, anchor: usize) -> Linked {
    let mut scores: Vec<[f32; ROLES]> = (row..row + words)
        .map(|n| match links.row(n) {
            [none, source, content, cue] => [*none, *source, *content, *cue],
            _ => [0.0; ROLES],
        })
        .collect();
    scores[anchor][CUE_WORD] += 50.0;
    let path = viterbi(&scores);
    let gain = |r: &Range<usize>| scores[r.clone()].iter().map(|s| s[SOURCE] - s[0]).sum::<f32>();
    let source = runs(&path, SOURCE).into_iter().reduce(|a, b| if gain(&b) > gain(&a) { b } else { a });
    let cue = runs(&path, CUE_WORD).into_iter().find(|r| r.contains(&anchor)).unwrap_or(anchor..anchor + 1);
    Linked { cue, source, content: runs(&path, CONTENT) }
}

/// The best path of roles when each change costs [`SWITCH`].
fn viterbi(scores: &[[f32; ROLES]]) -> Vec<usize> {
    let Some(first) = scores.first() else { return Vec::new() };
    let mut best = *first;
    let stay: [usize; ROLES] = std::array::from_fn(|k| k);
    let mut back: Vec<[usize; ROLES]> = vec![stay];
    for s in &scores[1..] {
        let top = top(&best);
        let moved = best[top] - SWITCH;
        let mut from = stay;
        for k in 0..ROLES {
            if best[k] < moved {
                from[k] = top;
                best[k] = moved;
            }
            best[k] += s[k];
        }
        back.push(from);
    }
    let mut path = vec![top(&best)];
    for from in back[1..].iter().rev() {
        path.push(from[path[path.len() - 1]]);
    }
    path.reverse();
    path
}

fn top(values: &[f32; ROLES]) -> usize {
    (1..ROLES).fold(0, |t, k| if values[k] > values[t] { k } else { t })
}

/// The runs of words that have a role on a path.
pub(crate) fn runs(path: &[usize], role: usize) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (i, &p) in path.iter().enumerate() {
        if p != role {
            continue;
        }
        match out.last_mut() {
            Some(r) if r.end == i => r.end = i + 1,
            _ => out.push(i..i + 1),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows<const N: usize>(rows: &[[f32; N]]) -> Rows {
        Rows { data: rows.concat(), width: N }
    }

    #[test]
    fn a_cue_goes_on_while_its_words_do() {
        let scores = [[5., 0., 0.], [0., 5., 0.], [0., 0., 5.], [5., 0., 0.], [0., 5., 0.]];
        assert_eq!(anchors(&rows(&scores), 5), [1, 4]);
    }

    #[test]
    fn a_word_in_doubt_takes_the_role_of_its_neighbours() {
        let content = [0., 0., 4., 0.];
        let scores = [[0., 4., 0., 0.], [0., 0., 0., 1.], [0., 0., 0., 4.], content, [0.5, 0., 0., 0.], content];
        let found = link(&rows(&scores), 0, 6, 1);
        assert_eq!((found.source, found.cue), (Some(0..1), 1..3));
        assert_eq!(found.content, [3..6]);
    }
}
