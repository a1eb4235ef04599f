//! `truceline decide mark` and `unmark`: from words of a report to the spans that the journal keeps.

use truceline_ledger::{Field, Ledger, LedgerError, Mark, Unmark, What};
use truceline_record::{CharIndex, Incident, Reading, Span, Statement, overlap};

use crate::args::decide::ReasonArgs;
use crate::args::mark::{MarkCommand, UnmarkCommand};

impl MarkCommand {
    pub(super) const fn why(&self) -> &ReasonArgs {
        match self {
            Self::Incident { why, .. }
            | Self::Statement { why, .. }
            | Self::Value { why, .. }
            | Self::Claim { why, .. } => why,
        }
    }

    /// What is decided.
    pub(super) fn what(&self, ledger: &mut Ledger) -> Result<What, LedgerError> {
        let (Self::Incident { report, .. }
        | Self::Statement { report, .. }
        | Self::Value { report, .. }
        | Self::Claim { report, .. }) = self;
        let page = Page::open(ledger, report)?;
        let mark = match self {
            Self::Incident { words, r#type, reality, main, .. } => {
                Mark::Incident { words: page.spans(words)?, kind: *r#type, reality: *reality, main: *main }
            }
            Self::Statement { words, act, speaker, name, cue, quote, instead, .. } => Mark::Statement {
                words: page.spans(words)?,
                speaker: page.spans_of(speaker.as_ref())?,
                speaker_name: name.clone(),
                cue: page.spans_of(cue.as_ref())?,
                quote: *quote,
                act: *act,
                instead: instead.as_ref().map(|words| page.statement(words)).transpose()?,
            },
            Self::Value { incident, field, value, words, counted, by, .. } => Mark::Value {
                of: page.incident(incident)?,
                field: *field,
                words: page.spans(words)?,
                value: value.clone(),
                counted: *counted,
                by: by.as_ref().map(|words| page.statement(words)).transpose()?,
            },
            Self::Claim { incident, says, party, by, .. } => Mark::Claim {
                of: page.incident(incident)?,
                by: by.as_ref().map(|words| page.statement(words)).transpose()?,
                says: *says,
                party: party.clone(),
            },
        };
        Ok(What::Mark { report: page.report, mark })
    }
}

impl UnmarkCommand {
    pub(super) const fn why(&self) -> &ReasonArgs {
        match self {
            Self::Incident { why, .. }
            | Self::Statement { why, .. }
            | Self::Value { why, .. }
            | Self::Claim { why, .. } => why,
        }
    }

    /// What is decided.
    pub(super) fn what(&self, ledger: &mut Ledger) -> Result<What, LedgerError> {
        let (Self::Incident { report, .. }
        | Self::Statement { report, .. }
        | Self::Value { report, .. }
        | Self::Claim { report, .. }) = self;
        let page = Page::open(ledger, report)?;
        let unmark = match self {
            Self::Incident { incident, .. } => Unmark::Incident { words: page.incident(incident)? },
            Self::Statement { words, .. } => Unmark::Statement { words: page.statement(words)? },
            Self::Value { incident, field, words, .. } => {
                let of = page.incident(incident)?;
                Unmark::Value { of, field: *field, words: page.value(of, *field, words)? }
            }
            Self::Claim { incident, says, party, by, .. } => Unmark::Claim {
                of: page.incident(incident)?,
                by: by.as_ref().map(|words| page.statement(words)).transpose()?,
                says: *says,
                party: party.clone(),
            },
        };
        Ok(What::Unmark { report: page.report, unmark })
    }
}

/// A report as it stands.
struct Page {
    report: String,
    reading: Reading,
    index: CharIndex,
    /// What the ledger calls the incidents of the reading: version, incident, and id in the reading.
    given: Vec<(String, String, String)>,
}

impl Page {
    fn open(ledger: &mut Ledger, report: &str) -> Result<Self, LedgerError> {
        let report = ledger.find_report(report)?;
        let reading = ledger.reading(&report)?;
        let index = CharIndex::new(&reading.report.text);
        let given = ledger.given(&report)?.into_iter().map(|one| (one.version, one.incident, one.local)).collect();
        Ok(Self { report, reading, index, given })
    }

