//! What a report says of a place, in and around the words that name it: the name, what kind of place, where from it, and what it lies in.

use super::candidates::candidate;
use super::fold::fold;
use super::gazetteer::{Gazetteer, PlaceEntry};
use super::index::Feature;
use super::phrase::{Link, Offset, Part, Token, parts, tokens};
use super::words::Words;

/// What a report says of a place.
pub(super) struct Said {
    pub(super) name: String,
    /// The whole name in capitals that `name` is a part of: "Heron Park" of "Heron".
    pub(super) whole: Option<String>,
    pub(super) people: bool,
    pub(super) noun: Option<Feature>,
    pub(super) offset: Offset,
    pub(super) containers: Vec<(Link, String, Option<Feature>)>,
}

/// What the words `inside` and those around them say; nothing where they name none.
pub(super) fn said(gazetteer: &Gazetteer, words: &Words, inside: &str, before: &str, after: &str) -> Option<Said> {
    let inner = tokens(inside);
    let known = |name: &str| is_known(gazetteer, name);
    let mut found = parts(words, &inner, &known);
    if found.is_empty() {
        return None;
    }
    // "the Islamic Brigade-held city of Sarnem" is about Sarnem
    if found.len() > 1 && found[0].words.first().is_some_and(|w| words.is(&w.to_lowercase(), "faith")) {
        found.remove(0);
        found[0].link = None;
    }
    let mut owners = owners(gazetteer, words, &mut found);
    owners.extend(possessor(gazetteer, words, &mut found));
    turn(gazetteer, words, &mut found);
    // "Orel and Pell neighbourhoods": both are
    let listed = found.get(1).filter(|p| p.link.is_none()).and_then(|p| p.noun);
    let mut found = found.into_iter();
    let mut main = found.next()?;
    main.noun = main.noun.or(listed.filter(|n| matches!(n, Feature::Quarter | Feature::Admin2)));
    let called = main.noun.is_some();
    let back = tokens(before);
    lead(gazetteer, words, &back, &mut main, &known);
    let Meant { mut name, mut noun, mut offset, cut } = name_of(gazetteer, words, &main);
    let whole = cut.then(|| main.words.join(" "));
    let mut containers: Vec<_> =
        found.filter_map(|p| Some((p.link?, p))).map(|(link, p)| container(gazetteer, words, link, &p)).collect();
    containers.extend(owners);
    containers.extend(split_of(gazetteer, words, &main, &name));

    // "Kestova-held": who holds it
    if after
        .strip_prefix('-')
        .and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next())
        .is_some_and(|w| words.is(w, "holding"))
    {
        return None;
    }
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
        // "a district of Syrias", whose "eastern city of Sarnem" comes next
        let open = inner.last().is_some_and(|t| t.owner || is_lost_owner(gazetteer, t.word));
        let follower = follows(gazetteer, words, rest, comma, open && containers.iter().any(|(l, ..)| *l == Link::In));
        // "the Syrian city", of Aleppo
        let of = called && rest.first().is_some_and(|t| t.word == "of");
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
    Some(Said { name, whole, people, noun, offset, containers })
}

fn is_known(gazetteer: &Gazetteer, name: &str) -> bool {
    !gazetteer.named(name).1.is_empty() || gazetteer.people(name).is_some()
}

/// Whether a name is that of a people, not of their country.
fn is_people(gazetteer: &Gazetteer, name: &str) -> bool {
    gazetteer.people(name).is_some() && gazetteer.named(name).1.iter().all(|e| e.feature != Feature::Country)
}

/// Whether a word is the name of a country or unit with an "s" after it, the apostrophe lost.
fn is_lost_owner(gazetteer: &Gazetteer, word: &str) -> bool {
    let wide = |e: &PlaceEntry| matches!(e.feature, Feature::Country | Feature::Admin1);
    let land = word.strip_suffix('s').is_some_and(|o| gazetteer.named(o).1.iter().any(wide));
    land && !is_known(gazetteer, word)
}

