//! An agreement as a person writes it down: a small TOML file.
//!
//! `docs/ceasefires.md` describes it. What is wrong in a file is told with its place.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize, Serializer};
use toml::Spanned;
use toml::value::Datetime;

use super::kinds::Kinds;
use crate::MonitorError;

/// An agreement with its terms.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// What it is called here.
    pub name: String,
    /// Its other names.
    #[serde(default)]
    pub names: Vec<String>,
    /// `cessation`, `cessation_with_compliance`, `definitive` (ETH/PRIO).
    #[serde(default)]
    pub class: Option<String>,
    /// `humanitarian`, `peace_process`, `holiday`, `election`, `other` (ETH/PRIO).
    #[serde(default)]
    pub purpose: Option<String>,
    /// Whether it is written.
    #[serde(default)]
    pub written: Option<bool>,
    /// Whom it binds.
    #[serde(default)]
    pub parties: Vec<String>,
    /// Who stands for its being kept.
    #[serde(default)]
    pub guarantors: Vec<String>,
    /// Who brought it about.
    #[serde(default)]
    pub mediators: Vec<String>,
    /// Whom it does not protect or bind.
    #[serde(default)]
    pub excluded: Vec<String>,
    /// Where it holds: names of places, regions or countries; everywhere where empty.
    #[serde(default)]
    pub area: Vec<String>,
    /// The day on which it was declared or signed.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub declared: Option<Datetime>,
    /// From when it holds: a day, or an instant with its offset from UTC.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub effective: Option<Datetime>,
    /// Until when it holds, in the same way.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub end: Option<Datetime>,
    /// Where its text stands.
    #[serde(default)]
    pub source: Option<String>,
    /// Its terms.
    #[serde(default, rename = "provision")]
    pub provisions: Vec<Provision>,
}

/// A term.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Provision {
    /// What it is called here: "2", "article-4".
    pub id: String,
    /// Its kind: a name of `data/provisions.toml`.
    pub kind: String,
    /// Who owes it; all parties where empty.
    #[serde(default)]
    pub owed_by: Vec<String>,
    /// To whom.
    #[serde(default)]
    pub owed_to: Vec<String>,
    /// Where; the agreement's area where empty.
    #[serde(default)]
    pub area: Vec<String>,
    /// From when; since the agreement where none.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub from: Option<Datetime>,
    /// Until when; as long as the agreement where none.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub until: Option<Datetime>,
    /// How much is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// Its words.
    pub text: String,
    /// Where they stand.
    #[serde(default)]
    pub source: Option<String>,
}

/// How much is due: "40 trucks a day".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: String,
    /// In what time: `day`, `week`, `month`; once where none.
    #[serde(default)]
    pub per: Option<String>,
}

/// What is wrong with a value, and which it is.
struct Wrong {
    /// Of which provision, by its place; of the agreement itself where none.
    table: Option<usize>,
    key: &'static str,
    why: String,
}

/// Values with where they stand.
type Places = BTreeMap<String, Spanned<toml::Value>>;

/// The provisions of a file with where they stand; its other values are not asked for.
#[derive(Deserialize)]
struct Tables {
    #[serde(default)]
    provision: Vec<Spanned<Places>>,
}

/// Where a value begins in a text that is TOML; where its table does, if it is left out.
fn place(text: &str, table: Option<usize>, key: &str) -> Option<usize> {
    let Some(table) = table else {
        let places: Places = toml::from_str(text).ok()?;
        return places.get(key).map(|value| value.span().start);
    };
    let tables: Tables = toml::from_str(text).ok()?;
    let table = tables.provision.get(table)?;
    Some(table.get_ref().get(key).map_or_else(|| table.span().start, |value| value.span().start))
}

/// A day or an instant as it is written.
fn as_text<S: Serializer>(when: &Option<Datetime>, serializer: S) -> Result<S::Ok, S::Error> {
    when.as_ref().map(ToString::to_string).serialize(serializer)
}

