//! Ids that are made of what they name, so that the same report and the same incident are called the same in every ledger.

use truceline_record::{Incident, Report};

/// Digits of an id: enough that a million reports do not share one.
const DIGITS: usize = 16;

/// The id of a report: of its bytes, so that the same bytes are the same report under whatever name they come, and of its words, which tell reports
/// of one file apart. Of a report whose bytes are not known, what is known of it counts.
///
/// A row of a log is known by its record and what it says, whatever file it came in: each state of a record is a report of its own.
pub(crate) fn report(report: &Report) -> String {
    if let Some(row) = &report.row {
        let parts = [Some(&row.log), Some(&row.key), row.after.as_ref(), Some(&row.values), Some(&report.text)];
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&part.map_or(u64::MAX, |part| part.len() as u64).to_le_bytes());
            hasher.update(part.map(String::as_bytes).unwrap_or_default());
        }
        return short('r', &hasher);
    }
    let fields = [&report.title, &report.source, &report.url, &report.published];
    let known: &[&Option<String>] = if report.digest.is_some() { &[&report.digest] } else { &fields };
    let mut hasher = blake3::Hasher::new();
    for part in known.iter().map(|field| field.as_deref()).chain([Some(report.text.as_str())]) {
        // a field that is not there is not the same as an empty one
        let length = part.map_or(u64::MAX, |part| part.len() as u64);
        hasher.update(&length.to_le_bytes());
        hasher.update(part.unwrap_or_default().as_bytes());
    }
    short('r', &hasher)
}

/// The ids of a report's incidents: of the report and the words that name each.
pub(crate) fn versions(report: &str, incidents: &[Incident]) -> Vec<String> {
    let mut seen: Vec<(u32, u32)> = Vec::new();
    let mut ids = Vec::with_capacity(incidents.len());
    for incident in incidents {
        let at = incident.triggers.first().map_or((0, 0), |span| (span.start, span.end));
        let again = seen.iter().filter(|&&other| other == at).count();
        seen.push(at);
        let mut hasher = blake3::Hasher::new();
        hasher.update(report.as_bytes());
        hasher.update(&at.0.to_le_bytes());
        hasher.update(&at.1.to_le_bytes());
        hasher.update(&(again as u64).to_le_bytes());
        ids.push(short('i', &hasher));
    }
    ids
}

/// Digits of the id of what is alleged.
const ALLEGED: usize = 12;

/// The id of what a report alleges in the words that begin with the code point `start`: that what was undertaken was not done (`duty`), or that something was
/// done which breaks a term.
pub fn violation_id(report: &str, start: u32, duty: bool) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(report.as_bytes());
    hasher.update(&start.to_le_bytes());
    hasher.update(&[u8::from(duty)]);
    format!("v{}", hasher.finalize().to_hex().get(..ALLEGED).unwrap_or_default())
}

fn short(letter: char, hasher: &blake3::Hasher) -> String {
    let hex = hasher.finalize().to_hex();
    format!("{letter}{}", hex.get(..DIGITS).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_known_by_its_bytes() {
        let one = Report { digest: Some("ff".into()), text: "Shells fell.".into(), ..Report::default() };
        assert_eq!(report(&one), report(&Report { published: Some("2031-03-14".into()), ..one.clone() }));
        assert_ne!(report(&one), report(&Report { digest: Some("fe".into()), ..one.clone() }));
        assert_ne!(report(&one), report(&Report { text: "Another in the same file.".into(), ..one }));
    }

    #[test]
    fn a_report_without_bytes_is_known_by_its_words_and_what_is_known_of_it() {
        let one = Report { id: "a.txt".into(), text: "Shells fell.".into(), ..Report::default() };
        assert_eq!(report(&one), report(&Report { id: "b.txt".into(), ..one.clone() }));
        assert_ne!(report(&one), report(&Report { source: Some(String::new()), ..one.clone() }));
        assert_ne!(report(&one), report(&Report { text: "Shells fell!".into(), ..one }));
    }
}
