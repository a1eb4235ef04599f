//! Charts of our own figures.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

/// `count` days from 3 March 2031.
fn days(count: i64) -> Vec<Day> {
    (0..count)
        .map(|n| Day {
            day: date(2031, 3, 3) + n.days(),
            incidents: [4, 7, 3, 0, 0, 2, 5][n as usize % 7],
            reports: [9, 14, 8, 3, 0, 6, 9][n as usize % 7],
        })
        .collect()
}

fn range(label: &str, low: Option<u32>, high: Option<u32>) -> Range {
    Range { label: label.to_owned(), low, high }
}

#[test]
fn a_week() {
    insta::assert_snapshot!(per_day(&days(7), "Incidents a day"));
}

#[test]
fn over_a_hundred_days_are_joined_to_weeks_and_the_chart_says_so() {
    assert!(!per_day(&days(100), "").contains("joined to weeks"));
    let chart = per_day(&days(400), "");
    assert!(chart.contains("joined to weeks"));
    assert!(chart.contains("Incidents a week"));
}

#[test]
fn tolls() {
    let rows = [
        range("Granary of Halse", Some(11), Some(19)),
        range("Tessel bridge", Some(4), Some(4)),
        range("Orvane market", Some(25), None),
        range("Ferry <at> \"Port\" Amara & harbour", None, Some(8)),
        range("Road to Halse", None, None),
    ];
    insta::assert_snapshot!(ranges(&rows, "Killed </title><script>"));
}

#[test]
fn rows_that_are_left_out_are_counted() {
    let rows: Vec<Range> = (0..33).map(|n| range("Halse", Some(n), None)).collect();
    assert!(ranges(&rows, "").contains("3 more not shown."));
}

#[test]
fn nothing_is_said_to_be_nothing() {
    assert!(per_day(&[], "").contains("No days"));
    assert!(ranges(&[], "").contains("No figures"));
}

fn any_day() -> impl Strategy<Value = Day> {
    (-9999_i16..=9999, 1_i8..=12, 1_i8..=28, any::<u32>(), any::<u32>()).prop_map(
        |(year, month, day, incidents, reports)| Day { day: Date::new(year, month, day).unwrap(), incidents, reports },
    )
}

fn any_range() -> impl Strategy<Value = Range> {
    ("\\PC{0,60}", any::<Option<u32>>(), any::<Option<u32>>()).prop_map(|(label, low, high)| Range { label, low, high })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_days_are_drawn_the_same_twice(days in prop::collection::vec(any_day(), 0..40), title in any::<String>()) {
        let chart = per_day(&days, &title);
        prop_assert!(chart.ends_with("</svg>\n"));
        prop_assert_eq!(chart, per_day(&days, &title));
    }

    #[test]
    fn any_rows_are_drawn_the_same_twice(rows in prop::collection::vec(any_range(), 0..40), title in any::<String>()) {
        let chart = ranges(&rows, &title);
        prop_assert!(chart.ends_with("</svg>\n"));
        prop_assert_eq!(chart, ranges(&rows, &title));
    }
}
