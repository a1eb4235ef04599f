//! From a mark to the reading that comes of it.

use serde::Serialize;
use serde_json::{Value, json};
use truceline_reconcile::toll_range;
use truceline_record::{
    ActorRef, CharIndex, DateRange, Incident, Place, Reading, Span, Statement, TargetRef, Toll, TollWho, Tolls, overlap,
};

use crate::claiming;
use crate::correction::{Correction, Field};
use crate::marks::{Mark, Unmark};

/// What became of a mark in a reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Became {
    /// The incident or statement, by its id in the reading; none where there is none any more.
    pub(crate) on: Option<String>,
    /// What was read there; none where nothing was.
    pub(crate) before: Option<Value>,
}

impl Became {
    fn new(on: &str, before: Vec<Value>) -> Self {
        let before = (!before.is_empty()).then(|| Value::from(before));
        Self { on: Some(on.to_owned()), before }
    }
}

impl Mark {
    /// Put it into a reading.
    ///
    /// # Errors
    ///
    /// In words, where what it belongs to is not there.
    pub(crate) fn apply(&self, reading: &mut Reading) -> Result<Became, String> {
        match self {
            Self::Incident { words: at, kind, reality, main } => {
                if let Some(incident) = reading.incidents.iter_mut().find(|one| overlap(&one.triggers, at)) {
                    let before = json!({"type": incident.kind, "reality": incident.reality, "main": incident.main});
                    (incident.kind, incident.reality, incident.main) = (*kind, *reality, *main);
                    return Ok(Became::new(&incident.id, vec![before]));
                }
                let id = next('i', reading.incidents.iter().map(|one| one.id.as_str()));
                reading.incidents.push(Incident {
                    id: id.clone(),
                    main: *main,
                    kind: *kind,
                    triggers: at.clone(),
                    reality: *reality,
                    date: None,
                    place: None,
                    actors: Vec::new(),
                    targets: Vec::new(),
                    killed: Vec::new(),
                    injured: Vec::new(),
                    claims: Vec::new(),
                    toll: Tolls::default(),
                });
                Ok(Became::new(&id, Vec::new()))
            }
            Self::Statement { words: at, speaker, speaker_name, cue, quote, act, instead } => {
                let text = CharIndex::new(&reading.report.text);
                let words = || speaker.iter().map(|&span| text.slice(&reading.report.text, span)).collect::<Vec<_>>();
                let given = speaker_name.clone().filter(|name| !name.trim().is_empty());
                let speaker_name = given.or_else(|| (!speaker.is_empty()).then(|| words().join(" ")));
                let sought = instead.or_else(|| at.first().copied());
                let found = sought.and_then(|sought| statement(&reading.statements, sought));
                let mut new = Statement {
                    id: String::new(),
                    speaker: speaker.clone(),
                    speaker_name,
                    cue: cue.clone(),
                    content: at.clone(),
                    quote: *quote,
                    act: *act,
                    addressee: Vec::new(),
                    within: None,
                };
                match (found.and_then(|found| reading.statements.get_mut(found)), instead) {
                    (Some(old), _) => {
                        let before = json!(old);
                        new.id.clone_from(&old.id);
                        new.addressee.clone_from(&old.addressee);
                        new.within.clone_from(&old.within);
                        let other_act = old.act != new.act;
                        *old = new.clone();
                        // its word on incidents was read from what it did
                        if other_act {
                            let claims = reading.incidents.iter_mut().map(|one| &mut one.claims);
                            claims.for_each(|claims| claims.retain(|claim| claim.by.as_ref() != Some(&new.id)));
                        }
                        Ok(Became::new(&new.id, vec![before]))
                    }
                    (None, Some(instead)) => Err(missing("statement", *instead)),
                    (None, None) => {
                        new.id = next('s', reading.statements.iter().map(|one| one.id.as_str()));
                        let place = reading.statements.partition_point(|one| one.content.first() < new.content.first());
                        let became = Became::new(&new.id, Vec::new());
                        reading.statements.insert(place, new);
                        Ok(became)
                    }
                }
            }
            Self::Value { of, field, words: at, value, counted, by } => {
                let by = by.map(|by| said_by(&reading.statements, by)).transpose()?;
                let incident = named(&mut reading.incidents, *of)?;
                let who = counted.unwrap_or(TollWho::Total);
                let toll = |min, max| Toll { who, min, max, approximate: false, spans: at.clone(), by: by.clone() };
                let before = match Correction::parse(*field, value)? {
                    Correction::Type(_) => return Err("the type is no value of its own".to_owned()),
                    Correction::Date { start, end } => {
                        let precision = Some(if start == end { "day" } else { "range" }.to_owned());
                        let new = DateRange { start: Some(start), end: Some(end), precision, spans: at.clone() };
                        incident.date.replace(new).map(|old| json!(old)).into_iter().collect()
                    }
                    Correction::Place { name, at: point } => {
                        let old = incident.place.take();
                        let (lat, lon) = point.map_or((None, None), |(lat, lon)| (Some(lat), Some(lon)));
                        incident.place = Some(Place {
                            name: Some(name),
                            admin: old.as_ref().and_then(|place| place.admin.clone()),
                            country: old.as_ref().and_then(|place| place.country.clone()),
                            lat,
                            lon,
                            precision: None,
                            spans: at.clone(),
                        });
                        old.map(|old| json!(old)).into_iter().collect()
                    }
                    Correction::Killed(min, max) => count(&mut incident.killed, toll(min, max)),
                    Correction::Injured(min, max) => count(&mut incident.injured, toll(min, max)),
                    Correction::Actors(names) => {
                        let before = out(&mut incident.actors, |one| overlap(&one.spans, at));
                        let new = names.into_iter().map(|name| ActorRef { name, spans: at.clone(), by: by.clone() });
                        incident.actors.extend(new);
                        before
                    }
                    Correction::Targets(names) => {
                        let before = out(&mut incident.targets, |one| overlap(&one.spans, at));
                        incident.targets.extend(names.into_iter().map(|name| TargetRef { name, spans: at.clone() }));
                        before
                    }
                };
                let id = incident.id.clone();
                total(incident);
                Ok(Became::new(&id, before))
            }
            Self::Claim { of, by, says, party } => {
                let by = by.map(|by| said_by(&reading.statements, by)).transpose()?;
                let incident = named(&mut reading.incidents, *of)?;
                let before = claiming::put(&mut incident.claims, by, *says, party.clone());
                Ok(Became::new(&incident.id, before))
            }
        }
    }
}

