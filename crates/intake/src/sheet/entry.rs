//! From a row to what it says: the record of one report, whose text is the row's cells.

use truceline_record::{
    Act, ActorRef, Claim, ClaimSays, DateRange, Incident, IncidentType, LogRow, MadeBy, Mention, MentionKind, Place,
    Problem, ProblemCode, Quote, Reading, Reality, Report, Span, Statement, TargetRef, Toll, TollRange, TollWho, Tolls,
};

use super::grid::{Kind, Row};
use super::mapping::{Bound, Decimal, Field, Harm, folded};
use super::words::words;
use super::{Entry, Log, count, day, point};

/// A value of a row: a cell, or what the mapping says of every row.
#[derive(Clone, Debug)]
struct Value {
    field: Option<Field>,
    label: String,
    text: String,
    kind: Kind,
    /// Where its text stands in the row's, in code points.
    start: u32,
    /// Whether it stands in the file.
    cell: bool,
}

impl Value {
    fn span(&self) -> Span {
        Span::new(self.start, self.start + chars(&self.text))
    }
}

fn chars(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// The text of a row: a line a cell, its column's name before it.
struct Text {
    text: String,
    /// Its code points, counted as it grows.
    length: u32,
    values: Vec<Value>,
}

impl Text {
    fn of(log: &Log, row: &Row) -> Self {
        let mut made = Self { text: String::new(), length: 0, values: Vec::new() };
        for (at, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty()) {
            let field = log.columns.iter().find(|(_, column)| *column == at).map(|(field, _)| *field);
            made.line(field, log.label(at), &cell.text, cell.kind, true);
        }
        for (field, text) in &log.mapping.every_row {
            made.line(Some(*field), field.name(), text.trim(), Kind::Text, false);
        }
        made
    }

    fn line(&mut self, field: Option<Field>, label: String, text: &str, kind: Kind, cell: bool) {
        let end = if self.text.is_empty() { "" } else { "\n" };
        for part in [end, &label, ": "] {
            self.push(part);
        }
        let start = self.length;
        self.push(text);
        self.values.push(Value { field, label, text: text.to_owned(), kind, start, cell });
    }
}

impl Text {
    fn push(&mut self, part: &str) {
        self.text.push_str(part);
        self.length = self.length.saturating_add(chars(part));
    }
}

/// What `row` says.
pub(super) fn entry(log: &Log, row: &Row) -> Entry {
    let Text { text, values, .. } = Text::of(log, row);
    let mut making = Making { log, row, values, problems: Vec::new() };
    let by = making.speaker();
    let said = by.as_ref().map(|_| "s1".to_owned());
    let incident = making.incident(said.as_deref());
    let statements = by.into_iter().map(|by| making.statement(&by)).collect();
    let key = log.key(row).unwrap_or_else(|| blake3::hash(text.as_bytes()).to_hex().as_str()[..16].to_owned());
    let id = if log.has_keys() { format!("{}#{key}", log.mapping.log) } else { format!("{}#{}", log.name, row.number) };
    let original = log.bytes(row);
    let title = making.first(Field::Title).map(|value| value.text.clone());
    let url = making.first(Field::Url).map(|value| value.text.clone());
    let published = making.published();
    let mut report = Report {
        id,
        title,
        source: log.source.clone(),
        url,
        published: published.or_else(|| log.published.clone()),
        language: log.mapping.language.clone(),
        digest: original.as_deref().map(crate::digest),
        text,
        ..Report::default()
    };
    let (mentions, sentences) = (making.mentions(), making.values.iter().map(Value::span).collect());
    let problems = making.problems;
    let incidents = vec![incident];
    let about = (&report.title, &report.source, &report.url, &report.published, &report.language);
    let made = serde_json::to_vec(&(about, &incidents, &statements)).unwrap_or_default();
    report.row = Some(LogRow {
        log: log.mapping.log.clone(),
        key,
        file: log.name.clone(),
        sheet: log.grid.sheet.clone(),
        row: row.number,
        values: crate::digest(&made),
        after: None,
    });
    let made_by = MadeBy {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        model: "a mapping of columns".to_owned(),
        lexicon: log.digest.clone(),
    };
    let reading = Reading {
        day: None,
        report,
        sentences,
        mentions,
        entities: Vec::new(),
        times: Vec::new(),
        statements,
        incidents,
        disputes: Vec::new(),
        figures: Vec::new(),
        agreements: Vec::new(),
        summary: Vec::new(),
        problems,
        made_by,
    };
    Entry { reading, original }
}

/// The ambiguous day of a row, told as a problem.
pub(super) fn ambiguous(log: &Log, row: &Row) -> Option<Problem> {
    let mut making = Making { log, row, values: Text::of(log, row).values, problems: Vec::new() };
    let days = [Field::Date, Field::DateEnd, Field::Published];
    let values: Vec<Value> = days.iter().filter_map(|&field| making.first(field).cloned()).collect();
    let found = values.iter().find(|value| day::days(&value.text, log.mapping.dates) == Err(day::NoDay::Ambiguous))?;
    making.wrong(found, day::NoDay::Ambiguous.remedy());
    making.problems.pop()
}

struct Making<'l> {
    log: &'l Log,
    row: &'l Row,
    values: Vec<Value>,
    problems: Vec<Problem>,
}

