//! From a group of mentions to one incident.

use std::collections::BTreeMap;

use truceline_extract::{Counted, Event};
use truceline_record::{
    Act, ActorRef, Claim, ClaimSays, DateRange, Incident, IncidentType, Reality, Span, Statement, TargetRef, Tolls,
    bare_name, merged,
};

use crate::claims::{self, blames};
use crate::{View, place, reciprocal, tolls};

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
    let claims = claims::claims(view, &events);
    let mut told = actors(view, &events);
    for blame in reciprocal::blame(view, &events) {
        if told.iter().all(|a| a.name != blame.accused.name) {
            told.push(blame.accused);
        }
    }
    Incident {
        id: String::new(),
        main: events.iter().map(|e| e.main).fold(f32::NEG_INFINITY, f32::max) > MAIN,
        kind: kind(&events),
        triggers: merged(events.iter().map(|e| e.trigger).collect()),
        reality: reality(view, &events),
        date: date(view, group, &events),
        place: place::of(view, group, &events),
        actors: [told, owned(view, &claims), accused(view, &claims)]
            .into_iter()
            .find(|a| !a.is_empty())
            .unwrap_or_default(),
        targets: targets(view, &events, events.iter().flat_map(|e| &e.killed).filter(own)),
        toll: Tolls { killed: tolls::of_incident(view, &killed), injured: tolls::of_incident(view, &injured) },
        killed,
        injured,
        claims,
    }
}

/// Main incidents that the report gives no day are of the report's own day, where the text says that; and so are those with a toll of their own in a round-up that speaks
/// of no other day.
pub(crate) fn date_main(view: &View, incidents: &mut [Incident]) {
    let day = view.grounded.dateline.and_then(|s| view.grounded.dates.get(&s));
    let alone = incidents.iter().all(|i| i.date.as_ref().is_none_or(|d| Some(d) == day));
    let counted = |i: &Incident| alone && i.kind.is_violent() && !(i.killed.is_empty() && i.injured.is_empty());
    let untold = |i: &Incident| i.reality == Reality::Actual && i.date.is_none() && (i.main || counted(i));
    for n in 0..incidents.len() {
        if untold(&incidents[n]) {
            incidents[n].date = after_main(view, incidents, n).or(day).cloned();
        }
    }
}

/// The single day of another main incident, where one goes on with it: the sentence that names it comes next, or is the same.
fn after_main<'a>(view: &View, incidents: &'a [Incident], n: usize) -> Option<&'a DateRange> {
    let sentence = |t: &Span| view.sentence_at(t.start);
    let first = incidents[n].triggers.first().and_then(sentence)?;
    let near = |t: &Span| sentence(t).is_some_and(|s| s == first || s + 1 == first);
    let told = |i: &&Incident| i.main && i.reality == Reality::Actual && i.triggers.iter().any(near);
    let mut days = incidents.iter().filter(told).filter_map(|i| i.date.as_ref());
    days.rfind(|d| d.start.is_some() && d.start == d.end)
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
pub(crate) fn beside(view: &View, e: &Event, span: Span) -> bool {
    view.extracted.sentences.get(e.sentence).is_some_and(|s| s.contains(span))
}

/// Whether words stand in the statement that an event does.
fn said_with(view: &View, e: &Event, span: Span) -> bool {
    let statement = e.by.and_then(|n| view.extracted.statements.get(n));
    statement.is_some_and(|s| s.content.iter().any(|c| c.contains(span)))
}

/// Whether words tell a single day.
fn is_day(view: &View, span: Span) -> bool {
    view.grounded.dates.get(&span).is_some_and(|d| d.start.is_some() && d.start == d.end)
}

