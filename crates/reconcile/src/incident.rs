//! From a group of mentions to one incident.

use std::collections::BTreeMap;

use truceline_extract::{Counted, Event};
use truceline_record::{
    Act, ActorRef, DateRange, Incident, IncidentType, Place, Reality, Span, TargetRef, Tolls, merged,
};

use crate::claims::{self, blames};
use crate::{View, tolls};

/// Log odds from which an incident is what the report is chiefly about. Chosen on the dev splits.
pub(crate) const MAIN: f32 = 0.0;

/// The incident that the events `group` are mentions of.
///
/// `fits` says how well each toll's words fit the group that they fit best: they are counted for that one only.
pub(crate) fn incident(view: &View, group: &[usize], fits: &BTreeMap<Span, f32>) -> Incident {
    let events: Vec<&Event> = group.iter().filter_map(|&n| view.extracted.events.get(n)).collect();
    let own = |c: &&Counted| fits.get(&c.span).is_none_or(|&best| c.odds >= best);
    let dead = |known| tolls::rows(view, events.iter().flat_map(|e| &e.killed).filter(|c| own(c) && c.known == known));
    let mut killed = dead(false);
    if killed.is_empty() {
        killed.extend(dead(true).into_iter().next());
    }
    let hurt = |known| {
        let lived = |c: &&Counted| own(c) && c.known == known && !tolls::may_be_dead(view, c, &killed);
        tolls::rows(view, events.iter().flat_map(|e| &e.injured).filter(lived))
    };
    let mut injured = hurt(false);
    if killed.is_empty() && injured.is_empty() {
        injured.extend(hurt(true).into_iter().next());
    }
    let injured = tolls::who_lived(view, injured, &killed);
    Incident {
        id: String::new(),
        main: events.iter().map(|e| e.main).fold(f32::NEG_INFINITY, f32::max) > MAIN,
        kind: kind(&events),
        triggers: merged(events.iter().map(|e| e.trigger).collect()),
        reality: reality(view, &events),
        date: date(view, group, &events),
        place: place(view, group, &events),
        actors: actors(view, &events),
        targets: targets(view, &events),
        toll: Tolls { killed: tolls::range(&killed), injured: tolls::range(&injured) },
        killed,
        injured,
        claims: claims::claims(view, &events),
    }
}

/// Main incidents that the report gives no day are of the report's own day, where the text says that.
pub(crate) fn date_main(view: &View, incidents: &mut [Incident]) {
    let day = view.grounded.dateline.and_then(|s| view.grounded.dates.get(&s));
    for i in incidents.iter_mut().filter(|i| i.main && i.reality == Reality::Actual && i.date.is_none()) {
        i.date = day.cloned();
    }
}

/// Main incidents whose place is only a part of a country ("northern Kestova") are where the sentences that speak of them name more exactly, in that
/// country: news gives the wider place first.
pub(crate) fn narrow_main(view: &View, groups: &[Vec<usize>], incidents: &mut [Incident]) {
    for (i, group) in incidents.iter_mut().zip(groups).filter(|(i, _)| i.main && i.reality == Reality::Actual) {
        let Some(wide) = i.place.as_ref().filter(|p| p.precision.as_deref() == Some("area")) else { continue };
        let events: Vec<&Event> = group.iter().filter_map(|&n| view.extracted.events.get(n)).collect();
        let exact = |p: &Place| matches!(p.precision.as_deref(), Some("exact" | "near" | "admin2" | "admin1"));
        let inside = |p: &&Place| exact(p) && p.lat.is_some() && p.country.is_some() && p.country == wide.country;
        let here = view.grounded.located.iter().filter(|(s, _)| events.iter().any(|e| beside(view, e, **s)));
        let found = here.map(|(_, p)| p).find(inside).cloned();
        i.place = found.or_else(|| i.place.take());
    }
}

/// Main incidents whose place is only a region are in the town that the report is written from, if that lies in the region; so is what no
/// gazetteer has, if both are of one region. Of towns whose police or the like the report names, the same holds, and what is told without any
/// place is there too.
pub(crate) fn place_main(view: &View, incidents: &mut [Incident]) {
    let known = |span: Option<Span>| span.and_then(|s| view.grounded.places.get(&s));
    // written from there: "SARNEM (ANA) —"
    let capitals = |p: &&Place| !p.spans.iter().any(|&s| view.words(s).chars().any(char::is_lowercase));
    let dateline = known(view.grounded.town).filter(capitals);
    let seat = known(view.grounded.seat);
    for i in incidents.iter_mut().filter(|i| i.main && i.reality == Reality::Actual) {
        if let Some(town) = dateline {
            in_town(i, town, local(view, town));
        }
        if let Some(town) = seat {
            in_town(i, town, true);
            if i.place.as_ref().is_none_or(|p| p.name.is_none() && p.lat.is_none()) {
                i.place = Some(Place { precision: Some("near".to_owned()), ..town.clone() });
            }
        }
    }
}

