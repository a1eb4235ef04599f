//! Any bytes under a name that says nothing: text, unless their content says otherwise.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    truceline_fuzz::check("input", bytes);
});
