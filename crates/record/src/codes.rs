//! What the types of incident are in the field's code books, ACLED and PLOVER; the words are in `data/types.toml`.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use crate::IncidentType;

static TYPES: &str = include_str!("../data/types.toml");

/// Every type of incident with its codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes(BTreeMap<IncidentType, TypeCodes>);

/// The codes of one type of incident; none where a code book has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeCodes {
    /// In ACLED.
    pub acled: Option<Acled>,
    /// In PLOVER.
    pub plover: Option<Plover>,
}

/// A code of ACLED.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acled {
    /// The event type.
    pub event: String,
    /// The sub-event type; none where the type of incident alone does not settle it.
    pub sub_event: Option<String>,
    /// When the code holds, and what holds otherwise.
    pub note: Option<String>,
}

/// A code of PLOVER.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plover {
    /// The event type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The mode; none where no mode fits.
    pub mode: Option<String>,
    /// When the code holds, and what holds otherwise.
    pub note: Option<String>,
}

/// Why there are no codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodesError {
    /// The file is not what it should be.
    File(String),
    /// A type has no entry.
    Missing(IncidentType),
}

impl fmt::Display for CodesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(why) => write!(f, "types.toml: {}; mend that entry", why.trim_end().replace('\n', " ")),
            Self::Missing(kind) => {
                write!(f, "types.toml: no entry for {kind:?}; add one, with \"none\" where no code fits")
            }
        }
    }
}

impl std::error::Error for CodesError {}

/// An entry of the file as it stands there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    acled: OrNone<Acled>,
    plover: OrNone<Plover>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OrNone<T> {
    None(NoneWord),
    Code(T),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum NoneWord {
    None,
}

impl<T> OrNone<T> {
    fn code(self) -> Option<T> {
        match self {
            Self::None(NoneWord::None) => None,
            Self::Code(code) => Some(code),
        }
    }
}

impl Codes {
    /// The codes that come with the program.
    ///
    /// # Errors
    ///
    /// When the file is damaged, which a test rules out.
    pub fn bundled() -> Result<Self, CodesError> {
        Self::parse(TYPES)
    }

    fn parse(text: &str) -> Result<Self, CodesError> {
        let entries: BTreeMap<IncidentType, Entry> =
            toml::from_str(text).map_err(|e| CodesError::File(e.to_string()))?;
        let codes = |e: Entry| TypeCodes { acled: e.acled.code(), plover: e.plover.code() };
        let types: BTreeMap<_, _> = entries.into_iter().map(|(kind, e)| (kind, codes(e))).collect();
        match IncidentType::ALL.iter().find(|kind| !types.contains_key(kind)) {
            Some(&kind) => Err(CodesError::Missing(kind)),
            None => Ok(Self(types)),
        }
    }

    /// The codes of a type.
    pub fn of(&self, kind: IncidentType) -> Option<&TypeCodes> {
        self.0.get(&kind)
    }
}

impl IncidentType {
    /// All types, in the order of their declaration.
    pub const ALL: [Self; 29] = [
        Self::AirStrike,
        Self::Shelling,
        Self::ArmedClash,
        Self::SuicideBombing,
        Self::RemoteExplosive,
        Self::ChemicalAttack,
        Self::Shooting,
        Self::Execution,
        Self::Abduction,
        Self::Arrest,
        Self::Torture,
        Self::SexualViolence,
        Self::Siege,
        Self::Displacement,
        Self::Evacuation,
        Self::TerritoryTaken,
        Self::AidDelivery,
        Self::AidObstructed,
        Self::Destruction,
        Self::Protest,
        Self::Talks,
        Self::Agreement,
        Self::Ceasefire,
        Self::CeasefireViolation,
        Self::Release,
        Self::Deployment,
        Self::Disarmament,
        Self::OtherViolence,
        Self::Other,
    ];

    /// Whether it is violence.
    pub const fn is_violent(self) -> bool {
        matches!(
            self,
            Self::AirStrike
                | Self::Shelling
                | Self::ArmedClash
                | Self::SuicideBombing
                | Self::RemoteExplosive
                | Self::ChemicalAttack
                | Self::Shooting
                | Self::Execution
                | Self::Abduction
                | Self::Torture
                | Self::SexualViolence
                | Self::OtherViolence
                | Self::Destruction
        )
    }
}

impl fmt::Display for Acled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.event)?;
        self.sub_event.as_ref().map_or(Ok(()), |sub| write!(f, ", {sub}"))
    }
}

