//! Character references: `&amp;`, `&#1088;`, `&#x2019;`.

use std::borrow::Cow;

use crate::charset;

/// A character reference at the start of a text.
pub(crate) struct Entity {
    /// What it stands for.
    pub(crate) text: Cow<'static, str>,
    /// How many bytes it takes.
    pub(crate) len: usize,
}

/// The longest name of an entity with its ampersand and semicolon: no reference is longer.
const LONGEST: usize = 34;
/// Names that pages use without a semicolon.
const BARE: &[(&str, &str)] =
    &[("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("nbsp", "\u{A0}"), ("AMP", "&"), ("copy", "©")];

/// The reference that `text` starts with, if any.
pub(crate) fn at_start(text: &str) -> Option<Entity> {
    let body = text.strip_prefix('&')?;
    if let Some(number) = body.strip_prefix('#') {
        return numeric(number);
    }
    let name_len = body.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let name = body.get(..name_len).filter(|n| !n.is_empty())?;
    if body.as_bytes().get(name_len) == Some(&b';') {
        let found = html_escape::NAMED_ENTITIES.binary_search_by(|(n, _)| (*n).cmp(name.as_bytes()));
        if let Some((_, value)) = found.ok().and_then(|n| html_escape::NAMED_ENTITIES.get(n)) {
            return Some(Entity { text: Cow::Borrowed(value), len: name_len + 2 });
        }
    }
    let (bare, value) = BARE.iter().find(|(n, _)| name.starts_with(n))?;
    Some(Entity { text: Cow::Borrowed(value), len: bare.len() + 1 })
}

fn numeric(number: &str) -> Option<Entity> {
    let hex = number.strip_prefix(['x', 'X']);
    let (digits, radix, before) = hex.map_or((number, 10, 2), |h| (h, 16, 3));
    let n = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
    let value = digits.get(..n).filter(|d| !d.is_empty())?;
    let c = match u32::from_str_radix(value, radix) {
        Ok(code @ 0x80..=0x9F) => charset::windows_1252(code as u8),
        Ok(0) | Err(_) => char::REPLACEMENT_CHARACTER,
        Ok(code) => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    let semicolon = usize::from(digits.as_bytes().get(n) == Some(&b';'));
    Some(Entity { text: Cow::Owned(c.to_string()), len: before + n + semicolon })
}

/// `text` with all references resolved.
pub(crate) fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (put, len) = at_start(from).map_or((Cow::Borrowed("&"), 1), |e| (e.text, e.len));
        out.push_str(&put);
        rest = from.get(len..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved() {
        let cases = [
            ("a &amp; b", "a & b"),
            ("&ldquo;no&rdquo;", "“no”"),
            ("&#8220;no&#x201D;", "“no”"),
            ("it&#146;s", "it’s"),
            ("Marrow&nbspsaid", "Marrow\u{A0}said"),
            ("R&D &unknown; &;&", "R&D &unknown; &;&"),
            ("&#xFFFFFFFFF; &#55296; &#;", "\u{FFFD} \u{FFFD} &#;"),
            ("&eacute;&Eacute;&hellip;", "éÉ…"),
        ];
        for (given, expected) in cases {
            assert_eq!(resolved(given), expected, "{given}");
        }
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(html_escape::NAMED_ENTITIES.is_sorted_by_key(|(n, _)| *n));
    }
}