impl Making<'_> {
    /// The values of `field` that say something.
    fn all(&self, field: Field) -> impl Iterator<Item = &Value> {
        let blank = |value: &&Value| {
            let text = folded(&value.text);
            !words().blank.contains(&text) && !self.log.mapping.blank.contains(&text)
        };
        self.values.iter().filter(move |value| value.field == Some(field)).filter(blank)
    }

    fn first(&self, field: Field) -> Option<&Value> {
        self.all(field).next()
    }

    /// Tell that a value cannot be used.
    fn wrong(&mut self, value: &Value, what: &str) {
        const SHOWN: usize = 60;
        let text: String = value.text.chars().take(SHOWN).collect();
        let at = if value.cell {
            format!("{}, column {:?}", self.log.place(self.row), value.label)
        } else {
            format!("{}, every_row", self.log.place(self.row))
        };
        let what = if value.kind == Kind::Error {
            "is what a formula gives that cannot be computed; mend the formula"
        } else {
            what
        };
        self.problems.push(Problem::new(ProblemCode::BadCell, format!("{at}: {text:?} {what}")));
    }

    /// How fractions are written in a cell.
    fn decimal(&self, value: &Value) -> Decimal {
        if value.kind == Kind::Number { Decimal::Point } else { self.log.mapping.decimal }
    }

    /// What `read` makes of the first value of a field; where it makes nothing of it, `remedy` is told.
    fn read<T>(&mut self, field: Field, remedy: &str, read: impl Fn(&str, Decimal) -> Option<T>) -> Option<(T, Span)> {
        let value = self.first(field)?.clone();
        match read(&value.text, self.decimal(&value)).filter(|_| value.kind != Kind::Error) {
            Some(found) => Some((found, value.span())),
            None => {
                self.wrong(&value, remedy);
                None
            }
        }
    }

    fn day(&mut self, field: Field) -> Option<(day::Days, Span)> {
        let value = self.first(field)?.clone();
        match day::days(&value.text, self.log.mapping.dates) {
            Ok(days) => Some((days, value.span())),
            Err(why) => {
                self.wrong(&value, why.remedy());
                None
            }
        }
    }

    fn published(&mut self) -> Option<String> {
        let value = self.first(Field::Published)?.clone();
        if crate::check_date(&value.text).is_ok() {
            return Some(value.text);
        }
        let (days, _) = self.day(Field::Published)?;
        if days.first != days.last {
            self.wrong(&value, "is no single day; write it as 2031-03-05");
            return None;
        }
        Some(days.first.to_string())
    }

    fn speaker(&self) -> Option<Value> {
        self.first(Field::By).cloned()
    }

    /// Who says so: the words of the cell, by the column's own name, of all that the row tells.
    fn statement(&self, by: &Value) -> Statement {
        let said = |value: &&Value| !matches!(value.field, Some(Field::By | Field::Url | Field::Published) | None);
        let label = by.start - chars(&by.label) - 2;
        Statement {
            id: "s1".to_owned(),
            speaker: vec![by.span()],
            speaker_name: Some(by.text.clone()),
            cue: vec![Span::new(label, label + chars(&by.label))],
            content: self.values.iter().filter(said).map(Value::span).collect(),
            quote: Quote::Indirect,
            act: Act::Assert,
            addressee: Vec::new(),
            within: None,
        }
    }

    fn incident(&mut self, by: Option<&str>) -> Incident {
        let (kind, trigger) = self.kind();
        let notes = self.all(Field::Notes).chain(self.all(Field::Title)).map(Value::span);
        let mut triggers: Vec<Span> = trigger.into_iter().chain(notes).collect();
        if triggers.is_empty() {
            triggers.extend(self.values.first().map(Value::span));
        }
        let (killed, injured) = (self.tolls(Harm::Killed, by), self.tolls(Harm::Injured, by));
        let toll = Tolls { killed: range(&killed), injured: range(&injured) };
        let (date, place) = (self.date(), self.place());
        let actors: Vec<ActorRef> = self
            .names(Field::Actors)
            .into_iter()
            .map(|(name, span)| ActorRef { name, spans: vec![span], by: by.map(str::to_owned) })
            .collect();
        let blame = |actor: &ActorRef| Claim {
            by: by.map(str::to_owned),
            says: ClaimSays::Responsible,
            party: Some(actor.name.clone()),
        };
        Incident {
            id: "i1".to_owned(),
            main: true,
            kind,
            triggers,
            reality: Reality::Actual,
            date,
            place,
            claims: actors.iter().map(blame).collect(),
            actors,
            targets: self
                .names(Field::Targets)
                .into_iter()
                .map(|(name, span)| TargetRef { name, spans: vec![span] })
                .collect(),
            killed,
            injured,
            toll,
        }
    }

    fn kind(&mut self) -> (IncidentType, Option<Span>) {
        let Some(value) = self.first(Field::Type).cloned() else { return (IncidentType::Other, None) };
        match kind(&value.text, |name| self.log.mapping.types.get(name).copied()) {
            Some(kind) => (kind, Some(value.span())),
            None => {
                let what =
                    "is no known type of incident; say under [types] in the mapping which it is, as \"shelling\"";
                self.wrong(&value, what);
                (IncidentType::Other, Some(value.span()))
            }
        }
    }

    fn date(&mut self) -> Option<DateRange> {
        let end = self.day(Field::DateEnd);
        let Some((days, span)) = self.day(Field::Date) else {
            let (days, span) = end?;
            let (start, end) = (Some(days.first.to_string()), Some(days.last.to_string()));
            return Some(DateRange { start, end, precision: Some(days.precision.to_owned()), spans: vec![span] });
        };
        let (mut last, mut precision, mut spans) = (days.last, days.precision, vec![span]);
        if let Some((end, span)) = end {
            if end.last < days.first {
                if let Some(value) = self.first(Field::DateEnd).cloned() {
                    self.wrong(&value, "is before the first day; mend one of the two");
                }
            } else {
                precision = if days.first == end.last { days.precision } else { "range" };
                last = end.last;
                spans.push(span);
            }
        }
        let (start, end) = (Some(days.first.to_string()), Some(last.to_string()));
        Some(DateRange { start, end, precision: Some(precision.to_owned()), spans })
    }

    fn place(&mut self) -> Option<Place> {
        let named = |field| self.first(field).map(|value: &Value| (value.text.clone(), value.span()));
        let (name, admin, country) = (named(Field::Place), named(Field::Admin), named(Field::Country));
        let point = self.point();
        let mut spans: Vec<Span> = [&name, &admin, &country].into_iter().flatten().map(|(_, span)| *span).collect();
        spans.extend(point.iter().flat_map(|(_, spans)| spans.iter().copied()));
        if spans.is_empty() {
            return None;
        }
        spans.sort_unstable_by_key(|span| (span.start, span.end));
        spans.dedup();
        let text = |found: &Option<(String, Span)>| found.as_ref().map(|(text, _)| text.clone());
        let precision = match (&name, &admin, &country) {
            (Some(_), ..) => None,
            (None, Some(_), _) => Some("admin1".to_owned()),
            (None, None, Some(_)) => Some("country".to_owned()),
            (None, None, None) => None,
        };
        let (lat, lon) = point.map_or((None, None), |((lat, lon), _)| (Some(lat), Some(lon)));
        Some(Place {
            name: text(&name).or_else(|| text(&admin)).or_else(|| text(&country)),
            admin: text(&admin),
            country: text(&country),
            lat,
            lon,
            precision: precision.filter(|_| lat.is_none()),
            spans,
        })
    }

    fn point(&mut self) -> Option<((f64, f64), Vec<Span>)> {
        if let Some((pair, span)) = self.read(Field::Coordinates, point::PAIR_REMEDY, point::pair) {
            return Some((pair, vec![span]));
        }
        let lat = self.read(Field::Lat, point::LAT_REMEDY, point::latitude);
        let lon = self.read(Field::Lon, point::LON_REMEDY, point::longitude);
        if let (Some((lat, at)), Some((lon, and))) = (lat, lon) {
            return Some(((lat, lon), vec![at, and]));
        }
        let alone = match (self.first(Field::Lat), self.first(Field::Lon)) {
            (Some(value), None) => Some((value.clone(), "has no longitude beside it; give both or none")),
            (None, Some(value)) => Some((value.clone(), "has no latitude beside it; give both or none")),
            _ => None,
        };
        if let Some((value, what)) = alone {
            self.wrong(&value, what);
        }
        None
    }

    fn tolls(&mut self, harm: Harm, by: Option<&str>) -> Vec<Toll> {
        let mut tolls = Vec::new();
        let whom: Vec<TollWho> = Field::all()
            .filter_map(|field| match field {
                Field::Toll(of, who, Bound::Both) if of == harm => Some(who),
                _ => None,
            })
            .collect();
        for who in whom {
            let mut of = |bound| self.read(Field::Toll(harm, who, bound), count::REMEDY, count::count);
            let toll =
                |min, max, approximate, spans| Toll { who, min, max, approximate, spans, by: by.map(str::to_owned) };
            if let Some((count, span)) = of(Bound::Both) {
                tolls.push(toll(count.min, count.max, count.approximate, vec![span]));
            }
            let (least, most) = (of(Bound::Min), of(Bound::Max));
            let min = least.as_ref().and_then(|(count, _)| count.min);
            let max = most.as_ref().and_then(|(count, _)| count.max);
            if min.zip(max).is_some_and(|(min, max)| min > max) {
                if let Some(value) = self.first(Field::Toll(harm, who, Bound::Min)).cloned() {
                    self.wrong(&value, "is more than the greatest number; mend one of the two");
                }
            } else if min.is_some() || max.is_some() {
                let spans = [least, most].into_iter().flatten().map(|(_, span)| span).collect();
                tolls.push(toll(min, max, false, spans));
            }
        }
        tolls
    }

    /// The names in the cells of a field, each where it stands.
    fn names(&self, field: Field) -> Vec<(String, Span)> {
        let mut names: Vec<(String, Span)> = Vec::new();
        for value in self.all(field) {
            let mut at = value.start;
            for part in value.text.split(&self.log.mapping.separator) {
                let name = part.trim();
                let start = at + chars(part) - chars(part.trim_start());
                let known = names.iter().any(|(other, _)| other == name);
                if !name.is_empty() && !known {
                    names.push((name.to_owned(), Span::new(start, start + chars(name))));
                }
                at += chars(part) + chars(&self.log.mapping.separator);
            }
        }
        names
    }

    fn mentions(&self) -> Vec<Mention> {
        let whole = |field| self.all(field).map(|value| value.span()).collect::<Vec<_>>();
        let named = |field| self.names(field).into_iter().map(|(_, span)| span).collect::<Vec<_>>();
        let kinds = [
            (MentionKind::Location, whole(Field::Place)),
            (MentionKind::Location, whole(Field::Admin)),
            (MentionKind::Location, whole(Field::Country)),
            (MentionKind::Organisation, named(Field::Actors)),
            (MentionKind::Organisation, named(Field::Targets)),
            (MentionKind::Organisation, whole(Field::By)),
        ];
        let mention = |kind, span: Span| Mention { start: span.start, end: span.end, kind, entity: None };
        let mut mentions: Vec<Mention> = kinds
            .into_iter()
            .flat_map(|(kind, spans)| spans.into_iter().map(move |span| mention(kind, span)))
            .collect();
        mentions.sort_by_key(|mention| (mention.start, mention.end));
        mentions
    }
}

