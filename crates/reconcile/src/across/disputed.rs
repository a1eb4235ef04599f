//! On what the reports of one incident differ.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use truceline_record::{ClaimSays, DisputeAspect, TollWho};

use super::account::{Account, Count};
use super::party::are_apart;

/// One report's account, with what is known of the report.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The report's id in the ledger.
    pub report: &'a str,
    /// Who published it.
    pub outlet: &'a str,
    /// The side that the outlet stands on, where it is known.
    pub side: Option<&'a str>,
    /// One id for all reports that are copies of one another.
    pub copies: &'a str,
    /// What it says.
    pub account: &'a Account,
}

impl Member<'_> {
    /// Who says what `by` says in this report: a speaker by name, or the report itself.
    pub fn said_by(&self, by: Option<&str>) -> String {
        by.map_or_else(|| self.outlet.to_owned(), |name| format!("{name} ({})", self.outlet))
    }
}

/// A point on which sources differ, across reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Dispute {
    /// What they differ on.
    pub aspect: DisputeAspect,
    /// What is said, with all who say it.
    pub sides: Vec<Side>,
}

/// One side of a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Side {
    /// What it says.
    pub says: String,
    /// Who says it, in which outlet.
    pub by: Vec<String>,
    /// In which reports.
    pub reports: Vec<String>,
}

/// Two tolls that lie closer than this part of the greater are the same count, taken at another hour.
const NEAR: f64 = 0.08;

