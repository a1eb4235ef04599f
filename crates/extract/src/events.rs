//! From triggers to events: what belongs to each, its tolls, its reality, and the statement it stands in.

use std::ops::Range;

use truceline_parse::{Belonging, Role, Told, Trigger, Upos};
use truceline_record::{Act, ClaimSays, IncidentType, Reality, Span, TollWho};

use crate::parties;
use crate::rules::deed::Deed;
use crate::rules::{
    apart, designation, edges, harmed, included, kind, known, reality, summed, tallied, toll, unhurt, victim,
    whole_name,
};
use crate::statements::Draft;
use crate::view::View;

/// One mention of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The words that name it.
    pub trigger: Span,
    /// Log odds that they name an event at all.
    pub odds: f32,
    /// What happened.
    pub kind: IncidentType,
    /// What the encoder takes it for, where its words leave only something else open.
    pub judged: Option<IncidentType>,
    /// Whether it happened, as these words have it.
    pub reality: Reality,
    /// Log odds that the report is chiefly about it.
    pub main: f32,
    /// The innermost statement that holds the trigger, counted from 0; none for the narrator.
    pub by: Option<usize>,
    /// Who did it.
    pub actors: Vec<Span>,
    /// Who or what it was done to.
    pub targets: Vec<Span>,
    /// Where.
    pub places: Vec<Span>,
    /// Those of the places that fit it badly, and every other event worse.
    pub unlikely_places: Vec<Span>,
    /// When.
    pub dates: Vec<Span>,
    /// Killed.
    pub killed: Vec<Counted>,
    /// Injured.
    pub injured: Vec<Counted>,
    /// The sentence that the trigger is in, counted from 0.
    pub sentence: usize,
    /// What statements nearby say of it.
    pub claims: Vec<Claimed>,
    /// Whether its sentence tells what was done in answer to it: "in retaliation for the raid".
    pub answered: bool,
}

impl Event {
    /// An event of which only the words and the type are known; told by the narrator as a fact.
    pub const fn new(trigger: Span, kind: IncidentType) -> Self {
        Self {
            trigger,
            odds: 0.0,
            kind,
            judged: None,
            reality: Reality::Actual,
            main: 0.0,
            by: None,
            actors: Vec::new(),
            targets: Vec::new(),
            places: Vec::new(),
            unlikely_places: Vec::new(),
            dates: Vec::new(),
            killed: Vec::new(),
            injured: Vec::new(),
            sentence: 0,
            claims: Vec::new(),
            answered: false,
        }
    }
}

/// What a statement may say of an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Claimed {
    /// The statement, counted from 0.
    pub statement: usize,
    /// What it may say.
    pub says: ClaimSays,
    /// Log odds that it says so.
    pub odds: f32,
}

/// A figure of a toll, and who gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// Who is counted.
    pub who: TollWho,
    /// The least number.
    pub min: Option<u64>,
    /// The greatest number.
    pub max: Option<u64>,
    /// Whether it is hedged.
    pub approximate: bool,
    /// The words.
    pub span: Span,
    /// The innermost statement that holds the words, counted from 0; none for the narrator.
    pub by: Option<usize>,
    /// Log odds that they belong to the event.
    pub odds: f32,
    /// Whether they leave open if those lived: "shot", "taken to hospital".
    pub struck: bool,
    /// Whether they speak of somebody as known, whom the report may have counted already: "the boy". They count where nothing else does.
    pub known: bool,
    /// The words for them where they are civilians or armed: "government soldiers" of "20 government soldiers".
    pub group: Option<Span>,
}

/// The events of a text, in the order of their triggers.
pub(crate) fn events(view: &View, statements: &[Draft]) -> Vec<Event> {
    let mut all: Vec<Event> = view.parse.triggers.iter().filter_map(|t| event(view, statements, t)).collect();
    summed::attribute(view, &mut all);
    for (n, sentence) in view.parse.sentences.iter().enumerate() {
        for none in unhurt::none(view, sentence) {
            unharmed(view, statements, &mut all, n, none);
        }
    }
    all
}

/// Add a toll of none, of sentence `n`, to the violence that its sentence names nearest to it, else to the last that the sentence before names.
fn unharmed(view: &View, statements: &[Draft], events: &mut [Event], n: usize, none: unhurt::Unhurt) {
    let Some(span) = view.span(&none.words) else { return };
    let violent = |e: &&mut Event| e.kind.is_violent() && e.reality == Reality::Actual;
    let gap = |e: &Event| e.trigger.start.abs_diff(span.start);
    let mut own: Vec<&mut Event> = Vec::new();
    let mut before: Vec<&mut Event> = Vec::new();
    for e in events.iter_mut().filter(violent) {
        if e.sentence == n {
            own.push(e);
        } else if e.sentence + 1 == n {
            before.push(e);
        }
    }
    let nearest = own.into_iter().min_by_key(|e| gap(e));
    let Some(event) = nearest.or_else(|| before.into_iter().max_by_key(|e| e.trigger)) else { return };
    for deed in none.deeds {
        let rows = if deed == Deed::Killed { &mut event.killed } else { &mut event.injured };
        let figure = toll::Figure {
            who: none.who,
            min: Some(0),
            max: Some(0),
            approximate: false,
            span,
            deed: Some(deed),
            group: None,
        };
        rows.extend(each(vec![figure], tellers(view, statements, none.words.start), 0.0));
    }
}

