//! Any bytes as JSON Lines.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    truceline_fuzz::check("input.jsonl", bytes);
});
