//! What a request asks for, as `truceline search` takes it.

use serde::Deserialize;
use truceline_ledger::{Query, Within};
use truceline_reconcile::across::{Status, day_number};
use truceline_record::IncidentType;
use utoipa::IntoParams;

use crate::fault::Fault;

/// What to look for; what is left out is not asked.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filters {
    /// Words that a report of the incident must hold, all of them.
    words: Option<String>,
    /// First day, as 2031-03-05.
    from: Option<String>,
    /// Last day.
    to: Option<String>,
    /// Part of the name of the place, region or country.
    place: Option<String>,
    /// Around a point: kilometres, latitude and longitude with commas between.
    within: Option<String>,
    /// Part of the name of who did it, according to anyone.
    actor: Option<String>,
    /// Part of the name of an outlet that tells of it.
    outlet: Option<String>,
    /// The type of incident, as `air_strike`.
    r#type: Option<String>,
    /// Only where sources differ.
    disputed: Option<bool>,
    /// Only where some source counts so many killed, or more.
    min_killed: Option<u32>,
    /// Only with this status: `single_source`, `several_sources`, `contested`, `admitted` or `rejected`.
    status: Option<String>,
    /// Only what some report is chiefly about.
    main: Option<bool>,
}

impl Filters {
    /// The query that asks for the same.
    pub(crate) fn query(self) -> Result<Query, Fault> {
        let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Query {
            // no store takes a zero character, and no word holds one
            words: given(self.words.map(|words| words.replace('\0', " "))),
            from: given(self.from).map(day).transpose()?,
            to: given(self.to).map(day).transpose()?,
            place: given(self.place),
            within: given(self.within).map(|text| within(&text)).transpose()?,
            actor: given(self.actor),
            outlet: given(self.outlet),
            kind: given(self.r#type).map(kind).transpose()?,
            disputed: self.disputed.unwrap_or_default(),
            min_killed: self.min_killed.map(count).transpose()?,
            status: given(self.status).map(status).transpose()?,
            main: self.main.unwrap_or_default(),
            most: None,
        })
    }
}

pub(crate) fn day(text: String) -> Result<String, Fault> {
    if text.len() == 10 && day_number(&text).is_some() {
        Ok(text)
    } else {
        Err(Fault::Asked(format!("{text:?} is no day; give it as 2031-03-05")))
    }
}

fn within(text: &str) -> Result<Within, Fault> {
    let numbers: Vec<f64> = text.split(',').filter_map(|part| part.trim().parse().ok()).collect();
    match numbers.as_slice() {
        &[km, lat, lon] if km > 0.0 && km <= 21_000.0 && lat.abs() <= 90.0 && lon.abs() <= 180.0 => {
            Ok(Within { lat, lon, km })
        }
        _ => Err(Fault::Asked(format!(
            "{text:?} is no circle; give kilometres, latitude and longitude as 20,36.2,37.16"
        ))),
    }
}

/// More than a description of the API can say, and than there are people to count.
fn count(number: u32) -> Result<u32, Fault> {
    if i32::try_from(number).is_ok() { Ok(number) } else { Err(Fault::Asked(format!("{number} is too many"))) }
}

fn kind(text: String) -> Result<String, Fault> {
    let known = serde_json::from_value::<IncidentType>(text.as_str().into());
    known.map(|_| text.clone()).map_err(|_| Fault::Asked(format!("no type of incident is called {text:?}")))
}

fn status(text: String) -> Result<String, Fault> {
    let known = text == "rejected" || Status::ALL.iter().any(|status| status.name() == text);
    if known { Ok(text) } else { Err(Fault::Asked(format!("no status is called {text:?}"))) }
}

/// A part of a long list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Part {
    /// What the answer before gave as `next`.
    pub(crate) after: Option<String>,
    /// How many, at most 200; 50 where it is left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

impl Part {
    /// How many are asked for.
    pub(crate) fn limit(&self) -> Result<usize, Fault> {
        match self.limit {
            None => Ok(50),
            Some(limit @ 1..=200) => Ok(limit),
            Some(_) => Err(Fault::Asked("limit must be from 1 to 200".to_owned())),
        }
    }

    /// The part of `list` that is asked for, by the ids of what is in it, and what comes next.
    pub(crate) fn of<'l, T>(
        &self,
        list: &[&'l T],
        id: impl Fn(&T) -> &str,
    ) -> Result<(Vec<&'l T>, Option<String>), Fault> {
        let from = match &self.after {
            None => 0,
            Some(after) => {
                let gone = || Fault::Asked(format!("the list has changed since {after:?}; ask from its beginning"));
                list.iter().position(|one| id(one) == after).ok_or_else(gone)? + 1
            }
        };
        let page: Vec<&T> = list.iter().skip(from).take(self.limit()?).copied().collect();
        let next = page.last().filter(|_| list.len() > from + page.len()).map(|last| id(last).to_owned());
        Ok((page, next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_no_form_is_refused() {
        let with = |set: fn(&mut Filters)| {
            let mut filters = Filters::default();
            set(&mut filters);
            filters.query()
        };
        assert!(with(|f| f.from = Some("2031-02-30".to_owned())).is_err());
        assert!(with(|f| f.within = Some("20,91,3".to_owned())).is_err());
        assert!(with(|f| f.within = Some("NaN,1,3".to_owned())).is_err());
        assert!(with(|f| f.r#type = Some("accident".to_owned())).is_err());
        assert!(with(|f| f.status = Some("true".to_owned())).is_err());
        let query = with(|f| f.within = Some("20, 51.2,33.4".to_owned())).unwrap();
        assert_eq!(query.within, Some(Within { lat: 51.2, lon: 33.4, km: 20.0 }));
        assert!(with(|f| f.words = Some("  ".to_owned())).unwrap().is_all());
        assert!(with(|f| f.words = Some("\0".to_owned())).unwrap().is_all());
    }
}