impl Unmark {
    /// Take it out of a reading. What is not read any more needs no taking out.
    ///
    /// # Errors
    ///
    /// In words, where something of the kind stands there by other words.
    pub(crate) fn apply(&self, reading: &mut Reading) -> Result<Became, String> {
        match self {
            Self::Incident { words: at } => {
                let Some(found) = exactly(&reading.incidents, *at, "incident", |one| &one.triggers)? else {
                    return Ok(Became::default());
                };
                let gone = reading.incidents.remove(found);
                reading.disputes.retain(|dispute| dispute.incident.as_ref() != Some(&gone.id));
                Ok(Became { on: None, before: Some(json!([gone])) })
            }
            Self::Statement { words: at } => {
                let Some(found) = exactly(&reading.statements, *at, "statement", anchor)? else {
                    return Ok(Became::default());
                };
                let gone = reading.statements.remove(found);
                untold(reading, &gone);
                Ok(Became { on: None, before: Some(json!([gone])) })
            }
            Self::Value { of, field, words: at } => {
                let Ok(incident) = named(&mut reading.incidents, *of) else { return Ok(Became::default()) };
                let stands = |spans: &Vec<Span>| spans.contains(at);
                let before = match field {
                    Field::Type => return Err("an incident has a type always".to_owned()),
                    Field::Date => {
                        let old = incident.date.take_if(|date| stands(&date.spans));
                        old.map(|old| json!(old)).into_iter().collect()
                    }
                    Field::Place => {
                        let old = incident.place.take_if(|place| stands(&place.spans));
                        old.map(|old| json!(old)).into_iter().collect()
                    }
                    Field::Killed => out(&mut incident.killed, |one| stands(&one.spans)),
                    Field::Injured => out(&mut incident.injured, |one| stands(&one.spans)),
                    Field::Actors => out(&mut incident.actors, |one| stands(&one.spans)),
                    Field::Targets => out(&mut incident.targets, |one| stands(&one.spans)),
                };
                let left = field.spans(incident).into_iter().any(|spans| overlap(spans, &[*at]));
                if before.is_empty() && left {
                    return Err(otherwise(field.name(), *at));
                }
                let id = incident.id.clone();
                total(incident);
                Ok(Became::new(&id, before))
            }
            Self::Claim { of, by, says, party } => {
                let by = by.map(|by| said_by(&reading.statements, by)).transpose();
                let (Ok(by), Ok(incident)) = (by, named(&mut reading.incidents, *of)) else {
                    return Ok(Became::default());
                };
                let before = claiming::out(&mut incident.claims, by.as_deref(), *says, party.as_deref());
                Ok(Became::new(&incident.id, before))
            }
        }
    }
}

