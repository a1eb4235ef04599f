//! Maps of points of our own choice.

use proptest::prelude::*;

use super::*;

fn point(lat: f64, lon: f64, km: f64, count: u32, kind: Kind, label: Option<&str>) -> Point {
    Point { lat, lon, km, count, kind, label: label.map(str::to_owned) }
}

#[test]
fn an_island() {
    let all = [
        point(35.1, 33.4, 2.0, 3, Kind::Shelling, Some("Halse <b>\"&")),
        point(34.9, 32.9, 15.0, 1, Kind::Strike, Some("Orvane")),
        point(35.11, 33.41, 0.0, 2, Kind::Clash, None),
    ];
    let cities = [City { name: "Port Amara".to_owned(), lat: 34.7, lon: 33.0, population: 90_000.0 }];
    insta::assert_snapshot!(points(&all, &cities, "Where </title>").unwrap());
}

#[test]
fn no_points_no_map() {
    assert!(points(&[], &[], "").is_none());
    let nowhere = [(f64::NAN, 0.0), (0.0, f64::INFINITY), (91.0, 0.0), (0.0, 181.0)];
    let nowhere: Vec<Point> =
        nowhere.into_iter().map(|(lat, lon)| point(lat, lon, 0.0, 1, Kind::Other, None)).collect();
    assert!(points(&nowhere, &[], "").is_none());
}

#[test]
fn both_sides_of_the_date_line_are_near() {
    let all = [point(-17.0, 179.5, 1.0, 1, Kind::Other, None), point(-17.5, -179.5, 1.0, 1, Kind::Other, None)];
    let map = points(&all, &[], "").unwrap();
    // a map of about a degree, not of the whole earth
    assert!(map.contains("20 km<"), "{map}");
}

#[test]
fn points_over_each_other_are_joined_with_their_count() {
    let all = vec![point(15.6, 32.5, 0.0, 7, Kind::Strike, None); 6];
    let map = points(&all, &[], "").unwrap();
    assert!(map.contains(">42</text>"));
    assert_eq!(map.matches(">7</text>").count(), 0);
}

#[test]
fn the_order_of_points_is_no_matter() {
    let mut all: Vec<Point> = (0..40)
        .map(|n| point(10.0 + f64::from(n % 7), 20.0 + f64::from(n), f64::from(n), 1, Kind::Clash, None))
        .collect();
    let map = points(&all, &[], "");
    all.reverse();
    assert_eq!(map, points(&all, &[], ""));
}

fn any_kind() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::Strike), Just(Kind::Shelling), Just(Kind::Clash), Just(Kind::Other)]
}

fn any_point() -> impl Strategy<Value = Point> {
    let near = |most: f64| prop_oneof![8 => -most..=most, 1 => any::<f64>()];
    (near(90.0), near(180.0), near(400.0), any::<u32>(), any_kind(), any::<Option<String>>())
        .prop_map(|(lat, lon, km, count, kind, label)| Point { lat, lon, km, count, kind, label })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_points_are_drawn_the_same_twice(all in prop::collection::vec(any_point(), 0..12), title in any::<String>()) {
        let map = points(&all, &[], &title);
        prop_assert_eq!(&map, &points(&all, &[], &title));
        if let Some(map) = map {
            prop_assert!(!map.contains("NaN") && !map.contains("inf\""));
        }
    }
}
