//! Names as words that can be compared: no case, accents, articles, hyphens or possessives.
//!
//! "Syria's al-Nusra Front" and "Syria Nusra front" fold to the same words. What was dropped is kept as marks where a rule looks at it: an article
//! tells an explanation from a list, a comma ends a name.

use std::collections::BTreeMap;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Spellings that stand for one word: "jaysh" for "jaish".
pub(super) type Spellings = BTreeMap<String, String>;

/// A word of a name, and what stood around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// Its first letter is a capital.
    pub(super) initial: bool,
    /// All its letters are capitals.
    pub(super) capitals: bool,
    /// A comma, bracket or dash stands before it.
    pub(super) gap: bool,
    /// An article stood before it.
    pub(super) article: bool,
    /// A hyphen joins it to the word before.
    pub(super) hyphen: bool,
    /// It bore a possessive 's.
    pub(super) possessive: bool,
}

impl Word {
    /// Whether it is `text`, or `text` with the s that is left of a possessive whose apostrophe was lost.
    pub(super) fn is(&self, text: &str) -> bool {
        self.text == text || self.stem() == Some(text)
    }

    /// The word without a last s.
    pub(super) fn stem(&self) -> Option<&str> {
        self.text.strip_suffix('s').filter(|t| t.len() > 1)
    }
}

/// Articles of transliterated Arabic that count only before a hyphen, as they are words of English or of names otherwise.
const HYPHENED: [&str; 8] = ["ad", "an", "ar", "as", "ash", "at", "az", "ul"];

/// The words of a name or description.
pub(super) fn words(surface: &str, same: &Spellings) -> Vec<Word> {
    let mut out = Vec::new();
    let mut reader = Reader { same, out: &mut out, next: Word::default(), raw: String::new(), spaced: true };
    let chars: Vec<char> = surface.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or(' ');
    let mut i = 0;
    while i < chars.len() {
        let c = at(i);
        match c {
            '\'' | '’' | '‘' | '`' | 'ʼ' | 'ʿ' | 'ʾ' if !reader.raw.is_empty() => {
                if at(i + 1).eq_ignore_ascii_case(&'s') && !at(i + 2).is_alphanumeric() {
                    reader.next.possessive = true;
                    i += 1;
                }
            }
            // "U.S." is one word; "Lt. Col." is two.
            '.' if reader.raw.chars().count() == 1 && at(i + 1).is_alphabetic() && single(&chars, i) => {}
            '.' if reader.raw.chars().count() > 1 && dotted(&chars, i) => {}
            _ if c.is_alphanumeric() => reader.raw.push(c),
            _ => reader.end(c),
        }
        i += 1;
    }
    reader.end(' ');
    out
}

/// Whether the letter after the full stop at `i` stands alone.
fn single(chars: &[char], i: usize) -> bool {
    chars.get(i + 2).is_none_or(|c| !c.is_alphabetic()) || chars.get(i + 2) == Some(&'.')
}

/// Whether the full stop at `i` goes on with an abbreviation such as "U.A.E" or "U.N.s".
fn dotted(chars: &[char], i: usize) -> bool {
    i >= 2 && chars[i - 2] == '.' && chars.get(i + 1).is_some_and(|c| c.is_alphabetic()) && single(chars, i)
}

struct Reader<'a> {
    same: &'a Spellings,
    out: &'a mut Vec<Word>,
    next: Word,
    raw: String,
    spaced: bool,
}

impl Reader<'_> {
    /// Ends the word that is being read, by the character after it.
    fn end(&mut self, by: char) {
        if self.raw.is_empty() {
            match by {
                ',' | ';' | ':' | '(' | ')' | '[' | ']' | '"' | '“' | '”' | '–' | '—' => self.next.gap = true,
                '-' if self.spaced => self.next.gap = true,
                '-' => self.next.hyphen = true,
                _ => {}
            }
            self.spaced |= by.is_whitespace();
            return;
        }
        let raw = std::mem::take(&mut self.raw);
        let text: String = raw.chars().flat_map(plain).collect();
        let whole = by != '-';
        let mut word = std::mem::take(&mut self.next);
        match text.as_str() {
            "the" | "a" | "an" if whole => self.next = Word { article: true, ..word },
            "al" | "el" => self.next = word,
            t if !whole && HYPHENED.contains(&t) => self.next = word,
            _ => {
                word.capitals = raw.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) || acronym(&raw);
                word.initial = raw.chars().next().is_some_and(char::is_uppercase);
                word.text = self.same.get(&text).cloned().unwrap_or(text);
                self.out.push(word);
                self.next.hyphen = !whole;
            }
        }
        self.next.gap |= matches!(by, ',' | ';' | ':' | '(' | ')' | '[' | ']' | '"' | '“' | '”' | '–' | '—');
        self.spaced = by.is_whitespace();
    }
}

/// "UNs", "NGOs": capitals and the s of a plural or of a lost apostrophe.
fn acronym(raw: &str) -> bool {
    raw.strip_suffix('s').is_some_and(|t| t.len() > 1 && t.chars().all(char::is_uppercase))
}

/// A letter without case or stroke.
fn plain(c: char) -> Vec<char> {
    match c {
        'ø' | 'Ø' => vec!['o'],
        'ł' | 'Ł' => vec!['l'],
        'đ' | 'Đ' => vec!['d'],
        'ı' => vec!['i'],
        'ß' => vec!['s', 's'],
        _ => c.to_lowercase().filter(|c| !is_combining_mark(*c)).collect(),
    }
}