/// The words that a statement is known by: what is said, or where nothing is, the words that attribute.
fn anchor(statement: &Statement) -> &Vec<Span> {
    if statement.content.is_empty() { &statement.cue } else { &statement.content }
}

/// The statement whose content begins with exactly these words.
fn statement(statements: &[Statement], at: Span) -> Option<usize> {
    statements.iter().position(|one| anchor(one).first() == Some(&at))
}

/// The statement in which these words are said; of nested ones, the innermost.
fn telling(statements: &[Statement], at: Span) -> Option<&Statement> {
    let size = |one: &&Statement| anchor(one).iter().map(|span| span.len()).sum::<u32>();
    let exact = statement(statements, at).and_then(|found| statements.get(found));
    exact.or_else(|| statements.iter().filter(|one| overlap(anchor(one), &[at])).min_by_key(size))
}

/// The id of the statement in which these words are said.
fn said_by(statements: &[Statement], at: Span) -> Result<String, String> {
    telling(statements, at).map(|one| one.id.clone()).ok_or_else(|| missing("statement", at))
}

/// The one that stands on exactly these words; none where nothing stands near.
fn exactly<T>(all: &[T], at: Span, what: &str, spans: impl Fn(&T) -> &Vec<Span>) -> Result<Option<usize>, String> {
    match all.iter().position(|one| spans(one).first() == Some(&at)) {
        None if what == "incident" && all.iter().any(|one| overlap(spans(one), &[at])) => Err(otherwise(what, at)),
        found => Ok(found),
    }
}

/// The incident that any of its words name so.
fn named(incidents: &mut [Incident], of: Span) -> Result<&mut Incident, String> {
    let found = incidents.iter_mut().find(|one| overlap(&one.triggers, &[of]));
    found.ok_or_else(|| missing("incident", of))
}

fn missing(what: &str, at: Span) -> String {
    format!("no {what} is read at {}..{} any more", at.start, at.end)
}

fn otherwise(what: &str, at: Span) -> String {
    format!("{what}: other words than {}..{} are read there now", at.start, at.end)
}

/// Take out what `is`; gives what was.
fn out<T: Serialize>(all: &mut Vec<T>, is: impl Fn(&T) -> bool) -> Vec<Value> {
    all.extract_if(.., |one| is(one)).map(|one| json!(one)).collect()
}

/// Put a row in the place of those that count the same people in the same words.
fn count(rows: &mut Vec<Toll>, toll: Toll) -> Vec<Value> {
    let before = out(rows, |one| one.who == toll.who && overlap(&one.spans, &toll.spans));
    rows.push(toll);
    before
}

fn total(incident: &mut Incident) {
    incident.toll = Tolls { killed: toll_range(&incident.killed), injured: toll_range(&incident.injured) };
}

