//! Word pieces: the encoder's vocabulary, by the same library as in training.

use std::collections::HashMap;

use tokenizers::Tokenizer;

use crate::ParseError;

/// `[UNK]`, for words of which the vocabulary leaves nothing.
const UNKNOWN: i32 = 100;
/// Forms remembered before the memory is emptied; bounds what a hostile text can make it hold.
const REMEMBERED: usize = 50_000;

/// The vocabulary.
pub(crate) struct Vocabulary(Tokenizer);

impl Vocabulary {
    /// From a `tokenizer.json`.
    pub(crate) fn new(json: &[u8]) -> Result<Self, ParseError> {
        Tokenizer::from_bytes(json).map(Self).map_err(|e| ParseError::Weights(format!("tokenizer: {e}")))
    }

    /// The pieces of one word, at least one, appended to `out`. `memory` saves doing the same word twice.
    pub(crate) fn pieces(&self, form: &str, memory: &mut Memory, out: &mut Vec<i32>) {
        if let Some(known) = memory.0.get(form) {
            out.extend_from_slice(known);
            return;
        }
        let ids: Box<[i32]> = match self.0.encode_fast(form, false) {
            Ok(e) if !e.get_ids().is_empty() => e.get_ids().iter().map(|&id| id as i32).collect(),
            _ => Box::new([UNKNOWN]),
        };
        out.extend_from_slice(&ids);
        if memory.0.len() >= REMEMBERED {
            memory.0.clear();
        }
        memory.0.insert(form.into(), ids);
    }
}

/// Words and their pieces, as one thread has seen them.
#[derive(Default)]
pub(crate) struct Memory(HashMap<Box<str>, Box<[i32]>>);
