//! Who does what a trigger names, by the grammar of its sentence: where the encoder says nothing, and to weigh what it says.
//!
//! Why: the subject of "shelled", the "by" of "was shelled by" and the first word of "army raids" do it, however rare their name.
//! Example: *The Assembly's guns shelled Sarnem.* → `The Assembly's guns`.

use std::ops::Range;

use truceline_parse::Upos;

use crate::rules::party;
use crate::view::View;

/// The doers of the event that the words `trigger` name.
pub(crate) fn doers(view: &View, trigger: &Range<usize>) -> Vec<Range<usize>> {
    let head = view.head_of(trigger);
    let mut found = told(view, trigger);
    if view.word(head).upos != Upos::Verb {
        let mut whose: Vec<Range<usize>> = modifiers(view, head).filter(|w| names_party(view, w)).collect();
        if whose.is_empty() && found.is_empty() {
            whose.extend(before(view, trigger).filter(|w| names_party(view, w)));
        }
        found.extend(whose);
    }
    found
}

/// Those of them whom a verb tells of, or "by".
pub(crate) fn told(view: &View, trigger: &Range<usize>) -> Vec<Range<usize>> {
    let head = view.head_of(trigger);
    let mut found = Vec::new();
    if undergoer(view, trigger).is_some() {
        return found;
    }
    if view.word(head).upos == Upos::Verb {
        found.extend(of_verb(view, head));
    } else {
        found.extend(by(view, head));
        // "strikes carried out by the army"; "the strikes were carried out by the army"
        let clauses = view.dependents(head).filter(|&d| view.word(d).relation() == "acl");
        let verb = view.word(head).head.filter(|_| &*view.word(head).deprel == "nsubj:pass");
        let light = clauses.chain(verb).filter(|&d| view.is_one_of(d, &view.lexicon.harm.light) && !in_doubt(view, d));
        found.extend(light.filter_map(|d| by(view, d)));
        // "opened fire in breach of the truce": whoever does that breaks it
        let breaks = view.word(head).head.filter(|_| in_breach(view, head));
        found.extend(breaks.filter(|&v| !passive(view, v)).and_then(|v| of_verb(view, v)));
        // "the army killed 12 people in an attack": whoever kills in it does it
        let kills = view.word(head).head.filter(|_| view.word(head).relation() == "obl");
        let kills = kills.filter(|&v| view.is_one_of(v, &view.lexicon.harm.deeds.killed) && !passive(view, v));
        let kills = kills.filter(|&v| view.dependents(v).any(|d| view.word(d).relation() == "obj"));
        found.extend(kills.and_then(|v| of_verb(view, v)));
        // "launched raids": whoever launches them does them
        let verb = view.word(head).head.filter(|_| view.word(head).relation() == "obj");
        found.extend(verb.filter(|&v| view.is_one_of(v, &view.lexicon.harm.light)).and_then(|v| of_verb(view, v)));
    }
    found.into_iter().filter(|w| names_party(view, w)).collect()
}

/// Whether a noun says with "in" what a verb is a breach of: "in flagrant breach of the accord".
fn in_breach(view: &View, noun: usize) -> bool {
    let is_in = |d: usize| view.word(d).relation() == "case" && view.low_form(d) == "in";
    view.word(noun).relation() == "obl"
        && view.is_one_of(noun, &view.lexicon.agreements.status.violated)
        && view.dependents(noun).any(is_in)
}

/// Whether it is asked whether that is so: "it was not clear whether the strikes were carried out by the army".
fn in_doubt(view: &View, verb: usize) -> bool {
    let asks = |d: usize| view.word(d).relation() == "mark" && matches!(view.low_form(d), "whether" | "if");
    view.word(verb).relation() == "ccomp" && view.dependents(verb).any(asks)
}

