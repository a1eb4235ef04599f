//! Alleged violations: many in short, and one with both sides' words, the terms, and what people found.

use std::collections::BTreeMap;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use truceline_export::View;
use truceline_ledger::{Card, Grade};
use truceline_monitor::{Answer, Axes, Count, Days, Rule, Term};
use truceline_record::{Place, Span};
use utoipa::IntoParams;

use super::answered;
use super::looking::{Counted, counts};
use super::words::{Words, holds, period, sought};
use crate::app::App;
use crate::asked::Part;
use crate::fault::Fault;
use crate::watched::{self, Alleged, Watched};

/// Incidents that are shown of one alleged violation.
const INCIDENTS: usize = 50;
/// Values of a kind that are told.
const VALUES: usize = 30;

/// Which alleged violations.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Sought {
    /// Only of the agreement with this id.
    agreement: Option<String>,
    /// Part of the name of who is said to have done it.
    accused: Option<String>,
    /// Part of the name of who says so.
    accuser: Option<String>,
    /// Part of the name of the place, region or country.
    area: Option<String>,
    /// First day, as 2031-03-05.
    from: Option<String>,
    /// Last day.
    to: Option<String>,
    /// What it is called in the field's code books, as `fire_incident`.
    kind: Option<String>,
    /// Where it stands: did it happen.
    occurrence: Option<String>,
    /// Where it stands: who did it.
    attribution: Option<String>,
    /// Where it stands: does it break the term.
    breach: Option<String>,
    /// Only what the accused answer, or only what nobody answers.
    answered: Option<bool>,
    /// Only what a person found something of, or only what nobody did.
    found: Option<bool>,
    /// Only counts, or only what is told one by one.
    count: Option<bool>,
}

/// The same, checked.
struct Filter {
    asked: Sought,
    days: Option<Days>,
    accused: Option<String>,
    accuser: Option<String>,
    area: Option<String>,
}

impl Sought {
    fn filter(self) -> Result<Filter, Fault> {
        for ((axis, known), given) in Grade::AXES.iter().zip([&self.occurrence, &self.attribution, &self.breach]) {
            if let Some(value) = given.as_deref().filter(|value| !value.is_empty() && !known.contains(value)) {
                return Err(Fault::Asked(format!("{axis} cannot be {value:?}; it is one of {}", known.join(", "))));
            }
        }
        Ok(Filter {
            days: period(self.from.clone(), self.to.clone())?,
            accused: sought(self.accused.as_deref()),
            accuser: sought(self.accuser.as_deref()),
            area: sought(self.area.as_deref()),
            asked: self,
        })
    }
}

impl Filter {
    fn wants(&self, one: &Alleged) -> bool {
        let violation = &one.violation;
        let is = |asked: &Option<String>, value: &str| {
            asked.as_deref().is_none_or(|asked| asked.is_empty() || asked == value)
        };
        let status = &violation.status;
        is(&self.asked.agreement, violation.agreement.as_deref().unwrap_or_default())
            && is(&self.asked.kind, &violation.kind)
            && is(&self.asked.occurrence, &status.occurrence.is)
            && is(&self.asked.attribution, &status.attribution.is)
            && is(&self.asked.breach, &status.breach.is)
            && self.asked.answered.is_none_or(|asked| asked != violation.answers.is_empty())
            && self.asked.found.is_none_or(|asked| asked == is_found(one))
            && self.asked.count.is_none_or(|asked| asked == violation.count.is_some())
            && self.days.is_none_or(|asked| violation.days.is_some_and(|days| days.gap(asked) == 0))
            && self.accused.as_ref().is_none_or(|part| violation.accused.iter().any(|name| holds(name, part)))
            && self.accuser.as_ref().is_none_or(|part| violation.alleged_by.iter().any(|by| holds(&by.by, part)))
            && self.area.as_ref().is_none_or(|part| is_in(one, part))
    }

    fn of<'w>(&self, watched: &'w Watched) -> Vec<&'w Alleged> {
        watched.violations.iter().filter(|one| self.wants(one)).collect()
    }
}

