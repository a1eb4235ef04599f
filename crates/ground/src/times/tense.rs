//! The tense in which a time stands: on Tuesday, "fired on Friday" is the Friday before, "will meet on Friday" the one after.

use std::ops::Range;

use truceline_parse::{Trigger, Upos, Word};
use truceline_record::Reality;

use super::tokens::View;

/// Whether what happens at a time lies before or after the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    /// Of the verb that the time itself depends on.
    Past,
    /// Of a verb farther up.
    LikelyPast,
    Future,
    Open,
}

impl Tense {
    /// Whether it is one of the past.
    pub(super) const fn is_past(self) -> bool {
        matches!(self, Self::Past | Self::LikelyPast)
    }
}

/// How far up the tree the verb may be.
const REACH: usize = 8;

/// How many tokens before a time may say that it lies ahead.
const NEAR: usize = 5;

/// The tense of the verb that governs a time that starts at token `start` and ends with token `last`.
pub(super) fn tense(view: &View, start: usize, last: usize) -> Tense {
    let words = &view.parse.words;
    if of_deed(view, start, last) {
        return Tense::LikelyPast;
    }
    if ahead_before(view, start) {
        return Tense::Future;
    }
    let own = |n: usize| (start..=last).any(|at| view.word_at(at) == Some(n));
    if said_then(view, start, own) {
        return Tense::Past;
    }
    let mut at = view.word_at(last).and_then(|n| words.get(n));
    // "Friday's attack" tells nothing of when the report speaks.
    if at.is_some_and(|w| w.deprel.as_ref() == "nmod:poss") {
        return Tense::Open;
    }
    let mut infinitive = false;
    for step in 0..REACH {
        let Some((n, word)) = at.and_then(|w| w.head).and_then(|n| words.get(n).map(|w| (n, w))) else { break };
        if !own(n) {
            // "agreed to meet on Friday"
            let binds = infinitive && view.calendar.words.ahead.binds.contains(&word.lemma.to_lowercase());
            if ahead(view, n) || binds {
                return Tense::Future;
            }
            infinitive = word.feats.split('|').any(|f| f == "VerbForm=Inf");
            if matches!(word.upos, Upos::Verb | Upos::Aux) {
                match of_verb(view, n, word, own) {
                    Tense::Open => {}
                    Tense::Past if step > 0 => return Tense::LikelyPast,
                    told => return told,
                }
            }
        }
        at = Some(word);
    }
    Tense::Open
}

/// How many words may stand between a time and the noun that it dates.
const BESIDE: usize = 4;

/// Whether a time stands beside a noun for violence that did happen: charges "will be filed over Tuesday's shooting".
fn of_deed(view: &View, start: usize, last: usize) -> bool {
    let words = &view.parse.words;
    let (Some(first), Some(last)) = (view.word_at(start), view.word_at(last)) else { return false };
    let apart = |between: Range<usize>| {
        between.len() > BESIDE
            || words.get(between).is_none_or(|all| {
                all.iter().any(|w| {
                    matches!(w.upos, Upos::Verb | Upos::Aux) || matches!(w.form.as_str(), "," | "." | ";" | "and")
                })
            })
    };
    let noun = |n: usize| words.get(n).is_some_and(|w| w.upos == Upos::Noun);
    // of talks and protests the encoder says less surely whether they were held
    let deed = |t: &&Trigger| {
        t.reality == Reality::Actual
            && t.kinds.first().is_some_and(|k| k.is_violent())
            && noun(t.words.end.saturating_sub(1))
    };
    view.parse.triggers.iter().filter(deed).any(|t| {
        let before = t.words.end <= first && !apart(t.words.end..first);
        let behind = last < t.words.start && !apart(last + 1..t.words.start);
        before || behind
    })
}

/// Words after a duration among which the noun stands that it is a duration of.
const OF: usize = 4;

/// Whether a duration is one of violence that happened: "24 hours of fierce shelling", and not what came after that.
pub(super) fn of_deeds(view: &View, tokens: &Range<usize>) -> bool {
    let end = tokens.end;
    let noun = |t: &Trigger| {
        let happened = t.reality == Reality::Actual && t.kinds.first().is_some_and(|k| k.is_violent());
        happened && (end + 1..end + 1 + OF).any(|at| view.word_at(at).is_some_and(|n| t.words.contains(&n)))
    };
    let after = tokens.start.checked_sub(1).is_some_and(|at| view.lower(at) == "after");
    !after && view.lower(end) == "of" && view.parse.triggers.iter().any(noun)
}