/// The type that a log calls `text`: by the mapping, by the record's own names, or by the program's words.
pub(super) fn kind(text: &str, mapped: impl Fn(&str) -> Option<IncidentType>) -> Option<IncidentType> {
    let name = folded(text);
    let own = || serde_json::from_value(serde_json::Value::from(name.replace([' ', '-'], "_"))).ok();
    mapped(&name).or_else(own).or_else(|| words().types.get(&name).copied())
}

/// The range over some tolls. Where totals are given, they alone count. Else civilians and combatants are all, and any other part is no more than a
/// least number: children are civilians too.
fn range(tolls: &[Toll]) -> TollRange {
    let of = |who| tolls.iter().filter(move |toll| toll.who == who);
    let wide = |tolls: &[&Toll]| TollRange {
        min: tolls.iter().filter_map(|toll| toll.min).min(),
        max: tolls.iter().map(|toll| toll.max).reduce(|a, b| a.zip(b).map(|(a, b)| a.max(b))).flatten(),
    };
    let totals: Vec<&Toll> = of(TollWho::Total).collect();
    if !totals.is_empty() {
        return wide(&totals);
    }
    let civilians: Vec<&Toll> = of(TollWho::Civilian).collect();
    let combatants: Vec<&Toll> = of(TollWho::Combatant).collect();
    if civilians.is_empty() || combatants.is_empty() {
        return TollRange { min: tolls.iter().filter_map(|toll| toll.min).max(), max: None };
    }
    let (civilians, combatants) = (wide(&civilians), wide(&combatants));
    TollRange {
        min: civilians.min.into_iter().chain(combatants.min).reduce(u32::saturating_add),
        max: civilians.max.zip(combatants.max).map(|(a, b)| a.saturating_add(b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_counts_nobody_twice() {
        let toll = |who, min, max| Toll { who, min, max, approximate: false, spans: Vec::new(), by: None };
        let of = |tolls: &[Toll]| {
            let range = range(tolls);
            (range.min, range.max)
        };
        let (total, civilian) = (toll(TollWho::Total, Some(9), None), toll(TollWho::Civilian, Some(5), Some(6)));
        let (combatant, child) = (toll(TollWho::Combatant, Some(2), Some(2)), toll(TollWho::Child, Some(1), Some(1)));
        assert_eq!(of(&[]), (None, None));
        assert_eq!(of(&[total, civilian.clone()]), (Some(9), None));
        assert_eq!(of(&[civilian.clone(), combatant, child.clone()]), (Some(7), Some(8)));
        assert_eq!(of(&[civilian, child]), (Some(5), None));
    }
}
