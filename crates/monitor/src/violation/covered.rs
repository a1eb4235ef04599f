//! Incidents that a term in force at that time and place covers, whether anybody calls them a violation or not.
//!
//! An incident is covered where its type is one that the term's kind forbids, its day lies within the term's, its place within the term's area, somebody who owes the term is
//! said to have done it, and neither side is excluded. Each of these is told as a reason; what is not known of an incident is told too.

use jiff::civil::Date;
use serde::Serialize;
use truceline_export::View;
use truceline_ledger::Card;
use truceline_record::{Place, Reality, name_of};

use super::gather::in_days;
use crate::MonitorError;
use crate::agreement::Known;
use crate::days::Days;
use crate::report::may_be_one;
use crate::terms::{Kinds, Provision};
use crate::watch::Watch;

/// An incident that a term covers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Covered {
    /// The incident's id in the ledger.
    pub incident: String,
    /// The agreement's.
    pub agreement: String,
    /// The term's in the agreement; none where nobody wrote terms down.
    pub provision: Option<String>,
    /// The term's kind.
    pub kind: String,
    /// Why.
    pub why: String,
    /// Its days.
    pub days: Option<Days>,
}

/// The incidents of some days that a term in force covers.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn covered(view: &mut View<'_>, watch: &Watch, days: Days) -> Result<Vec<Covered>, MonitorError> {
    let kinds = Kinds::bundled()?;
    let mut out = Vec::new();
    for card in view.search(&in_days(days))? {
        for known in &watch.agreements {
            let Some(agreement) = &known.written else { continue };
            for provision in &agreement.provisions {
                if let Some(why) = breaks(&card, provision, Some(known), &kinds, &[]) {
                    out.push(Covered {
                        incident: card.id.clone(),
                        agreement: known.id.clone(),
                        provision: Some(provision.id.clone()),
                        kind: provision.kind.clone(),
                        why,
                        days: days_of(&card),
                    });
                }
            }
        }
    }
    out.sort_by(|a, b| (a.days, &a.incident, &a.provision).cmp(&(b.days, &b.incident, &b.provision)));
    Ok(out)
}

pub(crate) fn days_of(card: &Card) -> Option<Days> {
    let date = card.gathered.date.as_ref()?;
    Days::new(date.start.as_deref(), date.end.as_deref())
}

/// Why an incident may break a provision; none where it does not. `accused` are said to have done it beside those whom the incident itself names.
pub(super) fn breaks(
    card: &Card,
    provision: &Provision,
    known: Option<&Known>,
    kinds: &Kinds,
    accused: &[String],
) -> Option<String> {
    let kind = kinds.get(&provision.kind)?;
    let gathered = &card.gathered;
    if gathered.reality != Reality::Actual || !kind.broken_by.contains(&gathered.kind) {
        return None;
    }
    let agreement = known.and_then(|known| known.written.as_ref());
    let mut why = vec![format!(
        "{} is what {} forbids",
        name_of(gathered.kind).replace('_', " "),
        provision.kind.replace('_', " ")
    )];
    let (from, until) = provision.days();
    let from = from.or_else(|| agreement.and_then(|agreement| agreement.first_day()));
    let until = until.or_else(|| agreement.and_then(|agreement| agreement.last_day()));
    let days = days_of(card)?;
    if !in_force(days, from, until) {
        return None;
    }
    why.push(match (from, until) {
        (Some(from), Some(until)) => format!("{} lies within {from} to {until}", days.from),
        (Some(from), None) => format!("{} is not before {from}", days.from),
        (None, Some(until)) => format!("{} is not after {until}", days.from),
        (None, None) => "when it holds is not written".to_owned(),
    });
    let area = if provision.area.is_empty() {
        agreement.map_or(&[][..], |agreement| &agreement.area)
    } else {
        &provision.area
    };
    if !area.is_empty() {
        why.push(lies_in(gathered.place.as_ref()?, area)?);
    }
    let parties = agreement.map_or(&[][..], |agreement| &agreement.parties);
    let owed_by = if provision.owed_by.is_empty() { parties } else { &provision.owed_by };
    let did: Vec<&String> = gathered.actors.iter().chain(accused).collect();
    if !owed_by.is_empty() {
        match did.iter().find(|actor| owed_by.iter().any(|party| may_be_one(party, actor))) {
            Some(actor) => why.push(format!("{actor} owes it and is said to have done it")),
            None if did.is_empty() => why.push("who did it is not told".to_owned()),
            None => return None,
        }
    }
    let excluded = agreement.map_or(&[][..], |agreement| &agreement.excluded);
    let is_excluded = |name: &String| {
        excluded.iter().any(|out| {
            name.eq_ignore_ascii_case(out)
                || (name.len() > 3 && may_be_one(out, name) && !parties.iter().any(|party| may_be_one(party, name)))
        })
    };
    if gathered.targets.iter().chain(did.iter().copied()).any(is_excluded) {
        return None;
    }
    if kind.civilians && !civilians(card) {
        return None;
    }
    Some(why.join("; "))
}

fn in_force(days: Days, from: Option<Date>, until: Option<Date>) -> bool {
    from.is_none_or(|from| days.to >= from) && until.is_none_or(|until| days.from <= until)
}

/// Where an incident lies, if that is within an area.
pub(crate) fn lies_in(place: &Place, area: &[String]) -> Option<String> {
    let names = [&place.name, &place.admin, &place.country];
    let found = names.into_iter().flatten().find(|name| area.iter().any(|area| area.eq_ignore_ascii_case(name)))?;
    let name = place.name.as_ref().unwrap_or(found);
    Some(if name == found {
        format!("{name} is in its area")
    } else {
        format!("{name} lies in {found}, which is in its area")
    })
}

/// Whether civilians were hit.
fn civilians(card: &Card) -> bool {
    const WORDS: [&str; 14] = [
        "civilian",
        "hospital",
        "school",
        "clinic",
        "market",
        "mosque",
        "church",
        "resident",
        "child",
        "women",
        "people",
        "bakery",
        "ambulance",
        "house",
    ];
    card.gathered.targets.iter().any(|target| WORDS.iter().any(|word| target.to_lowercase().contains(word)))
}
