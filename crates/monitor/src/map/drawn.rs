//! From points to a map.

use std::fmt::Write as _;

use super::frame::{Frame, Grid, WIDTH};
use super::joined::{Joined, joined};
use super::label::{Labels, Part, Side, Type, width, write};
use super::outline::Outlines;
use super::{City, Point, land, mark};
use crate::page::clean;
use crate::page::ink::Ink;

/// The most cities that are named.
const CITIES: usize = 12;
/// The most characters of a name.
const NAME: usize = 32;
/// The height of the key beneath the map, and of a line of it.
const KEY: (f64, f64) = (12.0, 20.0);
/// The type of most words.
const SIZE: f64 = 12.0;
/// Where words may stand to a mark, best first.
const SIDES: [Side; 4] = [Side::Right, Side::Left, Side::Above, Side::Below];

/// A map of `points`, called `title`, with the largest of `cities` that lie on it. Points that are not on the earth are left out; `None`
/// where there is none to draw.
pub fn points(points: &[Point], cities: &[City], title: &str) -> Option<String> {
    let points: Vec<Point> = points.iter().filter(|p| p.count > 0).filter_map(on_earth).collect();
    let frame = Frame::around(&points)?;
    let outlines = Outlines::bundled()?;
    let marks = joined(&points, &frame);
    let mut labels = Labels::new(Part(3.0, 3.0, WIDTH - 3.0, frame.height - 3.0));
    for mark in &marks {
        let reach = mark::radius(mark.count) * 1.2;
        labels.take(Part(mark.at.0 - reach, mark.at.1 - reach, mark.at.0 + reach, mark.at.1 + reach));
    }

    let mut over = String::new();
    scale_bar(&mut over, &frame, &mut labels);
    let mut lines = String::new();
    grid(&mut lines, &mut over, &frame, &mut labels);
    for mark in &marks {
        mark::draw(&mut over, mark.kind, mark.count, mark.at);
    }
    for mark in &marks {
        let set = Type { size: SIZE, ink: Ink::Words, heavy: true, ground: Some(Ink::Land) };
        if let Some(label) = mark.label.filter(|label| !label.trim().is_empty()) {
            labels.beside(&mut over, &short(label), mark.at, mark::radius(mark.count) * 1.2 + 3.0, &SIDES, set);
        }
    }
    let mut under = String::new();
    name_cities(&mut under, cities, &frame, &mut labels);
    // a country's name in an area would seem to be the area's
    for ((x, y), (across, down)) in points.iter().map(|p| (frame.nearest(p.lon, p.lat), frame.reach(p.km, p.lat))) {
        if down < frame.height / 4.0 {
            labels.take(Part(x - across, y - down, x + across, y + down));
        }
    }
    let land = countries(&mut under, &outlines, &frame, &mut labels);
    let (coasts, borders) = land::edges(&outlines, &frame);

    let (key, key_height) = key(&marks, &points, &frame);
    let (height, whole) = (frame.height, frame.height + key_height);
    let mut svg = format!(
        "<svg width=\"{WIDTH}\" height=\"{whole}\" viewBox=\"0 0 {WIDTH} {whole}\" xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\">\n<title>{}</title>\n",
        quick_xml::escape::escape(clean(title))
    );
    // what lies beyond the map's edge is cut off by this inner sheet
    let _ = writeln!(svg, "<svg width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\">");
    let _ = writeln!(svg, "<rect width=\"{WIDTH}\" height=\"{height}\" {}/>", fill(Ink::Water));
    let _ = writeln!(svg, "<path d=\"{land}\" fill-rule=\"evenodd\" {}/>", fill(Ink::Land));
    let _ = writeln!(svg, "<g {} stroke-width=\"0.6\">\n{lines}</g>", stroke(Ink::Guide));
    let _ = writeln!(svg, "<path d=\"{coasts}\" {} stroke-width=\"0.7\"/>", stroke(Ink::Border));
    let _ = writeln!(
        svg,
        "<path d=\"{borders}\" {} stroke-width=\"1.1\" stroke-dasharray=\"6 2 1.5 2\"/>",
        stroke(Ink::Border)
    );
    areas(&mut svg, &points, &frame);
    svg.push_str(&under);
    svg.push_str(&over);
    let _ = writeln!(
        svg,
        "<rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" {}/>",
        WIDTH - 1.0,
        height - 1.0,
        stroke(Ink::Border)
    );
    svg.push_str("</svg>\n");
    svg.push_str(&key);
    svg.push_str("</svg>\n");
    Some(svg)
}

