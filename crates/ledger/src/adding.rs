//! Reports come in: one transaction keeps the bytes of each, its reading and what links it to the incidents of others.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use truceline_reconcile::across::day_number;
use truceline_record::{Reading, Report};

use crate::journal::{self, By, Kind, START};
use crate::ledger::Ledger;
use crate::linking::{Linked, Prepared};
use crate::original::Original;
use crate::packed::pack;
use crate::rows::{self, Coming};
use crate::store::{Dialect, Value};
use crate::{LedgerError, Role, ids, incidents};

/// A report that comes in, read.
#[derive(Clone, Debug)]
pub struct Arrival<'a> {
    /// What was read.
    pub reading: &'a Reading,
    /// The bytes that it came in, alone or with others; none where it was read elsewhere and they did not come along.
    pub original: Option<Original>,
}

/// What adding came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Added {
    /// It is new.
    New {
        /// The report's id in the ledger.
        report: String,
        /// Where each of its incidents went.
        incidents: Vec<Linked>,
        /// Reports that it copies, or that copy it.
        copies: Vec<String>,
        /// The report in whose place it stands, where it is a changed row of a log.
        replaces: Option<String>,
    },
    /// It was there.
    Known {
        /// The report's id in the ledger.
        report: String,
    },
}

/// What the journal says of a report that was added.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportBody {
    pub(crate) report: String,
    pub(crate) name: String,
    /// BLAKE3 of what is known of the report.
    pub(crate) about: String,
    /// BLAKE3 of the original bytes.
    pub(crate) original: Option<String>,
    /// BLAKE3 of the reading's JSON.
    pub(crate) reading: String,
}

/// BLAKE3 over what is known of a report, in hex.
pub(crate) fn about(id: &str, report: &Report) -> String {
    let fields = [Some(&report.id), report.title.as_ref(), report.source.as_ref(), report.url.as_ref()];
    let more = [report.published.as_ref(), report.language.as_ref()];
    let mut hasher = blake3::Hasher::new();
    hasher.update(id.as_bytes());
    for field in fields.into_iter().chain(more) {
        hasher.update(&field.map_or(u64::MAX, |field| field.len() as u64).to_le_bytes());
        hasher.update(field.map(String::as_bytes).unwrap_or_default());
    }
    hasher.finalize().to_hex().to_string()
}

/// For whom reports are kept as they come in: people of a role and those that may more; and why.
#[derive(Clone, Debug)]
pub struct KeptFor {
    /// The least role that sees them.
    pub role: Role,
    /// Why; it stays in the journal.
    pub reason: String,
}

