//! What the charts share: their size, type, colours and scales.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use plotters::coord::Shift;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, ValueFormatter};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::page::clean;
use crate::page::ink::Ink;

/// How wide a drawing is, in units of which 100 take about 24 mm on a page of A4.
pub(super) const WIDTH: u32 = 720;
/// The size of words: about 8.6 points on that page. The library writes them smaller by the second factor.
pub(super) const TYPE: f64 = 12.5 * 1.24;

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
/// What drawing comes to. Writing to memory does not fail.
pub(super) type Drawn = Result<(), DrawingAreaErrorKind<io::Error>>;

/// An SVG of `height` units, called `title`, of what `draw` draws.
pub(super) fn drawn(title: &str, height: u32, draw: impl FnOnce(&Area<'_>) -> Drawn) -> String {
    let mut svg = String::new();
    let whole = {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        draw(&root).and_then(|()| root.present())
    };
    // half a chart tells a falsehood: rather none, and the words that stand for it
    if whole.is_ok() { named(&with_classes(svg), title) } else { String::new() }
}

/// The same with classes for its colours, so that a page's style has the last word on them. The colours stay for where there is no style.
fn with_classes(svg: String) -> String {
    Ink::ALL.iter().fold(svg, |svg, ink| {
        let (name, colour) = (ink.name(), ink.light());
        svg.replace(&format!("fill=\"{colour}\""), &format!("class=\"fill-{name}\" fill=\"{colour}\""))
            .replace(&format!("stroke=\"{colour}\""), &format!("class=\"stroke-{name}\" stroke=\"{colour}\""))
    })
}

fn named(svg: &str, title: &str) -> String {
    let Some((root, rest)) = svg.split_once('\n') else { return String::new() };
    format!("{root}\n<title>{}</title>\n{rest}", quick_xml::escape::escape(clean(title)))
}

pub(super) fn colour(ink: Ink) -> RGBColor {
    let [red, green, blue] = ink.rgb();
    RGBColor(red, green, blue)
}

/// How words are set that stand at a point to their `across` and `down`.
pub(super) fn words<'a>(ink: Ink, across: HPos, down: VPos) -> TextStyle<'a> {
    ("sans-serif", TYPE).into_font().color(&colour(ink)).pos(Pos::new(across, down))
}

/// Where a scale from 0 has its marks, so that it holds `most`: up to about `count` of them, all whole numbers.
pub(super) fn marks(most: u64, count: u64) -> Vec<f64> {
    let least = most.div_ceil(count.max(1)).max(1);
    let mut step = 1_u64;
    let mut factors = [2, 5, 10].iter().cycle();
    let mut power = 1_u64;
    while step < least {
        let factor = factors.next().copied().unwrap_or(10);
        step = power.saturating_mul(factor);
        if factor == 10 {
            power = step;
        }
        if step == u64::MAX {
            break;
        }
    }
    (0..=most.max(1).div_ceil(step)).map(|n| n.saturating_mul(step) as f64).collect()
}

/// An axis from 0 with names at its marks.
pub(super) struct Scale {
    /// Where it ends.
    pub(super) end: f64,
    /// Its marks and what is written at them.
    pub(super) marks: Vec<(f64, String)>,
}

impl Ranged for Scale {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        limit.0 + (value / self.end * f64::from(limit.1 - limit.0)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.marks.iter().map(|(mark, _)| *mark).collect()
    }

    fn range(&self) -> Range<f64> {
        0.0..self.end
    }
}

impl ValueFormatter<f64> for Scale {
    fn format_ext(&self, value: &f64) -> String {
        self.marks.iter().find(|(mark, _)| mark == value).map(|(_, name)| name.clone()).unwrap_or_default()
    }
}

/// `label` in at most `length` characters.
pub(super) fn shortened(label: &str, length: usize) -> Cow<'_, str> {
    let cleaned = clean(label);
    match cleaned.char_indices().nth(length) {
        None => cleaned,
        Some(_) => {
            let kept: String = cleaned.chars().take(length.saturating_sub(1)).collect();
            Cow::Owned(format!("{}…", kept.trim_end()))
        }
    }
}
