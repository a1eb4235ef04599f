//! One agreement in many reports.
//!
//! What is known most of comes first; each further agreement of a report is held against those that are there, by weighed reasons, and joins the one that it
//! fits best or stands by itself. What says nothing of its own ("the truce") joins the one that reports tell of at that time and place. The order in which reports
//! came has no say.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;
use truceline_record::Span;

use super::features::{Features, ONE, Reason, is_proper, key};
use super::within::Local;
use crate::days::{Days, between};
use crate::report::Stage;
use crate::terms::{Agreement, date};
use crate::watch::Seen;

/// An agreement, as the ledger's reports and its people have it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Known {
    /// What it is called in commands and links: lower-case letters, figures and hyphens.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its names in reports, with how many reports use each.
    pub names: Vec<Naming>,
    /// What a person wrote down of it.
    pub written: Option<Agreement>,
    /// Who brought it about, according to reports.
    pub parties: Vec<String>,
    /// Whom it does not bind, according to reports.
    pub excluded: Vec<String>,
    /// Where it holds, according to reports or as written.
    pub area: Vec<String>,
    /// The country that reports of it are about.
    pub country: Option<String>,
    /// How many hours it is to last, according to reports.
    pub hours: Option<u32>,
    /// From when it holds.
    pub begins: Option<Days>,
    /// When it ended, or is to.
    pub ends: Option<Days>,
    /// How far it has come.
    pub status: Stage,
    /// The day from which that is told.
    pub status_day: Option<Date>,
    /// What reports say of how far it has come, by day.
    pub history: Vec<Evidence>,
    /// The reports that speak of it, and why each is of it.
    pub reports: Vec<Told>,
}

impl Known {
    /// Whether it is in force on a day, by what is told of it last: it began, nothing says that it ended, and its end has not come, nor have the hours that
    /// reports give it where nobody wrote it down.
    pub fn is_in_force(&self, day: Date) -> bool {
        let told = matches!(self.status, Stage::TookEffect | Stage::InForce | Stage::Extended);
        let agreed = self.status == Stage::Agreed && self.begins.is_some();
        let began = self.begins.is_none_or(|begins| begins.from <= day);
        let lasts = |hours: u32| i32::try_from(hours.div_ceil(24)).unwrap_or(i32::MAX);
        let hours = self.hours.filter(|_| self.written.is_none());
        let over = self.begins.zip(hours).is_some_and(|(begins, hours)| between(begins.to, day) > lasts(hours));
        let extended = self.status == Stage::Extended;
        (told || agreed) && began && self.ends.is_none_or(|ends| ends.to >= day) && (extended || !over)
    }
}

/// A name of an agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Naming {
    /// The name.
    pub name: String,
    /// How many reports use it.
    pub reports: usize,
}

/// What one report says of how far an agreement has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The day: that which the words give, else the report's.
    pub day: Option<Date>,
    /// How far.
    pub stage: Stage,
    /// The report's id in the ledger.
    pub report: String,
    /// The words.
    pub span: Span,
}

/// A report that speaks of an agreement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// The report's id in the ledger.
    pub report: String,
    /// What it is called.
    pub name: String,
    /// Its day.
    pub day: Option<Date>,
    /// Where it names the agreement.
    pub spans: Vec<Span>,
    /// Why it is this one.
    pub reasons: Vec<Reason>,
}

struct Group {
    features: Features,
    written: Option<(String, Agreement)>,
    /// The report, its agreement, and why.
    members: Vec<(usize, usize, Vec<Reason>)>,
}