/// The word for who suffers what the words `trigger` name, though it is the subject: "the town came under fire", "suffered raids".
pub(crate) fn undergoer(view: &View, trigger: &Range<usize>) -> Option<usize> {
    let head = view.head_of(trigger);
    let verb = match view.word(head).relation() {
        _ if view.word(head).upos == Upos::Verb => head,
        "obj" | "obl" => view.word(head).head?,
        _ => return None,
    };
    let under = |d: usize| view.low_form(d) == "under" && view.word(d).head == Some(head);
    let comes = view.is_one_of(verb, &view.lexicon.harm.comes)
        && (trigger.clone().any(|n| view.low_form(n) == "under") || view.dependents(head).any(under));
    let suffers =
        verb != head && view.word(head).relation() == "obj" && view.is_one_of(verb, &view.lexicon.harm.undergoes);
    (comes || suffers).then(|| subject(view, verb)).flatten()
}

/// The subject of an active verb, or the "by" of a passive one; the "to" of "fell to"; of verbs joined by "and", the subject of the first.
fn of_verb(view: &View, verb: usize) -> Option<Range<usize>> {
    if view.is_one_of(verb, &view.lexicon.harm.yields) {
        return after(view, verb, "to");
    }
    let told = || subject(view, verb).map(|n| up_to(phrase(view, n), verb_from(view, verb)));
    if passive(view, verb) { by(view, verb) } else { by(view, verb).filter(|w| names_party(view, w)).or_else(told) }
}

/// The first word of a verb with what leads to it: "heavily shelled".
fn verb_from(view: &View, verb: usize) -> usize {
    let leads = |d: &usize| *d < verb && matches!(view.word(*d).relation(), "aux" | "advmod");
    view.dependents(verb).filter(leads).min().unwrap_or(verb)
}

/// Words that end before `end`, where that is among them.
fn up_to(words: Range<usize>, end: usize) -> Range<usize> {
    if words.start < end && end < words.end { words.start..end } else { words }
}

/// How many verbs lie between one and the subject that it shares.
const STEPS: usize = 3;

/// The subject of an active verb; where it has none of its own, that of the verb that it goes on with, "vowed to shell", "advanced, shelling"; of a
/// clause about somebody, them: "rebels who shelled".
pub(crate) fn subject(view: &View, verb: usize) -> Option<usize> {
    let mut at = verb;
    for _ in 0..STEPS {
        // "Velmark: rebels broke the truce" is what Velmark says
        let says = |d: usize| (d..at).any(|n| view.form(n) == ":");
        let own = view.dependents(at).find(|&d| &*view.word(d).deprel == "nsubj" && d < at && !says(d));
        let noun = |n: &usize| matches!(view.word(*n).upos, Upos::Noun | Upos::Propn);
        let told_of = || view.word(at).head.filter(|&h| h < at && view.word(at).relation() == "acl").filter(noun);
        if let Some(subject) = own {
            let relative = matches!(view.low_form(subject), "who" | "that" | "which");
            return if relative { told_of() } else { Some(subject) };
        }
        let goes_on = view.low_form(at).ends_with("ing");
        let above = view.word(at).head.filter(|&h| !passive(view, h));
        at = match view.word(at).relation() {
            "conj" => above?,
            "xcomp" => above.filter(|&h| view.dependents(h).all(|d| view.word(d).relation() != "obj"))?,
            "advcl" if goes_on => above?,
            "acl" if goes_on => return told_of(),
            _ => return None,
        };
    }
    None
}

/// Whether a verb is passive.
pub(crate) fn passive(view: &View, verb: usize) -> bool {
    view.dependents(verb).any(|d| matches!(&*view.word(d).deprel, "nsubj:pass" | "aux:pass"))
}

/// The phrase after "by".
fn by(view: &View, head: usize) -> Option<Range<usize>> {
    after(view, head, "by")
}

/// The phrase after a preposition.
fn after(view: &View, head: usize, preposition: &str) -> Option<Range<usize>> {
    let is = |n: usize| view.low_form(n) == preposition;
    let with = |d: &usize| {
        matches!(view.word(*d).relation(), "obl" | "nmod")
            && view.dependents(*d).any(|c| view.word(c).relation() == "case" && is(c))
    };
    view.dependents(head).find(with).map(|d| {
        let words = phrase(view, d);
        words.clone().find(|&n| is(n)).map_or(words.clone(), |b| b + 1..words.end)
    })
}