/// Whether a report is local news of a town's region: most of the places that it names lie there.
fn local(view: &View, town: &Place) -> bool {
    let known = view.grounded.located.values().filter(|p| p.admin.is_some());
    let (here, elsewhere): (Vec<&Place>, Vec<&Place>) = known.partition(|p| p.admin == town.admin);
    here.len() >= 2 * elsewhere.len()
}

/// Put an incident into a town, if what is told of its place fits that and says less; `open` where what is of no known region fits too.
fn in_town(i: &mut Incident, town: &Place, open: bool) {
    let Some(place) = i.place.as_mut().filter(|p| p.lat.is_none() || exactness(p) <= 2) else { return };
    let inside = place.admin.is_some() && place.admin == town.admin;
    match &place.name {
        Some(name) if Some(name) == town.admin.as_ref() => *place = town.clone(),
        None if inside => *place = town.clone(),
        // what no gazetteer has lies in the town
        Some(_) if (inside || open && place.admin.is_none()) && place.lat.is_none() && place.spans != town.spans => {
            place.admin.clone_from(&town.name);
            place.country.clone_from(&town.country);
            place.spans = merged(place.spans.iter().chain(&town.spans).copied().collect());
        }
        _ => {}
    }
}

/// Where no incident stands out, the one that the encoder holds likeliest is what the report is about.
pub(crate) fn mark_main(view: &View, incidents: &mut [Incident]) {
    if incidents.iter().any(|i| i.main) {
        return;
    }
    let weight = |i: &Incident| {
        let of = view.extracted.events.iter().filter(|e| i.triggers.iter().any(|t| t.contains(e.trigger)));
        of.map(|e| e.main).fold(f32::NEG_INFINITY, f32::max)
    };
    let top =
        (0..incidents.len()).max_by(|&a, &b| weight(&incidents[a]).total_cmp(&weight(&incidents[b])).then(b.cmp(&a)));
    if let Some(n) = top {
        incidents[n].main = true;
    }
}

/// The commonest type of the mentions, the first of equals; a type that says nothing gives way.
fn kind(events: &[&Event]) -> IncidentType {
    let mut count: BTreeMap<IncidentType, usize> = BTreeMap::new();
    for e in events {
        let weak = matches!(e.kind, IncidentType::Other | IncidentType::OtherViolence);
        *count.entry(e.kind).or_default() += if weak { 1 } else { 3 };
    }
    let first = |k: IncidentType| events.iter().position(|e| e.kind == k);
    let best = count.iter().max_by_key(|&(&k, &n)| (n, std::cmp::Reverse(first(k))));
    best.map_or(IncidentType::Other, |(&k, _)| k)
}

/// An incident that any mention tells as a fact is one; what is only ever denied did not happen, as far as the report says.
fn reality(view: &View, events: &[&Event]) -> Reality {
    let act = |e: &Event| e.by.and_then(|n| view.extracted.statements.get(n)).map(|s| s.act);
    if events.iter().all(|e| act(e) == Some(Act::Deny)) {
        return Reality::Denied;
    }
    if events.iter().any(|e| e.reality == Reality::Actual) {
        return Reality::Actual;
    }
    events.first().map_or(Reality::Actual, |e| e.reality)
}

/// Whether words stand in the sentence of an event.
fn beside(view: &View, e: &Event, span: Span) -> bool {
    view.extracted.sentences.get(e.sentence).is_some_and(|s| s.contains(span))
}