/// Whether what a duration is said of goes on: "has been besieged for months".
pub(super) fn goes_on(view: &View, start: usize, last: usize) -> bool {
    let led = start.checked_sub(1).is_some_and(|before| view.lower(before) == "for");
    let verb = || {
        let mut at = view.word_at(last);
        for _ in 0..REACH {
            at = at.and_then(|n| view.parse.words.get(n)).and_then(|w| w.head);
            if at.and_then(|n| view.parse.words.get(n)).is_some_and(|w| matches!(w.upos, Upos::Verb | Upos::Aux)) {
                break;
            }
        }
        at
    };
    let perfect = |verb: usize| {
        let has = |w: &Word| matches!(w.form.to_lowercase().as_str(), "has" | "have" | "'ve" | "’ve");
        dependents(view, verb).any(|(_, w)| has(w))
    };
    led && verb().is_some_and(perfect)
}

/// The words that depend on a word, with their places.
fn dependents<'a>(view: &View<'a>, head: usize) -> impl Iterator<Item = (usize, &'a Word)> {
    let parse = view.parse;
    let sentence = parse.sentences.get(parse.sentences.partition_point(|s| s.end <= head)).cloned().unwrap_or(0..0);
    let words = sentence.filter_map(|n| parse.words.get(n).map(|w| (n, w)));
    words.filter(move |(_, w)| w.head == Some(head))
}

/// Whether a verb of the past stands right before: "said on Tuesday", whatever the tree makes of a report's last words.
fn said_then(view: &View, start: usize, own: impl Fn(usize) -> bool) -> bool {
    let gap = |at: &usize| matches!(view.lower(*at), "on" | "in" | "at" | "late" | "early" | "earlier" | "later");
    let before = (start.saturating_sub(3)..start).rev().find(|at| !gap(at));
    let verb = before
        .and_then(|at| view.word_at(at))
        .filter(|n| view.parse.words.get(*n).is_some_and(|w| w.upos == Upos::Verb));
    let fits =
        |n: usize| view.parse.words.get(n).is_some_and(|w| !ahead(view, n) && of_verb(view, n, w, own) == Tense::Past);
    verb.is_some_and(fits)
}

/// Whether the words just before say that it lies ahead, whatever they hang on: "due to take effect on Monday", "as soon as
/// Monday".
fn ahead_before(view: &View, start: usize) -> bool {
    let before = |n: usize| start.checked_sub(n).map_or("", |at| view.lower(at));
    if matches!((before(2), before(1)), ("soon" | "early", "as")) {
        return true;
    }
    let starts = &view.calendar.words.ahead.starts;
    if [before(1), if before(1) == "on" { before(2) } else { "" }].iter().any(|w| starts.iter().any(|s| s == w)) {
        return true;
    }
    let back = (start.saturating_sub(NEAR)..start).rev();
    let mut same_clause = back.take_while(|at| !matches!(view.lower(*at), "," | "." | ";" | "\"" | "had" | "and"));
    same_clause.any(|at| view.word_at(at).is_some_and(|n| ahead(view, n)))
}

/// Whether a word says that something lies ahead: "scheduled", "due".
fn ahead(view: &View, n: usize) -> bool {
    let words = &view.parse.words;
    let Some(word) = words.get(n) else { return false };
    let lists = &view.calendar.words.ahead;
    // "set on fire"
    let says = |(k, w): (usize, &str)| {
        k == 0 && word.lemma == w || words.get(n + k).is_some_and(|x| x.form.eq_ignore_ascii_case(w))
    };
    if lists.done.iter().any(|done| done.split(' ').enumerate().all(says)) {
        return false;
    }
    let list = &lists.words;
    let (lemma, form) = (word.lemma.to_lowercase(), word.form.to_lowercase());
    let past = |w: &String| form.strip_suffix("ed").is_some_and(|s| s == w || w.strip_suffix('e') == Some(s));
    !matches!(word.upos, Upos::Noun | Upos::Propn) && list.iter().any(|w| *w == lemma || *w == form || past(w))
}

