//! Spans count Unicode code points, so that they mean the same in Rust, Python and JavaScript (by code point).

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `[start, end)` in Unicode code points of a report's text. Written as the JSON array `[start, end]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// How many code points it covers.
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers nothing.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether the two share a code point.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies within it.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that holds both.
    pub fn union(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        (self.start, self.end).serialize(s)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let (start, end) = <(u32, u32)>::deserialize(d)?;
        if end < start {
            return Err(serde::de::Error::custom(format!("span [{start}, {end}] ends before it starts")));
        }
        Ok(Self { start, end })
    }
}

impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "[start, end) in Unicode code points of the report's text",
            "type": "array",
            "items": {"type": "integer", "minimum": 0},
            "minItems": 2,
            "maxItems": 2
        })
    }
}

/// Sorted, with spans that touch or overlap joined.
pub fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|s| !s.is_empty());
    spans.sort();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for s in spans {
        match out.last_mut() {
            Some(last) if s.start <= last.end => last.end = last.end.max(s.end),
            _ => out.push(s),
        }
    }
    out
}

/// How many code points the spans cover together.
pub fn covered(spans: &[Span]) -> u32 {
    merged(spans.to_vec()).iter().map(|s| s.len()).sum()
}

/// Whether any of some spans shares a code point with any of others.
pub fn overlap(spans: &[Span], others: &[Span]) -> bool {
    spans.iter().any(|span| others.iter().any(|other| span.overlaps(*other)))
}

/// Whether the spans are sorted, none empty, and none overlaps the next.
pub fn in_order(spans: &[Span]) -> bool {
    spans.iter().all(|s| !s.is_empty()) && spans.windows(2).all(|w| w[0].end <= w[1].start)
}

/// Turns code point positions of one text into byte positions and back.
///
/// Holds nothing for a text that is ASCII throughout, else one number a code point.
#[derive(Clone, Debug)]
pub struct CharIndex {
    /// Byte position of each code point, then the text's length; `None` when the two counts are the same.
    bytes: Option<Vec<u32>>,
    len: u32,
}

impl CharIndex {
    /// Index `text`.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { bytes: None, len: text.len() as u32 };
        }
        let mut bytes: Vec<u32> = text.char_indices().map(|(i, _)| i as u32).collect();
        let len = bytes.len() as u32;
        bytes.push(text.len() as u32);
        Self { bytes: Some(bytes), len }
    }

    /// The text's length in code points.
    pub const fn len(&self) -> u32 {
        self.len
    }

    /// Whether the text is empty.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The byte at which code point `at` starts; past the end, the text's length.
    pub fn byte(&self, at: u32) -> usize {
        match &self.bytes {
            None => at.min(self.len) as usize,
            Some(bytes) => bytes[at.min(self.len) as usize] as usize,
        }
    }

    /// The code point that starts at, or holds, byte `byte`.
    pub fn char_at(&self, byte: usize) -> u32 {
        match &self.bytes {
            None => (byte as u32).min(self.len),
            Some(bytes) => bytes.partition_point(|&b| b as usize <= byte).saturating_sub(1) as u32,
        }
    }

    /// The characters of `text` that `span` covers. `text` must be the text that was indexed.
    pub fn slice<'t>(&self, text: &'t str, span: Span) -> &'t str {
        text.get(self.byte(span.start)..self.byte(span.end)).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spans_are_arrays_in_json() {
        assert_eq!(serde_json::to_string(&Span::new(3, 9)).unwrap(), "[3,9]");
        assert_eq!(serde_json::from_str::<Span>("[3,9]").unwrap(), Span::new(3, 9));
        let err = serde_json::from_str::<Span>("[9,3]").unwrap_err().to_string();
        assert!(err.contains("ends before it starts"), "{err}");
    }

    #[test]
    fn merging_joins_what_touches() {
        let spans = vec![Span::new(5, 7), Span::new(0, 2), Span::new(2, 4), Span::new(9, 9)];
        assert_eq!(merged(spans), vec![Span::new(0, 4), Span::new(5, 7)]);
    }

    proptest! {
        #[test]
        fn bytes_and_code_points_agree(text in "\\PC{0,60}") {
            let index = CharIndex::new(&text);
            prop_assert_eq!(index.len() as usize, text.chars().count());
            for (n, (byte, c)) in text.char_indices().enumerate() {
                prop_assert_eq!(index.byte(n as u32), byte);
                for inside in byte..byte + c.len_utf8() {
                    prop_assert_eq!(index.char_at(inside), n as u32);
                }
                prop_assert_eq!(index.slice(&text, Span::new(n as u32, n as u32 + 1)).chars().next(), Some(c));
            }
            prop_assert_eq!(index.byte(index.len()), text.len());
        }

        #[test]
        fn merging_keeps_every_code_point_once(raw in proptest::collection::vec((0u32..40, 0u32..8), 0..10)) {
            let spans: Vec<Span> = raw.iter().map(|&(s, n)| Span::new(s, s + n)).collect();
            let out = merged(spans.clone());
            prop_assert!(in_order(&out));
            for at in 0..50 {
                let one = Span::new(at, at + 1);
                prop_assert_eq!(out.iter().any(|s| s.contains(one)), spans.iter().any(|s| s.contains(one)));
            }
        }
    }
}
