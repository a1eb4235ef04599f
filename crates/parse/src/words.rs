//! Words of a text, as Universal Dependencies' English treebanks cut them.
//!
//! `training/truceline_training/words.py` does the same; `tests/words.json` keeps the two in step.

use std::collections::HashSet;
use std::sync::OnceLock;

use truceline_record::Span;

const CLITICS: [&str; 6] = ["s", "re", "ve", "ll", "d", "m"];
const FUSED: [(&str, usize); 4] = [("cannot", 3), ("gonna", 3), ("wanna", 3), ("gotta", 3)];
const RUNS: &str = ".-!?*=_~";
const OPENERS: &str = "<([{";
const CLOSERS: &str = ".,;:!?)]}>\"'”’»";

/// Words that keep their full stop, lower case, without it.
fn abbreviations() -> &'static HashSet<&'static str> {
    static SET: OnceLock<HashSet<&'static str>> = OnceLock::new();
    SET.get_or_init(|| {
        include_str!("../data/abbreviations.txt")
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect()
    })
}

/// A text cut into words.
pub(crate) struct Words {
    /// Where each word stands, in code points.
    pub(crate) spans: Vec<Span>,
    /// Whether a paragraph ends between a word and the one before it; false for the first.
    pub(crate) breaks: Vec<bool>,
    /// Whether each word is known to be the last of its sentence, where the text says so.
    pub(crate) stops: Option<Vec<bool>>,
    /// The text, for taking words out of.
    chars: Vec<char>,
}

impl Words {
    /// Cut `text`.
    pub(crate) fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut spans = Vec::with_capacity(chars.len() / 5);
        let mut i = 0;
        while i < chars.len() {
            if is_space(chars[i]) {
                i += 1;
                continue;
            }
            let mut end = i;
            while end < chars.len() && !is_space(chars[end]) {
                end += 1;
            }
            Chunk { text: &chars, end, out: &mut spans }.cut(i);
            i = end;
        }
        let breaks = breaks(text, &chars, &spans);
        Self { spans, breaks, stops: None, chars }
    }

    /// Of text that is cut already: a word between white space, a sentence a line, an empty line between paragraphs.
    pub(crate) fn given(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let (mut spans, mut breaks, mut stops): (Vec<Span>, Vec<bool>, Vec<bool>) = Default::default();
        let (mut i, mut lines) = (0, 0);
        while i < chars.len() {
            if is_space(chars[i]) {
                lines += usize::from(chars[i] == '\n');
                i += 1;
                continue;
            }
            let mut end = i;
            while end < chars.len() && !is_space(chars[end]) {
                end += 1;
            }
            if let Some(last) = stops.last_mut() {
                *last = lines > 0;
            }
            breaks.push(!spans.is_empty() && lines > 1);
            spans.push(Span::new(i as u32, end as u32));
            stops.push(true);
            (i, lines) = (end, 0);
        }
        Self { spans, breaks, stops: Some(stops), chars }
    }

    /// The characters of word `n`.
    pub(crate) fn form(&self, n: usize) -> String {
        let s = self.spans[n];
        self.chars[s.start as usize..s.end as usize].iter().collect()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }
}

/// White space as Python's `str.isspace` has it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

fn is_apostrophe(c: char) -> bool {
    c == '\'' || c == '’'
}

fn lower(chars: &[char]) -> String {
    chars.iter().flat_map(|c| c.to_lowercase()).map(|c| if c == '’' { '\'' } else { c }).collect()
}

/// A run of text without white space, being cut.
struct Chunk<'a> {
    text: &'a [char],
    end: usize,
    out: &'a mut Vec<Span>,
}

