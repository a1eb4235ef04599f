//! What the columns of a log mean: a file that a person writes, or takes over from what [`super::propose`] wrote.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use thiserror::Error;
use truceline_record::{IncidentType, TollWho, name_of};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub enum Field {
    /// The day, or the first one.
    Date,
    /// The last day.
    DateEnd,
    /// What happened.
    Type,
    /// A headline.
    Title,
    /// The place's name.
    Place,
    /// The region that it lies in.
    Admin,
    /// The country that it lies in.
    Country,
    /// Latitude.
    Lat,
    /// Longitude.
    Lon,
    /// Latitude and longitude in one.
    Coordinates,
    /// A number of people.
    Toll(Harm, TollWho, Bound),
    /// Who did it.
    Actors,
    /// Who or what was hit.
    Targets,
    /// Who says so.
    By,
    /// Where it was published.
    Url,
    /// When it was.
    Published,
    /// What else is told.
    Notes,
}

/// What was done to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Harm {
    /// They were killed.
    Killed,
    /// They were injured.
    Injured,
}

/// Which end of a range a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// Both: a number, or a range in words.
    Both,
    /// The least.
    Min,
    /// The greatest.
    Max,
}

impl Field {
    /// Those that are no number of people.
    const PLAIN: [(&'static str, Self); 16] = [
        ("date", Self::Date),
        ("date_end", Self::DateEnd),
        ("type", Self::Type),
        ("title", Self::Title),
        ("place", Self::Place),
        ("admin", Self::Admin),
        ("country", Self::Country),
        ("lat", Self::Lat),
        ("lon", Self::Lon),
        ("coordinates", Self::Coordinates),
        ("actors", Self::Actors),
        ("targets", Self::Targets),
        ("by", Self::By),
        ("url", Self::Url),
        ("published", Self::Published),
        ("notes", Self::Notes),
    ];

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        use TollWho as W;
        let who = [W::Total, W::Civilian, W::Combatant, W::Child, W::Woman, W::Man, W::Medic, W::Journalist];
        let tolls = [Harm::Killed, Harm::Injured].into_iter().flat_map(move |harm| {
            who.into_iter().chain([W::AidWorker]).flat_map(move |who| {
                [Bound::Both, Bound::Min, Bound::Max].into_iter().map(move |bound| Self::Toll(harm, who, bound))
            })
        });
        Self::PLAIN.into_iter().map(|(_, field)| field).chain(tolls)
    }

    /// The field with this name: `date`, `killed`, `killed_min`, `injured_child_max`.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|field| field.name() == name)
    }

    /// Its name in a mapping.
    pub fn name(self) -> String {
        if let Self::Toll(harm, who, bound) = self {
            let harm = if harm == Harm::Killed { "killed" } else { "injured" };
            let who = if who == TollWho::Total { String::new() } else { format!("_{}", name_of(who)) };
            let bound = match bound {
                Bound::Both => "",
                Bound::Min => "_min",
                Bound::Max => "_max",
            };
            return format!("{harm}{who}{bound}");
        }
        Self::PLAIN.iter().find(|(_, field)| *field == self).map(|(name, _)| (*name).to_owned()).unwrap_or_default()
    }

    /// Whether several columns may hold it.
    const fn many(self) -> bool {
        matches!(self, Self::Actors | Self::Targets | Self::Notes)
    }

    /// Whether a mapping may say it of every row: names, which need no reading.
    const fn of_every_row(self) -> bool {
        matches!(self, Self::Type | Self::Place | Self::Admin | Self::Country | Self::Actors | Self::Targets | Self::By)
    }
}

impl TryFrom<String> for Field {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::named(&name).ok_or_else(|| {
            let plain: Vec<&str> = Self::PLAIN.iter().map(|(name, _)| *name).collect();
            format!(
                "{name:?} is nothing that a column can hold; it is one of {}, or killed or injured, with _civilian, _combatant, _child, _woman, _man, \
                 _medic, _journalist, _aid_worker, and _min or _max behind it",
                plain.join(", ")
            )
        })
    }
}

/// Which of the two numbers before a year is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Order {
    /// 05/03/2031 is the fifth of March.
    #[serde(rename = "day-month-year")]
    DayMonthYear,
    /// 05/03/2031 is the third of May.
    #[serde(rename = "month-day-year")]
    MonthDayYear,
}

/// The sign before the fraction of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Decimal {
    /// 51.2; a thousand is 1,000.
    #[default]
    #[serde(rename = ".")]
    Point,
    /// 51,2; a thousand is 1.000.
    #[serde(rename = ",")]
    Comma,
}

