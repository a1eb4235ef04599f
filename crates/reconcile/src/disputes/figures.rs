//! Numbers of one thing that sources put differently.

use std::collections::BTreeSet;

use truceline_extract::Thing;
use truceline_record::{Dispute, DisputeAspect, DisputeSide, Figure};

use crate::{View, tolls::source};

/// Numbers below this are too common to be of the same thing.
const FEW: u64 = 20;
/// How many times each other two numbers of the same thing may be.
const NEAR: u64 = 3;

/// The same for two numbers of people of whom nothing else tells that they are the same.
const CLOSE: f64 = 1.25;

/// Letters from which a word beside the noun tells what a number counts.
const TELLING: usize = 4;

/// Words that say which people a number counts: some of whom another counts, if that one has no such word.
const SOME: [&str; 10] =
    ["civilian", "civilians", "child", "children", "women", "woman", "fighters", "soldiers", "troops", "journalists"];

/// Numbers that different sources give of the same thing, near enough to be of the same one: up to three times each other.
pub(crate) fn of_figures(view: &View) -> Vec<Dispute> {
    let number = |f: &Figure| f.min.or(f.max);
    let near = |x: u64, y: u64| x != y && x.min(y) >= FEW && x.max(y) / x.min(y) < NEAR;
    let all: Vec<(&Figure, Thing)> =
        view.extracted.figures.iter().zip(&view.extracted.things).filter_map(|(f, t)| Some((f, (*t)?))).collect();
    let mut out = Vec::new();
    for (n, (a, thing)) in all.iter().enumerate() {
        let differs = |(b, other): &&(&Figure, Thing)| {
            let sources = [a, b].map(|f| source(view, f.by.as_deref()));
            let one = thing == other && is_one(view, *thing, a, b);
            one && sources[0] != sources[1] && number(a).zip(number(b)).is_some_and(|(x, y)| near(x, y))
        };
        if let Some((b, _)) = all[n + 1..].iter().find(differs) {
            let says = |f: &Figure| f.spans.first().map_or(String::new(), |&s| view.words(s));
            let sides = [a, b].map(|f| DisputeSide { by: f.by.clone(), says: says(f) }).to_vec();
            out.push(Dispute { incident: None, aspect: DisputeAspect::Figure, sides });
        }
    }
    out
}

/// Whether two numbers of one kind count one thing: the dead are those of the war, of the same people; forces those at one place; of other people, another word than
/// the noun must tell that, or that they are nearly as many.
fn is_one(view: &View, thing: Thing, a: &Figure, b: &Figure) -> bool {
    let lower = |words: &str| words.split(' ').map(str::to_lowercase).collect::<BTreeSet<String>>();
    let counted = |f: &Figure| f.spans.first().map_or_else(BTreeSet::new, |&s| lower(&view.words(s)));
    let some = |f: &Figure| counted(f).into_iter().filter(|w| SOME.contains(&w.as_str())).collect::<BTreeSet<_>>();
    let telling = |f: &Figure| {
        let known = counted(f);
        lower(&f.what).into_iter().filter(|w| w.len() > TELLING && !known.contains(w)).collect::<BTreeSet<_>>()
    };
    let number = |f: &Figure| f.min.or(f.max).unwrap_or_default();
    let close = |a, b| (number(a).max(number(b)) as f64) < CLOSE * number(a).min(number(b)) as f64;
    match thing {
        Thing::Forces => true,
        Thing::Dead => some(a) == some(b),
        Thing::People => !telling(a).is_disjoint(&telling(b)) || close(a, b),
        Thing::Attacks | Thing::Munitions | Thing::Things | Thing::Share => false,
    }
}

#[cfg(test)]
mod tests {
    use truceline_extract::Thing;
    use truceline_record::{Act, DisputeAspect as A};

    use crate::testing::Told;

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
