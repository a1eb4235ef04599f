//! Any bytes as a reading made elsewhere.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(line) = std::str::from_utf8(bytes) {
        let _ = truceline_intake::reading(line);
    }
    truceline_fuzz::check("input.jsonl", &[b"{\"made_by\": {}, \"report\": {", bytes].concat());
});