/// A point with coordinates on the earth and an uncertainty that is no more than half around it.
fn on_earth(point: &Point) -> Option<Point> {
    let fits = point.lat.abs() <= 90.0 && point.lon.abs() <= 180.0;
    let km = if point.km.is_finite() { point.km.clamp(0.0, 20_000.0) } else { 0.0 };
    fits.then(|| Point { km, ..point.clone() })
}

fn fill(ink: Ink) -> String {
    format!("class=\"fill-{}\" fill=\"{}\"", ink.name(), ink.light())
}

fn stroke(ink: Ink) -> String {
    format!("class=\"stroke-{}\" stroke=\"{}\" fill=\"none\"", ink.name(), ink.light())
}

/// A name that is not too long to stand on a map.
fn short(name: &str) -> String {
    let name = clean(name);
    match name.char_indices().nth(NAME) {
        None => name.into_owned(),
        Some(_) => format!("{}…", name.chars().take(NAME - 1).collect::<String>().trim_end()),
    }
}

/// The areas that incidents lie within, where these are wider than a mark.
fn areas(svg: &mut String, points: &[Point], frame: &Frame) {
    let mut shapes: Vec<String> = points
        .iter()
        .filter_map(|point| {
            let (x, y) = frame.nearest(point.lon, point.lat);
            let (across, down) = frame.reach(point.km, point.lat);
            let shape = || format!("<ellipse cx=\"{x:.1}\" cy=\"{y:.1}\" rx=\"{across:.1}\" ry=\"{down:.1}\"/>\n");
            (down > mark::radius(u64::from(point.count))).then(shape)
        })
        .collect();
    shapes.sort();
    shapes.dedup();
    let shapes = shapes.concat();
    if !shapes.is_empty() {
        // one opacity for all, so that areas that lie over each other do not look surer
        let _ = writeln!(svg, "<g {} opacity=\"0.16\">\n{shapes}</g>", fill(Ink::Measure));
        let _ = writeln!(svg, "<g {} stroke-width=\"1\" stroke-dasharray=\"3 3\">\n{shapes}</g>", stroke(Ink::Measure));
    }
}

/// The land's path, with the names of countries where there is room.
fn countries(svg: &mut String, outlines: &Outlines, frame: &Frame, labels: &mut Labels) -> String {
    let mut land = String::new();
    let mut named = Vec::new();
    for (at, country) in outlines.countries.iter().enumerate() {
        let rings = land::rings(outlines, at, frame);
        if rings.is_empty() {
            continue;
        }
        land.push_str(&land::area(&rings));
        if let Some((middle, room)) = land::middle(&rings, frame) {
            named.push((room, country.name.as_str(), middle));
        }
    }
    named.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    for (room, name, middle) in named {
        let name = name.to_uppercase();
        if width(&name, 11.0) / 4.0 < room * 1.6 {
            let set = Type { size: 11.0, ink: Ink::Soft, heavy: false, ground: Some(Ink::Land) };
            // where the best place is taken, one near it that is still well within the country
            let ways = [0.0, -24.0, 24.0, -48.0, 48.0, -96.0, 96.0];
            let near = ways.into_iter().flat_map(|across| ways.into_iter().map(move |down| (across * 2.0, down)));
            for (across, down) in near.filter(|(across, down): &(f64, f64)| across.abs() / 2.0 + down.abs() < room) {
                if labels.over(svg, &name, (middle.0 + across, middle.1 + down), set) {
                    break;
                }
            }
        }
    }
    land
}

fn name_cities(svg: &mut String, cities: &[City], frame: &Frame, labels: &mut Labels) {
    let mut shown: Vec<(&City, (f64, f64))> = cities
        .iter()
        .filter(|city| city.lat.abs() <= 90.0 && city.lon.abs() <= 180.0)
        .map(|city| (city, frame.nearest(city.lon, city.lat)))
        .filter(|(_, (x, y))| (0.0..=WIDTH).contains(x) && (0.0..=frame.height).contains(y))
        .collect();
    shown.sort_by(|a, b| b.0.population.total_cmp(&a.0.population).then(a.0.name.cmp(&b.0.name)));
    let mut named = 0;
    for (city, at) in shown {
        let set = Type { size: 11.5, ink: Ink::Words, heavy: false, ground: Some(Ink::Land) };
        if named < CITIES && labels.beside(svg, &short(&city.name), at, 5.0, &SIDES, set) {
            named += 1;
            let (x, y) = at;
            let (fill, edge) = (Ink::Paper, Ink::Words);
            let _ = writeln!(
                svg,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.4\" class=\"fill-{} stroke-{}\" fill=\"{}\" stroke=\"{}\"/>",
                fill.name(),
                edge.name(),
                fill.light(),
                edge.light()
            );
        }
    }
}

