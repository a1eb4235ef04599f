//! What the encoder sees at once: whole paragraphs as far as they fit, a long paragraph sentence by sentence.

use crate::pieces::{Memory, Vocabulary};
use crate::words::{Words, letter_case};

const CLS: i32 = 101;
const SEP: i32 = 102;
/// `[unused0]`: a paragraph begins.
const BREAK: i32 = 1;
/// The letter case told with [`BREAK`].
const BREAK_CASE: i32 = 6;

/// Pieces that a window of several paragraphs holds.
const ROOM: usize = 256;
/// Pieces up to which one paragraph is kept whole.
const LONG: usize = 384;
/// Pieces of the sentences before that a window inside a paragraph sees.
const CONTEXT: usize = 64;

/// A text's words as pieces.
pub(crate) struct Pieced {
    ids: Vec<i32>,
    case: Vec<i32>,
    /// Where the pieces of each word begin in `ids`, then their number.
    at: Vec<u32>,
}

impl Pieced {
    /// All words of a text.
    pub(crate) fn new(words: &Words, vocabulary: &Vocabulary, memory: &mut Memory) -> Self {
        let mut out =
            Self { ids: Vec::new(), case: Vec::with_capacity(words.len()), at: Vec::with_capacity(words.len() + 1) };
        for n in 0..words.len() {
            let form = words.form(n);
            out.at.push(out.ids.len() as u32);
            out.case.push(letter_case(&form));
            vocabulary.pieces(&form, memory, &mut out.ids);
        }
        out.at.push(out.ids.len() as u32);
        out
    }

    fn count(&self, from: usize, to: usize) -> usize {
        (self.at[to] - self.at[from]) as usize
    }
}

/// Words `from..to`, seen at once; those before `own` are context that an earlier window has dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// First word.
    pub(crate) from: usize,
    /// First word that this window is to deal with.
    pub(crate) own: usize,
    /// One past the last word.
    pub(crate) to: usize,
    /// Whether it ends where a paragraph does. If not, its last sentence goes on in the next window.
    pub(crate) closed: bool,
}

impl Window {
    /// The window that deals with the words from `own` on. `sentences` are the starts of the sentences dealt with so far.
    pub(crate) fn next(words: &Words, pieces: &Pieced, sentences: &[usize], own: usize) -> Self {
        let mut from = own;
        if own > 0 && !words.breaks[own] {
            for &start in sentences.iter().rev() {
                if pieces.count(start, own) > CONTEXT {
                    break;
                }
                from = start;
                if words.breaks[start] {
                    break;
                }
            }
        }
        let (mut whole, mut fits) = (None, own + 1);
        let mut to = own;
        while to < words.len() {
            to += 1;
            let used = pieces.count(from, to) + words.breaks[from..to].iter().filter(|&&b| b).count();
            if used > LONG || used > ROOM && whole.is_some() {
                break;
            }
            if used <= ROOM {
                fits = to;
            }
            if to == words.len() || words.breaks[to] {
                whole = Some(to);
                if used > ROOM {
                    break;
                }
            }
        }
        match whole {
            Some(to) => Self { from, own, to, closed: true },
            None => Self { from, own, to: fits, closed: false },
        }
    }

    /// Pieces, their letter case, and the piece at which each word begins, the root's (`[CLS]`) first.
    pub(crate) fn encode(self, words: &Words, pieces: &Pieced) -> (Vec<i32>, Vec<i32>, Vec<i32>) {
        let (mut ids, mut case, mut first) = (vec![CLS], vec![0], vec![0]);
        for n in self.from..self.to {
            if n > self.from && words.breaks[n] {
                ids.push(BREAK);
                case.push(BREAK_CASE);
            }
            first.push(ids.len() as i32);
            let own = &pieces.ids[pieces.at[n] as usize..pieces.at[n + 1] as usize];
            // A word of very many pieces (a line without spaces) says no more by its tail.
            let own = &own[..own.len().min(64)];
            ids.extend_from_slice(own);
            case.extend(std::iter::repeat_n(pieces.case[n], own.len()));
        }
        ids.push(SEP);
        case.push(0);
        (ids, case, first)
    }
}
