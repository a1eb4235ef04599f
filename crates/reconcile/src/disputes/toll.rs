//! The totals of the same people that sources put differently.
//!
//! Why: who counts how many is what a monitor compares first. An update of one source's own is no dispute, nor are numbers so far apart that one is rather of a
//! part, nor those of two sources that agree on another.
//! Example: *Dosta said 12 died. Orrel said 19 died.* → a dispute on the killed, with Dosta's 12 and Orrel's 19.

use truceline_record::{DisputeAspect, DisputeSide, Span, Toll, TollWho};

use crate::{View, tolls::source};

/// How many times each other two totals of one incident may be.
const OF_ONE: u32 = 5;

/// Code points after a number among which they may stand.
const AFTER: u32 = 12;

/// Words by which a number counts a part of those whom others count.
const PARTS: [&str; 3] = [" of the ", " of those ", " of them "];

/// Words by which a number comes on top of those whom others count. Of the injured they rather say that the dead are not among them: "killing two and wounding ten
/// others".
const BESIDE: [&str; 6] = [" other ", " others ", " more ", " another ", " further ", " additional "];

/// Words that only bound a number.
const BOUND: &str = " more than ";

/// The part of the greater by which a number that is not exact and another may differ and be of one count: "nearly 40" and 38.
const ROUND: f64 = 0.08;

/// Words for numbers that any of many may be meant by.
const VAGUE: [&str; 7] = ["dozens", "scores", "tens", "several", "hundreds", "thousands", "few"];

/// How many times the number that such a word counts as another may be and still be meant by it.
const OF_VAGUE: u32 = 4;

/// The totals of the same people that sources put differently: of all, else of those under arms.
pub(super) fn differing(view: &View, aspect: DisputeAspect, rows: &[Toll]) -> Vec<DisputeSide> {
    // "four of the dead" and "nine others" count some of them only
    let part = |r: &&Toll| {
        // with what follows the number
        let words = |s: &Span| view.words(Span::new(s.start, s.end + AFTER)).to_lowercase();
        let parts = |w: String| format!(" {w} ").replace(BOUND, " ");
        let beside = |w: &str| aspect == DisputeAspect::Killed && BESIDE.iter().any(|p| w.contains(p));
        r.spans.iter().map(words).map(parts).any(|w| PARTS.iter().any(|p| w.contains(p)) || beside(&w))
    };
    let all = rows;
    let rows: Vec<&Toll> = rows.iter().filter(|r| !part(r) && !is_somebody(view, r)).collect();
    let sides = |counts: fn(TollWho) -> bool| sides(view, &rows, all, counts);
    let of_all = sides(|who| matches!(who, TollWho::Total | TollWho::Civilian));
    if of_all.len() > 1 { of_all } else { sides(|who| who == TollWho::Combatant) }
}

/// A row of each source whose number of such people another does not give.
fn sides(view: &View, rows: &[&Toll], all: &[Toll], counts: fn(TollWho) -> bool) -> Vec<DisputeSide> {
    let whose = |r: &Toll| source(view, r.by.as_deref());
    let number = |r: &Toll| r.min.or(r.max);
    let agree = |a: &Toll, b: &Toll| {
        // those that a source counts apart, together too: "15 were killed and three more died"
        let sum = |x: &Toll| {
            let own = all.iter().filter(|r| {
                whose(r) == whose(x) && matches!(r.who, TollWho::Total | TollWho::Civilian | TollWho::Combatant)
            });
            own.map(number).try_fold(0_u32, |sum, n| Some(sum.saturating_add(n?)))
        };
        let of = |x: &Toll| {
            let each = rows.iter().filter(|r| whose(r) == whose(x)).map(|r| number(r));
            each.chain([sum(x)]).collect::<Vec<_>>()
        };
        of(a).iter().any(|n| of(b).contains(n))
    };
    // that nobody died contradicts any number of dead
    let near = |a: &Toll, b: &Toll| {
        number(a).zip(number(b)).is_some_and(|(x, y)| x.min(y) == 0 || x.max(y) <= x.min(y).saturating_mul(OF_ONE))
    };
    let vague = |a: &Toll, b: &Toll| {
        is_vague(view, a) && a.min <= number(b) && number(b) <= a.min.map(|n| n.saturating_mul(OF_VAGUE))
    };
    let round = |a: &Toll, b: &Toll| {
        let inexact = [a, b].iter().any(|r| r.approximate || r.min != r.max);
        let close = |(x, y): (u32, u32)| f64::from(x.abs_diff(y)) <= ROUND * f64::from(x.max(y));
        inexact && number(a).zip(number(b)).is_some_and(close)
    };
    let differ =
        |a: &Toll, b: &Toll| !round(a, b) && apart(a, b) && near(a, b) && !agree(a, b) && !vague(a, b) && !vague(b, a);
    let mut sides: Vec<&Toll> = Vec::new();
    for &r in rows.iter().filter(|r| counts(r.who)) {
        let other = sides.iter().all(|s| whose(s) != whose(r));
        let opposed = || rows.iter().any(|&s| whose(s) != whose(r) && differ(s, r));
        if other && (sides.is_empty() && opposed() || sides.iter().any(|s| differ(s, r))) {
            sides.push(r);
        }
    }
    let says = |r: &Toll| r.spans.first().map_or(String::new(), |&s| view.words(s));
    sides.iter().map(|r| DisputeSide { by: r.by.clone(), says: says(r) }).collect()
}

