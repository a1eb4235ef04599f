//! What the words of one report's events mean.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use truceline_extract::{Event, Extracted};
use truceline_record::{Act, CharIndex, DateRange, MentionKind, Place, Report, Span, Statement, bare_name};

use crate::actors::{Actors, Context, Kind, Role};
use crate::bodies;
use crate::counted_back;
use crate::nearby::{self, Nearby, nearby};
use crate::places::{self, Feature, Gazetteer, Resolution, Resolver};
use crate::streets;
use crate::times::{Bound, Time, Times};

/// What the words of one report mean, by the span that says so. A span that is not here means nothing that is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grounded {
    /// Days.
    pub dates: BTreeMap<Span, DateRange>,
    /// Places.
    pub places: BTreeMap<Span, Place>,
    /// Every place that the report names, of events or not.
    pub located: BTreeMap<Span, Place>,
    /// Names of actors and targets, and of those who say that they did something.
    pub names: BTreeMap<Span, String>,
    /// Whom a statement that accuses names and says nothing else, by the statement's id: "blamed the government of Dosta".
    pub accused: BTreeMap<String, (Span, String)>,
    /// Actors that are news outlets.
    pub outlets: BTreeSet<Span>,
    /// The report's own day, where the text says it: the day of an event only if nothing else is.
    pub dateline: Option<Span>,
    /// The town that the report's head names first, by the words that do: where the streets that it names are.
    pub town: Option<Span>,
    /// The town or county whose police, fire brigade or mayor the report names most, by the first words that do.
    pub seat: Option<Span>,
    /// For each event, what its sentence tells of when and where.
    pub nearby: Vec<Nearby>,
    /// Days of events that others came "a day after", by the event's place.
    pub counted_back: BTreeMap<usize, DateRange>,
}

/// Ground the events of a report in the times that it speaks of, in the list of actors and in the gazetteer.
pub fn ground(
    report: &Report,
    extracted: &Extracted,
    times: &Times,
    actors: &Actors,
    gazetteer: &Resolver,
) -> Grounded {
    let index = CharIndex::new(&report.text);
    let surface = |span: Span| index.slice(&report.text, span);
    let mut out = Grounded::default();
    out.dateline = dateline(times, &surface);
    out.nearby = extracted.events.iter().map(|e| nearby(extracted, times, out.dateline, e)).collect();
    let back = |e: &Event| counted_back::day(&report.text, &index, extracted, times, e);
    out.counted_back = extracted.events.iter().enumerate().filter_map(|(n, e)| Some((n, back(e)?))).collect();
    let told = extracted.events.iter().flat_map(|e| &e.dates);
    for span in told.chain(out.nearby.iter().filter_map(|n| n.date.as_ref())).chain(&out.dateline) {
        // the most exact of the times that the words hold
        let held = times.list.iter().filter(|t| t.span.overlaps(*span));
        if let Some(time) = held.min_by_key(|t| (t.from.is_none(), t.precision, t.span.start)) {
            let told = told_by(&index, &report.text, time, *span);
            let day = stretch(times, time, told).unwrap_or_else(|| range(time, told, times.anchor));
            out.dates.insert(*span, day);
        }
    }
    let party = |r: &Resolution| is_party(&index, report, extracted, times.anchor, actors, r);
    (out.located, out.town, out.seat) =
        event_places(report, &index, extracted, &out.nearby, gazetteer, context(report, actors), &party);
    for (near, event) in out.nearby.iter_mut().zip(&extracted.events) {
        near.within = near.place.and_then(|p| nearby::within(extracted, &out.located, event, p));
    }
    let near = out.nearby.iter().flat_map(|n| n.place.iter().chain(&n.within));
    let of_events = extracted.events.iter().flat_map(|e| &e.places).chain(near);
    let wanted = of_events.chain(&out.town).chain(&out.seat);
    out.places = wanted.filter_map(|s| Some((*s, out.located.get(s)?.clone()))).collect();
    let country = country(extracted, &surface, &out.places, actors, gazetteer.gazetteer(), times.anchor);
    // "the orlani army" of a text without capitals is not the army of the country that the report is about
    let foreign = |span: Span| {
        let small = surface(span).split_whitespace().filter(|w| w.starts_with(char::is_lowercase));
        let mut peoples = small.filter_map(|w| gazetteer.gazetteer().people(w));
        peoples.any(|p| Some(p.country()) != country.as_deref())
    };
    for e in &extracted.events {
        let groups: Vec<Span> = e.killed.iter().filter_map(|c| c.group).collect();
        for (role, spans) in [(Role::Actor, &e.actors), (Role::Target, &e.targets), (Role::Target, &groups)] {
            for &span in spans {
                let country = country.as_deref().filter(|_| !foreign(span));
                let context = Context { date: times.anchor, country, role };
                if let Some(found) = actors.resolve(surface(span), &context) {
                    out.names.insert(span, found.name.to_owned());
                    if actors.get(found.id).is_some_and(|actor| actor.kind == Kind::Outlet) {
                        out.outlets.insert(span);
                    }
                }
            }
        }
    }
    // who says that they did it, or did not, is a party too
    let own = |s: &&Statement| matches!(s.act, Act::ClaimResponsibility | Act::Admit | Act::Deny);
    for (s, &span) in extracted.statements.iter().filter(own).filter_map(|s| Some((s, s.speaker.first()?))) {
        let context = Context { date: times.anchor, country: country.as_deref(), role: Role::Actor };
        // who denies for others is not who is said not to have done it
        let party = |id: &str| s.act != Act::Deny || actors.get(id).is_some_and(|a| a.kind != Kind::Person);
        if let Some(found) = actors.resolve(surface(span), &context).filter(|found| party(found.id)) {
            out.names.entry(span).or_insert_with(|| found.name.to_owned());
        }
    }
    let context = Context { date: times.anchor, country: country.as_deref(), role: Role::Actor };
    let resolved = |span: Span| actors.resolve(surface(span), &context).map(|found| found.name.to_owned());
    let accusing = extracted.statements.iter().filter(|s| s.act == Act::Accuse);
    let named = |span: Span| named_party(extracted, span).then(|| bare_name(surface(span)));
    let known = |span: Span| resolved(span).or_else(|| named(span));
    out.accused = accusing.filter_map(|s| Some((s.id.clone(), accused(s, &known)?))).collect();
    out
}

