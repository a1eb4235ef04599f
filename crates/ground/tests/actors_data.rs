//! What must hold of the bundled list of actors.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use std::collections::{BTreeMap, BTreeSet};
use truceline_ground::actors::{Actor, Actors, Alias, Context, Kind, Role};

fn list() -> Actors {
    Actors::bundled().expect("the bundled list is good")
}

/// The words that the resolver compares, near enough for a test.
fn folded(name: &str) -> String {
    let words = name.to_lowercase().replace(['\'', '’'], "").replace(['-', ',', '(', ')', '/'], " ");
    words.split_whitespace().filter(|w| !["the", "al", "el"].contains(w)).collect::<Vec<_>>().join(" ")
}

/// Whether two names can mean their actors in the same report.
fn meet(a: &Alias, b: &Alias) -> bool {
    let apart = |x: bool, y: bool, common: bool| !x && !y && !common;
    let countries = a.countries.iter().any(|c| b.countries.contains(c));
    let roles = a.roles.iter().any(|r: &Role| b.roles.contains(r));
    // On the day when an office is handed over, both hold it, and the resolver names neither.
    let days = a.to.is_none_or(|end| b.from.is_none_or(|start| start < end))
        && b.to.is_none_or(|end| a.from.is_none_or(|start| start < end));
    // A name bound to a country goes before one that is not.
    a.countries.is_empty() == b.countries.is_empty()
        && !apart(a.countries.is_empty(), b.countries.is_empty(), countries)
        && !apart(a.roles.is_empty(), b.roles.is_empty(), roles)
        && days
}

fn names(actor: &Actor) -> Vec<Alias> {
    let own = Alias { name: actor.name.clone(), ..Alias::default() };
    std::iter::once(own).chain(actor.aliases.iter().cloned()).collect()
}

#[test]
fn no_name_means_two_actors() {
    let list = list();
    let mut seen: BTreeMap<String, Vec<(String, Alias)>> = BTreeMap::new();
    let mut bad = BTreeSet::new();
    for actor in list.iter() {
        for alias in names(actor) {
            let key = folded(&alias.name);
            for (id, other) in seen.get(&key).into_iter().flatten() {
                if *id != actor.id && meet(&alias, other) {
                    bad.insert(format!("{:?}: {id} and {}", alias.name, actor.id));
                }
            }
            seen.entry(key).or_default().push((actor.id.clone(), alias));
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn ids_are_slugs_and_parents_do_not_go_round() {
    let list = list();
    for actor in list.iter() {
        let slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(actor.id.chars().all(slug), "{}", actor.id);
        let mut at = actor;
        let mut steps = 0;
        while let Some(parent) = at.parent.as_deref().and_then(|id| list.get(id)) {
            at = parent;
            steps += 1;
            assert!(steps < 10, "the parents of {} go round", actor.id);
        }
    }
}

#[test]
fn countries_are_codes_and_sectors_are_plover_s() {
    let sectors = "GOV MIL COP SPY JUD LEG PTY OPP REB CRM CVL JRN NGO IGO MED EDU BUS REL SET AGR LAB ELI IMG MNC";
    for actor in list().iter() {
        let code = |c: &str| c.len() == 2 && c.chars().all(|c| c.is_ascii_uppercase());
        assert!(actor.country.is_empty() || code(&actor.country), "{}", actor.id);
        assert!(actor.aliases.iter().flat_map(|a| &a.countries).all(|c| code(c)), "{}", actor.id);
        assert!(sectors.split(' ').any(|s| s == actor.sector), "{}: {}", actor.id, actor.sector);
    }
}

#[test]
fn every_name_finds_its_entry() {
    let list = list();
    let mut lost = Vec::new();
    for actor in list.iter().filter(|a| a.kind != Kind::Person && a.acts_as.is_none()) {
        for alias in names(actor).iter().filter(|a| a.from.is_none() && a.to.is_none()) {
            let country = alias.countries.first().map(String::as_str);
            let found = list.resolve(&alias.name, &Context { date: None, country, role: Role::Speaker });
            if found.as_ref().is_none_or(|f| f.id != actor.id) {
                lost.push(format!("{:?} of {} is {:?}", alias.name, actor.id, found.map(|f| f.id.to_owned())));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}