impl Agreement {
    /// The agreement that `text` describes, the contents of the file `path`.
    ///
    /// # Errors
    ///
    /// When it is no TOML, lacks what an agreement needs, or says what cannot be: with its line and the remedy.
    pub fn parse(path: &str, text: &str) -> Result<Self, MonitorError> {
        let line_of = |at: usize| text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        let agreement: Self = toml::from_str(text).map_err(|error| MonitorError::Agreement {
            path: path.to_owned(),
            line: error.span().map(|span| line_of(span.start)),
            why: error.message().to_owned(),
        })?;
        agreement.check().map_err(|Wrong { table, key, why }| {
            let line = place(text, table, key).map(line_of);
            MonitorError::Agreement { path: path.to_owned(), line, why }
        })?;
        Ok(agreement)
    }

    fn check(&self) -> Result<(), Wrong> {
        let own = |key: &'static str| move |why: String| Wrong { table: None, key, why };
        if self.name.trim().is_empty() {
            return Err(own("name")("name is empty; say what the agreement is called".to_owned()));
        }
        let known = |what: &'static str, value: &Option<String>, list: &[&str]| match value {
            Some(value) if !list.contains(&value.as_str()) => {
                Err(own(what)(format!("{what} cannot be {value:?}; it is one of {}", list.join(", "))))
            }
            _ => Ok(()),
        };
        known("class", &self.class, &["cessation", "cessation_with_compliance", "definitive"])?;
        known("purpose", &self.purpose, &["humanitarian", "peace_process", "holiday", "election", "other"])?;
        for (what, when) in [("declared", &self.declared), ("effective", &self.effective), ("end", &self.end)] {
            day(what, when.as_ref()).map_err(own(what))?;
        }
        order("effective", self.effective.as_ref(), "end", self.end.as_ref()).map_err(own("effective"))?;
        let kinds = Kinds::bundled().map_err(|error| own("provision")(error.to_string()))?;
        let mut ids = Vec::new();
        for (table, provision) in self.provisions.iter().enumerate() {
            let id = &provision.id;
            let wrong = |key: &'static str| {
                move |why: String| Wrong { table: Some(table), key, why: format!("provision {id:?}: {why}") }
            };
            if id.trim().is_empty() || ids.contains(&id) {
                return Err(wrong("id")("every provision needs an id of its own".to_owned()));
            }
            ids.push(id);
            if kinds.get(&provision.kind).is_none() {
                let names = kinds.names().collect::<Vec<_>>().join(", ");
                return Err(wrong("kind")(format!("kind cannot be {:?}; it is one of {names}", provision.kind)));
            }
            day("from", provision.from.as_ref()).map_err(wrong("from"))?;
            day("until", provision.until.as_ref()).map_err(wrong("until"))?;
            order("from", provision.from.as_ref(), "until", provision.until.as_ref()).map_err(wrong("from"))?;
            let party = |name: &&String| {
                !self.parties.is_empty() && !self.parties.iter().chain(&self.guarantors).any(|party| party == *name)
            };
            if let Some(name) = provision.owed_by.iter().find(party) {
                let why = format!("{name:?} owes it and is neither among parties nor guarantors");
                return Err(wrong("owed_by")(why));
            }
        }
        Ok(())
    }

    /// Call `each` for every value that may hold a name.
    pub(crate) fn each_value(&mut self, mut each: impl FnMut(&mut String)) {
        let Self { name, names, parties, guarantors, mediators, excluded, area, source, provisions, .. } = self;
        each(name);
        for list in [names, parties, guarantors, mediators, excluded, area] {
            list.iter_mut().for_each(&mut each);
        }
        source.iter_mut().for_each(&mut each);
        for provision in provisions {
            let Provision { owed_by, owed_to, area, text, source, .. } = provision;
            for list in [owed_by, owed_to, area] {
                list.iter_mut().for_each(&mut each);
            }
            each(text);
            source.iter_mut().for_each(&mut each);
        }
    }

    /// The first day on which it holds, where that is known: when it takes effect, else when it was declared.
    pub fn first_day(&self) -> Option<Date> {
        self.effective.as_ref().or(self.declared.as_ref()).and_then(date)
    }

    /// The last day on which it holds.
    pub fn last_day(&self) -> Option<Date> {
        self.end.as_ref().and_then(date)
    }
}

