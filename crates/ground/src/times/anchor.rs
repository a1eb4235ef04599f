//! The day of a report: given with it, or found in the dateline that the text begins with.
//!
//! Scraped texts begin with a headline, an agency or "Published" before the date, and punctuation may be lost:
//! *Shells fall on Sarnem ANA Friday 7 Mar 2031 At least four people ...*. So the first whole date near the start is taken, unless the
//! word before it makes it a part of a sentence ("on 3 May 2030"). A dateline in the text wins over a date that came with the
//! report when both are near each other: the text's own "Wednesday" was written for it.

use jiff::civil::{Date, DateTime};

use super::cursor::Cursor;
use super::meaning::{Day, Year};
use super::rules;
use super::tokens::View;

/// How far into a text its dateline may stand, in tokens.
const REACH: usize = 48;

/// How many days before the day of publication a dateline may lie.
const LAG: i32 = 10;

/// The day from which a report's "yesterday" is counted.
pub(super) fn anchor(view: &View, published: Option<&str>) -> Option<Date> {
    let published = published.and_then(day_of);
    let dateline = (0..view.tokens.len().min(REACH)).find_map(|at| dateline(Cursor::new(view, at), published));
    dateline.or(published)
}

/// The date at the start of an ISO 8601 date, or date and time.
fn day_of(published: &str) -> Option<Date> {
    let date = published.parse::<Date>().ok().or_else(|| published.parse::<DateTime>().ok().map(|t| t.date()));
    date.or_else(|| published.get(..10)?.parse().ok()).filter(|d| super::value::known(d.year()))
}

/// The day of a dateline that starts here.
fn dateline(c: Cursor, published: Option<Date>) -> Option<Date> {
    let (day, end) = rules::written_day(c)?;
    let Day::Written { year, month, day, .. } = day else { return None };
    let near =
        |d: &Date| published.is_none_or(|p| super::value::days_after(*d, LAG).is_some_and(|far| *d <= p && p <= far));
    match year {
        Year::Given(year) => Date::new(year, month, day).ok().filter(|d| (opens(c) || heads(c, end)) && near(d)),
        // "SARNEM, March 5 (ANA) -" has no year: it is that of the publication.
        Year::Open => {
            let place = c.before() == "," && end.lower() == "(" && c.at < REACH / 2;
            let year = published?.year();
            [year, year - 1].into_iter().filter_map(|y| Date::new(y, month, day).ok()).find(|d| place && near(d))
        }
        _ => None,
    }
}

/// Whether no word before this place makes a date here a part of a sentence.
fn opens(c: Cursor) -> bool {
    let lists = &c.view.calendar.words.dateline;
    let is = |list: &[String], word: &str| list.iter().any(|w| w == word);
    if !is(&lists.never_after, c.before()) {
        return true;
    }
    // "Posted on", "Date of publication", with nothing else before them.
    (0..c.at).all(|at| is(&lists.opening, c.view.lower(at)))
}

/// Whether a date here ends the report's first line, and that says that the report is of it: "Daily report 61, issued on 14 March 2031".
fn heads(c: Cursor, end: Cursor) -> bool {
    let breaks = |at: usize| c.view.tokens.get(at).is_none_or(|t| t.breaks);
    let back = |by: usize| c.at.checked_sub(by).map_or("", |at| c.view.lower(at));
    let opening = &c.view.calendar.words.dateline.opening;
    let issued = back(1) == "on" && opening.iter().any(|w| w == back(2)) || back(1) == "of" && back(2) == "as";
    issued && breaks(end.at) && !(1..end.at).any(breaks)
}

#[cfg(test)]
mod tests {
    use crate::times::testing::found;

    #[test]
    fn a_heading_says_when_the_report_was_issued() {
        let day = |text| found(text, None).anchor.map(|d| d.to_string());
        assert_eq!(
            day("Daily report 61, issued on 14 March 2031\n\nShells fell on Tuesday.").as_deref(),
            Some("2031-03-14")
        );
        assert_eq!(day("Situation as of 14 March 2031\n\nShells fell on Tuesday.").as_deref(), Some("2031-03-14"));
        assert_eq!(day("A report issued on 14 March 2031 spoke of shells.\n\nThey fell on Tuesday."), None);
    }

    #[test]
    fn datelines_are_found() {
        let texts = [
            "Wed 05 Mar 2031 Shells fall on Sarnem.",
            "Published March 5 2031 - Shells fall on Sarnem.",
            "Posted on March 5 2031 by Sela Marrow Shells fall.",
            "Last updated at Mar 052031 SARNEM Shells fall.",
            "Date of publication 5 March 2031 Shells fall on Sarnem.",
            "Shells fall on Sarnem ANA Wednesday 5 Mar 2031 At least four people were hurt.",
            "05.03.2031Get short URL Shells fall on Sarnem.",
            "05-03-2031 Shells fall on Sarnem.",
        ];
        for text in texts {
            assert_eq!(found(text, None).anchor.map(|d| d.to_string()).as_deref(), Some("2031-03-05"), "{text}");
        }
    }

    #[test]
    fn a_date_within_a_sentence_is_no_dateline() {
        assert_eq!(found("The truce signed on 3 May 2030 has collapsed.", None).anchor, None);
    }

    #[test]
    fn the_dateline_wins_over_the_header_when_it_is_near() {
        let anchor = |text| found(text, Some("2031-03-06T08:00:00Z")).anchor.unwrap().to_string();
        assert_eq!(anchor("Wed 05 Mar 2031 Shells fell on Tuesday."), "2031-03-05");
        assert_eq!(anchor("SARNEM, March 5 (ANA) - Shells fell on Tuesday."), "2031-03-05");
        assert_eq!(anchor("Kestova, 3 May 2019: shells fell on Tuesday."), "2031-03-06");
        assert_eq!(anchor("Shells fell on Tuesday."), "2031-03-06");
    }
}