    /// Where words stand: given as `12..31`, with commas between several, or as they are, where they stand once.
    fn spans(&self, words: &str) -> Result<Vec<Span>, LedgerError> {
        let numbers = |part: &str| {
            let (start, end) = part.trim().split_once("..")?;
            Some(Span::new(start.parse().ok()?, end.parse().ok()?))
        };
        if let Some(spans) = words.split(',').map(numbers).collect::<Option<Vec<Span>>>() {
            return Ok(spans);
        }
        let text = &self.reading.report.text;
        let found: Vec<Span> = text
            .match_indices(words)
            .map(|(at, _)| Span::new(self.index.char_at(at), self.index.char_at(at + words.len())))
            .collect();
        match found.as_slice() {
            _ if words.trim().is_empty() => Err(wrong("words of the report are needed".to_owned())),
            [] => Err(wrong(format!("{words:?} does not stand in the report"))),
            [_] => Ok(found),
            many => {
                let places: Vec<String> = many.iter().map(|span| format!("{}..{}", span.start, span.end)).collect();
                Err(wrong(format!(
                    "{words:?} stands {} times in the report; give one of {}",
                    many.len(),
                    places.join(", ")
                )))
            }
        }
    }

    fn spans_of(&self, words: Option<&String>) -> Result<Vec<Span>, LedgerError> {
        words.map_or_else(|| Ok(Vec::new()), |words| self.spans(words))
    }

    /// The first words that name an incident, given by an id or by any words of it.
    fn incident(&self, asked: &str) -> Result<Span, LedgerError> {
        let local = self.given.iter().find(|(version, incident, local)| {
            local == asked || (asked.len() > 2 && (version.starts_with(asked) || incident.starts_with(asked)))
        });
        let has = |one: &&Incident| local.is_some_and(|(.., local)| one.id == *local);
        let found = match self.reading.incidents.iter().find(has) {
            Some(found) => Some(found),
            None => {
                let spans = self.spans(asked)?;
                self.reading.incidents.iter().find(|one| overlap(&one.triggers, &spans))
            }
        };
        let first = found.and_then(|found| found.triggers.first().copied());
        first.ok_or_else(|| wrong(format!("no incident of the report is named by {asked:?}")))
    }

    /// The beginning of the statement that any words of what is said mean; of nested ones, the innermost.
    fn statement(&self, asked: &str) -> Result<Span, LedgerError> {
        let beginning = |one: &Statement| one.content.first().or_else(|| one.cue.first()).copied();
        let by_id = self.reading.statements.iter().find(|one| one.id == asked);
        let found = match by_id {
            Some(found) => Some(found),
            None => {
                let spans = self.spans(asked)?;
                let size = |one: &&Statement| one.content.iter().map(|span| span.len()).sum::<u32>();
                let there = self.reading.statements.iter();
                there.filter(|one| overlap(&one.content, &spans) || overlap(&one.cue, &spans)).min_by_key(size)
            }
        };
        found.and_then(beginning).ok_or_else(|| wrong(format!("no statement of the report says {asked:?}")))
    }

    /// The words of a value, given by any of them.
    fn value(&self, of: Span, field: Field, asked: &str) -> Result<Span, LedgerError> {
        let spans = self.spans(asked)?;
        let incident = self.reading.incidents.iter().find(|one| one.triggers.contains(&of));
        let stand = incident.map_or_else(Vec::new, |one| field.spans(one));
        let meant = stand.into_iter().flatten().find(|span| overlap(&[**span], &spans));
        meant.copied().ok_or_else(|| wrong(format!("{asked:?} says nothing of {} there", field.name())))
    }
}

fn wrong(why: String) -> LedgerError {
    LedgerError::Decision(why)
}
