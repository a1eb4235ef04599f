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

/// Somebody that the text names.
struct Candidate {
    name: Name,
    /// Where, as a word.
    at: usize,
    /// Whether it was the source of a statement.
    spoke: bool,
    /// Words that describe it: "minister", "observatory".
    described: Vec<String>,
}

/// What a source's words say of whom to look for.
enum Wanted {
    /// A name: its fuller form.
    Name,
    /// He or she.
    Person(Option<Gender>),
    /// It, or "the statement".
    Body,
    /// They, we.
    Several,
    /// "The minister": a person described by this word.
    Office(String),
    /// "The war monitor": a body described by these words.
    Described(Vec<String>),
    /// "The source": who was called so with more words before, as "a source at the ministry".
    Same(String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gender {
    Female,
    Male,
}

/// Give every statement with a source its speaker's name.
pub(crate) fn names(view: &View, drafts: &mut [Draft]) {
    let mut known = mentioned(view, drafts);
    known.extend(drafts.iter().filter_map(|d| {
        let source = d.source.clone()?;
        let own = name(view, &source).filter(|n| n.proper)?;
        let described = description(view, &source, own.person);
        Some(Candidate { name: own, at: source.start, spoke: true, described })
    }));
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|&n| (drafts[n].source.as_ref().map_or(0, |s| s.start), n));
    for n in order {
        let Some(source) = drafts[n].source.clone() else { continue };
        let Some(own) = name(view, &source) else { continue };
        let found = match wanted(view, &source) {
            Wanted::Name => fuller(&known, &own, source.start),
            what @ Wanted::Same(_) => {
                nearest(view, &known, &what, source.start).or_else(|| fuller(&known, &own, source.start))
            }
            what => nearest(view, &known, &what, source.start),
        };
        let pronoun = view.word(view.head_of(&source)).upos == Upos::Pron && source.len() <= 2;
        let resolved = found.map(|c| c.name.clone());
        if resolved.is_none() && pronoun {
            continue;
        }
        let speaker = resolved.unwrap_or(own);
        drafts[n].statement.speaker_name = Some(speaker.text.clone());
        let described = description(view, &source, speaker.person);
        known.push(Candidate { name: speaker, at: source.start, spoke: true, described });
    }
}

/// People and bodies that the text mentions other than as sources.
fn mentioned(view: &View, drafts: &[Draft]) -> Vec<Candidate> {
    let sources: Vec<&Range<usize>> = drafts.iter().filter_map(|d| d.source.as_ref()).collect();
    let mut out = Vec::new();
    for m in &view.parse.mentions {
        let apart = !sources.iter().any(|s| s.start < m.words.end && m.words.start < s.end);
        if !apart || !matches!(m.kind, MentionKind::Person | MentionKind::Organisation) {
            continue;
        }
        // an article alone names nobody, whatever it was tagged as
        if matches!(view.word(view.head_of(&m.words)).upos, Upos::Pron | Upos::Det) {
            continue;
        }
        if let Some(mut name) = name(view, &m.words) {
            name.person = m.kind == MentionKind::Person;
            let described = description(view, &m.words, name.person);
            out.push(Candidate { name, at: m.words.start, spoke: false, described });
        }
    }
    out
}

/// The words of a list by which words describe a person, or a body.
fn description(view: &View, words: &Range<usize>, person: bool) -> Vec<String> {
    let lists = &view.lexicon.speakers;
    let fits = |l: &String| {
        if person {
            lists.person.contains(l)
        } else {
            [&lists.organisation, &lists.monitor, &lists.generic].iter().any(|list| list.contains(l))
        }
    };
    words.clone().flat_map(|n| [view.low_lemma(n).to_owned(), view.low_form(n).to_owned()]).filter(fits).collect()
}

fn wanted(view: &View, source: &Range<usize>) -> Wanted {
    let lists = &view.lexicon.speakers;
    let head = view.head_of(source);
    if source.len() <= 2 {
        match view.low_form(head) {
            "he" => return Wanted::Person(Some(Gender::Male)),
            "she" => return Wanted::Person(Some(Gender::Female)),
            "i" | "who" => return Wanted::Person(None),
            "it" | "which" => return Wanted::Body,
            "they" | "we" => return Wanted::Several,
            _ => {}
        }
    }
    let first = view.low_form(source.start);
    let article = matches!(first, "the" | "this" | "that" | "a" | "an");
    let lemma = view.word(head).lemma.to_lowercase();
    // "the Britain-based monitor" names nobody yet
    let based = source.clone().any(|n| view.low_form(n) == "based");
    if !article || source.len() > 3 && !(based && source.len() <= 6) {
        return Wanted::Name;
    }
    let body = [&lists.organisation, &lists.monitor, &lists.generic].iter().any(|l| l.contains(&lemma));
    let definite = !matches!(first, "a" | "an");
    // "the health ministry" and "the Velmark envoy" say more than their head; only their head alone, or with a telling word, is vague
    let own = source.clone().skip(1).filter(|&n| n != head && view.word(n).upos == Upos::Propn).count();
    match () {
        // several reports are of nobody who spoke just now
        () if lists.document.contains(&lemma) && lemma == view.low_form(head) && definite && own == 0 => Wanted::Body,
        () if lists.person.contains(&lemma) && definite && own == 0 => Wanted::Office(lemma),
        () if body && (own == 0 || based) => Wanted::Described(description(view, source, false)),
        () if definite && source.len() == 2 => Wanted::Same(view.low_form(head).to_owned()),
        () => Wanted::Name,
    }
}

/// The nearest candidate before word `at` that fits.
fn nearest<'k>(view: &View, known: &'k [Candidate], wanted: &Wanted, at: usize) -> Option<&'k Candidate> {
    let last = |fits: &dyn Fn(&Candidate) -> bool| {
        known.iter().filter(|c| c.at < at && fits(c)).max_by_key(|c| (c.at, c.spoke))
    };
    let close = |c: &&Candidate| near(view, c.at, at);
    match wanted {
        Wanted::Name => None,
        Wanted::Person(want) => {
            let fits = |c: &Candidate| match (want, gender(view, c)) {
                (Some(want), Some(is)) => human(view, c) && *want == is,
                _ => human(view, c),
            };
            last(&|c| c.spoke && fits(c))
                .filter(close)
                .or_else(|| last(&|c| c.name.proper && fits(c)))
                .or_else(|| last(&fits))
        }
        Wanted::Body => last(&|c| c.spoke && !c.name.person && c.name.proper)
            .filter(close)
            .or_else(|| last(&|c| !c.name.person && c.name.proper)),
        Wanted::Several => last(&|c| c.spoke && !c.name.person).filter(close).or_else(|| last(&|c| !c.name.person)),
        Wanted::Office(word) => last(&|c| c.name.person && c.name.proper && c.described.contains(word))
            .or_else(|| last(&|c| c.spoke && c.name.person && c.name.proper).filter(close)),
        Wanted::Described(words) => described(view, known, words, at),
        Wanted::Same(word) => {
            last(&|c| c.spoke && c.name.words.len() > 2 && view.low_form(view.head_of(&c.name.words)) == *word)
        }
    }
}

