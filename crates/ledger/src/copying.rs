//! Which reports are copies of others: their signatures, and the bands under which likely copies meet.
//!
//! A copy is found where it was published within two weeks or so of what it copies, or has no date; what is put out again later is found where both tell of one incident.

use std::collections::{BTreeMap, BTreeSet};

use truceline_intake::copies::{self, Signature};
use truceline_reconcile::across::{Shelf, day_number};

use crate::LedgerError;
use crate::store::{self, Store};

/// Days under which bands lie together.
const PERIOD: i32 = 16;
/// Where bands lie.
const BANDS: Shelf = Shelf::FIRST;

/// What is filed of a report's text to tell its copies.
pub(crate) struct Print {
    signature: Signature,
    file: Vec<u64>,
    seek: Vec<u64>,
    /// What a report without a date looks for on all days.
    whenever: Vec<u64>,
}

impl Print {
    /// Of a text that was published on `published`; none for one of few words.
    pub(crate) fn new(text: &str, published: Option<&str>) -> Option<Self> {
        let signature = copies::signature(text)?;
        let hashes = copies::bands(&signature);
        let undated = hashes.iter().map(|&hash| BANDS.undated(hash));
        let print = match published.and_then(day_number).map(|day| day.div_euclid(PERIOD)) {
            Some(period) => {
                let on = |period| hashes.iter().map(move |&hash| BANDS.key(period, hash));
                let seek = (period - 1..=period + 1).flat_map(on).chain(undated).collect();
                Self { file: on(period).collect(), seek, whenever: Vec::new(), signature }
            }
            None => {
                let file: Vec<u64> = undated.collect();
                Self { seek: file.clone(), file, whenever: hashes, signature }
            }
        };
        Some(print)
    }
}

/// File the report's print, and find the reports that it copies or that copy it. `seq` is the entry that brought the report.
pub(crate) fn link_copies(
    store: &mut dyn Store,
    report: &str,
    print: Option<&Print>,
    seq: i64,
) -> Result<Vec<String>, LedgerError> {
    let Some(print) = print else { return Ok(Vec::new()) };
    let mut keys = print.seek.clone();
    keys.extend(BANDS.whenever(&print.whenever, |from| store::least(store, "bands", from))?);
    let mut candidates = BTreeSet::new();
    for mut row in store::among(store, "SELECT report FROM bands WHERE key IN", &keys)? {
        candidates.insert(row.int()?);
    }
    store::file(store, "INSERT INTO bands (key, report) VALUES", &print.file, seq)?;
    let body = serde_json::to_string(&print.signature).map_err(|error| LedgerError::Data(error.to_string()))?;
    store.execute("INSERT INTO signatures (report, body) VALUES (?1, ?2)", &[seq.into(), body.into()])?;
    let mut found = Vec::new();
    for other in candidates {
        let mut rows = store.query(
            "SELECT r.id, s.body FROM signatures s JOIN reports r ON r.seq = s.report WHERE s.report = ?1",
            &[other.into()],
        )?;
        let Some(row) = rows.first_mut() else { continue };
        let other = row.text()?;
        let theirs = signature(&other, &row.text()?)?;
        if copies::is_copy(&print.signature, &theirs) {
            let (a, b) = if report < other.as_str() { (report, other.as_str()) } else { (other.as_str(), report) };
            let likeness = copies::likeness(&print.signature, &theirs);
            store.execute(
                "INSERT INTO copies (a, b, likeness) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                &[a.into(), b.into(), likeness.into()],
            )?;
            found.push(other);
        }
    }
    found.sort_unstable();
    Ok(found)
}

fn signature(report: &str, body: &str) -> Result<Signature, LedgerError> {
    serde_json::from_str(body)
        .map_err(|error| LedgerError::Row { what: format!("the signature of report {report}"), why: error.to_string() })
}

/// For each of `reports` that copies others of them: the least id among those that hang together as copies.
///
/// Copies that were cut short share too few words to meet by their bands; that both reports tell of one incident brings them together here.
pub(crate) fn copies_among(
    store: &mut dyn Store,
    reports: &BTreeSet<String>,
) -> Result<BTreeMap<String, String>, LedgerError> {
    let mut signatures: Vec<(&String, Signature)> = Vec::new();
    for report in reports {
        let mut rows = store.query(
            "SELECT s.body FROM reports r JOIN signatures s ON s.report = r.seq WHERE r.id = ?1",
            &[report.into()],
        )?;
        if let Some(row) = rows.first_mut() {
            signatures.push((report, signature(report, &row.text()?)?));
        }
    }
    let mut first: BTreeMap<String, String> = reports.iter().map(|report| (report.clone(), report.clone())).collect();
    for (at, (a, mine)) in signatures.iter().enumerate() {
        for (b, theirs) in signatures.iter().skip(at + 1) {
            if copies::is_copy(mine, theirs) {
                let of = |report: &String| first.get(report).cloned().unwrap_or_else(|| report.clone());
                let (a, b) = (of(a), of(b));
                let (least, other) = if a < b { (a, b) } else { (b, a) };
                first.values_mut().filter(|name| **name == other).for_each(|name| name.clone_from(&least));
            }
        }
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    fn print(day: Option<i32>) -> Print {
        let text = (0..40).map(|n| format!("word{n} ")).collect::<String>();
        let published =
            day.map(|day| jiff::civil::date(2031, 1, 1).saturating_add(jiff::Span::new().days(day)).to_string());
        Print::new(&text, published.as_deref()).unwrap()
    }

    fn finds(a: &Print, b: &Print) -> bool {
        let filed: BTreeSet<u64> = b.file.iter().copied().collect();
        let least = |from: u64| Ok::<_, Infallible>(filed.range(from..).next().copied());
        let whenever = BANDS.whenever(&a.whenever, least).unwrap();
        a.seek.iter().chain(&whenever).any(|key| filed.contains(key))
    }

    proptest! {
        #[test]
        fn who_finds_a_copy_is_found_by_it(a in proptest::option::of(0..400), b in proptest::option::of(0..400)) {
            let (one, other) = (print(a), print(b));
            prop_assert_eq!(finds(&one, &other), finds(&other, &one));
            let near = a.zip(b).is_none_or(|(a, b): (i32, i32)| (a - b).abs() <= PERIOD);
            prop_assert!(!near || finds(&one, &other), "{:?} {:?}", a, b);
            let far = a.zip(b).is_some_and(|(a, b): (i32, i32)| (a - b).abs() > 2 * PERIOD);
            prop_assert!(!far || !finds(&one, &other), "{:?} {:?}", a, b);
        }
    }
}