/// The agreements of `seen`, those with the earliest beginning first; and which of them each report's agreements are.
pub(crate) fn gather(seen: &[Seen], written: &[(String, Agreement)]) -> (Vec<Known>, BTreeMap<(usize, usize), usize>) {
    let mut groups: Vec<Group> = written
        .iter()
        .map(|(id, agreement)| Group {
            features: of_written(agreement),
            written: Some((id.clone(), agreement.clone())),
            members: Vec::new(),
        })
        .collect();
    let mut all: Vec<(usize, usize, &Local)> = Vec::new();
    for (report, one) in seen.iter().enumerate() {
        all.extend(one.locals.iter().enumerate().map(|(n, local)| (report, n, local)));
    }
    all.sort_by(|a, b| {
        let key = |&(report, n, local): &(usize, usize, &Local)| {
            (std::cmp::Reverse(local.features.wealth()), seen[report].notes.day, seen[report].id.clone(), n)
        };
        key(a).cmp(&key(b))
    });
    let (plain, telling): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, _, local)| local.features.is_plain());
    for (report, n, local) in telling {
        join(&mut groups, report, n, local, ONE);
    }
    for (report, n, local) in plain {
        // it says nothing but when and where: the nearest that was there
        join(&mut groups, report, n, local, 0.5);
    }
    let mut known: Vec<(Known, Vec<(usize, usize)>)> = groups.into_iter().map(|group| known(seen, group)).collect();
    known.sort_by(|(a, _), (b, _)| {
        let key = |known: &Known| {
            (
                known.begins.map(|days| days.from).or_else(|| known.history.first().and_then(|e| e.day)),
                known.name.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    let mut used = BTreeSet::new();
    let mut of = BTreeMap::new();
    for (place, (one, members)) in known.iter_mut().enumerate() {
        let plain = one.id.clone();
        let mut number = 2;
        while !used.insert(one.id.clone()) {
            one.id = format!("{plain}-{number}");
            number += 1;
        }
        of.extend(members.iter().map(|&member| (member, place)));
    }
    (known.into_iter().map(|(one, _)| one).collect(), of)
}

fn join(groups: &mut Vec<Group>, report: usize, n: usize, local: &Local, least: f64) {
    let sum = |reasons: &[Reason]| reasons.iter().map(|reason| reason.weight).sum::<f64>();
    let weighed = groups.iter().enumerate().map(|(at, group)| {
        let mut reasons = group.features.weigh(&local.features);
        reasons.extend(in_time(&group.features, &local.features));
        (at, sum(&reasons), reasons)
    });
    let fits = |weight: f64, reasons: &[Reason]| weight >= least && reasons.iter().all(|reason| reason.weight > -3.0);
    let best = weighed.filter(|(_, weight, reasons)| fits(*weight, reasons)).fold(
        None,
        |best: Option<(usize, f64, Vec<Reason>)>, next| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(next),
        },
    );
    match best {
        Some((at, _, reasons)) => {
            groups[at].features.take(&local.features);
            groups[at].members.push((report, n, reasons));
        }
        None => groups.push(Group {
            features: local.features.clone(),
            written: None,
            members: vec![(report, n, Vec::new())],
        }),
    }
}

/// Whether the one was there when the report told of the other.
fn in_time(known: &Features, other: &Features) -> Option<Reason> {
    let told = other.told?;
    let begins = known.begins?;
    let ends = known.ends.map_or_else(|| known.told.map(|told| told.to), |ends| Some(ends.to))?;
    let near = Days { from: begins.from, to: ends.max(begins.from) };
    let reason = match near.gap(told) {
        0..=14 => Reason { why: "it was there at that time".to_owned(), weight: 1.0 },
        15..=60 => return None,
        _ => Reason { why: "it was not there at that time".to_owned(), weight: -1.0 },
    };
    Some(reason)
}

fn of_written(agreement: &Agreement) -> Features {
    let lower = |list: &[String]| list.iter().map(|name| name.to_lowercase()).collect::<BTreeSet<_>>();
    let day = |when: Option<Date>| when.map(|day| Days { from: day, to: day });
    let first = agreement.declared.as_ref().and_then(date).or_else(|| agreement.first_day());
    let begins = first.zip(agreement.first_day()).map(|(from, to)| Days { from: from.min(to), to });
    let names = agreement.names.iter().chain([&agreement.name]);
    Features {
        keys: names.clone().filter_map(|name| key(name)).collect(),
        proper: names.filter(|name| is_proper(name)).filter_map(|name| key(name)).collect(),
        zone: agreement.name.to_lowercase().contains("zone"),
        parties: agreement.mediators.iter().chain(&agreement.guarantors).chain(&agreement.parties).cloned().collect(),
        begins,
        ends: day(agreement.last_day()),
        area: lower(&agreement.area),
        hours: None,
        country: None,
        made: true,
        told: begins,
    }
}

fn known(seen: &[Seen], group: Group) -> (Known, Vec<(usize, usize)>) {
    let Group { features, written, members } = group;
    let mut names: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let (mut parties, mut excluded): (BTreeMap<String, usize>, BTreeSet<String>) = (BTreeMap::new(), BTreeSet::new());
    let (mut history, mut reports, mut areas) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (report, n, reasons) in &members {
        let one = &seen[*report];
        let mut spans = Vec::new();
        for &named in &one.locals[*n].names {
            let named = &one.notes.named[named];
            spans.push(named.span);
            if !named.general || key(&named.name).is_some() {
                names.entry(named.name.clone()).or_default().insert(*report);
            }
            for party in &named.parties {
                *parties.entry(party.name.clone()).or_default() += 1;
            }
            excluded.extend(named.excluded.iter().map(|party| party.name.clone()));
            areas.extend(named.area.clone());
            if named.stage != Stage::Unclear {
                let day = named.when.map(|days| days.to).or(one.notes.day);
                let span = named.stage_spans.iter().fold(named.span, |all, &span| all.union(span));
                history.push(Evidence { day, stage: named.stage, report: one.id.clone(), span });
            }
        }
        reports.push(Told {
            report: one.id.clone(),
            name: one.name.clone(),
            day: one.notes.day,
            spans,
            reasons: reasons.clone(),
        });
    }
    history.sort_by(|a, b| (a.day, a.stage, &a.report, a.span).cmp(&(b.day, b.stage, &b.report, b.span)));
    reports.sort_by(|a, b| (a.day, &a.report).cmp(&(b.day, &b.report)));
    let mut names: Vec<Naming> =
        names.into_iter().map(|(name, reports)| Naming { name, reports: reports.len() }).collect();
    // names that tell it from others first
    names.sort_by(|a, b| {
        (key(&b.name).is_some(), b.reports, &a.name).cmp(&(key(&a.name).is_some(), a.reports, &b.name))
    });
    let mut by: Vec<(String, usize)> = parties.into_iter().collect();
    by.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let parties: Vec<String> = by.into_iter().map(|(name, _)| name).collect();
    let (status, status_day) = status(&history, written.as_ref().map(|(_, agreement)| agreement));
    let begins = written
        .as_ref()
        .and_then(|(_, agreement)| agreement.first_day())
        .map(|day| Days { from: day, to: day })
        .or(features.begins);
    let ends = written
        .as_ref()
        .and_then(|(_, agreement)| agreement.last_day())
        .map(|day| Days { from: day, to: day })
        .or(features.ends);
    let name =
        written.as_ref().map_or_else(|| title(&names, &parties, begins), |(_, agreement)| agreement.name.clone());
    let id = written.as_ref().map_or_else(
        || slug_of(&name, begins.map(|days| days.from).or_else(|| reports.first().and_then(|told| told.day))),
        |(id, _)| id.clone(),
    );
    let area = written
        .as_ref()
        .map(|(_, agreement)| agreement.area.clone())
        .filter(|area| !area.is_empty())
        .unwrap_or_else(|| areas.into_iter().collect());
    let known = Known {
        id,
        name,
        names,
        written: written.map(|(_, agreement)| agreement),
        parties,
        excluded: excluded.into_iter().collect(),
        area,
        country: features.country,
        hours: features.hours,
        begins,
        ends,
        status,
        status_day,
        history,
        reports,
    };
    (known, members.into_iter().map(|(report, n, _)| (report, n)).collect())
}

/// How far it has come by what is told last; of one day, what says most of its end.
fn status(history: &[Evidence], written: Option<&Agreement>) -> (Stage, Option<Date>) {
    // once it is told to have collapsed, only a new beginning says otherwise: "in force" is said of what was, too
    let ended =
        history.iter().filter(|evidence| evidence.stage == Stage::Collapsed).max_by_key(|evidence| evidence.day);
    let begins = |stage: Stage| matches!(stage, Stage::Agreed | Stage::TookEffect | Stage::Extended | Stage::Collapsed);
    let counts = |evidence: &&Evidence| ended.is_none_or(|ended| evidence.day <= ended.day || begins(evidence.stage));
    let last = history.iter().filter(counts).max_by_key(|evidence| (evidence.day, evidence.stage));
    match last {
        Some(evidence) => (evidence.stage, evidence.day),
        None => match written {
            Some(agreement) => (Stage::Agreed, agreement.first_day()),
            None => (Stage::Unclear, None),
        },
    }
}

/// What it is called that nobody gave a name: what most reports call it, and by whom and when.
fn title(names: &[Naming], parties: &[String], begins: Option<Days>) -> String {
    let name = names.first().map_or("ceasefire", |naming| naming.name.as_str());
    if key(name).is_some() {
        return name.to_owned();
    }
    let by = if parties.is_empty() {
        String::new()
    } else {
        format!(" by {}", parties.iter().take(3).cloned().collect::<Vec<_>>().join(", "))
    };
    let from = begins.map_or(String::new(), |days| format!(" from {}", days.from));
    format!("{name}{by}{from}")
}

/// What a thing of this name is called in commands and links: lower-case letters and figures, with hyphens between.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// The same of an agreement that nobody gave a name, with the month in which it began.
fn slug_of(name: &str, day: Option<Date>) -> String {
    let slug: String = slug(name).chars().take(40).collect();
    let slug = slug.trim_end_matches('-');
    day.filter(|day| !slug.contains(&day.to_string()))
        .map_or_else(|| slug.to_owned(), |day| format!("{slug}-{}-{:02}", day.year(), day.month()))
}
