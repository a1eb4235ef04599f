//! Any bytes as the messages of a chat exported by Telegram.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let head = b"{\"name\": \"a\", \"type\": \"b\", \"id\": 1, \"messages\": [{\"from_id\": \"c\", ";
    truceline_fuzz::check("result.json", &[head, bytes].concat());
});
