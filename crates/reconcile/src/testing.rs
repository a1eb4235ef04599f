//! Reports made by hand for this room's tests: a text, who says what in it, and the events that its words name.

use truceline_extract::{Claimed, Counted, Event, Extracted, Thing};
use truceline_ground::{Grounded, Nearby};
use truceline_record::{
    Act, ClaimSays, DateRange, Figure, IncidentType, Mention, MentionKind, Place, Quote, Span, Statement, TollWho,
};

use crate::{Reconciled, reconcile};

/// A report on its way. Words are found by their first occurrence; texts are ASCII, so that bytes are code points.
pub(crate) struct Told {
    text: &'static str,
    extracted: Extracted,
    grounded: Grounded,
}

impl Told {
    pub(crate) fn new(text: &'static str) -> Self {
        assert!(text.is_ascii());
        let mut at = 0;
        let sentence = |words: &str| {
            let span = Span::new(at, at + words.len() as u32);
            at = span.end;
            span
        };
        let sentences = text.split_inclusive(". ").map(sentence).collect();
        Self { text, extracted: Extracted { sentences, ..Extracted::default() }, grounded: Grounded::default() }
    }

    /// Two sources give two numbers, and one of them a third.
    pub(crate) fn by_two_sources() -> Self {
        let told = Self::new("A raid hit Sarnem. Dosta said 12 died. Orrel said 19 died. Dosta later said 14 died.");
        let told = told.says("Dosta", Act::Assert, "12 died").says("Orrel", Act::Assert, "19 died");
        told.says("Dosta", Act::Assert, "14 died")
    }

    pub(crate) fn span(&self, words: &str) -> Span {
        let at = self.text.find(words).unwrap_or_else(|| panic!("{words:?} is not in {:?}", self.text));
        Span::new(at as u32, (at + words.len()) as u32)
    }

    /// `who` says `content`; the statements are s1, s2, ...
    pub(crate) fn says(mut self, who: &str, act: Act, content: &str) -> Self {
        let (speaker, content) = (vec![self.span(who)], vec![self.span(content)]);
        self.extracted.statements.push(Statement {
            id: format!("s{}", self.extracted.statements.len() + 1),
            cue: speaker.clone(),
            speaker,
            speaker_name: Some(who.to_owned()),
            content,
            quote: Quote::Indirect,
            act,
            addressee: vec![],
            within: None,
        });
        self
    }

    /// The words `words` are a mention of a kind.
    pub(crate) fn mention(mut self, words: &str, kind: MentionKind) -> Self {
        let Span { start, end } = self.span(words);
        self.extracted.mentions.push(Mention { start, end, kind, entity: None });
        self
    }

    /// The words `trigger` name an event; statements before it may hold it.
    pub(crate) fn event(mut self, trigger: &str, kind: IncidentType) -> Self {
        let trigger = self.span(trigger);
        let holds = |s: &Statement| s.content.iter().any(|c| c.contains(trigger));
        self.extracted.events.push(Event {
            main: -1.0,
            by: self.extracted.statements.iter().position(holds),
            ..Event::new(trigger, kind)
        });
        self.grounded.nearby.push(Nearby::default());
        self
    }

    fn last(&mut self) -> &mut Event {
        self.extracted.events.last_mut().expect("an event comes first")
    }

    /// What else the sentence tells answers the last event.
    pub(crate) fn answered(mut self) -> Self {
        self.last().answered = true;
        self
    }

    pub(crate) fn actor(mut self, words: &str) -> Self {
        let span = self.span(words);
        self.last().actors.push(span);
        self
    }

    pub(crate) fn target(mut self, words: &str) -> Self {
        let span = self.span(words);
        self.last().targets.push(span);
        self
    }

    /// The last event's actor is a news outlet.
    pub(crate) fn outlet(mut self, words: &str) -> Self {
        let span = self.span(words);
        self.grounded.outlets.insert(span);
        self.actor(words)
    }

    pub(crate) fn main(mut self, odds: f32) -> Self {
        self.last().main = odds;
        self
    }

    /// The words `words` say that so many were killed; told in the statement that holds them, `odds` that it is of the last event.
    pub(crate) fn killed(mut self, words: &str, min: Option<u64>, max: Option<u64>, odds: f32) -> Self {
        let row = self.counted(words, min, max, odds);
        self.last().killed.push(row);
        self
    }

    /// As [`Self::killed`], of the injured.
    pub(crate) fn injured(mut self, words: &str, min: Option<u64>, max: Option<u64>, odds: f32) -> Self {
        let row = self.counted(words, min, max, odds);
        self.last().injured.push(row);
        self
    }

    /// The last figure of the killed speaks of somebody as known.
    pub(crate) fn known(mut self) -> Self {
        self.last().killed.iter_mut().next_back().expect("a figure comes first").known = true;
        self
    }

    /// The words for those whom the last figure of the killed counts.
    pub(crate) fn group(mut self, words: &str) -> Self {
        let span = self.span(words);
        self.last().killed.iter_mut().next_back().expect("a figure comes first").group = Some(span);
        self
    }

    /// The last figure of the injured says only that they were struck.
    pub(crate) fn struck(mut self) -> Self {
        self.last().injured.iter_mut().next_back().expect("a figure comes first").struck = true;
        self
    }

