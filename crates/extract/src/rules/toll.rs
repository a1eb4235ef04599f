//! The figures in words that say how many are killed or injured.
//!
//! Why: one phrase may hold several figures ("five women and 13 fighters"), a figure may be bounded ("at least"), and one person is
//! counted by an article alone ("a child was killed").
//! Example: *at least 48 people* → total, 48 or more.

use std::ops::Range;

use truceline_parse::Upos;
use truceline_record::{MentionKind, Span, TollWho};

use crate::numbers::{Amount, amounts, year};
use crate::rules::deed::{self, Deed, deed, fatally, to_one};
use crate::rules::{no_victims, who};
use crate::view::View;

/// A figure of a toll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) who: TollWho,
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
    pub(crate) approximate: bool,
    pub(crate) span: Span,
    /// What was done to them, if a word next to the number says so.
    pub(crate) deed: Option<Deed>,
    /// The words for them where they are civilians or armed: "government soldiers" of "20 government soldiers".
    pub(crate) group: Option<Span>,
}

/// Words before a run that may still bound its number.
const BEFORE: usize = 4;
/// Words after a numeral, names apart, among which the noun that it counts stands.
const NOUN: usize = 5;
/// Words after a numeral, names with them, among which it stands.
const NAMED: usize = 14;

/// The figures in a run of words.
pub(crate) fn figures(view: &View, words: &Range<usize>) -> Vec<Figure> {
    let sentence = view.parse.sentences[view.sentence(words.start)].clone();
    let words = &whole(view, words, &sentence);
    let from = words.start.saturating_sub(BEFORE).max(sentence.start);
    let all: Vec<Amount> = amounts(view, from..sentence.end);
    let own = |a: &Amount| a.numeral.start < words.end && words.start < a.numeral.end;
    if no_victims::neither(view, words.start) {
        return Vec::new();
    }
    if !all.iter().any(own) {
        return single(view, words);
    }
    let mut out = Vec::new();
    for (n, a) in all.iter().enumerate().filter(|(_, a)| own(a)) {
        let until =
            all.get(n + 1).map_or(sentence.end, |next| next.words.start).min(reach(view, a.numeral.end, sentence.end));
        let base = n.checked_sub(1).and_then(|before| all.get(before)).is_some_and(|before| of_base(view, before, a));
        let both = deed::both(view, a, sentence.end);
        if base || both || no_people(view, a, until.max(a.numeral.end)) || no_victims::wished(view, a) {
            continue;
        }
        let noun = who::counted(view, a.numeral.end..until);
        if noun.is_none() && year(view, a) {
            continue;
        }
        let counted = noun.unwrap_or(TollWho::Total);
        let counted =
            if others(view, a, until) { of_others(view, a, sentence.start).unwrap_or(counted) } else { counted };
        let end = words.end.clamp(a.words.end, until.max(a.words.end));
        let Some(span) = view.span(&(a.words.start..end)) else { continue };
        let deed = deed(view, a, &sentence);
        if deed.is_none() && no_victims::counts(view, a, until) {
            continue;
        }
        let group = who::group(view, a.numeral.end..until).and_then(|g| view.span(&g));
        out.push(Figure { who: counted, min: a.min, max: a.max, approximate: a.approximate, span, deed, group });
    }
    // "a woman and two children": who is counted by an article alone stands beside the numbers
    let joins = |n: usize| matches!(view.form(n), "," | "and");
    for part in words.clone().collect::<Vec<_>>().split(|&n| joins(n)) {
        let (Some(&first), Some(&last)) = (part.first(), part.last()) else { continue };
        let numbered = all.iter().any(|a| a.words.start <= last && first < a.words.end);
        let whose = matches!(view.low_form(first), "a" | "an" | "another" | "his" | "her");
        if !numbered && whose {
            out.extend(single(view, &(first..last + 1)));
        }
    }
    out.sort_by_key(|f| f.span);
    out
}

