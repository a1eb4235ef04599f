//! The part of the earth that a map shows. Degrees are drawn as they are, those of longitude narrowed by the cosine of the middle latitude:
//! true in shape at the middle of a map of a country.

use super::Point;

/// How wide a map is, in units of which 100 take about 24 mm on a page of A4.
pub(super) const WIDTH: f64 = 720.0;
/// The least and greatest height.
const HEIGHTS: (f64, f64) = (400.0, 560.0);
/// How much room is left around the points on each side.
const ROOM: f64 = 60.0;
/// Kilometres a degree of latitude.
const KM: f64 = 111.2;
/// The least number of degrees from the middle to the edge: the outlines are too coarse to be looked at from nearer.
const NEAREST: f64 = 0.7;
/// A place that is known no better than this many kilometres does not widen the map further.
const WIDEST_AREA: f64 = 250.0;

/// What is shown, and how large.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    lon: f64,
    lat: f64,
    /// Units a degree of latitude.
    scale: f64,
    /// How much narrower a degree of longitude is.
    narrowing: f64,
    pub(super) height: f64,
}

/// Lines of longitude and latitude: their degrees, and where they stand.
pub(super) struct Grid {
    pub(super) lons: Vec<(f64, f64)>,
    pub(super) lats: Vec<(f64, f64)>,
}

impl Frame {
    /// The frame around points, whose coordinates are on the earth; `None` where there are none.
    pub(super) fn around(points: &[Point]) -> Option<Self> {
        let around = middle_of_circle(points)?;
        let (mut west, mut east, mut south, mut north) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
        for point in points {
            let lat_room = point.km.min(WIDEST_AREA) / KM;
            let lon_room = lat_room / narrowing_at(point.lat);
            let lon = turned(point.lon - around);
            (west, east) = (west.min(lon - lon_room), east.max(lon + lon_room));
            (south, north) = (south.min(point.lat - lat_room), north.max(point.lat + lat_room));
        }
        let lat = (south + north) / 2.0;
        let narrowing = narrowing_at(lat);
        let across = ((east - west) / 2.0 * narrowing).max(NEAREST);
        let down = ((north - south) / 2.0).max(NEAREST * 0.7);
        // as high as the points need, then as large as both ways allow; never more than once around the earth
        let free = WIDTH / 2.0 - ROOM;
        let height = (down * free / across * 2.0 + 2.0 * ROOM).clamp(HEIGHTS.0, HEIGHTS.1).round();
        let scale = (free / across).min((height / 2.0 - ROOM) / down).max(WIDTH / 360.0 / narrowing);
        Some(Self { lon: turned(around + (west + east) / 2.0), lat, scale, narrowing, height })
    }

    /// Where a place stands on the map, to be taken `turns` times around the earth.
    pub(super) fn place(&self, lon: f64, lat: f64, turns: f64) -> (f64, f64) {
        let east = lon + turns * 360.0 - self.lon;
        (WIDTH / 2.0 + east * self.narrowing * self.scale, self.height / 2.0 - (lat - self.lat) * self.scale)
    }

    /// Where a place stands on the map, the shorter way around the earth.
    pub(super) fn nearest(&self, lon: f64, lat: f64) -> (f64, f64) {
        self.place(self.lon + turned(lon - self.lon), lat, 0.0)
    }

    /// How far `km` reach on the map at a latitude: across and down.
    pub(super) fn reach(&self, km: f64, lat: f64) -> (f64, f64) {
        let down = km / KM * self.scale;
        (down / narrowing_at(lat) * self.narrowing, down)
    }

    /// How many kilometres a unit is at the middle of the map.
    pub(super) fn km(&self) -> f64 {
        KM / self.scale
    }

    /// How many degrees the map is high.
    pub(super) fn degrees_high(&self) -> f64 {
        self.height / self.scale
    }

    /// The lines across the map, about five each way.
    pub(super) fn lines(&self) -> Grid {
        let wide = WIDTH / self.scale / self.narrowing;
        let step = step(wide.max(self.degrees_high()) / 5.0);
        let within = |from: f64, degrees: f64| {
            let first = (from / step).ceil();
            let count = (degrees / step).floor().clamp(0.0, 40.0) as u32;
            (0..=count).map(move |n| (first + f64::from(n)) * step).filter(move |at| *at <= from + degrees)
        };
        let lons =
            within(self.lon - wide / 2.0, wide).map(|lon| (turned(lon), self.place(lon, self.lat, 0.0).0)).collect();
        let high = self.degrees_high();
        let lats = within(self.lat - high / 2.0, high)
            .filter(|lat| lat.abs() <= 90.0)
            .map(|lat| (lat, self.place(self.lon, lat, 0.0).1))
            .collect();
        Grid { lons, lats }
    }
}

/// A longitude as it is told: from -180 up to 180.
pub(super) fn turned(lon: f64) -> f64 {
    (lon + 180.0).rem_euclid(360.0) - 180.0
}

fn narrowing_at(lat: f64) -> f64 {
    lat.to_radians().cos().max(0.1)
}

/// The middle of the shortest part of the circle that holds all longitudes.
fn middle_of_circle(points: &[Point]) -> Option<f64> {
    let mut lons: Vec<f64> = points.iter().map(|p| turned(p.lon)).collect();
    lons.sort_by(f64::total_cmp);
    let (first, last) = (*lons.first()?, *lons.last()?);
    let mut widest = (first + 360.0 - last, first, last);
    for (west, east) in lons.iter().zip(lons.iter().skip(1)) {
        if east - west > widest.0 {
            widest = (east - west, *east, west + 360.0);
        }
    }
    Some(turned((widest.1 + widest.2) / 2.0))
}

/// The next round number of degrees.
fn step(least: f64) -> f64 {
    let steps = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0];
    steps.into_iter().find(|step| *step >= least).unwrap_or(45.0)
}