    fn counted(&self, words: &str, min: Option<u64>, max: Option<u64>, odds: f32) -> Counted {
        let span = self.span(words);
        let holds = |s: &Statement| s.content.iter().any(|c| c.contains(span));
        let by = self.extracted.statements.iter().position(holds);
        Counted {
            who: TollWho::Total,
            min,
            max,
            approximate: false,
            span,
            by,
            odds,
            struck: false,
            known: false,
            group: None,
        }
    }

    /// Statement number `statement` (from 1) accuses whom these words name.
    pub(crate) fn accused(mut self, statement: usize, words: &str) -> Self {
        let span = self.span(words);
        self.grounded.accused.insert(format!("s{statement}"), (span, words.to_owned()));
        self
    }

    /// Statement number `statement` (from 1) is seen beside the last event, and makes a claim with these odds.
    pub(crate) fn claim(mut self, statement: usize, says: ClaimSays, odds: f32) -> Self {
        self.last().claims.push(Claimed { statement: statement - 1, says, odds });
        self
    }

    /// The last event is on the day that `words` give; with no `own` words, they only stand nearby.
    pub(crate) fn day(mut self, words: &str, day: &str, own: bool) -> Self {
        let span = self.span(words);
        let day = Some(day.to_owned());
        let range = DateRange { start: day.clone(), end: day, precision: Some("day".into()), spans: vec![span] };
        self.grounded.dates.insert(span, range);
        match (own, self.grounded.nearby.last_mut()) {
            (false, Some(nearby)) => nearby.date = Some(span),
            _ => self.last().dates.push(span),
        }
        self
    }

    /// The report names a place in `words`, of the country `country`; how exactly is `precision`'s.
    pub(crate) fn located(mut self, words: &str, country: &str, precision: &str) -> Self {
        let span = self.span(words);
        let place = Place {
            name: Some(words.to_owned()),
            admin: None,
            country: Some(country.to_owned()),
            lat: Some(1.0),
            lon: Some(1.0),
            precision: Some(precision.to_owned()),
            spans: vec![span],
        };
        self.grounded.located.insert(span, place);
        self
    }

    /// The last event is in the place that `words` name, exactly where the report does not say more; with no `own` words, they only stand nearby.
    pub(crate) fn place(mut self, words: &str, own: bool) -> Self {
        let span = self.span(words);
        if !self.grounded.located.contains_key(&span) {
            self = self.located(words, "Kestova", "exact");
        }
        self.grounded.places.extend(self.grounded.located.get(&span).cloned().map(|p| (span, p)));
        match (own, self.grounded.nearby.last_mut()) {
            (false, Some(nearby)) => nearby.place = Some(span),
            _ => self.last().places.push(span),
        }
        self
    }

    /// The last event's places hardly belong to it.
    pub(crate) fn unlikely(mut self) -> Self {
        let event = self.last();
        event.unlikely_places.clone_from(&event.places);
        self
    }

    /// The town whose police the report names, by the words `words`.
    pub(crate) fn seat(mut self, words: &str) -> Self {
        let span = self.span(words);
        self = self.located(words, "Kestova", "exact");
        self.grounded.places.extend(self.grounded.located.get(&span).cloned().map(|p| (span, p)));
        self.grounded.seat = Some(span);
        self
    }

    /// The report names the town `words` in a region.
    pub(crate) fn regional(mut self, words: &str, region: &str) -> Self {
        let span = self.span(words);
        self = self.located(words, "Kestova", "exact");
        self.grounded.located.entry(span).and_modify(|p| p.admin = Some(region.to_owned()));
        self
    }

    /// The report is written from the town `words`.
    pub(crate) fn town(mut self, words: &str, region: &str) -> Self {
        let span = self.span(words);
        self = self.regional(words, region);
        self.grounded.places.extend(self.grounded.located.get(&span).cloned().map(|p| (span, p)));
        self.grounded.town = Some(span);
        self
    }

    /// The last event is in a place that no gazetteer has.
    pub(crate) fn unfound(mut self, words: &str) -> Self {
        let span = self.span(words);
        self.last().places.push(span);
        self
    }

    /// The sentence that the last event is in, counted from 0.
    pub(crate) fn sentence(mut self, n: usize) -> Self {
        self.last().sentence = n;
        self
    }

    /// The report says its own day in `words`.
    pub(crate) fn dateline(mut self, words: &str, day: &str) -> Self {
        let span = self.span(words);
        let day = Some(day.to_owned());
        let range = DateRange { start: day.clone(), end: day, precision: Some("day".into()), spans: vec![span] };
        self.grounded.dates.insert(span, range);
        self.grounded.dateline = Some(span);
        self
    }

    pub(crate) fn figure(mut self, words: &str, number: u64, thing: Thing) -> Self {
        let span = self.span(words);
        let holds = |s: &&Statement| s.content.iter().any(|c| c.contains(span));
        let by = self.extracted.statements.iter().find(holds).map(|s| s.id.clone());
        let what = words.to_owned();
        self.extracted.figures.push(Figure { what, min: Some(number), max: Some(number), spans: vec![span], by });
        self.extracted.things.push(Some(thing));
        self
    }

    /// What is made of it; events of the pairs `same` (from 0) are one.
    pub(crate) fn read(mut self, same: &[(usize, usize)]) -> Reconciled {
        let n = self.extracted.events.len();
        let one = |a, b| same.contains(&(a, b)) || same.contains(&(b, a));
        self.extracted.same = (0..n).map(|a| (0..n).map(|b| if one(a, b) { 5.0 } else { -9.0 }).collect()).collect();
        reconcile(self.text, &self.extracted, &self.grounded)
    }
}