/// "the Syrian city of Aleppo", "Syrias Aleppo", an apostrophe lost: what only says whose the place is goes from the names, and comes back as
/// what the place lies in.
fn owners(gazetteer: &Gazetteer, words: &Words, found: &mut Vec<Part>) -> Vec<(Link, String, Option<Feature>)> {
    let mut out = Vec::new();
    if let [first, second, ..] = found.as_slice()
        && first.owner
        && second.link == Some(Link::In)
    {
        out.push(container(gazetteer, words, Link::Comma, first));
        found.remove(0);
        if let Some(main) = found.first_mut() {
            main.link = None;
        }
    } else if let [first, second, ..] = found.as_slice()
        // also where other words stand between: "the Syrian border town of Kobani", "a Syrian outpost in Kobani"
        && (second.link == Some(Link::In) || second.link.is_none() && second.noun.is_some())
        && is_people(gazetteer, &first.words.join(" "))
        && let Some(land) = gazetteer.people(&first.words.join(" "))
    {
        let noun = first.noun;
        out.push((Link::In, land.name.to_owned(), None));
        found.remove(0);
        if let Some(main) = found.first_mut() {
            (main.link, main.noun) = (None, main.noun.or(noun));
        }
    }
    let owner = |word: &str| word.strip_suffix('s').filter(|_| is_lost_owner(gazetteer, word)).map(str::to_owned);
    if let [first, second, ..] = found.as_slice()
        && let [word] = first.words.as_slice()
        && second.link == Some(Link::In)
        && let Some(land) = owner(word)
    {
        out.push((Link::In, land, None));
        found.remove(0);
        if let Some(main) = found.first_mut() {
            main.link = None;
        }
    }
    for part in found {
        let [first, _, ..] = part.words.as_slice() else { continue };
        if is_known(gazetteer, &part.words.join(" ")) {
            continue;
        }
        // "Tabqa Syria", the comma lost
        let country = |name: &str| gazetteer.named(name).1.iter().any(|e| e.feature == Feature::Country);
        let last = part.words.last().copied().filter(|last| country(last));
        if let Some(land) = last.filter(|_| is_known(gazetteer, &part.words[..part.words.len() - 1].join(" "))) {
            out.push((Link::Comma, land.to_owned(), None));
            part.words.pop();
            continue;
        }
        let people = gazetteer.people(first).filter(|_| is_people(gazetteer, first)).map(|land| land.name.to_owned());
        if let Some(land) = owner(first).or(people) {
            out.push((Link::In, land, None));
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
        let meant = name_of(gazetteer, words, part);
        gazetteer.named(&meant.name).1.into_iter().map(|e| candidate(e, 0.0).weight).fold(0.0, f64::max)
    };
    if turns && weight(first) > weight(second) {
        std::mem::swap(first, second);
        second.link = Some(Link::In);
        first.noun = first.noun.or(second.noun.take());
    }
}

/// What the words before a mention say of it: "the town of", "near", "60 km north of", "eastern".
fn lead<'t>(
    gazetteer: &Gazetteer,
    words: &Words,
    back: &[Token<'t>],
    main: &mut Part<'t>,
    known: &dyn Fn(&str) -> bool,
) {
    let from = back.iter().rposition(|t| t.comma || t.stop).map_or(0, |n| n + 1);
    let from = from.max(back.len().saturating_sub(6));
    let mut lead: Vec<Token> = back[from..].to_vec();
    lead.push(Token { word: "X", comma: false, stop: false, owner: false });
    let mut found = parts(words, &lead, known);
    let Some(mut part) = found.pop() else { return };
    // "the Syrian city of X"
    if let Some(land) = found.pop().filter(|p| part.link == Some(Link::In) && is_people(gazetteer, &p.words.join(" ")))
    {
        part.noun = part.noun.or(land.noun);
    }
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

/// The name that a part means.
struct Meant {
    name: String,
    noun: Option<Feature>,
    offset: Offset,
    /// Whether it is what a longer name holds: the town that "Heron Park" or "West Heron" is called after, and may be nowhere near.
    cut: bool,
}

/// The name that a part means: as long as the gazetteer has it, else without the words that say what it is or which part of it.
fn name_of(gazetteer: &Gazetteer, words: &Words, part: &Part) -> Meant {
    let known = |name: &str| is_known(gazetteer, name);
    let whole = part.words.join(" ");
    let plain = |name, noun, offset| Meant { name, noun, offset, cut: false };
    if let Some(direction) = part.direction {
        let longer = format!("{direction} {whole}");
        if known(&longer) {
            return plain(longer, part.noun, Offset::At);
        }
    }
    // the land around a city may be a unit of its own
    let rural = format!("Rural {whole}");
    if part.offset == Offset::Around && known(&rural) {
        return plain(rural, None, Offset::At);
    }
    let (mut name, mut noun, mut offset, mut cut) = (part.words.as_slice(), part.noun, part.offset, false);
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
                return plain(whole.trim_end_matches('s').to_owned(), noun, offset);
            }
            // "Deir Ezzor City", spelt as the gazetteer does not
            rest if rest.len() < part.words.len() && !gazetteer.sounding(&rest.join(" ")).is_empty() => break,
            _ => return plain(whole, noun, offset),
        }
        cut |= is_cut(words, name, &part.words);
    }
    Meant { name: name.join(" "), noun, offset, cut }
}

