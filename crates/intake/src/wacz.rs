//! Packed collections of web archives (WACZ): the web archives in them, with the hashes that the collection tells.

use std::borrow::Cow;

use serde::Deserialize;
use truceline_record::{Problem, ProblemCode};

use crate::archive::Archive;
use crate::nest::Nest;
use crate::warc::check_digest;
use crate::{Intake, warc};

/// The largest of the files that tell of the others.
const MANIFEST_BYTES: u64 = 64 << 20;

/// `datapackage.json`: what there is, with the hash of each.
#[derive(Default, Deserialize)]
struct Manifest {
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    path: String,
    #[serde(default)]
    hash: Option<String>,
}

/// `datapackage-digest.json`: the hash of the manifest.
#[derive(Deserialize)]
struct ManifestDigest {
    hash: String,
}

/// Whether a file of the collection is a web archive, by its name.
pub(crate) fn is_warc(path: &str) -> bool {
    path.ends_with(".warc") || path.ends_with(".warc.gz")
}

/// One intake a captured document.
pub(crate) fn take(name: &str, bytes: &[u8], nest: &mut Nest<'_>) -> Vec<Intake> {
    let mut archive = match Archive::open(name, bytes) {
        Ok(archive) => archive,
        Err((code, message)) => return vec![Intake::unread(name, code, message)],
    };
    let files = archive.files();
    let mut general = Vec::new();
    let manifest = manifest(name, &mut archive, nest, &mut general);
    let missing = manifest.resources.iter().filter(|r| !files.contains(&r.path));
    for resource in missing {
        let message = format!("{name}: {} is not there, though the collection says so", resource.path);
        general.push(Problem::new(ProblemCode::Damaged, message));
    }
    let mut taken = Vec::new();
    for path in &files {
        let said = manifest.resources.iter().find(|r| r.path == *path).and_then(|r| r.hash.as_deref());
        if !is_warc(path) && (said.is_none() || path == "datapackage.json") {
            continue;
        }
        let unpacked = match archive.stored(path).map(|b| Ok(Some(Cow::Borrowed(b)))).unwrap_or_else(|| {
            let most = nest.options.limits.max_archive_bytes as u64;
            archive.read(path, most, nest).map(|b| b.map(Cow::Owned))
        }) {
            Ok(Some(unpacked)) => unpacked,
            Ok(None) => continue,
            Err((code, message)) => {
                general.push(Problem::new(code, message));
                continue;
            }
        };
        let doubt = said.and_then(|said| doubt(name, path, said, &unpacked));
        if !is_warc(path) {
            general.extend(doubt);
            continue;
        }
        for mut intake in warc::take(name, &unpacked, nest) {
            intake.origin.within(path);
            intake.problems.extend(doubt.clone());
            taken.push(intake);
        }
    }
    if taken.is_empty() {
        let mut empty = Intake::of(name, bytes, nest.options);
        empty.problem(ProblemCode::Empty, format!("{name}: there is no web archive in the collection"));
        taken.push(empty);
    }
    if let Some(first) = taken.first_mut() {
        first.problems.extend(general);
    }
    taken
}

/// The collection's manifest, its own hash checked.
fn manifest(name: &str, archive: &mut Archive<'_>, nest: &mut Nest<'_>, general: &mut Vec<Problem>) -> Manifest {
    let mut read = |path: &str| match archive.read(path, MANIFEST_BYTES, nest) {
        Ok(bytes) => bytes,
        Err((code, message)) => {
            general.push(Problem::new(code, message));
            None
        }
    };
    let (told, digest) = (read("datapackage.json"), read("datapackage-digest.json"));
    let Some(told) = told else {
        let message = format!("{name}: there is no datapackage.json, so that the files' hashes cannot be checked");
        general.push(Problem::new(ProblemCode::Damaged, message));
        return Manifest::default();
    };
    let digest = digest.and_then(|bytes| serde_json::from_slice::<ManifestDigest>(&bytes).ok());
    general.extend(digest.and_then(|digest| doubt(name, "datapackage.json", &digest.hash, &told)));
    serde_json::from_slice(&told).unwrap_or_else(|e| {
        let message = format!("{name}: datapackage.json is damaged ({e}), so that the files' hashes cannot be checked");
        general.push(Problem::new(ProblemCode::Damaged, message));
        Manifest::default()
    })
}

