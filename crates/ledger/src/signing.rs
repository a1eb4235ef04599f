//! Signed heads: who holds a public key can tell that a head was made by the holder of the private one.

use std::fs;
use std::io::Write;
use std::path::Path;

use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _, VerifyingKey};

use crate::LedgerError;
use crate::journal::Head;

/// A private key that heads are signed with.
pub struct Signer(SigningKey);

impl Signer {
    /// The key in the file `path`: 64 hexadecimal digits. Where there is no such file, one is made, which only its owner may read.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, made, or is no key.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let fail = |why: String| LedgerError::Key { path: path.display().to_string(), why };
        match fs::read_to_string(path) {
            Ok(text) => {
                let bytes = unhex::<32>(text.trim()).ok_or_else(|| fail("not 64 hexadecimal digits".to_owned()))?;
                Ok(Self(SigningKey::from_bytes(&bytes)))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let mut bytes = [0; 32];
                fs::File::open("/dev/urandom")
                    .and_then(|mut random| std::io::Read::read_exact(&mut random, &mut bytes))
                    .map_err(|error| fail(format!("no random bytes to be had: {error}")))?;
                keep(path, &hex(&bytes)).map_err(|error| fail(error.to_string()))?;
                Ok(Self(SigningKey::from_bytes(&bytes)))
            }
            Err(error) => Err(fail(error.to_string())),
        }
    }

    /// The public key, in hex.
    pub fn public(&self) -> String {
        hex(self.0.verifying_key().as_bytes())
    }

    /// The signature of a text, in hex. What is signed begins with words of its own, so that it can never stand for a head.
    pub fn sign_text(&self, text: &str) -> String {
        hex(&self.0.sign(&text_signed(text)).to_bytes())
    }

    /// The signature of a head and the root of the tree over all entries, in hex.
    pub(crate) fn sign(&self, head: &Head, root: &str) -> String {
        hex(&self.0.sign(&signed(head, root)).to_bytes())
    }
}

/// Whether `signature` of a text was made with the private key of `public`.
pub fn is_text_signed(text: &str, public: &str, signature: &str) -> bool {
    holds(&text_signed(text), public, signature)
}

/// Whether `signature` of a head and a root was made with the private key of `public`.
pub(crate) fn is_signed(head: &Head, root: &str, public: &str, signature: &str) -> bool {
    holds(&signed(head, root), public, signature)
}

fn holds(bytes: &[u8], public: &str, signature: &str) -> bool {
    let key = unhex::<32>(public).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    let signature = unhex::<64>(signature).map(|bytes| Signature::from_bytes(&bytes));
    match (key, signature) {
        (Some(key), Some(signature)) => key.verify(bytes, &signature).is_ok(),
        _ => false,
    }
}

fn text_signed(text: &str) -> Vec<u8> {
    format!("truceline text\n{}\n{text}", text.len()).into_bytes()
}

fn signed(head: &Head, root: &str) -> Vec<u8> {
    format!("truceline head\n{}\n{}\n{root}\n", head.seq, head.hash).into_bytes()
}

fn keep(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hexadecimal digits as exactly `N` bytes.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    if digits.len() == 2 * N { bytes.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_head_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/signing.key");
        let signer = Signer::open(&path).unwrap();
        let head = Head { seq: 3, hash: "ab".repeat(32) };
        let signature = signer.sign(&head, "root");
        assert!(is_signed(&head, "root", &signer.public(), &signature));
        assert!(!is_signed(&Head { seq: 4, ..head.clone() }, "root", &signer.public(), &signature));
        assert!(!is_signed(&head, "other", &signer.public(), &signature));
        // the same file gives the same key
        assert_eq!(Signer::open(&path).unwrap().public(), signer.public());
        // and is nobody else's to read
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signing.key");
        fs::write(&path, "no key").unwrap();
        assert!(Signer::open(&path).is_err_and(|error| error.to_string().contains("64 hexadecimal digits")));
        assert!(!is_signed(&Head { seq: 1, hash: String::new() }, "", "zz", "zz"));
    }
}