/// One column, or several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::More(names) => names,
        }
    }
}

/// What the columns of a log mean.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the log is called: its records are known by this name and their keys.
    pub log: String,
    /// Who keeps it.
    pub source: Option<String>,
    /// ISO 639-1 code of its language.
    pub language: Option<String>,
    /// The sheet of a workbook; the first where none is named.
    pub(super) sheet: Option<String>,
    /// The row with the names of the columns; the first with more than one cell where none is named.
    pub(super) header: Option<u32>,
    /// What stands between the cells of a text file; told by the header where it is not named.
    pub(super) delimiter: Option<char>,
    #[serde(default)]
    key: Option<OneOrMore>,
    /// Whether the day or the month comes first in a date such as 05/03/2031.
    pub(super) dates: Option<Order>,
    #[serde(default)]
    pub(super) decimal: Decimal,
    /// What stands between the names of one cell.
    #[serde(default = "semicolon")]
    pub(super) separator: String,
    /// Cells that say that nothing is known, beside those that the program knows.
    #[serde(default)]
    pub(super) blank: BTreeSet<String>,
    columns: BTreeMap<Field, OneOrMore>,
    /// What the log calls the types of incident.
    #[serde(default)]
    pub(super) types: BTreeMap<String, IncidentType>,
    /// What holds for every row.
    #[serde(default)]
    pub(super) every_row: BTreeMap<Field, String>,
    /// BLAKE3 of its text.
    #[serde(skip)]
    digest: String,
}

fn semicolon() -> String {
    ";".to_owned()
}

/// Why a mapping cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MappingError {
    /// It is no mapping.
    #[error("not a mapping: {0}; `truceline mapping LOG` proposes one")]
    Form(String),
    /// It does not say what the log is called.
    #[error("`log` is empty: give the log a name, by which its records are known when it comes again")]
    NoName,
    /// It names no columns.
    #[error("`columns` names none that says what happened or when or where; give at least date, type or place")]
    NoColumns,
    /// Several columns for what one holds.
    #[error("`{0}` is given several columns, or none; give it one")]
    Many(String),
    /// Something that cannot be said of every row.
    #[error("`{0}` cannot be said of every row; name its column under [columns]")]
    EveryRow(String),
    /// A column and a value for every row.
    #[error("`{0}` stands under [columns] and under [every_row]; take one of them out")]
    Twice(String),
    /// A delimiter that no table has.
    #[error("{0:?} cannot stand between cells; give one of , ; | or \"\\t\"")]
    Delimiter(char),
    /// Nothing between names.
    #[error("`separator` is empty: give what stands between several names in one cell")]
    Separator,
    /// A language that is none.
    #[error("{0:?} is no code of a language; give two letters, as en")]
    Language(String),
}

impl Mapping {
    /// The mapping that a file holds.
    ///
    /// # Errors
    ///
    /// When it is none, or contradicts itself.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let text = text.trim_start_matches('\u{FEFF}');
        let mut mapping: Self = toml::from_str(text).map_err(|error| {
            let lines: Vec<&str> = error.message().lines().collect();
            let line = error.span().and_then(|span| Some(text.get(..span.start)?.matches('\n').count() + 1));
            let at = line.map(|line| format!("line {line}: ")).unwrap_or_default();
            MappingError::Form(at + &lines.join(" "))
        })?;
        mapping.types = mapping.types.into_iter().map(|(name, kind)| (folded(&name), kind)).collect();
        mapping.blank = mapping.blank.iter().map(|word| folded(word)).collect();
        mapping.digest = crate::digest(text.as_bytes());
        mapping.check()?;
        Ok(mapping)
    }

    fn check(&self) -> Result<(), MappingError> {
        if self.log.trim().is_empty() {
            return Err(MappingError::NoName);
        }
        if ![Field::Date, Field::Type, Field::Place].iter().any(|field| self.columns.contains_key(field)) {
            return Err(MappingError::NoColumns);
        }
        for (field, columns) in &self.columns {
            let names = columns.names();
            if names.is_empty() || (names.len() > 1 && !field.many()) {
                return Err(MappingError::Many(field.name()));
            }
        }
        for field in self.every_row.keys() {
            if !field.of_every_row() {
                return Err(MappingError::EveryRow(field.name()));
            }
            if self.columns.contains_key(field) {
                return Err(MappingError::Twice(field.name()));
            }
        }
        if self.key.as_ref().is_some_and(|key| key.names().is_empty()) {
            return Err(MappingError::Many("key".to_owned()));
        }
        if let Some(delimiter) = self.delimiter
            && (!delimiter.is_ascii() || delimiter.is_alphanumeric() || "\"'\r\n. ".contains(delimiter))
        {
            return Err(MappingError::Delimiter(delimiter));
        }
        if self.separator.is_empty() {
            return Err(MappingError::Separator);
        }
        match &self.language {
            Some(code) if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_lowercase()) => {
                Err(MappingError::Language(code.clone()))
            }
            _ => Ok(()),
        }
    }

    /// A mapping that says nothing but which sheet is meant.
    pub(super) fn of_sheet(sheet: &str) -> Self {
        Self {
            log: String::new(),
            source: None,
            language: None,
            sheet: Some(sheet.to_owned()),
            header: None,
            delimiter: None,
            key: None,
            dates: None,
            decimal: Decimal::default(),
            separator: semicolon(),
            blank: BTreeSet::new(),
            columns: BTreeMap::new(),
            types: BTreeMap::new(),
            every_row: BTreeMap::new(),
            digest: String::new(),
        }
    }

    /// BLAKE3 of the mapping's text, in hex.
    pub(super) fn digest(&self) -> String {
        self.digest.clone()
    }

    /// The columns that name a record; none where the log has no keys.
    pub(super) fn key(&self) -> &[String] {
        self.key.as_ref().map_or(&[], OneOrMore::names)
    }

    /// What holds what: every field with its columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = (Field, &[String])> {
        self.columns.iter().map(|(field, columns)| (*field, columns.names()))
    }
}

