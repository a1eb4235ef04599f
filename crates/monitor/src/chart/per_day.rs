//! Incidents day by day, and beneath them how many reports there were: where no report came in, silence says nothing.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::canvas::{Area, Drawn, Scale, TYPE, WIDTH, colour, drawn, marks, shortened, words};
use crate::page::ink::Ink;

/// What is known of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// How many incidents are reported of it.
    pub incidents: u32,
    /// How many reports of that day there are.
    pub reports: u32,
}

/// More bars than this are too thin to be told apart: days are joined to weeks.
const MOST_BARS: i64 = 100;
/// Up to so many bars have room for their numbers.
const MOST_NUMBERS: usize = 31;
/// About so many days are named below the bars.
const NAMES: usize = 8;
const HEIGHT: u32 = 330;
/// Of the height: the bars of incidents, with their heading.
const INCIDENTS: u32 = 200;

/// A chart of `days`, called `title`: bars of incidents, and bars of reports beneath. A day that is not among them has neither. Over a
/// hundred days are joined to weeks, and the chart says so.
pub fn per_day(days: &[Day], title: &str) -> String {
    let shown = Shown::new(days);
    drawn(title, HEIGHT, |root| shown.draw(root))
}

/// What is shown: one bar a day or week.
struct Shown {
    /// The days, or the first days of the weeks, with how many units after the first they are.
    bars: Vec<(u32, Date, u64, u64)>,
    /// How many units there are from the first to the last.
    units: u32,
    weeks: bool,
}

impl Shown {
    fn new(days: &[Day]) -> Self {
        let first = days.iter().map(|d| d.day).min();
        let last = days.iter().map(|d| d.day).max();
        let (Some(first), Some(last)) = (first, last) else {
            return Self { bars: Vec::new(), units: 0, weeks: false };
        };
        let weeks = between(first, last) >= MOST_BARS;
        let start = if weeks { monday(first) } else { first };
        let unit = if weeks { 7 } else { 1 };
        let mut bars = BTreeMap::new();
        for day in days {
            let at = u32::try_from(between(start, day.day) / unit).unwrap_or_default();
            let begins = if weeks { monday(day.day) } else { day.day };
            let (_, incidents, reports) = bars.entry(at).or_insert((begins, 0_u64, 0_u64));
            *incidents += u64::from(day.incidents);
            *reports += u64::from(day.reports);
        }
        let units = u32::try_from(between(start, last) / unit + 1).unwrap_or(1);
        let bars =
            bars.into_iter().map(|(at, (begins, incidents, reports))| (at, begins, incidents, reports)).collect();
        Self { bars, units, weeks }
    }

    fn draw(&self, root: &Area<'_>) -> Drawn {
        if self.bars.is_empty() {
            let style = words(Ink::Soft, HPos::Left, VPos::Center);
            return root.draw(&Text::new("No days in this period.", (0, HEIGHT as i32 / 2), style));
        }
        let (upper, lower) = root.split_vertically(INCIDENTS);
        let unit = if self.weeks { "week" } else { "day" };
        let most = |of: fn(&(u32, Date, u64, u64)) -> u64| self.bars.iter().map(of).max().unwrap_or_default();
        let (incidents, reports) = (marks(most(|b| b.2), 4), marks(most(|b| b.3), 2));
        let scale = |marks: &[f64]| marks.last().map_or(1, |most| most.to_string().len()) as u32 * 8 + 14;
        // one width for both, so that a day stands above itself
        let left = scale(&incidents).max(scale(&reports));
        let heading = |area: &Area<'_>, says: &str| {
            area.draw(&Text::new(says.to_owned(), (0, 4), words(Ink::Words, HPos::Left, VPos::Top)))
        };
        heading(&upper, &format!("Incidents a {unit}"))?;
        heading(&lower, &format!("Reports a {unit}"))?;
        if self.weeks {
            let says = "Days are joined to weeks, which begin on Monday.";
            let style = words(Ink::Soft, HPos::Right, VPos::Top);
            upper.draw(&Text::new(says, (WIDTH as i32 - 8, 4), style))?;
        }
        self.bars(&upper, left, &incidents, Ink::Measure, |b| b.2, false)?;
        self.bars(&lower, left, &reports, Ink::Beside, |b| b.3, true)
    }

    fn bars(
        &self,
        area: &Area<'_>,
        left: u32,
        marks: &[f64],
        ink: Ink,
        of: fn(&(u32, Date, u64, u64)) -> u64,
        named: bool,
    ) -> Drawn {
        let most = marks.last().copied().unwrap_or(1.0);
        let at = |n: u32| f64::from(n) + 0.5;
        let names = self.named().into_iter().map(|(n, name)| (at(n), name)).collect();
        let across = Scale { end: f64::from(self.units), marks: names };
        let down = Scale { end: most, marks: marks.iter().map(|mark| (*mark, format!("{mark:.0}"))).collect() };
        let mut chart = ChartBuilder::on(area)
            .margin_top(40)
            .margin_right(8)
            .set_label_area_size(LabelAreaPosition::Left, left)
            .set_label_area_size(LabelAreaPosition::Bottom, if named { 26 } else { 6 })
            .build_cartesian_2d(across, down)?;
        let mut mesh = chart.configure_mesh();
        mesh.disable_x_mesh()
            .axis_style(colour(Ink::Guide))
            .bold_line_style(colour(Ink::Guide))
            .light_line_style(TRANSPARENT)
            .label_style(("sans-serif", TYPE).into_font().color(&colour(Ink::Soft)));
        if !named {
            mesh.disable_x_axis();
        }
        mesh.draw()?;
        let gap = if self.units > 60 { 0.08 } else { 0.18 };
        for bar in self.bars.iter().filter(|bar| of(bar) > 0) {
            let (from, to) = (f64::from(bar.0) + gap, f64::from(bar.0 + 1) - gap);
            chart.draw_series([Rectangle::new([(from, of(bar) as f64), (to, 0.0)], colour(ink).filled())])?;
        }
        if self.units as usize <= MOST_NUMBERS && most < 1e4 {
            for bar in &self.bars {
                // a nought is shown too: it is not the same as nothing known
                let shade = if of(bar) == 0 { Ink::Soft } else { Ink::Words };
                let number = Text::new(of(bar).to_string(), (0, -2), words(shade, HPos::Center, VPos::Bottom));
                chart.draw_series([EmptyElement::at((at(bar.0), of(bar) as f64)) + number])?;
            }
        }
        Ok(())
    }

    /// The bars that are named, and how.
    fn named(&self) -> Vec<(u32, String)> {
        let years = self.bars.first().map(|b| b.1.year()) != self.bars.last().map(|b| b.1.year());
        let every = self.bars.len().div_ceil(if years { NAMES - 2 } else { NAMES }).max(1);
        let format = if years { "%-d %b %Y" } else { "%-d %b" };
        let name = |day: Date| shortened(&day.strftime(format).to_string(), 20).into_owned();
        self.bars.iter().step_by(every).map(|bar| (bar.0, name(bar.1))).collect()
    }
}

/// How many days `last` is after `first`.
fn between(first: Date, last: Date) -> i64 {
    first.until(last).map_or(0, |span| i64::from(span.get_days()))
}

/// The Monday of the week that `day` is in, or the first day that there is.
fn monday(day: Date) -> Date {
    day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(Date::MIN)
}
