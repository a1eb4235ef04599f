//! Where sources differ: on a toll, on who did it, on whether it happened.

use truceline_extract::Thing;
use truceline_record::{ClaimSays, Dispute, DisputeAspect, DisputeSide, Figure, Incident, Span, Toll, TollWho};

use crate::{View, tolls::source};

/// Numbers below this are too common to be of the same thing.
const FEW: u64 = 20;
/// How many times each other two numbers of the same thing may be.
const NEAR: u64 = 3;

/// How many times each other two totals of one incident may be.
const OF_ONE: u32 = 5;

/// Code points after a number among which they may stand.
const AFTER: u32 = 12;

/// Words by which a number counts a part of those whom others count, or comes on top of them.
const PARTS: [&str; 9] =
    [" of the ", " of those ", " of them ", " other ", " others ", " more ", " another ", " further ", " additional "];

/// Words that only bound a number.
const BOUND: &str = " more than ";

/// The disputes of a report, incident by incident.
pub(crate) fn disputes(view: &View, incidents: &[Incident]) -> Vec<Dispute> {
    let mut out = Vec::new();
    for i in incidents {
        for (aspect, rows) in [(DisputeAspect::Killed, &i.killed), (DisputeAspect::Injured, &i.injured)] {
            let sides = differing(view, rows);
            if sides.len() > 1 {
                out.push(Dispute { incident: Some(i.id.clone()), aspect, sides });
            }
        }
        out.extend(contested(i));
    }
    out
}

/// The totals of the same people that sources put differently; an update of one source's own is no dispute, nor are numbers so far
/// apart that one is rather of a part, nor those of two sources that agree on another.
fn differing(view: &View, rows: &[Toll]) -> Vec<DisputeSide> {
    let whose = |r: &Toll| source(view, r.by.as_deref());
    let number = |r: &Toll| r.min.or(r.max);
    let agree = |a: &Toll, b: &Toll| {
        let of = |x: &Toll| rows.iter().filter(|r| whose(r) == whose(x)).map(number).collect::<Vec<_>>();
        of(a).iter().any(|n| of(b).contains(n))
    };
    let near =
        |a: &Toll, b: &Toll| number(a).zip(number(b)).is_some_and(|(x, y)| x.max(y) <= x.min(y).saturating_mul(OF_ONE));
    let differ = |a: &Toll, b: &Toll| apart(a, b) && near(a, b) && !agree(a, b);
    // "four of the dead" and "nine others" count some of them only
    let part = |r: &&Toll| {
        // with what follows the number
        let words = |s: &Span| view.words(Span::new(s.start, s.end + AFTER)).to_lowercase();
        let parts = |w: String| format!(" {w} ").replace(BOUND, " ");
        r.spans.iter().map(words).map(parts).any(|w| PARTS.iter().any(|p| w.contains(p)))
    };
    let rows: Vec<&Toll> = rows.iter().filter(|r| !part(r)).collect();
    let mut sides: Vec<&Toll> = Vec::new();
    for &r in rows.iter().filter(|r| matches!(r.who, TollWho::Total | TollWho::Civilian)) {
        let other = sides.iter().all(|s| whose(s) != whose(r));
        let opposed = || rows.iter().any(|&s| whose(s) != whose(r) && differ(s, r));
        if other && (sides.is_empty() && opposed() || sides.iter().any(|s| differ(s, r))) {
            sides.push(r);
        }
    }
    let says = |r: &Toll| r.spans.first().map_or(String::new(), |&s| view.words(s));
    sides.iter().map(|r| DisputeSide { by: r.by.clone(), says: says(r) }).collect()
}

/// Whether two sources put a toll differently. The narrator's "at least 20" goes with any source's 25; of two named sources, each gives
/// what it knows, and their numbers differ.
fn apart(a: &Toll, b: &Toll) -> bool {
    let open = |a: &Toll, b: &Toll| a.by.is_none() && a.max.is_none() && a.min <= b.min.or(b.max);
    a.min.or(a.max) != b.min.or(b.max) && !open(a, b) && !open(b, a)
}

/// Numbers that different sources give of the same kind of thing, near enough to be of the same one: up to three times each other.
pub(crate) fn of_figures(view: &View) -> Vec<Dispute> {
    let number = |f: &Figure| f.min.or(f.max);
    let all: Vec<_> = view.extracted.figures.iter().zip(&view.extracted.things).collect();
    let mut out = Vec::new();
    for (n, (a, thing)) in all.iter().enumerate() {
        let near = |x: u64, y: u64| x != y && x.min(y) >= FEW && x.max(y) / x.min(y) < NEAR;
        let differs = |(b, other): &&(&Figure, &Option<Thing>)| {
            let known = thing.is_some_and(|t| matches!(t, Thing::People | Thing::Forces)) && *thing == *other;
            let sources = [a, b].map(|f| source(view, f.by.as_deref()));
            known && sources[0] != sources[1] && number(a).zip(number(b)).is_some_and(|(x, y)| near(x, y))
        };
        if let Some((b, _)) = all[n + 1..].iter().find(differs) {
            let says = |f: &Figure| f.spans.first().map_or(String::new(), |&s| view.words(s));
            let sides = [a, b].map(|f| DisputeSide { by: f.by.clone(), says: says(f) }).to_vec();
            out.push(Dispute { incident: None, aspect: DisputeAspect::Figure, sides });
        }
    }
    out
}

