//! What the desk is, and what there is to do today.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;
use truceline_export::{Format, View};
use truceline_ledger::{Card, Field, Grade, Head, Listed};
use truceline_monitor::Kinds;
use truceline_reconcile::across::day_number;
use truceline_record::{IncidentType, Reality, name_of};

use super::{agreements, answered, review, violations};
use crate::app::App;
use crate::fault::Fault;
use crate::kept;
use crate::person::Person;
use crate::shelf::{Outline, Shelf};
use crate::watched::Watched;

/// The desk, and the words that it takes.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct About {
    /// Truceline's version.
    version: &'static str,
    /// Who is asking.
    person: Person,
    /// Whether several people come, who log in.
    team: bool,
    /// Whether reports are fetched from addresses.
    fetches: bool,
    /// The journal's end.
    head: Head,
    /// Whether anything is held back.
    protected: bool,
    /// The types of incident.
    types: Vec<String>,
    /// The fields of an incident that can be corrected.
    fields: Vec<&'static str>,
    /// What each axis of a grade may be.
    axes: BTreeMap<&'static str, Vec<&'static str>>,
    /// The formats of exports.
    formats: Vec<&'static str>,
    /// The kinds of provision of an agreement.
    provisions: Vec<ProvisionKind>,
}

/// A kind of provision.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ProvisionKind {
    /// Its name.
    kind: String,
    /// What it means.
    about: String,
    /// What breaking it is called.
    violation: String,
}

/// What the desk is, who is asking, and which words it takes.
#[utoipa::path(get, path = "/about", responses((status = 200, body = ref("#/components/schemas/About"))))]
pub(super) async fn about(State(app): State<App>, person: Person) -> Result<Json<About>, Fault> {
    let (head, protected) = app.with_ledger(|app, ledger| Ok((ledger.head()?, app.held(ledger)?.0.is_any()))).await?;
    Ok(Json(About {
        version: env!("CARGO_PKG_VERSION"),
        person,
        team: app.team,
        fetches: app.fetcher.is_some(),
        head,
        protected,
        types: IncidentType::ALL.into_iter().map(name_of).collect(),
        fields: Field::ALL.into_iter().map(Field::name).collect(),
        axes: Grade::AXES.into_iter().map(|(axis, values)| (axis, values.to_vec())).collect(),
        formats: Format::ALL.into_iter().map(Format::name).collect(),
        provisions: provisions()?,
    }))
}

fn provisions() -> Result<Vec<ProvisionKind>, Fault> {
    let kinds = Kinds::bundled()?;
    let kind = |name: &str| {
        let kind = kinds.get(name)?;
        Some(ProvisionKind { kind: name.to_owned(), about: kind.about.clone(), violation: kind.violation.clone() })
    };
    Ok(kinds.names().filter_map(kind).collect())
}

/// The state of the ledger at one look.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Today {
    /// The day that days are counted to: of the latest report; where no report has a day, of the latest incident. Null where there is neither.
    day: Option<String>,
    /// How many reports there are that count.
    reports: usize,
    /// How many outlets they are from.
    outlets: usize,
    /// How many incidents.
    incidents: usize,
    /// In how many of them sources differ, by what on.
    disputes: BTreeMap<String, usize>,
    /// How many incidents sources differ on.
    disputed: usize,
    /// How many wait for a decision.
    waiting: usize,
    /// How many alleged violations there are, counts among them. Null while they are being gathered, right after the desk was opened.
    alleged_violations: Option<usize>,
    /// The latest of them.
    alleged: Vec<violations::ShortViolation>,
    /// The agreements in force by what is told of them last, with the last alleged violation of each. Null while they are being gathered.
    agreements: Option<Vec<agreements::AgreementOutline>>,
    /// The reports that came last, the last first.
    arrived: Vec<Listed>,
    /// The incidents that the reports which came last are chiefly about.
    stirred: Vec<Card>,
    /// When each area was last struck, the latest first; at most 24 of them.
    areas: Vec<Area>,
    /// Incidents by day over the last 90 days that have any.
    days: Vec<Day>,
}

/// When an area was last struck.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Area {
    /// The region, or the country where no region is known.
    area: String,
    /// Its country.
    country: Option<String>,
    /// The day of the last strike, an ISO 8601 date.
    last: String,
    /// Days from then to the day of the latest report.
    days: i32,
    /// The incident.
    incident: String,
    /// Strikes in the 30 days before the day of the latest report.
    recent: usize,
}

/// What is told of one day.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Day {
    /// An ISO 8601 date.
    day: String,
    /// Incidents that began on it.
    incidents: usize,
    /// The greatest numbers killed that sources give for these, together.
    killed: u32,
}

/// Reports and incidents that are shown of what came last.
const LAST: usize = 12;
/// Alleged violations that are shown.
const ALLEGED: usize = 6;
/// Areas and agreements that are shown.
const AREAS: usize = 24;
/// Days that are shown.
const DAYS: usize = 90;

