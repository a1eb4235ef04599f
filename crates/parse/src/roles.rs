//! Scores to attributions: cue spans, then each cue's source and content.

use std::ops::Range;

use crate::engine::Rows;

/// Cost, in nats, of a change of role between neighbouring words. Chosen on the dev splits.
const SWITCH: f32 = 2.0;
/// How much likelier than not a cue must be, in nats. Chosen on the dev splits.
const CUE: f32 = -1.0;
/// The same for a cue without a source: most words that only look like a cue have none. Chosen on the dev splits.
const ALONE: f32 = 1.0;

const SOURCE: usize = 1;
const CONTENT: usize = 2;

/// Cue spans off scores (outside, begins, goes on), a row a word.
pub(crate) fn cues(scores: &Rows, words: usize) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut i = 0;
    while i < words {
        let [o, b, inside] = scores.row(i) else { break };
        let goes_on = out.last().is_some_and(|last| last.end == i);
        if *b > o + CUE && (b >= inside || !goes_on) {
            let mut j = i + 1;
            while j < words && matches!(scores.row(j), [o, b, inside] if inside > o && inside > b) {
                j += 1;
            }
            out.push(i..j);
            i = j;
        } else {
            i += 1;
        }
    }
    out
}

/// Whether a cue that begins at word `at` counts though it has no source.
pub(crate) fn stands_alone(scores: &Rows, at: usize) -> bool {
    matches!(scores.row(at), [o, b, _] if *b > o + ALONE)
}

/// Source and content of the cue at `cue`, as runs of words, off link scores from row `row` on, `words` of them.
pub(crate) fn link(
    links: &Rows,
    row: usize,
    words: usize,
    cue: &Range<usize>,
) -> (Option<Range<usize>>, Vec<Range<usize>>) {
    let mut scores: Vec<[f32; 3]> = (row..row + words)
        .map(|n| match links.row(n) {
            [o, s, c] => [*o, *s, *c],
            _ => [0.0; 3],
        })
        .collect();
    for s in &mut scores[cue.clone()] {
        s[SOURCE] -= 50.0;
        s[CONTENT] -= 50.0;
    }
    let path = viterbi(&scores);
    let gain = |r: &Range<usize>| scores[r.clone()].iter().map(|s| s[SOURCE] - s[0]).sum::<f32>();
    let source = runs(&path, SOURCE).into_iter().reduce(|a, b| if gain(&b) > gain(&a) { b } else { a });
    (source, runs(&path, CONTENT))
}

/// The best path of roles when each change costs [`SWITCH`].
fn viterbi(scores: &[[f32; 3]]) -> Vec<usize> {
    let Some(first) = scores.first() else { return Vec::new() };
    let mut best = *first;
    let mut back: Vec<[usize; 3]> = vec![[0, 1, 2]];
    for s in &scores[1..] {
        let top = top(&best);
        let moved = best[top] - SWITCH;
        let mut from = [0, 1, 2];
        for k in 0..3 {
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

fn top(values: &[f32; 3]) -> usize {
    (1..3).fold(0, |t, k| if values[k] > values[t] { k } else { t })
}

fn runs(path: &[usize], role: usize) -> Vec<Range<usize>> {
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

    fn rows(data: Vec<f32>) -> Rows {
        Rows { data, width: 3 }
    }

    #[test]
    fn a_cue_goes_on_while_its_words_do() {
        let scores = rows(vec![5., 0., 0., 0., 5., 0., 0., 0., 5., 5., 0., 0., 0., 5., 0.]);
        assert_eq!(cues(&scores, 5), [1..3, 4..5]);
    }

    #[test]
    fn a_word_in_doubt_takes_the_role_of_its_neighbours() {
        let content = [0., 0., 4.];
        let doubt = [0.5, 0., 0.];
        let scores = rows([[0., 4., 0.], [9., 0., 0.], content, doubt, content].concat());
        let (source, found) = link(&scores, 0, 5, &(1..2));
        assert_eq!(source, Some(0..1));
        assert_eq!(found, [2..5]);
    }
}
