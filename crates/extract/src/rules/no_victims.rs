//! Numbers that count nobody who was harmed: an age, those who shot, those who were there.
//!
//! Why: they stand beside the killed and the injured, and one of them in the place of a toll is a wrong toll.
//! Example: *Pell, who police said was 16, died; there were two shooters* → neither 16 nor two are a toll.

use crate::numbers::Amount;
use crate::rules::who;
use crate::view::View;

/// Words before a number alone among which somebody is spoken of whose age it may be.
const PERSON: usize = 8;
/// Words before a number among which "there were" stands.
const THERE: usize = 4;
/// Words before those who might be harmed among which "neither" stands.
const NEITHER: usize = 6;
/// Words before a number among which the word for the harm stands that somebody wants.
const WISHED: usize = 4;
/// Nouns of what somebody wants.
const AIMS: [&str; 8] = ["sake", "aim", "purpose", "goal", "hope", "intention", "hopes", "aims"];
/// Words after which "to kill" tells of what was done.
const MADE: [&str; 6] = ["used", "continued", "continue", "managed", "helped", "went"];
/// Words after a number among which the noun stands that it counts.
const NOUN: usize = 3;
/// The oldest that anybody is.
const OLDEST: u64 = 115;

/// Whether a number counts those whom somebody wants to harm, or might: "ready to go on for the sake of killing 900 fighters".
pub(crate) fn wished(view: &View, a: &Amount) -> bool {
    let deeds = &view.lexicon.harm.deeds;
    let words = before(view, a, WISHED);
    let harm = |n: usize| view.is_one_of(n, &deeds.killed) || view.is_one_of(n, &deeds.injured);
    let Some(verb) = words.clone().rev().find(|&n| harm(n)) else { return false };
    let is = |n: usize, list: &[&str]| list.iter().any(|w| view.form(n).eq_ignore_ascii_case(w));
    let back = |by: usize| verb.checked_sub(by);
    // what was "used to kill" did kill
    let infinitive = back(1).is_some_and(|n| is(n, &["to"])) && back(2).is_none_or(|n| !is(n, &MADE));
    let aim = back(1).is_some_and(|n| is(n, &["of"])) && back(2).is_some_and(|n| is(n, &AIMS));
    infinitive || aim
}

/// Whether a number that no word beside it ties to a harm counts nobody who was harmed. The noun that it counts stands before the word `until`.
pub(crate) fn counts(view: &View, a: &Amount, until: usize) -> bool {
    shot(view, a, until) || there(view, a) || age(view, a, until)
}

/// Whether what begins at word `at` is nobody: "no one", "neither Pell nor her driver was hurt".
pub(crate) fn neither(view: &View, at: usize) -> bool {
    let form = |n: usize| if n < view.parse.words.len() { view.low_form(n) } else { "" };
    // "no fewer than 15" are some
    if form(at) == "no" && matches!(form(at + 1), "fewer" | "less" | "more") {
        return false;
    }
    if at.checked_sub(1).is_some_and(|n| form(n) == "no") && form(at) == "one" || matches!(form(at), "no" | "nobody") {
        return true;
    }
    let sentence = view.parse.sentences[view.sentence(at)].start;
    (at.saturating_sub(NEITHER).max(sentence)..=at).any(|n| view.form(n).eq_ignore_ascii_case("neither"))
}

/// "at least two shooters".
fn shot(view: &View, a: &Amount, until: usize) -> bool {
    let mut noun = a.numeral.end..until.min(a.numeral.end + NOUN);
    noun.any(|n| view.is_one_of(n, &view.lexicon.harm.shooters))
}

/// "there were 100 people in the area".
fn there(view: &View, a: &Amount) -> bool {
    let before = before(view, a, THERE);
    let is = |n: usize| ["was", "were", "is", "are"].iter().any(|be| view.form(n).eq_ignore_ascii_case(be));
    before.clone().zip(before.skip(1)).any(|(there, be)| view.form(there).eq_ignore_ascii_case("there") && is(be))
}

/// "who was 16", "whose age was given as 17": a number alone, after somebody.
fn age(view: &View, a: &Amount, until: usize) -> bool {
    let word = |n: usize, list: &[&str]| list.iter().any(|w| view.form(n).eq_ignore_ascii_case(w));
    let is = a.words.start.checked_sub(1).is_some_and(|n| word(n, &["was", "is", "as", "aged", "age", "turned"]));
    let somebody = before(view, a, PERSON).any(|n| word(n, &["who", "whose", "he", "she", "age", "aged"]));
    let alone = who::counted(view, a.numeral.end..until).is_none();
    is && somebody && alone && a.words == a.numeral && a.min.is_some_and(|n| n <= OLDEST)
}

/// The words before a number in its sentence, `most` at most.
fn before(view: &View, a: &Amount, most: usize) -> std::ops::Range<usize> {
    let sentence = view.parse.sentences[view.sentence(a.words.start)].start;
    a.words.start.saturating_sub(most).max(sentence)..a.words.start
}

#[cfg(test)]
mod tests {
    use crate::numbers::amounts;
    use crate::testing::glued;

    #[test]
    fn ages_shooters_and_who_was_there_are_no_toll() {
        for (text, expected) in [
            ("Pell , who police said was 16 , died", true),
            ("Pell , whose age was given as 17 by police , died", true),
            ("police said there were two shooters", true),
            ("police sought at least two masked gunman", true),
            ("there were 100 people in that area", true),
            ("the toll was 16", false),
            ("police said 16 people died", false),
            ("he said as 17 people died", false),
        ] {
            glued(text, |view| {
                let end = view.parse.words.len();
                let all: Vec<bool> = amounts(view, 0..end).iter().map(|a| super::counts(view, a, end)).collect();
                assert_eq!(all, [expected], "{text}");
            });
        }
    }
}