/// Code points of a content that may be a party and nothing else.
const PARTY: u32 = 60;

/// The party that is all that an accusation's content says.
fn accused(s: &Statement, resolved: &impl Fn(Span) -> Option<String>) -> Option<(Span, String)> {
    let [whole] = s.content.as_slice() else { return None };
    let name = resolved(*whole).filter(|_| whole.end - whole.start <= PARTY)?;
    Some((*whole, name))
}

/// Whether words are a body's name, or end with it: "cells of the Heron Brigade".
fn named_party(extracted: &Extracted, span: Span) -> bool {
    extracted.mentions.iter().any(|m| m.end == span.end && span.start <= m.start && m.kind == MentionKind::Organisation)
}

/// What is known of a report beside its text, for its places.
pub fn context<'r>(report: &'r Report, actors: &'r Actors) -> places::Context<'r> {
    let source = report.source.as_deref();
    let of = Context { date: None, country: None, role: Role::Speaker };
    // "sana" and "ahram" are how archives write SANA and Ahram
    let spellings = |s: &str| {
        let mut letters = s.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        [s.to_owned(), first + letters.as_str(), s.to_uppercase()]
    };
    let outlet = source.into_iter().flat_map(spellings).find_map(|s| {
        let found = actors.resolve(&s, &of).filter(|f| !f.country.is_empty())?;
        actors.get(found.id).filter(|a| a.kind == Kind::Outlet)
    });
    places::Context { source, url: report.url.as_deref(), home: outlet.map(|a| a.country.as_str()) }
}

/// How far into a text, in code points, its dateline may begin.
const HEAD: u32 = 400;

/// The words that write out the report's own day near its start.
fn dateline<'t>(times: &Times, surface: &impl Fn(Span) -> &'t str) -> Option<Span> {
    // with its year: "at 05:40 today" is no dateline
    let year = times.anchor.map(|a| a.year().to_string())?;
    let own = |t: &&Time| t.from == times.anchor && t.to == times.anchor && surface(t.span).contains(&year);
    times.list.iter().take_while(|t| t.span.start < HEAD).find(own).map(|t| t.span)
}

/// The words that tell a date: those of the time, of the role, and the one before that bounds it ("since").
fn told_by(index: &CharIndex, text: &str, time: &Time, span: Span) -> Span {
    let whole = time.span.union(span);
    if time.bound == Bound::Within {
        return whole;
    }
    let before = index.slice(text, Span::new(0, time.span.start)).trim_end();
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    let gap = index.slice(text, Span::new(0, time.span.start)).chars().count() - before.chars().count();
    let back = (word.chars().count() + gap) as u32;
    whole.union(Span::new(time.span.start.saturating_sub(back), time.span.start))
}

