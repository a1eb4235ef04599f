//! Copies of one report: syndicated, or the same text with a few words changed.
//!
//! MinHash (Broder 1997) over the triples of words of a text: of each of 96 orderings of all triples, the first that the text holds. Two texts agree
//! in as large a share of these as they share triples, give or take 0.05. Orderings come from a fixed hash (XXH3), so that a signature
//! says the same in every ledger, whenever it was made.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Orderings.
const HASHES: usize = 96;
/// Hashes to a band: texts that agree in all hashes of any one band meet.
const ROWS: usize = 4;
/// Words to a shingle.
const WORDS: usize = 3;
/// Words that a text must have: fewer say nothing of its origin.
const SHORT: usize = 20;

/// Likeness from which one report is a copy of another. Chosen on fakes/train and fakes/dev, see docs/linking.md.
pub const COPY: f64 = 0.45;
/// Share of the shorter report from which it is cut from the other, or the other grew out of it. Chosen in the same way.
pub const PART: f64 = 0.65;

/// What is kept of a text to tell its copies: the number of its triples, and 96 hashes; in JSON a string of 392 hex digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Signature {
    triples: u32,
    hashes: Vec<u16>,
}

impl From<Signature> for String {
    fn from(s: Signature) -> Self {
        let hashes = s.hashes.iter().map(|h| format!("{h:04x}"));
        std::iter::once(format!("{:08x}", s.triples)).chain(hashes).collect()
    }
}

impl TryFrom<String> for Signature {
    type Error = String;

    fn try_from(hex: String) -> Result<Self, String> {
        let digits = 8 + HASHES * 4;
        let wrong = || format!("a signature has {digits} hex digits");
        if hex.len() != digits || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let triples = u32::from_str_radix(&hex[..8], 16).map_err(|_| wrong())?;
        let hash = |n: usize| u16::from_str_radix(&hex[8 + n * 4..12 + n * 4], 16).map_err(|_| wrong());
        Ok(Self { triples, hashes: (0..HASHES).map(hash).collect::<Result<_, _>>()? })
    }
}

/// The signature of a report's text; none for a text of fewer than 20 words.
pub fn signature(text: &str) -> Option<Signature> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if words.len() < SHORT {
        return None;
    }
    let mut shingles: Vec<u64> = words.windows(WORDS).map(|w| xxh3_64(w.join(" ").as_bytes())).collect();
    shingles.sort_unstable();
    shingles.dedup();
    let first = |n: usize| {
        // an ordering: the hash of the triple mixed with an odd number of its own
        let salt = xxh3_64_with_seed(b"ordering", n as u64) | 1;
        let mix = |h: &u64| (h ^ (h >> 31)).wrapping_mul(salt).rotate_left(29).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (shingles.iter().map(mix).min().unwrap_or_default() >> 16) as u16
    };
    let triples = u32::try_from(shingles.len()).unwrap_or(u32::MAX);
    Some(Signature { triples, hashes: (0..HASHES).map(first).collect() })
}

/// The share of their triples of words that two texts have in common, 0 to 1, as their signatures tell it.
pub fn likeness(a: &Signature, b: &Signature) -> f64 {
    let same = a.hashes.iter().zip(&b.hashes).filter(|(x, y)| x == y).count();
    same as f64 / HASHES as f64
}

/// The share of the shorter text's triples that the longer one has too, 0 to 1, from their likeness and lengths. Rougher than [`likeness`], and bands do not bring
/// such texts together: for two reports that something else has, such as an incident in both.
pub fn part(a: &Signature, b: &Signature) -> f64 {
    let (x, y) = (f64::from(a.triples), f64::from(b.triples));
    let like = likeness(a, b);
    (like * (x + y) / (1.0 + like) / x.min(y).max(1.0)).min(1.0)
}

/// Whether one of two reports is a copy of the other, or a part of it.
pub fn is_copy(a: &Signature, b: &Signature) -> bool {
    likeness(a, b) >= COPY || part(a, b) >= PART
}

/// Keys under which copies meet: two texts with a likeness of 0.5 share one in four cases of five, with 0.6 in 24 of 25, with 0.8 always but
/// for one in a hundred thousand.
pub fn bands(s: &Signature) -> Vec<u64> {
    let band = |(n, rows): (usize, &[u16])| {
        let bytes: Vec<u8> = rows.iter().flat_map(|h| h.to_le_bytes()).collect();
        xxh3_64_with_seed(&bytes, n as u64)
    };
    s.hashes.chunks(ROWS).enumerate().map(band).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text of `n` words, others for another `seed`.
    fn words(n: usize, seed: u64) -> Vec<String> {
        (0..n).map(|i| format!("w{}", xxh3_64_with_seed(&i.to_le_bytes(), seed) % 5000)).collect()
    }

    fn signed(words: &[String]) -> Signature {
        signature(&words.join(" ")).unwrap()
    }

    fn meet(a: &Signature, b: &Signature) -> bool {
        let others = bands(b);
        bands(a).iter().any(|k| others.contains(k))
    }

    #[test]
    fn a_copy_with_edits_is_told_from_another_text() {
        for seed in 0..40 {
            let text = words(300, seed);
            let own = signed(&text);
            let mut edited = text.clone();
            for at in (0..300).step_by(25) {
                edited[at] = "other".to_owned();
            }
            edited.extend(words(20, seed + 1000));
            let copy = signed(&edited);
            assert!(likeness(&own, &copy) >= COPY && meet(&own, &copy), "{seed}: {}", likeness(&own, &copy));
            let cut = signed(&text[..240]);
            assert!(likeness(&own, &cut) >= COPY && meet(&own, &cut), "{seed}: {}", likeness(&own, &cut));
            let half = signed(&text[..120]);
            assert!(likeness(&own, &half) < 0.6 && part(&own, &half) >= PART && is_copy(&half, &own));
            let other = signed(&words(300, seed + 2000));
            assert!(!is_copy(&own, &other));
            assert!(likeness(&own, &other) < 0.1 && !meet(&own, &other));
        }
    }

    #[test]
    fn marks_case_and_line_breaks_make_no_difference() {
        let text = words(60, 7);
        let marked = format!("{}.", text.join(",\n ").to_uppercase());
        assert_eq!(signature(&marked), signature(&text.join(" ")));
        assert_eq!(signature("Too short to tell."), None);
    }

    /// The hashes are kept in ledgers: they must not change.
    #[test]
    fn signatures_are_stable() {
        let hex: String = signed(&words(60, 7)).into();
        assert_eq!(xxh3_64(hex.as_bytes()), STABLE);
        assert_eq!(Signature::try_from(hex.clone()).map(String::from), Ok(hex.clone()));
        assert!(Signature::try_from(hex[1..].to_owned()).is_err());
        assert!(Signature::try_from(hex.replace('0', "g")).is_err());
    }

    const STABLE: u64 = 5_467_504_148_834_296_347;

    proptest! {
        #[test]
        fn any_text_is_signed_and_like_itself(text in "\\PC{0,400}") {
            if let Some(s) = signature(&text) {
                prop_assert_eq!(likeness(&s, &s), 1.0);
                prop_assert_eq!(bands(&s).len(), HASHES / ROWS);
                let json = serde_json::to_string(&s).unwrap();
                prop_assert_eq!(serde_json::from_str::<Signature>(&json).unwrap(), s);
            }
        }
    }
}
