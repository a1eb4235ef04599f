//! The words of a text, and the lists of words that the monitor knows.

use std::collections::BTreeMap;

use serde::Deserialize;
use truceline_record::{CharIndex, Reading, Span};

use crate::MonitorError;

const BUNDLED: &str = include_str!("../data/words.toml");

/// The lists of words, each under `part.list`.
#[derive(Clone, Debug)]
pub(crate) struct Lists {
    lists: BTreeMap<String, BTreeMap<String, Vec<Phrase>>>,
    /// The stages of an agreement, the first that fits first.
    pub(crate) stages: Vec<String>,
    numbers: BTreeMap<String, u32>,
}

/// Words side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase(Vec<Form>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Whole(String),
    Beginning(String),
}

#[derive(Deserialize)]
struct File {
    stages: Vec<String>,
    numbers: BTreeMap<String, u32>,
    #[serde(flatten)]
    lists: BTreeMap<String, toml::Table>,
}

impl Lists {
    /// The lists that the program holds.
    pub(crate) fn bundled() -> Result<Self, MonitorError> {
        Self::parse(BUNDLED)
    }

    fn parse(text: &str) -> Result<Self, MonitorError> {
        let wrong = |why: String| MonitorError::Data { file: "words.toml", why };
        let file: File = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let mut lists: BTreeMap<String, BTreeMap<String, Vec<Phrase>>> = BTreeMap::new();
        for (part, table) in file.lists {
            for (list, value) in table {
                let phrases: Vec<String> =
                    value.try_into().map_err(|error| wrong(format!("{part}.{list}: {error}")))?;
                let phrases = phrases.iter().map(|phrase| Phrase::new(phrase)).collect();
                lists.entry(part.clone()).or_default().insert(list, phrases);
            }
        }
        if let Some(stage) =
            file.stages.iter().find(|stage| !lists.get("stage").is_some_and(|s| s.contains_key(*stage)))
        {
            return Err(wrong(format!("no words for the stage {stage:?}")));
        }
        Ok(Self { lists, stages: file.stages, numbers: file.numbers })
    }

    /// A list; empty where there is none of that name, which a test rules out for those that the program asks for.
    pub(crate) fn get(&self, part: &str, list: &str) -> &[Phrase] {
        self.lists.get(part).and_then(|lists| lists.get(list)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The number that a word is.
    pub(crate) fn number(&self, word: &str) -> Option<u32> {
        let digits: String = word.chars().filter(|&c| c != ',').collect();
        let figures = !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit());
        if figures { digits.parse().ok() } else { self.numbers.get(word).copied() }
    }
}

impl Phrase {
    fn new(text: &str) -> Self {
        let form = |word: &str| match word.strip_suffix('*') {
            Some(beginning) => Form::Beginning(beginning.to_owned()),
            None => Form::Whole(word.to_owned()),
        };
        Self(text.split_whitespace().map(form).collect())
    }

    /// How many words it has.
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }
}

impl std::fmt::Display for Phrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (n, form) in self.0.iter().enumerate() {
            let (Form::Whole(word) | Form::Beginning(word)) = form;
            write!(f, "{}{word}", if n > 0 { " " } else { "" })?;
        }
        Ok(())
    }
}

/// A word, or a mark that stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// In lower case, with plain apostrophes and hyphens.
    pub(crate) lower: String,
    /// Where it stands.
    pub(crate) span: Span,
    /// Whether it begins with a capital.
    pub(crate) capital: bool,
    /// Whether it is a mark and no word.
    pub(crate) mark: bool,
}

/// The words of a report, in its sentences.
pub(crate) struct Text<'a> {
    pub(crate) reading: &'a Reading,
    pub(crate) lists: &'a Lists,
    pub(crate) words: Vec<Word>,
    /// The words of each sentence.
    pub(crate) sentences: Vec<std::ops::Range<usize>>,
    index: CharIndex,
}

impl<'a> Text<'a> {
    pub(crate) fn new(reading: &'a Reading, lists: &'a Lists) -> Self {
        let text = &reading.report.text;
        let words = words(text);
        let mut sentences = Vec::with_capacity(reading.sentences.len());
        let mut at = 0;
        for sentence in &reading.sentences {
            let first = (at..words.len()).find(|&n| words[n].span.start >= sentence.start).unwrap_or(words.len());
            let end = (first..words.len()).find(|&n| words[n].span.start >= sentence.end).unwrap_or(words.len());
            sentences.push(first..end);
            at = end;
        }
        Self { reading, lists, words, sentences, index: CharIndex::new(text) }
    }