/// Where the accounts of one incident differ. A source that corrects its own figure within a report is no dispute.
pub fn disputes(members: &[Member<'_>]) -> Vec<Dispute> {
    let mut out = Vec::new();
    out.extend(occurrence(members));
    out.extend(responsibility(members));
    out.extend(intent(members));
    out.extend(toll(members, DisputeAspect::Killed, |account| &account.killed));
    out.extend(toll(members, DisputeAspect::Injured, |account| &account.injured));
    out
}

/// What is said, by whom, in which reports.
#[derive(Default)]
struct Said(BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>);

impl Said {
    fn add(&mut self, says: String, member: &Member<'_>, by: Option<&str>) {
        let entry = self.0.entry(says).or_default();
        entry.0.insert(member.said_by(by));
        entry.1.insert(member.report.to_owned());
    }

    fn dispute(self, aspect: DisputeAspect) -> Dispute {
        let list = |set: BTreeSet<String>| set.into_iter().collect();
        let sides = self.0.into_iter().map(|(says, (by, reports))| Side { says, by: list(by), reports: list(reports) });
        Dispute { aspect, sides: sides.collect() }
    }
}

fn occurrence(members: &[Member<'_>]) -> Option<Dispute> {
    let mut said = Said::default();
    for member in members {
        for word in &member.account.claims {
            match word.says {
                ClaimSays::DidNotHappen => said.add("it did not happen".to_owned(), member, word.by.as_deref()),
                ClaimSays::Happened => said.add("it happened".to_owned(), member, word.by.as_deref()),
                _ => {}
            }
        }
    }
    // Who reports it without a word of doubt says that it happened.
    if said.0.contains_key("it did not happen") {
        for member in members.iter().filter(|m| m.account.claims.iter().all(|w| w.says != ClaimSays::DidNotHappen)) {
            said.add("it happened".to_owned(), member, None);
        }
    }
    (said.0.len() > 1).then(|| said.dispute(DisputeAspect::Occurrence))
}

fn responsibility(members: &[Member<'_>]) -> Option<Dispute> {
    let mut said = Said::default();
    let mut parties: Vec<&str> = Vec::new();
    let mut denied: Vec<&str> = Vec::new();
    // who blames somebody, and who says that it is not known whether somebody did it
    let (mut sure, mut unsure) = (BTreeSet::new(), BTreeSet::new());
    for member in members {
        for word in &member.account.claims {
            let Some(party) = word.party.as_deref() else { continue };
            match word.says {
                ClaimSays::Responsible | ClaimSays::ClaimsResponsibility => {
                    parties.push(party);
                    sure.insert(member.said_by(word.by.as_deref()));
                    said.add(format!("{party} did it"), member, word.by.as_deref());
                }
                ClaimSays::NotResponsible => {
                    denied.push(party);
                    said.add(format!("{party} did not do it"), member, word.by.as_deref());
                }
                ClaimSays::Unconfirmed => {
                    unsure.insert(member.said_by(word.by.as_deref()));
                    said.add(format!("whether {party} did it is not known"), member, word.by.as_deref());
                }
                _ => {}
            }
        }
    }
    // Against a denial, to be told of as who did it is blame enough.
    for member in members.iter().filter(|_| !denied.is_empty()) {
        for actor in
            member.account.actors.iter().filter(|actor| denied.iter().any(|party| !are_apart(party, &actor.name)))
        {
            said.add(format!("{} did it", actor.name), member, actor.by.as_deref());
        }
    }
    let apart = parties.iter().any(|a| parties.iter().any(|b| are_apart(a, b)));
    let doubted = sure.iter().any(|one| unsure.iter().any(|other| one != other));
    (said.0.len() > 1 && (!denied.is_empty() || apart || doubted)).then(|| said.dispute(DisputeAspect::Responsibility))
}

fn intent(members: &[Member<'_>]) -> Option<Dispute> {
    let mut said = Said::default();
    for member in members {
        for word in &member.account.claims {
            match word.says {
                ClaimSays::Intentional => said.add("it was meant".to_owned(), member, word.by.as_deref()),
                ClaimSays::Unintentional => said.add("it was not meant".to_owned(), member, word.by.as_deref()),
                _ => {}
            }
        }
    }
    (said.0.len() > 1).then(|| said.dispute(DisputeAspect::Intent))
}

/// Whether a count may be of all who were killed or injured: a total, unless its source counts more of some, and civilians or combatants where their source counts none
/// of the other. In "15 civilians, 27 soldiers and 10 who are not identified yet" none is. Combatants of whom the same report has a greater total from anybody are some of it.
fn is_of_all(count: &Count, counts: &[Count]) -> bool {
    let number = |count: &Count| count.min.or(count.max);
    let whole = |who| matches!(who, TollWho::Civilian | TollWho::Combatant);
    let mut parts = counts.iter().filter(|part| part.by == count.by && whole(part.who));
    match count.who {
        // of several single people none is all
        TollWho::Total => {
            let one = |c: &Count| (c.who, c.min, c.max) == (TollWho::Total, Some(1), Some(1)) && c.by == count.by;
            let single = one(count) && counts.iter().filter(|c| one(c)).count() > 1;
            !single && parts.all(|part| number(part) <= number(count))
        }
        who if whole(who) => {
            let greater = |c: &Count| c.who == TollWho::Total && number(c) > number(count);
            let some = who == TollWho::Combatant && counts.iter().any(greater);
            !some && parts.all(|part| part.who == who)
        }
        _ => false,
    }
}

/// The figure that each source of one report gives for all who were killed or injured: its total, or else the greatest of its parts.
pub(crate) fn headline(counts: &[Count]) -> Vec<&Count> {
    let mut best: BTreeMap<Option<&str>, &Count> = BTreeMap::new();
    let rank = |count: &Count| (count.who == TollWho::Total && is_of_all(count, counts), count.min.or(count.max));
    for count in counts {
        let entry = best.entry(count.by.as_deref()).or_insert(count);
        if rank(count) > rank(entry) {
            *entry = count;
        }
    }
    best.into_values().collect()
}

fn toll(members: &[Member<'_>], aspect: DisputeAspect, of: fn(&Account) -> &Vec<Count>) -> Option<Dispute> {
    // Copies of one report say one thing once.
    let mut said = Said::default();
    let mut all: Vec<(&str, Headline<'_>)> = Vec::new();
    for member in members {
        let counts = of(member.account);
        for count in headline(counts) {
            said.add(worded(count), member, count.by.as_deref());
            all.push((member.copies, Headline { count, of_all: is_of_all(count, counts) }));
        }
    }
    let differ = all
        .iter()
        .any(|(here, a)| all.iter().any(|(there, b)| (here != there || a.count.by != b.count.by) && differ(a, b)));
    (said.0.len() > 1 && differ).then(|| said.dispute(aspect))
}

/// A source's figure for an incident.
#[derive(Clone, Copy)]
struct Headline<'a> {
    count: &'a Count,
    of_all: bool,
}

/// Whether two figures cannot both be right, but for the hour at which they were counted. Some of the dead, by what they are, may be fewer than all of them.
fn differ(a: &Headline<'_>, b: &Headline<'_>) -> bool {
    let number = |one: &Headline<'_>| f64::from(one.count.min.or(one.count.max).unwrap_or_default());
    let (low, high) = if number(a) <= number(b) { (a, b) } else { (b, a) };
    let total = |one: &Headline<'_>| one.of_all && one.count.who == TollWho::Total;
    let comparable = a.count.who == b.count.who && a.of_all == b.of_all || low.of_all && (total(a) || total(b));
    comparable && number(high) - number(low) > NEAR * number(high)
}

/// A figure in words: "at least 25", "up to 10", "20 to 30", "about 20".
pub fn worded(count: &Count) -> String {
    let about = if count.approximate { "about " } else { "" };
    match (count.min, count.max) {
        (Some(min), Some(max)) if min == max => format!("{about}{min}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("up to {max}"),
        (None, None) => "a number not told".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_denies_disputes_whoever_names_them() {
        let told = |actors: &str, claims: &str| -> Account {
            let rest = r#""local":"i1","main":true,"type":"shelling","reality":"actual","triggers":[],"targets":[],"killed":[],"injured":[]"#;
            serde_json::from_str(&format!(r#"{{{rest},"actors":{actors},"claims":{claims}}}"#)).unwrap()
        };
        let named = told(r#"[{"name":"Orlan army","spans":[]}]"#, "[]");
        let denied = told("[]", r#"[{"says":"not_responsible","party":"the army","by":"a spokesman","spans":[]}]"#);
        let member = |report, account| Member { report, outlet: report, side: None, copies: report, account };
        assert!(disputes(&[member("b", &denied)]).is_empty());
        let found = disputes(&[member("a", &named), member("b", &denied)]);
        let says: Vec<&str> = found.iter().flat_map(|dispute| &dispute.sides).map(|side| side.says.as_str()).collect();
        assert_eq!(says, ["Orlan army did it", "the army did not do it"]);
    }

    #[test]
    fn a_source_is_counted_by_its_total() {
        let count =
            |who, min| Count { who, min: Some(min), max: Some(min), approximate: false, spans: vec![], by: None };
        let counts = [count(TollWho::Child, 40), count(TollWho::Total, 25), count(TollWho::Civilian, 20)];
        let headline: Vec<_> = headline(&counts).iter().map(|count| count.min).collect();
        assert_eq!(headline, [Some(25)]);
        let all = |count: &Count, counts: &[Count]| is_of_all(count, counts);
        let (fighters, others) = (count(TollWho::Combatant, 2), count(TollWho::Total, 4));
        let others = Count { by: Some("Orrel".to_owned()), ..others };
        assert!(all(&fighters, std::slice::from_ref(&fighters)));
        assert!(!all(&fighters, &[fighters.clone(), others]), "two of the four whom another counts");
    }

    #[test]
    fn some_of_the_dead_may_be_fewer_than_all_of_them() {
        let told = |killed: &[(&str, u32)]| -> Account {
            let row = |(who, min): &(&str, u32)| serde_json::json!({"who": who, "min": min, "max": min, "approximate": false, "spans": [], "by": null});
            let killed: Vec<_> = killed.iter().map(row).collect();
            serde_json::from_value(serde_json::json!({
                "local": "i1", "main": true, "type": "shelling", "reality": "actual", "triggers": [], "targets": [], "actors": [], "claims": [], "injured": [],
                "killed": killed
            }))
            .unwrap()
        };
        let differ = |a: &[(&str, u32)], b: &[(&str, u32)]| {
            let (a, b) = (told(a), told(b));
            let member = |report, account| Member { report, outlet: report, side: None, copies: report, account };
            !disputes(&[member("a", &a), member("b", &b)]).is_empty()
        };
        assert!(!differ(&[("woman", 2)], &[("total", 4)]));
        assert!(differ(&[("total", 4)], &[("woman", 6)]));
        assert!(differ(&[("woman", 2)], &[("woman", 6)]));
        assert!(differ(&[("civilian", 15)], &[("total", 25)]));
        assert!(differ(&[("combatant", 20)], &[("total", 29)]));
        assert!(!differ(&[("civilian", 15), ("combatant", 27), ("total", 10)], &[("total", 50)]));
    }

    #[test]
    fn who_says_that_it_is_not_known_differs_from_who_blames_somebody() {
        let told = |says: &str, by: &str| -> Account {
            let rest = r#""local":"i1","main":true,"type":"shelling","reality":"actual","triggers":[],"targets":[],"killed":[],"injured":[],"actors":[]"#;
            let claims = format!(r#"[{{"says":"{says}","party":"Velmark","by":"{by}","spans":[]}}]"#);
            serde_json::from_str(&format!(r#"{{{rest},"claims":{claims}}}"#)).unwrap()
        };
        let (blamed, open) = (told("responsible", "Orrel"), told("unconfirmed", "the observers"));
        let member = |report, account| Member { report, outlet: report, side: None, copies: report, account };
        assert!(disputes(&[member("b", &open)]).is_empty());
        let found = disputes(&[member("a", &blamed), member("b", &open)]);
        let says: Vec<&str> = found.iter().flat_map(|dispute| &dispute.sides).map(|side| side.says.as_str()).collect();
        assert_eq!(says, ["Velmark did it", "whether Velmark did it is not known"]);
    }
}
