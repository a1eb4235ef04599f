//! The places that a report's names may mean, scored by the names and the words around them.

use std::collections::BTreeMap;

use truceline_record::Span;

use super::fold::{fold, is_transliterated};
use super::gazetteer::{Gazetteer, Match, PlaceEntry, PlaceId, within};
use super::index::Feature;
use super::outlet;
use super::phrase::{Link, Offset, Part, Token, parts, tokens};
use super::resolve::Context;
use super::words::Words;

/// A place that a name may mean. Each part of its score is in points; two points more are a good reason.
#[derive(Clone, Debug)]
pub(super) struct Candidate<'g> {
    pub(super) entry: PlaceEntry<'g>,
    /// What it is and how many live there.
    pub(super) weight: f64,
    /// How its name meets the report's.
    pub(super) name: f64,
    /// Whether it is what the report calls it.
    pub(super) noun: f64,
    /// Whether it lies where the report says.
    pub(super) held: f64,
    /// How near it is to the report's other places.
    pub(super) company: f64,
    /// Whether it is alone in a country that the report does not speak of.
    pub(super) alone: f64,
    /// Its share among its group's candidates, 0 to 1.
    pub(super) share: f64,
}

impl Candidate<'_> {
    pub(super) fn score(&self) -> f64 {
        self.weight + self.name + self.noun + self.held + self.company + self.alone
    }

    pub(super) fn parts(&self) -> Vec<(&'static str, f64)> {
        let all = [
            ("what it is and how large", self.weight),
            ("how its name is spelt", self.name),
            ("what the report calls it", self.noun),
            ("what the report says it lies in", self.held),
            ("the report's other places", self.company),
            ("in a country that the report does not speak of", self.alone),
        ];
        all.into_iter().filter(|(_, points)| *points != 0.0).collect()
    }
}

/// A mention of a group.
pub(super) struct Member {
    pub(super) number: usize,
    pub(super) offset: Offset,
}

/// A place that a name is said to lie in.
pub(super) struct Container<'g> {
    link: Link,
    places: Vec<PlaceEntry<'g>>,
}

/// Mentions that are taken to be of the same place.
pub(super) struct Group<'g> {
    pub(super) name: String,
    pub(super) folded: String,
    pub(super) people: bool,
    /// Whether it is a facility's name, which holds the name of a place or of anything else.
    pub(super) facility: bool,
    pub(super) mentions: Vec<Member>,
    pub(super) containers: Vec<Container<'g>>,
    pub(super) candidates: Vec<Candidate<'g>>,
    /// How much it counts for other groups.
    pub(super) count: f64,
}

impl Group<'_> {
    /// Whether the report says plainly what it lies in.
    pub(super) fn is_held(&self) -> bool {
        self.containers.iter().any(|c| c.link == Link::In && !c.places.is_empty())
    }

    /// The place that it is said to lie in.
    pub(super) fn within(&self) -> Option<PlaceId> {
        self.containers.iter().flat_map(|c| &c.places).next().map(|e| e.id)
    }
}

/// Characters before and after a mention that may say something of it.
const AROUND: usize = 70;

