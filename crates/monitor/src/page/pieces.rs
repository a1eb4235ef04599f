//! Running words as every format writes them: the numbers of notes that stand side by side are one mark.

use super::Run;

/// A piece of running words.
#[derive(Debug, PartialEq)]
pub(super) enum Piece<'r> {
    /// Plain.
    Text(&'r str),
    /// Heavy.
    Strong(&'r str),
    /// Somebody's own words.
    Quote(&'r str),
    /// Numbers of notes, so that 1 and 2 are not read as 12.
    Notes(Vec<usize>),
    /// A break of the line.
    Break,
}

/// The pieces of `runs`.
pub(super) fn pieces(runs: &[Run]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::with_capacity(runs.len());
    for run in runs {
        match run {
            Run::Text(words) => pieces.push(Piece::Text(words)),
            Run::Strong(words) => pieces.push(Piece::Strong(words)),
            Run::Quote(words) => pieces.push(Piece::Quote(words)),
            Run::Break => pieces.push(Piece::Break),
            Run::Note(number) => match pieces.last_mut() {
                Some(Piece::Notes(numbers)) => numbers.push(*number),
                _ => pieces.push(Piece::Notes(vec![*number])),
            },
        }
    }
    pieces
}
