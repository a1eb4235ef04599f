//! What a mention of a place says in words: the name, what kind of place, where in it or how far from it, and what it lies in.
//!
//! "the besieged Bab al-Sarn area of eastern Kestova" is the name "Bab al-Sarn", an area, in "Kestova".

use super::index::Feature;
use super::words::Words;

/// A word with what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) word: &'t str,
    /// A comma follows.
    pub(super) comma: bool,
    /// A sentence or clause may end here.
    pub(super) stop: bool,
    /// It ends in 's.
    pub(super) owner: bool,
}

/// The words of a text between blanks, without the marks at their edges.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    text.split_whitespace()
        .filter_map(|piece| {
            let word = piece.trim_matches(|c: char| !c.is_alphanumeric());
            let end = piece.rfind(word)? + word.len();
            let tail = piece.get(end..)?;
            let owner = word.ends_with("'s") || word.ends_with("’s");
            let word = word.trim_end_matches("'s").trim_end_matches("’s");
            // "La.", "Tenn." and "N.Y." end no sentence; "Orel." does
            let state = word.len() <= 3 || SHORT_STATES.iter().any(|s| s.eq_ignore_ascii_case(word));
            let short = state && word.starts_with(char::is_uppercase) || word.contains('.');
            let stop = tail.contains([';', ':', '!', '?', ')']) || tail.contains('.') && !short;
            (!word.is_empty()).then_some(Token { word, comma: tail.contains(','), stop, owner })
        })
        .collect()
}

/// Where it is, from the place that is named.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Offset {
    /// There.
    At,
    /// In a part of it: "eastern Aleppo".
    Part,
    /// By it: "near", "the outskirts of".
    Near,
    /// In the land around it: "the countryside of".
    Around,
    /// So many kilometres from it, or in a direction from it.
    Away(Option<f64>),
}

/// How one name stands to the name before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// After a comma: the place that it lies in, or the next of a list.
    Comma,
    /// After "in", "of": the place that it lies in.
    In,
}

/// A name with what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part<'t> {
    /// The words of the name with capitals, and what stands before them that may belong to it ("eastern").
    pub(super) words: Vec<&'t str>,
    pub(super) direction: Option<&'t str>,
    pub(super) noun: Option<Feature>,
    pub(super) offset: Offset,
    pub(super) link: Option<Link>,
    /// Whether two nouns follow it: "Lowland province town of".
    pub(super) owner: bool,
    /// Whether what comes is its: "Kestova's Sarnem".
    pub(super) possessive: bool,
}

/// States of the United States as newspapers write them, in four letters.
const SHORT_STATES: [&str; 12] =
    ["ariz", "colo", "conn", "mass", "mich", "minn", "miss", "mont", "nebr", "okla", "tenn", "wash"];

/// Words with a small letter that may stand within a name.
const INNER: [&str; 25] = [
    "of", "de", "del", "la", "le", "les", "upon", "on", "al", "el", "ad", "az", "ez", "ar", "er", "as", "es", "ash",
    "an", "at", "bin", "ibn", "and", "du", "ed",
];

/// Whether a word has a capital, before or after an article ("al-Bab").
pub(crate) fn is_capital(word: &str) -> bool {
    let bare = ["al-", "el-", "ad-", "ar-", "as-", "ash-", "at-", "an-", "az-", "ez-", "es-", "ed-", "d'", "l'"]
        .iter()
        .find_map(|article| word.strip_prefix(article))
        .unwrap_or(word);
    bare.starts_with(|c: char| c.is_uppercase() || !c.is_ascii() && c.is_alphabetic() && !c.is_lowercase())
}

