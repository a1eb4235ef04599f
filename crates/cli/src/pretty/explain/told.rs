//! What is told of an incident: when, where, who, to whom, how many.

use truceline_extract::{Counted, Event};
use truceline_ground::places::Offset;
use truceline_ground::times::{Bound, Time};
use truceline_parse::Role;
use truceline_reconcile::Given;
use truceline_record::{Place, Span, Toll, TollRange};

use super::super::text::clean;
use super::super::{BOLD, TOLL, happened};
use super::sheet::Sheet;
use crate::explained::{Found, Standing, described};

impl Sheet<'_, '_> {
    pub(super) fn date(&mut self) {
        let Some(date) = &self.incident.date else {
            self.value("date", "not told", BOLD);
            self.note("no words of its mentions tell a time, and no known day stands in one of their sentences, said by the same");
            return;
        };
        let days = happened::days(date).unwrap_or_else(|| "told, but no day can be made of it".to_owned());
        let precision =
            date.precision.as_deref().map(|p| format!(" · exact to the {p}")).filter(|_| date.start.is_some());
        self.value("date", &format!("{days}{}", precision.unwrap_or_default()), BOLD);
        self.words(&date.spans);
        if let Some(given) = self.why.date {
            self.given(given, Role::Date, "the nearest time in its sentence");
        }
        let times = &self.explained.rooms.times;
        let held: Vec<&Time> = times.list.iter().filter(|t| date.spans.iter().any(|s| s.overlaps(t.span))).collect();
        for time in held {
            self.note(&self.time(time));
        }
        self.anchor();
        self.others(
            &date.spans,
            |e| &e.dates,
            |sheet, span| {
                let days = sheet.explained.rooms.grounded.dates.get(&span).and_then(happened::days);
                days.unwrap_or_else(|| "no day".to_owned())
            },
        );
    }

    /// What a time expression was read as.
    fn time(&self, time: &Time) -> String {
        let words = happened::spoken(self.page, &[time.span]);
        let day = |d: Option<_>| d.map_or_else(|| "open".to_owned(), |d| ToString::to_string(&d));
        let days = match (time.from, time.to) {
            (None, None) => "no day".to_owned(),
            (a, b) if a == b => day(a),
            (a, b) => format!("{} to {}", day(a), day(b)),
        };
        let bound = match time.bound {
            Bound::Within => "",
            Bound::Since => "; the word before it says since then",
            Bound::From => "; the words before it say from then on",
            Bound::Until => "; the word before it says until then",
            Bound::Before => "; the word before it says before then",
            Bound::After => "; the word before it says after then",
        };
        format!("rules of times: “{words}” is {} (TIMEX3 {}){bound}", days, time.value)
    }

    /// The day that relative times are counted from.
    fn anchor(&mut self) {
        let rooms = &self.explained.rooms;
        let note = match rooms.times.anchor {
            None => "the report's own day is not known: a relative day stays open; give it with --published".to_owned(),
            Some(day) => {
                let text = day.to_string();
                let published = rooms.report.published.as_deref().is_some_and(|p| p.starts_with(&text));
                let whence = if published { "as published" } else { "by the date that its text begins with" };
                format!("relative days are counted from the report's own, {} {text}, {whence}", day.strftime("%A"))
            }
        };
        self.note(&note);
    }

    pub(super) fn place(&mut self) {
        let Some(place) = &self.incident.place else {
            self.value("place", "not told", BOLD);
            self.note("no words of its mentions name a place, and none that does stands in one of their sentences, said by the same");
            return;
        };
        self.value("place", &shown(place), BOLD);
        self.words(&place.spans);
        if let Some(given) = self.why.place {
            self.given(given, Role::Place, "the nearest place in its sentence");
        }
        match self.explained.places.get(self.number).and_then(Option::as_ref) {
            Some(found) => self.found(found),
            None if place.lat.is_some() => self.note("found in the gazetteer"),
            None => self.note(
                "no coordinates: no place of the gazetteer has that name and fits the report; docs/places.md says how to bring your own",
            ),
        }
        self.others(
            &place.spans,
            |e| &e.places,
            |sheet, span| {
                let place = sheet.explained.rooms.grounded.places.get(&span);
                place.map_or_else(|| "not a place of the gazetteer".to_owned(), shown)
            },
        );
    }

