//! What was done to those whom a number counts, by the word next to it that says so.
//!
//! Why: the killed, the injured and the captured of one sentence stand side by side, and a number that goes to the wrong of them is a wrong
//! toll.
//! Example: *22 captured and three killed* → 22 were neither killed nor injured; three were killed.

use std::ops::Range;

use truceline_parse::Upos;

use crate::numbers::{Amount, amounts};
use crate::view::View;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Killed,
    Injured,
    /// Shot or taken to hospital: they count as injured, and may have died.
    Struck,
    Other,
}

/// Words on either side of a number among which the word stands.
const REACH: usize = 6;

/// What was done to those whom `a` counts, in the words `within`: by the word after the number, in its own clause, else by the one before.
pub(crate) fn deed(view: &View, a: &Amount, within: &Range<usize>) -> Option<Deed> {
    let number = |n: usize| is_number(view, n);
    let after = (a.numeral.end..within.end.min(a.numeral.end + REACH)).take_while(|&n| !parts(view, n) && !number(n));
    // "injured 30 others at a site for the displaced": what comes right before is nearer
    let right = a.words.start.checked_sub(1).filter(|n| within.contains(n)).filter(|&n| !was(view, n));
    let right = right.and_then(|n| of(view, n)).filter(|d| matches!(d, Deed::Killed | Deed::Injured));
    let after: Vec<usize> = after.collect();
    let next = after.iter().take(NEXT).find_map(|&n| of(view, n));
    let first = next.or(right).or_else(|| after.iter().find_map(|&n| of(view, n)));
    let first = first.or_else(|| passive(view, a, within.end));
    let before = (within.start.max(a.words.start.saturating_sub(REACH))..a.words.start).rev();
    first.or_else(|| before.take_while(|&n| !matches!(view.form(n), ";" | "." | ":")).find_map(|n| of(view, n)))
}

/// Whether one number counts the killed and the injured together, "214 killed and wounded": how many of either is not told.
pub(crate) fn both(view: &View, a: &Amount, end: usize) -> bool {
    let harm = |n: usize| (n < end).then(|| of(view, n)).flatten().filter(|d| *d != Deed::Other);
    let near = (a.numeral.end..end.min(a.numeral.end + REACH)).take_while(|&n| !parts(view, n) && !is_number(view, n));
    let Some((n, first)) = near.into_iter().find_map(|n| Some((n, harm(n)?))) else { return false };
    let joined = n + 1 < end && matches!(view.form(n + 1), "and" | "or" | "/");
    let counts = n + 3 < end && !amounts(view, n + 3..end.min(n + 6)).is_empty();
    joined && !counts && harm(n + 2).is_some_and(|second| (second == Deed::Killed) != (first == Deed::Killed))
}

/// What was done to a single person, by the words right after those for them, which end at `end`: "a girl has been shot dead".
pub(crate) fn to_one(view: &View, end: usize) -> Option<Deed> {
    let stop = view.parse.sentences[view.sentence(end.saturating_sub(1))].end.min(end + REACH);
    let other = |n: usize| parts(view, n) || is_number(view, n) || view.form(n).eq_ignore_ascii_case("who");
    let found = (end..stop).take_while(|&n| !other(n)).find_map(|n| of(view, n));
    found.filter(|deed| matches!(deed, Deed::Killed | Deed::Struck))
}

/// Whether a word or mark begins another part of the sentence.
fn parts(view: &View, n: usize) -> bool {
    matches!(view.form(n), "," | ";" | ":" | "." | "and" | "while" | "as" | "but" | "including" | "-" | "–")
}

/// Words after a number that are as near to it as the one before.
const NEXT: usize = 3;

/// Whether a word is a passive's: "were killed".
fn was(view: &View, n: usize) -> bool {
    n > 0 && matches!(view.form(n - 1), "was" | "were" | "been" | "be" | "being")
}

/// What was done by a passive past what only describes: "30 others, most of them children, were wounded".
fn passive(view: &View, a: &Amount, end: usize) -> Option<Deed> {
    let number = |n: usize| is_number(view, n) || view.form(n) == ".";
    let mut after = (a.numeral.end..end.min(a.numeral.end + 2 * REACH)).take_while(|&n| !number(n));
    let was = after.find(|&n| matches!(view.form(n), "was" | "were" | "been"))?;
    (was + 1..end.min(was + 3)).find_map(|n| of(view, n))
}

fn is_number(view: &View, n: usize) -> bool {
    // the tagger takes the "injured" of "12 injured" for part of the number
    let harm = || matches!(of(view, n), Some(Deed::Killed | Deed::Injured));
    view.word(n).upos == Upos::Num && !harm() || view.form(n).starts_with(|c: char| c.is_ascii_digit())
}

/// What a word says was done.
pub(crate) fn of(view: &View, n: usize) -> Option<Deed> {
    let d = &view.lexicon.harm.deeds;
    let lists = [(Deed::Killed, &d.killed), (Deed::Injured, &d.injured), (Deed::Other, &d.other)];
    let plain = lists.into_iter().find(|(_, list)| view.is_one_of(n, list)).map(|(deed, _)| deed);
    let by_two = (n > 0 && fatally(view, n - 1)).then_some(Deed::Killed);
    match plain {
        Some(Deed::Injured) => by_two.or(plain),
        None if fatally(view, n) => Some(Deed::Killed),
        // nobody rescued "five rescue workers"
        Some(Deed::Other) if describes(view, n) => None,
        None if view.is_one_of(n, &d.struck) => by_two.or_else(|| (!deadly(view, n)).then_some(Deed::Struck)),
        plain => plain,
    }
}

/// Whether a noun only says what the noun after it is: "hospital staff".
fn describes(view: &View, n: usize) -> bool {
    view.word(n).upos == Upos::Noun && view.word(n).head == Some(n + 1)
}