/// Whether it is of an area: by where its incident was, or by the words of whoever alleges it.
fn is_in(one: &Alleged, part: &str) -> bool {
    let place = one.place.as_ref();
    let names = place.into_iter().flat_map(|place| [&place.name, &place.admin, &place.country]).flatten();
    names.chain(&one.violation.place).any(|name| holds(name, part))
        || one.violation.alleged_by.iter().any(|by| holds(&by.quote, part))
}

/// Whether a person found anything of it.
fn is_found(one: &Alleged) -> bool {
    let status = &one.violation.status;
    status.finding.is_some()
        || [&status.occurrence, &status.attribution, &status.breach].iter().any(|axis| axis.since.is_some())
}

/// Alleged violations, in short.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Violations {
    /// Those that are asked for, the latest first, those without a day last.
    violations: Vec<Short>,
    /// How many were found.
    total: usize,
    /// How many of them share which values.
    shared: Shared,
    /// What to ask with as `after` for more; null where there are no more.
    next: Option<String>,
}

/// How many of the alleged violations that are asked for share which values.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Shared {
    /// By agreement: its id.
    agreements: Vec<Counted>,
    /// By who is said to have done it.
    accused: Vec<Counted>,
    /// By who says so.
    accusers: Vec<Counted>,
    /// By region, or country where no region is known.
    areas: Vec<Counted>,
    /// By what it is called.
    kinds: Vec<Counted>,
    /// Did it happen.
    occurrence: Vec<Counted>,
    /// Who did it.
    attribution: Vec<Counted>,
    /// Does it break the term.
    breach: Vec<Counted>,
    /// The names of the agreements, by id.
    names: BTreeMap<String, String>,
}

/// An agreement by its name.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Named {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
}

/// An alleged violation, in short.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Short {
    /// Its id.
    pub(super) id: String,
    /// The agreement; null where no report names it.
    agreement: Option<Named>,
    /// What it is called in the field's code books.
    kind: String,
    /// The days.
    days: Option<Days>,
    /// Where.
    place: Option<Place>,
    /// Who is said to have done it.
    accused: Vec<String>,
    /// Who says so, each once.
    accusers: Vec<String>,
    /// In how many reports.
    reports: usize,
    /// The words of the first of them.
    words: Option<Words>,
    /// What is answered, each once, and by whom.
    answers: Vec<(Answer, Vec<String>)>,
    /// How often, where it is a count.
    count: Option<Count>,
    /// Where it stands.
    status: Axes,
    /// Whether a person found anything of it.
    found: bool,
}

pub(super) fn short(watched: &Watched, one: &Alleged) -> Short {
    let violation = &one.violation;
    let mut accusers: Vec<String> = Vec::new();
    for by in &violation.alleged_by {
        if !accusers.contains(&by.by) {
            accusers.push(by.by.clone());
        }
    }
    let mut reports: Vec<&String> = violation.alleged_by.iter().map(|by| &by.report).collect();
    reports.sort_unstable();
    reports.dedup();
    let mut answers: BTreeMap<Answer, Vec<String>> = BTreeMap::new();
    for answer in &violation.answers {
        let by = answers.entry(answer.says).or_default();
        if !by.contains(&answer.by) {
            by.push(answer.by.clone());
        }
    }
    let first = violation.alleged_by.first();
    let named = |place: &String| Place {
        name: Some(place.clone()),
        admin: None,
        country: None,
        lat: None,
        lon: None,
        precision: None,
        spans: Vec::new(),
    };
    Short {
        id: violation.id.clone(),
        agreement: violation
            .agreement
            .as_ref()
            .map(|id| Named { id: id.clone(), name: watched.name_of(id).unwrap_or(id).to_owned() }),
        kind: violation.kind.clone(),
        days: violation.days,
        place: one.place.clone().or_else(|| violation.place.as_ref().map(named)),
        accused: violation.accused.clone(),
        accusers,
        reports: reports.len(),
        words: first.and_then(|by| Words::of(&watched.watch, &by.report, by.span, by.quote.clone())),
        answers: answers.into_iter().collect(),
        count: violation.count.clone(),
        status: violation.status.clone(),
        found: is_found(one),
    }
}