/// What stands before a noun and says whose it is: "army raids", "the Assembly's raids".
fn modifiers(view: &View, head: usize) -> impl Iterator<Item = Range<usize>> {
    let before = move |d: &usize| *d < head && matches!(view.word(*d).relation(), "compound" | "amod" | "nmod");
    view.dependents(head).filter(before).map(|d| phrase(view, d))
}

/// Words before a noun, or at the head of its trigger, that name those under arms: "rebel rocket attacks", "terrorist mortar fire".
fn before(view: &View, trigger: &Range<usize>) -> Option<Range<usize>> {
    let start = view.parse.sentences[view.sentence(trigger.start)].start.max(trigger.start.saturating_sub(MODIFIERS));
    let tells = |n: usize| matches!(view.word(n).upos, Upos::Noun | Upos::Propn | Upos::Adj);
    let run = (start..trigger.end).rev().take_while(|&n| tells(n));
    let first = run.filter(|&n| view.lexicon.harm.under_arms(view, n)).last()?;
    Some(first..first + 1)
}

/// Words before a trigger among which it is named whose it is.
const MODIFIERS: usize = 3;

/// A word with what hangs on it, as far as a comma or a relative clause.
fn phrase(view: &View, head: usize) -> Range<usize> {
    let mut words = view.subtree(head);
    let stops = |n: usize| matches!(view.form(n), "," | "who" | "which" | "that" | "-" | "–" | "(");
    words.start = words.clone().take_while(|&n| n < head).filter(|&n| stops(n)).last().map_or(words.start, |n| n + 1);
    words.end = (head + 1..words.end).find(|&n| stops(n)).unwrap_or(words.end);
    words
}

/// Whether words name somebody who may do such a thing: a body or people named, or those under arms.
pub(crate) fn names_party(view: &View, words: &Range<usize>) -> bool {
    let lists = &view.lexicon.harm;
    let named = |n: usize| view.parse.mentions.iter().any(|m| party::of_party(m) && m.words.contains(&n));
    words.clone().any(|n| {
        named(n) || view.is_one_of(n, &lists.armed) || view.is_one_of(n, &lists.doer) || lists.under_arms(view, n)
    })
}

#[cfg(test)]
mod tests {
    use truceline_parse::Upos;

    use crate::testing::{check_parse, parsed, with_tree};

    fn found(tree: &str, trigger: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
        let out = std::cell::RefCell::new(Vec::new());
        parsed(tree, |view| *out.borrow_mut() = super::doers(view, &trigger));
        out.into_inner()
    }

    /// Who does what the word `verb` says.
    fn of_verb(tree: &str, verb: usize) -> Vec<std::ops::Range<usize>> {
        let (text, mut parse) = with_tree(tree);
        parse.words[verb].upos = Upos::Verb;
        let out = std::cell::RefCell::new(Vec::new());
        check_parse(&(text, parse), |view| *out.borrow_mut() = super::doers(view, &(verb..verb + 1)));
        out.into_inner()
    }

    #[test]
    fn a_subject_does_what_an_active_verb_says() {
        assert_eq!(found("The|det|2 army|nsubj|3 shelled|root|0 Sarnem|obj|3", 2..3), [0..2]);
    }

    #[test]
    fn who_says_it_before_a_colon_does_not_do_it() {
        assert!(found("Velmark|nsubj|3 :|punct|3 shelled|root|0 Sarnem|obj|3", 2..3).is_empty());
    }

    #[test]
    fn the_by_of_a_passive_does() {
        assert_eq!(
            found("Sarnem|nsubj:pass|3 was|aux:pass|3 shelled|root|0 by|case|6 the|det|6 army|obl|3", 2..3),
            [4..6]
        );
    }

    #[test]
    fn whoever_a_place_fell_to_took_it() {
        let (text, mut parse) = with_tree("Sarnem|nsubj|2 fell|root|0 to|case|5 the|det|5 army|obl|2");
        parse.words[1].lemma = "fall".into();
        check_parse(&(text, parse), |view| assert_eq!(super::doers(view, &(1..2)), [3..5]));
    }

