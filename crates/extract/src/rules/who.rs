//! Who a number of killed or injured counts.
//!
//! Why: "ten children among 48 dead" are two figures of one toll, and a monitor counts civilians apart from fighters.
//! Example: *at least 13 fighters* → combatant; *five women and children* → civilian, as one figure for both.

use std::ops::Range;

use truceline_parse::{Mentioned, Upos};
use truceline_record::{MentionKind, TollWho};

use crate::view::View;

/// Who is counted by the noun that follows a numeral, or stands alone: `words` begins after the numeral.
pub(crate) fn counted(view: &View, words: Range<usize>) -> Option<TollWho> {
    let lists = &view.lexicon.harm;
    let lemma = |n: usize| view.low_lemma(n);
    let ends = |n: &usize| matches!(view.form(*n), "," | ";") || view.is_one_of(*n, &lists.ends);
    if let Some(who) = minors(view, words.start).or_else(|| said_to_be(view, words.start)) {
        return Some(who);
    }
    let mut others = None;
    for n in words.clone().take_while(|n| !ends(n)) {
        if view.is_one_of(n, &lists.belonging)
            && let Some(who) = member(view, n, words.start)
        {
            return Some(who);
        }
        if view.is_one_of(n, &lists.others) {
            others = Some(TollWho::Total);
            continue;
        }
        let next = (n + 1 < words.end).then(|| lemma(n + 1));
        let paired = lists.pairs.iter().find(|(_, pairs)| {
            next.as_ref().is_some_and(|next| pairs.iter().any(|[a, b]| *a == lemma(n) && b == next))
        });
        if let Some((who, _)) = paired {
            return Some(*who);
        }
        let found = lists.nouns().into_iter().find(|(_, list)| view.is_one_of(n, list)).map(|(who, _)| who);
        if let Some(who) = found {
            let other = |n: usize| view.is_one_of(n, &lists.child) || view.is_one_of(n, &lists.woman);
            let both = matches!(who, TollWho::Woman | TollWho::Child)
                && n + 2 < words.end
                && matches!(view.form(n + 1), "and" | "or")
                && other(n + 2);
            return Some(if both { TollWho::Civilian } else { who });
        }
    }
    others
}

/// Words after a numeral among which an age, or what those counted are, is told.
const TOLD: usize = 9;

/// Those "under the age of 18".
fn minors(view: &View, start: usize) -> Option<TollWho> {
    let near = start..(start + TOLD).min(view.parse.words.len());
    // "three people, one under the age of 18": it is the one
    let stops = |n: &usize| matches!(view.form(*n), "," | ";" | "." | "and") || view.word(*n).upos == Upos::Num;
    let under = near.clone().take_while(|n| !stops(n)).find(|&n| view.form(n).eq_ignore_ascii_case("under"))?;
    let age = (under + 1..near.end).find_map(|n| view.form(n).parse::<u64>().ok())?;
    (age <= OF_AGE).then_some(TollWho::Child)
}

/// The age under which somebody is a child.
pub(crate) const OF_AGE: u64 = 18;

/// What some of those spoken of are said to be: "five of the dead were children".
fn said_to_be(view: &View, start: usize) -> Option<TollWho> {
    let lists = &view.lexicon.harm;
    let end = (start + TOLD).min(view.parse.words.len());
    let of = start < end && view.form(start) == "of";
    let be = (start + 1..end).find(|&n| matches!(view.form(n), "were" | "are" | "was")).filter(|_| of)?;
    let stops = |n: &usize| matches!(view.form(*n), "," | ";" | "." | "in" | "by" | "when" | "at");
    let told = (be + 1..(be + 4).min(end)).take_while(|n| !stops(n));
    let which = |n: usize| lists.nouns().into_iter().find(|(_, list)| view.is_one_of(n, list)).map(|(who, _)| who);
    told.filter_map(which).find(|who| *who != TollWho::Total)
}

/// Words after a numeral among which the noun of a group stands.
const GROUP: usize = 6;

