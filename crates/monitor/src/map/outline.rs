//! The outlines of countries, as `scripts/make-outlines` writes them.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::frame::turned;

static DEFLATED: &[u8] = include_bytes!("../../data/outlines.z");

/// Coasts and borders.
pub(super) struct Outlines {
    /// Lines of points, longitude before latitude, in degrees.
    pub(super) lines: Vec<Line>,
    pub(super) countries: Vec<Country>,
}

/// A stretch of coast, or of the border of two countries.
pub(super) struct Line {
    pub(super) points: Vec<(f64, f64)>,
    /// Whether there is a country on both sides.
    pub(super) border: bool,
}

/// A country.
pub(super) struct Country {
    pub(super) name: String,
    /// The rings around its parts, and around what lies within these and is not its own; each of lines, taken backwards where so marked.
    pub(super) rings: Vec<Vec<(usize, bool)>>,
}

impl Outlines {
    /// Those that the program holds; `None` where they are damaged.
    pub(super) fn bundled() -> Option<Self> {
        let mut bytes = Vec::new();
        ZlibDecoder::new(DEFLATED).read_to_end(&mut bytes).ok()?;
        Self::read(&bytes)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        let (east, north) = (bytes.float()?, bytes.float()?);
        let (west_end, south_end) = (bytes.float()?, bytes.float()?);
        let mut lines = Vec::new();
        for _ in 0..bytes.number()? {
            let (mut x, mut y) = (0_i64, 0_i64);
            let mut points = Vec::new();
            for _ in 0..bytes.number()? {
                x = x.checked_add(bytes.signed()?)?;
                y = y.checked_add(bytes.signed()?)?;
                points.push((west_end + east * x as f64, south_end + north * y as f64));
            }
            unwound(&mut points);
            lines.push(Line { points, border: false });
        }
        let mut used = vec![0_u8; lines.len()];
        let mut countries = Vec::new();
        for _ in 0..bytes.number()? {
            let length = usize::try_from(bytes.number()?).ok()?;
            let name = std::str::from_utf8(bytes.take(length)?).ok()?.to_owned();
            let mut rings = Vec::new();
            for _ in 0..bytes.number()? {
                let mut ring = Vec::new();
                for _ in 0..bytes.number()? {
                    let signed = bytes.signed()?;
                    let (line, backwards) = if signed < 0 { (!signed, true) } else { (signed, false) };
                    let line = usize::try_from(line).ok()?;
                    let uses = used.get_mut(line)?;
                    *uses = uses.saturating_add(1);
                    ring.push((line, backwards));
                }
                rings.push(ring);
            }
            countries.push(Country { name, rings });
        }
        for (line, uses) in lines.iter_mut().zip(used) {
            line.border = uses > 1;
        }
        Some(Self { lines, countries })
    }

    /// The points of a ring of a country, one after the other: beyond the date line longitudes go on past 180.
    pub(super) fn ring(&self, ring: &[(usize, bool)]) -> Vec<(f64, f64)> {
        let mut points: Vec<(f64, f64)> = Vec::new();
        for (line, backwards) in ring {
            let Some(line) = self.lines.get(*line) else { continue };
            if *backwards {
                points.extend(line.points.iter().rev());
            } else {
                points.extend(&line.points);
            }
        }
        // lines are unwound each for itself
        for point in &mut points {
            point.0 = turned(point.0);
        }
        unwound(&mut points);
        if let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) {
            // all around the earth: what it encloses reaches to the pole
            if (first.0 - last.0).abs() > 180.0 {
                let pole = 90_f64.copysign(first.1);
                points.extend([(last.0, pole), (first.0, pole)]);
            }
        }
        points
    }
}

/// Let longitudes go on past 180 where a line crosses the date line.
fn unwound(points: &mut [(f64, f64)]) {
    let mut turns = 0.0;
    let mut before = None;
    for point in points {
        if let Some(before) = before {
            let step: f64 = point.0 - before;
            if step.abs() > 180.0 {
                turns -= step.signum();
            }
        }
        before = Some(point.0);
        point.0 += turns * 360.0;
    }
}

/// What is left to read.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn float(&mut self) -> Option<f64> {
        Some(f64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = *self.take(1)?.first()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        let half = i64::try_from(number >> 1).ok()?;
        Some(if number & 1 == 0 { half } else { -half - 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_outlines_are_whole() {
        let outlines = Outlines::bundled().unwrap();
        assert_eq!(outlines.countries.len(), 241);
        let sudan = outlines.countries.iter().find(|c| c.name == "South Sudan").unwrap();
        let ring = outlines.ring(&sudan.rings[0]);
        assert_eq!(ring.first(), ring.last());
        assert!(ring.iter().all(|(lon, lat)| (23.0..37.0).contains(lon) && (3.0..13.0).contains(lat)));
    }

    #[test]
    fn no_ring_leaps_over_the_map() {
        let outlines = Outlines::bundled().unwrap();
        for country in &outlines.countries {
            for ring in &country.rings {
                let ring = outlines.ring(ring);
                // but for the one that is closed along the pole
                let leaps = |(a, b): (&(f64, f64), &(f64, f64))| (a.0 - b.0).abs() > 30.0 && a.1.abs() < 90.0;
                assert!(!ring.iter().zip(&ring[1..]).any(leaps), "{}", country.name);
            }
        }
    }

    #[test]
    fn damaged_outlines_are_none() {
        let mut bytes = Vec::new();
        ZlibDecoder::new(DEFLATED).read_to_end(&mut bytes).unwrap();
        assert!(Outlines::read(&bytes[..bytes.len() / 2]).is_none());
        assert!(Outlines::read(&[0xff; 64]).is_none());
    }
}
