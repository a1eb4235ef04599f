//! Finding what has words that many reports hold: through the incidents that are otherwise asked for, the latest first, until enough of them have such a report.
//!
//! Of a rare word the reports are soon listed with their incidents, and of a common one enough incidents are soon found; the answer is the same either way.

use crate::LedgerError;
use crate::find::{LATEST, MOST, Query};
use crate::incidents::{self, Card};
use crate::ledger::Ledger;
use crate::store::{Dialect, Row};

/// Incidents that are looked at together, at least.
const PAGE: usize = 256;

impl Ledger {
    /// The reports that hold the words that `query` asks for, by the entries that brought them, in their order; nothing where it is sooner to go from these reports
    /// to their incidents.
    pub(crate) fn common(&mut self, query: &Query) -> Result<Option<Vec<i64>>, LedgerError> {
        let (Some(words), Some(most), Dialect::Sqlite, None) =
            (query.words(), query.most, self.store.dialect(), &query.outlet)
        else {
            return Ok(None);
        };
        let mut last = self.store.query("SELECT MAX(seq) FROM reports", &[])?;
        let all = last.first_mut().map_or(Ok(None), Row::maybe_int)?.unwrap_or_default();
        let holding = self.reports_with(words)?;
        // with `n` of `all` reports, going from them costs in the measure of `n`, and going through in the measure of most * all / n
        let many = i64::from(most).saturating_mul(all).isqrt();
        let common = i64::try_from(holding.len()).is_ok_and(|count| count >= many.max(1));
        Ok(common.then_some(holding))
    }

    /// What `query` asks for, of which a report in `holding` tells.
    pub(crate) fn through(&mut self, query: &Query, holding: &[i64]) -> Result<Vec<Card>, LedgerError> {
        let most = usize::try_from(query.most.unwrap_or(MOST).min(MOST)).unwrap_or(usize::MAX);
        let asked = self.asked(&Query { words: None, ..query.clone() });
        let conditions = asked.conditions.join(" AND ");
        let (limit, offset) = (asked.values.len() + 1, asked.values.len() + 2);
        let sql = format!(
            "SELECT f.number, r.seq, f.lat, f.lon FROM
               (SELECT i.number, i.id, i.first_day, i.lat, i.lon FROM incidents i WHERE {conditions} {LATEST} LIMIT ?{limit} OFFSET ?{offset}) f
             CROSS JOIN versions v ON v.incident = f.id CROSS JOIN reports r ON r.id = v.report ORDER BY f.first_day DESC NULLS LAST, f.id",
        );
        let (mut found, mut page, mut from) = (Vec::new(), PAGE.max(most), 0);
        while found.len() < most {
            let mut values = asked.values.clone();
            values.extend([page, from].map(|count| i64::try_from(count).unwrap_or(i64::MAX).into()));
            let (mut looked_at, mut last) = (0, None);
            for mut row in self.store.query(&sql, &values)? {
                let (number, report) = (row.int()?, row.int()?);
                let point = row.maybe_real()?.zip(row.maybe_real()?);
                looked_at += usize::from(last != Some(number));
                last = Some(number);
                if found.last() != Some(&number)
                    && holding.binary_search(&report).is_ok()
                    && query.within.is_none_or(|within| within.holds_maybe(point))
                {
                    found.push(number);
                }
            }
            if looked_at < page {
                break;
            }
            from += page;
            page *= 4;
        }
        let mut cards = Vec::new();
        for number in found.into_iter().take(most) {
            for mut row in self.store.query("SELECT body FROM incidents WHERE number = ?1", &[number.into()])? {
                cards.push(incidents::card(&mut row)?);
            }
        }
        Ok(cards)
    }
}
