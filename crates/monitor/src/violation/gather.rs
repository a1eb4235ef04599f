//! One alleged violation in many reports.
//!
//! Two reports allege the same where they mean the same incident of the ledger and the same agreement; where no incident is meant, where they say it in the same words or
//! by the same mouth, of the same party, on the same day. A count stands by itself, with what is told one by one of it beside it, and is never added to anything.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use truceline_export::View;
use truceline_ledger::{Card, Finding, Made, Query, violation_id};
use truceline_record::{Span, name_of};

use super::answers::{Answering, Asked, answers};
use super::axes::{Axes, axes};
use crate::MonitorError;
use crate::agreement::Known;
use crate::days::Days;
use crate::report::{Count, Rule, may_be_one};
use crate::terms::{Kinds, Provision};
use crate::watch::{Answer, Watch};

/// What is said to have broken an agreement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Violation {
    /// Its id: `v` and twelve hex digits of where it is first alleged.
    pub id: String,
    /// The agreement's id; none where no report names it.
    pub agreement: Option<String>,
    /// The terms that it is said to break, or may.
    pub terms: Vec<Term>,
    /// What it is called in the field's code books.
    pub kind: String,
    /// The days.
    pub days: Option<Days>,
    /// Where.
    pub place: Option<String>,
    /// Who is said to have done it.
    pub accused: Vec<String>,
    /// Who says so, and where.
    pub alleged_by: Vec<Accuser>,
    /// The ledger's incidents that are meant, or that a count is told by.
    pub incidents: Vec<String>,
    /// How often, where it is a count.
    pub count: Option<Count>,
    /// What is answered.
    pub answers: Vec<Answered>,
    /// Where it stands.
    pub status: Axes,
}

impl Violation {
    /// The ids that it is known by: its own first, then those that it had or will have where other reports are there.
    pub fn ids(&self) -> Vec<String> {
        ids(&self.alleged_by)
    }

    /// Set where it stands, by what is said of it and what people have found since.
    ///
    /// # Errors
    ///
    /// When the ledger cannot be read.
    pub fn stand(&mut self, view: &mut View<'_>, findings: &[Finding]) -> Result<(), MonitorError> {
        let mut decided = Vec::new();
        for incident in &self.incidents {
            decided.extend(view.card_of(incident)?.map(|card| card.decisions).unwrap_or_default());
        }
        self.status = standing(&self.alleged_by, &self.accused, &self.answers, &decided, findings);
        Ok(())
    }
}

/// Where something stands that is alleged so.
fn standing(by: &[Accuser], accused: &[String], answers: &[Answered], decided: &[Made], findings: &[Finding]) -> Axes {
    let ids = ids(by);
    // a report that came later may be the first now: what was found of it stays
    let is_of = |finding: &&Finding| ids.iter().any(|id| id.starts_with(&finding.violation));
    let found: Vec<&Finding> = findings.iter().filter(is_of).collect();
    let mut accusers: Vec<String> = by.iter().map(|by| by.by.clone()).collect();
    accusers.dedup();
    axes(&accusers, !accused.is_empty(), answers, decided, &found)
}

/// Who alleges something, and in which words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Accuser {
    /// Who.
    pub by: String,
    /// Whether that is the report itself.
    pub narrated: bool,
    /// By which rule.
    pub rule: Rule,
    /// The report's id in the ledger.
    pub report: String,
    /// The sentence.
    pub span: Span,
    /// Its words.
    pub quote: String,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Answered {
    /// Who.
    pub by: String,
    /// What.
    pub says: Answer,
    /// The report's id in the ledger.
    pub report: String,
    /// The words.
    pub span: Span,
    /// The same.
    pub quote: String,
}

/// A term that is said to be broken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Term {
    /// The provision's id in the agreement; none where nobody wrote the terms down.
    pub provision: Option<String>,
    /// Its kind.
    pub kind: String,
    /// Why.
    pub why: String,
}