/// What a statement told that is none: the report itself tells it, and its word on incidents is gone.
fn untold(reading: &mut Reading, gone: &Statement) {
    let is = |by: &mut Option<String>| {
        if by.as_ref() == Some(&gone.id) {
            *by = None;
        }
    };
    for incident in &mut reading.incidents {
        incident.claims.retain(|claim| claim.by.as_ref() != Some(&gone.id));
        incident.actors.iter_mut().for_each(|one| is(&mut one.by));
        incident.killed.iter_mut().chain(&mut incident.injured).for_each(|one| is(&mut one.by));
        total(incident);
    }
    reading.figures.iter_mut().for_each(|one| is(&mut one.by));
    for statement in reading.statements.iter_mut().filter(|one| one.within.as_ref() == Some(&gone.id)) {
        statement.within.clone_from(&gone.within);
    }
    for dispute in &mut reading.disputes {
        dispute.sides.retain(|side| side.by.as_ref() != Some(&gone.id));
    }
    reading.disputes.retain(|dispute| dispute.sides.len() > 1);
}

/// The id after the greatest of a reading's.
fn next<'a>(letter: char, ids: impl Iterator<Item = &'a str>) -> String {
    let greatest = ids.filter_map(|id| id.strip_prefix(letter)?.parse::<u32>().ok()).max();
    format!("{letter}{}", greatest.unwrap_or_default().saturating_add(1))
}

#[cfg(test)]
mod tests {
    use truceline_record::{Act, ClaimSays, IncidentType, Quote, Reality};

    use super::*;

    const TEXT: &str =
        "Shells killed 25 people in Orel, medics said. The army denied it. A convoy was looted at dusk, drivers said.";

    fn at(words: &str) -> Span {
        let start = TEXT.find(words).unwrap() as u32;
        Span::new(start, start + words.len() as u32)
    }

    fn reading() -> Reading {
        let value = json!({
            "report": {"id": "a", "text": TEXT},
            "statements": [
                {"id": "s1", "speaker": [at("medics")], "speaker_name": "medics", "cue": [at("said")],
                 "content": [at("Shells killed 25 people in Orel")], "quote": "indirect", "act": "assert", "within": null},
                {"id": "s2", "speaker": [at("The army")], "speaker_name": "the army", "cue": [at("denied")],
                 "content": [at("it.")], "quote": "indirect", "act": "assert", "within": "s1"}
            ],
            "incidents": [{
                "id": "i1", "main": true, "type": "shelling", "triggers": [at("Shells")], "reality": "actual", "date": null,
                "place": null, "actors": [], "targets": [{"name": "people", "spans": [at("people")]}],
                "killed": [{"who": "total", "min": 25, "max": 25, "approximate": false, "spans": [at("25")], "by": "s1"}],
                "injured": [], "claims": [{"by": "s2", "says": "happened", "party": null}],
                "toll": {"killed": {"min": 25, "max": 25}, "injured": {"min": null, "max": null}}
            }],
            "disputes": [{"incident": "i1", "aspect": "occurrence", "sides": [{"by": "s1", "says": "a"}, {"by": "s2", "says": "b"}]}],
            "made_by": {"version": "t", "model": "m", "lexicon": "l"}
        });
        serde_json::from_value(value).unwrap()
    }

    fn value(field: Field, words: &str, value: &str) -> Mark {
        let value = value.to_owned();
        Mark::Value { of: at("Shells"), field, words: vec![at(words)], value, counted: None, by: Some(at("it.")) }
    }

