//! Whom the words of an event kill or hurt, by the grammar, where the encoder tags no toll in their sentence.
//!
//! Why: where one person is shot no number is told, and a record that counts nobody says that nobody was.
//! Example: *A child was shot in Sarnem* → one child injured; *Dosta Pell, 17, was shot and killed* → one killed; *Two men were pronounced dead after
//! the shooting* → two killed by it.

use std::ops::Range;

use truceline_parse::Upos;

use crate::rules::deed::{self, Deed};
use crate::rules::doer;
use crate::rules::toll::{self, Figure};
use crate::view::View;

/// So many are killed by a war, not by an event of it.
const WAR: u64 = 10_000;

/// Those whom the words `trigger` kill or hurt, with the words that name them.
pub(crate) fn counted(view: &View, trigger: &Range<usize>) -> Vec<(Range<usize>, Figure)> {
    let told = sufferers(view, trigger).into_iter().flat_map(|(n, deed)| {
        let words = named(view, n);
        let of_event = move |f: &Figure| f.deed.is_none_or(|d| d == deed) && f.min.or(f.max) < Some(WAR);
        let figures = toll::figures(view, &words).into_iter().filter(of_event);
        figures.map(|f| (words.clone(), Figure { deed: Some(deed), ..f })).collect::<Vec<_>>()
    });
    told.collect()
}

/// The words for those whom the words `trigger` kill or hurt, and which of both.
pub(crate) fn sufferers(view: &View, trigger: &Range<usize>) -> Vec<(usize, Deed)> {
    let says = trigger.clone().filter(|&n| matches!(view.word(n).upos, Upos::Verb | Upos::Noun));
    says.chain(over(view, trigger)).filter_map(|v| sufferer_of(view, v)).collect()
}

/// The word for whomever the word `n` kills or hurts, and which of both.
pub(crate) fn sufferer_of(view: &View, n: usize) -> Option<(usize, Deed)> {
    let deed = harm(view, n)?;
    Some((suffers(view, n)?, deed))
}

/// What the words `trigger` do to those whom `words` name, by the grammar.
pub(crate) fn done(view: &View, trigger: &Range<usize>, words: &Range<usize>) -> Option<Deed> {
    let to_them = |v: &usize| suffers(view, *v).is_some_and(|n| words.contains(&n));
    // "accidentally" of "accidentally shot"
    let verb = |n: usize| if view.word(n).upos == Upos::Adv { view.word(n).head } else { Some(n) };
    let verbs = trigger.clone().filter_map(verb).filter(|&n| view.word(n).upos == Upos::Verb);
    verbs.filter(to_them).find_map(|v| harm(view, v))
}

/// Whether a word kills or hurts.
fn harm(view: &View, n: usize) -> Option<Deed> {
    deed::of(view, n).filter(|d| *d != Deed::Other)
}

/// Words of harm that name no event of their own, and say when they came about by a noun of the trigger, "were pronounced dead after the shooting", or
/// tell of that noun, "a shooting that injured a boy".
fn over<'a>(view: &'a View, trigger: &'a Range<usize>) -> impl Iterator<Item = usize> + 'a {
    let own = |n: &usize| view.parse.triggers.iter().any(|t| t.words.contains(n));
    let nouns = || trigger.clone().filter(|&n| view.word(n).upos == Upos::Noun);
    let above = nouns().filter(|&n| view.word(n).relation() == "obl").filter_map(|n| view.word(n).head);
    let tells = |d: &usize| matches!(view.word(*d).relation(), "acl" | "advcl");
    let verbs = above.chain(nouns().flat_map(move |n| view.dependents(n).filter(tells)));
    let each = verbs.flat_map(|v| std::iter::once(v).chain(view.dependents(v).filter(|&d| dead(view, d))));
    each.filter(move |n| !own(n) && matches!(view.word(*n).upos, Upos::Verb | Upos::Adj))
}

/// Whether a word says of whom it is said that they are dead: "was found [dead]".
fn dead(view: &View, n: usize) -> bool {
    let said = matches!(view.word(n).relation(), "xcomp" | "obl" | "obj");
    view.word(n).upos == Upos::Adj && said && harm(view, n) == Some(Deed::Killed)
}