/// Whether what `name` leaves of a longer name is part of that name, and no word for the unit or town that bears it ("Heron Province", "Heron City").
fn is_cut(words: &Words, name: &[&str], whole: &[&str]) -> bool {
    let unit = |w: &str| {
        use Feature::{Admin1, Admin2, Area, Country, Settlement};
        let bears = matches!(words.noun(w), Some(Admin1 | Admin2 | Area | Country | Settlement));
        bears || words.is(w, "filler") || words.is(w, "country_around")
    };
    whole.iter().filter(|w| !name.contains(w)).any(|w| w.starts_with(char::is_uppercase) && !unit(w))
}

/// "Kestova's Sarnem" is in Kestova; "Orrel's Bakery" is all one name, whoever Orrel is.
fn possessor(gazetteer: &Gazetteer, words: &Words, found: &mut Vec<Part>) -> Option<(Link, String, Option<Feature>)> {
    let [first, second, ..] = found.as_slice() else { return None };
    if !first.possessive || second.link.is_some() || second.words.iter().all(|w| words.noun(w).is_some()) {
        return None;
    }
    let holder = container(gazetteer, words, Link::Comma, first);
    found.remove(0);
    let wide = |e: &PlaceEntry| e.feature != Feature::Settlement || e.population >= LARGE;
    gazetteer.named(&holder.1).1.iter().any(wide).then_some(holder)
}

/// People of a town that holds what is said to be its.
const LARGE: f64 = 100_000.0;

/// "University of Sarnem": what follows "of" in a name that is not known as a whole.
fn split_of(gazetteer: &Gazetteer, words: &Words, part: &Part, name: &str) -> Option<(Link, String, Option<Feature>)> {
    let at = part.words.iter().rposition(|w| *w == "of")?;
    let rest = part.words.get(at + 1..)?;
    if name != part.words.join(" ") || !gazetteer.named(name).1.is_empty() {
        return None;
    }
    let rest = Part {
        words: rest.to_vec(),
        direction: None,
        noun: None,
        offset: Offset::At,
        link: None,
        owner: false,
        possessive: false,
    };
    Some(container(gazetteer, words, Link::In, &rest))
}

fn container(gazetteer: &Gazetteer, words: &Words, link: Link, part: &Part) -> (Link, String, Option<Feature>) {
    let meant = name_of(gazetteer, words, part);
    (link, meant.name, meant.noun)
}

/// The place that the words after a mention say it lies in.
fn follows(
    gazetteer: &Gazetteer,
    words: &Words,
    rest: &[Token],
    comma: bool,
    open: bool,
) -> Option<(Link, String, Option<Feature>)> {
    let first = rest.first()?;
    let link = if comma {
        Link::Comma
    } else if open || ["in", "of"].contains(&first.word) {
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
    let mut found = parts(words, &rest[name_at.saturating_sub(2)..], &|name| is_known(gazetteer, name));
    owners(gazetteer, words, &mut found);
    found.first().map(|part| container(gazetteer, words, link, part))
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
        owner: false,
        possessive: false,
    };
    let found = container(gazetteer, words, Link::Comma, &part);
    (!gazetteer.named(&found.1).1.is_empty()).then_some(found)
}
