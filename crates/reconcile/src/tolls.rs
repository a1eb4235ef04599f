//! The figures of an incident's toll, a row a figure and source.

use truceline_extract::Counted;
use truceline_record::{Span, Toll, TollRange, TollWho, merged};

use crate::View;

/// Rows of figures: what one source says twice is one row.
pub(crate) fn rows<'a>(view: &View, counted: impl Iterator<Item = &'a Counted>) -> Vec<Toll> {
    let mut out: Vec<Toll> = Vec::new();
    for c in counted {
        let by = c.by.and_then(|n| view.extracted.statements.get(n)).map(|s| s.id.clone());
        let small = |n: Option<u64>| n.and_then(|n| u32::try_from(n).ok());
        let row = Toll {
            who: c.who,
            min: small(c.min),
            max: small(c.max),
            approximate: c.approximate,
            spans: vec![c.span],
            by,
        };
        if row.min.is_none() && row.max.is_none() {
            continue;
        }
        let same = out.iter_mut().find(|r| {
            (r.who, r.min, r.max) == (row.who, row.min, row.max)
                && source(view, r.by.as_deref()) == source(view, row.by.as_deref())
                && !are_two(view, r, &row)
        });
        match same {
            Some(known) => {
                known.spans.extend(row.spans);
                known.spans = merged(std::mem::take(&mut known.spans));
            }
            None => out.push(row),
        }
    }
    told_again(view, out)
}

/// Without numbers of the report's head that the narrator gives again below.
fn told_again(view: &View, mut rows: Vec<Toll>) -> Vec<Toll> {
    let head = view.extracted.sentences.first().map_or(0, |s| s.end);
    let in_head = |r: &Toll| r.by.is_none() && r.spans.iter().all(|s| s.end <= head);
    let number = |r: &Toll| r.min.or(r.max);
    // "58 hurt" above is "more than 58" below; "at least 58" above and "58" below are two
    let one =
        |r: &Toll, o: &Toll| o != r && (o.who, number(o)) == (r.who, number(r)) && (r.max.is_some() || o.max == r.max);
    let all = rows.clone();
    rows.retain(|r| !all.iter().any(|o| one(r, o) && in_head(r) && o.by.is_none() && !in_head(o)));
    rows
}

/// The injured without those who are named among the killed: who is shot and dies is counted once.
pub(crate) fn who_lived(view: &View, mut injured: Vec<Toll>, killed: &[Toll]) -> Vec<Toll> {
    let dead: Vec<String> = killed.iter().flat_map(|r| names(view, r)).collect();
    injured.retain(|r| !names(view, r).iter().any(|name| dead.contains(name)));
    injured
}

/// Whether those of whom it is only said that they were struck may be the ones whom `killed` counts: who was shot died of it, unless they are told
/// apart or are of another number or kind.
pub(crate) fn may_be_dead(view: &View, struck: &Counted, killed: &[Toll]) -> bool {
    let words = view.words(struck.span);
    let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
    let is_any = |list: &[&str]| words.iter().any(|w| list.contains(&w.to_lowercase().as_str()));
    // a brother may be a man or a child
    let kin = is_any(&KIN);
    let alike = |dead: &Toll| {
        let person = |who: TollWho| matches!(who, TollWho::Man | TollWho::Woman | TollWho::Child);
        dead.who == struck.who || dead.who == TollWho::Total || struck.who == TollWho::Total || kin && person(dead.who)
    };
    let name = last_name(view, struck.span);
    let known: Vec<String> = killed.iter().flat_map(|dead| names(view, dead)).collect();
    let two = !known.is_empty() && name.is_some_and(|name| !known.contains(&name));
    let count = |n: Option<u32>| n.map(u64::from);
    let as_many = |dead: &Toll| (count(dead.min), count(dead.max)) == (struck.min, struck.max);
    let all = of_incident(view, killed);
    let one = (all.min, all.max) == (Some(1), Some(1));
    let same = killed.iter().any(|dead| alike(dead) && as_many(dead)) && (struck.min != Some(1) || one);
    struck.struck && struck.min == struck.max && same && !is_any(&APART) && !two
}