impl fmt::Display for Plover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        self.mode.as_ref().map_or(Ok(()), |mode| write!(f, " {mode}"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// ACLED's code book: event types with their sub-event types.
    const ACLED: [(&str, &[&str]); 6] = [
        ("Battles", &["Government regains territory", "Non-state actor overtakes territory", "Armed clash"]),
        (
            "Explosions/Remote violence",
            &[
                "Chemical weapon",
                "Air/drone strike",
                "Suicide bomb",
                "Shelling/artillery/missile attack",
                "Remote explosive/landmine/IED",
                "Grenade",
            ],
        ),
        ("Violence against civilians", &["Sexual violence", "Attack", "Abduction/forced disappearance"]),
        ("Protests", &["Excessive force against protesters", "Protest with intervention", "Peaceful protest"]),
        ("Riots", &["Violent demonstration", "Mob violence"]),
        (
            "Strategic developments",
            &[
                "Agreement",
                "Arrests",
                "Change to group/activity",
                "Disrupted weapons use",
                "Headquarters or base established",
                "Looting/property destruction",
                "Non-violent transfer of territory",
                "Other",
            ],
        ),
    ];

    /// PLOVER's types, and the modes of those that have a say in a war.
    const PLOVER: [(&str, &[&str]); 17] = [
        ("AGREE", &[]),
        ("CONSULT", &["visit", "third-party", "multilateral", "phone"]),
        ("SUPPORT", &[]),
        ("CONCEDE", &[]),
        ("COOPERATE", &[]),
        ("AID", &["economic", "military", "humanitarian", "asylum"]),
        ("RETREAT", &["withdraw", "release", "return", "disarm", "ceasefire", "access", "resign"]),
        ("REQUEST", &[]),
        ("DEMAND", &[]),
        ("ACCUSE", &["disapprove", "investigate", "allege"]),
        ("REJECT", &[]),
        ("THREATEN", &[]),
        ("PROTEST", &["demo", "riot", "strike", "boycott", "obstruct"]),
        ("SANCTION", &[]),
        ("MOBILIZE", &["troops", "weapons", "police"]),
        ("COERCE", &["restrict", "ban", "censor", "curfew", "martial-law", "arrest", "deport", "withhold"]),
        (
            "ASSAULT",
            &[
                "abduct",
                "beat",
                "torture",
                "sexual",
                "targeted",
                "destroy",
                "primitive",
                "firearms",
                "explosives",
                "suicide-attack",
                "aerial",
                "drone",
                "heavy-weapons",
                "crowd-control",
                "unconventional",
            ],
        ),
    ];

    /// The types as the schema of the record lists them, so that a new type is missed nowhere.
    #[test]
    fn all_types_are_listed() {
        let schema = crate::schema();
        let listed = serde_json::to_value(&schema["$defs"]["IncidentType"]["enum"]).unwrap();
        let listed: Vec<IncidentType> = serde_json::from_value(listed).unwrap();
        assert_eq!(listed, IncidentType::ALL);
        assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len());
    }

    #[test]
    fn every_type_has_an_entry_and_the_code_books_have_its_codes() {
        let codes = Codes::bundled().unwrap();
        assert_eq!(codes.0.len(), IncidentType::ALL.len());
        for kind in IncidentType::ALL {
            let of = codes.of(kind).unwrap();
            if let Some(Acled { event, sub_event, .. }) = &of.acled {
                let known = ACLED.iter().find(|(name, _)| name == event);
                let (_, subs) = known.unwrap_or_else(|| panic!("{kind:?}: {event}"));
                assert!(sub_event.as_deref().is_none_or(|s| subs.contains(&s)), "{kind:?}: {sub_event:?}");
                assert!(
                    sub_event.is_some() || of.acled.as_ref().is_some_and(|a| a.note.is_some()),
                    "{kind:?}: no note"
                );
            }
            if let Some(Plover { kind: name, mode, .. }) = &of.plover {
                let known = PLOVER.iter().find(|(known, _)| known == name);
                let (_, modes) = known.unwrap_or_else(|| panic!("{kind:?}: {name}"));
                assert!(mode.as_deref().is_none_or(|m| modes.contains(&m)), "{kind:?}: {mode:?}");
            }
        }
    }

    #[test]
    fn codes_are_shown_as_the_code_books_write_them() {
        let codes = Codes::bundled().unwrap();
        let strike = codes.of(IncidentType::AirStrike).unwrap();
        assert_eq!(strike.acled.as_ref().unwrap().to_string(), "Explosions/Remote violence, Air/drone strike");
        assert_eq!(strike.plover.as_ref().unwrap().to_string(), "ASSAULT aerial");
        assert_eq!(codes.of(IncidentType::CeasefireViolation).unwrap().acled, None);
    }

    #[test]
    fn an_unknown_type_and_a_missing_one_are_refused() {
        let unknown = "[air_raid]\nacled = \"none\"\nplover = \"none\"\n";
        assert!(matches!(Codes::parse(unknown), Err(CodesError::File(why)) if why.contains("air_raid")));
        let few = "[air_strike]\nacled = \"none\"\nplover = \"none\"\n";
        assert_eq!(Codes::parse(few), Err(CodesError::Missing(IncidentType::Shelling)));
        let misspelt = "[air_strike]\nacled = \"nothing\"\nplover = \"none\"\n";
        assert!(matches!(Codes::parse(misspelt), Err(CodesError::File(_))));
    }
}
