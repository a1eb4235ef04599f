//! Points that would lie over each other are joined: one mark with their count.

use std::collections::BTreeMap;

use super::frame::Frame;
use super::{Kind, Point};

/// Incidents that are drawn as one mark.
pub(super) struct Joined<'p> {
    /// Where it stands: at the place with the most of them.
    pub(super) at: (f64, f64),
    pub(super) count: u64,
    /// What they are, where all are of one kind.
    pub(super) kind: Option<Kind>,
    /// What the place with the most of them is called, of those with a name.
    pub(super) label: Option<&'p str>,
}

/// Marks nearer than this to each other are joined.
const NEAR: f64 = 26.0;

/// Join points that lie over each other; the most frequent come first.
pub(super) fn joined<'p>(points: &'p [Point], frame: &Frame) -> Vec<Joined<'p>> {
    let mut order: Vec<&Point> = points.iter().collect();
    order.sort_by(|a, b| {
        let place = |p: &Point| (p.lat, p.lon);
        let ((a_lat, a_lon), (b_lat, b_lon)) = (place(a), place(b));
        b.count
            .cmp(&a.count)
            .then(b_lat.total_cmp(&a_lat))
            .then(a_lon.total_cmp(&b_lon))
            .then(a.kind.cmp(&b.kind))
            .then(a.label.cmp(&b.label))
    });
    let mut marks: Vec<Joined<'p>> = Vec::new();
    // marks by the square of the map that they are in: only neighbouring squares can hold one that is near
    let mut squares: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for point in order {
        let at = frame.nearest(point.lon, point.lat);
        let square = ((at.0 / NEAR).floor() as i64, (at.1 / NEAR).floor() as i64);
        let near = (-1..=1)
            .flat_map(|x| (-1..=1).map(move |y| (square.0 + x, square.1 + y)))
            .filter_map(|square| squares.get(&square))
            .flatten()
            .filter_map(|n| Some((*n, distance(marks.get(*n)?.at, at))))
            .filter(|(_, distance)| *distance < NEAR)
            .min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        match near.and_then(|(n, _)| marks.get_mut(n)) {
            Some(mark) => {
                mark.count += u64::from(point.count);
                mark.kind = mark.kind.filter(|kind| *kind == point.kind);
                mark.label = mark.label.or(point.label.as_deref());
            }
            None => {
                squares.entry(square).or_default().push(marks.len());
                let count = u64::from(point.count);
                marks.push(Joined { at, count, kind: Some(point.kind), label: point.label.as_deref() });
            }
        }
    }
    marks
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}