/// Whether a candidate is one person, as far as the text shows: no body that was taken for one, nor several people.
fn human(view: &View, c: &Candidate) -> bool {
    let over = |m: &truceline_parse::Mentioned| m.words.start < c.name.words.end && c.name.words.start < m.words.end;
    let body =
        |k: MentionKind| matches!(k, MentionKind::Organisation | MentionKind::Location | MentionKind::Nationality);
    let own = |m: &truceline_parse::Mentioned| m.kind == MentionKind::Person && m.words == c.name.words;
    let whole = |m: &truceline_parse::Mentioned| m.words.start <= c.name.words.start && c.name.words.end <= m.words.end;
    let mentions = || view.parse.mentions.iter().filter(|m| over(m));
    let as_body = mentions().any(|m| body(m.kind) && whole(m)) && !mentions().any(own);
    let letters = c.name.text.chars().filter(|l| l.is_alphabetic());
    let initials = c.name.text.len() < 6 && letters.clone().all(char::is_uppercase);
    let lists = &view.lexicon.speakers;
    let words = c.name.words.clone();
    let bodily = words.into_iter().any(|n| [&lists.organisation, &lists.monitor].iter().any(|l| view.is_one_of(n, l)));
    let as_body = as_body || initials || bodily;
    let several = view.word(view.head_of(&c.name.words)).feats.contains("Number=Plur");
    c.name.person && !as_body && !several
}

/// The body that a description means: one that shares a telling word, before or (often named only afterwards) after it; for words that
/// fit any body, the nearest that speaks.
fn described<'k>(view: &View, known: &'k [Candidate], words: &[String], at: usize) -> Option<&'k Candidate> {
    let lists = &view.lexicon.speakers;
    let bodies = || known.iter().filter(|c| !c.name.person && c.name.proper && folded(&c.name.text).len() > 1);
    let telling = |w: &&String| !lists.generic.contains(w);
    let watches = |ws: &[String]| ws.iter().any(|w| lists.monitor.contains(w));
    let fits = |c: &&Candidate| {
        words.iter().filter(telling).any(|w| c.described.contains(w) && !owns(w, &c.name.text))
            || watches(words) && watches(&c.described)
    };
    let told = bodies().filter(|c| c.at < at).filter(fits).max_by_key(|c| (c.spoke, c.at));
    let told = told.or_else(|| bodies().filter(|c| c.at > at).filter(fits).min_by_key(|c| (!c.spoke, c.at)));
    if told.is_some() || words.iter().any(|w| telling(&w)) {
        return told;
    }
    let close = |c: &&Candidate| c.spoke && near(view, c.at.min(at), c.at.max(at));
    bodies()
        .filter(|c| c.at < at)
        .filter(close)
        .max_by_key(|c| c.at)
        .or_else(|| bodies().filter(|c| c.at > at).filter(close).min_by_key(|c| c.at))
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

