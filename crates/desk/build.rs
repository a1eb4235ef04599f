//! Takes the pages, which `scripts/build-web` makes of `web/`, for the program to carry. Where they were not made, the desk carries one page that says how to.

use std::path::{Path, PathBuf};
use std::{fs, io};

const MISSING: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Truceline</title></head><body>\
<h1>The pages of the desk are not in this program</h1>\
<p>They were not made when it was built. Make them with <code>scripts/build-web</code> (it needs Node), then build the program again.</p>\
<p>The API is there all the same: <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p></body></html>";

fn main() -> io::Result<()> {
    let env = |name: &str| std::env::var(name).map(PathBuf::from).map_err(io::Error::other);
    let dist = env("CARGO_MANIFEST_DIR")?.join("../../web/dist");
    let to = env("OUT_DIR")?.join("pages");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dist.display());
    if to.exists() {
        fs::remove_dir_all(&to)?;
    }
    fs::create_dir_all(&to)?;
    // the build of the pages leaves each deflated beside itself; one form of each is enough to carry
    let packed = if dist.is_dir() { take(&dist, &to)? } else { 0 };
    if packed == 0 {
        fs::write(to.join("index.html"), MISSING)?;
    }
    Ok(())
}

/// Copy the files that end in `.br`; gives how many there are.
fn take(from: &Path, to: &Path) -> io::Result<usize> {
    fs::create_dir_all(to)?;
    let mut taken = 0;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() {
            taken += take(&path, &to.join(name))?;
        } else if path.extension().is_some_and(|ending| ending == "br") {
            fs::copy(&path, to.join(name))?;
            taken += 1;
        }
    }
    Ok(taken)
}