fn event(view: &View, statements: &[Draft], t: &Trigger) -> Option<Event> {
    let of = |role: Role| t.roles.iter().filter(move |b| b.role == role);
    let counted = |role: Role| {
        let tolls = t.roles.iter().filter(|b| matches!(b.role, Role::Killed | Role::Injured));
        let all = tolls.flat_map(|b| {
            let done = harmed::done(view, &t.words, &b.words).or_else(|| included::done(view, &b.words));
            let meant = match done {
                Some(Deed::Killed) => Role::Killed,
                Some(Deed::Injured | Deed::Struck) => Role::Injured,
                _ => b.role,
            };
            let own = move |f: &toll::Figure| match f.deed {
                Some(Deed::Killed) => role == Role::Killed,
                Some(Deed::Injured | Deed::Struck) => role == Role::Injured,
                Some(Deed::Other) => false,
                None => role == meant,
            };
            let figures = toll::figures(view, &b.words).into_iter().filter(own);
            let figures = figures.map(|f| toll::Figure { deed: f.deed.or(done), ..f }).collect();
            each(figures, tellers(view, statements, b.words.start), b.odds)
        });
        all.collect::<Vec<Counted>>()
    };
    let (mut killed, mut injured) = (counted(Role::Killed), counted(Role::Injured));
    // whom words further off count may be others than those of the trigger's own sentence
    let own = view.parse.sentences.get(view.sentence(t.words.start)).and_then(|s| view.span(s));
    let here = |c: &Counted| own.is_some_and(|s| s.contains(c.span));
    if !killed.iter().chain(&injured).any(here) {
        for (words, figure) in harmed::counted(view, &t.words) {
            let into = if figure.deed == Some(Deed::Killed) { &mut killed } else { &mut injured };
            into.extend(each(vec![figure], tellers(view, statements, words.start), 0.0));
        }
    }
    if killed.is_empty() && injured.iter().all(|c| c.struck) {
        for (words, figure) in known::one(view, t) {
            let dead = figure.deed == Some(Deed::Killed);
            let told = each(vec![figure], tellers(view, statements, words.start), 0.0);
            let told = told.into_iter().map(|c| Counted { known: true, ..c });
            if dead {
                killed.extend(told);
            } else if injured.is_empty() {
                injured.extend(told);
            }
        }
    }
    if let Some((words, figures)) = tallied::killed(view, t) {
        killed.extend(each(figures, tellers(view, statements, words.start), 0.0));
    }
    let what = kind::of(view, &t.words, &t.kinds);
    let suffers = |p: &Span| [&killed, &injured].iter().any(|tolls| victim::suffers(what, *p, tolls));
    let actors: Vec<Span> = parties::actors(view, statements, t).into_iter().filter(|p| !suffers(p)).collect();
    let hit = |s: &Span| actors.iter().all(|a| !a.overlaps(*s));
    let targets = parties::targets(view, t).into_iter().filter(hit).collect();
    Some(Event {
        trigger: view.span(&t.words)?,
        odds: t.odds,
        kind: what,
        judged: t.kinds.first().copied().filter(|k| *k != what),
        reality: reality::of(view, &t.words, t.reality),
        main: t.main,
        by: within(statements, t.words.start),
        actors,
        targets,
        places: of(Role::Place).filter_map(|b| place(view, &b.words)).collect(),
        unlikely_places: of(Role::Place).filter(|b| b.odds < UNLIKELY).filter_map(|b| place(view, &b.words)).collect(),
        dates: of(Role::Date).filter(|b| is_near(view, t, b)).filter_map(|b| when(view, &b.words)).collect(),
        killed,
        injured,
        sentence: view.sentence(t.words.start),
        claims: claims(statements, t),
        answered: apart::is_answered(view, &t.words),
    })
}

/// Log odds of belonging to an event below which a place says little of where it was. Chosen on the dev splits.
const UNLIKELY: f32 = -2.0;

/// Figures as each of those who say them gives them.
fn each(figures: Vec<toll::Figure>, by: Vec<Option<usize>>, odds: f32) -> Vec<Counted> {
    let of = |by, f: &toll::Figure| Counted {
        who: f.who,
        min: f.min,
        max: f.max,
        approximate: f.approximate,
        span: f.span,
        by,
        odds,
        struck: f.deed == Some(Deed::Struck),
        known: false,
        group: f.group,
    };
    by.into_iter().flat_map(|by| figures.iter().map(move |f| of(by, f))).collect()
}