/// A run that begins or ends within "a 22-year-old woman" or "a family of five", with the rest of it.
fn whole(view: &View, words: &Range<usize>, sentence: &Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (words.start, words.end);
    let age = |n: usize| matches!(view.form(n), "-" | "year" | "old");
    while start > sentence.start && age(start) && view.touches(start) {
        start -= 1;
    }
    let old = end > start && view.form(end - 1).eq_ignore_ascii_case("old");
    if old && end < sentence.end && view.word(end).upos == Upos::Noun && view.word(end - 1).head == Some(end) {
        end += 1;
    }
    // "a family of five"
    let of = (end.saturating_sub(1)..=end).find(|&n| n > start && n + 1 < sentence.end && view.form(n) == "of");
    let number = |n: usize| view.word(n).upos == Upos::Num && view.form(n - 2).eq_ignore_ascii_case("family");
    let end = of.map(|n| n + 1).filter(|&n| number(n)).map_or(end, |n| end.max(n + 1));
    start..end
}

/// One past the words after a numeral, which ends at `from`, among which the noun that it counts stands: names, and marks within them, may come
/// before it ("20 Harrow-linked Assembly (AoO) fighters").
fn reach(view: &View, from: usize, end: usize) -> usize {
    let name = |n: &usize| matches!(view.word(*n).upos, Upos::Propn | Upos::Punct);
    let counted = (from..end.min(from + NAMED)).filter(|n| !name(n)).nth(NOUN - 1);
    counted.map_or(end.min(from + NAMED), |n| n + 1)
}

/// People counted without a numeral: "a child", "his wife", "a man, woman and child", and one who is named.
fn single(view: &View, words: &Range<usize>) -> Vec<Figure> {
    let one = |n: usize| matches!(view.low_form(n), "a" | "an" | "another" | "his" | "her" | "their" | "my" | "one");
    // "Fighters", at the head of a sentence, may be taken for a name
    let plural =
        |n: usize| matches!(view.word(n).upos, Upos::Noun | Upos::Propn) && view.word(n).feats.contains("Number=Plur");
    let Some(first) = words.clone().find(|&n| view.word(n).upos != Upos::Punct) else { return Vec::new() };
    let figure = |who, words: &Range<usize>| {
        let span = view.span(words)?;
        // "fatally wounded a boy"
        let deed = words.start.checked_sub(2).filter(|&n| fatally(view, n)).map(|_| Deed::Killed);
        let deed = deed.or_else(|| to_one(view, words.end));
        Some(Figure { who, min: Some(1), max: Some(1), approximate: false, span, deed, group: None })
    };
    if !one(first) {
        let person =
            |n: usize| view.parse.mentions.iter().any(|m| m.kind == MentionKind::Person && m.words.contains(&n));
        // "21-year-old Lukas Merrin" is as old as the words before the name say
        let age = words.clone().map(|n| n + 1).find_map(|end| Some((end, aged(view, &(words.start..end))?)));
        if let Some((end, who)) = age
            && (end == words.end || (end..words.end).any(|n| view.word(n).upos == Upos::Propn && person(n)))
        {
            return figure(who, words).into_iter().collect();
        }
        let digits = words.clone().any(|n| view.form(n).contains(|c: char| c.is_ascii_digit()));
        // "SARNEM — A man died": the town of a dateline
        let town = |n: usize| view.form(n).chars().count() > 3 && !view.form(n).chars().any(char::is_lowercase);
        // "Pell is the second juvenile to be killed this year" tells of a death that is counted already
        let clause = words.clone().any(|n| matches!(view.low_form(n), "is" | "was"));
        let named = !digits
            && !clause
            && words.clone().any(|n| view.word(n).upos == Upos::Propn && person(n) && !town(n) && !plural(n));
        let who = who::counted(view, words.clone()).unwrap_or(TollWho::Total);
        // tagged from within a name: the words are those of the name
        let cut = |m: &&Range<usize>| m.start < words.start && m.contains(&words.start);
        let people = view.parse.mentions.iter().filter(|m| m.kind == MentionKind::Person).map(|m| &m.words);
        let words = people.into_iter().find(cut).unwrap_or(words);
        return named.then(|| figure(who, words)).flatten().into_iter().collect();
    }
    if words.clone().any(plural) {
        return Vec::new();
    }
    // each of a list counts by itself
    let joins = |n: usize| matches!(view.form(n), "," | "and");
    let mut out = Vec::new();
    for part in words.clone().collect::<Vec<_>>().split(|&n| joins(n)) {
        let (Some(&from), Some(&last)) = (part.first(), part.last()) else { continue };
        let own = from..last + 1;
        let who = who::counted(view, own.start + usize::from(one(from))..own.end);
        if let Some(who) = who.or_else(|| aged(view, &own)) {
            out.extend(figure(who, &own));
        }
    }
    out
}

