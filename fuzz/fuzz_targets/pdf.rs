//! Any bytes as a PDF document.
#![no_main]

use std::panic;
use std::sync::Once;

/// Once for all inputs.
static HOOK: Once = Once::new();

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // The library that reads PDF stumbles over damaged documents, and what is promised is that the intake goes on. The fuzzer's own hook would end it before; a
    // panic that nobody catches ends it all the same.
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|told| {
            if !truceline_intake::is_guarded() {
                eprintln!("{told}");
            }
        }));
    });
    let document = [b"%PDF-1.7\n", bytes].concat();
    truceline_fuzz::check("input.pdf", &document);
});
