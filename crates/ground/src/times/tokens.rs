//! A text cut finely enough for rules of time: runs of letters, runs of digits, single marks.
//!
//! Words of the parse are coarser than that here and there ("24th", "10-year", "2015Get"), so the rules read these tokens and ask the
//! parse only for tense and part of speech.

use truceline_parse::{Parse, Upos, Word};
use truceline_record::Span;

use super::calendar::Calendar;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Letters,
    Digits,
    Mark,
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Its characters in lower case, curly apostrophes straight.
    pub(super) lower: String,
    pub(super) span: Span,
    pub(super) kind: Kind,
    /// Whether nothing parts it from the token before it.
    pub(super) glued: bool,
    /// Whether it starts with a capital letter.
    pub(super) capital: bool,
    /// Whether a paragraph ends before it.
    pub(super) breaks: bool,
}

/// A text in tokens, with its parse and the words of time.
pub(super) struct View<'a> {
    pub(super) tokens: Vec<Token>,
    pub(super) parse: &'a Parse,
    pub(super) calendar: &'a Calendar,
    /// For each token the word of the parse that holds its first character.
    words: Vec<Option<usize>>,
}

impl<'a> View<'a> {
    pub(super) fn new(text: &str, parse: &'a Parse, calendar: &'a Calendar) -> Self {
        let tokens = cut(text);
        let word = |t: &Token| {
            let after = parse.words.partition_point(|w| w.span.start <= t.span.start);
            after.checked_sub(1).filter(|&n| parse.words[n].span.end > t.span.start)
        };
        let words = tokens.iter().map(word).collect();
        Self { tokens, parse, calendar, words }
    }

    /// Which word of the parse token `at` is in.
    pub(super) fn word_at(&self, at: usize) -> Option<usize> {
        self.words.get(at).copied().flatten()
    }

    /// The word of the parse that token `at` is in.
    pub(super) fn word(&self, at: usize) -> Option<&'a Word> {
        self.parse.words.get(self.word_at(at)?)
    }

    pub(super) fn upos(&self, at: usize) -> Option<Upos> {
        self.word(at).map(|w| w.upos)
    }

    /// The token's characters in lower case; empty outside the text.
    pub(super) fn lower(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.lower.as_str())
    }
}

/// Cut a text into tokens.
pub(super) fn cut(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let (mut newlines, mut glued) = (0, false);
    for (n, c) in text.chars().enumerate() {
        if c.is_whitespace() {
            newlines += usize::from(c == '\n');
            glued = false;
            continue;
        }
        let kind = if c.is_alphabetic() {
            Kind::Letters
        } else if c.is_ascii_digit() {
            Kind::Digits
        } else {
            Kind::Mark
        };
        match out.last_mut() {
            Some(last) if glued && kind != Kind::Mark && last.kind == kind => {
                last.lower.extend(c.to_lowercase());
                last.span.end += 1;
            }
            _ => out.push(Token {
                lower: if matches!(c, '’' | '‘') { "'".to_owned() } else { c.to_lowercase().collect() },
                span: Span::new(n as u32, n as u32 + 1),
                kind,
                glued,
                capital: c.is_uppercase(),
                breaks: newlines > 1,
            }),
        }
        (newlines, glued) = (0, true);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_marks_part() {
        let tokens = cut("the 24th,\n\nMid-2031Get");
        let lower: Vec<&str> = tokens.iter().map(|t| t.lower.as_str()).collect();
        assert_eq!(lower, ["the", "24", "th", ",", "mid", "-", "2031", "get"]);
        assert_eq!(tokens[2].span, Span::new(6, 8));
        assert!(tokens[2].glued && tokens[4].breaks && tokens[4].capital && !tokens[5].breaks);
    }
}
