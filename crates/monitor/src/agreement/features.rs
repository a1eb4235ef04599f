//! What tells one agreement from another: who brought it about, when it began and ended, where it holds, how long it lasts, what it is called.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::days::Days;
use crate::report::{Named, Sort, Stage, may_be_one};

/// What is known of an agreement.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Features {
    /// Names without words that anybody may add, in lower case.
    pub(crate) keys: BTreeSet<String>,
    /// Those of them that are proper names.
    pub(crate) proper: BTreeSet<String>,
    pub(crate) zone: bool,
    pub(crate) parties: BTreeSet<String>,
    pub(crate) begins: Option<Days>,
    pub(crate) ends: Option<Days>,
    pub(crate) area: BTreeSet<String>,
    pub(crate) hours: Option<u32>,
    pub(crate) country: Option<String>,
    pub(crate) made: bool,
    /// The days of the reports that speak of it.
    pub(crate) told: Option<Days>,
}

/// Why two are one, or not.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// In words.
    pub why: String,
    /// How much it weighs; against it where negative.
    pub weight: f64,
}

/// From this weight on, two are one.
pub(crate) const ONE: f64 = 2.5;

impl Features {
    pub(crate) fn of(named: &Named, country: Option<&str>) -> Self {
        let begins = matches!(named.stage, Stage::Agreed | Stage::Due | Stage::TookEffect)
            .then_some(named.when)
            .flatten()
            .or(named.since);
        let ends = (named.stage == Stage::Collapsed).then_some(named.when).flatten();
        Self {
            keys: key(&named.name).filter(|key| !is_of(key, country)).into_iter().collect(),
            proper: key(&named.name).filter(|key| is_proper(&named.name) && !is_of(key, country)).into_iter().collect(),
            zone: named.sort == Sort::Zone,
            parties: named.parties.iter().map(|party| party.name.clone()).collect(),
            begins,
            ends,
            area: named.area.iter().map(|area| area.to_lowercase()).collect(),
            hours: named.hours,
            country: country.map(str::to_owned),
            made: named.stage.is_made(),
            told: None,
        }
    }

    /// Whether anything tells it from others.
    pub(crate) fn is_plain(&self) -> bool {
        self.keys.is_empty()
            && self.parties.is_empty()
            && self.begins.is_none()
            && self.ends.is_none()
            && self.area.is_empty()
            && self.hours.is_none()
    }

    /// How much is known: the more, the sooner others are held against it.
    pub(crate) fn wealth(&self) -> usize {
        self.keys.len().min(1)
            + self.parties.len().min(3)
            + 2 * usize::from(self.begins.is_some())
            + usize::from(self.ends.is_some())
            + self.area.len().min(1)
            + usize::from(self.hours.is_some())
            + usize::from(self.made)
    }

    /// Take up what another says of the same.
    pub(crate) fn take(&mut self, other: &Self) {
        self.keys.extend(other.keys.iter().cloned());
        self.proper.extend(other.proper.iter().cloned());
        self.parties.extend(other.parties.iter().cloned());
        self.area.extend(other.area.iter().cloned());
        self.zone |= other.zone;
        self.made |= other.made;
        self.hours = self.hours.or(other.hours);
        self.country = self.country.take().or_else(|| other.country.clone());
        // the narrower days say more
        let narrower =
            |a: Option<Days>, b: Option<Days>| [a, b].into_iter().flatten().min_by_key(|days| (days.count(), *days));
        self.begins = narrower(self.begins, other.begins);
        self.ends = narrower(self.ends, other.ends);
        self.told = match (self.told, other.told) {
            (Some(a), Some(b)) => Some(Days { from: a.from.min(b.from), to: a.to.max(b.to) }),
            (a, b) => a.or(b),
        };
    }

