//! From the text of a file to entries, with errors that name the entry and the line.

use super::entry::{Actor, Alias, RawActor, RawAlias, RawFile};
use super::error::ActorsError;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A file's entries, each with its line, and the rest of the file as it stands.
#[derive(Debug)]
pub(super) struct File {
    pub(super) actors: Vec<(usize, Actor)>,
    /// Codes of the countries, each with its line.
    pub(super) countries: Vec<(usize, String)>,
    pub(super) rest: RawFile,
}

/// Reads a file.
pub(super) fn read(text: &str) -> Result<File, ActorsError> {
    let mut rest: RawFile = toml::from_str(text).map_err(|e| {
        let at = e.span().map_or(0, |s| s.start);
        ActorsError::Form { entry: entry_at(text, at), line: line_at(text, at), why: e.message().to_owned() }
    })?;
    let starts: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut seen = BTreeSet::new();
    let mut actors = Vec::new();
    for raw in std::mem::take(&mut rest.actor) {
        let line = starts.partition_point(|end| *end < raw.span().start) + 1;
        let actor = actor(raw.into_inner(), line)?;
        if !seen.insert(actor.id.clone()) {
            return Err(ActorsError::Twice { entry: actor.id, line });
        }
        actors.push((line, actor));
    }
    let line = |code: &str| text.lines().position(|row| row.contains(&format!("country.{code}"))).map_or(1, |n| n + 1);
    let countries = rest.country.keys().map(|code| (line(code), code.clone())).collect();
    Ok(File { actors, countries, rest })
}

fn actor(raw: RawActor, line: usize) -> Result<Actor, ActorsError> {
    for (field, value) in [("id", &raw.id), ("name", &raw.name), ("source", &raw.source)] {
        if value.trim().is_empty() {
            return Err(ActorsError::Empty { entry: raw.id.clone(), line, field });
        }
    }
    let mut aliases = Vec::new();
    for alias in raw.aliases {
        let alias = match alias {
            RawAlias::Name(name) => Alias { name, ..Alias::default() },
            RawAlias::Bound(bound) => {
                let from = bound.from.map(|d| day(&d, &raw.id, line)).transpose()?;
                let to = bound.to.map(|d| day(&d, &raw.id, line)).transpose()?;
                if let (Some(a), Some(b)) = (from, to)
                    && b < a
                {
                    return Err(ActorsError::Day { entry: raw.id, line, value: b.to_string() });
                }
                Alias { name: bound.name, from, to, countries: bound.countries, roles: bound.roles }
            }
        };
        if alias.name.trim().is_empty() {
            return Err(ActorsError::Empty { entry: raw.id, line, field: "an alias" });
        }
        aliases.push(alias);
    }
    Ok(Actor {
        id: raw.id,
        name: raw.name,
        kind: raw.kind,
        class: raw.class,
        sector: raw.sector,
        parent: raw.parent,
        acts_as: raw.acts_as,
        country: raw.country,
        aliases,
        source: raw.source,
    })
}

fn day(value: &str, entry: &str, line: usize) -> Result<Date, ActorsError> {
    value.parse().map_err(|_| ActorsError::Day { entry: entry.to_owned(), line, value: value.to_owned() })
}

fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}

/// The id that stands last before a place, or first after the head of the table that it lies in.
fn entry_at(text: &str, at: usize) -> String {
    let line = line_at(text, at);
    let mut last = String::new();
    for (n, row) in text.lines().enumerate() {
        let row = row.trim();
        if row.starts_with("[[") {
            if n >= line {
                break;
            }
            last.clear();
        }
        if let Some(value) = row.strip_prefix("id").map(|r| r.trim_start())
            && let Some(value) = value.strip_prefix('=')
        {
            last = value.trim().trim_matches('"').to_owned();
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[[actor]]\nid = \"kestova\"\nname = \"Kestova\"\nkind = \"state\"\nsource = \"invented\"\n";

    #[test]
    fn reads_an_entry() {
        let file = read(GOOD).expect("a good file");
        assert_eq!(file.actors[0].1.name, "Kestova");
    }

    #[test]
    fn names_the_entry_and_the_line() {
        let unknown = GOOD.replace("state", "planet");
        assert!(matches!(read(&unknown), Err(ActorsError::Form { entry, line: 4, .. }) if entry == "kestova"));
        let empty = GOOD.replace("invented", " ");
        assert_eq!(read(&empty).err(), Some(ActorsError::Empty { entry: "kestova".into(), line: 1, field: "source" }));
        let twice = format!("{GOOD}\n{GOOD}");
        assert_eq!(read(&twice).err(), Some(ActorsError::Twice { entry: "kestova".into(), line: 7 }));
    }

    #[test]
    fn wants_days_in_order() {
        let day = format!("{GOOD}aliases = [{{ name = \"Old Kestova\", from = \"2001-02-30\" }}]\n");
        assert!(matches!(read(&day), Err(ActorsError::Day { value, .. }) if value == "2001-02-30"));
        let order = format!("{GOOD}aliases = [{{ name = \"K\", from = \"2002-01-01\", to = \"2001-01-01\" }}]\n");
        assert!(matches!(read(&order), Err(ActorsError::Day { .. })));
    }
}
