//! A value that a person gives in place of what reports say.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use truceline_record::{Incident, IncidentType, Span};

/// What can be corrected of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// What happened: one of the types of incident.
    Type,
    /// When: `2031-03-05`, or `2031-03-05..2031-03-07`.
    Date,
    /// Where: a name, or `Orel @ 51.2, 33.4`.
    Place,
    /// How many were killed: `25`, `20-30`, `25+`, `-10`.
    Killed,
    /// How many were injured, in the same form.
    Injured,
    /// Who did it: names with `;` between.
    Actors,
    /// Who or what was hit: names with `;` between.
    Targets,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Type, Self::Date, Self::Place, Self::Killed, Self::Injured, Self::Actors, Self::Targets];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Date => "date",
            Self::Place => "place",
            Self::Killed => "killed",
            Self::Injured => "injured",
            Self::Actors => "actors",
            Self::Targets => "targets",
        }
    }

    /// The words that say so in a report, of each value that `incident` has of it; none for the type, whose words are the incident's own.
    pub fn spans(self, incident: &Incident) -> Vec<&[Span]> {
        match self {
            Self::Type => Vec::new(),
            Self::Date => incident.date.iter().map(|date| date.spans.as_slice()).collect(),
            Self::Place => incident.place.iter().map(|place| place.spans.as_slice()).collect(),
            Self::Killed => incident.killed.iter().map(|toll| toll.spans.as_slice()).collect(),
            Self::Injured => incident.injured.iter().map(|toll| toll.spans.as_slice()).collect(),
            Self::Actors => incident.actors.iter().map(|actor| actor.spans.as_slice()).collect(),
            Self::Targets => incident.targets.iter().map(|target| target.spans.as_slice()).collect(),
        }
    }

    /// The field with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// A corrected value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Correction {
    Type(IncidentType),
    Date { start: String, end: String },
    Place { name: String, at: Option<(f64, f64)> },
    Killed(Option<u32>, Option<u32>),
    Injured(Option<u32>, Option<u32>),
    Actors(Vec<String>),
    Targets(Vec<String>),
}

impl Correction {
    /// The value in the form that `field` takes.
    ///
    /// # Errors
    ///
    /// In words, when it is not in that form.
    pub(crate) fn parse(field: Field, value: &str) -> Result<Self, String> {
        let value = value.trim();
        Ok(match field {
            Field::Type => Self::Type(
                serde_json::from_value(Value::from(value))
                    .map_err(|_| format!("no type of incident is called {value:?}; `truceline schema` lists them"))?,
            ),
            Field::Date => {
                let (start, end) = value.split_once("..").unwrap_or((value, value));
                let day = |text: &str| {
                    let day = text.trim().parse::<jiff::civil::Date>();
                    day.map_err(|_| format!("{text:?} is no day; give it as 2031-03-05, or two with .. between"))
                };
                let (start, end) = (day(start)?, day(end)?);
                if end < start {
                    return Err(format!("{value:?} ends before it begins"));
                }
                Self::Date { start: start.to_string(), end: end.to_string() }
            }
            Field::Place => place(value)?,
            Field::Killed => range(value).map(|(min, max)| Self::Killed(min, max))?,
            Field::Injured => range(value).map(|(min, max)| Self::Injured(min, max))?,
            Field::Actors => Self::Actors(names(value)),
            Field::Targets => Self::Targets(names(value)),
        })
    }
}

fn names(value: &str) -> Vec<String> {
    value.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn place(value: &str) -> Result<Correction, String> {
    let (name, at) = value.split_once('@').map_or((value, None), |(name, at)| (name.trim(), Some(at)));
    if name.is_empty() {
        return Err("a place needs a name".to_owned());
    }
    let at = at
        .map(|at| {
            let number = |text: &str| text.trim().parse::<f64>().ok();
            let pair = at.split_once(',').and_then(|(lat, lon)| Some((number(lat)?, number(lon)?)));
            pair.filter(|(lat, lon)| lat.abs() <= 90.0 && lon.abs() <= 180.0)
                .ok_or_else(|| format!("{at:?} is no latitude and longitude; give them as 51.2, 33.4"))
        })
        .transpose()?;
    Ok(Correction::Place { name: name.to_owned(), at })
}

fn range(value: &str) -> Result<(Option<u32>, Option<u32>), String> {
    let wrong = || format!("{value:?} is no number of people; give it as 25, 20-30, 25+ or -10");
    let number = |text: &str| text.trim().parse::<u32>().map_err(|_| wrong());
    if let Some(min) = value.strip_suffix('+') {
        return Ok((Some(number(min)?), None));
    }
    match value.split_once('-') {
        Some(("", max)) => Ok((None, Some(number(max)?))),
        Some((min, max)) => {
            let (min, max) = (number(min)?, number(max)?);
            if min <= max { Ok((Some(min), Some(max))) } else { Err(wrong()) }
        }
        None => number(value).map(|exact| (Some(exact), Some(exact))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_are_taken_in_their_forms() {
        let parse = |field, value: &str| Correction::parse(field, value);
        assert_eq!(parse(Field::Killed, "25+"), Ok(Correction::Killed(Some(25), None)));
        assert_eq!(parse(Field::Killed, "20-30"), Ok(Correction::Killed(Some(20), Some(30))));
        assert_eq!(parse(Field::Injured, "-10"), Ok(Correction::Injured(None, Some(10))));
        assert_eq!(parse(Field::Type, "air_strike"), Ok(Correction::Type(IncidentType::AirStrike)));
        let day = "2031-03-05".to_owned();
        assert_eq!(parse(Field::Date, "2031-03-05"), Ok(Correction::Date { start: day.clone(), end: day }));
        let place = Correction::Place { name: "Orel".to_owned(), at: Some((51.2, 33.4)) };
        assert_eq!(parse(Field::Place, "Orel @ 51.2, 33.4"), Ok(place));
        assert_eq!(parse(Field::Actors, "Orlan army; "), Ok(Correction::Actors(vec!["Orlan army".to_owned()])));
    }

    #[test]
    fn what_is_in_no_form_is_refused_with_the_form() {
        for (field, value) in [
            (Field::Killed, "many"),
            (Field::Killed, "30-20"),
            (Field::Type, "accident"),
            (Field::Date, "March"),
            (Field::Date, "2031-03-05..2031-03-01"),
            (Field::Place, "Orel @ 100, 33"),
            (Field::Place, ""),
        ] {
            assert!(Correction::parse(field, value).is_err(), "{value}");
        }
    }
}
