//! Packed collections of web archives (WACZ): the web archives in them, with the hashes that the collection tells.

use std::collections::VecDeque;
use std::io::{self, Cursor, Read, Seek};

use serde::Deserialize;
use truceline_record::{Problem, ProblemCode};

use crate::Intake;
use crate::archive::Archive;
use crate::nest::{Nest, Refusal};
use crate::warc::{Pages, check_whole_digest};
use crate::window::{Handle, Window};

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
    let opened = Handle::new(Cursor::new(bytes)).map_err(|error| unreadable(name, &error));
    match opened.and_then(|source| Collection::open(name, source, nest)) {
        Ok(mut collection) => std::iter::from_fn(|| collection.next(nest)).flatten().collect(),
        Err((code, message)) => vec![Intake::unread(name, code, message)],
    }
}

/// Goes through a collection, one record after the other.
pub(crate) struct Collection<R> {
    name: String,
    source: Handle<R>,
    archive: Archive<Handle<R>>,
    /// The web archives that come after the one that is open.
    warcs: VecDeque<Warc>,
    open: Option<(Warc, Opened<R>)>,
    /// What is to be said of the collection, with its first intake.
    general: Vec<Problem>,
    /// Whether any intake came of it.
    any: bool,
    ended: bool,
}

/// A web archive of a collection.
struct Warc {
    path: String,
    /// What speaks against its being the one that was packed.
    doubt: Option<Problem>,
}

/// An open web archive.
enum Opened<R> {
    /// Stored as it is, and read where it stands.
    Stored(Pages<Handle<R>>),
    /// Unpacked in memory.
    Unpacked(Pages<Cursor<Vec<u8>>>),
}

impl<R: Read + Seek> Collection<R> {
    /// Open a collection, and check the hashes of what is in it.
    pub(crate) fn open(name: &str, source: Handle<R>, nest: &mut Nest<'_>) -> Result<Self, Refusal> {
        let mut archive = Archive::open(name, source.another())?;
        let files = archive.files();
        let mut general = Vec::new();
        let manifest = manifest(name, &mut archive, nest, &mut general);
        let missing = manifest.resources.iter().filter(|r| !files.contains(&r.path));
        for resource in missing {
            let message = format!("{name}: {} is not there, though the collection says so", resource.path);
            general.push(Problem::new(ProblemCode::Damaged, message));
        }
        let mut warcs = VecDeque::new();
        for path in &files {
            let said = manifest.resources.iter().find(|r| r.path == *path).and_then(|r| r.hash.as_deref());
            if !is_warc(path) && (said.is_none() || path == "datapackage.json") {
                continue;
            }
            let doubt = match stored(&mut archive, path, &source) {
                Some(mut window) => said.and_then(|said| doubt(name, path, said, &mut window)),
                None => match archive.read(path, nest.options.limits.max_archive_bytes as u64, nest) {
                    Ok(Some(unpacked)) => said.and_then(|said| doubt(name, path, said, &mut unpacked.as_slice())),
                    Ok(None) => continue,
                    Err((code, message)) => {
                        general.push(Problem::new(code, message));
                        continue;
                    }
                },
            };
            if is_warc(path) {
                warcs.push_back(Warc { path: path.clone(), doubt });
            } else {
                general.extend(doubt);
            }
        }
        Ok(Self { name: name.to_owned(), source, archive, warcs, open: None, general, any: false, ended: false })
    }

    /// The intakes of the next record, often none; nothing after the last.
    pub(crate) fn next(&mut self, nest: &mut Nest<'_>) -> Option<Vec<Intake>> {
        loop {
            if let Some((warc, open)) = &mut self.open {
                let found = match open {
                    Opened::Stored(pages) => pages.next(nest),
                    Opened::Unpacked(pages) => pages.next(nest),
                };
                if let Some(mut taken) = found {
                    for intake in &mut taken {
                        intake.origin.within(&warc.path);
                        intake.problems.extend(warc.doubt.clone());
                    }
                    if let Some(first) = taken.first_mut() {
                        first.problems.append(&mut self.general);
                        self.any = true;
                    }
                    return Some(taken);
                }
                self.open = None;
            }
            let Some(warc) = self.warcs.pop_front() else { return self.end(nest) };
            match self.opened(&warc.path, nest) {
                Ok(open) => self.open = Some((warc, open)),
                Err((code, message)) => {
                    self.any = true;
                    return Some(vec![Intake::unread(format!("{}#{}", self.name, warc.path), code, message)]);
                }
            }
        }
    }

    fn opened(&mut self, path: &str, nest: &Nest<'_>) -> Result<Opened<R>, Refusal> {
        let fail = |error: io::Error| unreadable(&self.name, &error);
        if let Some(window) = stored(&mut self.archive, path, &self.source) {
            return Pages::new(&self.name, window, nest).map(Opened::Stored).map_err(fail);
        }
        // that it is within the limits was seen when its hash was checked
        let mut apart = Nest::new(nest.options);
        let most = nest.options.limits.max_archive_bytes as u64;
        let unpacked = self.archive.read(path, most, &mut apart)?.unwrap_or_default();
        let all = 0..unpacked.len() as u64;
        let window = Window::new(Cursor::new(unpacked), all);
        window.and_then(|window| Pages::new(&self.name, window, nest)).map(Opened::Unpacked).map_err(fail)
    }

    /// What to say at the end, where nothing came of it.
    fn end(&mut self, nest: &Nest<'_>) -> Option<Vec<Intake>> {
        if self.any || std::mem::replace(&mut self.ended, true) {
            return None;
        }
        let window = Window::new(self.source.another(), 0..self.source.len());
        let digest = window.and_then(|mut window| window.digest()).ok();
        let mut empty = Intake::with_digest(&self.name, digest, nest.options);
        empty.problem(ProblemCode::Empty, format!("{}: there is no web archive in the collection", self.name));
        empty.problems.append(&mut self.general);
        Some(vec![empty])
    }
}

/// The file `path` where it stands in the collection, if it was put in without being packed.
fn stored<R: Read + Seek>(
    archive: &mut Archive<Handle<R>>,
    path: &str,
    source: &Handle<R>,
) -> Option<Window<Handle<R>>> {
    let range = archive.stored(path).filter(|range| range.end <= source.len())?;
    Window::new(source.another(), range).ok()
}

pub(crate) fn unreadable(name: &str, error: &io::Error) -> Refusal {
    (ProblemCode::Unreadable, format!("{name}: cannot be read ({error}); check the disk that it is on"))
}

/// The collection's manifest, its own hash checked.
fn manifest<R: Read + Seek>(
    name: &str,
    archive: &mut Archive<R>,
    nest: &mut Nest<'_>,
    general: &mut Vec<Problem>,
) -> Manifest {
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
    general.extend(digest.and_then(|digest| doubt(name, "datapackage.json", &digest.hash, &mut told.as_slice())));
    serde_json::from_slice(&told).unwrap_or_else(|e| {
        let message = format!("{name}: datapackage.json is damaged ({e}), so that the files' hashes cannot be checked");
        general.push(Problem::new(ProblemCode::Damaged, message));
        Manifest::default()
    })
}

/// What to say if the file `path` is not the one that was packed.
fn doubt(name: &str, path: &str, said: &str, from: &mut dyn Read) -> Option<Problem> {
    // A hash without the name of its algorithm is SHA-256, as the first tools wrote it.
    let full = if said.contains(':') { said.to_owned() } else { format!("sha256:{said}") };
    let message = match check_whole_digest(&full, from) {
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
