//! Who publishes: what kind of outlet, from where, on which side.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use truceline_record::Report;

use crate::LedgerError;

const BUNDLED: &str = include_str!("../data/outlets.toml");

/// What an outlet is called whose report names none.
pub const UNKNOWN: &str = "unknown outlet";

/// An outlet's profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Outlet {
    /// What it is called here.
    pub name: String,
    /// What reports call it, and the domains of its addresses.
    #[serde(default)]
    pub names: Vec<String>,
    /// agency, newspaper, broadcaster, `state_media`, `party_media`, monitor, ngo, government, international, portal.
    #[serde(default)]
    pub kind: Option<String>,
    /// ISO 3166 code of the country that it sits in.
    #[serde(default)]
    pub country: Option<String>,
    /// The party that it belongs to or speaks for, where it says so itself.
    #[serde(default)]
    pub side: Option<String>,
    /// Whether its name must not leave the ledger.
    #[serde(default)]
    pub protected: bool,
}

/// All known outlets.
#[derive(Clone, Debug, Default)]
pub struct Outlets {
    list: Vec<Outlet>,
    by_name: BTreeMap<String, usize>,
}

#[derive(Deserialize)]
struct File {
    outlet: Vec<Outlet>,
}

impl Outlets {
    /// Those that the program knows.
    ///
    /// # Errors
    ///
    /// When the program's own list is damaged.
    pub fn bundled() -> Result<Self, LedgerError> {
        let file: File =
            toml::from_str(BUNDLED).map_err(|error| LedgerError::Data(format!("outlets.toml: {error}")))?;
        let mut outlets = Self::default();
        for outlet in file.outlet {
            outlets.put(outlet);
        }
        Ok(outlets)
    }

    /// Add an outlet; one that shares a name with another comes before it.
    pub fn put(&mut self, outlet: Outlet) {
        let at = self.list.len();
        for name in outlet.names.iter().chain([&outlet.name]) {
            self.by_name.insert(name.trim().to_lowercase(), at);
        }
        self.list.push(outlet);
    }

    /// All of them, in the order in which they became known.
    pub fn iter(&self) -> impl Iterator<Item = &Outlet> {
        self.list.iter()
    }

    /// The outlet that a source or a domain is a name of.
    pub fn named(&self, name: &str) -> Option<&Outlet> {
        self.by_name.get(&name.trim().to_lowercase()).and_then(|&at| self.list.get(at))
    }

    /// The outlet of a report with this source and address.
    pub fn of(&self, source: Option<&str>, url: Option<&str>) -> Option<&Outlet> {
        source.and_then(|source| self.named(source)).or_else(|| self.named(truceline_record::host(url?)?))
    }

    /// What to call the outlet of a report with this source and address.
    pub fn name(&self, source: Option<&str>, url: Option<&str>) -> String {
        let given = || {
            source.map(str::trim).filter(|source| !source.is_empty()).or_else(|| url.and_then(truceline_record::host))
        };
        match self.of(source, url) {
            Some(outlet) => outlet.name.clone(),
            None => given().unwrap_or(UNKNOWN).to_owned(),
        }
    }

    /// What to call the outlet of `report`.
    pub fn of_report(&self, report: &Report) -> String {
        self.name(report.source.as_deref(), report.url.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_is_found_by_any_of_its_names() {
        let mut outlets = Outlets::bundled().unwrap();
        assert_eq!(outlets.name(Some("reuters"), None), "Reuters");
        assert_eq!(outlets.name(None, Some("https://www.reuters.com/world/1")), "Reuters");
        assert_eq!(outlets.name(None, Some("https://www.orel-times.example/1")), "orel-times.example");
        assert_eq!(outlets.name(Some("Orel Times"), None), "Orel Times");
        assert_eq!(outlets.name(None, None), UNKNOWN);
        outlets.put(Outlet { name: "Our Reuters".into(), names: vec!["reuters".into()], ..Outlet::default() });
        assert_eq!(outlets.name(Some("Reuters"), None), "Our Reuters");
    }
}
