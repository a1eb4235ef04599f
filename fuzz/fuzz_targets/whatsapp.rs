//! Any bytes as a chat exported by WhatsApp.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let chat = [b"12/03/2031, 05:41 - A: b\n", bytes].concat();
    truceline_fuzz::check("WhatsApp Chat with A.txt", &chat);
});
