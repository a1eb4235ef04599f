//! What the accounts of many reports of one incident come to: nothing is chosen between sources, only counted and set side by side.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use truceline_record::{ClaimSays, DateRange, IncidentType, Place, Reality, TollRange};

use super::account::{Count, Party, SourceWord};
use super::disputed::{Dispute, Member, disputes, headline};

/// One incident of the ledger, from all its reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gathered {
    /// What most reports call it.
    #[serde(rename = "type")]
    pub kind: IncidentType,
    /// Actual where any report has it so.
    pub reality: Reality,
    /// Whether any report is chiefly about it.
    pub main: bool,
    /// The days that most reports give.
    pub date: Option<DateRange>,
    /// The place that most reports give.
    pub place: Option<Place>,
    /// Who did it according to anyone, those named by most reports first.
    pub actors: Vec<String>,
    /// Who or what was hit according to anyone.
    pub targets: Vec<String>,
    /// The widest range of killed over all sources.
    pub killed: TollRange,
    /// The widest range of killed over sources that do not copy one another.
    pub killed_independent: TollRange,
    /// The widest range of injured over all sources.
    pub injured: TollRange,
    /// How many reports.
    pub reports: usize,
    /// How many of them are no copies of one another.
    pub independent_reports: usize,
    /// The outlets, in the order of their names.
    pub outlets: Vec<String>,
    /// How many outlets do not merely copy another.
    pub independent_outlets: usize,
    /// The sides that its outlets stand on, as far as they are known.
    pub sides: Vec<String>,
    /// Who is held responsible, by whom.
    pub blame: Vec<Blame>,
    /// Where sources differ.
    pub disputes: Vec<Dispute>,
    /// What the counts say.
    pub status: Status,
}

/// A party's part in an incident, as sources have it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Blame {
    /// The party.
    pub party: String,
    /// Who says that it did it.
    pub blamed_by: Vec<String>,
    /// Who says that it did not.
    pub denied_by: Vec<String>,
    /// Who of it says that it did.
    pub admitted_by: Vec<String>,
}

/// What can be counted of an incident; no judgement of who is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// One outlet, or copies of one.
    SingleSource,
    /// Two or more outlets that do not copy one another.
    SeveralSources,
    /// Sources differ on whether it happened or who did it.
    Contested,
    /// A party says that it did it, and nobody says otherwise.
    Admitted,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::SingleSource, Self::SeveralSources, Self::Contested, Self::Admitted];

    /// Its name in the record.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SingleSource => "single_source",
            Self::SeveralSources => "several_sources",
            Self::Contested => "contested",
            Self::Admitted => "admitted",
        }
    }
}

/// What `members`, the accounts of one incident, come to; none where there are none.
pub fn gathered(members: &[Member<'_>]) -> Option<Gathered> {
    let first = members.first()?;
    // Main accounts say more of an incident than those that only mention it.
    let main = members.iter().any(|member| member.account.main);
    let weight = |member: &Member<'_>| if member.account.main { 3 } else { 1 };
    let kind = most(members.iter().map(|member| (member.account.kind, weight(member)))).unwrap_or(first.account.kind);
    let date = most(members.iter().filter_map(|m| Some((day_key(m.account.date.as_ref()?)?, weight(m)))));
    let date = date.and_then(|key| {
        let same = |date: &&DateRange| day_key(date) == Some(key.clone());
        members.iter().filter_map(|m| m.account.date.as_ref()).find(same)
    });
    let place = most(members.iter().filter_map(|m| Some((place_key(m.account.place.as_ref()?)?, weight(m)))));
    let place = place.and_then(|key| {
        let places =
            || members.iter().filter_map(|m| m.account.place.as_ref()).filter(|p| place_key(p) == Some(key.clone()));
        places().find(|place| place.lat.is_some()).or_else(|| places().next())
    });
    let disputes = disputes(members);
    let blame = blame(members);
    let independent: BTreeSet<&str> = members.iter().map(|member| member.copies).collect();
    let by_copies: BTreeMap<&str, &Member<'_>> = members.iter().rev().map(|member| (member.copies, member)).collect();
    let independent_outlets: BTreeSet<&str> = by_copies.values().map(|member| member.outlet).collect();
    let outlets: BTreeSet<&str> = members.iter().map(|member| member.outlet).collect();
    let status = status(&disputes, &blame, independent_outlets.len());
    Some(Gathered {
        kind,
        reality: members
            .iter()
            .map(|m| m.account.reality)
            .min_by_key(|&reality| rank(reality))
            .unwrap_or(Reality::Actual),
        main,
        date: date.cloned(),
        place: place.cloned(),
        actors: names(members.iter().map(|m| m.account.actors.iter().map(|party| party.name.as_str()).collect())),
        targets: names(members.iter().map(|m| m.account.targets.iter().map(|party| party.name.as_str()).collect())),
        killed: range(members.iter().map(|member| member.account.killed.as_slice())),
        killed_independent: range(by_copies.values().map(|member| member.account.killed.as_slice())),
        injured: range(members.iter().map(|member| member.account.injured.as_slice())),
        reports: members.iter().map(|member| member.report).collect::<BTreeSet<_>>().len(),
        independent_reports: independent.len(),
        outlets: outlets.into_iter().map(str::to_owned).collect(),
        independent_outlets: independent_outlets.len(),
        sides: members.iter().filter_map(|m| m.side).collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect(),
        blame,
        disputes,
        status,
    })
}

/// What most of `votes` are for; of equals the least.
fn most<T: Ord>(votes: impl Iterator<Item = (T, u32)>) -> Option<T> {
    let mut counts: BTreeMap<T, u32> = BTreeMap::new();
    for (vote, weight) in votes {
        *counts.entry(vote).or_default() += weight;
    }
    let best = counts.values().copied().max()?;
    counts.into_iter().find(|&(_, count)| count == best).map(|(vote, _)| vote)
}

fn day_key(date: &DateRange) -> Option<(String, String)> {
    let start = date.start.clone().or_else(|| date.end.clone())?;
    let end = date.end.clone().unwrap_or_else(|| start.clone());
    Some((start, end))
}

fn place_key(place: &Place) -> Option<(bool, String)> {
    // A name comes before what is only known to lie in some region.
    let name = place.name.clone().or_else(|| place.admin.clone()).or_else(|| place.country.clone())?;
    Some((place.name.is_none(), name))
}

const fn rank(reality: Reality) -> u8 {
    match reality {
        Reality::Actual => 0,
        Reality::Planned => 1,
        Reality::Hypothetical => 2,
        Reality::Denied => 3,
    }
}

/// Names by how many reports give them, then in their own order.
fn names<'a>(reports: impl Iterator<Item = BTreeSet<&'a str>>) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in reports.flatten() {
        *counts.entry(name).or_default() += 1;
    }
    let mut names: Vec<(&str, usize)> = counts.into_iter().collect();
    names.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    names.into_iter().map(|(name, _)| name.to_owned()).collect()
}

