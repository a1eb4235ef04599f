//! Whom a pronoun, a description or a short form stands for.
//!
//! Why: half of all statements are by "he", "the group" or a surname; a record by speaker must know whose they are. Only earlier names
//! of the same report are taken, nearest fitting first, and where none fits the report's own words stay (a pronoun without one: none).
//! Example: *Foreign Minister Mirel Dosta said ... She added ...* → both by `Mirel Dosta`.

use std::ops::Range;

use truceline_parse::Upos;
use truceline_record::MentionKind;

use super::name::{Name, name};
use crate::statements::Draft;
use crate::view::View;

/// Somebody that the text has named so far.
struct Candidate {
    name: Name,
    /// Where, as a word.
    at: usize,
    /// Whether it was the source of a statement.
    spoke: bool,
    /// Words that describe it: "minister", "group".
    described: Vec<String>,
}

/// What a source's words say of whom to look for.
enum Wanted {
    /// A name: its fuller form.
    Name,
    /// He or she.
    Person(Option<Gender>),
    /// It.
    Body,
    /// They, we.
    Several,
    /// "The minister": described by this word.
    Described(String, bool),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gender {
    Female,
    Male,
}

/// Give every statement with a source its speaker's name.
pub(crate) fn names(view: &View, drafts: &mut [Draft]) {
    let mut known = mentioned(view, drafts);
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|&n| (drafts[n].source.as_ref().map_or(0, |s| s.start), n));
    for n in order {
        let Some(source) = drafts[n].source.clone() else { continue };
        let Some(own) = name(view, &source) else { continue };
        let found = match wanted(view, &source) {
            Wanted::Name => fuller(&known, &own, source.start),
            what => nearest(view, &known, &what, source.start),
        };
        let pronoun = view.word(view.head_of(&source)).upos == Upos::Pron && source.len() <= 2;
        let resolved = found.map(|c| c.name.clone());
        drafts[n].statement.speaker_name = match (&resolved, pronoun) {
            (Some(name), _) => Some(name.text.clone()),
            (None, true) => None,
            (None, false) => Some(own.text.clone()),
        };
        let speaker = resolved.unwrap_or(own);
        if !pronoun || drafts[n].statement.speaker_name.is_some() {
            let described = description(view, &source);
            known.push(Candidate { name: speaker, at: source.start, spoke: true, described });
        }
    }
}

/// People and bodies that the text mentions, with where; sources come in as they are resolved.
fn mentioned(view: &View, drafts: &[Draft]) -> Vec<Candidate> {
    let sources: Vec<&Range<usize>> = drafts.iter().filter_map(|d| d.source.as_ref()).collect();
    let mut out = Vec::new();
    for m in &view.parse.mentions {
        let apart = !sources.iter().any(|s| s.start < m.words.end && m.words.start < s.end);
        if !apart || !matches!(m.kind, MentionKind::Person | MentionKind::Organisation) {
            continue;
        }
        let head = view.head_of(&m.words);
        if view.word(head).upos == Upos::Pron {
            continue;
        }
        if let Some(mut name) = name(view, &m.words) {
            name.person = m.kind == MentionKind::Person;
            out.push(Candidate { name, at: m.words.start, spoke: false, described: description(view, &m.words) });
        }
    }
    out
}

/// The nouns by which words describe somebody, and the person or body words within a name.
fn description(view: &View, words: &Range<usize>) -> Vec<String> {
    let lists = &view.lexicon.speakers;
    words
        .clone()
        .filter(|&n| matches!(view.word(n).upos, Upos::Noun | Upos::Propn))
        .map(|n| view.word(n).lemma.to_lowercase())
        .filter(|l| lists.person.contains(l) || lists.organisation.contains(l))
        .collect()
}

fn wanted(view: &View, source: &Range<usize>) -> Wanted {
    let lists = &view.lexicon.speakers;
    let head = view.head_of(source);
    let form = view.form(head).to_lowercase();
    if source.len() <= 2 {
        match form.as_str() {
            "he" => return Wanted::Person(Some(Gender::Male)),
            "she" => return Wanted::Person(Some(Gender::Female)),
            "i" => return Wanted::Person(None),
            "it" | "which" => return Wanted::Body,
            "they" | "we" => return Wanted::Several,
            "who" => return Wanted::Person(None),
            _ => {}
        }
    }
    let definite = matches!(view.form(source.start).to_lowercase().as_str(), "the" | "this" | "that");
    if definite && source.len() <= 3 {
        let lemma = view.word(head).lemma.to_lowercase();
        if lists.person.contains(&lemma) {
            return Wanted::Described(lemma, true);
        }
        if lists.organisation.contains(&lemma) {
            return Wanted::Described(lemma, false);
        }
    }
    Wanted::Name
}

