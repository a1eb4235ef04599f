//! Who did what an event tells, and to whom: what the encoder gives it, weighed against the grammar of its sentence.

use std::ops::Range;

use truceline_parse::{Belonging, Role, Trigger, Upos};
use truceline_record::Span;

use crate::rules::{antecedent, apart, doer, holder, party};
use crate::statements::Draft;
use crate::view::View;

/// Those whom the encoder names as doers, with those whom the grammar joins to them, "the army and its allies"; else those whom the grammar names, by
/// name or by a pronoun.
pub(crate) fn actors(view: &View, statements: &[Draft], t: &Trigger) -> Vec<Span> {
    let mut out: Vec<Span> = named(view, t).iter().flat_map(|w| each(view, w)).collect();
    if out.is_empty() {
        out.extend(told(view, doer::doers(view, &t.words), t).flatten());
    } else {
        let joined = told(view, doer::told(view, &t.words), t);
        let meets = |all: &Vec<Span>| all.iter().any(|s| out.iter().any(|o| o.overlaps(*s)));
        let with: Vec<Span> = joined.filter(meets).flatten().collect();
        let others: Vec<Span> = with.into_iter().filter(|s| !out.iter().any(|o| o.overlaps(*s))).collect();
        out.extend(others);
    }
    if out.is_empty() {
        out.extend(antecedent::doers(view, statements, &t.words).iter().filter_map(|w| view.span(w)));
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Those to whom it was done, each whole and once.
pub(crate) fn targets(view: &View, t: &Trigger) -> Vec<Span> {
    let of = t.roles.iter().filter(|b| b.role == Role::Target);
    let of = of.filter(|b| b.odds > FAR_TARGET || beside(view, t, b));
    let mut out: Vec<Span> = of.filter_map(|b| view.span(&party::whole(view, &b.words)?)).collect();
    out.dedup();
    out
}

/// The words that the encoder gives an event as those of who did it, but for those who only hold what was hit and those whom it gives it for want of
/// another.
fn named(view: &View, t: &Trigger) -> Vec<Range<usize>> {
    let told = doer::told(view, &t.words);
    let meets = |b: &Belonging| told.iter().any(|w| w.start < b.words.end && b.words.start < w.end);
    let pronoun = antecedent::pronoun(view, view.head_of(&t.words)).is_some();
    let least = |b: &Belonging| match beside(view, t, b) {
        false if pronoun => Some(MEANT),
        // its own sentence says who did it
        false if !told.is_empty() => Some(AGAINST),
        false => Some(FAR_ACTOR),
        true if meets(b) => None,
        true if told.is_empty() && !apart::elsewhere(view, &t.words, &b.words) => Some(BESIDE),
        true => Some(AGAINST),
    };
    let suffers = doer::undergoer(view, &t.words);
    let did = |b: &&Belonging| suffers.is_none_or(|n| !b.words.contains(&n)) && !is_thing(view, &b.words);
    let likely = |b: &&Belonging| did(b) && least(b).is_none_or(|least| b.odds > least);
    let of = t.roles.iter().filter(|b| b.role == Role::Actor).filter(likely).map(|b| b.words.clone());
    of.filter(|w| !holder::holds(view, &t.words, w)).collect()
}

/// Log odds of belonging to an event below which words of another sentence do not: the encoder gives what belongs to no event to whichever fits
/// best. Chosen on the dev splits.
const FAR_ACTOR: f32 = -1.0;
const FAR_TARGET: f32 = -3.5;
/// The same where a pronoun may mean those words.
const MEANT: f32 = -2.5;
/// The same for words of its own sentence, where the grammar there does not say who did it, and where it says that others did, or that those words did
/// something else. Chosen on the dev splits.
const BESIDE: f32 = -0.25;
const AGAINST: f32 = 1.5;

/// Whether words name what does nothing by itself: "their vehicle hit a mine".
fn is_thing(view: &View, words: &Range<usize>) -> bool {
    let head = view.head_of(words);
    view.is_one_of(head, &view.lexicon.harm.no_doer) && view.word(head).upos == Upos::Noun
}

fn beside(view: &View, t: &Trigger, b: &Belonging) -> bool {
    view.sentence(b.words.start) == view.sentence(t.words.start)
}

/// Doers that the grammar names, those of each phrase together.
fn told<'a>(view: &'a View, phrases: Vec<Range<usize>>, t: &'a Trigger) -> impl Iterator<Item = Vec<Span>> + 'a {
    let does = |w: &Range<usize>| !holder::holds(view, &t.words, w) && !is_thing(view, w);
    phrases.into_iter().filter(does).map(|w| each(view, &w))
}

/// The parties that words name.
fn each(view: &View, words: &Range<usize>) -> Vec<Span> {
    party::each(view, words).iter().filter_map(|w| view.span(w)).collect()
}

#[cfg(test)]
mod tests {
    use truceline_parse::{Belonging, Role, Trigger};

    use truceline_record::IncidentType::Shelling;

    use crate::testing::{parsed, trigger as trigger_of};

    /// Who does what the word `trigger` of a tree says, the encoder giving it `words` with these odds.
    fn actors(tree: &str, trigger: usize, given: &[(std::ops::Range<usize>, f32)]) -> Vec<String> {
        let of = |(words, odds): &(std::ops::Range<usize>, f32)| Belonging {
            role: Role::Actor,
            words: words.clone(),
            odds: *odds,
        };
        let t = Trigger { roles: given.iter().map(of).collect(), ..trigger_of(trigger..trigger + 1, Shelling) };
        let out = std::cell::RefCell::new(Vec::new());
        parsed(tree, |view| {
            let found = super::actors(view, &[], &t);
            *out.borrow_mut() = found.into_iter().map(|s| view.slice(s).to_owned()).collect();
        });
        out.into_inner()
    }

    #[test]
    fn who_did_something_else_in_the_sentence_needs_more_where_the_grammar_names_another() {
        let tree = "rebels|nsubj|2 fled|root|0 as|mark|5 soldiers|nsubj|5 shelled|advcl|2 Sarnem|obj|5";
        assert_eq!(actors(tree, 4, &[(0..1, 0.5)]), ["soldiers"]);
        assert_eq!(actors(tree, 4, &[(0..1, 2.0)]), ["rebels"]);
        assert_eq!(actors(tree, 4, &[(3..4, -2.0)]), ["soldiers"]);
    }

    #[test]
    fn words_given_for_want_of_another_event_are_left_out() {
        let tree = "rebels|nsubj|2 spoke|root|0 of|case|4 raids|obl|2";
        assert!(actors(tree, 3, &[(0..1, -0.5)]).is_empty());
        assert_eq!(actors(tree, 3, &[(0..1, 0.5)]), ["rebels"]);
        let tree = "rebels|nsubj|2 fled|root|0 after|case|4 raids|obl|2";
        assert!(actors(tree, 3, &[(0..1, 0.5)]).is_empty(), "they fled");
    }

    #[test]
    fn what_is_driven_does_nothing() {
        let tree = "their|nmod|2 vehicle|nsubj|3 hit|root|0 a|det|5 mine|obj|3";
        assert!(actors(tree, 2, &[(0..2, 3.0)]).is_empty());
        let tree = "two|nummod|2 helicopters|nsubj|3 hit|root|0 a|det|5 mill|obj|3";
        assert_eq!(actors(tree, 2, &[(0..2, 3.0)]), ["two helicopters"]);
    }

    #[test]
    fn who_is_joined_to_a_doer_did_it_too() {
        let tree = "raids|root|0 by|case|3 soldiers|nmod|1 and|cc|5 rebels|conj|3";
        assert_eq!(actors(tree, 0, &[(2..3, 2.0)]), ["soldiers", "rebels"]);
    }
}
