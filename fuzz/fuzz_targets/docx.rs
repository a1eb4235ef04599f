//! Any bytes as the text of a Word document, and as the archive that it is.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(document) = truceline_fuzz::zip(&[("word/document.xml", bytes)]) {
        truceline_fuzz::check("input.docx", &document);
    }
    truceline_fuzz::check("input.docx", &[b"PK\x03\x04", bytes, b"word/document.xml"].concat());
});