/// Who "a 2-year-old" is.
fn aged(view: &View, words: &Range<usize>) -> Option<TollWho> {
    let text = view.slice(view.span(words)?).to_lowercase();
    let (before, unit) = ["year", "month", "week", "day"].into_iter().find_map(|unit| {
        let before = text.strip_suffix("old")?;
        Some((before.trim_end_matches(['-', ' ']).strip_suffix(unit)?, unit))
    })?;
    let years = before.trim_end_matches(['-', ' ']).rsplit(|c: char| !c.is_ascii_digit()).next()?.parse::<u64>().ok();
    Some(if unit != "year" || years.is_some_and(|n| n < who::OF_AGE) { TollWho::Child } else { TollWho::Total })
}

/// Whether a number counts more of those before it: "35 others", "hundreds more", "fifty".
fn others(view: &View, a: &Amount, until: usize) -> bool {
    let next = (a.numeral.end < until).then(|| view.low_form(a.numeral.end));
    matches!(next, Some("other" | "others" | "more") | None)
        && !(a.numeral.end + 1..until)
            .any(|n| view.word(n).upos == Upos::Noun && who::counted(view, n..n + 1).is_some())
}

/// Civilians or combatants, where the number before in the sentence counts such.
fn of_others(view: &View, a: &Amount, from: usize) -> Option<TollWho> {
    let before = amounts(view, from..a.words.start);
    let last = before.last()?;
    who::counted(view, last.numeral.end..a.words.start).filter(|w| matches!(w, TollWho::Civilian | TollWho::Combatant))
}

/// Whether a number is that of all of whom the one before it counts some: "15 of the 350 hostages".
fn of_base(view: &View, some: &Amount, all: &Amount) -> bool {
    let mut between = (some.words.end..all.words.start).map(|n| view.form(n));
    between.next() == Some("of") && between.all(|w| matches!(w, "the" | "those" | "some"))
}

/// Whether a number is a part of a name, "Division 30", or of "both sides".
fn of_name(view: &View, a: &Amount) -> bool {
    let armed = &view.lexicon.harm.armed;
    let capital = |n: usize| view.form(n).starts_with(char::is_uppercase);
    let named =
        a.words == a.numeral && a.words.start.checked_sub(1).is_some_and(|n| capital(n) && view.is_one_of(n, armed));
    let digits = view.form(a.numeral.start).starts_with(|c: char| c.is_ascii_digit());
    let sides = a.numeral.end < view.parse.words.len() && view.form(a.numeral.end).eq_ignore_ascii_case("sides");
    named && digits || sides
}

/// Whether a number counts time or things, or names whose they are ("three children from one family"), not people.
fn no_people(view: &View, a: &Amount, until: usize) -> bool {
    let next = Some(a.numeral.end).filter(|&n| n < until);
    let of = a.words.start.checked_sub(1).is_some_and(|n| matches!(view.form(n), "from" | "of"));
    // "three bomb experts" are people
    let people = |n: usize| n < until && who::counted(view, n..n + 1).is_some();
    let paired = |n: usize| who::counted(view, n..until.min(n + 2)).is_some();
    let thing = |n: usize| view.is_one_of(n, &view.lexicon.harm.things) && !people(n + 1) && !paired(n);
    // "wounded 20", "dozens more": a number alone is no time, whatever it is tagged as
    let more = |n: usize| matches!(view.low_form(n), "more" | "others" | "other");
    let unit = |w: &Range<usize>| w.clone().any(|n| !a.words.contains(&n) && !more(n));
    let times = view.parse.mentions.iter().filter(|m| m.kind == MentionKind::Temporal).map(|m| &m.words);
    let harmed = next.is_some_and(|n| matches!(deed::of(view, n), Some(Deed::Killed | Deed::Injured)));
    let timed = !harmed && times.into_iter().any(|w| w.contains(&a.numeral.start) && unit(w));
    timed
        || a.min.or(a.max) == Some(0)
        || of_name(view, a)
        || next.is_some_and(thing)
        || counts_thing(view, a)
        || of && next.is_some_and(|n| view.word(n).lemma.eq_ignore_ascii_case("family"))
}