/// The groups of a report's mentions, and one for its outlet that no mention is in.
pub(super) fn groups<'g>(
    gazetteer: &'g Gazetteer,
    words: &Words,
    text: &str,
    mentions: &[Span],
    context: Context,
) -> Vec<Group<'g>> {
    let chars: Vec<char> = text.chars().collect();
    let slice = |from: usize, to: usize| {
        chars.get(from.min(to)..to.min(chars.len())).unwrap_or_default().iter().collect::<String>()
    };
    let mut groups: Vec<Group<'g>> = Vec::new();
    let mut known = BTreeMap::new();
    for (number, span) in mentions.iter().enumerate() {
        let (start, end) = (span.start as usize, span.end as usize);
        let (inside, before, after) =
            (slice(start, end), slice(start.saturating_sub(AROUND), start), slice(end, end + AROUND));
        let Some(said) = said(gazetteer, words, &inside, &before, &after) else { continue };
        let held: Vec<String> =
            said.containers.iter().map(|(link, name, _)| format!("{link:?} {}", fold(name))).collect();
        let key = (fold(&said.name), said.noun, held);
        let member = Member { number, offset: said.offset };
        let at = *known.entry(key).or_insert_with(|| {
            groups.push(group(gazetteer, said));
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(at) {
            group.mentions.push(member);
            group.count = 1.0 + (group.mentions.len() as f64).ln();
        }
    }
    groups.extend(outlet::group(gazetteer, context));
    groups
}

/// What a report says of a place.
struct Said {
    name: String,
    people: bool,
    noun: Option<Feature>,
    offset: Offset,
    containers: Vec<(Link, String, Option<Feature>)>,
}

fn said(gazetteer: &Gazetteer, words: &Words, inside: &str, before: &str, after: &str) -> Option<Said> {
    let inner = tokens(inside);
    let known = |name: &str| is_known(gazetteer, name);
    let mut found = parts(words, &inner, &known);
    if found.is_empty() {
        return None;
    }
    turn(gazetteer, words, &mut found);
    let owners = owners(gazetteer, &mut found);
    let mut found = found.into_iter();
    let mut main = found.next()?;
    let back = tokens(before);
    lead(words, &back, &mut main, &known);
    let (mut name, mut noun, mut offset) = name_of(gazetteer, words, &main);
    let mut containers: Vec<_> =
        found.filter_map(|p| Some((p.link?, p))).map(|(link, p)| container(gazetteer, words, link, &p)).collect();
    containers.extend(owners);
    containers.extend(split_of(gazetteer, words, &main, &name));

    // what follows: "Orel province", "Orel, Lowland", "Orel in the Lowland province"
    let joined = after.starts_with(|c: char| c.is_whitespace() || c == ',' || c == '\'' || c == '’');
    if joined {
        let ahead = tokens(after);
        let ahead = &ahead[..ahead.iter().position(|t| t.stop).map_or(ahead.len(), |n| n + 1)];
        let mut rest = ahead;
        if let Some(first) = ahead.first().filter(|t| !after.starts_with(',') && t.word.starts_with(char::is_lowercase))
        {
            if words.is(first.word, "country_around") {
                offset = Offset::Around;
                rest = &ahead[1..];
            } else if let Some(n) = words.noun(first.word) {
                noun = noun.or(Some(n));
                rest = &ahead[1..];
            }
        }
        let comma = after.starts_with(',') || rest.len() < ahead.len() && ahead.first().is_some_and(|t| t.comma);
        let follower = follows(gazetteer, words, rest, comma);
        // "the Syrian city", of Aleppo
        let of = main.noun.is_some() && rest.first().is_some_and(|t| t.word == "of");
        let land = gazetteer.people(&name).filter(|_| of && is_people(gazetteer, &name));
        match (land, follower) {
            (Some(land), Some((Link::In, town, kind))) => {
                containers.push((Link::In, land.name.to_owned(), None));
                (name, noun, offset) = (town, main.noun.or(kind), Offset::At);
            }
            (_, follower) => containers.extend(follower),
        }
    }
    containers.extend(owner(gazetteer, words, &back));
    // "Base 46", "the Old City": a common word is no name
    if words.is_common(&name) {
        return None;
    }
    containers.retain(|(_, name, _)| !words.is_common(name));
    // a place does not lie in itself
    containers.retain(|(_, c, n)| fold(c) != fold(&name) || n.is_some() && *n != noun);
    let people = is_people(gazetteer, &name);
    Some(Said { name, people, noun, offset, containers })
}

fn is_known(gazetteer: &Gazetteer, name: &str) -> bool {
    !gazetteer.named(name).1.is_empty() || gazetteer.people(name).is_some()
}

/// Whether a name is that of a people, not of their country.
fn is_people(gazetteer: &Gazetteer, name: &str) -> bool {
    gazetteer.people(name).is_some() && gazetteer.named(name).1.iter().all(|e| e.feature != Feature::Country)
}

/// "the Syrian city of Aleppo", "Syrias Aleppo", an apostrophe lost: what only says whose the place is goes from the names, and comes back as
/// what the place lies in.
fn owners(gazetteer: &Gazetteer, found: &mut Vec<Part>) -> Vec<(Link, String, Option<Feature>)> {
    let mut out = Vec::new();
    if let [first, second, ..] = found.as_slice()
        && second.link == Some(Link::In)
        && let Some(noun) = first.noun
        && is_people(gazetteer, &first.words.join(" "))
        && let Some(land) = gazetteer.people(&first.words.join(" "))
    {
        out.push((Link::In, land.name.to_owned(), None));
        found.remove(0);
        if let Some(main) = found.first_mut() {
            (main.link, main.noun) = (None, main.noun.or(Some(noun)));
        }
    }
    for part in found {
        let [first, _, ..] = part.words.as_slice() else { continue };
        let wide = |e: &PlaceEntry| matches!(e.feature, Feature::Country | Feature::Admin1);
        let owner = first.strip_suffix('s').filter(|o| gazetteer.named(o).1.iter().any(wide));
        if let Some(owner) = owner.filter(|_| !is_known(gazetteer, &part.words.join(" "))) {
            out.push((Link::In, owner.to_owned(), None));
            part.words.remove(0);
        }
    }
    out
}

/// "the Kestova suburb of Sarnem" is about Sarnem, "the Sarnem quarter of Kestova" too: of two names with a noun and "of" between them, the
/// lesser place is meant and the greater one holds it.
fn turn(gazetteer: &Gazetteer, words: &Words, found: &mut [Part]) {
    let [first, second, ..] = found else { return };
    let turns = second.link == Some(Link::In)
        && matches!(first.noun, Some(Feature::Settlement | Feature::Quarter | Feature::Admin1 | Feature::Admin2));
    let weight = |part: &Part| {
        let (name, ..) = name_of(gazetteer, words, part);
        gazetteer.named(&name).1.into_iter().map(|e| candidate(e, 0.0).weight).fold(0.0, f64::max)
    };
    if turns && weight(first) > weight(second) {
        std::mem::swap(first, second);
        second.link = Some(Link::In);
        first.noun = first.noun.or(second.noun.take());
    }
}

/// What the words before a mention say of it: "the town of", "near", "60 km north of", "eastern".
fn lead<'t>(words: &Words, back: &[Token<'t>], main: &mut Part<'t>, known: &dyn Fn(&str) -> bool) {
    let from = back.iter().rposition(|t| t.comma || t.stop).map_or(0, |n| n + 1);
    let from = from.max(back.len().saturating_sub(6));
    let mut lead: Vec<Token> = back[from..].to_vec();
    lead.push(Token { word: "X", comma: false, stop: false, owner: false });
    let Some(part) = parts(words, &lead, known).pop() else { return };
    // run together with a capitalised word before it, nothing is said of the mention alone
    if part.words != ["X"] {
        return;
    }
    main.noun = main.noun.or(part.noun);
    main.direction = main.direction.or(part.direction);
    if main.offset == Offset::At {
        main.offset = part.offset;
    }
}