/// Lines of longitude and latitude, named at the left and the bottom.
fn grid(lines: &mut String, words: &mut String, frame: &Frame, labels: &mut Labels) {
    let set = Type { size: 10.5, ink: Ink::Soft, heavy: false, ground: None };
    let Grid { lons, lats } = frame.lines();
    for (lat, y) in lats {
        let _ = writeln!(lines, "<path d=\"M0 {y:.1}H{WIDTH}\"/>");
        labels.beside(words, &degrees(lat, "N", "S"), (0.0, y), 5.0, &[Side::Right], set);
    }
    for (lon, x) in lons {
        let _ = writeln!(lines, "<path d=\"M{x:.1} 0V{}\"/>", frame.height);
        labels.beside(words, &degrees(lon, "E", "W"), (x, frame.height), 6.0, &[Side::Above], set);
    }
}

/// Degrees as they are written: 36.5° N.
fn degrees(degrees: f64, above: &str, below: &str) -> String {
    let tenths = (degrees * 10.0).round();
    let side = if tenths == 0.0 || tenths.abs() == 1800.0 && above == "E" {
        String::new()
    } else {
        format!(" {}", if tenths > 0.0 { above } else { below })
    };
    format!("{}°{side}", tenths.abs() / 10.0)
}

fn scale_bar(svg: &mut String, frame: &Frame, labels: &mut Labels) {
    let longest = frame.km() * 150.0;
    let ten = 10_f64.powf(longest.log10().floor());
    let km = [5.0, 2.0].into_iter().map(|n| n * ten).find(|km| *km <= longest).unwrap_or(ten);
    let long = km / frame.km();
    let (right, y) = (WIDTH - 14.0, frame.height - 28.0);
    let left = right - long;
    // far from its middle, a map of half the world has another scale
    let words = if frame.degrees_high() > 15.0 { format!("{km} km at the middle") } else { format!("{km} km") };
    let wide = width(&words, SIZE).max(long);
    labels.take(Part(right - wide - 6.0, y - 24.0, WIDTH, y + 8.0));
    let set = Type { size: SIZE, ink: Ink::Words, heavy: false, ground: Some(Ink::Land) };
    write(svg, &words, (right, y - 12.0), "end", set);
    let _ = writeln!(
        svg,
        "<path d=\"M{left:.1} {:.1}V{y:.1}H{right:.1}V{:.1}\" {} stroke-width=\"1.5\"/>",
        y - 5.0,
        y - 5.0,
        stroke(Ink::Words)
    );
}

/// What the marks mean, in lines beneath the map, and how high these are.
fn key(marks: &[Joined<'_>], points: &[Point], frame: &Frame) -> (String, f64) {
    let mut svg = String::new();
    let set = Type { size: SIZE, ink: Ink::Words, heavy: false, ground: None };
    let (mut x, mut y) = (8.0, frame.height + KEY.0 + KEY.1 / 2.0);
    for kind in mark::KINDS.into_iter().filter(|kind| marks.iter().any(|mark| mark.kind == *kind)) {
        mark::draw(&mut svg, kind, 1, (x, y));
        write(&mut svg, mark::name(kind), (x + 14.0, y), "start", set);
        x += width(mark::name(kind), SIZE) + 40.0;
    }
    let is_area = |p: &Point| frame.reach(p.km, p.lat).1 > mark::radius(u64::from(p.count));
    let mut says = Vec::new();
    if marks.iter().any(|mark| mark.count > 1) {
        says.push("Number: how many incidents.");
    }
    if points.iter().any(is_area) {
        says.push("Shaded: the incident lies somewhere within.");
    }
    let soft = Type { ink: Ink::Soft, ..set };
    for line in
        [says.join(" "), "Borders: Natural Earth. They take no position on the status of any territory.".to_owned()]
    {
        if !line.is_empty() {
            y += KEY.1;
            write(&mut svg, &line, (0.0, y), "start", soft);
        }
    }
    (svg, y + KEY.1 / 2.0 - frame.height)
}