/// Whether a number counts a thing past words that describe it: "one Velmark reconnaissance drone".
fn counts_thing(view: &View, a: &Amount) -> bool {
    let number = view.word(a.numeral.end - 1);
    let noun = number.head.filter(|&h| number.relation() == "nummod" && h >= a.numeral.end);
    let next = |n: usize| view.word(n).upos != Upos::Adp && who::counted(view, n..n + 1).is_none();
    let plain = |h: usize| (a.numeral.end..h).all(next) && who::counted(view, a.numeral.end..h).is_none();
    noun.filter(|&h| h < a.numeral.end + NOUN).is_some_and(|h| view.is_one_of(h, &view.lexicon.harm.things) && plain(h))
}

#[cfg(test)]
mod tests {
    use truceline_parse::{Mentioned, Upos};
    use truceline_record::MentionKind;
    use truceline_record::TollWho::{Child, Combatant, Man, Total, Woman};

    use crate::testing::{check_parse, glued, with_mention, with_tree};

    #[test]
    fn neither_of_two_is_nobody() {
        for (text, count) in [("Neither a soldier nor a child died", 0), ("A soldier died", 1)] {
            glued(text, |v| {
                let end = v.parse.words.len() - 1;
                assert_eq!(super::figures(v, &(0..end)).len(), count, "{text}");
            });
        }
    }

    #[test]
    fn each_figure_of_a_phrase_is_one() {
        glued("Five women and 13 fighters died", |v| {
            let all: Vec<_> = super::figures(v, &(0..5)).into_iter().map(|f| (f.who, f.min, f.max)).collect();
            assert_eq!(all, [(Woman, Some(5), Some(5)), (Combatant, Some(13), Some(13))]);
        });
    }

    #[test]
    fn a_bound_before_the_run_counts() {
        glued("at least 48 people died", |v| {
            let all = super::figures(v, &(2..4));
            assert_eq!((all[0].who, all[0].min, all[0].max), (Total, Some(48), None));
            assert_eq!(v.slice(all[0].span), "at least 48 people");
        });
    }

    #[test]
    fn a_clause_about_somebody_counts_nobody() {
        let tree = "Pell|nsubj|4 is|cop|4 the|det|4 juvenile|root|0";
        let (text, parse) = with_mention(tree, Mentioned { words: 0..1, kind: MentionKind::Person });
        check_parse(&(text, parse), |v| {
            assert!(super::figures(v, &(0..4)).is_empty());
            assert_eq!(super::figures(v, &(0..1)).len(), 1);
        });
    }

    #[test]
    fn a_run_from_within_a_name_is_the_name() {
        let (text, parse) = with_mention(
            "They|nsubj|2 killed|root|0 Dosta|obj|2 Pell|flat|3 a|det|6 Kestovan|nmod|3",
            Mentioned { words: 2..4, kind: MentionKind::Person },
        );
        check_parse(&(text, parse), |v| {
            let all = super::figures(v, &(3..6));
            assert_eq!(all.iter().map(|f| v.slice(f.span)).collect::<Vec<_>>(), ["Dosta Pell"]);
        });
    }

    #[test]
    fn a_number_alone_is_no_time() {
        let tree = "They|nsubj|2 wounded|root|0 20|obj|2 days|obl|2 later|advmod|4";
        let told = |words| {
            let (text, mut parse) = with_mention(tree, Mentioned { words, kind: MentionKind::Temporal });
            parse.words[3].lemma = "day".into();
            let found = std::cell::Cell::new(0);
            check_parse(&(text, parse), |v| found.set(super::figures(v, &(2..3)).len()));
            found.get()
        };
        assert_eq!(told(2..4), 0, "20 days");
        let bare = "They|nsubj|2 wounded|root|0 20|obj|2 more|advmod|3";
        let (text, parse) = with_mention(bare, Mentioned { words: 2..4, kind: MentionKind::Temporal });
        check_parse(&(text, parse), |v| assert_eq!(super::figures(v, &(2..3))[0].min, Some(20)));
    }

    #[test]
    fn one_person_is_counted_by_the_article() {
        glued("a woman died", |v| {
            assert_eq!(super::figures(v, &(0..2))[0].who, Woman);
            assert!(super::figures(v, &(2..3)).is_empty());
        });
        glued("a man , woman and child died", |v| {
            let all: Vec<_> = super::figures(v, &(0..6)).into_iter().map(|f| (f.who, f.min)).collect();
            assert_eq!(all, [(Man, Some(1)), (Woman, Some(1)), (Child, Some(1))]);
        });
    }