/// The widest range over the sources' headline figures.
fn range<'a>(accounts: impl Iterator<Item = &'a [Count]>) -> TollRange {
    let mut range = TollRange::default();
    for count in accounts.flat_map(headline) {
        let low = count.min.or(count.max);
        let high = count.max.or(count.min);
        range.min = [range.min, low].into_iter().flatten().min();
        range.max = [range.max, high].into_iter().flatten().max();
    }
    range
}

fn blame(members: &[Member<'_>]) -> Vec<Blame> {
    // blamed by, denied by, admitted by
    let mut blame: BTreeMap<&str, [BTreeSet<String>; 3]> = BTreeMap::new();
    for member in members {
        for word in &member.account.claims {
            let said = || member.said_by(word.by.as_deref());
            let Some(party) = word.party.as_deref() else { continue };
            let entry = blame.entry(party).or_default();
            match word.says {
                ClaimSays::Responsible => entry[0].insert(said()),
                ClaimSays::NotResponsible => entry[1].insert(said()),
                ClaimSays::ClaimsResponsibility => entry[2].insert(said()),
                _ => false,
            };
        }
        // whom a source names only to say that it is not known, it does not blame
        let open = |actor: &&Party| {
            let of = |word: &&SourceWord| word.by == actor.by && word.party.as_ref() == Some(&actor.name);
            let says = |says| member.account.claims.iter().filter(of).any(|word| word.says == says);
            says(ClaimSays::Unconfirmed) && !says(ClaimSays::Responsible)
        };
        for actor in member.account.actors.iter().filter(|actor| !open(actor)) {
            blame.entry(&actor.name).or_default()[0].insert(member.said_by(actor.by.as_deref()));
        }
    }
    let list = |names: BTreeSet<String>| names.into_iter().collect();
    let mut out: Vec<Blame> = blame
        .into_iter()
        // of whom it is only said that it is not known, nobody says anything
        .filter(|(_, lists)| lists.iter().any(|names| !names.is_empty()))
        .map(|(party, [blamed, denied, admitted])| Blame {
            party: party.to_owned(),
            blamed_by: list(blamed),
            denied_by: list(denied),
            admitted_by: list(admitted),
        })
        .collect();
    out.sort_by(|a, b| b.blamed_by.len().cmp(&a.blamed_by.len()).then_with(|| a.party.cmp(&b.party)));
    out
}

fn status(disputes: &[Dispute], blame: &[Blame], outlets: usize) -> Status {
    use truceline_record::DisputeAspect::{Occurrence, Responsibility};
    if disputes.iter().any(|dispute| matches!(dispute.aspect, Occurrence | Responsibility)) {
        Status::Contested
    } else if blame.iter().any(|blame| !blame.admitted_by.is_empty()) {
        Status::Admitted
    } else if outlets > 1 {
        Status::SeveralSources
    } else {
        Status::SingleSource
    }
}