/// The word for whoever a word of harm tells of.
fn suffers(view: &View, n: usize) -> Option<usize> {
    let of_verb = |v: usize| sufferer(view, v);
    match view.word(n).upos {
        Upos::Verb => of_verb(n),
        Upos::Adj if dead(view, n) => view.word(n).head.and_then(of_verb),
        Upos::Adj => view.dependents(n).find(|&d| view.word(d).relation() == "nsubj"),
        _ => of(view, n),
    }
}

/// The word for whoever a verb of harm is done to: the subject of a passive or of "die", the object of another, who is meant by "who", "himself" and "he";
/// of verbs joined by "and", what is said of the first.
fn sufferer(view: &View, verb: usize) -> Option<usize> {
    let mut at = verb;
    for _ in 0..STEPS {
        let dies =
            view.word(at).lemma.eq_ignore_ascii_case("die") || view.word(at).lemma.eq_ignore_ascii_case("perish");
        let passive = || dependent(view, at, "nsubj:pass");
        let found = passive().or_else(|| dependent(view, at, "obj")).or_else(|| subject(view, at).filter(|_| dies));
        if let Some(n) = found {
            return meant(view, at, n);
        }
        match view.word(at).relation() {
            "conj" => at = view.word(at).head?,
            // "a player shot in the leg"; "a boy was taken to hospital after being shot"
            "acl" => return view.word(at).head,
            "advcl" | "xcomp" if doer::passive(view, at) => return subject(view, at),
            _ => return None,
        }
    }
    None
}

/// How far from a word that says it whoever is meant is looked for.
const STEPS: usize = 3;

/// The nearest of the words that stand in this relation to `of`: a tree may take the town of a dateline for a subject too.
fn dependent(view: &View, of: usize, relation: &str) -> Option<usize> {
    view.dependents(of).filter(|&d| &*view.word(d).deprel == relation).min_by_key(|d| d.abs_diff(of))
}

/// The word for who does or suffers what a verb says; where it has none of its own, that of the verb which it hangs on.
fn subject(view: &View, verb: usize) -> Option<usize> {
    let mut at = verb;
    for _ in 0..STEPS {
        // a tree may take "himself" for a subject, which would mean itself
        let own = dependent(view, at, "nsubj").or_else(|| dependent(view, at, "nsubj:pass"));
        if let Some(n) = own.filter(|&n| !reflexive(view, n)) {
            return meant(view, at, n);
        }
        match view.word(at).relation() {
            "conj" | "advcl" | "xcomp" => at = view.word(at).head?,
            // "a boy suffering from a wound"
            "acl" => return view.word(at).head,
            _ => return None,
        }
    }
    None
}

fn reflexive(view: &View, n: usize) -> bool {
    matches!(view.low_form(n), "himself" | "herself" | "themselves")
}

/// The word that names whom `n`, which stands beside `verb`, means: a noun itself, "who" what it hangs on, "himself" the subject, "he" the subject of the
/// verb above.
fn meant(view: &View, verb: usize, n: usize) -> Option<usize> {
    let above = || view.word(verb).head;
    match view.low_form(n) {
        _ if reflexive(view, n) => subject(view, verb),
        "who" | "that" | "which" => above().filter(|_| view.word(verb).relation() == "acl"),
        "he" | "she" if matches!(view.word(verb).relation(), "advcl" | "ccomp") => above().and_then(|v| {
            let named = |s: &usize| matches!(view.word(*s).upos, Upos::Noun | Upos::Propn | Upos::Adj);
            dependent(view, v, "nsubj").or_else(|| dependent(view, v, "nsubj:pass")).filter(named).or(Some(n))
        }),
        _ => Some(n),
    }
}