impl Provision {
    /// The first and last day on which it is owed, as far as its own words say.
    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        (self.from.as_ref().and_then(date), self.until.as_ref().and_then(date))
    }
}

/// The day of a date or an instant, as its own offset has it.
pub(crate) fn date(when: &Datetime) -> Option<Date> {
    let date = when.date?;
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
}

/// Whether it is a day, or an instant whose offset is given: "midnight" is another moment in another country.
fn day(what: &str, when: Option<&Datetime>) -> Result<(), String> {
    let Some(when) = when else { return Ok(()) };
    if date(when).is_none() {
        return Err(format!("{what} has no day; write it as 2031-03-14, or as 2031-03-14T00:00:00+02:00"));
    }
    if when.time.is_some() && when.offset.is_none() {
        return Err(format!("{what} has a time without its offset from UTC; write it as 2031-03-14T00:00:00+02:00"));
    }
    Ok(())
}

fn order(first: &str, a: Option<&Datetime>, second: &str, b: Option<&Datetime>) -> Result<(), String> {
    let instants = a.zip(b).and_then(|(a, b)| {
        let instant = |when: &Datetime| {
            when.offset.and_then(|_| when.to_string().parse::<Timestamp>().ok().map(Timestamp::as_second))
        };
        instant(a).zip(instant(b)).map(|(a, b)| a > b).or_else(|| Some(date(a)? > date(b)?))
    });
    if instants == Some(true) { Err(format!("{first} is after {second}")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOLVIK: &str = r#"
name = "Dolvik accord"
names = ["Dolvik truce"]
parties = ["Kestova", "Northern Assembly"]
effective = 2031-03-04T00:00:00+02:00

[[provision]]
id = "1"
kind = "no_air_operations"
owed_by = ["Kestova"]
text = "No aircraft shall fly north of the river."
"#;

    fn wrong(from: &str, to: &str) -> String {
        Agreement::parse("dolvik.toml", &DOLVIK.replacen(from, to, 1)).unwrap_err().to_string()
    }

    #[test]
    fn a_file_is_read() {
        let agreement = Agreement::parse("dolvik.toml", DOLVIK).unwrap();
        assert_eq!(agreement.first_day().map(|day| day.to_string()).as_deref(), Some("2031-03-04"));
        assert_eq!(agreement.provisions[0].kind, "no_air_operations");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_an_agreement_or_told_to_be_none(text in "\\PC*", at in 0..600_usize) {
            let cut = at.min(DOLVIK.len());
            let mixed = format!("{}{text}{}", &DOLVIK[..cut], &DOLVIK[cut..]);
            for text in [text, mixed] {
                if let Err(error) = Agreement::parse("any.toml", &text) {
                    proptest::prop_assert!(error.to_string().starts_with("any.toml: "));
                }
            }
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        assert!(wrong("names =", "nmes =").starts_with("dolvik.toml: line 3: unknown field `nmes`"));
        assert!(
            wrong("no_air_operations", "no_flights")
                .starts_with("dolvik.toml: line 9: provision \"1\": kind cannot be \"no_flights\"; it is one of ")
        );
        assert!(wrong("+02:00", "").starts_with("dolvik.toml: line 5: effective has a time without its offset"));
        assert!(
            wrong("owed_by = [\"Kestova\"]", "owed_by = [\"Velmark\"]")
                .contains("neither among parties nor guarantors")
        );
        assert!(wrong("effective =", "end = 2031-03-01\neffective =").contains("effective is after end"));
        assert!(wrong("\"Dolvik accord\"", "\" \"").contains("name is empty"));
    }
}