/// Find alleged violations.
#[utoipa::path(get, path = "/violations", params(Sought, Part), responses(
    (status = 200, body = ref("#/components/schemas/Violations")),
    (status = 400, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn violations(
    State(app): State<App>,
    sought: Result<Query<Sought>, QueryRejection>,
    asked: Result<Query<Part>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (Query(sought), Query(asked)) = (sought?, asked?);
    let key = format!("violations {sought:?} {asked:?}");
    let filter = sought.filter()?;
    asked.limit()?;
    answered(&app, &headers, key, async || {
        let watched = watched::watched(&app).await?;
        let found = filter.of(&watched);
        let (page, next) = asked.of(&found, |one| one.violation.id.as_str())?;
        let violations = page.into_iter().map(|one| short(&watched, one)).collect();
        Ok(Violations { violations, total: found.len(), shared: shared(&watched, &found), next })
    })
    .await
}

fn shared(watched: &Watched, found: &[&Alleged]) -> Shared {
    let most = |mut counted: Vec<Counted>| {
        counted.truncate(VALUES);
        counted
    };
    let all = || found.iter().map(|one| &one.violation);
    let area =
        |one: &&Alleged| one.place.as_ref().and_then(|place| place.admin.clone().or_else(|| place.country.clone()));
    let agreements = most(counts(all().filter_map(|one| one.agreement.clone()), |value| value));
    let names = agreements.iter().filter_map(|one| Some((one.value.clone(), watched.name_of(&one.value)?.to_owned())));
    let accusers =
        all().flat_map(|one| one.alleged_by.iter().map(|by| by.by.clone()).collect::<std::collections::BTreeSet<_>>());
    Shared {
        names: names.collect(),
        agreements,
        accused: most(counts(all().flat_map(|one| one.accused.iter().cloned()), |value| value)),
        accusers: most(counts(accusers, |value| value)),
        areas: most(counts(found.iter().filter_map(area), |value| value)),
        kinds: counts(all().map(|one| one.kind.clone()), |value| value),
        occurrence: counts(all().map(|one| one.status.occurrence.is.clone()), |value| value),
        attribution: counts(all().map(|one| one.status.attribution.is.clone()), |value| value),
        breach: counts(all().map(|one| one.status.breach.is.clone()), |value| value),
    }
}

/// An alleged violation, with both sides' words.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Violation {
    /// What it is, in short.
    #[serde(flatten)]
    short: Short,
    /// Who alleges it, and in which words.
    alleged_by: Vec<AllegedBy>,
    /// What the accused answer.
    answered_by: Vec<AnsweredBy>,
    /// The terms that it is said to break, or may, and why.
    terms: Vec<Broken>,
    /// The incidents that are meant, or that a count is told by.
    incidents: Vec<Card>,
    /// How many more incidents there are.
    left_off: usize,
    /// Of a count: what is alleged one by one of the same agreement and days. It is never added to the count.
    singly: Vec<Short>,
    /// What people found of it, the last last.
    findings: Vec<Finding>,
    /// The one before it among those that are asked for.
    before: Option<String>,
    /// The one after it.
    after: Option<String>,
}

/// Who alleges something.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AllegedBy {
    /// Who.
    by: String,
    /// Whether that is the report itself.
    narrated: bool,
    /// By which rule it is an allegation.
    rule: Rule,
    /// The same in words.
    why: &'static str,
    /// In which words.
    words: Option<Words>,
}

/// What somebody answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AnsweredBy {
    /// Who.
    by: String,
    /// What.
    says: Answer,
    /// In which words.
    words: Option<Words>,
}

/// A term that is said to be broken.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Broken {
    /// The term, and why it is this one.
    #[serde(flatten)]
    term: Term,
    /// Its own words, where somebody wrote it down.
    text: Option<String>,
    /// Who owes it.
    owed_by: Vec<String>,
}