/// The tense of a verb by itself and its auxiliaries; `own` are the words of the time.
fn of_verb(view: &View, verb: usize, word: &Word, own: impl Fn(usize) -> bool) -> Tense {
    let lists = &view.calendar.words.ahead;
    let is =
        |w: &Word, list: &[String]| list.iter().any(|l| w.form.to_lowercase() == *l || w.lemma.to_lowercase() == *l);
    // "a would-be robber"
    let joined = |n: usize| view.parse.words.get(n + 1).is_some_and(|w| w.form == "-");
    let told = || dependents(view, verb).filter(|(n, _)| !own(*n) && !joined(*n));
    let dependents = || told().map(|(_, w)| w);
    if is(word, &lists.future) || dependents().any(|w| is(w, &lists.future)) {
        return Tense::Future;
    }
    if dependents().any(|w| matches!(w.form.to_lowercase().as_str(), "have" | "has" | "had" | "'ve" | "’ve")) {
        return Tense::Past;
    }
    if told().any(|(n, w)| is(w, &lists.modal) || matches!(w.upos, Upos::Adj | Upos::Sconj) && ahead(view, n)) {
        return Tense::Future;
    }
    let has = |w: &Word, feature: &str| w.feats.split('|').any(|f| f == feature);
    if has(word, "Tense=Past") || dependents().any(|w| w.upos == Upos::Aux && has(w, "Tense=Past")) {
        return Tense::Past;
    }
    Tense::Open
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::times::Calendar;
    use crate::times::testing::tree;

    fn tense_of(words: &str, at: usize) -> Tense {
        let (text, parse) = tree(words);
        let calendar = Calendar::bundled().unwrap();
        tense(&View::new(&text, &parse, &calendar), at, at)
    }

    #[test]
    fn the_verb_tells() {
        let past = "They|PRON|_|2 fired|VERB|Tense=Past|0 on|ADP|_|4 Friday|PROPN|_|2";
        assert_eq!(tense_of(past, 3), Tense::Past);
        let future = "They|PRON|_|3 will|AUX|_|3 meet|VERB|VerbForm=Inf|0 on|ADP|_|5 Friday|PROPN|_|3";
        assert_eq!(tense_of(future, 4), Tense::Future);
        let planned = "talks|NOUN|_|0 scheduled|VERB|Tense=Past|1 for|ADP|_|4 Friday|PROPN|_|2";
        assert_eq!(tense_of(planned, 3), Tense::Future);
    }

    #[test]
    fn what_is_due_lies_ahead() {
        let due = "deal|NOUN|_|0 due|ADJ|_|3 take|VERB|VerbForm=Inf|1 on|ADP|_|5 Monday|PROPN|_|3";
        assert_eq!(tense_of(due, 4), Tense::Future);
    }

    #[test]
    fn what_stands_beside_a_deed_is_past() {
        let words = "charges|NOUN|_|3 will|AUX|_|3 follow|VERB|VerbForm=Inf|0 Friday|PROPN|_|5 raid|NOUN|_|3";
        let (text, mut parse) = tree(words);
        let calendar = Calendar::bundled().unwrap();
        let of = |parse: &truceline_parse::Parse| tense(&View::new(&text, parse, &calendar), 3, 3);
        assert_eq!(of(&parse), Tense::Future);
        let deed = Trigger {
            words: 4..5,
            odds: 1.0,
            kinds: vec![truceline_record::IncidentType::Shooting],
            reality: Reality::Actual,
            main: 0.0,
            roles: Vec::new(),
            told: Vec::new(),
        };
        parse.triggers = vec![deed.clone()];
        assert_eq!(of(&parse), Tense::LikelyPast);
        parse.triggers = vec![Trigger { reality: Reality::Planned, ..deed }];
        assert_eq!(of(&parse), Tense::Future);
    }

    #[test]
    fn what_was_set_on_fire_is_past() {
        let fire = "home|NOUN|_|0 set|VERB|Tense=Past|1 on|ADP|_|4 fire|NOUN|_|2 Monday|PROPN|_|2";
        assert_eq!(tense_of(fire, 4), Tense::Past);
        let set = "talks|NOUN|_|0 set|VERB|Tense=Past|1 on|ADP|_|4 Monday|PROPN|_|2";
        assert_eq!(tense_of(set, 3), Tense::Future);
    }

    #[test]
    fn what_is_agreed_to_be_done_lies_ahead() {
        let agreed =
            "They|PRON|_|2 agree|VERB|Tense=Past|0 to|ADP|_|4 meet|VERB|VerbForm=Inf|2 on|ADP|_|6 Friday|PROPN|_|4";
        assert_eq!(tense_of(agreed, 5), Tense::Future);
        let said =
            "They|PRON|_|2 agree|VERB|Tense=Past|0 on|ADP|_|4 Friday|PROPN|_|2 to|ADP|_|6 meet|VERB|VerbForm=Inf|2";
        assert_eq!(tense_of(said, 3), Tense::Past);
    }

    #[test]
    fn the_verb_right_before_wins_over_the_tree() {
        let said = "will|AUX|_|2 meet|VERB|VerbForm=Inf|3 said|VERB|Tense=Past|0 on|ADP|_|5 Tuesday|PROPN|_|2";
        assert_eq!(tense_of(said, 4), Tense::Past);
    }

    #[test]
    fn what_has_lasted_goes_on() {
        let holds = |words: &str| {
            let (text, parse) = tree(words);
            let calendar = Calendar::bundled().unwrap();
            goes_on(&View::new(&text, &parse, &calendar), 3, 3)
        };
        assert!(holds("has|AUX|Tense=Pres|2 lasted|VERB|Tense=Past|0 for|ADP|_|4 months|NOUN|_|2"));
        assert!(!holds("it|PRON|_|2 lasted|VERB|Tense=Past|0 for|ADP|_|4 months|NOUN|_|2"));
    }

    #[test]
    fn without_a_verb_it_is_open() {
        assert_eq!(tense_of("Clashes|NOUN|_|0 Friday|PROPN|_|1", 1), Tense::Open);
    }
}
