//! Places that are given less exactly than they are known.

use std::collections::BTreeSet;

use truceline_record::Place;

/// Degrees that the coordinates of a protected place are rounded to: about 55 km.
const COARSE: f64 = 0.5;

/// A part of a degree in which two coordinates are the same place.
const SAME: f64 = 0.01;

pub(super) struct Places {
    hidden: BTreeSet<(i64, i64)>,
    blur: Option<f64>,
}

impl Places {
    pub(super) const fn new(blur: Option<f64>) -> Self {
        Self { hidden: BTreeSet::new(), blur }
    }

    /// What lies here is protected under any name.
    pub(super) fn hide(&mut self, (lat, lon): (f64, f64)) {
        self.hidden.insert((cell(lat), cell(lon)));
    }

    pub(super) fn is_hidden(&self, (lat, lon): (f64, f64)) -> bool {
        let (lat, lon) = (cell(lat), cell(lon));
        !self.hidden.is_empty()
            && (lat - 1..=lat + 1).any(|lat| (lon - 1..=lon + 1).any(|lon| self.hidden.contains(&(lat, lon))))
    }

    /// Round the coordinates of a protected place. Always to the same point, so that no number of exports tells more.
    pub(super) fn coarsen(&self, place: &mut Place) {
        round(place, self.blur.unwrap_or(COARSE).max(COARSE), "protected");
    }

    /// Round the coordinates of any place, where that is asked for.
    pub(super) fn blur(&self, place: &mut Place) {
        if let Some(degrees) = self.blur {
            round(place, degrees, "blurred");
        }
    }
}

fn round(place: &mut Place, degrees: f64, why: &str) {
    let to = |value: f64| {
        // the second rounding takes away what the division of decimal fractions leaves
        let rounded = (value / degrees).round() * degrees;
        (rounded * 1e6).round() / 1e6 + 0.0
    };
    place.lat = place.lat.map(to).map(|lat| lat.clamp(-90.0, 90.0));
    place.lon = place.lon.map(to).map(|lon| lon.clamp(-180.0, 180.0));
    place.precision =
        Some(if place.lat.is_some() { format!("{why}, rounded to {degrees} degrees") } else { why.to_owned() });
}

#[allow(clippy::cast_possible_truncation)] // degrees are small
fn cell(degrees: f64) -> i64 {
    (degrees / SAME).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lat: f64, lon: f64) -> Place {
        Place {
            name: None,
            admin: None,
            country: None,
            lat: Some(lat),
            lon: Some(lon),
            precision: None,
            spans: Vec::new(),
        }
    }

    #[test]
    fn what_lies_at_a_protected_place_is_protected() {
        let mut places = Places::new(None);
        places.hide((51.2, 33.4));
        assert!(places.is_hidden((51.2, 33.4)) && places.is_hidden((51.2049, 33.3951)));
        assert!(!places.is_hidden((51.3, 33.4)));
    }

    #[test]
    fn rounding_gives_the_same_point_for_all_that_lies_near_and_says_how_near() {
        let places = Places::new(Some(0.1));
        let (mut one, mut other) = (place(51.23, 33.41), place(51.1501, 33.3501));
        places.blur(&mut one);
        places.blur(&mut other);
        assert_eq!(one, other);
        assert_eq!((one.lat, one.lon), (Some(51.2), Some(33.4)));
        assert_eq!(one.precision.as_deref(), Some("blurred, rounded to 0.1 degrees"));
        places.coarsen(&mut one);
        assert_eq!((one.lat, one.lon), (Some(51.0), Some(33.5)));
    }
}