/// All alleged violations that a watch sees, by day.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn violations(view: &mut View<'_>, watch: &Watch) -> Result<Vec<Violation>, MonitorError> {
    let kinds = Kinds::bundled()?;
    let findings = view.findings()?;
    let mut wanted: BTreeSet<&String> = BTreeSet::new();
    for seen in &watch.seen {
        wanted.extend(
            seen.notes
                .alleged
                .iter()
                .flat_map(|alleged| &alleged.incidents)
                .filter_map(|local| seen.incidents.get(local)),
        );
    }
    let mut cards: BTreeMap<String, Card> = BTreeMap::new();
    for id in wanted {
        // a person may have said since that it is no incident
        if let Some(card) = view.card_of(id)? {
            cards.insert(id.clone(), card);
        }
    }
    let answering = Answering::of(watch);
    let mut drafts = Drafts::default();
    for (report, seen) in watch.seen.iter().enumerate() {
        for alleged in &seen.notes.alleged {
            let agreement = alleged.names.and_then(|named| watch.agreement_of(report, named));
            // nobody can break what is only wanted
            if agreement.is_some_and(|at| !is_there(&watch.agreements[at])) {
                continue;
            }
            let asked = Asked { report, alleged, agreement };
            let answers = answers(watch, &answering, &asked);
            drafts.take(Draft::new(watch, &asked, answers, &cards));
        }
    }
    let mut out: Vec<Violation> =
        drafts.list.into_iter().map(|draft| draft.done(watch, &kinds, &cards, &findings)).collect();
    out.sort_by(|a, b| (a.days, &a.id).cmp(&(b.days, &b.id)));
    Ok(out)
}

/// Whether an agreement was made, by any report, or is spoken of as one that can be broken.
fn is_there(known: &Known) -> bool {
    known.written.is_some() || known.history.iter().any(|evidence| evidence.stage.is_made()) || known.history.is_empty()
}

/// What must be the same of two for them to be one: the agreement, the count, and whether it is a duty.
type Like = (Option<usize>, Option<(Option<u32>, Option<u32>)>, bool);

/// By what an allegation may be one with another.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Hook {
    Incident(String),
    Words(String),
    Mouth(String),
    Count,
}

/// Allegations as they are gathered, with where to look for those that one more may be one with.
#[derive(Default)]
struct Drafts {
    list: Vec<Draft>,
    hooks: BTreeMap<(Like, Hook), BTreeSet<usize>>,
}

impl Drafts {
    /// Take one more: into the first that it is one with, or as another.
    fn take(&mut self, draft: Draft) {
        let hooks: Vec<(Like, Hook)> = draft.hooks().collect();
        let maybe: BTreeSet<usize> = hooks.iter().filter_map(|hook| self.hooks.get(hook)).flatten().copied().collect();
        let one = maybe.into_iter().find(|&at| self.list[at].is(&draft));
        let at = one.unwrap_or(self.list.len());
        match self.list.get_mut(at) {
            Some(known) => known.take(draft),
            None => self.list.push(draft),
        }
        for hook in hooks {
            self.hooks.entry(hook).or_default().insert(at);
        }
    }
}

struct Draft {
    agreement: Option<usize>,
    incidents: BTreeSet<String>,
    accused: Vec<String>,
    by: Vec<Accuser>,
    count: Option<Count>,
    days: Option<Days>,
    place: Option<String>,
    rule: Rule,
    provision: Option<String>,
    answers: Vec<Answered>,
    /// The sentences, and whose words they are.
    words: BTreeSet<String>,
    mouths: BTreeSet<String>,
}

