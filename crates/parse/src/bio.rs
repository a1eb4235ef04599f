//! Begin / inside / outside scores to spans.

use std::ops::Range;

use crate::engine::Rows;

/// Spans with the number of their kind off BIO scores, a row a word: tag 0 is outside, `2k + 1` begins kind `k`, `2k + 2` goes on in it.
/// The best path on which a span goes on only after its own kind, so that no span starts in its middle.
pub(crate) fn spans(scores: &Rows, words: usize) -> Vec<(Range<usize>, usize)> {
    let tags = scores.width;
    if words == 0 || tags == 0 {
        return Vec::new();
    }
    let opens = |tag: usize| tag == 0 || !tag.is_multiple_of(2);
    let mut best: Vec<f32> =
        scores.row(0).iter().enumerate().map(|(t, &s)| if opens(t) { s } else { f32::NEG_INFINITY }).collect();
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(words);
    for n in 1..words {
        let row = scores.row(n);
        let top = top(&best);
        let mut from = vec![top; tags];
        let mut now = vec![0.0; tags];
        for tag in 0..tags {
            if !opens(tag) {
                from[tag] = if best[tag] > best[tag - 1] { tag } else { tag - 1 };
            }
            now[tag] = best[from[tag]] + row[tag];
        }
        best = now;
        back.push(from);
    }
    let mut path = vec![top(&best)];
    for from in back.iter().rev() {
        path.push(from[path[path.len() - 1]]);
    }
    path.reverse();
    let mut out: Vec<(Range<usize>, usize)> = Vec::new();
    for (n, &tag) in path.iter().enumerate() {
        match out.last_mut() {
            Some((span, _)) if !opens(tag) && span.end == n => span.end = n + 1,
            _ if tag > 0 => out.push((n..n + 1, (tag - 1) / 2)),
            _ => {}
        }
    }
    out
}

/// The place of the highest value, the first of equals.
fn top(values: &[f32]) -> usize {
    (1..values.len()).fold(0, |t, k| if values[k] > values[t] { k } else { t })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[[f32; 5]]) -> Vec<(Range<usize>, usize)> {
        spans(&Rows { data: rows.concat(), width: 5 }, rows.len())
    }

    #[test]
    fn a_span_goes_on_only_in_its_own_kind() {
        // the second word would rather go on in the other kind; as a whole, going on in its own is best
        let rows = [[0., 5., 0., 0., 0.], [0., 0., 2., 0., 3.], [4., 0., 0., 0., 0.]];
        assert_eq!(found(&rows), [(0..2, 0)]);
    }

    #[test]
    fn a_kind_may_begin_anew_at_the_next_word() {
        let rows = [[0., 5., 0., 0., 0.], [0., 5., 1., 0., 0.], [0., 0., 0., 0., 9.]];
        assert_eq!(found(&rows), [(0..1, 0), (1..3, 1)]);
        assert_eq!(found(&[]), []);
    }
}
