//! Agreements: many in short, one with its terms and what is said of them, and checking what a person writes down.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use truceline_monitor::{
    Agreement as Terms, Days, Entry, Kinds, Known, Line, MonitorError, Naming, Provision, Reason, Stage, slug,
};
use utoipa::IntoParams;

use super::answered;
use super::words::{Words, holds, sought};
use crate::app::App;
use crate::asked::Part;
use crate::fault::Fault;
use crate::watched::{self, Watched};

/// Words of reports that are shown of one stage on one day, or of one term.
const WORDS: usize = 5;
/// What is said of one term that is shown.
const ENTRIES: usize = 200;

/// Which agreements.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Part of a name of it, of a party, or of where it holds.
    name: Option<String>,
    /// How far it has come, as `in_force`.
    stage: Option<String>,
    /// Only those in force on the day of the latest report, or only the others.
    in_force: Option<bool>,
    /// Only those that a person wrote down, or only the others.
    written: Option<bool>,
}

/// Agreements, in short.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Agreements {
    /// Those that are asked for, the one that began last first.
    agreements: Vec<Outline>,
    /// How many were found.
    total: usize,
    /// The day that days are counted to: of the latest report.
    day: Option<Date>,
    /// What to ask with as `after` for more; null where there are no more.
    next: Option<String>,
}

/// An agreement, in short.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Outline {
    /// Its id.
    pub(super) id: String,
    /// Its name.
    name: String,
    /// Who brought it about or is bound, as written or according to reports.
    parties: Vec<String>,
    /// Where it holds.
    area: Vec<String>,
    /// The country that reports of it are about.
    country: Option<String>,
    /// From when it holds.
    begins: Option<Days>,
    /// When it ended, or is to.
    ends: Option<Days>,
    /// How far it has come.
    stage: Stage,
    /// The day from which that is told.
    stage_day: Option<Date>,
    /// Whether it is in force on the day of the latest report, by what is told last.
    pub(super) in_force: bool,
    /// How many reports speak of it.
    reports: usize,
    /// How many terms a person wrote down; null where nobody did.
    terms: Option<usize>,
    /// How many alleged violations there are of it, counts among them.
    violations: usize,
    /// The last of them that has a day.
    last: Option<Last>,
}

impl Outline {
    /// The day of the last alleged violation.
    pub(super) fn last_day(&self) -> Option<Date> {
        self.last.as_ref().map(|last| last.day)
    }
}

/// An alleged violation that was the last.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Last {
    /// Its id.
    violation: String,
    /// Its day.
    day: Date,
    /// Days from then to the day of the latest report.
    days: Option<i64>,
}

pub(super) fn outline(watched: &Watched, known: &Known) -> Outline {
    let of =
        || watched.violations.iter().map(|one| &one.violation).filter(|one| one.agreement.as_ref() == Some(&known.id));
    let dated = of().filter_map(|one| Some((one.days?.to, &one.id)));
    let last = dated.filter(|(day, _)| watched.day.is_none_or(|today| *day <= today)).max();
    let written = known.written.as_ref();
    let parties = written.map(|written| &written.parties).filter(|parties| !parties.is_empty());
    Outline {
        id: known.id.clone(),
        name: known.name.clone(),
        parties: parties.unwrap_or(&known.parties).clone(),
        area: known.area.clone(),
        country: known.country.clone(),
        begins: known.begins,
        ends: known.ends,
        stage: known.status,
        stage_day: known.status_day,
        in_force: watched.day.is_some_and(|day| known.is_in_force(day)),
        reports: known.reports.len(),
        terms: written.map(|written| written.provisions.len()),
        violations: of().count(),
        last: last.map(|(day, violation)| Last {
            violation: violation.clone(),
            day,
            days: watched.day.map(|today| Days { from: day, to: today }.count() - 1),
        }),
    }
}