    /// Which place of the gazetteer it is, and why no other.
    fn found(&mut self, found: &Found) {
        let name = clean(&found.looked_up);
        match &found.standing {
            Standing::First => {}
            Standing::Meant(place) => self.note(&format!(
                "gazetteer: the words describe {}, the last place of that kind that the report spoke of",
                clean(place)
            )),
            Standing::Within(place) => self.note(&format!(
                "gazetteer: no place called “{name}” fits; the report says that it lies in {}",
                clean(place)
            )),
            Standing::Setting(place) => self.note(&format!(
                "gazetteer: these words alone are no place of it; the report speaks of {} last before them, or next",
                clean(place)
            )),
        }
        for (n, c) in found.candidates.iter().enumerate() {
            let (first, score) = (n == 0 && found.standing == Standing::First, c.score);
            let lead = match (first, &found.standing) {
                (true, _) => format!("gazetteer: “{name}” is "),
                (_, Standing::First) => "rather than ".to_owned(),
                _ => "not ".to_owned(),
            };
            let offset = if first { away(found.offset) } else { String::new() };
            let parts: Vec<String> = c.parts.iter().map(|(what, points)| format!("{what} {points:+.1}")).collect();
            let parts = if first { format!(": {}", parts.join(", ")) } else { String::new() };
            self.note(&format!("{lead}{}{offset}, {score:.1} points{parts}", clean(&described(c))));
        }
    }

    pub(super) fn parties(&mut self) {
        let incident = self.incident;
        let actors = incident.actors.iter().map(|a| ("actor", Role::Actor, &a.name, &a.spans, Some(a.by.as_deref())));
        let targets = incident.targets.iter().map(|t| ("target", Role::Target, &t.name, &t.spans, None));
        for (label, role, name, spans, by) in actors.chain(targets) {
            self.value(label, &clean(name), BOLD);
            self.words(spans);
            let Some(&first) = spans.first() else { continue };
            self.source_of(role, first, |e| if role == Role::Actor { &e.actors } else { &e.targets });
            let own: Vec<Span> =
                self.events().iter().flat_map(|(_, e)| e.actors.iter().chain(&e.targets)).copied().collect();
            let known =
                own.iter().filter(|o| spans.iter().any(|s| s.contains(**o))).find_map(|s| self.explained.names.get(s));
            let grounded = |s: &Span| self.explained.rooms.grounded.names.get(s) == Some(name);
            match known {
                Some(k) => self.note(&format!("list of actors: {} by “{}”: {}", k.id, clean(&k.alias), k.how)),
                None if own.iter().any(grounded) => {
                    self.note("list of actors: the words and the report's country mean it")
                }
                None => self.note("named as the report names it: the list of actors has no such party"),
            }
            if let Some(by) = by {
                self.whose(by);
            }
        }
    }

    pub(super) fn tolls(&mut self) {
        let incident = self.incident;
        for (label, role, rows, range) in [
            ("killed", Role::Killed, &incident.killed, incident.toll.killed),
            ("injured", Role::Injured, &incident.injured, incident.toll.injured),
        ] {
            for row in rows {
                self.row(label, role, row);
            }
            if rows.len() > 1 {
                self.note(&format!("{label} in all: {}, the widest range over its sources", over(range)));
            }
        }
    }