/// Relatives who may be grown up or not.
const KIN: [&str; 10] =
    ["brother", "sister", "son", "daughter", "cousin", "nephew", "niece", "grandson", "granddaughter", "sibling"];

/// Words that tell one person from another.
const APART: [&str; 6] = ["another", "other", "second", "third", "also", "too"];

/// Whether two rows name one person each, and not the same.
fn are_two(view: &View, a: &Toll, b: &Toll) -> bool {
    let (a, b) = (names(view, a), names(view, b));
    !a.is_empty() && !b.is_empty() && !a.iter().any(|name| b.contains(name))
}

/// The last names of whoever a row that counts one person names: "Dosta Pell" and "Pell" are one.
fn names(view: &View, row: &Toll) -> Vec<String> {
    if is_one(row) { row.spans.iter().filter_map(|s| last_name(view, *s)).collect() } else { Vec::new() }
}

fn last_name(view: &View, words: Span) -> Option<String> {
    let words = view.words(words);
    let last = words.split_whitespace().next_back()?.trim_matches(|c: char| !c.is_alphanumeric());
    last.starts_with(char::is_uppercase).then(|| last.to_owned())
}

/// Whether a row counts one person, of whom it does not say what they are.
fn is_one(row: &Toll) -> bool {
    (row.who, row.min, row.max) == (TollWho::Total, Some(1), Some(1))
}

/// Who speaks in a statement, for telling sources apart: the resolved name, else the statement itself.
pub(crate) fn source(view: &View, by: Option<&str>) -> Option<String> {
    let s = view.extracted.statements.iter().find(|s| Some(s.id.as_str()) == by)?;
    Some(s.speaker_name.clone().map_or_else(|| s.id.clone(), |n| n.to_lowercase()))
}

/// The widest range over all sources. Where totals are given, they alone count, but for those that are less than a part that the same source gives ("four
/// men were hurt; two others escaped"), and single people beside a greater total; else each source's parts come together. Several single people of one source are
/// so many.
pub fn range(rows: &[Toll]) -> TollRange {
    let rows = &added_up(rows)[..];
    let part =
        |r: &Toll, p: &Toll| p.who != TollWho::Total && p.by == r.by && r.max.is_some_and(|max| p.min > Some(max));
    let is_whole = |r: &&Toll| r.who == TollWho::Total && !rows.iter().any(|p| part(r, p));
    let whole: Vec<&Toll> = rows.iter().filter(is_whole).collect();
    let of: Vec<(Option<u32>, Option<u32>)> = if whole.is_empty() {
        let parts = rows.iter().filter(|r| r.who != TollWho::Total);
        let mut sources: Vec<Option<&str>> = parts.map(|r| r.by.as_deref()).collect();
        sources.sort_unstable();
        sources.dedup();
        let sum = |by: Option<&str>| {
            let own = rows.iter().filter(|r| r.by.as_deref() == by && r.who != TollWho::Total);
            together(&own.collect::<Vec<_>>())
        };
        sources.into_iter().map(sum).collect()
    } else {
        whole.iter().map(|r| (r.min, r.max)).collect()
    };
    let open = of.iter().any(|(_, max)| max.is_none());
    TollRange {
        min: of.iter().filter_map(|(min, _)| *min).min(),
        max: if open { None } else { of.iter().filter_map(|(_, max)| *max).max() },
    }
}

/// The widest range over all sources of an incident's rows: "three of the men" are among those who are counted elsewhere.
pub(crate) fn of_incident(view: &View, rows: &[Toll]) -> TollRange {
    let more = |r: &Toll| rows.iter().any(|o| o.min.is_some_and(|n| r.max.is_some_and(|m| m < n)));
    let among = |s: &Span| says_among(&view.words(Span::new(s.start, s.end + BEYOND)));
    let all = rows.iter().filter(|r| !(r.spans.iter().all(among) && more(r)));
    range(&all.cloned().collect::<Vec<_>>())
}