    #[test]
    fn one_person_counts_beside_numbers() {
        glued("a woman and two children died", |v| {
            let all: Vec<_> = super::figures(v, &(0..5)).into_iter().map(|f| (f.who, f.min)).collect();
            assert_eq!(all, [(Woman, Some(1)), (Child, Some(2))]);
        });
    }

    #[test]
    fn names_stand_between_a_number_and_its_noun() {
        glued("20 Harrow - linked Assembly ( AoO ) fighters died", |v| {
            let figure = super::figures(v, &(0..9)).remove(0);
            assert_eq!((figure.who, v.slice(figure.span)), (Combatant, "20 Harrow - linked Assembly ( AoO ) fighters"));
        });
    }

    #[test]
    fn others_are_of_those_before() {
        glued("ten fighters died and hundreds more bled", |v| {
            let all: Vec<_> = super::figures(v, &(4..6)).into_iter().map(|f| (f.who, f.min)).collect();
            assert_eq!(all, [(Combatant, Some(200))]);
        });
    }

    #[test]
    fn things_that_are_described_are_no_people() {
        let counts = |noun: &str| {
            let tree = format!("one|nummod|3 Velmark|compound|3 {noun}|nsubj|4 fell|root|0");
            let (text, mut parse) = with_tree(&tree);
            parse.words[0].upos = Upos::Num;
            let out = std::cell::Cell::new(false);
            check_parse(&(text, parse), |v| out.set(!super::figures(v, &(0..3)).is_empty()));
            out.get()
        };
        assert!(!counts("drone") && counts("fighter"));
    }

    #[test]
    fn things_are_no_people() {
        glued("38 rockets and seven people", |v| {
            let all: Vec<_> = super::figures(v, &(0..5)).into_iter().map(|f| f.min).collect();
            assert_eq!(all, [Some(7)]);
        });
        glued("three rocket fighters died", |v| {
            assert_eq!(super::figures(v, &(0..3)).len(), 1, "whom a thing only tells");
        });
    }

    #[test]
    fn an_age_is_kept_whole_with_its_noun_and_before_a_name() {
        let (text, mut parse) = with_tree("a|det|5 7|nummod|3 year|dep|4 old|amod|5 boy|root|0");
        parse.words[4].upos = truceline_parse::Upos::Noun;
        check_parse(&(text, parse), |v| {
            let figure = super::figures(v, &(0..4)).remove(0);
            assert_eq!((figure.who, v.slice(figure.span)), (Child, "a 7 year old boy"));
        });
        let (text, mut parse) = with_mention(
            "21|nummod|2 year|dep|3 old|amod|4 Pell|root|0",
            Mentioned { words: 3..4, kind: MentionKind::Person },
        );
        parse.words[3].upos = truceline_parse::Upos::Propn;
        check_parse(&(text, parse), |v| {
            let figure = super::figures(v, &(0..4)).remove(0);
            assert_eq!((figure.who, figure.min, v.slice(figure.span)), (Total, Some(1), "21 year old Pell"));
        });
    }

    #[test]
    fn a_family_is_as_many_as_it_says() {
        let (text, mut parse) = with_tree("A|det|2 family|nsubj|6 of|case|4 five|nmod|2 was|aux|6 killed|root|0");
        parse.words[3].upos = truceline_parse::Upos::Num;
        check_parse(&(text, parse), |v| {
            let figure = super::figures(v, &(0..3)).remove(0);
            assert_eq!((figure.who, figure.min, v.slice(figure.span)), (Total, Some(5), "five"));
        });
    }

    #[test]
    fn a_year_counts_nobody_but_where_it_does() {
        glued("on 1 March 2031 the mill burned", |v| assert!(super::figures(v, &(3..4)).is_empty()));
        glued("2031 fighters died", |v| assert_eq!(super::figures(v, &(0..2))[0].min, Some(2031)));
    }

    #[test]
    fn a_family_whose_children_they_are_is_not_counted() {
        glued("three children from one family died", |v| {
            let all: Vec<_> = super::figures(v, &(0..5)).into_iter().map(|f| (f.who, f.min)).collect();
            assert_eq!(all, [(Child, Some(3))]);
        });
    }
}
