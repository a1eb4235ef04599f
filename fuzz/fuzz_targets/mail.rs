//! Any bytes as a mail, after one field that tells a mail.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mail = [b"From: a@b.example\r\nMIME-Version: 1.0\r\n", bytes].concat();
    truceline_fuzz::check("input.eml", &mail);
});
