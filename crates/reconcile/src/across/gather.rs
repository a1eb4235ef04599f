//! From pairs to incidents.
//!
//! Agglomerative clustering with average link: the two groups whose members are, on average, most likely one are joined first, so that a chain of
//! reports each like the next does not join what is unlike. A pair that nothing is known of counts as far apart ([`Linker::floor`]).
//!
//! Each join touches the neighbours of the two groups only: n versions and e edges take at most of the order of n² log n steps and room for e, a few
//! milliseconds for some hundreds of versions.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use serde::{Deserialize, Serialize};

use super::Linker;

/// A version's name: the same in whatever ledger and order the report was added.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// The report, by what does not hang on the order of arrival: its digest or its id.
    pub report: String,
    /// The incident's id in the report's reading.
    pub incident: String,
}

/// Two versions that were weighed, in either order.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// One of them.
    pub a: Key,
    /// The other.
    pub b: Key,
    /// How much speaks for their being one.
    pub log_odds: f64,
}

/// What analysts decided: pairs of versions that are one, and pairs that are not. Where the two contradict each other, what keeps apart holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Pairs that are one incident.
    pub must: Vec<(Key, Key)>,
    /// Pairs that are not.
    pub cannot: Vec<(Key, Key)>,
}

impl Linker {
    /// The groups of versions that are one incident each; groups and versions in the order of their keys.
    ///
    /// A function of the sets of versions, edges and decisions: neither order nor repetition makes a difference. Edges and decisions over versions that are
    /// not among `versions` are left out. A pair that analysts put together is not kept apart by being of one report.
    pub fn gather(&self, versions: &[Key], edges: &[Edge], decisions: &Decisions) -> Vec<Vec<Key>> {
        gather(versions, edges, decisions, self.weights.one, self.weights.floor)
    }
}

/// [`Linker::gather`]: `join` is the average of log odds from which groups are joined, `floor` that of pairs without an edge.
fn gather(versions: &[Key], edges: &[Edge], decisions: &Decisions, join: f64, floor: f64) -> Vec<Vec<Key>> {
    let keys: Vec<&Key> = versions.iter().collect::<BTreeSet<_>>().into_iter().collect();
    let at = |k: &Key| keys.binary_search(&k).ok();
    let mut groups = Groups::new(&keys, floor);
    for (a, b) in &decisions.cannot {
        if let (Some(a), Some(b)) = (at(a), at(b))
            && a != b
        {
            groups.cannot[a].insert(b);
            groups.cannot[b].insert(a);
        }
    }
    let known: BTreeMap<(usize, usize), f64> = edges
        .iter()
        .filter_map(|e| {
            let (a, b) = (at(&e.a)?, at(&e.b)?);
            (a != b).then_some(((a.min(b), a.max(b)), e.log_odds.max(floor)))
        })
        .fold(BTreeMap::new(), |mut all, (pair, odds)| {
            // a pair given twice counts once, by its greater odds
            all.entry(pair).and_modify(|o: &mut f64| *o = o.max(odds)).or_insert(odds);
            all
        });
    for (&(a, b), &odds) in &known {
        groups.near[a].insert(b, (odds, 1));
        groups.near[b].insert(a, (odds, 1));
    }
    let must: BTreeSet<(usize, usize)> =
        decisions.must.iter().filter_map(|(a, b)| Some((at(a)?, at(b)?))).map(|(a, b)| (a.min(b), a.max(b))).collect();
    for (a, b) in must {
        let (a, b) = (groups.find(a), groups.find(b));
        if a != b && !groups.kept_apart(a, b) {
            groups.join(a.min(b), a.max(b));
        }
    }
    groups.link(join);
    groups.into_members().into_iter().map(|g| g.into_iter().map(|n| keys[n].clone()).collect()).collect()
}

/// Groups under way. A group goes by the number of its first member.
struct Groups {
    floor: f64,
    members: Vec<Vec<usize>>,
    /// Reports that have a version in it.
    reports: Vec<BTreeSet<usize>>,
    /// Versions that analysts keep out of it.
    cannot: Vec<BTreeSet<usize>>,
    /// Groups with which it shares edges: their sum and number.
    near: Vec<BTreeMap<usize, (f64, usize)>>,
    /// Which group a version is in now.
    home: Vec<usize>,
}