/// The name that a part means: as long as the gazetteer has it, else without the words that say what it is or which part of it.
fn name_of(gazetteer: &Gazetteer, words: &Words, part: &Part) -> (String, Option<Feature>, Offset) {
    let known = |name: &str| is_known(gazetteer, name);
    let whole = part.words.join(" ");
    if let Some(direction) = part.direction {
        let longer = format!("{direction} {whole}");
        if known(&longer) {
            return (longer, part.noun, Offset::At);
        }
    }
    // the land around a city may be a unit of its own
    let rural = format!("Rural {whole}");
    if part.offset == Offset::Around && known(&rural) {
        return (rural, None, Offset::At);
    }
    let (mut name, mut noun, mut offset) = (part.words.as_slice(), part.noun, part.offset);
    while !known(&name.join(" ")) {
        match name {
            [rest @ .., last] if !rest.is_empty() && words.is(last, "country_around") => {
                offset = Offset::Around;
                name = rest;
            }
            [rest @ .., last] if !rest.is_empty() && words.noun(last).is_some() => {
                noun = words.noun(last);
                name = rest;
            }
            [first, rest @ ..] if !rest.is_empty() && words.is(first, "direction") => {
                offset = Offset::Part;
                name = rest;
            }
            [first, rest @ ..] if !rest.is_empty() && words.is(first, "country_around") => {
                offset = Offset::Around;
                name = rest;
            }
            [first, "of", rest @ ..] if !rest.is_empty() && words.noun(first).is_some() => {
                noun = words.noun(first);
                name = rest;
            }
            [first, rest @ ..]
                if !rest.is_empty()
                    && (words.is(first, "filler") || words.noun(first) == Some(Feature::Settlement)) =>
            {
                name = rest;
            }
            // apostrophes are often lost on the way: "Kestovas"
            [.., last] if last.len() > 4 && whole.strip_suffix('s').is_some_and(known) => {
                return (whole.trim_end_matches('s').to_owned(), noun, offset);
            }
            _ => return (whole, noun, offset),
        }
    }
    (name.join(" "), noun, offset)
}

/// "University of Sarnem": what follows "of" in a name that is not known as a whole.
fn split_of(gazetteer: &Gazetteer, words: &Words, part: &Part, name: &str) -> Option<(Link, String, Option<Feature>)> {
    let at = part.words.iter().rposition(|w| *w == "of")?;
    let rest = part.words.get(at + 1..)?;
    if name != part.words.join(" ") || !gazetteer.named(name).1.is_empty() {
        return None;
    }
    let rest = Part { words: rest.to_vec(), direction: None, noun: None, offset: Offset::At, link: None };
    Some(container(gazetteer, words, Link::In, &rest))
}

