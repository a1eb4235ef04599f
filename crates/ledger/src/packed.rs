//! Bytes as they are kept: deflated.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// `bytes`, deflated.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::fast());
    // Writing to memory does not fail.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
}

/// The bytes that were packed; at most `size` of them are made, whatever the packed bytes claim.
///
/// # Errors
///
/// In words, when they are damaged.
pub(crate) fn unpack(packed: &[u8], size: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = DeflateDecoder::new(packed).take(size + 1).read_to_end(&mut bytes);
    match read {
        Ok(read) if read as u64 <= size => Ok(bytes),
        Ok(_) => Err(format!("more than {size} bytes come out of it")),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_back(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            prop_assert_eq!(unpack(&pack(&bytes), bytes.len() as u64), Ok(bytes));
        }

        #[test]
        fn damaged_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes, 10_000);
        }
    }

    #[test]
    fn no_more_than_was_packed_is_made() {
        let bomb = pack(&vec![0; 1_000_000]);
        assert!(unpack(&bomb, 1_000).is_err());
    }
}
