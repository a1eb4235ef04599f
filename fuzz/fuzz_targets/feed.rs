//! Any bytes as the channel of a feed.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let feed = [b"<rss version=\"2.0\"><channel>", bytes].concat();
    truceline_fuzz::check("input.xml", &feed);
});