    /// The text's words at `span`, on one line.
    pub(crate) fn slice(&self, span: Span) -> String {
        self.index.slice(&self.reading.report.text, span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The span of a range of words; empty for none.
    pub(crate) fn span(&self, words: &std::ops::Range<usize>) -> Span {
        let first = self.words.get(words.start).map_or(0, |word| word.span.start);
        let last = words.end.checked_sub(1).and_then(|n| self.words.get(n)).map_or(first, |word| word.span.end);
        Span::new(first, last.max(first))
    }

    /// How many words a list's longest phrase takes at word `at`, before word `end`; none where none fits.
    pub(crate) fn fits(&self, at: usize, end: usize, list: &[Phrase]) -> Option<usize> {
        list.iter().filter(|phrase| self.is(at, end, phrase)).map(Phrase::len).max()
    }

    /// Whether a phrase stands at word `at`, before word `end`.
    fn is(&self, at: usize, end: usize, phrase: &Phrase) -> bool {
        at + phrase.len() <= end.min(self.words.len())
            && phrase.0.iter().zip(&self.words[at..]).all(|(form, word)| match form {
                Form::Whole(whole) => word.lower == *whole,
                Form::Beginning(beginning) => word.lower.starts_with(beginning.as_str()),
            })
    }

    /// The first place in `within` where a phrase of a list stands, with its length.
    pub(crate) fn find(&self, within: std::ops::Range<usize>, list: &[Phrase]) -> Option<(usize, usize)> {
        within.clone().find_map(|at| self.fits(at, within.end, list).map(|len| (at, len)))
    }

    /// The last such place.
    pub(crate) fn find_last(&self, within: std::ops::Range<usize>, list: &[Phrase]) -> Option<(usize, usize)> {
        within.clone().rev().find_map(|at| self.fits(at, within.end, list).map(|len| (at, len)))
    }

    /// The word at `at`, or nothing.
    pub(crate) fn lower(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.lower.as_str())
    }

    /// The words that a span covers or touches.
    pub(crate) fn words_of(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.words.partition_point(|word| word.span.end <= span.start);
        let end = self.words.partition_point(|word| word.span.start < span.end);
        first..end.max(first)
    }

    /// The sentence that a word is in.
    pub(crate) fn sentence_of(&self, word: usize) -> Option<usize> {
        let at = self.sentences.partition_point(|sentence| sentence.end <= word);
        self.sentences.get(at).filter(|sentence| sentence.contains(&word)).map(|_| at)
    }

    /// The statement that a span stands in, the innermost; none where the report itself says it.
    pub(crate) fn said_in(&self, span: Span) -> Option<&'a truceline_record::Statement> {
        let holds =
            |s: &&truceline_record::Statement| s.content.iter().any(|c| c.start <= span.start && span.end <= c.end);
        let length = |s: &truceline_record::Statement| s.content.iter().map(|c| c.len()).sum::<u32>();
        self.reading.statements.iter().filter(holds).min_by_key(|s| length(s))
    }
}

fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    let mut chars = text.chars().enumerate().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        let at = u32::try_from(at).unwrap_or(u32::MAX - 1);
        let next = chars.peek().map_or(' ', |&(_, c)| c);
        let plain = match c {
            '\u{2019}' | '\u{2018}' => '\'',
            '\u{2010}' | '\u{2011}' => '-',
            c => c,
        };
        let joins = (matches!(plain, '-' | '\'') && before.is_alphanumeric() && next.is_alphanumeric())
            || (plain == ',' && before.is_ascii_digit() && next.is_ascii_digit());
        if plain.is_alphanumeric() || joins {
            match words.last_mut().filter(|_| open) {
                Some(word) => {
                    word.lower.extend(plain.to_lowercase());
                    word.span = Span::new(word.span.start, at + 1);
                }
                None => words.push(Word {
                    lower: plain.to_lowercase().collect(),
                    span: Span::new(at, at + 1),
                    capital: plain.is_uppercase(),
                    mark: false,
                }),
            }
            open = true;
        } else {
            open = false;
            if !plain.is_whitespace() {
                words.push(Word { lower: plain.to_string(), span: Span::new(at, at + 1), capital: false, mark: true });
            }
        }
        before = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_hyphens_and_places() {
        let words = words("The US-Velmark-brokered truce: 1,200 men, the army\u{2019}s.");
        let lower: Vec<&str> = words.iter().map(|word| word.lower.as_str()).collect();
        assert_eq!(lower, ["the", "us-velmark-brokered", "truce", ":", "1,200", "men", ",", "the", "army's", "."]);
        assert_eq!(words[2].span, Span::new(24, 29));
        assert!(words[1].capital && !words[2].capital && words[3].mark);
    }

    #[test]
    fn numbers_are_read_in_words_and_figures() {
        let lists = Lists::bundled().unwrap();
        for (word, number) in
            [("1,200", Some(1200)), ("three", Some(3)), ("dozen", Some(12)), ("many", None), (",", None)]
        {
            assert_eq!(lists.number(word), number, "{word}");
        }
    }

    #[test]
    fn a_list_that_is_none_is_told() {
        let wrong = Lists::parse("stages = []\n[numbers]\none = 1\n[stage]\nagreed = 3\n");
        assert!(matches!(wrong, Err(MonitorError::Data { why, .. }) if why.starts_with("stage.agreed")));
    }
}
