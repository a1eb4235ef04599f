//! The day that runs on from one incident to the next.
//!
//! Why: a round-up of a day's attacks gives the day once; those of the same kind, or of any violence, that it counts after it are of that day too. Only incidents
//! with a toll of their own take it: what is told in general terms need not be of any day.
//! Example: *Raids killed nine people in Sarnem on Friday. Another four died in a raid on Pell.* → both raids were on `Friday`.

use truceline_record::{DateRange, Incident, Reality, Span};

use crate::View;

/// Sentences back in which the day may stand.
const REACH: usize = 3;

/// The same where the sentence begins by a word that adds to what was told: "Another man was killed".
const FAR: usize = 10;

/// Such words.
const ADDING: [&str; 8] =
    ["another", "a further", "further", "elsewhere", "also", "separately", "meanwhile", "in addition"];

/// Give incidents that are told without a time the day of the last one of their type, or of any violence if they are violent, before them.
pub(crate) fn days(view: &View, incidents: &mut [Incident]) {
    let sentence = |at: u32| view.sentence_at(at);
    let head = |i: &Incident| i.triggers.first().map(|t| t.start);
    let counted = |i: &Incident| i.reality == Reality::Actual && !(i.killed.is_empty() && i.injured.is_empty());
    let dateline = |s: &Span| view.grounded.dateline.is_some_and(|d| d.overlaps(*s));
    for n in 0..incidents.len() {
        let own = &incidents[n];
        let Some(start) = head(own).filter(|_| own.date.is_none() && counted(own)) else { continue };
        let reached = |d: &DateRange| {
            let at = d.spans.iter().filter(|s| !dateline(s)).map(|s| s.start).max()?;
            let reach = if adds(view, start) { FAR } else { REACH };
            let near = sentence(at).zip(sentence(start)).is_some_and(|(day, here)| day < here && here <= day + reach);
            (near && d.start.is_some() && d.start == d.end).then_some(at)
        };
        let alike = |i: &Incident| i.kind == own.kind || i.kind.is_violent() && own.kind.is_violent();
        let before = incidents.iter().filter(|i| alike(i) && i.reality == Reality::Actual);
        let days = before.filter_map(|i| i.date.as_ref()).filter_map(|d| Some((reached(d)?, d)));
        let day = days.max_by_key(|(at, _)| *at).map(|(_, d)| d.clone());
        incidents[n].date = day;
    }
}

/// Whether the sentence that holds a place in the text begins by adding to what was told.
fn adds(view: &View, at: u32) -> bool {
    let sentence = view.sentence_at(at).and_then(|n| view.extracted.sentences.get(n));
    let words = sentence.map_or(String::new(), |&s| view.words(s).to_lowercase());
    ADDING.iter().any(|w| words.strip_prefix(w).is_some_and(|rest| rest.starts_with([' ', ','])))
}

#[cfg(test)]
mod tests {
    use truceline_record::IncidentType as T;

    use crate::testing::Told;

    #[test]
    fn those_counted_after_the_first_are_of_its_day() {
        let told = Told::new("Raids killed 9 on Friday. A raid killed 4 more. Another strike was heard.");
        let told = told.event("Raids", T::AirStrike).killed("9", Some(9), Some(9), 1.0);
        let told = told.day("Friday", "2031-03-07", true).event("A raid", T::AirStrike);
        let told = told.killed("4", Some(4), Some(4), 1.0).event("strike", T::AirStrike);
        let days: Vec<_> = told.read(&[]).incidents.into_iter().map(|i| i.date.and_then(|d| d.start)).collect();
        let friday = Some("2031-03-07".to_owned());
        assert_eq!(days, [friday.clone(), friday, None]);
    }
}
