//! What a report says of the guns being silent: "after six days of relative calm".
//!
//! Such a statement is kept as somebody's word. That no report tells of fire is another thing, and no calm.
//! Example: *On Tuesday two died in shelling after six days of relative calm in Sarnem.*

use serde::Serialize;
use truceline_record::{MentionKind, Span};

use crate::words::Text;

/// What somebody says of calm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Calm {
    /// Who; the report itself where null.
    pub by: Option<String>,
    /// For how many days.
    pub days: Option<u32>,
    /// Where.
    pub area: Option<String>,
    /// The words.
    pub span: Span,
}

/// What a report says of calm, in its order.
pub(crate) fn calm(text: &Text<'_>) -> Vec<Calm> {
    let list = |name| text.lists.get("calm", name);
    let mut found = Vec::new();
    for sentence in &text.sentences {
        let word = text.find(sentence.clone(), list("words")).or_else(|| text.find(sentence.clone(), list("drop")));
        let Some((at, len)) = word else { continue };
        if text.find(at.saturating_sub(5).max(sentence.start)..at, list("none")).is_some() {
            continue;
        }
        let before = at.saturating_sub(7).max(sentence.start);
        let number = (before..at).find_map(|n| {
            let unit = text.lower(n + 1).trim_end_matches('s');
            let days = match unit {
                "day" => 1,
                "week" => 7,
                "month" => 30,
                _ => return None,
            };
            let count = if matches!(text.lower(n), "a" | "an") { 1 } else { text.lists.number(text.lower(n))? };
            Some((n, count.checked_mul(days)?))
        });
        let from = number.map_or(at, |(n, _)| n);
        let span = text.span(&(from..at + len));
        let within = text.span(sentence);
        let place = text
            .reading
            .mentions
            .iter()
            .filter(|mention| mention.kind == MentionKind::Location)
            .map(|mention| Span::new(mention.start, mention.end));
        let near = place.filter(|place| within.contains(*place)).min_by_key(|place| place.start.abs_diff(span.start));
        found.push(Calm {
            by: text.said_in(span).and_then(|said| said.speaker_name.clone()),
            days: number.map(|(_, days)| days),
            area: near.map(|place| text.slice(place)),
            span,
        });
    }
    found
}
