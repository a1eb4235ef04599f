//! The values of an incident and of its versions by name, as the tables in `data/` ask for them.

use truceline_reconcile::across::{Account, Count, Party, worded};
use truceline_record::{ClaimSays, DateRange, Place, TollWho, name_of};

use crate::ExportError;
use crate::cell::Cell;
use crate::item::{Item, Version};

/// The value called `name` of an incident, or of one of its versions; none where nothing is called so.
pub(crate) fn field(item: &Item, version: Option<&Version>, name: &str) -> Result<Option<Cell>, ExportError> {
    Ok(match version.and_then(|version| of_version(version, name)) {
        Some(cell) => Some(cell),
        None => of_incident(item, name)?,
    })
}

/// The value called `name`, which there must be.
pub(crate) fn required(item: &Item, version: Option<&Version>, name: &str) -> Result<Cell, ExportError> {
    field(item, version, name)?.ok_or_else(|| ExportError::Data(format!("no value is called {name}")))
}

fn of_incident(item: &Item, name: &str) -> Result<Option<Cell>, ExportError> {
    let known = &item.card.gathered;
    Ok(Some(match name {
        "incident" => item.card.id.as_str().into(),
        "type" => name_of(known.kind).into(),
        "reality" => name_of(known.reality).into(),
        "status" => status(item).into(),
        "main" => known.main.into(),
        "start" => start(known.date.as_ref()),
        "end" => end(known.date.as_ref()),
        "day_precision" => known.date.as_ref().and_then(|date| date.precision.clone()).into(),
        "year" => day(known.date.as_ref()).and_then(|day| day.get(..4)?.parse::<u32>().ok()).into(),
        "place" => place(known.place.as_ref(), |place| &place.name),
        "region" => place(known.place.as_ref(), |place| &place.admin),
        "country" => place(known.place.as_ref(), |place| &place.country),
        "place_precision" => place(known.place.as_ref(), |place| &place.precision),
        "lat" => known.place.as_ref().and_then(|place| place.lat).into(),
        "lon" => known.place.as_ref().and_then(|place| place.lon).into(),
        "actors" => Cell::list(&known.actors),
        "first_actor" => known.actors.first().cloned().into(),
        "other_actors" => Cell::list(known.actors.get(1..).unwrap_or_default()),
        "targets" => Cell::list(&known.targets),
        "first_target" => known.targets.first().cloned().into(),
        "other_targets" => Cell::list(known.targets.get(1..).unwrap_or_default()),
        "killed_min" => known.killed.min.into(),
        "killed_max" => known.killed.max.into(),
        "killed_agreed" => known.killed.min.filter(|_| known.killed.min == known.killed.max).into(),
        "killed_independent_min" => known.killed_independent.min.into(),
        "killed_independent_max" => known.killed_independent.max.into(),
        "injured_min" => known.injured.min.into(),
        "injured_max" => known.injured.max.into(),
        "reports" => known.reports.into(),
        "independent_reports" => known.independent_reports.into(),
        "outlets" => Cell::list(&known.outlets),
        "independent_outlets" => known.independent_outlets.into(),
        "disputed" => Cell::list(&item.card.disputed()),
        "blame" => json(&known.blame, known.blame.is_empty())?,
        "disputes" => json(&known.disputes, known.disputes.is_empty())?,
        "told" => told(item).into(),
        "titles" => Cell::list(&distinct(item.versions.iter().filter_map(|version| version.title.clone()))),
        "urls" => Cell::list(&distinct(item.versions.iter().filter_map(|version| version.url.clone()))),
        "published_days" => {
            let day = |version: &Version| version.published.as_deref().and_then(|at| at.get(..10)).map(str::to_owned);
            Cell::list(&distinct(item.versions.iter().filter_map(day)))
        }
        _ => return Ok(None),
    }))
}

