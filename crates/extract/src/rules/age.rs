//! Numbers that are ages.
//!
//! Why: local news gives the age of each victim beside the count of them, and an age in the place of a toll makes many dead.
//! Example: *Two men, 21 and 24, were shot, and a 9-year-old girl* → two and one are shot; 21, 24 and 9 are ages.

use truceline_parse::Upos;

use crate::numbers::digits;
use crate::view::View;

/// What ages are counted in.
const UNITS: [&str; 10] = ["year", "years", "yr", "yrs", "month", "months", "week", "weeks", "day", "days"];
/// Words back within which a list of ages says that it is one.
const LISTED: usize = 12;
/// The oldest that anybody is, in hundredths as `digits` has them.
const OLDEST: u64 = 11_500;

/// Whether the words around the numeral from word `at` to before `end` make it an age: "14-year-old", "aged 14", "Mirel Dosta, 42, of", "both 21".
pub(crate) fn is_one(view: &View, at: usize, end: usize) -> bool {
    let form = |n: usize| view.parse.words.get(n).map_or("", |w| w.form.as_str());
    let unit = |n: usize| UNITS.iter().any(|unit| form(n).eq_ignore_ascii_case(unit));
    let hyphened = form(end) == "-" && unit(end + 1);
    let old = unit(end) && (form(end + 1).eq_ignore_ascii_case("old") || form(end + 1) == "-");
    let before = |n: usize| at.checked_sub(n).map_or("", form).to_lowercase();
    // "ages 17, 14 and 13" is a list of them, "aged from four to ten" a range
    let number =
        |n: usize| at.checked_sub(n).is_some_and(|n| view.word(n).upos == Upos::Num) || digits(&before(n)).is_some();
    let listed =
        |n: &usize| matches!(before(*n).as_str(), "," | "and" | "to" | "from" | "between" | "of") || number(*n);
    let aged = |n: usize| matches!(before(n).as_str(), "age" | "ages" | "aged");
    let aged = (1..=2).any(aged) || aged((1..LISTED).find(|n| !listed(n)).unwrap_or(LISTED));
    // "Dosta Pell, 32 of Sarnem": of a place, not "of them"
    let from = form(end) == "of" && view.parse.words.get(end + 1).is_some_and(|w| w.upos == Upos::Propn);
    let named = before(1) == "," && (ends(form(end)) || from) && at >= 2 && somebody(view, at - 2);
    // "two women, both 21,"
    let each = matches!(before(1).as_str(), "both" | "all" | "each")
        && matches!(before(2).as_str(), "," | "(")
        && ends(form(end));
    // nor does "both" count anybody there
    let both = form(at).eq_ignore_ascii_case("both") && end == at + 1 && digits(form(end)).is_some();
    let both = both && is_one(view, end, end + 1);
    hyphened || old || aged || named || each || both || of_several(view, at, end)
}

/// "Two men, 21 and 24, were shot": numbers and nothing else between commas, after those whose ages they are.
fn of_several(view: &View, at: usize, end: usize) -> bool {
    let form = |n: usize| view.parse.words.get(n).map_or("", |w| w.form.as_str());
    let years = |n: usize| digits(form(n)).is_some_and(|years| years <= OLDEST);
    let joins = |n: usize| matches!(form(n), "," | "and");
    let sentence = view.parse.sentences[view.sentence(at)].clone();
    if end != at + 1 || !years(at) {
        return false;
    }
    let mut first = at;
    while first > sentence.start + 2 && joins(first - 1) {
        let joined = (sentence.start..first - 1).rev().find(|&n| !joins(n)).filter(|&n| years(n) && first - n <= 3);
        let Some(number) = joined else { break };
        first = number;
    }
    let mut last = at;
    while let Some(number) =
        (last + 1..sentence.end).find(|&n| !joins(n)).filter(|&n| years(n) && (2..=3).contains(&(n - last)))
    {
        last = number;
    }
    let behind = first >= sentence.start + 2 && matches!(form(first - 1), "," | "(") && somebody(view, first - 2);
    // "gave the ages of the victims as 14, 18 and 19", "believed to be 4, 7 and 12"
    let of_them = behind || first > sentence.start && matches!(form(first - 1), "as" | "be");
    // "in Sarnem and Orel, 12 and 15, respectively" counts
    let counts = (last + 1..last + 3).any(|n| form(n).eq_ignore_ascii_case("respectively"));
    first < last && of_them && ends(form(last + 1)) && !counts
}

/// Whether a word may end the name or the description of a person; a name may be a word of another kind: "Sela Young", "Joren Pask III".
fn somebody(view: &View, n: usize) -> bool {
    matches!(view.word(n).upos, Upos::Propn | Upos::Noun) || view.form(n).starts_with(char::is_uppercase)
}

/// Whether what is said beside a name ends here.
fn ends(form: &str) -> bool {
    matches!(form, "," | "." | ";" | ")")
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use crate::numbers::amounts;
    use crate::testing::glued;

    /// The numbers of a text that are no ages.
    fn counted(text: &str) -> Vec<Option<u64>> {
        let out = RefCell::new(Vec::new());
        glued(text, |view| {
            *out.borrow_mut() = amounts(view, 0..view.parse.words.len()).iter().map(|a| a.min).collect()
        });
        out.into_inner()
    }

    #[test]
    fn an_age_counts_nobody() {
        for text in [
            "a boy , 14 years old , and a 9 - year - old girl",
            "between the ages of 4 and 15",
            "a 9 - yr - old girl",
            "a 9 - YEAR - OLD girl",
            "Mirel Dosta , 42 , of Sarnem",
            "Mirel Dosta , 42 of Sarnem , fled",
        ] {
            assert_eq!(counted(text), [], "{text}");
        }
        for text in ["boys ages 11 to 15", "girls aged from 4 to 15"] {
            assert!(counted(text).iter().all(|n| *n == Some(15)), "{text}");
        }
    }

    #[test]
    fn ages_of_several_count_nobody() {
        assert_eq!(counted("12 women , both 21 , were hurt"), [Some(12)]);
        assert_eq!(counted("12 men , 21 and 24 , were shot"), [Some(12)]);
        assert_eq!(counted("The victims , 19 , 22 and 31 , were hurt"), []);
        assert_eq!(counted("The victims ( 19 , 22 ) were hurt"), []);
        assert_eq!(counted("gave the ages of the victims as 14 , 18 , 19 and 29 ."), []);
        assert_eq!(counted("children believed to be 4 , 7 and 12 , were found"), []);
    }

    #[test]
    fn numbers_beside_places_and_of_people_count() {
        assert_eq!(counted("In Sarnem and Orel , 12 and 15 , respectively , died"), [Some(12), Some(15)]);
        assert_eq!(counted("In Sarnem , 12 men and 15 women died"), [Some(12), Some(15)]);
        assert_eq!(counted("In Sarnem , 12 and 150 , died"), [Some(12), Some(150)]);
    }
}
