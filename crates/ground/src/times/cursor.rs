//! A place in the tokens, and steps from it. Every rule starts with one.

use std::collections::BTreeMap;

use truceline_parse::Upos;

use super::calendar::Phrases;
use super::tokens::{Kind, Token, View};

/// A place in the tokens. Steps give the place after what they read, or nothing.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) at: usize,
    /// Where the rule started: it does not read on into the next paragraph.
    start: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(view: &'a View<'a>, at: usize) -> Self {
        Self { view, at, start: at }
    }

    /// The token here, while it is in the paragraph in which the rule started.
    fn token(self) -> Option<&'a Token> {
        self.view.tokens.get(self.at).filter(|t| !t.breaks || self.at == self.start)
    }

    pub(super) fn step(self) -> Self {
        Self { at: self.at + 1, ..self }
    }

    /// The token here in lower case; empty at the end.
    pub(super) fn lower(self) -> &'a str {
        self.token().map_or("", |t| t.lower.as_str())
    }

    /// The token before this place in lower case; empty at the start.
    pub(super) fn before(self) -> &'a str {
        self.at.checked_sub(1).map_or("", |at| self.view.lower(at))
    }

    pub(super) fn upos(self) -> Option<Upos> {
        self.view.upos(self.at)
    }

    /// Whether the token here starts with a capital letter.
    pub(super) fn capital(self) -> bool {
        self.token().is_some_and(|t| t.capital)
    }

    /// Whether nothing parts the token here from the one before.
    pub(super) fn glued(self) -> bool {
        self.token().is_some_and(|t| t.glued)
    }

    /// A word.
    pub(super) fn word(self, word: &str) -> Option<Self> {
        (self.token()?.lower == word).then(|| self.step())
    }

    /// One of some words, and which.
    pub(super) fn one_of(self, words: &[&'static str]) -> Option<(&'static str, Self)> {
        let lower = self.lower();
        words.iter().find(|w| **w == lower).map(|w| (*w, self.step()))
    }

    /// Some words, one after the other.
    pub(super) fn words(self, words: &[&str]) -> Option<Self> {
        words.iter().try_fold(self, |c, w| c.word(w))
    }

    /// A word of a list of the data.
    pub(super) fn entry<T: Copy>(self, list: &BTreeMap<String, T>) -> Option<(T, Self)> {
        list.get(self.lower()).map(|v| (*v, self.step()))
    }

    /// A phrase of a list of the data; the longest that fits.
    pub(super) fn phrase<T: Clone>(self, list: &Phrases<T>) -> Option<(T, Self)> {
        list.get(self.lower())?.iter().find_map(|(tokens, meaning)| {
            let end = tokens.iter().try_fold(self, |c, t| c.word(t))?;
            Some((meaning.clone(), end))
        })
    }

    /// What `read` reads, or this place where it reads nothing.
    pub(super) fn maybe(self, read: impl FnOnce(Self) -> Option<Self>) -> Self {
        read(self).unwrap_or(self)
    }

    /// A hyphen or a dash without spaces, where there is one.
    pub(super) fn hyphen(self) -> Self {
        self.maybe(|c| if c.glued() { c.one_of(&["-", "–", "‑"]).map(|f| f.1) } else { None })
    }

    /// A run of digits with its length.
    pub(super) fn digits(self) -> Option<(u32, usize, Self)> {
        let t = self.token()?;
        let fits = t.kind == Kind::Digits && t.lower.len() <= 9;
        Some((t.lower.parse().ok().filter(|_| fits)?, t.lower.len(), self.step()))
    }

    /// The end of an abbreviation: a full stop right after it, where there is one.
    pub(super) fn stop(self) -> Self {
        self.maybe(|c| if c.glued() { c.word(".") } else { None })
    }

    /// A comma, where there is one.
    pub(super) fn comma(self) -> Self {
        self.maybe(|c| c.word(","))
    }

    /// The ending of a possessive, with its apostrophe or without, where there is one.
    pub(super) fn possessive(self) -> Self {
        self.maybe(|c| c.word("'")?.word("s")).maybe(|c| if c.glued() { c.word("'") } else { None })
    }
}