impl Chunk<'_> {
    fn push(&mut self, start: usize, end: usize) {
        self.out.push(Span::new(start as u32, end as u32));
    }

    fn cut(&mut self, mut i: usize) {
        while i < self.end && OPENERS.contains(self.text[i]) {
            self.push(i, i + 1);
            i += 1;
        }
        if i == self.end {
            return;
        }
        if self.is_address(i) {
            let mut end = self.end;
            while end > i + 1 && CLOSERS.contains(self.text[end - 1]) {
                end -= 1;
            }
            self.push(i, end);
            i = end;
        }
        while i < self.end {
            let c = self.text[i];
            if is_word(c) {
                i = self.word(i);
            } else if let Some(end) = self.clitic(i) {
                self.push(i, end);
                i = end;
            } else {
                let mut end = i + 1;
                if RUNS.contains(c) || c == '\'' || c == '`' {
                    let most = if c == '\'' || c == '`' { 2 } else { usize::MAX };
                    while end < self.end && self.text[end] == c && end - i < most {
                        end += 1;
                    }
                }
                self.push(i, end);
                i = end;
            }
        }
    }

    /// Whether a URL, an e-mail address, a handle or a hashtag starts at `i` and takes the rest of the chunk.
    fn is_address(&self, i: usize) -> bool {
        let part = &self.text[i..self.end];
        let starts = |p: &str| part.len() > p.len() && p.chars().zip(part).all(|(a, &b)| a == b);
        if starts("http://") || starts("https://") || starts("www.") {
            return true;
        }
        if (part[0] == '@' || part[0] == '#') && part.len() > 1 && is_word(part[1]) {
            return true;
        }
        part.iter().position(|&c| c == '@').is_some_and(|at| {
            at > 0 && at + 1 < part.len() && is_word(part[at - 1]) && is_word(part[at + 1]) && part[at..].contains(&'.')
        })
    }

    /// The end of a clitic that starts with an apostrophe at `i`.
    fn clitic(&self, i: usize) -> Option<usize> {
        if !is_apostrophe(self.text[i]) {
            return None;
        }
        CLITICS.iter().map(|c| (c, i + 1 + c.len())).find_map(|(c, end)| {
            let fits = end <= self.end
                && lower(&self.text[i + 1..end]) == **c
                && (end == self.end || !is_word(self.text[end]));
            fits.then_some(end)
        })
    }

    /// Cut the word that starts at `i`; returns where it ends.
    fn word(&mut self, i: usize) -> usize {
        let text = self.text;
        let mut k = i;
        while k + 1 < self.end && text[k].is_alphabetic() && text[k + 1] == '.' {
            k += 2;
        }
        let letters = (k - i) / 2;
        if letters >= 2 || letters == 1 && k == self.end && text[i].is_uppercase() && text[i] != 'I' {
            self.push(i, k);
            return k;
        }
        k = i + 1;
        while k < self.end {
            let c = text[k];
            let next = text[..self.end].get(k + 1).copied();
            if is_word(c) {
                k += 1;
            } else if ".,:/".contains(c) && is_digit(text[k - 1]) && next.is_some_and(is_digit)
                || c == '.' && next.is_some_and(char::is_lowercase)
                || is_apostrophe(c) && next.is_some_and(is_word)
            {
                k += 2;
            } else {
                break;
            }
        }
        let low = lower(&text[i..k]);
        if k < self.end && text[k] == '.' && abbreviations().contains(low.as_str()) {
            self.push(i, k + 1);
            return k + 1;
        }
        match inner_cut(&low, k - i) {
            Some(cut) => {
                self.push(i, i + cut);
                self.push(i + cut, k);
            }
            None => self.push(i, k),
        }
        k
    }
}

/// Python's `str.isdigit` for the digits that occur in practice.
fn is_digit(c: char) -> bool {
    c.is_numeric() && !c.is_alphabetic()
}

/// Where a word of `len` characters falls in two: "don't", "Sarnem's", "cannot".
fn inner_cut(low: &str, len: usize) -> Option<usize> {
    if low.ends_with("n't") && len > 3 {
        return Some(len - 3);
    }
    if let Some((_, at)) = FUSED.iter().find(|(w, _)| *w == low) {
        return Some(*at);
    }
    CLITICS
        .iter()
        .find(|c| len > c.len() + 1 && low.strip_suffix(**c).is_some_and(|rest| rest.ends_with('\'')))
        .map(|c| len - c.len() - 1)
}