/// The fullest name that the text gives somebody: "Dosta" for "Mirel Dosta", "LTMM" for its words. Headlines use the short form first, so
/// a name that comes later will do where none came before.
fn fuller<'k>(known: &'k [Candidate], own: &Name, at: usize) -> Option<&'k Candidate> {
    let short = folded(&own.text);
    // headlines and scraped texts hide that a last name is a person's; a person named in full tells
    let last_name = |c: &Candidate| {
        c.name.person
            && c.name.proper
            && short.len() <= 2
            && folded(&c.name.text).len() > short.len()
            && folded(&c.name.text).ends_with(&short)
    };
    let person = own.person || own.proper && !short.is_empty() && known.iter().any(last_name);
    let fits = |c: &&Candidate| {
        let long = folded(&c.name.text);
        if !c.name.proper || c.name.person != person || long.len() <= short.len() || long.len() > 8 || short.is_empty()
        {
            return false;
        }
        if person {
            return long.ends_with(&short) || own.person && long.starts_with(&short);
        }
        own.proper
            && !owns(&own.text, &c.name.text)
            && (short.iter().all(|w| long.contains(w)) && long.len() <= short.len() + 5 || initials(&long, &own.text))
    };
    if person {
        // two people may share a name: the one named last is meant
        let before = known.iter().filter(|c| c.at <= at).filter(fits).max_by_key(|c| c.at);
        return before.or_else(|| known.iter().filter(fits).min_by_key(|c| c.at));
    }
    known.iter().filter(fits).min_by_key(|c| (c.at > at, c.name.text.len(), c.at))
}

/// Whether a longer name is of what the shorter one only owns: "the Assembly's health office" is not the Assembly.
fn owns(short: &str, long: &str) -> bool {
    let (short, long) = (short.to_lowercase(), long.to_lowercase());
    ["'s ", "’s ", "' ", "’ "].iter().any(|mark| long.contains(&format!("{short}{mark}")))
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

/// Whether `short` is made of the first letters of `long`'s words, or of the first of them ("IFRC").
fn initials(long: &[String], short: &str) -> bool {
    let letters: String = short.chars().filter(|c| c.is_alphanumeric()).collect();
    let first: String = long.iter().filter_map(|w| w.chars().next()).collect();
    letters.chars().count() >= 3
        && letters.chars().all(char::is_uppercase)
        && first.starts_with(&letters.to_lowercase())
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use truceline_parse::{Attribution, Mentioned, Upos};
    use truceline_record::{Act, MentionKind, Quote};

    use crate::statements::statements;
    use crate::testing::{check_parse, with_mention};

    fn says(source: Range<usize>) -> Attribution {
        let after = source.end;
        Attribution {
            source: Some(source),
            cue: after..after + 1,
            content: std::iter::once(after + 1..after + 2).collect(),
            act: Act::Assert,
            quote: Quote::Indirect,
        }
    }

    #[test]
    fn a_pronoun_is_the_last_person_named() {
        let words = "Mirel|compound|2 Dosta|nsubj|3 said|root|0 this|obj|3 and|cc|7 she|nsubj|7 said|conj|3 that|obj|7";
        let mut parse = with_mention(words, Mentioned { words: 0..2, kind: MentionKind::Person });
        parse.1.words[5].upos = Upos::Pron;
        parse.1.attributions = vec![says(0..2), says(5..6)];
        check_parse(&parse, |view| {
            let names: Vec<_> = statements(view).into_iter().filter_map(|d| d.statement.speaker_name).collect();
            assert_eq!(names, ["Mirel Dosta", "Mirel Dosta"]);
        });
    }

    #[test]
    fn the_source_is_who_was_called_so_before() {
        let words = "a|det|2 source|nsubj|5 at|case|4 Harrow|nmod|2 said|root|0 this|obj|5 and|cc|10 the|det|9 source|nsubj|10 added|conj|5 that|obj|10";
        let mut parse = with_mention(words, Mentioned { words: 3..4, kind: MentionKind::Location });
        parse.1.attributions = vec![says(0..4), says(7..9)];
        check_parse(&parse, |view| {
            let names: Vec<_> = statements(view).into_iter().filter_map(|d| d.statement.speaker_name).collect();
            assert_eq!(names, ["source at Harrow", "source at Harrow"]);
        });
    }

    #[test]
    fn who_owns_a_body_is_not_called_by_its_name() {
        assert!(super::owns("Assembly", "Assembly's health office") && super::owns("Kestovans", "Kestovans’ union"));
        assert!(!super::owns("Dosta", "Mirel Dosta") && !super::owns("Observatory", "Lowland Observatory"));
    }

    #[test]
    fn a_pronoun_with_nobody_before_it_stays_open() {
        let words = "she|nsubj|2 said|root|0 that|obj|2";
        let mut parse = with_mention(words, Mentioned { words: 2..3, kind: MentionKind::Document });
        parse.1.words[0].upos = Upos::Pron;
        parse.1.attributions = vec![says(0..1)];
        check_parse(&parse, |view| {
            let all = statements(view);
            assert_eq!((all.len(), all[0].statement.speaker_name.clone()), (1, None));
        });
    }
}