/// Days told by words that belong to a mention, in its sentence, the most exact first; else by others of its sentence; else by words further off
/// that belong to it; the report's own day last.
fn date(view: &View, group: &[usize], events: &[&Event]) -> Option<DateRange> {
    let all: Vec<Span> = events.iter().flat_map(|e| &e.dates).copied().collect();
    let is_dateline = |s: &Span| view.grounded.dateline.is_some_and(|d| d.overlaps(*s));
    let (head, told): (Vec<Span>, Vec<Span>) = all.iter().partition(|s| is_dateline(s));
    // the day beside "a day after the raid" is of what came after it
    let back = |n: &usize| view.grounded.counted_back.get(n);
    let near = group.iter().filter(|n| back(n).is_none());
    let near = near.filter_map(|&n| view.grounded.nearby.get(n)?.date).collect::<Vec<Span>>();
    let said = |n: usize, e: &Event| {
        let near = view.grounded.nearby.get(n).and_then(|near| near.date);
        e.dates.iter().chain(&near).any(|&s| said_with(view, e, s) && beside(view, e, s) && is_day(view, s))
    };
    // "on Friday she said that she was hurt on Monday": what is said gives its own day
    let outside = |n: usize, e: &Event, s: Span| e.by.is_some() && !said_with(view, e, s) && said(n, e);
    let numbered =
        || group.iter().filter(|n| back(n).is_none()).filter_map(|&n| Some((n, view.extracted.events.get(n)?)));
    let here = |s: &&Span| numbered().any(|(n, e)| e.dates.contains(s) && beside(view, e, **s) && !outside(n, e, **s));
    let own: Vec<Span> = told.iter().filter(here).copied().collect();
    let counted = group.iter().find_map(back).filter(|_| own.is_empty());
    if counted.is_some() {
        return counted.cloned();
    }
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

/// What words are called: as the actor list has it, else as the text does.
pub(crate) fn name(view: &View, span: Span) -> String {
    let known = view.grounded.names.get(&span).cloned();
    known.unwrap_or_else(|| bare_name(view.index.slice(view.text, span)))
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

/// Who did it. An outlet whose name opens the report strikes nobody, and who accuses others of it did not do it.
pub(crate) fn doers<'a>(view: &'a View, event: &'a Event) -> impl Iterator<Item = Span> + 'a {
    let violent = blames(event.kind);
    let outlet = move |span: &Span| violent && view.grounded.outlets.contains(span);
    event.actors.iter().copied().filter(move |span| !outlet(span) && !accuses(view, event, *span))
}

/// Whether words name who accuses another doer of an event that the accusation names, or that was named before it.
fn accuses(view: &View, event: &Event, who: Span) -> bool {
    let mut others = event.actors.iter().filter(|a| !a.overlaps(who));
    let of = |s: &Statement| {
        let about = |span: Span| s.content.iter().any(|c| c.contains(span));
        (about(event.trigger) || event.trigger.end <= who.start) && others.any(|&a| about(a))
    };
    let accusing = view.extracted.statements.iter().filter(|s| s.act == Act::Accuse);
    accusing.filter(|s| s.speaker.iter().any(|x| x.contains(who))).any(of)
}

fn actors(view: &View, events: &[&Event]) -> Vec<ActorRef> {
    let by = |span: Span| {
        let e = events.iter().find(|e| e.actors.contains(&span))?;
        view.extracted.statements.get(e.by?).map(|s| s.id.clone())
    };
    let all = parties(view, events.iter().flat_map(|e| doers(view, e)));
    all.into_iter().map(|(name, spans)| ActorRef { by: spans.first().and_then(|&s| by(s)), name, spans }).collect()
}

/// Who did it by their own word, where nothing else says so: "the Front claimed responsibility".
fn owned(view: &View, claims: &[Claim]) -> Vec<ActorRef> {
    let of = claims.iter().filter(|c| c.says == ClaimSays::ClaimsResponsibility).filter_map(|c| {
        let s = view.statement(c.by.as_deref()).filter(|s| s.act == Act::ClaimResponsibility)?;
        let speaker = view.listed_speaker(s).or(s.speaker_name.as_ref());
        let name = c.party.as_ref().filter(|p| speaker == Some(p) && !s.speaker.is_empty())?;
        Some(ActorRef { name: name.clone(), spans: s.speaker.clone(), by: c.by.clone() })
    });
    of.take(1).collect()
}

/// Who did it by the word of those who accuse them, where nothing else says so: "pointed the finger at the government".
fn accused(view: &View, claims: &[Claim]) -> Vec<ActorRef> {
    let of = claims.iter().filter(|c| c.says == ClaimSays::Responsible).filter_map(|c| {
        let (span, name) = view.grounded.accused.get(c.by.as_deref()?)?;
        (Some(name) == c.party.as_ref()).then(|| ActorRef { name: name.clone(), spans: vec![*span], by: c.by.clone() })
    });
    of.take(1).collect()
}

/// Whom it hit: who is named as that, else the civilians, soldiers or fighters that it killed first.
fn targets<'a>(view: &View, events: &[&Event], killed: impl Iterator<Item = &'a Counted>) -> Vec<TargetRef> {
    let told: Vec<Span> = events.iter().flat_map(|e| &e.targets).copied().collect();
    let told = if told.is_empty() { killed.filter_map(|c| c.group).take(1).collect() } else { told };
    parties(view, told.into_iter()).into_iter().map(|(name, spans)| TargetRef { name, spans }).collect()
}

#[cfg(test)]
mod tests {
    use truceline_record::{Act, ClaimSays, IncidentType as T};

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
    fn whom_it_killed_it_hit_where_nobody_else_is_named() {
        let told = Told::new("A raid on the depot killed 12 soldiers. A raid killed 20 civilians.");
        let told = told.event("raid", T::AirStrike).target("the depot").killed("12 soldiers", Some(12), Some(12), 1.0);
        let told = told.group("soldiers").event("A raid killed", T::AirStrike).sentence(1);
        let read = told.killed("20 civilians", Some(20), Some(20), 1.0).group("civilians").read(&[]);
        let hit = |n: usize| read.incidents[n].targets.iter().map(|t| t.name.clone()).collect::<Vec<_>>();
        assert_eq!(hit(0), ["depot"]);
        assert_eq!(hit(1), ["civilians"]);
    }

    #[test]
    fn who_is_accused_did_it_by_that_word_where_nothing_else_says_who() {
        let told = Told::new("A raid hit Sarnem. Dosta blamed the Orrel Front.");
        let told = told.says("Dosta", Act::Accuse, "the Orrel Front").event("raid", T::AirStrike);
        let read = told.claim(1, ClaimSays::Responsible, 3.0).accused(1, "Orrel Front").read(&[]);
        let [doer] = read.incidents[0].actors.as_slice() else { panic!("{:?}", read.incidents[0].actors) };
        assert_eq!((doer.name.as_str(), doer.by.as_deref()), ("Orrel Front", Some("s1")));
        assert_eq!(read.incidents[0].claims[0].party.as_deref(), Some("Orrel Front"));
    }

    #[test]
    fn who_owns_up_to_it_did_it_by_their_own_word() {
        let told = Told::new("A raid hit Sarnem. Orrel claimed responsibility for the attack.");
        let told = told.says("Orrel", Act::ClaimResponsibility, "the attack").event("raid", T::AirStrike);
        let read = told.claim(1, ClaimSays::ClaimsResponsibility, 3.0).read(&[]);
        let [doer] = read.incidents[0].actors.as_slice() else { panic!("{:?}", read.incidents[0].actors) };
        assert_eq!((doer.name.as_str(), doer.by.as_deref()), ("Orrel", Some("s1")));
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
    fn what_is_said_gives_its_own_day_before_the_day_that_it_was_said() {
        let told = Told::new("On Friday Dosta said the raid hit Sarnem on Monday.");
        let told = told.says("Dosta", Act::Assert, "the raid hit Sarnem on Monday").event("raid", T::AirStrike);
        let read = told.day("Friday", "2031-03-07", true).day("Monday", "2031-03-03", true).read(&[]);
        assert_eq!(read.incidents[0].date.as_ref().and_then(|d| d.start.as_deref()), Some("2031-03-03"));
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
    fn what_goes_on_with_a_main_incident_is_of_its_day_before_the_reports() {
        let told = Told::new("7 March 2031 Dosta fell to a raid on Monday. Three strikes followed.");
        let told = told.dateline("7 March 2031", "2031-03-07").event("raid", T::ArmedClash).main(2.0);
        let told = told.day("Monday", "2031-03-03", true).event("strikes", T::AirStrike).main(2.0).sentence(1);
        let days: Vec<_> = told.read(&[]).incidents.into_iter().map(|i| i.date.and_then(|d| d.start)).collect();
        assert_eq!(days, [Some("2031-03-03".to_owned()), Some("2031-03-03".to_owned())]);
    }

    #[test]
    fn who_accuses_another_did_not_do_it() {
        let told = Told::new("A raid hit Sarnem. Dosta accused Orrel of being behind it.");
        let told = told.says("Dosta", Act::Accuse, "Orrel of being behind it").event("raid", T::AirStrike);
        let read = told.actor("Dosta").actor("Orrel").read(&[]);
        assert_eq!(read.incidents[0].actors.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["Orrel"]);
    }

    #[test]
    fn where_none_stands_out_the_likeliest_is_the_main_one() {
        let told = Told::new("A raid came after shelling.").event("raid", T::AirStrike).main(-0.5);
        let read = told.event("shelling", T::Shelling).main(-3.0).read(&[]);
        assert_eq!(read.incidents.iter().map(|i| i.main).collect::<Vec<_>>(), [true, false]);
    }
}