pub(crate) fn add(
    ledger: &mut Ledger,
    arrivals: &[Arrival<'_>],
    kept_for: Option<&KeptFor>,
    by: &By,
) -> Result<Vec<Added>, LedgerError> {
    // All that takes time and no look into the ledger is done before the transaction, so that writers wait for each other as little as can be.
    let mut coming = Vec::with_capacity(arrivals.len());
    for arrival in arrivals {
        // what a row of a log changes is told in the transaction, for others may change it until then
        let row = arrival.reading.report.row.is_some();
        coming.push(if row { None } else { Some(come(ledger, arrival)?) });
    }
    let known = coming.iter().all(|came| came.as_ref().is_some_and(|(_, prepared)| prepared.is_none()));
    if known && kept_for.is_none() {
        return Ok(coming.into_iter().flatten().map(|(report, _)| Added::Known { report }).collect());
    }
    ledger.within(|ledger| {
        let mut added = Vec::with_capacity(arrivals.len());
        for (arrival, came) in arrivals.iter().zip(coming) {
            let one = match came.map_or_else(|| come(ledger, arrival), Ok)? {
                // another program, or this very call, may have brought it since
                (report, Some((row, prepared))) if !is_known(ledger, &report)? => {
                    keep(ledger, report, &row, prepared, by)?
                }
                (report, _) => Added::Known { report },
            };
            if let Some(KeptFor { role, reason }) = kept_for {
                ledger.restrict(&one, *role, reason, by)?;
            }
            added.push(one);
        }
        Ok(added)
    })
}

/// What adding a report that is not there would come to. Nothing is kept.
pub(crate) fn would_add(ledger: &mut Ledger, arrival: &Arrival<'_>, by: &By) -> Result<Added, LedgerError> {
    let mut would = None;
    let kept = ledger.within(|ledger| {
        would = Some(match come(ledger, arrival)? {
            (report, Some((row, prepared))) => keep(ledger, report, &row, prepared, by)?,
            (report, None) => Added::Known { report },
        });
        // what was done is taken back by this
        Err(LedgerError::Data("nothing was to be kept".to_owned()))
    });
    would.map_or(kept, Ok)
}

/// What comes in under which id; nothing of it where it is there.
fn come(ledger: &mut Ledger, arrival: &Arrival<'_>) -> Result<(String, Option<(ReportRow, Prepared)>), LedgerError> {
    let reading = match rows::coming(ledger.store.as_mut(), arrival.reading)? {
        Coming::Known(report) => return Ok((report, None)),
        Coming::AsItIs => Cow::Borrowed(arrival.reading),
        Coming::Changed(reading) => Cow::Owned(*reading),
    };
    let report = ids::report(&reading.report);
    let new = !is_known(ledger, &report)?;
    let arrival = Arrival { reading: &reading, original: arrival.original.clone() };
    let prepared = new.then(|| prepare(ledger, &report, &arrival)).transpose()?;
    Ok((report, prepared))
}

fn keep(
    ledger: &mut Ledger,
    report: String,
    row: &ReportRow,
    prepared: Prepared,
    by: &By,
) -> Result<Added, LedgerError> {
    begin(ledger, by)?;
    let head = journal::append(ledger.store.as_mut(), by, Kind::Report, &row.journal)?;
    row.insert(ledger, head.seq)?;
    let (mut incidents, copies) = link(ledger, &report, prepared, head.seq)?;
    let Some(log_row) = &row.report.row else { return Ok(Added::New { report, incidents, copies, replaces: None }) };
    rows::replace(ledger, &report, log_row.after.as_deref(), head.seq)?;
    for linked in &mut incidents {
        linked.incident = incidents::find(ledger.store.as_mut(), &linked.version)?;
    }
    Ok(Added::New { report, incidents, copies, replaces: log_row.after.clone() })
}

fn prepare(ledger: &Ledger, report: &str, arrival: &Arrival<'_>) -> Result<(ReportRow, Prepared), LedgerError> {
    Ok((ReportRow::new(report, arrival)?, ledger.linking.prepare(report, arrival.reading)?))
}

/// What the journal would say of a report that comes in.
pub(crate) fn entry_body(arrival: &Arrival<'_>) -> Result<String, LedgerError> {
    Ok(ReportRow::new(&ids::report(&arrival.reading.report), arrival)?.journal)
}

fn link(
    ledger: &mut Ledger,
    report: &str,
    prepared: Prepared,
    seq: i64,
) -> Result<(Vec<Linked>, Vec<String>), LedgerError> {
    let Ledger { store, outlets, linking } = ledger;
    linking.link(store.as_mut(), outlets, report, prepared, seq)
}

/// The day of a report, an ISO 8601 date: the one that its reading counts from, else the first ten characters of its time of publication.
pub(crate) fn day(reading: &Reading) -> Option<String> {
    let published = || reading.report.published.as_deref().and_then(|published| published.get(..10));
    reading.day.as_deref().or_else(published).filter(|day| day_number(day).is_some()).map(str::to_owned)
}

/// Whether a report is kept already.
pub(crate) fn is_known(ledger: &mut Ledger, report: &str) -> Result<bool, LedgerError> {
    Ok(!ledger.store.query("SELECT id FROM reports WHERE id = ?1", &[report.into()])?.is_empty())
}

/// The first entry of a journal.
fn begin(ledger: &mut Ledger, by: &By) -> Result<(), LedgerError> {
    if journal::head(ledger.store.as_mut())?.hash == START {
        let body = format!("{{\"program\":\"truceline {}\"}}", env!("CARGO_PKG_VERSION"));
        journal::append(ledger.store.as_mut(), by, Kind::Made, &body)?;
    }
    Ok(())
}

/// A report as rows.
pub(crate) struct ReportRow {
    id: String,
    fields: Vec<Value>,
    original: Option<Original>,
    reading: Vec<Value>,
    words: Vec<Value>,
    journal: String,
    /// The report, where it is a row of a log.
    report: Report,
}

impl ReportRow {
    fn new(id: &str, arrival: &Arrival<'_>) -> Result<Self, LedgerError> {
        let reading = arrival.reading;
        let report = &reading.report;
        let wrong = |error: serde_json::Error| LedgerError::Data(error.to_string());
        let json = serde_json::to_vec(reading).map_err(wrong)?;
        let digest = blake3::hash(&json).to_hex().to_string();
        let made_by = serde_json::to_string(&reading.made_by).map_err(wrong)?;
        let body = ReportBody {
            report: id.to_owned(),
            name: report.id.clone(),
            about: about(id, report),
            original: arrival.original.as_ref().map(|original| original.digest().to_owned()),
            reading: digest.clone(),
        };
        Ok(Self {
            id: id.to_owned(),
            fields: vec![
                id.into(),
                (&report.id).into(),
                report.title.clone().into(),
                report.source.clone().into(),
                report.url.clone().into(),
                report.published.clone().into(),
                report.language.clone().into(),
                body.original.clone().into(),
                day(reading).into(),
            ],
            original: arrival.original.clone().inspect(Original::pack),
            reading: vec![digest.into(), made_by.into(), pack(&json).into()],
            words: vec![id.into(), report.title.clone().into(), (&report.text).into()],
            journal: serde_json::to_string(&body).map_err(wrong)?,
            report: if report.row.is_some() { report.clone() } else { Report::default() },
        })
    }

    fn insert(&self, ledger: &mut Ledger, seq: i64) -> Result<(), LedgerError> {
        let store = ledger.store.as_mut();
        if let Some(original) = &self.original
            && store.query("SELECT digest FROM originals WHERE digest = ?1", &[original.digest().into()])?.is_empty()
        {
            store.execute(
                "INSERT INTO originals (digest, size, bytes) VALUES (?1, ?2, ?3)",
                &[original.digest().into(), original.size().into(), original.packed().to_vec().into()],
            )?;
        }
        let mut fields = self.fields.clone();
        fields.push(seq.into());
        store.execute(
            "INSERT INTO reports (id, name, title, source, url, published, language, original, day, seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            &fields,
        )?;
        rows::keep(store, &self.id, &self.report, seq)?;
        let mut reading = vec![Value::from(&self.id), seq.into()];
        reading.extend(self.reading.iter().cloned());
        store.execute(
            "INSERT INTO readings (report, seq, digest, made_by, body) VALUES (?1, ?2, ?3, ?4, ?5)",
            &reading,
        )?;
        let words = match store.dialect() {
            Dialect::Sqlite => "INSERT INTO words (report, title, text, rowid) VALUES (?1, ?2, ?3, ?4)",
            Dialect::Postgres => {
                "INSERT INTO words (report, title, text, found)
                 VALUES (?1, ?2, ?3, to_tsvector('simple', COALESCE(?2, '') || ' ' || ?3))"
            }
        };
        let mut values = self.words.clone();
        if store.dialect() == Dialect::Sqlite {
            values.push(seq.into());
        }
        store.execute(words, &values)?;
        Ok(())
    }
}