/// The names in `tokens`, the first being what the words are about.
///
/// `known` says whether a name is one: "Tyne and Wear" is one name, "Sarnem and Orel" are two.
pub(super) fn parts<'t>(words: &Words, tokens: &[Token<'t>], known: &dyn Fn(&str) -> bool) -> Vec<Part<'t>> {
    let mut found: Vec<Part<'t>> = Vec::new();
    let mut ahead = Ahead::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if !is_capital(token.word) || words.says_whose(token.word) || is_small(words, token, tokens.get(at + 1)) {
            ahead.word(words, token, found.last_mut(), tokens.get(at + 1));
            at += 1;
            continue;
        }
        let mut end = run_end(words, tokens, at);
        let mut name: Vec<&str> = tokens.get(at..end).unwrap_or_default().iter().map(|t| t.word).collect();
        if let Some(and) = name.iter().position(|w| *w == "and").filter(|_| !known(&name.join(" "))) {
            name.truncate(and);
            end = at + and;
        }
        found.push(ahead.take(name, !found.is_empty()));
        if let Some(last) = tokens.get(end - 1) {
            ahead.after_name = true;
            if let Some(part) = found.last_mut() {
                part.possessive = last.owner;
            }
            if last.comma {
                ahead.link = Some(Link::Comma);
            }
        }
        at = end;
    }
    found
}

/// Whether a capital is only that of a sentence's first word: "The city".
fn is_small(words: &Words, token: &Token, next: Option<&Token>) -> bool {
    let lower = token.word.to_lowercase();
    next.is_some() && !token.comma && lower.len() <= 4 && (words.is(&lower, "filler") || words.is(&lower, "link"))
}

/// One past the run of capitalised words that starts at `start`.
fn run_end(words: &Words, tokens: &[Token], start: usize) -> usize {
    let mut end = start + 1;
    while let Some(last) = tokens.get(end - 1) {
        if last.comma || last.stop || last.owner {
            break;
        }
        match tokens.get(end) {
            Some(next) if is_capital(next.word) && !words.says_whose(next.word) => end += 1,
            Some(next)
                if INNER.contains(&next.word)
                    && tokens.get(end + 1).is_some_and(|t| is_capital(t.word) && !words.is(t.word, "time")) =>
            {
                end += 2
            }
            _ => break,
        }
    }
    end
}

/// What the words so far say of the name to come.
#[derive(Default)]
struct Ahead<'t> {
    direction: Option<&'t str>,
    noun: Option<Feature>,
    offset: Option<Offset>,
    link: Option<Link>,
    number: Option<f64>,
    distance: Option<f64>,
    after_name: bool,
    /// Whether other words part what comes from the name before.
    parted: bool,
}

impl<'t> Ahead<'t> {
    fn word(&mut self, words: &Words, token: &Token<'t>, last: Option<&mut Part<'t>>, next: Option<&Token>) {
        let word = token.word;
        let before_of = next.is_some_and(|t| t.word == "of");
        if let Ok(number) = word.replace(',', "").parse() {
            self.number = Some(number);
        } else if words.is(word, "unit") {
            self.distance = self.number.map(|n| if word.starts_with("mile") { n * 1.609 } else { n });
            self.offset = Some(Offset::Away(self.distance));
        } else if words.is(word, "edge") {
            self.offset = Some(Offset::Near);
        } else if words.is(word, "direction") {
            // "north of Sarnem" is outside of it, "northern Sarnem" within
            if before_of && !word.ends_with("ern") {
                self.offset = Some(Offset::Away(self.distance));
                self.beside();
            } else {
                self.direction = Some(word);
            }
        } else if words.is(word, "near") {
            self.offset = Some(Offset::Near);
            self.beside();
        } else if words.is(word, "country_around") {
            match last.filter(|_| self.after_name) {
                Some(part) => part.offset = Offset::Around,
                None => self.offset = Some(Offset::Around),
            }
        } else if words.is(word, "link") {
            let near = matches!(self.offset, Some(Offset::Near | Offset::Around | Offset::Away(_)));
            // "Orel, seen from the province of Sarnem": "of" says what kind of place comes
            let kind = self.parted && self.noun.is_some() && word == "of";
            if !near && !kind {
                self.link = Some(Link::In);
            }
            // "neighbourhoods in Sarnem": what they are in is none
            if word != "of" && self.noun == Some(Feature::Quarter) {
                self.noun = None;
            }
        } else if let Some(noun) = words.noun(word) {
            match last.filter(|_| self.after_name) {
                Some(part) => {
                    part.owner = part.noun.is_some();
                    part.noun = part.noun.or(Some(noun));
                    if token.comma {
                        self.link = Some(Link::Comma);
                    }
                    return; // the next noun still follows the name
                }
                None => {
                    self.noun = Some(noun);
                    // "the eastern city of Sarnem" is all of it
                    if noun == Feature::Settlement && before_of {
                        self.direction = None;
                    }
                }
            }
        } else if !words.is(word, "filler") && !words.says_whose(word) {
            // any other word parts what is before from what is after
            *self = Self { parted: true, ..Self::default() };
        }
        self.after_name = false;
        if token.comma {
            self.link = Some(Link::Comma);
        }
    }