/// What to say if the file `path` is not the one that was packed.
fn doubt(name: &str, path: &str, said: &str, bytes: &[u8]) -> Option<Problem> {
    // A hash without the name of its algorithm is SHA-256, as the first tools wrote it.
    let full = if said.contains(':') { said.to_owned() } else { format!("sha256:{said}") };
    let message = match check_digest(&full, &[bytes]) {
        Ok(true) => return None,
        Ok(false) => format!(
            "{name}: {path} is not the file that was packed: its hash is not {full}, as the collection says; get the \
             collection again from where it came"
        ),
        Err(why) => format!("{name}: {path} cannot be checked: {why}"),
    };
    Some(Problem::new(ProblemCode::DigestMismatch, message))
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::archive::tests::zip;
    use crate::warc::tests::{PAGE, gzip, response};
    use crate::{Options, take as take_any};

    fn sha256(bytes: &[u8]) -> String {
        Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
    }

    fn wacz(warc: &[u8], hash: &str) -> Vec<u8> {
        let manifest = format!(
            r#"{{"profile": "data-package", "resources": [
                {{"name": "data.warc.gz", "path": "archive/data.warc.gz", "hash": "sha256:{hash}", "bytes": {}}},
                {{"name": "pages.jsonl", "path": "pages/pages.jsonl", "hash": "sha256:{}"}}]}}"#,
            warc.len(),
            sha256(b"{}\n")
        );
        let digest = format!(r#"{{"path": "datapackage.json", "hash": "sha256:{}"}}"#, sha256(manifest.as_bytes()));
        zip(&[
            ("archive/data.warc.gz", warc),
            ("pages/pages.jsonl", b"{}\n"),
            ("datapackage.json", manifest.as_bytes()),
            ("datapackage-digest.json", digest.as_bytes()),
        ])
    }

    #[test]
    fn pages_are_read_and_hashes_checked() {
        let warc = gzip(&response("https://ana.example/1", "Content-Type: text/html\r\n", PAGE.as_bytes()));
        let taken = take_any("c.wacz", &wacz(&warc, &sha256(&warc)), &Options::default());
        assert_eq!((taken.len(), taken[0].problems.len()), (1, 0), "{:?}", taken[0].problems);
        assert_eq!(taken[0].report.id, "c.wacz#urn:uuid:https://ana.example/1");
        let part = taken[0].origin.part(0).unwrap();
        assert_eq!(part, "archive/data.warc.gz / record urn:uuid:https://ana.example/1 at byte 0 / 1");
        let changed = take_any("c.wacz", &wacz(&warc, &sha256(b"other")), &Options::default());
        assert_eq!(changed[0].problems[0].code, ProblemCode::DigestMismatch);
        assert!(changed[0].problems[0].message.contains("archive/data.warc.gz is not the file"));
        assert!(changed[0].report.text.contains("denied on Tuesday"));
    }

    #[test]
    fn a_collection_without_archives_or_manifest() {
        let taken = take_any("c.wacz", &zip(&[("datapackage.json", "{]")]), &Options::default());
        let codes: Vec<ProblemCode> = taken[0].problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, [ProblemCode::Empty, ProblemCode::Damaged]);
        let warc = gzip(&response("https://ana.example/1", "Content-Type: text/html\r\n", PAGE.as_bytes()));
        let taken = take_any("c.wacz", &zip(&[("archive/data.warc.gz", warc)]), &Options::default());
        assert!(taken[0].problems[0].message.contains("no datapackage.json"));
    }
}
