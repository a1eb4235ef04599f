//! Any bytes as the manifest and as the web archive of a collection.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (manifest, archive) = bytes.split_at(bytes.len() / 2);
    if let Some(wacz) = truceline_fuzz::zip(&[("archive/a.warc", archive), ("datapackage.json", manifest)]) {
        truceline_fuzz::check("input.wacz", &wacz);
    }
});