/// What a person found.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Finding {
    /// The entry of the journal, by which it can be undone.
    seq: i64,
    /// Who.
    who: String,
    /// When, an RFC 3339 instant.
    at: String,
    /// Why.
    reason: String,
    /// The four axes, as far as they were found.
    #[serde(flatten)]
    grade: Grade,
}

/// One alleged violation. With the filters of the list, it tells which come before and after it there.
#[utoipa::path(get, path = "/violations/{id}", params(("id" = String, Path, description = "Its id, or the beginning of it"), Sought), responses(
    (status = 200, body = ref("#/components/schemas/Violation")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 404, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn violation(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    sought: Result<Query<Sought>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (Path(id), Query(sought)) = (id?, sought?);
    let key = format!("violation {id:?} {sought:?}");
    let filter = sought.filter()?;
    answered(&app, &headers, key, async || {
        let watched = watched::watched(&app).await?;
        let one = watched.violation(&id)?.clone();
        let ids: Vec<String> = one.violation.incidents.iter().take(INCIDENTS).cloned().collect();
        let incidents = app.look(move |view: &mut View<'_>| {
            let mut cards = Vec::with_capacity(ids.len());
            for id in &ids {
                cards.extend(view.card_of(id)?);
            }
            Ok(cards)
        });
        Ok(whole(&watched, &one, incidents.await?, &filter))
    })
    .await
}

fn whole(watched: &Watched, one: &Alleged, incidents: Vec<Card>, filter: &Filter) -> Violation {
    let violation = &one.violation;
    let words = |report: &str, span: Span, quote: &str| Words::of(&watched.watch, report, span, quote.to_owned());
    let known =
        violation.agreement.as_ref().and_then(|id| watched.watch.agreements().iter().find(|known| known.id == *id));
    let written = known.and_then(|known| known.written.as_ref());
    let broken = |term: &Term| {
        let provisions = written.map_or(&[][..], |written| &written.provisions);
        let provision = provisions.iter().find(|provision| Some(&provision.id) == term.provision.as_ref());
        Broken {
            term: term.clone(),
            text: provision.map(|provision| provision.text.clone()),
            owed_by: provision.map(|provision| provision.owed_by.clone()).unwrap_or_default(),
        }
    };
    let ids = violation.ids();
    let findings = watched.findings.iter().filter(|finding| ids.iter().any(|id| id.starts_with(&finding.violation)));
    let singly = watched.violations.iter().filter(|other| {
        let days = violation.days.zip(other.violation.days).is_some_and(|(a, b)| a.gap(b) == 0);
        violation.count.is_some()
            && other.violation.count.is_none()
            && days
            && other.violation.agreement == violation.agreement
    });
    let list = filter.of(watched);
    let at = list.iter().position(|other| other.violation.id == violation.id);
    let id = |at: Option<usize>| at.and_then(|at| list.get(at)).map(|one| one.violation.id.clone());
    Violation {
        short: short(watched, one),
        alleged_by: violation
            .alleged_by
            .iter()
            .map(|by| AllegedBy {
                by: by.by.clone(),
                narrated: by.narrated,
                rule: by.rule,
                why: by.rule.words(),
                words: words(&by.report, by.span, &by.quote),
            })
            .collect(),
        answered_by: violation
            .answers
            .iter()
            .map(|answer| AnsweredBy {
                by: answer.by.clone(),
                says: answer.says,
                words: words(&answer.report, answer.span, &answer.quote),
            })
            .collect(),
        terms: violation.terms.iter().map(broken).collect(),
        left_off: violation.incidents.len().saturating_sub(INCIDENTS),
        incidents,
        singly: singly.take(INCIDENTS).map(|one| short(watched, one)).collect(),
        findings: findings
            .map(|finding| Finding {
                seq: finding.seq,
                who: finding.who.clone(),
                at: finding.at.clone(),
                reason: finding.reason.clone(),
                grade: finding.grade.clone(),
            })
            .collect(),
        before: id(at.and_then(|at| at.checked_sub(1))),
        after: id(at.map(|at| at + 1)),
    }
}
