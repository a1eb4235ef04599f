//! What each kind of evidence weighs, from `data/linking.toml`.

use std::collections::{BTreeMap, HashMap};

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::LinkingError;
use super::measure::FEATURES;

pub(super) static FILE: &str = include_str!("../../data/linking.toml");

/// The weights and bounds of linking.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weights {
    /// Log odds from which two versions are one, and average log odds from which two groups are joined.
    pub(super) one: f64,
    /// Log odds under which two versions are apart.
    pub(super) apart: f64,
    /// Log odds below which it makes no difference how far apart two versions are; those of two that never met.
    pub(super) floor: f64,
    /// Log odds before anything is looked at.
    pub(super) prior: f64,
    /// Log odds of each feature, for a value of 1.
    #[serde(deserialize_with = "features")]
    features: HashMap<&'static str, f64>,
}

fn features<'de, D: Deserializer<'de>>(d: D) -> Result<HashMap<&'static str, f64>, D::Error> {
    let told = BTreeMap::<String, f64>::deserialize(d)?;
    let own = |(name, weight): (String, f64)| {
        let feature = FEATURES.iter().find(|f| **f == name).copied();
        feature.map(|f| (f, weight)).ok_or_else(|| D::Error::custom(format!("no feature is called {name}")))
    };
    told.into_iter().map(own).collect()
}

impl Weights {
    pub(super) fn bundled() -> Result<Self, LinkingError> {
        Self::parse(FILE)
    }

    fn parse(text: &str) -> Result<Self, LinkingError> {
        let w: Self = toml::from_str(text).map_err(|e| LinkingError::Weights(e.message().to_owned()))?;
        if !(w.floor <= w.apart && w.apart <= w.one) {
            return Err(LinkingError::Weights("floor, apart and one do not rise".to_owned()));
        }
        Ok(w)
    }

    /// What a feature weighs; nothing where the file does not name it.
    pub(super) fn of(&self, feature: &str) -> f64 {
        self.features.get(feature).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_bundled_is_whole_and_what_is_wrong_is_told() {
        Weights::bundled().unwrap();
        let wrong = |text: &str| Weights::parse(text).unwrap_err().to_string();
        let head = "one = 1.0\napart = -1.0\nfloor = -4.0\nprior = 0.0\n[features]\n";
        assert!(wrong(&format!("{head}\"days.sme\" = 1.0")).contains("no feature is called days.sme"));
        assert!(wrong(&head.replace("-4.0", "4.0")).contains("do not rise"));
        assert!(wrong("one = 1").contains("missing field"));
    }
}
