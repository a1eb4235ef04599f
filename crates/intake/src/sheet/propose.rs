//! A first mapping for a log, from the names of its columns and what stands in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use truceline_record::{IncidentType, Problem, name_of};

use super::grid::{Grid, grid};
use super::mapping::{Field, folded};
use super::words::{bare, words};
use super::{day, entry, header, one_line};
use crate::Options;

/// Rows that are looked at.
const SAMPLE: usize = 2000;
/// Types of incident that are listed.
const MOST_TYPES: usize = 60;
/// Columns that are listed with what stands in them.
const MOST_COLUMNS: usize = 200;

/// The text of a mapping for the log in `bytes`, called `name`: what can be told from its header and rows, and what is left for a person to say.
///
/// # Errors
///
/// When it is no table.
pub fn propose(name: &str, bytes: &[u8], sheet: Option<&str>, options: &Options) -> Result<String, Problem> {
    let refused = |(code, message)| Problem::new(code, message);
    // a mapping that names a sheet and nothing else
    let asked = sheet.map(super::Mapping::of_sheet);
    let grid = grid(name, bytes, asked.as_ref(), options).map_err(refused)?;
    let header = header(name, &grid, None).map_err(refused)?;
    let table = Table::new(&grid, header);
    let fields = table.fields();
    Ok(written(name, options, &table, &fields))
}

struct Table<'g> {
    grid: &'g Grid,
    names: Vec<String>,
    first: usize,
}

impl<'g> Table<'g> {
    fn new(grid: &'g Grid, header: usize) -> Self {
        let cells = grid.rows.get(header).into_iter().flat_map(|row| &row.cells);
        Self { grid, names: cells.map(|cell| one_line(&cell.text)).collect(), first: header + 1 }
    }

    /// What stands in a column, as far as it is looked at.
    fn values(&self, column: usize) -> impl Iterator<Item = &'g str> {
        let rows = self.grid.rows.iter().skip(self.first).take(SAMPLE);
        rows.filter_map(move |row| row.cells.get(column)).map(|cell| cell.text.as_str()).filter(|text| !text.is_empty())
    }

    /// Which column may hold which field, by the names of both. A column with the name of another cannot be named.
    fn fields(&self) -> BTreeMap<Field, usize> {
        let names: Vec<String> = self.names.iter().map(|name| bare(name)).collect();
        let twice = |at: usize| {
            self.names
                .iter()
                .filter(|name| folded(name) == self.names.get(at).map(|n| folded(n)).unwrap_or_default())
                .count()
                > 1
        };
        let mut taken: BTreeSet<usize> = self.key_columns(&names).into_iter().collect();
        let mut fields = BTreeMap::new();
        for field in Field::all() {
            let at = words().headers(field).find_map(|word| {
                (0..names.len()).find(|&at| names.get(at) == Some(&word) && !taken.contains(&at) && !twice(at))
            });
            if let Some(at) = at {
                taken.insert(at);
                fields.insert(field, at);
            }
        }
        fields
    }

    /// The column that names the records: each of its cells is filled, and no two are the same.
    fn key_columns(&self, names: &[String]) -> Option<usize> {
        let named = words().keys().find_map(|word| names.iter().position(|name| *name == word))?;
        let rows = self.grid.rows.iter().skip(self.first).filter(|row| !row.is_empty()).take(SAMPLE);
        let mut seen = BTreeSet::new();
        let each = rows.map(|row| row.cells.get(named).map_or("", |cell| cell.text.as_str()));
        each.into_iter().all(|key| !key.is_empty() && seen.insert(key)).then_some(named)
    }

    /// The signs that the day is before the month in dates of numbers, or after it, or that neither can be told; none where no date needs it.
    fn order(&self, fields: &BTreeMap<Field, usize>) -> Option<Option<&'static str>> {
        let dates = [Field::Date, Field::DateEnd, Field::Published];
        let values = || dates.iter().filter_map(|field| fields.get(field)).flat_map(|&at| self.values(at));
        if !values().any(|text| day::days(text, None) == Err(day::NoDay::Ambiguous)) {
            return None;
        }
        let fits = |order| {
            values().all(|text| day::days(text, None).is_err() || day::days(text, Some(order)) == day::days(text, None))
        };
        Some(match (fits(super::Order::DayMonthYear), fits(super::Order::MonthDayYear)) {
            (true, false) => Some("day-month-year"),
            (false, true) => Some("month-day-year"),
            _ => None,
        })
    }
}

