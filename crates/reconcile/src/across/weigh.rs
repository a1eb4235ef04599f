//! Whether two versions are of one incident, and why.

use serde::Serialize;

use super::measure::{Fact, facts, gap, kilometres};
use super::words::shared;
use super::{Linker, Version, Word, days};

/// Words that a reason names at most.
const NAMED: usize = 4;

/// What speaks for and against two versions being of one incident.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// How likely they are one, 0 to 1, as calibrated on pairs that the blocks bring together.
    pub probability: f64,
    /// The same as natural log odds: the sum over `reasons`.
    pub log_odds: f64,
    /// What follows.
    pub answer: Answer,
    /// Each reason, what weighs most first.
    pub reasons: Vec<Reason>,
}

/// Whether two versions are of one incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// They are not.
    Apart,
    /// They may be: for a person to decide.
    Possible,
    /// They are.
    One,
}

/// One reason of a decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// The feature, by the name that `linking.toml` uses.
    pub feature: &'static str,
    /// What it weighs, in natural log odds: above zero for, below zero against.
    pub weight: f64,
    /// The reason in plain words.
    pub text: String,
}

impl Linker {
    /// Weigh two versions of different reports. Symmetric.
    pub fn weigh(&self, a: &Version, b: &Version) -> Evidence {
        let prior =
            Reason { feature: "prior", weight: self.weights.prior, text: "before anything is looked at".to_owned() };
        let reason = |f: &Fact| Reason {
            feature: f.feature,
            weight: self.weights.of(f.feature) * f.value,
            text: tell(*f, a, b),
        };
        let mut reasons: Vec<Reason> =
            std::iter::once(prior).chain(facts(a, b).iter().map(reason)).filter(|r| r.weight != 0.0).collect();
        reasons.sort_by(|x, y| y.weight.abs().total_cmp(&x.weight.abs()).then_with(|| x.feature.cmp(y.feature)));
        let log_odds = self.log_odds(a, b);
        Evidence { probability: 1.0 / (1.0 + (-log_odds).exp()), log_odds, answer: self.answer(log_odds), reasons }
    }

    /// The log odds of [`Linker::weigh`] without the reasons, for most pairs that are looked at are not one.
    pub fn log_odds(&self, a: &Version, b: &Version) -> f64 {
        facts(a, b).iter().map(|f| self.weights.of(f.feature) * f.value).sum::<f64>() + self.weights.prior
    }

    /// What log odds mean.
    pub fn answer(&self, log_odds: f64) -> Answer {
        match log_odds {
            x if x >= self.weights.one => Answer::One,
            x if x >= self.weights.apart => Answer::Possible,
            _ => Answer::Apart,
        }
    }

    /// Log odds from which two versions may be one.
    pub const fn possible(&self) -> f64 {
        self.weights.apart
    }

    /// Log odds at and under which a pair need not be stored: [`Linker::gather`] takes every pair that it is not given to be so far apart.
    pub const fn floor(&self) -> f64 {
        self.weights.floor
    }

    /// The features of a pair and their values, for training the weights.
    pub fn features(&self, a: &Version, b: &Version) -> Vec<(&'static str, f64)> {
        facts(a, b).into_iter().map(|f| (f.feature, f.value)).collect()
    }
}

