//! A bundle is opened, and believed only once its signature and every hash hold.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Seek};

use truceline_ledger::is_text_signed;
use zip::ZipArchive;

use super::manifest::{FORMAT, File, Manifest, VERSION};
use super::{JOURNAL, MANIFEST, SIGNATURE};
use crate::ExportError;

/// The largest manifest, line or original that is taken into memory.
const LARGEST: u64 = 1 << 30;

/// A bundle whose signature and hashes hold.
pub struct Bundle<R: Read + Seek, F: Fn() -> io::Result<R>> {
    pub(super) from: F,
    pub(super) manifest: Manifest,
}

/// Whether `from` is a bundle, by what is in it.
pub fn is_bundle(from: impl Read + Seek) -> bool {
    let Ok(mut archive) = ZipArchive::new(BufReader::new(from)) else { return false };
    let Ok(mut manifest) = archive.by_name(MANIFEST) else { return false };
    let mut start = [0; 64];
    let mut filled = 0;
    while let Ok(read @ 1..) = manifest.read(start.get_mut(filled..).unwrap_or_default()) {
        filled += read;
    }
    let start = String::from_utf8_lossy(&start);
    start.trim_start_matches(['{', ' ', '\n']).starts_with(&format!("\"format\": \"{FORMAT}\""))
}

impl<R: Read + Seek, F: Fn() -> io::Result<R>> Bundle<R, F> {
    /// The bundle that `from` opens, as often as it is asked.
    ///
    /// # Errors
    ///
    /// When it is no bundle, was not signed so, or any file in it has another hash.
    pub fn open(from: F) -> Result<Self, ExportError> {
        let mut archive = archive(&from)?;
        let text = text(&mut archive, MANIFEST)?;
        let signature = self::text(&mut archive, SIGNATURE)?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| ExportError::import(MANIFEST, error))?;
        if manifest.format != FORMAT || manifest.version != VERSION {
            return Err(ExportError::import(MANIFEST, "it is of another format or a later version"));
        }
        if !is_text_signed(&text, &manifest.signer, signature.strip_suffix('\n').unwrap_or_default()) {
            return Err(ExportError::import(MANIFEST, "the signature is not that of its key"));
        }
        let mut listed: BTreeSet<&str> = BTreeSet::from([MANIFEST, SIGNATURE]);
        for file in &manifest.files {
            if !listed.insert(&file.path) {
                return Err(ExportError::import(&file.path, "it is listed twice"));
            }
            check(&mut archive, file)?;
        }
        for path in archive.file_names() {
            let path = path.map_err(|error| ExportError::import("the bundle", error))?;
            if !listed.contains(path.as_ref()) {
                return Err(ExportError::import(path, "the manifest does not list it"));
            }
        }
        if archive.len() != listed.len() || !listed.contains(JOURNAL) {
            return Err(ExportError::import("the bundle", "its files are not those of its manifest"));
        }
        Ok(Self { from, manifest })
    }

    /// The public key of who signed it.
    pub fn signer(&self) -> &str {
        &self.manifest.signer
    }

    /// Call `take` for each line of a file, with the bundle opened a second time, from which it may take other files.
    pub(super) fn lines(
        &self,
        path: &str,
        mut take: impl FnMut(&str) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        let bad = |error: &dyn ToString| ExportError::import(path, error.to_string());
        let mut archive = archive(&self.from)?;
        let mut file = BufReader::new(archive.by_name(path).map_err(|error| bad(&error))?);
        let mut line = String::new();
        loop {
            line.clear();
            let read = file.by_ref().take(LARGEST).read_line(&mut line).map_err(|error| bad(&error))?;
            if read == 0 {
                return Ok(());
            }
            take(line.trim_end_matches('\n'))?;
        }
    }
}

pub(super) fn archive<R: Read + Seek>(
    from: &impl Fn() -> io::Result<R>,
) -> Result<ZipArchive<BufReader<R>>, ExportError> {
    let opened = from().map_err(|error| ExportError::import("the bundle", error))?;
    ZipArchive::new(BufReader::new(opened)).map_err(|error| ExportError::import("the bundle", error))
}

/// A file of the bundle, which must not be larger than what is taken into memory.
pub(super) fn bytes<R: Read + Seek>(archive: &mut ZipArchive<R>, path: &str) -> Result<Vec<u8>, ExportError> {
    let file = archive.by_name(path).map_err(|error| ExportError::import(path, error))?;
    let mut bytes = Vec::new();
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| ExportError::import(path, error))?;
    if read as u64 > LARGEST { Err(ExportError::import(path, "it is too large")) } else { Ok(bytes) }
}

fn text<R: Read + Seek>(archive: &mut ZipArchive<R>, path: &str) -> Result<String, ExportError> {
    String::from_utf8(bytes(archive, path)?).map_err(|error| ExportError::import(path, error))
}

fn check<R: Read + Seek>(archive: &mut ZipArchive<R>, file: &File) -> Result<(), ExportError> {
    let bad = |why: &dyn ToString| ExportError::import(&file.path, why.to_string());
    let from = archive.by_name(&file.path).map_err(|error| bad(&error))?;
    let mut hasher = blake3::Hasher::new();
    // no more than the manifest says is unpacked, whatever the archive makes of it
    let size = io::copy(&mut from.take(file.size.saturating_add(1)), &mut hasher).map_err(|error| bad(&error))?;
    if size == file.size && hasher.finalize().to_hex().as_str() == file.blake3 {
        Ok(())
    } else {
        Err(bad(&"its bytes are not those that the manifest lists"))
    }
}