fn container(gazetteer: &Gazetteer, words: &Words, link: Link, part: &Part) -> (Link, String, Option<Feature>) {
    let (name, noun, _) = name_of(gazetteer, words, part);
    (link, name, noun)
}

/// The place that the words after a mention say it lies in.
fn follows(
    gazetteer: &Gazetteer,
    words: &Words,
    rest: &[Token],
    comma: bool,
) -> Option<(Link, String, Option<Feature>)> {
    let first = rest.first()?;
    let link = if comma {
        Link::Comma
    } else if ["in", "of"].contains(&first.word) {
        Link::In
    } else {
        return None;
    };
    // only what is said at once: "in the Lowland province", not "in which Lowland fighters"
    let name_at = rest.iter().position(|t| t.word.starts_with(char::is_uppercase))?;
    let plain = |t: &Token| {
        words.is(t.word, "link")
            || words.is(t.word, "filler")
            || words.is(t.word, "direction")
            || words.noun(t.word).is_some()
    };
    if name_at > 4 || !rest[..name_at].iter().all(plain) {
        return None;
    }
    let part =
        parts(words, &rest[name_at.saturating_sub(2)..], &|name| is_known(gazetteer, name)).into_iter().next()?;
    Some(container(gazetteer, words, link, &part))
}

/// "Kestova's Sarnem", "the Lowland province town of Sarnem": the place named before the mention.
fn owner(gazetteer: &Gazetteer, words: &Words, back: &[Token]) -> Option<(Link, String, Option<Feature>)> {
    let last = back.iter().rposition(|t| t.word.starts_with(char::is_uppercase))?;
    let between = &back[last + 1..];
    let mut nouns = between.iter().filter(|t| words.noun(t.word).is_some());
    let owns = back[last].owner
        && between
            .iter()
            .all(|t| words.is(t.word, "direction") || words.is(t.word, "filler") || words.noun(t.word).is_some());
    let unit_then_kind = !between.is_empty()
        && between
            .first()
            .is_some_and(|t| words.noun(t.word).is_some_and(|f| matches!(f, Feature::Admin1 | Feature::Admin2)))
        && nouns.nth(1).is_some()
        && between.last().is_some_and(|t| t.word == "of");
    if !(owns || unit_then_kind) || back[last].comma || back[last].stop {
        return None;
    }
    let start = back[..last].iter().rposition(|t| !t.word.starts_with(char::is_uppercase)).map_or(0, |n| n + 1);
    let name: Vec<&str> = back[start..=last].iter().map(|t| t.word).collect();
    let part = Part {
        words: name,
        direction: None,
        noun: between.first().and_then(|t| words.noun(t.word)),
        offset: Offset::At,
        link: None,
    };
    let found = container(gazetteer, words, Link::Comma, &part);
    (!gazetteer.named(&found.1).1.is_empty()).then_some(found)
}

fn group(gazetteer: &Gazetteer, said: Said) -> Group<'_> {
    let containers: Vec<Container> = said
        .containers
        .iter()
        .map(|(link, name, noun)| Container { link: *link, places: container_places(gazetteer, name, *noun) })
        .collect();
    let folded = fold(&said.name);
    let people = if said.people { gazetteer.people(&said.name) } else { None };
    let mut candidates: Vec<Candidate> = match people {
        Some(entry) => vec![candidate(entry, 0.0)],
        None => {
            let (how, named) = gazetteer.named(&said.name);
            let points = if how == Match::Exact { 0.0 } else { -0.5 };
            named.into_iter().map(|e| candidate(e.clone(), points + spelling(&e, &folded))).collect()
        }
    };
    // letters alone: "EU" is no town
    let initials = folded.len() <= 3 && said.name.chars().all(|c| c.is_uppercase() || c == '.');
    if initials {
        candidates.retain(|c| matches!(c.entry.feature, Feature::Country | Feature::Admin1));
    }
    // quarters and facilities are not in the gazetteer, and their names are like those of villages
    let sought = !initials && !matches!(said.noun, Some(Feature::Quarter | Feature::Spot));
    if candidates.is_empty() && sought {
        let alike = gazetteer.sounding(&said.name);
        candidates.extend(alike.into_iter().map(|(alike, e)| candidate(e, (alike - 1.0) * 6.0 - 1.5)));
    }
    let towns: Vec<&str> = candidates.iter().filter(|c| is_town(c)).map(|c| c.entry.code).collect();
    for c in &mut candidates {
        c.noun = said.noun.map_or_else(|| unnamed(c, &towns), |noun| agreement(noun, c.entry.feature));
        c.held = containers.iter().map(|container| held(container, &c.entry)).sum();
    }
    Group {
        name: said.name,
        folded,
        people: said.people,
        facility: said.noun == Some(Feature::Spot),
        mentions: Vec::new(),
        containers,
        candidates,
        count: 1.0,
    }
}