/// A fact in plain words.
fn tell(fact: Fact, a: &Version, b: &Version) -> String {
    let number = |n: Option<i32>| n.map(days::date).unwrap_or_default();
    let place = |v: &Version| {
        let p = v.place.as_ref();
        p.map(|p| [&p.name, &p.admin, &p.country].into_iter().find(|n| !n.is_empty()).cloned().unwrap_or_default())
    };
    let places = both(place(a), place(b));
    let count = |v: &Version| v.killed.min.or(v.killed.max).map(|n| n.to_string());
    let hurt = |v: &Version| v.injured.min.or(v.injured.max).map(|n| n.to_string());
    let apart = a.days.zip(b.days).map_or(0, |(x, y)| gap(x, y));
    let publ = a.told.zip(b.told).map_or(0, |(x, y)| (x - y).abs());
    let kinds = || both(Some(crate::label(a.kind).to_lowercase()), Some(crate::label(b.kind).to_lowercase()));
    let list = |x: &[Word], y: &[Word]| {
        let mut words: Vec<&Word> = shared(x, y).collect();
        words.sort_by(|p, q| q.weight().total_cmp(&p.weight()).then_with(|| p.text().cmp(q.text())));
        words.into_iter().take(NAMED).map(Word::text).collect::<Vec<_>>().join(", ")
    };
    let share = |what: &str, words: String| match words.as_str() {
        "" => format!("share no {what}"),
        words => format!("share the {what} {words}"),
    };
    match fact.feature {
        "days.same" => format!("same day, {}", number(a.days.map(|d| d.first))),
        "days.meet" => "their days meet".to_owned(),
        "days.vague" => "their days meet, but one is vague".to_owned(),
        "days.1" => "a day apart".to_owned(),
        "days.2_3" | "days.4_10" | "days.far" => format!("{apart} days apart"),
        "days.told" => "the day of one is that of the other's report".to_owned(),
        "days.told_apart" => "the day of one is not that of the other's report".to_owned(),
        "told.same" => "reported on the same day".to_owned(),
        "told.1" => "reported a day apart".to_owned(),
        "told.2_4" | "told.5_14" | "told.far" => format!("reported {publ} days apart"),
        "place.same" => format!("same place, {places}"),
        "place.alike" => format!("places of like names, {places}"),
        "place.near" => {
            let at = |v: &Version| v.place.as_ref().and_then(|p| p.at);
            let km = at(a).zip(at(b)).map_or(0.0, |(x, y)| kilometres(x, y));
            format!("{km:.0} km apart, {places}")
        }
        "place.region" => format!("in the same region, {places}"),
        "place.other" => format!("different places of one region, {places}"),
        "place.country" => format!("places that may be one, {places}"),
        "place.apart" => format!("different regions, {places}"),
        "place.abroad" => format!("different countries, {places}"),
        "place.named" => format!("the place of one is named in the other, {places}"),
        "type.same" => format!("both {}", crate::label(a.kind).to_lowercase()),
        "type.family" | "type.violence" => format!("types that reports use for one incident, {}", kinds()),
        "type.unlike" => format!("types that do not go together, {}", kinds()),
        "killed.same_many" | "killed.same_some" | "killed.same_few" => {
            let n = a.figures.iter().filter(|n| b.figures.contains(n)).max().copied().unwrap_or_default();
            format!("both give {n} killed")
        }
        "killed.fit" => format!("tolls of {} killed fit", both(count(a), count(b))),
        "killed.near" | "killed.differ" => format!("tolls of {} killed differ", both(count(a), count(b))),
        "injured.same" => format!("both give {} injured", hurt(a).unwrap_or_default()),
        "injured.fit" => format!("tolls of {} injured fit", both(hurt(a), hurt(b))),
        "injured.differ" => format!("tolls of {} injured differ", both(hurt(a), hurt(b))),
        "actors.same" => "the same doer".to_owned(),
        "actors.differ" => format!("different doers, {}", both(a.actors.first().cloned(), b.actors.first().cloned())),
        "targets.share" => "the same target".to_owned(),
        "targets.differ" => {
            format!("different targets, {}", both(a.targets.first().cloned(), b.targets.first().cloned()))
        }
        "words.main" | "words.other" => share("words", list(&a.words, &b.words)),
        "names.main" | "names.other" => share("names", list(&a.names, &b.names)),
        "names.rare" => format!("rare names among them, {}", list(&a.names, &b.names)),
        "title.alike" => share("words of the title", list(&a.title, &b.title)),
        "title.rare" => format!("rare words of the title among them, {}", list(&a.title, &b.title)),
        "main.one" => "only one report is chiefly about it".to_owned(),
        "main.none" => "neither report is chiefly about it".to_owned(),
        "words.none" => "one has no words to compare".to_owned(),
        "names.none" => "one has no names to compare".to_owned(),
        "title.none" => "one has no title to compare".to_owned(),
        other => other.to_owned(),
    }
}

/// Two values, in an order that does not hang on which version came first; one where they are the same.
fn both(a: Option<String>, b: Option<String>) -> String {
    let mut of: Vec<String> = a.into_iter().chain(b).filter(|s| !s.is_empty()).collect();
    of.sort_by(|x, y| x.len().cmp(&y.len()).then_with(|| x.cmp(y)));
    of.dedup();
    of.join(" and ")
}
