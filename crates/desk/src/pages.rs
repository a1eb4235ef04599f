//! The pages that the program carries, each deflated.

use std::io::Read;

use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use brotli_decompressor::Decompressor;
use rust_embed::RustEmbed;

use crate::fault::Fault;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/pages"]
struct Pages;

/// The file at an address; the first page, which finds its way by the address, for all that are no files.
pub(crate) async fn page(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") {
        return Fault::Missing("nothing of the API is called so".to_owned()).into_response();
    }
    // files have an ending, addresses of pages have none
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let name = if is_file { path } else { "index.html" };
    // the names of these hold a digest of what is in them
    let kept = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let about = [(CONTENT_TYPE, kind(name)), (CACHE_CONTROL, kept), (VARY, "accept-encoding")];
    let Some(packed) = Pages::get(&format!("{name}.br")) else {
        let plain = Pages::get(name).map(|file| (about, file.data).into_response());
        return plain.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response());
    };
    let takes = |takes: &str| takes.split(',').any(|one| one.trim().split(';').next() == Some("br"));
    if headers.get_all(ACCEPT_ENCODING).iter().any(|value| value.to_str().is_ok_and(takes)) {
        return (about, [(CONTENT_ENCODING, "br")], packed.data).into_response();
    }
    let mut bytes = Vec::new();
    match Decompressor::new(packed.data.as_ref(), 4096).read_to_end(&mut bytes) {
        Ok(_) => (about, bytes).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