/// Days told by words that belong to a mention, in its sentence, the most exact first; else by others of its sentence; else by words further off
/// that belong to it; the report's own day last.
fn date(view: &View, group: &[usize], events: &[&Event]) -> Option<DateRange> {
    let all: Vec<Span> = events.iter().flat_map(|e| &e.dates).copied().collect();
    let is_dateline = |s: &Span| view.grounded.dateline.is_some_and(|d| d.overlaps(*s));
    let (head, told): (Vec<Span>, Vec<Span>) = all.iter().partition(|s| is_dateline(s));
    let near = group.iter().filter_map(|&n| view.grounded.nearby.get(n)?.date).collect::<Vec<Span>>();
    let here = |s: &&Span| events.iter().any(|e| e.dates.contains(s) && beside(view, e, **s));
    let own: Vec<Span> = told.iter().filter(here).copied().collect();
    for spans in [&own, &near, &told, &head] {
        let known: Vec<&DateRange> = spans.iter().filter_map(|s| view.grounded.dates.get(s)).collect();
        let exact = |d: &&&DateRange| d.start.is_some() && d.start == d.end;
        if let Some(&best) = known.iter().find(exact).or_else(|| known.iter().find(|d| d.start.is_some())) {
            return Some(best.clone());
        }
    }
    let unknown = || DateRange { start: None, end: None, precision: None, spans: merged(told.clone()) };
    let any = told.iter().find_map(|s| view.grounded.dates.get(s)).cloned();
    any.or_else(|| (!told.is_empty()).then(unknown))
}

/// The most exact of the places told by words that belong to a mention, in its sentence; else that of a mention's sentence, if it is less than a
/// country; else what words further off tell; else words that describe a place.
fn place(view: &View, group: &[usize], events: &[&Event]) -> Option<Place> {
    let told: Vec<Span> = events.iter().flat_map(|e| &e.places).copied().collect();
    let near = group.iter().filter_map(|&n| view.grounded.nearby.get(n)?.place);
    let known = |s: &Span| view.grounded.places.get(s).cloned();
    let near: Vec<Span> = near.collect();
    let own = |s: &Span| known(s).or_else(|| unfound(view, *s));
    let here = |s: &&Span| events.iter().any(|e| e.places.contains(s) && beside(view, e, **s));
    let (here, far): (Vec<&Span>, Vec<&Span>) = told.iter().partition(here);
    let (here, far) = (here.into_iter().filter_map(own).collect(), far.into_iter().filter_map(own).collect());
    let by: Vec<Place> = near.iter().filter_map(known).filter(|p| exactness(p) > 1).collect();
    let first = [here, by, far].into_iter().find(|places| !places.is_empty()).unwrap_or_default();
    let best = first.into_iter().enumerate().max_by_key(|(n, p)| (exactness(p), std::cmp::Reverse(*n))).map(|(_, p)| p);
    let around: Vec<Place> = told.iter().chain(&near).filter_map(known).collect();
    let mut out = best.or_else(|| around.first().cloned()).or_else(|| near.iter().find_map(|s| unfound(view, *s)))?;
    // a street lies in the town beside it, else in that of the report's head
    let street = out.spans.iter().any(|&s| truceline_ground::is_street(view.text, &view.index, s));
    if street && out.lat.is_none() {
        let of_head = view.grounded.town.and_then(|s| view.grounded.places.get(&s));
        let next = out.spans.iter().find_map(|&s| town_after(view, s));
        if let Some(town) = next.or_else(|| around.iter().find(|p| exactness(p) == 4)).or(of_head) {
            (out.admin, out.country) = (town.name.clone(), town.country.clone());
            out.spans = merged(out.spans.iter().chain(&town.spans).copied().collect());
        }
    }
    // a place that was not found lies where the words beside it say
    if out.admin.is_none() && out.lat.is_none() {
        let wide = |p: &&Place| p.spans != out.spans && p.country.is_some();
        if let Some(p) = around.iter().find(|p| wide(p) && p.admin.is_some()).or_else(|| around.iter().find(wide)) {
            (out.admin, out.country) = (p.admin.clone(), p.country.clone());
        }
    }
    Some(out)
}

/// Code points between a street and the town that it is said to be in.
const REACH: u32 = 40;

/// The town that the words right after or at the end of a street's say it is in: "Pell Street off the ring road in Sarnem".
fn town_after<'v>(view: &'v View, street: Span) -> Option<&'v Place> {
    let near = |s: &Span| s.start > street.start && s.start <= street.end + REACH;
    let located = view.grounded.located.iter().filter(|(s, p)| near(s) && exactness(p) == 4);
    let told = |s: &Span| {
        let between = view.words(Span::new(street.start, s.start));
        let between = between.trim_end();
        between.ends_with(" in") && !between.contains(['.', ';'])
    };
    located.filter(|(s, _)| told(s)).map(|(_, p)| p).next()
}

/// How much a place says of where: a point over a name that was not found, that over a wide area, that over a country, and that over words.
fn exactness(p: &Place) -> u8 {
    let named = p.name.as_deref().is_some_and(truceline_ground::places::named);
    match p.precision.as_deref() {
        Some("exact" | "near") => 4,
        Some("country") => 1,
        Some(_) => 2,
        None if named => 3,
        None => 0,
    }
}