    /// What speaks for and against the two being one.
    pub(crate) fn weigh(&self, other: &Self) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let mut add = |why: String, weight: f64| reasons.push(Reason { why, weight });
        if let Some(key) = self.proper.intersection(&other.proper).next() {
            add(format!("both have the name {key:?}"), 4.0);
        } else if let Some(key) = self.keys.intersection(&other.keys).next() {
            add(format!("both are called {key:?}"), 2.0);
        }
        if !self.parties.is_empty() && !other.parties.is_empty() {
            let alike = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
                a.iter().filter(|a| b.iter().any(|b| may_be_one(a, b))).count()
            };
            let shared = alike(&self.parties, &other.parties).min(alike(&other.parties, &self.parties));
            let all = self.parties.len() + other.parties.len() - shared;
            let names = self.parties.iter().cloned().collect::<Vec<_>>().join(", ");
            match (shared, 2 * shared >= all) {
                (0, _) => add("others brought it about".to_owned(), -3.0),
                (1, true) => add(format!("both by {names}"), 1.0),
                (_, true) => add(format!("both by {names}"), 3.0),
                (_, false) if shared == self.parties.len().min(other.parties.len()) => {
                    add("some of those who brought it about are the same".to_owned(), 0.5)
                }
                (_, false) => add("mostly others brought it about".to_owned(), -2.0),
            }
        }
        if let (Some(a), Some(b)) = (self.begins, other.begins) {
            match a.gap(b) {
                0..=10 => add(format!("both from about {}", a.from), 3.0),
                11..=31 if a.count().max(b.count()) > 7 => add("from about the same time".to_owned(), 1.0),
                days => add(format!("they begin {days} days apart"), -4.0),
            }
        }
        if let (Some(a), Some(b)) = (self.ends, other.ends) {
            match a.gap(b) {
                0..=15 => add(format!("both end about {}", a.to), 2.0),
                16..=45 => {}
                days => add(format!("they end {days} days apart"), -2.0),
            }
        }
        for (begins, ends) in [(self.begins, other.ends), (other.begins, self.ends)] {
            if let (Some(begins), Some(ends)) = (begins, ends)
                && ends.to < begins.from
                && begins.gap(ends) > 7
            {
                add("one ended before the other began".to_owned(), -4.0);
            }
        }
        self.weigh_place(other, &mut add);
        if let (Some(a), Some(b)) = (self.hours, other.hours) {
            let (low, high) = (a.min(b), a.max(b));
            let alike = f64::from(high) <= 1.5 * f64::from(low);
            add(format!("{a} hours and {b} hours long"), if alike { 1.5 } else { -2.0 });
        }
        if self.zone != other.zone {
            add("one is of zones".to_owned(), -1.5);
        } else if self.zone {
            add("both are of zones".to_owned(), 1.0);
        }
        if self.made != other.made {
            add("one is only wanted so far".to_owned(), -1.5);
        }
        if let (Some(a), Some(b)) = (self.told, other.told) {
            match a.gap(b) {
                0..=30 => add("told of at about the same time".to_owned(), 1.0),
                31..=120 => {}
                _ => add("told of at other times".to_owned(), -1.5),
            }
        }
        reasons
    }

    fn weigh_place(&self, other: &Self, add: &mut impl FnMut(String, f64)) {
        if let (Some(a), Some(b)) = (&self.country, &other.country)
            && a != b
        {
            add("in other countries".to_owned(), -5.0);
        }
        if self.area.is_empty() || other.area.is_empty() {
            return;
        }
        let wide = |features: &Self| {
            features.country.as_ref().is_some_and(|country| features.area.contains(&country.to_lowercase()))
        };
        if let Some(area) = self.area.intersection(&other.area).next() {
            add(format!("both in {area}"), 1.5);
        } else if wide(self) || wide(other) {
            add("one holds in the whole country".to_owned(), -0.5);
        } else {
            add("in other places".to_owned(), -3.0);
        }
    }
}

/// Whether what is left of a name is only the country that the report is about.
fn is_of(key: &str, country: Option<&str>) -> bool {
    const STEM: usize = 4;
    let stem = country.and_then(|country| country.get(..STEM)).map(str::to_lowercase);
    stem.is_some_and(|stem| key.split_whitespace().all(|word| word.starts_with(&stem)))
}

/// Whether a name is a proper one: "Dolvik accord", not "cessation of hostilities".
pub(crate) fn is_proper(name: &str) -> bool {
    name.split_whitespace().any(|word| word.starts_with(char::is_uppercase) && key(word).is_some())
}

/// A name without words that anybody may add: what is left tells it from others; nothing where that is only "truce".
pub(crate) fn key(name: &str) -> Option<String> {
    const PLAIN: [&str; 74] = [
        "ceasefire",
        "cease-fire",
        "truce",
        "truces",
        "cease",
        "fire",
        "deal",
        "agreement",
        "accord",
        "pact",
        "plan",
        "zone",
        "zones",
        "area",
        "areas",
        "arrangement",
        "armistice",
        "the",
        "a",
        "an",
        "new",
        "fragile",
        "shaky",
        "temporary",
        "renewed",
        "so-called",
        "brokered",
        "sponsored",
        "backed",
        "mediated",
        "led",
        "called",
        "nationwide",
        "national",
        "partial",
        "broader",
        "humanitarian",
        "week-long",
        "days-long",
        "current",
        "previous",
        "planned",
        "proposed",
        "draft",
        "fresh",
        "another",
        "daily",
        "weekly",
        "local",
        "unilateral",
        "lasting",
        "long",
        "full",
        "long-lasting",
        "last",
        "hour",
        "day",
        "week",
        "halt",
        "of",
        "fighting",
        "regime",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let words: Vec<String> =
        name.to_lowercase().split_whitespace().map(|word| word.trim_matches('"').to_owned()).collect();
    let telling = |word: &&String| {
        !PLAIN.contains(&word.as_str())
            && !word.chars().next().is_some_and(|c| c.is_ascii_digit())
            && !word.ends_with("-led")
            && !word.ends_with("-brokered")
    };
    let left: Vec<&str> = words.iter().filter(telling).map(String::as_str).collect();
    (!left.is_empty()).then(|| left.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_what_tells_a_name_from_others() {
        assert_eq!(key("fragile week-long ceasefire"), None);
        assert_eq!(key("Dolvik accord").as_deref(), Some("dolvik"));
        assert_eq!(key("cessation of hostilities agreement"), key("cessation of hostilities"));
    }

    #[test]
    fn what_began_at_other_times_is_another() {
        let at = |day: &str| Features { begins: Days::new(Some(day), None), made: true, ..Features::default() };
        let weight = |a: &Features, b: &Features| a.weigh(b).iter().map(|reason| reason.weight).sum::<f64>();
        assert!(weight(&at("2031-03-03"), &at("2031-03-05")) >= ONE);
        assert!(weight(&at("2031-03-03"), &at("2031-06-05")) < 0.0);
    }
}