/// Whose death or wound a noun tells: "the killing of a boy", "a boy suffered a wound", "suffers from a wound", "has one".
fn of(view: &View, noun: usize) -> Option<usize> {
    let wound = view.is_one_of(noun, &view.lexicon.harm.deeds.injured);
    let bears = |v: &usize| {
        view.is_one_of(*v, &view.lexicon.harm.bears) || wound && view.word(*v).lemma.eq_ignore_ascii_case("have")
    };
    let from = || view.dependents(noun).any(|c| view.word(c).relation() == "case" && view.form(c) == "from");
    let borne = match view.word(noun).relation() {
        "obj" => true,
        "obl" => wound && from(),
        _ => false,
    };
    if let Some(verb) = view.word(noun).head.filter(|_| borne).filter(bears) {
        return subject(view, verb);
    }
    let with_of = |d: &usize| {
        view.word(*d).relation() == "nmod"
            && view.dependents(*d).any(|c| view.word(c).relation() == "case" && view.form(c).eq_ignore_ascii_case("of"))
    };
    // "a man's death"; "the army's killing of a man" is the army's otherwise
    let whose =
        |d: &usize| &*view.word(*d).deprel == "nmod:poss" && view.word(noun).lemma.eq_ignore_ascii_case("death");
    view.dependents(noun).find(with_of).or_else(|| view.dependents(noun).find(whose))
}

/// A word with what stands before it and belongs to it, and the rest of a name.
fn named(view: &View, head: usize) -> Range<usize> {
    let under = view.subtree(head);
    // "his 10-year-old nephew" is one word in three places
    let joins = |n: usize| n > 0 && view.word(n - 1).span.end == view.word(n).span.start;
    let stops = |n: usize| {
        matches!(view.form(n), "," | "who" | "which" | "that" | "(" | "of")
            || matches!(view.form(n), "-" | "–") && !joins(n)
    };
    let start = (under.start..head).rev().take_while(|&n| !stops(n)).last().unwrap_or(head);
    let flat = |n: &usize| view.word(*n).relation() == "flat" && view.word(*n).head == Some(head);
    let end = (head + 1..under.end).take_while(flat).last().map_or(head + 1, |n| n + 1);
    start..end
}

#[cfg(test)]
mod tests {
    use truceline_parse::{Parse, Upos};
    use truceline_record::TollWho::{self, Child, Man, Total};

    use crate::rules::deed::Deed::{self, Injured, Killed, Struck};
    use crate::testing::{check_parse, with_tree};

    fn found(tree: &str, trigger: std::ops::Range<usize>) -> Vec<(TollWho, Option<u64>, Option<Deed>)> {
        of(with_tree(tree), trigger, Upos::Verb)
    }

    fn of(
        (text, mut parse): (String, Parse),
        trigger: std::ops::Range<usize>,
        upos: Upos,
    ) -> Vec<(TollWho, Option<u64>, Option<Deed>)> {
        parse.words[trigger.start].upos = upos;
        let out = std::cell::RefCell::new(Vec::new());
        check_parse(&(text, parse), |v| {
            *out.borrow_mut() = super::counted(v, &trigger).into_iter().map(|(_, f)| (f.who, f.min, f.deed)).collect();
        });
        out.into_inner()
    }

    #[test]
    fn one_person_is_counted() {
        assert_eq!(
            found("A|det|2 child|nsubj:pass|4 was|aux:pass|4 shot|root|0", 3..4),
            [(Child, Some(1), Some(Struck))]
        );
        let tree = "They|nsubj|2 killed|root|0 his|nmod|4 brother|obj|2 on|case|6 Friday|obl|2";
        assert_eq!(found(tree, 1..2), [(Man, Some(1), Some(Killed))]);
        let tree = "A|det|2 man|nsubj:pass|4 was|aux:pass|4 shot|root|0 and|cc|6 killed|conj|4";
        assert_eq!(found(tree, 5..6), [(Man, Some(1), Some(Killed))]);
    }

    #[test]
    fn who_does_it_and_what_is_named_already_are_not() {
        assert!(found("A|det|2 child|nsubj|3 shot|root|0", 2..3).is_empty());
        assert!(found("The|det|2 boy|nsubj:pass|4 was|aux:pass|4 shot|root|0", 3..4).is_empty());
    }

    #[test]
    fn a_death_is_somebodys() {
        let tree = "The|det|2 killing|nsubj|6 of|case|5 a|det|5 boy|nmod|2 shocked|root|0 Sarnem|obj|6";
        assert_eq!(of(with_tree(tree), 1..2, Upos::Noun), [(Child, Some(1), Some(Killed))]);
        let tree = "A|det|2 man|nmod:poss|4 's|case|2 death|nsubj|5 shocked|root|0 Sarnem|obj|5";
        assert_eq!(of(with_tree(tree), 3..4, Upos::Noun), [(Man, Some(1), Some(Killed))]);
        let tree = "Two|nummod|2 men|nmod:poss|4 's|case|2 killing|nsubj|5 shocked|root|0 Sarnem|obj|5";
        assert!(of(with_tree(tree), 3..4, Upos::Noun).is_empty(), "it may be theirs in two ways");
    }

