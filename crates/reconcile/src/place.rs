//! Where an incident was: the words that tell it, and the town that a street, a part of a town or a site lies in.

use truceline_extract::Event;
use truceline_record::{Incident, MentionKind, Place, Reality, Span, merged};

use crate::View;
use crate::across::kilometres;
use crate::incident::{beside, name};

/// The most exact of the places told by words that belong to a mention, in its sentence; else that of a mention's sentence, if it is less than a
/// country; else what words further off tell, or those that hardly belong to it; else a place in the country of a mention's sentence that it names too; else
/// words that describe a place.
pub(crate) fn of(view: &View, group: &[usize], events: &[&Event]) -> Option<Place> {
    let told: Vec<Span> = events.iter().flat_map(|e| &e.places).copied().collect();
    let near = group.iter().filter_map(|&n| view.grounded.nearby.get(n)?.place);
    let known = |s: &Span| view.grounded.places.get(s).cloned();
    let near: Vec<Span> = near.collect();
    let own = |s: &Span| known(s).or_else(|| unfound(view, *s));
    let fits = |e: &&Event, s: &Span| e.places.contains(s) && !e.unlikely_places.contains(s);
    let here = |s: &&Span| events.iter().any(|e| fits(e, s) && beside(view, e, **s));
    let (here, far): (Vec<&Span>, Vec<&Span>) = told.iter().partition(here);
    let (here, far) = (here.into_iter().filter_map(own).collect(), far.into_iter().filter_map(own).collect());
    let by: Vec<Place> = near.iter().filter_map(known).filter(|p| exactness(p) > 1).collect();
    let within = group.iter().filter_map(|&n| view.grounded.nearby.get(n)?.within);
    let within: Vec<Place> = within.filter_map(|s| known(&s)).collect();
    let first = [here, by, far, within].into_iter().find(|places| !places.is_empty()).unwrap_or_default();
    let best = first.into_iter().enumerate().max_by_key(|(n, p)| (exactness(p), std::cmp::Reverse(*n))).map(|(_, p)| p);
    let around: Vec<Place> = told.iter().chain(&near).filter_map(known).collect();
    let mut out = best.or_else(|| around.first().cloned()).or_else(|| near.iter().find_map(|s| unfound(view, *s)))?;
    in_its_town(view, &mut out, &around);
    // a place that was not found lies where the words beside it say
    if out.admin.is_none() && out.lat.is_none() {
        let wide = |p: &&Place| p.spans != out.spans && p.country.is_some();
        if let Some(p) = around.iter().find(|p| wide(p) && p.admin.is_some()).or_else(|| around.iter().find(wide)) {
            (out.admin, out.country) = (p.admin.clone(), p.country.clone());
        }
    }
    Some(out)
}

/// Put a street, or a quarter, into the town that the words beside it say; else into that whose police the report names or that is named beside it or
/// in the report's head, where that can be.
fn in_its_town(view: &View, out: &mut Place, around: &[Place]) {
    let street = out.spans.iter().any(|&s| truceline_ground::is_street(view.text, &view.index, s));
    let quarter = out.spans.iter().any(|&s| truceline_ground::is_quarter(view.text, &view.index, s));
    if street && out.lat.is_none() || quarter {
        let known = |span: Option<Span>| span.and_then(|s| view.grounded.places.get(&s));
        let next = out.spans.iter().find_map(|&s| town_after(view, s, out.country.as_deref()));
        let beside = around.iter().filter(|p| exactness(p) == 4);
        let (seat, of_head) = (known(view.grounded.seat), known(view.grounded.town));
        let all: Vec<&Place> =
            if quarter { seat.into_iter().chain(of_head).collect() } else { beside.chain(of_head).collect() };
        let is_town = |town: &&&Place| {
            let part = |&s: &Span| truceline_ground::is_quarter(view.text, &view.index, s);
            let region = !quarter || out.admin.is_none() || out.admin == town.admin;
            region && town.name != out.name && !town.spans.iter().any(part) && within_reach(out, town)
        };
        let town = next.or_else(|| all.iter().find(is_town).map(|&p| p.clone()));
        if let Some(town) = town.filter(|town| town.name != out.admin) {
            if !within_reach(out, &town) {
                (out.lat, out.lon, out.precision) = (None, None, None);
            }
            (out.admin, out.country) = (town.name.clone(), town.country.clone().or(out.country.take()));
            out.spans = merged(out.spans.iter().chain(&town.spans).copied().collect());
        }
    }
}

/// Kilometres between the middle of a town and a quarter of it.
const ACROSS: f64 = 40.0;

/// Whether a street or a quarter may lie in a town: nothing is known of where it is, or that is in or near the town.
fn within_reach(part: &Place, town: &Place) -> bool {
    let point = |p: &Place| p.lat.zip(p.lon);
    point(part).zip(point(town)).is_none_or(|(a, b)| kilometres(a, b) <= ACROSS)
}

/// Code points between a street or a quarter and the town that it is said to be in.
const REACH: u32 = 40;