/// Whether a row is of somebody who is named or described, "Dosta Pell", "a student", and not a count of one: others may have died beside them.
fn is_somebody(view: &View, r: &Toll) -> bool {
    let counts = |s: &Span| {
        view.words(*s).split(' ').any(|w| matches!(w.to_lowercase().as_str(), "one" | "1" | "single" | "only"))
    };
    (r.min, r.max) == (Some(1), Some(1)) && !r.spans.iter().any(counts)
}

/// Whether a row's number is a word that means no one number: "dozens", "several".
fn is_vague(view: &View, r: &Toll) -> bool {
    let words = r.spans.first().map_or_else(Vec::new, |&s| view.plain_words(s));
    r.max.is_none() && words.iter().any(|w| VAGUE.contains(&w.as_str()))
}

/// Whether two sources put a toll differently. The narrator's "at least 20" goes with any source's 25; of two named sources, each gives
/// what it knows, and their numbers differ.
fn apart(a: &Toll, b: &Toll) -> bool {
    let open = |a: &Toll, b: &Toll| a.by.is_none() && a.max.is_none() && b.max.is_some() && a.min <= b.min.or(b.max);
    a.min.or(a.max) != b.min.or(b.max) && !open(a, b) && !open(b, a)
}

#[cfg(test)]
mod tests {
    use truceline_record::{Act, DisputeAspect as A, IncidentType as T};

    use crate::testing::Told;

    #[test]
    fn sources_that_give_different_tolls_differ() {
        let told = Told::by_two_sources().event("raid", T::AirStrike);
        let read = told.killed("12", Some(12), Some(12), 1.0).killed("19", Some(19), Some(19), 1.0).read(&[]);
        assert_eq!(read.disputes.len(), 1);
        assert_eq!(read.disputes[0].aspect, A::Killed);
        let by: Vec<_> = read.disputes[0].sides.iter().map(|s| s.by.as_deref()).collect();
        assert_eq!(by, [Some("s1"), Some("s2")]);
    }

    #[test]
    fn a_part_of_the_dead_is_no_other_toll() {
        let told = Told::new("A raid killed 14. Dosta said nine of the dead were nurses.");
        let told = told.says("Dosta", Act::Assert, "nine of the dead").event("raid", T::AirStrike);
        let told = told.killed("14", Some(14), Some(14), 1.0).killed("nine of the dead", Some(9), Some(9), 1.0);
        assert!(told.read(&[]).disputes.is_empty());
    }

    #[test]
    fn somebody_who_is_named_is_no_count_of_all() {
        let said = |text: &'static str, words: &str| {
            let told = Told::new(text).says("Orrel", Act::Assert, "A raid killed 4").says("Dosta", Act::Assert, words);
            let told = told.event("raid", T::AirStrike).killed("4", Some(4), Some(4), 1.0);
            told.killed(words, Some(1), Some(1), 1.0).read(&[]).disputes.len()
        };
        assert_eq!(said("A raid killed 4, Orrel said. Dosta said Mira Venn died.", "Mira Venn"), 0);
        assert_eq!(said("A raid killed 4, Orrel said. Dosta said one person died.", "one person"), 1);
    }

    #[test]
    fn those_who_come_on_top_are_no_other_toll() {
        let said = |text: &'static str, words: &str| {
            let told = Told::new(text).says("Orrel", Act::Assert, "A raid killed 14").says("Dosta", Act::Assert, words);
            let told = told.event("raid", T::AirStrike).killed("14", Some(14), Some(14), 1.0);
            told.killed(words, Some(9), None, 1.0).read(&[]).disputes.len()
        };
        assert_eq!(said("A raid killed 14, Orrel said. Dosta said nine more people died.", "nine more people died"), 0);
        assert_eq!(said("A raid killed 14, Orrel said. Dosta said another nine died.", "another nine died"), 0);
        assert_eq!(said("A raid killed 14, Orrel said. Dosta said more than nine died.", "more than nine died"), 1);
    }

    #[test]
    fn a_source_that_corrects_itself_does_not() {
        let told = Told::by_two_sources().event("raid", T::AirStrike);
        let read = told.killed("12", Some(12), Some(12), 1.0).killed("14", Some(14), Some(14), 1.0).read(&[]);
        assert!(read.disputes.is_empty());
    }
}