    /// "Orel near Sarnem", "Orel, west of Sarnem": what comes says where the name before it is.
    fn beside(&mut self) {
        if self.after_name {
            self.link = Some(Link::Comma);
        }
    }

    fn take(&mut self, words: Vec<&'t str>, linked: bool) -> Part<'t> {
        let ahead = std::mem::take(self);
        let offset = ahead.offset.unwrap_or(if ahead.direction.is_some() { Offset::Part } else { Offset::At });
        let link = ahead.link.filter(|_| linked);
        Part { words, direction: ahead.direction, noun: ahead.noun, offset, link, owner: false, possessive: false }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<String> {
        let words = Words::bundled();
        let show = |p: &Part| {
            let noun = p.noun.map_or("", Feature::words);
            format!("{}|{noun}|{:?}|{:?}", p.words.join(" "), p.offset, p.link)
        };
        parts(&words, &tokens(text), &|name| name == "Tarn and Moor").iter().map(show).collect()
    }

    #[test]
    fn names_are_told_from_the_words_around_them() {
        assert_eq!(read("the besieged town of Sarnem"), ["Sarnem|settlement|At|None"]);
        assert_eq!(read("Bab al-Sarn area of eastern Kestova"), ["Bab al-Sarn|area|At|None", "Kestova||Part|Some(In)"]);
        assert_eq!(read("Orel, Lowland province"), ["Orel||At|None", "Lowland|first-order unit|At|Some(Comma)"]);
        assert_eq!(read("60 km north of Sarnem"), ["Sarnem||Away(Some(60.0))|None"]);
        assert_eq!(read("the outskirts of Sarnem"), ["Sarnem||Near|None"]);
        assert_eq!(read("Sarnem countryside"), ["Sarnem||Around|None"]);
        assert_eq!(read("eastern Sarnem"), ["Sarnem||Part|None"]);
        assert_eq!(read("the Kestovan-held town of Sarnem"), ["Sarnem|settlement|At|None"]);
        assert_eq!(read("Burton on Trent"), ["Burton on Trent||At|None"]);
        assert_eq!(read("Sarnem on Saturday")[0], "Sarnem||At|None");
        assert_eq!(read("their towns"), [""; 0]);
        assert_eq!(read("The city"), [""; 0]);
        assert_eq!(read("Tarn and Moor"), ["Tarn and Moor||At|None"]);
        assert_eq!(read("Sarnem and Orel"), ["Sarnem||At|None", "Orel||At|None"]);
        assert_eq!(read("neighbourhoods in Sarnem"), ["Sarnem||At|None"], "what they are in is none");
    }

    #[test]
    fn a_short_name_may_end_a_sentence_and_a_short_form_does_not() {
        let stops = |text: &str| tokens(text)[0].stop;
        assert!(stops("Orel. Forces"));
        assert!(!stops("Tenn. and"));
        assert!(!stops("La. and"));
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(text in "\\PC{0,80}") {
            let _ = read(&text);
        }
    }
}