    #[test]
    fn a_missed_incident_and_its_values_are_added() {
        let mut reading = reading();
        let incident = Mark::Incident {
            words: vec![at("looted")],
            kind: IncidentType::AidObstructed,
            reality: Reality::Actual,
            main: false,
        };
        assert_eq!(incident.apply(&mut reading), Ok(Became::new("i2", Vec::new())));
        let target = Mark::Value {
            of: at("looted"),
            field: Field::Targets,
            words: vec![at("A convoy")],
            value: "convoy".to_owned(),
            counted: None,
            by: None,
        };
        assert_eq!(target.apply(&mut reading), Ok(Became::new("i2", Vec::new())));
        assert_eq!(reading.incidents[1].targets[0].name, "convoy");
        // the same words again say what it is, and add none
        let again = Mark::Incident {
            words: vec![at("was looted")],
            kind: IncidentType::Destruction,
            reality: Reality::Actual,
            main: false,
        };
        assert_eq!(again.apply(&mut reading).unwrap().on.as_deref(), Some("i2"));
        assert_eq!((reading.incidents.len(), reading.incidents[1].kind), (2, IncidentType::Destruction));
    }

    #[test]
    fn a_value_stands_in_the_place_of_what_was_read_in_its_words() {
        let mut reading = reading();
        let became = value(Field::Killed, "25 people", "26+").apply(&mut reading).unwrap();
        assert_eq!(became.before.unwrap()[0]["max"], 25);
        let killed = &reading.incidents[0].killed;
        assert_eq!((killed.len(), killed[0].min, killed[0].by.as_deref()), (1, Some(26), Some("s2")));
        assert_eq!(reading.incidents[0].toll.killed.max, None);
        value(Field::Place, "Orel", "Orel @ 51.2, 33.4").apply(&mut reading).unwrap();
        assert_eq!(reading.incidents[0].place.as_ref().unwrap().lat, Some(51.2));
        let lost = Mark::Value {
            of: at("dusk"),
            field: Field::Killed,
            words: vec![at("25")],
            value: "1".to_owned(),
            counted: None,
            by: None,
        };
        assert!(lost.apply(&mut reading).unwrap_err().contains("no incident is read at"));
    }

    #[test]
    fn a_statement_is_changed_added_and_taken_out() {
        let mut reading = reading();
        let deny = Mark::Statement {
            words: vec![at("it")],
            speaker: vec![at("The army")],
            speaker_name: None,
            cue: vec![at("denied")],
            quote: Quote::Indirect,
            act: Act::Deny,
            instead: Some(at("it.")),
        };
        deny.apply(&mut reading).unwrap();
        let changed = &reading.statements[1];
        assert_eq!((changed.id.as_str(), changed.act, changed.within.as_deref()), ("s2", Act::Deny, Some("s1")));
        assert_eq!(changed.speaker_name.as_deref(), Some("The army"));
        // what was read from another act is gone
        assert!(reading.incidents[0].claims.is_empty());
        assert!(deny.apply(&mut reading).unwrap_err().contains("no statement is read at"));
        let drivers = Mark::Statement {
            words: vec![at("A convoy was looted at dusk")],
            speaker: vec![at("drivers")],
            speaker_name: Some("the drivers".to_owned()),
            cue: Vec::new(),
            quote: Quote::Indirect,
            act: Act::Assert,
            instead: None,
        };
        assert_eq!(drivers.apply(&mut reading).unwrap().on.as_deref(), Some("s3"));
        let became = Unmark::Statement { words: at("Shells killed 25 people in Orel") }.apply(&mut reading).unwrap();
        assert_eq!(became.before.unwrap()[0]["id"], "s1");
        // the report itself tells it then, and nobody is denied within it
        assert_eq!(reading.incidents[0].killed[0].by, None);
        assert_eq!(reading.statements[0].within, None);
        assert!(reading.disputes.is_empty());
        // once more there is nothing to do
        let again = Unmark::Statement { words: at("Shells killed 25 people in Orel") }.apply(&mut reading);
        assert_eq!(again, Ok(Became::default()));
    }

