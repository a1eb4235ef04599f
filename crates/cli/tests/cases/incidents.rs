//! The `incidents` and `never-incidents` blocks of a case: what each incident must be, or must not be.

use serde_json::{from_value, json};
use truceline_record::{ActorRef, Claim, ClaimSays, Incident, IncidentType, Reality, Toll, TollWho};

use crate::compare::{View, given, or_none};
use crate::expect::{Pieces, pieces};
use crate::file::Flaw;
use crate::lines::{Group, Line, groups, pairs, patterns};
use crate::text::{Flat, shared};
use crate::value::{By, Listed, Named, OneOf, Range, alike, days, known, printed, show_days};

const KEYS: &str = "trigger, type, main, reality, date, place, admin, country, actor, target, killed, injured, \
                    toll-killed, toll-injured, claim";

/// An `incidents` block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Incidents {
    pub(crate) wanted: Vec<Wanted>,
    /// `others: allowed`.
    others: bool,
}

/// What one incident must be, or, in a `never-incidents` block, must not be. What is `None` is not looked at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    line: usize,
    /// One item a mention, any piece of which will do.
    trigger: Vec<Pieces>,
    kind: Option<OneOf>,
    main: Option<OneOf>,
    reality: Option<OneOf>,
    date: Option<OneOf>,
    place: Option<Named>,
    /// The names of what it lies in; `-` for none.
    admin: Option<String>,
    country: Option<String>,
    actor: Option<Listed<Named>>,
    target: Option<Listed<Named>>,
    killed: Option<Listed<Counted>>,
    injured: Option<Listed<Counted>>,
    toll_killed: Option<Range>,
    toll_injured: Option<Range>,
    claim: Option<Listed<Claimed>>,
}

/// A row of a toll: `about 25.. total by the hospital`.
#[derive(Clone, Debug)]
struct Counted {
    /// `about`: the row must be marked as approximate.
    about: bool,
    number: Range,
    who: Option<OneOf>,
    by: Option<By>,
}

/// A claim: `Tavin Orrel: responsible the army`.
#[derive(Clone, Debug)]
struct Claimed {
    by: By,
    says: OneOf,
    /// `-` for none.
    party: Option<String>,
}

