//! Whether an incident is what a query asks for, by what is known of it: the same answer as the store's, without the store.

use truceline_reconcile::across::{Status, day_number};
use truceline_record::{IncidentType, name_of};

use crate::find::{Query, Within};
use crate::incidents::Card;

/// What an incident is looked at for.
pub trait Sought {
    /// What happened.
    fn kind(&self) -> IncidentType;
    /// First and last day, as days since 1970-01-01; where only one is known, it is both.
    fn days(&self) -> (Option<i64>, Option<i64>);
    /// The names of its place, region and country.
    fn names(&self) -> impl Iterator<Item = &str>;
    /// Who did it, according to anyone.
    fn actors(&self) -> impl Iterator<Item = &str>;
    /// The outlets that tell of it.
    fn outlets(&self) -> impl Iterator<Item = &str>;
    /// Degrees of latitude and longitude.
    fn point(&self) -> Option<(f64, f64)>;
    /// The greatest number killed that any source gives.
    fn killed(&self) -> Option<u32>;
    /// What the counts say; may be none of an incident that was rejected.
    fn status(&self) -> Option<Status>;
    /// Whether sources differ.
    fn is_disputed(&self) -> bool;
    /// Whether some report is chiefly about it.
    fn is_main(&self) -> bool;
}

impl Sought for Card {
    fn kind(&self) -> IncidentType {
        self.gathered.kind
    }

    fn days(&self) -> (Option<i64>, Option<i64>) {
        self.days()
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.gathered.place.as_ref().map(|place| [&place.name, &place.admin, &place.country]);
        names.into_iter().flatten().flatten().map(String::as_str)
    }

    fn actors(&self) -> impl Iterator<Item = &str> {
        self.gathered.actors.iter().map(String::as_str)
    }

    fn outlets(&self) -> impl Iterator<Item = &str> {
        self.gathered.outlets.iter().map(String::as_str)
    }

    fn point(&self) -> Option<(f64, f64)> {
        self.gathered.place.as_ref().and_then(|place| place.lat.zip(place.lon))
    }

    fn killed(&self) -> Option<u32> {
        self.gathered.killed.max.or(self.gathered.killed.min)
    }

    fn status(&self) -> Option<Status> {
        Some(self.gathered.status)
    }

    fn is_disputed(&self) -> bool {
        !self.gathered.disputes.is_empty()
    }

    fn is_main(&self) -> bool {
        self.gathered.main
    }
}

/// A query made ready to be held against many incidents. The words that it asks for stand in reports, and are not looked at.
pub struct Wanted {
    from: Option<i64>,
    to: Option<i64>,
    place: Option<String>,
    actor: Option<String>,
    outlet: Option<String>,
    within: Option<Within>,
    /// None within where no type is called so: no incident is of it.
    kind: Option<Option<IncidentType>>,
    status: Option<String>,
    disputed: bool,
    min_killed: Option<u32>,
    main: bool,
}

impl Query {
    /// The same question, ready to be put to many incidents.
    pub fn wanted(&self) -> Wanted {
        let part = |text: &Option<String>| {
            let text = text.as_ref().map(|text| text.trim().to_lowercase());
            text.filter(|text| !text.is_empty())
        };
        let day = |text: &Option<String>| text.as_deref().and_then(day_number).map(i64::from);
        Wanted {
            from: day(&self.from),
            to: day(&self.to),
            place: part(&self.place),
            actor: part(&self.actor),
            outlet: part(&self.outlet),
            within: self.within,
            kind: self.kind.as_ref().map(|kind| IncidentType::ALL.into_iter().find(|known| name_of(known) == *kind)),
            status: self.status.clone(),
            disputed: self.disputed,
            min_killed: self.min_killed,
            main: self.main,
        }
    }
}

impl Wanted {
    /// Whether an incident is what is asked for, but for the words; `rejected` where somebody decided that it is none.
    pub fn holds(&self, incident: &impl Sought, rejected: bool) -> bool {
        let (first, last) = incident.days();
        let status = || if rejected { Some("rejected") } else { incident.status().map(Status::name) };
        // what costs least comes first
        (!self.main || incident.is_main())
            && (!self.disputed || incident.is_disputed())
            && self.status.as_deref().map_or(!rejected, |asked| status() == Some(asked))
            && self.min_killed.is_none_or(|least| incident.killed().is_some_and(|killed| killed >= least))
            && self.from.is_none_or(|from| last.is_some_and(|last| last >= from))
            && self.to.is_none_or(|to| first.is_some_and(|first| first <= to))
            && self.kind.is_none_or(|kind| kind == Some(incident.kind()))
            && self.within.is_none_or(|within| within.holds_maybe(incident.point()))
            && part_of(self.place.as_deref(), incident.names())
            && part_of(self.actor.as_deref(), incident.actors())
            && self.holds_outlet(incident)
    }

    /// Whether an outlet that is asked for tells of it.
    pub(crate) fn holds_outlet(&self, incident: &impl Sought) -> bool {
        part_of(self.outlet.as_deref(), incident.outlets())
    }
}

/// Whether `part`, in lower case, stands in any of the names; where none is asked for, in any case.
fn part_of<'n>(part: Option<&str>, mut names: impl Iterator<Item = &'n str>) -> bool {
    part.is_none_or(|part| names.any(|name| holds_part(name, part)))
}

/// Without making a name anew where it is of plain letters, as most are.
fn holds_part(name: &str, part: &str) -> bool {
    if !name.is_ascii() {
        return name.to_lowercase().contains(part);
    }
    let (name, part) = (name.as_bytes(), part.as_bytes());
    name.windows(part.len()).any(|there| there.eq_ignore_ascii_case(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_name_is_found_in_any_case_and_script() {
        assert!(holds_part("Orel region", "rel r") && holds_part("OREL", "orel"));
        assert!(holds_part("Ürgüp", "ürg") && holds_part("İdil", "dil"));
        assert!(!holds_part("Orel", "orel region") && !holds_part("", "o"));
        assert!(part_of(None, std::iter::empty()) && !part_of(Some("o"), std::iter::empty()));
    }
}
