//! Any bytes as the journal and as the readings of a bundle, and as a bundle.
#![no_main]

use std::io::Cursor;

use truceline_export::{Bundle, is_bundle};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (journal, readings) = bytes.split_at(bytes.len() / 2);
    let signed = truceline_fuzz::bundle(journal, readings);
    for bundle in [Some(bytes.to_vec()), signed].into_iter().flatten() {
        let _ = is_bundle(Cursor::new(&bundle));
        if let Ok(opened) = Bundle::open(|| Ok(Cursor::new(&bundle))) {
            truceline_fuzz::into_ledger(|ledger, by| {
                let _ = opened.take(ledger, by, false);
            });
        }
    }
});