fn of_version(version: &Version, name: &str) -> Option<Cell> {
    let Version { id, report, name: called, title, outlet, url, published, account, .. } = version;
    Some(match name {
        "version" => id.clone().into(),
        "report" => report.clone().into(),
        "report_name" => called.clone().into(),
        "title" => title.clone().into(),
        "outlet" => outlet.as_str().into(),
        "url" => url.clone().into(),
        "published" => published.clone().into(),
        "told_type" => name_of(account.kind).into(),
        "told_reality" => name_of(account.reality).into(),
        "told_main" => account.main.into(),
        "told_start" => start(account.date.as_ref()),
        "told_end" => end(account.date.as_ref()),
        "told_place" => place(account.place.as_ref(), |place| &place.name),
        "told_region" => place(account.place.as_ref(), |place| &place.admin),
        "told_country" => place(account.place.as_ref(), |place| &place.country),
        "told_lat" => account.place.as_ref().and_then(|place| place.lat).into(),
        "told_lon" => account.place.as_ref().and_then(|place| place.lon).into(),
        "told_actors" => parties(&account.actors),
        "told_first_actor" => account.actors.first().map(|party| party.name.clone()).into(),
        "told_targets" => parties(&account.targets),
        "told_first_target" => account.targets.first().map(|party| party.name.clone()).into(),
        "told_killed" => counts(&account.killed),
        "told_injured" => counts(&account.injured),
        "told_claims" => claims(account),
        _ => return None,
    })
}

/// Where an incident stands, by its counts or by a person's word.
pub(crate) fn status(item: &Item) -> &'static str {
    if item.card.is_rejected() { "rejected" } else { item.card.gathered.status.name() }
}

/// The first day that is known.
pub(crate) fn day(date: Option<&DateRange>) -> Option<&str> {
    date.and_then(|date| date.start.as_deref().or(date.end.as_deref()))
}

fn start(date: Option<&DateRange>) -> Cell {
    day(date).into_cell()
}

fn end(date: Option<&DateRange>) -> Cell {
    date.and_then(|date| date.end.as_deref().or(date.start.as_deref())).into_cell()
}

trait IntoCell {
    fn into_cell(self) -> Cell;
}

impl IntoCell for Option<&str> {
    fn into_cell(self) -> Cell {
        self.map_or(Cell::Empty, Cell::from)
    }
}

fn place(place: Option<&Place>, part: fn(&Place) -> &Option<String>) -> Cell {
    place.and_then(|place| part(place).clone()).into()
}

fn json(value: &impl serde::Serialize, nothing: bool) -> Result<Cell, ExportError> {
    Ok(if nothing { Cell::Empty } else { Cell::Text(serde_json::to_string(value)?) })
}

fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for value in values {
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out
}

fn according_to(what: String, by: Option<&String>) -> String {
    match by {
        Some(by) => format!("{what} (according to {by})"),
        None => what,
    }
}

/// "Orlan army (according to medics)".
fn parties(parties: &[Party]) -> Cell {
    let words: Vec<String> = parties.iter().map(|party| according_to(party.name.clone(), party.by.as_ref())).collect();
    Cell::list(&words)
}

/// "at least 25 (according to medics)".
pub(crate) fn count_words(count: &Count) -> String {
    let who = if count.who == TollWho::Total { String::new() } else { format!(" {}", name_of(count.who)) };
    according_to(format!("{}{who}", worded(count)), count.by.as_ref())
}

fn counts(counts: &[Count]) -> Cell {
    Cell::list(&counts.iter().map(count_words).collect::<Vec<_>>())
}

/// "responsible: Orlan army (according to medics)".
pub(crate) fn claim_words(says: ClaimSays, party: Option<&String>, by: Option<&String>) -> String {
    let says = name_of(says);
    according_to(party.map_or(says.clone(), |party| format!("{says}: {party}")), by)
}

fn claims(account: &Account) -> Cell {
    let words = account.claims.iter().map(|word| claim_words(word.says, word.party.as_ref(), word.by.as_ref()));
    Cell::list(&words.collect::<Vec<_>>())
}

/// What each outlet tells, for a column of notes.
fn told(item: &Item) -> String {
    let of = |version: &Version| {
        let parts = [
            ("killed", counts(&version.account.killed)),
            ("injured", counts(&version.account.injured)),
            ("claims", claims(&version.account)),
        ];
        let told: Vec<String> = parts
            .into_iter()
            .filter_map(|(what, cell)| match cell {
                Cell::Text(text) => Some(format!("{what} {text}")),
                _ => None,
            })
            .collect();
        let told = if told.is_empty() { "tells of it".to_owned() } else { told.join(", ") };
        format!("{}: {told}", version.outlet)
    };
    distinct(item.versions.iter().map(of)).join(" | ")
}
