//! Whether all spans of a JSON text lie within the text that they are of, told in one pass that keeps nothing.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Whether a span in `json` reaches past `chars` or ends before it starts: a list of two whole numbers, or an object with a `start` and an `end`. False where
/// it is no JSON.
pub(crate) fn reach_past(json: &str, chars: u64) -> bool {
    let mut past = false;
    let mut json = serde_json::Deserializer::from_str(json);
    let whole = Look { chars, past: &mut past }.deserialize(&mut json).is_ok();
    whole && past
}

/// What was looked at: a whole number counts as the end of a span.
type Number = Option<u64>;

struct Look<'a> {
    chars: u64,
    past: &'a mut bool,
}

impl Look<'_> {
    fn hold(&mut self, start: Number, end: Number) {
        if let (Some(start), Some(end)) = (start, end) {
            *self.past |= start > end || end > self.chars;
        }
    }
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = Number;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Number, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_u64<E>(self, number: u64) -> Result<Number, E> {
        Ok(Some(number))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Number, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Number, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Number, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Number, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Number, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Number, A::Error> {
        let mut ends = [None; 2];
        let mut count = 0;
        while let Some(number) = items.next_element_seed(Look { chars: self.chars, past: &mut *self.past })? {
            if let Some(end) = ends.get_mut(count) {
                *end = number;
            }
            count += 1;
        }
        if let (2, [start, end]) = (count, ends) {
            self.hold(start, end);
        }
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<Number, A::Error> {
        let (mut start, mut end) = (None, None);
        while let Some(key) = fields.next_key_seed(Key)? {
            match key {
                Field::Text => {
                    fields.next_value::<IgnoredAny>()?;
                }
                Field::Start => start = fields.next_value_seed(Look { chars: self.chars, past: &mut *self.past })?,
                Field::End => end = fields.next_value_seed(Look { chars: self.chars, past: &mut *self.past })?,
                Field::Other => {
                    fields.next_value_seed(Look { chars: self.chars, past: &mut *self.past })?;
                }
            }
        }
        self.hold(start, end);
        Ok(None)
    }
}

enum Field {
    Start,
    End,
    /// The longest value of a reading, and no place for spans.
    Text,
    Other,
}

struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Field;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Field, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Field;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Field, E> {
        Ok(match name {
            "start" => Field::Start,
            "end" => Field::End,
            "text" => Field::Text,
            _ => Field::Other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_lists_of_two_and_objects_with_start_and_end() {
        for within in [
            "[3, 19]",
            "[[0, 19], [3, 3]]",
            "[30, 1, 2]",
            "[-3, 40]",
            "[1.5, 40]",
            r#"{"start": 3, "end": 19, "year": 2031}"#,
            r#"{"start": "2031-03-05", "end": 40}"#,
            r#"{"text": "[0, 40]", "lat": [null, 40], "ok": true}"#,
            "[3, 40",
        ] {
            assert!(!reach_past(within, 19), "{within}");
        }
        for past in [
            "[3, 20]",
            "[5, 3]",
            r#"{"a": {"b": [{"spans": [[0, 3], [3, 20]]}]}}"#,
            r#"{"end": 20, "kind": "person", "start": 3}"#,
        ] {
            assert!(reach_past(past, 19), "{past}");
        }
    }
}