/// The places of events, each settled by all places that the report names, and the town of its head.
fn event_places(
    report: &Report,
    index: &CharIndex,
    extracted: &Extracted,
    nearby: &[Nearby],
    gazetteer: &Resolver,
    context: places::Context,
    is_party: &impl Fn(&Resolution) -> bool,
) -> (BTreeMap<Span, Place>, Option<Span>, Option<Span>) {
    let of_events = extracted.events.iter().flat_map(|e| &e.places).copied();
    let of_events = of_events.chain(nearby.iter().filter_map(|n| n.place));
    let place = |k: MentionKind| matches!(k, MentionKind::Location | MentionKind::Facility);
    let named = extracted.mentions.iter().filter(|m| place(m.kind)).map(|m| m.span());
    let bodies = bodies::named(&report.text, index, gazetteer.gazetteer());
    let mut spans: Vec<Span> = of_events.clone().chain(named).chain(bodies.iter().copied()).collect();
    let told = spans.clone();
    let untold = |s: &Span| told.iter().all(|t| !t.overlaps(*s));
    spans.extend(streets::datelines(&report.text).into_iter().filter(untold));
    spans.sort_unstable();
    spans.dedup();
    // no gazetteer has streets, and towns elsewhere bear their names
    spans.retain(|&s| !streets::is_street(&report.text, index, s));
    let mut resolved = gazetteer.resolve(&report.text, &spans, context);
    for found in resolved.iter_mut().filter(|r| r.place.is_none() && is_party(r)) {
        // "Orrel's sites in Sarnem" are in Sarnem, whatever Orrel is
        found.name = String::new();
        found.place = found.within.take();
    }
    let all: BTreeMap<Span, Place> =
        resolved.iter().filter_map(|r| place_of(gazetteer, &report.text, index, r).map(|p| (r.span, p))).collect();
    let town = streets::town(&report.text, index, all.iter().map(|(s, p)| (*s, p)));
    let seat = seat(&bodies, &all);
    (all, town, seat)
}

/// Of the places whose bodies are named, the one named most, the first of equals: a town, else a county.
fn seat(bodies: &[Span], places: &BTreeMap<Span, Place>) -> Option<Span> {
    let local = |p: &&Place| p.lat.is_some() && matches!(p.precision.as_deref(), Some("exact" | "near" | "admin2"));
    let known: Vec<(Span, &Place)> = bodies.iter().filter_map(|s| Some((*s, places.get(s).filter(local)?))).collect();
    // a dateline has it in capitals
    let name = |p: &Place| p.name.as_deref().map(str::to_lowercase);
    let count = |p: &Place| known.iter().filter(|(_, o)| (name(o), &o.admin) == (name(p), &p.admin)).count();
    let town = |p: &Place| p.precision.as_deref() != Some("admin2");
    known.iter().rev().max_by_key(|(_, p)| (town(p), count(p))).map(|(s, _)| *s)
}

/// Whether the name in the words of a place is that of a people or a body: "Kurdish areas", "Assembly sites".
fn is_party(
    index: &CharIndex,
    report: &Report,
    extracted: &Extracted,
    date: Option<Date>,
    actors: &Actors,
    found: &Resolution,
) -> bool {
    let words = index.slice(&report.text, found.span);
    let Some(at) = words.find(found.name.as_str()).filter(|_| !found.name.is_empty()) else { return false };
    let before = words.get(..at).unwrap_or_default();
    let start = found.span.start + before.chars().count() as u32;
    let name = Span::new(start, start + found.name.chars().count() as u32);
    let body = |k: MentionKind| matches!(k, MentionKind::Nationality | MentionKind::Organisation);
    let known = actors.resolve(&found.name, &Context { date, country: None, role: Role::Actor });
    known.is_some() || extracted.mentions.iter().any(|m| body(m.kind) && m.span() == name)
}

/// A resolution as the record has it; none for words that name no place.
fn place_of(gazetteer: &Resolver, text: &str, index: &CharIndex, found: &Resolution) -> Option<Place> {
    let g = gazetteer.gazetteer();
    let named = places::named(&found.name);
    let entry = found.place.or(found.within).or(found.setting).and_then(|id| g.entry(id));
    if entry.is_none() && !named {
        return None;
    }
    // the units that the place lies in, the widest first: country, first order
    let codes = entry.as_ref().map(|e| e.code).unwrap_or_default();
    let unit = |parts: usize| {
        let code: Vec<&str> = codes.split('.').take(parts).collect();
        let found = (code.len() == parts).then(|| g.unit(&code.join("."))).flatten();
        found.map(|u| places::units::reported_name(code.first().copied().unwrap_or(""), u.name).to_owned())
    };
    let exact = entry.as_ref().filter(|_| found.place.is_some());
    // a place is called what the report calls it; what only lies around the words has no say in that
    let name = if !named { exact.map(|e| e.name.to_owned()) } else { Some(found.name.clone()) };
    let country = exact.filter(|_| found.precision == Some(places::Precision::Country)).map(|e| e.name.to_owned());
    let behind = name.as_deref().and_then(|n| told_behind(text, index, found.span, n));
    let told = |n: &String| text.contains(n.as_str());
    // "Syrian" names Syria; what shares no beginning with it may mean more than the country ("Finnish waters")
    let begins = |n: &String| n.get(..4).is_some_and(|b| found.name.starts_with(b) && !found.name.contains(' '));
    let name = country.filter(begins).filter(told).or_else(|| name.filter(told));
    Some(Place {
        name,
        admin: unit(2),
        country: unit(1),
        lat: exact.and_then(|e| e.point).map(|p| p.0),
        lon: exact.and_then(|e| e.point).map(|p| p.1),
        precision: found.precision.map(|p| p.word().to_owned()),
        spans: vec![behind.unwrap_or(found.span)],
    })
}