/// Code points after a number in which "of the" may follow.
const BEYOND: u32 = 10;

/// Whether words count some of those spoken of before: "three of the men".
fn says_among(words: &str) -> bool {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let known = ["the", "them", "those", "whom", "his", "her", "their"];
    words.windows(2).any(|pair| matches!(pair, [of, those] if of == "of" && known.contains(&those.as_str())))
}

/// How many people the parts that one source gives are, at least and at most. Who they are overlaps: children may be among the civilians, fighters among the men.
fn together(parts: &[&Toll]) -> (Option<u32>, Option<u32>) {
    use TollWho::{AidWorker, Child, Civilian, Combatant, Journalist, Man, Medic, Woman};
    let people = |end: fn(&Toll) -> Option<u32>| {
        // of a kind, "four men were shot: three men were found, a fourth came by himself" are four
        let kind = |who: TollWho| {
            let all: Vec<u32> = parts.iter().filter(|r| r.who == who).filter_map(|r| end(r)).collect();
            let (sum, most) = (all.iter().fold(0, |sum: u32, n| sum.saturating_add(*n)), all.iter().max().copied());
            most.filter(|most| all.len() > 2 && sum - most == *most).unwrap_or(sum)
        };
        let of = |kinds: &[TollWho]| kinds.iter().map(|&who| kind(who)).fold(0, u32::saturating_add);
        let unarmed = of(&[Civilian]).max(of(&[Child, Woman])).max(of(&[Medic, Journalist, AidWorker]));
        of(&[Combatant]).saturating_add(unarmed).max(of(&[Child, Woman, Man]))
    };
    let is_known = parts.iter().any(|r| r.min.is_some());
    let is_open = parts.iter().any(|r| r.max.is_none());
    (is_known.then(|| people(|r| r.min)), (!is_open).then(|| people(|r| r.max)))
}