/// Words that name or describe a place that no gazetteer has: a place without coordinates. What only says whose it is says no place.
fn unfound(view: &View, span: Span) -> Option<Place> {
    let first = view.words(span).split(' ').next().map(str::to_lowercase)?;
    if matches!(
        first.as_str(),
        "our" | "their" | "his" | "her" | "my" | "your" | "there" | "here" | "where" | "it" | "them" | "us"
    ) {
        return None;
    }
    let name = Some(name(view, span)).filter(|n| truceline_ground::places::named(n));
    Some(Place { name, admin: None, country: None, lat: None, lon: None, precision: None, spans: vec![span] })
}

/// What words are called: as the actor list has it, else as the text does.
pub(crate) fn name(view: &View, span: Span) -> String {
    let known = view.grounded.names.get(&span).cloned();
    known.unwrap_or_else(|| {
        let text = view.index.slice(view.text, span).split_whitespace().collect::<Vec<_>>().join(" ");
        for article in ["the ", "The ", "a ", "A ", "an ", "An "] {
            if let Some(rest) = text.strip_prefix(article) {
                return rest.to_owned();
            }
        }
        text
    })
}

/// Words that are called the same are one party.
fn parties(view: &View, spans: impl Iterator<Item = Span>) -> Vec<(String, Vec<Span>)> {
    let mut out: Vec<(String, Vec<Span>)> = Vec::new();
    for span in spans {
        let name = name(view, span);
        let same = |known: &str| {
            let (a, b) = (known.to_lowercase(), name.to_lowercase());
            a == b
                || a.split(' ').all(|w| b.split(' ').any(|v| v == w))
                || b.split(' ').all(|w| a.split(' ').any(|v| v == w))
        };
        match out.iter_mut().find(|(known, _)| same(known)) {
            Some((known, spans)) => {
                if name.len() > known.len() {
                    *known = name;
                }
                spans.push(span);
            }
            None => out.push((name, vec![span])),
        }
    }
    out.into_iter().map(|(name, spans)| (name, merged(spans))).collect()
}

/// Who did it. An outlet whose name opens the report strikes nobody.
pub(crate) fn doers<'a>(view: &'a View, event: &'a Event) -> impl Iterator<Item = Span> + 'a {
    let violent = blames(event.kind);
    event.actors.iter().copied().filter(move |span| !(violent && view.grounded.outlets.contains(span)))
}

fn actors(view: &View, events: &[&Event]) -> Vec<ActorRef> {
    let by = |span: Span| {
        let e = events.iter().find(|e| e.actors.contains(&span))?;
        view.extracted.statements.get(e.by?).map(|s| s.id.clone())
    };
    let all = parties(view, events.iter().flat_map(|e| doers(view, e)));
    all.into_iter().map(|(name, spans)| ActorRef { by: spans.first().and_then(|&s| by(s)), name, spans }).collect()
}

fn targets(view: &View, events: &[&Event]) -> Vec<TargetRef> {
    let all = parties(view, events.iter().flat_map(|e| &e.targets).copied());
    all.into_iter().map(|(name, spans)| TargetRef { name, spans }).collect()
}

#[cfg(test)]
mod tests {
    use truceline_record::IncidentType as T;

    use crate::testing::Told;

    #[test]
    fn a_toll_counts_for_the_incident_that_its_words_fit_best() {
        let told = Told::new("A raid and shelling killed 12 in Sarnem.");
        let told = told.event("raid", T::AirStrike).killed("12", Some(12), Some(12), 0.5);
        let read = told.event("shelling", T::Shelling).killed("12", Some(12), Some(12), 1.5).read(&[]);
        let killed: Vec<_> = read.incidents.iter().map(|i| i.killed.len()).collect();
        assert_eq!(killed, [0, 1]);
    }

    #[test]
    fn words_that_belong_to_an_event_date_it_before_those_nearby() {
        let text = "The raid of Monday was talked of on Friday.";
        let read = Told::new(text)
            .event("raid", T::AirStrike)
            .day("Friday", "2031-03-07", false)
            .day("Monday", "2031-03-03", true)
            .read(&[]);
        let day = |r: &crate::Reconciled| r.incidents[0].date.clone().and_then(|d| d.start);
        assert_eq!(day(&read).as_deref(), Some("2031-03-03"));
        let read = Told::new(text).event("raid", T::AirStrike).day("Friday", "2031-03-07", false).read(&[]);
        assert_eq!(day(&read).as_deref(), Some("2031-03-07"));
    }

