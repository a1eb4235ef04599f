//! The marks of incidents: shapes by kind, larger and with a number where there are several.

use std::fmt::Write as _;

use super::Kind;
use super::label::{Type, write};
use crate::page::ink::Ink;

/// The kinds that a key names, in its order; `None` stands for several kinds at one mark.
pub(super) const KINDS: [Option<Kind>; 5] =
    [Some(Kind::Strike), Some(Kind::Shelling), Some(Kind::Clash), Some(Kind::Other), None];

/// What a key calls a mark.
pub(super) fn name(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Strike) => "strike from the air",
        Some(Kind::Shelling) => "shelling",
        Some(Kind::Clash) => "clash",
        Some(Kind::Other) => "other incident",
        None => "several kinds",
    }
}

/// How far a mark with this count reaches from its middle.
pub(super) fn radius(count: u64) -> f64 {
    match told(count).chars().count() {
        _ if count < 2 => 6.5,
        1 => 9.5,
        2 => 11.5,
        _ => 14.5,
    }
}

/// A count in at most four characters.
fn told(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        1_000..1_000_000 => format!("{}k", count / 1_000),
        1_000_000..1_000_000_000 => format!("{}M", count / 1_000_000),
        _ => format!("{}G", (count / 1_000_000_000).min(999)),
    }
}

/// Draw a mark of `kind` with its count at `at`.
pub(super) fn draw(svg: &mut String, kind: Option<Kind>, count: u64, (x, y): (f64, f64)) {
    let r = radius(count);
    let corners = |corners: &[(f64, f64)]| {
        let points: Vec<String> =
            corners.iter().map(|(across, down)| format!("{:.1},{:.1}", x + across * r, y + down * r)).collect();
        format!("<polygon points=\"{}\"", points.join(" "))
    };
    let shape = match kind {
        Some(Kind::Strike) => corners(&[(-1.35, -0.95), (1.35, -0.95), (0.0, 1.4)]),
        Some(Kind::Shelling) => corners(&[(-0.92, -0.92), (0.92, -0.92), (0.92, 0.92), (-0.92, 0.92)]),
        Some(Kind::Clash) => corners(&[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)]),
        Some(Kind::Other) => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r:.1}\""),
        None => corners(&[(-0.55, -1.0), (0.55, -1.0), (1.1, 0.0), (0.55, 1.0), (-0.55, 1.0), (-1.1, 0.0)]),
    };
    let (fill, edge) = (Ink::Measure, Ink::Paper);
    let _ = writeln!(
        svg,
        "{shape} class=\"fill-{} stroke-{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1.5\"/>",
        fill.name(),
        edge.name(),
        fill.light(),
        edge.light()
    );
    if count > 1 {
        // the middle of a triangle lies above that of its height
        let rise = if kind == Some(Kind::Strike) { r * 0.2 } else { 0.0 };
        let size = if count < 10 { 12.0 } else { 11.0 };
        write(svg, &told(count), (x, y - rise), "middle", Type { size, ink: Ink::Paper, heavy: true, ground: None });
    }
}