    #[test]
    fn a_verb_that_goes_on_with_another_has_its_subject() {
        let advanced = "The|det|2 army|nsubj|3 advanced|root|0 ,|punct|5 shelling|advcl|3 Sarnem|obj|5";
        assert_eq!(of_verb(advanced, 4), [0..2]);
        let vowed = "The|det|2 army|nsubj|3 vowed|root|0 to|mark|5 shell|xcomp|3 Sarnem|obj|5";
        assert_eq!(of_verb(vowed, 4), [0..2]);
        let ordered = "Pell|nsubj|2 ordered|root|0 rebels|obj|2 to|mark|5 shell|xcomp|2 Sarnem|obj|5";
        assert!(of_verb(ordered, 4).is_empty(), "whoever orders it does not do it");
    }

    #[test]
    fn by_whom_something_was_carried_out_did_it_unless_that_is_asked() {
        let (text, mut parse) =
            with_tree("raids|nsubj:pass|3 were|aux:pass|3 carried|root|0 out|compound|3 by|case|6 soldiers|obl|3");
        parse.words[2].lemma = "carry".into();
        check_parse(&(text, parse), |view| assert_eq!(super::doers(view, &(0..1)), [5..6]));
        let asked = "asked|root|0 whether|mark|5 raids|nsubj:pass|5 were|aux:pass|5 carried|ccomp|1 out|compound|5 by|case|8 soldiers|obl|5";
        let (text, mut parse) = with_tree(asked);
        parse.words[4].lemma = "carry".into();
        check_parse(&(text, parse), |view| assert!(super::doers(view, &(2..3)).is_empty()));
    }

    #[test]
    fn who_fires_in_breach_of_a_truce_breaks_it() {
        let tree = "The|det|2 army|nsubj|3 fired|root|0 in|case|5 breach|obl|3 of|case|8 the|det|8 truce|nmod|5";
        assert_eq!(found(tree, 4..5), [0..2]);
    }

    #[test]
    fn who_comes_under_fire_or_suffers_raids_does_not_do_it() {
        let (text, mut parse) = with_tree("soldiers|nsubj|2 came|root|0 under|case|4 fire|obl|2");
        parse.words[1].lemma = "come".into();
        check_parse(&(text, parse), |view| {
            assert_eq!(super::undergoer(view, &(3..4)), Some(0));
            assert_eq!(super::undergoer(view, &(1..4)), Some(0));
            assert!(super::doers(view, &(1..4)).is_empty());
        });
        let (text, mut parse) = with_tree("soldiers|nsubj|2 suffered|root|0 raids|obj|2");
        parse.words[1].lemma = "suffer".into();
        check_parse(&(text, parse), |view| assert_eq!(super::undergoer(view, &(2..3)), Some(0)));
    }

    #[test]
    fn a_clause_about_somebody_is_what_they_do() {
        assert_eq!(of_verb("rebels|nsubj|5 who|nsubj|4 heavily|advmod|4 shelled|acl|1 fled|root|0", 3), [0..1]);
        assert_eq!(of_verb("rebels|nsubj|4 shelling|acl|1 Sarnem|obj|2 fled|root|0", 1), [0..1]);
    }

    #[test]
    fn who_kills_in_an_attack_does_it_and_who_dies_in_one_does_not() {
        let attack = |verb: &str, object: &str| {
            format!("The|det|2 army|nsubj|3 {verb}|root|0 {object}|obj|3 in|case|7 an|det|7 attack|obl|3")
        };
        assert_eq!(found(&attack("killed", "nine"), 6..7), [0..2]);
        assert!(found("The|det|2 army|nsubj|3 died|root|0 in|case|6 an|det|6 attack|obl|3", 5..6).is_empty());
    }

    #[test]
    fn what_stands_before_a_noun_does_if_it_can() {
        assert_eq!(found("army|compound|2 raids|nsubj|3 went|root|0", 1..2), [0..1]);
        assert!(found("night|compound|2 raids|nsubj|3 went|root|0", 1..2).is_empty());
    }
}
