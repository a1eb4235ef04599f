//! A parsed text with the look-ups that rules need.

use std::ops::Range;

use truceline_parse::{Parse, Upos, Word};
use truceline_record::{CharIndex, IncidentType, Span};

use crate::Lexicon;

/// A text, its parse and the word lists.
pub(crate) struct View<'a> {
    pub(crate) text: &'a str,
    pub(crate) parse: &'a Parse,
    pub(crate) lexicon: &'a Lexicon,
    index: CharIndex,
    /// Form and lemma of each word in lower case.
    low: Vec<(String, String)>,
    /// For each word the sentence it is in.
    sentence: Vec<usize>,
    /// Types of incident that the text has no words for.
    unspoken: Vec<IncidentType>,
}

impl<'a> View<'a> {
    pub(crate) fn new(text: &'a str, parse: &'a Parse, lexicon: &'a Lexicon) -> Self {
        let mut sentence = vec![0; parse.words.len()];
        for (n, s) in parse.sentences.iter().enumerate() {
            sentence[s.clone()].fill(n);
        }
        let unspoken = lexicon.needs.iter().filter(|need| !parse.words.iter().any(|w| need.is_met_by(&w.form)));
        let unspoken = unspoken.flat_map(|need| need.types.iter().copied()).collect();
        let low = parse.words.iter().map(|w| (w.form.to_lowercase(), w.lemma.to_lowercase())).collect();
        Self { text, parse, lexicon, index: CharIndex::new(text), low, sentence, unspoken }
    }

    /// Whether a report of such an incident would have words that this text has nowhere.
    pub(crate) fn lacks_words_for(&self, kind: IncidentType) -> bool {
        self.unspoken.contains(&kind)
    }

    pub(crate) fn word(&self, n: usize) -> &'a Word {
        &self.parse.words[n]
    }

    /// The words' own characters.
    pub(crate) fn form(&self, n: usize) -> &'a str {
        &self.parse.words[n].form
    }

    /// The words' own characters in lower case.
    pub(crate) fn low_form(&self, n: usize) -> &str {
        &self.low[n].0
    }

    /// A word's lemma in lower case.
    pub(crate) fn low_lemma(&self, n: usize) -> &str {
        &self.low[n].1
    }

    /// Which sentence word `n` is in.
    pub(crate) fn sentence(&self, n: usize) -> usize {
        self.sentence[n]
    }

    /// The characters from the first to the last word of a range; none for an empty range.
    pub(crate) fn span(&self, words: &Range<usize>) -> Option<Span> {
        let last = words.end.checked_sub(1)?;
        (words.start <= last).then(|| Span::new(self.word(words.start).span.start, self.word(last).span.end))
    }

    /// The characters of a span.
    pub(crate) fn slice(&self, span: Span) -> &'a str {
        self.index.slice(self.text, span)
    }

    /// A word's dependents, in order.
    pub(crate) fn dependents(&self, n: usize) -> impl Iterator<Item = usize> + '_ {
        let s = self.parse.sentences[self.sentence(n)].clone();
        s.filter(move |&d| self.word(d).head == Some(n))
    }

    /// The words under `n` and `n` itself, from the first to the last.
    pub(crate) fn subtree(&self, n: usize) -> Range<usize> {
        let s = self.parse.sentences[self.sentence(n)].clone();
        let under = |d: usize| {
            let mut at = Some(d);
            while let Some(w) = at {
                if w == n {
                    return true;
                }
                at = self.word(w).head;
            }
            false
        };
        let first = s.clone().find(|&d| under(d)).unwrap_or(n);
        let last = s.rev().find(|&d| under(d)).unwrap_or(n);
        first..last + 1
    }

    /// The word of a range that the others hang on: the first whose head is outside.
    pub(crate) fn head_of(&self, words: &Range<usize>) -> usize {
        words
            .clone()
            .find(|&n| self.word(n).upos != Upos::Punct && self.word(n).head.is_none_or(|h| !words.contains(&h)))
            .unwrap_or(words.start)
    }

    /// Whether nothing stands between a word and the one before.
    pub(crate) fn touches(&self, n: usize) -> bool {
        n > 0 && self.word(n - 1).span.end == self.word(n).span.start
    }

    /// Whether a word is one of a list, by lemma or by form, in lower case.
    pub(crate) fn is_one_of(&self, n: usize, list: &[String]) -> bool {
        let (form, lemma) = (self.low_form(n), self.low_lemma(n));
        // a plural whose part of speech is read wrongly keeps its ending in the lemma
        let single = form.strip_suffix('s');
        let in_y = form.strip_suffix("ies");
        let plural = |l: &String| Some(l.as_str()) == single || in_y.is_some() && l.strip_suffix('y') == in_y;
        list.iter().any(|l| l == lemma || l == form || plural(l))
    }
}

/// Whether a word is an article.
pub(crate) fn is_article(form: &str) -> bool {
    ["the", "a", "an"].iter().any(|a| form.eq_ignore_ascii_case(a))
}

/// Marks that begin a quotation, or may.
pub(crate) fn opens_quote(form: &str) -> bool {
    matches!(form, "\"" | "“" | "«" | "„" | "``" | "''" | "‘" | "'" | "`")
}

/// Marks that end a quotation, or may.
pub(crate) fn closes_quote(form: &str) -> bool {
    matches!(form, "\"" | "”" | "»" | "“" | "''" | "’" | "'" | "``")
}