/// Two groups that may be joined, and the average over their pairs when it was looked at.
#[derive(PartialEq)]
struct Candidate {
    mean: f64,
    pair: (usize, usize),
    sizes: (usize, usize),
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        // the greatest mean first, then the first keys
        self.mean
            .total_cmp(&other.mean)
            .then_with(|| other.pair.cmp(&self.pair))
            .then_with(|| self.sizes.cmp(&other.sizes))
    }
}

impl Groups {
    fn new(keys: &[&Key], floor: f64) -> Self {
        let mut report = 0;
        let mut reports = Vec::with_capacity(keys.len());
        for (n, k) in keys.iter().enumerate() {
            // keys are sorted, so that those of one report stand together
            if n > 0 && keys[n - 1].report != k.report {
                report = n;
            }
            reports.push(BTreeSet::from([report]));
        }
        Self {
            floor,
            members: (0..keys.len()).map(|n| vec![n]).collect(),
            reports,
            cannot: vec![BTreeSet::new(); keys.len()],
            near: vec![BTreeMap::new(); keys.len()],
            home: (0..keys.len()).collect(),
        }
    }

    fn find(&self, version: usize) -> usize {
        self.home[version]
    }

    /// Whether an analyst keeps two groups apart.
    fn kept_apart(&self, a: usize, b: usize) -> bool {
        // cannot-links are symmetric, so either side tells
        self.cannot[a].iter().any(|&v| self.home[v] == b)
    }

    /// Whether two groups hold incidents of one report.
    fn of_one_report(&self, a: usize, b: usize) -> bool {
        !self.reports[a].is_disjoint(&self.reports[b])
    }

    fn candidate(&self, a: usize, b: usize) -> Option<Candidate> {
        let &(sum, edges) = self.near[a].get(&b)?;
        let pairs = self.members[a].len() * self.members[b].len();
        let mean = (sum + self.floor * (pairs - edges) as f64) / pairs as f64;
        Some(Candidate { mean, pair: (a.min(b), a.max(b)), sizes: self.sizes(a.min(b), a.max(b)) })
    }

    fn sizes(&self, a: usize, b: usize) -> (usize, usize) {
        (self.members[a].len(), self.members[b].len())
    }

    /// Join while the average of two groups is at least `join`.
    fn link(&mut self, join: f64) {
        let mut heap = BinaryHeap::new();
        for a in 0..self.members.len() {
            let later = self.near[a].range(a + 1..).map(|(&b, _)| b);
            heap.extend(later.filter_map(|b| self.candidate(a, b)).filter(|c| c.mean >= join));
        }
        while let Some(c) = heap.pop() {
            let (a, b) = c.pair;
            // groups only grow: another size means that the candidate is out of date
            if self.sizes(a, b) != c.sizes || self.of_one_report(a, b) || self.kept_apart(a, b) {
                continue;
            }
            self.join(a, b);
            let near: Vec<usize> = self.near[a].keys().copied().collect();
            heap.extend(near.into_iter().filter_map(|n| self.candidate(a, n)).filter(|c| c.mean >= join));
        }
    }

    /// Put group `b` into group `a`, whose number is less.
    fn join(&mut self, a: usize, b: usize) {
        let members = std::mem::take(&mut self.members[b]);
        for &v in &members {
            self.home[v] = a;
        }
        self.members[a].extend(members);
        let reports = std::mem::take(&mut self.reports[b]);
        self.reports[a].extend(reports);
        let cannot = std::mem::take(&mut self.cannot[b]);
        self.cannot[a].extend(cannot);
        self.near[a].remove(&b);
        for (n, (sum, edges)) in std::mem::take(&mut self.near[b]) {
            self.near[n].remove(&b);
            if n != a {
                let own = self.near[a].entry(n).or_insert((0.0, 0));
                *own = (own.0 + sum, own.1 + edges);
                let own = *own;
                self.near[n].insert(a, own);
            }
        }
    }

    fn into_members(self) -> Vec<Vec<usize>> {
        let mut out: Vec<Vec<usize>> = self.members.into_iter().filter(|m| !m.is_empty()).collect();
        for group in &mut out {
            group.sort_unstable();
        }
        out.sort();
        out
    }
}