impl Draft {
    fn new(watch: &Watch, asked: &Asked<'_>, answers: Vec<Answered>, cards: &BTreeMap<String, Card>) -> Self {
        let &Asked { report, alleged, agreement } = asked;
        let seen = &watch.seen[report];
        let incidents: BTreeSet<String> = alleged
            .incidents
            .iter()
            .filter_map(|local| seen.incidents.get(local))
            .filter(|id| cards.contains_key(*id))
            .cloned()
            .collect();
        let of = |id: &String| {
            cards
                .get(id)
                .and_then(|card| card.gathered.date.as_ref())
                .and_then(|date| Days::new(date.start.as_deref(), date.end.as_deref()))
        };
        let told = incidents.iter().filter_map(of).reduce(|a, b| Days { from: a.from.min(b.from), to: a.to.max(b.to) });
        let counted = alleged.count.as_ref().and_then(|count| count.within);
        let days = counted.or(told).or_else(|| seen.notes.day.map(|day| Days { from: day, to: day }));
        let single = alleged.count.is_none();
        let place = incidents
            .iter()
            .filter(|_| single)
            .filter_map(|id| cards.get(id)?.gathered.place.as_ref()?.name.clone())
            .next();
        let accuser = |span: Span| Accuser {
            by: alleged.by.clone().unwrap_or_else(|| seen.outlet.clone()),
            narrated: alleged.by.is_none(),
            rule: alleged.rule,
            report: seen.id.clone(),
            span,
            quote: seen.quote(span),
        };
        let by: Vec<Accuser> =
            std::iter::once(alleged.sentence).chain(alleged.restated.iter().copied()).map(accuser).collect();
        Self {
            words: by.iter().map(|by| by.quote.clone()).collect(),
            mouths: by.iter().map(|by| by.by.clone()).collect(),
            agreement,
            incidents,
            accused: alleged.accused.iter().map(|party| party.name.clone()).collect(),
            by,
            count: alleged.count.clone(),
            days,
            place,
            rule: alleged.rule,
            provision: alleged.provision.clone(),
            answers,
        }
    }

    fn like(&self) -> Like {
        (self.agreement, self.count.as_ref().map(|count| (count.min, count.max)), self.rule == Rule::Duty)
    }

    fn hooks(&self) -> impl Iterator<Item = (Like, Hook)> {
        let incidents = self.incidents.iter().cloned().map(Hook::Incident);
        let words = self.words.iter().cloned().map(Hook::Words);
        let mouths = self.mouths.iter().filter(|_| self.incidents.is_empty()).cloned().map(Hook::Mouth);
        let count = self.count.is_some().then_some(Hook::Count);
        incidents.chain(words).chain(mouths).chain(count).map(|hook| (self.like(), hook))
    }

    /// Whether the two are one; `other` is the smaller.
    fn is(&self, other: &Self) -> bool {
        if self.like() != other.like() {
            return false;
        }
        let day = self.days.zip(other.days).is_none_or(|(a, b)| a.gap(b) <= 1);
        if other.words.iter().any(|words| self.words.contains(words)) {
            return true;
        }
        if self.count.is_some() {
            return day && self.side(other);
        }
        if self.incidents.is_empty() != other.incidents.is_empty() {
            return false;
        }
        if !self.incidents.is_empty() {
            return other.incidents.iter().any(|incident| self.incidents.contains(incident));
        }
        day && other.mouths.iter().any(|mouth| self.mouths.contains(mouth)) && self.side(other)
    }

    fn side(&self, other: &Self) -> bool {
        let (a, b) = (&self.accused, &other.accused);
        (a.is_empty() && b.is_empty()) || a.iter().any(|a| b.iter().any(|b| may_be_one(a, b)))
    }

    fn take(&mut self, other: Self) {
        self.incidents.extend(other.incidents);
        for name in other.accused {
            if !self.accused.contains(&name) {
                self.accused.push(name);
            }
        }
        self.by.extend(other.by);
        self.words.extend(other.words);
        self.mouths.extend(other.mouths);
        self.answers.extend(other.answers);
        self.days = self.days.or(other.days);
        self.place = self.place.take().or(other.place);
        self.provision = self.provision.take().or(other.provision);
    }

    fn done(mut self, watch: &Watch, kinds: &Kinds, cards: &BTreeMap<String, Card>, findings: &[Finding]) -> Violation {
        self.by.sort();
        self.by.dedup_by(|a, b| a.by == b.by && a.quote == b.quote && a.report == b.report);
        self.answers.sort();
        self.answers.dedup_by(|a, b| a.by == b.by && a.says == b.says);
        let id = ids(&self.by).into_iter().next().unwrap_or_default();
        let known = self.agreement.and_then(|at| watch.agreements.get(at));
        let terms = terms(known, &self, kinds, cards);
        let kind = terms
            .first()
            .and_then(|term| kinds.get(&term.kind))
            .map_or("fire_incident", |kind| kind.violation.as_str())
            .to_owned();
        let decided: Vec<_> = self
            .incidents
            .iter()
            .filter_map(|id| cards.get(id))
            .flat_map(|card| card.decisions.iter().cloned())
            .collect();
        Violation {
            status: standing(&self.by, &self.accused, &self.answers, &decided, findings),
            id,
            agreement: known.map(|known| known.id.clone()),
            terms,
            kind,
            days: self.days,
            place: self.place,
            accused: self.accused,
            alleged_by: self.by,
            incidents: self.incidents.into_iter().collect(),
            count: self.count,
            answers: self.answers,
        }
    }
}

