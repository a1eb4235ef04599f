//! The type of an event whose words leave little open.
//!
//! Why: the encoder has read of many air strikes and few car bombs, and takes a rare word for the commonest thing. A monitor who sees a car bomb
//! told as an air strike trusts nothing else. What the words leave open, the encoder decides.
//! Example: *A car bombing killed nine* → remote explosive (or a suicide bombing), whatever the encoder takes it for.

use std::ops::Range;

use truceline_parse::Upos;
use truceline_record::IncidentType;

use crate::view::View;

/// Words before a trigger that may belong to it: "suicide car [bomb]".
const BEFORE: usize = 2;

/// The type of the event that the words `trigger` name, which the encoder takes for `judged`.
pub(crate) fn of(view: &View, trigger: &Range<usize>, judged: IncidentType) -> IncidentType {
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
    use truceline_record::IncidentType::{AirStrike, RemoteExplosive, Shelling, SuicideBombing};

    use crate::testing::parsed;

    #[test]
    fn words_that_leave_little_open_tell_the_type() {
        parsed("A|det|4 suicide|compound|4 Car|compound|4 bomb|nsubj|5 fell|root|0", |view| {
            assert_eq!(super::of(view, &(2..4), AirStrike), RemoteExplosive);
            assert_eq!(super::of(view, &(2..4), SuicideBombing), SuicideBombing, "what they leave open");
        });
        parsed("The|det|2 raid|nsubj|3 fell|root|0", |view| {
            assert_eq!(super::of(view, &(1..2), Shelling), Shelling, "what says nothing of it");
        });
    }
}