    #[test]
    fn who_is_dead_after_a_shooting_died_of_it() {
        let tree = "Two|nummod|2 men|nsubj:pass|5 were|aux|5 then|advmod|5 pronounced|root|0 dead|xcomp|5 after|case|9 the|det|9 shooting|obl|5";
        let (text, mut parse) = with_tree(tree);
        for (n, upos) in [(4, Upos::Verb), (5, Upos::Adj)] {
            parse.words[n].upos = upos;
        }
        assert_eq!(of((text, parse), 8..9, Upos::Noun), [(Man, Some(2), Some(Killed))]);
    }

    #[test]
    fn what_the_verb_does_is_done_to_its_object() {
        let tree = "A|det|2 boy|nsubj|3 shot|root|0 his|nmod|5 brother|obj|3 ;|punct|3 police|nsubj|8 came|parataxis|3";
        let (text, mut parse) = with_tree(tree);
        parse.words[2].upos = Upos::Verb;
        check_parse(&(text, parse), |view| {
            assert_eq!(super::done(view, &(2..3), &(3..5)), Some(Struck));
            assert_eq!(super::done(view, &(2..3), &(0..2)), None, "who does it");
        });
    }

    #[test]
    fn who_shoots_himself_is_the_subject_where_there_is_one() {
        let tree = "A|det|2 boy|nsubj|3 shot|root|0 himself|obj|3";
        assert_eq!(found(tree, 2..3), [(Child, Some(1), Some(Struck))]);
        assert!(found("Himself|nsubj|2 shot|root|0 himself|obj|2", 1..2).is_empty());
        let tree = "A|det|2 man|nsubj|3 knew|root|0 who|nsubj:pass|6 was|aux:pass|6 shot|acl|2";
        assert_eq!(found(tree, 5..6), [(Man, Some(1), Some(Struck))]);
    }

    #[test]
    fn an_event_that_hurts_somebody_is_told_of_by_a_clause() {
        let tree =
            "A|det|2 shooting|nsubj|7 that|nsubj|4 killed|acl:relcl|2 a|det|6 boy|obj|4 shocked|root|0 Sarnem|obj|7";
        let (text, mut parse) = with_tree(tree);
        parse.words[3].upos = Upos::Verb;
        assert_eq!(of((text, parse), 1..2, Upos::Noun), [(Child, Some(1), Some(Killed))]);
    }

    #[test]
    fn who_has_a_wound_is_hurt() {
        let (text, mut parse) = with_tree("A|det|2 boy|nsubj|3 suffered|root|0 from|case|6 a|det|6 wound|obl|3");
        parse.words[2].lemma = "suffer".into();
        assert_eq!(of((text, parse), 5..6, Upos::Noun), [(Child, Some(1), Some(Injured))]);
        let tree = "A|det|2 boy|nsubj|3 has|root|0 a|det|5 wound|obj|3";
        let (text, mut parse) = with_tree(tree);
        parse.words[2].lemma = "have".into();
        assert_eq!(of((text, parse), 4..5, Upos::Noun), [(Child, Some(1), Some(Injured))]);
    }

    #[test]
    fn the_town_of_a_dateline_is_not_shot() {
        let tree = "SARNEM|nsubj:pass|6 -|punct|6 A|det|4 child|nsubj:pass|6 was|aux:pass|6 shot|root|0";
        assert_eq!(found(tree, 5..6), [(Child, Some(1), Some(Struck))]);
    }

    #[test]
    fn a_war_is_no_event() {
        let tree = "20000|nummod|2 people|nsubj:pass|4 were|aux:pass|4 killed|root|0";
        assert!(found(tree, 3..4).is_empty());
    }

    #[test]
    fn numbers_count_too() {
        let tree = "Six|nummod|2 people|nsubj:pass|4 were|aux:pass|4 killed|root|0";
        assert_eq!(found(tree, 3..4), [(Total, Some(6), Some(Killed))]);
    }
}
