//! Which incidents a query finds by what may be seen of them: of those that protection touches, what is held back finds nothing.

use std::collections::BTreeSet;

use truceline_ledger::{Card, Leaf, Ledger, Query, Wanted};

use crate::ExportError;
use crate::guard::Guard;

/// A query, ready to be put to what may be seen.
pub(crate) struct Asked {
    wanted: Wanted,
    /// The reports that may be seen and hold the words that are asked for, by their entries.
    with: Option<Vec<i64>>,
}

impl Asked {
    /// `closed` are the entries of the reports whose words may not be seen.
    pub(crate) fn new(ledger: &mut Ledger, query: &Query, closed: &BTreeSet<i64>) -> Result<Self, ExportError> {
        let words = query.words.as_deref().filter(|words| !words.trim().is_empty());
        let mut with = words.map(|words| ledger.reports_with(words)).transpose()?;
        if let Some(with) = &mut with {
            with.retain(|report| !closed.contains(report));
        }
        Ok(Self { wanted: query.wanted(), with })
    }

    /// The incident `id` as it may be seen, where that is what is asked for.
    pub(crate) fn seen(&self, ledger: &mut Ledger, guard: &Guard, id: &str) -> Result<Option<Card>, ExportError> {
        let Some(Leaf { card, reports, .. }) = ledger.leaf(id)? else { return Ok(None) };
        let told = ledger.versions(id)?;
        let rejected = card.is_rejected();
        let said = |with: &Vec<i64>| reports.iter().any(|report| with.binary_search(report).is_ok());
        let said = self.with.as_ref().is_none_or(said);
        let card = guard.item(card, told, 0).card;
        Ok(Some(card).filter(|card| said && self.wanted.holds(card, rejected)))
    }
}

/// The ids of the incidents that `query` finds, in the order of [`Ledger::found`].
pub(crate) fn found(ledger: &mut Ledger, guard: &Guard, query: &Query) -> Result<Vec<String>, ExportError> {
    if !guard.is_needed() || query.is_all() {
        return Ok(ledger.found(query)?);
    }
    let touched: BTreeSet<String> = guard.touched(ledger)?.into_iter().collect();
    let closed = ledger.entries_of(guard.closed())?.into_iter().collect();
    let asked = Asked::new(ledger, query, &closed)?;
    let mut seen = BTreeSet::new();
    for id in &touched {
        if asked.seen(ledger, guard, id)?.is_some() {
            seen.insert(id.clone());
        }
    }
    let real: BTreeSet<String> = ledger.found(&Query { most: None, ..query.clone() })?.into_iter().collect();
    // all of them are gone through, for what is found otherwise stands where it stands among the others
    let mut found = ledger.found(&Query { status: query.status.clone(), ..Query::default() })?;
    found.retain(|id| if touched.contains(id) { seen.contains(id) } else { real.contains(id) });
    found.truncate(query.most.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX)));
    Ok(found)
}