/// The agreements that reports speak of or that people wrote down.
#[utoipa::path(get, path = "/agreements", params(Which, Part), responses(
    (status = 200, body = ref("#/components/schemas/Agreements")),
    (status = 400, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn agreements(
    State(app): State<App>,
    which: Result<Query<Which>, QueryRejection>,
    asked: Result<Query<Part>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (Query(which), Query(asked)) = (which?, asked?);
    let key = format!("agreements {which:?} {asked:?}");
    asked.limit()?;
    let stage = which.stage.as_deref().filter(|name| !name.is_empty()).map(stage).transpose()?;
    let name = sought(which.name.as_deref());
    answered(&app, &headers, key, async || {
        let watched = watched::watched(&app).await?;
        let named = |known: &Known, part: &String| {
            let written = known.written.as_ref().map(|written| (&written.names, &written.parties));
            let own = known.names.iter().map(|naming| &naming.name).chain([&known.name]);
            let more = written.into_iter().flat_map(|(names, parties)| names.iter().chain(parties));
            let all = own.chain(more).chain(&known.parties).chain(&known.area).chain(&known.country);
            all.into_iter().any(|name| holds(name, part))
        };
        let wanted = |known: &&Known| {
            let in_force = || watched.day.is_some_and(|day| known.is_in_force(day));
            name.as_ref().is_none_or(|part| named(known, part))
                && stage.is_none_or(|stage| known.status == stage)
                && which.in_force.is_none_or(|asked| asked == in_force())
                && which.written.is_none_or(|asked| asked == known.written.is_some())
        };
        // the watch has those first that began first
        let found: Vec<&Known> = watched.watch.agreements().iter().rev().filter(wanted).collect();
        let (page, next) = asked.of(&found, |known| known.id.as_str())?;
        Ok(Agreements {
            agreements: page.into_iter().map(|known| outline(&watched, known)).collect(),
            total: found.len(),
            day: watched.day,
            next,
        })
    })
    .await
}

fn stage(name: &str) -> Result<Stage, Fault> {
    let stage = serde_json::from_value(name.into());
    stage.map_err(|_| {
        Fault::Asked(format!("no agreement is ever {name:?}; `in_force` and `collapsed` are two of the stages"))
    })
}

/// An agreement: what was written down of it, what reports say of it, and what is said of its terms.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Agreement {
    /// What it is, in short.
    #[serde(flatten)]
    outline: Outline,
    /// Its names in reports, with how many reports use each.
    names: Vec<Naming>,
    /// Who brought it about, according to reports.
    according: Vec<String>,
    /// Whom it does not bind, according to reports.
    excluded: Vec<String>,
    /// How many hours it is to last, according to reports.
    hours: Option<u32>,
    /// What a person wrote down of it.
    written: Option<Written>,
    /// How far it came, by day, as reports have it.
    stages: Vec<Told>,
    /// What is said of each term that a person wrote down.
    lines: Vec<Kept>,
    /// By day: alleged violations, counts left out, and reports that speak of it.
    days: Vec<OneDay>,
}

/// What a person wrote down.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Written {
    /// The agreement with its terms.
    agreement: Terms,
    /// The text that was written down; null where it has a protected name in it.
    text: Option<String>,
    /// The entry of the journal, by which it can be undone.
    seq: i64,
    /// Who wrote it down.
    who: String,
    /// When, an RFC 3339 instant.
    at: String,
}

/// What reports say of one day.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Told {
    /// The day; null where it is not told.
    day: Option<Date>,
    /// How far it had come.
    stage: Stage,
    /// How many reports say so.
    reports: usize,
    /// The words of some of them.
    words: Vec<Words>,
}

/// What is said of a term over time.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Kept {
    /// The term.
    provision: Provision,
    /// What its kind means.
    about: String,
    /// What is due, in words.
    due: String,
    /// How many times sources say that it was done.
    done: usize,
    /// How many times they say that it was not.
    undone: usize,
    /// Whether sources differ: within a week one says that it was done and another that it was not.
    disputed: bool,
    /// How many alleged violations are of it.
    violations: usize,
    /// What is said, the latest first.
    entries: Vec<Said>,
    /// How much earlier word there is.
    left_off: usize,
}

/// What one report says of a term.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Said {
    /// The day.
    day: Option<Date>,
    /// Whether it was done.
    done: bool,
    /// Who says so.
    by: String,
    /// What was done or not, in a word or two.
    what: String,
    /// In which words.
    words: Option<Words>,
}

/// One day of an agreement.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OneDay {
    /// The day.
    day: Date,
    /// What is alleged of it, one by one.
    violations: usize,
    /// Reports that speak of the agreement.
    reports: usize,
}

