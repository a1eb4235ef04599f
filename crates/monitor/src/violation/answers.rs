//! What the accused answer: in the same report, in other reports of the same incident, and to breaches of the same agreement within a fortnight.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use super::gather::Answered;
use crate::report::{Party, Rule, may_be_one};
use crate::watch::{Answer, Seen, Watch};

/// For how many days after an allegation a general denial answers it.
const REACH: i32 = 14;

/// An allegation, by its places in the watch.
pub(super) struct Asked<'a> {
    pub(super) report: usize,
    pub(super) alleged: &'a crate::report::Alleged,
    pub(super) agreement: Option<usize>,
}

/// The reports that deny or allege something, by day: what may answer an allegation that other reports tell.
pub(super) struct Answering(BTreeMap<Date, Vec<usize>>);

impl Answering {
    pub(super) fn of(watch: &Watch) -> Self {
        let mut days: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
        for (n, seen) in watch.seen.iter().enumerate() {
            let answers = !seen.notes.denied.is_empty() || !seen.notes.alleged.is_empty();
            if let Some(day) = seen.notes.day.filter(|_| answers) {
                days.entry(day).or_default().push(n);
            }
        }
        Self(days)
    }

    /// Those from the day before a report's to a fortnight after.
    fn near(&self, day: Option<Date>) -> impl Iterator<Item = usize> {
        let range = day.and_then(|day| Some((day.yesterday().ok()?, day.checked_add(REACH.days()).ok()?)));
        range.into_iter().flat_map(|(from, to)| self.0.range(from..=to)).flat_map(|(_, reports)| reports).copied()
    }
}

/// What is answered to one allegation.
pub(super) fn answers(watch: &Watch, answering: &Answering, asked: &Asked<'_>) -> Vec<Answered> {
    let mut found = Vec::new();
    let accused = &asked.alleged.accused;
    if accused.is_empty() {
        return found;
    }
    let here = &watch.seen[asked.report];
    let meant: BTreeSet<&String> =
        asked.alleged.incidents.iter().filter_map(|local| here.incidents.get(local)).collect();
    let telling = meant.iter().flat_map(|incident| watch.telling(incident)).copied();
    let near: BTreeSet<usize> = answering.near(here.notes.day).chain([asked.report]).collect();
    let looked_at: BTreeSet<usize> = telling.chain(near.iter().copied()).collect();
    for n in looked_at {
        let seen = &watch.seen[n];
        for reply in seen.replies.iter().filter(|reply| is_of(&reply.by, accused)) {
            let about: BTreeSet<&String> =
                reply.incidents.iter().filter_map(|local| seen.incidents.get(local)).collect();
            let same = about.iter().any(|incident| meant.contains(*incident));
            // in one report, the same deed by the same side may be told as two incidents
            let alike = n == asked.report
                && reply.says != Answer::Accuses
                && !about.is_empty()
                && !meant.is_empty()
                && asked.alleged.rule != Rule::Duty;
            let counter = reply.says == Answer::Accuses;
            let against = counter
                && n == asked.report
                && asked.alleged.by.as_deref().is_some_and(|by| mentions(seen, reply.span, by));
            if (same && !counter) || alike || against {
                found.push(answered(seen, &reply.by, reply.says, reply.span));
            }
        }
        // what they say in the same breath answers too: "did not dispute the strike but called it unintentional"
        let breath: Vec<_> =
            found.iter().filter(|answer: &&Answered| answer.report == seen.id).map(|answer| answer.span).collect();
        for reply in seen.replies.iter().filter(|reply| is_of(&reply.by, accused) && reply.says != Answer::Accuses) {
            if breath.iter().any(|span| {
                span.end.abs_diff(reply.span.start).min(reply.span.end.abs_diff(span.start)) < 60
                    || span.overlaps(reply.span)
            }) {
                found.push(answered(seen, &reply.by, reply.says, reply.span));
            }
        }
        if !near.contains(&n) {
            continue;
        }
        for denied in &seen.notes.denied {
            let Some(by) = &denied.by else { continue };
            if is_of(by, accused) {
                found.push(answered(seen, by, Answer::Denies, denied.span));
            }
        }
        // who is accused, and says that the accuser broke the same agreement
        for other in &seen.notes.alleged {
            let same = other.names.and_then(|named| watch.agreement_of(n, named)) == asked.agreement
                && asked.agreement.is_some();
            let (Some(by), Some(first)) = (&other.by, &asked.alleged.by) else { continue };
            let turned = other.accused.iter().any(|party| may_be_one(&party.name, first));
            if same && turned && is_of(by, accused) && !std::ptr::eq(other, asked.alleged) {
                found.push(answered(seen, by, Answer::Accuses, other.sentence));
            }
        }
    }
    found.sort();
    found.dedup_by(|a, b| a.by == b.by && a.says == b.says && a.report == b.report);
    found
}

fn answered(seen: &Seen, by: &str, says: Answer, span: truceline_record::Span) -> Answered {
    Answered { by: by.to_owned(), says, report: seen.id.clone(), span, quote: seen.quote(span) }
}

fn is_of(by: &str, accused: &[Party]) -> bool {
    accused.iter().any(|party| {
        may_be_one(by, &party.name) && !is_label(by) && !is_label(&party.name) || by.eq_ignore_ascii_case(&party.name)
    })
}

/// Whether a name is only what others call somebody: "both sides", "terrorists" may be anybody, and answer nothing.
fn is_label(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["terrorist", "militant", "sides", "side", "the other", "rebels"].iter().any(|label| lower.contains(label))
        && !lower.chars().any(|c| c.is_ascii_digit())
        && name.split_whitespace().count() <= 3
}

fn mentions(seen: &Seen, span: truceline_record::Span, name: &str) -> bool {
    let quote = seen.quote(span).to_lowercase();
    name.to_lowercase().split_whitespace().filter(|word| word.len() > 3).any(|word| quote.contains(word))
}