/// The nearest candidate before word `at` that fits.
fn nearest<'k>(view: &View, known: &'k [Candidate], wanted: &Wanted, at: usize) -> Option<&'k Candidate> {
    let before = |c: &&Candidate| c.at < at;
    let last = |fits: &dyn Fn(&Candidate) -> bool| {
        known.iter().filter(before).filter(|c| fits(c)).max_by_key(|c| (c.at, c.spoke))
    };
    let gender_fits = |c: &Candidate, g: Option<Gender>| match (g, gender(view, c)) {
        (Some(want), Some(is)) => want == is,
        _ => true,
    };
    match wanted {
        Wanted::Name => None,
        Wanted::Person(g) => last(&|c| c.spoke && c.name.person && gender_fits(c, *g))
            .filter(|c| near(view, c.at, at))
            .or_else(|| last(&|c| c.name.person && c.name.proper && gender_fits(c, *g)))
            .or_else(|| last(&|c| c.name.person && gender_fits(c, *g))),
        Wanted::Body => last(&|c| c.spoke && !c.name.person)
            .filter(|c| near(view, c.at, at))
            .or_else(|| last(&|c| !c.name.person && c.name.proper)),
        Wanted::Several => {
            last(&|c| c.spoke && !c.name.person).filter(|c| near(view, c.at, at)).or_else(|| last(&|c| !c.name.person))
        }
        Wanted::Described(word, person) => last(&|c| c.described.contains(word) && c.name.proper).or_else(|| {
            last(&|c| c.spoke && c.name.person == *person && c.name.proper).filter(|c| near(view, c.at, at))
        }),
    }
}

/// Within this many sentences the last speaker is the likeliest.
const NEAR: usize = 4;

fn near(view: &View, earlier: usize, at: usize) -> bool {
    view.sentence(at) - view.sentence(earlier) <= NEAR
}

/// What the words around a name tell of its gender.
fn gender(view: &View, c: &Candidate) -> Option<Gender> {
    let lists = &view.lexicon.speakers;
    let from = c.at;
    let to = (c.name.words.end + 3).min(view.parse.words.len());
    let around = from.min(c.name.words.start)..to.max(from);
    let has = |list: &[String]| around.clone().take(24).any(|n| view.is_one_of(n, list));
    match (has(&lists.female), has(&lists.male)) {
        (true, false) => Some(Gender::Female),
        (false, true) => Some(Gender::Male),
        _ => None,
    }
}

/// The fullest name that the text gives somebody before `at`: "Dosta" for "Mirel Dosta", "LTMM" for its words.
fn fuller<'k>(known: &'k [Candidate], own: &Name, at: usize) -> Option<&'k Candidate> {
    let short = folded(&own.text);
    known
        .iter()
        .filter(|c| c.name.proper && c.name.person == own.person || c.name.proper && own.proper && !own.person)
        .filter(|c| c.at <= at || own.text.chars().all(char::is_uppercase))
        .filter(|c| {
            let long = folded(&c.name.text);
            if long.len() <= short.len() || long.len() > 8 {
                return false;
            }
            if own.person {
                return !short.is_empty() && long.ends_with(&short);
            }
            let held = !short.is_empty() && short.iter().all(|w| long.contains(w));
            held && long.len() <= short.len() + 5 || initials(&long, &own.text)
        })
        .min_by_key(|c| (c.name.text.len(), c.at))
}

/// A name's words for comparing.
fn folded(name: &str) -> Vec<String> {
    let small = ["the", "of", "for", "and", "in"];
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .filter(|w| !small.contains(&w.as_str()))
        .collect()
}

/// Whether `short` is made of the first letters of `long`'s words.
fn initials(long: &[String], short: &str) -> bool {
    let letters: String = short.chars().filter(|c| c.is_alphanumeric()).collect();
    letters.chars().count() >= 2
        && letters.chars().all(char::is_uppercase)
        && letters.to_lowercase().chars().eq(long.iter().filter_map(|w| w.chars().next()))
}