/// The ids of what is alleged in these places, one a place: that of the first is its own, the others were or will be where other reports are there.
fn ids(by: &[Accuser]) -> Vec<String> {
    let mut places: Vec<(&String, Span, bool)> =
        by.iter().map(|by| (&by.report, by.span, by.rule == Rule::Duty)).collect();
    places.sort();
    places.dedup();
    let id = |(report, span, duty): (&String, Span, bool)| violation_id(report, span.start, duty);
    places.into_iter().map(id).collect()
}

/// The terms of an agreement that something may break.
fn terms(known: Option<&Known>, draft: &Draft, kinds: &Kinds, cards: &BTreeMap<String, Card>) -> Vec<Term> {
    let written: &[Provision] =
        known.and_then(|known| known.written.as_ref()).map_or(&[], |agreement| &agreement.provisions);
    let mut terms = Vec::new();
    if draft.rule == Rule::Duty {
        let kind = draft.provision.clone();
        for provision in written.iter().filter(|provision| Some(&provision.kind) == kind.as_ref()) {
            let why = format!("the words are about {}", provision.kind.replace('_', " "));
            terms.push(Term { provision: Some(provision.id.clone()), kind: provision.kind.clone(), why });
        }
        if terms.is_empty() {
            let kind = kind.unwrap_or_else(|| "duration_and_renewal".to_owned());
            terms.push(Term { provision: None, why: format!("the words are about {}", kind.replace('_', " ")), kind });
        }
        return terms;
    }
    for card in draft.incidents.iter().filter_map(|id| cards.get(id)) {
        for provision in written {
            if let Some(why) = super::covered::breaks(card, provision, known, kinds, &draft.accused) {
                terms.push(Term { provision: Some(provision.id.clone()), kind: provision.kind.clone(), why });
            }
        }
        if terms.is_empty() {
            let why = format!("{} is fire, which a ceasefire forbids", name_of(card.gathered.kind).replace('_', " "));
            terms.push(Term { provision: None, kind: "cease_fire_all_weapons".to_owned(), why });
        }
    }
    if terms.is_empty() {
        let why = "the agreement as a whole is said to be broken".to_owned();
        terms.push(Term { provision: None, kind: "cease_fire_all_weapons".to_owned(), why });
    }
    terms.sort();
    terms.dedup_by(|a, b| a.provision == b.provision && a.kind == b.kind);
    terms
}

/// The query for all incidents of some days.
pub(crate) fn in_days(days: Days) -> Query {
    Query { from: Some(days.from.to_string()), to: Some(days.to.to_string()), ..Query::default() }
}

#[cfg(test)]
mod tests {
    use truceline_ledger::Grade;

    use super::*;

    fn accuser(report: &str) -> Accuser {
        let (by, quote) = ("the mission".to_owned(), "They broke the truce.".to_owned());
        Accuser { by, narrated: false, rule: Rule::Broken, report: report.to_owned(), span: Span::new(3, 24), quote }
    }

    #[test]
    fn what_was_found_stays_when_an_earlier_report_comes() {
        let alone = ids(&[accuser("r2")]);
        let grade = Grade { breach: Some("found".to_owned()), ..Grade::default() };
        let finding = Finding {
            violation: alone[0].clone(),
            grade,
            reason: "we saw it".to_owned(),
            seq: 7,
            who: "Ana".to_owned(),
            at: "2031-04-01T08:00:00Z".to_owned(),
        };
        let both = [accuser("r1"), accuser("r2")];
        assert_ne!(ids(&both)[0], alone[0]);
        assert!(ids(&both).contains(&alone[0]));
        let status = standing(&both, &[], &[], &[], std::slice::from_ref(&finding));
        assert_eq!((status.breach.is.as_str(), status.breach.by.as_str()), ("found", "Ana"));
        let other = standing(&[accuser("r1")], &[], &[], &[], &[finding]);
        assert_eq!(other.breach.is, "not_assessed");
    }
}
