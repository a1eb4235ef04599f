//! Events in the world, what each source says of them, and where sources differ.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Span;

/// An event in the world. Within one report, all its mentions are one incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Incident {
    /// `i1`, `i2`, ...
    pub id: String,
    /// Whether the report is chiefly about it.
    pub main: bool,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: IncidentType,
    /// The words that name it.
    pub triggers: Vec<Span>,
    /// Whether it happened.
    pub reality: Reality,
    /// When.
    pub date: Option<DateRange>,
    /// Where.
    pub place: Option<Place>,
    /// Who did it, as stated by anyone.
    pub actors: Vec<ActorRef>,
    /// Who or what was hit, or the other party.
    pub targets: Vec<TargetRef>,
    /// Killed, one row a figure and source.
    pub killed: Vec<Toll>,
    /// Injured, one row a figure and source.
    pub injured: Vec<Toll>,
    /// Each source's word on it.
    pub claims: Vec<Claim>,
    /// The widest range over its sources.
    pub toll: Tolls,
}

/// The types of incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names are the field's own
pub enum IncidentType {
    AirStrike,
    Shelling,
    ArmedClash,
    SuicideBombing,
    RemoteExplosive,
    ChemicalAttack,
    Shooting,
    Execution,
    Abduction,
    Arrest,
    Torture,
    SexualViolence,
    Siege,
    Displacement,
    Evacuation,
    TerritoryTaken,
    AidDelivery,
    AidObstructed,
    Destruction,
    Protest,
    Talks,
    Agreement,
    Ceasefire,
    CeasefireViolation,
    Release,
    Deployment,
    Disarmament,
    OtherViolence,
    Other,
}

/// Whether an incident happened, as the report has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reality {
    /// Somebody says that it happened.
    Actual,
    /// It is meant to happen.
    Planned,
    /// It might happen, or might have.
    Hypothetical,
    /// It is only mentioned as not having happened.
    Denied,
}

/// Days on which an incident may have happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DateRange {
    /// First day, an ISO 8601 date.
    pub start: Option<String>,
    /// Last day, an ISO 8601 date.
    pub end: Option<String>,
    /// How exact it is: day, week, month, year.
    #[serde(default)]
    pub precision: Option<String>,
    /// The words that say so.
    pub spans: Vec<Span>,
}

/// Where an incident happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The most specific name.
    pub name: Option<String>,
    /// The governorate or city it lies in.
    #[serde(default)]
    pub admin: Option<String>,
    /// The country it lies in.
    #[serde(default)]
    pub country: Option<String>,
    /// Latitude in degrees.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Longitude in degrees.
    #[serde(default)]
    pub lon: Option<f64>,
    /// How exact it is.
    #[serde(default)]
    pub precision: Option<String>,
    /// The words that say so.
    pub spans: Vec<Span>,
}

/// A party that did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ActorRef {
    /// Its resolved name.
    pub name: String,
    /// The words that name it.
    pub spans: Vec<Span>,
    /// The statement that says so; the narrator where null.
    #[serde(default)]
    pub by: Option<String>,
}

/// A party or thing that something was done to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TargetRef {
    /// Its resolved name.
    pub name: String,
    /// The words that name it.
    pub spans: Vec<Span>,
}

/// A number of killed or injured, according to one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Toll {
    /// Who is counted.
    pub who: TollWho,
    /// The least number; null for "up to 10".
    pub min: Option<u32>,
    /// The greatest number; null for "at least 25".
    pub max: Option<u32>,
    /// Whether the source hedges it: "about 20".
    #[serde(default)]
    pub approximate: bool,
    /// The words that say so.
    pub spans: Vec<Span>,
    /// The statement that says so; the narrator where null.
    pub by: Option<String>,
}

/// Who a toll counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names say it
pub enum TollWho {
    Total,
    Civilian,
    Combatant,
    Child,
    Woman,
    Man,
    Medic,
    Journalist,
    AidWorker,
}

/// The widest range of a toll over all sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TollRange {
    /// The least number that any source gives.
    pub min: Option<u32>,
    /// The greatest number that any source gives.
    pub max: Option<u32>,
}

/// An incident's toll over all its sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tolls {
    /// Killed.
    pub killed: TollRange,
    /// Injured.
    pub injured: TollRange,
}

/// One source's word on one incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// The statement that says so; the narrator where null.
    pub by: Option<String>,
    /// What it says.
    pub says: ClaimSays,
    /// The party, where it is about responsibility.
    pub party: Option<String>,
}

/// What a claim says of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names say it
pub enum ClaimSays {
    Happened,
    DidNotHappen,
    Responsible,
    NotResponsible,
    ClaimsResponsibility,
    Intentional,
    Unintentional,
    Unconfirmed,
}

/// A point on which sources differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dispute {
    /// The incident it is about, if any.
    pub incident: Option<String>,
    /// What they differ on.
    pub aspect: DisputeAspect,
    /// Each side and what it says.
    pub sides: Vec<DisputeSide>,
}

/// What sources differ on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names say it
pub enum DisputeAspect {
    Occurrence,
    Responsibility,
    Intent,
    Killed,
    Injured,
    Figure,
    Status,
    Other,
}

/// One side of a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DisputeSide {
    /// The statement that says so; the narrator where null.
    pub by: Option<String>,
    /// What it says.
    pub says: String,
}

/// A number that somebody gives, other than an incident's toll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// What is counted.
    pub what: String,
    /// The least number.
    pub min: Option<u64>,
    /// The greatest number.
    pub max: Option<u64>,
    /// The words that say so.
    pub spans: Vec<Span>,
    /// The statement that says so; the narrator where null.
    pub by: Option<String>,
}

/// A ceasefire, truce, deal or plan that the report names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Agreement {
    /// What it is called.
    pub name: String,
    /// ceasefire | evacuation_deal | peace_plan | other.
    pub kind: String,
    /// Its parties, in the report's words.
    pub parties: Vec<Span>,
    /// Where it stands.
    pub status: String,
    /// The words that name it.
    pub spans: Vec<Span>,
}