/// The words of a place with its name, where that comes right behind them: "the Syrian city" of Aleppo, "an Orrel position" in Sarnem.
fn told_behind(text: &str, index: &CharIndex, words: Span, name: &str) -> Option<Span> {
    let behind = index.slice(text, Span::new(words.end, words.end + BEHIND));
    let at = behind.find(name).filter(|_| !name.is_empty() && !index.slice(text, words).contains(name))?;
    let end = behind.get(..at)?.chars().count() + name.chars().count();
    Some(Span::new(words.start, words.end + end as u32))
}

/// Code points behind the words of a place within which its name may come.
const BEHIND: u32 = 40;

/// What follows the name of a country in which somebody is based.
const BASED: &str = "-based";

/// The country that most of the report's places, of its incidents above all, and peoples belong to, if the report names it.
fn country<'t>(
    extracted: &Extracted,
    surface: &impl Fn(Span) -> &'t str,
    places: &BTreeMap<Span, Place>,
    actors: &Actors,
    gazetteer: &Gazetteer,
    date: Option<Date>,
) -> Option<String> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let mut named: BTreeSet<String> = BTreeSet::new();
    let context = Context { date, country: None, role: Role::Speaker };
    // countries of whose bodies nothing is known count too: "the army" in a report about them is not another country's
    let listed = |name: &str| actors.resolve(name, &context).filter(|found| !found.country.is_empty());
    let unlisted = |name: &str| {
        let called = || gazetteer.named(name).1.into_iter().find(|e| e.feature == Feature::Country);
        gazetteer.people(name).or_else(called).map(|e| e.country().to_owned())
    };
    let of = |name: &str| listed(name).map(|found| found.country.to_owned()).or_else(|| unlisted(name));
    // where things happened says more of whom "the regime" means than who else is named
    for code in places.values().filter_map(|place| place.country.as_deref().and_then(of)) {
        *count.entry(code).or_default() += 2;
    }
    for m in &extracted.mentions {
        let weight = match m.kind {
            MentionKind::Location | MentionKind::Nationality => 2,
            MentionKind::Organisation => 1,
            _ => continue,
        };
        // "Britain-based" says where somebody works, not what the report is about
        if surface(Span::new(m.span().end, m.span().end + BASED.len() as u32)) == BASED {
            continue;
        }
        let code = match listed(surface(m.span())) {
            Some(found) if actors.get(found.id).is_some_and(|a| a.kind != Kind::Outlet) => found.country.to_owned(),
            None if m.kind != MentionKind::Organisation => match unlisted(surface(m.span())) {
                Some(code) => code,
                None => continue,
            },
            _ => continue,
        };
        *count.entry(code.clone()).or_default() += weight;
        named.insert(code);
    }
    let most = count.into_iter().max_by(|(a, n), (b, k)| n.cmp(k).then(b.cmp(a))).map(|(code, _)| code);
    most.filter(|code| named.contains(code))
}

/// The days from one time to another, where `time` is one of the two ends of a stretch: "between April and May 2031".
fn stretch(times: &Times, time: &Time, told: Span) -> Option<DateRange> {
    let ends = times.list.windows(2).find(|two| two.iter().any(|t| t.span == time.span) && two[0].begins)?;
    let [first, last] = ends else { return None };
    let (start, end) = (first.from?, last.to?);
    let day = |d: Date| Some(d.to_string());
    let precision = first.precision.max(last.precision);
    (start <= end).then(|| DateRange {
        start: day(start),
        end: day(end),
        precision: Some(precision.name().to_owned()),
        spans: vec![told.union(first.span).union(last.span)],
    })
}

/// The days of a time, as the date of an incident that the words `span` give.
fn range(time: &Time, span: Span, anchor: Option<Date>) -> DateRange {
    let (start, end) = time.interval(anchor);
    let day = |d: Option<Date>| d.map(|d| d.to_string());
    // "for months" has no first day, and when it ended is not said
    let end = end.filter(|_| start.is_some() || matches!(time.bound, Bound::Until | Bound::Before));
    DateRange { start: day(start), end: day(end), precision: Some(time.precision.name().to_owned()), spans: vec![span] }
}