/// Reads an `incidents` block.
pub(crate) fn incidents(file: &str, lines: &[Line<'_>], report: &str) -> Result<Incidents, Flaw> {
    let (found, others) = groups(file, lines)?;
    let wanted = found.iter().map(|g| wanted(file, g, &Flat::new(report))).collect::<Result<Vec<_>, _>>()?;
    match wanted.iter().find(|w| w.trigger.iter().all(Vec::is_empty)) {
        Some(w) => Err(Flaw::new(file, w.line, "an incident needs a `trigger` line")),
        None => Ok(Incidents { wanted, others: others.is_some() }),
    }
}

/// Reads a `never-incidents` block.
pub(crate) fn never(file: &str, lines: &[Line<'_>], report: &str) -> Result<Vec<Wanted>, Flaw> {
    patterns(file, lines)?.iter().map(|g| wanted(file, g, &Flat::new(report))).collect()
}

fn wanted(file: &str, group: &Group<'_>, report: &Flat) -> Result<Wanted, Flaw> {
    let mut w = Wanted { line: group.line, ..Wanted::default() };
    for k in &group.keys {
        set(&mut w, k.key, k.value, report).map_err(|what| Flaw::new(file, k.line, what))?;
    }
    Ok(w)
}

fn set(w: &mut Wanted, key: &str, value: &str, report: &Flat) -> Result<(), String> {
    let twice = match key {
        "trigger" => {
            w.trigger.push(pieces(value, report, false)?);
            false
        }
        "type" => w.kind.replace(OneOf::read(value, known(from_value::<IncidentType>))?).is_some(),
        "main" => w.main.replace(OneOf::read(value, crate::value::among(&["yes", "no"]))?).is_some(),
        "reality" => w.reality.replace(OneOf::read(value, known(from_value::<Reality>))?).is_some(),
        "date" => w.date.replace(OneOf::read(value, days)?).is_some(),
        "place" => w.place.replace(Named::read(value, report)?).is_some(),
        "admin" => w.admin.replace(value.to_owned()).is_some(),
        "country" => w.country.replace(value.to_owned()).is_some(),
        "toll-killed" => w.toll_killed.replace(Range::read(value)?).is_some(),
        "toll-injured" => w.toll_injured.replace(Range::read(value)?).is_some(),
        "actor" => return Listed::add(&mut w.actor, key, value, |v| Named::read(v, report)),
        "target" => return Listed::add(&mut w.target, key, value, |v| Named::read(v, report)),
        "killed" => return Listed::add(&mut w.killed, key, value, |v| counted(v, report)),
        "injured" => return Listed::add(&mut w.injured, key, value, |v| counted(v, report)),
        "claim" => return Listed::add(&mut w.claim, key, value, |v| claimed(v, report)),
        _ => return Err(format!("unknown key `{key}`; known: {KEYS}")),
    };
    if twice { Err(format!("`{key}` stands twice")) } else { Ok(()) }
}

fn counted(value: &str, report: &Flat) -> Result<Counted, String> {
    let (count, by) = match value.split_once(" by ") {
        Some((count, by)) => (count, Some(By::read(by.trim(), report)?)),
        None => (value, None),
    };
    let mut words: Vec<&str> = count.split_whitespace().collect();
    let about = words.first() == Some(&"about");
    if about {
        words.remove(0);
    }
    let [number, who @ ..] = &words[..] else {
        return Err(format!("`{value}` is no toll; write `25`, `25.. child` or `about 25 total by the hospital`"));
    };
    let number = Range::read(number)?;
    let who = match who {
        [] => None,
        who => Some(OneOf::read(&who.join(" "), known(from_value::<TollWho>))?),
    };
    Ok(Counted { about, number, who, by })
}

fn claimed(value: &str, report: &Flat) -> Result<Claimed, String> {
    let Some((by, rest)) = value.split_once(':') else {
        return Err(format!("`{value}` is no claim; write `the ministry: responsible the army`"));
    };
    // the party follows the last of the words that `or` joins
    let mut words: Vec<&str> = rest.split_whitespace().collect();
    let mut says = 1;
    while words.get(says) == Some(&"or") {
        says += 2;
    }
    let party = words.split_off(says.min(words.len())).join(" ");
    Ok(Claimed {
        by: By::read(by.trim(), report)?,
        says: OneOf::read(&words.join(" "), known(from_value::<ClaimSays>))?,
        party: Some(party).filter(|p| !p.is_empty()),
    })
}

/// For each expected incident the place of the one read for it.
pub(crate) fn paired(view: &View<'_>, wanted: &[Wanted]) -> Vec<Option<usize>> {
    let found = &view.reading.incidents;
    pairs(wanted.len(), found.len(), |w, f| {
        let at = view.places(&wanted[w].trigger.concat());
        (shared(&at, &found[f].triggers) > 0).then(|| wrong(view, &wanted[w], &found[f], true).len())
    })
}

/// What is wrong with the incidents of a reading, one line each.
pub(crate) fn differences(view: &View<'_>, block: &Incidents, pairs: &[Option<usize>]) -> Vec<String> {
    let (found, mut out) = (&view.reading.incidents, Vec::new());
    for (n, (w, pair)) in block.wanted.iter().zip(pairs).enumerate() {
        let label = format!("incident {} (line {})", n + 1, w.line);
        match pair {
            None => out.push(format!("{label}: not found: {}", or_none(&given(&w.trigger.concat())))),
            Some(f) => {
                out.extend(wrong(view, w, &found[*f], true).into_iter().map(|what| format!("{label}: {what}")));
            }
        }
    }
    let further = (0..found.len()).filter(|f| !block.others && !pairs.contains(&Some(*f)));
    out.extend(further.map(|f| format!("further incident: {}", show(view, &found[f]))));
    out
}

/// The incidents that have all that a pattern names.
pub(crate) fn hits(view: &View<'_>, patterns: &[Wanted]) -> Vec<String> {
    let mut out = Vec::new();
    for p in patterns {
        let hit = view.reading.incidents.iter().filter(|i| wrong(view, p, i, false).is_empty());
        out.extend(hit.map(|i| format!("never (line {}): {}", p.line, show(view, i))));
    }
    out
}

/// Where `i` is not what `w` says. `complete`: whether a party or a figure too many is wrong.
fn wrong(view: &View<'_>, w: &Wanted, i: &Incident, complete: bool) -> Vec<String> {
    let mut out = Vec::new();
    let mut differs = |key: &str, right: bool, should: String, is: String| {
        if !right {
            out.push(format!("{key}: expected {should}, is {is}"));
        }
    };
    for t in &w.trigger {
        let right = shared(&view.places(t), &i.triggers) > 0;
        differs("trigger", right, or_none(&given(t)), or_none(&view.words(&i.triggers)));
    }
    let main = if i.main { "yes" } else { "no" };
    let date = i.date.as_ref().map_or("-".to_owned(), |d| show_days(d.start.as_deref(), d.end.as_deref()));
    let single = [
        ("type", &w.kind, printed(&json!(i.kind))),
        ("main", &w.main, main.to_owned()),
        ("reality", &w.reality, printed(&json!(i.reality))),
        ("date", &w.date, date),
    ];
    for (key, wanted, is) in single {
        if let Some(wanted) = wanted {
            differs(key, wanted.has(&is), wanted.show(), is);
        }
    }
    let place = i.place.as_ref();
    if let Some(wanted) = &w.place {
        let name = place.and_then(|p| p.name.as_deref());
        let right = match place {
            Some(p) if !wanted.is_none() => wanted.fits(view, &p.spans, name.unwrap_or_default()),
            _ => wanted.is_none() == name.is_none(),
        };
        let is = place.map_or("none".into(), |p| party(view, name.unwrap_or("-"), &p.spans));
        differs("place", right, wanted.show(), is);
    }
    let within = [
        ("admin", &w.admin, place.and_then(|p| p.admin.as_deref())),
        ("country", &w.country, place.and_then(|p| p.country.as_deref())),
    ];
    for (key, wanted, is) in within {
        if let Some(wanted) = wanted {
            differs(
                key,
                is.map_or(wanted == "-", |is| alike(wanted, is)),
                wanted.clone(),
                is.unwrap_or("none").to_owned(),
            );
        }
    }
    for (key, wanted, range) in
        [("toll-killed", w.toll_killed, i.toll.killed), ("toll-injured", w.toll_injured, i.toll.injured)]
    {
        let is = Range { min: range.min.map(Into::into), max: range.max.map(Into::into) };
        if let Some(wanted) = wanted {
            differs(key, is == wanted, wanted.show(), is.show());
        }
    }
    out.extend(lists(view, w, i, complete));
    out
}

/// Where a key that may be repeated is not what `w` says.
fn lists(view: &View<'_>, w: &Wanted, i: &Incident, complete: bool) -> Vec<String> {
    let mut out = Vec::new();
    let targets: Vec<ActorRef> =
        i.targets.iter().map(|t| ActorRef { name: t.name.clone(), spans: t.spans.clone(), by: None }).collect();
    for (key, wanted, found) in [("actor", &w.actor, &i.actors), ("target", &w.target, &targets)] {
        if let Some(list) = wanted {
            let fits = |n: &Named, p: &ActorRef| n.fits(view, &p.spans, &p.name);
            let wrong = list.wrong(found, complete, fits, (Named::show, |p: &ActorRef| party(view, &p.name, &p.spans)));
            out.extend(wrong.into_iter().map(|what| format!("{key}: {what}")));
        }
    }
    for (key, wanted, found) in [("killed", &w.killed, &i.killed), ("injured", &w.injured, &i.injured)] {
        if let Some(list) = wanted {
            let wrong = list.wrong(found, complete, |c, t| c.fits(view, t), (Counted::show, |t: &Toll| row(view, t)));
            out.extend(wrong.into_iter().map(|what| format!("{key}: {what}")));
        }
    }
    if let Some(list) = &w.claim {
        // claims are listed as far as they matter; more may be there
        let wrong = list.wrong(&i.claims, false, |c, is| c.fits(view, is), (Claimed::show, |c: &Claim| claim(view, c)));
        out.extend(wrong.into_iter().map(|what| format!("claim: {what}")));
    }
    out
}

impl Counted {
    fn fits(&self, view: &View<'_>, t: &Toll) -> bool {
        self.number == Range { min: t.min.map(Into::into), max: t.max.map(Into::into) }
            && self.who.as_ref().is_none_or(|who| who.has(&printed(&json!(t.who))))
            && (!self.about || t.approximate)
            && self.by.as_ref().is_none_or(|by| by.is(view, t.by.as_deref()))
    }

    fn show(&self) -> String {
        let who = self.who.as_ref().map(|w| format!(" {}", w.show())).unwrap_or_default();
        let by = self.by.as_ref().map(|by| format!(" by {}", by.show())).unwrap_or_default();
        format!("{}{}{who}{by}", if self.about { "about " } else { "" }, self.number.show())
    }
}

impl Claimed {
    fn fits(&self, view: &View<'_>, c: &Claim) -> bool {
        let party = |wanted: &String| c.party.as_deref().map_or(wanted == "-", |is| alike(wanted, is));
        self.says.has(&printed(&json!(c.says)))
            && self.party.as_ref().is_none_or(party)
            && self.by.is(view, c.by.as_deref())
    }

    fn show(&self) -> String {
        let party = self.party.as_ref().map(|p| format!(" {p}")).unwrap_or_default();
        format!("{}: {}{party}", self.by.show(), self.says.show())
    }
}

fn party(view: &View<'_>, name: &str, spans: &[truceline_record::Span]) -> String {
    format!("{} => {name}", or_none(&view.words(spans)))
}

fn row(view: &View<'_>, t: &Toll) -> String {
    let number = Range { min: t.min.map(Into::into), max: t.max.map(Into::into) };
    let about = if t.approximate { "about " } else { "" };
    format!("{about}{} {} by {}", number.show(), printed(&json!(t.who)), view.speaker(t.by.as_deref()))
}

fn claim(view: &View<'_>, c: &Claim) -> String {
    let party = c.party.as_ref().map(|p| format!(" {p}")).unwrap_or_default();
    format!("{}: {}{party}", view.speaker(c.by.as_deref()), printed(&json!(c.says)))
}

fn show(view: &View<'_>, i: &Incident) -> String {
    let names = |list: Vec<&str>| if list.is_empty() { "nobody".to_owned() } else { list.join(", ") };
    format!(
        "{} {} {}: {} to {}",
        or_none(&view.words(&i.triggers)),
        printed(&json!(i.reality)),
        printed(&json!(i.kind)),
        names(i.actors.iter().map(|a| a.name.as_str()).collect()),
        names(i.targets.iter().map(|t| t.name.as_str()).collect())
    )
}
