//! Any bytes as a PDF document.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let document = [b"%PDF-1.7\n", bytes].concat();
    truceline_fuzz::check("input.pdf", &document);
});
