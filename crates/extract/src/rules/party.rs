//! The words that name a party: whole names, and nothing that only joins them to the sentence.
//!
//! Why: a span is evidence, and "Russian and" or "Front" is evidence of nobody; what names no one ("young", "the") is left out.
//! Example: in *rebels of the Kestova Liberation Front shelled*, the tagged `Front` becomes `Kestova Liberation Front`.

use std::ops::Range;

use truceline_parse::{Mentioned, Upos};
use truceline_record::MentionKind;

use crate::rules::{coordinate, doer};
use crate::view::{View, is_article};

/// Words of a name at most that a tagged part of it is made whole with.
const NAME: usize = 8;

/// Those who did it, as the tagged words `words` name them: those that are joined by "and" are each one.
pub(crate) fn each(view: &View, words: &Range<usize>) -> Vec<Range<usize>> {
    let Some(all) = whole(view, words).and_then(|all| led(view, all)) else { return Vec::new() };
    let joined = coordinate::speakers(view, &all);
    let parts: Vec<Range<usize>> = joined.iter().filter_map(|w| whole(view, w)).collect();
    let named = parts.len() > 1 && parts.len() == joined.len() && parts.iter().all(|w| doer::names_party(view, w));
    if named { parts } else { vec![all] }
}

/// The party that the tagged words `words` are of; none if they name nobody.
pub(crate) fn whole(view: &View, words: &Range<usize>) -> Option<Range<usize>> {
    let article = |n: usize| is_article(view.form(n));
    let leads = |n: usize| matches!(view.word(n).upos, Upos::Punct | Upos::Cconj | Upos::Sconj | Upos::Adp | Upos::Aux);
    let trails = |n: usize| leads(n) || article(n) || matches!(view.word(n).upos, Upos::Det | Upos::Part | Upos::Verb);
    let start = words.clone().find(|&n| !leads(n))?;
    let end = (start..words.end).rev().find(|&n| !trails(n))? + 1;
    let mut out = start..end;
    for m in view.parse.mentions.iter().filter(|m| of_party(m) && m.words.len() <= NAME) {
        let meets = m.words.start < out.end && out.start < m.words.end;
        if meets {
            out = out.start.min(m.words.start)..out.end.max(m.words.end);
        }
    }
    // the tags of a name may reach into what joins it
    let mut out = out.start..(out.start..out.end).rev().find(|&n| !trails(n)).map_or(out.end, |n| n + 1);
    // "regime war" of "regime war planes", "Velmark air" of "Velmark air strikes"
    let means = |n: usize| view.is_one_of(n, &view.lexicon.harm.means) && view.word(n).head.is_some_and(|h| h > n);
    while out.len() > 1 && means(out.end - 1) {
        out.end -= 1;
    }
    // "the units that"
    let relative = |n: usize| n > out.start && view.form(n).eq_ignore_ascii_case("that");
    if relative(out.end - 1) {
        out.end -= 1;
    }
    // a pronoun alone names nobody: "by we" is no evidence of who
    let names = |n: usize| matches!(view.word(n).upos, Upos::Noun | Upos::Propn) && !article(n);
    let nationality = |n: usize| view.parse.mentions.iter().any(|m| of_party(m) && m.words.contains(&n));
    out.clone().any(|n| names(n) || nationality(n) && view.word(n).upos != Upos::Pron).then_some(out)
}

/// Words behind a part of a party within which the rest stands.
const REST: usize = 4;

/// Words that are no party by themselves with the noun that they lead to, where that is one: "hardline" of "hardline Sunni fighters"; none where it is not, or where
/// they are a deed: "rocket fire on the town".
fn led(view: &View, words: Range<usize>) -> Option<Range<usize>> {
    let capital = |n: usize| view.form(n).starts_with(char::is_uppercase) && !is_article(view.form(n));
    let party = |words: &Range<usize>| doer::names_party(view, words) || words.clone().any(capital);
    let head = view.head_of(&words);
    let alone = head..head + 1;
    let deed = view.word(head).upos == Upos::Noun && view.parse.triggers.iter().any(|t| t.words.contains(&head));
    if deed && !party(&alone) {
        return None;
    }
    let to = view.word(head).head.filter(|&h| h >= words.end && h < words.end + REST);
    let Some(noun) = to.filter(|_| matches!(view.word(head).relation(), "amod" | "compound" | "det" | "advmod")) else {
        return Some(words);
    };
    if party(&words) {
        return Some(words);
    }
    let marks = (words.end..noun).any(|n| view.word(n).upos == Upos::Punct && view.form(n) != "-");
    (party(&(noun..noun + 1)) && !marks).then_some(words.start..noun + 1)
}

/// Whether a mention may name a party.
pub(crate) fn of_party(m: &Mentioned) -> bool {
    matches!(m.kind, MentionKind::Organisation | MentionKind::Person | MentionKind::Nationality)
}

#[cfg(test)]
mod tests {
    use crate::testing::{mentioning, parsed};

    const TREE: &str =
        "rebels|nsubj|6 of|case|5 Kestova|compound|5 Liberation|compound|5 Front|nmod|1 shelled|root|0 it|obj|6";

    #[test]
    fn part_of_a_name_becomes_the_name() {
        mentioning(TREE, "organisation", 2..5, |view| assert_eq!(super::whole(view, &(4..5)), Some(2..5)));
    }

    #[test]
    fn by_what_it_acts_is_no_part_of_its_name() {
        parsed("regime|compound|3 war|compound|3 planes|nsubj|4 fled|root|0", |view| {
            assert_eq!(super::whole(view, &(0..2)), Some(0..1));
            assert_eq!(super::whole(view, &(0..3)), Some(0..3));
        });
    }

    #[test]
    fn what_leads_to_a_party_is_part_of_it_and_what_does_not_is_none() {
        parsed("hardline|amod|3 Sunni|amod|3 fighters|nsubj|4 fled|root|0", |view| {
            assert_eq!(super::each(view, &(0..1)), [0..3]);
        });
        parsed("hardline|amod|2 views|nsubj|3 fell|root|0", |view| assert!(super::each(view, &(0..1)).is_empty()));
        parsed("fighters|nsubj|3 that|nsubj|3 fled|root|0", |view| assert_eq!(super::whole(view, &(0..2)), Some(0..1)));
    }

    #[test]
    fn what_joins_is_left_off_and_what_names_nobody_is_none() {
        parsed("The|det|2 rebels|nsubj|4 ,|punct|2 fled|root|0", |view| {
            assert_eq!(super::whole(view, &(1..3)), Some(1..2));
            assert_eq!(super::whole(view, &(0..1)), None);
            assert_eq!(super::whole(view, &(2..4)), None);
        });
    }
}