/// One agreement.
#[utoipa::path(get, path = "/agreements/{id}", params(("id" = String, Path, description = "The agreement's id")), responses(
    (status = 200, body = ref("#/components/schemas/Agreement")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 404, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn agreement(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let Path(id) = id?;
    answered(&app, &headers, format!("agreement {id:?}"), async || {
        let watched = watched::watched(&app).await?;
        let known = known(&watched, &id)?;
        whole(&watched, known)
    })
    .await
}

fn known<'w>(watched: &'w Watched, id: &str) -> Result<&'w Known, Fault> {
    let known = watched.watch.agreements().iter().find(|known| known.id == id);
    known.ok_or_else(|| Fault::Missing(format!("no agreement has the id {id:?}")))
}

fn whole(watched: &Watched, known: &Known) -> Result<Agreement, Fault> {
    let kinds = Kinds::bundled()?;
    let of =
        || watched.violations.iter().map(|one| &one.violation).filter(|one| one.agreement.as_ref() == Some(&known.id));
    let mut stages: Vec<Told> = Vec::new();
    for evidence in &known.history {
        let words = || Words::around(&watched.watch, &evidence.report, evidence.span);
        match stages.last_mut().filter(|last| last.day == evidence.day && last.stage == evidence.stage) {
            Some(last) => {
                last.reports += 1;
                last.words.extend(words().filter(|_| last.words.len() < WORDS));
            }
            None => stages.push(Told {
                day: evidence.day,
                stage: evidence.stage,
                reports: 1,
                words: words().into_iter().collect(),
            }),
        }
    }
    let mut days: BTreeMap<Date, OneDay> = BTreeMap::new();
    let mut count =
        |day: Date, add: fn(&mut OneDay)| add(days.entry(day).or_insert(OneDay { day, violations: 0, reports: 0 }));
    for day in of().filter(|one| one.count.is_none()).filter_map(|one| one.days) {
        count(day.from, |day| day.violations += 1);
    }
    for day in known.reports.iter().filter_map(|told| told.day) {
        count(day, |day| day.reports += 1);
    }
    let line = |line: &Line, provision: &Provision| {
        let broken = |term: &truceline_monitor::Term| term.provision.as_ref() == Some(&provision.id);
        let said = |entry: &Entry| Said {
            day: entry.day,
            done: entry.done,
            by: entry.by.clone(),
            what: entry.what.clone(),
            words: Words::of(&watched.watch, &entry.report, entry.span, entry.quote.clone()),
        };
        let done = line.entries.iter().filter(|entry| entry.done).count();
        Kept {
            about: kinds.get(&provision.kind).map_or_else(String::new, |kind| kind.about.clone()),
            due: line.due.clone(),
            done,
            undone: line.entries.len() - done,
            disputed: line.disputed,
            violations: of().filter(|one| one.terms.iter().any(broken)).count(),
            entries: line.entries.iter().rev().take(ENTRIES).map(said).collect(),
            left_off: line.entries.len().saturating_sub(ENTRIES),
            provision: provision.clone(),
        }
    };
    let terms = known.written.as_ref().map_or(&[][..], |written| &written.provisions);
    let lines = watched.lines.iter().filter(|line| line.agreement == known.id);
    let lines = lines.filter_map(|one| Some(line(one, terms.iter().find(|provision| provision.id == one.provision)?)));
    let written = known.written.as_ref().zip(watched.written.get(&known.id));
    Ok(Agreement {
        outline: outline(watched, known),
        names: known.names.clone(),
        according: known.parties.clone(),
        excluded: known.excluded.clone(),
        hours: known.hours,
        written: written.map(|(agreement, entry)| Written {
            agreement: agreement.clone(),
            text: Some(entry.text.clone()).filter(|text| !text.is_empty()),
            seq: entry.seq,
            who: entry.who.clone(),
            at: entry.at.clone(),
        }),
        stages,
        lines: lines.collect(),
        days: days.into_values().collect(),
    })
}

/// The reports that speak of an agreement.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Linked {
    /// The reports, the latest first.
    reports: Vec<LinkedReport>,
    /// How many there are.
    total: usize,
    /// What to ask with as `after` for more; null where there are no more.
    next: Option<String>,
}

