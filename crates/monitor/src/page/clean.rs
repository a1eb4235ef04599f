//! Words of reports as they may be shown: what would steer a terminal, a word processor or the direction of the words around them is taken
//! out, since such characters show nothing of their own and can make a page say other than it says.

use std::borrow::Cow;

/// Begins a stretch whose direction is its own.
const ISOLATE: char = '\u{2068}';
/// Ends it.
const END_ISOLATE: char = '\u{2069}';

/// `words` in one line, without characters that steer.
pub(crate) fn clean(words: &str) -> Cow<'_, str> {
    if words.chars().all(|c| shown(c) == Some(c)) {
        return Cow::Borrowed(words);
    }
    Cow::Owned(words.chars().filter_map(shown).collect())
}

/// What is shown for a character, if anything.
fn shown(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => None,
        c if c.is_control() => Some('\u{fffd}'),
        c => Some(c),
    }
}

/// The same for formats that have no markup for direction: what holds words written from right to left keeps its own direction, so that
/// it does not turn round the numbers and marks beside it.
pub(super) fn isolated(words: &str) -> Cow<'_, str> {
    let cleaned = clean(words);
    if rightward(&cleaned) { Cow::Owned(format!("{ISOLATE}{cleaned}{END_ISOLATE}")) } else { cleaned }
}

/// Whether words hold letters that are written from right to left.
pub(super) fn rightward(words: &str) -> bool {
    words.chars().any(|c| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    })
}

/// Whether an address is one of a web page: no other is made a link, since a link can run a program.
pub(super) fn is_web(url: &str) -> bool {
    let scheme = |s: &str| url.get(..s.len()).is_some_and(|start| start.eq_ignore_ascii_case(s));
    (scheme("https://") || scheme("http://")) && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}