fn written(name: &str, options: &Options, table: &Table<'_>, fields: &BTreeMap<Field, usize>) -> String {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "# What the columns of a log of incidents mean, for `truceline add LOG --mapping FILE`. Lines that begin with # say nothing.\n"
    );
    let _ = writeln!(
        out,
        "# What the log is called. Its records are known by this name and their keys when it comes again: do not change it."
    );
    let _ = writeln!(out, "log = {}", quoted(if stem.is_empty() || stem == "-" { "log" } else { stem }));
    let _ = writeln!(out, "# Who keeps it.");
    match &options.source {
        Some(source) => drop(writeln!(out, "source = {}", quoted(source))),
        None => drop(writeln!(out, "# source = \"Valley Monitor\"")),
    }
    if let Some(sheet) = &table.grid.sheet {
        let _ = writeln!(out, "sheet = {}", quoted(sheet));
    }
    let names: Vec<String> = table.names.iter().map(|name| bare(name)).collect();
    let _ = writeln!(
        out,
        "# The column that names a record for good; several as [\"Year\", \"Number\"]. Without one, a row that was changed comes in as another incident."
    );
    match table.key_columns(&names).and_then(|at| table.names.get(at)) {
        Some(key) => drop(writeln!(out, "key = {}", quoted(key))),
        None => drop(writeln!(out, "# key = \"ID\"")),
    }
    match table.order(fields) {
        None => {}
        Some(Some(order)) => drop(writeln!(out, "# Told by the days after the twelfth.\ndates = \"{order}\"")),
        Some(None) => drop(writeln!(
            out,
            "# Some dates may be one of two days: take the # from the line that is right.\n# dates = \"day-month-year\"\n# dates = \"month-day-year\""
        )),
    }
    let _ = writeln!(
        out,
        "# Others that may stand here: decimal = \",\", separator = \"/\" between names, blank = [\"keine\"], header = 3, language = \"en\"."
    );
    columns(&mut out, table, fields);
    types(&mut out, table, fields);
    let _ = writeln!(
        out,
        "\n# What holds for every row: type, place, admin, country, actors, targets or by.\n[every_row]\n# country = \"Orlania\""
    );
    out
}

fn columns(out: &mut String, table: &Table<'_>, fields: &BTreeMap<Field, usize>) {
    let plain: Vec<String> = Field::all().filter(|field| !matches!(field, Field::Toll(..))).map(Field::name).collect();
    let _ = writeln!(
        out,
        "\n# What can be named here: {};\n# killed and injured, also of _civilian, _combatant, _child, _woman, _man, _medic, _journalist, _aid_worker, with _min or _max.\n[columns]",
        plain.join(", ")
    );
    for (field, &at) in fields {
        let Some(column) = table.names.get(at) else { continue };
        let _ = writeln!(out, "{} = {}{}", field.name(), quoted(column), example(table, at));
    }
    let used: BTreeSet<usize> = fields.values().copied().collect();
    let others = table.names.iter().enumerate().filter(|(at, name)| !used.contains(at) && !name.is_empty());
    let others: Vec<(usize, &String)> = others.take(MOST_COLUMNS).collect();
    if !others.is_empty() {
        let _ = writeln!(out, "# Columns without a meaning stay in the text of a row:");
        for (at, name) in others {
            let _ = writeln!(out, "# {}{}", quoted(name), example(table, at));
        }
    }
}

/// The first value of a column, as a comment.
fn example(table: &Table<'_>, at: usize) -> String {
    const SHOWN: usize = 40;
    let value = table.values(at).next().map(one_line).unwrap_or_default();
    let shown: String = value.chars().take(SHOWN).collect();
    if shown.is_empty() { String::new() } else { format!("  # {shown}") }
}

fn types(out: &mut String, table: &Table<'_>, fields: &BTreeMap<Field, usize>) {
    let names: Vec<String> = IncidentType::ALL.iter().map(|&kind| name_of(kind)).collect();
    let _ = writeln!(out, "\n# Which type each word of the log is: {}.\n[types]", names.join(", "));
    let Some(&at) = fields.get(&Field::Type) else { return };
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for text in table.values(at) {
        seen.entry(folded(text)).or_insert_with(|| one_line(text));
    }
    for text in seen.values().take(MOST_TYPES) {
        match entry::kind(text, |_| None) {
            Some(kind) => drop(writeln!(out, "{} = \"{}\"", quoted(text), name_of(kind))),
            None => drop(writeln!(out, "# {} = \"other\"", quoted(text))),
        }
    }
    if seen.len() > MOST_TYPES {
        let _ = writeln!(out, "# and {} more", seen.len() - MOST_TYPES);
    }
}

/// A text as TOML has it, on one line.
fn quoted(text: &str) -> String {
    // JSON's escapes are among those of TOML, but for the one of a deleted character
    let json = serde_json::to_string(text).unwrap_or_default();
    json.replace('\u{7F}', "\\u007F")
}
