//! Arc scores to a dependency tree: the best tree with one root (Chu and Liu 1965, Edmonds 1967).

/// The head of each word, 0 the root and else 1 + a word, of the best tree over `scores`, `n` rows of `1 + n`.
pub(crate) fn best_tree(n: usize, scores: &dyn Fn(usize, usize) -> f32) -> Vec<usize> {
    let greedy: Vec<usize> = (0..n).map(|d| best_head(n, d, scores)).collect();
    if is_tree(&greedy) {
        return greedy;
    }
    // One root: try the likeliest words as the only one, each by Edmonds, and keep the best whole.
    let mut roots: Vec<usize> = (0..n).collect();
    roots.sort_by(|&a, &b| scores(b, 0).total_cmp(&scores(a, 0)).then(a.cmp(&b)));
    let mut best: Option<(f32, Vec<usize>)> = None;
    for &root in roots.iter().take(3) {
        let mut weight = vec![vec![f32::NEG_INFINITY; n + 1]; n + 1];
        for d in 0..n {
            for (h, w) in weight[d + 1].iter_mut().enumerate() {
                let allowed = if h == 0 { d == root } else { d != root && h != d + 1 };
                if allowed {
                    *w = scores(d, h);
                }
            }
        }
        let heads: Vec<usize> = edmonds(&weight).into_iter().skip(1).collect();
        let total: f32 = heads.iter().enumerate().map(|(d, &h)| scores(d, h)).sum();
        if best.as_ref().is_none_or(|(t, _)| total > *t) {
            best = Some((total, heads));
        }
    }
    best.map_or(greedy, |(_, heads)| heads)
}

fn best_head(n: usize, d: usize, scores: &dyn Fn(usize, usize) -> f32) -> usize {
    let mut best = 0;
    for h in 1..=n {
        if h != d + 1 && scores(d, h) > scores(d, best) {
            best = h;
        }
    }
    best
}

/// Whether one word hangs on the root and all others on it.
pub(crate) fn is_tree(heads: &[usize]) -> bool {
    if heads.iter().filter(|&&h| h == 0).count() != usize::from(!heads.is_empty()) {
        return false;
    }
    // 0 not seen, 1 on the way, 2 known to reach the root
    let mut state = vec![0u8; heads.len()];
    for start in 0..heads.len() {
        let mut path = Vec::new();
        let mut at = start;
        loop {
            if state[at] == 2 {
                break;
            }
            if state[at] == 1 {
                return false;
            }
            state[at] = 1;
            path.push(at);
            match heads[at] {
                0 => break,
                h => at = h - 1,
            }
        }
        for p in path {
            state[p] = 2;
        }
    }
    true
}

/// The best arborescence from node 0; `weight[d][h]` is the gain of arc h -> d. Entry 0 of the result means nothing.
fn edmonds(weight: &[Vec<f32>]) -> Vec<usize> {
    let n = weight.len();
    let mut heads = vec![0; n];
    for d in 1..n {
        for h in 0..n {
            if h != d && weight[d][h] > weight[d][heads[d]] || heads[d] == d {
                heads[d] = h;
            }
        }
    }
    let Some(cycle) = cycle_in(&heads) else { return heads };
    let mut within = vec![false; n];
    for &c in &cycle {
        within[c] = true;
    }
    // Contract the cycle to one node, solve, and open it again where the best arc enters.
    let outside: Vec<usize> = (0..n).filter(|&v| !within[v]).collect();
    let c = outside.len();
    let gain: f32 = cycle.iter().map(|&d| weight[d][heads[d]]).sum();
    let mut small = vec![vec![f32::NEG_INFINITY; c + 1]; c + 1];
    let mut enters = vec![0; c + 1];
    let mut leaves = vec![0; c + 1];
    for (i, &u) in outside.iter().enumerate() {
        for (j, &v) in outside.iter().enumerate() {
            small[i][j] = weight[u][v];
        }
        for &d in &cycle {
            let into = gain + weight[d][u] - weight[d][heads[d]];
            if into > small[c][i] {
                (small[c][i], enters[i]) = (into, d);
            }
            if weight[u][d] > small[i][c] {
                (small[i][c], leaves[i]) = (weight[u][d], d);
            }
        }
    }
    let solved = edmonds(&small);
    for i in 1..c {
        heads[outside[i]] = if solved[i] == c { leaves[i] } else { outside[solved[i]] };
    }
    let from = solved[c];
    // A node that no arc could enter keeps its place in the cycle's order: it hangs on where the cycle is entered.
    let door = if small[c][from] > f32::NEG_INFINITY { enters[from] } else { cycle[0] };
    heads[door] = outside[from];
    heads
}

fn cycle_in(heads: &[usize]) -> Option<Vec<usize>> {
    let mut state = vec![0usize; heads.len()];
    for start in 1..heads.len() {
        let mut at = start;
        while at != 0 && state[at] == 0 {
            state[at] = start;
            at = heads[at];
        }
        if at != 0 && state[at] == start {
            let mut cycle = vec![at];
            let mut next = heads[at];
            while next != at {
                cycle.push(next);
                next = heads[next];
            }
            return Some(cycle);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn greedy_heads_that_form_a_tree_stay() {
        let table = [[5.0, 0.0, 0.0], [0.0, 5.0, 0.0]];
        assert_eq!(best_tree(2, &|d, h| table[d][h]), [0, 1]);
    }

    #[test]
    fn a_cycle_is_opened_where_it_costs_least() {
        // words 1 and 2 want each other; the root would rather have word 2
        let table = [[1.0, 0.0, 9.0], [2.0, 9.0, 0.0]];
        assert_eq!(best_tree(2, &|d, h| table[d][h]), [2, 0]);
    }

    fn all_trees(n: usize) -> Vec<Vec<usize>> {
        let mut out = vec![vec![]];
        for _ in 0..n {
            out = out.into_iter().flat_map(|t| (0..=n).map(move |h| [t.clone(), vec![h]].concat())).collect();
        }
        out.into_iter().filter(|t| is_tree(t) && t.iter().enumerate().all(|(d, &h)| h != d + 1)).collect()
    }

    proptest! {
        #[test]
        fn no_tree_scores_higher(raw in proptest::collection::vec(-50i32..50, 20)) {
            let at = |d: usize, h: usize| raw[d * 5 + h] as f32;
            let heads = best_tree(4, &at);
            prop_assert!(is_tree(&heads));
            let total = |t: &[usize]| t.iter().enumerate().map(|(d, &h)| at(d, h)).sum::<f32>();
            // the three likeliest roots of four are tried
            let mut roots: Vec<usize> = (0..4).collect();
            roots.sort_by(|&a, &b| at(b, 0).total_cmp(&at(a, 0)).then(a.cmp(&b)));
            let best = all_trees(4).into_iter().filter(|t| t[roots[3]] != 0).map(|t| total(&t)).fold(f32::MIN, f32::max);
            prop_assert!(total(&heads) >= best - 1e-3, "{} < {}", total(&heads), best);
        }

        #[test]
        fn always_a_tree(n in 1usize..12, raw in proptest::collection::vec(-9i32..9, 12 * 13)) {
            prop_assert!(is_tree(&best_tree(n, &|d, h| raw[d * 13 + h] as f32)));
        }
    }
}