/// A report that speaks of an agreement, and why it is this one.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LinkedReport {
    /// The report's id.
    report: String,
    /// Where it names the agreement, in its words.
    words: Vec<Words>,
    /// Why it is this agreement; nothing where it is the first of it.
    reasons: Vec<Reason>,
}

/// The reports that speak of an agreement, with their words and why each is of it.
#[utoipa::path(get, path = "/agreements/{id}/reports", params(("id" = String, Path, description = "The agreement's id"), Part), responses(
    (status = 200, body = ref("#/components/schemas/Linked")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 404, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn linked(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    asked: Result<Query<Part>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (Path(id), Query(asked)) = (id?, asked?);
    asked.limit()?;
    answered(&app, &headers, format!("linked {id:?} {asked:?}"), async || {
        let watched = watched::watched(&app).await?;
        let known = known(&watched, &id)?;
        let all: Vec<&truceline_monitor::Told> = known.reports.iter().rev().collect();
        let (page, next) = asked.of(&all, |told| told.report.as_str())?;
        let linked = |told: &truceline_monitor::Told| {
            let mut words: Vec<Words> =
                told.spans.iter().filter_map(|&span| Words::around(&watched.watch, &told.report, span)).collect();
            // several names of it may stand in one sentence
            words.dedup_by(|a, b| a.quote == b.quote);
            words.truncate(WORDS);
            LinkedReport { report: told.report.clone(), words, reasons: told.reasons.clone() }
        };
        let reports = page.into_iter().map(linked);
        Ok(Linked { reports: reports.collect(), total: all.len(), next })
    })
    .await
}

/// An agreement that somebody is writing down.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Writing {
    /// Its text: TOML, as docs/ceasefires.md describes it.
    text: String,
}

/// What a text comes to.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Checked {
    /// What the agreement is called in decisions and addresses: an earlier text of the same is replaced. Null where the text is wrong.
    id: Option<String>,
    /// The agreement. Null where the text is wrong.
    agreement: Option<Terms>,
    /// Whether somebody wrote down one of this id before.
    replaces: bool,
    /// What is wrong.
    wrong: Option<Wrong>,
}

/// What is wrong with a text.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Wrong {
    /// The line, from 1, where it is one line's fault.
    line: Option<usize>,
    /// What, and what to do about it.
    why: String,
}

/// Check what somebody writes down of an agreement; nothing is kept. It is kept by the decision `agreement`.
#[utoipa::path(post, path = "/agreements/check", request_body = ref("#/components/schemas/Writing"), responses(
    (status = 200, body = ref("#/components/schemas/Checked")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 413, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn check(
    State(app): State<App>,
    asked: Result<Json<Writing>, JsonRejection>,
) -> Result<Json<Checked>, Fault> {
    let Json(Writing { text }) = asked?;
    Ok(Json(match parsed(&text) {
        Ok((id, agreement)) => {
            let written = watched::watched(&app).await?;
            let replaces = written.written.contains_key(&id);
            Checked { id: Some(id), agreement: Some(agreement), replaces, wrong: None }
        }
        Err(wrong) => Checked { id: None, agreement: None, replaces: false, wrong: Some(wrong) },
    }))
}

/// The agreement that a text writes down, and what it is called.
fn parsed(text: &str) -> Result<(String, Terms), Wrong> {
    match Terms::parse("the text", text) {
        Ok(agreement) => {
            let id = slug(&agreement.name);
            if id.is_empty() {
                return Err(Wrong { line: None, why: "the name needs a letter or a figure".to_owned() });
            }
            Ok((id, agreement))
        }
        Err(MonitorError::Agreement { line, why, .. }) => Err(Wrong { line, why }),
        Err(other) => Err(Wrong { line: None, why: other.to_string() }),
    }
}

/// That a text writes down an agreement that is called so.
pub(super) fn holds_up(id: &str, text: &str) -> Result<(), Fault> {
    let told = |wrong: Wrong| {
        let line = wrong.line.map_or_else(String::new, |line| format!("line {line}: "));
        Fault::Asked(format!("{line}{}", wrong.why))
    };
    let (own, _) = parsed(text).map_err(told)?;
    if own == id {
        Ok(())
    } else {
        Err(Fault::Asked(format!("the text is of an agreement that is called {own:?}, not {id:?}")))
    }
}