/// Rows with the single people of each source in one row, or in none where the source gives a greater total.
fn added_up(rows: &[Toll]) -> Vec<Toll> {
    let mut out: Vec<Toll> = Vec::with_capacity(rows.len());
    for row in rows {
        let of_source = || rows.iter().filter(|r| r.by == row.by && r.who == TollWho::Total);
        if !is_one(row) {
            out.push(row.clone());
        } else if of_source().all(is_one) && !out.iter().any(|r| r.by == row.by && r.who == TollWho::Total) {
            let people = u32::try_from(of_source().count()).ok();
            out.push(Toll { min: people, max: people, ..row.clone() });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use truceline_record::{Act, IncidentType};

    use super::*;
    use crate::testing::Told;

    fn row(who: TollWho, min: Option<u32>, max: Option<u32>, by: Option<&str>) -> Toll {
        Toll { who, min, max, approximate: false, spans: vec![Span::new(0, 1)], by: by.map(str::to_owned) }
    }

    #[test]
    fn the_range_is_the_widest_over_sources() {
        let rows =
            [row(TollWho::Total, Some(35), Some(35), Some("s1")), row(TollWho::Total, Some(19), Some(19), Some("s2"))];
        assert_eq!(range(&rows), TollRange { min: Some(19), max: Some(35) });
        let rows = [row(TollWho::Total, Some(25), None, None), row(TollWho::Child, Some(10), Some(10), None)];
        assert_eq!(range(&rows), TollRange { min: Some(25), max: None });
    }

    #[test]
    fn parts_are_added_up_where_nobody_is_in_two() {
        use TollWho::{Child, Civilian, Combatant, Man, Woman};
        let of = |parts: &[(TollWho, u32)]| {
            let rows: Vec<Toll> = parts.iter().map(|(who, n)| row(*who, Some(*n), Some(*n), None)).collect();
            range(&rows).max.unwrap()
        };
        assert_eq!(of(&[(Child, 10), (Woman, 5)]), 15);
        assert_eq!(of(&[(Civilian, 12), (Child, 4)]), 12, "children among them");
        assert_eq!(of(&[(Combatant, 17), (Child, 1)]), 18);
        assert_eq!(of(&[(Man, 9), (Combatant, 8)]), 9, "nine men, eight of them rebels");
        assert_eq!(of(&[(Man, 3), (Woman, 2), (Child, 2)]), 7);
        let open = [row(Civilian, Some(12), None, None), row(Child, Some(4), Some(4), None)];
        assert_eq!(range(&open), TollRange { min: Some(12), max: None });
    }

    #[test]
    fn those_who_make_up_a_number_of_their_kind_are_no_more() {
        let of = |numbers: &[u32]| {
            let rows: Vec<Toll> = numbers.iter().map(|n| row(TollWho::Man, Some(*n), Some(*n), None)).collect();
            range(&rows).max.unwrap()
        };
        assert_eq!(of(&[4, 3, 1]), 4);
        assert_eq!(of(&[4, 2]), 6);
    }

    #[test]
    fn some_of_those_counted_are_no_more() {
        let told = Told::new("Five men were shot. Three of the men were hurt badly.");
        let told = told.event("shot", IncidentType::Shooting).injured("Five men", Some(5), Some(5), 1.0);
        let read = told.injured("Three of the men", Some(3), Some(3), 1.0).read(&[]).incidents.remove(0);
        assert_eq!(read.toll.injured, TollRange { min: Some(5), max: Some(5) });
    }

    #[test]
    fn a_total_below_a_part_is_none() {
        let rows = [row(TollWho::Man, Some(4), Some(4), None), row(TollWho::Total, Some(2), Some(2), None)];
        assert_eq!(range(&rows), TollRange { min: Some(4), max: Some(4) });
        let rows = [row(TollWho::Man, Some(4), Some(4), None), row(TollWho::Total, Some(2), Some(2), Some("s1"))];
        assert_eq!(range(&rows), TollRange { min: Some(2), max: Some(2) }, "another's");
    }

    #[test]
    fn a_number_and_its_bound_are_two_figures() {
        let told = Told::new("A raid hit. Dosta said at least 12 died. Dosta said 12 people died.");
        let told = told.says("Dosta", Act::Assert, "at least 12 died").says("Dosta", Act::Assert, "12 people died");
        let told = told.event("raid", IncidentType::AirStrike).killed("12 people", Some(12), Some(12), 1.0);
        let killed = told.killed("at least 12", Some(12), None, 1.0).read(&[]).incidents.remove(0).killed;
        let rows: Vec<_> = killed.iter().map(|r| (r.by.as_deref(), r.max)).collect();
        assert_eq!(rows, [(Some("s2"), Some(12)), (Some("s1"), None)]);
    }

    #[test]
    fn people_who_are_named_add_up_or_are_among_the_total() {
        let told = |words: &[&str]| {
            let told = Told::new("Three died: Dosta Pell, Pell and Mira Venn.").event("died", IncidentType::Shooting);
            let told = words.iter().fold(told, |told, words| {
                let number = if *words == "Three" { 3 } else { 1 };
                told.killed(words, Some(number), Some(number), 1.0)
            });
            told.read(&[]).incidents.remove(0).toll.killed
        };
        assert_eq!(told(&["Dosta Pell", "Mira Venn"]), TollRange { min: Some(2), max: Some(2) });
        assert_eq!(told(&["Dosta Pell", "Pell"]), TollRange { min: Some(1), max: Some(1) });
        assert_eq!(told(&["Three", "Dosta Pell", "Mira Venn"]), TollRange { min: Some(3), max: Some(3) });
    }

    #[test]
    fn who_dies_is_not_among_the_injured() {
        let told = Told::new("Dosta Pell was shot. Mira Venn was shot. Pell died later.");
        let told = told.event("shot", IncidentType::Shooting);
        let told = told.injured("Dosta Pell", Some(1), Some(1), 1.0).injured("Mira Venn", Some(1), Some(1), 1.0);
        let read = told.killed("Pell", Some(1), Some(1), 1.0).read(&[]).incidents.remove(0);
        assert_eq!(read.injured.len(), 1, "{:?}", read.injured);
    }

    #[test]
    fn who_is_shot_may_be_the_one_who_died() {
        let left = |dead: &str, struck: &str| {
            let told = Told::new(
                "A man died. A man was shot. Another man was shot. Mira Venn was shot. Pell died. Two girls died. He shot his two daughters.",
            );
            let number = |words: &str| Some(if words.to_lowercase().contains("two") { 2 } else { 1 });
            let told = told.event("died", IncidentType::Shooting).killed(dead, number(dead), number(dead), 1.0);
            told.injured(struck, number(struck), number(struck), 1.0)
                .struck()
                .read(&[])
                .incidents
                .remove(0)
                .injured
                .len()
        };
        assert_eq!(left("A man", "A man was"), 0);
        assert_eq!(left("A man", "Another man"), 1);
        assert_eq!(left("Two girls", "his two daughters"), 0, "as many");
        assert_eq!(left("Two girls", "A man was"), 1, "fewer");
        assert_eq!(left("Pell", "Mira Venn"), 1, "two names");
    }

    #[test]
    fn who_is_known_counts_where_nobody_else_does() {
        let told = || Told::new("Two men died. The man died.").event("died", IncidentType::Shooting);
        let known = |told: Told| told.killed("The man", Some(1), Some(1), 1.0).known();
        let of = |told: Told| told.read(&[]).incidents.remove(0).toll.killed;
        assert_eq!(of(known(told())), TollRange { min: Some(1), max: Some(1) });
        let both = known(told().killed("Two men", Some(2), Some(2), 1.0));
        assert_eq!(of(both), TollRange { min: Some(2), max: Some(2) });
    }

    #[test]
    fn a_number_of_the_head_is_told_again_by_its_bound_and_not_the_other_way() {
        let told = Told::new("A raid killed at least 12. It killed 12 people.").event("raid", IncidentType::AirStrike);
        let told = told.killed("at least 12", Some(12), None, 1.0).killed("12 people", Some(12), Some(12), 1.0);
        let killed = told.read(&[]).incidents.remove(0).killed;
        assert_eq!(killed.iter().map(|r| r.max).collect::<Vec<_>>(), [None, Some(12)]);
        let told = Told::new("A raid killed 12 people. It killed at least 12.").event("raid", IncidentType::AirStrike);
        let told = told.killed("12 people", Some(12), Some(12), 1.0).killed("at least 12", Some(12), None, 1.0);
        let killed = told.read(&[]).incidents.remove(0).killed;
        assert_eq!(killed.iter().map(|r| r.max).collect::<Vec<_>>(), [None]);
    }

    #[test]
    fn the_narrators_number_in_the_head_stays_beside_that_of_a_source() {
        let told = Told::new("A raid killed 12 people. Dosta said 12 people died.");
        let told = told.says("Dosta", Act::Assert, "12 people died").event("raid", IncidentType::AirStrike);
        let told = told.killed("12 people", Some(12), Some(12), 1.0).killed("12 people died", Some(12), Some(12), 1.0);
        let killed = told.read(&[]).incidents.remove(0).killed;
        assert_eq!(killed.iter().map(|r| r.by.as_deref()).collect::<Vec<_>>(), [None, Some("s1")]);
    }

    #[test]
    fn parts_of_one_source_add_up() {
        let rows = [row(TollWho::Woman, Some(5), Some(5), None), row(TollWho::Combatant, Some(13), Some(13), None)];
        assert_eq!(range(&rows), TollRange { min: Some(18), max: Some(18) });
        assert_eq!(range(&[]), TollRange::default());
    }
}
