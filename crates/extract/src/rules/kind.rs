//! The type of an event whose words leave little open.
//!
//! Why: the encoder has read of many air strikes and few car bombs, and takes a rare word for the commonest thing. A monitor who sees a car bomb
//! told as an air strike trusts nothing else; nor does one who sees an explosion in a report that has no word for one. What the words leave open, the
//! encoder decides.
//! Example: *A car bombing killed nine* → remote explosive (or a suicide bombing), whatever the encoder takes it for. *The argument grew loud* → no
//! remote explosive, where nothing in the report explodes.

use std::ops::Range;

use truceline_parse::Upos;
use truceline_record::IncidentType;

use crate::view::View;

/// Words before a trigger that may belong to it: "suicide car [bomb]".
const BEFORE: usize = 2;

/// The type of the event that the words `trigger` name, which the encoder takes for one of `likely`, the likeliest first.
pub(crate) fn of(view: &View, trigger: &Range<usize>, likely: &[IncidentType]) -> IncidentType {
    let judged = likely.iter().copied().find(|one| !view.lacks_words_for(*one)).unwrap_or(IncidentType::Other);
    let first = view.parse.sentences[view.sentence(trigger.start)].start;
    let tells = |n: &usize| matches!(view.word(*n).upos, Upos::Noun | Upos::Propn | Upos::Adj);
    let before = (first.max(trigger.start.saturating_sub(BEFORE))..trigger.start).rev().take_while(tells).count();
    let words = trigger.start - before..trigger.end;
    let fits = |alternatives: &[Vec<String>]| {
        let mut starts = words.clone().filter(|n| n + alternatives.len() <= words.end);
        starts.any(|n| alternatives.iter().enumerate().all(|(k, any)| view.is_one_of(n + k, any)))
    };
    let mut left = view.lexicon.types.iter().filter(|entry| fits(&entry.words)).map(|entry| &entry.types).peekable();
    let likeliest = left.peek().and_then(|types| types.first()).copied();
    likeliest.filter(|_| !left.any(|types| types.contains(&judged))).unwrap_or(judged)
}

#[cfg(test)]
mod tests {
    use truceline_record::IncidentType::{AirStrike, Other, OtherViolence, RemoteExplosive, SuicideBombing};

    use crate::testing::parsed;

    #[test]
    fn words_that_leave_little_open_tell_the_type() {
        parsed("A|det|4 suicide|compound|4 Car|compound|4 bomb|nsubj|5 fell|root|0", |view| {
            assert_eq!(super::of(view, &(2..4), &[AirStrike]), RemoteExplosive);
            assert_eq!(super::of(view, &(2..4), &[SuicideBombing]), SuicideBombing, "what they leave open");
        });
        parsed("The|det|2 raid|nsubj|3 fell|root|0", |view| {
            assert_eq!(super::of(view, &(1..2), &[AirStrike]), AirStrike, "what says nothing of it");
        });
    }

    #[test]
    fn a_report_without_words_for_a_type_tells_of_another() {
        parsed("The|det|2 argument|nsubj|3 grew|root|0 loud|xcomp|3", |view| {
            assert_eq!(super::of(view, &(1..2), &[RemoteExplosive, AirStrike, OtherViolence, Other]), OtherViolence);
            assert_eq!(super::of(view, &(1..2), &[RemoteExplosive]), Other, "nothing is left");
        });
        parsed("The|det|2 argument|nsubj|3 ended|root|0 when|mark|6 a|det|6 grenade|nsubj|7 fell|advcl|3", |view| {
            assert_eq!(super::of(view, &(1..2), &[RemoteExplosive, OtherViolence]), RemoteExplosive);
        });
    }
}