/// As cells are compared.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "log = \"Valley log\"\n[columns]\ndate = \"Day\"\n";

    #[test]
    fn a_field_is_known_by_its_name() {
        for field in Field::all() {
            assert_eq!(Field::named(&field.name()), Some(field));
        }
        assert_eq!(Field::named("killed"), Some(Field::Toll(Harm::Killed, TollWho::Total, Bound::Both)));
        assert_eq!(
            Field::named("injured_aid_worker_max"),
            Some(Field::Toll(Harm::Injured, TollWho::AidWorker, Bound::Max))
        );
        assert_eq!(Field::named("killed_total"), None);
    }

    #[test]
    fn a_mapping_says_what_columns_mean() {
        let mapping = Mapping::parse(
            "log = \"a\"\nkey = [\"Year\", \"No\"]\ndates = \"day-month-year\"\ndecimal = \",\"\n[columns]\ndate = \"Day\"\nnotes = [\"A\", \"B\"]\n\
             [types]\n\" Air  Raid\" = \"air_strike\"\n[every_row]\ncountry = \"Orlania\"",
        )
        .unwrap();
        assert_eq!(mapping.key(), ["Year", "No"]);
        assert_eq!((mapping.dates, mapping.decimal), (Some(Order::DayMonthYear), Decimal::Comma));
        assert_eq!(mapping.types.get("air raid"), Some(&IncidentType::AirStrike));
        assert_eq!(mapping.columns().count(), 2);
    }

    #[test]
    fn what_is_no_mapping_is_refused_with_the_line() {
        let refused = |text: &str| Mapping::parse(text).unwrap_err().to_string();
        assert!(
            refused("log = \"a\"\n[columns]\nwhen = \"Day\"").contains("\"when\" is nothing that a column can hold")
        );
        assert!(refused("log = \"a\"\n[columns]\ndate = 5").starts_with("not a mapping: line 3: "));
        assert!(refused("log = \"a\"\nlgo = \"b\"\n[columns]\ndate = \"D\"").contains("line 2: unknown field `lgo`"));
        assert!(refused("log = \" \"\n[columns]\ndate = \"Day\"").contains("`log` is empty"));
        assert!(refused("log = \"a\"\n[columns]\nnotes = \"Day\"").contains("names none that says"));
        assert!(refused(&SMALL.replace("\"Day\"", "[\"Day\", \"End\"]")).contains("`date` is given several"));
        assert!(
            refused(&format!("{SMALL}[every_row]\nkilled = \"3\"")).contains("`killed` cannot be said of every row")
        );
        assert!(
            refused(&format!("{SMALL}place = \"P\"\n[every_row]\nplace = \"Orel\"")).contains("take one of them out")
        );
        assert!(refused(&format!("delimiter = \"a\"\n{SMALL}")).contains("cannot stand between cells"));
        assert!(refused(&format!("language = \"english\"\n{SMALL}")).contains("no code of a language"));
        assert!(refused(&format!("{SMALL}[types]\n\"x\" = \"explosion\"")).contains("unknown variant"));
    }
}
