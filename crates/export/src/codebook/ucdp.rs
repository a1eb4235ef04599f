//! What UCDP's columns hold beyond the record's own values.

use std::collections::BTreeSet;

use super::{About, span_of_days};
use crate::cell::Cell;

pub(super) fn cell(about: &About<'_>, holds: &str) -> Option<Cell> {
    let place = about.item.card.gathered.place.as_ref();
    let point = place.and_then(|place| place.lat.zip(place.lon));
    Some(match holds {
        "ucdp_where" => {
            let precision = place.and_then(|place| place.precision.as_deref());
            match precision {
                Some(precision) if precision.contains("rounded") || precision == "protected" => 5_u32.into(),
                Some(precision) => about.book.codes.get(precision).and_then(|code| code.parse::<u32>().ok()).into(),
                None => place.and_then(|place| place.name.as_ref()).map(|_| 1_u32).into(),
            }
        }
        "ucdp_point" => point.map(|(lat, lon)| format!("POINT ({lon} {lat})")).into(),
        "ucdp_grid" => point.map(|(lat, lon)| grid(lat, lon)).into(),
        // 1 the day, 2 two to six days, 3 the week, 4 the month, 5 the year
        "ucdp_day" => span_of_days(about.item)
            .map(|days| match days {
                ..=1 => 1_u32,
                2..=6 => 2,
                7 => 3,
                8..=31 => 4,
                _ => 5,
            })
            .into(),
        "ucdp_speakers" => {
            let accounts = about.item.versions.iter().map(|version| &version.account);
            let speakers = accounts.flat_map(|account| account.killed.iter().filter_map(|count| count.by.as_ref()));
            Cell::list(&speakers.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>())
        }
        _ => return None,
    })
}

/// The cell of PRIO-GRID: half degrees, from the south-west, rows of 720.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // degrees are small, and at least 0 here
fn grid(lat: f64, lon: f64) -> u32 {
    let row = ((lat + 90.0) * 2.0).floor().clamp(0.0, 359.0) as u32;
    let column = ((lon + 180.0) * 2.0).floor().clamp(0.0, 719.0) as u32;
    row * 720 + column + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_the_grid_are_counted_from_the_south_west() {
        assert_eq!(grid(-90.0, -180.0), 1);
        assert_eq!(grid(90.0, 180.0), 259_200);
        assert_eq!(grid(51.2, 33.4), 282 * 720 + 426 + 1);
    }
}
