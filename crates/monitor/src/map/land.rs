//! Land, coasts and borders on a map.

use std::fmt::Write as _;

use super::frame::{Frame, WIDTH};
use super::outline::{Line, Outlines};

/// How far over the edge is drawn: what lies beyond is cut off where the map ends.
const OVER: f64 = 12.0;
/// Points nearer to the last than this are not drawn.
const FINE: f64 = 0.8;
/// Rings no larger than this are not drawn.
const DOT: f64 = 1.2;
/// How often around the earth a map can show a place: east and west of the date line.
const TURNS: [f64; 5] = [-2.0, -1.0, 0.0, 1.0, 2.0];

/// The rings of a country on the map, cut at its edges.
pub(super) fn rings(outlines: &Outlines, country: usize, frame: &Frame) -> Vec<Vec<(f64, f64)>> {
    let mut rings = Vec::new();
    let Some(country) = outlines.countries.get(country) else { return rings };
    for ring in &country.rings {
        let ring = outlines.ring(ring);
        for turns in TURNS {
            let points: Vec<_> = ring.iter().map(|(lon, lat)| frame.place(*lon, *lat, turns)).collect();
            if is_outside(&points, frame) {
                continue;
            }
            let cut = thinned(&cut(points, frame));
            if cut.len() > 2 {
                rings.push(cut);
            }
        }
    }
    rings
}

/// The path of areas with these edges.
pub(super) fn area(rings: &[Vec<(f64, f64)>]) -> String {
    rings.iter().filter(|ring| !is_dot(ring)).fold(String::new(), |mut path, ring| {
        draw(&mut path, ring);
        path.push('z');
        path
    })
}

/// The paths of coasts and of borders.
pub(super) fn edges(outlines: &Outlines, frame: &Frame) -> (String, String) {
    let (mut coasts, mut borders) = (String::new(), String::new());
    for line in &outlines.lines {
        let path = if line.border { &mut borders } else { &mut coasts };
        for turns in TURNS {
            edge(path, line, frame, turns);
        }
    }
    (coasts, borders)
}

fn edge(path: &mut String, line: &Line, frame: &Frame, turns: f64) {
    let mut run: Vec<(f64, f64)> = Vec::new();
    for (a, b) in line.points.iter().zip(line.points.iter().skip(1)) {
        let (from, to) = (frame.place(a.0, a.1, turns), frame.place(b.0, b.1, turns));
        // an island may be cut at the date line, which is no coast
        let seam = a.0.abs() > 179.99 && b.0.abs() > 179.99 && (a.0 - b.0).abs() < 0.01;
        if seam || is_outside(&[from, to], frame) {
            draw(path, &thinned(&run));
            run.clear();
            continue;
        }
        if run.is_empty() {
            run.push(from);
        }
        run.push(to);
    }
    draw(path, &thinned(&run));
}

/// Add a line to a path: from its first point, each by its way from the one before, in tenths.
fn draw(path: &mut String, points: &[(f64, f64)]) {
    if points.len() < 2 || is_dot(points) {
        return;
    }
    let mut last = (0, 0);
    for (at, (x, y)) in points.iter().enumerate() {
        let here = ((x * 10.0).round() as i64, (y * 10.0).round() as i64);
        path.push(match at {
            0 => 'M',
            1 => 'l',
            _ => ' ',
        });
        let (across, down) = (here.0 - last.0, here.1 - last.1);
        let _ = write!(path, "{} {}", across as f64 / 10.0, down as f64 / 10.0);
        last = here;
    }
}

fn is_dot(points: &[(f64, f64)]) -> bool {
    let Some((x, y)) = points.first() else { return true };
    points.iter().all(|p| (p.0 - x).abs() < DOT && (p.1 - y).abs() < DOT)
}

/// The points without those that are too near to the last; the first and last stay.
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for (at, point) in points.iter().enumerate() {
        let far = kept.last().is_none_or(|last| (last.0 - point.0).hypot(last.1 - point.1) >= FINE);
        if far || at + 1 == points.len() {
            kept.push(*point);
        }
    }
    kept
}

/// Whether all points lie beyond one edge.
fn is_outside(points: &[(f64, f64)], frame: &Frame) -> bool {
    let beyond = |test: &dyn Fn(&(f64, f64)) -> bool| points.iter().all(test);
    beyond(&|p| p.0 < -OVER)
        || beyond(&|p| p.0 > WIDTH + OVER)
        || beyond(&|p| p.1 < -OVER)
        || beyond(&|p| p.1 > frame.height + OVER)
}

/// A ring cut at the edges of the map, one after the other.
fn cut(ring: Vec<(f64, f64)>, frame: &Frame) -> Vec<(f64, f64)> {
    let x_of = |p: &(f64, f64)| p.0;
    let y_of = |p: &(f64, f64)| p.1;
    let ring = cut_at(&ring, x_of, -OVER, 1.0);
    let ring = cut_at(&ring, x_of, WIDTH + OVER, -1.0);
    let ring = cut_at(&ring, y_of, -OVER, 1.0);
    cut_at(&ring, y_of, frame.height + OVER, -1.0)
}

/// What of a ring lies beyond `edge` on one axis: above it where `sign` is 1, below it where it is -1.
fn cut_at(ring: &[(f64, f64)], axis: impl Fn(&(f64, f64)) -> f64, edge: f64, sign: f64) -> Vec<(f64, f64)> {
    let inside = |p: &(f64, f64)| (axis(p) - edge) * sign >= 0.0;
    let mut kept = Vec::with_capacity(ring.len());
    let Some(mut from) = ring.last() else { return kept };
    for to in ring {
        if inside(from) != inside(to) {
            let part = (edge - axis(from)) / (axis(to) - axis(from));
            kept.push((from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part));
        }
        if inside(to) {
            kept.push(*to);
        }
        from = to;
    }
    kept
}

/// Where in a country on the map its name stands best, and how much room there is around: the point of a grid that is farthest from its edges.
pub(super) fn middle(rings: &[Vec<(f64, f64)>], frame: &Frame) -> Option<((f64, f64), f64)> {
    const STEPS: u32 = 24;
    let mut best: Option<((f64, f64), f64)> = None;
    let segments = || rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
    for row in 1..STEPS {
        let y = frame.height * f64::from(row) / f64::from(STEPS);
        for column in 1..STEPS {
            let x = WIDTH * f64::from(column) / f64::from(STEPS);
            let crossings = segments()
                .filter(|(a, b)| (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
                .count();
            if crossings % 2 == 0 {
                continue;
            }
            let edge = (x.min(WIDTH - x) / 2.0).min(y.min(frame.height - y));
            let room = segments().map(|(a, b)| distance((x, y), *a, *b)).fold(edge, f64::min);
            if best.is_none_or(|(_, most)| room > most) {
                best = Some(((x, y), room));
            }
        }
    }
    best
}

/// How far `at` is from the line from `a` to `b`. Names are wide: what is above or below is twice as far as what is at the side.
fn distance(at: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let halved = |p: (f64, f64)| (p.0 / 2.0, p.1);
    let (at, a, b) = (halved(at), halved(a), halved(b));
    let (across, down) = (b.0 - a.0, b.1 - a.1);
    let length = across * across + down * down;
    let part =
        if length > 0.0 { (((at.0 - a.0) * across + (at.1 - a.1) * down) / length).clamp(0.0, 1.0) } else { 0.0 };
    (a.0 + across * part - at.0).hypot(a.1 + down * part - at.1)
}
