//! When and where of an event of which no words are said to tell: the time and the place of its sentence.
//!
//! Why: reports give the day or the town of an event once, with whichever of its words comes first; a role that the encoder does not see is
//! most often still there in the sentence.
//! A country gives way to a place in it that the sentence names too, where nothing else tells more: *in Dosta's Sarnem*, the apostrophe lost or not.
//! Example: *The raid killed two people in Sarnem on Tuesday.* → the raid was in `Sarnem`, on `Tuesday`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use truceline_extract::{Event, Extracted};
use truceline_record::{MentionKind, Place, Span};

use crate::times::{Precision, Time, Times};

/// Words that tell when and where by where they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nearby {
    /// A time.
    pub date: Option<Span>,
    /// A place.
    pub place: Option<Span>,
    /// Where that is a country: a place in it.
    pub within: Option<Span>,
}

/// Code points after a cue within which a time is that of its saying.
const BY_CUE: u32 = 12;

/// The time and the place of the sentence of `event` that stand nearest to it: those in the same statement (or, as it,
/// in none) first.
pub(crate) fn nearby(extracted: &Extracted, times: &Times, dateline: Option<Span>, event: &Event) -> Nearby {
    let Some(&sentence) = extracted.sentences.get(event.sentence) else { return Nearby::default() };
    let within = |span: &Span| sentence.contains(*span) && Some(*span) != dateline;
    let fits = |span: &Span| within(span) && teller(extracted, *span) == event.by;
    let gap = |span: &Span| {
        let after = span.start.saturating_sub(event.trigger.end);
        let before = event.trigger.start.saturating_sub(span.end);
        (after.max(before), span.start)
    };
    // the year that the report is of tells nothing that is not known
    let year = |t: &Time| {
        let own = |a: Date| t.from.is_none_or(|f| f <= a) && t.to.is_none_or(|l| a <= l);
        t.precision == Precision::Year && times.anchor.is_some_and(own)
    };
    let told = times.list.iter().filter(|t| t.from.is_some() && t.precision <= Precision::Year && !year(t));
    let days = told.map(|t| t.span);
    // "said on Friday" tells when it was said
    let cues = || extracted.statements.iter().flat_map(|s| &s.cue);
    let of_cue = |span: &Span| cues().any(|c| c.end <= span.start && span.start <= c.end + BY_CUE);
    let of_others = |span: &Span| extracted.events.iter().any(|e| e.dates.iter().any(|d| d.overlaps(*span)));
    let named = extracted.mentions.iter().filter(|m| matches!(m.kind, MentionKind::Location | MentionKind::Facility));
    Nearby {
        date: days.filter(|s| fits(s) || within(s) && !of_cue(s)).min_by_key(|s| (!fits(s), of_others(s), gap(s))),
        place: named.map(|m| m.span()).filter(within).min_by_key(|s| (!fits(s), gap(s))),
        within: None,
    }
}

/// The place that the sentence of `event` names in the country that is all that `place` says, told by the same.
pub(crate) fn within(
    extracted: &Extracted,
    located: &BTreeMap<Span, Place>,
    event: &Event,
    place: Span,
) -> Option<Span> {
    let country = |p: &&Place| p.precision.as_deref() == Some("country");
    let sentence = extracted.sentences.get(event.sentence)?;
    let whole = located.get(&place).filter(country)?;
    let told_by = teller(extracted, place);
    let of_others = |s: Span| extracted.events.iter().any(|e| e.places.iter().any(|o| o.overlaps(s)));
    let inside = located.iter().filter(|(s, p)| {
        let inside = p.country == whole.country && p.lat.is_some() && !country(p);
        inside && sentence.contains(**s) && teller(extracted, **s) == told_by && !of_others(**s)
    });
    let gap = |s: Span| s.start.saturating_sub(place.end).max(place.start.saturating_sub(s.end));
    inside.map(|(s, _)| *s).min_by_key(|s| (gap(*s), s.start))
}

/// The innermost statement whose content holds a span, counted from 0.
fn teller(extracted: &Extracted, span: Span) -> Option<usize> {
    let size = |n: usize| extracted.statements[n].content.iter().map(|c| c.end - c.start).sum::<u32>();
    let holds =
        (0..extracted.statements.len()).filter(|&n| extracted.statements[n].content.iter().any(|c| c.contains(span)));
    holds.min_by_key(|&n| (size(n), n))
}