/// The town that the words right after or at the end of a street's or a quarter's say it is in: "Pell Street off the ring road in Sarnem", "the Pell
/// neighbourhood of Sarnem"; a town that no gazetteer has lies in `country`.
fn town_after(view: &View, part: Span, country: Option<&str>) -> Option<Place> {
    let near = |s: &Span| s.start > part.start && s.start <= part.end + REACH;
    let told = |s: &Span| {
        let between = view.words(Span::new(part.start, s.start));
        let between = between.trim_end();
        let between = ["downtown", "central", "rural"].iter().find_map(|w| between.strip_suffix(w)).unwrap_or(between);
        let between = between.trim_end();
        let joined = between.ends_with(" in") || s.start > part.end && between.ends_with(" of");
        joined && !between.contains(['.', ';'])
    };
    let located = view.grounded.located.iter().filter(|(s, p)| near(s) && exactness(p) == 4);
    let known = located.filter(|(s, _)| told(s)).map(|(_, p)| p.clone()).next();
    known.or_else(|| {
        let mentions = view.extracted.mentions.iter().filter(|m| m.kind == MentionKind::Location).map(|m| m.span());
        let street = |s: &Span| truceline_ground::is_street(view.text, &view.index, *s);
        let span = mentions.filter(|s| near(s) && told(s) && !street(s)).min()?;
        let name = Some(view.words(span)).filter(|n| n.starts_with(char::is_uppercase))?;
        let country = country.map(str::to_owned);
        Some(Place { name: Some(name), admin: None, country, lat: None, lon: None, precision: None, spans: vec![span] })
    })
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

/// Main incidents whose place is only a part of a country ("northern Kestova") or a county are where the sentences that speak of them name more
/// exactly, in that country or county's region: news gives the wider place first.
pub(crate) fn narrow(view: &View, groups: &[Vec<usize>], incidents: &mut [Incident]) {
    for (i, group) in incidents.iter_mut().zip(groups).filter(|(i, _)| i.main && i.reality == Reality::Actual) {
        let wide = |p: &&Place| matches!(p.precision.as_deref(), Some("area" | "admin2"));
        let Some(wide) = i.place.as_ref().filter(wide) else { continue };
        let county = wide.precision.as_deref() == Some("admin2");
        let events: Vec<&Event> = group.iter().filter_map(|&n| view.extracted.events.get(n)).collect();
        let exact = |p: &Place| match p.precision.as_deref() {
            Some("exact" | "near") => true,
            Some("admin2" | "admin1") => !county,
            _ => false,
        };
        let inside = |p: &Place| exact(p) && p.lat.is_some() && p.country.is_some() && p.country == wide.country;
        let inside = |p: &Place| inside(p) && (!county || p.admin == wide.admin && is_in(view, p));
        let here = view.grounded.located.iter().filter(|(s, _)| events.iter().any(|e| beside(view, e, **s)));
        let found = here.map(|(_, p)| p).find(|p| inside(p)).cloned();
        i.place = found.or_else(|| i.place.take());
    }
}

/// Whether the words before a place say that something is there, not from there: "in Sarnem".
fn is_in(view: &View, p: &Place) -> bool {
    p.spans.first().is_some_and(|s| {
        let before = view.words(Span::new(s.start.saturating_sub(REACH), s.start)).to_lowercase();
        let before = before.trim_end();
        let before = ["downtown", "rural", "the town of", "the city of", "the village of"]
            .iter()
            .find_map(|w| before.strip_suffix(w))
            .unwrap_or(before);
        [" in", " near", " outside"].iter().any(|w| before.trim_end().ends_with(w))
    })
}

/// Main incidents whose place is only a region are in the town that the report is written from, if that lies in the region; so is what no
/// gazetteer has, if both are of one region. Of towns whose police or the like the report names, the same holds, and what is told without any
/// place is there too.
pub(crate) fn settle(view: &View, incidents: &mut [Incident]) {
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

#[cfg(test)]
mod tests {
    use truceline_record::{IncidentType as T, MentionKind};

    use crate::testing::Told;

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
    fn a_town_that_no_gazetteer_has_still_has_its_streets() {
        let told = Told::new("A man was shot on Pell Street in downtown Orrel.").event("shot", T::Shooting);
        let place = told
            .unfound("Pell Street")
            .mention("Orrel", MentionKind::Location)
            .read(&[])
            .incidents
            .remove(0)
            .place
            .unwrap();
        assert_eq!((place.name.as_deref(), place.admin.as_deref()), (Some("Pell Street"), Some("Orrel")));
    }

    #[test]
    fn a_quarter_is_in_the_town_whose_police_speak() {
        let told = Told::new("A man was shot in the Pell neighborhood, Sarnem police said.").seat("Sarnem");
        let told = told.event("shot", T::Shooting).place("the Pell neighborhood", true);
        let place = told.read(&[]).incidents.remove(0).place.unwrap();
        assert_eq!((place.admin.as_deref(), place.lat.is_some()), (Some("Sarnem"), true));
    }

    #[test]
    fn what_hardly_belongs_to_a_mention_comes_last() {
        let told = Told::new("A raid hit the mill of Velmark. Pell called off a visit to Orrel after the attack.");
        let told = told.event("raid", T::AirStrike).place("the mill of Velmark", true);
        let told = told.event("attack", T::AirStrike).sentence(1).place("Orrel", true).unlikely();
        let place = told.read(&[(0, 1)]).incidents.remove(0).place.unwrap();
        assert_eq!(place.name.as_deref(), Some("the mill of Velmark"));
    }

    #[test]
    fn a_county_gives_way_to_its_town() {
        let told = Told::new("Orrel County deputies came. A man was shot in Sarnem.");
        let told = told.located("Orrel County", "Kestova", "admin2").located("Sarnem", "Kestova", "exact");
        let told = told.event("shot", T::Shooting).main(2.0).sentence(1).place("Orrel County", true);
        assert_eq!(told.read(&[]).incidents[0].place.as_ref().and_then(|p| p.name.as_deref()), Some("Sarnem"));
    }
}