/// "fatally", "mortally".
pub(crate) fn fatally(view: &View, n: usize) -> bool {
    view.is_one_of(n, &view.lexicon.harm.deeds.deadly) && view.low_form(n).ends_with("ly")
}

/// "himself", "themselves".
fn to_itself(view: &View, n: usize) -> bool {
    let word = view.parse.words.get(n).map_or("", |w| w.form.as_str()).to_lowercase();
    word.ends_with("self") || word.ends_with("selves")
}

/// Whether the sentence of a word for those who were shot says that they may have died: somebody died, and no mark with a number parts those from these
/// ("shot, two fatally", "one person was killed, five others shot"; not "killed 48 civilians by shooting").
fn deadly(view: &View, n: usize) -> bool {
    let d = &view.lexicon.harm.deeds;
    let tried = |n: usize| n > 0 && view.form(n - 1).eq_ignore_ascii_case("attempted");
    let dead = |n: usize| view.is_one_of(n, &d.killed) && !tried(n) || view.is_one_of(n, &d.deadly);
    let parted = |at: usize| {
        let between = n.min(at) + 1..n.max(at);
        // the hyphens of an age part nothing, and who is included is of those before
        let part = |n: usize| parts(view, n) && !matches!(view.form(n), "-" | "including");
        // "the deaths of a man and three children who were shot", "shot her three sons before killing herself": of the same
        let same = between.clone().any(|n| view.form(n).eq_ignore_ascii_case("who")) || to_itself(view, at + 1);
        let another = |n: usize| view.form(n).eq_ignore_ascii_case("another");
        !same && between.clone().any(part) && (between.clone().any(another) || !amounts(view, between).is_empty())
    };
    // "hospital staff" went nowhere
    describes(view, n) || view.parse.sentences[view.sentence(n)].clone().any(|at| dead(at) && !parted(at))
}

#[cfg(test)]
mod tests {
    use super::Deed;
    use crate::numbers::amounts;
    use crate::testing::{check_parse, glued, with_tree};

    #[test]
    fn what_a_noun_does_for_another_was_not_done_to_those_it_names() {
        let tree = |to: usize| format!("two|nummod|3 rescue|compound|{to} workers|obj|4 died|root|0");
        for (to, deed) in [(3, None), (4, Some(Deed::Other))] {
            check_parse(&with_tree(&tree(to)), |v| assert_eq!(super::of(v, 1), deed));
        }
    }

    #[test]
    fn one_number_for_killed_and_injured_is_neither() {
        let both = |text: &str| {
            let out = std::cell::Cell::new(false);
            glued(text, |v| out.set(super::both(v, &amounts(v, 0..v.parse.words.len())[0], v.parse.words.len())));
            out.get()
        };
        assert!(both("214 soldiers killed and wounded today") && both("12 people were killed or injured"));
        assert!(!both("12 people were killed and injured 7 others") && !both("12 killed and 7 injured"));
        assert!(!both("21 lives and wounded dozens of others") && !both("12 people were killed and buried"));
    }

    #[test]
    fn each_number_takes_the_word_next_to_it() {
        for (text, expected) in [
            ("22 captured and three kill", vec![Some(Deed::Other), Some(Deed::Killed)]),
            ("kill 12 people and wound 30", vec![Some(Deed::Killed), Some(Deed::Injured)]),
            ("destroy 12 houses and kill one woman", vec![Some(Deed::Other), Some(Deed::Killed)]),
            (
                "kill 3 , and 30 others , most of them children , were wound",
                vec![Some(Deed::Killed), Some(Deed::Injured)],
            ),
            ("wound 30 others at a site for the displaced", vec![Some(Deed::Injured)]),
            ("12 people in the town", vec![None]),
            ("kill 12 as rescue crews came", vec![Some(Deed::Killed)]),
            ("12 people were shot in the leg", vec![Some(Deed::Struck)]),
            ("12 people were shot dead", vec![Some(Deed::Killed)]),
            ("12 people were shot , 2 fatally", vec![Some(Deed::Struck), Some(Deed::Killed)]),
            ("12 people were shot and kill", vec![None]),
            ("one kill and 11 others shot", vec![Some(Deed::Killed), Some(Deed::Struck)]),
            ("kill 2 people and shot 5 others", vec![Some(Deed::Killed), Some(Deed::Struck)]),
            ("the death of a pastor and his 3 children who were shot", vec![Some(Deed::Killed)]),
            ("kill 48 people by shooting", vec![Some(Deed::Killed)]),
            ("one man died while 4 others were taken to hospital", vec![Some(Deed::Killed), Some(Deed::Struck)]),
            ("fatally wound 12 people", vec![Some(Deed::Killed)]),
            ("died of their wounds , bringing the toll to 61 people", vec![Some(Deed::Killed)]),
            ("4 people went to hospital", vec![Some(Deed::Struck)]),
            ("shot 12 people , a case of attempted murder", vec![Some(Deed::Struck)]),
        ] {
            glued(text, |v| {
                let all = 0..v.parse.words.len();
                let found: Vec<_> = amounts(v, all.clone()).iter().map(|a| super::deed(v, a, &all)).collect();
                assert_eq!(found, expected, "{text}");
            });
        }
    }
    #[test]
    fn a_single_person_takes_the_words_after() {
        for (text, expected) in [
            ("a girl has been shot dead", Some(Deed::Killed)),
            ("a girl was shot in the leg", Some(Deed::Struck)),
            ("a girl was hurt , another killed", None),
            ("a girl who was killed", None),
        ] {
            glued(text, |v| assert_eq!(super::to_one(v, 2), expected, "{text}"));
        }
    }
}