/// Whether a paragraph ends before each word. A blank line ends one; a single line end does too, unless the text is hard-wrapped.
fn breaks(text: &str, chars: &[char], spans: &[Span]) -> Vec<bool> {
    let needed = if wraps(text) { 2 } else { 1 };
    let mut last = 0;
    spans
        .iter()
        .map(|s| {
            let lines = chars[last..s.start as usize].iter().filter(|&&c| c == '\n').count();
            let first = last == 0;
            last = s.end as usize;
            !first && lines >= needed
        })
        .collect()
}

/// Whether the text is hard-wrapped: lines within its blocks are all about as long.
fn wraps(text: &str) -> bool {
    let mut full: Vec<usize> = Vec::new();
    let mut block: Vec<usize> = Vec::new();
    for line in text.split('\n').chain(std::iter::once("")) {
        if line.trim().is_empty() {
            block.pop(); // the last line of a block is as long as it happens to be
            full.append(&mut block);
        } else {
            block.push(line.chars().count());
        }
    }
    if full.len() < 4 {
        return false;
    }
    full.sort_unstable();
    let middle = full[full.len() / 2];
    let near = full.iter().filter(|&&n| 4 * n >= 3 * middle && 4 * n <= 5 * middle).count();
    (40..=120).contains(&middle) && 5 * near >= 4 * full.len()
}

/// How a word uses capital letters, as the encoder is told it:
/// 0 no letters, 1 lower, 2 first upper, 3 all upper, 4 mixed, 5 one upper letter.
pub(crate) fn letter_case(form: &str) -> i32 {
    let mut letters = form.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else { return 0 };
    let (mut rest, mut upper) = (0, 0);
    for c in letters {
        rest += 1;
        upper += usize::from(c.is_uppercase());
    }
    match (first.is_uppercase(), upper) {
        (false, 0) => 1,
        (true, 0) if rest == 0 => 5,
        (true, 0) => 2,
        (true, n) if n == rest => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(serde::Deserialize)]
    struct Expected {
        text: String,
        words: Vec<(u32, u32)>,
        breaks: Vec<usize>,
        case: Vec<i32>,
    }

    #[test]
    fn training_cuts_words_in_the_same_way() {
        let all: Vec<Expected> = serde_json::from_str(include_str!("../tests/words.json")).unwrap();
        assert!(all.len() > 8);
        for e in all {
            let words = Words::new(&e.text);
            let spans: Vec<(u32, u32)> = words.spans.iter().map(|s| (s.start, s.end)).collect();
            assert_eq!(spans, e.words, "{}", e.text);
            let breaks: Vec<usize> = (0..words.len()).filter(|&n| words.breaks[n]).collect();
            assert_eq!(breaks, e.breaks, "{}", e.text);
            let case: Vec<i32> = (0..words.len()).map(|n| letter_case(&words.form(n))).collect();
            assert_eq!(case, e.case, "{}", e.text);
        }
    }

    #[test]
    fn cut_text_keeps_its_words_and_sentences() {
        let words = Words::given("Do n't shoot .\nRain fell\n\nIt stopped");
        let forms: Vec<String> = (0..words.len()).map(|n| words.form(n)).collect();
        assert_eq!(forms, ["Do", "n't", "shoot", ".", "Rain", "fell", "It", "stopped"]);
        assert_eq!(words.stops.unwrap(), [false, false, false, true, false, true, false, true]);
        assert_eq!(words.breaks, [false, false, false, false, false, false, true, false]);
    }

    proptest! {
        #[test]
        fn words_are_in_order_and_leave_only_white_space(text in "(\\PC|[ \n\t.,'\"@-]){0,80}") {
            let words = Words::new(&text);
            let chars: Vec<char> = text.chars().collect();
            let mut last = 0;
            for s in &words.spans {
                prop_assert!(s.start >= last && s.end > s.start);
                prop_assert!(chars[last as usize..s.start as usize].iter().all(|&c| is_space(c)));
                prop_assert!(chars[s.start as usize..s.end as usize].iter().all(|&c| !is_space(c)));
                last = s.end;
            }
            prop_assert!(chars[last as usize..].iter().all(|&c| is_space(c)));
        }
    }
}
