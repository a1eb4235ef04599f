//! The bytes that a report came in: a file of its own, a line, or what holds many reports, which is hashed and packed once for all of them.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::packed::pack;

/// Original bytes. A copy shares them.
#[derive(Clone, Debug)]
pub struct Original(Arc<Held>);

#[derive(Debug)]
struct Held {
    bytes: Vec<u8>,
    digest: OnceLock<String>,
    packed: OnceLock<Vec<u8>>,
}

impl Original {
    /// Their BLAKE3 hash, in hex.
    pub fn digest(&self) -> &str {
        self.0.digest.get_or_init(|| blake3::hash(&self.0.bytes).to_hex().to_string())
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.0.bytes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.bytes.is_empty()
    }

    /// How many they are, as they are kept.
    pub(crate) fn size(&self) -> i64 {
        i64::try_from(self.0.bytes.len()).unwrap_or(i64::MAX)
    }

    /// Make them ready to be kept, which takes time.
    pub(crate) fn pack(&self) {
        self.packed();
    }

    /// They as they are kept.
    pub(crate) fn packed(&self) -> &[u8] {
        self.0.packed.get_or_init(|| pack(&self.0.bytes))
    }
}

impl From<Vec<u8>> for Original {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Held { bytes, digest: OnceLock::new(), packed: OnceLock::new() }))
    }
}

impl From<&[u8]> for Original {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl From<Cow<'_, [u8]>> for Original {
    fn from(bytes: Cow<'_, [u8]>) -> Self {
        bytes.into_owned().into()
    }
}