/// What came in, what is disputed, what waits, and how long each area has been calm.
#[utoipa::path(get, path = "/today", responses((status = 200, body = ref("#/components/schemas/Today"))))]
pub(super) async fn today(State(app): State<App>, headers: HeaderMap) -> Result<Response, Fault> {
    answered(&app, &headers, "today".to_owned(), async || {
        let shelf = kept::shelf(&app).await?;
        let waiting = review::queue(&app, &shelf).await?.len();
        let look = |view: &mut View<'_>| {
            let sources = view.sources()?;
            let (arrived, _) = view.reports(i64::MAX, LAST, |_| true)?;
            Ok((sources, arrived, view.stirred(LAST)?))
        };
        let (sources, arrived, stirred) = app.look(look).await?;
        let published = sources.iter().filter_map(|source| source.last.clone()).max();
        let happened = || shelf.standing().filter(|o| is_strike(o)).filter_map(|o| o.last).max().map(date);
        let day = published.or_else(happened);
        let watched = app.watched.borrow().clone().and_then(Result::ok).filter(|found| found.may_show(&app));
        let mut disputes = BTreeMap::new();
        for aspect in shelf.standing().flat_map(|outline| outline.disputed.iter()) {
            *disputes.entry(name_of(aspect)).or_default() += 1;
        }
        Ok(Today {
            reports: sources.iter().map(|source| source.reports).sum(),
            outlets: sources.len(),
            incidents: shelf.standing().count(),
            disputes,
            disputed: shelf.standing().filter(|outline| !outline.disputed.is_empty()).count(),
            waiting,
            alleged_violations: watched.as_ref().map(|watched| watched.violations.len()),
            alleged: watched.as_deref().map(latest).unwrap_or_default(),
            agreements: watched.as_deref().map(in_force),
            arrived,
            stirred,
            areas: areas(&shelf, day.as_deref()),
            days: days(&shelf),
            day,
        })
    })
    .await
}

fn latest(watched: &Watched) -> Vec<violations::ShortViolation> {
    watched.violations.iter().take(ALLEGED).map(|one| violations::short(watched, one)).collect()
}

/// Those with the latest alleged violation first.
fn in_force(watched: &Watched) -> Vec<agreements::AgreementOutline> {
    let known = watched.watch.agreements().iter().filter(|known| watched.day.is_some_and(|day| known.is_in_force(day)));
    let mut known: Vec<_> = known.map(|known| agreements::outline(watched, known)).collect();
    known.sort_by_key(|outline| std::cmp::Reverse(outline.last_day()));
    known.truncate(AREAS);
    known
}

/// Whether something was fired at somebody.
const fn is_strike(outline: &Outline) -> bool {
    matches!(
        outline.kind,
        IncidentType::AirStrike
            | IncidentType::Shelling
            | IncidentType::RemoteExplosive
            | IncidentType::SuicideBombing
            | IncidentType::ChemicalAttack
            | IncidentType::ArmedClash
            | IncidentType::Shooting
    ) && matches!(outline.reality, Reality::Actual)
}

fn areas(shelf: &Shelf, today: Option<&str>) -> Vec<Area> {
    let Some(today) = today.and_then(day_number) else { return Vec::new() };
    let mut areas: Vec<Area> = Vec::new();
    let mut known: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    // the shelf has the latest first
    for outline in shelf.standing().filter(|outline| is_strike(outline)) {
        let Some(last) = outline.last.or(outline.first).filter(|&last| last <= today) else { continue };
        let Some(area) = outline.area.as_deref().or(outline.country.as_deref()) else { continue };
        let at = *known.entry((area, outline.country.as_deref())).or_insert_with(|| {
            areas.push(Area {
                area: area.to_owned(),
                country: outline.country.as_deref().map(str::to_owned),
                last: date(last),
                days: today - last,
                incident: outline.id.to_string(),
                recent: 0,
            });
            areas.len() - 1
        });
        if let Some(area) = areas.get_mut(at).filter(|_| today - last < 30) {
            area.recent += 1;
        }
    }
    areas.truncate(AREAS);
    areas
}

fn days(shelf: &Shelf) -> Vec<Day> {
    let mut days: BTreeMap<i32, (usize, u32)> = BTreeMap::new();
    for outline in shelf.standing() {
        let Some(day) = outline.day() else { continue };
        let entry = days.entry(day).or_default();
        entry.0 += 1;
        entry.1 = entry.1.saturating_add(outline.most_killed().unwrap_or_default());
    }
    let last =
        days.into_iter().rev().take(DAYS).map(|(day, (incidents, killed))| Day { day: date(day), incidents, killed });
    let mut last: Vec<Day> = last.collect();
    last.reverse();
    last
}

/// A day, by its number since 1970-01-01, as an ISO 8601 date.
pub(super) fn date(number: i32) -> String {
    let start = jiff::civil::date(1970, 1, 1);
    start.checked_add(jiff::Span::new().days(number)).map(|day| day.to_string()).unwrap_or_default()
}
