//! Any bytes as the records of a web archive.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    truceline_fuzz::check("input.warc", &[b"WARC/1.0\r\n", bytes].concat());
    truceline_fuzz::check("input.warc.gz", bytes);
});
