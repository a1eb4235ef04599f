//! What may be seen of a ledger by who leafs through it: reports, incidents page by page, how each came to be, and what waits for a decision.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use truceline_ledger::{Card, Event, Given, Ledger, LedgerError, Listed, Made, Marked, Pair, Role, Step};
use truceline_reconcile::across::Gathered;
use truceline_record::{DateRange, Reading, name_of};

use crate::view::View;
use crate::{ExportError, SOURCE};

/// A step in the history of an incident, with what it changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Past {
    /// The entry of the journal.
    pub seq: i64,
    /// When, an RFC 3339 instant.
    pub at: String,
    /// Who.
    pub who: String,
    /// What was done.
    #[serde(flatten)]
    pub step: Step,
    /// What it changed of the incident.
    pub changes: Vec<Change>,
}

/// A value that changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// Which.
    pub field: &'static str,
    /// What it was, as the incident has it; null where it had none.
    pub before: Value,
    /// What it became.
    pub after: Value,
}

/// A report that may be read.
pub struct Opened {
    /// What is known of it.
    pub listed: Listed,
    /// Its reading, with the text, and with what people marked in it.
    pub reading: Reading,
    /// What people marked in it, in the order in which they did.
    pub marked: Vec<Marked>,
    /// The decisions by which it is restricted, as far as they may be told.
    pub restricted_by: Vec<Made>,
    /// The incidents that it gave.
    pub given: Vec<Given>,
    /// Whether its original bytes may be seen, and are kept.
    pub original: bool,
    /// Whether these are a PDF.
    pub pdf: bool,
}

/// An incident as it may be seen, and where it is filed.
pub struct Leaf {
    /// The number of its row.
    pub number: i64,
    /// What its versions come to.
    pub card: Card,
    /// Whether somebody decided that it is none.
    pub rejected: bool,
    /// The reports that tell of it and may be seen, by the entries of the journal that brought them.
    pub reports: Vec<i64>,
}

/// Reports that are looked at together.
const PAGE: usize = 512;