pub(super) fn candidate(entry: PlaceEntry<'_>, name: f64) -> Candidate<'_> {
    let size = entry.population.max(1.0).log10();
    let weight = match entry.feature {
        Feature::Country => 8.5,
        Feature::Admin1 => 3.0 + size / 2.0,
        Feature::Admin2 => 1.0 + size / 2.0,
        Feature::Continent => 8.0,
        Feature::Area | Feature::Water => 6.5,
        Feature::Terrain => 4.0,
        Feature::Quarter | Feature::Spot => 2.0,
        Feature::Settlement => size + if entry.capital { 1.0 } else { 0.0 },
    };
    Candidate { entry, weight, name, noun: 0.0, held: 0.0, company: 0.0, alone: 0.0, share: 0.0 }
}

/// A name that is the place's first name, not one of its others.
fn spelling(entry: &PlaceEntry, folded: &str) -> f64 {
    if fold(entry.name) == *folded { 1.0 } else { 0.0 }
}

/// Whether a candidate is a town that most would think of before a unit of its name.
fn is_town(c: &Candidate) -> bool {
    c.entry.feature == Feature::Settlement && c.entry.population >= 20_000.0
}

/// A unit's name without the word for the unit is more often that of the town in it.
fn unnamed(c: &Candidate, towns: &[&str]) -> f64 {
    match c.entry.feature {
        Feature::Admin1 if towns.iter().any(|code| within(code, c.entry.code)) => -1.5,
        Feature::Admin2 => -1.5,
        _ => 0.0,
    }
}

fn agreement(noun: Feature, feature: Feature) -> f64 {
    match (noun, feature) {
        (a, b) if a == b => 2.5,
        (Feature::Admin1, Feature::Country | Feature::Area | Feature::Admin2) => 0.0,
        (Feature::Admin1, _) => -2.0,
        (Feature::Admin2, Feature::Quarter) => 1.0,
        (Feature::Admin2, Feature::Settlement) => 0.0,
        (Feature::Quarter, Feature::Settlement) => -0.5,
        (Feature::Settlement, Feature::Country | Feature::Admin1 | Feature::Area | Feature::Admin2) => -3.0,
        (Feature::Quarter | Feature::Spot, Feature::Country | Feature::Admin1) => -6.0,
        _ => 0.0,
    }
}

/// The places that a name after "in" or a comma may mean as what something lies in.
fn container_places<'g>(gazetteer: &'g Gazetteer, name: &str, noun: Option<Feature>) -> Vec<PlaceEntry<'g>> {
    let (_, mut named) = gazetteer.named(name);
    // a village holds nothing that a report would name beside it
    let folded = fold(name);
    named.retain(|e| {
        e.feature != Feature::Settlement
            || e.population >= 5_000.0 && (is_transliterated(e.country()) || fold(e.name) == folded)
    });
    named.retain(|e| noun.is_none_or(|n| agreement(n, e.feature) >= 0.0));
    named.sort_by(|a, b| {
        candidate(b.clone(), 0.0).weight.total_cmp(&candidate(a.clone(), 0.0).weight).then(a.id.cmp(&b.id))
    });
    named
}

fn held(container: &Container, entry: &PlaceEntry) -> f64 {
    let holds = |c: &PlaceEntry| {
        let unit = c.id != entry.id && c.holds(entry.code) && c.code != entry.code
            || c.id != entry.id
                && c.holds(entry.code)
                && !matches!(entry.feature, Feature::Country | Feature::Admin1 | Feature::Admin2);
        let area = c.feature == Feature::Area && !c.code.is_empty() && within(entry.code, c.code);
        let town = c.feature == Feature::Settlement && c.id != entry.id && near(c, entry, 40.0);
        unit || area || town
    };
    match container.places.iter().find(|c| holds(c)) {
        Some(c) if c.feature == Feature::Settlement => 3.0,
        Some(_) => 6.0,
        None => 0.0,
    }
}

fn near(a: &PlaceEntry, b: &PlaceEntry, km: f64) -> bool {
    a.point.zip(b.point).is_some_and(|(a, b)| super::context::distance(a, b) <= km)
}
