//! Numbers that somebody gives, other than the tolls of events.

use std::ops::Range;

use truceline_parse::PartKind;
use truceline_record::{Figure, MentionKind};

use crate::events::within;
use crate::lexicon::Thing;
use crate::numbers::{Amount, amounts, year};
use crate::rules::no_victims;
use crate::statements::Draft;
use crate::view::View;

/// Words after a numeral among which the noun that it counts stands.
const NOUN: usize = 5;

/// From how many on people are a figure, whatever is told of them.
const MANY: u64 = 1000;

/// Words before a number, and behind it, among which one stands that says that those whom it counts died.
const BEFORE: usize = 4;
const BEHIND: usize = 7;

/// The figures of a text, in its order, with the kind of thing that each counts, if it is known.
pub(crate) fn figures(view: &View, statements: &[Draft]) -> Vec<(Figure, Option<Thing>)> {
    let mut out = Vec::new();
    for sentence in &view.parse.sentences {
        let all = amounts(view, sentence.clone());
        for (n, a) in all.iter().enumerate() {
            let until = all.get(n + 1).map_or(sentence.end, |next| next.words.start);
            let noun = noun(view, a, until);
            let counted = tagged(view, a, PartKind::Figure) || many(view, a, noun) || running(view, a);
            let calm = calm(view, a, until);
            let noun = calm.unwrap_or(noun);
            let told = counted && !taken(view, a) || no_victims::wished(view, a) || calm.is_some();
            if single(a) || !told {
                continue;
            }
            let Some(span) = view.span(&(a.words.start..noun + 1)) else { continue };
            let by = within(statements, a.numeral.start).map(|k| statements[k].statement.id.clone());
            let figure = Figure { what: what(view, a, noun, until), min: a.min, max: a.max, spans: vec![span], by };
            let kind = thing(view, noun);
            let dead = matches!(kind, None | Some(Thing::People)) && dying(view, a, sentence, until);
            // some of those whom the number before counts are nobody else's number
            let part = a.words.start > sentence.start && matches!(view.form(a.words.start - 1), "including" | "among");
            out.push((figure, if dead { Some(Thing::Dead) } else { kind }.filter(|_| !part)));
        }
    }
    out
}

/// One of something is no figure.
fn single(a: &Amount) -> bool {
    a.min.or(a.max).is_some_and(|n| n < 2)
}

/// The last word of "six days of relative calm", where a number counts such days or hours: how long a truce held is what a monitor counts.
fn calm(view: &View, a: &Amount, until: usize) -> Option<usize> {
    let unit = a.numeral.end;
    let lasts = |n: usize| UNITS.iter().any(|u| view.word(n).lemma.eq_ignore_ascii_case(u));
    let of = unit + 1 < until && lasts(unit) && view.form(unit + 1) == "of";
    (unit + 2..until.min(unit + 5)).find(|&n| of && view.is_one_of(n, &view.lexicon.figures.calm))
}

/// Units of time in which quiet is counted.
const UNITS: [&str; 4] = ["day", "night", "hour", "week"];

/// Whether a number of people is too great not to matter.
fn many(view: &View, a: &Amount, noun: usize) -> bool {
    let people = matches!(thing(view, noun), Some(Thing::People | Thing::Forces));
    people && !year(view, a) && a.min.or(a.max).is_some_and(|n| n >= MANY)
}

/// Whether a number is one of killed or injured over a stretch of time, in a sentence that names no event, "At least 31 civilians killed since Monday", or in a
/// report that names none: "3 dead, 11 wounded".
fn running(view: &View, a: &Amount) -> bool {
    let own = view.sentence(a.words.start);
    let mut sentence = view.parse.sentences[own].clone();
    let over = |n: usize| view.is_one_of(n, &view.lexicon.figures.running);
    let event = view.parse.triggers.iter().any(|t| view.sentence(t.words.start) == own);
    tagged_toll(view, a) && !event && (view.parse.triggers.is_empty() || sentence.any(over))
}

fn tagged_toll(view: &View, a: &Amount) -> bool {
    [PartKind::Killed, PartKind::Injured].into_iter().any(|k| tagged(view, a, k))
}

/// Whether a number stands in a part of a kind.
fn tagged(view: &View, a: &Amount, kind: PartKind) -> bool {
    view.parse.parts.iter().any(|p| p.kind == kind && meets(&p.words, &a.words))
}

fn meets(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether a number is the toll of an event, a time or a sum of money.
fn taken(view: &View, a: &Amount) -> bool {
    let other = |k: MentionKind| matches!(k, MentionKind::Temporal | MentionKind::Money | MentionKind::Url);
    tagged(view, a, PartKind::Date)
        || tagged_toll(view, a) && !running(view, a)
        || view.parse.mentions.iter().any(|m| other(m.kind) && meets(&m.words, &a.numeral))
}

/// The noun that a number counts: one that figures often count, else the last of the tagged words, else the numeral itself.
fn noun(view: &View, a: &Amount, until: usize) -> usize {
    let near = a.numeral.end..until.min(a.numeral.end + NOUN);
    let known = near.clone().find(|&n| thing(view, n).is_some()).map(|n| whole(view, n, near.end));
    let part = view.parse.parts.iter().find(|p| p.kind == PartKind::Figure && meets(&p.words, &a.words));
    let last = part.map(|p| p.words.end.min(until)).filter(|&end| end > a.numeral.end).map(|end| end - 1);
    known.or(last).unwrap_or(a.numeral.end - 1)
}

/// The noun that a counted one is a part of: "strikes" of "two missile strikes", "cent" of "80 per cent".
fn whole(view: &View, n: usize, until: usize) -> usize {
    let next = n + 1;
    let goes_on = next < until
        && (view.low_form(n) == "per" && view.low_form(next) == "cent"
            || view.word(n).relation() == "compound" && view.word(n).head == Some(next) && thing(view, next).is_some());
    if goes_on { next } else { n }
}

/// The kind of thing that a word names.
fn thing(view: &View, n: usize) -> Option<Thing> {
    view.lexicon.figures.all().into_iter().find(|(_, list)| view.is_one_of(n, list)).map(|(thing, _)| thing)
}

/// Whether those whom a number counts died: a word for it stands just before the number or soon behind it.
fn dying(view: &View, a: &Amount, sentence: &Range<usize>, until: usize) -> bool {
    let before = a.words.start.saturating_sub(BEFORE).max(sentence.start)..a.words.start;
    let mut behind = a.numeral.end..until.min(a.numeral.end + BEHIND);
    let comma = behind.clone().find(|&n| matches!(view.form(n), "," | ";"));
    behind.end = comma.unwrap_or(behind.end);
    before.chain(behind).any(|n| view.is_one_of(n, &view.lexicon.figures.dying))
}

/// What is counted: the noun with what stands around it.
fn what(view: &View, a: &Amount, noun: usize, until: usize) -> String {
    let end = view.subtree(noun).end.clamp(noun + 1, until.max(noun + 1)).min(noun + NOUN + 3);
    let words = a.numeral.end..end;
    let skip = words.clone().find(|&n| !matches!(view.form(n), "of" | "the" | "more" | "other")).unwrap_or(noun);
    view.span(&(skip.min(noun)..end))
        .map_or(String::new(), |s| view.slice(s).split_whitespace().collect::<Vec<_>>().join(" "))
}