impl View<'_> {
    /// The incident that is called exactly so; none where there is none that may be seen.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn card(&mut self, id: &str) -> Result<Option<Card>, ExportError> {
        let real = self.real(id);
        let Some(card) = self.ledger.card(&real)? else { return Ok(None) };
        let seen = self.seen(card)?;
        // who knows the own id of a protected incident gets nothing by it
        Ok(Some(seen).filter(|card| card.id == id))
    }

    /// Incidents after the row `number`, at most `most`.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn leaves_after(&mut self, number: i64, most: i64) -> Result<Vec<Leaf>, ExportError> {
        let mut leaves = Vec::new();
        for leaf in self.ledger.leaves_after(number, most)? {
            leaves.push(self.seen_leaf(leaf)?);
        }
        Ok(leaves)
    }

    /// The incidents that are called exactly so, by their names; none of one that is not there.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn leaves(
        &mut self,
        ids: impl IntoIterator<Item = String>,
    ) -> Result<Vec<(String, Option<Leaf>)>, ExportError> {
        let mut leaves = Vec::new();
        for id in ids {
            let real = self.real(&id);
            let leaf = self.ledger.leaf(&real)?.map(|leaf| self.seen_leaf(leaf)).transpose()?;
            leaves.push((id.clone(), leaf.filter(|leaf| leaf.card.id == id)));
        }
        Ok(leaves)
    }

    /// An incident as it may be seen, with the reports that may be; and whether somebody decided that it is none, which its masked decisions may not tell.
    fn seen_leaf(&mut self, leaf: truceline_ledger::Leaf) -> Result<Leaf, ExportError> {
        let truceline_ledger::Leaf { number, card, mut reports } = leaf;
        let rejected = card.is_rejected();
        reports.retain(|report| self.is_open_entry(*report));
        Ok(Leaf { number, card: self.seen(card)?, rejected, reports })
    }

    /// The incidents that the latest reports are chiefly about, the latest first; where protection holds, those that it does not touch.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn stirred(&mut self, most: usize) -> Result<Vec<Card>, ExportError> {
        let mut cards = Vec::new();
        for id in self.ledger.stirred(most)? {
            if !self.is_touched(&id) {
                cards.extend(self.ledger.card(&id)?);
            }
        }
        Ok(cards)
    }

    /// [`Ledger::restricted_incidents`], by the ids under which they may be seen.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn restricted_incidents(&mut self) -> Result<BTreeMap<String, Role>, ExportError> {
        let mut seen = BTreeMap::new();
        for (incident, to) in self.ledger.restricted_incidents()? {
            let id = if self.is_touched(&incident) { self.id(&incident)? } else { incident };
            seen.insert(id, to);
        }
        Ok(seen)
    }

    /// Pairs of incidents that may be one. Where protection touches one of them, the pair would tell, and is left out.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn pairs(&mut self, most: i64) -> Result<Vec<Pair>, ExportError> {
        let mut pairs = self.ledger.pairs(most)?;
        pairs.retain(|pair| !self.is_touched(&pair.a) && !self.is_touched(&pair.b));
        Ok(pairs)
    }

    /// How an incident came to be what it is.
    ///
    /// # Errors
    ///
    /// When there is none that may be seen.
    pub fn history(&mut self, id: &str) -> Result<Vec<Past>, ExportError> {
        // tells whether it may be seen under this name
        let shown = self.show(id, None)?;
        let real = self.real(&shown.card.id);
        let mut before: Option<Gathered> = None;
        let mut past = Vec::new();
        for Event { seq, at, who, mut step, after } in self.ledger.history(&real)? {
            let after = after.map(|gathered| self.masked(gathered));
            let changes = after.as_ref().map(|after| changes(before.as_ref(), after)).unwrap_or_default();
            before = after;
            if self.mask_step(&mut step) {
                past.push(Past { seq, at, who, step, changes });
            }
        }
        Ok(past)
    }

    /// Reports that came before the entry `before`, the latest first, at most `most` of those that may be seen and for which `wanted` holds; and the entry to
    /// ask from for more, where there are more.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn reports(
        &mut self,
        before: i64,
        most: usize,
        mut wanted: impl FnMut(&Listed) -> bool,
    ) -> Result<(Vec<Listed>, Option<i64>), ExportError> {
        let (mut listed, mut next) = (Vec::new(), before);
        loop {
            let page = self.ledger.listed(next, i64::try_from(PAGE).unwrap_or(i64::MAX))?;
            let more = page.len() == PAGE;
            for report in page {
                if listed.len() == most {
                    return Ok((listed, Some(next)));
                }
                next = report.seq;
                if self.is_open(&report.report) && wanted(&report) {
                    listed.push(report);
                }
            }
            if !more {
                return Ok((listed, None));
            }
        }
    }

    /// The reports that hold all of these words, and may be seen, by the entries of the journal that brought them, in their order.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn reports_with(&mut self, words: &str) -> Result<Vec<i64>, ExportError> {
        let mut reports = self.ledger.reports_with(words)?;
        reports.retain(|report| self.is_open_entry(*report));
        Ok(reports)
    }

    /// The report with exactly this id.
    ///
    /// # Errors
    ///
    /// When there is none that may be seen.
    pub fn report(&mut self, id: &str) -> Result<Opened, ExportError> {
        let listed = self.listing(id)?;
        let (reading, mut marked) = self.ledger.marked(id)?;
        marked.retain(|one| !serde_json::to_string(one).is_ok_and(|json| self.tells(&json)));
        let mut restricted_by = self.ledger.restricted_by(id)?;
        restricted_by.retain(|one| !serde_json::to_string(one).is_ok_and(|json| self.tells(&json)));
        let mut given = self.ledger.given(id)?;
        for one in &mut given {
            if self.is_touched(&one.incident) {
                one.incident = self.id(&one.incident)?;
            }
        }
        let bytes = self.bytes_of(&listed, &reading)?;
        let pdf = bytes.as_ref().is_some_and(|bytes| bytes.starts_with(b"%PDF-"));
        Ok(Opened { listed, reading, marked, restricted_by, given, original: bytes.is_some(), pdf })
    }

    /// The bytes that a report came in, where they are kept. Where anything is protected, only bytes that are no more than the report's text.
    ///
    /// # Errors
    ///
    /// When there is no such report that may be seen.
    pub fn original(&mut self, id: &str) -> Result<Option<Vec<u8>>, ExportError> {
        let listed = self.listing(id)?;
        let reading = self.ledger.reading(id)?;
        self.bytes_of(&listed, &reading)
    }

    fn bytes_of(&mut self, listed: &Listed, reading: &Reading) -> Result<Option<Vec<u8>>, ExportError> {
        let Some(digest) = &listed.original else { return Ok(None) };
        let bytes = self.ledger.original_bytes(digest)?;
        let plain = bytes == reading.report.text.as_bytes();
        Ok(Some(bytes).filter(|_| plain || !self.held().is_any()))
    }

    /// What is known of the report with exactly this id.
    ///
    /// # Errors
    ///
    /// When there is none that may be seen.
    pub fn listing(&mut self, id: &str) -> Result<Listed, ExportError> {
        let ledger: &mut Ledger = self.ledger;
        let listed = ledger.listing(id)?;
        if self.is_open(id) { Ok(listed) } else { Err(LedgerError::NoReport { id: id.to_owned() }.into()) }
    }

    /// Take out of a step what may not be seen; whether anything of it may.
    fn mask_step(&self, step: &mut Step) -> bool {
        match step {
            Step::Report { report, name, outlet } | Step::Reading { report, name, outlet } => {
                if !self.is_open(report) {
                    "a protected report".clone_into(report);
                    name.clone_from(report);
                    SOURCE.clone_into(outlet);
                }
                true
            }
            Step::Decision { decision, .. } if self.held().is_any() => self.may_tell(decision),
            Step::Decision { .. } | Step::Undo { .. } => {
                !self.held().is_any() || !serde_json::to_string(step).is_ok_and(|json| self.tells(&json))
            }
        }
    }
}

/// The values of an incident that a step changed.
fn changes(before: Option<&Gathered>, after: &Gathered) -> Vec<Change> {
    let old = before.map(values);
    let mut changed = Vec::new();
    for (at, (field, after)) in values(after).into_iter().enumerate() {
        let before = old.as_ref().and_then(|old| old.get(at)).map(|(_, value)| value.clone()).unwrap_or_default();
        if before != after {
            changed.push(Change { field, before, after });
        }
    }
    changed
}

fn values(gathered: &Gathered) -> [(&'static str, Value); 11] {
    let disputed: Vec<String> = gathered.disputes.iter().map(|dispute| name_of(dispute.aspect)).collect();
    let day = |end: fn(&DateRange) -> &Option<String>| json(gathered.date.as_ref().and_then(|date| end(date).as_ref()));
    [
        ("type", json(gathered.kind)),
        ("start", day(|date| &date.start)),
        ("end", day(|date| &date.end)),
        ("place", json(gathered.place.as_ref().and_then(|place| place.name.as_ref()))),
        ("killed", json(gathered.killed)),
        ("injured", json(gathered.injured)),
        ("actors", json(&gathered.actors)),
        ("targets", json(&gathered.targets)),
        ("reports", json(gathered.reports)),
        ("disputes", json(disputed)),
        ("status", json(gathered.status)),
    ]
}

fn json(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