    #[test]
    fn what_a_statement_says_of_an_incident_is_put_right() {
        let mut reading = reading();
        let party = || Some("army".to_owned());
        let claim = |by, says, party| Mark::Claim { of: at("Shells"), by, says, party };
        // it said the contrary
        let became = claim(Some(at("it.")), ClaimSays::DidNotHappen, None).apply(&mut reading).unwrap().before.unwrap();
        assert_eq!((&became[0]["says"], &became[0]["by"]), (&json!("happened"), &json!("s2")));
        assert_eq!(reading.incidents[0].claims.len(), 1);
        // nobody else's word is touched, nor what it says of something else
        claim(None, ClaimSays::Happened, None).apply(&mut reading).unwrap();
        claim(Some(at("Shells killed")), ClaimSays::Responsible, party()).apply(&mut reading).unwrap();
        claim(Some(at("it.")), ClaimSays::NotResponsible, party()).apply(&mut reading).unwrap();
        let says = |reading: &Reading| {
            let claims = reading.incidents[0].claims.iter();
            claims.map(|one| (one.by.clone().unwrap_or_default(), one.says)).collect::<Vec<_>>()
        };
        let all = [
            ("s2", ClaimSays::DidNotHappen),
            ("", ClaimSays::Happened),
            ("s1", ClaimSays::Responsible),
            ("s2", ClaimSays::NotResponsible),
        ];
        assert_eq!(says(&reading), all.map(|(by, says)| (by.to_owned(), says)));
        let gone = Unmark::Claim {
            of: at("Shells"),
            by: Some(at("Shells killed")),
            says: ClaimSays::Responsible,
            party: None,
        };
        assert_eq!(gone.apply(&mut reading).unwrap().before.unwrap()[0]["party"], "army");
        assert_eq!(says(&reading).len(), 3);
        // once more there is nothing to do; of an incident that is not there, that is told
        assert_eq!(gone.apply(&mut reading), Ok(Became::new("i1", Vec::new())));
        let lost = Mark::Claim { of: at("dusk"), by: None, says: ClaimSays::Happened, party: None };
        assert!(lost.apply(&mut reading).unwrap_err().contains("no incident is read at"));
    }

    #[test]
    fn what_is_taken_out_leaves_the_rest_and_other_words_are_told() {
        let mut reading = reading();
        let toll = |words| Unmark::Value { of: at("Shells"), field: Field::Killed, words: at(words) };
        assert!(toll("25 people").apply(&mut reading).unwrap_err().contains("other words"));
        assert!(toll("25").apply(&mut reading).unwrap().before.is_some());
        assert_eq!(reading.incidents[0].toll.killed.max, None);
        assert!(Unmark::Incident { words: at("Shells killed") }.apply(&mut reading).is_err());
        assert!(Unmark::Incident { words: at("Shells") }.apply(&mut reading).unwrap().before.is_some());
        assert!(reading.incidents.is_empty() && reading.disputes.is_empty());
        assert_eq!(toll("25").apply(&mut reading), Ok(Became::default()));
    }

    #[test]
    fn what_has_no_words_or_no_form_is_refused() {
        let check = |mark: Mark| mark.check(TEXT.len() as u32);
        let claim = |says, party: Option<&str>| Mark::Claim {
            of: at("Shells"),
            by: None,
            says,
            party: party.map(str::to_owned),
        };
        assert_eq!(check(claim(ClaimSays::Responsible, Some("army"))), Ok(()));
        assert!(check(claim(ClaimSays::Responsible, Some(" "))).unwrap_err().contains("which party"));
        assert!(check(claim(ClaimSays::Happened, Some("army"))).unwrap_err().contains("no party"));
        assert_eq!(check(value(Field::Killed, "25", "20-30")), Ok(()));
        assert!(check(value(Field::Killed, "25", "many")).unwrap_err().contains("25+"));
        assert!(check(value(Field::Actors, "The army", "a; b")).unwrap_err().contains("one name"));
        assert!(check(value(Field::Type, "Shells", "shelling")).is_err());
        for spans in [vec![], vec![Span::new(3, 3)], vec![Span::new(0, 9999)], vec![Span::new(9, 12), Span::new(0, 3)]]
        {
            let mark =
                Mark::Incident { words: spans, kind: IncidentType::Other, reality: Reality::Actual, main: false };
            assert!(check(mark).is_err());
        }
    }
}
