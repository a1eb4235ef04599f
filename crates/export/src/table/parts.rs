//! JSON cut into parts that a cell of a spreadsheet can hold, and put together again.

use crate::ExportError;

/// UTF-16 units of a part: a cell holds 32,767, and an apostrophe may come before.
const LONGEST: usize = 32_000;

/// `json` in parts. No part begins or ends with white space, which some programs trim, and none holds what a spreadsheet's XML cannot.
pub(super) fn cut(json: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut units = 0;
    for c in json.chars() {
        // written as JSON writes them where they would not survive; outside of strings JSON has none of them
        let plain = !matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{7F}'..='\u{9F}') && (c == ' ' || !c.is_whitespace());
        let full = units >= LONGEST;
        let piece = match c {
            // in a spreadsheet's text `_x0041_` stands for a letter
            'x' if part.ends_with('_') => escaped(c),
            ' ' if full => escaped(c),
            _ if plain => c.to_string(),
            _ => escaped(c),
        };
        if full {
            if part.ends_with(' ') {
                part.pop();
                part.push_str(&escaped(' '));
            }
            parts.push(std::mem::take(&mut part));
            units = 0;
        }
        units += piece.chars().map(char::len_utf16).sum::<usize>();
        part.push_str(&piece);
    }
    if part.ends_with(' ') {
        part.pop();
        part.push_str(&escaped(' '));
    }
    parts.push(part);
    parts
}

/// As JSON writes a character that it does not write as it is.
fn escaped(c: char) -> String {
    let mut units = [0; 2];
    c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

/// Parts as they come in, until one begins anew.
#[derive(Default)]
pub(super) struct Parts {
    text: String,
    next: usize,
}

impl Parts {
    /// Take in the part with this number; gives what was whole before it.
    ///
    /// # Errors
    ///
    /// When it is not the next.
    pub(super) fn take(&mut self, part: usize, text: &str) -> Result<Option<String>, ExportError> {
        if part == 1 {
            let whole = self.end();
            self.text.push_str(text);
            self.next = 2;
            return Ok(whole);
        }
        if part != self.next {
            return Err(ExportError::import(
                "the table",
                format!("part {part} stands where part {} should", self.next.max(1)),
            ));
        }
        self.text.push_str(text);
        self.next += 1;
        Ok(None)
    }

    /// What is whole at the end.
    pub(super) fn end(&mut self) -> Option<String> {
        self.next = 0;
        Some(std::mem::take(&mut self.text)).filter(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn there_and_back(text: &str) -> String {
        let json = serde_json::to_string(text).unwrap();
        let mut parts = Parts::default();
        for (at, part) in cut(&json).iter().enumerate() {
            assert!(part.encode_utf16().count() <= LONGEST + 100, "a cell cannot hold it");
            assert_eq!(parts.take(at + 1, part).unwrap(), None);
        }
        serde_json::from_str(&parts.end().unwrap()).unwrap()
    }

    proptest! {
        #[test]
        fn what_was_cut_comes_back(text in any::<String>(), times in 1_usize..3000) {
            let text = text.repeat(times);
            prop_assert_eq!(there_and_back(&text), text);
        }

        #[test]
        fn signs_of_spreadsheets_come_back(text in "[_x0-9A-F\\\\ \u{7f}\u{85}\u{2028}\u{fffe}=']{0,60}") {
            prop_assert_eq!(there_and_back(&text), text);
        }
    }

    #[test]
    fn a_part_out_of_order_is_told() {
        let mut parts = Parts::default();
        assert!(parts.take(2, "b").is_err());
        parts.take(1, "a").unwrap();
        assert!(parts.take(3, "c").is_err());
        assert_eq!(parts.take(1, "b").unwrap(), Some("a".to_owned()));
    }
}
