//! Where a report's outlet is: papers are named after their towns, and web addresses end in their countries.

use super::candidates::{Candidate, Group, candidate};
use super::fold::fold;
use super::gazetteer::Gazetteer;
use super::index::Feature;
use super::resolve::Context;

/// Shorter names stand in too many words.
const SHORTEST: usize = 5;

/// How much size counts for an outlet's place, of what it counts for others.
const SIZE: f64 = 0.3;

/// Common words of outlets' names that are also names of places.
const COMMON: [&str; 12] = [
    "times",
    "herald",
    "chronicle",
    "press",
    "daily",
    "local",
    "sentinel",
    "beacon",
    "register",
    "leader",
    "reporter",
    "standard",
];

/// A group of the places that the outlet's name or host may speak of.
pub(super) fn group<'g>(gazetteer: &'g Gazetteer, context: Context) -> Option<Group<'g>> {
    let host = context.url.and_then(truceline_record::host).unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    for label in host.split('.').rev().skip(1).filter(|l| l.len() >= SHORTEST) {
        names.extend(label.split('-').map(str::to_owned));
    }
    let source = context.source.map(fold).unwrap_or_default();
    let words: Vec<&str> = source.split(' ').collect();
    for width in (1..=3).rev() {
        names.extend(words.windows(width).map(|w| w.join(" ")));
    }
    let mut candidates: Vec<Candidate> = Vec::new();
    for name in names.iter().filter(|n| n.len() >= SHORTEST) {
        candidates = places(gazetteer, name);
        // a paper of one country may bear the name of a town in another
        candidates.retain(|c| context.home.is_none_or(|home| c.entry.country() == home));
        if !candidates.is_empty() {
            break;
        }
    }
    let end = host.rsplit('.').next().unwrap_or_default().to_uppercase();
    let end = if end == "UK" { "GB".to_owned() } else { end };
    if end.len() == 2 {
        let within: Vec<_> = candidates.iter().filter(|c| c.entry.country() == end).cloned().collect();
        if within.is_empty() {
            candidates.extend(gazetteer.unit(&end).map(|e| candidate(e, 0.0)));
        } else {
            candidates = within;
        }
    }
    // so that the outlet's name does not speak for itself
    let folded = candidates.first().map(|c| fold(c.entry.name)).unwrap_or_default();
    (!candidates.is_empty()).then(|| Group {
        name: String::new(),
        folded,
        whole: None,
        quarter: false,
        people: false,
        facility: false,
        mentions: Vec::new(),
        containers: Vec::new(),
        candidates,
        count: 2.0,
    })
}

/// The places whose name the label starts with or holds, by the longest such name: "sarnemtimes" speaks of Sarnem.
fn places<'g>(gazetteer: &'g Gazetteer, label: &str) -> Vec<Candidate<'g>> {
    let label = label.strip_prefix("the").unwrap_or(label);
    let ends = (SHORTEST..=label.len()).rev().filter(|n| label.is_char_boundary(*n));
    for end in ends {
        for start in (0..=end - SHORTEST).filter(|n| label.is_char_boundary(*n)) {
            // a name at the front, or one at the very end: "dailysarnem"
            if start > 0 && end < label.len() {
                continue;
            }
            let name = &label[start..end];
            if COMMON.contains(&name) {
                continue;
            }
            let found: Vec<_> = gazetteer
                .named(name)
                .1
                .into_iter()
                .filter(|e| {
                    matches!(e.feature, Feature::Settlement | Feature::Admin1 | Feature::Country)
                        && fold(e.name) == name
                })
                .map(|e| candidate(e, 0.0))
                // small towns have papers too
                .map(|c| Candidate { weight: c.weight * SIZE, ..c })
                .collect();
            if !found.is_empty() {
                return found;
            }
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlet(source: Option<&str>, url: Option<&str>) -> Vec<String> {
        let gazetteer = Gazetteer::bundled().unwrap();
        let group = group(&gazetteer, Context { source, url, home: None });
        group.map_or_else(Vec::new, |g| g.candidates.iter().map(|c| c.entry.code.to_owned()).collect())
    }

    #[test]
    fn papers_are_named_after_their_towns() {
        assert!(outlet(Some("The Aleppo Observer"), None).contains(&"SY.09".to_owned()));
        assert!(outlet(None, Some("https://www.qxzwvk.example/story")).is_empty());
        assert!(outlet(None, Some("http://www.shreveporttimes.com/a/b")).iter().all(|code| code.starts_with("US.LA")));
        assert_eq!(outlet(None, Some("https://qxzwvk.ua/a")), ["UA"]);
        let archived = outlet(None, Some("https://web.archive.org/web/2015/http://www.shreveporttimes.com:80/a"));
        assert!(!archived.is_empty() && archived.iter().all(|code| code.starts_with("US.LA")));
        assert!(outlet(None, None).is_empty());
    }

    #[test]
    fn any_outlet_will_do() {
        for odd in ["", "é", "ееееееее", "http://", "https://éééééé.é/", "the", "-----.com"] {
            let _ = outlet(Some(odd), Some(odd));
        }
    }
}