/// Log odds of belonging to an event below which a day that another sentence tells does not. Chosen on the dev splits.
const FAR_DATE: f32 = -3.0;

fn is_near(view: &View, t: &Trigger, b: &Belonging) -> bool {
    b.odds > FAR_DATE || view.sentence(b.words.start) == view.sentence(t.words.start)
}

fn claims(statements: &[Draft], t: &Trigger) -> Vec<Claimed> {
    let mut out = Vec::new();
    for &Told { cue, says, odds } in &t.told {
        let whose = statements.iter().enumerate().filter(|(_, d)| d.cue.start == cue);
        out.extend(whose.map(|(statement, _)| Claimed { statement, says, odds }));
    }
    out
}

/// Prepositions that only say that what follows is where, from where or whereto.
const LEADS: [&str; 8] = ["in", "at", "on", "of", "to", "from", "into", "inside"];

/// Words that say where, without a preposition at their head that says nothing more ("in", but not "near").
fn place(view: &View, words: &Range<usize>) -> Option<Span> {
    let words = crate::rules::edges::source(view, words.clone())?;
    let bare = |n: usize| LEADS.iter().any(|w| view.form(n).eq_ignore_ascii_case(w));
    let start = words.clone().find(|&n| !bare(n))?;
    let names = |n: usize| matches!(view.word(n).upos, Upos::Noun | Upos::Propn);
    if !(start..words.end).any(names) || designation::begins(view, words.end) {
        return None;
    }
    view.span(&whole_name::of(view, start..words.end))
}

/// The words for when something was, if one of them may tell that: "after" and "came into" alone do not.
fn when(view: &View, words: &Range<usize>) -> Option<Span> {
    let tells = |n: usize| matches!(view.word(n).upos, Upos::Noun | Upos::Propn | Upos::Num | Upos::Adv);
    // "this" of "this week"
    let leads = |n: usize| matches!(view.word(n).relation(), "det" | "amod") && view.word(n).head.is_some_and(tells);
    let words = words.clone().any(|n| tells(n) || leads(n)).then(|| edges::source(view, words.clone()))??;
    view.span(&words)
}

/// Verbs that say what is said in full: what a party "said" is all its own word.
const SAYING: [&str; 6] = ["say", "announce", "add", "tell", "state", "report"];

/// Those who say a word: the speaker of the innermost statement that holds it, and whoever says the same content with them. Who owns up to "a bombing that killed 30",
/// or does not comment on it, does not say how many it killed: the report does.
fn tellers(view: &View, statements: &[Draft], word: usize) -> Vec<Option<usize>> {
    let Some(inner) = within(statements, word) else { return vec![None] };
    let noun = |n: usize| matches!(view.word(n).upos, Upos::Noun | Upos::Propn);
    let named = |c: &Range<usize>| view.form(c.start).eq_ignore_ascii_case("for") || noun(view.head_of(c));
    let says = |d: &Draft| d.cue.clone().any(|n| SAYING.iter().any(|w| view.word(n).lemma.eq_ignore_ascii_case(w)));
    let owns_up = |d: &Draft| d.statement.act == Act::ClaimResponsibility && !says(d) && d.content.iter().all(named);
    // who does not comment says nothing of what the report tells beside that
    if owns_up(&statements[inner]) || statements[inner].statement.act == Act::Decline {
        return vec![None];
    }
    let content = &statements[inner].content;
    statements.iter().enumerate().filter(|(_, d)| d.content == *content).map(|(n, _)| Some(n)).collect()
}

/// The innermost statement whose content holds a word.
pub(crate) fn within(statements: &[Draft], word: usize) -> Option<usize> {
    let size = |d: &Draft| d.content.iter().map(ExactSizeIterator::len).sum::<usize>();
    let holds = statements.iter().enumerate().filter(|(_, d)| d.says(word));
    holds.min_by_key(|(n, d)| (size(d), *n)).map(|(n, _)| n)
}

#[cfg(test)]
mod tests {
    use truceline_parse::Upos;

    use crate::testing::{check_parse, with_tree};

    #[test]
    fn words_that_tell_no_time_are_none() {
        let (text, mut parse) = with_tree("truce|nsubj|2 came|root|0 into|case|4 effect|obl|2 on|case|6 Monday|obl|2");
        parse.words[2].upos = Upos::Adp;
        parse.words[4].upos = Upos::Adp;
        check_parse(&(text, parse), |view| {
            assert_eq!(super::when(view, &(1..3)), None);
            assert_eq!(super::when(view, &(4..6)).map(|s| view.slice(s)), Some("on Monday"));
        });
        let (text, mut parse) = with_tree("raids|nsubj|2 went|root|0 on|compound|2 last|amod|5 month|obl|2");
        parse.words[3].upos = Upos::Adj;
        check_parse(&(text, parse), |view| assert_eq!(super::when(view, &(3..4)).map(|s| view.slice(s)), Some("last")));
    }
}