    fn row(&mut self, label: &str, role: Role, row: &Toll) {
        self.value(
            label,
            &format!("{} · {}", happened::number(row), happened::speaker(self.page, row.by.as_deref())),
            TOLL,
        );
        self.words(&row.spans);
        let counted = |e: &Event| -> Vec<Span> {
            let all: &[Counted] = if role == Role::Killed { &e.killed } else { &e.injured };
            all.iter().map(|c| c.span).collect()
        };
        let of = |span: Span| {
            self.events().into_iter().find(|(_, e)| counted(e).iter().any(|c| span.contains(*c))).map(|(n, _)| n)
        };
        let tied = row.spans.first().and_then(|&s| Some(self.tied(role, s, of(s)?)));
        let bounds = match (row.min, row.max) {
            (Some(_), None) => "at least so many, with no upper bound",
            (None, Some(_)) => "at most so many, with no lower bound",
            (Some(a), Some(b)) if a != b => "between so many and so many",
            _ if row.approximate => "about so many",
            _ => "just so many",
        };
        let tied = tied.unwrap_or_else(|| "encoder: tied to it".to_owned());
        self.note(&format!("{tied}; rules of numbers: {bounds}"));
        self.whose(row.by.as_deref());
    }

    /// Which mention gave a value, by its words or by standing near.
    fn given(&mut self, given: Given, role: Role, near: &str) {
        let note = if given.near {
            format!("no words of its own: {near}, of {}", self.mention(given.event))
        } else {
            self.tied(role, given.span, given.event)
        };
        self.note(&note);
    }

    fn source_of(&mut self, role: Role, span: Span, told: impl Fn(&Event) -> &Vec<Span>) {
        let event = self.events().into_iter().find(|(_, e)| told(e).iter().any(|s| span.contains(*s))).map(|(n, _)| n);
        if let Some(event) = event {
            self.note(&self.tied(role, span, event));
        }
    }

    /// Words of the same kind that did not give the value.
    fn others(&mut self, taken: &[Span], told: impl Fn(&Event) -> &Vec<Span>, meaning: impl Fn(&Self, Span) -> String) {
        let mut out: Vec<(Span, String)> = Vec::new();
        for (n, e) in self.events() {
            for &span in told(e) {
                if !taken.iter().any(|t| t.overlaps(span)) && out.iter().all(|(s, _)| *s != span) {
                    let words = happened::spoken(self.page, &[span]);
                    out.push((span, format!("“{words}” of {}: {}", self.mention(n), meaning(self, span))));
                }
            }
        }
        if !out.is_empty() {
            let all: Vec<String> = out.into_iter().map(|(_, line)| line).collect();
            self.note(&format!("told too, and less exact or later: {}", all.join("; ")));
        }
    }
}

fn shown(place: &Place) -> String {
    let mut parts: Vec<String> = vec![place.name.as_deref().map_or_else(|| "a place without a name".to_owned(), clean)];
    let mut within: Vec<String> = Vec::new();
    for unit in [&place.admin, &place.country].into_iter().flatten() {
        let unit = clean(unit);
        if !parts.contains(&unit) && !within.contains(&unit) {
            within.push(unit);
        }
    }
    parts.extend(Some(within.join(", ")).filter(|w| !w.is_empty()));
    parts.extend(place.lat.zip(place.lon).map(|(lat, lon)| format!("{lat:.4}, {lon:.4}")));
    parts.extend(place.precision.as_ref().map(|p| match p.as_str() {
        "exact" | "near" => p.clone(),
        "sea_or_air" => "at sea or in the air".to_owned(),
        unit => format!("exact to the {unit}"),
    }));
    parts.join(" · ")
}

/// Where something is, from the place that is named.
fn away(offset: Offset) -> String {
    match offset {
        Offset::At => String::new(),
        Offset::Part => ", in a part of it".to_owned(),
        Offset::Near => ", by it".to_owned(),
        Offset::Around => ", in the land around it".to_owned(),
        Offset::Away(Some(km)) => format!(", {km:.0} km from it"),
        Offset::Away(None) => ", some way from it".to_owned(),
    }
}

/// A range over several sources.
fn over(range: TollRange) -> String {
    match (range.min, range.max) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        (Some(a), None) => format!("{a} or more"),
        (None, Some(b)) => format!("up to {b}"),
        (None, None) => "not given".to_owned(),
    }
}