    #[test]
    fn the_wider_place_gives_way_to_the_town_in_a_sentence_of_a_main_incident() {
        let told = Told::new("A raid hit northern Kestova. The strike fell on Sarnem.");
        let told = told.located("northern Kestova", "Kestova", "area").located("Sarnem", "Kestova", "exact");
        let told = told.event("raid", T::AirStrike).main(2.0).place("northern Kestova", true);
        let told = told.event("strike", T::AirStrike).main(2.0).sentence(1);
        let incident = told.read(&[(0, 1)]).incidents.remove(0);
        assert_eq!(incident.place.and_then(|p| p.name).as_deref(), Some("Sarnem"));
    }

    #[test]
    fn a_main_incident_without_a_place_is_in_the_town_whose_police_speak() {
        let told = || Told::new("A man was shot, Sarnem police said. Pell Street was shut.").seat("Sarnem");
        let place = |told: Told| told.read(&[]).incidents.remove(0).place;
        let shot = || told().event("shot", T::Shooting);
        let town = place(shot().main(2.0)).unwrap();
        assert_eq!((town.name.as_deref(), town.precision.as_deref()), (Some("Sarnem"), Some("near")));
        assert_eq!(place(told().event("shut", T::Other).event("shot", T::Shooting).main(2.0)), None, "background");
        let elsewhere = told().located("Pell Street", "Velmark", "exact").event("shot", T::Shooting);
        let kept = place(elsewhere.main(2.0).place("Pell Street", true)).unwrap();
        assert_eq!(kept.name.as_deref(), Some("Pell Street"), "what the report says of where");
    }

    #[test]
    fn what_no_gazetteer_has_is_in_the_town_of_local_news() {
        let text = "SARNEM - A man was shot in Heron Park. Velmark and Orrel were calm.";
        let told =
            || Told::new(text).town("SARNEM", "Lowland").event("shot", T::Shooting).main(2.0).unfound("Heron Park");
        let admin = |told: Told| told.read(&[]).incidents.remove(0).place.and_then(|p| p.admin);
        assert_eq!(admin(told()).as_deref(), Some("SARNEM"));
        let abroad = told().regional("Velmark", "Highland").regional("Orrel", "Highland");
        assert_eq!(admin(abroad), None, "most of what it names is elsewhere");
    }

    #[test]
    fn a_street_is_in_the_town_that_comes_after_it() {
        let text = "SARNEM - A man was shot in the 1100 block of Pell off the ring in Velmark.";
        let told = Told::new(text).town("SARNEM", "Lowland").located("Velmark", "Kestova", "exact");
        let told = told.event("shot", T::Shooting).main(2.0).unfound("1100 block of Pell");
        let place = told.read(&[]).incidents.remove(0).place.unwrap();
        assert_eq!((place.name.as_deref(), place.admin.as_deref()), (Some("1100 block of Pell"), Some("Velmark")));
    }

    #[test]
    fn what_a_mentions_own_sentence_tells_comes_before_words_further_off() {
        let told =
            Told::new("Pell was raided on Monday. In July a bomb killed ten in Sarnem.").event("bomb", T::AirStrike);
        let told = told.sentence(1).day("Monday", "2031-03-03", true).day("July", "2031-07-01", false);
        let incident = told.place("Pell", true).place("Sarnem", false).read(&[]).incidents.remove(0);
        assert_eq!(incident.date.and_then(|d| d.start).as_deref(), Some("2031-07-01"));
        assert_eq!(incident.place.and_then(|p| p.name).as_deref(), Some("Sarnem"));
    }

    #[test]
    fn the_reports_own_day_is_that_of_a_main_incident_without_one_and_of_no_other() {
        let told = Told::new("7 March 2031 A raid came after shelling.").dateline("7 March 2031", "2031-03-07");
        let told = told.event("raid", T::AirStrike).main(2.0).event("shelling", T::Shelling).main(-3.0);
        let read = told.read(&[]);
        let days: Vec<_> = read.incidents.iter().map(|i| i.date.as_ref().and_then(|d| d.start.as_deref())).collect();
        assert_eq!(days, [Some("2031-03-07"), None]);
    }

    #[test]
    fn where_none_stands_out_the_likeliest_is_the_main_one() {
        let told = Told::new("A raid came after shelling.").event("raid", T::AirStrike).main(-0.5);
        let read = told.event("shelling", T::Shelling).main(-3.0).read(&[]);
        assert_eq!(read.incidents.iter().map(|i| i.main).collect::<Vec<_>>(), [true, false]);
    }
}
