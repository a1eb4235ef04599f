//! Finding the words of a case in its report.

use truceline_record::Span;

/// Words of the report, as a case gives them: `its troops ... the river #2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    words: String,
    /// Which of several occurrences, from 1.
    nth: Option<usize>,
}

/// Why a phrase has no place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotFound {
    /// The text does not have it.
    Absent,
    /// The text has it this often, and less often than the case says.
    TooFew(usize),
}

impl Phrase {
    /// Reads `words`, or `words #2`.
    pub(crate) fn new(given: &str) -> Self {
        let given = given.trim();
        if let Some((words, n)) = given.rsplit_once(" #")
            && let Ok(n @ 1..) = n.parse()
        {
            return Self { words: words.trim_end().to_owned(), nth: Some(n) };
        }
        Self { words: given.to_owned(), nth: None }
    }

    pub(crate) fn words(&self) -> &str {
        &self.words
    }

    /// Every place in `text` that it may mean: one where the case says which, never none.
    pub(crate) fn places(&self, text: &Flat) -> Result<Vec<Span>, NotFound> {
        let mut all = text.occurrences(&self.words);
        if all.is_empty()
            && let Some((head, tail)) = self.words.split_once("...").or_else(|| self.words.split_once('…'))
        {
            let tails = text.occurrences(tail);
            all = text
                .occurrences(head)
                .into_iter()
                .filter_map(|h| tails.iter().find(|t| t.start >= h.end).map(|t| h.union(*t)))
                .collect();
        }
        match (self.nth, all.len()) {
            (_, 0) => Err(NotFound::Absent),
            (None, _) => Ok(all),
            (Some(n), have) => all.get(n - 1).map(|&s| vec![s]).ok_or(NotFound::TooFew(have)),
        }
    }
}

/// A text in which any run of white space counts as one space, with the place of each code point.
pub(crate) struct Flat {
    chars: Vec<char>,
    at: Vec<u32>,
}

impl Flat {
    pub(crate) fn new(text: &str) -> Self {
        let mut flat = Self { chars: Vec::new(), at: Vec::new() };
        for (at, c) in text.chars().enumerate() {
            let c = if c.is_whitespace() { ' ' } else { c };
            if c != ' ' || flat.chars.last() != Some(&' ') {
                flat.chars.push(c);
                flat.at.push(at as u32);
            }
        }
        flat
    }

    /// Where `words` stand as whole words, in order.
    fn occurrences(&self, words: &str) -> Vec<Span> {
        let wanted = Self::new(words.trim()).chars;
        if wanted.is_empty() || wanted.len() > self.chars.len() {
            return Vec::new();
        }
        let joins = |a: Option<&char>, b: Option<&char>| matches!((a, b), (Some(a), Some(b)) if a.is_alphanumeric() && b.is_alphanumeric());
        (0..=self.chars.len() - wanted.len())
            .filter(|&i| {
                let end = i + wanted.len();
                self.chars[i..end] == wanted[..]
                    && !joins(i.checked_sub(1).map(|b| &self.chars[b]), wanted.first())
                    && !joins(wanted.last(), self.chars.get(end))
            })
            .map(|i| Span::new(self.at[i], self.at[i + wanted.len() - 1] + 1))
            .collect()
    }
}

/// How many code points two lists of spans share.
pub(crate) fn shared(a: &[Span], b: &[Span]) -> u32 {
    let one = |x: Span, y: Span| x.end.min(y.end).saturating_sub(x.start.max(y.start));
    a.iter().flat_map(|&x| b.iter().map(move |&y| one(x, y))).sum()
}

/// Whether two lists of spans share at least half of each, as the scorers count it.
pub(crate) fn cover(a: &[Span], b: &[Span]) -> bool {
    let len = |spans: &[Span]| spans.iter().map(|s| s.len()).sum::<u32>();
    let both = shared(a, b);
    both > 0 && 2 * both >= len(a) && 2 * both >= len(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str, phrase: &str) -> Result<Vec<(u32, u32)>, NotFound> {
        let found = Phrase::new(phrase).places(&Flat::new(text))?;
        Ok(found.into_iter().map(|s| (s.start, s.end)).collect())
    }

    #[test]
    fn words_are_whole_and_white_space_is_one_space() {
        assert_eq!(places("the he\n\nsaid he", "he"), Ok(vec![(4, 6), (13, 15)]));
        assert_eq!(places("the he\n\nsaid he", "he said"), Ok(vec![(4, 12)]));
        assert_eq!(places("the he said", "she"), Err(NotFound::Absent));
    }

    #[test]
    fn a_number_says_which_and_dots_leave_out_the_middle() {
        assert_eq!(places("he said he", "he #2"), Ok(vec![(8, 10)]));
        assert_eq!(places("he said he", "he #3"), Err(NotFound::TooFew(2)));
        assert_eq!(places("our men held the old bridge", "our ... bridge"), Ok(vec![(0, 27)]));
        assert_eq!(places("“é” – wait ... no", "wait ... no"), Ok(vec![(6, 17)]));
    }

    #[test]
    fn half_of_each_must_be_shared() {
        let s = |a, b| vec![Span::new(a, b)];
        assert!(cover(&s(0, 10), &s(5, 10)));
        assert!(!cover(&s(0, 10), &s(6, 10)));
        assert!(!cover(&s(0, 10), &[]));
    }
}
