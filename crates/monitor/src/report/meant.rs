//! Which incidents of a report an allegation means.

use std::ops::Range;

use truceline_record::{Incident, IncidentType, Reality};

use super::Rule;
use super::spots::Spot;
use crate::words::Text;

/// The incidents that are meant: those of the sentence; of what is called "the attack", the one before.
pub(super) fn meant(
    text: &Text<'_>,
    spot: &Spot,
    sentence: &Range<usize>,
    statement: Option<&str>,
    counted: bool,
) -> Vec<String> {
    let within = text.span(sentence);
    let harm = || text.reading.incidents.iter().filter(|incident| is_harm(incident));
    let here: Vec<String> = harm()
        .filter(|incident| incident.triggers.iter().any(|t| within.contains(*t)))
        .map(|incident| incident.id.clone())
        .collect();
    if !here.is_empty() || spot.rule == Rule::Spite || !counted {
        return here;
    }
    // in a count, what the same speaker tells one by one belongs to it
    let by = statement
        .and_then(|id| text.reading.statements.iter().find(|said| said.id == id))
        .and_then(|said| said.speaker_name.clone());
    let same = |id: Option<&str>| {
        let said = id.and_then(|id| text.reading.statements.iter().find(|said| said.id == id));
        let name = said.and_then(|said| said.speaker_name.as_deref());
        name.is_some_and(|name| {
            by.as_deref().is_some_and(|by| {
                name == by || by.to_lowercase().contains(&truceline_record::bare_name(name).to_lowercase())
            })
        })
    };
    let told = |incident: &&Incident| {
        let blamed = incident.actors.iter().map(|actor| &actor.by).chain(incident.claims.iter().map(|claim| &claim.by));
        blamed.flatten().any(|by| same(Some(by)))
    };
    harm().filter(told).map(|incident| incident.id.clone()).collect()
}

/// "The air strikes are another violation": what nobody is said to have done in that sentence is what the report is chiefly about, where that is of its type.
pub(super) fn main_too(text: &Text<'_>, spot: &Spot, sentence: &Range<usize>, incidents: &mut Vec<String>) {
    let all = &text.reading.incidents;
    let of = |id: &String| all.iter().find(|incident| incident.id == *id);
    let definite = text.lower(sentence.start) == "the";
    if !matches!(spot.rule, Rule::Called | Rule::Spite)
        || !definite
        || incidents.iter().filter_map(of).any(|incident| !incident.actors.is_empty())
    {
        return;
    }
    let kinds: Vec<IncidentType> = incidents.iter().filter_map(of).map(|incident| incident.kind).collect();
    let fits = |incident: &&Incident| {
        incident.main && is_harm(incident) && (kinds.is_empty() || kinds.contains(&incident.kind))
    };
    if let Some(main) = all.iter().find(fits) {
        *incidents = vec![main.id.clone()];
    }
}

/// Whether an incident is one that a truce forbids: violence, or taking ground.
pub(super) fn is_harm(incident: &Incident) -> bool {
    let taken = incident.kind == IncidentType::TerritoryTaken;
    incident.reality == Reality::Actual && (taken || incident.kind.is_violent())
}