/// The words for those whom the numeral before `words` counts, where they are civilians or armed; what only leads to them left out ("more of the").
pub(crate) fn group(view: &View, words: Range<usize>) -> Option<Range<usize>> {
    let lists = &view.lexicon.harm;
    let leads =
        |n: usize| view.is_one_of(n, &lists.others) || matches!(view.low_form(n), "of" | "the" | "its" | "their");
    let start = words.clone().find(|&n| !leads(n))?;
    let ends = |n: &usize| matches!(view.form(*n), "," | ";" | "and") || view.is_one_of(*n, &lists.ends);
    let mut named = (start..words.end.min(start + GROUP)).take_while(|n| !ends(n));
    let who = |n: usize| counted(view, n..n + 1);
    let noun = named.find(|&n| matches!(who(n), Some(TollWho::Civilian | TollWho::Combatant)))?;
    Some(start..noun + 1)
}

/// Words after "members of" among which the body is named.
const BODY: usize = 10;

/// Who the members of a body are: "members of the border force", "Assembly militia members", "20 members of the Front": those of a body
/// by name, unless its name says that it bears no arms. None where no such body is named.
fn member(view: &View, n: usize, start: usize) -> Option<TollWho> {
    let lists = &view.lexicon.harm;
    let end = (n + 1 + BODY).min(view.parse.words.len());
    let after = if n + 1 < end && view.form(n + 1) == "of" { n + 2..end } else { n..n };
    let stops = |k: &usize| matches!(view.form(*k), "," | ";" | "." | "and" | "were" | "was" | "have" | "had" | "in");
    let named: Vec<usize> = after.take_while(|k| !stops(k)).chain(start..n).collect();
    let body = |k: usize| {
        let of = |m: &Mentioned| m.kind == MentionKind::Organisation && m.words.contains(&k);
        view.parse.mentions.iter().any(of)
    };
    let armed = |&k: &usize| view.is_one_of(k, &lists.armed) || lists.under_arms(view, k);
    let unarmed = named.iter().any(|&k| view.is_one_of(k, &lists.unarmed));
    (named.iter().any(armed) || !unarmed && named.iter().any(|&k| body(k))).then_some(TollWho::Combatant)
}

#[cfg(test)]
mod tests {
    use truceline_record::TollWho;

    use crate::testing::glued;

    #[test]
    fn the_noun_tells_who_is_counted() {
        let who = |text: &str| {
            let mut out = None;
            let cell = std::cell::RefCell::new(&mut out);
            glued(text, |v| **cell.borrow_mut() = super::counted(v, 0..v.parse.words.len()));
            out
        };
        assert_eq!(who("rebel from the brigade"), Some(TollWho::Combatant));
        assert_eq!(who("woman and child"), Some(TollWho::Civilian));
        assert_eq!(who("aid worker"), Some(TollWho::AidWorker));
        assert_eq!(who("people, some of them a child"), Some(TollWho::Total));
        assert_eq!(who("member of the border force"), Some(TollWho::Combatant));
        assert_eq!(who("Assembly militia member"), Some(TollWho::Combatant));
        assert_eq!(who("member of one family"), Some(TollWho::Total));
        assert_eq!(who("in the north"), None);
        assert_eq!(who("of the dead were child"), Some(TollWho::Child));
        assert_eq!(who("of the dead were found"), Some(TollWho::Total));
        assert_eq!(who("of them under the age of 18"), Some(TollWho::Child));
        let group = |text: &str| {
            let mut out = None;
            let cell = std::cell::RefCell::new(&mut out);
            glued(text, |v| **cell.borrow_mut() = super::group(v, 0..v.parse.words.len()));
            out
        };
        assert_eq!(group("more government soldier died"), Some(1..3));
        assert_eq!(group("of the rebel and a child"), Some(2..3));
        assert_eq!(group("people died"), None);
        assert_eq!(who("injured in terrorist fire"), None);
        assert_eq!(who("other civilian"), Some(TollWho::Civilian));
        assert_eq!(who("others"), Some(TollWho::Total));
    }
}
