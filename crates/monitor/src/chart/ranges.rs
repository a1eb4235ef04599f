//! Tolls as ranges: from the lowest to the highest figure that a source gives.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::canvas::{Area, Drawn, WIDTH, colour, drawn, marks, shortened, words};
use crate::page::ink::Ink;

/// A toll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// What it is the toll of.
    pub label: String,
    /// The lowest figure, where one is given.
    pub low: Option<u32>,
    /// The highest, where there is an upper bound.
    pub high: Option<u32>,
}

/// More rows than this do not go on a page.
const MOST_ROWS: usize = 30;
/// The most characters of a label.
const LABEL: usize = 34;
/// The height of a row.
const ROW: u32 = 26;
/// The height of the scale above the rows, and of the line beneath.
const SCALE: u32 = 26;
/// The room for a figure in words.
const FIGURE: i32 = 190;
/// How long an arrow is that says "or more".
const ARROW: i32 = 46;

/// A chart of `rows`, called `title`: a bar from the lowest to the highest figure, an arrow where there is no upper bound. Of more than
/// thirty rows the first are drawn, and the chart says how many are left out.
pub fn ranges(rows: &[Range], title: &str) -> String {
    let shown = rows.get(..MOST_ROWS).unwrap_or(rows);
    let left_out = rows.len() - shown.len();
    let height = SCALE * 2 + ROW * u32::try_from(shown.len().max(1)).unwrap_or(1);
    drawn(title, height, |root| draw(root, shown, left_out, height as i32))
}

fn draw(root: &Area<'_>, rows: &[Range], left_out: usize, height: i32) -> Drawn {
    if rows.is_empty() {
        let style = words(Ink::Soft, HPos::Left, VPos::Center);
        return root.draw(&Text::new("No figures in this period.", (0, height / 2), style));
    }
    let most = rows.iter().flat_map(|row| [row.low, row.high]).flatten().max().unwrap_or_default();
    let marks = marks(u64::from(most), 5);
    let end = marks.last().copied().unwrap_or(1.0);
    let longest = rows.iter().map(|row| shortened(&row.label, LABEL).chars().count()).max().unwrap_or_default();
    let left = longest as i32 * 7 + 16;
    let (top, bottom) = (SCALE as i32, height - SCALE as i32);
    let right = WIDTH as i32 - FIGURE;
    let x = |figure: u32| left + (f64::from(figure) / end * f64::from(right - left)).round() as i32;

    for mark in &marks {
        let at = left + (mark / end * f64::from(right - left)).round() as i32;
        root.draw(&PathElement::new([(at, top), (at, bottom)], colour(Ink::Guide)))?;
        root.draw(&Text::new(format!("{mark:.0}"), (at, top - 6), words(Ink::Soft, HPos::Center, VPos::Bottom)))?;
    }
    for (at, row) in rows.iter().enumerate() {
        let middle = top + at as i32 * ROW as i32 + ROW as i32 / 2;
        let label = shortened(&row.label, LABEL).into_owned();
        root.draw(&Text::new(label, (left - 12, middle), words(Ink::Words, HPos::Right, VPos::Center)))?;
        let beyond = bar(root, row, middle, &x)?;
        let shade = if row.low.or(row.high).is_none() { Ink::Soft } else { Ink::Words };
        root.draw(&Text::new(figure(row), (beyond + 8, middle), words(shade, HPos::Left, VPos::Center)))?;
    }
    let mut key = "Bar: from the lowest to the highest figure. Dot: one figure. Arrow: no upper bound.".to_owned();
    if left_out > 0 {
        key = format!("{left_out} more not shown. {key}");
    }
    root.draw(&Text::new(key, (0, height - 4), words(Ink::Soft, HPos::Left, VPos::Bottom)))
}

/// Draw a row's bar and return where it ends.
fn bar(
    root: &Area<'_>,
    row: &Range,
    middle: i32,
    x: &impl Fn(u32) -> i32,
) -> Result<i32, DrawingAreaErrorKind<std::io::Error>> {
    let ink = colour(Ink::Measure);
    let cap = |at: i32| Rectangle::new([(at - 1, middle - 7), (at + 1, middle + 7)], ink.filled());
    let (from, to) = match (row.low, row.high) {
        (None, None) => return Ok(x(0)),
        (Some(low), Some(high)) if low == high => {
            root.draw(&Circle::new((x(low), middle), 5, ink.filled()))?;
            return Ok(x(low) + 5);
        }
        (Some(low), Some(high)) => (x(low.min(high)), x(low.max(high))),
        (None, Some(high)) => (x(0), x(high)),
        (Some(low), None) => (x(low), x(low) + ARROW),
    };
    let shaft = if row.high.is_none() { to - 9 } else { to };
    root.draw(&Rectangle::new([(from, middle - 3), (shaft, middle + 3)], ink.filled()))?;
    if row.low.is_some() {
        root.draw(&cap(from))?;
    }
    if row.high.is_some() {
        root.draw(&cap(to))?;
    } else {
        root.draw(&Polygon::new([(shaft, middle - 8), (to, middle), (shaft, middle + 8)], ink.filled()))?;
    }
    Ok(to)
}

/// The figure in words.
fn figure(row: &Range) -> String {
    match (row.low, row.high) {
        (None, None) => "no figure".to_owned(),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("up to {high}"),
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{} to {}", low.min(high), low.max(high)),
    }
}
