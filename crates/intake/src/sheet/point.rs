//! Coordinates as logs write them: degrees with a fraction, or degrees, minutes and seconds, with or without the letter of a side.

use super::mapping::Decimal;

/// What to do about a latitude that is none.
pub(super) const LAT_REMEDY: &str = "is no latitude; write degrees from -90 to 90, as 51.25";
/// What to do about a longitude that is none.
pub(super) const LON_REMEDY: &str = "is no longitude; write degrees from -180 to 180, as 33.4";
/// What to do about a pair that is none.
pub(super) const PAIR_REMEDY: &str = "is no latitude and longitude; write both in degrees, as 51.25, 33.4";

/// The latitude that `text` gives.
pub(super) fn latitude(text: &str, decimal: Decimal) -> Option<f64> {
    degrees(text, decimal, ['n', 's']).filter(|lat| lat.abs() <= 90.0)
}

/// The longitude that `text` gives.
pub(super) fn longitude(text: &str, decimal: Decimal) -> Option<f64> {
    degrees(text, decimal, ['e', 'w']).filter(|lon| lon.abs() <= 180.0)
}

/// Latitude and longitude, in this order.
pub(super) fn pair(text: &str, decimal: Decimal) -> Option<(f64, f64)> {
    let text = text.trim().trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let signs: &[char] = if decimal == Decimal::Comma { &[';', '/'] } else { &[',', ';', '/'] };
    let of = |(lat, lon): (&str, &str)| Some((latitude(lat, decimal)?, longitude(lon, decimal)?));
    let parted = signs.iter().find_map(|&sign| text.split_once(sign)).and_then(of);
    parted.or_else(|| text.match_indices(' ').find_map(|(at, _)| of((text.get(..at)?, text.get(at + 1..)?))))
}

fn degrees(text: &str, decimal: Decimal, sides: [char; 2]) -> Option<f64> {
    let text = text.trim().to_lowercase().replace('−', "-");
    let letter = |c: char| sides.contains(&c);
    let (rest, side) = match (text.strip_suffix(letter), text.strip_prefix(letter)) {
        (Some(rest), _) => (rest, text.chars().next_back()),
        (None, Some(rest)) => (rest, text.chars().next()),
        (None, None) => (text.as_str(), None),
    };
    let mut parts =
        rest.split(['°', 'º', '\'', '′', '’', '"', '″', '”']).map(str::trim).filter(|part| !part.is_empty());
    let whole = number(parts.next()?, decimal)?;
    let (minutes, seconds) =
        (parts.next().map(|part| number(part, decimal)), parts.next().map(|part| number(part, decimal)));
    if parts.next().is_some() || (minutes.is_some() && whole.fract() != 0.0) {
        return None;
    }
    let mut size = whole.abs();
    for (part, of) in [(minutes, 60.0), (seconds, 3600.0)] {
        if let Some(part) = part {
            size += part.filter(|part| (0.0..60.0).contains(part))? / of;
        }
    }
    let south_or_west = side == sides.last().copied();
    if side.is_some() && rest.trim_start().starts_with('-') {
        return None;
    }
    let negative = rest.trim_start().starts_with('-') || south_or_west;
    Some(if negative { 0.0 - size } else { size })
}

fn number(text: &str, decimal: Decimal) -> Option<f64> {
    let text = if decimal == Decimal::Comma { text.replace(',', ".") } else { text.to_owned() };
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    text.parse::<f64>().ok().filter(|number| plain && number.is_finite())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn degrees_are_read_in_their_usual_forms() {
        let lat = |text: &str| latitude(text, Decimal::Point);
        assert_eq!(lat("51.25"), Some(51.25));
        assert_eq!(lat("-51.25"), Some(-51.25));
        assert_eq!(lat("51.25 N"), Some(51.25));
        assert_eq!(lat("S51.25"), Some(-51.25));
        assert_eq!(lat("51°15'00\"N"), Some(51.25));
        assert_eq!(lat("51° 15′ S"), Some(-51.25));
        assert_eq!(latitude("51,25", Decimal::Comma), Some(51.25));
        assert_eq!(longitude("33.4E", Decimal::Point), Some(33.4));
        for text in ["", "91", "51.2E", "north", "51.2.3", "nan", "1e1", "51°75'", "-51 S"] {
            assert_eq!(lat(text), None, "{text}");
        }
    }

    #[test]
    fn both_stand_in_one_cell() {
        let pair = |text: &str| pair(text, Decimal::Point);
        for text in ["51.25, 33.4", "51.25 33.4", "(51.25; 33.4)", "51.25N, 33.4E", "51°15'N 33.4 E"] {
            assert_eq!(pair(text), Some((51.25, 33.4)), "{text}");
        }
        assert_eq!(pair("33.4"), None);
        assert_eq!(pair("151.0, 33.4"), None);
        assert_eq!(super::pair("51,25; 33,4", Decimal::Comma), Some((51.25, 33.4)));
    }

    proptest! {
        #[test]
        fn any_text_is_a_point_or_none(text in "\\PC{0,20}|[0-9NSEW°'\"., -]{0,24}") {
            if let Some((lat, lon)) = pair(&text, Decimal::Point) {
                prop_assert!(lat.abs() <= 90.0 && lon.abs() <= 180.0);
            }
        }

        #[test]
        fn every_point_is_read_as_it_is_written(lat in -90.0f64..=90.0, lon in -180.0f64..=180.0) {
            prop_assert_eq!(pair(&format!("{lat}, {lon}"), Decimal::Point), Some((lat, lon)));
        }
    }
}