/// Blame against denial, and assertion against denial.
fn contested(i: &Incident) -> Vec<Dispute> {
    let side = |says: &[ClaimSays]| i.claims.iter().find(|c| says.contains(&c.says));
    let mut out = Vec::new();
    let mut add = |aspect, a: &[ClaimSays], b: &[ClaimSays]| {
        if let (Some(a), Some(b)) = (side(a), side(b))
            && a.by != b.by
        {
            let words = |c: &truceline_record::Claim| match (&c.party, c.says) {
                (Some(p), ClaimSays::Responsible | ClaimSays::ClaimsResponsibility) => format!("{p} did it"),
                (Some(p), ClaimSays::NotResponsible) => format!("{p} did not do it"),
                (None, ClaimSays::NotResponsible) => "they did not do it".to_owned(),
                (_, ClaimSays::DidNotHappen) => "it did not happen".to_owned(),
                (_, ClaimSays::Unconfirmed) => "it is not confirmed".to_owned(),
                (_, ClaimSays::Intentional) => "it was meant".to_owned(),
                (_, ClaimSays::Unintentional) => "it was not meant".to_owned(),
                _ => "it happened".to_owned(),
            };
            let sides = [a, b].map(|c| DisputeSide { by: c.by.clone(), says: words(c) }).to_vec();
            out.push(Dispute { incident: Some(i.id.clone()), aspect, sides });
        }
    };
    // who denies that they did it has been blamed, by whoever says that it happened where nobody is quoted with the blame
    let blamed = [ClaimSays::Responsible, ClaimSays::ClaimsResponsibility];
    let blame: &[ClaimSays] = if side(&blamed).is_some() { &blamed } else { &[ClaimSays::Happened] };
    add(DisputeAspect::Responsibility, blame, &[ClaimSays::NotResponsible]);
    add(DisputeAspect::Occurrence, &[ClaimSays::Happened, ClaimSays::Responsible], &[ClaimSays::DidNotHappen]);
    // who did it by mistake did not do what they are blamed for
    add(DisputeAspect::Intent, &[ClaimSays::Intentional, ClaimSays::Responsible], &[ClaimSays::Unintentional]);
    out
}

#[cfg(test)]
mod tests {
    use truceline_extract::Thing;
    use truceline_record::{Act, ClaimSays, DisputeAspect as A, IncidentType as T};

    use crate::testing::Told;

    fn sources() -> Told {
        let told = Told::new("A raid hit Sarnem. Dosta said 12 died. Orrel said 19 died. Dosta later said 14 died.");
        told.says("Dosta", Act::Assert, "12 died").says("Orrel", Act::Assert, "19 died").says(
            "Dosta",
            Act::Assert,
            "14 died",
        )
    }

    #[test]
    fn sources_that_give_different_tolls_differ() {
        let told = sources().event("raid", T::AirStrike);
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
        let told = sources().event("raid", T::AirStrike);
        let read = told.killed("12", Some(12), Some(12), 1.0).killed("14", Some(14), Some(14), 1.0).read(&[]);
        assert!(read.disputes.is_empty());
    }

    #[test]
    fn blame_and_denial_are_a_dispute_on_who_did_it() {
        let told = sources().event("raid", T::AirStrike).claim(1, ClaimSays::Responsible, 2.0);
        let read = told.claim(2, ClaimSays::NotResponsible, 2.0).read(&[]);
        assert_eq!(read.disputes[0].aspect, A::Responsibility);
        assert_eq!(read.disputes[0].incident.as_deref(), Some("i1"));
    }

    #[test]
    fn who_denies_that_they_did_it_differs_from_who_says_that_it_happened() {
        let told = sources().event("raid", T::AirStrike).claim(1, ClaimSays::Happened, 2.0);
        let read = told.claim(2, ClaimSays::NotResponsible, 2.0).read(&[]);
        assert_eq!(read.disputes[0].aspect, A::Responsibility);
        assert_eq!(read.disputes[0].sides[0].says, "it happened");
    }

    #[test]
    fn numbers_of_one_kind_of_thing_by_two_sources_are_a_dispute() {
        let told = Told::new(
            "Dosta said 900 fighters held Sarnem. Orrel said 1200 rebels did. Orrel said 9000 soldiers fled.",
        );
        let told = told.says("Dosta", Act::Assert, "900 fighters").says("Orrel", Act::Assert, "1200 rebels");
        let told = told.says("Orrel", Act::Assert, "9000 soldiers").figure("900 fighters", 900, Thing::Forces);
        let read =
            told.figure("1200 rebels", 1200, Thing::Forces).figure("9000 soldiers", 9000, Thing::Forces).read(&[]);
        let on: Vec<_> =
            read.disputes.iter().map(|d| (d.aspect, d.sides[0].says.as_str(), d.sides[1].says.as_str())).collect();
        assert_eq!(on, [(A::Figure, "900 fighters", "1200 rebels")]);
    }
}
